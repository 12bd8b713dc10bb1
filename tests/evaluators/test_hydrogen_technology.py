"""All kinds of store as rows of one table: laws that never fall or rise absurdly, physics of gas, what the table must say."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.hydrogen_storage.capex import papadias_range, papadias_unit_cost
from evaluators.hydrogen_storage.compression import filling_work, staged_work
from evaluators.hydrogen_storage.density import density
from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS
from evaluators.hydrogen_storage.proposed_store import proposed_store
from evaluators.hydrogen_storage.technology import KELVIN, USD2018, Practice, Stated, pressures, store_of
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import Row, assumption_table

TECHNOLOGIES = assumption_table("evaluators.hydrogen_storage", "technologies.csv")
KINDS = (
    "salt_cavern", "lined_rock_cavern", "buried_pipe", "vessel_350bar", "vessel_700bar", "liquid", "ammonia", "lohc",
    "metal_hydride",
)
GASEOUS, CARRIERS = KINDS[:5], KINDS[5:]
SIZES = np.geomspace(0.1, 1e6, 1401)  # tonne
ROUNDING = 1e-12


def drawn(kind: str, draws: int, seed: int = 1) -> Row:
    """A row with draws of all its parameters."""
    generator = np.random.default_rng(seed)
    values = {}
    for name, line in TECHNOLOGIES.lines[kind].items():
        share = generator.random(draws)
        values[name] = line.mode if line.shape == "fixed" else quantile(line.shape, line.low, line.mode, line.high, share)
    return Row(kind, values)


def store(kind: str, charge_rate: float = 1000.0, **stated):
    """The store of a row's medians."""
    return store_of(TECHNOLOGIES.medians(kind), charge_rate, Stated(**stated))


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


# --- physics ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", GASEOUS)
def test_volume_and_cushion_hold_the_gas_at_both_pressures(kind):
    one = store(kind, pressure_max=180.0, pressure_min=40.0, temperature=300.0)
    full, empty = density(180.0, 300.0), density(40.0, 300.0)
    volume = one.volume_m3(250.0)
    assert volume * full / 1e3 == pytest.approx(250.0 + one.cushion_tonne(250.0), rel=1e-12)
    assert volume * empty / 1e3 == pytest.approx(one.cushion_tonne(250.0), rel=1e-12)


@pytest.mark.parametrize("kind", CARRIERS)
def test_a_tank_holds_carrier_and_heel(kind):
    one, row = store(kind), TECHNOLOGIES.medians(kind)
    assert one.volume_m3(10.0) * row.carrier_density / 1e3 == pytest.approx(10.0 + one.cushion_tonne(10.0), rel=1e-12)


@pytest.mark.parametrize("kind", GASEOUS)
def test_electricity_is_the_filling_work_and_the_motor_meets_the_full_pressure(kind):
    one = store(kind, pressure_max=200.0, pressure_min=50.0, inlet_pressure=25.0, temperature=305.0)
    practice = Practice()
    work = filling_work(25.0, 50.0, 200.0, practice.suction_temperature, 0.82, 305.0) / 0.95
    assert one.charge_kwh == pytest.approx(work, rel=1e-12)
    assert one.motor == pytest.approx(staged_work(25.0, 200.0, practice.suction_temperature, 0.82) / 0.95 * 1.1, rel=1e-12)
    assert one.least_kwh < one.charge_kwh < one.motor
    # Twice the rate is twice the motor; the machine is not twice the cost.
    small, large = (one.capex(100.0, rate, 1.0)["compressor"] for rate in (500.0, 1000.0))
    assert small < large < 2 * small


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_takes_less_electricity_than_thermodynamics_asks(kind):
    one = store_of(drawn(kind, 2000), 5000.0)
    assert np.all(one.charge_kwh >= one.least_kwh)
    assert np.all((one.charge_kept > 0) & (one.charge_kept <= 1) & (one.discharge_kept > 0) & (one.discharge_kept <= 1))
    assert np.all((np.asarray(one.boil_off_per_hour) >= 0) & (np.asarray(one.boil_off_per_hour) < 1e-3))


def test_only_liquid_boils_off_and_a_day_of_hours_is_the_share_a_day():
    for kind in KINDS:
        assert bool(store(kind).boil_off_per_hour > 0) is (kind == "liquid")
    row = TECHNOLOGIES.medians("liquid")
    assert (1 - store("liquid").boil_off_per_hour) ** 24 == pytest.approx(1 - row.boil_off_per_day, rel=1e-12)


def test_a_large_liquefier_takes_less_a_kilogram():
    energy = [float(store("liquid", rate).charge_kwh) for rate in (10.0, 1000.0, 10_000.0)]
    assert energy == sorted(energy, reverse=True) and energy[0] > energy[-1]


@pytest.mark.parametrize("kind", GASEOUS)
def test_what_is_usual_lies_within_what_the_kind_bears(kind):
    lines = TECHNOLOGIES.lines[kind]
    assert lines["valid_pressure_from"].mode <= lines["usual_pressure_min"].low
    assert lines["usual_pressure_max"].high <= lines["valid_pressure_to"].mode


@pytest.mark.parametrize("kind", KINDS)
def test_hydrogen_from_an_electrolyser_without_pressure_is_brought_up_first(kind):
    row = TECHNOLOGIES.medians(kind)
    flat, high = (store_of(row, 1000.0, None, Practice(feed_pressure=bar)) for bar in (1.5, 30.0))
    lift = staged_work(1.5, 20.0, Practice().suction_temperature, 0.82) / 0.95
    if kind in GASEOUS:
        assert flat.charge_kwh == store(kind, inlet_pressure=1.5).charge_kwh > high.charge_kwh + 0.8 * lift
    elif kind != "metal_hydride":
        assert flat.charge_kwh == pytest.approx(high.charge_kwh + lift, rel=1e-12)
        compressor = [one.capex(100.0, 1000.0, 500.0)["compressor"] for one in (flat, high)]
        assert compressor[0] > 1e6 and compressor[1] == 0
    # What the proposal states counts only where it is below what its electrolyser gives.
    for told, feed in ((30.0, 1.5), (1.5, 30.0)):
        stated = store_of(row, 1000.0, Stated(inlet_pressure=told), Practice(feed_pressure=feed))
        assert stated.charge_kwh == flat.charge_kwh


@pytest.mark.parametrize(("electrolyser", "inlet"), [("pem", 30.0), ("alkaline", 16.0), ("solid_oxide", 1.5), (None, 30.0)])
def test_a_store_beside_its_electrolyser_takes_the_pressure_of_that_kind(electrolyser, inlet):
    given = SimpleNamespace(
        storage=TECHNOLOGIES.medians("vessel_350bar"), storage_temperature=None, pressure_max=None, pressure_min=None,
        inlet_pressure=None, charge_rate=None, discharge_rate=None, release=None, electrolyser_capacity=110.0,
        electrolyser=None if electrolyser is None else ELECTROLYSERS.medians(electrolyser), isentropic_efficiency=0.82,
        motor_efficiency=0.95, suction_temperature=35.0, compressor_volume=0.8, compressor_om=0.061, labour_cost=56.0,
        compressor_life=15.0, demand=None, left_open=0.5,
    )  # fmt: skip
    stated = SimpleNamespace(**{**vars(given), "inlet_pressure": inlet})
    assert proposed_store(given).charge_kwh == proposed_store(stated).charge_kwh
    assert bool(proposed_store(given).charge_kwh > 2) is (electrolyser == "solid_oxide")
    bought = SimpleNamespace(**{**vars(given), "electrolyser_capacity": None, "cycles": 6.0, "working_gas": 30.0,
                                "operating_share": 0.45})
    assert proposed_store(bought).charge_kwh == store("vessel_350bar").charge_kwh


def test_ammonia_takes_and_loses_what_electric_plants_do():
    """NREL H2Integrate: 0.5306 kWh/kg NH3 for the loop, with nitrogen 3 to 5 kWh/kg of hydrogen. Evaporation and cracking take
    23.35 and 30.6 kJ/mol NH3 by heat alone, over 1.5 times 241.8; ENGIE et al. 2020 lose 40 %."""
    loop, held = 0.530645243, 0.178
    energy = TECHNOLOGIES.lines["ammonia"]["energy"]
    assert loop / held <= energy.low * 1.01 and 3 <= store("ammonia").charge_kwh <= 5
    least = (23.35 + 30.6) / (1.5 * 241.8)
    loss = TECHNOLOGIES.lines["ammonia"]["discharge_loss"]
    assert loss.low == pytest.approx(least, abs=0.005)
    assert loss.high == pytest.approx(1 - 1 / 1.46 / 1.1484, abs=0.005)
    # Topsoe, Decarbonisation Technology, November 2024: energy efficiency of 96 %.
    assert loss.low < 1 - 0.96 / 1.1454 < loss.mode


def test_ammonia_sold_as_ammonia_is_not_cracked():
    whole, half, none = (store("ammonia", release=share) for share in (1.0, 0.5, 0.0))
    assert (whole.discharge_kept, whole.discharge_kwh) == (store("ammonia").discharge_kept, store("ammonia").discharge_kwh)
    assert none.discharge_kept == 1 and none.discharge_kwh == 0 < half.discharge_kwh < whole.discharge_kwh
    assert half.discharge_kept == pytest.approx((1 + whole.discharge_kept) / 2)
    built = [one.capex(500.0, 1000.0, 1000.0)["conversion"] for one in (whole, none)]
    assert built[0] - built[1] == pytest.approx(
        whole.capex(500.0, 0.0, 1000.0)["conversion"] - none.capex(500.0, 0.0, 1000.0)["conversion"]
    ) and built[0] > built[1] > 0
    with pytest.raises(ValueError, match=r"released from its carrier runs from 1.5 to 1.5; state a share from 0"):
        store("ammonia", release=1.5)


def test_cracking_and_release_are_lost_on_the_way_out():
    for kind in ("ammonia", "lohc"):
        one = store(kind)
        assert one.discharge_kept < 0.8 < 0.98 < one.charge_kept


@pytest.mark.parametrize("kind", KINDS)
def test_rates_scale_with_the_store_or_are_the_plants(kind):
    one = store(kind)
    limits = [(one.charge_limit(size), one.discharge_limit(size)) for size in (100.0, 200.0)]
    if kind in ("salt_cavern", "lined_rock_cavern", "metal_hydride"):
        np.testing.assert_allclose(limits[1], 2 * np.asarray(limits[0]))
    else:
        assert limits == [(np.inf, np.inf)] * 2


def test_a_salt_cavern_gives_a_tenth_a_day():
    assert store("salt_cavern").discharge_limit(1000.0) * 24 == pytest.approx(100e3, rel=0.1)


def test_a_stated_rate_counts_where_it_is_the_lower():
    slow, fast = store("salt_cavern", charge_limit=10.0), store("salt_cavern", charge_limit=1e9)
    assert slow.charge_limit(1000.0) == 10.0
    assert fast.charge_limit(1000.0) == store("salt_cavern").charge_limit(1000.0)


def test_only_the_highest_pressure_stated_keeps_the_usual_share_of_the_least():
    row = TECHNOLOGIES.medians("salt_cavern")
    highest, lowest = pressures(row, Stated(pressure_max=60.0))
    assert lowest / highest == pytest.approx(row.usual_pressure_min / row.usual_pressure_max, rel=1e-12)
    assert pressures(row, Stated(pressure_min=50.0)) == (row.usual_pressure_max, 50.0)


@given(seed=st.integers(0, 1000), kind=st.sampled_from(KINDS))
def test_many_draws_equal_one_by_one(seed, kind):
    row = drawn(kind, 6, seed)
    size, rate = np.linspace(50, 900, 6), np.linspace(100, 9000, 6)
    many = store_of(row, rate)
    parts = many.capex(size, rate, rate / 2)
    for draw in (0, 5):
        single = Row(kind, {name: value[draw] if isinstance(value, np.ndarray) else value for name, value in row.items()})
        one = store_of(single, rate[draw])
        for name, part in one.capex(size[draw], rate[draw], rate[draw] / 2).items():
            assert np.broadcast_to(parts[name], 6)[draw] == pytest.approx(float(part), rel=1e-12)
        for name in ("charge_kwh", "discharge_kwh", "charge_kept", "discharge_kept", "boil_off_per_hour", "volume", "life"):
            assert np.broadcast_to(getattr(many, name), 6)[draw] == pytest.approx(float(getattr(one, name)), rel=1e-12), name


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", GASEOUS)
@pytest.mark.parametrize(("stated", "message"), [
    ({"pressure_max": -5.0, "pressure_min": -10.0}, r"pressure of hydrogen .* State an absolute pressure in bar"),
    ({"pressure_max": 100.0, "pressure_min": 0.0}, r"pressure of hydrogen runs from 0 to"),
    ({"pressure_max": 80.0, "pressure_min": 120.0}, r"\(120 bar\) is not below the highest \(80 bar\).*State pressure_min below"),
    ({"pressure_max": 80.0, "pressure_min": 80.0}, r"is not below the highest"),
    ({"pressure_max": 2500.0}, r"up to 2000 bar"),
    ({"inlet_pressure": 0.0}, r"pressure of hydrogen runs from 0 to 0 bar"),
    ({"temperature": 38.0}, r"runs from 38 to 38 K.*Check degC against K"),
    ({"temperature": 150.0}, r"holds from 200 to 1000 K"),
])
def test_what_cannot_be_is_refused_in_a_sentence(kind, stated, message):
    with pytest.raises(ValueError, match=message):
        store(kind, **stated)


@pytest.mark.parametrize("name", ["isentropic_efficiency", "motor_efficiency"])
@pytest.mark.parametrize("value", [0.0, -0.5, 1.01, 85.0, np.nan])
def test_an_efficiency_that_cannot_be_is_refused(name, value):
    with pytest.raises(ValueError, match=r"efficiency .* above 0 and at most at 1\. State a share, such as 0\.8"):
        store_of(TECHNOLOGIES.medians("salt_cavern"), 1000.0, None, Practice(**{name: value}))


def test_the_usual_temperature_is_in_degrees_celsius():
    row = TECHNOLOGIES.medians("salt_cavern")
    assert store("salt_cavern").cushion == store("salt_cavern", temperature=row.usual_temperature + KELVIN).cushion
