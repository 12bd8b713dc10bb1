"""What falls due: overdue first, payments behind their milestones, reports, and what decisions wait for; as of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_entries import chained, wanted

from scorecards import work_list
from scorecards.work_list import DueQuestion, due_table

BASE = (
    wanted("commitment", amount="10 MUSD", day="2026-01-10"),
    wanted("obligation", amount="2 MUSD", day="2026-02-10", milestone="award", due="2026-02-20"),
    wanted("obligation", amount="3 MUSD", day="2026-02-10", milestone="construction_start", due="2026-08-15"),
)


def line(item: str, ends: date, **more) -> dict:
    begins = date(ends.year, ends.month - 2, 1)
    plain = {"section": "technical", "status": "", "due": None, "met": None, "value": 1.0, "unit": "1"}
    return plain | {"item": item, "period_start": begins, "period_end": ends, "reported_on": ends + timedelta(20)} | more


def due(entries=BASE, reports=(), decisions=(), on="2026-06-20", quarters=1) -> list[dict]:
    return list(due_table(
        chained(entries), {"P-1": list(reports)} if reports else {}, decisions, DueQuestion(date.fromisoformat(on), quarters)
    ).rows)  # fmt: skip


def told(rows) -> list[tuple]:
    return [(row["state"], row["kind"], row["item"], str(row["due"])) for row in rows]


def test_overdue_comes_first_then_day_by_day_and_a_payment_waits_for_its_milestone():
    assert told(due()) == [
        ("overdue", "milestone", "award", "2026-02-20"),
        ("overdue", "report", "January-March 2026", "2026-04-30"),
        ("due", "report", "April-June 2026", "2026-07-30"),
        ("due", "milestone", "construction_start", "2026-08-15"),
        ("due", "payment", "construction_start", "2026-08-15"),
        ("waiting", "payment", "award", "2026-02-20"),
    ]
    row = due()[3]
    assert (row["days"], row["quarter"], row["us_fiscal_year"]) == (56, "July-September 2026", "FY2026 Q4")
    assert row["japan_fiscal_year"] == "FY2026 (Reiwa 8) Q2"


def test_what_is_met_releases_its_payment_and_what_is_paid_is_gone():
    met = (*BASE, wanted("milestone_met", day="2026-06-18", milestone="award"))
    (payment,) = [row for row in due(met) if row["kind"] == "payment" and row["item"] == "award"]
    assert (payment["state"], payment["due"], payment["amount"]) == ("due", date(2026, 7, 18), 2_000_000)
    assert payment["text"] == "released: award was met on 2026-06-18; pay within 30 days"
    part = (*met, wanted("disbursement", amount="0.5 MUSD", day="2026-06-19", milestone="award"))
    (payment,) = [row for row in due(part) if row["kind"] == "payment" and row["item"] == "award"]
    assert payment["amount"] == 1_500_000 and payment["amount_fund"] == pytest.approx(1_500_000 * 0.972489726293)
    paid = (*part, wanted("disbursement", amount="1.5 MUSD", day="2026-06-20", milestone="award"))
    assert not [row for row in due(paid) if row["item"] == "award"]


def test_a_deobligation_takes_the_last_tranche_first():
    rows = due((*BASE, wanted("deobligation", amount="2.5 MUSD", day="2026-03-01")))
    assert {row["item"]: row["amount"] for row in rows if row["kind"] == "payment"} == {
        "award": 2_000_000, "construction_start": 500_000,
    }  # fmt: skip


def test_a_terminated_award_is_on_no_list_and_neither_is_a_later_day():
    assert due((*BASE, wanted("termination", day="2026-06-01"))) == []
    assert due(on="2026-01-05") == []
    assert due((*BASE, wanted("termination", day="2026-07-01"))) == due()


def test_reports_stand_in_their_quarter_and_what_they_say_beside_the_ledger():
    first = [line("maturity", date(2026, 3, 31)), line("maturity", date(2026, 6, 30))]
    assert not [row for row in due(reports=first, on="2026-07-25") if row["kind"] == "report" and row["state"] == "overdue"]
    assert [row["item"] for row in due(reports=first, on="2026-07-05") if row["kind"] == "report"] == [
        "April-June 2026", "July-September 2026",  # the second report came on 20 July
    ]  # fmt: skip
    claims = [
        line("award", date(2026, 3, 31), section="milestone", status="met", met=date(2026, 2, 19), due=date(2026, 2, 20)),
        line("permits", date(2026, 3, 31), section="milestone", status="notMet", due=date(2026, 5, 1)),
    ]
    rows = {row["item"]: row for row in due(reports=claims) if row["kind"] == "milestone"}
    assert rows["award"]["text"].startswith("reported as met on 2026-02-19; see the evidence and enter it")
    assert rows["permits"]["state"] == "overdue" and rows["permits"]["text"] == "not met"


def decision(**more) -> dict:
    plain = {
        "call_name": "2026", "project_id": "P-2", "decision": "award", "granted": 5e6, "conditions": "", "author": "A. Sample",
        "approver": "B. Sample", "approved_at": datetime(2026, 5, 2, tzinfo=UTC),
    }  # fmt: skip
    return plain | more


def test_decisions_wait_for_a_signature_a_commitment_or_their_conditions():
    def kinds(**more):
        return [(row["kind"], row["text"]) for row in due(decisions=[decision(**more)]) if row["state"] == "open"]

    assert kinds(approved_at=None)[0][0] == "signature"
    assert kinds(approved_at=datetime(2026, 7, 2, tzinfo=UTC))[0][0] == "signature"  # it came after the day of the list
    assert kinds() == [("commitment", "awarded, and no commitment is entered: cleanfund ledger add commitment")]
    assert kinds(project_id="P-1", conditions="a site licence") == []  # its agreement is signed
    committed = (*BASE, wanted("commitment", award="A-2", amount="5 MUSD", day="2026-06-01"))
    rows = due(committed, decisions=[decision(conditions="a site licence")])
    assert ("condition", "before the agreement: a site licence") in [(row["kind"], row["text"]) for row in rows]
    assert kinds(decision="reserve", conditions="none") == []


@given(st.integers(0, 900), st.integers(0, 8))
@settings(max_examples=30, deadline=None)
def test_a_longer_list_holds_the_shorter_one(day, quarters):
    on = (date(2026, 1, 1) + timedelta(day)).isoformat()
    short, longer = due(on=on, quarters=quarters), due(on=on, quarters=quarters + 1)
    assert [row for row in longer if row in short] == short
    for row in longer:
        assert (row["state"] in ("overdue", "waiting")) == (row["due"] < date.fromisoformat(on))


def test_nothing_due_is_said():
    table = due_table([], {}, [], DueQuestion(date(2026, 11, 23)))
    assert table.rows == [] and table.notes == [
        "Nothing falls due by 2027-03-31, the end of January-March 2027 (US FY2027 Q2, Japan FY2026 (Reiwa 8) Q4)."
    ]
    assert table.schema == "ledger_due/1" and work_list.REPORT_DAYS == 30
