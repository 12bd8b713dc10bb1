"""The abatement curve of a snapshot: order, tonnes, budget, hubs, who stands apart, and what is said of it."""

from __future__ import annotations

import macc_snapshot
import numpy as np
import pytest

from evaluators.carbon_capture.abatement_curve import abatement_curve
from evaluators.toolkit.finance import capital_recovery_factor
from evaluators.toolkit.fund_wide import DISCOUNT_RATE
from scorecards.abatement import MACC, abatement
from scorecards.shared_hubs import ADDED, LIFE, cut_hubs, shared_hubs
from scorecards.table import NotFound, QuestionError
from scorecards.warehouse import open_snapshot


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return macc_snapshot.make_snapshot(tmp_path_factory.mktemp("macc") / "data")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return macc_snapshot.make_snapshot(tmp_path_factory.mktemp("hub") / "data", hub=True)


def asked(data, *words, **more):
    with open_snapshot(data) as connection:
        table = abatement(connection, *words, **more)
    assert table.schema == "macc/1" and table.run == macc_snapshot.RUN
    assert all(list(row) == [column.name for column in MACC] for row in table.rows)
    return table


def section(table, name):
    return [row for row in table.rows if row["section"] == name]


def test_the_curve_by_hand(plain):
    table = asked(plain)
    first, second = section(table, "project")
    assert [first["project_id"], second["project_id"]] == ["CTIF-001", "CTIF-002"]
    assert (first["cost_p10"], first["cost_p50"], first["cost_p90"]) == (40, 60, 95), "as on the scorecard"
    assert first["tonnes_p50"] == 2.5e5, "a tenth of ten years, times the chance"
    assert (first["total_p50"], second["total_p50"]) == (2.5e5, 5e5)
    assert (first["requested"], first["money"], second["money"]) == (1e9, 1e9, 1.5e9), "the middle of a range"
    assert first["reached"] is None and second["reached"] is None, "there is no budget"
    said = "All 2 projects together: in all 500,000 tonnes a year (p10 to p90: 500,000 to 500,000), for 1,500 MUSD2024."
    assert table.notes[0] == said


def test_what_a_price_buys(plain):
    prices = {row["price"]: row["total_p50"] for row in section(asked(plain), "price")}
    assert prices[50] == 0 and prices[63] == prices[160] == 2.5e5 and prices[200] == 5e5
    assert 100 in prices, "the target of the Carbon Negative Shot"


def test_a_budget_is_spent_in_order_and_what_is_next_is_said(plain):
    table = asked(plain, 1.2e9)
    assert [row["reached"] for row in section(table, "project")] == [True, False]
    assert "1,200 MUSD2024 reach 1 of 2 projects, in all 250,000 tonnes" in table.notes[0]
    assert table.notes[0].endswith("The next, CTIF-002, asks for 500 MUSD2024; 200 MUSD2024 are left.")
    assert asked(plain, 0.0).notes[0].startswith("0 MUSD2024 reach 0 of 2 projects. The next, CTIF-001")
    assert table.asked == {"budget": 1.2e9}


def test_who_has_no_tonne_or_no_evaluation_stands_apart(plain):
    apart = {row["project_id"]: row["reason"] for row in section(asked(plain), "apart")}
    assert apart == {
        "CTIF-003": "it has no cost per tonne: in 100% of the draws no net tonne is left",
        "CTIF-005": "its evaluation failed",
    }


def test_an_older_snapshot_lacks_answers_and_says_so(tmp_path):
    table = asked(macc_snapshot.make_snapshot(tmp_path / "data", without="feasible"), 1e9)
    assert {row["section"] for row in table.rows} == {"apart"}
    assert "its answers lack feasible" in {row["reason"] for row in table.rows}
    assert table.notes == []


def test_a_shared_hub_counts_once(shared):
    table = asked(shared)
    first, second = section(table, "project")
    assert first["hub"] == second["hub"] == macc_snapshot.HUB, "capitals and blanks make no other hub"
    yearly = macc_snapshot.HUB_COST * float(capital_recovery_factor(DISCOUNT_RATE.middle, LIFE))
    # Below the cost of the second the first is alone, and its hub is built when it is: over its own tonnes of a year.
    assert first["cost_p50"] == pytest.approx(60 + yearly / 5e5, rel=1e-6)
    assert second["cost_p50"] == pytest.approx(200 + yearly * (1 - 0.5 * 0.75) / 5e5, rel=1e-6)
    assert (first["total_p50"], second["total_p50"]) == (2.5e5, 5e5), "a hub makes no tonne"
    assert table.notes[1] == (
        f"The hub {macc_snapshot.HUB} (CTIF-001, CTIF-002) counts once: 400 MUSD2024 over 30 years at "
        f"{DISCOUNT_RATE.middle:.1%}, without its running cost."
    )


def test_a_pillar_alone_and_one_that_is_not_there(plain):
    table = asked(plain, pillar="Hydrogen")
    assert [row["project_id"] for row in section(table, "project")] == ["CTIF-002"]
    with open_snapshot(plain) as connection, pytest.raises(NotFound, match=r"There is no pillar 'hydrogn'\. Nearest: hydrogen\."):
        abatement(connection, pillar="hydrogn")


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_a_budget_that_is_none(plain, budget):
    with open_snapshot(plain) as connection, pytest.raises(QuestionError, match="give USD2024, 0 or more: --budget 5e9"):
        abatement(connection, budget)


def test_a_hub_that_the_budget_parts_is_told_of():
    tonnes, cost = np.full((2, 4), 1e6), np.repeat([[60.0], [70.0]], 4, axis=1)
    whole = abatement_curve(tonnes, cost, hub=["gulf", "gulf"], hub_cost={"gulf": 3e7})
    alone = abatement_curve(tonnes[:1], cost[:1], hub=["gulf"], hub_cost={"gulf": 3e7})
    first = {"hub": "gulf", "project_id": "X-1"}
    assert cut_hubs([first], alone, whole.heights[1][:1]) == [
        "The budget does not reach all of gulf: with what it reaches, X-1 costs 90 USD2024 a tonne, not 85."
    ]
    both = [first, {"hub": "gulf", "project_id": "X-2"}]
    assert cut_hubs(both, whole, whole.heights[1]) == []


def test_hubs_without_a_cost_and_with_two():
    one, two = {"project_id": "X-1", "hub": "gulf", "hub_cost": None}, {"project_id": "X-2", "hub": "Gulf", "hub_cost": None}
    yearly, notes = shared_hubs([one, two, {"project_id": "X-3", "hub": "", "hub_cost": 9e9}])
    assert yearly == {"gulf": 0.0} and two["hub"] == "gulf"
    assert notes == ["The hub gulf (X-1, X-2) counts as 0: none of them states its hub_cost."]
    yearly, notes = shared_hubs([one | {"hub_cost": 1e8}, two | {"hub_cost": 2e8}])
    assert yearly["gulf"] == pytest.approx(2e8 * float(capital_recovery_factor(DISCOUNT_RATE.middle, LIFE)))
    assert notes[0].endswith("They state different costs; the greatest is taken.")
    assert notes[1:] == [ADDED] and "replaces no part of it" in ADDED and "counts twice" in ADDED


def test_no_cost_on_the_curve_is_called_avoided():
    assert "cost per net tonne" in next(column.meaning for column in MACC if column.name == "cost_p10")
    assert not any("avoided" in column.meaning for column in MACC)
