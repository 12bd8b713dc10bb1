"""Long-term correction: how windy the recorded years were, by a reference series of many years (measure, correlate, predict).

Two methods are computed: linear least squares, and variance ratio, which keeps the spread of the wind. For the mean alone
they differ by the correlation: least squares draws the mean less far from the recorded one where the reference fits badly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

METHODS = ("linear least squares", "variance ratio")
LEAST_R2 = 0.5  # hourly; below, a reference says too little of the site [1]
LEAST_OVERLAP = 2160  # concurrent hours, three months
BLOCKS = 24  # parts of the concurrent record, left out one by one


@dataclass(frozen=True)
class Fit:
    """Site speed = ``slope`` [1] x reference speed + ``offset`` [m/s] over ``count`` pairs; ``r2`` [1], squared correlation."""

    slope: float
    offset: float
    r2: float
    count: int


@dataclass(frozen=True)
class LongTerm:
    """A correction: ``factor`` [1] multiplies every speed of the record, ``uncertainty`` [1] is its standard deviation.

    ``fits`` and ``factors`` by method; ``index`` [1] is the reference's mean in the concurrent hours over that of all its
    hours (above 1: the record is of windy years); ``years`` are those of the reference.
    """

    method: str
    factor: float
    uncertainty: float
    fits: dict[str, Fit]
    factors: dict[str, float]
    index: float
    years: float


def least_squares(reference: np.ndarray, site: np.ndarray) -> Fit:
    """The line of least squares of ``site`` over ``reference`` [m/s], both of shape (pairs,)."""
    slope = _r(reference, site) * site.std() / reference.std()
    return _fit(slope, reference, site)


def variance_ratio(reference: np.ndarray, site: np.ndarray) -> Fit:
    """The line that gives the reference the site's mean and standard deviation (Rogers et al. 2005, section 2.2)."""
    return _fit(site.std() / reference.std(), reference, site)


def correct(
    speed: np.ndarray, reference: np.ndarray, offset: int, method: str = METHODS[0]
) -> LongTerm:
    """The correction of hourly ``speed`` [m/s] by an hourly ``reference`` [m/s]; both of any length.

    Hour i of the site is hour i + ``offset`` of the reference. The uncertainty comes from leaving out the concurrent
    hours in 24 consecutive parts, one by one (jackknife; Rogers, Rogers & Manwell 2005, J. Wind Eng. Ind. Aerodyn.
    93:243, doi:10.1016/j.jweia.2004.12.002, who show that the formula of regression is far too small for hours that
    depend on each other), and from the difference of the two methods. Raises ValueError, with the reason, where the
    reference cannot correct.
    """
    if method not in METHODS:
        raise ValueError(f"no long-term correction is called '{method}'; it may be {' or '.join(METHODS)}.")
    first, last = max(0, -offset), min(len(speed), len(reference) - offset)
    x = reference[first + offset : max(last, first) + offset]
    y = speed[first : max(last, first)]
    both = np.isfinite(x) & np.isfinite(y)
    x, y = x[both], y[both]
    if len(x) < LEAST_OVERLAP:
        raise ValueError(f"{len(x):,} hours are told by both the site and the reference; {LEAST_OVERLAP:,} are needed.")
    if x.std() == 0 or y.std() == 0:
        raise ValueError("a series that stands still corrects nothing.")
    if np.isfinite(reference).sum() <= np.isfinite(speed).sum():
        raise ValueError("it is no longer than the site's own record, and so tells nothing of other years.")
    whole, recorded = float(np.nanmean(reference)), float(np.nanmean(speed))
    fits = {METHODS[0]: least_squares(x, y), METHODS[1]: variance_ratio(x, y)}
    r2 = fits[METHODS[0]].r2
    if r2 < LEAST_R2 or _r(x, y) < 0:
        raise ValueError(f"the reference explains {r2:.0%} of the site's hourly wind; below {LEAST_R2:.0%} it corrects nothing.")
    factors = {name: _predicted(fit, x, y, whole) / recorded for name, fit in fits.items()}
    line = least_squares if method == METHODS[0] else variance_ratio
    parts = np.array_split(np.arange(len(x)), BLOCKS)
    # What is left out counts as not recorded, so that the scatter is that of shorter records.
    kept = ((np.delete(x, part), np.delete(y, part)) for part in parts)
    left = np.array([_predicted(line(a, b), a, b, whole) for a, b in kept])
    jackknife = np.sqrt((BLOCKS - 1) / BLOCKS * ((left - left.mean()) ** 2).sum()) / left.mean()
    # Two ends of a range that is evenly likely are sqrt(12) standard deviations apart.
    apart = abs(factors[METHODS[0]] - factors[METHODS[1]]) / np.sqrt(12)
    years = float(np.isfinite(reference).sum() / 8766)
    return LongTerm(method, factors[method], float(np.hypot(jackknife, apart)), fits, factors, float(x.mean() / whole), years)


def _predicted(fit: Fit, x: np.ndarray, y: np.ndarray, whole: float) -> float:
    """Mean of all years [m/s] by the line, which goes through the means of ``x`` and ``y`` [m/s]."""
    return float(y.mean() + fit.slope * (whole - x.mean()))


def _fit(slope: float, x: np.ndarray, y: np.ndarray) -> Fit:
    return Fit(float(slope), float(y.mean() - slope * x.mean()), float(_r(x, y) ** 2), len(x))


def _r(x: np.ndarray, y: np.ndarray) -> float:
    a, b = x - x.mean(), y - y.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))
