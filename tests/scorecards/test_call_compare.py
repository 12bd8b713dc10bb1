"""What counts as the same number: to the last bit, or relative to its size, or near zero to its spread."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scorecards.call_compare import WITHIN, Differences

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=1e-200, max_value=1e200)


def compared(was, now, **how) -> Differences:
    found = Differences()
    found.add("x", was, now, **how)
    return found


@given(st.lists(st.floats(), min_size=1, max_size=20))
def test_what_is_equal_differs_in_no_bit(values):
    found = compared(values, [*values])
    assert (found.count, found.bits, found.far, found.told) == (len(values), 0, 0, [])


@given(FINITE)
def test_the_smallest_step_is_seen_and_is_near(value):
    found = compared(value, float(np.nextafter(value, np.inf)))
    assert (found.bits, found.far) == (1, 0) and 0 < found.largest < WITHIN


@given(FINITE, st.floats(1e-7, 1.0))
def test_more_than_the_tolerance_is_far(value, share):
    found = compared(value, value * (1 + share))
    assert (found.bits, found.far, found.where) == (1, 1, "x")


def test_near_zero_the_spread_is_the_size():
    assert compared(1e-12, -1e-12).far == 1
    assert compared(1e-12, -1e-12, scale=1.0).far == 0


def test_infinite_and_missing_are_not_near_anything():
    assert compared(np.inf, np.inf).bits == 0 and compared(np.nan, np.nan).bits == 0
    assert compared(np.inf, 1e300).far == 1 and compared(np.nan, 1.0).far == 1
    assert compared([1.0, 2.0], [1.0]).told == ["x has 1 values and had 2."]
