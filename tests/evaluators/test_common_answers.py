"""What every project must answer: a hand-worked example, then properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.common import COMMON, BlockStreams, common_answers
from evaluators.toolkit.contract import ContractBroken, evaluator
from evaluators.toolkit.contract import given as given_input
from evaluators.toolkit.evaluate import checked
from evaluators.toolkit.finance import replacement_flows

# One plant, worked by hand. It costs 1000, runs two years and makes 20 MWh a year at 10 a MWh.
# Margin: 20 x 10 - 50 = 150 a year. Net: 100 - 20 + 10 = 90 t a year.
# Annuity of two years: at 25 % 0.8 + 0.64 = 1.44; at 100 % 0.5 + 0.25 = 0.75.
PLANT = {
    "capex": 1000.0,
    "opex": 50.0,
    "product": 20.0,
    "reference_t": 100.0,
    "project_t": 20.0,
    "removed_t": 10.0,
    "credits": 30.0,
    "life": 2.0,
}
BY_HAND = {
    "capex": 1000.0,
    "capex_independent": 1000.0,
    "net_t_10y": 180.0,  # 2 x 90; the plant lives two years only
    "net_t_life": 180.0,
    "ghg_relative": 180.0 / 220.0,  # of 2 x 100 reference and 2 x 10 removed
    "avoided_t_10y": 200.0 * 180.0 / 220.0,
    "removed_t_10y": 20.0 * 180.0 / 220.0,
    "cost_per_tonne": 784.0 / 129.6,  # (1000 - 150 x 1.44) / (90 x 1.44)
    "public_cost_per_tonne": 408.2 / 180.0,  # (300 + 65 + 30 x 1.44) / 180
    "requested_per_tonne": 365.0 / 180.0,
    "npv_without_grant": -800.0,  # (150 + 30) x 0.75 - 1000 + 65
    "npv_with_grant": -500.0,
    "funding_gap": 800.0,
    "relevant_cost": 865.0,  # 1000 - (150 + 30) x 0.75
    "expected_t_10y": 72.0,  # 180 x 0.4
    "delivery_probability": 0.4,
    "delay": 1.5,
}


def answers_of(*plants: dict, draws: int = 1, price=10.0, capex=None, **more) -> dict[str, np.ndarray]:
    blocks = [BlockStreams(plant, price) for plant in plants]
    if capex is None:
        capex = sum(np.broadcast_to(np.asarray(plant["capex"], dtype=float), (draws,)) for plant in plants)
    words = {
        "fund_rate": np.asarray(0.25),
        "own_rate": 1.0,
        "grant": 300.0,
        "other_support": 65.0,
        "delivery_probability": np.full(draws, 0.4),
        "delay": np.full(draws, 1.5),
    } | more
    return common_answers(blocks, capex=np.asarray(capex, dtype=float), **words)


@pytest.mark.parametrize("name", BY_HAND)
def test_hand_worked_example(name):
    assert answers_of(PLANT)[name] == pytest.approx([BY_HAND[name]], rel=1e-12)


# The same with 40 a year replaced and 100 to dismantle at the end: at 25 % 40 x 1.44 and 64, at 100 % 40 x 0.75 and 25.
WORN = PLANT | {"replacements": 40.0, "salvage": -100.0}
WORN_BY_HAND = BY_HAND | {
    "cost_per_tonne": (784.0 + 57.6 + 64.0) / 129.6,
    "npv_without_grant": -855.0,
    "npv_with_grant": -555.0,
    "funding_gap": 855.0,
    "relevant_cost": 920.0,
}


@pytest.mark.parametrize("name", WORN_BY_HAND)
def test_replacements_and_dismantling_count_in_every_value_of_money(name):
    assert answers_of(WORN)[name] == pytest.approx([WORN_BY_HAND[name]], rel=1e-12)


def test_dismantling_after_ten_years_is_no_relevant_cost():
    longer = WORN | {"life": 11.0}
    without = longer | {"salvage": 0.0}
    assert answers_of(longer)["relevant_cost"] == answers_of(without)["relevant_cost"]
    gap = answers_of(longer)["funding_gap"] - answers_of(without)["funding_gap"]
    assert gap == pytest.approx([100 * 2.0**-11])


def test_a_price_at_the_levelised_cost_leaves_no_gap():
    """One cash flow speaks in both: the price that pays for all is the one at which no grant is needed."""
    random, draws = np.random.default_rng(6), 200
    life = random.uniform(12, 28, draws)
    plant = PLANT | {
        "life": life, "capex": random.uniform(500, 2000, draws), "opex": random.uniform(1, 9, (draws, 30)),
        "product": random.uniform(5, 60, (draws, 30)), "salvage": random.uniform(-300, 100, draws), "credits": 7.0,
        "replacements": np.pad(replacement_flows(90.0, random.uniform(4, 9, draws), life), ((0, 0), (0, 30)))[:, :30],
    }  # fmt: skip
    block = BlockStreams(plant)
    price = block.cash_flow(plant["capex"], 0.06).levelised_price()
    found = answers_of(plant, draws=draws, price=price, own_rate=0.06, other_support=0.0)
    assert np.abs(found["npv_without_grant"] / plant["capex"]).max() <= 1e-9


def test_a_block_s_share_of_the_cost_does_not_matter_to_the_sum():
    """The cost of the whole is weighed; which block it falls to changes no value before tax."""
    found = answers_of(PLANT, PLANT | {"capex": 0.0}, capex=[1234.0])
    assert found["npv_without_grant"] == pytest.approx([2 * (150 + 30) * 0.75 - 1234 + 65])
    none = answers_of(PLANT | {"capex": 0.0}, PLANT | {"capex": 0.0}, capex=[1234.0])
    assert none["npv_without_grant"] == pytest.approx(found["npv_without_grant"])


def test_every_common_answer_has_one_number_a_draw():
    found = answers_of(PLANT, draws=7)
    assert set(found) == set(COMMON)
    assert all(values.shape == (7,) and values.dtype == float for values in found.values())


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("years", [2, 30])
def test_a_stream_a_year_equals_the_constant(rows, years):
    whole = PLANT | {
        name: np.full((rows, years), PLANT[name])
        for name in ("opex", "product", "reference_t", "project_t", "removed_t", "credits")
    }
    plain, yearly = answers_of(PLANT, draws=4), answers_of(whole, draws=4)
    for name in COMMON:
        np.testing.assert_allclose(yearly[name], plain[name], rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", ["opex", "product", "reference_t", "project_t", "removed_t", "credits"])
def test_one_stream_a_year_among_constants(name):
    mixed = PLANT | {"opex": np.full(4, 50.0), "reference_t": np.full(4, 100.0)} | {name: np.full((1, 30), PLANT[name])}
    plain, yearly = answers_of(PLANT, draws=4), answers_of(mixed, draws=4, price=np.full(4, 10.0))
    for one in COMMON:
        np.testing.assert_allclose(yearly[one], plain[one], rtol=1e-12, err_msg=one)


def test_only_the_first_ten_years_count_where_ten_years_are_named():
    plant = PLANT | {"life": 25.0}
    later = PLANT | {"life": 25.0, "reference_t": np.concatenate([np.full(10, 100.0), np.zeros(15)])[None, :]}
    found, stopped = answers_of(plant), answers_of(later)
    assert found["net_t_10y"] == pytest.approx([900.0]) and stopped["net_t_10y"] == pytest.approx([900.0])
    assert found["net_t_life"] == pytest.approx([90.0 * 25]) and stopped["net_t_life"] == pytest.approx([90.0 * 25 - 1500])
    # Ten years of margin and credits at 100 %: (150 + 30) x (1 - 2^-10).
    assert found["relevant_cost"] == pytest.approx([1000 - 180 * (1 - 2**-10)])


def test_the_funding_gap_is_the_least_grant():
    random = np.random.default_rng(1)
    plant = PLANT | {"capex": random.uniform(50, 2000, 500), "product": random.uniform(5, 80, 500)}
    gap = answers_of(plant, draws=500)["funding_gap"]
    assert (gap > 0).any() and (gap == 0).any()
    with_gap = answers_of(plant, draws=500, grant=gap)["npv_with_grant"]
    np.testing.assert_allclose(with_gap[gap > 0], 0.0, atol=1e-9)
    assert np.all(with_gap >= -1e-9)
    short = answers_of(plant, draws=500, grant=0.999 * gap)["npv_with_grant"]
    assert np.all(short[gap > 0] < 0)


@given(grant=st.floats(0, 1e10), more=st.floats(1, 1e9))
def test_more_grant_raises_the_npv_one_for_one(grant, more):
    before, after = answers_of(PLANT, grant=grant), answers_of(PLANT, grant=grant + more)
    assert after["npv_with_grant"] - before["npv_with_grant"] == pytest.approx([more], abs=1e-4)
    for name in ("npv_without_grant", "funding_gap", "cost_per_tonne", "relevant_cost"):
        np.testing.assert_array_equal(before[name], after[name])


TONNES = st.just(0.0) | st.floats(1e-3, 1e7)
PER_TONNE = ("cost_per_tonne", "public_cost_per_tonne", "requested_per_tonne")


@pytest.mark.parametrize("project_t", [110.0, 110.5, 1e6])
@pytest.mark.parametrize("price", [0.0, 10.0, 1e6])
def test_without_net_tonnes_the_cost_of_one_is_infinite(project_t, price):
    """Also where the plant earns money: a negative cost per negative tonne would rank first."""
    found = answers_of(PLANT | {"project_t": project_t}, price=price)
    for name in PER_TONNE:
        assert found[name][0] == np.inf, name
    assert found["net_t_10y"] == pytest.approx([2 * (110 - project_t)])


@pytest.mark.parametrize(
    "streams", [{"reference_t": 0.0, "removed_t": 0.0}, {"reference_t": 0.0, "removed_t": 0.0, "project_t": 0.0}]
)
def test_nothing_is_avoided_and_nothing_is_a_number_gone_wrong(streams):
    found = answers_of(PLANT | streams)
    assert not any(np.isnan(values).any() for values in found.values())
    assert found["cost_per_tonne"][0] == np.inf and found["ghg_relative"][0] <= 0


@given(
    reference=TONNES,
    removed=TONNES,
    project=TONNES,
    life=st.floats(0.5, 40),
    price=st.floats(0, 500),
    capex=st.floats(0, 1e10),
)
@settings(max_examples=100, deadline=None)
def test_the_split_adds_up_and_no_answer_is_no_number(reference, removed, project, life, price, capex):
    found = answers_of(
        PLANT | {"reference_t": reference, "removed_t": removed, "project_t": project, "life": life, "capex": capex}, price=price
    )
    assert not any(np.isnan(values).any() for values in found.values())
    if reference + removed > 0:
        total = found["avoided_t_10y"] + found["removed_t_10y"]
        assert total == pytest.approx(found["net_t_10y"], rel=1e-9, abs=1e-6 * (reference + removed + project))
    for name in ("requested_per_tonne", "public_cost_per_tonne", "funding_gap", "relevant_cost"):
        assert found[name][0] >= 0
    for name, declared in COMMON.items():
        assert declared.least is None or found[name].min() >= declared.least
        assert declared.most is None or found[name].max() <= declared.most + 1e-12


def test_two_blocks_are_the_sum_of_both():
    one, other = PLANT, {name: value * 3 for name, value in PLANT.items()} | {"life": 2.0}
    both = {name: PLANT[name] * 4 for name in PLANT} | {"life": 2.0}
    split, whole = answers_of(one, other), answers_of(both)
    for name in COMMON:
        np.testing.assert_allclose(split[name], whole[name], rtol=1e-12, err_msg=name)


def test_blocks_keep_their_own_lives_and_prices():
    short, long = PLANT | {"life": 2.0}, PLANT | {"life": 20.0}
    found = common_answers(
        [BlockStreams(short, 10.0), BlockStreams(long, 40.0)],
        capex=np.array([2000.0]),
        fund_rate=np.asarray(0.0),
        own_rate=0.0,
        grant=0.0,
        other_support=0.0,
        delivery_probability=np.ones(1),
        delay=np.zeros(1),
    )
    # 2 x (200 - 50 + 30) + 20 x (800 - 50 + 30) - 2000
    assert found["npv_without_grant"] == pytest.approx([360.0 + 15600.0 - 2000.0])
    assert found["net_t_life"] == pytest.approx([90.0 * 22]) and found["net_t_10y"] == pytest.approx([90.0 * 12])


def test_many_draws_equal_one_by_one():
    random, draws, years = np.random.default_rng(3), 50, 30
    plant = {
        "capex": random.uniform(500, 2000, draws),
        "opex": random.uniform(10, 60, (draws, years)),
        "product": random.uniform(5, 60, draws),
        "reference_t": random.uniform(10, 90, (1, years)),
        "project_t": random.uniform(0, 70, draws),
        "removed_t": 5.0,
        "life": random.uniform(5, 29.5, draws),
    }
    words = {
        "fund_rate": random.uniform(0.0, 0.1, draws),
        "own_rate": random.uniform(0.0, 0.1, draws),
        "grant": random.uniform(0, 500, draws),
        "other_support": random.uniform(0, 50, draws),
        "delivery_probability": random.uniform(0, 1, draws),
        "delay": random.uniform(0, 3, draws),
    }
    price = random.uniform(5, 20, draws)
    many = answers_of(plant, draws=draws, price=price, **words)
    for index in (0, 20, 49):

        def one_of(value, index=index):
            value = np.asarray(value)
            return value[index : index + 1] if value.ndim and value.shape[0] == draws else value

        one = answers_of(
            {k: one_of(v) for k, v in plant.items()}, price=one_of(price), **{k: one_of(v) for k, v in words.items()}
        )
        for name in COMMON:
            np.testing.assert_allclose(one[name], many[name][index : index + 1], rtol=1e-10, err_msg=name)


def test_credits_help_the_owner_and_burden_the_public_and_leave_the_cost_alone():
    less, more = answers_of(PLANT | {"credits": 0.0}), answers_of(PLANT | {"credits": 100.0})
    assert more["npv_without_grant"] - less["npv_without_grant"] == pytest.approx([75.0])  # 100 x 0.75
    assert more["public_cost_per_tonne"] - less["public_cost_per_tonne"] == pytest.approx([144.0 / 180.0])  # 100 x 1.44 / 180 t
    assert more["cost_per_tonne"] == pytest.approx(less["cost_per_tonne"])
    assert less["relevant_cost"] - more["relevant_cost"] == pytest.approx([75.0])


def test_the_worth_at_the_end_is_one_number_a_draw():
    @evaluator("A plant")
    def plant(size=given_input("MW", "size", example=1.0)):
        raise NotImplementedError

    with pytest.raises(ContractBroken, match=r"'salvage' of shape \(4, 25\); it may be a number or \(draws,\)"):
        checked(plant, {"capex": 1.0, "opex": 1.0, "life": 25.0, "salvage": np.ones((4, 25))}, 4)
    with pytest.raises(ContractBroken, match="'replacements' for 12 years, but life reaches 25"):
        checked(plant, {"capex": 1.0, "opex": 1.0, "life": 25.0, "replacements": np.ones((1, 12))}, 4)
