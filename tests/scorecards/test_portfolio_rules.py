"""What a fund may write about its portfolio, and what it is told where it writes something else."""

from __future__ import annotations

import pytest
import yaml

from scorecards.portfolio_amounts import SettingWrong, money
from scorecards.portfolio_rules import rules_of

FUND = "pool: 5000 MUSD2024\npillars: {wind: Wind, store: Stores}\n"


def read(text: str, **more):
    return rules_of(yaml.safe_load(FUND + text), **more)


def test_every_setting_is_read():
    rules = read("""
ring_fences: {wind: 1000 MUSD2024, store: {floor: 10 %, cap: 30 %}}
grant: {confidence: 90 %, most_share_of_relevant_cost: 50 %}
portfolio:
  mode: binding
  objective: {million_tonnes: 10, points: 2}
  eligible: all
  short_ask: as asked
  relevant_cost_share: {least: 10 %, most: 60 %}
  total_cost_share: {most: 50 %}
  recipient: 25 %
  country_balance: {US-JP: 20 %}
  yearly: {most: {2028: 800 MUSD2024, 2029: 10 %}, first: 2027}
  exclusive: [[A-1, A-2]]
  requires: {A-3: A-1, A-4: [A-1, A-2]}
  tonnes_floor: {tonnes: 5 Mt, confidence: 80 %, measure: cvar}
  change_penalty: {tonnes: 100 kt, points: 3}
  previous: [A-1]
  weights_vary: 25 %
""")
    assert (rules.pool, rules.mode, rules.eligible, rules.confidence, rules.as_asked) == (5e9, "binding", "all", 0.9, True)
    assert (rules.per_tonne, rules.per_point) == (10 / 1e6, 2)
    assert rules.pillars["wind"].cap.of(5e9) == 1e9 and rules.pillars["wind"].floor is None
    assert [end.of(5e9) for end in (rules.pillars["store"].floor, rules.pillars["store"].cap)] == [0.5e9, 1.5e9]
    assert rules.relevant_cost == (0.1, 0.6) and rules.total_cost == (0.0, 0.5)
    assert rules.recipient.of(5e9) == 1.25e9 and rules.balance["US", "JP"].of(5e9) == 1e9
    assert [(year, cap.of(5e9)) for year, cap in rules.yearly.items()] == [(2027, float("inf")), (2028, 8e8), (2029, 5e8)]
    assert rules.exclusive == (("A-1", "A-2"),) and rules.requires == {"A-3": ("A-1",), "A-4": ("A-1", "A-2")}
    floor = rules.tonnes_floor
    assert (floor.tonnes, floor.confidence, floor.measure) == (5e6, 0.8, "cvar")
    # 100 kt at 10 a million tonnes and 3 points at 2 each.
    assert rules.change_penalty == pytest.approx(1 + 6) and rules.weights_vary == 0.25 and rules.previous == ("A-1",)


def test_the_share_of_relevant_cost_is_that_of_the_fund_where_the_portfolio_has_none_of_its_own():
    assert read("grant: {most_share_of_relevant_cost: 50 %}").relevant_cost == (0.0, 0.5)
    assert read("").relevant_cost == (0.0, None)


def test_nothing_stated_is_expected_tonnes_within_the_pool():
    rules = read("")
    assert (rules.pool, rules.per_tonne, rules.per_point, rules.mode) == (5e9, 1.0, 0.0, "advisory")
    assert not rules.pillars and rules.tonnes_floor is None and not rules.as_asked
    assert read("", budget=7.0).pool == 7.0 and read("", objective="points").per_point == 1.0


@pytest.mark.parametrize(
    ("text", "dollars"),
    [("5e9", 5e9), ("5bn", 5e9), ("5 bn", 5e9), ("100 million USD2024", 1e8), ("1,500 MUSD2024", 1.5e9), ("2.5 billion", 2.5e9)],
)
def test_budgets_as_people_write_them(text, dollars):
    assert money(text, "The budget") == pytest.approx(dollars)


def test_a_budget_in_yen_is_exchanged_in_its_own_year():
    assert 1e6 < money("2 billion JPY2023", "The budget") < 2e7 < money("2 billion", "The budget")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("portfolio: {objectiv: tonnes}", "portfolio has no setting 'objectiv'; did you mean objective?"),
        ("portfolio: {objective: tons}", "portfolio: objective is 'tons'; did you mean tonnes?"),
        ("portfolio: {objective: {points: 0}}", "objective weighs nothing"),
        ("portfolio: {mode: strict}", "mode is 'strict'; known are advisory, binding."),
        ("portfolio: advisory", "portfolio is 'advisory'; write settings below it: mode,"),
        ("portfolio: {short_ask: exclude}", "short_ask is 'exclude'; did you mean excluded?"),
        ("grant: {confidence: 800 %}", "confidence is '800 %'; write a share from 0 % to 100 %"),
        ("ring_fences: {wnd: 1000 MUSD2024}", "wnd names no pillar of the fund; did you mean wind?"),
        ("ring_fences: {wind: {flor: 3 %}}", "ring_fences: wind has no setting 'flor'; did you mean floor?"),
        ("ring_fences: {wind: {floor: 30 %, cap: 3 %}}", "ring_fences: wind: the floor is above the cap"),
        ("ring_fences: {wind: 1000}", "wind: cap is '1000', which may be money or a share; write '500 MUSD2024', or '20 %'"),
        ("ring_fences: [wind]", "ring_fences is '['wind']'; write a line for each below it"),
        ("portfolio: {recipient: 3 GW}", "portfolio: recipient is '3 GW'"),
        ("portfolio: {country_balance: {USA-JP: 20 %}}", "'USA-JP' is no pair of countries; write two codes, such as US-JP"),
        ("portfolio: {yearly: {most: 1 %}}", "yearly has no 'first'; write the calendar year of the awards"),
        ("portfolio: {yearly: {first: 2027}}", "yearly has no 'most'"),
        ("portfolio: {yearly: {first: 2030, most: {2028: 1 %}}}", "calendar year of the awards, not after 2028"),
        ("portfolio: {exclusive: [[A-1]]}", "exclusive: A-1 excludes nothing; name two projects or more"),
        ("portfolio: {exclusive: A-1}", "exclusive is 'A-1'; write lists of projects"),
        ("portfolio: {requires: {A-1: A-1}}", "A-1 requires itself"),
        ("portfolio: {tonnes_floor: {confidence: 90 %}}", "tonnes_floor has no 'tonnes'"),
        ("portfolio: {tonnes_floor: {tonnes: 5 GW}}", "tonnes_floor: tonnes is '5 GW'"),
        ("portfolio: {tonnes_floor: {tonnes: 5 Mt, confidence: 100 %}}", "confidence is 100%; write a share between"),
        ("portfolio: {tonnes_floor: {tonnes: 5 Mt, measure: var}}", "measure is 'var'"),
        ("portfolio: {change_penalty: 10 kt}", "change_penalty is '10 kt'; write settings below it: tonnes, points"),
        ("portfolio: {relevant_cost_share: {least: 60 %, most: 10 %}}", "relevant_cost_share: the least is above the most"),
        ("portfolio: {previous: A-1}", "previous is 'A-1'; write a list of project numbers"),
    ],
)
def test_what_is_wrong_is_told_with_the_place_and_the_remedy(text, told):
    with pytest.raises(SettingWrong) as error:
        read(text)
    assert told in str(error.value)


def test_a_fund_without_a_pool_is_asked_for_one():
    with pytest.raises(SettingWrong, match=r"names no pool\. Give one: --budget 5e9"):
        rules_of({})
