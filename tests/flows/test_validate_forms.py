"""Each bad form is found with its place, its reason and its remedy."""

from __future__ import annotations

import pytest
from wind_proposals import EVALUATORS, SITES, proposals, with_lines, without

from flows.findings import CRITICAL, WARNING, Finding
from flows.validate import validate

# what is changed, severity, rule, place, what the reason says, what the remedy says
BAD_FORMS = {
    "missing field": (without("applicant"), CRITICAL, "missing", "header", "asks for 'applicant'", "Add 'applicant'"),
    "no currency": (without("currency"), CRITICAL, "missing", "header", "'currency'", "Add 'currency', for instance USD"),
    "no price year": (without("price_year"), CRITICAL, "missing", "header", "'price_year'", "for instance 2024"),
    "unknown field": (
        with_lines(("maturity: 7", "maturity: 7\nmaturty: 8")),
        WARNING,
        "unknown_field",
        "line 14, maturty",
        "no field of the form",
        "Did you mean maturity",
    ),
    "extra input": (
        with_lines(("capacity: 500 MW", "capacity: 500 MW\n      capacty: 4 MW")),
        WARNING,
        "unknown_field",
        "line 25, blocks.1.given.capacty",
        "no input of floating_wind",
        "Did you mean capacity",
    ),
    "wrong dimension": (
        with_lines(("500 MW", "500 MWh")),
        CRITICAL,
        "unit",
        "line 24, blocks.1.given.capacity",
        "MWh",
        "Write it in MW",
    ),
    "bare number": (
        with_lines(("500 MW", "500")),
        CRITICAL,
        "unit",
        "line 24, blocks.1.given.capacity",
        "'500' has no unit",
        "'500 MW'",
    ),
    "NaN": (with_lines(("500 MW", "NaN")), CRITICAL, "unit", "line 24, blocks.1.given.capacity", "not a number", "500 MW"),
    "not a date": (
        with_lines(("2030-06-01", "June 2030")),
        CRITICAL,
        "unreadable",
        "line 9, operation_start",
        "not a date",
        "Add the day, such as 2030-06-01.",
    ),
    "below the least": (
        with_lines(("500 MW", "0 MW")),
        CRITICAL,
        "contract.bounds",
        "line 24, blocks.1.given.capacity",
        "capacity is 0 MW; it may be 1 to 5,000 MW.",
        "Check the unit, then correct the value.",
    ),
    "above the most, in another unit": (
        with_lines(("500 MW", "500 GW")),
        CRITICAL,
        "contract.bounds",
        "line 24, blocks.1.given.capacity",
        "capacity is 500,000 MW; it may be 1 to 5,000 MW.",
        "Check the unit",
    ),
    "a range that ends outside": (
        with_lines(("500 MW", "4 to 6 GW")),
        CRITICAL,
        "contract.bounds",
        "line 24, blocks.1.given.capacity",
        "capacity is 4,000 to 6,000 MW",
        "Check the unit",
    ),
    "no such choice": (
        with_lines(("iea_15mw", "IEA 15-MW RWT")),
        CRITICAL,
        "contract.choice",
        "line 25, blocks.1.given.turbine",
        "turbine is 'IEA 15-MW RWT', which is none of those known.",
        "Did you mean 'iea_15mw'? It may be: iea_15mw, nrel_5mw, dtu_10mw.",
    ),
    "impossible claim": (
        with_lines(("50 %", "140 %")),
        WARNING,
        "contract.claim",
        "line 27, blocks.1.claim.capacity_factor",
        "capacity_factor is 1.4; possible is 0 to 1.",
        "does not enter our own figures",
    ),
    "budget does not add up": (
        with_lines(("floaters: 800", "floaters: 700")),
        CRITICAL,
        "budget.sum",
        "line 14, total_cost; line 18, budget.turbines; line 19, budget.floaters",
        "The 2 budget lines come to 1,900 MUSD2024, total_cost is 2,000 MUSD2024: 100 MUSD2024 less.",
        "Add the line that holds the missing 100 MUSD2024, or lower total_cost by it.",
    ),
    "the sum as a line": (
        with_lines(("floaters: 800 MUSD2024", "floaters: 800 MUSD2024\n  total: 2000 MUSD2024")),
        CRITICAL,
        "budget.sum",
        "line 14, total_cost; line 18, budget.turbines; line 19, budget.floaters; line 20, budget.total",
        "2,000 MUSD2024 more",
        "Without the line 'total' it fits",
    ),
    "support above the cost": (
        with_lines(("500 MUSD2024\nother_public_support: 100", "1950 MUSD2024\nother_public_support: 100")),
        CRITICAL,
        "budget.support",
        "line 15, grant_requested; line 16, other_public_support; line 14, total_cost",
        "come to 2,050 MUSD2024, more than total_cost, 2,000 MUSD2024.",
        "lower the grant or correct total_cost",
    ),
    "a large grant": (
        with_lines(("grant_requested: 500", "grant_requested: 1300")),
        WARNING,
        "budget.grant_share",
        "line 15, grant_requested",
        "65.0% of total_cost",
        "Name other sources",
    ),
    "building before applying": (
        with_lines(("2027-05-01", "2026-01-01")),
        CRITICAL,
        "form.dates",
        "line 8, construction_start; line 7, submitted",
        "construction_start is 2026-01-01, before submitted, 2026-09-30.",
        "submitted comes first",
    ),
    "operating before building": (
        with_lines(("2030-06-01", "2027-04-30")),
        CRITICAL,
        "form.dates",
        "line 9, operation_start; line 8, construction_start",
        "operation_start is 2027-04-30, before construction_start, 2027-05-01.",
        "Correct one of the two dates",
    ),
    "too far away": (
        with_lines(("2030-06-01", "2095-06-01")),
        CRITICAL,
        "form.bounds",
        "line 9, operation_start",
        "operation_start is 2095-06-01; it may be 2020 to 2060.",
        "Check the year",
    ),
    "prices of the future": (
        with_lines(("2026-09-30", "2023-09-30")),
        CRITICAL,
        "form.price_year",
        "line 11, price_year",
        "price_year is 2024, and the application is of 2023-09-30",
        "Write the year",
    ),
    "no such country": (
        with_lines(("country: US", "country: UK")),
        CRITICAL,
        "form.country",
        "line 5, country",
        "'UK' is not the code of a country",
        "For United Kingdom write GB.",
    ),
    "no such currency": (
        with_lines(("currency: USD", "currency: USS")),
        CRITICAL,
        "form.currency",
        "line 10, currency",
        "no exchange rate for the currency 'USS'",
        "Did you mean 'USD'?",
    ),
    "readiness out of its scale": (
        with_lines(("maturity: 7", "maturity: 70")),
        CRITICAL,
        "form.bounds",
        "line 13, maturity",
        "maturity is 70; it may be 1 to 9.",
        "correct the value",
    ),
    "a negative amount": (
        with_lines(("grant_requested: 500", "grant_requested: -500")),
        CRITICAL,
        "form.bounds",
        "line 15, grant_requested",
        "it may be 0 USD2024 or more",
        "correct",
    ),
    "unknown technology": (
        with_lines(("floating_wind", "floating_wnd")),
        CRITICAL,
        "unknown_technology",
        "line 21, blocks.1.technology",
        "no evaluator",
        "floating_wind, store",
    ),
    "unknown site": (
        with_lines(("site: bering", "site: behring")),
        CRITICAL,
        "unknown_site",
        "line 22, blocks.1.site",
        "The site 'behring' is not known.",
        "Send the site's file",
    ),
}


@pytest.fixture(scope="module")
def forms_found() -> list[Finding]:
    """All bad forms judged as one batch, each under an id of its own, as in a run."""
    batch = [
        one for n, (text, *_) in enumerate(BAD_FORMS.values()) for one in proposals(text.replace("T-1", f"F-{n}"), f"f{n}.yaml")
    ]
    return validate(batch, EVALUATORS, SITES)


@pytest.mark.parametrize("case", BAD_FORMS)
def test_a_bad_form_is_found_with_place_and_remedy(case, forms_found):
    _, severity, rule, place, reason, remedy = BAD_FORMS[case]
    n = list(BAD_FORMS).index(case)
    [one] = [finding for finding in forms_found if finding.project_id == f"F-{n}"]
    assert (one.severity, one.rule, one.place) == (severity, rule, place)
    assert reason in one.reason and remedy in one.remedy
    assert (one.version, one.file) == (1, f"f{n}.yaml") and one.content
