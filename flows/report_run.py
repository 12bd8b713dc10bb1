"""The report of one run: what it needs is gathered once the run has settled, and what the trend keeps is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.between_versions import SETTLED
from flows.cast import CastProposal
from flows.changes import Portrait
from flows.findings import Finding
from flows.ingest import Intake
from flows.report_changes import Group, since_last
from flows.report_intake import Came, Key, run_counts, what_came, write_counts
from scorecards.intake_trend import intake_runs
from scorecards.warehouse import Warehouse

if TYPE_CHECKING:
    from flows.validate import Validation


@dataclass
class ToReport:
    """What is known of a run's intake when it has settled; ``proposals`` are those read that no other content replaced."""

    proposals: list[CastProposal] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    status: dict[Key, str] = field(default_factory=dict)
    came: Came = field(default_factory=Came)
    since: list[Group] | None = None


def gather(
    warehouse: Warehouse,
    run_id: str,
    intake: Intake,
    findings: Sequence[Finding],
    before: Portrait,
    changes: Iterable[Mapping[str, Any]],
) -> ToReport:
    """Gathers what the report tells of a settled run, and writes what came into the record that the trend is made of."""
    replaced = {(one.name, one.sha256) for one in intake.earlier}
    proposals = [one for one in intake.proposals if (one.file, one.sha256) not in replaced]
    old = {one.key for one in intake.proposals} - {one.key for one in proposals}
    # What is seen of several proposals together has been seen anew since they were judged: with all that stand.
    said = [one for one in findings if one.rule not in SETTLED] + _findings_between(warehouse, run_id)
    said = [one for one in said if one.key not in old]
    status = _statuses(warehouse, run_id)
    came = what_came(intake, proposals, status, {one.key for one in said})
    write_counts(warehouse, run_counts(run_id, intake, proposals, came, status, said))
    return ToReport(proposals, said, status, came, since_last(before, changes))


def report(data: Path, warehouse: Warehouse, run_id: str, judged: Validation | None, told: ToReport) -> Path:
    """Writes the validation report of the run and returns its path; ``judged`` is None where nothing was read."""
    from flows.validation_report import write_report

    return write_report(
        data / "reports" / run_id / "validation.html",
        run_id,
        told.proposals,
        told.findings,
        judged.judgements if judged else (),
        not_judged=judged.not_judged if judged else (),
        status=told.status,
        came=told.came,
        since=told.since,
        runs=intake_runs(warehouse.connection, run_id),
        meanings=_meanings(warehouse, judged),
    )


def _meanings(warehouse: Warehouse, judged: Validation | None) -> dict[str, str]:
    """What each rule asks for; of one that asks for much, such as all bounds, or that no suite of this run holds, an instance."""
    said = warehouse.rows("SELECT rule, arg_max(reason, (run_id, reason)) AS reason FROM finding GROUP BY rule ORDER BY rule")
    asked: dict[str, set[str]] = {}
    for judgement in judged.judgements if judged else ():
        for tally in judgement.tallies:
            asked.setdefault(tally.rule, set()).add(tally.meaning)
    found = {row["rule"]: f"For instance: {row['reason']}" for row in said}
    return found | {rule: meanings.pop() for rule, meanings in asked.items() if len(meanings) == 1}


def _findings_between(warehouse: Warehouse, run_id: str) -> list[Finding]:
    """What was seen of several proposals together and said of one that was read in this run."""
    names = "f.severity, f.rule, f.found, f.reason, f.remedy, f.block, f.field, f.place, f.file, project_id, version, content"
    rows = warehouse.rows(
        f"SELECT {names} FROM finding AS f JOIN proposal AS p USING (project_id, version, content) "  # noqa: S608 - our own names
        "WHERE p.run_id = ? AND list_contains(?, f.rule) ORDER BY ALL",
        [run_id, list(SETTLED)],
    )
    return [Finding(**row) for row in rows]


def _statuses(warehouse: Warehouse, run_id: str) -> dict[Key, str]:
    """What became of each version that was read in this run: accepted, quarantined or withdrawn."""
    rows = warehouse.rows("SELECT project_id, version, content, status FROM proposal WHERE run_id = ?", [run_id])
    return {(row["project_id"], row["version"], row["content"]): row["status"] for row in rows}
