"""``cleanfund validate``: files against the data contract, before they are handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import DONE, ENVIRONMENT, NOT_FOUND, REFUSED, UserError
from app.options import DEFAULT, Options
from app.output import emit
from app.progress import progress_for
from app.text import clean
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


FEW = 6  # names in one line
_LINE = re.compile(r"((?:.+?, )?)line (\d+)(?:, |$)")
LONG = 40  # letters from which of a path only the last part is shown


def validate(paths: list[str], /, *, options: Options = DEFAULT) -> int:
    """Try files against the data contract, before they are handed in: proposals, sites, reviews, progress. Nothing is stored.

    Proposals in every format (packages too), sites, reviews and progress reports. They are judged with what the fund named by
    --data knows: its sites, its calls, earlier reports. Exit code 1 where something would be refused.

    Parameters
    ----------
    paths:
        Files, folders of files, or addresses such as s3://bucket/folder.
    """
    progress = progress_for(options)
    try:
        from flows.far_files import Unreached
        from flows.named_files import NotThere
        from flows.sources import SettingBroken
        from flows.validate_paths import validate_paths

        found = validate_paths(paths, options.data, progress=progress)
    except NotThere as error:
        raise UserError(str(error), code=NOT_FOUND) from None
    except SettingBroken as error:
        raise UserError(str(error)) from None
    except Unreached as error:
        raise UserError(str(error), then="mend that, or fetch the file and name it here", code=ENVIRONMENT) from None
    finally:
        progress.done()
    emit(Table("findings/1", "", FINDINGS, full(found, FINDINGS), {"paths": paths}), options, findings_view)
    return REFUSED if any(one["severity"] == "critical" for one in found) else DONE


def findings_view(console: Console, table: Table) -> None:
    """What was found on a terminal: file by file what is wrong, where, and the mend; files without a fault in one line."""
    files: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        files.setdefault(row["file"], []).append(row)
    fine = [file for file, rows in files.items() if rows[0]["severity"] == "ok"]
    for file, rows in files.items():
        if file not in fine:
            _file_view(console, file, rows)
    if fine:
        names = ", ".join(fine[:FEW]) + (f" and {len(fine) - FEW} more" if len(fine) > FEW else "")
        console.print(f"Nothing is wrong with {clean(names)}.\n")
    critical, warnings = (sum(1 for row in table.rows if row["severity"] == severity) for severity in ("critical", "warning"))
    console.print(f"{_count(len(files), 'file')}: {critical:,} to mend, {_count(warnings, 'warning')}.")


def _file_view(console: Console, file: str, rows: list[Mapping[str, Any]]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    verdict = "refused" if any(row["severity"] == "critical" for row in rows) else "accepted, with warnings"
    projects = {row["project_id"] for row in rows if row["project_id"] not in file}
    console.print(Text(clean(" · ".join([file, *projects, verdict] if len(projects) == 1 else [file, verdict])), style="bold"))
    for row in sorted(rows, key=lambda row: row["severity"]):
        field = ".".join(filter(None, (row["block"], row["field"])))
        field = field if len(field) <= LONG else field.rpartition(".")[2]
        project = row["project_id"] if len(projects) > 1 and row["project_id"] in projects else ""
        grave = row["severity"] == "critical"
        head = Text.assemble(("to mend" if grave else "warning", "red" if grave else "yellow"))
        for word, style in ((project, ""), (field, ""), (_place(row), "dim")):
            head.append(f"  {clean(word)}" if word else "", style=style)
        console.print(Padding(head, (0, 0, 0, 2), expand=False))
        console.print(Padding(Text(clean(f"{row['reason']} {row['remedy']}".strip())), (0, 0, 0, 4), expand=False))
    console.print()


def _place(row: Mapping[str, Any]) -> str:
    """The place inside the file: the file's name stands above, and a key path behind a line says what the field says."""
    lines: dict[str, list[str]] = {}  # by the member of a package, "" for the file itself
    others: list[str] = []
    for place in dict.fromkeys(row["place"].split("; ")):
        for name in (row["file"], row["file"].rsplit("/", 1)[-1]):
            place = "" if place == name else place.removeprefix(f"{name}, ")
        if found := _LINE.match(place):
            lines.setdefault(found[1] or "", []).append(found[2])
        elif place:
            others.append(place)
    for member, numbers in lines.items():
        numbers = list(dict.fromkeys(numbers))
        others.append(f"{member}line{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}")
    return "; ".join(others)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
