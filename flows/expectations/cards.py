"""Lines of a site card that nobody reads: most often a misspelt name, whose value is then missing.

Every line that no evaluator asks for, and that says nothing of the place itself, is told with the nearest names.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace

from evaluators.toolkit.contract import Choice, Evaluator, Given, Input, Measured
from flows.cast import CastProposal
from flows.expectations.facts import tied
from flows.expectations.series import users_of
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import listed
from flows.findings import WARNING, Finding
from flows.form import FORM
from flows.sites import Site, two_readings

COLUMNS = {"site": "str", "line": "str"}
# What a card says of the place itself, for people and for readers.
OF_THE_PLACE = (
    "name", "latitude", "longitude", "elevation", "region", "country", "weather", "weather_height", "time_zone", "note", "notes",
    "station", "state", "usaf", "operator",
)  # fmt: skip
CARDS = (".yaml", ".yml")
RULE = "site.unknown_field"
_EVIDENCE = re.compile(r"(\w+_)?(sources?|evidence)")  # for people: on what something on the card rests


def card_suite(
    proposals: list[CastProposal], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]
) -> Suite | None:
    """One row a line of a card of a site that a block names; None where there is none."""
    asked = _asked(evaluators)
    rows, told = [], []
    for site_id, users in users_of(proposals, sites).items():
        for name in _lines(sites[site_id]):
            rows.append({"site": site_id, "line": name})
            told.append((sites[site_id], users))
    if not rows:
        return None

    def say(row: int) -> list[Finding]:
        site, users = told[row]
        found = _finding(site, rows[row]["line"], asked)
        return [tied(one, replace(found, block=block.number)) for one, block in users]

    rule = Rule(
        RULE,
        "A site card has no line that nobody reads",
        WARNING,
        "ExpectColumnValuesToBeInSet",
        {"column": "line", "value_set": asked},
        say,
    )
    return Suite("site cards", table(rows, COLUMNS), ("row_id", *COLUMNS), (rule,))


def strange_lines(site: Site, evaluators: Mapping[str, Evaluator]) -> list[Finding]:
    """The same of a card by itself, whether a block names its site or not; and its numbers with two readings."""
    asked = _asked(evaluators)
    found = [_finding(site, name, asked) for name in _lines(site) if name not in asked]
    declared = {name: one for evaluator in evaluators.values() for name, one in evaluator.inputs.items()}
    return found + [one for name in _lines(site) for one in two_readings(site, name, declared.get(name))]


def _asked(evaluators: Mapping[str, Evaluator]) -> list[str]:
    """What a card may say: of the place, or what an evaluator takes from a site and is no series."""
    inputs = [(name, one) for found in evaluators.values() for name, one in found.inputs.items() if name not in FORM]
    return sorted({*OF_THE_PLACE, *(name for name, one in inputs if _taken(one))})


def _taken(declared: Input) -> bool:
    if isinstance(declared, Given):
        return not declared.shape and (isinstance(declared, Measured) or not declared.optional)
    return isinstance(declared, Choice)


def _lines(site: Site) -> list[str]:
    cards = [name for name in site.facts if site.fact_files.get(name, "").endswith(CARDS)]
    return [name for name in cards if not _EVIDENCE.fullmatch(name)]


def _finding(site: Site, name: str, asked: list[str]) -> Finding:
    fact = site.facts[name]
    near = difflib.get_close_matches(name, asked, n=2, cutoff=0.6)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Leave it out, or put it under 'note'. Known are: {listed(asked)}."
    reason = f"'{name[:60]}' on the card of the site '{site.site_id}' is read by nobody: its value is not used."
    found = f"{fact.raw.strip()} {fact.unit}".strip()
    file = site.fact_files[name]
    return Finding(WARNING, RULE, found, reason, hint, field=name, place=fact.where, file=file)
