"""``cleanfund explain``: the way back from a number to the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit
from app.text import amounts, clean, dotted, number, short, spread
from scorecards.lineage import explain as explained
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

_KEY_PATH = re.compile(r"^((?:[^,]+, )?line \d+), .*")  # behind the line, maybe of a file in a package
LONG = 40  # letters from which a text is not told twice


def explain(project: str, answer: str | None = None, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Where a number comes from, back to the file.

    Points, the reviews or the answer behind them, what moves it, each assumption with its source, each fact with file
    and place, the evaluator's version and code, seed and draws.

    Parameters
    ----------
    project:
        The project's number.
    answer:
        An answer (cost_per_tonne, or 1.net_energy of block 1) or a criterion; by default the points and the cost per tonne.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = explained(snapshot, project, answer)
    emit(table, options, explain_view)


def explain_view(console: Console, table: Table) -> None:
    """The way back on a terminal, one section a step."""
    steps: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        steps.setdefault(row["step"], []).append(row)
    there = [one for one in _STEPS if one[0] in steps]
    for place, (step, title, shown) in enumerate(there, start=1):
        for file, rows in _by_file(step, steps[step]).items():
            grid(console, shown, _once(rows), f"{place}  {title}{file}")
    console.print(f"\nrun {table.run}", style="dim")


def _by_file(step: str, rows: list[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Facts by the file they stand in, so that its name and hash are told once."""
    if step not in ("review", "header fact", "fact", "money fact", "form fact", "attachment", "site fact"):
        return {"": rows}
    files: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        place = f", in {clean(row['file'])} (sha256 {row['sha256'][:12]})" if row["file"] else ", not in any file"
        files.setdefault(place, []).append(row)
    return files


def _once(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows, a long text that stands above already replaced by where: one deflator serves a whole budget."""
    told: dict[tuple[str, str], str] = {}
    shown: list[Mapping[str, Any]] = []
    for row in rows:
        changed = dict(row)
        for column in ("conversion", "source"):
            text = row[column] or ""
            first = told.setdefault((column, f"{text} {row['file'] if column == 'source' else ''}"), _in_block(row))
            if len(text) > LONG and first != _in_block(row):
                changed |= {column: f"as {first}"} | ({"file": ""} if column == "source" and row["step"] == "assumption" else {})
        shown.append(changed)
    return shown


def _name(row: Mapping[str, Any]) -> str:
    return row["name"]


def _in_block(row: Mapping[str, Any]) -> str:
    return dotted(row["block"], row["name"])


def _unit(row: Mapping[str, Any]) -> str:
    return "" if row["unit"] in (None, "1") else row["unit"]


def _value(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return ""
    low, high = (_plainly(row[end], row["unit"]) for end in ("low", "high"))
    return low if low == high else f"{low}–{high}"


def _plainly(value: float, unit: str | None) -> str:
    """A year is no amount, and a level from 1 to 9 or a price year has no decimals."""
    if unit == "year" and value > 1500:
        return f"{value:.1f}"
    return f"{value:g}" if value == int(value) and abs(value) < 10_000 else short(value)


def _amounts(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return amounts(row["low"], row["value"], row["high"], row["unit"] or "")


def _line(row: Mapping[str, Any]) -> str:
    """The place inside the file; the key path behind a line number says what the first column says already."""
    return _KEY_PATH.sub(r"\1", row["place"] or "")


def _hash(row: Mapping[str, Any]) -> str:
    return (row["text"] or "").rpartition("sha256 ")[2][:12]


def _place(row: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (row["file"], row["place"])))


_STEPS = (
    (
        "version",
        "What came in under this number",
        (
            Shown("version", _name),
            Shown("became", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("score", lambda row: "" if row["value"] is None else number(row["value"]), right=True),
            Shown("when", lambda row: (row["source"] or "").removeprefix("came with run ")),
            Shown("file", lambda row: row["file"] or "", wide=1, folds=True),
        ),
    ),
    (
        "change",
        "What each version says differently",
        (
            Shown("fact", _in_block, wide=1, folds=True),
            Shown("was → is", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("which", lambda row: row["source"] or "", wide=1, folds=True),
            Shown("where", _place, wide=1, folds=True),
        ),
    ),
    (
        "points",
        "Points",
        (
            Shown("criterion", _name),
            Shown("points", lambda row: "awaited" if row["value"] is None else number(row["value"]), right=True, key=True),
            Shown("p10–p90", lambda row: spread(row["low"], row["high"]), right=True),
            Shown("reason", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("by", lambda row: row["source"] or "", wide=1, folds=True),
        ),
    ),
    (
        "review",
        "What the reviewers say",
        (
            Shown("criterion", _name),
            Shown("reviewer", lambda row: row["source"] or ""),
            Shown("points", lambda row: number(row["value"]), right=True),
            Shown("comment", lambda row: row["text"] or "", wide=1, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "answer",
        "Answers behind them",
        (
            Shown("answer", _in_block, wide=3, folds=True),
            Shown("p10", lambda row: _amounts(row)[0], right=True),
            Shown("median", lambda row: _amounts(row)[1], right=True),
            Shown("p90", lambda row: _amounts(row)[2], right=True),
            Shown("unit", lambda row: _amounts(row)[3]),
            Shown("meaning", lambda row: row["text"] or "", wide=2, folds=True),
        ),
    ),
    (
        "rule",
        "How it is made",
        (
            Shown("answer", _name),
            Shown("rule", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("table", _place, wide=1, folds=True),
        ),
    ),
    (
        "driver",
        "What moves it",
        (
            Shown("input", _name, wide=3, folds=True),
            Shown("share of spread", lambda row: f"{row['value']:.0%}", right=True, key=True),
            Shown("how", lambda row: row["text"] or "", wide=1, folds=True),
        ),
    ),
    (
        "assumption",
        "What we assume there",
        (
            Shown("input", _name, wide=2, folds=True),
            Shown("low", lambda row: short(row["low"]), right=True, key=True),
            Shown("middle", lambda row: short(row["value"]), right=True, key=True),
            Shown("high", lambda row: short(row["high"]), right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown(
                "source",
                lambda row: " ".join(filter(None, (row["source"], f"[{_place(row)}]" if row["file"] else ""))),
                wide=1,
                folds=True,
            ),
        ),
    ),
    (
        "header fact",
        "What the applicant states of the whole project",
        (
            Shown("fact", _name, wide=4, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("value", _value, right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "fact",
        "What else the applicant states, block by block",
        (
            Shown("fact", _in_block, wide=4, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("value", _value, right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "money fact",
        "What is to be paid, by whom and when",
        (
            Shown("line", _name, wide=4, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("value", _value, right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "form fact",
        "What the form says beyond ours: kept, not judged",
        (
            Shown("field", _name, wide=3, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "attachment",
        "What is attached: kept, never opened",
        (
            Shown("file in the package", _name, wide=1, folds=True),
            Shown("size and hash", lambda row: (row["text"] or "").rpartition("sha256 ")[0] + "sha256 " + _hash(row), key=True),
        ),
    ),
    (
        "site fact",
        "What the site brings",
        (
            Shown("fact", _name, wide=1, folds=True),
            Shown("as written", lambda row: " ".join(filter(None, (row["text"], _unit(row)))), wide=1, folds=True, key=True),
            Shown("source", lambda row: row["source"] or "", wide=2, folds=True),
            Shown("where", _line, wide=1, folds=True, key=True),
        ),
    ),
    (
        "evaluator",
        "Who computed it",
        (
            Shown("block", lambda row: row["block"]),
            Shown("evaluator", _name),
            Shown("title", lambda row: row["text"] or "", wide=2, folds=True),
            Shown("version", lambda row: row["source"] or ""),
            Shown("code", lambda row: row["sha256"] or ""),
        ),
    ),
    (
        "evaluation",
        "From which draws",
        (
            Shown("draws", lambda row: row["source"] or ""),
            Shown("evaluation's key", lambda row: row["sha256"] or "", key=True),
            Shown("all draws in", lambda row: row["file"] or "", wide=1, folds=True, key=True),
        ),
    ),
)
