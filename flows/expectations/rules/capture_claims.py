"""Claims for a capture plant against its nameplate, the least work of separation, short tons and its own learning.

All but one are warnings: a claim enters no figure of ours, and a reader of the scorecard must see that it is impossible.
What a claimed cost may leave out is asked in ``capture_costs.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evaluators.carbon_capture import cost_checks
from evaluators.carbon_capture.cost_checks import Doubt
from evaluators.carbon_capture.tables import TECHNOLOGIES
from flows.cast import CastBlock, CastProposal
from flows.expectations.rules import Around, Ends, Expectation, Objection, claimed, given
from flows.expectations.wording import number
from flows.findings import CRITICAL

# Least work to take CO2 out of air, about 20 kJ/mol at 400 ppm [MWh/tonne] (House et al. 2011, PNAS 108, 20428).
LEAST_WORK_AIR = 20 / 44.01 / 3.6


def capture_blocks(proposal: CastProposal, around: Around) -> Iterator[CastBlock]:
    """The blocks of a proposal that capture CO2."""
    for block in proposal.blocks:
        found = around.evaluators.get(block.technology)
        if found is not None and found.reference_class == "carbon_capture":
            yield block


def objections(block: CastBlock, field: str, doubt: Doubt | None) -> Iterator[Objection]:
    """What a check of ``cost_checks.py`` found, at a field of the block."""
    if doubt is not None:
        yield Objection(doubt.reason, doubt.remedy, block.number, field)


def from_air(block: CastBlock) -> bool:
    """Whether the block takes its CO2 out of the air."""
    return str(block.values.get("technology", "")).startswith("dac")


def point(both: Ends | None) -> float | None:
    """A number that is stated as one; None for a range, whose ratio to another says nothing."""
    return both[0] if both and both[0] == both[1] else None


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
            if energy and from_air(block) and energy[1] < LEAST_WORK_AIR:
                yield Objection(
                    f"{number(energy[1])} MWh/tonne are claimed for capture from air; separating it takes {LEAST_WORK_AIR:.3g} "
                    "MWh/tonne at least (about 20 kJ/mol), and real plants five to twenty times that.",
                    "Check the unit, and whether heat that is not bought was left out; the claim does not enter our own figures.",
                    block.number,
                    "energy_use",
                )


class ShortTons(Expectation):
    """Two figures of one proposal that differ by the ratio of a short ton to a tonne."""

    rule = "claim.short_tons"
    meaning = "Tonnes and costs per tonne do not differ by the ratio of a short ton"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            captured, capacity = point(claimed(block, "captured")), point(given(block, "capacity"))
            if captured and capacity:
                told = cost_checks.short_tons(captured, capacity, "The claim captured", "tonne/year")
                yield from objections(block, "captured", told)
            gross, net, share = (point(claimed(block, name)) for name in ("cost_gross", "cost_net", "net_share"))
            if gross and net and share:
                told = cost_checks.short_tons(net, gross / share, "The claim cost_net", "USD2024/tonne", cost=True)
                yield from objections(block, "cost_net", told)
            parts = _parts(block)
            if gross and parts:
                told = cost_checks.short_tons(gross, sum(parts), "The claim cost_gross", "USD2024/tonne", cost=True)
                yield from objections(block, "cost_gross", told)


class ClaimedParts(Expectation):
    """Parts of a claimed cost that are not the whole of it: one of the two was made to look small."""

    rule = "claim.parts"
    meaning = "The parts of a claimed cost add up to it within 0.5%"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            parts, gross = _parts(block), claimed(block, "cost_gross")
            # Of a range the nearer end.
            if parts and gross and not gross[0] <= sum(parts) <= gross[1]:
                whole = min(gross, key=lambda end: abs(end - sum(parts)))
                yield from objections(block, "claimed_parts", cost_checks.parts_and_whole(parts, whole))


class GrossAsNet(Expectation):
    """Gross and net cost are two figures."""

    rule = "claim.gross_as_net"
    meaning = "A net tonne is claimed to cost more than a captured one"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            gross, net = claimed(block, "cost_gross"), claimed(block, "cost_net")
            if gross and net:
                yield from objections(block, "cost_net", cost_checks.gross_as_net(gross[0], net[1]))


class FastLearning(Expectation):
    """Learning and growth beyond what is known, and a ratio to 2030 that the two do not give."""

    rule = "claim.learning"
    meaning = "Learning is at most 25% a doubling, growth at most 3.2-fold a year, and the two give the claimed ratio to 2030"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            learning, growth = given(block, "claimed_learning_rate"), given(block, "claimed_growth")
            ratio, capacity = claimed(block, "cost_ratio_2030"), given(block, "claimed_cumulative_capacity")
            start, factors = _capacity_2025(block), []
            # Of a range the end that asks for most: a wide range is no way around the rule.
            if learning:
                yield from objections(block, "claimed_learning_rate", cost_checks.fast_learning(learning[1]))
            if growth:
                yield from objections(block, "claimed_growth", cost_checks.fast_growth(growth[1]))
                factors.append((1 + growth[1]) ** cost_checks.TO_2030)
            if capacity and start:
                told = cost_checks.fast_capacity(capacity[1], start)
                yield from objections(block, "claimed_cumulative_capacity", told)
                factors.append(capacity[1] / start)
            if learning and factors and ratio and learning[1] < 1:
                yield from objections(
                    block, "cost_ratio_2030", cost_checks.halving_unfounded(ratio[0], learning[1], max(factors))
                )


class RateWithoutBasis(Expectation):
    """Critical: 85 % of a stack may be 55 % of what goes in, and nobody could say which was meant."""

    rule = "capture.rate_basis"
    meaning = "A capture rate comes with what it is a share of"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            rate = given(block, "capture_rate")
            # Of air there is no rate: capture_plant.py.
            if rate and not block.values.get("capture_rate_basis") and not from_air(block):
                yield Objection(
                    f"capture_rate is {rate[1]:.4g}, and it is not said of which carbon: of the stack that is treated, or of all "
                    "that goes in as feed and fuel.",
                    "State capture_rate_basis, stack or feed_carbon.",
                    block.number,
                    "capture_rate",
                )


class RateOfOneStack(Expectation):
    """A works with several stacks, of which one is treated."""

    rule = "capture.one_stack"
    meaning = "A rate of one stack is not read as that of the works"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            rate, basis = given(block, "capture_rate"), block.values.get("capture_rate_basis")
            if rate and basis:
                told = cost_checks.rate_of_which_carbon(rate[1], basis == "stack", str(block.values.get("technology", "")))
                yield from objections(block, "capture_rate", told)


def _capacity_2025(block: CastBlock) -> float | None:
    """What we suppose to be in operation of the block's technology [tonne/year]; None where it is no row of ours."""
    technology = block.values.get("technology")
    return float(TECHNOLOGIES.medians(technology).experience_2025) if technology in TECHNOLOGIES.rows else None


def _parts(block: CastBlock) -> list[float]:
    """The parts of the claimed cost [USD2024/tonne], empty where none are stated."""
    parts = block.values.get("claimed_parts")
    return [] if parts is None else [float(part) for part in parts.ravel()]
