"""Claims for a capture plant against its nameplate and against the least work of separation.

All are warnings: a claim enters no figure of ours, and a reader of the scorecard must see that it is impossible.
Capture above the CO2 of a flue gas shows as a capture rate above 1 (``any_value.py``): the form asks for no flue gas.
"""

from __future__ import annotations

from collections.abc import Iterable

from flows.cast import CastProposal
from flows.expectations.rules import Around, Expectation, Objection, claimed, given
from flows.expectations.wording import number

# Least work to take CO2 out of air, about 20 kJ/mol at 400 ppm [MWh/tonne] (House et al. 2011, PNAS 108, 20428).
LEAST_WORK_AIR = 20 / 44.01 / 3.6


class CapturedTonnes(Expectation):
    """A plant captures no more than its nameplate."""

    rule = "claim.captured"
    meaning = "Claimed capture is at most the nameplate"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            captured, capacity = claimed(block, "captured"), given(block, "capacity")
            if captured and capacity and captured[0] > capacity[1] * 1.001:
                yield Objection(
                    f"{number(captured[0])} tonne/year are claimed to be captured; the plant is stated with "
                    f"{number(capacity[1])} tonne/year at nameplate. That is impossible.",
                    "Check the units of the claim and of capacity; the claim does not enter our own figures.",
                    block.number,
                    "captured",
                )


class SeparationWork(Expectation):
    """Taking CO2 out of air needs work, whoever brings it."""

    rule = "claim.separation_work"
    meaning = "Claimed energy of capture from air is at least the least work of separation"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            energy = claimed(block, "energy_use")
            from_air = str(block.values.get("technology", "")).startswith("dac")
            if energy and from_air and energy[1] < LEAST_WORK_AIR:
                yield Objection(
                    f"{number(energy[1])} MWh/tonne are claimed for capture from air; separating it takes {LEAST_WORK_AIR:.3g} "
                    "MWh/tonne at least (about 20 kJ/mol), and real plants five to twenty times that.",
                    "Check the unit, and whether heat that is not bought was left out; the claim does not enter our own figures.",
                    block.number,
                    "energy_use",
                )
