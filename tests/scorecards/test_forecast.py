"""The forecasts of a project and of its class: what moves them, in which direction, and what is known already."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.delivery import REFERENCE_CLASSES, overrun
from scorecards.forecast_class import Award, class_rows
from scorecards.forecast_project import forecast_of
from scorecards.outcomes_followed import Followed
from scorecards.outcomes_predicted import Predicted
from scorecards.outcomes_reported import Measured

SPREAD = np.linspace(-2.5, 2.5, 101)


def answer(median: float, sd: float) -> list[dict]:
    return [{"block": "", "unit": "", "percentiles": list(median * np.exp(sd * SPREAD))}]


PREDICTED = Predicted(
    "run", date(2026, 1, 1), {"operation_start": 2030.0, "total_cost": 90.0, "maturity": 9.0, "estimate_class": 3.0},
    ["offshore_wind"],
    {"delay": answer(0.85, 0.7), "capex": answer(100.0, 0.2), "delivery_probability": answer(0.6, 0.1),
     "net_energy": answer(1000.0, 0.1), "net_energy_one_year": answer(1000.0, math.hypot(0.1, 0.06))},
)  # fmt: skip
PLAIN = Followed("P-1", ("A-1",), date(2026, 1, 1), None, {}, {}, {}, {}, (), date(2028, 6, 30))


def lines(spent: float, progress: float, day: date = date(2028, 6, 30)) -> list[dict]:
    items = {"federal_share_of_expenditures": spent / 2, "recipient_share_of_expenditures": spent / 2}
    items["physical_progress"] = progress
    return [{"item": name, "value": value, "period_end": day, "section": "x"} for name, value in items.items()]


def forecast(one: Followed, quantity: str, measured=()) -> dict | None:
    return next((row for row in forecast_of(one, PREDICTED, measured) if row["quantity"] == quantity), None)


def test_nothing_reported_moves_nothing():
    assert forecast_of(PLAIN, PREDICTED, []) == []


@given(st.floats(0.0, 0.7), st.floats(0.05, 0.5))
@settings(max_examples=20, deadline=None)
def test_a_later_milestone_never_forecasts_an_earlier_start(slip, more):
    due = date(2028, 1, 1)
    found = []
    for late in (slip, slip + more):
        met = date.fromordinal(due.toordinal() + round(365 * late))
        one = replace(PLAIN, due={"construction_start": due}, met={"construction_start": met}, until=date(2029, 6, 30))
        found.append(forecast(one, "delay")["posterior_p50"])
    assert found[1] >= found[0]


def test_a_milestone_that_is_not_met_says_only_at_least():
    due = {"construction_start": date(2027, 12, 31)}
    unmet = forecast(replace(PLAIN, due=due), "delay")
    met = forecast(replace(PLAIN, due=due, met={"construction_start": date(2028, 6, 30)}), "delay")
    assert unmet["posterior_p50"] > unmet["prior_p50"] and unmet["posterior_p90"] > met["posterior_p90"]
    assert unmet["text"].endswith("50% of the way to operation, and is not met on 2028-06-30, 182 days late")


def test_what_happened_is_known():
    day = date(2031, 3, 31)
    built = replace(PLAIN, met={"entry_into_operation": date(2031, 1, 1)}, until=day, lines=lines(130.0, 1.0, day))
    late, cost, decided = (forecast(built, name) for name in ("delay", "capex", "delivery_probability"))
    assert late["posterior_p10"] == late["posterior_p90"] == pytest.approx(1.0)
    assert cost["posterior_p50"] == cost["value"] == 130.0 and decided["posterior_p50"] == 1.0
    gone = replace(PLAIN, terminated=date(2028, 1, 1))
    assert forecast(gone, "delivery_probability")["posterior_p50"] == 0.0 and forecast(gone, "delay") is None


def test_cost_at_the_end_is_earned_value_and_weighs_more_as_the_works_go_on():
    """Spent 30 at 25 %: 120 at the end (estimate at completion = actual cost / progress); believed to 10 % of its logarithm."""
    found = forecast(replace(PLAIN, lines=lines(30.0, 0.25)), "capex")
    sd = 0.2 * SPREAD[90] / 1.2815515655446004  # of the logarithm, from p10 and p90
    weight = (1 / 0.1**2) / (1 / 0.1**2 + 1 / sd**2)
    assert found["value"] == pytest.approx(120)
    assert found["posterior_p50"] == pytest.approx(100 * 1.2**weight, rel=1e-6)
    early = forecast(replace(PLAIN, lines=lines(4.8, 0.04)), "capex")
    assert early["value"] == pytest.approx(120) and early["posterior_p50"] < found["posterior_p50"]


def test_a_year_of_wind_is_believed_as_far_as_one_year_tells():
    def measured(days: int) -> Measured:
        return Measured("P-1", "net_energy", "net_energy", 800.0, "MWh/year", date(2031, 1, 1), date(2031, 12, 31), days)

    year, half = (forecast(PLAIN, "net_energy", [measured(days)]) for days in (365, 182))
    # the answers' spreads are 0.1 and hypot(0.1, 0.06), so one year parts from the mean of all by 0.06, and weighs 1/(1 + 0.36)
    assert year["posterior_p50"] == pytest.approx(1000 * 0.8 ** (1 / 1.36), rel=1e-3)
    assert year["posterior_p50"] < half["posterior_p50"] < year["prior_p50"]


def award(**more) -> Award:
    return Award(replace(PLAIN, **more), PREDICTED)


def test_a_class_learns_from_what_became_of_its_awards():
    line = REFERENCE_CLASSES.lines["offshore_wind"]
    built = award(met={"entry_into_operation": date(2030, 1, 1)}, lines=lines(180.0, 1.0, date(2030, 3, 31)))
    gone = award(terminated=date(2028, 1, 1))
    share, cost, delay = class_rows("offshore_wind", [built, gone, award()])
    assert (share["n"], share["value"], cost["n"], delay["n"]) == (2, 0.5, 1, 1)
    assert "worth 45 projects" in share["text"]  # mean 0.6233, sd 0.0715 of a triangle from 0.45 over 0.62 to 0.8
    assert abs(share["posterior_p50"] - share["prior_p50"]) < 0.02
    # final over stated cost 2.0: the mean of the class moves by its share of the variance
    median, spread = overrun("offshore_wind", 9, 3)
    of_mean = (math.log(line["overrun_mean"].high / line["overrun_mean"].low) / (2 * 1.6448536269514722)) ** 2
    moved = (math.log(2.0) - math.log(median)) * of_mean / spread**2
    assert cost["posterior_p50"] == pytest.approx(line["overrun_mean"].mode * math.exp(moved), rel=1e-9)
    assert delay["posterior_p50"] < delay["prior_p50"] == pytest.approx(line["delay"].mode)


def test_a_class_of_which_nothing_is_known_has_no_rows():
    assert class_rows("offshore_wind", [award()]) == []
