"""What a series of flows earns: internal and modified internal rate of return, payback.

Flows (..., years) have their years on the last axis. They fall at whole years from 0, or at ``times`` [year] that
rise along the last axis, (years,) or of the shape of the flows.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.discounting import Number

AT_ONCE = 5000  # draws that stay in a processor's cache


def why_no_internal_rate(flows: Number) -> np.ndarray:
    """Why each row of ``flows`` (..., years) has no single internal rate of return, "" where it has one."""
    flows = np.moveaxis(np.asarray(flows, dtype=float), -1, 0)
    changes = _sign_changes(flows)
    return np.select(
        [~np.isfinite(flows).all(axis=0), changes == 0, changes > 1],
        [
            "a flow is not a finite number",
            "the flows never change sign, so no rate balances them",
            "the flows change sign more than once, so several rates may fit; look at the net present value",
        ],
        default="",
    )


def internal_rate_of_return(flows: Number, times: Number | None = None) -> Number:
    """The rate [1/year] that makes the net present value of ``flows`` nil.

    NaN where the flow is not conventional (no change of sign, or more than one, as with an end-of-life cost);
    the reason is told by ``why_no_internal_rate``. Method: Newton on log(P/N) over log v, with v = 1/(1+r)
    and P, N the present values of what comes in and what goes out; with one change of sign that curve is
    monotone, so there is one root.
    """
    flows = np.asarray(flows, dtype=float)
    rows = flows.reshape(-1, flows.shape[-1])
    when = None if times is None else np.broadcast_to(np.asarray(times, dtype=float), flows.shape).reshape(rows.shape)
    rates = np.full(len(rows), np.nan)
    for start in range(0, len(rows), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        # Years first, each a contiguous row of draws: twice as fast as draws first. A copy, for it is used up.
        by_year = np.array(rows[some].T, order="C")
        good = _conventional(by_year)
        if good.any():
            kept = by_year if good.all() else np.ascontiguousarray(by_year[:, good])
            if when is None:
                rates[some][good] = _root(*_in_and_out(kept))
            else:
                incoming, outgoing = np.maximum(kept, 0), np.maximum(-kept, 0)
                rates[some][good] = _root_at(incoming, outgoing, np.ascontiguousarray(when[some].T[:, good]))
    return rates.reshape(flows.shape[:-1])[()]


def modified_internal_rate(flows: Number, finance_rate: Number, reinvestment_rate: Number, times: Number | None = None) -> Number:
    """Modified internal rate of return [1/year]: there is one whatever the signs, and NaN where nothing comes in or goes out.

    What goes out is discounted to the first flow at ``finance_rate``, what comes in is carried to the last at
    ``reinvestment_rate`` [1/year], both scalars or one a draw; the rate joins the two. Source: Lin 1976, The modified
    internal rate of return and investment criterion, The Engineering Economist 21:237; spreadsheets' MIRR().
    """
    flows = np.asarray(flows, dtype=float)
    when = np.broadcast_to(np.arange(flows.shape[-1]) if times is None else np.asarray(times, dtype=float), flows.shape)
    out = np.log1p(np.asarray(finance_rate, dtype=float))[..., None]
    back = np.log1p(np.asarray(reinvestment_rate, dtype=float))[..., None]
    first, last = when[..., :1], when[..., -1:]
    paid = (np.maximum(-flows, 0) * np.exp(-out * (when - first))).sum(axis=-1)
    earned = (np.maximum(flows, 0) * np.exp(back * (last - when))).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.expm1(np.log(earned / paid) / (last - first)[..., 0])
    return np.where((paid > 0) & (earned > 0), rate, np.nan)[()]


def payback(flows: Number, times: Number | None = None) -> Number:
    """When [year] the running sum of ``flows``, not discounted, is first no longer negative; infinite where it never is.

    Counted on the time of the flows, so from the start of operation where construction has negative times. A year's flow
    is spread evenly back to the flow before it.
    """
    flows = np.asarray(flows, dtype=float)
    when = np.broadcast_to(np.arange(flows.shape[-1]) if times is None else np.asarray(times, dtype=float), flows.shape)
    total = np.cumsum(flows, axis=-1)
    begun = np.maximum.accumulate(total < 0, axis=-1)
    recovered = begun & (total >= 0)
    index = np.maximum(recovered.argmax(axis=-1), 1)[..., None]
    here, before = np.take_along_axis(when, index, -1), np.take_along_axis(when, index - 1, -1)
    got, short = np.take_along_axis(flows, index, -1), np.take_along_axis(total, index, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (here - short / got * (here - before))[..., 0]
    never_out = np.where(begun.any(axis=-1), np.inf, when[..., 0])
    return np.where(recovered.any(axis=-1), found, never_out)[()]


def _sign_changes(by_year: np.ndarray) -> np.ndarray:
    """How often each column of ``by_year`` (years, ...) changes its sign; noughts are passed over."""
    if np.all(by_year):  # then neighbours tell it, all years at once
        comes = by_year > 0
        return (comes[1:] ^ comes[:-1]).sum(axis=0, dtype=np.int16)
    last = np.zeros(by_year.shape[1:], dtype=np.int8)
    changes = np.zeros(by_year.shape[1:], dtype=np.int16)
    for flow in by_year:
        sign = (flow > 0).astype(np.int8) - (flow < 0).astype(np.int8)
        changes += sign * last < 0
        last = np.where(sign == 0, last, sign)
    return changes


def _conventional(by_year: np.ndarray) -> np.ndarray:
    """Whether each column of ``by_year`` (years, draws) is finite and changes its sign once."""
    low, high = by_year.min(axis=1), by_year.max(axis=1)
    if np.all(((low > 0) | (high < 0)) & np.isfinite(low) & np.isfinite(high)):  # each year of one sign: all draws are alike
        return np.full(by_year.shape[1], np.count_nonzero(np.diff(high > 0)) == 1)
    return np.isfinite(by_year).all(axis=0) & (_sign_changes(by_year) == 1)


def _in_and_out(flows: np.ndarray) -> tuple[np.ndarray, int, np.ndarray, int]:
    """What comes in and what goes out, both positive, without the years before and after, and the first year of each.

    ``flows`` (years, draws) is used up: most years have one sign for all draws, and what comes in stays where it is.
    """
    came, went = (np.flatnonzero(used) for used in (flows.max(axis=1) > 0, flows.min(axis=1) < 0))
    outgoing = np.maximum(-flows[went[0] : went[-1] + 1], 0)
    for year in went:
        np.maximum(flows[year], 0, out=flows[year])
    return flows[came[0] : came[-1] + 1], int(came[0]), outgoing, int(went[0])


def _root(incoming: np.ndarray, first_in: int, outgoing: np.ndarray, first_out: int, most_steps: int = 60) -> np.ndarray:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        log_factor = _first_guess(incoming, first_in, outgoing, first_out)
        factor = np.exp(log_factor)
        step = np.full(incoming.shape[1], np.inf)
        for _ in range(most_steps):
            income, income_slope = _with_elasticity(incoming, factor)
            outgo, outgo_slope = _with_elasticity(outgoing, factor)
            gap = np.log(income / outgo) + (first_in - first_out) * log_factor
            step = gap / (income_slope - outgo_slope + first_in - first_out)
            log_factor = log_factor - step
            factor = np.exp(log_factor)
            # Newton squares its error: a step of 1e-8 leaves none that a float can hold.
            if np.all(np.abs(step) < 1e-8):
                break
    return np.where(np.abs(step) < 1e-8, 1.0 / factor - 1.0, np.nan)


def _first_guess(incoming: np.ndarray, first_in: int, outgoing: np.ndarray, first_out: int) -> np.ndarray:
    """Halley's step from a rate of nil: the logarithm of a present value has the mean time of its flows as first
    derivative over log v, and the variance of their times as second."""
    (came, mean_in, spread_in), (went, mean_out, spread_out) = _moments(incoming, first_in), _moments(outgoing, first_out)
    gap, slope, bend = np.log(came / went), mean_in - mean_out, spread_in - spread_out
    newton, bent = -gap / slope, 1 - gap * bend / (2 * slope * slope)
    return newton / np.clip(bent, 0.5, 2.0)


def _moments(flows: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sum, mean time and variance of the times of each column."""
    times = np.arange(first, first + len(flows), dtype=float)
    total, once, twice = np.stack([np.ones_like(times), times, times * times]) @ flows
    mean = once / total
    return total, mean, twice / total - mean * mean


def _with_elasticity(flows: np.ndarray, factor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The polynomial at ``factor`` and its elasticity, v p'(v) / p(v) [1] (Horner, both at once)."""
    total = flows[-1].copy()
    slope = np.zeros_like(total)
    for flow in flows[-2::-1]:
        slope *= factor
        slope += total
        total *= factor
        total += flow
    return total, slope * factor / total


def _root_at(incoming: np.ndarray, outgoing: np.ndarray, times: np.ndarray, most_steps: int = 60) -> np.ndarray:
    """The same root for flows at any times: the slope of log P over log v is the mean time of what comes in."""
    log_factor = np.zeros(incoming.shape[1])
    step = np.full(incoming.shape[1], np.inf)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for _ in range(most_steps):
            weights = np.exp(times * log_factor)
            income, outgo = incoming * weights, outgoing * weights
            came, went = income.sum(axis=0), outgo.sum(axis=0)
            slope = (times * income).sum(axis=0) / came - (times * outgo).sum(axis=0) / went
            step = np.log(came / went) / slope
            log_factor = log_factor - step
            if np.all(np.abs(step) < 1e-8):
                break
    return np.where(np.abs(step) < 1e-8, np.expm1(-log_factor), np.nan)
