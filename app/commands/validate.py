"""``cleanfund validate``: files against the data contract, before they are handed in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import DONE, NOT_FOUND, REFUSED, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit
from app.progress import progress_for
from scorecards.table import Table, columns, full

if TYPE_CHECKING:
    from rich.console import Console

FINDINGS = columns(
    ("file", "", "as named"),
    ("place", "", "line and key path, sheet and cell, or line and column"),
    ("project_id", "", "the fund's number of the project"),
    ("version", "1", "version of the proposal"),
    ("block", "", "block of the proposal, empty for its header"),
    ("field", "", "field of the form"),
    ("severity", "", "critical refuses the proposal; warning stands on its scorecard; ok where nothing is to mend"),
    ("rule", "", "rule that found it"),
    ("found", "", "the value as written"),
    ("reason", "", "what is wrong"),
    ("remedy", "", "what to do next"),
)


def validate(paths: list[Path], /, *, options: Options = DEFAULT) -> int:
    """Try proposal files against the data contract; nothing is stored.

    Exit code 1 where a proposal would be refused.

    Parameters
    ----------
    paths:
        Files, or folders of files.
    """
    for path in paths:
        if not path.exists():
            raise UserError(f"There is no file '{path}'.", then="name a proposal file or a folder of them", code=NOT_FOUND)
    progress = progress_for(options)
    progress.stage("Judging", None, "with Great Expectations, which takes some 10 s to load")
    try:
        from flows.validate_paths import validate_paths

        found = validate_paths(paths, options.data)
    finally:
        progress.done()
    refused = sum(1 for one in found if one["severity"] == "critical")
    emit(
        Table("findings/1", "", FINDINGS, full(found, FINDINGS), {"paths": [str(path) for path in paths]}), options, findings_view
    )
    return REFUSED if refused else DONE


def findings_view(console: Console, table: Table) -> None:
    """What was found on a terminal: file by file, then what and the remedy."""
    grid(
        console,
        [
            Shown("", lambda row: "refused" if row["severity"] == "critical" else row["severity"]),
            Shown("where", lambda row: ", ".join(filter(None, (row["file"], row["place"]))), wide=1, folds=True),
            Shown("field", lambda row: ".".join(filter(None, (row["block"], row["field"])))),
            Shown("what is wrong, and the mend", lambda row: f"{row['reason']} {row['remedy']}".strip(), wide=1, folds=True),
        ],
        table.rows,
    )
    critical, warnings = (sum(1 for row in table.rows if row["severity"] == severity) for severity in ("critical", "warning"))
    console.print(f"\n{critical} to mend, {warnings} warnings.")
