"""``cleanfund explain``: the way back from a number to the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.options import DEFAULT, AsOf, Options
from app.output import Shown, emit, grid
from app.text import amounts, clean, dotted, number, short, spread
from scorecards.lineage import explain as explained
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def explain(project: str, answer: str | None = None, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Where a number comes from, back to the file.

    Points, the answer behind them, what moves it, each assumption with its source, each fact with file and place,
    the evaluator's version and code, seed and draws.

    Parameters
    ----------
    project:
        The project's number.
    answer:
        An answer (cost_per_tonne, 1.lcoe) or a criterion; by default the points and the cost per tonne.
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
    for step, title, shown in _STEPS:
        for file, rows in _by_file(step, steps.get(step, [])).items():
            grid(console, shown, rows, f"{title}{file}")
    console.print(f"\nrun {table.run}", style="dim")


def _by_file(step: str, rows: list[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Facts by the file they stand in, so that its name and hash are told once."""
    if step not in ("fact", "site fact"):
        return {"": rows} if rows else {}
    files: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        files.setdefault(f", in {clean(row['file'])} (sha256 {row['sha256'][:12]})", []).append(row)
    return files


def _name(row: Mapping[str, Any]) -> str:
    return row["name"]


def _in_block(row: Mapping[str, Any]) -> str:
    return dotted(row["block"], row["name"])


def _unit(row: Mapping[str, Any]) -> str:
    return "" if row["unit"] in (None, "1") else row["unit"]


def _value(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return ""
    return short(row["low"]) if row["low"] == row["high"] else f"{short(row['low'])}–{short(row['high'])}"


def _amounts(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return amounts(row["low"], row["value"], row["high"], row["unit"] or "")


def _line(row: Mapping[str, Any]) -> str:
    """The place inside the file; the key path behind a line number says what the first column says already."""
    place = row["place"] or ""
    return place.partition(", ")[0] if place.startswith("line ") else place


def _place(row: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (row["file"], row["place"])))


_STEPS = (
    (
        "points",
        "1  Points",
        (
            Shown("criterion", _name),
            Shown("points", lambda row: "awaited" if row["value"] is None else number(row["value"]), right=True),
            Shown("p10–p90", lambda row: spread(row["low"], row["high"]), right=True),
            Shown("reason", lambda row: row["text"] or "", wide=1, folds=True),
            Shown("by", lambda row: row["source"] or "", wide=1),
        ),
    ),
    (
        "answer",
        "2  Answers behind them",
        (
            Shown("answer", _in_block),
            Shown("p10", lambda row: _amounts(row)[0], right=True),
            Shown("median", lambda row: _amounts(row)[1], right=True),
            Shown("p90", lambda row: _amounts(row)[2], right=True),
            Shown("unit", lambda row: _amounts(row)[3]),
            Shown("meaning", lambda row: row["text"] or "", wide=1),
        ),
    ),
    (
        "driver",
        "3  What moves it",
        (
            Shown("input", _name, wide=1),
            Shown("share of spread", lambda row: f"{row['value']:.0%}", right=True),
            Shown("how", lambda row: row["text"] or "", wide=1, folds=True),
        ),
    ),
    (
        "assumption",
        "4  What we assume there",
        (
            Shown("input", _name, wide=1, folds=True),
            Shown("low", lambda row: short(row["low"]), right=True),
            Shown("middle", lambda row: short(row["value"]), right=True),
            Shown("high", lambda row: short(row["high"]), right=True),
            Shown("unit", _unit),
            Shown(
                "source",
                lambda row: " ".join(filter(None, (row["source"], f"[{_place(row)}]" if row["file"] else ""))),
                wide=1,
                folds=True,
            ),
        ),
    ),
    (
        "fact",
        "5  What the applicant states",
        (
            Shown("fact", _in_block, wide=2),
            Shown("as written", lambda row: row["text"] or "", wide=2),
            Shown("value", _value, right=True),
            Shown("unit", _unit),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, wide=1, folds=True),
        ),
    ),
    (
        "site fact",
        "6  What the site brings",
        (
            Shown("fact", _name, wide=1),
            Shown("as written", lambda row: " ".join(filter(None, (row["text"], _unit(row)))), wide=1),
            Shown("source", lambda row: row["source"] or "", wide=2, folds=True),
            Shown("where", _line, wide=1, folds=True),
        ),
    ),
    (
        "evaluator",
        "7  Who computed it",
        (
            Shown("block", lambda row: row["block"]),
            Shown("evaluator", _name),
            Shown("title", lambda row: row["text"] or "", wide=2),
            Shown("version", lambda row: row["source"] or ""),
            Shown("code", lambda row: row["sha256"] or "", wide=2),
        ),
    ),
    (
        "evaluation",
        "8  From which draws",
        (
            Shown("draws", lambda row: row["source"] or ""),
            Shown("all draws in", lambda row: row["file"] or "", wide=1, folds=True),
            Shown("evaluation's key", lambda row: row["sha256"] or "", wide=1, folds=True),
        ),
    ),
)
