"""Milestones of a funded project: what the ledger decided of each, and what the recipient reported of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from scorecards.export_awards import Award
from scorecards.export_words import moment, number, one_line

# Codes of milestoneType, by the names that the fund's forms offer; one that releases money is a payment, whatever its name.
TYPES = {
    "award": "approval", "permits": "approval", "financial_close": "financing", "construction_start": "delivery",
    "mechanical_completion": "delivery", "entry_into_operation": "delivery", "completion": "delivery",
}  # fmt: skip
_STATES = {"milestone_met": "met", "milestone_missed": "notMet"}
CONFIRMED, REPORTED = "As decided by the fund.", "As reported by the recipient."


def milestones(awards: Sequence[Award]) -> list[dict[str, Any]]:
    """Milestones of the awards of one project, each by award and name; those that only reports name come last."""
    reported = {
        one_line(report["item"]): report for report in awards[0].project.reports if report["section"] == "milestone"
    }  # the last report of each: they come by period
    found = [
        _milestone(award, name, reported.get(name)) for award in awards for name in dict.fromkeys(map(_name, award.lines)) if name
    ]
    known = {_name(line) for award in awards for line in award.lines}
    return found + [_reported(name, report) for name, report in reported.items() if name and name not in known]


def milestone_id(award: Award, milestone: str) -> dict[str, str]:
    """Identifier and title of an award's milestone, for what refers to it; empty where ``milestone`` is."""
    name = one_line(milestone)
    return {"id": f"{award.award_id}:{name}", "title": _title(name)} if name else {}


def _name(line: Mapping[str, Any]) -> str:
    return one_line(line["milestone"])


def _title(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _milestone(award: Award, name: str, report: Mapping[str, Any] | None) -> dict[str, Any]:
    lines = [line for line in award.lines if _name(line) == name]
    decided = [line for line in lines if line["event"] in _STATES]
    due = [line["due"] for line in lines if line["due"]]
    bound = sum((line["award_amount"] for line in lines if line["event"] == "obligation"), Decimal(0))
    if decided:
        last = decided[-1]
        state, by, modified = _STATES[last["event"]], CONFIRMED, last["as_of"]
        met = (last["met"] or last["as_of"]) if state == "met" else None
    elif report and award.status != "terminated":
        state, met, by, modified = report["status"], report["met"], REPORTED, report["reported_on"]
    else:
        # Nobody waits any longer for a milestone of an award that has ended.
        state, met, by, modified = "notMet" if award.status == "terminated" else "scheduled", None, CONFIRMED, lines[-1]["as_of"]
    stated = due[-1] if due else report["due"] if report else None
    return {
        **milestone_id(award, name),
        "type": "payment" if bound else TYPES.get(name),
        "code": name,
        "description": by,
        "dueDate": moment(stated) if stated else None,
        "dateMet": moment(met) if met else None,
        "dateModified": moment(modified),
        "status": state or None,
        "value": {"amount": number(bound), "currency": award.currency} if bound else None,
    }


def _reported(name: str, report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"report:{name}", "title": _title(name), "type": TYPES.get(name), "code": name, "description": REPORTED,
        "dueDate": moment(report["due"]) if report["due"] else None, "dateMet": moment(report["met"]) if report["met"] else None,
        "dateModified": moment(report["reported_on"]), "status": report["status"] or None,
    }  # fmt: skip
