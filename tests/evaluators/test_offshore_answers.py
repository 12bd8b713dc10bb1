"""Answers of offshore wind: own use, limits of the grid, ageing, money, and what the estimate rests on."""

from __future__ import annotations

import numpy as np
import pytest
from offshore_farms import FARM, MONTHLY, at_hub, notes_of

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.availability import availability_loss
from evaluators.offshore_wind.cost import FOUNDATIONS
from evaluators.offshore_wind.degradation import mean_performance
from evaluators.offshore_wind.density import air_density, density_equivalent_speed, lifted
from evaluators.offshore_wind.shear import power_law
from evaluators.offshore_wind.turbine import turbine
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.finance import capital_recovery_factor
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL, GRIDS


def test_own_use_is_energy_of_the_farm_and_no_product():
    plain, part, beyond = (offshore_wind(**(MONTHLY | {"own_use": use})) for use in (None, 100_000.0, 1e9))
    assert plain["net_energy"] == part["net_energy"] == beyond["net_energy"]
    np.testing.assert_allclose(part["product"], plain["product"] - 100_000)
    kept = part["product"] / plain["product"]
    np.testing.assert_allclose(part["reference_t"], plain["reference_t"] * kept)
    assert part["project_t"] == plain["project_t"] and part["levelised_cost"] == plain["levelised_cost"]
    assert not beyond["product"].any() and not beyond["reference_t"].any()


@pytest.mark.parametrize("life", [25.0, 30.0])
def test_the_product_falls_with_age_and_its_mean_over_life_is_the_net_energy(life):
    found = offshore_wind(**(MONTHLY | {"life": life}))
    [years] = found["product"]
    assert np.all(np.diff(years[: int(life)]) < 0)
    assert years[: int(life)].mean() == pytest.approx(found["net_energy"], rel=1e-9)
    assert found["net_energy_one_year"] == pytest.approx(found["net_energy"], rel=1e-9), "one year's wind at the age of life"


@pytest.mark.parametrize("limit,ageing", [(150.0, 0.016), (300.0, 0.016), (420.0, 0.008), (470.0, 0.016)])
def test_a_limit_clips_what_each_year_makes_and_hides_some_of_the_ageing(limit, ageing):
    """Year by year: a machine that makes the share a of its power under a limit L is one of full power under L / a, times a."""
    facts = at_hub(9.5, life=30.0, degradation=ageing)
    found = offshore_wind(**facts, deliverable_power=limit)
    makes = (1 - ageing) ** (np.arange(30) + 0.5)
    ageless = [offshore_wind(**(facts | {"degradation": 0.0, "deliverable_power": limit / one}))["net_energy"] for one in makes]
    exact = makes * ageless
    assert found["net_energy"] == pytest.approx(exact.mean(), rel=1e-3)
    parted = np.abs(found["product"][0, :30] / exact - 1)  # a parabola over life
    assert parted.mean() < 5e-3 and parted.max() < 0.02
    assert found["product"][0, :30].mean() == pytest.approx(found["net_energy"], rel=1e-7)
    clipped_first = offshore_wind(**(facts | {"degradation": 0.0, "deliverable_power": limit}))["net_energy"]
    assert (found["net_energy"] > 1.005 * clipped_first * mean_performance(ageing, 30.0)) == (limit < 450), "never clipped twice"
    weights = 1.06 ** -np.arange(1.0, 31)
    cost = found["capex"] + found["opex"] * weights.sum()
    assert found["levelised_cost"] == pytest.approx(cost / (exact @ weights), rel=2e-3)


def test_interest_during_construction_is_at_the_projects_own_cost_of_capital():
    """Money is real, and the rate too: what is paid in ORBIT's years before operation, brought to its start."""
    cheap, dear = (offshore_wind(**(MONTHLY | {"cost_of_capital": rate})) for rate in (0.0, 0.09))
    shares = {0.5: 0.25, 1.5: 0.25, 2.5: 0.3, 3.5: 0.1, 4.5: 0.1}
    assert dear["capex"] / cheap["capex"] == pytest.approx(sum(share * 1.09**years for years, share in shares.items()), rel=1e-9)
    parts = {row["part"]: row["median"] for row in cheap["exhibits"]["building cost [USD2024/kW]"]}
    assert parts["interest during construction"] == 0


def test_a_small_farm_says_that_its_cost_is_carried_down():
    said = "Cost is carried from a farm of 600 MW down to 60 MW by what does not shrink with it"
    assert said in notes_of(offshore_wind(**(MONTHLY | {"capacity": 60.0}))) and said not in notes_of(offshore_wind(**MONTHLY))


def test_a_curve_that_ends_early_is_said():
    own = {"rotor_diameter": 240.0, "rated_power": 15.0}
    early, full = (
        offshore_wind(**(MONTHLY | own | {"power_curve": np.array([[3.0, 100, 0.8], [11, 15000, 0.7], [end, 15000, 0.2]])}))
        for end in (15.0, 25.0)
    )
    assert "The power curve ends at 15 m/s" in notes_of(early) and "The power curve ends" not in notes_of(full)


def test_points_on_p90_ask_for_hours_of_years_that_differ():
    """A record called a mast's is none for being called so."""
    asked = {"weather_record": "mast"}
    monthly = offshore_wind(**(MONTHLY | asked))["exhibits"]["points on P90"]
    assert "known as monthly, not hour by hour: that it is a mast's cannot be seen" in monthly
    random = np.random.default_rng(4)
    years = [9 * (1 + 0.05 * random.standard_normal()) * random.weibull(2.0, 8760) for _ in range(5)]
    hub = FARM | asked | {"weather_height": 150.0}
    few, enough = (offshore_wind(**hub, wind_speed_hourly=np.concatenate(years[:count]).clip(0, 40)) for count in (4, 5))
    assert "the record tells of 4 years" in few["exhibits"]["points on P90"]
    assert enough["exhibits"]["points on P90"] == "may be given"


def test_own_use_never_meets_the_limit_of_the_grid():
    """100 MW of the grid and 50 MW inside, evenly over the year, are taken as 150 MW of one grid would be."""
    inside = 50 * 8760.0
    alone = offshore_wind(**at_hub(10.0, deliverable_power=150.0))
    both = offshore_wind(**at_hub(10.0, deliverable_power=100.0, own_use=inside))
    short = offshore_wind(**at_hub(10.0, deliverable_power=100.0))
    for name in ("net_energy", "net_energy_one_year", "levelised_cost"):
        assert both[name] == pytest.approx(alone[name], rel=1e-12)
    assert both["net_energy"] > short["net_energy"] + inside / 3
    np.testing.assert_allclose(both["product"], alone["product"] - inside, rtol=1e-12)
    assert np.all(both["product"] <= 100 * 8760) and both["product"].max() > 50 * 8760
    assert "taken evenly over the year, before the grid's limit" in notes_of(both)


def test_own_use_is_said():
    notes = [notes_of(offshore_wind(**(MONTHLY | {"own_use": use}))) for use in (None, 100_000.0, 1e9)]
    assert "used inside the project" not in notes[0]
    assert "100,000 MWh a year are used inside the project" in notes[1] and "nothing is delivered" not in notes[1]
    assert "more than the farm's net energy: nothing is delivered then" in notes[2]


def test_benchmark_error_multiplies_the_building_cost():
    once, twice = (offshore_wind(**(MONTHLY | {"benchmark_error": error})) for error in (1.0, 2.0))
    assert twice["capex"] == pytest.approx(2 * once["capex"])
    # Removal is paid into yearly, as a share of the building cost.
    other = {name: one * (name != "removal") for name, one in FOUNDATIONS.medians("floating").items()}
    row = type(FOUNDATIONS.medians("floating"))("floating", other)
    once, twice = (offshore_wind(**(MONTHLY | {"benchmark_error": error, "foundation": row})) for error in (1.0, 2.0))
    assert twice["opex"] == once["opex"]
    assert twice["levelised_cost"] > once["levelised_cost"]
    ageless = MONTHLY | {"foundation": row, "degradation": 0.0}
    once, twice = (offshore_wind(**(ageless | {"benchmark_error": error})) for error in (1.0, 2.0))
    yearly = capital_recovery_factor(FARM["cost_of_capital"], offshore_wind.inputs["life"].middle) * once["capex"]
    assert twice["levelised_cost"] - once["levelised_cost"] == pytest.approx(yearly / once["net_energy"])


def test_levelised_cost_is_at_its_own_cost_of_capital_and_at_ours_where_none_is_stated():
    none, ours, dear = (
        offshore_wind(**(MONTHLY | {"cost_of_capital": rate}))["levelised_cost"] for rate in (None, COST_OF_CAPITAL.middle, 0.12)
    )
    assert none == ours < dear


def test_energy_is_worth_what_its_grid_pays():
    village, gulf = (
        offshore_wind(**(MONTHLY | {"grid": grid, "electricity_price": 60.0}))["price"]
        for grid in ("us_alaska_remote_diesel", "us_gulf")
    )
    assert gulf == pytest.approx(60 * GRIDS.medians("us_gulf").price_level) and gulf < 60 < village


def test_mean_performance_is_the_mean_of_the_years():
    years = np.linspace(0, 30, 30001)
    assert mean_performance(0.016, 30.0) == pytest.approx(np.trapezoid((1 - 0.016) ** years, years) / 30, rel=1e-8)
    assert mean_performance(0.0, 30.0) == 1


def test_availability_follows_the_published_fit():
    # 100 and 150 km, 2.5 and 3.0 m, semi-submersible: 14.5 and 17.4 % (NREL NRWAL 2015, avail_semi).
    row = FOUNDATIONS.medians("floating")
    assert availability_loss(row, 100.0, 2.5) == pytest.approx(0.145, abs=0.0005)
    assert availability_loss(row, 150.0, 3.0) == pytest.approx(0.174, abs=0.0005)


def test_a_shorter_lift_leaves_less_doubt():
    def spread(height):
        values = bind(offshore_wind, MONTHLY | {"weather_height": height}, Streams(3, 1000, "lift")).values
        factor = power_law(150.0, height, values["shear_exponent"])
        return factor.std() / factor.mean()

    assert spread(100.0) < 0.2 * spread(10.0)


def test_cut_out_is_judged_on_the_actual_speed():
    machine = turbine("iea_15mw")
    dense = air_density(-20.0, 1013.25)
    assert machine.power_at(density_equivalent_speed(24.9, dense), 24.9) == pytest.approx(15000)
    assert machine.power_at(density_equivalent_speed(25.1, 1.0), 25.1) == 0


def test_standard_lapse_agrees_with_the_standard_atmosphere():
    # ISO 2533, table: 14.350 degC and 1001.29 hPa at 100 m; 8.501 degC and 898.76 hPa at 1,000 m.
    assert lifted(15.0, 1013.25, 100.0) == pytest.approx((14.350, 1001.29), abs=0.01)
    assert lifted(15.0, 1013.25, 1000.0) == pytest.approx((8.501, 898.76), abs=0.03)
