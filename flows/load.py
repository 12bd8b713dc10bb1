"""One writer, one transaction: the rows of the parts and the ledger of loaded parts together."""

from __future__ import annotations

from pathlib import Path

from scorecards.warehouse import Warehouse


def sweep(data: Path) -> int:
    """Removes what a killed run left half-written; returns how many files went."""
    half = [*(data / "warehouse" / "parts").glob("*.tmp"), *(data / "published").glob(".*.tmp")]
    for path in half:
        path.unlink(missing_ok=True)
    return len(half)


def finished_parts(data: Path, warehouse: Warehouse) -> list[Path]:
    """Parts that are whole but not loaded: computed by a run that was killed before it could load them."""
    loaded = {row["part"] for row in warehouse.rows("SELECT part FROM loaded_part")}
    return [path for path in sorted((data / "warehouse" / "parts").glob("*.parquet")) if path.name not in loaded]


def load_parts(warehouse: Warehouse, parts: list[Path], run_id: str) -> None:
    """Loads ``parts`` into the warehouse, all or none; an evaluation that is known is not loaded twice."""
    if parts:
        warehouse.load_parts(parts, run_id)
