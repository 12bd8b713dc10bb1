"""A project after its award: when it was committed, what became of its milestones by the ledger and by its own reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scorecards.ledger_balances import in_order
from scorecards.ledger_entry import Entry
from scorecards.outcomes_reported import Milestone, milestones
from scorecards.trial_reports import IN_OPERATION

DECIDED = ("financial_close", "construction_start", "mechanical_completion", IN_OPERATION)  # any of them: it is being built


@dataclass(frozen=True)
class Followed:
    """One project. ``due`` and ``met`` by milestone: the ledger's day where it has one, else that of the last report.

    ``missed`` are the milestones that the ledger has as missed; ``committed_on`` and ``terminated`` are None where nothing was;
    ``until`` is the last day of which anything is known.
    """

    project: str
    award_ids: tuple[str, ...]
    committed_on: date | None
    terminated: date | None
    due: Mapping[str, date]
    met: Mapping[str, date]
    missed: Mapping[str, date]
    told: Mapping[str, Milestone]
    lines: Sequence[Mapping[str, Any]]
    until: date

    @property
    def started(self) -> date | None:
        """The day of entry into operation."""
        return self.met.get(IN_OPERATION)

    @property
    def decided(self) -> bool | None:
        """Whether it came to be built; None while that is open."""
        if any(name in self.met for name in DECIDED):
            return True
        return False if self.terminated else None


def followed(entries: Sequence[Entry], reports: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Followed]:
    """Every project with an award or a report, by its number; what corrections took back does not count."""
    by_project: dict[str, list[Entry]] = {}
    for entry in in_order(entries):
        by_project.setdefault(entry.project_id, []).append(entry)
    return {name: _one(name, by_project.get(name, []), reports.get(name, [])) for name in sorted({*by_project, *reports})}


def _one(project: str, entries: Sequence[Entry], lines: Sequence[Mapping[str, Any]]) -> Followed:
    told = milestones(lines)
    due = {name: one.due for name, one in told.items() if one.due}
    met = {name: one.met for name, one in told.items() if one.met}
    missed: dict[str, date] = {}
    for entry in entries:
        if entry.milestone and entry.due:
            due[entry.milestone] = entry.due
        if entry.event == "milestone_met":
            met[entry.milestone] = entry.met or entry.as_of
            missed.pop(entry.milestone, None)
        elif entry.event == "milestone_missed":
            missed[entry.milestone] = entry.as_of
            met.pop(entry.milestone, None)
    committed = [one.as_of for one in entries if one.event == "commitment"]
    ended = [one.as_of for one in entries if one.event == "termination"]
    days = [one.as_of for one in entries] + [row["period_end"] for row in lines]
    return Followed(
        project, tuple(dict.fromkeys(one.award_id for one in entries)), committed[0] if committed else None,
        ended[-1] if ended else None, due, met, missed, told, lines, max(days),
    )  # fmt: skip
