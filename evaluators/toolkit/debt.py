"""Debt of a project: what is drawn while it is built, and its service over the years of operation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.toolkit.discounting import Number, annuity_factor

REPAID = ("annuity", "equal principal", "at the end")
WHILE_BUILDING = ("paid", "capitalised")


@dataclass(frozen=True, kw_only=True)
class Debt:
    """A loan for a ``share`` [1] of the building cost, drawn as that is spent.

    ``rate`` [1/year], nominal where there is inflation; ``years`` of repayment from the start of operation, whole, the
    whole life where None; ``repaid`` "annuity" (equal payments), "equal principal", or "at the end" (interest alone until
    then, as H2A's constant debt); ``interest_while_building`` "paid" each year or "capitalised" (added to the loan and to
    what is depreciated). Raises ValueError.
    """

    share: Number = 0.0
    rate: Number = 0.0
    years: int | None = None
    repaid: str = "annuity"
    interest_while_building: str = "paid"

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.share) < 0) or np.any(np.asarray(self.share) > 1):
            raise ValueError(
                f"a debt share of {np.min(self.share):g} to {np.max(self.share):g} of the building cost is not within 0 and 1"
            )
        if np.any(np.asarray(self.rate) < 0):
            raise ValueError(f"a debt rate of {np.min(self.rate):g} a year is negative; give one from 0, such as 0.05")
        if self.years is not None and (self.years < 1 or self.years != int(self.years)):
            raise ValueError(f"debt repaid over {self.years:g} years; give whole years from 1, or None for the whole life")
        for word, known in ((self.repaid, REPAID), (self.interest_while_building, WHILE_BUILDING)):
            if word not in known:
                raise ValueError(f"'{word}' is not known for debt; it may be {', '.join(known)}")

    def while_building(self, spent: np.ndarray, length: np.ndarray, part: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What is drawn and what interest is paid at each spending, and the debt at the start of operation.

        ``spent`` (draws or 1, spendings) [money]; ``length`` (draws or 1) [year] between two; ``part`` [1] of that time for
        which a drawing bears interest in its own period.
        """
        drawn = np.asarray(self.share)[..., None] * spent
        capitalised = self.interest_while_building == "capitalised"
        owed, interest = np.zeros(np.broadcast_shapes(drawn.shape[:-1], length.shape, np.shape(self.rate))), []
        for one in np.moveaxis(drawn, -1, 0):
            due = (owed + one * part) * self.rate * length
            owed = owed + one + (due if capitalised else 0.0)
            interest.append(np.zeros_like(due) if capitalised else due)
        return drawn, np.stack(interest, axis=-1), owed

    def service(self, owed: np.ndarray, running: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Interest and principal of each year of operation, (draws or 1, years), for ``owed`` (draws or 1) at its start.

        ``running`` (draws or 1, years) [1] is the part of each year in operation, ``last`` the index of the last; what is
        owed then is repaid then.
        """
        last = last[:, None]
        term = last + 1 if self.years is None else np.minimum(self.years, last + 1)
        ended = np.arange(running.shape[1] + 1)
        if self.repaid == "at the end":
            left: Number = np.where(ended < term, 1.0, 0.0)
        elif self.repaid == "equal principal":
            left = np.maximum(1 - ended / term, 0.0)
        else:
            rate = np.asarray(self.rate)[..., None]
            left = annuity_factor(rate, np.maximum(term - ended, 0)) / annuity_factor(rate, term)
        balance = owed[:, None] * left
        return balance[:, :-1] * np.asarray(self.rate)[..., None] * running, balance[:, :-1] - balance[:, 1:]
