"""The reported cost of a captured tonne: money per tonne, as it was paid, and beside it in the fund's money."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from evaluators.toolkit.money import money_factor
from flows.landing import Arrival
from flows.progress_form import write_progress_form
from flows.progress_reports import read_progress

HEAD = "project,period,reported_on,section,item,value,unit,due,met,note\n"


@pytest.fixture
def reports(tmp_path):
    """Reads one file of the given bytes: rows and troubles."""

    def read(content: bytes, name: str = "a.csv"):
        kept = tmp_path / name
        kept.write_bytes(content)
        rows, troubles = read_progress([Arrival("progress", name, hashlib.sha256(content).hexdigest(), len(content), kept)])
        return rows, [trouble for _, _, trouble in troubles]

    return read


def cost(value: str, unit: str) -> bytes:
    return f"{HEAD}C-1,2024-Q3,2024-10-20,technical,cost_per_tonne,{value},{unit},,,\n".encode()


@pytest.mark.parametrize(
    ("value", "unit", "paid", "currency"),
    [
        ("450", "USD/tonne", 450.0, "USD"),
        ("450 USD/t", "", 450.0, "USD"),
        ("70000", "JPY/tonne", 70_000.0, "JPY"),
        ("0.45", "kUSD/t", 450.0, "USD"),
        ("408.2331", "USD/short_ton", 450.0, "USD"),  # a short ton is 0.907 tonnes, and is converted, not taken for one
    ],
)
def test_it_is_read_in_any_currency(reports, value, unit, paid, currency):
    (row,), troubles = reports(cost(value, unit))
    assert troubles == []
    assert (row["unit"], row["currency"]) == ("USD2024/tonne", currency)
    assert row["amount"] == pytest.approx(paid, rel=1e-6)
    assert row["value"] == pytest.approx(paid * money_factor(currency, 2024, "USD", 2024)[0], rel=1e-6)
    assert row["conversion"].startswith("as paid")


@pytest.mark.parametrize(
    ("value", "unit", "reason", "remedy"),
    [
        ("450", "USD", "C-1; cost_per_tonne: 'USD' is money, and this field wants money in USD/tonne.", "Write it in USD/tonne."),
        ("450", "", "C-1; cost_per_tonne: the amount has no currency.", "such as USD/tonne or JPY/tonne."),
        ("450", "USD2024/tonne", "'450 USD2024/tonne' names a price year.", "Report money as it was paid: USD without a year."),
        ("450", "USD/MWh", "'USD/MWh' is money in USD/MWh, and this field wants money in USD/tonne.", "Write it in USD/tonne."),
        ("400 to 500", "USD/tonne", "'400 to 500' is a range.", "A report says what was: write one number."),
    ],
)
def test_what_is_wrong_is_said_in_units_that_would_be_taken(reports, value, unit, reason, remedy):
    rows, (trouble,) = reports(cost(value, unit))
    assert rows == [] and reason in trouble.reason and remedy in trouble.remedy and "2025" not in trouble.reason + trouble.remedy


def test_other_money_keeps_its_message(reports):
    content = f"{HEAD}C-1,2024-Q3,2024-10-20,financial,cash_receipts,5,USD/tonne,,,\n".encode()
    rows, (trouble,) = reports(content)
    assert rows == [] and trouble.remedy == "Write it in USD."


def test_the_form_offers_it_and_reads_it_back(reports, tmp_path):
    target = tmp_path / "form.xlsx"
    write_progress_form(target, "C-1", "2024-Q3")
    book = openpyxl.load_workbook(target)
    book["Report"]["B4"] = "2024-10-20"
    sheet = book["Technical"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    (number,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "cost_per_tonne"]
    assert sheet.cell(number, heads["unit"]).value is None  # only the recipient knows the currency
    offered = [rule.formula1 for rule in sheet.data_validations.dataValidation if f"C{number}" in str(rule.sqref)]
    assert offered == ['"USD/tonne,JPY/tonne,EUR/tonne"']
    sheet.cell(number, heads["value"]).value, sheet.cell(number, heads["unit"]).value = 510, "EUR/tonne"
    book.save(target)
    (row,), troubles = reports(Path(target).read_bytes(), "form.xlsx")
    assert troubles == [] and (row["amount"], row["currency"], row["unit"]) == (510.0, "EUR", "USD2024/tonne")
