"""Present values against plain loops over years."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.toolkit.present_value import Years, first_years

RATES = st.just(0.0) | st.floats(1e-4, 0.3)  # below that the textbook form itself loses its digits
LIVES = st.floats(0.1, 40.0)


def by_hand(flows: list[float], rate: float, life: float) -> float:
    """End of year; the last, partial year n..life weighs as the annuity of `life` less that of n years."""

    def annuity(n: float) -> float:
        return n if rate == 0 else (1 - (1 + rate) ** -n) / rate

    return sum(flow * (annuity(min(life, k + 1)) - annuity(min(life, k))) for k, flow in enumerate(flows))


@given(rate=RATES, life=LIVES, flow=st.floats(-1e9, 1e9))
def test_a_constant_flow_has_one_present_value_in_every_form(rate, life, flow):
    years = Years(rate, life)
    row = np.full((1, 40), flow)
    expected = by_hand([flow] * 40, rate, life)
    assert float(years.present(flow)) == pytest.approx(expected, rel=1e-7, abs=1e-6)
    assert years.present(row) == pytest.approx([expected], rel=1e-7, abs=1e-6)


@given(rate=RATES, life=st.integers(1, 30))
def test_whole_years_are_the_textbook_sum(rate, life):
    flows = np.linspace(3.0, 11.0, 30)
    expected = math.fsum(flow / (1 + rate) ** (k + 1) for k, flow in enumerate(flows[:life]))
    assert Years(rate, life).present(flows[None, :]) == pytest.approx([expected], rel=1e-9)


@pytest.mark.parametrize("rate", [0.05, np.linspace(0.0, 0.2, 50)])
@pytest.mark.parametrize("life", [20, 12.5, np.linspace(1.0, 29.3, 50)])
@pytest.mark.parametrize("rows", [1, 50])
def test_per_draw_and_year_equals_one_draw_at_a_time(rate, life, rows):
    flows = np.random.default_rng(1).normal(size=(rows, 30))
    whole = np.broadcast_to(Years(rate, life).present(flows), (50,))
    for index in (0, 17, 49):
        one_rate = rate if np.ndim(rate) == 0 else rate[index]
        one_life = life if np.ndim(life) == 0 else life[index]
        expected = by_hand(list(flows[index if rows == 50 else 0]), float(one_rate), float(one_life))
        assert whole[index] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(life=LIVES, years=st.integers(1, 40))
def test_the_first_years_add_up_without_discount(life, years):
    flows = np.arange(1.0, 41.0)
    expected = sum(flow * min(max(life - k, 0.0), 1.0) for k, flow in enumerate(flows[:years]))
    assert first_years(flows[None, :], life, years) == pytest.approx([expected], rel=1e-9)
    assert float(first_years(7.0, life, years)) == pytest.approx(7.0 * min(life, years))
    assert first_years(np.full((1, 40), 7.0), np.array([life]), years) == pytest.approx([7.0 * min(life, years)])


def test_a_higher_rate_never_raises_the_value_of_income():
    values = Years(np.linspace(0, 0.3, 31), 25.0).present(np.full((1, 25), 10.0))
    assert np.all(np.diff(values) < 0) and values[0] == pytest.approx(250.0)
