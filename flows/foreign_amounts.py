"""What the amounts of Grants.gov's forms mean: nominal dollars of the form's own year, and of a Revision only changes.

A price year that the fund's own form states concerns the amounts of that form alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from evaluators.toolkit.money import years
from flows.facts import Fact

DOLLARS = "USD"


def revises(facts: Iterable[Fact]) -> bool:
    """Whether the SF-424 says that an award is revised (item 2): then amounts are changes of it, and a decrease is negative.

    Item 18: "If the action will result in a dollar change to an existing award, indicate only the amount of the change."
    """
    kind = ("form", "SF424_4_0.ApplicationType")
    return {fact.raw.strip() for fact in facts if (fact.group, fact.field) == kind} == {"Revision"}


def dated(fact: Fact, year: str) -> Fact:
    """The fact in dollars of ``year``, where it is of a foreign form, in dollars, and of no year yet."""
    return replace(fact, unit=f"{DOLLARS}{year}") if fact.form and fact.unit == DOLLARS and year else fact


def deflatable(fact: Fact) -> tuple[Fact, str]:
    """The fact in prices of a year whose deflator is known, and what was done to it; itself and "" where nothing was.

    Only what a foreign form says by its convention is moved so: who writes a price year is asked for one that is known.
    """
    if not fact.form:
        return fact, ""
    unit, raw = re.fullmatch(rf"{DOLLARS}([0-9]{{4}})", fact.unit), re.fullmatch(r"[0-9]{4}", fact.raw)
    year = unit[1] if unit else raw[0] if raw and fact.field == "price_year" else ""
    last = years()[1]
    if not year or int(year) <= last:
        return fact, ""
    known = replace(fact, unit=f"{DOLLARS}{last}") if unit else replace(fact, raw=str(last))
    return known, f"dollars of {year}, read as dollars of {last}, the last year whose deflator is known"
