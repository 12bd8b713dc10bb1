"""The section of ``cleanfund show`` on the progress of an awarded project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.text import amounts

if TYPE_CHECKING:
    from rich.console import Console


def show_progress(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """What was reported last; money in the fund's money, and in the text as it was paid."""
    grid(console, _PROGRESS, rows, "Progress, as reported", lambda row: "bold" if row["part"] == "warning" else "")


def _amount(row: Mapping[str, Any]) -> tuple[str, str]:
    if row["value"] is None:
        return "", ""
    if row["unit"] == "1":  # a level is above 1, a share is not
        return (f"{row['value']:g}" if row["value"] > 1 else f"{row['value']:.0%}"), ""
    _, middle, _, unit = amounts(None, row["value"], None, row["unit"] or "")
    return middle, unit


def _what(row: Mapping[str, Any]) -> str:
    head = {"planned": "planned ", "warning": "too much: ", "supposed": "beside the card: "}.get(row["part"], "")
    return head + str(row["name"]).replace("_", " ")


_PROGRESS = (
    Shown("what", _what, wide=2, folds=True),
    Shown("value", lambda row: _amount(row)[0], right=True, key=True),
    Shown("unit", lambda row: _amount(row)[1], key=True),
    Shown("as reported", lambda row: row["text"] or "", wide=3, folds=True, key=True),
)
