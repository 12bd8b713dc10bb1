"""The runs that a snapshot knows of: what each did, and what it cost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scorecards.intake_trend import intake_runs
from scorecards.query import run_of
from scorecards.table import NotFound, Table, columns, full, not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LIST = columns(
    ("run", "", "the run's id: its UTC second and four hex digits"),
    ("started", "", "UTC"),
    ("finished", "", "UTC; empty where it was cut short"),
    ("status", "", "running, done, refused (something newly refused or failed) or broken"),
    ("accepted", "1", "proposals and versions accepted"),
    ("quarantined", "1", "proposals and versions refused"),
    ("evaluated", "1", "projects computed in this run"),
    ("known", "1", "projects whose evaluation was known already"),
    ("failed", "1", "projects whose evaluation failed"),
    ("scored", "1", "scorecards"),
    ("seed", "1", "seed of the draws"),
    ("draws", "1", "draws per project"),
    ("current", "", "staff see this one now"),
)
SHOW = columns(
    ("section", "", "run, counts, intake (what came), refusing or warning (proposals by rule), or stages"),
    ("name", "", "of the field, the count, the rule or the stage"),
    ("value", "unit", "count, or seconds"),
    ("unit", "", "of value"),
    ("text", "", "what is not a number"),
)

INTAKE = (
    "files_new", "files_changed", "files_unchanged", "files_gone", "files_left", "proposals", "refused", "warned", "read_again",
)  # fmt: skip


def runs_list(connection: DuckDBPyConnection) -> Table:
    """One row a run, newest first, as the asked snapshot knows them."""
    run = run_of(connection)
    found = []
    for one in rows(connection, "SELECT * FROM run ORDER BY run_id DESC"):
        counts = json.loads(one["counts"]) if one["counts"] else {}
        found.append({**counts, **one, "run": one["run_id"], "current": one["run_id"] == run})
    return Table("runs/1", run, LIST, full(found, LIST))


def runs_show(connection: DuckDBPyConnection, run: str | None = None) -> Table:
    """What one run did, by default the snapshot's own; NotFound names the nearest."""
    asked = run_named(connection, run or run_of(connection))
    one = rows(connection, "SELECT * FROM run WHERE run_id = ?", [asked])[0]
    found: list[dict[str, Any]] = [
        {"section": "run", "name": name, "text": "" if one[name] is None else str(one[name])}
        for name in ("run_id", "started", "finished", "status", "seed", "draws")
    ]
    found += [
        {"section": "counts", "name": name, "value": value, "unit": "1"}
        for name, value in json.loads(one["counts"] or "{}").items()
    ]
    found += _intake(connection, asked)
    found += [
        {"section": "stages", "name": stage["name"], "value": stage["seconds"], "unit": "s"}
        for stage in json.loads(one["stages"] or "[]")
    ]
    return Table("run/1", run_of(connection), SHOW, full(found, SHOW), {"run": asked})


def _intake(connection: DuckDBPyConnection, run: str) -> list[dict[str, Any]]:
    """What came with the run, and of how many proposals each rule was said; nothing where it read nothing in."""
    one = next((one for one in intake_runs(connection, run, 1) if one.run_id == run), None)
    if one is None:
        return []
    counts = [("intake", name, getattr(one, name)) for name in INTAKE]
    counts += [("refusing" if severity == "critical" else "warning", rule, n) for (rule, severity), n in one.rules.items()]
    counts.sort(key=lambda row: ("intake", "refusing", "warning").index(row[0]))
    return [{"section": section, "name": name, "value": value, "unit": "1"} for section, name, value in counts]


def run_before(connection: DuckDBPyConnection, run: str) -> str:
    """The last run before ``run`` that brought scorecards; NotFound where there is none."""
    asked = run_named(connection, run)
    found = rows(connection, "SELECT max(run_id) AS run FROM standing WHERE run_id < ?", [asked])[0]["run"]
    if found is None:
        raise NotFound(f"Before {asked} no run brought scorecards, so there is nothing to compare it with.")
    return found


def run_named(connection: DuckDBPyConnection, run: str) -> str:
    """``run`` if the snapshot knows it, or the one run that begins so; NotFound otherwise."""
    known = [row["run_id"] for row in rows(connection, "SELECT run_id FROM run ORDER BY run_id DESC")]
    starts = [one for one in known if one.startswith(run)]
    if run in known:
        return run
    if len(starts) == 1:
        return starts[0]
    if starts:
        raise NotFound(f"'{run}' begins {len(starts)} runs: {', '.join(starts[:5])}. Write more of it.")
    raise not_found("run", run, known[:20])
