"""Progress reports of awarded projects: read, compared between quarters, quarantined with a reason, and shown."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spine_fixtures import Telling, published, run_plainly, write_proposal

from evaluators.toolkit.money import currencies, money_factor
from flows.landing import Arrival
from flows.progress_form import write_progress_form
from flows.progress_items import ITEMS, STATUSES, of_section
from flows.progress_period import read_period
from flows.progress_reports import read_progress
from flows.validate_paths import validate_paths
from scorecards.card import show
from scorecards.warehouse import open_snapshot

HEAD = "project,period,reported_on,section,item,value,unit,due,met,note\n"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "standards"
Q1 = "H-1,2025-Q1,2025-04-20,"
Q2 = "H-1,2025-Q2,2025-07-20,"


def arrival(folder: Path, name: str, content: bytes) -> Arrival:
    kept = folder / name
    kept.write_bytes(content)
    return Arrival("progress", name, hashlib.sha256(content).hexdigest(), len(content), kept)


@pytest.fixture
def reports(tmp_path):
    """Reads the lines of one file, or of several files, as rows and troubles."""

    def read(*files: str):
        arrivals = [arrival(tmp_path, f"{n}.csv", (HEAD + text).encode()) for n, text in enumerate(files)]
        rows, troubles = read_progress(arrivals)
        return rows, [trouble for _, _, trouble in troubles]

    return read


def reason(reports, *files: str) -> tuple[str, str, str]:
    """Place, reason and remedy of the one line that does not count."""
    _, (trouble,) = reports(*files)
    return trouble.where, trouble.reason, trouble.remedy


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


# What cannot count


@pytest.mark.parametrize(
    ("line", "place", "said", "remedy"),
    [
        ("H-1,spring 2027,2027-04-20,technical,net_energy,1,MWh,,,", "column period", "'spring 2027' is no period.", "2027-Q1"),
        (
            "H-1,2027-06-30/2027-04-01,2027-07-20,technical,net_energy,1,MWh,,,",
            "column period",
            "ends before it begins",
            "two dates",
        ),
        (
            "H-1,2027-01-01/2028-06-30,2028-07-20,technical,net_energy,1,MWh,,,",
            "column period",
            "longer than a year",
            "two dates",
        ),
        ("H-1,2027-02-30/2027-03-31,2027-04-20,technical,net_energy,1,MWh,,,", "column period", "day", "two dates"),
        (
            "H-1,2027-Q1,2027-03-20,technical,net_energy,1,MWh,,,",
            "column reported_on",
            "before 2027-Q1 ended on 2027-03-31",
            "after its end",
        ),
        (
            "H-1,2027-Q1,20.04.2027,technical,net_energy,1,MWh,,,",
            "column reported_on",
            "'20.04.2027' is not a date",
            "year-month-day",
        ),
        (f"{Q1}finance,cash_receipts,1,USD,,,", "column section", "there is no section 'finance'", "Did you mean financial?"),
        (f"{Q1}technical,net_enrgy,1,MWh,,,", "column item", "has no item 'net_enrgy'", "Did you mean net_energy?"),
        (
            f"{Q1}technical,cash_receipts,1,USD,,,",
            "column item",
            "has no item 'cash_receipts'",
            "It belongs to the section financial.",
        ),
        (f"{Q1}technical,net_energy,1,MW,,,", "column value", "'MW' is power, and this field wants an amount of energy", "MWh"),
        (f"{Q1}technical,net_energy,1,,,,", "column value", "'1' has no unit", "1 MWh"),
        (f"{Q1}technical,net_energy,1 to 2,MWh,,,", "column value", "is a range", "write one number"),
        (f"{Q1}technical,net_energy,nan,MWh,,,", "column value", "'nan' is not a number", "500 MWh"),
        (f"{Q1}technical,net_energy,1e999,MWh,,,", "column value", "too large", "MWh"),
        (f"{Q1}technical,net_energy,-3,MWh,,,", "column value", "-3 is negative", "since the award"),
        (
            f"{Q1}technical,operating_hours,3000,h,,,",
            "column value",
            "3000 h are more than 2025-Q1 has (2160 h)",
            "this quarter alone",
        ),
        (f"{Q1}technical,availability,96,1,,,", "column value", "it may be 1 at most", "its unit"),
        (f"{Q1}technical,net_energy,1,MWh,2025-01-01,,", "column due", "only milestones are due", "Take the date out"),
        (f"{Q1}financial,cash_receipts,5,,,,", "column value", "the amount has no currency", "MUSD or JPY"),
        (f"{Q1}financial,cash_receipts,5,MUSD2024,,,", "column value", "'5 MUSD2024' names a price year", "USD without a year"),
        (f"{Q1}financial,cash_receipts,5,2024 EUR,,,", "column value", "'5 2024 EUR' names a price year", "EUR without a year"),
        (f"{Q1}financial,cash_receipts,5 USD,JPY,,,", "column value", "two currencies", "such as MUSD"),
        (f'{Q1}financial,cash_receipts,"1,5",MUSD,,,', "column value", "a comma may part thousands or decimals", "point"),
        (
            f"{Q1}milestone,permits,done,,,,",
            "column value",
            "'done' is no state of a milestone",
            "scheduled, met, not met, partially met",
        ),
        (f"{Q1}milestone,permits,met,,,,", "column item", "the day is missing", "into 'met'"),
        (f"{Q1}milestone,permits,notMet,,,2025-02-01,", "column met", "its state is not met", "Write met"),
        (f"{Q1}milestone,permits,met,,,2025-05-01,", "column met", "after the report of 2025-04-20", "Correct the day"),
        (f"{Q1}milestone,permits,scheduled,,,,", "column item", "the day is missing", "into 'due'"),
        (f"{Q1}milestone,permits,3,MWh,,,", "column value", "is no state", "Write one of"),
        ("=H-1,2027-Q1,2027-04-20,technical,net_energy,1,MWh,,,", "column project", "is no number of a project", "CTIF-001"),
        ("../H-1,2027-Q1,2027-04-20,technical,net_energy,1,MWh,,,", "column project", "is no number of a project", "CTIF-001"),
        (",2027-Q1,2027-04-20,technical,net_energy,1,MWh,,,", "column item", "no project", "Complete the line."),
        (f"{Q1}technical,net_energy,,MWh,,,", "column item", "no value", "Complete the line."),
    ],
)
def test_a_line_that_cannot_count_says_where_why_and_what_next(reports, line, place, said, remedy):
    rows, troubles = reports(f"{line}\n{Q1}technical,co2_stored,1,tonne,,,\n")
    assert [row["item"] for row in rows] == ["co2_stored"]  # the other line counts
    (trouble,) = troubles
    assert trouble.where == f"line 2, {place}" and said in trouble.reason and remedy in trouble.remedy


def test_a_cumulative_amount_does_not_fall(reports):
    where, said, remedy = reason(
        reports, f"{Q1}financial,cash_receipts,2,MUSD,,,\n", f"{Q2}financial,cash_receipts,0.8,MUSD,,,\n"
    )
    assert where == "line 2, column value"
    assert said == "H-1: cash_receipts of 2025-Q2 is 0.8 MUSD, less than 2 MUSD in 2025-Q1; it counts from the award."
    assert remedy == "Write the amount since the award; a correction of 2025-Q1 goes into its own report."


def test_what_is_of_the_quarter_may_fall(reports):
    rows, troubles = reports(f"{Q1}technical,net_energy,9,GWh,,,\n{Q2}technical,net_energy,4,GWh,,,\n")
    assert troubles == [] and [row["value"] for row in rows] == [9000, 4000]


def test_two_lines_of_one_key_name_both_and_the_first_counts(reports):
    rows, (trouble,) = reports(f"{Q1}financial,cash_receipts,2,MUSD,,,\n", f"{Q1}financial,cash_receipts,3,MUSD,,,\n")
    assert [row["amount"] for row in rows] == [2e6]
    assert trouble.reason.endswith("is 3 MUSD here and 2 MUSD in 0.csv, line 2, column value; the first one counts.")


def test_the_same_amount_twice_is_one(reports):
    rows, troubles = reports(f"{Q1}financial,cash_receipts,2,MUSD,,,\n", f"{Q1}financial,cash_receipts,2000000,USD,,,\n")
    assert len(rows) == 1 and troubles == []


def test_a_quarter_reported_after_a_later_one_is_most_likely_a_slip(reports):
    slip = "H-1,2025-Q1,2025-10-20,financial,cash_disbursements,1,USD,,,\n"
    where, said, _ = reason(reports, f"{Q2}financial,cash_receipts,2,MUSD,,,\n", slip)
    assert where == "line 2, column period" and "after 2025-Q2 was on 2025-07-20: is another quarter meant?" in said
    rows, troubles = reports(
        f"{Q2}financial,cash_receipts,2,MUSD,,,\n", slip + "H-1,2025-Q3,2025-10-20,technical,net_energy,1,MWh,,,\n"
    )
    assert len(rows) == 3 and troubles == []  # a forgotten quarter, sent with the newest


def test_periods_that_overlap(reports):
    text = f"{Q1}technical,net_energy,1,MWh,,,\nH-1,2025-03-01/2025-06-30,2025-07-20,technical,net_energy,4,MWh,,,\n"
    _, said, remedy = reason(reports, text)
    assert "overlaps 2025-Q1" in said and remedy == "Report each day in one period only."


def test_another_currency_than_before(reports):
    text = f"{Q1}financial,cash_receipts,1,MUSD,,,\n{Q2}financial,cash_receipts,500,MJPY,,,\n"
    _, said, remedy = reason(reports, text)
    assert said == "H-1: cash_receipts of 2025-Q2 is in JPY; 2025-Q1 was in USD." and "one currency: USD" in remedy


def test_a_milestone_that_was_met_stays_met(reports):
    text = f"{Q1}milestone,permits,met,,,2025-02-01,\n{Q2}milestone,permits,scheduled,,2025-12-01,,\n"
    _, said, _ = reason(reports, text)
    assert said == "H-1: permits of 2025-Q2 is scheduled; it was met on 2025-02-01, as reported for 2025-Q1."


@pytest.mark.parametrize(("on_hand", "counts"), [("200000", True), ("200000.49", True), ("250000", False), ("-200000", False)])
def test_sums_of_the_form_are_checked(reports, on_hand, counts):
    text = f"{Q1}financial,cash_receipts,1,MUSD,,,\n{Q1}financial,cash_disbursements,0.8,MUSD,,,\n"
    rows, troubles = reports(text + f"{Q1}financial,cash_on_hand,{on_hand},USD,,,\n")
    assert len(rows) == 2 + counts and [t.rule for t in troubles] == ["progress.sum"] * (not counts)
    if not counts:
        assert "(line 10c)" in troubles[0].reason and "makes 200,000 USD" in troubles[0].reason


def test_paid_out_before_it_was_received_leaves_a_negative_cash_on_hand(reports):
    text = f"{Q1}financial,cash_receipts,1,MUSD,,,\n{Q1}financial,cash_disbursements,1.5,MUSD,,,\n"
    assert reports(text + f"{Q1}financial,cash_on_hand,-0.5,MUSD,,,\n")[1] == []


def test_a_file_that_is_wrong_throughout_tells_a_hundred_lines_and_a_number(reports, tmp_path):
    rows, troubles = reports(f"{Q1}technical,net_enrgy,1,MWh,,,\n" * 130)
    assert rows == [] and len(troubles) == 101 and troubles[-1].reason == "30 more lines of this file do not count."


def test_a_report_longer_than_any_fund_needs_is_not_read_line_by_line(reports):
    _, (trouble,) = reports(f"{Q1}technical,net_energy,1,MWh,,,\n" * 50_001)
    assert trouble.rule == "progress.too_long" and "Split it" in trouble.remedy


def test_an_unknown_column_is_told_once(reports, tmp_path):
    text = "project,period,reported_on,section,item,value,units\n" + f"{Q1}technical,co2_stored,1 tonne,kg\n" * 2
    _, troubles = read_progress([arrival(tmp_path, "a.csv", text.encode())])
    (told,) = [trouble for _, _, trouble in troubles]
    assert told.reason == "A progress report has no column 'units'." and told.remedy == "Did you mean unit?"


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "file.empty"), (b"\x82\xa0\x82\xa2,b\n", "file.encoding"), (b"project,period\nH-1,2025-Q1\n", "csv.missing_column")],
)
def test_a_file_that_cannot_be_read(tmp_path, content, rule):
    rows, ((name, _, trouble),) = read_progress([arrival(tmp_path, "a.csv", content)])
    assert rows == [] and name == "a.csv" and trouble.rule == rule


def test_a_file_of_another_format_says_which_are_read(tmp_path):
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.pdf", b"%PDF")])
    assert "progress CSV" in trouble.reason and "progress XLSX form" in trouble.reason


# The form


def filled(cells: dict[str, object], **options: str) -> bytes:
    held = io.BytesIO()
    write_progress_form(held, **options)
    book = openpyxl.load_workbook(held)
    for place, value in cells.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def row_of(sheet: str, item: str) -> int:
    held = io.BytesIO()
    write_progress_form(held)
    return next(row[0].row for row in openpyxl.load_workbook(held)[sheet].iter_rows() if row[0].value == item)


def test_the_form_is_the_same_bytes_each_time_and_a_workbook_of_plain_texts(tmp_path):
    write_progress_form(tmp_path / "a.xlsx", "CTIF-001", "2027-Q1")
    write_progress_form(tmp_path / "b.xlsx", "CTIF-001", "2027-Q1")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in archive.namelist() if "sheet" in name)


def test_every_item_stands_in_the_form_with_a_choice_of_units():
    held = io.BytesIO()
    write_progress_form(held)
    book = openpyxl.load_workbook(held)
    for title, section in (("Financial", "financial"), ("Technical", "technical")):
        names = [row[0].value for row in book[title].iter_rows(min_row=2) if row[0].value]
        assert names == list(of_section(section))
        lists = [rule for rule in book[title].data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == len(names) and all(len(rule.formula1) <= 255 for rule in lists)
    (states,) = [rule for rule in book["Milestones"].data_validations.dataValidation if rule.type == "list"]
    assert states.formula1 == f'"{",".join(STATUSES.values())}"'


def test_a_blank_form_is_a_warning_that_nothing_is_filled_in(tmp_path):
    rows, [(name, _, trouble)] = read_progress([arrival(tmp_path, "a.xlsx", filled({}, project="H-1", period="2025-Q1"))])
    assert (rows, name, trouble.rule) == ([], "a.xlsx", "progress.blank")
    assert trouble.reason == "Nothing is filled in: the report has no line that counts."
    [told] = validate_paths([tmp_path / "a.xlsx"], tmp_path, {})
    assert (told["severity"], told["reason"]) == ("warning", trouble.reason)


def test_a_blank_form_is_said_by_the_run_and_refuses_nobody(heat):
    (heat / "progress").mkdir()
    (heat / "progress" / "q1.xlsx").write_bytes(filled({}, project="HEAT-1", period="2025-Q1"))
    said: list[str] = []
    summary = run_plainly(heat, progress=Telling(said))
    assert summary.status == "done" and summary.counts["accepted"] == 3
    assert [text for text in said if text.startswith("progress/q1.xlsx: Nothing is filled in")]


def test_a_filled_form_and_the_same_lines_as_csv_are_the_same_rows(tmp_path):
    receipts, energy, share = (
        row_of("Financial", "cash_receipts"),
        row_of("Technical", "net_energy"),
        row_of("Technical", "availability"),
    )
    close = row_of("Milestones", "financial_close")
    form = filled(
        {
            "Report!B4": date(2025, 4, 20),
            f"Financial!C{receipts}": 1.5,
            f"Financial!D{receipts}": "MUSD",
            f"Financial!E{receipts}": "=1+1 is a note",
            f"Technical!B{energy}": 1200,
            f"Technical!B{share}": 91.5,
            f"Milestones!B{close}": "met",
            f"Milestones!C{close}": date(2025, 1, 31),
            f"Milestones!D{close}": date(2025, 2, 10),
            "Milestones!A9": "首回送電",
            "Milestones!B9": "scheduled",
            "Milestones!C9": date(2026, 1, 31),
        },
        project="H-1",
        period="2025-Q1",
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD.strip().split(","))
    for line in (
        ("financial", "cash_receipts", "1.5", "MUSD", "", "", ""),
        ("technical", "net_energy", "1200", "MWh", "", "", ""),
        ("technical", "availability", "91.5", "%", "", "", ""),
        ("milestone", "financial_close", "met", "", "2025-01-31", "2025-02-10", ""),
        ("milestone", "首回送電", "scheduled", "", "2026-01-31", "", ""),
    ):
        writer.writerow(["H-1", "2025-Q1", "2025-04-20", *line])
    rows, troubles = read_progress([arrival(tmp_path, "a.xlsx", form)])
    # the note is a formula now, which is told and not evaluated
    assert [t.where for _, _, t in troubles] == [f"sheet Financial, cell E{receipts}"]
    plain, none = read_progress([arrival(tmp_path, "a.csv", text.getvalue().encode())])
    drop = ("file", "sha256", "place")
    said = [{k: v for k, v in row.items() if k not in drop} for row in rows]
    assert none == [] and said == [
        {k: v for k, v in row.items() if k not in drop} for row in plain if row["item"] != "cash_receipts"
    ]
    assert next(row["place"] for row in rows if row["item"] == "net_energy") == f"sheet Technical, cell B{energy}"


def test_a_form_without_a_project_says_so_for_each_line(tmp_path):
    energy = row_of("Technical", "net_energy")
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.xlsx", filled({f"Technical!B{energy}": 3}))])
    assert trouble.where == f"sheet Technical, cell A{energy}" and "no project, no period, no reported_on" in trouble.reason


def test_a_workbook_of_something_else(tmp_path):
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.xlsx", held.getvalue())])
    assert trouble.rule == "progress.no_items" and "cleanfund init" in trouble.remedy


def test_a_sheet_that_is_not_of_the_form_is_told(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(filled({})))
    book.create_sheet("Extra").append(["what", 1])
    held = io.BytesIO()
    book.save(held)
    _, ((_, _, trouble),) = read_progress([arrival(tmp_path, "a.xlsx", held.getvalue())])
    assert trouble.where == "sheet Extra" and "nothing on it is read" in trouble.reason


# The whole way


def send(data: Path, name: str, text: str) -> None:
    (data / "progress").mkdir(exist_ok=True)
    (data / "progress" / name).write_text(HEAD + text, encoding="utf-8")


def section(data: Path, project: str = "H-1") -> list[dict]:
    connection = open_snapshot(data)
    try:
        return [row for row in show(connection, project).rows if row["section"] == "progress"]
    finally:
        connection.close()


@pytest.fixture
def awarded(heat):
    """A fund with one awarded project that plans to draw 2 million in the first year and 3 million in the second."""
    for path in (heat / "proposals").iterdir():
        path.unlink()
    path = write_proposal(heat, "h.yaml", id="H-1")
    path.write_text(path.read_text() + "disbursement:\n  year_1: 2 MUSD\n  year_2: 3 MUSD\n")
    return heat


def test_reports_go_the_whole_way_and_what_was_planned_stands_beside(awarded):
    send(
        awarded,
        "q2.csv",
        f"{Q1}milestone,award,met,,,2025-01-01,\n{Q2}financial,cash_receipts,1.4,MUSD,,,\n{Q2}technical,maturity,7,1,,,\n",
    )
    summary = run_plainly(awarded)
    assert summary.newly_refused == []
    rows = {(row["part"], row["name"]): row for row in section(awarded)}
    assert ("technical", "maturity") in rows and rows["milestone", "award"]["text"] == "2025-Q1: met on 2025-01-01"
    planned = rows["planned", "cash_receipts"]
    assert planned["value"] == pytest.approx(2e6 * 181 / 365.25)  # 1 January to 30 June: 181 days of year 1
    assert "counted from the award, 2025-01-01" in planned["text"] and "more was drawn" in planned["text"]
    latest = published(awarded, "SELECT item, amount, currency FROM progress_latest WHERE section = 'financial'")
    assert latest == [{"item": "cash_receipts", "amount": 1.4e6, "currency": "USD"}]


def test_more_drawn_than_granted_is_warned_of(awarded):
    send(awarded, "q2.csv", f"{Q2}financial,cash_receipts,6,MUSD,,,\n")
    run_plainly(awarded)
    (warning,) = [row for row in section(awarded) if row["part"] == "warning"]
    assert "more was drawn than was asked for" in warning["text"] and warning["place"] == "q2.csv, line 2, column value"


def test_reports_of_an_unknown_project_wait_and_are_told(awarded):
    said: list[str] = []
    send(awarded, "q.csv", Q1.replace("H-1", "H-9") + "technical,co2_stored,1,tonne,,,\n")
    run_plainly(awarded, progress=Telling(said))
    assert "Progress reports of H-9 wait: no such proposal has come in. Check the number." in said
    assert published(awarded, "SELECT * FROM progress_latest") == []
    write_proposal(awarded, "late.yaml", id="H-9")
    said.clear()
    run_plainly(awarded, progress=Telling(said))
    assert not any("wait" in one for one in said) and len(section(awarded, "H-9")) == 1


def test_what_cannot_count_is_quarantined_under_the_files_name_until_it_is_mended_anywhere(awarded):
    send(awarded, "q1.csv", f"{Q1}financial,cash_receipts,20,MUSD,,,\n")  # a slip: 2 was meant
    send(awarded, "q2.csv", f"{Q2}financial,cash_receipts,3,MUSD,,,\n")
    summary = run_plainly(awarded)
    assert [row["file"] for row in summary.newly_refused] == ["q2.csv"]
    (kept,) = published(awarded, "SELECT project_id, rule, place FROM quarantine_latest")
    assert kept == {"project_id": "q2.csv", "rule": "progress.falls", "place": "line 2, column value"}
    send(awarded, "q1.csv", f"{Q1}financial,cash_receipts,2,MUSD,,,\n")  # q2.csv itself does not change
    assert run_plainly(awarded).newly_refused == []
    assert published(awarded, "SELECT * FROM quarantine_latest") == []
    assert [row["amount"] for row in published(awarded, "SELECT amount FROM progress ORDER BY period")] == [2e6, 3e6]


def test_a_run_without_news_keeps_the_reports(awarded):
    send(awarded, "q1.csv", f"{Q1}financial,cash_receipts,1,MUSD,,,\n")
    run_plainly(awarded)
    first = section(awarded)
    run_plainly(awarded)
    assert section(awarded) == first != []


def test_the_terminal_shows_progress_in_eighty_columns(awarded, capsys, monkeypatch):
    from app.commands.show import show as command
    from app.options import Options

    send(awarded, "q2.csv", f"{Q2}financial,cash_receipts,6,MUSD,,,\n{Q2}milestone,permits,scheduled,,2025-05-31,,\n")
    run_plainly(awarded)
    monkeypatch.setenv("COLUMNS", "80")
    command("H-1", options=Options(data=awarded))
    told = capsys.readouterr().out.split("Progress, as reported")[1]
    assert max(map(len, told.splitlines())) <= 80
    assert "due 2025-05-31" in told and "overdue" in told and "6 MUSD as paid" in told and "too much: cash receipts" in told
