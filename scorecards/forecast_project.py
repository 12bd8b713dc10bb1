"""The forecast of one awarded project, updated by what it reported: decision, delay, cost to build, yearly output.

Each starts from the answer of the scorecard at its award, and is moved by Bayes' rule (``forecast_bayes.py``):

* decision: known once a milestone after it is met, or the award is terminated.
* delay: what is late grows evenly from the award to the day of operation. The last milestone that fell due, at the share f of
  that way and s years late, says f * delay = s, to within SLIP_SPREAD; one that is not met yet says "at least s".
* cost: spent over physical progress is what it will have cost at the end (earned value: estimate at completion = actual
  cost / progress; ANSI/EIA-748), to within COST_SPREAD of its logarithm from MATURE on, and less surely before.
* output: what was measured in a year, to within the spread between one year and the mean over life. Not of capture, whose
  reports teach about the whole technology (``forecast_trials.py``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from scorecards.forecast_bayes import Three, atoms, lognormal_of, normal_update, of_draws
from scorecards.outcomes_followed import Followed
from scorecards.outcomes_measured import year_of
from scorecards.outcomes_predicted import Predicted
from scorecards.outcomes_reported import DAYS_A_YEAR, Measured, spent
from scorecards.trial_reports import IN_OPERATION

# Unsourced: engineering judgement.
SLIP_SPREAD = 0.25  # of a milestone's slip around its share of the delay at the end [year]
OUTPUT_SPREAD = 0.10  # of the logarithm of one year's output around the mean over life, where no answer tells it
OUTPUTS = ("net_energy", "delivered_hydrogen")
# That a cost index moves by less than 10 % once a fifth of the work is done: Christensen & Heise 1993, National Contract
# Management Journal 25:7; recalled, not confirmed.
COST_SPREAD, MATURE = 0.10, 0.2


def forecast_of(one: Followed, predicted: Predicted, measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """Rows of the part ``forecast`` of one project; none of what nothing was reported about."""
    rows = [_decision(one, predicted), _delay(one, predicted), _cost(one, predicted)]
    rows += [_output(found, predicted) for found in measured if found.days and found.answer in OUTPUTS]
    return [{"part": "forecast", "project_id": one.project, **row} for row in rows if row]


def row_of(quantity: str, unit: str, before: Three, after: Three, measured: float | None, text: str) -> dict[str, Any]:
    """A forecast as a row: prior and posterior side by side."""
    named = {f"prior_{end}": value for end, value in vars(before).items()}
    named |= {f"posterior_{end}": value for end, value in vars(after).items()}
    return {"quantity": quantity, "unit": unit, "value": measured, **named, "text": text}


def _decision(one: Followed, predicted: Predicted) -> dict[str, Any] | None:
    answer = predicted.answer("delivery_probability")
    if answer is None or one.decided is None:
        return None
    known = float(one.decided)
    text = "it is being built" if one.decided else f"its award was terminated on {one.terminated}, before it was decided"
    return row_of("delivery_probability", "1", _three(answer), Three(known, known, known), known, text)


def _delay(one: Followed, predicted: Predicted) -> dict[str, Any] | None:
    answer, begun, stated = predicted.answer("delay"), one.committed_on, predicted.header.get("operation_start")
    if answer is None or stated is None or (one.terminated and not one.started):
        return None
    if one.started:
        late = year_of(one.started) - stated
        return row_of("delay", "year", _three(answer), Three(late, late, late), late, f"known: in operation on {one.started}")
    seen = _last_due(one)
    if seen is None or begun is None:
        return None
    name, due = seen
    share = (year_of(due) - year_of(begun)) / (stated - year_of(begun)) if stated > year_of(begun) else 1.0
    if name == IN_OPERATION or share >= 1:
        share = 1.0
    if share <= 0:
        return None
    met = one.met.get(name)
    slip = year_of(met or one.until) - year_of(due)
    values = atoms(answer["percentiles"])
    logs = _log_slip(values * share, slip, met is not None)
    what = f"met {_late(slip)}" if met else f"not met on {one.until}, {_late(slip)}"
    text = f"{name} was due on {due}, {share:.0%} of the way to operation, and is {what}"
    return row_of("delay", "year", _three(answer), of_draws(values, logs), slip, text)


def _log_slip(expected: Any, slip: float, met: bool) -> Any:
    """Logarithm of how likely a slip [year] is where ``expected`` is the mean, shape (draws,): of it, or of that or more."""
    from scipy.special import log_ndtr

    if met:
        return -(((slip - expected) / SLIP_SPREAD) ** 2) / 2
    return log_ndtr((expected - slip) / SLIP_SPREAD)


def _late(slip: float) -> str:
    days = round(abs(slip) * DAYS_A_YEAR)
    return "in time" if days == 0 else f"{days} day{'' if days == 1 else 's'} {'late' if slip > 0 else 'early'}"


def _last_due(one: Followed) -> tuple[str, date] | None:
    """The milestone that was due last, of those that are met or whose day has passed; the award's own says nothing yet."""
    fallen = [(due, name) for name, due in one.due.items() if name != "award" and (due < one.until or name in one.met)]
    return (max(fallen)[1], max(fallen)[0]) if fallen else None


def _cost(one: Followed, predicted: Predicted) -> dict[str, Any] | None:
    answer = predicted.answer("capex")
    if answer is None or min(_ends(answer)) <= 0:
        return None
    if one.started and (final := spent(one.lines, one.started)):
        known = Three(final[0], final[0], final[0])
        return row_of("capex", "USD2024", _three(answer), known, final[0], f"known: spent by {final[1]}, after it was built")
    so_far = spent(one.lines)
    if so_far is None:
        return None
    value, day = so_far
    progress = next((row["value"] for row in one.lines if row["item"] == "physical_progress" and row["period_end"] == day), None)
    if not progress or value <= 0:
        return None
    spread = COST_SPREAD * max(1.0, MATURE / progress)
    prior = lognormal_of(*_ends(answer), answer["percentiles"][50])
    after = normal_update(prior, [(math.log(value / progress), spread**2)])
    at_the_end = value / progress
    text = f"{value / 1e6:,.2f} M USD2024 spent by {day} at {progress:.0%} of the works: {at_the_end / 1e6:,.1f} M at the end"
    return row_of("capex", "USD2024", prior.three_of_exp(), after.three_of_exp(), at_the_end, text)


def _output(found: Measured, predicted: Predicted) -> dict[str, Any] | None:
    answer = predicted.answer(found.answer)
    if answer is None or min(_ends(answer)) <= 0 or found.value <= 0 or not found.days:
        return None
    spread = _year_spread(found, predicted) * math.sqrt(max(1.0, DAYS_A_YEAR / found.days))
    prior = lognormal_of(*_ends(answer), answer["percentiles"][50])
    after = normal_update(prior, [(math.log(found.value), spread**2)])
    text = f"{found.text}, believed to within {spread:.0%} of its logarithm"
    return row_of(found.answer, found.unit, prior.three_of_exp(), after.three_of_exp(), found.value, text)


def _year_spread(found: Measured, predicted: Predicted) -> float:
    """Spread of the logarithm between one measured year and the mean over life [1]."""
    life, year = predicted.answer(found.answer), predicted.answer(f"{found.answer}_one_year")
    if life is None or year is None:
        return OUTPUT_SPREAD
    of_year, of_life = (lognormal_of(*_ends(one), one["percentiles"][50]).variance for one in (year, life))
    return math.sqrt(max(of_year - of_life, 0.02**2))


def _ends(answer: Mapping[str, Any]) -> tuple[float, float]:
    return answer["percentiles"][10], answer["percentiles"][90]


def _three(answer: Mapping[str, Any]) -> Three:
    return Three(*(answer["percentiles"][place] for place in (10, 50, 90)))
