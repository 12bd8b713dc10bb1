"""One writer, one transaction: the rows of the parts and the ledger of loaded parts together."""

from __future__ import annotations

import shutil
from pathlib import Path

from scorecards.warehouse import Warehouse, snapshots


def sweep(data: Path) -> int:
    """Removes what a killed run left half-written; returns how many files and folders went."""
    whole = set(snapshots(data))
    half = [*(data / "warehouse" / "parts").glob("*.tmp"), *(data / "published").glob(".*.tmp*")]
    half += (data / "state" / "plan").glob("*")
    half += [path for path in (data / "published").glob("*") if path.is_dir() and path.name not in whole]
    for path in half:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(half)


def finished_parts(data: Path, warehouse: Warehouse) -> list[Path]:
    """Parts that are whole but not loaded: computed by a run that was killed before it could load them.

    A part that cannot be read is put aside into ``parts/broken``; its projects are evaluated again.
    """
    import pyarrow.parquet as pq

    folder = data / "warehouse" / "parts"
    loaded = {row["part"] for row in warehouse.rows("SELECT part FROM loaded_part")}
    found = []
    for path in sorted(folder.glob("*.parquet")):
        if path.name in loaded:
            continue
        try:
            pq.read_table(path, columns=["key", "kind", "body"])
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it must not stop this run and all later ones
            (folder / "broken").mkdir(exist_ok=True)
            path.replace(folder / "broken" / path.name)
        else:
            found.append(path)
    return found


def load_parts(warehouse: Warehouse, parts: list[Path], run_id: str) -> None:
    """Loads ``parts`` into the warehouse, all or none; an evaluation that is known is not loaded twice."""
    if parts:
        warehouse.load_parts(parts, run_id)
