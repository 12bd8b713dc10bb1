"""Credits by law, as it stands in November 2026, for a project that shows it is entitled: 26 U.S.C. 48E, or nothing.

P.L. 119-21 (4 July 2025) ended the clean electricity credits for wind that neither began construction by 4 July 2026 nor
is in service by the end of 2027. 45Y pays by energy instead; offshore 48E is worth more, and only one may be claimed.
Like other credits here it meets flows before tax, so that the half of it that lowers depreciation is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

TAX_CREDITS = assumption_table("evaluators.offshore_wind", "tax_credits.csv")
JAPAN = (
    "No credit is counted: Japan grants none on wind energy (the premium of an auction is a price, and the tax incentive for "
    "carbon-neutral investment is none for plants that sell energy: recalled, not confirmed)."
)
LEASING = (
    "No new lease for wind in US federal waters since 21 January 2025 (memorandum of 20 January 2025, 90 FR 8363, in force "
    "until revoked; leases held before stand). The halt of permits was vacated on 8 December 2025 (D. Mass., second-hand)."
)


@dataclass(frozen=True)
class Credit:
    """``stream`` [USD2024/year]: 0.0, or (draws or 1, years) with all of it in the first year; ``note``: why, or why not."""

    stream: Number
    note: str


def tax_credit(
    credit: Row, capex: Number, country: str, construction_start: float | None, operation_start: Number, years: int
) -> Credit:
    """The investment credit on ``capex`` [USD2024] of a farm in ``country`` (ISO 3166, two letters).

    ``construction_start`` [year, with its part] or None where it is not stated: then only a farm in service in time is
    entitled; ``operation_start`` [year], a number or (draws,), where each draw is judged by its own; ``years`` the length of
    the block's yearly streams. ``credit`` is the row us_48e of tax_credits.csv.
    """
    if country != "US":
        return Credit(0.0, JAPAN if country == "JP" else f"No credit is counted: none is known for {country or 'this country'}.")
    start = np.atleast_1d(np.asarray(operation_start, dtype=float))
    entitled = start < credit.last_in_service
    if construction_start is not None and construction_start <= credit.last_begun:
        entitled = entitled | (start < _continuous_until(credit, construction_start))
    chance = float(np.mean(entitled))
    if chance == 0:
        return Credit(0.0, _why_not(credit, construction_start, float(np.median(start))))
    amount = credit.rate * credit.eligible_share * credit.real_value * np.asarray(capex, dtype=float)
    stream = np.zeros((max(np.size(amount), np.size(entitled)), years))
    stream[:, 0] = np.where(entitled, amount, 0.0)
    note = (
        f"An investment credit of {credit.rate:.0%} (26 U.S.C. 48E as amended by P.L. 119-21) is counted in {chance:.0%} of the "
        "draws, those in service in time; wage rules are taken as met"
    )
    if construction_start is None or construction_start >= credit.foreign_rules_from:
        note += ", and so are the limits on parts from prohibited foreign entities: the applicant must show both."
    else:
        note += ": the applicant must show it."
    return Credit(stream, note)


def _continuous_until(credit: Row, construction_start: float) -> float:
    # Until the end of the fourth calendar year after that in which work began.
    return np.floor(construction_start) + credit.continuity + 1


def _why_not(credit: Row, construction_start: float | None, start: float) -> str:
    law, named = "26 U.S.C. 45Y and 48E as amended by P.L. 119-21", f"No credit is counted: operation starts in {int(start)}"
    if construction_start is None:
        return f"{named}, after 2027, and no start of construction is stated; {law} ask for one by 4 July 2026."
    if construction_start <= credit.last_begun:
        last = int(_continuous_until(credit, construction_start)) - 1
        return f"{named}, and work begun in {int(construction_start)} counts as continuous to {last} (IRS Notice 2025-42)."
    return (
        f"{named} and construction in {int(construction_start)}; {law} ask for a start by 4 July 2026, or for service by the "
        "end of 2027."
    )
