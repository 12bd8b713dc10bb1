"""What each project needs to clear its hurdle, as the snapshot has it, and how its ask stands to that.

A project clears its hurdle in a draw where its net present value at its own cost of capital is not below 0 and the cash flow
covers its debt (``evaluators/toolkit/debt_cover.py``). What a draw needs for both is the answer ``least_grant``; its percentile
at the declared confidence is the least grant, wherever one is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.grant_curve import chance_at, grant_for
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from scorecards.grant_terms import GrantTerms

HURDLE, NPV, DEBT, COVER = "least_grant", "funding_gap", "debt_gap", "debt_cover"
ENOUGH, NONE_NEEDED, TOO_LITTLE, NOT_ALLOWED, NEVER = (
    "asks enough", "needs none", "asks too little", "needs more than allowed", "no grant is enough",
)  # fmt: skip
ANSWERS = """
    SELECT key, name, percentiles, strata FROM answer WHERE block = '' AND list_contains(?, name) AND list_contains(?, key)
"""
Answers = Mapping[str, Mapping[str, Sequence[float]]]


def answers_of(connection: DuckDBPyConnection, keys: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """By evaluation and answer, the ``percentiles`` (101,) and ``strata`` (200,).

    In a run from before debt was judged the hurdle is the net present value alone, and ``DEBT`` and ``COVER`` are not there.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows(connection, ANSWERS, [[HURDLE, NPV, DEBT, COVER, "capex", "relevant_cost"], list(keys)]):
        found.setdefault(row["key"], {})[row["name"]] = row
    for answers in found.values():
        if HURDLE not in answers and NPV in answers:
            answers[HURDLE] = answers[NPV]
    return found


def needs_and_asks(inputs: str, answers: Answers, terms: GrantTerms) -> dict[str, Any]:
    """The columns of one project from ``least`` to ``chance_limit``, its ``status`` and the same as a sentence.

    ``inputs`` is the proposal's as stored. Money [USD2024].
    """
    needs = answers[HURDLE]["percentiles"]
    stated = json.loads(inputs).get("header", {}).get("grant_requested", 0.0)
    asked = sum(stated) / len(stated) if isinstance(stated, list) else float(stated)
    cost = float(answers["capex"]["percentiles"][50])
    limit = min(cost, terms.most_share * float(answers["relevant_cost"]["percentiles"][50]))
    least = grant_for(needs, terms.confidence)
    without, with_ask, with_limit = (float(chance) for chance in chance_at(needs, [0.0, asked, limit]))
    row: dict[str, Any] = {
        "confidence": terms.confidence, "least": least, "asked": asked, "left": asked - least,
        **{f"left_p{place}": asked - float(needs[100 - place]) for place in (10, 50, 90)},
        "least_npv": grant_for(answers[NPV]["percentiles"], terms.confidence),
        "cost": cost, "limit": limit, "chance_without": without, "chance_asked": with_ask, "chance_limit": with_limit,
    }  # fmt: skip
    if DEBT in answers:
        row["least_debt"] = grant_for(answers[DEBT]["percentiles"], terms.confidence)
        row["debt_cover"] = float(answers[COVER]["percentiles"][50])
    row["status"] = status_of(least, asked, limit, cost)
    if row["status"] == NEVER:
        row["chance_cost"] = float(chance_at(needs, [cost])[0])
    return row | {"text": _sentence(row, terms)}


def status_of(least: float, asked: float, limit: float, cost: float) -> str:
    """How the ask stands to the least grant and to the most that may be given [USD2024]."""
    if least <= 0:
        return NONE_NEEDED
    if least > cost:
        return NEVER
    if least > limit:
        return NOT_ALLOWED
    return ENOUGH if asked >= least else TOO_LITTLE


def _sentence(row: Mapping[str, Any], terms: GrantTerms) -> str:
    least, asked = million(row["least"]), million(row["asked"])
    sure = f"in {terms.confidence * 100:g} % of the draws"
    if row["status"] == NONE_NEEDED:
        return f"It clears its hurdle {sure} without any grant: all {asked} that it asks for are left on the table."
    if row["status"] == NEVER:
        return (
            f"No grant for building makes it happen {sure}: even the whole cost to build, "
            f"{million(row['cost'])}, is enough in {row['chance_cost'] * 100:.0f} %. It would take {least}."
        )
    if row["status"] == NOT_ALLOWED:
        return (
            f"It takes {least} to clear its hurdle {sure}; at most {million(row['limit'])} may be given "
            f"({terms.most_share * 100:g} % of its relevant cost, never more than the cost to build), enough in "
            f"{row['chance_limit'] * 100:.0f} %."
        )
    if row["status"] == TOO_LITTLE:
        return (
            f"It takes {least} to clear its hurdle {sure}; the {asked} that it asks for are {million(-row['left'])} too little, "
            f"enough in {row['chance_asked'] * 100:.0f} %."
        )
    return f"It clears its hurdle {sure} with {least}; the {asked} that it asks for leave {million(row['left'])} on the table."


def million(amount: float) -> str:
    """An amount [USD2024] in words: "1,234.5 MUSD2024"."""
    return f"{amount / 1e6:,.1f} MUSD2024"
