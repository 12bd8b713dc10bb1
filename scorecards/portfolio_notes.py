"""What a reader should know beside a portfolio, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scorecards.portfolio_data import Candidates
from scorecards.portfolio_model import Chosen
from scorecards.portfolio_rules import Rules
from scorecards.robust_portfolio import Robust


def objective_words(rules: Rules) -> str:
    """What is maximised, in words."""
    if rules.unit != "value":
        return {"tonne": "tonnes", "points": "points"}[rules.unit]
    return f"{rules.per_tonne * 1e6:g} a million tonnes and {rules.per_point:g} a point"


def portfolio_notes(found: Sequence[Mapping[str, Any]], chosen: Chosen, rules: Rules) -> list[str]:
    """What was chosen, what other ways lose, how far it is proven and how far it counts."""
    lists = {row["name"]: row for row in found if row["section"] == "list"}
    best = lists["optimum"]
    notes = [
        f"{best['projects']} projects for {best['grant'] / 1e6:,.1f} of {rules.pool / 1e6:,.0f} MUSD2024: {best['tonnes']:,.0f} "
        f"tonnes expected in ten years (p10 to p90: {best['tonnes_p10']:,.0f} to {best['tonnes_p90']:,.0f})."
    ]
    if best["lost"] is not None:
        ways = (("ranked", "strictly down the scores"), ("greedy", "by value for money"))
        told = ", and ".join(f"{words} {_loses(lists[name])}" for name, words in ways)
        notes.append(f"Against the optimum, funding {told}.")
    if rules.mode == "advisory":
        notes.append("Advisory: the portfolio proposes, the council decides.")
    else:
        notes.append("The call permits this portfolio to be taken as the decision (mode: binding).")
    if chosen.gap > 1e-9:
        notes.append(f"Proven to lie within {chosen.gap:.2%} of the optimum.")
    return notes


def apart_notes(everyone: Candidates, rules: Rules) -> list[str]:
    """Who asks for less than it needs, and what becomes of it."""
    notes = []
    in_short = everyone.short & (everyone.apart == "")
    if in_short.any():
        notes.append(
            f"Asking for less than it takes to happen at {rules.confidence:.0%} confidence: {in_short.sum()} of "
            f"{(everyone.apart == '').sum()} that could be funded. They are taken as asked, and their tonnes rest on somebody "
            f"else closing the gap."
        )
    out = [why for why in everyone.apart if "to happen at" in why]
    if out:
        notes.append(
            f"Left out for asking less than it takes to happen at {rules.confidence:.0%} confidence: {len(out)} of "
            f"{len(everyone)}. To take them as asked: portfolio: short_ask: as asked."
        )
    return notes


def core_note(index: Robust) -> str:
    """How many are core, borderline and exterior."""
    lost = f"; {index.lost} of them allowed no portfolio" if index.lost else ""
    words = [index.word(place) for place in range(len(index.index))]
    counts = ", ".join(f"{words.count(word)} {word}" for word in ("core", "borderline", "exterior"))
    return f"Core index, sampled over {index.worlds} worlds{lost}: {counts}."


def _loses(row: Mapping[str, Any]) -> str:
    if row["lost"] < -5e-4:
        return f"has {-row['lost']:.1%} more, by breaking rules"
    return f"loses {max(row['lost'], 0.0):.1%}" + (" and breaks rules" if row["text"] else "")
