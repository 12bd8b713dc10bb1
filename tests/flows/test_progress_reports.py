"""Progress reports of awarded projects are read: periods, lines of the federal form, milestones, and money as paid."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from progress_lines import HEAD, Q1, arrival

from evaluators.toolkit.money import currencies, money_factor
from flows.progress_items import ITEMS, STATUSES, of_section
from flows.progress_period import read_period
from flows.progress_reports import read_progress

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "standards"


# What is read


def test_a_quarter_of_every_kind(reports):
    rows, troubles = reports(
        f"{Q1}financial,cash_receipts,1.5,MUSD,,,first tranche\n"
        f"{Q1}technical,net_energy,1.2,GWh,,,\n"
        f"{Q1}milestone,financial_close,met,,2025-01-31,2025-02-10,\n"
    )
    assert troubles == []
    money, milestone, energy = sorted(rows, key=lambda row: row["section"])[0], rows[1], rows[2]
    assert (money["amount"], money["currency"], money["raw"], money["raw_unit"]) == (1.5e6, "USD", "1.5", "MUSD")
    assert money["unit"] == "USD2024" and money["note"] == "first tranche" and money["place"] == "line 2, column value"
    assert (milestone["status"], milestone["due"], milestone["met"]) == ("met", date(2025, 1, 31), date(2025, 2, 10))
    assert (energy["value"], energy["unit"]) == (1200.0, "MWh")
    assert {row["period_end"] for row in rows} == {date(2025, 3, 31)}


def test_the_lines_are_those_of_the_federal_financial_report():
    """SF-425 (OMB 4040-0014), section 10: fifteen lines, a to o; c, g, h, k and o are sums that the form itself defines."""
    lines = {item.line: name for name, item in of_section("financial").items()}
    assert list(lines) == [f"10{letter}" for letter in "abcdefghijklmno"]
    assert {line for line, name in lines.items() if ITEMS[name].sum_of} == {"10c", "10g", "10h", "10k", "10o"}


def test_the_states_of_milestones_are_those_of_oc4ids():
    import json

    schema = SAMPLES / "oc4ids-project-schema-0.9.5.json"
    if not schema.exists():
        pytest.skip("the schema of OC4IDS (../shared/samples/standards) is not here")
    assert list(STATUSES) == json.loads(schema.read_text())["definitions"]["Milestone"]["properties"]["status"]["enum"]


@pytest.mark.parametrize(
    ("text", "name", "begins", "ends"),
    [
        ("2027-Q1", "2027-Q1", "2027-01-01", "2027-03-31"),
        ("q4 2027", "2027-Q4", "2027-10-01", "2027-12-31"),
        ("2028Q1", "2028-Q1", "2028-01-01", "2028-03-31"),
        ("2027-04-01 to 2027-06-30", "2027-Q2", "2027-04-01", "2027-06-30"),
        ("2027-04-15/2027-06-30", "2027-04-15/2027-06-30", "2027-04-15", "2027-06-30"),
    ],
)
def test_periods(text, name, begins, ends):
    period = read_period(text)
    assert (period.name, str(period.begins), str(period.ends)) == (name, begins, ends)


@given(st.integers(2000, 2100), st.integers(1, 4))
def test_quarters_follow_one_another_without_a_gap(year, number):
    quarter = read_period(f"{year}-Q{number}")
    assert quarter.name == f"{year}-Q{number}" == read_period(f"{quarter.begins}/{quarter.ends}").name
    if year < 2100:
        following = read_period(f"{year + number // 4}-Q{number % 4 + 1}")
        assert (following.begins - quarter.ends).days == 1


# Money


def test_money_is_kept_as_paid_and_carried_over_increase_by_increase(reports):
    rows, troubles = reports(
        "H-1,2023-Q4,2024-01-20,financial,cash_receipts,100,MJPY,,,\n"
        "H-1,2024-Q1,2024-04-20,financial,cash_receipts,250,MJPY,,,\n"
        "H-1,2024-Q1,2024-04-20,financial,federal_share_of_unliquidated_obligations,40,MJPY,,,\n"
    )
    assert troubles == [] and [row["amount"] for row in rows] == [100e6, 250e6, 40e6]
    then, now = money_factor("JPY", 2023, "USD", 2024)[0], money_factor("JPY", 2024, "USD", 2024)[0]
    assert [row["value"] for row in rows] == pytest.approx([100e6 * then, 100e6 * then + 150e6 * now, 40e6 * now])
    assert "each quarter's increase in its own year" in rows[1]["conversion"]


def test_a_year_that_the_tables_do_not_have_yet_is_said(reports):
    (row,), troubles = reports("H-1,2031-Q1,2031-04-20,financial,cash_receipts,1,MUSD,,,\n")
    assert troubles == [] and "(2031 taken as 2025, the tables' nearest year)" in row["conversion"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_a_project_paid_in_dollars_of_the_tables_last_year_is_worth_what_it_was_paid(tmp_path_factory, amounts):
    """All in one year: the converted amounts stand to each other as those paid."""
    paid = sorted(amounts)[:4]
    text = HEAD + "".join(
        f"H-1,2024-Q{n},2025-01-{n:02},financial,cash_disbursements,{amount},USD,,,\n" for n, amount in enumerate(paid, 1)
    )
    rows, troubles = read_progress([arrival(tmp_path_factory.mktemp("p"), "a.csv", text.encode())])
    assert troubles == [] and [row["value"] for row in rows] == pytest.approx(paid)


def test_every_currency_of_the_tables_can_be_reported_in_any_year(reports):
    lines = [
        f"H-{code},{year}-Q1,{year}-04-20,financial,cash_receipts,5,M{code},,,\n"
        for code in currencies()
        for year in (2001, 2025, 2099)
    ]
    rows, troubles = reports("".join(lines))
    assert troubles == [] and len(rows) == len(lines) and all(row["value"] > 0 for row in rows)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "project": st.sampled_from(["H-1", "H-2", ""]) | st.text(max_size=5),
                "period": st.sampled_from(["2025-Q1", "2025-Q2", "2025-01-01/2025-03-31", "0001-Q1"]) | st.text(max_size=8),
                "reported_on": st.sampled_from(["2025-07-20", "2025-10-01", "9999-12-31"]),
                "section": st.sampled_from(["financial", "technical", "milestone", "Technical "]),
                "item": st.sampled_from([*ITEMS, "permits"]),
                "value": st.sampled_from(["1", "0", "-1", "1e300", "met", "notMet", "5 %"]) | st.text(max_size=8),
                "unit": st.sampled_from(["", "MUSD", "JPY", "MWh", "%", "1"]) | st.text(max_size=5),
                "due": st.sampled_from(["", "2025-02-01"]),
                "met": st.sampled_from(["", "2025-03-01"]),
            }
        ),
        max_size=8,
    )
)
def test_whatever_is_reported_every_line_is_a_row_or_a_reason(tmp_path_factory, lines):
    held = io.StringIO()
    writer = csv.DictWriter(held, [name for name in HEAD.strip().split(",") if name != "note"])
    writer.writeheader()
    writer.writerows(lines)
    rows, troubles = read_progress([arrival(tmp_path_factory.mktemp("p"), "a.csv", held.getvalue().encode("utf-8", "replace"))])
    assert all(trouble.reason and trouble.remedy and trouble.where for _, _, trouble in troubles)
    assert len({(row["project_id"], row["period"], row["section"], row["item"]) for row in rows}) == len(rows) <= len(lines)
    assert all(row["value"] is None or abs(row["value"]) < float("inf") for row in rows)
