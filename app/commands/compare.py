"""``cleanfund compare``: two to four scorecards side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, tick
from app.text import amounts, chance, number, scaled, short, spread
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]
LABEL, CELL = 34, 22  # columns of a terminal that the head of a line, and a median with its range, take


def compare(*projects: str, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Two to four scorecards side by side, and with what chance one scores more than another.

    The chance is counted in the same draws for all, so that what moves both moves both at once. A project dominates
    another where it has no fewer points under any criterion and more under one: no weights can turn that round.

    Parameters
    ----------
    projects:
        Two to four projects: CTIF-001 CTIF-002.
    as_of:
        As this run saw it, by default the last.
    """
    from scorecards.compare import compare as asked

    with open_snapshot(options.data, as_of) as snapshot:
        table = asked(snapshot, projects)
    emit(table, options, compare_view)


def compare_view(console: Console, table: Table) -> None:
    """The comparison on a terminal, one column a project; ranges where there is room for them."""
    names = table.asked["projects"]
    roomy = console.width >= LABEL + CELL * len(names)
    of: dict[str, list[Row]] = {}
    for row in table.rows:
        of.setdefault(row["section"], []).append(row)
    _side_by_side(console, names, [*_pivot(of["project"], _text), *_pivot(of["score"], lambda row: _score(row, roomy))], wide=1)
    _side_by_side(console, names, _pivot(of["points"], lambda row: _points(row, roomy)), "Points")
    _side_by_side(console, names, _answers(of.get("answers", []), roomy), "Answers")
    ahead = [
        {"head": name, **{row["other_id"]: chance(row["probability"]) for row in of["ahead"] if row["project_id"] == name}}
        for name in names
    ]
    _side_by_side(console, names, ahead, "Chance to score more than")
    console.print("\n" + _dominance(of["dominance"]))
    if "fails" in of:
        why = [_project(), Shown("", _text, wide=1, folds=True, key=True)]
        grid(console, why, of["fails"], "Why it does not pass")
    if "claims" in of:
        claims = [
            _project(),
            Shown("claim", lambda row: row["name"], key=True),
            Shown("value", lambda row: _value(row)[0], right=True, key=True),
            Shown("unit", lambda row: _value(row)[1]),
            Shown("draws below", lambda row: "" if row["probability"] is None else chance(row["probability"]), right=True),
            Shown("we find it", _text, wide=1, folds=True, key=True),
        ]
        grid(console, claims, of["claims"], "Claims")
    ranges = " (p10–p90)" if roomy else "; a wider terminal shows p10–p90"
    console.print(f"\nrun {table.run} · score and points of record, answers at the median{ranges}", style="dim")


def _project() -> Shown:
    return Shown("project", lambda row: row["project_id"], key=True)


def _text(row: Row) -> str:
    return str(row["text"] or "")


def _side_by_side(console: Console, names: Sequence[str], lines: Sequence[Row], title: str = "", wide: int = 0) -> None:
    columns = [Shown(name, _at(name), right=not wide, wide=wide, key=True) for name in names]
    if lines:
        grid(console, [Shown("", _at("head"), key=True), *columns], lines, title)


def _at(name: str) -> Callable[[Row], str]:
    return lambda row: row.get(name, "")


def _pivot(rows: Sequence[Row], cell: Callable[[Row], str]) -> list[dict[str, str]]:
    """One line for each name among ``rows``, a cell for each project that has it."""
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        most = f", of {row['maximum']:g}" if row["section"] == "points" else ""
        line = lines.setdefault(row["name"], {"head": row["name"].replace("_", " ") + most})
        line[row["project_id"]] = cell(row)
    return list(lines.values())


def _score(row: Row, roomy: bool) -> str:
    if row["name"] == "score":
        return f"{number(row['value'], 2)} of {row['maximum']:g}" + _range(spread(row["low"], row["high"]), roomy)
    if row["name"] == "place":
        return str(row["value"])
    told = {"yes": tick(True), "no": tick(False)}.get(row["text"], _text(row))
    return told if row["probability"] is None else f"{told}, chance {chance(row['probability'])}"


def _points(row: Row, roomy: bool) -> str:
    return number(row["value"], 2) + _range(spread(row["low"], row["high"]), roomy)


def _answers(rows: Sequence[Row], roomy: bool) -> list[dict[str, str]]:
    """One line an answer, all projects on one scale."""
    scales = {
        name: scaled([row["value"] for row in rows if row["name"] == name], next(r["unit"] for r in rows if r["name"] == name))
        for name in dict.fromkeys(row["name"] for row in rows)
    }
    lines = _pivot(rows, lambda row: _answer(row, scales[row["name"]][0], roomy))
    for line, (_, unit) in zip(lines, scales.values(), strict=True):
        line["head"] += "" if unit == "1" else f", {unit}"
    return lines


def _answer(row: Row, size: float, roomy: bool) -> str:
    low, middle, high = (short(row[end] / size) for end in ("low", "value", "high"))
    ends = f"{low} to {high}" if low.startswith("-") else f"{low}–{high}"
    told = middle + _range(ends if low != high else "", roomy)
    return told.replace("∞", "none left") if "/tonne" in row["unit"] else told


def _range(ends: str, roomy: bool) -> str:
    return f" ({ends})" if ends and roomy else ""


def _value(row: Row) -> tuple[str, str]:
    """A claim's value, or both its ends, and its unit."""
    low, middle, _, unit = amounts(row["value"], row["high"], None, row["unit"])
    return (middle if low == middle else f"{low}–{middle}"), unit


def _dominance(rows: Sequence[Row]) -> str:
    """Who dominates whom by the points of record, and in what share of the draws."""
    told = [
        f"{row['project_id']} {row['text']} {row['other_id']}; in {chance(row['probability'])} of the draws it does."
        for row in rows
        if row["value"] or row["probability"] > 0
    ]
    return "\n".join(told) or "None dominates another, in no draw: which is ahead depends on the weights."
