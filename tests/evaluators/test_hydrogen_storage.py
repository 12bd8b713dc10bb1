"""The hydrogen store: cost laws, emissions, exhibits, and draws that equal one by one."""

from __future__ import annotations

import numpy as np
import pytest
from bought_stores import BOUGHT, GASEOUS, at_face_value, store  # noqa: F401 - a fixture

from evaluators.hydrogen_storage import GEOLOGY, TECHNOLOGIES, hydrogen_storage
from evaluators.hydrogen_storage.capex import bulk_cost, papadias_range, papadias_unit_cost
from evaluators.hydrogen_storage.evaluation import HORIZON
from evaluators.hydrogen_storage.technology import USD2007, USD2018
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import Row


def with_row(technology: str, **changes) -> Row:
    """The medians of a technology, with some parameters changed."""
    return Row(technology, {**TECHNOLOGIES.medians(technology), **changes})


# --- cost laws ----------------------------------------------------------------------------------------------------


def test_the_guarded_fit_is_the_published_one_inside_its_range_only():
    salt = (0.092548, 1.6432, 10.161)
    smallest, best = papadias_range(*salt[:2])
    assert (smallest, best) == pytest.approx((32.3, 7169), rel=1e-3)
    assert bulk_cost(500.0, *salt) == pytest.approx(papadias_unit_cost(500.0, *salt) * 5e5)
    # As published, a larger store would cost less in all, and far beyond the best size more per kilogram.
    assert papadias_unit_cost(5.0, *salt) * 5 > papadias_unit_cost(20.0, *salt) * 20
    assert bulk_cost(5.0, *salt) == pytest.approx(bulk_cost(20.0, *salt))
    assert papadias_unit_cost(80000.0, *salt) > papadias_unit_cost(best, *salt)
    assert bulk_cost(2 * best, *salt) == pytest.approx(2 * bulk_cost(best, *salt))


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_cost_rises_in_all_and_falls_per_kilogram_from_1_to_100000_tonnes(technology):
    tonnes = np.geomspace(1, 1e5, 600)
    result = store(technology, working_gas=tonnes, charge_rate=None, discharge_rate=None)
    rounding = 1 + 1e-12
    assert np.all(np.diff(result["capex"]) > 0)
    assert np.all(result["specific_capex"][1:] <= result["specific_capex"][:-1] * rounding)
    assert np.all(result["cost_of_storage"][1:] <= result["cost_of_storage"][:-1] * rounding)


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_more_cycles_cost_less_a_kilogram_and_more_losses_cost_more(technology):
    result = store(technology, cycles=np.geomspace(0.5, 365, 100), charge_rate=None, discharge_rate=None)
    # No more cycles than the rates of its kind allow: from there on nothing changes.
    real, fewer = np.diff(result["full_cycles"]) > 0, np.diff(result["cost_of_storage"])
    assert real[:30].all() and np.all(fewer[real] < 0) and np.all(fewer[~real] == 0)
    losses = np.linspace(0.0, 0.6, 20)
    result = store(technology, storage=with_row(technology, discharge_loss=losses))
    assert np.all(np.diff(result["cost_of_storage"]) > 0)
    assert np.all(np.diff(result["delivered_hydrogen"]) < 0)


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_electricity_is_always_in_the_cost(technology):
    dear, cheap = (store(technology, electricity_price=price) for price in (100.0, 0.0))
    level = hydrogen_storage.inputs["grid"].table.medians(BOUGHT["grid"]).price_level
    release = 0.0 if technology in GASEOUS else TECHNOLOGIES.medians(technology).release_energy
    lifted = (dear["compression_energy"] * dear_input(dear) + release) * 0.1 * level
    assert dear["cost_of_storage"] - cheap["cost_of_storage"] == pytest.approx(lifted, rel=1e-9)
    assert dear["opex"] > cheap["opex"]


def dear_input(result: dict) -> float:
    """Hydrogen put in for each kilogram delivered, of the worked example [1]."""
    return 500.0 * 1e3 * 6.0 / result["delivered_hydrogen"]


def test_the_order_of_cost_is_the_published_one():
    # Papadias & Ahluwalia 2021, abstract: salt below lined rock below pipe at 500 t; vessels above all (HDSAM).
    kinds = ("salt_cavern", "lined_rock_cavern", "buried_pipe", "vessel_350bar")
    costs = [float(store(kind)["specific_capex"]) for kind in kinds]
    assert costs == sorted(costs)


def test_the_price_of_electricity_is_that_of_the_grid():
    base = hydrogen_storage.inputs["grid"].table.medians(BOUGHT["grid"])
    dear = Row(base.name, {**base, "price_level": 2 * base.price_level})
    twice = store(electricity_price=2 * hydrogen_storage.inputs["electricity_price"].middle)
    assert store(grid=dear)["cost_of_storage"] == pytest.approx(twice["cost_of_storage"], rel=1e-12)


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_an_error_of_the_benchmark_scales_all_that_is_built(technology):
    plain, dear = store(technology, benchmark_error=1.0), store(technology, benchmark_error=1.5)
    # The cost of the hydrogen that stays in the store has its own error in it.
    cushion = plain["cushion_gas"] * 1e3 * BOUGHT["hydrogen_cost"]
    assert dear["capex"] - cushion == pytest.approx(1.5 * (plain["capex"] - cushion), rel=1e-12)
    assert dear["specific_capex"] == pytest.approx(dear["capex"] / BOUGHT["working_gas"] / 1e3, rel=1e-12)
    tables = [result["exhibits"]["cost of storage [USD2024/kg]"] for result in (plain, dear)]
    parts = [{row["part"]: row["median"] for row in table} for table in tables]
    for name in {"store", "conversion", "compressor"} & parts[0].keys():
        assert parts[1][name] == pytest.approx(1.5 * parts[0][name], rel=1e-4)
    # The hours of the operators do not rise with the cost of building; insurance, taxes and upkeep do.
    assert parts[0]["upkeep"] < parts[1]["upkeep"] < 1.5 * parts[0]["upkeep"]
    assert all(parts[1][name] == parts[0][name] for name in {"electricity", "hydrogen lost", "cushion gas"} & parts[0].keys())


def test_the_cost_of_storage_is_at_the_own_cost_of_capital():
    years = TECHNOLOGIES.medians("salt_cavern").life
    # Nothing is replaced; what replacements cost: test_hydrogen_claims.py.
    cheap, dear = (store(cost_of_capital=rate, compressor_life=years) for rate in (0.0, 0.1))
    factor = 0.1 / (1 - 1.1**-years)
    lifted = cheap["capex"] * (factor - 1 / years) / cheap["delivered_hydrogen"]
    assert dear["cost_of_storage"] - cheap["cost_of_storage"] == pytest.approx(lifted, rel=1e-9)
    assert dear["capex"] == cheap["capex"] and dear["opex"] == cheap["opex"]
    stated = store(cost_of_capital=COST_OF_CAPITAL.middle)
    assert store(cost_of_capital=None)["cost_of_storage"] == stated["cost_of_storage"]


# --- emissions ----------------------------------------------------------------------------------------------------


def test_what_the_chain_emits_adds_up():
    # Hydrogen for nothing makes the store the whole chain, so its share is one.
    result = store(chain_share=1.0, hydrogen_cost=0.0, hydrogen_source_emissions=2.0)
    charged = 500e3 * 6
    row = TECHNOLOGIES.medians("salt_cavern")
    grid = hydrogen_storage.inputs["grid"].table.medians(BOUGHT["grid"])
    production = (charged + result["cushion_gas"] * 1e3 / row.life) * 2.0 / 1e3
    leak = (charged - result["delivered_hydrogen"]) * 11.6 / 1e3
    power = charged * result["compression_energy"] / 1e3 * grid.factor * (1 - grid.decline) ** (2030 - grid.base_year)
    assert result["project_t"][0, 0] == pytest.approx(production + leak + power, rel=1e-9)


def test_dirty_hydrogen_avoids_nothing():
    result = store(hydrogen_source_emissions=12.0)
    assert np.all(result["project_t"] > result["reference_t"])


# --- geology, exhibits, tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
@pytest.mark.parametrize("geology", GEOLOGY.rows)
def test_only_the_right_rock_holds_a_cavern(technology, geology):
    fits = {"salt_cavern": geology == "salt", "lined_rock_cavern": geology == "hard_rock"}.get(technology, True)
    result = store(technology, geology=geology)
    assert result["geology_fits"] == float(fits)
    assert any("Gate, geology: not passed" in note for note in result["exhibits"]["notes"]) is not fits


def test_a_size_outside_the_law_is_said():
    assert not any("cost law" in note for note in store(working_gas=500.0)["exhibits"]["notes"])
    for tonnes, technology, words in (
        (10.0, "salt_cavern", "below 100 t the least sensible unit is paid for"),
        (2e4, "salt_cavern", "above 3,000 t it costs no more than several of the best size"), (2e4, "liquid", "above 404 t"),
    ):
        assert words in " ".join(store(technology, working_gas=tonnes)["exhibits"]["notes"])


def test_what_has_no_source_is_said():
    notes = " ".join(store("lined_rock_cavern")["exhibits"]["notes"])
    assert "No citable source" in notes and "compressor share" in notes
    assert "No citable source" not in " ".join(store("salt_cavern")["exhibits"]["notes"])


def test_price_levels_are_those_of_the_toolkit():
    stated = [("USD2007", USD2007), ("USD2018", USD2018)]
    for lines in TECHNOLOGIES.lines.values():
        stated += [(line.note.split()[0], line.mode) for name, line in lines.items() if name.endswith("_to_2024")]
    assert len(stated) > 8
    for money, factor in stated:
        assert factor == pytest.approx(money_factor(money[:3], int(money[3:]), "USD", 2024)[0], rel=1e-5), money


def test_no_life_is_longer_than_the_horizon():
    assert max(lines["life"].high for lines in TECHNOLOGIES.lines.values()) <= HORIZON


# --- draws --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_many_draws_equal_one_by_one(technology):
    facts = BOUGHT | {
        "operation_start": np.linspace(2028, 2034, 40), "storage": technology, "working_gas": (300.0, 900.0),
        "cycles": (2.0, 30.0), "pressure_max": (150.0, 190.0), "storage_temperature": (5.0, 30.0),
    }
    values = bind(hydrogen_storage, facts, Streams(7, 40, "sample")).values
    many = hydrogen_storage.function(**values)
    for draw in (0, 13, 39):
        one = hydrogen_storage.function(**{name: _of(value, draw) for name, value in values.items()})
        for name in (*(many.keys() & hydrogen_storage.answers.keys()), "capex", "opex", "product", "reference_t"):
            whole = np.broadcast_to(many[name], (40,))
            assert whole[draw] == pytest.approx(float(np.ravel(one[name])[0]), rel=1e-9), name
        np.testing.assert_allclose(many["project_t"][draw], one["project_t"][0], rtol=1e-12)


def _of(value, draw):
    if isinstance(value, Row):
        return Row(value.name, {name: _of(one, draw) for name, one in value.items()})
    return float(value[draw]) if isinstance(value, np.ndarray) else value
