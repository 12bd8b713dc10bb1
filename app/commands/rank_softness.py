"""The columns of ``cleanfund rank --softness``: how far a place moves, and which weights would put a project first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.text import number
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

CENTRAL = "central_"  # how the columns of central weights begin
WORTH_A_LINE = 0.005  # chance to be first
SIDE_BY_SIDE = 5  # projects with their weights


def soft_columns(soft: Mapping[str, Any]) -> list[Shown]:
    """What stands beside score and chance to pass; chances in per cent."""
    drawn = [
        Shown("places", lambda row: _two(row["rank_p10"], row["rank_p90"]), right=True, key=True),
        Shown("first", lambda row: _percent(row["chance_first_n"]), right=True),
        Shown("funded", lambda row: _percent(row["chance_funded"]), right=True, key=True),
    ]
    if soft["of"] == "draws":
        return drawn
    return [
        *drawn,
        Shown("top", lambda row: _percent(row["acceptability_first"]), right=True, key=True),
        Shown("first*", lambda row: _percent(row["acceptability_first_n"]), right=True),
        Shown("sure", lambda row: _percent(row["confidence"]), right=True),
    ]


def soft_key(soft: Mapping[str, Any]) -> list[str]:
    """What the heads of those columns mean."""
    said = ["% of draws · places: p10–p90 · first: within the first places · funded: passes, and the pool reaches it"]
    if soft["of"] == "weights":
        said.append("% of draws and weights · top: in place 1 · first*: within the first places · sure: top at its own weights")
    return said


def central_weights(console: Console, table: Table) -> None:
    """The mean of the weights that put a project first, side by side for those that most weights do."""
    criteria = table.asked["softness"].get("rubric_weights", {})
    able = [row for row in table.rows if criteria and row["acceptability_first"] >= WORTH_A_LINE]
    able = sorted(able, key=lambda row: (-row["acceptability_first"], row["project_id"]))[:SIDE_BY_SIDE]
    if not able:
        return
    shown = [
        Shown("criterion", lambda row: row["head"], key=True),
        Shown("rubric", lambda row: row["rubric"], right=True, key=True),
        *(Shown(one["project_id"], _of(place), right=True, key=True) for place, one in enumerate(able)),
    ]
    lines = [{"head": "top in", "rubric": "", "of": [_percent(row["acceptability_first"]) for row in able]}]
    lines += [
        {"head": name.replace("_", " "), "rubric": _percent(own), "of": [_percent(row[CENTRAL + name]) for row in able]}
        for name, own in criteria.items()
    ]
    grid(console, shown, lines, "Mean of the weights that put it first, % of the most points")


def _of(place: int) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: row["of"][place]


def _two(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _percent(share: float | None) -> str:
    """In per cent; a chance is never rounded to none or to all."""
    if share is None:
        return ""
    if 0 < share < 0.005 or 0.995 < share < 1:
        return "<1" if share < 0.5 else ">99"
    return number(share * 100, 0)
