"""The forecast of a whole reference class, updated by what became of the fund's own awards: decision, overrun, delay.

The class is a row of ``evaluators/toolkit/delivery.csv``; what a project states of its maturity and estimate class moves it from
there, so each outcome is first carried back to where the class was counted.

* share decided: a beta prior with the mean and the spread of the table's range; each award decided or given up, its odds over
  those of the class as its scorecard had them.
* overrun: the logarithm of the class's mean is normal, its spread that of the table's range; what one project cost over
  what it stated lies around it with the spread of projects and of its estimate.
* delay: the logarithm of the class's median is normal with COMMON_DELAY of the variance of single projects, which have the rest.
  A start less than LEAST_DELAY late counts as that late: less has no logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorecards.forecast_bayes import Normal, beta_of, normal_update, share_update
from scorecards.forecast_project import row_of
from scorecards.outcomes_followed import Followed
from scorecards.outcomes_measured import year_of
from scorecards.outcomes_predicted import Predicted
from scorecards.outcomes_reported import spent

LEAST_DELAY = 1 / 12  # [year]


@dataclass(frozen=True)
class Award:
    """One project of a class, as it is followed, with what was predicted of it when it was committed."""

    followed: Followed
    predicted: Predicted


def class_rows(name: str, awards: Sequence[Award]) -> list[dict[str, Any]]:
    """Rows of the part ``class`` for the reference class ``name``; none of what no award has shown yet."""
    from evaluators.toolkit.delivery import REFERENCE_CLASSES

    lines = REFERENCE_CLASSES.lines[name]
    found = [_share(lines, awards), _overrun(name, lines, awards), _delay(lines, awards)]
    return [{"part": "class", "reference_class": name, **row} for row in found if row]


def _share(lines: Any, awards: Sequence[Award]) -> dict[str, Any] | None:
    from evaluators.toolkit.distributions import central, mean, sd

    line = lines["probability"]
    ends = (line.shape, line.low, line.mode, line.high)
    prior = beta_of(float(mean(*ends)), float(sd(*ends)))
    middle = float(central(*ends))
    seen = []
    for one in awards:
        answer = one.predicted.answer("delivery_probability")
        if one.followed.decided is not None and answer is not None:
            own = min(max(answer["percentiles"][50], 1e-6), 1 - 1e-6)
            seen.append((one.followed.decided, _log_odds(own) - _log_odds(middle)))
    if not seen:
        return None
    before, after = share_update(prior, seen)
    decided = sum(came for came, _ in seen)
    text = f"{decided} of {len(seen)} came to be built; the table's range is worth {sum(prior):.0f} projects"
    return row_of("share decided", "1", before, after, decided / len(seen), text) | {"n": len(seen)}


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def _overrun(name: str, lines: Any, awards: Sequence[Award]) -> dict[str, Any] | None:
    from evaluators.toolkit.delivery import overrun
    from evaluators.toolkit.distributions import Z95

    line = lines["overrun_mean"]
    prior = Normal(math.log(line.mode), (math.log(line.high / line.low) / (2 * Z95)) ** 2)
    seen, ratios = [], []
    for one in awards:
        header, started = one.predicted.header, one.followed.started
        final = spent(one.followed.lines, started) if started else None
        if final is None or final[0] <= 0 or not header.get("total_cost"):
            continue
        median, spread = overrun(name, header["maturity"], header["estimate_class"])
        ratios.append(final[0] / header["total_cost"])
        own = math.log(ratios[-1]) - math.log(median) + prior.mean  # as if it stood where the class was counted
        seen.append((own, spread**2 - prior.variance))
    if not seen:
        return None
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    text = f"final over stated cost was {told}; the mean of the class at estimate class 3 and maturity 9"
    after = normal_update(prior, seen)
    return row_of("overrun", "1", prior.three_of_exp(), after.three_of_exp(), sum(ratios) / len(ratios), text) | {"n": len(seen)}


def _delay(lines: Any, awards: Sequence[Award]) -> dict[str, Any] | None:
    from evaluators.toolkit.delivery import COMMON_DELAY
    from evaluators.toolkit.distributions import Z95

    line = lines["delay"]
    variance = (math.log(line.high / line.low) / (2 * Z95)) ** 2
    prior = Normal(math.log(line.mode), COMMON_DELAY * variance)
    seen, days = [], []
    for one in awards:
        answer, stated = one.predicted.answer("delay"), one.predicted.header.get("operation_start")
        if one.followed.started is None or answer is None or stated is None or answer["percentiles"][50] <= 0:
            continue
        days.append(year_of(one.followed.started) - stated)
        moved = math.log(answer["percentiles"][50] / line.mode)  # by its maturity and estimate class
        seen.append((math.log(max(days[-1], LEAST_DELAY)) - moved, (1 - COMMON_DELAY) * variance))
    if not seen:
        return None
    before, after = prior.three_of_exp(), normal_update(prior, seen).three_of_exp()
    told = ", ".join(f"{late:.2f}" for late in days)
    text = f"in operation {told} years late; the median of the class at estimate class 3 and maturity 9"
    return row_of("delay", "year", before, after, sum(days) / len(days), text) | {"n": len(seen)}
