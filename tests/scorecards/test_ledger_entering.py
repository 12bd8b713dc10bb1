"""What is refused at entry, in which words; and that what happened is never refused."""

from __future__ import annotations

import pytest
from ledger_entries import HISTORY, NOW, PROJECTS, chained, wanted

from scorecards.ledger_entering import content_for
from scorecards.ledger_entry import entry_of, sealed
from scorecards.table import NotFound, QuestionError

ENTRIES = chained(HISTORY)
ENDED = chained([*HISTORY, wanted("termination", day="2026-11-10")])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (wanted("disbursement", amount="1 MXYZ"), "no currency that is known; known are AUD"),
        (wanted("disbursement", amount="5"), "has no currency"),
        (wanted("disbursement", amount="-1 MUSD"), "is not above 0"),
        (wanted("disbursement"), "A disbursement needs its amount"),
        (wanted("disbursement", amount="1 MUSD", day="2026-11-24"), r"in the future \(today is 2026-11-23, UTC\)"),
        (wanted("milestone_met", milestone="x", day="2026-11-20", met="2026-12-01"), "--met is 2026-12-01, which is in the fut"),
        (wanted("milestone_met", milestone="x", day="2026-11-20", met="2026-11-21"), "after the day of the entry"),
        (wanted("disbursement", amount="1 MUSD", day="1026-11-20"), "is 1026-11-20, which is long past. Correct the year"),
        (wanted("milestone_met"), "Which milestone"),
        (wanted("disbursement", amount="1 MUSD", met="2026-11-01"), "Only a milestone met has the day"),
        (wanted("disbursement", amount="1 MUSD", due="soon"), "--due is 'soon', which is no date"),
        (wanted("termination", amount="1 MUSD"), "A termination moves no money"),
        (wanted("outcome", amount="349 tonne"), "needs what was measured"),
        (wanted("outcome", measure="co2_stored", amount="349 wagons"), "cannot be read"),
        (wanted("outcome", measure="co2_stored", amount="much"), "no number with a unit"),
        (wanted("pledge", amount="1 MUSD", measure="co2_stored"), "Only an outcome has a measure"),
        (wanted("correction"), "names the entry that it takes back"),
        (wanted("correction", corrects=99), "names the entry that it takes back, 1 to 6"),
        (wanted("pledge", amount="1 MUSD", corrects=1), "Only a correction corrects"),
        (wanted("pledge", "A 1", amount="1 MUSD"), "no number of an award"),
    ],
)
def test_what_cannot_be_true_is_refused(asked, told):
    with pytest.raises(QuestionError, match=told):
        content_for(asked, ENTRIES, PROJECTS, NOW)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (wanted("termination", "A-2"), "no award 'A-2'. Nearest: A-1. An award begins with a pledge or a commitment"),
        (wanted("disbursement", "A-9", amount="1 MUSD"), "no award 'A-9'"),
        (wanted("pledge", "B-9", amount="1 MUSD"), "no project 'P-9'. Nearest: P-3, P-2, P-1"),
        (wanted("disbursment", amount="1 MUSD"), "no event 'disbursment'. Nearest: disbursement"),
    ],
)
def test_what_is_not_there_is_named_with_what_comes_nearest(asked, told):
    with pytest.raises(NotFound, match=told):
        content_for(asked, ENTRIES, PROJECTS, NOW)


def test_an_award_belongs_to_one_project():
    from dataclasses import replace

    with pytest.raises(QuestionError, match="Award A-1 goes to P-1, not to P-2"):
        content_for(replace(wanted("pledge", amount="1 MUSD"), project="P-2"), ENTRIES, PROJECTS, NOW)
    with pytest.raises(QuestionError, match="name the project"):
        content_for(replace(wanted("pledge", "B-1", amount="1 MUSD"), project=""), ENTRIES, PROJECTS, NOW)
    assert content_for(replace(wanted("pledge", amount="1 MUSD"), project=""), ENTRIES, PROJECTS, NOW)["project_id"] == "P-1"


@pytest.mark.parametrize("event", ["pledge", "commitment", "obligation", "disbursement", "milestone_met", "termination"])
def test_after_its_termination_an_award_takes_little(event):
    amount = "" if event in ("milestone_met", "termination") else "1 MUSD"
    asked = wanted(event, amount=amount, milestone="award", day="2026-11-20")
    with pytest.raises(QuestionError, match=r"ended by termination on 2026-11-10 \(entry 7\).*deobligation, clawback, outcome"):
        content_for(asked, ENDED, PROJECTS, NOW)


@pytest.mark.parametrize(
    "asked",
    [
        wanted("deobligation", amount="1 MUSD"),
        wanted("clawback", amount="1 MUSD"),
        wanted("outcome", measure="patents", amount="4"),
        wanted("correction", corrects=7),
    ],
)
def test_what_follows_a_termination_is_taken(asked):
    assert entry_of(sealed({"sequence": 8, **content_for(asked, ENDED, PROJECTS, NOW)}, "")).event == asked.event


def test_a_termination_that_is_corrected_is_none():
    entries = chained([*HISTORY, wanted("termination"), wanted("correction", corrects=7)])
    assert content_for(wanted("disbursement", amount="1 MUSD"), entries, PROJECTS, NOW)["amount"] == "1000000"
    with pytest.raises(QuestionError, match="Entry 7 is corrected already"):
        content_for(wanted("correction", corrects=7), entries, PROJECTS, NOW)
    with pytest.raises(QuestionError, match="Entry 8 is a correction"):
        content_for(wanted("correction", corrects=8), entries, PROJECTS, NOW)


@pytest.mark.parametrize(
    "asked",
    [
        wanted("disbursement", amount="1 MUSD"),  # no milestone
        wanted("disbursement", amount="1 MUSD", milestone="construction"),  # not met
        wanted("disbursement", amount="900 MUSD", milestone="award"),  # above all
        wanted("obligation", amount="900 MUSD"),
        wanted("commitment", amount="9 trillion JPY"),
    ],
)
def test_what_happened_is_never_refused(asked):
    assert content_for(asked, ENTRIES, PROJECTS, NOW)["event"] == asked.event


def test_who_and_why_stand_in_the_record():
    from dataclasses import replace

    for wrong in (replace(HISTORY[0], by=" "), replace(HISTORY[0], reason="because")):
        with pytest.raises(QuestionError, match="needs a name"):
            content_for(wrong, [], PROJECTS, NOW)
    found = content_for(replace(HISTORY[0], reason="So \x1b[31mit\n is\ud800 decided"), [], PROJECTS, NOW)
    assert found["reason"] == "So [31mit is? decided" and found["decided_by"] == found["by"]
