'''Rules of the fund's own: small classes an analyst adds, found by being there.

A rule is a class with four things. This one asks large projects for an estimate better than a concept:

    from flows.expectations.rules import Expectation, Objection, header

    class LargeNeedsStudy(Expectation):
        rule = "fund.large_needs_study"                       # named in findings, releases and the report
        meaning = "From 1,000 MUSD on, the cost estimate is of class 4 or better"
        severity = "warning"                                  # "critical" refuses the proposal

        def judge(self, proposal, around):
            cost, study = header(proposal, "total_cost"), header(proposal, "estimate_class")
            if cost and study and cost[0] >= 1e9 and study[1] > 4:
                yield Objection(
                    "A project of this size rests on a concept alone.",      # what is wrong, in plain words
                    "Send the study that the estimate comes from.",          # what to do next
                    field="estimate_class",
                )

Put the file into this folder, into a folder named by the environment variable CLEANFUND_EXPECTATIONS (paths joined as
in PATH), or into a package with an entry point of the group ``cleanfund.expectations`` that names the class or its module.
Never into the fund's data folder: what lies there was sent by applicants, and is not run.

``judge`` is called once a proposal with all that is known (``Around``) and yields an ``Objection`` for each thing found;
value and place are looked up by block and field. It must give the same for the same input, and write nothing. A rule that
raises is told on the proposal as a warning (``rules.broken``) and refuses nobody: it is our fault, not the applicant's.
Modules whose name starts with an underscore are not looked into.
'''

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evaluators.toolkit.contract import Evaluator
from flows.cast import CastBlock, CastProposal
from flows.expectations.facts import ends
from flows.findings import WARNING
from flows.fund import Fund
from flows.sites import Site

Ends = tuple[float, float]


@dataclass(frozen=True)
class Around:
    """What a rule may know besides the proposal."""

    sites: Mapping[str, Site]
    evaluators: Mapping[str, Evaluator]
    fund: Fund | None = None


@dataclass(frozen=True)
class Objection:
    """One thing found: why it cannot stand, what to do, and where; ``found`` is looked up where it is not given."""

    reason: str
    remedy: str
    block: str = ""
    field: str = ""
    found: str = ""
    place: str = ""


@dataclass
class Expectation(ABC):
    """A rule; see the example above. Its class needs no arguments."""

    rule = ""
    meaning = ""
    severity = WARNING
    memory: dict = field(default_factory=dict)  # of one run, such as the mean of a series

    @abstractmethod
    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        """The objections to one proposal; none where it is as it should be."""


def header(proposal: CastProposal, name: str) -> Ends | None:
    """Low and high of a number of the header in its declared unit, None where it is not stated."""
    return ends(proposal.header.get(name))


def given(block: CastBlock, name: str) -> Ends | None:
    """Low and high of what a block, or its site, states in the contract's unit, None where it does not."""
    value = block.values.get(name)
    return (float(value[0]), float(value[1])) if isinstance(value, tuple) else None


def claimed(block: CastBlock, name: str) -> Ends | None:
    """Low and high of what a block claims in the answer's unit, None where it claims nothing."""
    return ends(block.claims.get(name))
