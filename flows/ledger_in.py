"""The ledger taken into the warehouse: what the file says now, what it adds up to, and what earlier runs saw of it.

Made anew in every run, so that the same file gives the same tables; only what was seen is kept for ever.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.fund import Fund
from scorecards.ledger_chain import Chain
from scorecards.ledger_file import FILE, read_ledger
from scorecards.ledger_flags import Limits, flagged
from scorecards.ledger_query import seen_in
from scorecards.ledger_rows import award_rows, entry_rows
from scorecards.warehouse import Warehouse

TABLES = ("ledger", "ledger_flag", "ledger_trouble", "award")
COSTS = """
    SELECT t.project_id, a.percentiles[51] AS cost FROM standing AS t JOIN answer AS a USING (key)
    WHERE t.run_id = ? AND a.block = '' AND a.name = 'relevant_cost'
"""
MOST_TOLD = 5


def take_in_ledger(data: Path, warehouse: Warehouse, run_id: str, fund: Fund | None = None) -> list[str]:
    """Writes the tables of the ledger, in one transaction; returns a sentence for each line that is not as it should be."""
    with warehouse.transaction():
        chain = read_ledger(data, seen_in(warehouse.connection))
        costs = {row["project_id"]: row["cost"] for row in warehouse.rows(COSTS, [run_id])}
        projects = frozenset(row["project_id"] for row in warehouse.rows("SELECT DISTINCT project_id FROM proposal"))
        fund = fund or Fund()
        limits = Limits(fund.pool, fund.grant_share, costs, projects)
        balances, flags, steps = flagged(chain.entries, limits)
        for table in TABLES:
            warehouse.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        warehouse.insert("ledger", entry_rows(chain.entries, steps, balances))
        warehouse.insert("award", award_rows(balances))
        warehouse.insert("ledger_flag", [
            {"sequence": one.sequence, "award_id": one.award_id, "project_id": one.project_id, "flag": one.name, "text": one.text}
            for one in flags
        ])  # fmt: skip
        warehouse.insert("ledger_trouble", [
            {"line": one.line, "rule": one.rule, "reason": one.reason} for one in chain.troubles
        ])  # fmt: skip
        _keep(warehouse, chain, run_id)
    return _told(chain)


def _keep(warehouse: Warehouse, chain: Chain, run_id: str) -> None:
    """What this run saw, for the next ones."""
    known = {(row["sequence"], row["hash"]) for row in warehouse.rows("SELECT sequence, hash FROM ledger_seen")}
    fresh: list[dict[str, Any]] = [
        {"sequence": one.sequence, "hash": one.hash, "entry": chain.lines[one.sequence], "run_id": run_id}
        for one in chain.entries
        if (one.sequence, one.hash) not in known
    ]
    warehouse.insert("ledger_seen", fresh)
    if chain.last:
        warehouse.execute("INSERT OR REPLACE INTO ledger_head VALUES (?, ?, ?)", [run_id, chain.last, chain.head])


def _told(chain: Chain) -> list[str]:
    told = [f"ledger/{FILE}{f', line {one.line}' if one.line else ''}: {one.reason}" for one in chain.troubles[:MOST_TOLD]]
    more = len(chain.troubles) - len(told)
    if told:
        others = f" {more} more." if more > 0 else ""
        told.append(f"The other {len(chain.entries)} entries of the ledger count.{others} See: cleanfund ledger verify.")
    return told
