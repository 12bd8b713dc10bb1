"""What a claimed cost of capture may leave out, and how far it lies from what others have published.

All are warnings: a claim enters no figure of ours, and the panel must see what to ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from evaluators.carbon_capture import cost_checks, literature
from evaluators.carbon_capture.credits import DISPOSALS
from evaluators.carbon_capture.tables import TRANSPORT_MODES
from evaluators.carbon_capture.transport import transport_cost
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL
from flows.cast import CastBlock, CastProposal
from flows.expectations.facts import ends, stated
from flows.expectations.rules import Around, Expectation, Objection, claimed, given, header
from flows.expectations.rules.capture_claims import capture_blocks, objections

COSTS = ("cost_gross", "cost_net")
SHARES = {
    "owner's cost": "owner_cost_share", "contingency": "contingency_share", "interest during construction": "financing_share",
}  # fmt: skip
GATE, WHOLE = "plant_gate", "with_transport_and_storage"  # rows of claim_boundaries.csv
# Standard deviations from the nearest published plant. Below, a tenth of its class of estimate: who asks for money errs that way.
CHEAP, DEAR = 1.28, 2.0
NEAR_IN_SIZE = 10.0  # a plant of another order of magnitude is no measure


class ItemsLeftOut(Expectation):
    """A total without owner's cost, contingency or interest looks a third smaller than it is."""

    rule = "capture.items_left_out"
    meaning = "The budget of a capture plant names owner's cost, contingency and interest during construction"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            shares = {item: _middle(block, name) for item, name in SHARES.items()}
            doubt: cost_checks.Doubt | None = cost_checks.nothing_shown()
            if any(cast.fact.group == "budget" and cast.value is None for cast in proposal.facts):
                return  # lines that could not be read are told themselves
            if proposal.budget or any(share is not None for share in shares.values()):
                # A line of nothing holds nothing.
                lines = [name for name, cast in proposal.budget.items() if any(ends(cast) or (1.0,))]
                doubt = cost_checks.items_left_out(lines, shares)
            if doubt is not None:
                yield Objection(doubt.reason, doubt.remedy, field="total_cost")
                return  # one total, told once


class IncomeTakenOff(Expectation):
    """Oil sold is no lower cost of capture."""

    rule = "capture.income_taken_off"
    meaning = "No income is subtracted from a claimed cost, and oil that is brought up is told"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            disposal = block.values.get("disposal")
            way = DISPOSALS.medians(disposal) if disposal in DISPOSALS.rows else None
            costs = [both[1] for name in COSTS if (both := claimed(block, name))]
            income = _middle(block, "income_subtracted")
            used = way is not None and way.use == 1
            told = cost_checks.income_taken_off(income, used, costs[0] if costs else None)
            yield from objections(block, "income_subtracted" if income is not None else "disposal", told)
            if way is not None:
                yield from objections(block, "disposal", cost_checks.oil_brought_up(float(way.extra_oil)))


class ClaimedBoundary(Expectation):
    """A cost at the gate of the plant stored nothing."""

    rule = "capture.boundary"
    meaning = "A claimed cost holds transport and storage"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            boundary = _boundary(block)
            transport, storage = adders(block, around)
            for name in COSTS:
                if cost := claimed(block, name):
                    told = cost_checks.boundary_too_near(
                        cost[1], boundary != GATE, boundary == WHOLE, transport, storage
                    )
                    yield from objections(block, name, told)


class BelowItsCapital(Expectation):
    """A cost that would not even repay the building of the plant."""

    rule = "claim.below_capital"
    meaning = "A claimed cost at least pays for building the plant"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        total, own = header(proposal, "total_cost"), header(proposal, "cost_of_capital")
        if total is None or len(proposal.blocks) != 1:
            return
        for block in capture_blocks(proposal, around):
            capacity = given(block, "capacity")
            rate = own[0] if own else COST_OF_CAPITAL.low
            for name in COSTS:
                cost = claimed(block, name)
                if cost and capacity and capacity[1] > 0:
                    yield from objections(block, name, cost_checks.below_its_capital(cost[1], total[0], capacity[1], rate))


class FarFromLiterature(Expectation):
    """On the same basis, in logarithms, where a plant of the same order of size is published."""

    rule = "claim.literature"
    meaning = f"Claimed costs lie at most {CHEAP:g} standard deviations below and {DEAR:g} above the nearest published plant"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            apart: dict[str, str] = {}
            for field, claim, basis, added in _comparable(proposal, block, around):
                capacity = (given(block, "capacity") or (0.0, 0.0))[1]
                technology = str(block.values.get("technology", ""))
                plant = literature.nearest_plant(technology, capacity, basis) if capacity > 0 else None
                if plant is None:
                    continue
                plant = literature.with_storage(plant, added) if added else plant
                if not 1 / NEAR_IN_SIZE <= capacity / plant.capacity <= NEAR_IN_SIZE:
                    apart[field] = literature.in_words(claim, capacity, plant)
                elif not -CHEAP <= literature.z_score(claim, plant) <= DEAR:
                    yield Objection(
                        f"{literature.in_words(claim, capacity, plant)}.",
                        "Say what makes this plant so different; check units, tonnes and what the cost holds.",
                        "" if field == "total_cost" else block.number,
                        field,
                    )
            for field, words in apart.items():
                yield Objection(
                    f"No plant within {NEAR_IN_SIZE:g} times this size is published, so this claim has no neighbour. The nearest "
                    f"says: {words}.",
                    "A note, not a fault: name a plant of this size, or say how the cost was carried over from another.",
                    "" if field == "total_cost" else block.number,
                    field,
                )


class HubCost(Expectation):
    """A hub whose cost nobody states counts as nothing, and its members look cheap."""

    rule = "hub.cost"
    meaning = "Who names a shared hub states what it costs"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        hub = proposal.header.get("hub")
        # A cost that could not be read is told itself.
        if hub is not None and hub.value and not stated(proposal, "proposal", "", "hub_cost")[0]:
            yield Objection(
                f"It shares the hub {hub.value} and does not state what that hub costs; where none of its members does, the hub "
                "counts as 0 on the abatement curve.",
                "State hub_cost, what the hub costs to build as a whole, in no project's total_cost.",
                field="hub",
            )


def adders(block: CastBlock, around: Around) -> tuple[float, float]:
    """Our own medians of transport and of storage [USD2024/tonne] for what the block states."""
    declared = around.evaluators[block.technology].inputs.get("storage_cost")
    mode, distance = block.values.get("transport_mode"), given(block, "transport_distance")
    transport = 0.0
    if mode in TRANSPORT_MODES.rows and distance:
        # At the plant's own flow, as our own cost has it.
        flow = sum(given(block, "capacity") or (0.0, 0.0)) / 2 or None
        transport = float(transport_cost(TRANSPORT_MODES.medians(mode), sum(distance) / 2, 1.0, flow))
    return transport, float(getattr(declared, "middle", 0.0))


def _comparable(
    proposal: CastProposal, block: CastBlock, around: Around
) -> Iterable[tuple[str, float, str, float]]:
    """What is claimed and can be set beside a published figure: field, amount in USD2024, basis, and our own transport and
    storage to be added to the published one, which ends at the gate."""
    boundary = _boundary(block)
    net, gross = claimed(block, "cost_net"), claimed(block, "cost_gross")
    if net and boundary == WHOLE:
        yield "cost_net", sum(net) / 2, "net_with_storage", 0.0
    if gross:
        transport, storage = adders(block, around)
        added = (transport if boundary != GATE else 0.0) + (storage if boundary == WHOLE else 0.0)
        yield "cost_gross", sum(gross) / 2, "gross_at_gate", added
    total, capacity = header(proposal, "total_cost"), given(block, "capacity")
    if total and capacity and sum(capacity) > 0 and len(proposal.blocks) == 1 and sum(total) > 0:
        yield "total_cost", sum(total) / sum(capacity), "capital", 0.0


def _boundary(block: CastBlock) -> str:
    """A row of claim_boundaries.csv; the claims are declared with transport and storage in, so that is what silence means."""
    return str(block.values.get("claimed_boundary") or WHOLE)


def _middle(block: CastBlock, name: str) -> float | None:
    both = given(block, name)
    return None if both is None else sum(both) / 2
