"""Learning for a portfolio: the factors of a technology are computed once, each proposal only adds them up.

Sharing them is right before it is fast: proposals of one technology rise and fall with it. Single precision, since a
factor is known to a per cent at best; and no BLAS, which on a busy machine is 26 times slower with its threads than without.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from evaluators.carbon_capture.deployment import experience
from evaluators.carbon_capture.learning import (
    BASE_YEAR,
    CLASSES,
    MOST_EXPERIENCE,
    class_factors,
    forecast_error,
    learning_ratio,
)
from evaluators.carbon_capture.net import cost_per_net_tonne

Number = np.ndarray | float

YEARS = np.arange(BASE_YEAR, 2051)
# The last row of the factors: variable cost and energy above its floor.
LEARNING_CLASSES = (*CLASSES, "running")
# Ten technologies of 10,000 draws take 62 MB.
MOST_KEPT = 128 * 2**20
# Years worked on together: what they need stays in the processor's cache.
BLOCKS = tuple(slice(start, start + 7) for start in range(0, len(YEARS), 7))

_KEPT: dict[bytes, np.ndarray] = {}


def technology_factors(
    rates: Mapping[str, Number], floor_share: Number, in_2025: Number, at_reference: Number, growth: Number,
    slip: Number = 0.0, ceiling: Number = MOST_EXPERIENCE, error: Number = 0.0, error_later: Number = 0.0,
    path_2025: Number | None = None, error_first: Number = 0.0,
) -> np.ndarray:
    """Cost of each learning class in each year over its cost at the reference [1], shape (6, 26, draws), read-only.

    ``rates`` [1]: learning rate of each of ``LEARNING_CLASSES``; one left out does not learn. Components have
    ``floor_share`` [1] and the error of forecast; running has neither: its floor is that of its energy, and no forecast
    changes what a tonne needs. Experience: ``in_2025`` as counted, ``growth``, ``slip`` and ``ceiling`` as
    in ``deployment.experience``, ``path_2025`` likewise (``in_2025`` where None), over ``at_reference``; ``error_first``,
    ``error`` and ``error_later`` as in ``learning.forecast_error``. Numbers or shape (draws,).
    The same draws, asked again, are not computed again. Raises ValueError.
    """
    unknown = set(rates) - set(LEARNING_CLASSES)
    if unknown:
        raise ValueError(f"no learning class is called {sorted(unknown)[0]}; they are {', '.join(LEARNING_CLASSES)}")
    rates = {name: np.asarray(rates.get(name, 0.0), dtype=float) for name in LEARNING_CLASSES}
    path = in_2025 if path_2025 is None else path_2025
    inputs = [
        np.asarray(one, dtype=float)
        for one in (
            floor_share, in_2025, path, at_reference, growth, slip, ceiling, error_first, error, error_later, *rates.values(),
        )
    ]
    key = _key(inputs)
    if key in _KEPT:
        return _KEPT[key]
    components, running = {name: rates[name] for name in CLASSES}, {"running": rates["running"]}
    draws = np.broadcast_shapes(*(one.shape for one in inputs), (1,))
    factors = np.empty((len(LEARNING_CLASSES), len(YEARS), *draws), dtype=np.float32)
    for block in BLOCKS:
        years = YEARS[block, None]
        ratio = learning_ratio(experience(years, in_2025, path, growth, slip, ceiling), at_reference)
        found = class_factors(ratio, components, floor_share, forecast_error(years, error_first, error, error_later))
        for number, values in enumerate((found | class_factors(ratio, running)).values()):
            factors[number, block] = values
    factors.flags.writeable = False
    for oldest in list(_KEPT):
        if sum(one.nbytes for one in list(_KEPT.values())) + factors.nbytes > MOST_KEPT:
            _KEPT.pop(oldest, None)
    _KEPT[key] = factors
    return factors


def yearly_costs(
    factors: np.ndarray, components: Mapping[str, Number], running: Number = 0.0, rest: Number = 0.0, error: Number = 1.0,
    emitted: Number = 0.0, emitted_running: Number = 0.0, out: np.ndarray | None = None,
) -> np.ndarray:
    """Cost per net tonne of a plant decided in each year [money/tonne], shape (26, draws), in single precision.

    ``factors``: of its technology, from ``technology_factors``. Per captured tonne, at the reference's experience:
    ``components`` [money/tonne] by learning class, capital and what follows it (fixed running cost), a number or shape
    (draws,); ``running`` [money/tonne]: what learns with ``running``, energy above its floor at the draw's prices;
    ``rest`` [money/tonne]: what does not learn, energy at its floor, transport, storage; ``error`` [1], shape (draws,): this
    proposal's own error of estimate, on the components; ``emitted`` and ``emitted_running`` [tonne/tonne]: emissions per
    captured tonne that stay, and those that fall as ``running`` does. ``running``, ``rest`` and both emissions may also have
    shape (26, 1) or (26, draws). Infinite where no net tonne is left; without emissions it is the cost per captured tonne.
    ``out``: an array of an earlier call to be used again, so that a loop over proposals asks for no memory. Raises ValueError.
    """
    unknown = set(components) - set(CLASSES)
    if unknown:
        raise ValueError(f"no class of components is called {sorted(unknown)[0]}; they are {', '.join(CLASSES)}")
    parts = [_single(components.get(name, 0.0)) for name in CLASSES]
    error, running, rest, emitted_running = (_single(one) for one in (error, running, rest, emitted_running))
    left = _single(1 - np.asarray(emitted, dtype=float))
    gross = np.all(left == 1) and not np.any(emitted_running)
    shape = np.broadcast_shapes(factors.shape[1:], *(one.shape for one in (*parts, error, running, rest, left, emitted_running)))
    # Views: nothing is copied.
    factors = np.broadcast_to(factors, (len(LEARNING_CLASSES), *shape))
    running, rest, left, emitted_running = (np.broadcast_to(one, shape) for one in (running, rest, left, emitted_running))
    per_draw = any(one.ndim for one in parts)
    stacked = np.stack([np.broadcast_to(one, shape[1:]) for one in parts] if per_draw else parts)
    letters = "kd,kyd->yd" if per_draw else "k,kyd->yd"
    costs = np.empty(shape, dtype=np.float32) if out is None else out
    for years in BLOCKS:
        cost, learnt = costs[years], factors[-1, years]
        np.einsum(letters, stacked, factors[:-1, years], out=cost)
        cost *= error
        falling = learnt * running[years]
        cost += falling
        cost += rest[years]
        if gross:
            continue
        np.multiply(learnt, emitted_running[years], out=falling)
        share = np.subtract(left[years], falling, out=falling)
        if share.min() > 0:
            cost /= share
        else:
            cost[:] = cost_per_net_tonne(cost, share)
    return costs


def yearly_quantiles(costs: np.ndarray) -> np.ndarray:
    """p10, p50 and p90 of each year, in the unit of ``costs`` (years, draws); shape (3, years); infinite where they fall there.

    Between two draws straight, as ``numpy.percentile`` does it; a full sort is several times faster than that.
    """
    places = np.array([0.1, 0.5, 0.9]) * (costs.shape[1] - 1)
    below, above = np.floor(places).astype(int), np.ceil(places).astype(int)
    ordered = np.array([np.sort(year)[[below, above]] for year in costs], dtype=float)
    low, high = ordered[:, 0].T, ordered[:, 1].T
    with np.errstate(invalid="ignore"):
        between = low + (places - below)[:, None] * (high - low)
    # Infinite on both sides: the difference has no value.
    return np.where(low == high, low, between)


def chance_of_half(costs: np.ndarray, year: int = 2030) -> float:
    """The share of draws [1] in which ``year`` costs at most half of 2025, by ``costs`` (26, draws) of ``yearly_costs``.

    A draw without a net tonne in 2025 has no cost to halve and does not count as halved.
    """
    base = costs[0]
    return float(np.mean((costs[year - BASE_YEAR] <= 0.5 * base) & np.isfinite(base)))


def forget() -> None:
    """Drops every table of factors kept, to measure or to free memory."""
    _KEPT.clear()


def _key(inputs: list[np.ndarray]) -> bytes:
    """One key for the content of the inputs, whatever object holds it."""
    digest = hashlib.blake2b(digest_size=16)
    for one in inputs:
        digest.update(str(one.shape).encode())
        digest.update(one.tobytes())
    return digest.digest()


def _single(values: Number) -> np.ndarray:
    return np.asarray(values, dtype=np.float32)
