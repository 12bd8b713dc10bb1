"""Present values of streams that are per draw, or per draw and year, over an uncertain life."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.discounting import annuity_factor

Flow = np.ndarray | float


class Years:
    """Discount weights of the years 1..n of one block: end of year, the last year in part.

    Parameters: ``rate`` [1/year], scalar or shape (draws,); ``life`` [year], scalar or shape (draws,).
    """

    def __init__(self, rate: Flow, life: Flow):
        self.rate, self.life = np.asarray(rate, dtype=float), np.asarray(life, dtype=float)
        self._weights: dict[int, np.ndarray] = {}

    def present(self, flow: Flow) -> np.ndarray:
        """Present value at the start of operation of a yearly ``flow``: scalar, (draws,), or (draws or 1, years).

        The unit is that of one year's flow; a flow per year must reach to the end of the longest life.
        """
        flow = np.asarray(flow, dtype=float)
        if flow.ndim < 2:
            return flow * annuity_factor(self.rate, self.life)
        weights = self.weights(flow.shape[1])
        return np.einsum("ij,ij->i", np.broadcast_to(flow, np.broadcast_shapes(flow.shape, weights.shape)), weights)

    def weights(self, years: int) -> np.ndarray:
        """What 1 a year in operation is worth in each of ``years`` [1], shape (draws or 1, years); the last year in part."""
        if years not in self._weights:
            rate, life = np.broadcast_arrays(np.atleast_1d(self.rate), np.atleast_1d(self.life))
            whole = np.floor(life)
            weights = np.cumprod(np.broadcast_to(1 / (1 + rate)[:, None], (len(life), years)), axis=1)
            weights[np.arange(1, years + 1) > whole[:, None]] = 0.0
            # The last year in part, so that a constant flow has one present value in either form.
            last = np.flatnonzero(whole < years)
            rest = annuity_factor(rate[last], life[last]) - annuity_factor(rate[last], whole[last])
            weights[last, whole[last].astype(np.int64)] = rest
            self._weights[years] = weights
        return self._weights[years]


def first_years(flow: Flow, life: Flow, years: int) -> np.ndarray:
    """The undiscounted sum of the first ``years`` [year] of operation, in the unit of one year's flow."""
    flow, life = np.asarray(flow, dtype=float), np.asarray(life, dtype=float)
    if flow.ndim < 2:
        return flow * np.minimum(life, years)
    number = np.arange(min(years, flow.shape[1]))
    running = np.clip(np.atleast_1d(life)[:, None] - number, 0.0, 1.0)
    return (flow[:, : len(number)] * running).sum(axis=1)
