"""What awarded projects report each quarter: the lines of the financial report, the measures, the milestones.

Financial lines are those of the US Federal Financial Report, SF-425 (OMB number 4040-0014), section 10 "Transactions", lines
a to o, each cumulative since the award. States of milestones are those of OC4IDS 0.9.5 (codelist milestoneStatus).
"""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = ("financial", "technical", "milestone")
# Each state and how people read and write it.
STATUSES = {"scheduled": "scheduled", "met": "met", "notMet": "not met", "partiallyMet": "partially met"}
# Milestones have any name; these are offered. Financial close and entry into operation release grants (EU 2019/856, art. 6).
MILESTONES = ("award", "permits", "financial_close", "construction_start", "mechanical_completion", "entry_into_operation")


@dataclass(frozen=True)
class Item:
    """One thing that is reported, in ``unit``; "money" is any currency, as it was paid, "money/tonne" as much for a tonne.

    ``cumulative`` amounts count from the award and never fall; others are of the quarter, or stand at its end.
    ``sum_of`` has the items, with a sign, that a line of the form is the sum of; such a line may be negative. ``whole``: a count.
    """

    section: str
    unit: str
    meaning: str
    line: str = ""
    cumulative: bool = False
    most: float | None = None
    sum_of: tuple[tuple[int, str], ...] = ()
    whole: bool = False


def _count(meaning: str) -> Item:
    return Item("technical", "1", meaning, cumulative=True, most=100_000, whole=True)


def _money(line: str, meaning: str, cumulative: bool = False, sum_of: tuple[tuple[int, str], ...] = ()) -> Item:
    return Item("financial", "money", meaning, f"10{line}", cumulative, sum_of=sum_of)


ITEMS: dict[str, Item] = {
    "cash_receipts": _money("a", "cash received from the fund since the award", True),
    "cash_disbursements": _money("b", "of it, paid out", True),
    "cash_on_hand": _money("c", "10a less 10b", sum_of=((1, "cash_receipts"), (-1, "cash_disbursements"))),
    "total_federal_funds_authorized": _money("d", "grant awarded, with all amendments"),
    "federal_share_of_expenditures": _money("e", "expenditures borne by the grant", True),
    "federal_share_of_unliquidated_obligations": _money("f", "bound by contract, not yet spent; grant's share"),
    "total_federal_share": _money(
        "g", "10e and 10f", sum_of=((1, "federal_share_of_expenditures"), (1, "federal_share_of_unliquidated_obligations"))
    ),
    "unobligated_balance_of_federal_funds": _money(
        "h", "10d less 10g", sum_of=((1, "total_federal_funds_authorized"), (-1, "total_federal_share"))
    ),
    "total_recipient_share_required": _money("i", "what the recipient must bear in all"),
    "recipient_share_of_expenditures": _money("j", "expenditures borne by the recipient", True),
    "remaining_recipient_share": _money(
        "k", "10i less 10j", sum_of=((1, "total_recipient_share_required"), (-1, "recipient_share_of_expenditures"))
    ),
    "total_federal_program_income_earned": _money("l", "income of the funded work, grant's share", True),
    "program_income_expended_deduction": _money("m", "of it, spent under the deduction alternative", True),
    "program_income_expended_addition": _money("n", "of it, spent under the addition alternative", True),
    "unexpended_program_income": _money(
        "o",
        "10l less 10m and 10n",
        sum_of=(
            (1, "total_federal_program_income_earned"),
            (-1, "program_income_expended_deduction"),
            (-1, "program_income_expended_addition"),
        ),
    ),
    "net_energy": Item("technical", "MWh", "electricity delivered in the quarter"),
    "hydrogen_delivered": Item("technical", "tonne", "hydrogen delivered in the quarter"),
    "co2_captured": Item("technical", "tonne", "CO2 captured in the quarter"),
    "co2_stored": Item("technical", "tonne", "CO2 brought to its store in the quarter"),
    "cost_per_tonne": Item(
        "technical", "money/tonne", "cost of a tonne captured in the quarter: charge on capital and storage in, no credit"
    ),
    "operating_hours": Item("technical", "h", "hours in operation in the quarter"),
    "availability": Item("technical", "1", "share of the quarter in which it could operate", most=1),
    "capacity_installed": Item("technical", "MW", "capacity that is built, at the end of the quarter"),
    "physical_progress": Item("technical", "1", "share of the works that is complete", cumulative=True, most=1),
    "maturity": Item("technical", "1", "technology readiness level (TRL), 1 to 9", most=9),
    "publications": _count("articles and papers out, with review; a number"),
    "patents": _count("patents applied for, each family once; a number"),
    "data_sets": _count("data sets that anybody can read; a number"),
}


def of_section(section: str) -> dict[str, Item]:
    """The items of one section, in the order of the form; milestones have free names and no items."""
    return {name: item for name, item in ITEMS.items() if item.section == section}
