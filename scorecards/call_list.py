"""Which calls there are, how far each is, and one call with its proposals and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scorecards.call_decisions import PROPOSED, Decision, decisions_of, newest_decisions, standing_decisions
from scorecards.call_folder import frozen_proposals
from scorecards.call_history import WORDS, CallHistory, call_names, opened_call, read_history
from scorecards.table import Table, columns, full

CALLS = columns(
    ("call", "", "name of the call, in fund.yaml"),
    ("state", "", "not opened, open, frozen, scored, with the panel, decided, archived"),
    ("opens", "", "first day on which it takes proposals"),
    ("closes", "", "last day"),
    ("proposals", "1", "in the frozen call"),
    ("awarded", "1", "decisions that stand: two people signed"),
    ("reserved", "1", "on the reserve list"),
    ("rejected", "1", "not funded"),
    ("undecided", "1", "without a decision that stands"),
    ("granted", "USD2024", "sum of the awards that stand"),
    ("run", "", "whose snapshot was frozen"),
    ("hash", "", "SHA-256 of the frozen call's manifest, quoted in papers and letters"),
    ("whole", "", "whether its history is as it was written"),
)
SHOW = columns(
    ("part", "", "event or decision"),
    ("sequence", "1", "number of the entry in the call's history"),
    ("at", "", "when, UTC"),
    ("event", "", "open, freeze, score, panel, decide, approve, conclude, archive"),
    ("by", "", "who entered it"),
    ("reason", "", "why"),
    ("project_id", "", "of a decision or its approval"),
    ("decision", "", "award, reserve or reject"),
    ("granted", "USD2024", "the grant"),
    ("place", "1", "on the reserve list"),
    ("conditions", "", "under which it is granted"),
    ("approver", "", "who signed second"),
    ("status", "", "of a decision: proposed (one signature), standing (two) or superseded"),
    ("hash", "", "of the entry"),
)


def calls_table(data: Path, dates: Mapping[str, tuple[str, str]], run: str) -> Table:
    """A row for each call that the fund names in ``dates`` (first and last day, "" where none is named) or has opened."""
    names = [*dates, *(name for name in call_names(data) if name not in dates)]
    rows = []
    notes = []
    for name in names:
        history = read_history(data, name)
        rows.append(_call_row(data, history, *dates.get(name, ("", ""))))
        if history.troubles:
            notes.append(f"The history of {name} is not as it was written: cleanfund call verify {name}")
        if name not in dates:
            notes.append(f"fund.yaml names no call {name} any more.")
    if not rows:
        notes.append("The fund has no call: name one under calls in fund.yaml, with opens and closes.")
    return Table("calls/1", run, CALLS, full(rows, CALLS), {}, notes)


def call_table(data: Path, name: str, run: str, opens: str = "", closes: str = "", notes: Iterable[str] = ()) -> Table:
    """The events of a call and its decisions; ``asked`` is its row of ``calls_table``."""
    history = opened_call(data, name)
    rows: list[dict[str, Any]] = [
        {
            "part": "event", "sequence": one.sequence, "at": one.at, "event": one.event, "by": one.by, "reason": one.reason,
            "project_id": one.content.get("project"), "hash": one.hash,
        }
        for one in history.entries
    ]  # fmt: skip
    rows += [_decision_row(one) for one in sorted(decisions_of(history.entries), key=lambda one: (one.project_id, one.sequence))]
    return Table("call/1", run, SHOW, full(rows, SHOW), _call_row(data, history, opens, closes), [*history.troubles, *notes])


def call_row(data: Path, history: CallHistory) -> dict[str, Any]:
    """What the warehouse's table ``call`` keeps of a call."""
    row, opened, frozen = _call_row(data, history, "", ""), history.last("open"), history.last("freeze")
    return {
        "name": history.name, "state": history.state, "opened_at": opened.at if opened else None,
        "frozen_at": frozen.at if frozen else None, "frozen_run": row["run"], "frozen_hash": row["hash"],
        "proposals": row["proposals"] or 0, "awarded": row["awarded"], "reserved": row["reserved"], "rejected": row["rejected"],
        "grants": row["granted"],
    }  # fmt: skip


def _call_row(data: Path, history: CallHistory, opens: str, closes: str) -> dict[str, Any]:
    frozen = history.last("freeze")
    stand = standing_decisions(decisions_of(history.entries))
    kinds = [one.decision for one in stand.values()]
    count = int(frozen.content.get("proposals", 0)) if frozen else None
    return {
        "call": history.name, "state": WORDS[history.state], "opens": opens, "closes": closes, "proposals": count,
        "awarded": kinds.count("award"), "reserved": kinds.count("reserve"), "rejected": kinds.count("reject"),
        "undecided": None if count is None else count - len(stand),
        "granted": sum(one.grant or 0.0 for one in stand.values() if one.decision == "award"),
        "run": str(frozen.content.get("run", "")) if frozen else "", "hash": history.frozen_hash, "whole": not history.troubles,
    }  # fmt: skip


def _decision_row(one: Decision) -> dict[str, Any]:
    return {
        "part": "decision", "sequence": one.sequence, "at": one.at, "by": one.author, "reason": one.reason,
        "project_id": one.project_id, "decision": one.decision, "granted": one.grant, "place": one.place,
        "conditions": one.conditions, "approver": one.approver, "status": one.status,
    }  # fmt: skip


def undecided(history: CallHistory, proposals: Iterable[str]) -> list[str]:
    """The proposals without a decision that stands, or with one that waits for its second signature."""
    newest = newest_decisions(decisions_of(history.entries))
    return [name for name in proposals if name not in newest or newest[name].status == PROPOSED]


def events_of(history: CallHistory) -> list[Mapping[str, Any]]:
    """What the warehouse's table ``call_event`` keeps, but for the run."""
    return [
        {"name": history.name, "sequence": one.sequence, "event": one.event, "by_whom": one.by, "reason": one.reason,
         "entered_at": one.at, "content": one.content, "hash": one.hash}
        for one in history.entries
    ]  # fmt: skip


def frozen_names(data: Path, name: str) -> dict[str, dict[str, Any]]:
    """The proposals of the frozen call, nothing before it is frozen."""
    return frozen_proposals(data, name) if read_history(data, name).frozen_hash else {}
