"""Several forms that tell of one proposal, as one document; where two say different things, both places are named.

The fund's own form is the annex to a foreign form (such as SF-424). What a reader supplied by convention gives way to what
is written. A line of money that the annex states in its own breakdown is not added to another form's breakdown.

Dates of a foreign form are its own and contradict nothing: item 3 of the SF-424 is the day on which the agency received it,
"assigned by the Federal agency", item 21 the day of its signature, item 17 the start of the project, not of the building. The
application is as late as its latest form; of the other dates, those of the annex stand. Dollars of a foreign form are of its
own year, whatever price year the annex states, and of a Revision they are changes and no amounts of the proposal.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import date

from evaluators.toolkit.unit_words import plain
from evaluators.toolkit.units import UnitError, read_quantity
from flows.cast_dates import DateError, read_date
from flows.facts import Document, Fact, Trouble
from flows.foreign_amounts import dated, deflatable, revises
from flows.form import FORM
from flows.readers._text import shown

MONEY = ("budget", "cost_share", "disbursement")
SAME = 1e-3  # amounts within a thousandth of each other are one amount, rounded
_Key = tuple[str, str, str]


def merged(label: str, forms: list[tuple[str, Document]]) -> Document:
    """One document of ``forms`` (path in the package, what it says); ``label`` is its name where none states an id."""
    documents = [document for _, document in forms]
    result = Document(documents[0].kind, label)
    for document in documents:
        result.troubles += document.troubles
        result.notes += document.notes
    result.facts = documents[0].facts if len(documents) == 1 else _facts(forms, result.troubles)
    number = next((f.raw.strip() for f in result.facts if (f.group, f.field) == ("proposal", "id")), "")
    result.name = number or label
    return result


def _facts(forms: list[tuple[str, Document]], troubles: list[Trouble]) -> list[Fact]:
    """What the forms say together, the annex first, what is written before what a reader supplied."""
    annexes = [form for form in forms if not _is_foreign(form[1])]
    foreign = [form for form in forms if _is_foreign(form[1])]
    breakdowns = {fact.group for _, document in annexes for fact in document.facts if fact.group in MONEY}
    theirs = [fact for _, document in foreign for fact in document.facts]
    year, revised = _year([*theirs, *(fact for _, document in annexes for fact in document.facts)]), revises(theirs)
    said = [
        (fact.where.startswith(f"{path}, by convention"), number, dated(fact, year))
        for number, (path, document) in enumerate(annexes + foreign)
        for fact in document.facts
    ]
    stated: dict[_Key, tuple[int, Fact]] = {}
    header: dict[str, Fact] = {}
    kept: list[Fact] = []
    aside: list[Fact] = []
    for supplied, number, fact in sorted(said, key=lambda one: one[0]):
        key = (fact.group, fact.block, fact.field)
        whose, known = stated.get(key, (number, None))
        if fact.group in ("form", "attachment"):
            aside.append(fact)
        elif (known is None and number >= len(annexes) and fact.group in breakdowns) or (revised and fact.form and fact.unit):
            aside.append(_as_form(fact))
        elif known is None or whose == number:  # what one file says twice, its own reader has judged
            stated.setdefault(key, (number, fact))
            if fact.group == "proposal":
                header.setdefault(fact.field, fact)
            kept.append(fact)
        elif supplied or _words(known) == _words(fact) or not fact.raw.strip():
            continue
        elif number >= len(annexes) and _is_date(fact):
            before, day = _day(known), _day(fact)
            later = fact.field == "submitted" and before is not None and day is not None and before < day
            aside.append(_as_form(known if later else fact))
            if later:
                kept[kept.index(known)], stated[key] = fact, (number, fact)
        else:
            _compare(known, fact, header, aside, troubles)
    return kept + aside


def _year(facts: list[Fact]) -> str:
    """The year of a form's dollars, where its own file tells no date: that of the SF-424, else that of the application."""
    stated = next((fact.raw for fact in facts if fact.form and fact.field == "price_year"), "")
    day = next((day for fact in facts if fact.field == "submitted" and (day := _day(fact))), None)
    return stated or (str(day.year) if day else "")


def _is_date(fact: Fact) -> bool:
    return fact.group == "proposal" and fact.field in FORM and FORM[fact.field].kind == "date"


def _day(fact: Fact) -> date | None:
    """The day that the fact names; None where it is none, or cannot be read: what stands is judged by the cast."""
    try:
        return read_date(fact.raw)[0] if _is_date(fact) else None
    except DateError:
        return None


def _compare(first: Fact, second: Fact, header: dict[str, Fact], aside: list[Fact], troubles: list[Trouble]) -> None:
    """Whether two files say the same of one field; what agrees in value but not in words is kept beside."""
    if _same_amount(first, second, header) or (_day(first) is not None and _day(first) == _day(second)):
        aside.append(_as_form(second))
        return
    reason = f"Two files of the package state '{shown(first.field)}' of the {first.group} differently."
    if second.form and second.unit:
        reason += f" Amounts of the {second.form} are dollars of its own year, whatever price_year stands in the other file."
    troubles.append(
        Trouble(
            "package.contradiction",
            f"{first.where} and {second.where}",
            f"{shown(_shown(first))} / {shown(_shown(second))}",
            reason,
            "Write the same value into both, or into one of them only.",
        )
    )


def _same_amount(first: Fact, second: Fact, header: dict[str, Fact]) -> bool:
    """Whether both can be read as quantities of the field's unit and are equal to a thousandth."""
    field = FORM.get(first.field) if first.group == "proposal" else None
    unit = "USD2024" if first.group in MONEY else field.unit if field and field.kind == "quantity" else ""
    if not unit:
        return False
    currency, year = (plain(header[name].raw) if name in header else "" for name in ("currency", "price_year"))
    # without a year of the prices both are read in one and the same: only their ratio counts
    price_year = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 2024
    try:
        one, other = (
            read_quantity(fact.raw, unit, separate_unit=fact.unit, currency=currency, price_year=price_year)
            for fact, _ in map(deflatable, (first, second))
        )
    except UnitError:
        return False
    return math.isclose(one.low, other.low, rel_tol=SAME) and math.isclose(one.high, other.high, rel_tol=SAME)


def _as_form(fact: Fact) -> Fact:
    return dataclasses.replace(fact, group="form", block="", field=f"{fact.group}.{fact.field}")


def _is_foreign(document: Document) -> bool:
    groups = {fact.group for fact in document.facts}
    return "form" in groups and groups.isdisjoint(("block", "given", "claim"))


def _words(fact: Fact) -> tuple[str, str]:
    return " ".join(fact.raw.split()), fact.unit.strip()


def _shown(fact: Fact) -> str:
    return f"{fact.raw} {fact.unit}".strip()
