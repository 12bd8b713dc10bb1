"""A good proposal of floating wind with its site, two small evaluators, and ways to spoil and judge it."""

from __future__ import annotations

import re

import numpy as np

from evaluators.toolkit.contract import answer, choice, evaluator, given, measured
from evaluators.toolkit.row import AssumptionTable, Line
from flows import readers
from flows.cast import cast_proposal
from flows.facts import Document
from flows.findings import Finding
from flows.sites import gather_sites
from flows.validate import validate

FIXED = Line(1.0, 1.0, 1.0, "fixed", "1", None, "made for this test")
TURBINES = AssumptionTable("wind/turbines.csv", {name: {"rating": FIXED} for name in ("iea_15mw", "nrel_5mw", "dtu_10mw")})


@evaluator(
    "floating wind",
    reference_class="offshore_wind",
    one_of=[("wind_speed_hourly", "wind_speed_monthly")],
    answers={"capacity_factor": answer("1", "mean output over capacity", least=0, most=1)},
)
def floating_wind(
    capacity=given("MW", "power of the farm", least=1, most=5000, example=500.0),
    losses=given("1", "share lost", least=0, most=0.5, optional=True),
    turbine=choice(TURBINES, "the turbine"),
    wind_speed_hourly=measured("m/s", "wind, a year of hours", least=0, most=75, optional=True, shape="hour"),
    wind_speed_monthly=measured("m/s", "wind by month", least=0, most=30, optional=True, shape="month"),
    pressure_hourly=measured("hPa", "pressure, a year of hours", least=850, most=1085, optional=True, shape="hour"),
    water_depth=measured("m", "depth of the water", least=3, most=3000),
    distance_to_shore=measured("km", "distance to the shore", least=0, most=400),
):
    return {}


@evaluator("hydrogen store")
def store(working_gas=given("tonne", "hydrogen that can be taken out", least=1, most=100_000, example=500.0)):
    return {}


EVALUATORS = {"floating_wind": floating_wind, "store": store}
GOOD = """\
id: T-1
version: 1
title: Test farm
applicant: Sample Applicant
country: US
pillar: offshore_wind
submitted: 2026-09-30
construction_start: 2027-05-01
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
total_cost: 2000 MUSD2024
grant_requested: 500 MUSD2024
other_public_support: 100 MUSD2024
budget:
  turbines: 1200 MUSD2024
  floaters: 800 MUSD2024
blocks:
  - technology: floating_wind
    site: bering
    given:
      capacity: 500 MW
      turbine: iea_15mw
    claim:
      capacity_factor: 50 %
"""
CARD = "latitude: 55.0 N\nlongitude: 160.0 W\nwater_depth: 100 m\ndistance_to_shore: 40 km\n"


def wind(hours: int = 8760) -> np.ndarray:
    return 8.0 + 4.0 * np.sin(np.arange(hours) * 0.37)


def site(card: str = CARD, series: dict | None = None, troubles=(), units: dict | None = None):
    documents = [("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", card.encode())]
    hourly = {"wind_speed": wind()} if series is None else series
    named = {"wind_speed": "m/s", "pressure": "mbar", "monthly_wind_speed": "m/s"} | (units or {})
    if hourly:
        weather = Document(
            "sites", "bering", series={name: list(values) for name, values in hourly.items()}, troubles=list(troubles)
        )
        weather.series_units = {name: named[name] for name in hourly}
        documents.append(("bering.tmy3.csv", "b" * 64, weather))
    return gather_sites(documents)


SITES = site()


def proposals(text: str, name: str = "t1.yaml", sites=None):
    return [
        cast_proposal(one, name, "c" * 64, EVALUATORS, SITES if sites is None else sites)
        for one in readers.read("proposals", name, text.encode())
    ]


def found(text: str, sites=None) -> list[Finding]:
    return validate(proposals(text, sites=sites), EVALUATORS, SITES if sites is None else sites)


def with_lines(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def without(line: str) -> str:
    assert re.search(rf"^\s*{line}:.*\n", GOOD, re.MULTILINE)
    return re.sub(rf"^\s*{line}:.*\n", "", GOOD, count=1, flags=re.MULTILINE)
