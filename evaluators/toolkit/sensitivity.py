"""Which uncertain input moves an answer most: first-order shares from the same draws, at no extra evaluation.

The share of an input is Var(E[rank | input]) / Var(rank) over equal bins of its uniform (Sobol first-order index;
bins as in Plischke 2010, Reliability Eng. Syst. Saf. 95:354, doi:10.1016/j.ress.2009.11.005). Ranks, because a cost
per tonne may be infinite. It is the part of the spread that would go if that one datum were known.

The tornado beside it is in the answer's own unit: what it is on average where one input lies at its 10th or its 90th
percentile, the others as drawn.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

BINS = 20
TORNADO = (0.1, 0.9)  # percentiles of the input [1]
WIDTH = 0.1  # of the slice of an input's percentiles that stands for one of them [1]


def first_order_shares(
    uniforms: Mapping[str, np.ndarray], answers: Mapping[str, np.ndarray], most_draws: int = 4000
) -> dict[str, dict[str, tuple[float, float]]]:
    """For each answer and input: (share of the variance of ranks [1], 0..1; direction, -1..1).

    ``uniforms`` and ``answers`` have shape (draws,). The direction is the rank correlation. The bias of binning,
    (bins - 1) / draws, is taken off; answers that do not vary have no shares.
    """
    if not uniforms or not answers:
        return {}
    from scipy.sparse import csc_array  # imported here: the commands that only ask need none of it

    draws = min(len(next(iter(uniforms.values()))), most_draws)
    columns = np.stack([uniform[:draws] for uniform in uniforms.values()])
    answers = {name: values[:draws] for name, values in answers.items()}
    varying = {name: values for name, values in answers.items() if values[0] != values[-1] or np.any(values != values[0])}
    if not varying:
        return {}
    inputs = len(columns)
    places = np.minimum((columns * BINS).astype(np.int32), BINS - 1) + np.arange(0, inputs * BINS, BINS, dtype=np.int32)[:, None]
    counts = np.bincount(places.ravel(), minlength=inputs * BINS).reshape(inputs, BINS)
    # One column a draw, which says into which bin of each input it falls: its product with the ranks is their sum by bin.
    into = csc_array(
        (np.ones(places.size), places.T.ravel(), np.arange(0, places.size + 1, inputs, dtype=np.int32)),
        shape=(inputs * BINS, draws),
    )
    ranks = _ranks(np.stack(list(varying.values())))
    ranks -= ranks.mean(axis=1, keepdims=True)
    squares = (ranks**2).sum(axis=1)
    sums = (into @ np.ascontiguousarray(ranks.T)).reshape(inputs, BINS, len(ranks))
    between = (sums**2 / np.maximum(counts, 1)[:, :, None]).sum(axis=1) / squares
    share = np.clip(between - (BINS - 1) / draws, 0.0, 1.0)
    centred = columns - columns.mean(axis=1, keepdims=True)
    direction = centred @ ranks.T / np.sqrt((centred**2).sum(axis=1)[:, None] * squares)
    return {
        answer: dict(zip(uniforms, zip(shares, ways, strict=True), strict=True))
        for answer, shares, ways in zip(varying, share.T.tolist(), direction.T.tolist(), strict=True)
    }


def tornado(
    uniforms: Mapping[str, np.ndarray], answers: Mapping[str, np.ndarray], most_draws: int = 4000
) -> dict[str, dict[str, tuple[float, float]]]:
    """For each answer and input: the answer, in its own unit, where the input is at its 10th and at its 90th percentile.

    ``uniforms`` and ``answers`` have shape (draws,). The mean over the draws whose input lies within 5 percentiles of it;
    for an answer that is infinite in some draw, their median. An input without such draws is left out.
    """
    if not uniforms or not answers:
        return {}
    draws = min(len(next(iter(uniforms.values()))), most_draws)
    answers = {name: values[:draws] for name, values in answers.items()}
    columns = np.stack([uniform[:draws] for uniform in uniforms.values()])
    slices = np.concatenate([np.abs(columns - place) <= WIDTH / 2 for place in TORNADO])
    counts = slices.sum(axis=1)
    known = [name for number, name in enumerate(uniforms) if min(counts[number], counts[number + len(columns)])]
    finite = {name: values for name, values in answers.items() if np.all(np.isfinite(values))}
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.stack(list(finite.values())) @ slices.T.astype(float) / counts if finite else np.empty((0, len(slices)))
    found = dict(zip(finite, means, strict=True))
    for name in answers.keys() - finite.keys():
        found[name] = np.array([np.median(answers[name][one]) if one.any() else np.nan for one in slices])
    place = {name: number for number, name in enumerate(uniforms)}
    return {
        answer: {name: (float(ends[place[name]]), float(ends[place[name] + len(columns)])) for name in known}
        for answer, ends in found.items()
    }


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0 in each row of ``values``; equal values share the middle one."""
    order = np.argsort(values, axis=1)
    places = np.arange(values.shape[1], dtype=float)
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, places, axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    first = np.ones(values.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=first[:, 1:])
    for row in np.flatnonzero(~first.all(axis=1)):
        starts = np.flatnonzero(first[row])
        counts = np.diff(starts, append=len(places))
        ranks[row, order[row]] = np.repeat(starts + (counts - 1) / 2, counts)
    return ranks
