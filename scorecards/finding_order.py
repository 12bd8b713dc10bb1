"""Causes before symptoms: in which order the findings of one proposal are told.

The order changes no verdict; it says what to mend first. An applicant who writes a readable budget may see three other
findings go.
"""

from __future__ import annotations

# Beginnings of rules; the first that fits counts, and what none fits stands in the middle.
RANKS: tuple[tuple[str, int, str], ...] = (
    ("file.", 0, "nothing of the file could be read"),
    ("reader.", 0, "nothing of the file could be read"),
    ("yaml.", 0, "what is not read as a document is missing everywhere"),
    ("xlsx.", 0, "what is not read as a document is missing everywhere"),
    ("xml.", 0, "what is not read as a document is missing everywhere"),
    ("zip.", 0, "what is not read as a document is missing everywhere"),
    ("csv.", 0, "what is not read as a document is missing everywhere"),
    ("json.", 0, "what is not read as a document is missing everywhere"),
    ("identity.", 1, "which of two contents counts comes before what it says"),
    ("form.no_annex", 1, "without the technical form every field of it is missing"),
    ("form.currency", 2, "no amount can be read in an unknown currency"),
    ("form.price_year", 2, "no amount can be read in prices of an unknown year"),
    ("form.country", 2, "a site is judged against the country"),
    ("unknown_field", 3, "a misspelt field is missing under its own name"),
    ("unknown_technology", 3, "what a block must say hangs on its technology"),
    ("unknown_site", 3, "what the site would say is missing"),
    ("unreadable", 4, "a value that is not read is missing in sums and bounds"),
    ("unit", 4, "a value that is not read is missing in sums and bounds"),
    ("missing", 5, "what is missing cannot be judged"),
    ("site.coordinates", 6, "a place that is not read cannot be judged"),
    ("site.on_the_globe", 6, "a place off the globe is on no land and in no country"),
    ("site.country", 7, "a wrong place has the wrong depth and the wrong wind"),
    ("site.on_land", 7, "a place on land has no depth of water"),
    ("site.no_coordinates", 7, "without a place nothing of it can be checked"),
    ("hours.", 8, "a series without a time axis is not judged hour by hour"),
    ("series.incomplete", 8, "half a year leaves bounds and means"),
    ("series.missing", 8, "an hour without a value is in no mean"),
    ("series.unit", 8, "a wrong unit leaves every bound"),
    ("series.physical", 9, "a value that cannot be leaves the contract's bounds too"),
    ("form.", 10, "the form's own words"),
    ("site.", 11, "what else the site says"),
    ("budget.negative", 12, "a wrong sign breaks every sum"),
    ("budget.", 13, "sums follow from their lines"),
    ("contract.", 14, "values of the blocks, once they are read"),
    ("series.", 15, "remarks on the series"),
    ("claim.", 16, "claims enter no figure of ours"),
    ("rules.", 17, "the fund's own rules, broken"),
)
MIDDLE = 14
# Without them no amount can be read, however they fail: they come before the amounts and before what is missing elsewhere.
OF_ALL_AMOUNTS = ("currency", "price_year")
_NOT_READ = ("missing", "unreadable", "unit")

NUMBERS = tuple((start, number) for start, number, _ in RANKS)


def rank(rule: str, field: str) -> int:
    """Where a finding by the rule, of the field, stands among those of one proposal: 0 is a cause of all others."""
    rule = "form.price_year" if rule in _NOT_READ and field in OF_ALL_AMOUNTS else rule
    return next((number for start, number in NUMBERS if rule.startswith(start)), MIDDLE)


def rank_in_sql(rule: str, field: str) -> str:
    """The same as an expression of SQL over a column of rules and one of fields."""
    first = f"WHEN {rule} IN {_NOT_READ} AND {field} IN {OF_ALL_AMOUNTS} THEN {rank('form.price_year', '')} "
    cases = " ".join(f"WHEN starts_with({rule}, '{start}') THEN {number}" for start, number in NUMBERS)
    return f"CASE {first}{cases} ELSE {MIDDLE} END"
