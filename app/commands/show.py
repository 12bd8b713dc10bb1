"""``cleanfund show``: one scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.commands.show_exhibits import show_exhibits
from app.commands.show_progress import show_progress
from app.grid import Shown, folded, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, say, tick, unicode_out
from app.text import amounts, answered, chance, clean, dotted, number, scaled, short, spread
from scorecards.card import show as card
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def show(project: str, *, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """One scorecard: points and reasons, answers, claims, what moves them.

    Parameters
    ----------
    project:
        The project's number.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = card(snapshot, project)
    emit(table, options, partial(show_view, traceback=options.debug))
    if options.format == "table" and any(row["section"] == "answers" for row in table.rows):
        say(f"Where a number comes from: cleanfund explain {table.asked['project']} cost_per_tonne", options)


def show_view(console: Console, table: Table, traceback: bool = False) -> None:
    """The scorecard on a terminal, section by section; of a failed evaluation with ``traceback`` all that Python said."""
    from rich.text import Text

    parts: dict[str, list[Mapping[str, Any]]] = {}
    for row in table.rows:
        parts.setdefault(row["section"], []).append(row)
    header = {row["name"]: clean(row["text"] or "") for row in parts["project"]}
    console.print(Text.assemble((header["project_id"], "bold"), "  ", (header.get("title", ""), "bold")))
    words = [header.get(name, "") for name in ("applicant", "country", "pillar", "technologies")]
    console.print(Text(" · ".join(dict.fromkeys(filter(None, words))), style="dim"))
    words = [f"version {header['version']}", f"run {table.run}", f"rubric {header['rubric']}" if header.get("rubric") else ""]
    console.print(Text(" · ".join(filter(None, words)), style="dim"))
    if "failure" in parts:
        _failure(console, {row["name"]: clean(row["text"], lines=True) for row in parts["failure"]}, traceback)
    for row in parts.get("score", []):
        if row["name"] == "score":
            console.print(_score(row))
        else:
            _item(console, "  ", row["text"])
    for row in parts.get("decision", []):
        _, middle, _, unit = amounts(None, row["value"], None, row["unit"])
        value = f"{row['value']:.0%}" if row["unit"] == "1" else f"{middle} {unit}"
        _item(console, f"  {value:>16}  ", row["text"])
    if "points" in parts:
        grid(console, _POINTS, parts["points"], "Points")
    if "gates" in parts:
        grid(console, _GATES, parts["gates"], "Gates, and the share of our draws that pass")
    if "reviews" in parts:
        grid(console, _REVIEWS, parts["reviews"], "What the reviewers say")
    if "panel" in parts:
        console.print(Text("\nWhat stands beside the reviews", style="bold"))
        for row in parts["panel"]:
            _item(console, "  ", row["text"])
    if "answers" in parts:
        blocks = sorted({row["block"] for row in parts["answers"]})
        for block in blocks:
            rows = [row for row in parts["answers"] if row["block"] == block]
            grid(console, _ANSWERS, rows, f"Answers of block {block}" if block else "Answers")
    for row in parts.get("two costs", []):
        console.print()
        _item(console, "  ", row["text"])
    if "claims" in parts:
        grid(console, _CLAIMS, parts["claims"], "What the applicant claims, and at which percentile of our distribution it lies")
    if "drivers" in parts:
        ends = {(row["part"], row["name"]): row for row in parts.get("tornado", [])}
        rows = [{**row, "ends": ends.get((row["part"], row["name"]))} for row in parts["drivers"]]
        grid(console, _DRIVERS, rows, "What moves it most: share of its spread, and where it goes with that input")
    if "ask next" in parts:
        console.print(Text("\nWhat to ask next", style="bold"))
        for row in parts["ask next"]:
            _item(console, "  ", row["text"])
    if "progress" in parts:
        show_progress(console, parts["progress"])
    if "warnings" in parts:
        grid(console, _WARNINGS, parts["warnings"], "Warnings")
    if "exhibits" in parts:
        show_exhibits(console, parts["exhibits"])
    if "notes" in parts:
        console.print(Text("\nNotes of the evaluators", style="bold"))
        for row in parts["notes"]:
            _item(console, "  ", row["text"])


def _item(console: Console, head: str, text: str) -> None:
    """A line that goes on below its own beginning."""
    for part in folded(clean(text), max(1, console.width - len(head))):
        console.file.write(f"{head}{part}\n")
        head = " " * len(head)


def _failure(console: Console, said: Mapping[str, str], traceback: bool) -> None:
    from rich.text import Text

    console.print(Text("\nThe evaluation failed", style="bold"))
    for head, text in (
        ("evaluator", said["evaluator"]),
        ("where", said["where"]),
        ("error", said["reason"]),
        ("Next:", f"cleanfund evaluator check {said['evaluator'].partition(', ')[0]}"),
    ):
        if text:
            _item(console, f"  {head:<10} ", text)
    if traceback:
        console.print(Text(f"\n{said['traceback']}"))


def _score(row: Mapping[str, Any]) -> Any:
    from rich.text import Text

    passes = row["text"].startswith("passes")
    return Text.assemble(
        "\nScore ",
        (number(row["value"]), "bold"),
        f" of {row['maximum']:g}",
        f"   p10–p90 {spread(row['low'], row['high'])}",
        f"   {tick(passes)} {row['text']}",
        f", chance to pass {row['probability']:.0%}",
    )


_POINTS = (
    Shown("criterion", lambda row: dotted(row["name"], row["part"]), wide=5, folds=True),
    Shown("points", lambda row: "awaited" if row["value"] is None else number(row["value"]), right=True, key=True),
    Shown("p10–p90", lambda row: spread(row["low"], row["high"]), right=True),
    Shown("of", lambda row: f"{row['maximum']:g}", right=True),
    Shown("weight", lambda row: f"{row['weight']:g}", right=True),
    Shown("least", lambda row: "" if row["minimum"] is None else f"{row['minimum']:g}", right=True),
    Shown("reason", lambda row: row["text"] or "", wide=4, folds=True, key=True),
)
_GATES = (
    Shown("gate", lambda row: row["text"], wide=3, folds=True, key=True),
    Shown("answer", lambda row: row["part"], wide=1, folds=True),
    Shown("at the case", lambda row: " ".join(amounts(None, row["value"], None, row["unit"] or "")[1::2]), right=True),
    Shown("draws", lambda row: chance(row["probability"]), right=True, key=True),
    Shown("needed", lambda row: chance(row["minimum"]), right=True),
)
_REVIEWS = (
    Shown("criterion", lambda row: row["name"], wide=1, folds=True),
    Shown("reviewer", lambda row: row["part"], wide=1, folds=True),
    Shown("points", lambda row: number(row["value"]), right=True),
    Shown("comment", lambda row: row["text"], wide=3, folds=True, key=True),
)
_ANSWERS = (
    Shown("answer", lambda row: row["name"], wide=3, folds=True),
    Shown("p10", lambda row: answered(row)[0], right=True),
    Shown("median", lambda row: answered(row)[1], right=True),
    Shown("p90", lambda row: answered(row)[2], right=True),
    Shown("unit", lambda row: answered(row)[3]),
    Shown("meaning", lambda row: row["text"] or "", wide=2, folds=True),
)
_CLAIMS = (
    Shown("claim", lambda row: dotted(row["block"], row["name"]), wide=1, folds=True),
    Shown("they say", lambda row: _claimed(row), right=True),
    Shown("unit", lambda row: scaled([row["low"], row["high"]], row["unit"] or "")[1]),
    Shown("percentile", lambda row: "" if row["probability"] is None else _ordinal(row["probability"]), right=True),
    Shown("verdict", lambda row: row["text"] or "", wide=1, folds=True, key=True),
    Shown("flag", lambda row: row["flag"] or ""),
    Shown("score if true", lambda row: "" if row["score_if_true"] is None else f"{row['score_if_true']:.2f}", right=True),
)
_DRIVERS = (
    Shown("answer", lambda row: row["part"], wide=1, folds=True),
    Shown("input", lambda row: row["name"], wide=1, folds=True, key=True),
    Shown("share", lambda row: f"{row['value']:.0%}", right=True, key=True),
    Shown("direction", lambda row: "raises" if row["probability"] > 0 else "lowers"),
    Shown("at its p10 and p90", lambda row: _ends(row), key=True),
)
_WARNINGS = (
    Shown("where", lambda row: dotted(row["block"], row["name"]), wide=1, folds=True),
    Shown("what", lambda row: row["text"] or "", wide=3, folds=True, key=True),
    Shown("place", lambda row: row["place"] or "", wide=1, folds=True),
)


def _ends(row: Mapping[str, Any]) -> str:
    """The answer where the input is at its 10th and at its 90th percentile, on one scale: "484 → 904 USD2024/tonne"."""
    if row["ends"] is None:
        return ""
    low, _, high, unit = amounts(row["ends"]["low"], None, row["ends"]["high"], row["ends"]["unit"] or "")
    return f"{low} {'→' if unicode_out() else 'to'} {high} {unit}".rstrip()


def _ordinal(share: float) -> str:
    """A share of the draws [1] as the percentile it is: 0.97 is "97th"; outside all draws, "below all" or "above all"."""
    if share <= 0 or share >= 1:
        return "below all" if share <= 0 else "above all"
    place = min(max(round(share * 100), 1), 99)
    return f"{place}" + ("th" if 10 <= place <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th"))


def _claimed(row: Mapping[str, Any]) -> str:
    size, _ = scaled([row["low"], row["high"]], row["unit"] or "")
    low, high = short(row["low"] / size), short(row["high"] / size)
    return low if low == high else f"{low}–{high}"
