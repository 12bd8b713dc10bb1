"""The least grant that makes a project happen, its curve, and what the asks of the whole pool leave on the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scorecards.grant_curve import chance_at
from scorecards.grant_needs import (
    DEBT,
    ENOUGH,
    HURDLE,
    NEVER,
    NONE_NEEDED,
    NOT_ALLOWED,
    NPV,
    TOO_LITTLE,
    Answers,
    answers_of,
    million,
    needs_and_asks,
)
from scorecards.grant_terms import GrantTerms
from scorecards.query import project_named, run_of
from scorecards.table import Table, columns, full
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STEPS = 50  # of the curve
PAYABLE = (ENOUGH, NONE_NEEDED, TOO_LITTLE)  # whose least grant may be given
STATUSES = (*PAYABLE, NOT_ALLOWED, NEVER)
GRANT = columns(
    ("section", "", "project, curve, pool, or apart for a project without an answer"),
    ("project_id", "", "of the project"),
    ("title", "", "of the project"),
    ("pillar", "", "programme of the fund"),
    ("status", "", ", ".join(STATUSES)),
    ("text", "", "the same in a sentence; why a project is apart; what a place of the curve is; of the pool, 'in all'"),
    ("confidence", "1", "share of the draws in which a project must clear its hurdle"),
    ("least", "USD2024", "least grant at that confidence, whatever may be given; of the pool, the sum"),
    ("asked", "USD2024", "grant asked for, the middle of a range; of the pool, the sum"),
    ("left", "USD2024", "asked less least: left on the table; below 0, by how much the ask is too small"),
    ("left_p10", "USD2024", "asked less what a draw needs, 10th percentile; of the pool, of its sum in each kept draw"),
    ("left_p50", "USD2024", "the same, median"),
    ("left_p90", "USD2024", "the same, 90th percentile"),
    ("least_npv", "USD2024", "least grant at that confidence for the net present value alone"),
    ("least_debt", "USD2024", "least grant at that confidence for the cover of the debt alone"),
    ("debt_cover", "1", "minimum debt service coverage without a grant, median"),
    ("cost", "USD2024", "cost to build, median: no grant is more"),
    ("limit", "USD2024", "most the fund may give: a share of the median relevant cost, never more than the cost to build"),
    ("chance_without", "1", "chance to clear the hurdle without a grant"),
    ("chance_asked", "1", "chance to clear it with what is asked for"),
    ("chance_limit", "1", "chance to clear it with the most that may be given"),
    ("grant", "USD2024", "a grant on the curve"),
    ("chance", "1", "chance to clear the hurdle with that grant"),
    ("chance_npv", "1", "chance that the net present value is not below 0 with that grant"),
    ("chance_debt", "1", "chance that the debt is covered with that grant"),
    ("projects", "1", "projects in a sum of the pool"),
)
STANDING = """
    SELECT p.project_id, p.title, p.pillar, p.inputs, t.key, t.score_key IS NULL AS failed
    FROM standing AS t
    JOIN proposal AS p ON p.project_id = t.project_id AND p.version = t.version AND p.content = t.content
    WHERE t.run_id = (SELECT run_id FROM snapshot) ORDER BY p.project_id
"""
OLD = "This run was made before debt was judged: the least grant is that of the net present value alone."


def least_grants(connection: DuckDBPyConnection, terms: GrantTerms) -> Table:
    """The table ``grant/1`` of all projects of the run: what each needs and asks, and the sums by pillar and in all."""
    standing = rows(connection, STANDING)
    answers = answers_of(connection, [one["key"] for one in standing])
    apart = [row for one in standing if (row := _apart(one, answers.get(one["key"], {})))]
    lacking = {row["project_id"] for row in apart}
    judged = [one for one in standing if one["project_id"] not in lacking]
    found = [_project(one, answers[one["key"]], terms) for one in judged]
    needs = [np.asarray(answers[one["key"]][HURDLE]["strata"], dtype=float) for one in judged]
    notes = [_in_short(found)] if found else []
    if any(DEBT not in answers[one["key"]] for one in judged):
        notes.append(OLD)
    asked = {"confidence": terms.confidence, "most_share_of_relevant_cost": terms.most_share}
    return Table("grant/1", run_of(connection), GRANT, full([*found, *_pool(found, needs), *apart], GRANT), asked, notes)


def least_grant(connection: DuckDBPyConnection, project: str, terms: GrantTerms) -> Table:
    """The table ``grant/1`` of one ``project``: what it needs and asks, and its chance over the grant. Raises NotFound."""
    name = project_named(connection, project)
    (one,) = [row for row in rows(connection, STANDING) if row["project_id"] == name]
    answers = answers_of(connection, [one["key"]]).get(one["key"], {})
    asked = {"project": name, "confidence": terms.confidence, "most_share_of_relevant_cost": terms.most_share}
    apart = _apart(one, answers)
    if apart:
        return Table("grant/1", run_of(connection), GRANT, full([apart], GRANT), asked)
    row = _project(one, answers, terms)
    notes = [] if DEBT in answers else [OLD]
    return Table("grant/1", run_of(connection), GRANT, full([row, *_curve(row, answers)], GRANT), asked, notes)


def _apart(one: Mapping[str, Any], answers: Answers) -> dict[str, Any] | None:
    lacking = [name for name in (HURDLE, "capex", "relevant_cost") if name not in answers]
    if not one["failed"] and not lacking:
        return None
    why = "its evaluation failed" if one["failed"] else f"its answers lack {', '.join(lacking)}"
    return {"section": "apart", **{name: one[name] for name in ("project_id", "title", "pillar")}, "text": why}


def _project(one: Mapping[str, Any], answers: Answers, terms: GrantTerms) -> dict[str, Any]:
    named = {name: one[name] for name in ("project_id", "title", "pillar")}
    return {"section": "project", **named, **needs_and_asks(one["inputs"], answers, terms)}


def _curve(row: Mapping[str, Any], answers: Answers) -> list[dict[str, Any]]:
    """The chance at even steps from nothing to the cost to build or the ask, and at the places that have a name."""
    end = max(row["cost"], row["asked"])
    named = {
        "no grant": 0.0, f"least grant at {row['confidence'] * 100:g} %": row["least"], "asked for": row["asked"],
        "most that may be given": row["limit"], "cost to build": row["cost"],
    }  # fmt: skip
    places = {float(grant): "" for grant in np.linspace(0.0, end, STEPS + 1)}
    for told, grant in named.items():
        if grant <= end:
            places[grant] = f"{places[grant]}, {told}" if places.get(grant) else told
    grants = sorted(places)
    chances = {
        column: chance_at(answers[name]["percentiles"], grants)
        for column, name in (("chance", HURDLE), ("chance_npv", NPV), ("chance_debt", DEBT))
        if name in answers
    }
    return [
        {"section": "curve", "project_id": row["project_id"], "grant": grant, "text": places[grant]}
        | {column: float(found[place]) for column, found in chances.items()}
        for place, grant in enumerate(grants)
    ]


def _pool(found: Sequence[Mapping[str, Any]], needs: Sequence[np.ndarray]) -> list[dict[str, Any]]:
    """The sums by pillar, by status, and last in all.

    Least grants add up, since each is an amount; percentiles do not, so that they are of the sum in each kept draw, which is
    the same world for every project.
    """
    every = range(len(found))
    groups = [({"pillar": name}, [n for n in every if (found[n]["pillar"] or "") == name])
              for name in sorted({row["pillar"] or "" for row in found})]  # fmt: skip
    groups += [({"status": name}, [n for n in every if found[n]["status"] == name]) for name in STATUSES]
    return [
        {"section": "pool", **told, **_sum([found[n] for n in members], [needs[n] for n in members])}
        for told, members in [*groups, ({"text": "in all"}, list(every))]
        if members
    ]


def _sum(members: Sequence[Mapping[str, Any]], needs: Sequence[np.ndarray]) -> dict[str, Any]:
    asked, least = (sum(row[name] for row in members) for name in ("asked", "least"))
    left = asked - np.sum(np.broadcast_arrays(*needs), axis=0)
    return {
        "projects": len(members), "confidence": members[0]["confidence"], "least": least, "asked": asked, "left": asked - least,
        **{f"left_p{place}": float(np.percentile(left, place)) for place in (10, 50, 90)},
    }  # fmt: skip


def _in_short(found: Sequence[Mapping[str, Any]]) -> str:
    """How many a grant within the limits makes happen, and what that takes against what they ask for."""
    payable = [row for row in found if row["status"] in PAYABLE]
    told = f"{len(payable)} of {len(found)} projects clear their hurdle with a grant that may be given"
    if payable:
        least, asked = (million(sum(row[name] for row in payable)) for name in ("least", "asked"))
        told += f"; together that takes {least}, and they ask for {asked}"
    never = sum(row["status"] == NEVER for row in found)
    more = len(found) - len(payable) - never
    parts = [f"{more} would with more than that"] if more else []
    parts += [f"{never} would not with the whole cost to build"] if never else []
    return f"{told}. {' and '.join(parts)}." if parts else f"{told}."
