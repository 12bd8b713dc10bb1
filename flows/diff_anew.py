"""Evaluate what no run did, to take a move apart: old facts under new code, or new code that supposes what the old one did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from evaluators.toolkit.code_identity import code_identity
from evaluators.toolkit.contract import Assumed, Assumptions, Choice, Evaluator, Input
from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.evaluate import FUND_WIDE, evaluate
from evaluators.toolkit.project import HEADER
from evaluators.toolkit.row import AssumptionTable, Line
from flows.assess import percentiles_of, project_of
from flows.diff_kept import FUND, SOLD_AT
from flows.progress import Progress
from scorecards.diff_chain import Case
from scorecards.diff_points import Answers

One = TypeVar("One", Assumed, Line)
Rows = Mapping[tuple[str, ...], Mapping[str, Any]]


class Anew:
    """The evaluators installed, on what the fund's folder keeps; tells ``progress`` of each evaluation."""

    def __init__(self, data: Path, progress: Progress):
        self._data, self._progress, self._began = data, progress, False

    @cached_property
    def _evaluators(self) -> dict[str, Evaluator]:
        return find_evaluators().evaluators

    def __call__(self, case: Case) -> Answers | None:
        """The project's own answers of ``case`` by ("", name), with percentiles 0..100 and which side is better.

        None where the code installed is not the one asked for, or where the evaluation fails.
        """
        used = {name: self._evaluators.get(name) for name in (str(block["technology"]) for block in case.blocks)}
        every = [one for found in used.values() if found for one in (found, *found.companions)]
        if None in used.values() or any(code_identity(one) != case.code.get(one.name) for one in every):
            return None
        if not self._began:
            self._progress.stage("Evaluating", None, "what no run did, to tell the causes apart; without it: --quick")
            self._began = True
        rows = {tuple(str(row[part]) for part in ("evaluator", "input", "file", "row", "parameter")): row
                for row in case.supposed}  # fmt: skip
        evaluators = {name: supposing(one, rows) for name, one in used.items() if one}
        job = {
            "id": case.project,
            "header": {name: case.header.get(name) for name in HEADER},
            "blocks": [
                {"technology": block["technology"], "facts": _taken(block, evaluators)} for block in case.blocks
            ],
        }
        fund = {one.name: _set_back(one, rows.get((FUND, one.name, "", "", ""))) for one in FUND_WIDE}
        try:
            found = evaluate(project_of(self._data, job), evaluators, case.seed, case.draws, fund)
        except Exception:  # noqa: BLE001 - old facts need not suit new code; the causes then stay together
            return None
        self._progress.advance()
        return {
            ("", one.name): {"better": one.declared.better, "percentiles": percentiles_of(np.sort(one.draws))}
            for one in found.results
            if one.block == ""
        }


def supposing(found: Evaluator, rows: Rows) -> Evaluator:
    """``found`` and its companions with the assumptions of ``rows`` (of the table ``assumption``, by evaluator, input, file, row
    and parameter) where they declare the same in the same unit."""
    if not rows:
        return found
    inputs = {name: _input(found.name, name, declared, rows) for name, declared in found.inputs.items()}
    sold_at = found.sold_at and _set_back(found.sold_at, rows.get((found.name, SOLD_AT, "", "", "")))
    companions = tuple(supposing(one, rows) for one in found.companions)
    return replace(found, inputs=inputs, sold_at=sold_at, companions=companions)


def _input(evaluator: str, name: str, declared: Input, rows: Rows) -> Input:
    if isinstance(declared, Assumed):
        return _set_back(declared, rows.get((evaluator, name, "", "", "")))
    if isinstance(declared, Assumptions | Choice):
        table = declared.table
        lines = {
            row: {p: _set_back(line, rows.get((evaluator, "", table.file, row, p))) for p, line in of_row.items()}
            for row, of_row in table.lines.items()
        }
        return replace(declared, table=AssumptionTable(table.file, lines, table.scope))
    return declared


def _set_back(one: One, row: Mapping[str, Any] | None) -> One:
    if row is None or row["unit"] != one.unit:
        return one
    return replace(
        one, low=row["low"], mode=row["mode"], high=row["high"], shape=row["shape"], group=row["grp"],
        correlation=row["correlation"],
    )  # fmt: skip


def _taken(block: Mapping[str, Any], evaluators: Mapping[str, Evaluator]) -> dict[str, Any]:
    inputs = evaluators[block["technology"]].all_inputs
    return {name: value for name, value in block["facts"].items() if name in inputs}
