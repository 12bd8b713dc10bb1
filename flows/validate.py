"""Is a proposal fit to be evaluated? All proposals of a batch at once, judged by Great Expectations.

A critical finding refuses the proposal, a warning stands on its scorecard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evaluators.toolkit.contract import Evaluator
from flows.cast import CastProposal
from flows.expectations.budget import budget_suite
from flows.expectations.contract import contract_suites
from flows.expectations.facts import facts_suite
from flows.expectations.form import form_suite
from flows.expectations.identity import Known, identity_suite
from flows.expectations.place import place_suite
from flows.expectations.series import series_suites
from flows.expectations.suite import Judgement, Suite, ValidationBroken, judge
from flows.findings import Finding
from flows.sites import Site

__all__ = ["Known", "Validation", "ValidationBroken", "validate", "validated"]


@dataclass
class Validation:
    """All findings in a fixed order, and how each suite went."""

    findings: list[Finding] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)


def validate(
    proposals: list[CastProposal], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site], known: Iterable[Known] = ()
) -> list[Finding]:
    """The findings of a batch, each tied to its proposal, by project, version, content, block, field and rule.

    ``known`` are proposals of earlier runs that are not read again: one of the batch must not take their id and
    version with other content (both are then refused). Raises ValidationBroken where a suite could not judge.
    """
    return validated(proposals, evaluators, sites, known).findings


def validated(
    proposals: list[CastProposal], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site], known: Iterable[Known] = ()
) -> Validation:
    """As ``validate``, with how each suite went: what the validation report shows."""
    if not proposals:
        return Validation()
    # In the order given, findings and rows would hang on the order of files.
    proposals = sorted(proposals, key=lambda one: (one.project_id, one.version, one.content, one.file))
    place = place_suite(proposals, evaluators, sites)
    suites: list[Suite] = [
        facts_suite(proposals),
        identity_suite(proposals, known),
        form_suite(proposals),
        budget_suite(proposals),
        *contract_suites(proposals, evaluators, sites),
        *([place] if place else []),
        *series_suites(proposals, sites),
    ]
    judgements = [judge(suite) for suite in suites]
    findings = _said_once([finding for judgement in judgements for finding in judgement.findings])
    return Validation(sorted(findings, key=_order), judgements)


def _said_once(findings: list[Finding]) -> list[Finding]:
    """Without doubles, and without the contract's word on a series that is not even physical."""
    physical = {
        (f.content, f.project_id, f.version, f.block, f.field) for f in findings if f.rule in ("series.physical", "site.at_sea")
    }
    return list(
        dict.fromkeys(
            f
            for f in findings
            if f.rule != "contract.bounds" or (f.content, f.project_id, f.version, f.block, f.field) not in physical
        )
    )


def _order(finding: Finding) -> tuple:
    block = (len(finding.block), finding.block)
    return (
        finding.project_id,
        finding.version,
        finding.content,
        block,
        finding.field,
        finding.rule,
        finding.file,
        finding.place,
        finding.reason,
        finding.found,
        finding.remedy,
        finding.severity,
    )
