"""Lines of a site card that nobody reads: most often a misspelt name, whose value is then missing.

Every line that no evaluator asks for, and that says nothing of the place itself, is told with the nearest names.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from evaluators.toolkit.contract import Evaluator
from flows.cast import CastBlock, CastProposal
from flows.expectations.facts import tied
from flows.expectations.series import users_of
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import listed
from flows.findings import WARNING, Finding
from flows.sites import Site

COLUMNS = {"site": "str", "line": "str"}
# What a card says of the place itself, for people and for readers.
OF_THE_PLACE = (
    "name", "latitude", "longitude", "elevation", "region", "country", "weather", "weather_height", "time_zone", "note", "notes",
    "station", "state", "usaf", "operator",
)  # fmt: skip
CARDS = (".yaml", ".yml")


def card_suite(
    proposals: list[CastProposal], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]
) -> Suite | None:
    """One row a line of a card of a site that a block names; None where there is none."""
    asked = sorted({*OF_THE_PLACE, *(name for one in evaluators.values() for name in one.inputs)})
    rows, told = [], []
    for site_id, users in users_of(proposals, sites).items():
        for name in sites[site_id].facts:
            if sites[site_id].fact_files.get(name, "").endswith(CARDS):
                rows.append({"site": site_id, "line": name})
                told.append((sites[site_id], users))
    if not rows:
        return None

    def say(row: int) -> list[Finding]:
        site, users = told[row]
        return [_finding(site, rows[row]["line"], one, block, asked) for one, block in users]

    rule = Rule(
        "site.unknown_field",
        "A site card has no line that nobody reads",
        WARNING,
        "ExpectColumnValuesToBeInSet",
        {"column": "line", "value_set": asked},
        say,
    )
    return Suite("site cards", table(rows, COLUMNS), ("row_id", *COLUMNS), (rule,))


def _finding(site: Site, name: str, one: CastProposal, block: CastBlock, asked: list[str]) -> Finding:
    fact = site.facts[name]
    near = difflib.get_close_matches(name, asked, n=2, cutoff=0.6)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Leave it out, or put it under 'note'. Known are: {listed(asked)}."
    reason = f"'{name[:60]}' on the card of the site '{site.site_id}' is read by nobody: its value is not used."
    found = f"{fact.raw.strip()} {fact.unit}".strip()
    file = site.fact_files[name]
    finding = Finding(WARNING, "site.unknown_field", found, reason, hint, block.number, name, fact.where, file)
    return tied(one, finding)
