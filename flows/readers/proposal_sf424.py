"""Grants.gov's forms as XML: SF-424 4.0 and SF-424A 1.0, alone or in any envelope that holds them.

Every element with text and every attribute becomes one fact of the group ``form``, its field the path without
namespaces ("SF424_4_0.Applicant.City"; elements that repeat are numbered, "SummaryLineItem[2]"; attributes have an @).
What the fund's own form also asks for stands in ``proposal``, ``budget``, ``cost_share`` and ``disbursement`` besides,
with the same place. A fact ``form`` ("SF-424 4.0") comes before the facts of each form.

Amounts are dollars of the year of the application; of a Revision they are changes of an award, and stand in ``form`` alone.
Totals may be left out of an SF-424A: what has one name for all lines together is then added up from them, and its place names
them all; lines of the budget are kept apart. Both forms say what is asked for the first budget period; section E of the
SF-424A adds the years after it ("Sections A, B, C, and D should provide the budget for the first budget period (usually a
year) and Section E should present the need for Federal assistance in the subsequent budget periods", General Instructions of
the SF-424A, OMB 4040-0006). So section D is year 1 of the disbursement, and the "first" future year of section E is year 2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.foreign_amounts import DOLLARS, dated, revises
from flows.readers._country_codes import two_letters
from flows.readers._grants_gov_schema import check
from flows.readers._text import shown, stem
from flows.readers._xml_tree import Element, xml_tree

KIND = "proposals"
FORMAT = "Grants.gov form XML"

SF424, SF424A = "SF-424 4.0", "SF-424A 1.0"
FORMS = {
    ("http://apply.grants.gov/forms/SF424_4_0-V4.0", "SF424_4_0"): SF424,
    ("http://apply.grants.gov/forms/SF424A-V1.0", "BudgetInformation"): SF424A,
}
_HEADER = {"title": "ProjectTitle", "applicant": "OrganizationName", "call": "FundingOpportunityNumber"}
_SHARES = {
    "grant": "Federal", "applicant": "Applicant", "state": "State", "local": "Local", "other": "Other",
    "program_income": "ProgramIncome",
}  # fmt: skip
_CATEGORIES = {
    "personnel": "BudgetPersonnelRequestedAmount",
    "fringe_benefits": "BudgetFringeBenefitsRequestedAmount",
    "travel": "BudgetTravelRequestedAmount",
    "equipment": "BudgetEquipmentRequestedAmount",
    "supplies": "BudgetSuppliesRequestedAmount",
    "contractual": "BudgetContractualRequestedAmount",
    "construction": "BudgetConstructionRequestedAmount",
    "other": "BudgetOtherRequestedAmount",
    "indirect_charges": "BudgetIndirectChargesAmount",
}
_LATER_YEARS = {"year_2": "First", "year_3": "Second", "year_4": "Third", "year_5": "Fourth"}
_QUARTERS = ("First", "Second", "Third", "Fourth")
_AMOUNT = re.compile(r"[+-]?(\d{1,15}(\.\d{0,6})?|\.\d{1,6})", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*|Z|[+-]\d\d:\d\d)?")

Facts = dict[str, Fact]  # by path


@dataclass
class _Form:
    """A form found in the file; ``element`` is the envelope's root for what stands in no form."""

    label: str
    element: Element
    facts: Facts = field(default_factory=dict)


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(".xml")


def read(name: str, data: bytes) -> list[Document]:
    """The one proposal of a file; raises ``Unreadable`` where no SF-424 4.0 or SF-424A 1.0 stands in it."""
    root, utf8 = xml_tree(name, data)
    document = Document(KIND, stem(name))
    envelope = _Form("", root)
    forms: list[_Form] = []
    paths: dict[int, str] = {}
    for element, path, form in _walk(root, envelope, forms):
        paths[id(element)] = path
        if element is form.element and form.label:
            document.facts.append(Fact("form", "", "form", form.label, where=f"line {element.line}, {path}"))
        for fact in _own_facts(element, path):
            document.facts.append(fact)
            form.facts[fact.field] = fact
    if not forms:
        raise Unreadable(_no_form(name, root))
    troubles, document.notes = check(utf8, root, [form.element for form in forms], paths)
    document.troubles = _more_than_one(forms) + troubles
    own = {form.label: form.facts for form in reversed(forms)}  # of two alike, the first counts
    said = list(_header(own.get(SF424, {}), envelope.facts))
    if not revises(document.facts):
        said += _amounts(own[SF424]) if SF424 in own else []
        said += _budget(own[SF424A], shares=SF424 not in own) if SF424A in own else []
    year = next((fact.raw for fact in said if fact.field == "price_year"), "")
    document.facts += [dated(fact, year) for fact in said]
    # The number that Grants.gov gave is the application's own; an ApplicantID may be that of many.
    tracking = next((f.raw for path, f in envelope.facts.items() if re.search(r"(?i)tracking_?number$", path)), "")
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", tracking):
        document.name = tracking
    return [document]


def _walk(root: Element, envelope: _Form, forms: list[_Form]) -> Iterator[tuple[Element, str, _Form]]:
    """Each element with its path and form, in the order of the file; a form's paths begin at the form itself."""
    taken: Counter[str] = Counter()
    waiting = [(root, root.name, envelope)]
    while waiting:
        element, path, form = waiting.pop()
        label = FORMS.get((element.namespace, element.name))
        if label and form is envelope:
            taken[element.name] += 1
            path = element.name if taken[element.name] == 1 else f"{element.name}[{taken[element.name]}]"
            form = _Form(label, element)
            forms.append(form)
        yield element, path, form
        waiting += [(child, f"{path}.{number}", form) for child, number in reversed(list(_children(element)))]


def _children(element: Element) -> Iterator[tuple[Element, str]]:
    """The children, each with its name, numbered where there are several of it."""
    many, seen = Counter(child.name for child in element.children), Counter[str]()
    for child in element.children:
        seen[child.name] += 1
        yield child, child.name if many[child.name] == 1 else f"{child.name}[{seen[child.name]}]"


def _own_facts(element: Element, path: str) -> Iterator[Fact]:
    seen: Counter[str] = Counter()
    for _, name, value in element.attributes:
        seen[name] += 1
        name = f"{path}.@{name}" if seen[name] == 1 else f"{path}.@{name}[{seen[name]}]"
        yield Fact("form", "", name, value, where=f"line {element.line}, {name}")
    if element.text:
        yield Fact("form", "", path, element.text, where=f"line {element.line}, {path}")


def _header(form: Facts, envelope: Facts) -> Iterator[Fact]:
    for name, element in _HEADER.items():
        yield from _said(form, f"SF424_4_0.{element}", "proposal", name)
    for fact in _said(form, "SF424_4_0.Applicant.Country", "proposal", "country"):
        yield replace(fact, raw=two_letters(fact.raw), where=f"{fact.where} ({fact.raw})")
    received = [fact for path, fact in envelope.items() if path.endswith("ReceivedDateTime")]
    days = [form.get("SF424_4_0.DateReceived"), form.get("SF424_4_0.DateSigned"), *received]
    submitted = next((fact for fact in days if fact), None)
    if submitted:
        day = _DAY.fullmatch(submitted.raw)  # a date of XML may name its time zone
        raw = day[1] if day else submitted.raw
        yield replace(submitted, group="proposal", field="submitted", raw=raw)
        if day:
            where = f"by convention of the SF-424: the year of the application, {submitted.where}"
            yield Fact("proposal", "", "price_year", raw[:4], where=where, form=SF424)
    yield from _said(form, "SF424_4_0.ProjectStartDate", "proposal", "construction_start")
    where = "by convention of the SF-424: its amounts are US dollars"
    yield Fact("proposal", "", "currency", DOLLARS, where=where, form=SF424)


def _amounts(form: Facts) -> Iterator[Fact]:
    yield from _said(form, "SF424_4_0.FederalEstimatedFunding", "proposal", "grant_requested", DOLLARS)
    yield from _said(form, "SF424_4_0.TotalEstimatedFunding", "proposal", "total_cost", DOLLARS)
    for name, element in _SHARES.items():
        yield from _said(form, f"SF424_4_0.{element}EstimatedFunding", "cost_share", name, DOLLARS)


def _budget(form: Facts, shares: bool) -> Iterator[Fact]:
    """What an SF-424A says; who pays only where no SF-424 says it (``shares``)."""
    for name, element in _CATEGORIES.items():
        stated = list(_said(form, f"BudgetInformation.BudgetCategories.CategoryTotals.{element}", "budget", name, DOLLARS))
        lines = _lines(form, "BudgetCategories.CategorySet", element)
        # Several activities without a total: each is a line of the budget.
        yield from stated or (
            replace(fact, group="budget", field=name if len(lines) == 1 else f"{name}_{n}", unit=DOLLARS, form=SF424A)
            for n, fact in lines.items()
        )
    for name in ("applicant", "state", "other") if shares else ():
        element = f"Budget{name.title()}ContributionAmount"
        for fact in _total(form, "NonFederalResources.ResourceTotals", "ResourceLineItem", element, "cost_share", name):
            # An SF-424 in another file of a package parts local money from other money; what it says goes first.
            yield replace(fact, where=f"by convention of the SF-424A, whose 'other' holds local money: {fact.where}")
    cash, element = "BudgetForecastedCashNeeds", "BudgetFederalForecastedAmount"
    first = list(_said(form, f"BudgetInformation.{cash}.BudgetFirstYearAmounts.{element}", "disbursement", "year_1", DOLLARS))
    quarters = (f"BudgetInformation.{cash}.Budget{word}QuarterAmounts.{element}" for word in _QUARTERS)
    first = first or list(_added([form[path] for path in quarters if path in form], "disbursement", "year_1"))
    grant = ("BudgetSummary.SummaryTotals", "SummaryLineItem", "BudgetFederalNewOrRevisedAmount")
    yield from first or _total(form, *grant, "disbursement", "year_1")
    for name, word in _LATER_YEARS.items():
        element = f"Budget{word}YearAmount"
        yield from _total(form, "FederalFundsNeeded.FundsTotals", "FundsLineItem", element, "disbursement", name)


def _total(form: Facts, totals: str, line: str, element: str, group: str, name: str) -> Iterator[Fact]:
    """The stated total, or what the lines come to where there is no total."""
    found = list(_said(form, f"BudgetInformation.{totals}.{element}", group, name, DOLLARS))
    lines = _lines(form, f"{totals.split('.')[0]}.{line}", element)
    yield from found or _added(list(lines.values()), group, name)


def _lines(form: Facts, line: str, element: str) -> dict[int, Fact]:
    """The amounts of an element that may repeat, by its number."""
    path = f"BudgetInformation.{line}"
    only = {1: form[f"{path}.{element}"]} if f"{path}.{element}" in form else {}
    return only or {n: form[one] for n in range(1, 100) if (one := f"{path}[{n}].{element}") in form}


def _added(lines: list[Fact], group: str, name: str) -> Iterator[Fact]:
    """One line as it is, several added up to the cent; nothing where one is no amount, which the form's check has said."""
    if len(lines) == 1:
        yield replace(lines[0], group=group, field=name, unit=DOLLARS, form=SF424A)
    elif lines and all(_AMOUNT.fullmatch(fact.raw) for fact in lines):
        total = sum((Decimal(fact.raw) for fact in lines), Decimal(0))
        where = f"added up from {'; '.join(fact.where for fact in lines)}"
        yield Fact(group, "", name, str(total), DOLLARS, where, SF424A)


def _said(form: Facts, path: str, group: str, name: str, unit: str = "") -> Iterator[Fact]:
    if path in form:
        label = SF424 if path.startswith("SF424_4_0.") else SF424A
        yield replace(form[path], group=group, field=name, unit=unit, form=label)


def _more_than_one(forms: list[_Form]) -> list[Trouble]:
    troubles = []
    for label in (SF424, SF424A):
        lines = [form.element.line for form in forms if form.label == label]
        if len(lines) > 1:
            reason = f"The form {label} stands in the file {len(lines)} times; it cannot be known which one counts."
            remedy = "Send one file an application."
            where = f"lines {', '.join(map(str, lines))}"
            troubles.append(Trouble("form.sf424_two_forms", where, f"{len(lines)} times {label}", reason, remedy))
    return troubles


def _no_form(name: str, root: Element) -> Trouble:
    known = "; ".join(f"{label} ({namespace})" for (namespace, _), label in FORMS.items())
    names = {local for _, local in FORMS}
    near = next((one for one in root.walk() if "/SF424" in one.namespace or one.name in names), None)
    likely, like = near or root, near is not None
    found = f"{likely.name} in the namespace '{likely.namespace}'" if likely.namespace else f"{likely.name} without a namespace"
    return Trouble(
        "form.sf424_version" if like else "form.sf424_no_form",
        f"{name}, line {likely.line}",
        shown(found, 160),
        "This is another version of the form, or its namespace was changed." if like else "No form we read stands in this XML.",
        f"Send one of these, as Grants.gov exports it: {known}.",
    )
