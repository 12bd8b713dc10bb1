"""The ledger asked: entries and balances, of a project, an award or a quarter; and whether the file is still whole.

The file is asked, not the snapshot: what was entered a minute ago stands in the answer. The snapshot lends what the file cannot
know: which projects there are, what they cost, and what earlier runs have read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorecards.fiscal_year import Quarter, quarter_of
from scorecards.ledger_balances import FIGURES
from scorecards.ledger_chain import Chain, Seen
from scorecards.ledger_flags import Flag, Limits, flagged
from scorecards.ledger_money import FUND
from scorecards.ledger_rows import award_rows, entry_rows
from scorecards.table import Table, columns, full, not_found
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from scorecards.warehouse import Connection

LEDGER = columns(
    ("part", "", "award: an award as it stands; entry: one entry; flag: what is flagged about an entry"),
    ("award_id", "", "number of the award"),
    ("project_id", "", "number of the project"),
    ("status", "", "of an award: pledged, committed, obligated, completed, terminated"),
    ("sequence", "1", "number of the entry"),
    ("as_of", "", "day of the event; of an award, of its last one"),
    ("event", "", "what happened"),
    ("amount", "", "in currency, as promised or paid"),
    ("currency", "", "of the amounts"),
    ("amount_fund", FUND, "the amount in the fund's money, by the rate of the entry"),
    ("rate", "currency/USD", "the rate of the entry"),
    ("rate_source", "", "where the rate is from"),
    ("milestone", "", "met or missed, or what releases the money"),
    ("due", "", "day on which the milestone is due"),
    ("met", "", "day on which it was met"),
    ("measure", "", "of an outcome: what was measured"),
    ("value", "", "of an outcome, in unit"),
    ("unit", "", "of the value"),
    *((name, "", f"of an award, in its currency: {name.replace('_', ' ')}") for name in FIGURES),
    *((f"{name}_fund", FUND, f"of an award: {name.replace('_', ' ')}") for name in FIGURES),
    ("held_fund", FUND, "what the award holds of the pool"),
    ("flag", "", "its name, such as ledger.before_milestone"),
    ("text", "", "the flag in a sentence; of an entry, its reason"),
    ("quarter", "", "quarter of the entry, by its months"),
    ("us_fiscal_year", "", "the same quarter in the fiscal year of the United States, which begins in October"),
    ("japan_fiscal_year", "", "the same quarter in the fiscal year of Japan, which begins in April"),
    ("decided_by", "", "who decided"),
    ("by_whom", "", "who entered it"),
    ("entered_at", "", "when it was entered, UTC"),
    ("struck", "", "whether a later correction took it back"),
    ("corrects", "1", "of a correction: the entry that it takes back"),
    ("evidence", "", "SHA-256 of the file that proves it"),
    ("hash", "", "hash of the entry"),
)
VERIFY = columns(
    ("line", "1", "line of the file; 0 for the file as a whole"),
    ("sequence", "1", "number of the entry"),
    ("rule", "", "changed, rewritten, removed, inserted, moved, broken, cut, torn, unreadable, or the field that is wrong"),
    ("reason", "", "what is wrong"),
    ("remedy", "", "what to do"),
)
COSTS = "SELECT project_id, p50 FROM answer_latest WHERE block = '' AND name = 'relevant_cost'"


@dataclass(frozen=True)
class LedgerQuestion:
    """Which entries: of one ``project``, one ``award``, one ``quarter`` (balances as at its end); None for all."""

    project: str | None = None
    award: str | None = None
    quarter: Quarter | None = None


def seen_in(connection: Connection) -> dict[int, Seen]:
    """What runs have read of the ledger, by number; of two entries with one number, the one that was read first."""
    if not has_table(connection, "ledger_seen"):
        return {}
    found = rows(connection, "SELECT sequence, hash, entry, run_id FROM ledger_seen ORDER BY sequence, run_id DESC, hash")
    return {row["sequence"]: Seen(row["hash"], json.loads(row["entry"]), row["run_id"]) for row in found}


def projects_in(connection: Connection) -> frozenset[str]:
    """The projects of which a proposal has come in, whatever became of it."""
    return frozenset(row["project_id"] for row in rows(connection, "SELECT DISTINCT project_id FROM proposal"))


def costs_in(connection: Connection) -> dict[str, float]:
    """The relevant cost of each project at the median [the fund's money]."""
    return {row["project_id"]: row["p50"] for row in rows(connection, COSTS)}


def ledger_table(chain: Chain, limits: Limits, question: LedgerQuestion, run: str = "") -> Table:
    """Awards as they stand, entries and flags. Raises NotFound where award or project has no entry."""
    award = _known("award", question.award, {one.award_id for one in chain.entries})
    project = _known("project", question.project, {one.project_id for one in chain.entries})
    until = question.quarter.ends if question.quarter else None
    balances, flags, steps = flagged(chain.entries, limits, until)

    def asked(row: Mapping[str, Any]) -> bool:
        return award in (None, row["award_id"]) and project in (None, row["project_id"])

    awards = [row | {"part": "award", "as_of": row["last_on"]} for row in award_rows(balances) if asked(row)]
    entries = [
        _entry(row) for row in entry_rows(chain.entries, steps, balances)
        if asked(row) and (question.quarter is None or quarter_of(row["as_of"]) == question.quarter)
    ]  # fmt: skip
    shown = {row["sequence"] for row in entries}
    told = [_flag(one) for one in flags if one.sequence in shown]
    named = {
        "project": project,
        "award": award,
        "quarter": question.quarter.in_full if question.quarter else None,
        "pool": limits.pool,
    }
    return Table("ledger/1", run, LEDGER, full([*awards, *entries, *told], LEDGER), named, _notes(chain, entries, question))


def verify_table(chain: Chain, run: str = "") -> Table:
    """What is wrong with the file, a row each; none where it is as it was written."""
    wrong = [
        {"line": one.line, "sequence": one.sequence, "rule": one.rule, "reason": one.reason, "remedy": one.remedy}
        for one in chain.troubles
    ]
    return Table("ledger_verify/1", run, VERIFY, wrong, {"entries": len(chain.entries), "last": chain.last, "head": chain.head})


def _known(kind: str, name: str | None, known: set[str]) -> str | None:
    if name is None:
        return None
    found = {one.lower(): one for one in known}.get(name.strip().lower())
    if found is None:
        raise not_found(kind, name, known)
    return found


def _entry(row: Mapping[str, Any]) -> dict[str, Any]:
    quarter = quarter_of(row["as_of"])
    names = {"quarter": quarter.name, "us_fiscal_year": quarter.us, "japan_fiscal_year": quarter.japan}
    return {**row, "part": "entry", "text": row["reason"], **names}


def _flag(one: Flag) -> dict[str, Any]:
    return {
        "part": "flag", "award_id": one.award_id, "project_id": one.project_id, "sequence": one.sequence, "flag": one.name,
        "text": one.text,
    }  # fmt: skip


def _notes(chain: Chain, entries: Sequence[Mapping[str, Any]], question: LedgerQuestion) -> tuple[str, ...]:
    notes = []
    if not chain.entries and not chain.troubles:
        notes.append("The ledger is empty. Begin it: cleanfund ledger add pledge --help")
    elif not entries and question.quarter:
        notes.append(f"Nothing happened in {question.quarter.in_full}.")
    if chain.troubles:
        count = len(chain.troubles)
        notes.append(f"The ledger's file is not whole ({count} finding{'' if count == 1 else 's'}): cleanfund ledger verify")
    return tuple(notes)
