"""The arithmetic of Grants.gov's SF-424 and SF-424A: which amounts must add up to which.

What must agree is said by the instructions to the forms. SF-424 (OMB 4040-0004), item 18: "Enter the amount requested,
or to be contributed during the first funding/budget period by each contributor." SF-424A (OMB 4040-0006): column (g) is
the sum of (e) and (f), but for supplemental grants and changes "should not equal" it; line 6i is the sum of 6a to 6h, 6k
that of 6i and 6j; line 6k, column (5), "should be the same as the total amount shown in Section A, Column (g), Line 5";
line 12, column (e), "should be equal to the amount on Line 5, Column (f), Section A"; program income (line 7) is not added
to or taken from the total. Nothing there ties section D to A. Amounts are stated to the cent, and so are compared. A total may
be left out (minOccurs="0" in the schema): where sections or forms are compared, the lines then stand for it, added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flows.cast import CastProposal
from flows.facts import Fact
from flows.foreign_amounts import revises as says_revision

SF424, SF424A = "SF-424 4.0", "SF-424A 1.0"
_ROOTS = {SF424: "SF424_4_0", SF424A: "BudgetInformation"}
_AMOUNT = re.compile(r"[+-]?(\d{1,15}(\.\d{0,6})?|\.\d{1,6})")
# Where a form writes an amount; the instructions' letters and lines beside it.
FUNDING = {
    f"{name}EstimatedFunding": f"18{letter}"
    for letter, name in zip("abcdef", ("Federal", "Applicant", "State", "Local", "Other", "ProgramIncome"), strict=True)
}
SUMMARY = {
    "BudgetFederalEstimatedUnobligatedAmount": "(c)", "BudgetNonFederalEstimatedUnobligatedAmount": "(d)",
    "BudgetFederalNewOrRevisedAmount": "(e)", "BudgetNonFederalNewOrRevisedAmount": "(f)",
    "BudgetTotalNewOrRevisedAmount": "(g)",
}  # fmt: skip
DIRECT = {
    f"Budget{name}RequestedAmount": f"6{letter}"
    for letter, name in zip(
        "abcdefgh",
        ("Personnel", "FringeBenefits", "Travel", "Equipment", "Supplies", "Contractual", "Construction", "Other"),
        strict=True,
    )
}
ALL_DIRECT, INDIRECT, ALL = "BudgetTotalDirectChargesAmount", "BudgetIndirectChargesAmount", "BudgetTotalAmount"
CATEGORIES = {**DIRECT, ALL_DIRECT: "6i", INDIRECT: "6j", ALL: "6k", "ProgramIncomeAmount": "7"}
RESOURCES = {
    "BudgetApplicantContributionAmount": "(b)", "BudgetStateContributionAmount": "(c)",
    "BudgetOtherContributionAmount": "(d)", "BudgetTotalContributionAmount": "(e)",
}  # fmt: skip
CASH = {
    "BudgetFederalForecastedAmount": "13", "BudgetNonFederalForecastedAmount": "14", "BudgetTotalForecastedAmount": "15",
}  # fmt: skip
QUARTERS = tuple(f"Budget{word}QuarterAmounts" for word in ("First", "Second", "Third", "Fourth"))
YEARS = {
    f"Budget{word}YearAmount": f"({letter})"
    for letter, word in zip("bcde", ("First", "Second", "Third", "Fourth"), strict=True)
}
# What a line adds up across, by the amount that it is the sum of.
ACROSS = {
    "BudgetTotalNewOrRevisedAmount": ("BudgetFederalNewOrRevisedAmount", "BudgetNonFederalNewOrRevisedAmount"),
    ALL_DIRECT: tuple(DIRECT),
    ALL: (ALL_DIRECT, INDIRECT),
    "BudgetTotalContributionAmount": tuple(RESOURCES)[:3],
}
# Section, its lines, its totals, and the columns that both have.
TABLES = (
    ("A", "BudgetSummary.SummaryLineItem", "BudgetSummary.SummaryTotals", SUMMARY),
    ("B", "BudgetCategories.CategorySet", "BudgetCategories.CategoryTotals", CATEGORIES),
    ("C", "NonFederalResources.ResourceLineItem", "NonFederalResources.ResourceTotals", RESOURCES),
    ("E", "FederalFundsNeeded.FundsLineItem", "FederalFundsNeeded.FundsTotals", YEARS),
)


@dataclass(frozen=True)
class Amount:
    """An amount [USD of the form's year] with its field (the path in the form) and its place in the file."""

    field: str
    value: Decimal
    where: str

    @property
    def name(self) -> str:
        return self.field.rsplit(".", 1)[-1]


@dataclass
class Sheet:
    """One form of a proposal: its amounts and its texts by their path below the form's root."""

    label: str
    amounts: dict[str, Amount] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)

    def under(self, element: str) -> list[str]:
        """The paths of an element that may repeat: "X", or "X[1]", "X[2]" and so on."""
        parents = dict.fromkeys(path.rpartition(".")[0] for path in self.amounts)
        return [one for one in parents if one == element or (one.startswith(f"{element}[") and "." not in one[len(element) :])]


@dataclass(frozen=True)
class Sum:
    """Summands and the total that the form states for them, ``what`` says which; with ``same`` one amount stated twice."""

    what: str
    parts: tuple[Amount, ...]
    total: Amount
    same: bool = False

    @property
    def come_to(self) -> Decimal:
        """What the summands come to [USD]."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def gap(self) -> Decimal:
        """How much more the summands come to than is stated [USD]."""
        return self.come_to - self.total.value


def sheets(one: CastProposal) -> list[Sheet]:
    """The forms of a proposal, each begun by its fact ``form``."""
    found: list[Sheet] = []
    for cast in one.facts:
        fact = cast.fact
        if fact.group != "form":
            continue
        if fact.field == "form":
            found.append(Sheet(fact.raw))
        elif found:
            sheet = found[-1]
            root, _, path = fact.field.partition(".")
            if root.partition("[")[0] != _ROOTS.get(sheet.label):
                continue
            sheet.facts[path] = fact
            if path.endswith(("Amount", "EstimatedFunding")) and _AMOUNT.fullmatch(fact.raw):
                sheet.amounts[path] = Amount(fact.field, Decimal(fact.raw), fact.where)
    return [sheet for sheet in found if sheet.label in _ROOTS]


def revises(found: Iterable[Sheet]) -> bool:
    """Whether the SF-424 among the forms says that an award is revised."""
    return says_revision(fact for one in found for fact in one.facts.values())


def whole(sheet: Sheet, section: str, name: str) -> Amount | None:
    """The total of a column of the SF-424A; where it is left out, what the lines come to; None where nothing can be known."""
    _, line, totals, _ = next(one for one in TABLES if one[0] == section)
    root = totals.partition(".")[0]
    if any(path.startswith(f"{root}.") and path.endswith("Amount") and path not in sheet.amounts for path in sheet.facts):
        return None  # an amount that cannot be read is refused itself
    if f"{totals}.{name}" in sheet.amounts:
        return sheet.amounts[f"{totals}.{name}"]
    lines = [cell for one in sheet.under(line) if (cell := _cell(sheet, one, name))]
    return _added(lines) or _cell(sheet, totals, name)


def _cell(sheet: Sheet, line: str, name: str) -> Amount | None:
    """An amount of a line; where it is left out, the sum of what the line adds up to it."""
    if f"{line}.{name}" in sheet.amounts:
        return sheet.amounts[f"{line}.{name}"]
    return _added([cell for part in ACROSS.get(name, ()) if (cell := _cell(sheet, line, part))])


def _added(parts: Sequence[Amount]) -> Amount | None:
    """Amounts as one, with the places of all."""
    if len(parts) < 2:
        return parts[0] if parts else None
    value = sum((part.value for part in parts), Decimal(0))
    return Amount(parts[0].field, value, "; ".join(part.where for part in parts))


def funding(sheet: Sheet) -> Iterator[Sum]:
    """SF-424: the six lines of item 18 and their total."""
    yield from _sum(sheet, "the funding lines (18a to 18f)", FUNDING, "TotalEstimatedFunding")


def columns(sheet: Sheet) -> Iterator[Sum]:
    """SF-424A: lines or activities against the totals of their section, quarters against the first year."""
    for letter, line, totals, names in TABLES:
        lines = sheet.under(line)
        for name, mark in names.items():
            if lines:
                paths = (f"{one}.{name}" for one in lines)
                column = f"line {mark}: the activities" if letter == "B" else f"column {mark}: the lines"
                what = f"section {letter}, {column}"
                yield from _sum(sheet, what, paths, f"{totals}.{name}", blank=True)
    for name, mark in CASH.items():
        cash = "BudgetForecastedCashNeeds"
        quarters = (f"{cash}.{quarter}.{name}" for quarter in QUARTERS)
        yield from _sum(sheet, f"section D, line {mark}: the quarters", quarters, f"{cash}.BudgetFirstYearAmounts.{name}")


def rows(sheet: Sheet, revised: bool) -> Iterator[Sum]:
    """SF-424A: the sums across a line; column (g) of section A says something else where an award is ``revised``."""
    for line in (*sheet.under("BudgetSummary.SummaryLineItem"), "BudgetSummary.SummaryTotals"):
        new = [f"{line}.{name}" for name, mark in SUMMARY.items() if mark in ("(e)", "(f)")]
        if not revised:
            yield from _sum(sheet, "section A, columns (e) and (f)", new, f"{line}.BudgetTotalNewOrRevisedAmount")
    for line in (*sheet.under("BudgetCategories.CategorySet"), "BudgetCategories.CategoryTotals"):
        direct = [f"{line}.{name}" for name in DIRECT]
        yield from _sum(sheet, "section B, lines 6a to 6h", direct, f"{line}.{ALL_DIRECT}")
        stated = [f"{line}.{ALL_DIRECT}"] if f"{line}.{ALL_DIRECT}" in sheet.amounts else direct
        yield from _sum(sheet, "section B, direct and indirect charges", [*stated, f"{line}.{INDIRECT}"], f"{line}.{ALL}")
    for line in (*sheet.under("NonFederalResources.ResourceLineItem"), "NonFederalResources.ResourceTotals"):
        *parts, total = (f"{line}.{name}" for name in RESOURCES)
        yield from _sum(sheet, "section C, columns (b) to (d)", parts, total)
    for when in ("BudgetFirstYearAmounts", *QUARTERS):
        *parts, total = (f"BudgetForecastedCashNeeds.{when}.{name}" for name in CASH)
        yield from _sum(sheet, "section D, lines 13 and 14", parts, total)


def required_between_sections(sheet: Sheet) -> Iterator[Sum]:
    """SF-424A: what the instructions want to be the same in two sections."""
    yield from _same(sheet, "section B, line 6k,", whole(sheet, "B", ALL), "BudgetTotalNewOrRevisedAmount")
    resources = whole(sheet, "C", "BudgetTotalContributionAmount")
    yield from _same(sheet, "section C, line 12, column (e),", resources, "BudgetNonFederalNewOrRevisedAmount")


def expected_between_sections(sheet: Sheet) -> Iterator[Sum]:
    """SF-424A: what mostly agrees, for both speak of the first year, but no instruction asks for."""
    cash, element = "BudgetForecastedCashNeeds", "BudgetFederalForecastedAmount"
    quarters = [sheet.amounts[path] for when in QUARTERS if (path := f"{cash}.{when}.{element}") in sheet.amounts]
    first = sheet.amounts.get(f"{cash}.BudgetFirstYearAmounts.{element}") or _added(quarters)
    yield from _same(sheet, "section D, line 13, the first year,", first, "BudgetFederalNewOrRevisedAmount")


def between_forms(form: Sheet, budget: Sheet, revised: bool) -> Iterator[Sum]:
    """SF-424 item 18 against section A of the SF-424A: federal money and total.

    The SF-424 is taken as of the first period or of the whole project (section E added), with or without program income.
    """
    federal, total = (form.amounts.get(name) for name in ("FederalEstimatedFunding", "TotalEstimatedFunding"))
    asked, all_of_it = (whole(budget, "A", name) for name in list(SUMMARY)[2::2])
    later = tuple(one for name in YEARS if (one := whole(budget, "E", name)))
    income = form.amounts.get("ProgramIncomeEstimatedFunding")
    for what, own, other in (("federal money", federal, asked), ("the total", total, all_of_it)):
        if own is None or other is None or (revised and own is total):
            continue
        extras = [later, *([(income,), (*later, income)] if income and own is total else [])]
        stated = Sum(f"{what} of the SF-424A, section A, line 5,", (other,), own, same=True)
        if stated.gap and all(Sum("", (other, *more), own).gap for more in extras):
            yield stated


def _same(sheet: Sheet, what: str, one: Amount | None, summary: str) -> Iterator[Sum]:
    """One amount and its like in line 5 of section A, where both are known."""
    other = whole(sheet, "A", summary)
    if one and other:
        yield Sum(what, (one,), other, same=True)


def _sum(sheet: Sheet, what: str, paths: Iterable[str], total: str, blank: bool = False) -> Iterator[Sum]:
    """The sum, where the total is stated and one summand is; with ``blank`` also where all summands are left blank."""
    paths = list(paths)
    unread = [path for path in (*paths, total) if path in sheet.facts and path not in sheet.amounts]
    parts = tuple(sheet.amounts[path] for path in paths if path in sheet.amounts)
    if total in sheet.amounts and (parts or blank) and not unread:
        yield Sum(what, parts, sheet.amounts[total])
