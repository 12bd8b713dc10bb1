"""The share of the chain that a store counts: at its cost share, above, below, without a claim."""

from __future__ import annotations

import numpy as np
import pytest
from bought_stores import BOUGHT, at_face_value, store  # noqa: F401 - a fixture
from hypothesis import given
from hypothesis import strategies as st

from evaluators.hydrogen_storage import TECHNOLOGIES, hydrogen_storage
from evaluators.hydrogen_storage.share import counted_share
from evaluators.toolkit.binding import bind
from evaluators.toolkit.common import BlockStreams, common_answers
from evaluators.toolkit.draws import Streams

SHARED = ("product", "reference_t", "project_t")
DRAWN = 50


def drawn(technology: str, **changes) -> dict:
    """The worked example with draws of all assumptions, at a cost of capital of 6 %, claiming the whole chain."""
    facts = BOUGHT | {
        "operation_start": np.linspace(2028, 2034, DRAWN), "storage": technology, "cost_of_capital": 0.06, "chain_share": 1.0,
    }
    values = bind(hydrogen_storage, facts | changes, Streams(3, DRAWN, "sample")).values
    return hydrogen_storage.function(**values | {"discount_rate": 0.06})


def cost_per_tonne(streams: dict, price: np.ndarray, rate: float) -> np.ndarray:
    """The common answer, with one rate for the fund and for the project."""
    rates = np.full(DRAWN, rate)
    answers = common_answers(
        [BlockStreams(streams, price)], capex=streams["capex"], fund_rate=rates, own_rate=rates, grant=0.0, other_support=0.0,
        delivery_probability=np.ones(DRAWN), delay=np.zeros(DRAWN),
    )
    return answers["cost_per_tonne"]


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_at_its_cost_share_the_cost_per_tonne_is_that_of_the_whole_chain(technology):
    price = np.linspace(1.0, 3.5, DRAWN)
    member = drawn(technology)
    delivered = member["delivered_hydrogen"]
    # Hydrogen for nothing makes the store the whole chain: what remains are all tonnes, which do not hang on its cost.
    tonnes = drawn(technology, hydrogen_cost=0.0)
    np.testing.assert_allclose(tonnes["product"], delivered, rtol=1e-12)
    chain = {
        "capex": member["capex"], "opex": member["opex"] + delivered * BOUGHT["hydrogen_cost"],
        "life": member["life"], **{name: tonnes[name] for name in SHARED},
    }
    assert np.all(member["product"] < delivered)
    expected = cost_per_tonne(chain, price, 0.06)
    # On an average grid a draw of ammonia may avoid nothing; then no tonne is left for the store either.
    left = np.isfinite(expected)
    assert left.mean() > 0.9
    np.testing.assert_allclose(cost_per_tonne(member, price, 0.06), expected, rtol=1e-9)
    # With less than the cost share the same cost stands against fewer tonnes.
    assert np.all(cost_per_tonne(drawn(technology, chain_share=0.01), price, 0.06)[left] > expected[left])


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_claiming_more_than_the_cost_share_changes_nothing(technology):
    whole = drawn(technology, chain_share=1.0)
    cost_share = whole["cost_of_storage"] / (whole["cost_of_storage"] + BOUGHT["hydrogen_cost"])
    np.testing.assert_allclose(whole["product"], cost_share * whole["delivered_hydrogen"], rtol=1e-12)
    some = drawn(technology, chain_share=float((1 + cost_share.max()) / 2))
    for name in ("capex", "opex", *SHARED, *(whole.keys() & hydrogen_storage.answers.keys())):
        np.testing.assert_array_equal(some[name], whole[name], err_msg=name)
    counted = [result["exhibits"]["share of the chain counted [1]"] for result in (some, whole)]
    assert counted[0] == counted[1] == pytest.approx(np.median(cost_share), rel=1e-4)


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_below_the_cost_share_sales_and_tonnes_follow_the_claim_and_cost_does_not(technology):
    small, double = store(technology, chain_share=0.03), store(technology, chain_share=0.06)
    for name in SHARED:
        np.testing.assert_allclose(small[name] * 2, double[name], rtol=1e-12)
    for name in ("capex", "opex", "cost_of_storage"):
        assert small[name] == double[name]
    assert small["product"] == pytest.approx(0.03 * small["delivered_hydrogen"])
    displaced = hydrogen_storage.inputs["displaced"].middle * hydrogen_storage.inputs["displacing"].middle
    assert small["reference_t"] == pytest.approx(0.03 * small["delivered_hydrogen"] * displaced / 1e3)


def test_a_store_pays_for_the_hydrogen_it_loses_and_for_no_other():
    dear, cheap = store(hydrogen_cost=5.0), store(hydrogen_cost=0.0)
    lost = 500e3 * 6 - dear["delivered_hydrogen"]
    assert dear["opex"] - cheap["opex"] == pytest.approx(5.0 * lost, rel=1e-9)


def test_without_a_claim_nothing_counts_and_all_stays_a_number():
    none = store(chain_share=0.0)
    assert all(np.all(none[name] == 0) for name in SHARED)
    assert none["opex"] == store()["opex"] > 0
    assert none["exhibits"]["share of the chain counted [1]"] == 0
    assert cost_per_tonne(drawn("salt_cavern", chain_share=0.0), np.ones(DRAWN), 0.06).tolist() == [np.inf] * DRAWN


def test_a_store_that_costs_far_more_than_its_hydrogen_is_the_chain():
    dear = store("vessel_700bar", cycles=0.5, benchmark_error=1e12, hydrogen_cost=0.01, chain_share=1.0)
    assert dear["product"] == pytest.approx(dear["delivered_hydrogen"], rel=1e-9)
    assert all(np.isfinite(dear[name]).all() for name in ("capex", "opex", "cost_of_storage", *SHARED))


@given(costs=st.lists(st.floats(0, 1e12), min_size=2, max_size=6).filter(lambda costs: sum(costs) > 0))
def test_the_shares_of_all_members_add_up_to_one(costs):
    shares = [counted_share(1.0, cost, sum(costs[:number] + costs[number + 1 :])) for number, cost in enumerate(costs)]
    assert sum(shares) == pytest.approx(1.0, rel=1e-9)


@pytest.mark.filterwarnings("error")
def test_the_share_is_a_number_at_the_ends():
    own = np.array([0.0, 0.0, 1e300, np.inf, 3.0, 3.0, 5e-324])
    other = np.array([0.0, 2.0, 1e-300, 2.0, 0.0, 1.0, 4.0])
    np.testing.assert_allclose(counted_share(1.0, own, other), [0, 0, 1, 1, 1, 0.75, 0])
    assert np.all(counted_share(0.0, own, other) == 0)
    assert isinstance(counted_share(0.2, 3.0, 1.0), float)


@pytest.mark.parametrize(("arguments", "message"), [
    ((20.0, 1.0, 4.0), r"claimed runs from 20 to 20; state a share from 0 to 1, such as 0\.2"),
    ((-0.1, 1.0, 4.0), r"claimed runs from -0\.1 to -0\.1; state a share"),
    ((0.2, -1.0, 4.0), r"cost in the chain is negative \(least: -1 of the store, 4 of the others\).*State what each costs"),
    ((0.2, 1.0, np.array([4.0, -2.0])), r"least: 1 of the store, -2 of the others"),
])
def test_a_share_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        counted_share(*arguments)


def test_a_claim_above_what_counts_is_said():
    def said(result):
        return [note for note in result["exhibits"]["notes"] if "share of the chain" in note]

    assert said(drawn("salt_cavern", chain_share=0.01)) == []
    exhibits = drawn("salt_cavern", chain_share=0.9)["exhibits"]
    assert exhibits["share of the chain claimed [1]"] == 0.9 > exhibits["share of the chain counted [1]"]
    (note,) = said({"exhibits": exhibits})
    assert "claimed (0.9) is above" in note and "in 100 % of draws" in note
    # A range that straddles the cost share is above it in some draws only.
    (note,) = said(drawn("salt_cavern", chain_share=(0.01, 0.6)))
    assert 0 < float(note.split("cost in ")[1].split(" %")[0]) < 100
