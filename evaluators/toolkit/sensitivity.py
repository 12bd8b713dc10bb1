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
    names = list(uniforms)
    draws = min(len(next(iter(uniforms.values()))), most_draws)
    columns = np.stack([uniforms[name][:draws] for name in names])
    bins = np.minimum((columns * BINS).astype(np.int64), BINS - 1)
    flat = (bins + np.arange(len(names))[:, None] * BINS).ravel()
    counts = np.bincount(flat, minlength=len(names) * BINS).reshape(len(names), BINS)
    centred = columns - columns.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).sum(axis=1))
    result = {}
    for answer, values in answers.items():
        values = values[:draws]
        if values[0] == values[-1] and np.all(values == values[0]):
            continue
        ranks = _ranks(values)
        ranks -= ranks.mean()
        variance = float((ranks**2).mean())
        sums = np.bincount(flat, weights=np.tile(ranks, len(names)), minlength=counts.size).reshape(counts.shape)
        between = (sums**2 / np.maximum(counts, 1)).sum(axis=1) / draws / variance
        share = np.clip(between - (BINS - 1) / draws, 0.0, 1.0)
        direction = centred @ ranks / (spread * np.sqrt((ranks**2).sum()))
        result[answer] = {name: (float(share[i]), float(direction[i])) for i, name in enumerate(names)}
    return result


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
    """Ranks from 0; equal values share the middle one."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    place = np.arange(len(values), dtype=float)
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    if not first.all():
        starts = np.flatnonzero(first)
        counts = np.diff(np.concatenate([starts, [len(values)]]))
        place = np.repeat(starts + (counts - 1) / 2, counts)
    ranks = np.empty(len(values))
    ranks[order] = place
    return ranks
