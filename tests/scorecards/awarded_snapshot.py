"""A warehouse with a ledger in it, for tests of what is published; and the validators of both standards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sample_projects import _run
from sample_snapshot import make_snapshot

from scorecards.ledger_balances import Replay, in_order
from scorecards.ledger_chain import read_chain
from scorecards.ledger_entry import Entry
from scorecards.ledger_rows import award_rows, entry_rows
from scorecards.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
STANDARDS = ROOT.parent / "shared" / "samples" / "standards"
needs_schemas = pytest.mark.skipif(not STANDARDS.is_dir(), reason="the schemas of the standards lie beside the repository only")
THIRD = "20261010T020000-cccc"


def schema(name: str) -> dict:
    """One of the published files."""
    return json.loads((STANDARDS / name).read_text(encoding="utf-8"))


def judge_360giving():
    """The standard's own schema, formats on; the package of 1.4.3 refers to the grants of 1.4.2."""
    import jsonschema_rs

    grant, package = schema("360-giving-schema-1.4.json"), schema("360-giving-package-schema-1.4.json")
    address = package["properties"]["grants"]["items"]["$ref"]
    known = jsonschema_rs.Registry([(address, grant), (grant["$id"], grant)], draft=jsonschema_rs.Draft202012)
    return jsonschema_rs.Draft202012Validator(package, validate_formats=True, registry=known)


def judge_oc4ids():
    """The standard's own schema, draft 4, formats on."""
    import jsonschema_rs

    project, package = schema("oc4ids-project-schema-0.9.5.json"), schema("oc4ids-project-package-schema-0.9.5.json")
    known = jsonschema_rs.Registry([(project["id"], project)], draft=jsonschema_rs.Draft4)
    return jsonschema_rs.Draft4Validator(package, validate_formats=True, registry=known)


def faults(judge, document) -> list[str]:
    """What the schema finds wrong."""
    return [f"{list(one.instance_path)}: {one.message}" for one in judge.iter_errors(document)]


def sample_entries() -> list[Entry]:
    """The ledger of the sample fund."""
    return read_chain((ROOT / "data" / "ledger" / "ledger.jsonl").read_bytes()).entries


def fill(store: Warehouse, entries: Sequence[Entry]) -> None:
    """Writes a ledger into the warehouse, as a run does."""
    run = Replay()
    steps = [run.step(one) for one in in_order(entries)]
    store.insert("ledger", entry_rows(entries, steps, run.balances))
    store.insert("award", award_rows(run.balances))


def report(project: str, end: date, section: str, item: str, value: float | None = None, unit: str = "", **more) -> dict:
    """A row of the table ``progress``."""
    start = date(end.year, end.month - 2, 1)
    return {
        "project_id": project, "period": f"{start}/{end}", "period_start": start, "period_end": end, "reported_on": end,
        "section": section, "item": item, "value": value, "unit": unit, "amount": None, "currency": "", "conversion": "",
        "raw": str(value), "raw_unit": unit, "status": more.get("status", ""), "due": more.get("due"), "met": more.get("met"),
        "note": more.get("note", ""), "file": "progress.csv", "sha256": "f" * 64, "place": "line 2",
    }  # fmt: skip


def open_store(data: Path) -> Warehouse:
    """The sample's warehouse, open for writing, as if a third run of it were published."""
    make_snapshot(data)
    store = Warehouse(data)
    _run(store, THIRD)
    store.execute("CREATE TABLE snapshot AS SELECT ? AS run_id", [THIRD])
    return store


def make_awarded(data: Path, entries: Sequence[Entry]) -> Path:
    """The sample snapshot with a third run, which has read this ledger. Returns ``data``."""
    make_snapshot(data)
    store = Warehouse(data)
    try:
        _run(store, THIRD)
        fill(store, entries)
        (as_it_ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [THIRD])
        store.publish(THIRD, list(as_it_ended.values()))
    finally:
        store.close()
    return data
