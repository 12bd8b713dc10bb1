"""The least grant: read back from the curve, at the confidence, within the limits, and added up over the pool."""

from __future__ import annotations

import re

import grant_snapshot
import numpy as np
import pytest
from grant_snapshot import COST, NEEDS
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.decision import CONFIDENCE, decision_rows
from scorecards.grant_curve import chance_at, grant_for
from scorecards.grant_needs import ENOUGH, NEVER, NONE_NEEDED, NOT_ALLOWED, TOO_LITTLE, status_of
from scorecards.grant_terms import MOST_SHARE, GrantTerms, grant_terms
from scorecards.least_grant import least_grant, least_grants
from scorecards.portfolio_amounts import SettingWrong
from scorecards.table import NotFound
from scorecards.warehouse import open_snapshot

DRAWS = st.lists(st.just(0.0) | st.floats(0, 1e10), min_size=200, max_size=200)
CONFIDENCES = st.floats(0.001, 1)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    with open_snapshot(grant_snapshot.make_snapshot(tmp_path_factory.mktemp("grant"))) as connection:
        yield connection


@given(draws=DRAWS, one=CONFIDENCES, other=CONFIDENCES)
@settings(max_examples=60, deadline=None)
def test_a_higher_confidence_never_lowers_the_least_grant(draws, one, other):
    percentiles = np.percentile(draws, range(101))
    low, high = sorted((one, other))
    assert grant_for(percentiles, low) <= grant_for(percentiles, high) * (1 + 1e-12)
    assert grant_for(percentiles, 1.0) == max(draws)


@given(draws=DRAWS, confidence=CONFIDENCES)
@settings(max_examples=60, deadline=None)
def test_the_chance_at_the_least_grant_is_the_confidence_at_least(draws, confidence):
    percentiles = np.percentile(draws, range(101))
    assert chance_at(percentiles, [grant_for(percentiles, confidence)])[0] >= confidence - 1e-9


@given(draws=DRAWS, percent=st.integers(1, 100))
@settings(max_examples=60, deadline=None)
def test_in_whole_per_cent_as_many_draws_clear_their_hurdle_counted_one_by_one(draws, percent):
    grant = grant_for(np.percentile(draws, range(101)), percent / 100)
    assert (np.array(draws) <= grant * (1 + 1e-12)).sum() >= 2 * percent


@given(draws=DRAWS, grants=st.lists(st.floats(0, 2e10), min_size=2, max_size=20))
@settings(max_examples=60, deadline=None)
def test_the_curve_never_falls_and_tells_the_draws_within_a_hundredth(draws, grants):
    percentiles, grants = np.percentile(draws, range(101)), sorted(grants)
    chances = chance_at(percentiles, grants)
    assert np.all(np.diff(chances) >= -1e-12) and np.all((chances >= 0) & (chances <= 1))
    counted = (np.array(draws)[None, :] <= np.array(grants)[:, None]).mean(axis=1)
    assert np.all(np.abs(chances - counted) <= 0.0151), "one step of the percentiles and one draw"


def test_what_needs_nothing_or_more_than_anything():
    percentiles = np.concatenate([np.zeros(80), np.full(21, np.inf)])
    assert grant_for(percentiles, 0.5) == 0 and grant_for(percentiles, 0.9) == np.inf
    np.testing.assert_array_equal(chance_at(percentiles, [-1.0, 0.0, 1e12]), [0.0, 0.79, 0.79])


@pytest.mark.parametrize(
    ("least", "asked", "limit", "cost", "status"),
    [
        (0.0, 5.0, 6.0, 10.0, NONE_NEEDED), (4.0, 4.0, 6.0, 10.0, ENOUGH), (5.0, 4.0, 6.0, 10.0, TOO_LITTLE),
        (6.0, 4.0, 6.0, 10.0, TOO_LITTLE), (7.0, 8.0, 6.0, 10.0, NOT_ALLOWED), (11.0, 20.0, 10.0, 10.0, NEVER),
    ],
)  # fmt: skip
def test_how_an_ask_stands(least, asked, limit, cost, status):
    assert status_of(least, asked, limit, cost) == status


def by_id(table) -> dict:
    return {row["project_id"]: row for row in table.rows if row["section"] == "project"}


def test_each_project_against_its_own_draws(snapshot):
    table = least_grants(snapshot, GrantTerms())
    found = by_id(table)
    for project, (value, debt, relevant, asked) in NEEDS.items():
        row, needs, ask = found[project], np.maximum(value, debt), np.mean(asked)
        assert row["least"] == pytest.approx(np.percentile(needs, 80))
        assert (row["least_npv"], row["least_debt"]) == pytest.approx((np.percentile(value, 80), np.percentile(debt, 80)))
        assert (row["asked"], row["cost"], row["limit"]) == pytest.approx((ask, COST, min(COST, 0.6 * relevant)))
        assert row["left"] == pytest.approx(ask - row["least"])
        told = [row[f"left_p{place}"] for place in (10, 50, 90)]
        assert told == pytest.approx(np.percentile(ask - needs, [10, 50, 90]))
        assert row["chance_asked"] == pytest.approx((needs <= ask).mean(), abs=0.011)
    assert [found[name]["status"] for name in NEEDS] == [ENOUGH, NONE_NEEDED, NEVER]
    assert found["CTIF-002"]["least"] == 0 and found["CTIF-002"]["chance_without"] >= 0.89


def test_the_sentences(snapshot):
    def said(project: str, **terms) -> str:
        return next(row["text"] for row in least_grant(snapshot, project, GrantTerms(**terms)).rows)

    assert said("CTIF-001") == (
        "It clears its hurdle in 80 % of the draws with 798.5 MUSD2024; the 900.0 MUSD2024 that it asks for leave "
        "101.5 MUSD2024 on the table."
    )
    assert "are 37.8 MUSD2024 too little, enough in 90 %" in said("CTIF-001", confidence=0.94)
    assert "at most 600.0 MUSD2024 may be given (30 % of its relevant cost" in said("CTIF-001", most_share=0.3)
    assert said("CTIF-002") == (
        "It clears its hurdle in 80 % of the draws without any grant: all 500.0 MUSD2024 that it asks for are left on the table."
    )
    assert said("CTIF-003") == (
        "No grant for building makes it happen in 80 % of the draws: even the whole cost to build, 2,600.0 MUSD2024, is enough "
        "in 0 %. It would take 3,798.5 MUSD2024."
    )


def test_grants_add_up_in_the_pool(snapshot):
    table = least_grants(snapshot, GrantTerms())
    pool = [row for row in table.rows if row["section"] == "pool"]
    projects = by_id(table).values()
    (whole,) = [row for row in pool if row["text"] == "in all"]
    for name in ("least", "asked", "left"):
        assert whole[name] == pytest.approx(sum(row[name] for row in projects))
        for split in ("pillar", "status"):
            assert whole[name] == pytest.approx(sum(row[name] for row in pool if row[split]))
    assert whole["projects"] == 3 and [row["status"] for row in pool if row["status"]] == [ENOUGH, NONE_NEEDED, NEVER]
    # Draw by draw, since percentiles do not add: those of the sum are nearer to one another than the sum of those.
    asks = sum(np.mean(asked) for *_, asked in NEEDS.values())
    needed = sum(np.maximum(value, debt) for value, debt, *_ in NEEDS.values())
    told = [whole[f"left_p{place}"] for place in (10, 50, 90)]
    assert told == pytest.approx(np.percentile(asks - needed, [10, 50, 90]))
    assert table.notes == [
        "2 of 3 projects clear their hurdle with a grant that may be given; together that takes 798.5 MUSD2024, and they ask "
        "for 1,400.0 MUSD2024. 1 would not with the whole cost to build."
    ]


def test_the_curve_goes_from_nothing_to_the_cost_and_names_its_places(snapshot):
    table = least_grant(snapshot, "ctif-001", GrantTerms(confidence=0.9))
    curve = [row for row in table.rows if row["section"] == "curve"]
    assert (curve[0]["grant"], curve[-1]["grant"]) == (0.0, COST) and table.asked["project"] == "CTIF-001"
    named = {row["text"]: row["grant"] for row in curve if row["text"]}
    assert list(named) == ["no grant", "least grant at 90 %", "asked for", "most that may be given", "cost to build"]
    at = next(row for row in curve if "least" in row["text"])
    assert at["chance"] == pytest.approx(0.9) and at["grant"] == by_id(table)["CTIF-001"]["least"]
    for row in curve:
        assert row["chance"] <= min(row["chance_npv"], row["chance_debt"]) + 0.011, "both are harder than either"
    # The debt takes 600 M in every draw.
    assert {row["chance_debt"] for row in curve if row["grant"] < 5.9e8} == {0.0}
    assert {row["chance_debt"] for row in curve if row["grant"] > 6.1e8} == {1.0}
    never = least_grant(snapshot, "CTIF-003", GrantTerms()).rows
    assert max(row["grant"] for row in never if row["section"] == "curve") == COST, "what nobody may give is not drawn"


def test_the_card_tells_the_same_number(snapshot):
    for project in NEEDS:
        (told,) = [row for row in decision_rows(snapshot, f"key-{project}", ()) if row["name"] == "least_grant"]
        assert told["value"] == by_id(least_grants(snapshot, GrantTerms(CONFIDENCE / 100)))[project]["least"]
        assert told["part"] == "80 %" and told["unit"] == "USD2024" and "its debt covered in 80 % of the draws" in told["text"]
        assert ("more than it costs to build" in told["text"]) == (project == "CTIF-003")


def test_a_run_from_before_debt_was_judged(tmp_path):
    old = grant_snapshot.make_snapshot(tmp_path / "data", without=("least_grant", "debt_gap", "debt_cover"), lacking="CTIF-003")
    with open_snapshot(old) as connection:
        table = least_grants(connection, GrantTerms())
        row = by_id(table)["CTIF-001"]
        assert row["least"] == row["least_npv"] and row["least_debt"] is None and row["debt_cover"] is None
        assert any("before debt was judged" in note for note in table.notes)
        apart = {row["project_id"]: row["text"] for row in table.rows if row["section"] == "apart"}
        assert apart["CTIF-003"] == "its answers lack least_grant, relevant_cost"
        assert apart["CTIF-005"] == "its evaluation failed"
        one = least_grant(connection, "CTIF-001", GrantTerms())
        assert one.rows[1]["chance_debt"] is None and any("before debt was judged" in note for note in one.notes)
        (gone,) = least_grant(connection, "CTIF-005", GrantTerms()).rows
        assert (gone["section"], gone["text"]) == ("apart", "its evaluation failed")
        with pytest.raises(NotFound, match=re.escape("Nearest: CTIF-001")):
            least_grant(connection, "CTIF-01", GrantTerms())


def test_the_terms_of_a_fund():
    assert grant_terms({}) == GrantTerms(0.8, MOST_SHARE)
    assert grant_terms({}, 0.5).most_share == 0.5
    assert grant_terms({"grant": {"confidence": "90 %", "most_share_of_relevant_cost": 0.4}}) == GrantTerms(0.9, 0.4)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"confidence": 80}, "grant: confidence is '80'; write a share from 0 % to 100 %, such as 20 %."),
        ({"confidence": 0}, "grant: confidence is '0'; write a share above 0 %, such as 80 %."),
        ({"most_share_of_relevant_cost": "half"}, "grant: most_share_of_relevant_cost is 'half'; write a share"),
        ({"confidense": 0.8}, "grant has no setting 'confidense'; did you mean confidence?"),
        ("80 %", "grant is '80 %'; write settings below it: confidence, most_share_of_relevant_cost."),
    ],
)
def test_terms_that_cannot_be_read(stated, why):
    with pytest.raises(SettingWrong, match=re.escape(why)):
        grant_terms({"grant": stated})
