"""What each source listed at the last look, kept in the warehouse: a file that is as it was is not read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scorecards.warehouse import Warehouse

Row = Mapping[str, Any]
_COLUMNS = ("signature", "sha256", "bytes")


def remembered(warehouse: Warehouse) -> dict[tuple[str, str, str], Row]:
    """The rows of the table ``listing`` by kind, source and name."""
    rows = warehouse.rows("SELECT kind, source, name, signature, sha256, bytes FROM listing")
    return {(row["kind"], row["source"], row["name"]): row for row in rows}


def remember(warehouse: Warehouse, rows: Iterable[Row], before: Mapping[tuple[str, str, str], Row]) -> None:
    """Takes over what is new or another. It tells of files alone, not of a run, so it may outlive one that is broken off."""
    new = []
    for row in rows:
        known = before.get((row["kind"], row["source"], row["name"]))
        if known is None or any(known[column] != row[column] for column in _COLUMNS):
            new.append(row)
    if new:
        warehouse.insert_temporary("listed", new)
        warehouse.execute(
            "INSERT INTO listing SELECT kind, source, name, signature, sha256, bytes FROM listed ON CONFLICT DO UPDATE SET "
            "signature = excluded.signature, sha256 = excluded.sha256, bytes = excluded.bytes"
        )
        warehouse.drop_temporary("listed")
