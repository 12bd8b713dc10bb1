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
PARAMETERS = 15
# Rows of what a dispatch leaves.
START, END, DIRECT, PUT, OUT, GRID_KG, UNMET, CONTENT, SHORT = range(9)
DISPATCHED = 9
# Rows of what a sizing leaves.
FIRST_PASS, SECOND_PASS, NEED, FROM, TO, LACK, PEAK = range(7)
SIZED = 7


@njit(cache=True, nogil=True, inline="always")
def _hour(p, asked, cell, grid, ratio, charge):
    """Direct use, what could be put in, what direct use leaves open, and how much of that the grid could make [kg/h]."""
    direct = min(asked, min(p, cell))
    put = min((p - direct) * ratio, min(cell - direct, charge))
    short = asked - direct
    bought = min(short, min(grid, cell - direct))
    return direct, put, short, bought


@njit(cache=True, nogil=True)
def dispatch(wind, solar, demand, years, blocks, grid_first):
    """Each block's year twice: the yearly map of the level, then the year itself. Returns (blocks, DISPATCHED * LANES)."""
    found = np.empty((len(blocks), DISPATCHED * LANES))
    z = np.empty((PARAMETERS + DISPATCHED + 3) * LANES)
    low, high, free = PARAMETERS + DISPATCHED, PARAMETERS + DISPATCHED + 1, PARAMETERS + DISPATCHED + 2
    state = PARAMETERS * LANES
    for b in range(len(blocks)):
        z[: PARAMETERS * LANES] = blocks[b]
        z[PARAMETERS * LANES :] = 0.0
        for i in range(LANES):
            z[high * LANES + i] = z[STORE * LANES + i]
        year = years[b]
        for t in range(len(demand)):
            w, s, d = wind[year, t], solar[year, t], demand[t]
            for i in range(LANES):
                p = w * z[WIND * LANES + i] + s * z[SOLAR * LANES + i]
                _, put, short, bought = _hour(
                    p, d * z[SCALE * LANES + i], z[CELL * LANES + i], z[GRID * LANES + i], z[RATIO * LANES + i],
                    z[CHARGE * LANES + i],
                )  # fmt: skip
                out = min(short - grid_first * bought, z[DISCHARGE * LANES + i])
                net = put * z[KEPT * LANES + i] - out * z[PER_DELIVERED * LANES + i]
                keep, store = z[KEEP * LANES + i], z[STORE * LANES + i]
                z[low * LANES + i] = min(store, max(0.0, keep * z[low * LANES + i] + net))
                z[high * LANES + i] = min(store, max(0.0, keep * z[high * LANES + i] + net))
                z[free * LANES + i] = keep * z[free * LANES + i] + net
        for i in range(LANES):
            change, falls = z[free * LANES + i], z[FALLS * LANES + i]
            level = change / falls if falls > 0.0 else (z[high * LANES + i] if change >= 0.0 else z[low * LANES + i])
            level = min(z[high * LANES + i], max(z[low * LANES + i], level))
            z[state + START * LANES + i] = level
            z[state + END * LANES + i] = level
        for t in range(len(demand)):
            w, s, d = wind[year, t], solar[year, t], demand[t]
            for i in range(LANES):
                p = w * z[WIND * LANES + i] + s * z[SOLAR * LANES + i]
                asked = d * z[SCALE * LANES + i]
                direct, put, short, bought = _hour(
                    p, asked, z[CELL * LANES + i], z[GRID * LANES + i], z[RATIO * LANES + i],
                    z[CHARGE * LANES + i],
                )  # fmt: skip
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
def needs(wind, solar, demand, years, blocks):
    """The need of each hour backwards through the year, twice. Returns (blocks, SIZED * LANES)."""
    found = np.empty((len(blocks), SIZED * LANES))
    z = np.empty((PARAMETERS + SIZED + 2) * LANES)
    need, until, state, hours = PARAMETERS + SIZED, PARAMETERS + SIZED + 1, PARAMETERS * LANES, len(demand)
    for b in range(len(blocks)):
        z[: PARAMETERS * LANES] = blocks[b]
        z[PARAMETERS * LANES :] = 0.0
        for i in range(LANES):
            z[KEEP * LANES + i] = 1.0 / z[KEEP * LANES + i]
        year = years[b]
        for turn in range(2):
            for i in range(LANES):
                z[state + NEED * LANES + i] = 0.0
                z[state + LACK * LANES + i] = 0.0
            for back in range(hours):
                t = hours - 1 - back
                w, s, d, hour = wind[year, t], solar[year, t], demand[t], float(t)
                for i in range(LANES):
                    p = w * z[WIND * LANES + i] + s * z[SOLAR * LANES + i]
                    _, put, short, bought = _hour(
                        p, d * z[SCALE * LANES + i], z[CELL * LANES + i], z[GRID * LANES + i], z[RATIO * LANES + i],
                        z[CHARGE * LANES + i],
                    )  # fmt: skip
                    rest = short - bought
                    out = min(rest, z[DISCHARGE * LANES + i])
                    after = z[need * LANES + i]
                    ends = hour if after <= 0.0 else z[until * LANES + i]
                    now = (after - (put * z[KEPT * LANES + i] - out * z[PER_DELIVERED * LANES + i])) * z[KEEP * LANES + i]
                    now = max(0.0, now)
                    greater = now > z[state + NEED * LANES + i]
                    z[state + FROM * LANES + i] = hour if greater else z[state + FROM * LANES + i]
                    z[state + TO * LANES + i] = ends if greater else z[state + TO * LANES + i]
                    z[state + NEED * LANES + i] = max(z[state + NEED * LANES + i], now)
                    z[state + LACK * LANES + i] += rest - out
                    z[state + PEAK * LANES + i] = max(z[state + PEAK * LANES + i], rest)
                    z[need * LANES + i] = now
                    z[until * LANES + i] = ends
            for i in range(LANES):
                z[state + turn * LANES + i] = z[need * LANES + i]
        found[b] = z[PARAMETERS * LANES : (PARAMETERS + SIZED) * LANES]
    return found
