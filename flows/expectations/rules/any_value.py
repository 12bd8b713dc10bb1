"""Shares that cannot be above one and costs that cannot be below nothing, whatever the technology.

Where the contract itself gives the bound, it says so and these keep silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evaluators.toolkit.common import COMMON
from evaluators.toolkit.contract import Given
from flows.cast import CastProposal
from flows.expectations.facts import ends
from flows.expectations.rules import Around, Expectation, Objection, claimed
from flows.expectations.wording import number
from flows.findings import CRITICAL

_SHARE = re.compile(r"(^|_)(efficiency|round_trip|capture_rate|recovery)(_|$)")


class ClaimedShare(Expectation):
    """A warning: a claim enters no figure of ours."""

    rule = "claim.share"
    meaning = "Claimed efficiencies and capture rates are at most 1"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            answers = around.evaluators[block.technology].answers
            for name in block.claims:
                declared, both = answers.get(name), claimed(block, name)
                if declared and both and declared.unit == "1" and declared.most is None and _SHARE.search(name) and both[0] > 1:
                    yield Objection(
                        f"{name} is claimed as {number(both[0])}: more comes out than goes in. That is impossible.",
                        "Check whether it is a per cent; the claim does not enter our own figures.",
                        block.number,
                        name,
                    )


class GivenShare(Expectation):
    """Critical: what is given enters our figures, and everything after it would be wrong."""

    rule = "given.share"
    meaning = "Stated efficiencies and capture rates are at most 1"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            for name, declared in around.evaluators[block.technology].inputs.items():
                value = block.values.get(name)
                if not (isinstance(declared, Given) and declared.unit == "1" and declared.most is None and _SHARE.search(name)):
                    continue
                if isinstance(value, tuple) and value[0] > 1:
                    yield Objection(
                        f"{name} is {number(value[0])}: more comes out than goes in. That is impossible.",
                        "Check whether it is a per cent, and write for instance 92 %.",
                        block.number,
                        name,
                    )


class ClaimedCost(Expectation):
    """A warning: a claim enters no figure of ours. A cost above a reference's may be below nothing; a cost may not."""

    rule = "claim.negative_cost"
    meaning = "Claimed costs are not negative"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            answers = around.evaluators[block.technology].answers
            for name, cast in block.claims.items():
                declared, both = answers.get(name), ends(cast)
                if name in COMMON or not declared or not both or declared.least is not None:
                    continue
                if "cost" in name.split("_") and "USD" in declared.unit and both[1] < 0:
                    yield Objection(
                        f"{name} is claimed as {number(both[1])} {declared.unit}: a cost below nothing.",
                        "Check the sign; if it is income, it is no cost. The claim does not enter our own figures.",
                        block.number,
                        name,
                    )
