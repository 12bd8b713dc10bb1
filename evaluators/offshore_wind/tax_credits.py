"""Credits by law, as it stands in November 2026, for a project that shows it is entitled: 26 U.S.C. 48E, or nothing.

P.L. 119-21 (4 July 2025) ended the clean electricity credits for wind that neither began construction by 4 July 2026 nor
is in service by the end of 2027. Both days can be told from documents, so that a bare date is not enough: the lease must be
held, and the proposal must state that it shows the work, or the service in time. What began before 2025 falls under the old
section 48, at the same rate. 45Y pays by energy instead; offshore 48E is worth more, and only one may be claimed.
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
    credit: Row, capex: Number, country: str, construction_start: float | None, operation_start: Number, years: int, *,
    lease: Row | None = None, evidence: Number | None = None,
) -> Credit:
    """The investment credit on ``capex`` [USD2024] of a farm in ``country`` (ISO 3166, two letters).

    ``construction_start`` [year, with its part] or None where it is not stated: then only a farm in service in time is
    entitled; ``operation_start`` [year], a number or (draws,), where each draw is judged by its own; ``years`` the length of
    the block's yearly streams. ``credit`` is the row us_48e of tax_credits.csv, ``lease`` one of leases.csv or None where none
    is stated; ``evidence`` [1] is 1 where documents show the work or the service. A draw that operates before its
    construction begins earns none.
    """
    start = np.atleast_1d(np.asarray(operation_start, dtype=float))
    if country != "US":
        return Credit(0.0, JAPAN if country == "JP" else f"No credit is counted: none is known for {country or 'this country'}.")
    entitled = start < credit.last_in_service
    if construction_start is not None:
        if construction_start <= credit.last_begun:
            entitled = entitled | (start < _continuous_until(credit, construction_start))
        entitled = entitled & (start > construction_start)
    chance = float(np.mean(entitled))
    if chance == 0:
        return Credit(0.0, _why_not(credit, construction_start, float(np.median(start))))
    lacking = _lacking(lease, evidence)
    if lacking:
        return Credit(0.0, f"No credit is counted: by its dates the farm may be entitled to one, but {lacking}.")
    amount = credit.rate * credit.eligible_share * credit.real_value * np.asarray(capex, dtype=float)
    stream = np.zeros((max(np.size(amount), np.size(entitled)), years))
    stream[:, 0] = np.where(entitled, amount, 0.0)
    old = construction_start is not None and construction_start < credit.old_credit_until
    law = "26 U.S.C. 48, by its start before 2025" if old else "26 U.S.C. 48E as amended by P.L. 119-21"
    note = (
        f"An investment credit of {credit.rate:.0%} ({law}) is counted in {chance:.0%} of the "
        "draws, those in service in time; wage rules are taken as met"
    )
    if construction_start is not None and not old and construction_start < credit.notice_from:
        note += "; that offshore work begun in 2025 before 2 September has ten years for it (IRS Notice 2021-05) is not confirmed"
    if construction_start is None or construction_start >= credit.foreign_rules_from:
        note += ", and so are the limits on parts from prohibited foreign entities: the applicant must show both."
    else:
        note += ": the applicant must show it."
    return Credit(stream, note)


def _lacking(lease: Row | None, evidence: Number | None) -> str:
    """What a farm that is entitled by its dates has not shown; "" where it has shown all."""
    if lease is None or lease.name != "held":
        return f"the lease is {'not stated' if lease is None else repr(lease.name)} and has to be held"
    if evidence is None or np.min(evidence) < 1:
        return "credit_evidence does not state that documents show the physical work begun in time, or the service in time"
    return ""


def _continuous_until(credit: Row, construction_start: float) -> float:
    # Until the end of the fourth, or of the tenth, calendar year after that in which work began.
    years = credit.continuity_before if construction_start < credit.notice_from else credit.continuity
    return np.floor(construction_start) + years + 1


def _why_not(credit: Row, construction_start: float | None, start: float) -> str:
    if construction_start is not None and start <= construction_start:
        return (
            f"No credit is counted: operation ({start:.2f}) is stated before construction begins ({construction_start:.2f}); "
            "correct one of the dates."
        )
    law, named = "26 U.S.C. 45Y and 48E as amended by P.L. 119-21", f"No credit is counted: operation starts in {int(start)}"
    if construction_start is None:
        return f"{named}, after 2027, and no start of construction is stated; {law} ask for one by 4 July 2026."
    if construction_start <= credit.last_begun:
        last = int(_continuous_until(credit, construction_start)) - 1
        notice = "2021-05" if construction_start < credit.notice_from else "2025-42"
        return f"{named}, and work begun in {int(construction_start)} counts as continuous to {last} (IRS Notice {notice})."
    return (
        f"{named} and construction in {int(construction_start)}; {law} ask for a start by 4 July 2026, or for service by the "
        "end of 2027."
    )
