"""A capture plant for tests: its inputs drawn, what it answers, one of its draws alone."""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture import carbon_capture
from evaluators.carbon_capture.tables import TECHNOLOGIES
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import Row

DRAWS = 400
# Of what is optional, only the audited present cost stands in every case.
PLAIN = dict.fromkeys(
    ("own_electricity_emissions", "disposal", "foreign_entity", "capture_rate", "capture_rate_basis", "construction_start",
     "present_delivered"), None,
) | {"present_cost": 1500.0, "present_cost_evidence": "audited_accounts", "present_capacity": 4000.0, "capacity_2030": 4000.0}
AIR = [name for name in TECHNOLOGIES.rows if name.startswith("dac_")]


def bound(**facts):
    example = carbon_capture.example() | {"operation_start": 2030.0} | PLAIN | facts
    return bind(carbon_capture, example, Streams(1, DRAWS, "test")).values


def answers(**facts):
    return carbon_capture.function(**bound(**facts))


def with_row(values, name, **instead):
    row = values[name]
    return values | {name: Row(row.name, {**row, **instead})}


def single(value, draw):
    if isinstance(value, Row):
        return Row(value.name, {name: single(one, draw) for name, one in value.items()})
    return float(value[draw]) if isinstance(value, np.ndarray) and value.shape == (DRAWS,) else value
