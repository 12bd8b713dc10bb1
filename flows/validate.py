"""Is a proposal fit to be evaluated? All proposals of a batch at once, judged by Great Expectations.

A critical finding refuses the proposal, a warning stands on its scorecard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evaluators.toolkit.contract import Evaluator
from flows.cast import CastProposal
from flows.expectations.budget import budget_suite
from flows.expectations.calls import calls_suite
from flows.expectations.cards import card_suite
from flows.expectations.contract import contract_suites
from flows.expectations.facts import facts_suite
from flows.expectations.form import form_suite
from flows.expectations.grants_forms import grants_forms_suite
from flows.expectations.identity import Known, identity_suite
from flows.expectations.own_rules import as_sentences, find_rules, rules_suite
from flows.expectations.place import place_suite
from flows.expectations.rules import Around
from flows.expectations.series import series_suites
from flows.expectations.series_patterns import patterns_suite
from flows.expectations.suite import Judgement, Suite, ValidationBroken, judge
from flows.findings import Finding
from flows.fund import Fund
from flows.sites import Site
from scorecards.finding_order import rank

__all__ = ["Known", "Validation", "ValidationBroken", "validate", "validated"]


@dataclass
class Validation:
    """All findings in a fixed order, how each suite went, and a sentence for each rule that could not be loaded."""

    findings: list[Finding] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    not_judged: list[str] = field(default_factory=list)


def validate(
    proposals: list[CastProposal],
    evaluators: Mapping[str, Evaluator],
    sites: Mapping[str, Site],
    known: Iterable[Known] = (),
    fund: Fund | None = None,
) -> list[Finding]:
    """The findings of a batch, each tied to its proposal, causes before what follows from them.

    ``known`` are proposals of earlier runs that are not read again: one of the batch must not take their id and
    version with other content (both are then refused). With ``fund``, pillars and calls are judged too.
    Raises ValidationBroken where a suite could not judge.
    """
    return validated(proposals, evaluators, sites, known, fund).findings


def validated(
    proposals: list[CastProposal],
    evaluators: Mapping[str, Evaluator],
    sites: Mapping[str, Site],
    known: Iterable[Known] = (),
    fund: Fund | None = None,
) -> Validation:
    """As ``validate``, with how each suite went: what the validation report shows."""
    if not proposals:
        return Validation()
    # In the order given, findings and rows would hang on the order of files.
    proposals = sorted(proposals, key=lambda one: (one.project_id, one.version, one.content, one.file))
    place, calls = place_suite(proposals, evaluators, sites), calls_suite(proposals, fund or Fund())
    cards = card_suite(proposals, evaluators, sites)
    patterns, own = patterns_suite(proposals, sites), find_rules()
    suites: list[Suite] = [
        facts_suite(proposals),
        identity_suite(proposals, known),
        form_suite(proposals),
        budget_suite(proposals),
        *([grants] if (grants := grants_forms_suite(proposals)) else []),
        *([calls] if calls else []),
        *contract_suites(proposals, evaluators, sites),
        *([cards] if cards else []),
        *([place] if place else []),
        *series_suites(proposals, sites),
        *([patterns] if patterns else []),
        rules_suite(proposals, own, Around(sites, evaluators, fund)),
    ]
    judgements = [judge(suite) for suite in suites]
    findings = _said_once([finding for judgement in judgements for finding in judgement.findings])
    return Validation(sorted(findings, key=_order), judgements, as_sentences(own.broken))


def _said_once(findings: list[Finding]) -> list[Finding]:
    """Without doubles and without what only follows: the contract's word on a series that is not even physical or has no
    unit, and amounts that could not be read because the form's price year is one we have no prices of."""
    physical = {
        (f.content, f.project_id, f.version, f.block, f.field) for f in findings if f.rule in ("series.physical", "site.at_sea")
    }
    unitless = {(f.content, f.project_id, f.version, f.block, f.found) for f in findings if f.rule == "series.no_unit"}
    years = {
        (f.content, f.project_id, f.version): f.found for f in findings if (f.rule, f.field) == ("form.bounds", "price_year")
    }
    return list(
        dict.fromkeys(
            f
            for f in findings
            if not (f.rule == "contract.bounds" and (f.content, f.project_id, f.version, f.block, f.field) in physical)
            and not (f.rule == "unit" and (f.content, f.project_id, f.version, f.block, _column(f.field)) in unitless)
            and not (f.rule == "unit" and _of_the_year(f, years.get((f.content, f.project_id, f.version), "")))
        )
    )


def _column(field: str) -> str:
    """The column of a site's file that an input such as "wind_speed_hourly" draws on."""
    return re.sub("_(hourly|hours|monthly)$", "", field)


def _of_the_year(finding: Finding, year: str) -> bool:
    """Whether an amount is refused for the form's price year alone; one that names the year itself is wrong itself."""
    return bool(year) and year not in finding.found and finding.reason.startswith(f"The price year {year} of ")


def _order(finding: Finding) -> tuple:
    block = (len(finding.block), finding.block)
    return (
        finding.project_id,
        finding.version,
        finding.content,
        rank(finding.rule, finding.field),
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
