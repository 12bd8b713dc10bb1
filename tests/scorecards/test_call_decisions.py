"""Decisions carry two signatures of two people, are superseded and never changed; pool and ring-fences are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.call_decisions import (
    approval_content,
    decision_content,
    decisions_of,
    newest_decisions,
    project_of_call,
    same_person,
    standing_decisions,
)
from scorecards.call_history import append, read_history
from scorecards.call_report import million, sums_told
from scorecards.portfolio_amounts import Amount
from scorecards.portfolio_rules import Range
from scorecards.table import NotFound, QuestionError

CALL = "ctif-2026"
PROPOSALS = {
    name: {"applicant": f"Sample {word} KK", "pillar": pillar}
    for name, word, pillar in (("P-1", "Alpha", "wind"), ("P-2", "Beta", "wind"), ("P-3", "Gamma", "hydrogen"))
}


@pytest.fixture
def data(tmp_path):
    for event in ("open", "freeze", "score", "panel"):
        append(tmp_path, CALL, event, "A. Sato", "as laid down", lambda history: {})
    return tmp_path


def decide(data, project, kind, grant=None, place=None, by="A. Sato", conditions=""):
    return append(
        data, CALL, "decide", by, "for a good reason",
        lambda history: decision_content(history, PROPOSALS, project, kind, grant, "", place, conditions, "0" * 64),
    )  # fmt: skip


def approve(data, project, by):
    return append(data, CALL, "approve", by, "as decided", lambda history: approval_content(history, project, by))


def stands(data):
    return standing_decisions(decisions_of(read_history(data, CALL).entries))


def test_a_decision_stands_with_the_second_signature_alone(data):
    decide(data, "P-1", "award", 5e6)
    assert stands(data) == {}
    approve(data, "P-1", "J. Whitfield")
    one = stands(data)["P-1"]
    assert (one.decision, one.grant, one.author, one.approver) == ("award", 5e6, "A. Sato", "J. Whitfield")


@pytest.mark.parametrize("again", ["A. Sato", "a.  sato", "Sato, A.", "ASATO", "Ａ. Ｓａｔｏ", " A Sato "])
def test_one_person_never_signs_twice(data, again):
    decide(data, "P-1", "award", 5e6)
    with pytest.raises(QuestionError, match=r"A. Sato entered it, and the two signatures are of two people"):
        approve(data, "P-1", again)
    assert stands(data) == {}


def test_a_line_by_which_one_person_signed_twice_counts_for_nothing(data):
    entry = decide(data, "P-1", "award", 5e6)
    append(data, CALL, "approve", "a sato", "as decided", lambda history: {"project": "P-1", "decision": entry.sequence})
    assert stands(data) == {}


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_a_name_written_otherwise_is_the_same_person(words, chance):
    other = [*words]
    chance.shuffle(other)
    assert same_person(" ".join(words), "  ".join(word.upper() for word in other) + ".")
    assert same_person(" ".join(words), "".join(words))
    assert not same_person(" ".join(words), " ".join([*words, "z"]))


def test_a_decision_is_superseded_only_once_the_new_one_stands(data):
    decide(data, "P-1", "award", 5e6)
    approve(data, "P-1", "J. Whitfield")
    decide(data, "P-1", "reject", by="J. Whitfield")
    assert stands(data)["P-1"].decision == "award"
    assert newest_decisions(decisions_of(read_history(data, CALL).entries))["P-1"].decision == "reject"
    approve(data, "P-1", "A. Sato")
    assert stands(data)["P-1"].decision == "reject"
    assert [one.status for one in decisions_of(read_history(data, CALL).entries)] == ["superseded", "standing"]
    with pytest.raises(QuestionError, match=r"stands already: J. Whitfield and A. Sato signed"):
        approve(data, "P-1", "C. Third")


def test_nothing_is_approved_that_was_not_decided(data):
    with pytest.raises(QuestionError, match=r"Nothing is decided on P-2 yet"):
        approve(data, "P-2", "J. Whitfield")


def test_the_reserve_list_has_an_order_without_doubles(data):
    decide(data, "P-1", "reserve")
    decide(data, "P-2", "reserve", place=3)
    decide(data, "P-3", "reserve")
    decide(data, "P-3", "reserve")  # its own place is free to itself
    assert {name: one.place for name, one in newest_decisions(decisions_of(read_history(data, CALL).entries)).items()} == {
        "P-1": 1, "P-2": 3, "P-3": 2,
    }  # fmt: skip
    with pytest.raises(QuestionError, match=r"Place 3 of the reserve list is that of P-2; the next free one is 2"):
        decide(data, "P-3", "reserve", place=3)
    with pytest.raises(QuestionError, match=r"--place is 0; the reserve list begins with 1"):
        decide(data, "P-3", "reserve", place=0)


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("maybe", {}, "'maybe' is no decision; it may be award, reserve, reject"),
        ("award", {}, "An award needs its grant"),
        ("reject", {"grant": 1e6}, "gets no grant"),
        ("award", {"grant": 1e6, "place": 1}, "Only a place on the reserve list"),
        ("award", {"grant": 1e6, "conditions": "Only after p-2 has closed."}, "The conditions name P-2"),
        ("award", {"grant": 1e6, "conditions": "P-2と共用すること。"}, "The conditions name P-2"),
        ("award", {"grant": 1e6, "conditions": "Pipe shared with Sample Gamma KK"}, "The conditions name Sample Gamma KK"),
    ],
)
def test_what_does_not_fit_is_refused(data, kind, more, said):
    with pytest.raises(QuestionError, match=said):
        decide(data, "P-1", kind, **more)
    assert len(read_history(data, CALL).entries) == 4


def test_a_project_is_found_in_whatever_case_and_not_outside_the_frozen_call():
    assert project_of_call(PROPOSALS, "p-2", CALL) == "P-2"
    with pytest.raises(NotFound, match=r"There is no proposal in the frozen call ctif-2026: 'P-9'. Nearest: P-"):
        project_of_call(PROPOSALS, "P-9", CALL)


def test_the_awards_are_held_against_pool_and_ring_fences(data):
    for project, grant in (("P-1", 60e6), ("P-3", 50e6)):
        decide(data, project, "award", grant)
    decide(data, "P-2", "reserve", 40e6)  # promises nothing
    newest = newest_decisions(decisions_of(read_history(data, CALL).entries))
    fences = {"wind": Range(Amount(70e6), Amount(0.8, share=True)), "hydrogen": Range(None, Amount(45e6))}
    assert sums_told(newest, PROPOSALS, 100e6, fences) == [
        (True, "The awards add up to 110 MUSD2024 of the pool of 100 MUSD2024: 10 MUSD2024 too much."),
        (False, "wind has 60 MUSD2024 of 80 MUSD2024 at most."),
        (False, "wind has 60 MUSD2024; 70 MUSD2024 are set aside for it."),
        (True, "hydrogen has 50 MUSD2024 of 45 MUSD2024 at most: 5 MUSD2024 too much."),
    ]
    assert sums_told(newest, PROPOSALS, None, {}) == [(False, "The awards add up to 110 MUSD2024.")]


@given(st.integers(0, 10**12))
def test_an_amount_in_words_is_the_amount_to_a_hundredth_of_a_million(amount):
    assert abs(float(million(float(amount)).removesuffix(" MUSD2024").replace(",", "")) * 1e6 - amount) <= 5000.001
