"""``cleanfund run``: read what came in, judge, evaluate, score, publish."""

from __future__ import annotations

import shlex
import time
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from app.errors import DONE, NOT_FOUND, REFUSED, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit, say
from app.progress import progress_for
from scorecards.table import Table, columns, full

if TYPE_CHECKING:
    from rich.console import Console

    from flows.nightly import RunSummary

RUN = columns(
    ("section", "", "run, counts, stages, changes, newly refused or report"),
    ("name", "", "of the count, the stage or the project"),
    ("value", "unit", "count, seconds, or the version of a changed proposal"),
    ("unit", "", "of value"),
    ("text", "", "status; what became of a proposal; or why it is refused"),
    ("file", "", "of a changed proposal"),
)
_STATUS = {"refused": "done, with refusals"}
DRY = "dry run"
NEWLY_ACCEPTED = "new, accepted"
FEW = 6
MOST_SHOWN = 25  # of the changes on a terminal
SLICE = 200  # draws come in multiples of the strata that ranges are made from (evaluators.toolkit.draws)


def run(
    *,
    only: Literal["ingest", "assess", "publish"] | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    workers: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    draws: Annotated[int | None, Parameter(validator=Number(gte=SLICE, modulo=SLICE))] = None,
    seed: int | None = None,
    options: Options = DEFAULT,
) -> int:
    """Read what came in, judge, evaluate, score, publish.

    What is known is not computed again. Exit code 1 where a proposal is newly refused or an evaluation newly failed.

    Parameters
    ----------
    only:
        Only this step; by default all three in a row.
    dry_run:
        Say what would be done; change nothing.
    workers:
        Threads, by default one a core.
    draws:
        Draws per project, a multiple of 200; by default the fund's: 10,000.
    seed:
        Seed of the draws, by default the fund's.
    """
    if not options.data.is_dir():
        raise UserError(
            f"There is no folder '{options.data}'.",
            then="cleanfund demo makes one with a sample portfolio; --data names another",
            code=NOT_FOUND,
        )
    summary = run_the_flow(options, only=only, dry_run=dry_run, workers=workers, draws=draws, seed=seed)
    emit(as_table(summary), options, run_view)
    if summary.newly_refused and options.format == "table":
        # What a dry run refuses is in no quarantine.
        where = f"cleanfund validate {shlex.quote(str(options.data))}" if dry_run else _refused_in(summary)
        say(f"Every reason with its remedy: {where}", options)
    return REFUSED if summary.newly_refused or summary.status == "refused" else DONE


def _refused_in(summary: RunSummary) -> str:
    names = {one["project_id"] for one in summary.newly_refused if one["rule"] != "evaluation_failed"}
    return f"cleanfund quarantine show {shlex.quote(min(names))}" if len(names) == 1 else "cleanfund quarantine ls"


def run_the_flow(options: Options, **how: Any) -> RunSummary:
    """Runs the nightly flow under a progress display, which also says what the first seconds are spent on."""
    progress, began = progress_for(options), time.perf_counter()
    from flows.nightly import run as nightly

    try:
        summary = nightly(options.data, progress=progress, **how)
    finally:
        progress.done()
    between = time.perf_counter() - began - sum(one["seconds"] for one in summary.stages)
    summary.stages.append({"name": "between the stages", "seconds": round(max(between, 0), 3)})  # so that they are the clock's
    return summary


def as_table(summary: RunSummary) -> Table:
    """The summary of a run as flat rows."""
    found: list[dict[str, Any]] = [{"section": "run", "name": summary.run_id, "text": summary.status}]
    found += [{"section": "counts", "name": name, "value": value, "unit": "1"} for name, value in summary.counts.items()]
    found += [{"section": "stages", "name": stage["name"], "value": stage["seconds"], "unit": "s"} for stage in summary.stages]
    found += [
        {
            "section": "changes",
            "name": one["project_id"],
            "value": one["version"],
            "unit": "1",
            "text": "; ".join(filter(None, (_became(one), one["text"]))),
            "file": one["file"],
        }
        for one in summary.changes
    ]
    found += [{"section": "newly refused", "name": one["project_id"], "text": one["reason"]} for one in summary.newly_refused]
    if summary.report is not None:
        found.append({"section": "report", "name": "validation", "text": str(summary.report)})
    return Table("run_summary/1", summary.run_id, RUN, full(found, RUN))


def _became(one: dict[str, Any]) -> str:
    """ "new, accepted", "corrected, refused", "withdrawn": what a run did with one version."""
    return one["change"] if one["change"] == one["status"] else f"{one['change']}, {one['status']}"


def run_view(console: Console, table: Table) -> None:
    """The summary on a terminal: one line of counts, one a newly refused proposal."""
    parts: dict[str, list[Any]] = {}
    for row in table.rows:
        parts.setdefault(row["section"], []).append(row)
    counts = " · ".join(f"{row['value']:,} {row['name'].replace('_', ' ')}" for row in parts.get("counts", []))
    seconds = sum(row["value"] for row in parts.get("stages", []))
    status = parts["run"][0]["text"]
    dry = status == DRY
    head = "a dry run: nothing is changed" if dry else f"run {table.run} · {_STATUS.get(status, status)}"
    console.print(f"{head} · {seconds:.1f} s to this line")
    if counts:
        console.print(f"would be: {counts}" if dry else counts)
    told = {row["name"] for row in parts.get("newly refused", [])}
    plain = [row for row in parts.get("changes", []) if row["text"] == NEWLY_ACCEPTED]
    changed = [row for row in parts.get("changes", []) if row["name"] not in told and row["text"] != NEWLY_ACCEPTED]
    if plain:
        names = ", ".join(row["name"] for row in plain[:FEW]) + (" ..." if len(plain) > FEW else "")
        console.print(f"\n{'would be ' if dry else ''}new and accepted: {len(plain):,} ({names})")
    if changed:
        console.print()
        grid(
            console,
            [
                Shown("project", lambda row: row["name"]),
                Shown("v", lambda row: str(row["value"] or ""), right=True),
                Shown("what would become of it" if dry else "what became of it", lambda row: row["text"], wide=2, folds=True),
                Shown("file", lambda row: row["file"] or "", wide=1, folds=True),
            ],
            changed[:MOST_SHOWN],
        )
        if len(changed) > MOST_SHOWN:
            console.print(f"and {len(changed) - MOST_SHOWN} more: --format csv tells all", style="dim")
    if "newly refused" in parts:
        console.print()
        grid(
            console,
            [
                Shown("would be newly refused" if dry else "newly refused or failed", lambda row: row["name"]),
                Shown("why", lambda row: row["text"], wide=1, folds=True),
            ],
            _one_a_project(parts["newly refused"]),
        )
    for row in parts.get("report", []):
        console.print(f"\nValidation report: {row['text']}", style="dim")


def _one_a_project(reasons: list[Any]) -> list[dict[str, str]]:
    """The first reason of each project, and how many more there are."""
    by_project: dict[str, list[str]] = {}
    for row in reasons:
        by_project.setdefault(row["name"], []).append(row["text"])
    return [
        {"name": name, "text": texts[0] + (f" (and {len(texts) - 1} more)" if len(texts) > 1 else "")}
        for name, texts in by_project.items()
    ]
