"""Funded projects as OC4IDS 0.9.5: valid whatever the ledger holds, with milestones, payments and measures in their places."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from awarded_snapshot import faults, fill, judge_oc4ids, needs_schemas, open_store, report, sample_entries, schema
from hypothesis import given, settings
from ledger_entries import HISTORY, chained, wanted
from random_awards import applicants, ledgers, seen
from sample_projects import _proposal
from test_360giving import FUND

from scorecards.export_awards import awarded
from scorecards.export_oc4ids import package
from scorecards.export_settings import open_data


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The sample's warehouse; every test takes back what it writes."""
    opened = open_store(tmp_path_factory.mktemp("fund"))
    yield opened
    opened.close()


def project_of(store, *asked, reports=()) -> dict:
    """The project P-1 after these entries and reports."""
    with store.rehearsal():
        fill(store, chained(asked))
        _proposal(store, "P-1", 1, "content-P-1", title="Sea wind")
        store.insert("progress", [*reports])
        (found,) = package(awarded(store.connection), FUND)["projects"]
    return found


@needs_schemas
def test_the_official_example_is_valid_and_a_broken_one_is_not():
    example, judge = schema("oc4ids_example.json"), judge_oc4ids()
    assert faults(judge, example) == []
    for path, value in (
        (("milestones", 0, "dueDate"), "2016-01-01"), (("milestones", 0, "status"), "done"), (("status",), "running"),
        (("transactions", 0, "value", "amount"), "5000000"), (("id",), ""),
    ):  # fmt: skip
        broken = json.loads(json.dumps(example))
        inner = broken["projects"][0]
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        assert len(faults(judge, broken)) == 1, path


@needs_schemas
def test_the_sample_ledger_is_valid(store):
    with store.rehearsal():
        fill(store, sample_entries())
        found = awarded(store.connection)
    document = package(found, FUND)
    assert faults(judge_oc4ids(), document) == []
    assert faults(judge_oc4ids(), package(found, open_data({}))) == []  # and so for a fund that states nothing
    assert [(one["id"], one["status"]) for one in document["projects"]] == [
        ("oc4ids-bu3kcz-CTIF-014", "implementation"), ("oc4ids-bu3kcz-CTIF-021", "cancelled"),
        ("oc4ids-bu3kcz-CTIF-022", "implementation"),
    ]  # fmt: skip
    assert document["publishedDate"] == "2026-10-10T02:00:00Z"
    last = document["projects"][2]["milestones"][-1]
    assert (last["code"], last["status"], last["dueDate"], last["dateMet"]) == (
        "entry_into_operation", "met", "2028-12-01T00:00:00Z", "2029-01-16T00:00:00Z",
    )  # fmt: skip
    (outcome,) = document["projects"][2]["metrics"]
    assert (outcome["id"], outcome["observations"][0]["measure"]) == ("co2_stored-outcome", 343)


@pytest.fixture(scope="module")
def judge():
    """One validator for all examples."""
    return judge_oc4ids()


@needs_schemas
@settings(max_examples=120, deadline=None)
@given(ledgers(), applicants())
def test_any_ledger_gives_a_valid_package_whose_payments_are_the_balances(store, judge, entries, applicant):
    found, balances = seen(store, entries, applicant)
    if not found.awards:
        with pytest.raises(ValueError, match="at least one project"):
            package(found, FUND)
        return
    document = package(found, FUND)
    assert faults(judge, document) == []
    for project in document["projects"]:
        milestones = [one["id"] for one in project.get("milestones", [])]
        parties = {one["id"]: one["name"] for one in project["parties"]}
        assert len({*milestones}) == len(milestones)
        for one in project.get("transactions", []):
            assert {(one[side]["id"], one[side]["name"]) for side in ("payer", "payee")} == {*parties.items()}
            assert one.get("relatedImplementationMilestone", {"id": None})["id"] in {*milestones, None}
        for award in (one["id"] for one in project["identifiers"]):
            own = [one for one in project.get("transactions", []) if one["id"].rpartition("-")[0] == award]
            paid, back = (
                sum(Decimal(str(one["value"]["amount"])) for one in own if (one["payer"]["id"] == FUND.organization) == out)
                for out in (True, False)
            )
            assert (paid, back) == (balances[award]["disbursed"], balances[award]["clawed_back"])
        committed = {one["id"]: Decimal(str(one["value"]["amount"])) for one in project["budget"]["finance"]}
        assert committed == {one["id"]: balances[one["id"]]["committed"] for one in project["identifiers"]}
        ended = {balances[one["id"]]["status"] for one in project["identifiers"]} == {"terminated"}
        assert (project["status"] == "cancelled") == ended


def test_a_terminated_award_is_cancelled_with_its_reason_and_waits_for_nothing(store):
    promised = wanted("obligation", amount="2 MUSD", day="2026-11-03", milestone="permits", due="2027-03-31")
    found = project_of(store, *HISTORY, promised, wanted("termination", day="2026-11-10"))
    assert found["status"] == "cancelled"
    assert found["completion"] == {
        "endDate": "2026-11-10T00:00:00Z", "endDateDetails": "Award A-1 was terminated: Decision of the council.",
    }  # fmt: skip
    assert [(one["code"], one["status"]) for one in found["milestones"]] == [("award", "met"), ("permits", "notMet")]


def test_a_project_with_a_living_award_is_not_cancelled(store):
    """Two awards of one project, in two currencies: one record, no sum, each by itself."""
    second = wanted("commitment", "B-1", "300 million JPY", day="2026-11-06")
    found = project_of(store, *HISTORY, wanted("termination", day="2026-11-05"), second)
    assert found["status"] == "preparation" and "completion" not in found
    assert "amount" not in found["budget"]
    assert [(one["id"], one["value"]["currency"]) for one in found["budget"]["finance"]] == [("A-1", "USD"), ("B-1", "JPY")]


def test_a_completed_award_is_complete_on_the_day_it_was_met(store):
    found = project_of(store, *HISTORY, wanted("milestone_met", day="2026-11-15", milestone="completion", met="2026-11-14"))
    assert found["status"] == "completion" and found["completion"] == {"endDate": "2026-11-14T00:00:00Z"}


def test_the_fund_decides_a_milestone_and_reports_fill_in_the_others(store):
    """What the ledger has decided stands, whatever is reported; a report tells of what it has not."""
    quarter = date(2026, 12, 31)
    found = project_of(
        store, *HISTORY, wanted("obligation", amount="1 MUSD", day="2026-11-03", milestone="permits", due="2027-03-31"),
        reports=[
            report("P-1", quarter, "milestone", "award", status="notMet"),
            report("P-1", quarter, "milestone", "permits", status="partiallyMet"),
            report("P-1", date(2026, 9, 30), "milestone", "construction_start", status="met", due=date(2027, 6, 1)),
            report("P-1", quarter, "milestone", "construction_start", status="scheduled", due=date(2027, 8, 1), note="private"),
        ],
    )  # fmt: skip
    shown = ("code", "type", "status", "dueDate", "description")
    assert [tuple(str(one[name]).replace("T00:00:00Z", "") for name in shown) for one in found["milestones"]] == [
        ("award", "payment", "met", "2026-10-25", "As decided by the fund."),
        ("permits", "payment", "partiallyMet", "2027-03-31", "As reported by the recipient."),
        ("construction_start", "delivery", "scheduled", "2027-08-01", "As reported by the recipient."),
    ]
    assert found["milestones"][0]["value"] == {"amount": 6_000_000, "currency": "USD"}
    assert found["updated"] == "2026-12-31T00:00:00Z"


def test_measures_stand_by_period_in_units_of_uncefact(store):
    found = project_of(
        store, *HISTORY,
        reports=[
            report("P-1", date(2027, 3, 31), "technical", "net_energy", 1234.5, "MWh"),
            report("P-1", date(2027, 6, 30), "technical", "net_energy", 2000.0, "MWh"),
            report("P-1", date(2027, 3, 31), "technical", "physical_progress", 0.07, "1"),
            report("P-1", date(2027, 3, 31), "technical", "cost_per_tonne", 400.0, "USD2024/tonne"),
        ],
    )  # fmt: skip
    energy, works, outcome = found["metrics"]
    assert [(one["measure"], one["period"]["endDate"][:10], one["unit"]["id"]) for one in energy["observations"]] == [
        (1234.5, "2027-03-31", "MWH"), (2000, "2027-06-30", "MWH"),
    ]  # fmt: skip
    (share,), (stored,) = works["observations"], outcome["observations"]
    assert (works["id"], share["measure"], share["unit"]["id"]) == ("physicalProgress", 7, "P1")
    assert (outcome["id"], stored["measure"]) == ("co2_stored-outcome", 12)
    assert stored["unit"] == {"name": "tonne", "scheme": "UNCEFACT", "id": "TNE"}
