"""The evaluators installed, supposing what an earlier run supposed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.evaluate import Block, Project, evaluate
from evaluators.toolkit.fund_wide import DISCOUNT_RATE
from flows.diff_anew import supposing
from flows.diff_kept import declared_rows

INSTALLED = find_evaluators("").evaluators
PLACE = ("evaluator", "input", "file", "row", "parameter")


def by_place(rows):
    return {tuple(row[name] for name in PLACE): row for row in rows}


@pytest.mark.parametrize("name", INSTALLED)
def test_what_is_kept_of_an_evaluator_is_what_it_supposes_again(name):
    found = INSTALLED[name]
    kept = by_place(declared_rows(found))
    assert by_place(declared_rows(supposing(found, kept))) == kept
    # Every number another one: all of them come back, but in another unit none.
    other = {
        place: row | {"low": row["low"] + 1, "mode": row["mode"] + 1, "high": row["high"] + 1}
        for place, row in kept.items()
        if row["evaluator"] != "fund"
    }
    again = by_place(declared_rows(supposing(found, other)))
    assert {place: again[place] for place in other} == other
    foreign = {place: row | {"unit": "furlong"} for place, row in other.items()}
    assert by_place(declared_rows(supposing(found, foreign))) == kept


def test_the_companions_of_an_evaluator_suppose_it_too():
    wind = INSTALLED["offshore_wind"]
    (companion,) = wind.companions
    other = {place: row | {"mode": row["high"]} for place, row in by_place(declared_rows(companion)).items()}
    assert by_place(declared_rows(supposing(wind, other).companions[0]))[next(iter(other))] == next(iter(other.values()))


def test_what_the_fund_supposes_for_all_can_be_replaced(heat):
    found = find_evaluators().evaluators
    header = {"operation_start": 2030.0, "construction_start": None, "estimate_class": 4, "maturity": 7, "total_cost": 3e7,
              "grant_requested": 5e6, "other_public_support": None, "cost_of_capital": 0.07, "debt_share": None,
              "debt_rate": None, "debt_years": None}  # fmt: skip
    project = Project("HEAT-1", header, [Block("geothermal_heat", {"capacity": 20.0, "hours": 5000.0})])

    def costs(rate):
        supposed = {DISCOUNT_RATE.name: replace(DISCOUNT_RATE, low=rate, mode=rate, high=rate, shape="fixed")}
        results = evaluate(project, found, 1, 200, supposed).results
        return next(one.draws for one in results if one.block == "" and one.name == "cost_per_tonne")

    assert (costs(0.08) > costs(0.02)).all(), "cost comes first and tonnes later"
