"""Wind measured at two heights: whether the sea can have the shear that they tell of.

Any evaluator that asks for two heights of hourly wind is judged.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from flows.cast import CastProposal
from flows.cast_values import sentence
from flows.expectations.rules import Around, Expectation, Objection, given
from flows.findings import CRITICAL

WINDIEST = 14.0  # [m/s] mean of a year, at any height of a mast
SERIES, HEIGHTS = ("wind_speed_hourly", "wind_speed_lower_hourly"), ("weather_height", "weather_height_lower")


class ShearOfTheSea(Expectation):
    """A slip of a height or a unit, carried to the hub, would multiply the wind of every hour."""

    rule = "wind.shear"
    meaning = "Wind at two heights has a shear that the sea can have"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        from evaluators.offshore_wind.climate import FASTEST
        from evaluators.offshore_wind.shear import ImplausibleShear, measured_shear, on_shear

        for block in proposal.blocks:
            upper, lower = (block.values.get(name) for name in SERIES)
            high, low, hub = (given(block, name) for name in (*HEIGHTS, "hub_height"))
            if not (isinstance(upper, np.ndarray) and isinstance(lower, np.ndarray) and high and low):
                continue
            if not (max(np.max(upper), np.max(lower)) <= FASTEST and max(np.mean(upper), np.mean(lower)) <= WINDIEST):
                continue  # no wind of an hour or a year, another unit: said where series are judged
            try:
                shear = measured_shear(upper, lower, sum(high) / 2, sum(low) / 2)
                on_shear(shear, sum(hub or high) / 2)
            except ImplausibleShear as error:
                yield Objection(sentence(error.reason), sentence(error.remedy), block.number, "weather_height_lower")
            except ValueError:
                continue  # too few hours or a gap: said where series are judged

