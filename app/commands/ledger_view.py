"""The ledger on a terminal: awards, entries and flags; what an entry does; what is wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.grid import Shown, grid
from app.output import unicode_out
from scorecards.ledger_balances import FIGURES
from scorecards.ledger_money import FUND
from scorecards.table import Table

if TYPE_CHECKING:
    from rich.console import Console

_MILLION = 1_000_000


def ledger_view(console: Console, table: Table) -> None:
    """Awards, what happened, what is flagged, and the sums in the fund's money."""
    parts: dict[str, list[Mapping[str, Any]]] = {"award": [], "entry": [], "flag": []}
    for row in table.rows:
        parts[row["part"]].append(row)
    quarter = table.asked.get("quarter")
    if parts["award"]:
        grid(console, _AWARDS, parts["award"], f"Awards at the end of {quarter}" if quarter else "Awards", _faint)
    marked = {row["sequence"] for row in parts["flag"]}
    if parts["entry"]:
        entries = [{**row, "marked": row["sequence"] in marked} for row in parts["entry"]]
        grid(console, _ENTRIES, entries, f"Entries of {quarter}" if quarter else "Entries", _faint)
    if parts["flag"]:
        grid(console, _FLAGS, parts["flag"], "Flagged: recorded, and to be looked into")
    if parts["award"]:
        totals = {name: sum(row[f"{name}_fund"] for row in parts["award"]) for name in (*FIGURES, "held")}
        sums = ", ".join(f"{name.replace('_', ' ')} {totals[name] / _MILLION:,.2f}" for name in FIGURES if totals[name])
        pool = table.asked.get("pool")
        of = f" of the pool of {pool / _MILLION:,.0f}" if pool else ""
        held = f"these awards hold {totals['held'] / _MILLION:,.2f}{of}"
        console.print(f"\nin the fund's money, M {FUND}: {sums}; {held}", style="dim")


def added_view(console: Console, table: Table) -> None:
    """What the entry is, what it does to the award, what is flagged, and where it stands now."""
    said = table.asked
    console.print(f"Entry {said['entry']}: {said['what']}.")
    figures = [row for row in table.rows if row["part"] == "balance" and row["name"] != "status"]
    if any(row["before"] != row["after"] for row in figures):
        console.print()
        grid(console, _FIGURES, figures)
    for row in table.rows:
        if row["name"] == "status":
            console.print(f"\nThe award is {row['text']}.")
    flags = [row for row in table.rows if row["part"] == "flag"]
    if flags:
        all_the_same = "" if said["dry_run"] else ": recorded all the same, and to be looked into"
        grid(console, _FLAGS_ADDED, flags, f"Flagged{all_the_same}")
    if said["dry_run"]:
        console.print("\nDry run: nothing is written.")
    else:
        console.print(f"\nWritten; hash {said['hash'][:12]}. The next run takes it into the snapshot.", style="dim")


def verify_view(console: Console, table: Table) -> None:
    """The findings, or how far the chain is whole."""
    said = table.asked
    if not table.rows:
        upto = f" up to entry {said['last']}, hash {said['head'][:12]}" if said["last"] else ", and empty"
        console.print(f"{'✓ ' if unicode_out() else ''}The ledger is whole{upto}.")
        return
    grid(console, _WRONG, table.rows, "The ledger is not as it was written")
    others = said["entries"]
    console.print(f"\n{len(table.rows)} finding{'' if len(table.rows) == 1 else 's'}; the other {others} entries count.")
    for remedy in dict.fromkeys(row["remedy"] for row in table.rows):
        console.print(f"Next: {remedy}", soft_wrap=True)


def _faint(row: Mapping[str, Any]) -> str:
    return "dim" if row.get("struck") or row.get("status") == "terminated" else ""


def _millions(value: Decimal | float | None) -> str:
    """Millions, to the hundredth of the currency where there is one."""
    if not value:
        return ""
    text = f"{Decimal(str(value)) / _MILLION:,.8f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"


def _event(row: Mapping[str, Any]) -> str:
    words = str(row["event"]).replace("_", " ")
    if row["corrects"]:
        words += f" of {row['corrects']}"
    return f"{words} (taken back)" if row["struck"] else words


def _what(row: Mapping[str, Any]) -> str:
    """What a milestone, an outcome or a termination is about."""
    if row["measure"]:
        unit = "" if row["unit"] == "1" else f" {row['unit']}"
        return f"{row['measure']} {row['value']:,.6g}{unit}"
    due = f", due {row['due']}" if row["due"] else ""
    return f"{row['milestone']}{due}" if row["milestone"] else ""


_AWARDS = (
    Shown("award", lambda row: row["award_id"]),
    Shown("project", lambda row: row["project_id"], key=True),
    Shown("is", lambda row: row["status"], key=True),
    Shown("pledged", lambda row: _millions(row["pledged"]), right=True),
    Shown("committed", lambda row: _millions(row["committed"]), right=True, key=True),
    Shown("obligated", lambda row: _millions(row["obligated"]), right=True, key=True),
    Shown("disbursed", lambda row: _millions(row["disbursed"]), right=True, key=True),
    Shown("clawed back", lambda row: _millions(row["clawed_back"]), right=True),
    Shown("", lambda row: f"M {row['currency']}", key=True),
)
_ENTRIES = (
    Shown("#", lambda row: str(row["sequence"]), right=True),
    Shown("day", lambda row: str(row["as_of"]), key=True),
    Shown("award", lambda row: row["award_id"], key=True),
    Shown("event", _event, key=True),
    Shown("amount", lambda row: _millions(row["amount"]), right=True, key=True),
    Shown("", lambda row: f"M {row['currency']}" if row["amount"] else "", key=True),
    Shown("!", lambda row: "!" if row["marked"] else "", key=True),
    Shown("milestone or measure", _what, wide=1, folds=True),
)
_FLAGS = (
    Shown("#", lambda row: str(row["sequence"]), right=True),
    Shown("flag", lambda row: row["flag"].removeprefix("ledger."), key=True),
    Shown("why", lambda row: row["text"], wide=1, folds=True, key=True),
)
_FLAGS_ADDED = (
    Shown("#", lambda row: str(row["sequence"]), right=True),
    Shown("flag", lambda row: row["name"].removeprefix("ledger."), key=True),
    Shown("why", lambda row: row["text"], wide=1, folds=True, key=True),
)
_FIGURES = (
    Shown("", lambda row: row["name"].replace("_", " ")),
    Shown("before", lambda row: _millions(row["before"]) or "0", right=True, key=True),
    Shown("after", lambda row: _millions(row["after"]) or "0", right=True, key=True),
    Shown("", lambda row: f"M {row['currency']}", key=True),
    Shown("in the fund's money", lambda row: f"{_millions(round(row['after_fund'])) or '0'} M {FUND}", right=True),
)
_WRONG = (
    Shown("line", lambda row: str(row["line"] or "-"), right=True),
    Shown("what", lambda row: row["rule"], key=True),
    Shown("why", lambda row: row["reason"], wide=1, folds=True, key=True),
)
