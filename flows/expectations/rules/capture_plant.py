"""What a capture plant states of itself: a rate of air, a present cost without proof, a size or a credit out of reach.

All are warnings: nothing of it makes a figure of ours wrong, and whoever sends the proposal can still mend it.
"""

from __future__ import annotations

from collections.abc import Iterable

from evaluators.carbon_capture.halving import EVIDENCE
from evaluators.carbon_capture.learning import BASE_YEAR
from evaluators.carbon_capture.tables import CREDITS, TECHNOLOGIES
from flows.cast import CastBlock, CastProposal
from flows.expectations.rules import Around, Expectation, Objection, claimed, given, header
from flows.expectations.rules.capture_claims import capture_blocks, from_air
from flows.expectations.wording import number

# Claims that have no meaning without a proven present cost.
TO_2030 = ("cost_ratio_2030", "halved_by_2030")


class RateOfAir(Expectation):
    """A share of what? Air has no stream that is treated, and no carbon that goes in."""

    rule = "capture.rate_of_air"
    meaning = "A plant on air states no capture rate"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            stated = [name for name in ("capture_rate", "capture_rate_basis") if block.values.get(name) is not None]
            if stated and from_air(block):
                yield Objection(
                    f"{' and '.join(stated)} {'are' if len(stated) > 1 else 'is'} stated, and {block.values['technology']} takes "
                    "its CO2 out of the air: air capture has no capture rate.",
                    "Leave it out; what the plant captures stands in capacity.",
                    block.number,
                    stated[0],
                )


class PresentCostWithoutEvidence(Expectation):
    """Half of a number that nobody checked is no number."""

    rule = "capture.present_cost"
    meaning = "A present cost, or a claim of its ratio to 2030, comes with evidence of what the plant costs now"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            cost, evidence = given(block, "present_cost"), block.values.get("present_cost_evidence")
            claims = [name for name in TO_2030 if claimed(block, name)]
            if cost is None and not claims:
                continue
            if cost and evidence in EVIDENCE.rows and EVIDENCE.medians(str(evidence)).assessable > 0:
                continue
            field = "present_cost" if cost else claims[0]
            if cost:
                what = f"its evidence is '{str(evidence).replace('_', ' ')}'" if evidence else "nothing shows it"
                reason = f"present_cost is {number(cost[1])} USD2024/tonne and {what}"
            else:
                reason = f"{field} is claimed and no present_cost is stated"
            yield Objection(
                f"{reason}: half the cost by 2030 will stand as 'not assessable' on the scorecard.",
                "Send audited accounts, or the cost and the metered tonnes of a trial, of at least a year; state present_cost "
                "with present_cost_evidence audited_accounts or metered_trial.",
                block.number,
                field,
            )


class LargerThanAll(Expectation):
    """One plant that is more than all that was ever built of its kind: its cost is that of plants nobody has seen."""

    rule = "capture.larger_than_all"
    meaning = "A plant is no larger than all that runs of its technology, by the highest count"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            technology, capacity = block.values.get("technology"), given(block, "capacity")
            if technology not in TECHNOLOGIES.rows or capacity is None:
                continue
            known = TECHNOLOGIES.lines[technology]["experience_2025"]
            if capacity[0] <= known.high:
                continue
            start = header(proposal, "operation_start")
            years = max((start[0] if start else BASE_YEAR + 1) - BASE_YEAR, 1.0)
            times = (known.mode + capacity[0]) / known.mode
            yield Objection(
                f"This plant alone is {number(capacity[0])} tonne/year; of {technology} all plants of {BASE_YEAR} together are "
                f"{number(known.mode)} by our count and {number(known.high)} by the highest. With it the technology grows "
                f"{times:,.3g}-fold, {times ** (1 / years):,.3g}-fold each year until it starts.",
                "Check the unit of capacity; if it is right, say which plants come before this one and what they deliver.",
                block.number,
                "capacity",
            )


class CreditOutOfReach(Expectation):
    """A law that pays from so many tonnes on pays nothing below."""

    rule = "capture.credit_out_of_reach"
    meaning = "A plant that counts on a credit captures the least tonnes a year that the law asks for"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in capture_blocks(proposal, around):
            credit, capacity, fullest = block.values.get("credit"), given(block, "capacity"), _fullest_use(block)
            if credit not in CREDITS.rows or capacity is None:
                continue
            least, most = CREDITS.medians(str(credit)).least_captured, capacity[1] * fullest
            if most < least:
                yield Objection(
                    f"The credit {credit} is paid from {number(least)} tonnes captured a year on; this plant of "
                    f"{number(capacity[1])} tonne/year captures {number(float(f'{most:.3g}'))} at the fullest use that we "
                    f"suppose ({fullest:.0%}), so the credit is nothing.",
                    "Reckon without the credit (credit: none), or check the unit of capacity.",
                    block.number,
                    "credit",
                )


def _fullest_use(block: CastBlock) -> float:
    """The high end [1] of what a grown plant of the block's technology uses of its nameplate; all where it is no row of ours."""
    technology = block.values.get("technology")
    return float(TECHNOLOGIES.lines[technology]["utilisation"].high) if technology in TECHNOLOGIES.rows else 1.0
