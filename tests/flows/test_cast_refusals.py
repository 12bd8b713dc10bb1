"""What cannot be read is said with field, place, found text, reason and remedy."""

from __future__ import annotations

import pytest
from small_plants import BLOCK, EVALUATORS, HEADER, cast

from flows import readers
from flows.cast import cast_proposal
from flows.facts import Document, Fact
from flows.findings import CRITICAL, WARNING

# what is changed, severity, rule, field, place, found, what the reason says, what the remedy says
CASES = {
    "a bare number": (
        "capacity: 0.5 GW",
        "capacity: 500",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "500",
        "'500' has no unit.",
        "Write for instance '500 MW'.",
    ),
    "another dimension": (
        "capacity: 0.5 GW",
        "capacity: 500 t",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "500 t",
        "this field wants power",
        "in MW",
    ),
    "NaN": (
        "capacity: 0.5 GW",
        "capacity: .nan",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        ".nan",
        "",
        "100 MW",
    ),
    "a range written from high to low": (
        "0.5 GW",
        "700 to 500 MW",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "700 to 500 MW",
        "from high to low",
        "smaller end first",
    ),
    "a decimal comma": (
        "0.5 GW",
        "0,5 GW",
        CRITICAL,
        "unit",
        "capacity",
        "line 17, blocks.1.given.capacity",
        "0,5 GW",
        "ambiguous",
        "decimals with a point",
    ),
    "an unknown field": (
        "capacity: 0.5 GW",
        "capacity: 0.5 GW\n      specific_capx: 3 MW",
        WARNING,
        "unknown_field",
        "specific_capx",
        "line 18, blocks.1.given.specific_capx",
        "3 MW",
        "no input of electrolyser",
        "Did you mean specific_capex?",
    ),
    "a field that resembles none": (
        "capacity: 0.5 GW",
        "capacity: 0.5 GW\n      zzz: 3 MW",
        WARNING,
        "unknown_field",
        "zzz",
        "line 18, blocks.1.given.zzz",
        "3 MW",
        "'zzz' is no input",
        "Known are: capacity, efficiency, grid, specific_capex.",
    ),
    "an unknown word of a block": (
        "    given:",
        "    sight: bering\n    given:",
        WARNING,
        "unknown_field",
        "sight",
        "line 16, blocks.1.sight",
        "bering",
        "no part of a block",
        "Did you mean site",
    ),
    "a missing input": (
        "      capacity: 0.5 GW\n",
        "",
        CRITICAL,
        "missing",
        "capacity",
        "line 15, blocks.1.technology",
        "",
        "electrolyser needs 'capacity' (power taken)",
        "Let the proposal state 'capacity', for instance 100.0 MW.",
    ),
    "a missing choice": (
        "      grid: JP\n",
        "",
        CRITICAL,
        "missing",
        "grid",
        "line 15, blocks.1.technology",
        "",
        "needs 'grid'",
        "for instance JP.",
    ),
    "no technology": (
        "technology: electrolyser",
        "site: nowhere",
        CRITICAL,
        "unknown_technology",
        "technology",
        "block 1",
        "",
        "names no technology",
        "electrolyser, farm, shed",
    ),
    "an unknown technology": (
        "technology: electrolyser",
        "technology: electroliser",
        CRITICAL,
        "unknown_technology",
        "technology",
        "line 15, blocks.1.technology",
        "electroliser",
        "no evaluator for the technology 'electroliser'",
        "electrolyser, farm, shed",
    ),
    "a claim of nothing we answer": (
        "hydrogen: 60000",
        "hydrogn: 60000",
        WARNING,
        "unknown_field",
        "hydrogn",
        "line 21, blocks.1.claim.hydrogn",
        "60000 to 70000 t/year",
        "no answer of electrolyser",
        "Did you mean hydrogen",
    ),
    "a claim in another dimension": (
        "60000 to 70000 t/year",
        "60 GW",
        CRITICAL,
        "unit",
        "hydrogen",
        "line 21, blocks.1.claim.hydrogen",
        "60 GW",
        "power",
        "tonne/year",
    ),
    "a version that is no number": (
        "id: T-1",
        "id: T-1\nversion: final",
        CRITICAL,
        "unreadable",
        "version",
        "line 2, version",
        "final",
        "not a whole number",
        "such as 1.",
    ),
    "a hostile id": (
        "id: T-1",
        "id: ../../etc",
        CRITICAL,
        "unreadable",
        "id",
        "line 1, id",
        "../../etc",
        "not the fund's number",
        "such as 'CTIF-001'",
    ),
    "a country in words": (
        "country: JP",
        "country: Japan",
        CRITICAL,
        "form.country",
        "country",
        "line 4, country",
        "Japan",
        "'Japan' is not the code of a country",
        "For Japan write JP.",
    ),
    "a date in words": (
        "2030-06-01",
        "mid 2030",
        CRITICAL,
        "unreadable",
        "operation_start",
        "line 7, operation_start",
        "mid 2030",
        "not a date",
        "2030-06-01",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read_is_said_with_place_and_remedy(case):
    old, new, severity, rule, field, place, written, reason, remedy = CASES[case]
    assert old in HEADER + BLOCK
    [one] = cast((HEADER + BLOCK).replace(old, new, 1)).findings
    assert (one.severity, one.rule, one.field, one.place, one.found) == (severity, rule, field, place, written)
    assert reason in one.reason and remedy in one.remedy
    assert one.reason.endswith(".") and one.remedy[-1] in ".?" and not one.remedy[0].islower()


def test_no_price_year_is_missing_and_each_amount_without_one_is_named():
    findings = cast((HEADER + BLOCK).replace("price_year: 2023\n", "")).findings
    assert [(one.rule, one.field, one.place) for one in findings] == [
        ("missing", "price_year", "header"),
        ("unit", "total_cost", "line 11, total_cost"),
        ("unit", "grant_requested", "line 12, grant_requested"),
    ]
    assert findings[1].reason == "'billion JPY' has no price year." and "JPY2024" in findings[1].remedy


def test_amounts_that_name_their_own_money_need_no_header():
    one = cast((HEADER + BLOCK).replace("price_year: 2023\n", "").replace("billion JPY", "billion JPY2023"))
    assert [(f.rule, f.field) for f in one.findings] == [("missing", "price_year")]


def test_a_claim_that_nobody_can_promise_is_read_and_told():
    one = cast(HEADER + BLOCK + "      feasible: 90 %\n      cost_per_tonne: 80 USD2024/t\n")
    [found] = one.findings
    assert (found.severity, found.rule, found.field, found.found) == (WARNING, "claim.not_promised", "feasible", "90 %")
    assert found.reason.endswith("is the fund's own estimate; an applicant cannot promise it.")
    assert "cost_per_tonne" in found.remedy and "npv_with_grant" not in found.remedy
    assert one.blocks[0].claims["feasible"].value == (0.9, 0.9), "it is read all the same"


def test_no_block():
    [one] = cast(HEADER).findings
    assert (one.rule, one.field, one.severity) == ("missing", "blocks", CRITICAL) and "Add a block" in one.remedy


def test_an_empty_field_is_missing_and_an_empty_claim_is_none():
    document = Document(
        "proposals",
        "T",
        facts=[
            *(
                fact
                for fact in readers.read("proposals", "t.yaml", (HEADER + BLOCK).encode())[0].facts
                if fact.field != "hydrogen"
            ),
            Fact("claim", "1", "hydrogen", " ", "t/year", "sheet Block 1, cell C9"),
            Fact("budget", "", "stacks", "", "MUSD2024", "sheet Budget, cell B2"),
        ],
    )
    assert cast_proposal(document, "t.xlsx", "c" * 64, EVALUATORS, {}).findings == []
