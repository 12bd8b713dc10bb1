"""Credits by law, such as 26 U.S.C. 45Q: paid per stored tonne for the first years only, if the plant qualifies.

45Q as it stands after P.L. 119-21 of 4 July 2025. Its dollars are those of the year they are paid in: flat until 2026,
then indexed on 2025 with the price level of the year before. Money here is USD2024, real, so an indexed credit keeps its
worth but for that one year of lag, while an unindexed one would melt (``real_worth``).
Spread over the plant's life a credit is worth less than its face: ``finance.levelised_tax_credit``. It is free of tax,
and we reckon before tax: to who pays tax at t it is worth 1/(1-t) as much as is counted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.carbon_capture.tables import PACKAGE
from evaluators.toolkit.money import deflator
from evaluators.toolkit.row import Row, assumption_table

Number = np.ndarray | float

DISPOSALS = assumption_table(PACKAGE, "disposals.csv")
FOREIGN_OWNERS = assumption_table(PACKAGE, "foreign_owners.csv")
WAGE_RULES = assumption_table(PACKAGE, "wage_rules.csv")
# The year whose dollars the law names, and on which it indexes from 2027.
LAW_YEAR = 2025
# Rows of technologies.csv that are power plants, for which the law has a least share of the unit.
POWER = ("gas_power", "coal_power")


@dataclass(frozen=True)
class Claimant:
    """What the law asks of a plant; numbers or shape (draws,).

    ``from_air``, ``from_power`` [1]: 1 where it is such a plant; ``operation_start`` [year]; ``construction_start`` [year],
    None where it is not known (then the latest start of operation decides); ``use`` [1]: 1 where the CO2 is used or brings
    up oil; ``unit_share`` [1]: of the unit's own CO2, by design, None where it is not stated (then it is taken as enough);
    ``barred_from`` [year]: first calendar year that a foreign owner bars (``foreign_owners.csv``); ``wage_share`` [1]: part
    of the amount that the wage rules leave (``wage_rules.csv``), None where it is not stated (then all of it);
    ``tonnes`` [tonne/year], shape (draws or 1, years of operation): what could be paid for, None where it is not known.
    """

    from_air: Number
    operation_start: Number
    from_power: Number = 0.0
    construction_start: Number | None = None
    use: Number = 0.0
    unit_share: Number | None = None
    barred_from: Number = np.inf
    wage_share: Number | None = None
    tonnes: np.ndarray | None = None


def real_worth(year: Number, inflation: Number, indexed: bool = True) -> Number:
    """What a dollar of the law, paid in ``year`` [year], is worth in USD2024 [1].

    ``inflation`` [1/year] from 2025 on. Indexed, the credit of a year rises with the price level of the year before
    (26 U.S.C. 43(b)(3)(B) on base 2025), so it is behind by one year and no more; 2026 is flat, which is the same.
    """
    since = np.maximum(np.asarray(year, dtype=float) - LAW_YEAR, 0.0)
    behind = np.minimum(since, 1.0) if indexed else since
    return (deflator(2024) / deflator(LAW_YEAR) * (1 + np.asarray(inflation)) ** -behind)[()]


def indexing_gain(credit: Row, operation_start: Number) -> Number:
    """How much more [1] the paid years are worth because they are indexed: their mean real worth over the unindexed, less 1."""
    years = np.asarray(operation_start, dtype=float)[..., None] + np.arange(int(np.max(credit.years_paid)))
    inflation = np.asarray(credit.inflation, dtype=float)[..., None]
    with_index, without = (np.mean(real_worth(years, inflation, indexed), axis=-1) for indexed in (True, False))
    return (with_index / without - 1)[()]


def credit_per_tonne(credit: Row, from_air: Number, operation_start: Number, **further: Any) -> Number:
    """Credit [USD2024/tonne] that a plant may claim, real, in each year that is paid; 0 where the law bars it.

    ``from_air``, ``operation_start`` and what is known ``further``: the fields of ``Claimant``.
    """
    claimant = Claimant(from_air, operation_start, **further)
    entitled = np.all([np.broadcast_to(met, _shape(credit, claimant)) for met, _ in _conditions(credit, claimant)], axis=0)
    before = (np.asarray(claimant.use) > 0) & (np.asarray(claimant.operation_start) <= credit.parity_after)
    amount = np.where(before, credit.amount_use_before, credit.amount)
    amount = amount * (1.0 if claimant.wage_share is None else claimant.wage_share)
    return np.where(entitled, amount * real_worth(claimant.operation_start, credit.inflation), 0.0)[()]


def why_no_credit(credit: Row, from_air: Number, operation_start: Number, **further: Any) -> list[str]:
    """A sentence for each condition of the law that fails in at least half of the draws; none where no credit is claimed.

    Arguments as of ``credit_per_tonne``.
    """
    claimant = Claimant(from_air, operation_start, **further)
    if not np.any(np.asarray(credit.amount) > 0):
        return []
    told = [why for met, why in _conditions(credit, claimant) if np.mean(met) <= 0.5]
    first = float(np.median(claimant.operation_start))
    last_paid = np.floor(first) + float(np.median(credit.years_paid)) - 1
    barred = float(np.median(claimant.barred_from))
    if barred <= np.floor(first):
        told.append(f"its owner is a foreign entity that the law bars from {barred:.0f} on")
    elif barred <= last_paid:
        told.append(f"its owner is a foreign entity that the law bars from {barred:.0f} on; years before that are paid")
    if claimant.tonnes is not None:
        told += _too_few(credit, claimant.tonnes)
    return [f"The credit {credit.name} is {'paid in part' if why.endswith('are paid') else 'not paid'}: {why}." for why in told]


def taken_as_met(credit: Row, **claim: Any) -> list[str]:
    """A sentence for each condition of the law that the proposal says nothing about, so that it is taken as met.

    ``claim``: the fields of ``Claimant``. None where no credit is claimed or the plant is of another kind.
    """
    claimant = Claimant(**claim)
    if not np.any(np.asarray(credit.amount) > 0):
        return []
    told = []
    if claimant.wage_share is None:
        told.append(
            f"Prevailing wage and apprenticeship rules are taken as met, for wage_rules is not stated; where they are not, the "
            f"credit {credit.name} is a fifth of what is counted."
        )
    if claimant.unit_share is None and np.median(credit.least_share) > 0 and np.all(np.asarray(claimant.from_power) > 0):
        told.append(
            f"The plant is taken as built for at least {np.median(credit.least_share):.0%} of the unit's CO2, which the credit "
            f"{credit.name} asks for: capture_rate and capture_rate_basis are not both stated."
        )
    return told


def yearly_credits(
    credit: Row, per_tonne: Number, stored: np.ndarray, operation_start: Number = LAW_YEAR, barred_from: Number = np.inf,
    credit_share: Number = 1.0,
) -> np.ndarray:
    """Credits [USD2024/year] per year of operation, shape of ``stored`` [tonne/year] (draws or 1, years); 0 in years below
    the least tonnes, after the years paid, and from the calendar year ``barred_from`` [year] on.

    ``per_tonne`` [USD2024/tonne]; ``credit_share`` [1]: part of the tonnes that is paid for (``disposals.csv``).
    """
    years = np.arange(stored.shape[1])
    calendar = np.floor(_column(operation_start)) + years
    paid = (years < _column(credit.years_paid)) & (calendar < _column(barred_from))
    tonnes = stored * _column(credit_share)
    return np.where(paid & (tonnes >= _column(credit.least_captured)), tonnes * _column(per_tonne), 0.0)


def _conditions(credit: Row, claimant: Claimant) -> list[tuple[np.ndarray, str]]:
    """Whether each condition is met, per draw, and what to say where it is not."""
    start, begun = claimant.operation_start, claimant.construction_start
    kind = {1: "air", 0: "a point source"}[int(np.median(credit.for_air))]
    kind = "a power plant" if np.median(credit.for_power) else kind
    conditions = [
        (
            (np.asarray(credit.for_air) == claimant.from_air) & (np.asarray(credit.for_power) == claimant.from_power),
            f"it is for capture from {kind}, and this plant is another kind",
        ),
        (start >= np.asarray(credit.first_start), f"the plant is in service before {np.median(credit.first_start):.0f}"),
        (
            start <= np.asarray(credit.last_start),
            f"operation starts after {np.median(credit.last_start):.0f}, too late for a plant begun before "
            f"{np.median(credit.construction_before):.0f}",
        ),
    ]
    if begun is not None:
        conditions.append((
            begun < np.asarray(credit.construction_before),
            f"building starts in {np.median(begun):.0f}, and the law asks for a start before "
            f"{np.median(credit.construction_before):.0f}",
        ))
    if claimant.unit_share is not None:
        conditions.append((
            claimant.unit_share >= np.asarray(credit.least_share),
            f"the plant is built for {np.median(claimant.unit_share):.0%} of the unit's CO2, and the law asks for "
            f"{np.median(credit.least_share):.0%}",
        ))
    return conditions


def _too_few(credit: Row, tonnes: np.ndarray) -> list[str]:
    """What to say where in at least half of the draws a year of those paid brings fewer tonnes than the law asks for."""
    least, years = float(np.median(credit.least_captured)), int(np.median(credit.years_paid))
    missed = (tonnes[:, :years] >= _column(credit.least_captured)).mean(axis=0) <= 0.5
    if not missed.any():
        return []
    asked = f"the {least:,.0f} tonnes a year that the law asks for"
    if missed.all():
        return [f"in none of its first {years} years does the plant capture {asked}"]
    which = np.flatnonzero(missed)
    first = f"its first {len(which)} year{'s' * (len(which) > 1)}"
    years_told = first if which[-1] < len(which) else f"{len(which)} of {years} years"
    return [f"in {years_told} the plant captures less than {asked}; the others are paid"]


def _shape(credit: Row, claimant: Claimant) -> tuple[int, ...]:
    return np.broadcast_shapes(*(np.shape(met) for met, _ in _conditions(credit, claimant)))


def _column(values: Number) -> np.ndarray:
    return np.atleast_1d(np.asarray(values, dtype=float))[:, None]
