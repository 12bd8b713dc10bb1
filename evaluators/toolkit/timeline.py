"""When the money of a project is paid and earned: spendings before operation, then its years, and what each time is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluators.toolkit.discounting import Number
from evaluators.toolkit.present_value import Years

PAID = ("end", "middle")


@dataclass(frozen=True, kw_only=True, eq=False)
class Timeline:
    """Periods of a project: ``spendings`` equal parts of ``construction_years`` [year] before time 0, each paid at the
    ``paid`` "end" or "middle", then the years of its ``life`` [year], the last in part.

    ``rate`` and ``inflation`` [1/year]; all numbers or (draws,). Tables are (draws or 1, spendings + years).
    """

    rate: Number
    life: Number
    inflation: Number = 0.0
    construction_years: Number = 0.0
    spendings: int = 1
    paid: str = "end"

    @cached_property
    def years(self) -> Years:
        """Present values of yearly flows in money of time 0."""
        return Years(self.rate, self.life)

    @cached_property
    def running(self) -> np.ndarray:
        """Part of each year in operation [1], (draws or 1, years)."""
        life = column(self.life)
        return np.clip(life - np.arange(int(np.ceil(life.max() - 1e-9))), 0.0, 1.0)

    @cached_property
    def is_last(self) -> np.ndarray:
        """Whether a year is the last in operation, (draws or 1, years)."""
        return np.arange(self.running.shape[1]) == self.last[:, None]

    @cached_property
    def last(self) -> np.ndarray:
        """Index of the last year of operation, (draws or 1,)."""
        return (self.running > 0).sum(axis=1) - 1

    @cached_property
    def spent_at(self) -> np.ndarray:
        """Times of the spendings [year], none above 0."""
        back = np.arange(self.spendings) + (1.0 if self.paid == "end" else 0.5)
        return -column(self.construction_years) * (1 - back / self.spendings)

    @cached_property
    def times(self) -> np.ndarray:
        """Time of every period [year]; a last year in part ends with the life."""
        return beside(self.spent_at, np.minimum(np.arange(1.0, self.running.shape[1] + 1), column(self.life)))

    @cached_property
    def level(self) -> np.ndarray:
        """Price level of every period, 1 at time 0."""
        return np.exp(self.times * np.log1p(column(self.inflation)))

    @cached_property
    def discount(self) -> np.ndarray:
        """What 1 in money of its day is worth at time 0, for every period."""
        weights = self.years.weights(self.running.shape[1])
        shape = np.broadcast_shapes(weights.shape, self.running.shape)
        yearly = np.divide(weights, self.running, out=np.zeros(shape), where=self.running > 0)
        return beside(np.exp(-self.spent_at * np.log1p(column(self.rate))), yearly) / self.level

    @property
    def end(self) -> np.ndarray:
        """What 1 in money of time 0 is worth if paid at the end of life."""
        return np.exp(-np.log1p(np.asarray(self.rate, dtype=float)) * self.life)

    def of_years(self, table: np.ndarray) -> np.ndarray:
        """The years of operation of a ``table``."""
        return table[:, self.spendings :]

    def building(self, amount: Number, shares: tuple[float, ...]) -> np.ndarray:
        """``amount`` [money of time 0] spent by ``shares`` [1], in money of its day, (draws or 1, spendings)."""
        return column(amount) * np.asarray(shares) * self.level[:, : self.spendings]

    def table(self, flow: Number) -> np.ndarray:
        """A yearly ``flow``, number, (draws,) or (draws or 1, years), as (draws or 1, years of operation or 1).

        What is given for fewer years than those of operation is nil afterwards, as a credit that ends.
        """
        flow, years = np.asarray(flow, dtype=float), self.running.shape[1]
        if flow.ndim < 2:
            return column(flow)
        return flow[:, :years] if flow.shape[1] >= years else np.pad(flow, ((0, 0), (0, years - flow.shape[1])))

    def yearly(self, flow: Number) -> np.ndarray:
        """A yearly ``flow`` [money of time 0], as in ``table``, in money of its day while the plant runs."""
        return self.table(flow) * self.running * self.of_years(self.level)


def column(values: Number) -> np.ndarray:
    """One number a draw as (draws or 1, 1), beside years."""
    return np.atleast_1d(np.asarray(values, dtype=float))[:, None]


def beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Two tables of draws (either may have one row for all) side by side."""
    rows = max(len(left), len(right))
    return np.concatenate([np.broadcast_to(one, (rows, one.shape[1])) for one in (left, right)], axis=1)
