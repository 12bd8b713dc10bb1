"""What ``cleanfund doctor`` says of the ledger: whether it is as it was written and as the runs have read it."""

from __future__ import annotations

from pathlib import Path

from app.machine import OK, WARN, WRONG, Health


def ledger(data: Path) -> Health | list[Health]:
    """Each finding of the first few; a line that a crash cut short is a warning alone."""
    from scorecards.ledger_chain import TORN
    from scorecards.ledger_file import ledger_path, read_ledger
    from scorecards.ledger_query import seen_in
    from scorecards.warehouse import NothingPublished, open_snapshot

    try:
        with open_snapshot(data) as snapshot:
            seen = seen_in(snapshot)
    except NothingPublished:
        seen = {}
    chain = read_ledger(data, seen)
    if not chain.troubles:
        entries = f"{len(chain.entries)} entries, chain whole" if chain.entries else "no entries yet"
        return Health("ledger", OK, entries)
    name = ledger_path(data).name
    found = [
        Health("ledger", WARN if one.rule == TORN else WRONG, f"{name}{f', line {one.line}' if one.line else ''}: {one.reason}",
               one.remedy)
        for one in chain.troubles[:MOST_TOLD]
    ]  # fmt: skip
    if len(chain.troubles) > MOST_TOLD:
        found.append(Health("ledger", WRONG, f"{len(chain.troubles) - MOST_TOLD} more findings", "cleanfund ledger verify"))
    return found


MOST_TOLD = 5
