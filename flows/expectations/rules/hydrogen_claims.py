"""Claims for a store of hydrogen against what it is filled with and against thermodynamics.

All are warnings: a claim enters no figure of ours, and a reader of the scorecard must see that it is impossible.
How much hydrogen a stated volume holds is judged in ``hydrogen_store.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from flows.cast import CastProposal
from flows.expectations.rules import Around, Expectation, Objection, claimed, given
from flows.expectations.wording import number

HEATING = 33.33  # lower heating value of hydrogen [kWh/kg] (ISO/TR 15916; NIST: 119.96 MJ/kg)
# Least work to compress an ideal gas by a factor e at 0 degC, R T / M [kWh/kg]; hydrogen, less compressible, needs more.
ISOTHERMAL = 8.314463 * 273.15 / 2.01588e-3 / 3.6e6


class DeliveredHydrogen(Expectation):
    """A store gives back no more than it was filled with."""

    rule = "claim.delivered_hydrogen"
    meaning = "Claimed delivery is at most what full cycles bring"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            delivered = claimed(block, "delivered_hydrogen")
            gas, cycles = given(block, "working_gas"), given(block, "cycles")
            if delivered and gas and cycles and delivered[0] > gas[1] * 1000 * cycles[1] * 1.001:
                most = number(gas[1] * 1000 * cycles[1])
                yield Objection(
                    f"{number(delivered[0])} kg/year are claimed to be delivered; {number(gas[1])} tonne of working gas and "
                    f"{number(cycles[1])} cycles a year are {most} kg/year. That is impossible.",
                    "Check the units of the claim, of working_gas and of cycles; the claim does not enter our own figures.",
                    block.number,
                    "delivered_hydrogen",
                )


class CompressionWork(Expectation):
    """Compression takes at least the isothermal work of an ideal gas, here only up to the store's least pressure."""

    rule = "claim.compression"
    meaning = "Claimed electricity of compression is at least the isothermal work"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            energy = claimed(block, "compression_energy")
            least, inlet = given(block, "pressure_min"), given(block, "inlet_pressure")
            if not (energy and least and inlet) or inlet[1] <= 0 or least[0] <= inlet[1]:
                continue
            work = ISOTHERMAL * log(least[0] / inlet[1])
            if energy[1] < work:
                yield Objection(
                    f"{number(energy[1])} kWh/kg are claimed for compression; from {number(inlet[1])} to {number(least[0])} bar "
                    f"no process takes less than {work:.3g} kWh/kg (isothermal, 0 degC). That is impossible.",
                    "Check the unit and the two pressures (absolute); the claim does not enter our own figures.",
                    block.number,
                    "compression_energy",
                )


class RoundTrip(Expectation):
    """Two claims that contradict each other: what is lost to electricity cannot come back."""

    rule = "claim.round_trip"
    meaning = "Claimed round trip leaves room for the claimed electricity"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            trip, energy = claimed(block, "round_trip"), claimed(block, "compression_energy")
            if trip and energy and energy[0] > 0 and 1 >= trip[0] > HEATING / (HEATING + energy[0]) + 0.0005:
                yield Objection(
                    f"A round trip of {trip[0]:.1%} is claimed with {number(energy[0])} kWh/kg of electricity; with that it is "
                    f"{HEATING / (HEATING + energy[0]):.1%} at most (lower heating value, electricity counted).",
                    "Say which of the two holds, and what the round trip counts; neither enters our own figures.",
                    block.number,
                    "round_trip",
                )
