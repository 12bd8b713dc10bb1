"""Deployment, stochastic Wright and the engine that shares them: equations, a simulation of the process, a plain loop."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from evaluators.carbon_capture import portfolio_learning
from evaluators.carbon_capture.deployment import deployed
from evaluators.carbon_capture.learning import (
    CLASSES,
    class_factors,
    doublings_to_reach,
    forecast_error,
    forecast_variance,
)
from evaluators.carbon_capture.portfolio_learning import (
    LEARNING_CLASSES,
    YEARS,
    chance_of_half,
    technology_factors,
    yearly_costs,
    yearly_quantiles,
)

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks import capture_learning as benchmark

DRAWS = 2000


@pytest.fixture(autouse=True)
def nothing_kept():
    portfolio_learning.forget()
    yield
    portfolio_learning.forget()


# deployment


@pytest.mark.parametrize(("start", "growth", "ceiling"), [(4000.0, 0.35, 1e9), (250_000.0, 0.9, 2e6), (1e6, 0.05, 1.5e6)])
def test_the_path_solves_the_logistic_equation(start, growth, ceiling):
    """dX/dt = r X (1 - X/K), Verhulst 1838; SciPy's integrator is the judge."""
    rate = np.log1p(growth)
    years = np.arange(2025.0, 2051.0)
    judge = solve_ivp(
        lambda _, x: rate * x * (1 - x / ceiling), (2025, 2050), [start], t_eval=years, rtol=1e-10, atol=1e-6
    ).y[0]
    np.testing.assert_allclose(deployed(years, start, growth, ceiling=ceiling), judge, rtol=1e-7)


def test_far_below_the_ceiling_it_grows_as_stated():
    assert deployed(2026.0, 1000.0, 0.4) == pytest.approx(1400.0, rel=1e-5)
    assert deployed(2030.0, 1000.0, 1.0) == pytest.approx(32_000.0, rel=1e-4)


@given(
    st.floats(0, 1e8), st.floats(0, 4), st.floats(0, 10), st.floats(2020, 2060), st.floats(0, 20), st.floats(1.0, 1e9)
)
def test_deployment_never_falls_slips_whole_years_and_stays_below_its_ceiling(start, growth, slip, year, later, ceiling):
    now, then = deployed(year, start, growth, slip, ceiling), deployed(year + later, start, growth, slip, ceiling)
    most = max(ceiling, start)
    assert start * (1 - 1e-12) <= now <= then * (1 + 1e-12) <= most * (1 + 1e-9)
    assert deployed(min(year, 2025.0 + slip), start, growth, slip, ceiling) == pytest.approx(start)
    # One delay is one shift of the calendar.
    assert deployed(max(year, 2025.0) + slip, start, growth, slip, ceiling) == pytest.approx(
        deployed(max(year, 2025.0), start, growth, 0.0, ceiling), rel=1e-6
    )
    assert deployed(year, start, growth, slip + 1, ceiling) <= now * (1 + 1e-12)


def test_years_stand_against_draws():
    growth, slip = np.array([0.1, 0.5, 0.9]), np.array([0.0, 1.0, 2.0])
    path = deployed(YEARS[:, None], 1000.0, growth, slip)
    assert path.shape == (26, 3)
    for column in range(3):
        np.testing.assert_allclose(path[:, column], [deployed(float(y), 1000.0, growth[column], slip[column]) for y in YEARS])


@pytest.mark.parametrize(("growth", "slip", "words"), [(-0.1, 0.0, "growth is -0.1 a year"), (0.1, -2.0, "slip -2 years")])
def test_shrinking_and_projects_before_their_time_are_refused(growth, slip, words):
    with pytest.raises(ValueError, match=words) as refused:
        deployed(2030.0, 1000.0, growth, slip)
    assert "may be 0 or more" in str(refused.value)


# the error of forecast


def simulated(years: int, rho: float, paths: int = 40_000) -> np.ndarray:
    """Logarithm of cost over its forecast after each year of the yearly process, the last shock before the start known."""
    shocks = np.random.default_rng(5).standard_normal((years + 1, paths))
    shocks[0] = 0.0
    return np.cumsum(shocks[1:] + rho * shocks[:-1], axis=0)


@pytest.mark.parametrize("rho", [0.0, 0.19, 0.5])
def test_the_spread_of_a_year_is_that_of_the_yearly_process(rho):
    """MA(1), simulated year by year: the sd in 2030 and 2050 within four of its standard errors."""
    path, size = simulated(25, rho), 0.05
    normal = np.random.default_rng(6).standard_normal((3, 40_000)) * size
    for year in (2026, 2030, 2031, 2050):
        spread = np.std(size * path[year - 2026])
        assert np.sqrt(forecast_variance(year - 2025.0, rho)) * size == pytest.approx(spread, rel=4 / np.sqrt(2 * 40_000))
        assert np.std(np.log(forecast_error(year, *normal, rho))) == pytest.approx(spread, rel=0.03)


@pytest.mark.parametrize("rho", [0.0, 0.19, 0.5])
def test_the_first_year_tells_as_much_of_2030_as_the_yearly_process_lets_it(rho):
    """Correlation of 2026 with later years, against MA(1) simulated; a report of 2026 moves 2030 by 1 + rho shocks."""
    path = simulated(25, rho)
    normal = np.random.default_rng(7).standard_normal((3, 40_000)) * 0.05
    first = np.log(forecast_error(2026.0, *normal, rho))
    for year in (2027, 2030, 2031, 2050):
        expected = np.corrcoef(path[0], path[year - 2026])[0, 1]
        later = np.log(forecast_error(year, *normal, rho))
        # Three standard errors of the difference of two correlations from 40,000 pairs each.
        assert np.corrcoef(first, later)[0, 1] == pytest.approx(expected, abs=3 * np.sqrt(2 / 40_000))
        assert np.polyfit(first, later, 1)[0] == pytest.approx(1 + rho, abs=0.12)


@given(st.floats(0, 40), st.floats(-1, 1))
def test_three_unit_draws_have_the_variance_of_the_year_at_any_moment(years, rho):
    shares = [np.log(forecast_error(2025.0 + years, *one, rho)) for one in np.eye(3)]
    assert np.sum(np.square(shares)) == pytest.approx(forecast_variance(years, rho), rel=1e-9, abs=1e-12)


def test_variance_is_the_published_form():
    """Independent shocks, rho 0: s^2 tau, the random walk of Lafond et al. 2018; with rho the long-run slope is (1 + rho)^2."""
    np.testing.assert_allclose(forecast_variance(np.arange(26.0), 0.0), np.arange(26.0))
    assert forecast_variance(25.0) - forecast_variance(24.0) == pytest.approx(1.19**2)
    assert forecast_variance(1.0) == 1.0
    assert forecast_variance(0.0) == forecast_variance(-3.0) == 0.0


@given(st.floats(0, 40), st.floats(0, 5), st.floats(-1, 1))
def test_doubt_never_shrinks_with_time(years, more, rho):
    assert forecast_variance(years, rho) <= forecast_variance(years + more, rho) + 1e-12


def test_the_later_draw_moves_nothing_before_2030_and_the_others_nothing_after():
    first, until, later = np.array([0.03, -0.01]), np.array([0.05, -0.05]), np.array([0.08, 0.02])
    for year in (2020.0, 2025.0):
        np.testing.assert_array_equal(forecast_error(year, first, until, later), 1.0)
    np.testing.assert_array_equal(
        forecast_error(2029.5, first, until, later), forecast_error(2029.5, first, until, 0 * later)
    )
    np.testing.assert_array_equal(forecast_error(2026.0, first, until, later), np.exp(first))
    since_2030 = [
        forecast_error(2045.0, *early, later) / forecast_error(2030.0, *early, later)
        for early in ((first, until), (0 * first, 0 * until))
    ]
    np.testing.assert_allclose(*since_2030)


# factors of the classes


@given(st.floats(1, 1e6), st.floats(1, 100), st.floats(0, 0.6), st.floats(0, 1), st.floats(0.2, 5))
def test_a_factor_falls_with_experience_to_the_floor_and_no_further(ratio, more, rate, floor, error):
    now, then = (class_factors(one, {"design": rate}, floor, error)["design"] for one in (ratio, ratio * more))
    assert floor * (1 - 1e-12) <= then <= now * (1 + 1e-12)
    assert class_factors(1.0, {"design": rate}, floor)["design"] == pytest.approx(1.0)
    assert class_factors(2.0, {"design": rate}, floor)["design"] == pytest.approx(1 - (1 - floor) * rate)
    assert now == pytest.approx(floor + (class_factors(ratio, {"design": rate}, floor)["design"] - floor) * error)


@pytest.mark.parametrize(("rate", "times"), [(0.05, 11_693), (0.08, 318), (0.10, 96), (0.13, 31.5), (0.15, 19.2), (0.20, 8.6)])
def test_growth_that_halves_does_halve(rate, times):
    """Published: ln 0.5 / ln(1 - LR) doublings, as the table of the reference page gives them."""
    assert 2 ** doublings_to_reach(0.5, rate) == pytest.approx(times, rel=0.01)
    assert class_factors(times, {"one": rate})["one"] == pytest.approx(0.5, rel=0.002)


# the engine


def drawn(number: int = 0, draws: int = DRAWS) -> dict:
    return benchmark.shared(number, draws)


def test_the_engine_equals_a_plain_loop_that_is_given_the_shared_draws():
    """Every draw, year and quantile within 1e-6, in double precision and from the formulas."""
    assert 0 < benchmark.judged(range(7), DRAWS) <= 1e-6


def test_every_draw_equals_the_formula():
    shared, one, error = drawn(3), benchmark.proposal(3), benchmark.estimate_error(3, DRAWS).astype(float)
    costs = yearly_costs(benchmark.factors_of(shared), one["components"], 12.0, 30.0, error, 0.1, 0.2)
    for number, year in enumerate(YEARS):
        ratio = np.maximum(
            deployed(year, shared["in_2025"], shared["growth"], shared["slip"]) / shared["at_reference"], 1.0
        )
        random = forecast_error(year, shared["error_first"], shared["error"], shared["error_later"])
        floor = shared["floor_share"]
        capital = sum(
            cost * (floor + (1 - floor) * random * ratio ** np.log2(1 - shared["rates"][name]))
            for name, cost in one["components"].items()
        )
        running = ratio ** np.log2(1 - shared["rates"]["running"])
        np.testing.assert_allclose(costs[number], (error * capital + 12 * running + 30) / (1 - 0.1 - 0.2 * running), rtol=1e-6)


def test_components_as_draws_and_as_numbers_agree():
    factors = benchmark.factors_of(drawn())
    numbers = {"design": 100.0, "sorbent": 20.0}
    as_draws = numbers | {"design": np.full(DRAWS, 100.0)}
    np.testing.assert_allclose(yearly_costs(factors, as_draws, 5.0), yearly_costs(factors, numbers, 5.0), rtol=1e-6)
    room = np.full((26, DRAWS), np.nan, dtype=np.float32)
    assert yearly_costs(factors, numbers, 5.0, out=room) is room
    np.testing.assert_array_equal(room, yearly_costs(factors, numbers, 5.0))


def test_one_draw_of_the_technology_stands_beside_many_of_a_proposal():
    factors = technology_factors({"design": 0.13, "running": 0.02}, 0.1, 1000.0, 1000.0, 0.5)
    assert factors.shape == (6, 26, 1)
    error = np.array([0.8, 1.0, 1.25])
    many = yearly_costs(factors, {"design": 100.0}, 20.0, 10.0, error, 0.1)
    alone = [yearly_costs(factors, {"design": np.array([100.0])}, 20.0, 10.0, one, 0.1)[:, 0] for one in error]
    np.testing.assert_allclose(many.T, alone, rtol=1e-6)


def test_factors_are_shared_by_content_and_forgotten_when_there_are_too_many(monkeypatch):
    first, again, other = benchmark.factors_of(drawn()), benchmark.factors_of(drawn()), benchmark.factors_of(drawn(1))
    assert again is first and other is not first and not first.flags.writeable
    assert first.shape == (len(LEARNING_CLASSES), len(YEARS), DRAWS)
    monkeypatch.setattr(portfolio_learning, "MOST_KEPT", 2 * first.nbytes)
    benchmark.factors_of(drawn(2))
    assert benchmark.factors_of(drawn()) is not first
    np.testing.assert_array_equal(benchmark.factors_of(drawn()), first)


def test_two_proposals_of_one_technology_rise_and_fall_together():
    """Own draws of learning would leave their sum too sure of itself."""
    factors = benchmark.factors_of(drawn())
    components = {"design": 100.0, "bespoke": 50.0}
    errors = [benchmark.estimate_error(number, DRAWS) for number in (1, 2)]
    together = sum(yearly_costs(factors, components, error=error)[-1] for error in errors)
    apart = sum(
        yearly_costs(benchmark.factors_of(drawn(number)), components, error=error)[-1]
        for number, error in zip((0, 4), errors, strict=True)
    )
    assert np.std(np.log(together)) > 1.1 * np.std(np.log(apart))


def test_no_net_tonne_has_no_cost_and_is_not_halved():
    rates = {"running": 0.2}
    factors = technology_factors(rates, 0.0, 1000.0, 1000.0, np.array([0.0, 1.0]))
    costs = yearly_costs(factors, {"mature": 100.0}, 20.0, 10.0, 1.0, 0.5, 0.6)
    assert np.isinf(costs[:, 0]).all() and np.isinf(costs[0, 1]) and np.isfinite(costs[-1, 1])
    assert chance_of_half(costs) == 0.0
    assert not np.isnan(yearly_quantiles(costs)).any()
    dearer = yearly_costs(factors, {"mature": 100.0}, 20.0, 10.0, 1.0, np.linspace(1.0, 0.0, 26)[:, None])
    assert np.isinf(dearer[0]).all() and np.isfinite(dearer[-1]).all()


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_quantiles_are_numpys(draws, seed):
    costs = np.random.default_rng(seed).lognormal(size=(26, draws)).astype(np.float32)
    before = costs.copy()
    np.testing.assert_allclose(yearly_quantiles(costs), np.percentile(costs.astype(float), [10, 50, 90], axis=1), rtol=1e-12)
    np.testing.assert_array_equal(costs, before)


def test_quantiles_among_infinite_costs_are_infinite_not_absent():
    costs = np.full((26, 11), np.inf, dtype=np.float32)
    costs[:, :6] = np.arange(6)
    np.testing.assert_array_equal(yearly_quantiles(costs)[:, 0], [1.0, 5.0, np.inf])


def test_chance_of_half_counts_draws():
    costs = np.full((26, 4), 100.0, dtype=np.float32)
    costs[5] = [49.0, 50.0, 51.0, 100.0]
    assert chance_of_half(costs) == 0.5
    costs[10] = 20.0
    assert chance_of_half(costs, 2035) == 1.0


@pytest.mark.parametrize("call", ["rates", "components"])
def test_a_class_that_is_not_there_is_refused_by_name(call):
    with pytest.raises(ValueError, match="called typo") as refused:
        if call == "rates":
            technology_factors({"typo": 0.1}, 0.0, 1.0, 1.0, 0.1)
        else:
            yearly_costs(technology_factors({}, 0.0, 1.0, 1.0, 0.1), {"typo": 1.0})
    assert all(name in str(refused.value) for name in CLASSES)


def test_what_has_no_rate_does_not_learn():
    factors = technology_factors({"design": 0.13}, 0.0, 1000.0, 1000.0, 0.5)
    assert (factors[LEARNING_CLASSES.index("mature")] == 1).all() and (factors[-1] == 1).all()
    assert factors[0, 0] == 1 and factors[0, -1] < 0.4
