"""What of a progress report cannot count is said with its place, the reason and the remedy."""

from __future__ import annotations

import pytest
from progress_lines import Q1, Q2, arrival

from flows.progress_reports import read_progress


def reason(reports, *files: str) -> tuple[str, str, str]:
    """Place, reason and remedy of the one line that does not count."""
    _, (trouble,) = reports(*files)
    return trouble.where, trouble.reason, trouble.remedy


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
