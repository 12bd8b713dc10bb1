"""All kinds of store as rows of one table: laws that never fall or rise absurdly, physics of gas, what the table must say."""

from __future__ import annotations

import numpy as np
import pytest
from store_kinds import GASEOUS, KINDS, TECHNOLOGIES, drawn, store

from evaluators.hydrogen_storage.capex import papadias_range, papadias_unit_cost
from evaluators.hydrogen_storage.technology import USD2018, Practice, Stated, store_of
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import Row

SIZES = np.geomspace(0.1, 1e6, 1401)  # tonne
ROUNDING = 1e-12


def falls_per_unit(total: np.ndarray, size: np.ndarray) -> bool:
    """Whether the total never falls with size, and never rises per unit."""
    unit = total / size
    return bool(np.all(total[1:] >= total[:-1] * (1 - ROUNDING)) and np.all(unit[1:] <= unit[:-1] * (1 + ROUNDING)))


# --- the table ----------------------------------------------------------------------------------------------------


def test_the_table_has_the_stores_of_the_corridor():
    assert TECHNOLOGIES.rows == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_says_all_that_is_asked_of_it(kind):
    lines = TECHNOLOGIES.lines[kind]
    asked = {
        "valid_from", "valid_to", "charge_loss", "discharge_loss", "vented_share", "life", "fixed_om", "variable_om",
        "capex_spread", "store_to_2024", "gaseous", "needs_salt_cavern", "needs_lined_rock_cavern",
    }
    asked |= {
        "usual_pressure_max", "usual_pressure_min", "usual_inlet_pressure", "usual_temperature", "valid_pressure_from",
        "valid_pressure_to",
    } if kind in GASEOUS else {
        "energy", "energy_exponent", "energy_smallest", "energy_largest", "release_energy", "heel", "carrier_density",
        "liquefied", "feed_pressure",
    }
    assert asked <= set(lines)
    assert 0 < lines["valid_from"].mode < lines["valid_to"].mode
    assert all(line.source for line in lines.values())
    # A cost is dated: its line carries the year of its money.
    money = [line for line in lines.values() if line.unit[:3] in ("USD", "EUR") and "/kg" not in line.unit]
    assert all(line.year == int(line.unit[3:7]) for line in money)


@pytest.mark.parametrize("kind", KINDS)
def test_what_rests_on_judgement_carries_a_wide_range(kind):
    for name, line in TECHNOLOGIES.lines[kind].items():
        if line.source.startswith("unsourced") and line.shape != "fixed":
            assert line.high >= 1.25 * line.low, name
    cost = TECHNOLOGIES.lines["metal_hydride"]["tank_linear"]
    assert cost.source.startswith("unsourced") and cost.high / cost.low >= 5


@pytest.mark.parametrize("kind", KINDS)
def test_the_class_of_the_estimate_is_counted_once(kind):
    # AACE class 5 is benchmark_error, fund-wide; a second one here would make +30..+100 % into +70..+300 %.
    spread = TECHNOLOGIES.lines[kind]["capex_spread"]
    assert "benchmark_error" in spread.note and "AACE" not in spread.source and "18R-97" not in spread.source
    width = spread.high / spread.low
    if spread.source.startswith("unsourced"):
        assert width >= 4
    else:
        assert width <= 2.9
    assert kind not in GASEOUS or width <= 1.6


def test_the_fit_of_papadias_lies_within_its_spread_of_the_table_beside_it():
    """Papadias & Ahluwalia 2021, table 3 (via LDES-Survey): 500 t at six depths, 35.6 to 38.1 USD2019/kg; the fit 33.90."""
    lines = TECHNOLOGIES.lines["salt_cavern"]
    fit = papadias_unit_cost(500.0, *(lines[f"fit_{name}"].mode for name in "abc"))
    table = np.array([38.0, 36.0, 35.6, 36.2, 37.0, 38.1])
    assert np.all((table / fit > lines["capex_spread"].low) & (table / fit < lines["capex_spread"].high))


def test_vessels_of_steel_as_cheap_as_published_are_within_the_range():
    """NREL/PR-560-45873 (2009): 30.7 MUSD for 28,600 kg in steel; HDSAM 5.5: 1,200 USD2013/kg, installed 1.3 times that."""
    row = drawn("vessel_350bar", 4000)
    cost = row.tank_linear * row.store_to_2024 * row.capex_spread / 1e3
    low, high = np.percentile(cost, (2, 95))
    steel = 30.7e6 / 28_600 * money_factor("USD", 2009, "USD", 2024)[0]
    hdsam = 1200 * 1.3 * money_factor("USD", 2013, "USD", 2024)[0]
    assert low < steel < hdsam < high and low < 1200
    assert TECHNOLOGIES.lines["vessel_350bar"]["tank_linear"].mode == 1200e3 * 1.3


@pytest.mark.parametrize("kind", KINDS)
def test_prices_are_brought_to_2024_by_the_factors_of_the_toolkit(kind):
    for name, line in TECHNOLOGIES.lines[kind].items():
        if name.endswith("_to_2024"):
            money = line.note.split()[0]
            assert line.mode == pytest.approx(money_factor(money[:3], int(money[3:]), "USD", 2024)[0], rel=1e-5), name


# --- cost laws ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_from_a_tenth_of_a_tonne_to_a_million_no_law_is_absurd(kind):
    parts = store(kind).capex(SIZES, 1000.0, 500.0)
    assert falls_per_unit(parts["store"], SIZES)
    assert falls_per_unit(sum(np.broadcast_to(part, SIZES.shape) for part in parts.values()), SIZES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_no_draw_of_a_law_is_absurd_either(kind, seed):
    found = store_of(drawn(kind, 25, seed), 1000.0).capex(SIZES[::7, None], 1000.0, 500.0)["store"]
    for draw in range(25):
        assert falls_per_unit(np.broadcast_to(found, (SIZES[::7].size, 25))[:, draw], SIZES[::7])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", ["charge", "discharge"])
def test_plants_cost_more_when_larger_and_less_per_kilogram_an_hour(kind, side):
    rates = np.geomspace(1, 1e6, 700)
    parts = store(kind).capex(500.0, *((rates, 500.0) if side == "charge" else (500.0, rates)))
    plants = np.broadcast_to(parts["conversion"] + parts["compressor"], rates.shape)
    assert falls_per_unit(plants, rates)


def test_the_published_fits_without_a_guard_are_absurd_at_both_ends():
    lines = TECHNOLOGIES.lines["salt_cavern"]
    a, b, c = (lines[f"fit_{name}"].mode for name in "abc")
    published = papadias_unit_cost(SIZES, a, b, c) * SIZES
    assert not falls_per_unit(published, SIZES)
    smallest, best = papadias_range(a, b)
    inside = (SIZES >= smallest) & (SIZES <= best)
    assert falls_per_unit(published[inside], SIZES[inside])


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_twice_the_valid_size_is_not_dearer_than_two(kind):
    one, lines = store(kind), TECHNOLOGIES.lines[kind]
    size = lines["valid_to"].mode
    assert one.capex(2 * size, 1.0, 1.0)["store"] <= 2 * one.capex(size, 1.0, 1.0)["store"] * (1 + ROUNDING)


@pytest.mark.parametrize("kind", KINDS)
def test_fixed_cost_rises_with_what_is_built_and_what_passes(kind):
    one = store(kind)
    small, large = (one.capex(size, 1000.0, 500.0) for size in (100.0, 1000.0))
    assert 0 < one.fixed_om(small, 1e6) < one.fixed_om(large, 1e6) < one.fixed_om(large, 1e7)


@pytest.mark.parametrize(("kind", "capital", "yearly"), [
    ("salt_cavern", 24_992_482.42, 1_461_663.91), ("lined_rock_cavern", 51_136_144.67, 2_359_700.45),
    ("buried_pipe", 508_745_483.85, 16_439_748.43),
])
def test_fixed_cost_is_that_of_h2integrate(kind, capital, yearly):
    # NREL H2Integrate 0.10.0, its own tests, USD2018: 1,000 t, 100 tonne/day, excluding electricity. Both have labour, 3.1 % of
    # the store and 6.1 % of its compressor after HDSAM V4.0. What its figures leave for the compressor is ours within 3 %.
    practice = Practice(
        isentropic_efficiency=0.88, motor_efficiency=0.95, suction_temperature=298.15, compressor_volume=0.55,
        labour_cost=37.39817 * 1.5 * USD2018,
    )
    full = {"salt_cavern": 120.0, "lined_rock_cavern": 200.0, "buried_pipe": 100.0}[kind]
    row = Row(kind, {**TECHNOLOGIES.medians(kind), "fixed_om": 0.031})
    one = store_of(row, 1e5 / 24, Stated(pressure_max=full, inlet_pressure=20.0), practice)
    compressor = one.capex(1000.0, 1e5 / 24, 1e5 / 24)["compressor"]
    parts = {"store": capital * USD2018 - compressor, "conversion": 0.0, "compressor": compressor}
    assert one.fixed_om(parts, 365e5) / USD2018 == pytest.approx(yearly, rel=0.003)
    theirs = (yearly - 37.39817 * 1.5 * 8760 - 0.031 * capital) / 0.03
    assert compressor / USD2018 == pytest.approx(theirs, rel=0.03)


def test_a_carrier_oil_store_is_the_published_one():
    # Breunig et al. 2024 (via NREL H2Integrate), USD2024: 304 tonne/day in and out, 16,200 t, 35,000 t/year. The linear model
    # of the source is itself within 6 % of it; ours adds a heel and leaves out 10 USD a tonne of throughput.
    row = Row("lohc", {**TECHNOLOGIES.medians("lohc"), "heel": 0.0})
    one = store_of(row, 304e3 / 24)
    parts = one.capex(16_200.0, 304e3 / 24, 304e3 / 24)
    assert sum(parts.values()) == pytest.approx(639_375_591, rel=0.06)
    assert sum(parts.values()) == pytest.approx(616_138_211 - 10.31 * 35_000, rel=1e-6)
    assert one.fixed_om(parts, 35e6) == pytest.approx(10_239_180, rel=0.06)


def test_release_plants_of_carrier_oil_agree_with_hdsam():
    # HDSAM V3.1 (via LLNL systems2atoms): dehydrogenation 122.919 MUSD2024 at 200 tonne/day.
    one = store("lohc")
    release = one.capex(1.0, 0.0, 200e3 / 24)["conversion"]
    assert release == pytest.approx(122.919e6, rel=0.06)
