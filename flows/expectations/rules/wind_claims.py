"""Claimed energy against full power and against the wind.

All are warnings: a claim enters no figure of ours, and a reader of the scorecard must see that it is impossible.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gamma, pi
from typing import Any

import numpy as np

from flows.cast import CastBlock, CastProposal
from flows.expectations.rules import Around, Expectation, Objection, claimed, given
from flows.expectations.rules.wind_farm import of_machine
from flows.expectations.wording import number

HOURS = 8760.0  # [h/year]
BETZ = 16 / 27  # most of the wind's power that a rotor in free flow can take [1] (Betz, 1920)
# No offshore farm has come near it: Hywind Scotland, the best of its time, had 57 % (Equinor, 12 months to March 2020).
IMPROBABLE = 0.70
ENERGIES = ("net_energy", "gross_energy")
# Generous, so that only what no wind at this site can bring is said: cold heavy air, strong shear, a high hub.
DENSITY = 1.35  # [kg/m3] at -12 degC and 1013 hPa
SHEAR = 0.2  # exponent of the power law; 0.14 is usual at sea (IEC 61400-3-1)
HUB = 250.0  # [m]
LEAST_SHAPE = 1.5  # Weibull shape of months that state none


class FullPower(Expectation):
    """No farm brings more than its rated power in every hour."""

    rule = "claim.full_power"
    meaning = "Claimed energy is at most full power all year"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            for name, energy, factor in _factors(block, around):
                if factor > 1:
                    yield Objection(
                        f"{name} is claimed as {number(energy)} MWh/year: {factor:.0%} of full power in every hour of the year. "
                        "That is impossible.",
                        "Check the unit of the claim and of capacity; it does not enter our own figures.",
                        block.number,
                        name,
                    )


class ImprobableOffshore(Expectation):
    """Offshore farms have not reached 70 % of full power over a year."""

    rule = "claim.capacity_factor"
    meaning = f"Claimed energy is at most {IMPROBABLE:.0%} of full power at sea"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            if around.evaluators[block.technology].reference_class != "offshore_wind":
                continue
            direct = claimed(block, "capacity_factor")
            stated = [(name, factor) for name, _, factor in _factors(block, around) if name == "net_energy"]
            for name, factor in [*stated, *([("capacity_factor", direct[0])] if direct else [])]:
                if IMPROBABLE < factor <= 1:
                    yield Objection(
                        f"{name} is claimed at {factor:.0%} of full power over the year; the best offshore farm had 57 % "
                        "(Hywind Scotland, 12 months to March 2020).",
                        "Say whether wakes, losses and downtime are taken off; it does not enter our own figures.",
                        block.number,
                        name,
                    )


class Betz(Expectation):
    """A rotor takes at most 16/27 of the power of the wind that blows through it."""

    rule = "claim.betz"
    meaning = "Claimed energy is at most 16/27 of the wind through the rotors"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            coefficient = claimed(block, "power_coefficient")
            if coefficient and coefficient[0] > BETZ:
                yield Objection(
                    f"A power coefficient of {number(coefficient[0])} is claimed; no rotor has more than 16/27 (0.593).",
                    "Check which power it is a share of; it does not enter our own figures.",
                    block.number,
                    "power_coefficient",
                )
            wind = self._wind(block, around)
            for name, energy, _ in _factors(block, around) if wind else ():
                if energy > BETZ * wind:
                    yield Objection(
                        f"{name} is claimed as {number(energy)} MWh/year; the site's own wind brings the rotors "
                        f"{number(round(wind))} MWh/year at most: a power coefficient of {energy / wind:.2f}, "
                        "and 16/27 (0.593) is the limit of Betz.",
                        "Check the unit of the claim; if another series of wind is meant, send it. "
                        "The claim does not enter our own figures.",
                        block.number,
                        name,
                    )

    def _wind(self, block: CastBlock, around: Around) -> float:
        """Energy of the wind through all rotors, at most [MWh/year]; 0 where wind or turbine are not known."""
        capacity, height = given(block, "capacity"), given(block, "weather_height")
        diameter, rating = (of_machine(block, around, name) for name in ("rotor_diameter", "rated_power"))
        if not (capacity and height and diameter and rating):
            return 0.0
        hub = given(block, "hub_height") or (HUB, HUB)
        cube = self._cube(block) * max(hub[1] / height[0], 1.0) ** (3 * SHEAR)
        area = capacity[1] / rating * pi / 4 * diameter**2
        return 0.5 * DENSITY * area * cube * HOURS / 1e6

    def _cube(self, block: CastBlock) -> float:
        """Mean of the cube of the site's wind speed [m3/s3]; 0 where it has none."""
        speed = block.values.get("wind_speed_hourly")
        if speed is None:
            speed = block.values.get("wind_speed_monthly")
        if not isinstance(speed, np.ndarray) or not np.isfinite(speed).any():
            return 0.0
        shape = block.values.get("weibull_k_monthly")
        key: Any = (id(speed), id(shape))
        if key not in self.memory:
            spread = np.ones(1)
            if "wind_speed_hourly" not in block.values:
                k = np.maximum(shape, 1.0) if isinstance(shape, np.ndarray) and shape.shape == speed.shape else [LEAST_SHAPE]
                spread = np.array([gamma(1 + 3 / one) / gamma(1 + 1 / one) ** 3 if one == one else np.nan for one in k])
            # The series is kept with its mean, so that its id stays its own.
            self.memory[key] = (float(np.nanmean(speed**3 * spread)), speed, shape)
        return self.memory[key][0]


def _factors(block: CastBlock, around: Around) -> Iterable[tuple[str, float, float]]:
    """Each claimed energy with its least value [MWh/year] and that over full power all year [1]."""
    declared = around.evaluators[block.technology]
    capacity = given(block, "capacity")
    if not capacity or capacity[1] <= 0 or getattr(declared.inputs["capacity"], "unit", "") != "MW":
        return
    for name in ENERGIES:
        energy = claimed(block, name)
        if energy and declared.answers[name].unit == "MWh/year":
            yield name, energy[0], energy[0] / (capacity[1] * HOURS)
