"""The blank form says what the contract says, and comes back whole when it is filled in."""

from __future__ import annotations

import datetime
import io
import warnings

import openpyxl
import pytest
from spreadsheet_forms import form, read, stated

from evaluators.toolkit.common import COMMON, PROMISED
from evaluators.toolkit.contract import Choice, Given, Measured
from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.units import read_quantity
from flows.blank_form import Entry, block_rows, cost_share_rows, header_rows, table_sheet
from flows.blank_form_sheets import blank_form
from flows.cast import COST_SHARES, cast_proposal
from flows.facts import Fact
from flows.findings import CRITICAL
from flows.form import FORM
from flows.form_units import in_unit, offered
from flows.validate import validate

EVALUATORS = find_evaluators(folders="").evaluators


def of(rows, group: str | None = None) -> list[Entry]:
    return [row for row in rows if isinstance(row, Entry) and (group is None or row.group == group)]


def filled_in(found, cells: dict[str, dict[str, object] | list]) -> bytes:
    """The blank form with values typed into the cells beside the names, and the rows of tables; nothing else is touched."""
    book = openpyxl.load_workbook(io.BytesIO(blank_form(found, "Fund", (), ())))
    for title, values in cells.items():
        heads = [cell.value for cell in book[title][1]]
        name, value = heads.index("field") if "field" in heads else 0, heads.index("value") if "value" in heads else 1
        where = {
            (row[0].value if title != "Proposal" else "", row[name].value): row[value] for row in book[title].iter_rows(min_row=2)
        }
        if isinstance(values, list):
            for row, numbers in enumerate(values, 2):
                for column, number in enumerate(numbers, 1):
                    book[title].cell(row, column).value = number
            continue
        if title == "Budget":
            for row, (line, amount) in zip(book[title].iter_rows(min_row=2), values.items(), strict=False):
                row[0].value, row[1].value = line, amount
            continue
        for key, typed in values.items():
            group, _, field = key.rpartition(".")
            where[group or ("" if title == "Proposal" else field), field].value = typed
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def typed(entry: Entry) -> object:
    """The example as an applicant types it: a date becomes one in a cell made for dates."""
    return datetime.date.fromisoformat(str(entry.example)) if entry.kind == "date" else entry.example


def example_of(found) -> dict[str, dict[str, object] | list]:
    header = {entry.field: typed(entry) for entry in of(header_rows()) if not entry.field.startswith("withdrawn")}
    tables = {name: one for name, one in found.of(Given).items() if one.columns}
    block = {f"given.{entry.field}": typed(entry) for entry in of(block_rows(found), "given") if entry.field not in tables}
    return {table_sheet(name): one.example.tolist() for name, one in tables.items()} | {
        "Proposal": header,
        "Block 1": {"block.site": "harbour", **block, "claim.ghg_relative": 90},
        "Budget": {"plant": 600, "installation": 400},
        "Cost share": {"grant": 300, "applicant": 700},
        "Disbursement": {"year_1": 200, "year_2": 100},
    }


@pytest.mark.parametrize("name", sorted(EVALUATORS))
def test_a_blank_form_says_nothing_but_its_technology(name):
    document = read(blank_form(EVALUATORS[name], "Fund", ("a",), ("b",)))
    assert document.troubles == []
    assert stated(document) == {("block", "1", "technology"): (name, "")}


@pytest.mark.parametrize("name", sorted(EVALUATORS))
def test_every_example_typed_into_the_form_is_the_contracts_own(name):
    """Converted back from the unit that the form offers, each example is the number of the contract."""
    found = EVALUATORS[name]
    document = read(filled_in(found, example_of(found)))
    assert document.troubles == []
    proposal = cast_proposal(document, "f.xlsx", "0" * 64, EVALUATORS, {})
    assert {one.rule for one in proposal.findings if one.severity == CRITICAL} <= {"unknown_site"}
    [block] = proposal.blocks
    stated_by_hand = {
        key: one
        for key, one in found.inputs.items()
        if isinstance(one, Given | Choice) and not isinstance(one, Measured) and key not in FORM
    }
    assert set(block.values) == set(stated_by_hand)
    for key, declared in stated_by_hand.items():
        if isinstance(declared, Choice):
            assert block.values[key] == declared.example
        elif declared.columns:
            assert block.values[key] == pytest.approx(declared.example)
        else:
            assert block.values[key] == pytest.approx((declared.example, declared.example), rel=1e-9)
    for key in ("total_cost", "grant_requested", "cost_of_capital"):
        wanted = float(FORM[key].example)
        assert proposal.header[key].value == pytest.approx((wanted, wanted), rel=1e-9)
    assert proposal.budget["installation"].value == pytest.approx((4e8, 4e8))
    assert proposal.cost_share["applicant"].value == pytest.approx((7e8, 7e8)) and len(proposal.disbursement) == 2
    assert block.claims["ghg_relative"].value == (0.9, 0.9)


def test_the_forms_filled_with_their_examples_pass_every_expectation_but_those_of_a_site():
    proposals = []
    for name, found in EVALUATORS.items():
        cells = example_of(found)
        cells["Proposal"]["id"] = f"FORM-{name[:6]}"
        document = read(filled_in(found, cells))
        proposals.append(cast_proposal(document, f"{name}.xlsx", name.ljust(64, "0"), EVALUATORS, {}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        findings = validate(proposals, EVALUATORS, {})
    assert [one for one in findings if one.severity == CRITICAL and one.rule != "unknown_site"] == []


def test_the_form_says_what_the_contract_says():
    for found in EVALUATORS.values():
        book = openpyxl.load_workbook(io.BytesIO(blank_form(found, "Fund", ("wind", "store"), ("2027",))))
        texts = {str(cell.value) for row in book["Block 1"].iter_rows() for cell in row if cell.value}
        for key, declared in found.inputs.items():
            if isinstance(declared, Given | Choice) and key not in FORM:
                assert key in texts and any(text.startswith(declared.meaning) for text in texts)
        for key, declared in {**{name: COMMON[name] for name in PROMISED}, **found.answers}.items():
            assert key in texts and any(text.startswith(declared.meaning) for text in texts)
        assert not (COMMON.keys() - {*PROMISED, *found.answers}) & texts, "nobody can promise what only the fund can estimate"
        assert set(FORM) <= {str(row[0].value) for row in book["Proposal"].iter_rows()}


def list_at(book, sheet: str, at: str) -> list[object]:
    """What the drop-down of a cell offers."""
    [check] = [one for one in book[sheet].data_validations.dataValidation if at in one.sqref and one.type == "list"]
    title, cells = check.formula1.split("!")
    return [cell.value for row in book[title][cells.replace("$", "")] for cell in (row if isinstance(row, tuple) else (row,))]


def test_drop_downs_offer_what_the_contract_takes():
    found = EVALUATORS["offshore_wind"]
    book = openpyxl.load_workbook(io.BytesIO(blank_form(found, "Fund", ("wind", "store"), ("2027",))))
    at = {row[1].value: row[1].row for row in book["Block 1"].iter_rows(min_row=2) if row[0].value == "given"}
    assert list_at(book, "Block 1", f"C{at['turbine']}") == list(found.inputs["turbine"].options)
    assert list_at(book, "Block 1", f"D{at['capacity']}") == ["MW", "kW", "GW"]
    header = {row[0].value: row[0].row for row in book["Proposal"].iter_rows(min_row=2)}
    assert list_at(book, "Proposal", f"B{header['pillar']}") == ["wind", "store"]
    assert list_at(book, "Proposal", f"B{header['estimate_class']}") == [1, 2, 3, 4, 5]
    [bounds] = [one for one in book["Block 1"].data_validations.dataValidation if f"C{at['capacity']}" in one.sqref]
    assert bounds.error.startswith("capacity may be 1 to 5,000 MW: rated power of the farm.")
    assert book["Lists"].sheet_state == "hidden" and book.sheetnames[0] == "Read me"


def test_every_offered_unit_is_one_that_is_read():
    for found in EVALUATORS.values():
        for declared in [one for one in found.inputs.values() if isinstance(one, Given) and not one.shape]:
            for shown in offered(declared.unit, declared.most):
                value = in_unit(float(declared.example), declared.unit, shown)
                back = read_quantity(repr(value), declared.unit, separate_unit=shown, currency="USD", price_year=2024)
                assert back.low == pytest.approx(float(declared.example), rel=1e-9, abs=1e-9)


def test_the_same_blank_form_has_the_same_bytes_and_every_payer_a_line():
    found = EVALUATORS["carbon_capture"]
    assert blank_form(found, "Fund") == blank_form(found, "Fund")
    assert [row.field for row in of(cost_share_rows())] == list(COST_SHARES)


def test_nothing_from_a_contract_or_a_fund_becomes_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(blank_form(EVALUATORS["offshore_wind"], "=HYPERLINK(1)", ("=1+1",), ("@x",))))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"n", "s", "inlineStr"}


def test_a_fact_of_a_form_names_sheet_and_cell():
    [fact] = [one for one in read(form()).facts if one.field == "capacity"]
    assert fact == Fact("given", "1", "capacity", "500", "MW", "sheet Block 1, cell C3")
