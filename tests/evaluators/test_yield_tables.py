"""Tables of a farm's yield: waterfall, sectors, months, Weibull fit, uncertainty, exceedance, wake models."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_farm import COUNT, DRAWS, HOURS, MACHINE, a_farm
from scipy.special import gamma

from evaluators.offshore_wind.climate import from_hours
from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.losses import loss_tree
from evaluators.offshore_wind.yield_tables import (
    exceedance_table,
    loss_waterfall,
    monthly_profile,
    sector_table,
    speed_histogram,
    uncertainty_split,
    wake_comparison,
    weibull_fit,
)


@pytest.fixture(scope="module")
def farm() -> FarmYield:
    return a_farm()


def test_the_waterfall_ends_at_the_net_energy_and_leaves_out_what_takes_nothing(farm):
    tree = loss_tree({"icing": 0.0, "electrical_efficiency": 0.04, "degradation": np.full(DRAWS, 0.1)})
    rows = loss_waterfall(farm.gross, tree)
    assert [row["name"] for row in rows] == ["gross", "electrical efficiency", "degradation"]
    assert rows[-1]["left_GWh_per_year"] == pytest.approx(np.median(farm.gross) * 0.96 * 0.9 / 1000, abs=0.01)
    left = [row["left_GWh_per_year"] for row in loss_waterfall(farm.gross, farm.tree)]
    assert left == sorted(left, reverse=True) and left[-1] == pytest.approx(np.median(farm.net_life) / 1000, abs=0.01)


def test_twelve_sectors_add_up_to_the_farm(farm):
    rows = sector_table(farm.climate, 1.0, MACHINE, COUNT, farm.matrix, COUNT, net=123_000.0, wake_loss=0.06)
    hours = farm.hours
    gross = COUNT * MACHINE.power_at(hours.speed * (1.25 / 1.225) ** (1 / 3), hours.speed).sum() / 1e6
    assert sum(row["frequency"] for row in rows) == pytest.approx(1, abs=1e-3)
    assert sum(row["gross_GWh"] for row in rows) == pytest.approx(gross, rel=2e-3)
    assert sum(row["net_GWh"] for row in rows) == pytest.approx(123, abs=0.1)
    assert sum(row["gross_GWh"] * row["wake_loss"] for row in rows) == pytest.approx(0.06 * gross, rel=3e-3)
    assert max(rows, key=lambda row: row["frequency"])["sector_deg"] == 240


def test_sectors_hold_the_hours_that_blow_there(farm):
    """Counted among the hours themselves: directions in steps of ten degrees, half of a border's hours to either side."""
    rows = sector_table(farm.climate, 1.0, MACHINE, COUNT, farm.matrix, COUNT, net=100_000.0)
    direction = farm.hours.direction
    counted = [np.mean(np.abs((direction - 30 * number + 180) % 360 - 180) < 15) for number in range(12)]
    assert [row["frequency"] for row in rows] == pytest.approx(counted, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.floats(4, 12), st.floats(1.4, 4))
def test_the_weibull_of_weibull_hours_is_found_again(scale, shape):
    speed = scale * (-np.log1p(-(np.arange(HOURS) + 0.5) / HOURS)) ** (1 / shape)
    found = weibull_fit(from_hours(speed), factor=1.3)
    assert found == pytest.approx((1.3 * scale, shape), rel=5e-3)


def test_the_fitted_weibull_has_the_mean_and_the_cube_of_the_wind(farm):
    scale, shape = weibull_fit(farm.climate)
    assert scale * gamma(1 + 1 / shape) == pytest.approx(farm.climate.mean_speed)
    assert scale**3 * gamma(1 + 3 / shape) == pytest.approx(farm.climate.speed**3 @ farm.climate.share)
    rows = speed_histogram(farm.climate, 1.0)
    for column in ("share", "weibull"):
        assert sum(row[column] for row in rows) == pytest.approx(1, abs=2e-3)


def test_the_months_add_up_to_the_year():
    power = np.full(8760, 100.0)
    rows = monthly_profile(power)
    assert sum(row["net_GWh"] for row in rows) == pytest.approx(876, abs=0.1)
    assert rows[1]["net_GWh"] == pytest.approx(100 * 672 / 1000) and {row["mean_power_MW"] for row in rows} == {100.0}


def test_the_split_of_uncertainty_is_the_root_of_squares():
    rows = uncertainty_split({"measurement": 0.03, "future": 0.04}, 1.5, loss_tree({"icing": np.array([0.0, 0.2])}))
    assert [row["of_energy"] for row in rows[:2]] == pytest.approx([0.045, 0.06])
    assert rows[2]["of_energy"] == pytest.approx(0.1 / 0.9, abs=1e-5)
    assert rows[-1]["of_energy"] == pytest.approx(np.sqrt(0.045**2 + 0.06**2 + (0.1 / 0.9) ** 2), abs=1e-5)


def test_exceedance_says_its_direction(farm):
    rows = exceedance_table(farm.net)
    assert [row["exceeded_with"] for row in rows] == ["50% (P50)", "75% (P75)", "90% (P90)", "95% (P95)", "99% (P99)"]
    assert rows[2]["10 years [GWh/year]"] == pytest.approx(np.percentile(farm.net[10], 10) / 1000, abs=0.01)
    assert list(rows[0])[1] == "1 year [GWh/year]"


def test_wake_models_stand_side_by_side():
    rows = wake_comparison({"turbopark": 0.07, "gaussian": 0.04, "park": np.array([0.05, 0.06, 0.07])}, "turbopark")
    assert [(row["model"], row["wake_loss"], row["role"]) for row in rows] == [
        ("gaussian", 0.04, "one of 3"), ("park", 0.06, "one of 3"),
        ("turbopark", 0.07, "default, the middle of the draws, one of 3"),
    ]  # fmt: skip
