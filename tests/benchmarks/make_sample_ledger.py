"""Writes the ledger of the sample fund, ``data/ledger/ledger.jsonl``: the same bytes each time. All of it is invented.

Its dates follow the sample's progress reports, which tell of years to come; so each entry is entered on its own day.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, time
from pathlib import Path

from scorecards.ledger_entering import Wanted, content_for
from scorecards.ledger_entry import entry_of, sealed

PROJECTS = ("CTIF-014", "CTIF-021", "CTIF-022")
CAVERN, LOOPING, SORBENT = "CTIF-A-014", "CTIF-A-021", "CTIF-A-022"
STAFF, COUNCIL = "Sample Officer", "Sample Council"


def sample() -> list[Wanted]:
    """The entries, in the order in which they were made."""

    def one(day: str, event: str, award: str, reason: str, amount: str = "", **more: str) -> Wanted:
        return Wanted(
            event, award, STAFF, reason, f"CTIF-{award[-3:]}", amount, as_of=day, decided_by=COUNCIL, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return [
        one("2026-10-12", "pledge", CAVERN, "Announced with the result of the 2026 call", "12 MUSD"),
        one("2026-10-12", "pledge", SORBENT, "Announced with the result of the 2026 call", "15 MUSD"),
        one("2026-10-12", "pledge", LOOPING, "Announced with the result of the 2026 call", "2000 MJPY"),
        one("2026-11-05", "commitment", CAVERN, "Council meeting 4, decision 1", "12 MUSD"),
        one("2026-11-05", "commitment", SORBENT, "Council meeting 4, decision 2", "15 MUSD"),
        one("2026-11-05", "commitment", LOOPING, "Council meeting 4, decision 3", "2000 MJPY"),
        one("2027-01-18", "obligation", LOOPING, "Grant agreement signed, first phase", "900 MJPY",
            milestone="permits", due="2027-09-30"),
        one("2027-01-22", "obligation", CAVERN, "Grant agreement signed: first tranche", "1.8 MUSD",
            milestone="award", due="2027-01-15"),
        one("2027-01-22", "obligation", CAVERN, "Grant agreement signed: second tranche", "4.2 MUSD",
            milestone="construction_start", due="2027-06-01"),
        one("2027-01-22", "obligation", CAVERN, "Grant agreement signed: last tranche", "6 MUSD",
            milestone="entry_into_operation", due="2029-12-01"),
        one("2027-01-22", "milestone_met", CAVERN, "Grant agreement signed by both sides", milestone="award", due="2027-01-15"),
        one("2027-02-03", "disbursement", CAVERN, "First tranche, wire 2027-0203", "1.8 MUSD", milestone="award"),
        one("2027-02-15", "obligation", SORBENT, "Grant agreement signed: at financial close", "6 MUSD",
            milestone="financial_close", due="2027-06-30"),
        one("2027-02-15", "obligation", SORBENT, "Grant agreement signed: at entry into operation", "7 MUSD",
            milestone="entry_into_operation", due="2028-12-01"),
        one("2027-06-24", "milestone_met", SORBENT, "Loan agreement and offtake contract seen",
            milestone="financial_close", due="2027-06-30"),
        one("2027-07-08", "disbursement", SORBENT, "At financial close, 40 % of the award", "6 MUSD",
            milestone="financial_close"),
        one("2027-09-21", "milestone_met", LOOPING, "Permit of the prefecture seen", milestone="permits", due="2027-09-30"),
        one("2027-10-04", "disbursement", LOOPING, "First phase, wire 2027-1004", "600 MJPY", milestone="permits"),
        one("2028-06-30", "milestone_missed", LOOPING, "No calciner ordered, no lender found",
            milestone="financial_close", due="2028-06-30"),
        one("2028-09-14", "termination", LOOPING, "Council meeting 11: the applicant gives the trial up"),
        one("2028-09-28", "deobligation", LOOPING, "What was bound and not paid, released", "300 MJPY"),
        one("2028-11-20", "disbursement", SORBENT, "Paid on an invoice, two months before operation began", "3 MUSD",
            milestone="entry_into_operation"),
        one("2028-12-11", "clawback", LOOPING, "Unspent part of the first phase paid back", "180 MJPY"),
        one("2029-01-22", "milestone_met", SORBENT, "Twelve contactors in service, protocol seen",
            milestone="entry_into_operation", due="2028-12-01", met="2029-01-16"),
        one("2029-02-05", "disbursement", SORBENT, "Second tranche, what was left of it", "4 MUSD",
            milestone="entry_into_operation"),
        one("2030-01-28", "outcome", SORBENT, "Stored in the first year, by its four reports", "343 tonne", measure="co2_stored"),
    ]  # fmt: skip


def written() -> bytes:
    """The file's bytes."""
    lines, entries, prev = [], [], ""
    for number, wanted in enumerate(sample(), 1):
        now = datetime.combine(datetime.fromisoformat(wanted.as_of), time(9))
        content = sealed({"sequence": number, **content_for(wanted, entries, PROJECTS, now)}, prev)
        entries.append(entry_of(content, number))
        prev = content["hash"]
        lines.append(json.dumps(content, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8")


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(written())
