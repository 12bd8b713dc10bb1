"""The header of the form: bounds of its numbers, codes, dates in order, and the price year against the application."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from evaluators.toolkit.money import currencies
from evaluators.toolkit.project import HEADER
from flows.cast import CastProposal
from flows.cast_country import no_country
from flows.expectations.countries import COUNTRIES
from flows.expectations.facts import ends, stated, tied
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import bounds, listed, nearest, quantity
from flows.findings import CRITICAL, Finding
from flows.form import FORM

NUMBERS = {name: one for name, one in FORM.items() if one.kind in ("integer", "quantity", "date")}
COLUMNS = {f"{name}__{end}": "float64" for name in NUMBERS for end in ("low", "high")} | {
    "submitted_year": "float64",
    "country": "str",
    "currency": "str",
}
ORDER = (("submitted", "construction_start"), ("construction_start", "operation_start"), ("submitted", "operation_start"))


def form_suite(proposals: list[CastProposal]) -> Suite:
    """One row a proposal; what the cast could not read is missing here and was said there."""
    frame = table([_row(one) for one in proposals], COLUMNS)
    rules = [*_bound_rules(proposals), *_date_rules(proposals), *_code_rules(proposals)]
    return Suite("form", frame, ("row_id", *COLUMNS), tuple(rule for rule in rules if _able(rule, frame)))


def _row(one: CastProposal) -> dict[str, Any]:
    row: dict[str, Any] = {name: one.text(name) or None for name in ("country", "currency")}
    for name in NUMBERS:
        both = ends(one.header.get(name))
        if both is not None:
            row[f"{name}__low"], row[f"{name}__high"] = both
    if "submitted__low" in row:
        row["submitted_year"] = float(int(row["submitted__low"]))
    return row


def _able(rule: Rule, frame) -> bool:
    # A rule over a column without any value cannot fail.
    columns = [rule.arguments[key] for key in ("column", "column_A", "column_B") if key in rule.arguments]
    return all(frame[column].notna().any() for column in columns)


def _bound_rules(proposals: list[CastProposal]) -> Iterable[Rule]:
    for name, declared in NUMBERS.items():
        # A date that an evaluator also takes as a year has its bounds in the toolkit.
        limits = declared if name not in HEADER or declared.kind != "date" else HEADER[name]
        for end, bound, least in (("low", limits.least, True), ("high", limits.most, False)):
            if bound is not None:
                yield Rule(
                    "form.bounds",
                    f"{name} is {'at least' if least else 'at most'} {_shown(name, bound)}",
                    CRITICAL,
                    "ExpectColumnValuesToBeBetween",
                    {"column": f"{name}__{end}", "min_value" if least else "max_value": bound},
                    _say_bounds(proposals, name, limits.least, limits.most),
                )


def _say_bounds(
    proposals: list[CastProposal], name: str, least: float | None, most: float | None
) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one = proposals[row]
        found, place = stated(one, "proposal", "", name)
        low, high = ends(one.header[name]) or (0.0, 0.0)
        what = found if NUMBERS[name].kind in ("date", "integer") else quantity(low, high, NUMBERS[name].unit)
        limits = bounds(least, most, NUMBERS[name].unit)
        if _year(name):
            limits = f"{least:.0f} to {most:.0f}" if least is not None and most is not None else limits
        return [
            tied(
                one,
                Finding(
                    CRITICAL,
                    "form.bounds",
                    found,
                    f"{name} is {what}; it may be {limits}.",
                    _remedy(name, low, most),
                    field=name,
                    place=place,
                ),
            )
        ]

    return say


def _remedy(name: str, value: float, most: float | None) -> str:
    if name == "price_year" and most is not None and value > most:
        return f"No deflator after {most:.0f} is known yet: state the amounts in prices of {most:.0f} or before."
    return "Check the year, then correct it." if _year(name) else "Check the unit, then correct the value."


def _date_rules(proposals: list[CastProposal]) -> Iterable[Rule]:
    for first, then in ORDER:
        yield Rule(
            "form.dates",
            f"{first} is not after {then}",
            CRITICAL,
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {
                "column_A": f"{then}__low",
                "column_B": f"{first}__low",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            _say_dates(proposals, first, then),
        )
    yield Rule(
        "form.price_year",
        "price_year is not after the year of the application",
        CRITICAL,
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "submitted_year",
            "column_B": "price_year__low",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        _say_price_year(proposals),
    )


def _say_dates(proposals: list[CastProposal], first: str, then: str) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one = proposals[row]
        early, place_early = stated(one, "proposal", "", first)
        late, place_late = stated(one, "proposal", "", then)
        return [
            tied(
                one,
                Finding(
                    CRITICAL,
                    "form.dates",
                    late,
                    f"{then} is {late}, before {first}, {early}.",
                    f"Correct one of the two dates: {first} comes first.",
                    field=then,
                    place=f"{place_late}; {place_early}",
                ),
            )
        ]

    return say


def _say_price_year(proposals: list[CastProposal]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one = proposals[row]
        found, place = stated(one, "proposal", "", "price_year")
        return [
            tied(
                one,
                Finding(
                    CRITICAL,
                    "form.price_year",
                    found,
                    f"price_year is {found}, and the application is of {one.text('submitted')}: "
                    "prices of that year were not known.",
                    "Write the year in whose prices the amounts are; take inflation out of later ones.",
                    field="price_year",
                    place=place,
                ),
            )
        ]

    return say


def _code_rules(proposals: list[CastProposal]) -> Iterable[Rule]:
    def say_country(row: int) -> list[Finding]:
        one = proposals[row]
        found, place = stated(one, "proposal", "", "country")
        return [tied(one, no_country(found, place))]

    def say_currency(row: int) -> list[Finding]:
        one = proposals[row]
        found, place = stated(one, "proposal", "", "currency")
        return [
            tied(
                one,
                Finding(
                    CRITICAL,
                    "form.currency",
                    found,
                    f"There is no exchange rate for the currency '{found}'.",
                    f"{nearest(found, currencies())}It may be: {listed(currencies(), 40)}.",
                    field="currency",
                    place=place,
                ),
            )
        ]

    yield Rule(
        "form.country",
        "country is a code of ISO 3166-1",
        CRITICAL,
        "ExpectColumnValuesToBeInSet",
        {"column": "country", "value_set": sorted(COUNTRIES)},
        say_country,
    )
    yield Rule(
        "form.currency",
        "currency has an exchange rate",
        CRITICAL,
        "ExpectColumnValuesToBeInSet",
        {"column": "currency", "value_set": list(currencies())},
        say_currency,
    )


def _shown(name: str, bound: float) -> str:
    return f"{bound:.0f}" if _year(name) else quantity(bound, bound, NUMBERS[name].unit)


def _year(name: str) -> bool:
    return NUMBERS[name].kind == "date" or name == "price_year"
