"""Calls and decisions taken into the warehouse, and what came too late for a frozen call said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flows.call_members import members_of
from flows.fund import Fund
from scorecards.call_decisions import decisions_of
from scorecards.call_history import CallHistory, call_names, read_history
from scorecards.call_list import call_row, events_of, frozen_names
from scorecards.table import NotFound
from scorecards.warehouse import Warehouse, WarehouseError


def take_in_calls(data: Path, warehouse: Warehouse, run_id: str, fund: Fund) -> list[str]:
    """Writes the tables call, call_event and decision, in one transaction; returns what is to be told.

    The same histories give the same tables; of call_event, what any run has seen is kept.
    """
    said: list[str] = []
    with warehouse.transaction():
        histories = [read_history(data, name) for name in call_names(data)]
        warehouse.execute('DELETE FROM "call"')
        warehouse.execute("DELETE FROM decision")
        warehouse.insert("call", [call_row(data, one) for one in histories])
        _events(warehouse, histories, run_id)
        for one in histories:
            warehouse.insert("decision", [_decision(one.name, decision) for decision in decisions_of(one.entries)])
            said += [f"calls/{one.name}/history.jsonl: {text}" for text in one.troubles[:1]]
            said += late(data, warehouse, run_id, fund, one)
        gone = warehouse.rows("SELECT name, count(*) AS n FROM call_event WHERE NOT here GROUP BY name ORDER BY name")
        said += [
            f"{row['n']} entries of the call {row['name']} that an earlier run has read are gone: put "
            f"calls/{row['name']}/history.jsonl back from a backup."
            for row in gone
        ]
    return said


def late(data: Path, warehouse: Warehouse, run_id: str, fund: Fund, history: CallHistory) -> list[str]:
    """A sentence for each proposal or correction that this run has brought for a call that is frozen already."""
    if not history.frozen_hash or history.name not in fund.calls:
        return []
    try:
        frozen = frozen_names(data, history.name)
        standing = members_of(warehouse.connection, run_id, fund, history.name).rows
    except (WarehouseError, NotFound) as error:
        return [str(error)]
    return [
        outside_told(row, frozen, history.name)
        for row in standing
        if is_outside(row, frozen) and warehouse.rows(
            "SELECT 1 FROM proposal WHERE project_id = ? AND version = ? AND content = ? AND run_id = ?",
            [row["project_id"], row["version"], row["content"], run_id],
        )
    ]  # fmt: skip


def is_outside(row: dict[str, Any], frozen: dict[str, dict[str, Any]]) -> bool:
    """Whether what stands now is not what was frozen."""
    was = frozen.get(row["project_id"])
    return was is None or (was["version"], was["content"]) != (row["version"], row["content"])


def outside_told(row: dict[str, Any], frozen: dict[str, dict[str, Any]], call: str) -> str:
    """That a proposal is not in the frozen call, or another version of it is."""
    was = frozen.get(row["project_id"])
    if was is None:
        return f"{row['project_id']} came after the call {call} was frozen: it is evaluated and is not in that call."
    return (
        f"Version {row['version']} of {row['project_id']} came after the call {call} was frozen: the call keeps version "
        f"{was['version']} and its rank."
    )


def _events(warehouse: Warehouse, histories: list[CallHistory], run_id: str) -> None:
    events = [dict(event) for one in histories for event in events_of(one)]
    known = {
        (row["name"], row["sequence"], row["hash"]): row["run_id"]
        for row in warehouse.rows("SELECT name, sequence, hash, run_id FROM call_event")
    }
    warehouse.execute("UPDATE call_event SET here = false")
    for event in events:
        key = (event["name"], event["sequence"], event["hash"])
        if key in known:
            warehouse.execute("UPDATE call_event SET here = true WHERE name = ? AND sequence = ? AND hash = ?", list(key))
    warehouse.insert("call_event", [
        {**event, "content": json.dumps(event["content"], ensure_ascii=False), "here": True, "run_id": run_id}
        for event in events if (event["name"], event["sequence"], event["hash"]) not in known
    ])  # fmt: skip


def _decision(call: str, one: Any) -> dict[str, Any]:
    return {
        "call_name": call, "sequence": one.sequence, "project_id": one.project_id, "decision": one.decision,
        "granted": one.grant, "place": one.place, "conditions": one.conditions, "reason": one.reason, "minutes": one.minutes,
        "author": one.author, "decided_at": one.at, "approver": one.approver, "approved_at": one.approved_at,
        "status": one.status,
    }  # fmt: skip
