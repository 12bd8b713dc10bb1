"""Letters for the tests: a reason of quarantine, the facts of its proposal, and the letter made of them."""

from __future__ import annotations

from datetime import date

from app.reports.letter import letter_of
from app.reports.letter_text import as_text
from flows.fund import Fund

DAY = date(2026, 11, 23)
FUND = Fund(name="Sample Fund", pillars=("heat", "wind"), contact="grants@example.org")


def reason(rule="contract.bounds", field="capacity", found="500000 MW", block="1", **more) -> dict:
    said = {
        "project_id": "CTIF-042", "version": 1, "title": "Trinidad Head Wind", "file": "trinidad.yaml",
        "place": f"line 24, blocks.1.given.{field}", "block": block, "field": field, "rule": rule, "found": found,
        "reason": "capacity is 500,000 MW; it may be 1 to 5,000 MW.", "remedy": "Check the unit, then correct the value.",
    }  # fmt: skip
    return said | more


def fact(part: str, field: str, written: str, block: str = "", place: str = "") -> dict:
    place = place or f"line 24, blocks.1.given.{field}"
    return {"part": part, "block": block, "field": field, "written": written, "place": place}


FACTS = [
    fact("proposal", "applicant", "Sample Wind KK"),
    fact("proposal", "total_cost", "1180 億円"),
    fact("proposal", "country", "Japan"),
    fact("budget", "turbines", "98 MUSD"),
    fact("block", "technology", "offshore_wind", "1"),
    fact("block", "site", "akita", "1"),
    fact("given", "capacity", "500000 MW", "1"),
]


def made(reasons, lang="en", fund=FUND, facts=FACTS, newest=1):
    return letter_of(reasons, facts, fund, lang, DAY, newest)


def text_of(*reasons, **how) -> str:
    return as_text(made(list(reasons), **how))
