"""Compiled loops of the cutting planes: one year at one set of sizes, and the slope of weighted hours in each size.

They stand in this one file, for numba's cache on disk notices a change of the file a function stands in and of no other.
Arrays are (hours,); ``power`` and ``cell`` are what sun and wind, and the electrolyser, could make [kg/h].
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def measure(power, asked, cell, ratio, charge, kept, per_delivered, keep):
    """Need after the first and the second pass, greatest need, its interval, greatest deficit and its hour; see sizing.py."""
    hours, after, until = len(asked), 0.0, 0
    first, best, begin, end, peak, at = 0.0, 0.0, -1, -1, 0.0, 0
    for turn in range(2):
        best, begin, end = 0.0, -1, -1
        for back in range(hours):
            t = hours - 1 - back
            gain = min(power[t], cell) - asked[t]
            if gain < 0.0:
                net = gain * per_delivered
                if -gain > peak:
                    peak, at = -gain, t
            else:
                net = kept * min((power[t] - asked[t]) * ratio, min(cell - asked[t], charge))
            if after <= 0.0:
                until = t
            after = max(0.0, (after - net) / keep)
            if after > best:
                best, begin, end = after, t, until
        if turn == 0:
            first = after
    return first, after, best, begin, end, peak, at


@njit(cache=True, nogil=True)
def weigh(wind, solar, power, asked, cell, ratio, charge, kept, per_delivered, begin, count, weight, factor):
    """Sum of what ``count`` hours from ``begin`` add to the content, each weighted by ``weight`` times a power of ``factor``.

    Returns that sum, its slope in wind and sun [per kg/h at full load] and in the electrolyser [per kg/h], shape (4,), and
    after how many hours it was least, 0 where never below 0.
    """
    found, least, place = np.zeros(4), 0.0, 0
    for k in range(count):
        t = begin + k
        if t >= len(asked):
            t -= len(asked)
        by_power, by_cell = 0.0, 0.0
        if min(power[t], cell) < asked[t]:
            net = (min(power[t], cell) - asked[t]) * per_delivered
            if power[t] <= cell:
                by_power = per_delivered
            else:
                by_cell = per_delivered
        else:
            stored, room = (power[t] - asked[t]) * ratio, cell - asked[t]
            net = kept * min(stored, min(room, charge))
            if stored <= min(room, charge):
                by_power = kept * ratio
            elif room <= charge:
                by_cell = kept
        found[0] += weight * net
        found[1] += weight * by_power * wind[t]
        found[2] += weight * by_power * solar[t]
        found[3] += weight * by_cell
        weight *= factor
        if found[0] < least:
            least, place = found[0], k + 1
    return found, place
