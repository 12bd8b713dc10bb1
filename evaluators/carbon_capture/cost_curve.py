"""A cost curve: the cost of a tonne over plant scale, cumulative capacity, calendar year or abatement, in every draw.

The draws of all points belong together, so what is asked is answered within each draw and then put in order: the p90 of a
ratio is no ratio of p90s. Scale and learning are two curves with two axes; neither contains the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Number = np.ndarray | float

# What x is measured in, and whether cost goes with its logarithm.
AXES: dict[str, tuple[str, bool]] = {
    "plant scale": ("tonne/year", True),
    "cumulative capacity": ("tonne/year", True),
    "year": ("year", False),
    "abatement": ("tonne/year", False),
}
BOUNDARIES = ("gross", "net", "avoided")
SHARES = np.array([0.1, 0.5, 0.9])


def p10_p50_p90(draws: np.ndarray) -> np.ndarray:
    """Three percentiles over the last axis of ``draws``, shape (3, ...), in their unit; +infinity is the greatest value."""
    ordered = np.sort(draws, axis=-1)
    steps = SHARES * (ordered.shape[-1] - 1)
    below = steps.astype(np.intp)
    lower, upper = ordered[..., below], ordered[..., np.minimum(below + 1, ordered.shape[-1] - 1)]
    with np.errstate(invalid="ignore"):  # between two infinities there is nothing to interpolate
        between = np.where((steps == below) | (lower == upper), lower, lower + (steps - below) * (upper - lower))
    return np.moveaxis(between, -1, 0)


@dataclass(frozen=True)
class Required:
    """Where a cost is reached: ``x`` in each draw, infinite where it is not; its percentiles; the ``chance`` [1] that it is."""

    x: np.ndarray
    p10: float
    p50: float
    p90: float
    chance: float


@dataclass(frozen=True)
class CostCurve:
    """Cost [USD2024/tonne] over ``x``.

    ``axis``: a name of ``AXES``; ``boundary``: "gross" (captured tonnes), "net" or "avoided"; ``x`` (points,), rising, in
    ``unit``; ``cost`` (points, draws), +infinity where a draw leaves no tonne; ``components`` part -> (points,), its mean over
    the draws that have a cost, which add up to the mean cost; empty where no split is known. Raises ValueError.
    """

    axis: str
    boundary: str
    x: np.ndarray
    cost: np.ndarray
    components: Mapping[str, np.ndarray]

    def __post_init__(self) -> None:
        for what, name, known in (("axis", self.axis, AXES), ("boundary", self.boundary, BOUNDARIES)):
            if name not in known:
                raise ValueError(f"A cost curve has no {what} '{name}'; there are: {', '.join(known)}.")
        x, cost = np.asarray(self.x, dtype=float), np.asarray(self.cost, dtype=float)
        if x.ndim != 1 or len(x) < 2 or not np.all(np.isfinite(x)) or np.any(np.diff(x) <= 0):
            raise ValueError(f"A cost curve over {self.axis} needs two points and more, each beyond the one before.")
        if self._logarithmic and x[0] <= 0:
            raise ValueError(f"{self.axis.capitalize()} begins at {x[0]:g} {self.unit}; cost goes with its log: begin above 0.")
        if cost.ndim != 2 or len(cost) != len(x) or not cost.shape[1]:
            raise ValueError(f"Cost has the shape {cost.shape}; with {len(x)} points it must be ({len(x)}, draws).")
        if np.any(np.isnan(cost)) or np.any(np.isneginf(cost)):
            raise ValueError("A cost is neither a number nor +infinity (no tonne is left); look for 0/0 in how it was made.")
        parts = {name: np.broadcast_to(np.asarray(part, dtype=float), x.shape) for name, part in self.components.items()}
        for name, value in (("x", x), ("cost", cost), ("components", parts)):
            object.__setattr__(self, name, value)
        mean = self.mean
        apart = np.abs(sum(parts.values()) - mean) > 1e-6 * np.abs(mean) if parts else np.zeros(1, dtype=bool)
        if np.any(apart):
            place = int(np.argmax(apart))
            raise ValueError(
                f"The parts of the cost at x = {_said(self, x[place])} add up to "
                f"{sum(part[place] for part in parts.values()):g}, the mean cost is {mean[place]:g} USD2024/tonne."
            )

    @property
    def unit(self) -> str:
        """The unit of x."""
        return AXES[self.axis][0]

    @property
    def mean(self) -> np.ndarray:
        """Mean cost [USD2024/tonne] of the draws that have one, shape (points,); NaN where none has."""
        finite = np.isfinite(self.cost)
        with np.errstate(invalid="ignore"):
            return np.where(finite, self.cost, 0.0).sum(axis=1) / finite.sum(axis=1)

    def draws_at(self, x: Number) -> np.ndarray:
        """Cost [USD2024/tonne] at ``x`` in every draw, shape (*x.shape, draws). Raises ValueError outside the curve."""
        place, weight = self._between(x)
        return _mixed(self.cost[place], self.cost[place + 1], weight[..., None])

    def at(self, x: Number) -> np.ndarray:
        """p10, p50 and p90 of the cost [USD2024/tonne] at ``x``, shape (3, *x.shape). Raises ValueError outside the curve."""
        return p10_p50_p90(self.draws_at(x))

    def split(self, x: Number) -> dict[str, np.ndarray]:
        """Mean cost [USD2024/tonne] of each part at ``x``; empty where no split is known. Raises ValueError."""
        place, weight = self._between(x)
        return {name: _mixed(part[place], part[place + 1], weight)[()] for name, part in self.components.items()}

    def required(self, cost: float) -> Required:
        """The first x at which ``cost`` [USD2024/tonne] is reached: from above, or over abatement, which gets dearer, from below.

        Where the curve begins beyond it, that is its first x: the least that is known. Reached after the curve's end counts
        as not reached.
        """
        reached = self.cost >= cost if self.axis == "abatement" else self.cost <= cost
        first = np.argmax(reached, axis=0)
        before, all_draws = np.maximum(first - 1, 0), np.arange(self.cost.shape[1])
        near, far = self.cost[before, all_draws], self.cost[first, all_draws]
        with np.errstate(invalid="ignore", divide="ignore"):
            weight = np.where(np.isinf(near) | (first == 0), 1.0, (cost - near) / (far - near))
        scale = self._scale(self.x)
        x = np.where(reached.any(axis=0), self._unscaled(_mixed(scale[before], scale[first], weight)), np.inf)
        low, middle, high = (float(one) for one in p10_p50_p90(x))
        return Required(x, low, middle, high, float(np.mean(np.isfinite(x))))

    def rows(self) -> list[dict[str, float]]:
        """One row a point: x, p10, p50, p90 and mean of the cost [USD2024/tonne], then each part by its name."""
        low, middle, high = p10_p50_p90(self.cost)
        shown = {"x": self.x, "p10": low, "p50": middle, "p90": high, "mean": self.mean, **self.components}
        return [{name: float(values[place]) for name, values in shown.items()} for place in range(len(self.x))]

    def compare(self, other: CostCurve) -> list[dict[str, float]]:
        """This cost over the other's, within each draw, at every x of both that both reach.

        Rows of x, ratio_p10, ratio_p50, ratio_p90 [1] and the chance [1] that this one is cheaper. Where neither has a cost the
        ratio is 1. Raises ValueError for curves that do not go together.
        """
        for what, here, there in (("boundary", self.boundary, other.boundary), ("axis", self.axis, other.axis)):
            if here != there:
                raise ValueError(
                    f"These two curves do not go together: the {what} of one is '{here}', of the other '{there}'. "
                    "Gross, net and avoided cost, or scale and learning, are never compared with one another."
                )
        if self.cost.shape[1] != other.cost.shape[1]:
            raise ValueError(
                f"One curve has {self.cost.shape[1]:,} draws, the other {other.cost.shape[1]:,}: make both from the same draws."
            )
        both = np.union1d(self.x, other.x)
        both = both[(both >= max(self.x[0], other.x[0])) & (both <= min(self.x[-1], other.x[-1]))]
        if not len(both):
            raise ValueError(f"The two curves have no {self.axis} in common: {_span(self)} and {_span(other)}.")
        mine, its = self.draws_at(both), other.draws_at(both)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(mine == its, 1.0, mine / its)
        shown = zip(both, *p10_p50_p90(ratio), (mine < its).mean(axis=1), strict=True)
        names = ("x", "ratio_p10", "ratio_p50", "ratio_p90", "cheaper")
        return [dict(zip(names, map(float, row), strict=True)) for row in shown]

    @property
    def _logarithmic(self) -> bool:
        return AXES[self.axis][1]

    def _scale(self, x: np.ndarray) -> np.ndarray:
        return np.log(x) if self._logarithmic else x

    def _unscaled(self, scale: np.ndarray) -> np.ndarray:
        return np.exp(scale) if self._logarithmic else scale

    def _between(self, x: Number) -> tuple[np.ndarray, np.ndarray]:
        """The point below each x, and how far [1] x lies on the way to the next."""
        x = np.asarray(x, dtype=float)
        outside = x[~((x >= self.x[0]) & (x <= self.x[-1]))]
        if outside.size:
            raise ValueError(
                f"The curve over {self.axis} goes from {_span(self)}; {_said(self, outside.flat[0])} lies outside. "
                "Make the curve longer: it is not drawn on by guessing."
            )
        place = np.clip(np.searchsorted(self.x, x, side="right") - 1, 0, len(self.x) - 2)
        start, end = self._scale(self.x[place]), self._scale(self.x[place + 1])
        return place, (self._scale(x) - start) / (end - start)


def cost_curve(
    axis: str, boundary: str, x: Sequence[float] | np.ndarray, parts_at: Callable[[float], Mapping[str, Number]]
) -> CostCurve:
    """The curve of a cost that ``parts_at`` gives for one x: part -> USD2024/tonne, a number or shape (draws,), all broadcast.

    ``boundary`` says which tonnes the parts are per. Raises ValueError.
    """
    cost: list[np.ndarray] = []
    split: list[dict[str, Any]] = []
    for one in x:
        parts = dict(parts_at(float(one)))
        arrays = np.broadcast_arrays(*(np.atleast_1d(part).astype(float) for part in parts.values()))
        drawn = dict(zip(parts, arrays, strict=True))
        whole = np.asarray(sum(drawn.values()))
        finite = np.isfinite(whole)
        split.append({name: part[finite].mean() if finite.any() else np.nan for name, part in drawn.items()})
        cost.append(whole)
    draws = max(len(one) for one in cost)
    components = {name: np.array([one[name] for one in split]) for name in split[0]}
    return CostCurve(axis, boundary, np.asarray(x, dtype=float), np.array([np.broadcast_to(c, draws) for c in cost]), components)


def _mixed(low: np.ndarray, high: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """low + weight x (high - low), where an end that has no weight may be infinite."""
    with np.errstate(invalid="ignore"):
        return np.where(weight <= 0, low, np.where(weight >= 1, high, (1 - weight) * low + weight * high))


def _span(curve: CostCurve) -> str:
    return f"{_said(curve, curve.x[0])} to {_said(curve, curve.x[-1])}" + ("" if curve.axis == "year" else f" {curve.unit}")


def _said(curve: CostCurve, x: float) -> str:
    return f"{x:g}" if curve.axis == "year" or abs(x) < 1000 else f"{x:,.0f}"
