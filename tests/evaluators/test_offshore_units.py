"""A change of units in a proposal, its card or its table of months changes no answer."""

from __future__ import annotations

import numpy as np
import pytest
from offshore_farms import facts_of

from evaluators.offshore_wind import offshore_wind
from evaluators.toolkit.binding import bind
from evaluators.toolkit.contract import STREAMS
from evaluators.toolkit.draws import Streams

PROPOSAL = """\
id: T-1
title: Test farm
applicant: Sample Applicant
country: US
pillar: offshore_wind
submitted: 2026-09-30
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
total_cost: 2000 MUSD2024
grant_requested: 500 MUSD2024
cost_of_capital: {rate}
blocks:
  - technology: offshore_wind
    site: bering
    given:
      capacity: {capacity}
      turbine: iea_15mw
      hub_height: {hub}
      spacing: 8
      foundation: floating
      grid: us_average
      deliverable_power: {limit}
      own_use: {use}
"""
CARD = "water_depth: {depth}\ndistance_to_shore: {shore}\nwave_height: {wave}\nweather_height: {height}\n"
TABLE = "month,wind_speed [{speed}],weibull_k,temperature [{warmth}]\n"
METRIC = {
    "rate": "6 %", "capacity": "480 MW", "hub": "150 m", "limit": "400 MW", "use": "50000 MWh/year", "depth": "100 m",
    "shore": "50 km", "wave": "2.2 m", "height": "100 m", "speed": "m/s", "warmth": "degC",
}  # fmt: skip


def answers_in(changes: dict[str, str]) -> np.ndarray:
    words, speed, warmth = METRIC | changes, np.linspace(7, 11, 12), np.linspace(-4, 14, 12)
    per = {"m/s": 1.0, "km/h": 3.6, "mph": 1 / 0.44704}[words["speed"]]
    degrees = {"degC": warmth, "K": warmth + 273.15, "degF": warmth * 1.8 + 32}[words["warmth"]]
    rows = [f"{month + 1},{speed[month] * per:.12g},2.1,{degrees[month]:.12g}\n" for month in range(12)]
    table = TABLE.format(**words) + "".join(rows)
    files = {"bering.yaml": CARD.format(**words).encode(), "bering.monthly.csv": table.encode()}
    facts = facts_of(PROPOSAL.format(**words).encode(), files)
    found = offshore_wind.function(**bind(offshore_wind, facts, Streams(1, 50, "T-1")).values)
    return np.concatenate([np.ravel(found[name]) for name in (*STREAMS, *offshore_wind.answers) if name in found])


@pytest.mark.parametrize("changes", [
    {"capacity": "0.48 GW"}, {"capacity": "480000 kW", "limit": "0.4 GW"}, {"hub": "0.15 km"}, {"hub": "492.12598425197 ft"},
    {"shore": "50000 m"}, {"depth": "0.1 km", "wave": "220 cm", "height": "0.1 km"}, {"use": "50 GWh/year"}, {"rate": "0.06"},
    {"warmth": "degF"}, {"warmth": "K"}, {"speed": "km/h"}, {"speed": "mph", "warmth": "degF", "capacity": "0.48 GW"},
], ids=lambda changes: ", ".join(changes.values()))  # fmt: skip
def test_a_unit_change_changes_nothing(changes):
    np.testing.assert_allclose(answers_in(changes), answers_in({}), rtol=1e-9)


def test_another_number_in_the_same_unit_does_change_something():
    assert not np.allclose(answers_in({"capacity": "481 MW"}), answers_in({}), rtol=1e-6)
