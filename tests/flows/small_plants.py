"""Three small evaluators, a form for them, and its cast."""

from __future__ import annotations

from evaluators.toolkit.contract import answer, choice, evaluator, given, measured
from evaluators.toolkit.row import AssumptionTable, Line
from flows import readers
from flows.cast import CastProposal, cast_proposal

FIXED = Line(1.0, 1.0, 1.0, "fixed", "1", None, "made for this test")
GRIDS = AssumptionTable("power/grids.csv", {name: {"factor": FIXED} for name in ("JP", "US-AK")})


@evaluator("electrolyser", answers={"hydrogen": answer("tonne/year", "hydrogen made", least=0)})
def electrolyser(
    capacity=given("MW", "power taken", least=1, most=5000, example=100.0),
    specific_capex=given("USD2024/kW", "cost of the stack", least=1, most=9000, example=1200.0),
    efficiency=given("1", "share of energy kept", least=0.1, most=1, optional=True),
    grid=choice(GRIDS, "the grid that feeds it", example="JP"),
):
    return {}


@evaluator("farm", one_of=[("wind_speed_hourly", "wind_speed_monthly")])
def farm(
    capacity=given("MW", "power", least=1, most=5000, example=100.0),
    wind_speed_hourly=measured("m/s", "wind, a year of hours", optional=True, shape="hour"),
    wind_speed_monthly=measured("m/s", "wind by month", optional=True, shape="month"),
    water_depth=measured("m", "depth of the water", example=100.0),
):
    return {}


@evaluator("shed")
def shed(area=given("m**2", "floor", example=10.0), temperature=measured("degC", "mean temperature", optional=True)):
    return {}


EVALUATORS = {"electrolyser": electrolyser, "farm": farm, "shed": shed}
HEADER = """\
id: T-1
title: Test plant
applicant: Sample Applicant
country: JP
pillar: hydrogen
submitted: 2026-09-30
operation_start: 2030-06-01
currency: JPY
price_year: 2023
estimate_class: 4
maturity: 7
total_cost: 200 billion JPY
grant_requested: 50 billion JPY
"""
BLOCK = """\
blocks:
  - technology: electrolyser
    given:
      capacity: 0.5 GW
      specific_capex: 1200 USD2024/kW
      grid: JP
    claim:
      hydrogen: 60000 to 70000 t/year
"""


def cast(text: str, sites: dict | None = None) -> CastProposal:
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, EVALUATORS, sites or {})
