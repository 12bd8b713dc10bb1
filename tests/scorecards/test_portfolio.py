"""A published snapshot's portfolio: grants between least and asked, awards, years, reasons, and the three lists."""

from __future__ import annotations

import numpy as np
import portfolio_cases as cases
import portfolio_snapshot
import pytest
import yaml

from scorecards.portfolio import portfolio
from scorecards.portfolio_amounts import SettingWrong
from scorecards.portfolio_data import profile
from scorecards.portfolio_lists import greedy_list, ranked_list
from scorecards.portfolio_model import Model
from scorecards.portfolio_rules import Rules, rules_of
from scorecards.robust_portfolio import drawn_weights, robust
from scorecards.warehouse import open_snapshot

PILLARS = "pillars: {offshore_wind: W, hydrogen: H, carbon_capture: C}\n"
AS_ASKED = "portfolio: {short_ask: as asked}\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return portfolio_snapshot.make_snapshot(tmp_path_factory.mktemp("portfolio") / "data")


def ask(data, text: str, budget: float = 5e9, **more):
    with open_snapshot(data) as snapshot:
        return portfolio(snapshot, rules_of(yaml.safe_load(PILLARS + text), budget), **more)


def by_name(table, section: str, key: str = "name") -> dict:
    return {row[key]: row for row in table.rows if row["section"] == section}


def test_the_grant_is_the_least_that_makes_it_happen(data):
    table = ask(data, "")
    found = by_name(table, "project", "project_id")
    assert [(row["funded"], row["grant"]) for row in found.values()] == [(True, 300e6), (True, 900e6), (False, 0.0)]
    assert found["CTIF-003"]["text"] == "it asks for 200.0 MUSD2024 and needs 250.0 to happen at 80% confidence"
    assert any("at 80% confidence: 1 of 3. To take them as asked" in note for note in table.notes)
    assert by_name(table, "limit")["pool"]["used"] == 1200e6
    best = by_name(table, "list")["optimum"]
    assert (best["tonnes"], best["projects"], best["grant"]) == (11e6, 2, 1200e6)
    assert "Advisory" in " ".join(table.notes)


def test_taken_as_asked_is_said(data):
    table = ask(data, AS_ASKED)
    row = by_name(table, "project", "project_id")["CTIF-003"]
    assert (row["funded"], row["grant"], row["short"], row["least"]) == (True, 200e6, True, 250e6)
    assert any("at 80% confidence: 1 of 3 that could be funded" in note for note in table.notes)


def test_floors_are_met_with_money_above_the_least_and_no_more(data):
    table = ask(data, "ring_fences: {hydrogen: {floor: 450 MUSD2024}}\n")
    assert by_name(table, "project", "project_id")["CTIF-002"]["grant"] == pytest.approx(450e6)
    assert by_name(table, "limit")["floor hydrogen"]["binding"]


def test_shares_of_the_cost_bound_the_grant(data):
    table = ask(data, "portfolio: {total_cost_share: {least: 25 %}, relevant_cost_share: {most: 40 %}}\n")
    found = by_name(table, "project", "project_id")
    # 25 % of 4,000 is all that 001 asks for; 40 % of 1,000 caps 002, 25 % of 1,500 lifts its least.
    assert found["CTIF-001"]["grant"] == pytest.approx(1000e6) and found["CTIF-002"]["grant"] == pytest.approx(375e6)
    table = ask(data, "portfolio: {relevant_cost_share: {most: 20 %}}\n")
    assert "its share of the cost allows 200.0 MUSD2024" in by_name(table, "project", "project_id")["CTIF-002"]["text"]


def test_where_the_relevant_cost_is_nothing_nothing_may_be_granted(data):
    table = ask(data, "portfolio: {relevant_cost_share: {most: 0 %}}\n")
    told = by_name(table, "project", "project_id")["CTIF-003"]["text"]
    assert told == "the share of its cost allows no grant: relevant 400.0, to build 500.0 MUSD2024"
    assert by_name(table, "list")["optimum"]["projects"] == 0


def test_who_does_not_fit_is_told_the_rule_and_by_how_much(data):
    found = by_name(ask(data, "", budget=1000e6), "project", "project_id")
    assert found["CTIF-001"]["funded"] and "the pool by 200.0 MUSD2024" in found["CTIF-002"]["text"]


def test_nothing_fits(data):
    table = ask(data, "ring_fences: {hydrogen: {floor: 800 MUSD2024}}\nportfolio: {tonnes_floor: {tonnes: 20 Mt}}\n")
    give = by_name(table, "relax")
    assert give["floor hydrogen"]["by"] == pytest.approx(300e6) and give["tonnes"]["by"] == pytest.approx(9e6)
    assert "lower the floor of hydrogen from 800.0 to 500.0 MUSD2024, by 300.0" in table.notes[0]
    assert all(row["funded"] is None for row in by_name(table, "project", "project_id").values())
    easier = ask(data, "ring_fences: {hydrogen: {floor: 500 MUSD2024}}\nportfolio: {tonnes_floor: {tonnes: 11 Mt}}\n")
    assert by_name(easier, "list")["optimum"]["projects"] == 2


def test_awards_stay_at_their_amount_and_terminated_ones_are_out(tmp_path):
    awards = {"CTIF-003": ("committed", 180e6), "CTIF-001": ("terminated", 40e6), "GONE-1": ("obligated", 30e6)}
    table = ask(portfolio_snapshot.make_snapshot(tmp_path / "data", awards), "", budget=540e6)
    found = by_name(table, "project", "project_id")
    assert (found["CTIF-003"]["funded"], found["CTIF-003"]["grant"]) == (True, 180e6)
    assert (found["CTIF-001"]["funded"], found["CTIF-001"]["grant"]) == (False, 40e6)
    assert found["CTIF-001"]["text"] == "its award was terminated" and found["GONE-1"]["grant"] == 30e6
    # 250 are bound: 290 are left, and 002 needs 300.
    assert not found["CTIF-002"]["funded"] and by_name(table, "limit")["pool"]["used"] == 250e6
    assert by_name(table, "list")["optimum"]["tonnes"] == 1e6
    below = ask(tmp_path / "data", "", budget=100e6)
    assert by_name(below, "relax")["pool"]["by"] == pytest.approx(150e6)


def test_a_pledge_is_held_on_to_by_the_penalty_alone(tmp_path):
    data = portfolio_snapshot.make_snapshot(tmp_path / "data", {"CTIF-002": ("pledged", 0.0)})

    def funded(text):
        return {one for one, row in by_name(ask(data, text, 900e6), "project", "project_id").items() if row["funded"]}

    assert funded("") == {"CTIF-001"}
    assert funded("portfolio: {change_penalty: {tonnes: 400 kt}}\n") == {"CTIF-001"}
    # 001 brings 1 Mt more; each of the two that change sides costs the penalty.
    assert funded("portfolio: {change_penalty: {tonnes: 600 kt}}\n") == {"CTIF-002"}


def test_years_as_stated_and_otherwise_as_built(data):
    limits = by_name(ask(data, "portfolio: {yearly: {first: 2027, most: 1000 MUSD2024}}\n"), "limit")
    # 002 states a quarter in its first year and the rest in its third; 001 no dates: all in the year of the award.
    assert limits["year 2027"]["used"] == pytest.approx(75e6 + 900e6)
    assert limits["year 2029"]["used"] == pytest.approx(225e6)
    built = {"construction_start": 2026.5, "operation_start": 2030.5}
    assert profile(built, {}, [2027, 2028, 2029, 2030, 2031]) == pytest.approx([0.375, 0.25, 0.25, 0.125, 0.0])
    assert profile(built, {"year_2": 30.0, "year_9": 10.0}, [2027, 2028, 2031]) == pytest.approx([0.0, 0.75, 0.0])


def test_a_rule_on_an_unknown_project_is_told(data):
    with pytest.raises(SettingWrong, match="exclusive names 'CTIF-01', which no proposal has; did you mean CTIF-001"):
        ask(data, "portfolio: {exclusive: [[CTIF-01, CTIF-002]]}\n")


def test_who_does_not_pass_the_rubric_is_apart_unless_all_may_stand(tmp_path):
    data = portfolio_snapshot.make_snapshot(tmp_path / "data", passing=False)
    assert by_name(ask(data, ""), "list")["optimum"]["projects"] == 0
    assert by_name(ask(data, ""), "project", "project_id")["CTIF-001"]["text"].startswith("fails at ")
    assert by_name(ask(data, "portfolio: {eligible: all}\n"), "list")["optimum"]["projects"] == 2


def test_points_are_those_of_record(data):
    with open_snapshot(data) as snapshot:
        table = portfolio(snapshot, rules_of(yaml.safe_load(PILLARS), 5e9, "points"), sampled=True)
    best = by_name(table, "list")["optimum"]
    assert best["value"] == pytest.approx(sum(row["score"] for row in table.rows if row["funded"]))
    assert {row["core"] for row in table.rows if row["funded"]} == {"core"}


def test_the_ranked_list_stops_and_the_greedy_list_goes_on():
    one = cases.projects([60, 50, 30, 20], [60, 70, 60, 10], score=[9, 8, 7, 6])
    model = Model(one, Rules(100 * cases.M))
    # Down the scores 60 fits and 50 does not: the list stops. By value for money: 30, 50, 20. The best is the same.
    assert list(ranked_list(model).funded) == [True, False, False, False]
    assert list(greedy_list(model).funded) == [False, True, True, True]
    assert model.solve(gap=0.0).value == pytest.approx(140)
    # Where greed fails: 30 for 60 leaves 70, which a pair of 50 would use up.
    two = cases.projects([30, 50, 50], [60, 80, 80])
    model = Model(two, Rules(100 * cases.M))
    assert (greedy_list(model).value, model.solve(gap=0.0).value) == (140, 160)


def test_core_borderline_exterior_are_shares_of_worlds():
    """Two compete for one place and each is the better in some worlds; a third always has room, a fourth never brings any."""
    tonnes = np.array([[9.0] * 30 + [1.0] * 70, [5.0] * 100, [3.0] * 100, [-1.0] * 100])
    one = cases.projects([10, 10, 2, 1], tonnes)
    index = robust(one, Rules(12 * cases.M), np.zeros_like(tonnes))
    assert list(index.index) == pytest.approx([0.3, 0.7, 1.0, 0.0])
    assert [index.word(place) for place in range(4)] == ["borderline", "borderline", "core", "exterior"]
    # In half the worlds the first needs more than it asks for.
    gap = np.repeat(one.least[:, None], 100, axis=1)
    gap[2, ::2] = 3 * cases.M
    again = robust(cases.projects([10, 10, 2, 1], tonnes, gap=gap), Rules(12 * cases.M), np.zeros_like(tonnes))
    assert again.index[2] == pytest.approx(0.5) and again.lost == 0


def test_drawn_weights_vary_as_far_as_is_said_and_hang_on_the_name_alone():
    few, more = drawn_weights(["a"], 200, 0.25, 1), drawn_weights(["b", "a"], 200, 0.25, 1)
    assert np.array_equal(few["a"], more["a"]) and not np.array_equal(more["a"], more["b"])
    assert few["a"].min() > 0.75 and few["a"].max() < 1.25 and np.ptp(few["a"]) > 0.45
