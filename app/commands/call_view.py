"""Calls on a terminal: the list, one call, what verifying found, selected against scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.output import tick, unicode_out
from app.text import number
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

_MILLION = 1e6


def calls_view(console: Console, table: Table) -> None:
    """A line a call."""
    shown = [
        Shown("call", lambda row: row["call"], key=True),
        Shown("state", lambda row: row["state"], key=True),
        Shown("hash", lambda row: row["hash"][:12], key=True),
        Shown("closes", lambda row: row["closes"]),
        Shown("proposals", lambda row: _count(row["proposals"]), right=True),
        Shown("undecided", lambda row: _count(row["undecided"]), right=True),
        Shown("award", lambda row: _count(row["awarded"]), right=True),
        Shown("reserve", lambda row: _count(row["reserved"]), right=True),
        Shown("reject", lambda row: _count(row["rejected"]), right=True),
        Shown("MUSD2024", lambda row: number(row["granted"] / _MILLION, 1), right=True),
    ]
    if table.rows:
        grid(console, shown, table.rows)
        console.print("\nMUSD2024: grants of the awards that two people signed · hash: of the frozen call", style="dim")


def call_view(console: Console, table: Table) -> None:
    """State and hash, the history, the decisions."""
    said = table.asked
    between = f", {said['opens'] or '…'} to {said['closes'] or '…'}" if said["opens"] or said["closes"] else ""
    console.print(f"The call {said['call']} is {said['state']}{between}.")
    if said["hash"]:
        console.print(f"{said['proposals']} proposals, frozen as the run {said['run']} published them")
        console.print(f"hash {said['hash']}", soft_wrap=True)
    events = [row for row in table.rows if row["part"] == "event"]
    grid(console, [
        Shown("#", lambda row: str(row["sequence"]), right=True),
        Shown("UTC", lambda row: f"{row['at']:%Y-%m-%d %H:%M}", key=True),
        Shown("event", lambda row: row["event"], key=True),
        Shown("project", lambda row: row["project_id"] or ""),
        Shown("by", lambda row: row["by"], key=True),
        Shown("reason", lambda row: row["reason"], wide=1, folds=True),
    ], events, "History")  # fmt: skip
    decisions = [row for row in table.rows if row["part"] == "decision"]
    if decisions:
        grid(console, [
            Shown("project", lambda row: row["project_id"], key=True),
            Shown("decision", _decision, key=True),
            Shown("MUSD2024", _grant, right=True, key=True),
            Shown("status", lambda row: row["status"], key=True),
            Shown("signed by", lambda row: " and ".join(filter(None, (row["by"], row["approver"]))), wide=1, folds=True),
            Shown("conditions", lambda row: row["conditions"] or "", wide=1, folds=True),
        ], decisions, "Decisions", lambda row: "dim" if row["status"] == "superseded" else "")  # fmt: skip


def report_view(console: Console, table: Table) -> None:
    """Rank beside decision; below it, each deviation with its reason."""
    said = table.asked
    grid(console, [
        Shown("#", lambda row: "" if row["rank"] is None else str(row["rank"]), right=True),
        Shown("project", lambda row: row["project_id"], key=True),
        Shown("title", lambda row: row["title"] or "", wide=1),
        Shown("score", lambda row: number(row["score"], 2), right=True, key=True),
        Shown("passes", lambda row: tick(row["passes"]), key=True),
        Shown("decision", lambda row: _decision(row) + (" ?" if row["status"] == "proposed" else ""), key=True),
        Shown("asked", lambda row: "" if row["requested"] is None else number(row["requested"] / _MILLION, 0), right=True),
        Shown("MUSD2024", _grant, right=True, key=True),
        Shown("parts", lambda row: ("←" if unicode_out() else "<") if row["deviation"] else ""),
    ], table.rows, style=lambda row: "" if row["passes"] else "dim")  # fmt: skip
    apart = [row for row in table.rows if row["deviation"]]
    if apart:
        grid(console, [
            Shown("project", lambda row: row["project_id"], key=True),
            Shown("deviation", lambda row: row["deviation"], wide=3, folds=True, key=True),
            Shown("reason given", lambda row: row["reason"] or "", wide=2, folds=True),
        ], apart, "Where the decision parts from the ranking, or points from the reviews")  # fmt: skip
    waits = " · ? awaits its second signature" if any(row["status"] == "proposed" for row in table.rows) else ""
    console.print(f"\ncall {said['call']} · frozen call {said['hash'][:12]}{waits}", style="dim")


def verify_view(console: Console, table: Table) -> None:
    """What was checked, and in a sentence what it means."""
    said = table.asked
    grid(console, [
        Shown("check", lambda row: row["check"], key=True),
        Shown("", lambda row: "·" if row["verdict"] == "note" and unicode_out() else "-" if row["verdict"] == "note"
              else tick(row["verdict"] == "ok"), key=True),
        Shown("name", lambda row: row["name"] or "", wide=1, folds=True),
        Shown("found", lambda row: row["text"], wide=3, folds=True, key=True),
    ], table.rows)  # fmt: skip
    console.print()
    if said["same"]:
        console.print(f"The call {said['call']} is as it was frozen, and its scores come out again.")
    elif said["other_code"]:
        console.print(
            "The installed code or an assumption is not what was frozen: the replay judges the new code, not the decision."
        )
        console.print("To judge the decision, install the version that was frozen; code.json and machine.json name it.")
    else:
        console.print(f"The call {said['call']} is not as it was frozen, or does not come out again.")


def _decision(row: Mapping[str, Any]) -> str:
    return f"reserve {row['place']}" if row["decision"] == "reserve" else row["decision"]


def _grant(row: Mapping[str, Any]) -> str:
    return "" if row["granted"] is None else number(row["granted"] / _MILLION, 1)


def _count(value: int | None) -> str:
    return "" if value is None else str(value)
