"""Compiled loops over the hours of a year, 16 draws side by side; everything compiled lies in this one file, for numba's
cache on disk notices a change of the file a function stands in and of no other.

A block holds ``LANES`` draws of one weather year, so that an hour of weather is read once for all of them (16 are as fast as
64 here, and leave fewer lanes empty where many years share few draws). Its scratch is
one flat array, row ``r`` at ``r * LANES``: the compiler then knows that rows do not overlap, and uses vectors. Padding
lanes repeat a draw. All arithmetic is lane by lane and without reordering: a draw's bits do not depend on its neighbours.
"""

from __future__ import annotations

import numpy as np
from numba import njit

LANES = 16
# Rows of a draw's parameters, in kg and kg/h.
WIND, SOLAR, CELL, GRID, RATIO, CHARGE, DISCHARGE, KEPT, PER_KEPT, DELIVERED, PER_DELIVERED, KEEP, SCALE, STORE, FALLS = range(15)
BASE, FLOOR, SHARE = range(15, 18)
PARAMETERS = 18
# Rows of what a dispatch leaves.
START, END, DIRECT, PUT, OUT, GRID_KG, UNMET, CONTENT, SHORT = range(9)
DISPATCHED = 9
# Rows of what a sizing leaves.
NEED, GROWTH, FROM, TO, PEAK, LACKING = range(6)
SIZED = 6
# Rows of what a sizing leaves whose limit of filling grows with the store, the first two as above.
SLOPE, GROWTH_SLOPE = range(2, 4)
DAY = 24
SLACK = 1e-9  # of the year's demand: what a year lacks beyond this is no rounding


# LLVM puts these into the loops; numba's own inline="always" costs the loops their vectors, and 4 times the time.
@njit(cache=True, nogil=True)
def _bring(wind, solar, demand, year, t):
    """Wind and sun [1] of an hour, and what is asked for in it [kg/h]."""
    s = 0.0
    if solar is not None:
        s = solar[year, t]
    return wind[year, t], s, demand[t]


@njit(cache=True, nogil=True)
def _hour(w, s, d, z, i, solar, firm):
    """What lane ``i`` is asked for, direct use, what could be put in, what direct use leaves open, and how much of that the
    grid could make [kg/h], in an hour of wind ``w``, sun ``s`` [1] and demand ``d`` [kg/h].

    Nothing is made where all that could be made, the limit of the store apart, is below FLOOR.
    """
    p = w * z[WIND * LANES + i]
    if solar is not None:
        p = p + s * z[SOLAR * LANES + i]
    if firm is not None:
        p = z[BASE * LANES + i] + p
    asked, cell = d * z[SCALE * LANES + i], z[CELL * LANES + i]
    direct = min(asked, min(p, cell))
    put = min((p - direct) * z[RATIO * LANES + i], cell - direct)
    bought = 0.0
    if firm is not None:
        bought = min(asked - direct, min(z[GRID * LANES + i], cell - direct))
    on = 1.0 if direct + put + bought >= z[FLOOR * LANES + i] else 0.0
    direct = direct * on
    return asked, direct, min(put, z[CHARGE * LANES + i]) * on, asked - direct, bought * on


@njit(cache=True, nogil=True)
def _growth(z, i, first, free, year_asks):
    """By how much the year of lane ``i`` does not close [kg], from the need after the ``first`` pass and the chain without
    clamp, ``free``; 0 where it does."""
    falls = z[FALLS * LANES + i]
    growth = free + (falls / max(1.0 - falls, 1e-300) * first if falls > 0.0 else 0.0)
    return 0.0 if first <= 0.0 or growth <= SLACK * year_asks * z[SCALE * LANES + i] else growth


@njit(cache=True, nogil=True)
def _met(z, least):
    """Whether every lane's second pass has met its first."""
    highest = 0.0
    for i in range(LANES):
        highest = max(highest, z[least * LANES + i])
    return highest <= 0.0


@njit(cache=True, nogil=True)
def dispatch(wind, solar, firm, demand, years, blocks, grid_first):
    """Each block's year twice: the yearly map of the level, then the year itself. Returns (blocks, DISPATCHED * LANES)."""
    found = np.empty((len(blocks), DISPATCHED * LANES))
    z = np.empty((PARAMETERS + DISPATCHED + 3) * LANES)
    low, high, free = PARAMETERS + DISPATCHED, PARAMETERS + DISPATCHED + 1, PARAMETERS + DISPATCHED + 2
    state = PARAMETERS * LANES
    for b in range(len(blocks)):
        z[: PARAMETERS * LANES] = blocks[b]
        z[PARAMETERS * LANES :] = 0.0
        year = years[b]
        # Mostly the last quarter alone brings an empty and a full store to one level: then it is that of the year's end.
        begin = len(demand) - len(demand) // 4
        while True:
            for i in range(LANES):
                z[low * LANES + i] = 0.0
                z[high * LANES + i] = z[STORE * LANES + i]
                z[free * LANES + i] = 0.0
            for t in range(begin, len(demand)):
                w, s, d = _bring(wind, solar, demand, year, t)
                for i in range(LANES):
                    _, _, put, short, bought = _hour(w, s, d, z, i, solar, firm)
                    out = min(short - grid_first * bought, z[DISCHARGE * LANES + i])
                    net = put * z[KEPT * LANES + i] - out * z[PER_DELIVERED * LANES + i]
                    keep, store = z[KEEP * LANES + i], z[STORE * LANES + i]
                    z[low * LANES + i] = min(store, max(0.0, keep * z[low * LANES + i] + net))
                    z[high * LANES + i] = min(store, max(0.0, keep * z[high * LANES + i] + net))
                    z[free * LANES + i] = keep * z[free * LANES + i] + net
            apart = 0.0
            for i in range(LANES):
                apart = max(apart, z[high * LANES + i] - z[low * LANES + i])
            if apart == 0.0 or begin == 0:
                break
            begin = 0
        for i in range(LANES):
            change, falls = z[free * LANES + i], z[FALLS * LANES + i]
            level = change / falls if falls > 0.0 else (z[high * LANES + i] if change >= 0.0 else z[low * LANES + i])
            level = min(z[high * LANES + i], max(z[low * LANES + i], level))
            z[state + START * LANES + i] = level
            z[state + END * LANES + i] = level
        for t in range(len(demand)):
            w, s, d = _bring(wind, solar, demand, year, t)
            for i in range(LANES):
                asked, direct, put, short, bought = _hour(w, s, d, z, i, solar, firm)
                first = grid_first * bought
                out = min(short - first, z[DISCHARGE * LANES + i])
                content, store = z[state + END * LANES + i], z[STORE * LANES + i]
                kept = z[KEEP * LANES + i] * content
                level = kept + (put * z[KEPT * LANES + i] - out * z[PER_DELIVERED * LANES + i])
                put = min(put, (store - kept) * z[PER_KEPT * LANES + i])
                out = min(out, kept * z[DELIVERED * LANES + i])
                left = short - first - out
                last = min(left, bought - first)
                unmet = max(0.0, left - last)
                z[state + END * LANES + i] = min(store, max(0.0, level))
                z[state + DIRECT * LANES + i] += direct
                z[state + PUT * LANES + i] += put
                z[state + OUT * LANES + i] += out
                z[state + GRID_KG * LANES + i] += first + last
                z[state + UNMET * LANES + i] += unmet
                z[state + CONTENT * LANES + i] += content
                z[state + SHORT * LANES + i] += 1.0 if unmet > 1e-9 * asked else 0.0
        found[b] = z[PARAMETERS * LANES : (PARAMETERS + DISPATCHED) * LANES]
    return found


@njit(cache=True, nogil=True)
def needs(wind, solar, firm, demand, years, blocks):
    """The need of each hour backwards through the year, and again from where that ends. Returns (blocks, SIZED * LANES).

    A year maps the need x at its end to max(A, a x + c) at its start, a the product of 1 / keep, c the same chain without the
    clamp; so the second pass would end by (a - 1) f(0) + c above the first, f(0). Where it ends at the same the second pass
    starts no lower than the first, and once it is at 0 the first was, too: from there on both are the same, and it may end.
    """
    found = np.empty((len(blocks), SIZED * LANES))
    z = np.empty((PARAMETERS + SIZED + 4) * LANES)
    need, free, least = PARAMETERS + SIZED, PARAMETERS + SIZED + 1, PARAMETERS + SIZED + 2
    until = PARAMETERS + SIZED + 3
    state, hours, year_asks = PARAMETERS * LANES, len(demand), demand.sum()
    for b in range(len(blocks)):
        z[: PARAMETERS * LANES] = blocks[b]
        z[PARAMETERS * LANES :] = 0.0
        for i in range(LANES):
            z[KEEP * LANES + i] = 1.0 / z[KEEP * LANES + i]
        year = years[b]
        for turn in range(2):
            until_hour, met = hours, False
            while until_hour > 0 and not met:
                from_hour = max(until_hour - DAY, 0)
                for t in range(until_hour - 1, from_hour - 1, -1):
                    w, s, d = _bring(wind, solar, demand, year, t)
                    for i in range(LANES):
                        _, _, put, short, bought = _hour(w, s, d, z, i, solar, firm)
                        rest = short - bought
                        out = min(rest, z[DISCHARGE * LANES + i])
                        after = z[need * LANES + i]
                        ends = float(t) if after <= 0.0 else z[until * LANES + i]
                        net = out * z[PER_DELIVERED * LANES + i] - put * z[KEPT * LANES + i]
                        now = max(0.0, (after + net) * z[KEEP * LANES + i])
                        greater = now > z[state + NEED * LANES + i]
                        z[state + FROM * LANES + i] = float(t) if greater else z[state + FROM * LANES + i]
                        z[state + TO * LANES + i] = ends if greater else z[state + TO * LANES + i]
                        z[state + NEED * LANES + i] = max(z[state + NEED * LANES + i], now)
                        z[state + PEAK * LANES + i] = max(z[state + PEAK * LANES + i], rest)
                        z[state + LACKING * LANES + i] += rest
                        z[least * LANES + i] = min(z[least * LANES + i], now)
                        z[need * LANES + i] = now
                        z[until * LANES + i] = ends
                        z[free * LANES + i] = (z[free * LANES + i] + net) * z[KEEP * LANES + i]
                until_hour = from_hour
                met = turn == 1 and _met(z, least)
            if turn == 0:
                for i in range(LANES):
                    growth = _growth(z, i, z[need * LANES + i], z[free * LANES + i], year_asks)
                    z[state + GROWTH * LANES + i] = growth
                    z[least * LANES + i] = np.inf if growth == 0.0 else 0.0
                    found[b, LACKING * LANES + i] = z[state + LACKING * LANES + i]
        found[b, : LACKING * LANES] = z[state : state + LACKING * LANES]
    return found


@njit(cache=True, nogil=True)
def falling_needs(wind, solar, firm, demand, years, blocks):
    """As ``needs``, where the limit of filling is SHARE of the size (0: it stands), and by how much each kg of size lowers the
    needs; what is delivered is taken as within its limit. Returns (blocks, SIZED * LANES)."""
    found = np.empty((len(blocks), SIZED * LANES))
    z = np.empty((PARAMETERS + SIZED + 5) * LANES)
    need, free, least = PARAMETERS + SIZED, PARAMETERS + SIZED + 1, PARAMETERS + SIZED + 2
    slope, free_slope = PARAMETERS + SIZED + 3, PARAMETERS + SIZED + 4
    state, hours, year_asks = PARAMETERS * LANES, len(demand), demand.sum()
    for b in range(len(blocks)):
        z[: PARAMETERS * LANES] = blocks[b]
        z[PARAMETERS * LANES :] = 0.0
        for i in range(LANES):
            z[KEEP * LANES + i] = 1.0 / z[KEEP * LANES + i]
        year = years[b]
        for turn in range(2):
            until_hour, met = hours, False
            while until_hour > 0 and not met:
                from_hour = max(until_hour - DAY, 0)
                for t in range(until_hour - 1, from_hour - 1, -1):
                    w, s, d = _bring(wind, solar, demand, year, t)
                    for i in range(LANES):
                        _, _, put, short, bought = _hour(w, s, d, z, i, solar, firm)
                        more = z[SHARE * LANES + i] * z[KEPT * LANES + i] if put >= z[CHARGE * LANES + i] else 0.0
                        net = (short - bought) * z[PER_DELIVERED * LANES + i] - put * z[KEPT * LANES + i]
                        now = max(0.0, (z[need * LANES + i] + net) * z[KEEP * LANES + i])
                        falls = (z[slope * LANES + i] - more) * z[KEEP * LANES + i] if now > 0.0 else 0.0
                        greater = now > z[state + NEED * LANES + i]
                        z[state + SLOPE * LANES + i] = falls if greater else z[state + SLOPE * LANES + i]
                        z[state + NEED * LANES + i] = max(z[state + NEED * LANES + i], now)
                        z[least * LANES + i] = min(z[least * LANES + i], now)
                        z[need * LANES + i] = now
                        z[slope * LANES + i] = falls
                        z[free * LANES + i] = (z[free * LANES + i] + net) * z[KEEP * LANES + i]
                        z[free_slope * LANES + i] = (z[free_slope * LANES + i] - more) * z[KEEP * LANES + i]
                until_hour = from_hour
                met = turn == 1 and _met(z, least)
            if turn == 0:
                for i in range(LANES):
                    growth = _growth(z, i, z[need * LANES + i], z[free * LANES + i], year_asks)
                    z[state + GROWTH * LANES + i] = growth
                    z[least * LANES + i] = np.inf if growth == 0.0 else 0.0
                    falls = z[FALLS * LANES + i]
                    up = falls / max(1.0 - falls, 1e-300) * z[slope * LANES + i] if falls > 0.0 else 0.0
                    z[state + GROWTH_SLOPE * LANES + i] = z[free_slope * LANES + i] + up
        found[b] = z[PARAMETERS * LANES : (PARAMETERS + SIZED) * LANES]
    return found
