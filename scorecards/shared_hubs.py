"""Transport and storage hubs that several projects share: what each costs a year, once, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluators.carbon_capture.abatement_curve import AbatementCurve

# In years; unsourced: engineering judgement, as the longest life of a plant in evaluators/carbon_capture/technologies.csv.
LIFE = 30.0
ADDED = (
    "A hub's cost comes on top of what each member costs alone and replaces no part of it: our own transport and storage stay "
    "in, so what the hub holds of them counts twice unless transport_distance ends at the hub."
)


def shared_hubs(projects: Iterable[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """What each hub costs [USD2024/year] by its name, and a note on each.

    A project has its ``hub``, "" for none, and ``hub_cost`` [USD2024] or None. Names that differ in capitals or blanks are
    one hub: all its members get the name as the first of them writes it.
    """
    from evaluators.toolkit.finance import capital_recovery_factor
    from evaluators.toolkit.fund_wide import DISCOUNT_RATE

    members: dict[str, list[dict[str, Any]]] = {}
    for one in projects:
        if one["hub"]:
            members.setdefault(one["hub"].casefold(), []).append(one)
    charge = float(capital_recovery_factor(DISCOUNT_RATE.middle, LIFE))
    yearly, notes = dict[str, float](), list[str]()
    for sharing in members.values():
        name = sharing[0]["hub"]
        for one in sharing:
            one["hub"] = name
        stated = {one["hub_cost"] for one in sharing if one["hub_cost"] is not None}
        cost = max(stated, default=0.0)
        yearly[name] = cost * charge
        who = f"The hub {name} ({', '.join(one['project_id'] for one in sharing)})"
        if not stated:
            notes.append(f"{who} counts as 0: none of them states its hub_cost.")
            continue
        notes.append(
            f"{who} counts once: {million(cost)} over {LIFE:.0f} years at {DISCOUNT_RATE.middle:.1%}, without its running cost."
            + (" They state different costs; the greatest is taken." if len(stated) > 1 else "")
        )
    if any(yearly.values()):
        notes.append(ADDED)
    return yearly, notes


def cut_hubs(reached: Sequence[Mapping[str, Any]], alone: AbatementCurve, before: Sequence[float]) -> list[str]:
    """Notes on the projects whose hub the budget parts.

    ``alone`` is the curve of the projects ``reached`` alone, ``before`` what each costs with all [USD2024/tonne].
    """
    return [
        f"The budget does not reach all of {one['hub']}: with what it reaches, {one['project_id']} costs {cost:,.0f} USD2024 a "
        f"tonne, not {whole:,.0f}."
        for one, cost, whole in zip(reached, alone.heights[1], before, strict=True)
        if one["hub"] and cost > whole * 1.005
    ]


def million(amount: float) -> str:
    """An amount [USD2024] in millions, with its unit."""
    return f"{amount / 1e6:,.0f} MUSD2024"
