"""What trials teach: Bayes' rule on the draws against closed forms, and its properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from evaluators.carbon_capture.halving import chance_of
from evaluators.carbon_capture.learning import learned_cost
from evaluators.carbon_capture.trial_update import (
    Trial,
    cost_at_output,
    effective_draws,
    log_likelihood,
    posterior_indices,
    posterior_weights,
    running_and_fixed,
    thin,
    weighted_quantiles,
)
from evaluators.toolkit.draws import Streams

DRAWS = 40_000
STREAMS = Streams(3, DRAWS, "")


def normal(name: str, mean: float, sd: float) -> np.ndarray:
    return mean + sd * norm.ppf(STREAMS.uniform("technology", "test", name))


def mean_and_sd(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    mean = float(weights @ values)
    return mean, float(np.sqrt(weights @ (values - mean) ** 2))


def test_one_trial_is_the_conjugate_normal_case():
    """Log cost = a + theta, theta ~ N(m, t^2), seen with error s: the posterior is normal with the known mean and variance."""
    m, t, s, seen = 6.0, 0.4, 0.25, np.log(700.0)
    theta = normal("theta", m, t)
    weights = posterior_weights([Trial("A", cost=700.0, modelled_cost=np.exp(theta), cost_spread=s)], DRAWS)
    variance = 1 / (1 / t**2 + 1 / s**2)
    mean, sd = mean_and_sd(theta, weights)
    assert mean == pytest.approx(variance * (m / t**2 + seen / s**2), abs=0.002)
    assert sd == pytest.approx(np.sqrt(variance), rel=0.01)
    closed = norm.ppf([0.1, 0.5, 0.9], variance * (m / t**2 + seen / s**2), np.sqrt(variance))
    assert weighted_quantiles(theta, weights) == pytest.approx(closed, abs=0.004)


def test_rate_and_starting_capacity_together_are_the_linear_gaussian_posterior():
    """Two trials see cost (exponent and log capacity both in it) and delivered tonnes: equal to the matrix formula."""
    b, x0 = normal("b", 0.2, 0.08), normal("x0", np.log(1e4), 0.8)
    reach = np.log(5e5)
    design = np.array([[-(reach - np.log(1e4)), 0.2], [0.0, 1.0], [-3.0, 0.0]])  # rows: log cost A, log delivered A, log cost B
    offset = np.array([6.5 - 0.2 * np.log(1e4), 0.0, 6.5])
    seen, spread = np.array([5.6, np.log(6e3), 6.0]), np.array([0.3, 0.5, 0.2])
    modelled = offset[:, None] + design @ np.vstack([b, x0])
    trials = [
        Trial("A", np.exp(seen[0]), np.exp(modelled[0]), np.exp(seen[1]), np.exp(modelled[1]), spread[0], spread[1]),
        Trial("B", np.exp(seen[2]), np.exp(modelled[2]), cost_spread=spread[2]),
    ]
    weights = posterior_weights(trials, DRAWS)
    prior = np.diag(1 / np.array([0.08, 0.8]) ** 2)
    precision = prior + design.T @ np.diag(spread**-2.0) @ design
    covariance = np.linalg.inv(precision)
    mean = covariance @ (prior @ [0.2, np.log(1e4)] + design.T @ ((seen - offset) / spread**2))
    for values, place in ((b, 0), (x0, 1)):
        found, sd = mean_and_sd(values, weights)
        width = np.sqrt(covariance[place, place])
        assert found == pytest.approx(mean[place], abs=0.03 * width) and sd == pytest.approx(width, rel=0.03)
    assert weights @ (b * x0) - (weights @ b) * (weights @ x0) == pytest.approx(covariance[0, 1], abs=0.03 * width * 0.08)
    # read again with equal weights, the posterior is the same
    drawn = posterior_indices(weights, DRAWS)
    assert np.mean(b[drawn]) == pytest.approx(weights @ b, abs=1e-4)


def test_a_delivered_tonnage_that_is_none_says_so_little_or_less():
    """Below one tonne a year only that is known: the weights are the normal distribution function."""
    log_model = normal("fleet", np.log(20.0), 1.5)
    found = log_likelihood(Trial("A", delivered=0.0, modelled_delivered=np.exp(log_model), delivered_spread=0.7))
    assert found == pytest.approx(norm.logcdf(0.0, loc=log_model, scale=0.7))
    weights = posterior_weights([Trial("A", delivered=0.0, modelled_delivered=np.exp(log_model))], DRAWS)
    assert weights @ log_model < np.mean(log_model) - 0.5


def _trials(seen: list[tuple[float, float]], cost: np.ndarray, delivered: np.ndarray) -> list[Trial]:
    return [Trial(f"T{n}", c, cost * (1 + 0.1 * n), d, delivered) for n, (c, d) in enumerate(seen)]


REPORTS = st.lists(st.tuples(st.floats(200, 3000), st.floats(0, 40_000)), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(REPORTS, st.randoms())
def test_the_order_of_the_trials_does_not_matter_and_none_is_the_prior(seen, random):
    draws = 2000
    cost, delivered = np.exp(normal("c", 6.7, 0.6)[:draws]), np.exp(normal("d", 9.0, 1.0)[:draws])
    trials = _trials(seen, cost, delivered)
    shuffled = random.sample(trials, len(trials))
    weights = posterior_weights(trials, draws)
    assert posterior_weights(shuffled, draws) == pytest.approx(weights, rel=1e-9, abs=1e-15)
    assert weights.sum() == pytest.approx(1) and 1 <= effective_draws(weights) <= draws
    nothing = posterior_weights([Trial("silent")], draws)
    assert nothing == pytest.approx(np.full(draws, 1 / draws)) and effective_draws(nothing) == pytest.approx(draws)


@settings(max_examples=30, deadline=None)
@given(REPORTS)
def test_one_trial_after_the_other_is_all_at_once(seen):
    """Bayes' rule in steps: weights of the first times those of the rest."""
    draws = 1000
    cost, delivered = np.exp(normal("c", 6.7, 0.6)[:draws]), np.exp(normal("d", 9.0, 1.0)[:draws])
    trials = _trials(seen, cost, delivered)
    steps = np.ones(draws)
    for trial in trials:
        steps = steps * np.exp(log_likelihood(trial))
    if steps.sum() > 1e-250:
        assert posterior_weights(trials, draws) == pytest.approx(steps / steps.sum(), rel=1e-6, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=60).filter(lambda one: sum(one) > 1e-6), st.integers(1, 500))
def test_resampling_takes_each_draw_as_often_as_it_weighs(raw, draws):
    weights = np.array(raw) / sum(raw)
    chosen = posterior_indices(weights, draws)
    assert len(chosen) == draws and (np.diff(chosen) >= 0).all() and chosen.max() < len(weights)
    counts = np.bincount(chosen, minlength=len(weights))
    assert (np.abs(counts - weights * draws) < 1 + 1e-6).all()
    assert (chosen == posterior_indices(weights, draws)).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_equal_weights_give_numpys_quantiles(raw):
    values = np.array(raw)
    weights = np.full(len(raw), 1 / len(raw))
    assert weighted_quantiles(values, weights) == pytest.approx(
        np.quantile(values, [0.1, 0.5, 0.9], method="hazen"), rel=1e-9, abs=1e-6
    )


def test_an_infinite_cost_is_a_quantile_and_no_number_between():
    values = np.array([np.inf, 100.0, 200.0, np.inf])
    found = weighted_quantiles(values, np.full(4, 0.25))
    assert found[0] == 100.0 and found[1] in (200.0, np.inf) and np.isinf(found[2])


def test_a_report_at_the_edge_of_the_model_is_said():
    cost = np.exp(normal("c", 6.7, 0.3))
    far = posterior_weights([Trial("A", cost=float(np.exp(6.7 + 4 * 0.3)), modelled_cost=cost, cost_spread=0.02)], DRAWS)
    assert effective_draws(far) < 200 and "at the edge of what the model expects" in thin(far) and "of 40,000 draws" in thin(far)
    assert thin(posterior_weights([Trial("A", cost=800.0, modelled_cost=cost)], DRAWS)) == ""
    assert "rests on 150 of 150" in thin(np.full(150, 1 / 150))
    with pytest.raises(ValueError, match="no draw of the model gives what A reported"):
        posterior_weights([Trial("A", cost=800.0, modelled_cost=np.full(10, np.inf))], 10)
    with pytest.raises(ValueError, match="a reported amount of 0 has no logarithm"):
        log_likelihood(Trial("A", cost=0.0, modelled_cost=cost))


def test_delivered_tonnes_below_nameplate_raise_the_chance_of_half():
    """The issue's point: a smaller start leaves more doublings to the same 2030, so halving comes nearer."""
    start = np.exp(normal("start", np.log(1e4), 0.9))
    rate = np.clip(normal("rate", 0.13, 0.044), 0, 0.5)
    ratio = learned_cost(1.0, np.maximum(2e5 / start, 1.0), rate)
    weights = posterior_weights([Trial("A", delivered=1500.0, modelled_delivered=start)], DRAWS)
    before, after = chance_of(ratio), chance_of(ratio, weights=weights)
    assert weighted_quantiles(start, weights)[1] < 5000 < np.median(start)
    assert after.share > before.share + 0.2 and after.error > before.error


def test_a_plant_at_a_tenth_of_its_output_costs_ten_times_its_capital():
    assert cost_at_output(1e6, 0.1, 5e4, 80.0, 1000.0) == pytest.approx(230.0)
    assert cost_at_output(1e6, 0.1, 5e4, 80.0, 100.0) == pytest.approx(1580.0)


def test_running_and_fixed_cost_are_read_back_from_the_streams():
    product = np.array([[100.0, 300.0, 500.0], [50.0, 50.0, 50.0]])
    fixed, running = np.array([7e3, 9e3]), np.array([80.0, 0.0])
    found = running_and_fixed(fixed[:, None] + running[:, None] * product, product)
    assert found[0] == pytest.approx(running) and found[1] == pytest.approx(fixed)


def test_at_the_output_that_the_evaluator_supposes_the_cost_is_its_own():
    """Medians of every technology: streams read back give the evaluator's cost per captured tonne."""
    from evaluators.carbon_capture import carbon_capture
    from evaluators.carbon_capture.tables import TECHNOLOGIES
    from evaluators.toolkit.contract import Choice, Given
    from evaluators.toolkit.finance import annuity_factor
    from evaluators.toolkit.present_value import Years

    stated = {
        name: one.example for name, one in carbon_capture.inputs.items()
        if isinstance(one, Given | Choice) and not one.optional
    }  # fmt: skip
    for technology in TECHNOLOGIES.rows:
        answers = carbon_capture(**stated | {"technology": technology, "cost_of_capital": 0.08})
        life = TECHNOLOGIES.medians(technology).life
        running, fixed = running_and_fixed(answers["opex"], answers["product"])
        tonnes = Years(0.08, life).present(answers["product"])[0] / annuity_factor(0.08, life)
        cost = cost_at_output(answers["capex"], 1 / annuity_factor(0.08, life), fixed, running, tonnes)
        assert cost == pytest.approx(answers["cost_gross"], rel=0.02), technology
