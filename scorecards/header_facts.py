"""What the applicant states of the whole project, and the rules that lead from it to chance, delay and cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# For each answer: the parameter of the reference class that it starts from, how it goes on, and what holds for several.
RULES = {
    "delivery_probability": (
        "probability",
        "the share of {name} projects that were decided, its odds moved to estimate class {estimate_class} and maturity "
        "{maturity}",
        "the least of the blocks counts",
    ),
    "delay": (
        "delay",
        "the delay of {name} projects, times factors for estimate class {estimate_class} and maturity {maturity}",
        "the longest of the blocks counts",
    ),
    "capex": (
        "overrun_mean",
        "total_cost times the overrun of {name} projects at estimate class {estimate_class} and maturity {maturity}, weighed "
        "against our own estimate",
        "the worst of the blocks counts",
    ),
}


def header_rows(connection: DuckDBPyConnection, card: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> list[dict]:
    """Rows of the step ``header fact``: what ``project.HEADER`` names, and behind a cost to build the budget's lines.

    What may be left out and is, stands there as not stated.
    """
    from evaluators.toolkit.project import HEADER

    stated = rows(
        connection,
        "SELECT DISTINCT grp, field, raw, raw_unit, low, high, unit, conversion, file, place, sha256 FROM fact "
        "WHERE project_id = ? AND version = ? AND content = ? AND block = '' ORDER BY grp, field, file, place",
        [card["project_id"], card["version"], card["content"]],
    )
    found = []
    for name, declared in HEADER.items():
        own = [fact_row(one, name) for one in stated if one["field"] == name and one["grp"] != "budget"]
        found += own or [{"step": "header fact", "name": name, "text": "not stated", "conversion": declared.meaning}]
    if any(one["name"] in ("capex", "capex_independent") for one in answers):
        found += [fact_row(one, f"budget.{one['field']}") for one in stated if one["grp"] == "budget"]
    return found


def rule_rows(answer: str, reference_classes: Sequence[str], header: Sequence[Mapping[str, Any]]) -> list[dict]:
    """Rows of the step ``rule``: how ``answer`` follows from reference class, maturity and estimate class."""
    if answer not in RULES:
        return []
    from evaluators.toolkit.delivery import REFERENCE_CLASSES

    parameter, rule, of_several = RULES[answer]
    classes = list(dict.fromkeys(reference_classes))
    stated = {one["name"]: one.get("text", "") for one in header}
    words = {name: stated.get(name, "not stated") for name in ("estimate_class", "maturity")}
    found = []
    for name in classes:
        line = REFERENCE_CLASSES.lines.get(name, {}).get(parameter)
        found.append(
            {
                "step": "rule",
                "name": answer,
                "text": rule.format(name=name, **words) + (f"; {of_several}" if len(classes) > 1 else ""),
                "source": line.source if line else "",
                "file": REFERENCE_CLASSES.file,
                "place": f"line {line.line}" if line else "",
            }
        )
    return found


def fact_row(one: Mapping[str, Any], name: str, step: str = "header fact") -> dict[str, Any]:
    """A row of the table ``fact`` as a step of the way back: as written, value, how it was converted, file and place."""
    return {
        "step": step,
        "name": name,
        "value": one["low"] if one["low"] == one["high"] else None,
        "low": one["low"],
        "high": one["high"],
        "unit": one["unit"],
        "text": " ".join(filter(None, (one["raw"], one["raw_unit"]))),
        "conversion": one["conversion"],
        "source": one["grp"],
        "file": one["file"],
        "place": one["place"],
        "sha256": one["sha256"],
    }
