"""The shapes of what we suppose: from low, mode and high to draws, mean, spread and median.

| shape      | low, high            | mode                | form                                        |
|------------|----------------------|---------------------|---------------------------------------------|
| pert       | the ends             | the most likely     | beta between the ends, weight 4 on the mode |
| triangular | the ends             | the most likely     | density rises to the mode and falls         |
| uniform    | the ends             | not used            | every value alike                           |
| normal     | 5th, 95th percentile | the median          | sd = (high - low) / (2 z), z = 1.6449       |
| lognormal  | 5th, 95th percentile | the median, above 0 | sd of the logarithm = ln(high/low) / (2 z)  |
| fixed      | equal to the mode    | the value           | no spread                                   |

A normal or lognormal has one spread for both sides. The rule: the two sides stated (low to median, median to
high; in logarithms for the lognormal) may differ by at most 25 % of their mean; then the median is kept and
the mean of both sides is used. Beyond that the shape does not say what was meant, and is refused.

Arguments may be floats or arrays that broadcast; answers have the unit of low, mode and high. Sources: PERT:
Malcolm et al. 1959, Operations Research 7:646, doi:10.1287/opre.7.5.646, as a beta distribution with lambda =
4 (Vose 2008, Risk Analysis, 3rd ed.); triangular: Kotz & van Dorp 2004, Beyond Beta, chapter 1.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.beta_draws import beta_quantiles

Number = np.ndarray | float

SHAPES = ("pert", "triangular", "uniform", "normal", "lognormal", "fixed")
ASYMMETRY = 0.25
Z95 = 1.6448536269514722


def quantile(shape: str, low: Number, mode: Number, high: Number, u: Number) -> Number:
    """The value below which the share ``u`` [1] of the distribution lies (the inverse of the cumulative one).

    ``u`` in [0, 1]; strictly inside for normal and lognormal, which have no ends. Raises ValueError in a
    sentence.
    """
    low, mode, high = _ordered(shape, low, mode, high)
    u = np.asarray(u, dtype=float)
    endless = shape in ("normal", "lognormal")
    if not np.all((u > 0) & (u < 1) if endless else (u >= 0) & (u <= 1)):
        where = "strictly between" if endless else "between"
        raise ValueError(f"a probability must lie {where} 0 and 1 for shape '{shape}'")
    width = high - low
    if shape == "pert":
        # Imported here: the commands that only ask read medians of other shapes and need not wait for SciPy.
        from scipy.special import betaincinv

        rise, fall = _beta(low, mode, high)
        one_shape = rise.ndim == 0 and u.ndim == 1
        share = beta_quantiles(float(rise), float(fall), u) if one_shape else betaincinv(rise, fall, u)
        return (low + width * share)[()]
    if shape == "triangular":
        peak = np.divide(mode - low, width, out=np.full(np.shape(width), 0.5), where=width > 0)
        rising, falling = np.sqrt(u * peak), 1 - np.sqrt((1 - u) * (1 - peak))
        return (low + width * np.where(u < peak, rising, falling))[()]
    if shape == "uniform":
        return (low + width * u)[()]
    if shape == "fixed":
        return (mode + 0 * u)[()]
    from scipy.special import ndtri

    if shape == "normal":
        return (mode + width / (2 * Z95) * ndtri(u))[()]
    return (mode * np.exp(np.log(high / low) / (2 * Z95) * ndtri(u)))[()]


def mean(shape: str, low: Number, mode: Number, high: Number) -> Number:
    """The mean, closed form."""
    low, mode, high = _ordered(shape, low, mode, high)
    if shape == "pert":
        return ((low + 4 * mode + high) / 6)[()]
    if shape == "triangular":
        return ((low + mode + high) / 3)[()]
    if shape == "uniform":
        return ((low + high) / 2)[()]
    if shape == "lognormal":
        return (mode * np.exp(_log_sd(low, high) ** 2 / 2))[()]
    return mode[()]


def sd(shape: str, low: Number, mode: Number, high: Number) -> Number:
    """The standard deviation, closed form."""
    low, mode, high = _ordered(shape, low, mode, high)
    width = high - low
    if shape == "pert":
        rise, fall = _beta(low, mode, high)
        # rise + fall is 6, so that the variance of the beta is rise * fall / (36 * 7).
        return (width * np.sqrt(rise * fall / 252))[()]
    if shape == "triangular":
        return np.sqrt((width**2 - (mode - low) * (high - mode)) / 18)[()]
    if shape == "uniform":
        return (width / np.sqrt(12))[()]
    if shape == "normal":
        return (width / (2 * Z95))[()]
    if shape == "lognormal":
        return (mean(shape, low, mode, high) * np.sqrt(np.expm1(_log_sd(low, high) ** 2)))[()]
    return (0 * mode)[()]


def central(shape: str, low: Number, mode: Number, high: Number) -> Number:
    """The median: what one number should stand for the distribution."""
    if shape in ("normal", "lognormal", "fixed"):
        return _ordered(shape, low, mode, high)[1][()]
    return quantile(shape, low, mode, high, 0.5)


def _beta(low: np.ndarray, mode: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    width = high - low
    # No width: any shape will do, since it is multiplied by nought.
    rise = 1 + 4 * np.divide(mode - low, width, out=np.full(np.shape(width), 0.5), where=width > 0)
    return rise, 6 - rise


def _log_sd(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.log(high / low) / (2 * Z95)


def _ordered(shape: str, low: Number, mode: Number, high: Number) -> tuple[np.ndarray, ...]:
    """Float arrays of one shape, or a ValueError that says what is wrong with them."""
    if shape not in SHAPES:
        raise ValueError(f"no shape is called '{shape}'; the shapes are {', '.join(SHAPES)}")
    if shape == "uniform":
        mode = (np.asarray(low, dtype=float) + np.asarray(high, dtype=float)) / 2
    low, mode, high = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (low, mode, high)))
    stated = f"low {low.min():g}, mode {mode.min():g}, high {high.max():g}"
    if not np.all(np.isfinite(low) & np.isfinite(mode) & np.isfinite(high)):
        raise ValueError(f"low, mode and high must be finite numbers; stated are {stated}")
    if np.any((low > mode) | (mode > high)):
        raise ValueError(f"low, mode and high must rise in this order; stated are {stated}")
    if shape == "fixed" and np.any(low != high):
        raise ValueError(f"a fixed value has no range, yet {stated} are stated; make them equal")
    if shape == "lognormal" and np.any(low <= 0):
        raise ValueError(f"a lognormal lies above 0, yet {stated} are stated; choose pert or triangular")
    if shape in ("normal", "lognormal"):
        left, right = (
            (mode - low, high - mode) if shape == "normal" else (np.log(mode / low), np.log(high / mode))
        )
        if np.any(np.abs(right - left) > ASYMMETRY * (left + right) / 2 * (1 + 1e-12)):
            raise ValueError(
                f"a {shape} spreads alike to both sides of its median (within 25 %), and {stated} do not; "
                "choose pert or triangular, or state the 5th, 50th and 95th percentiles again"
            )
    return low, mode, high
