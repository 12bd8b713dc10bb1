"""Selected against scored: rank, score and decision of every proposal of a frozen call, and where the two part, with the reason.

Source of the question: GAO-26-107997, a project selected although it failed the office's own technical criteria.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.call_decisions import Decision, decisions_of, newest_decisions
from scorecards.call_history import CallHistory
from scorecards.portfolio_amounts import Amount
from scorecards.portfolio_rules import Range
from scorecards.query import rank, run_of
from scorecards.table import Table, columns, full
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REPORT = columns(
    ("rank", "1", "place in the frozen call; equal scores share one, empty where the evaluation failed"),
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("applicant", "", "who applies"),
    ("pillar", "", "the fund's programme"),
    ("score", "points", "as frozen"),
    ("passes", "", "every minimum and gate of the frozen rubric is met"),
    ("decision", "", "award, reserve or reject; empty while nothing is decided"),
    ("status", "", "proposed (one signature) or standing (two)"),
    ("requested", "USD2024", "what the applicant asks for"),
    ("granted", "USD2024", "the grant"),
    ("place", "1", "on the reserve list"),
    ("deviation", "", "where the decision parts from the ranking, or the points from the reviews; empty where nowhere"),
    ("reason", "", "that was given for the decision"),
    ("author", "", "who entered the decision"),
    ("approver", "", "who signed second"),
)
NAMED = 3  # projects in a sentence


def report(
    frozen: DuckDBPyConnection, history: CallHistory, proposals: Mapping[str, Mapping[str, Any]], notes: Sequence[str] = ()
) -> Table:
    """A row a proposal, in the order of the ranking; those whose evaluation failed come last."""
    newest = newest_decisions(decisions_of(history.entries))
    ranked = {row["project_id"]: row for row in rank(frozen).rows}
    overrides = _overrides(frozen)
    found = []
    for name in [*ranked, *(name for name in proposals if name not in ranked)]:
        one, row, decided = proposals[name], ranked.get(name, {}), newest.get(name)
        said = [*_deviations(name, row, decided, ranked, newest), *overrides.get(name, [])]
        found.append({
            "rank": row.get("rank"), "project_id": name, "title": one["title"], "applicant": one["applicant"],
            "pillar": one["pillar"], "score": row.get("score"), "passes": row.get("passes"), "requested": one["grant_requested"],
            "deviation": " ".join(said), **_decided(decided),
        })  # fmt: skip
    apart = sum(bool(row["deviation"]) for row in found)
    waiting = sum(not row["decision"] for row in found)
    if waiting:
        notes = [*notes, f"{waiting} of {len(found)} proposals are not decided yet; a deviation counts decisions alone."]
    asked = {"call": history.name, "state": history.state, "hash": history.frozen_hash, "deviations": apart}
    return Table("call_report/1", run_of(frozen), REPORT, full(found, REPORT), asked, list(notes))


def sums_told(
    newest: Mapping[str, Decision], proposals: Mapping[str, Mapping[str, Any]], pool: float | None, pillars: Mapping[str, Range]
) -> list[tuple[bool, str]]:
    """What the awards add up to, the undisputed first; True beside what exceeds the ``pool`` [USD2024] or a cap."""
    awards = {name: one.grant or 0.0 for name, one in newest.items() if one.decision == "award"}
    total = sum(awards.values())
    told = [(False, f"The awards add up to {million(total)}.")]
    if pool is not None:
        over = total - pool
        told = [(over > 0, f"The awards add up to {million(total)} of the pool of {million(pool)}"
                 + (f": {million(over)} too much." if over > 0 else "."))]  # fmt: skip
    for pillar, fence in pillars.items():
        own = sum(grant for name, grant in awards.items() if proposals[name]["pillar"] == pillar)
        cap, floor = _of(fence.cap, pool), _of(fence.floor, pool)
        if cap is not None:
            over = own - cap
            told.append((over > 0, f"{pillar} has {million(own)} of {million(cap)} at most"
                         + (f": {million(over)} too much." if over > 0 else ".")))  # fmt: skip
        if floor is not None and own < floor:
            told.append((False, f"{pillar} has {million(own)}; {million(floor)} are set aside for it."))
    return told


def _deviations(
    name: str,
    row: Mapping[str, Any],
    decided: Decision | None,
    ranked: Mapping[str, Mapping[str, Any]],
    newest: Mapping[str, Decision],
) -> list[str]:
    """Sentences on where the decision parts from the ranking."""
    if decided is None:
        return []
    said = []
    if decided.decision == "award":
        if not row:
            said.append("Funded though its evaluation failed.")
        elif not row["passes"]:
            said.append(f"Funded though it does not pass ({row['fails_at']}).")
        above = [
            other for other, its in ranked.items()
            if row and its["rank"] < row["rank"] and its["passes"] and other in newest and newest[other].decision != "award"
        ]  # fmt: skip
        if above:
            said.append(
                f"Funded before {_listed(above)}, which {'passes and stands' if len(above) == 1 else 'pass and stand'} above it."
            )
    elif row and row["passes"]:
        below = [
            other for other, one in newest.items()
            if one.decision == "award" and (other not in ranked or ranked[other]["rank"] > row["rank"])
        ]  # fmt: skip
        if below:
            said.append(f"Not funded, though it passes and {_listed(below)} below it {'is' if len(below) == 1 else 'are'}.")
    return said


def _overrides(frozen: DuckDBPyConnection) -> dict[str, list[str]]:
    """By project a sentence for each criterion on which somebody set other points than the reviewers'."""
    if not has_table(frozen, "override"):
        return {}
    query = (
        'SELECT o.project_id, o.criterion, o.points, o.by_whom, o.reason, o.decided_at FROM "override" AS o '
        "WHERE o.stands ORDER BY o.project_id, o.criterion, o.decided_at"
    )
    found: dict[str, list[str]] = {}
    for row in rows(frozen, query):
        text = f"{row['criterion']} set to {row['points']:g} by {row['by_whom']} on {row['decided_at']:%Y-%m-%d}: {row['reason']}"
        found.setdefault(row["project_id"], []).append(text if text.endswith((".", "!", "?")) else f"{text}.")
    return found


def _decided(one: Decision | None) -> dict[str, Any]:
    if one is None:
        return {"decision": ""}
    return {
        "decision": one.decision, "status": one.status, "granted": one.grant, "place": one.place, "reason": one.reason,
        "author": one.author, "approver": one.approver,
    }  # fmt: skip


def _of(amount: Amount | None, pool: float | None) -> float | None:
    if amount is None or (amount.share and pool is None):
        return None
    return amount.of(pool or 0.0)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def million(amount: float) -> str:
    """An amount [USD2024] in words: "1,200 MUSD2024", "66.04 MUSD2024"."""
    return f"{f'{amount / 1e6:,.2f}'.rstrip('0').rstrip('.')} MUSD2024"
