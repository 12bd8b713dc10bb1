"""The hydrogen evaluator as a whole, dispatched and bought: masses, money and tonnes close in every draw, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hydrogen_cases import bought, made
from hydrogen_chains import CHAINS, LONG, answered, case, chain, evaluated, inputs, medians

from evaluators.hydrogen_storage import TECHNOLOGIES
from evaluators.hydrogen_storage.boundary import BUILDING, VENTED
from evaluators.hydrogen_storage.evaluation import HORIZON, Chain
from evaluators.hydrogen_storage.ranking import HEAD
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.present_value import first_years

ROOT = Path(__file__).parents[2]
ways = pytest.mark.parametrize("name", CHAINS)


# --- masses -------------------------------------------------------------------------------------------------------


@ways
def test_nothing_appears_and_nothing_is_lost_without_a_name(name):
    _, found, _ = case(name)
    flow, kept = found.hydrogen.flow, 1 + 1e-9
    np.testing.assert_allclose(flow.made, flow.direct + flow.charged, rtol=1e-9)
    np.testing.assert_allclose(flow.delivered + flow.unmet, flow.demand, rtol=1e-6)
    assert np.all(flow.from_store <= flow.charged * kept) and np.all(found.received <= flow.delivered * kept)
    if found.carried is not None:
        lost = sum(found.carried.losses.values())
        np.testing.assert_allclose(found.received + lost, flow.delivered, rtol=1e-9)


@ways
def test_no_more_electricity_is_used_than_there_is(name):
    given, found, _ = case(name)
    flow = found.hydrogen.flow
    used = (flow.made * found.hydrogen.energy + flow.charged * flow.charge_kwh) / 1e3
    np.testing.assert_allclose(flow.own_mwh + flow.grid_mwh, used, rtol=1e-6)
    assert np.all(flow.grid_mwh <= np.asarray(0.0 if given.grid_power is None else given.grid_power) * 8760 * (1 + 1e-9))
    assert np.all(np.asarray(flow.curtailed_mwh) >= 0)


# --- money --------------------------------------------------------------------------------------------------------


@ways
def test_at_its_levelised_cost_the_whole_chain_earns_nothing_in_any_draw(name):
    _, _, result = case(name)
    years = annuity_factor(0.06, result["life"])
    cost = result["capex"] + result["opex"] * years
    np.testing.assert_allclose(result["product"] * result["cost_of_hydrogen"] * years, cost, rtol=1e-9)


@pytest.fixture
def at_face_value(monkeypatch):
    """Cost and emissions of bought hydrogen as stated; how such claims are weighed: test_hydrogen_judgement.py."""
    monkeypatch.setattr("evaluators.hydrogen_storage.evaluation.bought_as_judged", lambda given: given)


@pytest.mark.usefixtures("at_face_value")
def test_a_store_that_buys_earns_nothing_at_the_cost_of_storage():
    result = answered(inputs(bought()))
    years = annuity_factor(0.06, result["life"])
    cost = result["capex"] + result["opex"] * years
    np.testing.assert_allclose(result["delivered_hydrogen"] * result["cost_of_storage"] * years, cost, rtol=1e-9)
    np.testing.assert_allclose(result["cost_of_storage_with_gas"], result["cost_of_storage"] + 4.0, rtol=1e-12)
    # Without a way to the users, the delivered kilogram is the stored one.
    np.testing.assert_allclose(result["cost_of_hydrogen"], result["cost_of_storage_with_gas"], rtol=1e-9)


@ways
def test_costs_and_emissions_are_the_sums_of_their_parts_and_grow_on_the_way(name):
    _, found, _ = case(name)
    np.testing.assert_allclose(sum(found.cost.parts.values()), found.cost.without_gas, rtol=1e-12)
    np.testing.assert_allclose(found.cost.with_gas - found.gate.cost, found.cost.without_gas, rtol=1e-9)
    for side in (found.gate, found.delivered):
        assert np.all([np.all(np.asarray(part) >= 0) for part in (*side.cost_parts.values(), *side.emission_parts.values())])
    assert np.all(found.delivered.cost >= found.gate.cost) and np.all(found.delivered.emissions >= found.gate.emissions)
    assert np.all(found.gate.by_rule <= found.gate.emissions)


# --- tonnes -------------------------------------------------------------------------------------------------------


@ways
def test_what_the_project_emits_over_its_life_is_the_delivered_boundary(name):
    _, _, result = case(name)
    life = result["life"]
    whole = result["emissions_delivered"] * result["delivered_hydrogen"] * life / 1e3
    np.testing.assert_allclose(first_years(result["project_t"], life, HORIZON), whole, rtol=1e-9)


def test_a_store_that_buys_counts_its_share_of_what_the_chain_emits():
    result = answered(inputs(bought()))
    share = result["product"] / result["delivered_hydrogen"]
    whole = result["emissions_delivered"] * result["delivered_hydrogen"] * result["life"] / 1e3
    np.testing.assert_allclose(first_years(result["project_t"], result["life"], HORIZON), share * whole, rtol=1e-9)
    assert np.all((share > 0) & (share < 1))


def test_only_what_reaches_its_users_and_displaces_avoids_anything():
    given = inputs(made(**LONG))
    result = answered(given)
    displaced = result["delivered_hydrogen"] * given.displacing * given.displaced / 1e3
    np.testing.assert_allclose(result["reference_t"], displaced, rtol=1e-12)
    assert np.all(result["delivered_hydrogen"] < 600.0 * 8760)


def test_the_limits_of_law_leave_out_vented_hydrogen_and_building():
    given = inputs(made())
    found, result = chain(given), answered(given)
    assert np.all(found.gate.emission_parts[VENTED] + found.gate.emission_parts[BUILDING] > 0)
    np.testing.assert_array_equal(result["emissions_gate"], found.gate.emission_parts["electricity"])
    assert np.all(result["within_3_4_kg"] == 1) and np.all(result["emissions_gate"] == 0)


# --- the way to the users -----------------------------------------------------------------------------------------


def test_a_carrier_out_of_its_own_store_is_converted_once():
    same, other = (chain(inputs(made(storage=kind, demand=500.0, carrier="lohc_ship", carrier_distance=6000.0)))
                   for kind in ("lohc", "vessel_350bar"))
    built = other.carried.capital["conversion"][0]
    assert np.all(same.carried.capital["conversion"][0] < built) and np.all(other.carried.capital["conversion"][0] > 0)
    # Only what goes past the store enters the oil and leaves it on the way.
    flow = same.hydrogen.flow
    lost = same.carried.losses["release"]
    rate = inputs(made(carrier="lohc_ship", carrier_distance=6000.0)).carrier
    np.testing.assert_allclose(lost, flow.direct * rate.convert_kept * _sea(same) * (1 - rate.release_kept), rtol=0.02)
    np.testing.assert_allclose(
        other.carried.losses["conversion"], other.hydrogen.flow.delivered * (1 - rate.convert_kept), rtol=1e-9, atol=1e-6
    )


def _sea(found: Chain) -> np.ndarray:
    """What the voyage leaves [1]."""
    ends = ("conversion", "release")
    sea = sum(lost for cause, lost in found.carried.losses.items() if cause not in ends)
    return 1 - sea / (found.carried.sent - found.carried.losses["conversion"])


def test_a_way_costs_and_a_longer_one_costs_more():
    near, far = (medians(made(carrier="gas_pipeline", carrier_distance=way)) for way in (50.0, 500.0))
    none = medians(made())
    assert none["cost_of_hydrogen"] < near["cost_of_hydrogen"] < far["cost_of_hydrogen"]
    assert none["cost_of_hydrogen_gate"] == near["cost_of_hydrogen_gate"] == far["cost_of_hydrogen_gate"]
    assert none["emissions_delivered"] < near["emissions_delivered"] < far["emissions_delivered"]


@pytest.mark.usefixtures("at_face_value")
def test_a_target_in_yen_is_met_more_often_with_a_weaker_dollar():
    facts = bought(hydrogen_cost=1.3, grid="japan_average")
    strong, weak = (medians(facts, yen_per_dollar=rate) for rate in (165.0, 107.0))
    cost = strong["cost_of_hydrogen"]
    target = {rate: 30 / 0.0898824 / rate for rate in (165.0, 107.0)}
    assert target[165.0] < cost < target[107.0]
    assert strong["within_30_yen"] == 0 and weak["within_30_yen"] == 1
    assert strong["exhibits"]["cost of hydrogen delivered in yen [JPY/Nm3]"] == pytest.approx(cost * 0.0898824 * 165, rel=1e-4)


# --- end to end ---------------------------------------------------------------------------------------------------


@ways
def test_exhibits_can_be_stored_and_every_answer_is_a_number(name):
    found = evaluated(CHAINS[name])
    assert not any(np.isnan(one.draws).any() for one in found.results)
    assert json.loads(json.dumps(found.exhibits["1"], allow_nan=False)).keys() >= {"year", "notes"}
    rows = found.exhibits["1"][HEAD]
    assert len(rows) == len(TECHNOLOGIES.rows) and rows[0]["ground"] == "holds it"
    assert sum(row["cheapest"] for row in rows) == pytest.approx(1.0, abs=0.01)
    assert any(note.startswith("Engine: ") for note in found.exhibits["1"]["notes"])


@pytest.mark.parametrize("facts", [made(), bought()], ids=["made", "bought"])
def test_few_draws_and_many_agree_and_the_same_project_twice_is_the_same(facts):
    few, again, many = evaluated(facts, 200), evaluated(facts, 200), evaluated(facts, 10_000)
    for one, two, three in zip(few.results, again.results, many.results, strict=True):
        np.testing.assert_array_equal(one.draws, two.draws, err_msg=one.name)
        assert one.name == three.name and not np.isnan(three.draws).any()
    assert few.exhibits == again.exhibits
    middle = {found: {one.name: float(np.median(one.draws)) for one in found_results}
              for found, found_results in (("few", few.results), ("many", many.results))}
    for name in ("cost_of_storage", "cost_of_hydrogen", "emissions_delivered", "round_trip", "delivered_hydrogen"):
        assert middle["few"][name] == pytest.approx(middle["many"][name], rel=0.15), name


def test_levels_of_the_year_stay_within_the_store():
    spans = medians(made())["exhibits"]["store through the year"]
    assert [span["day"] for span in spans] == list(range(1, 366, 5))
    assert all(0 <= span["least [t]"] <= span["most [t]"] <= 500.0 for span in spans)
    assert max(span["most [t]"] for span in spans) > 0


# --- cold start ---------------------------------------------------------------------------------------------------


def test_knowing_the_evaluator_loads_nothing_heavy():
    script = "import sys, evaluators.hydrogen_storage; print(sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "'evaluators'" in done.stdout
    for heavy in ("numba", "llvmlite", "highspy", "pvlib", "pandas"):
        assert f"'{heavy}'" not in done.stdout, heavy
