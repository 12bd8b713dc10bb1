"""Every fact read: a text that could not be read, or one that is not known, is the finding of the cast for it."""

from __future__ import annotations

from dataclasses import replace

from flows.cast import CastFact, CastProposal
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import listed
from flows.findings import CRITICAL, WARNING, Finding

COLUMNS = {"project": "str", "version": "int64", "block": "str", "field": "str", "severity": "str", "verdict": "str"}
READ = "ok"
NO_YEAR = "has no price year."  # how a unit without one is refused (evaluators/toolkit/units.py)


def facts_suite(proposals: list[CastProposal]) -> Suite:
    """One row a fact that was read right, and one a finding of the cast; the verdict is "ok" or the finding's rule."""
    rows: list[dict] = []
    subjects: list[tuple[CastProposal, Finding | None]] = []
    for one in proposals:
        who = {"project": one.project_id, "version": one.version}
        for cast in one.facts:
            if cast.value is not None:
                rows.append({**who, "block": cast.fact.block, "field": cast.fact.field, "severity": CRITICAL, "verdict": READ})
                subjects.append((one, None))
        for finding in _year_told_once(one.findings):
            rows.append(
                {**who, "block": finding.block, "field": finding.field, "severity": finding.severity, "verdict": finding.rule}
            )
            subjects.append((one, finding))

    def say(row: int) -> list[Finding]:
        one, finding = subjects[row]
        return [tied(one, finding)] if finding else []

    rules = tuple(
        Rule(
            f"facts.{severity}",
            meaning,
            severity,
            "ExpectColumnValuesToBeInSet",
            {"column": "verdict", "value_set": [READ], "row_condition": f'severity=="{severity}"', "condition_parser": "pandas"},
            say,
        )
        for severity, meaning in (
            (CRITICAL, "What is asked for is there and can be read in its unit"),
            (WARNING, "What is there is part of the form"),
        )
        # On no row at all a rule cannot fail.
        if any(row["severity"] == severity for row in rows)
    )
    return Suite("facts", table(rows, COLUMNS), ("row_id", *COLUMNS), rules)


def _year_told_once(findings: list[Finding]) -> list[Finding]:
    """The findings, with the amounts that lack nothing but the form's price year named in the finding about that year."""
    year = next((one for one in findings if one.field == "price_year" and one.severity == CRITICAL), None)
    lost = [one for one in findings if one.rule == "unit" and one.reason.endswith(NO_YEAR)] if year else []
    if year is None or not lost:
        return findings
    amounts = "one amount" if len(lost) == 1 else f"{len(lost)} amounts"
    told = f"{year.reason} For want of it {amounts} cannot be read: {listed(dict.fromkeys(one.field for one in lost))}."
    return [replace(year, reason=told) if one is year else one for one in findings if one not in lost]


def ends(cast: CastFact | None) -> tuple[float, float] | None:
    """Low and high of a number in its declared unit; None for a text or where it could not be read."""
    if cast is None or not isinstance(cast.value, tuple):
        return None
    return float(cast.value[0]), float(cast.value[1])


def tied(proposal: CastProposal, finding: Finding) -> Finding:
    """The finding with the proposal it belongs to."""
    return finding.of(content=proposal.content, project_id=proposal.project_id, version=proposal.version, file=proposal.file)


def stated(proposal: CastProposal, group: str, block: str, field: str) -> tuple[str, str]:
    """The text as written, with its unit, and its place; empty where the proposal does not state it."""
    for cast in proposal.facts:
        fact = cast.fact
        if (fact.group, fact.block, fact.field) == (group, block, field):
            return f"{fact.raw.strip()} {fact.unit}".strip(), fact.where
    return "", ""
