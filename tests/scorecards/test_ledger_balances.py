"""The ledger replayed: exact balances, the same ones each time, and every excess flagged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_entries import HISTORY, chained, wanted

from scorecards.ledger_balances import FIGURES, replay
from scorecards.ledger_entry import MONEY, Entry
from scorecards.ledger_flags import Limits, flagged

FIRST = date(2026, 1, 1)
NAMES = dict(zip(MONEY, ("pledged", "committed", "obligated", "disbursed", "deobligated", "clawed_back"), strict=True))


@st.composite
def histories(draw) -> list[Entry]:
    """Any history of a few awards, in dollars, whether it makes sense or not: as a file may hold it."""
    entries: list[Entry] = []
    for number in range(1, draw(st.integers(1, 30)) + 1):
        event = draw(st.sampled_from([*MONEY, "milestone_met", "milestone_missed", "termination", "correction"]))
        award = draw(st.sampled_from(["A-1", "A-2"]))
        day = FIRST + timedelta(days=draw(st.integers(0, 6)))
        corrects = draw(st.integers(1, number)) if event == "correction" else None
        entry = Entry(
            number, event, award, f"P{award[1:]}", day, datetime(2026, 6, 1), "x", "x", "x", corrects=corrects,
            milestone=draw(st.sampled_from(["", "award", "close"])) if event != "milestone_met" else "award",
        )  # fmt: skip
        if event in MONEY:
            amount = draw(st.decimals(Decimal("0.01"), Decimal(1000), places=2))
            entry = replace(entry, amount=amount, currency="USD", rate=Decimal(1), to_fund=Decimal(1))
        entries.append(entry)
    return entries


def by_hand(entries: list[Entry]) -> dict[str, dict[str, Fraction]]:
    """The sums, with nothing of the code under test: add up what no correction took back."""
    events = {one.sequence: one.event for one in entries}
    gone = {one.corrects for one in entries if one.event == "correction" and one.corrects != one.sequence}
    gone = {number for number in gone if events[number] != "correction"}
    sums: dict[str, dict[str, Fraction]] = defaultdict(lambda: dict.fromkeys(FIGURES, Fraction(0)))
    for one in entries:
        if one.event == "correction" or one.sequence in gone:
            continue
        figures = sums[one.award_id]
        if one.event in NAMES:
            figures[NAMES[one.event]] += Fraction(one.amount)
        if one.event == "deobligation":
            figures["obligated"] -= Fraction(one.amount)
    return sums


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms())
def test_a_replay_gives_the_same_balances_and_those_of_a_plain_sum(entries, random):
    balances = replay(entries)
    expected = by_hand(entries)
    assert {name: {figure: Fraction(getattr(one, figure)) for figure in FIGURES} for name, one in balances.items()} == expected
    shuffled = [*entries]
    random.shuffle(shuffled)
    assert replay(shuffled) == balances == replay(entries)


@settings(max_examples=200, deadline=None)
@given(histories(), st.integers(1, 2000))
def test_every_excess_is_flagged(entries, pool):
    """Disbursed above obligated, obligated above committed, committed above the pool: always."""
    balances, flags, _ = flagged(entries, Limits(pool=pool))
    told = {(one.award_id, one.name) for one in flags}
    sums = by_hand(entries)
    for award, figures in sums.items():
        if figures["disbursed"] - figures["clawed_back"] > figures["obligated"]:
            assert (award, "ledger.above_obligated") in told
        if figures["obligated"] > figures["committed"]:
            assert (award, "ledger.above_committed") in told
        if figures["disbursed"] - figures["clawed_back"] > figures["committed"]:
            assert (award, "ledger.above_award") in told
    living = [award for award in sums if balances[award].terminated is None]
    if sum(sums[award]["committed"] for award in living) > pool:
        assert "ledger.above_pool" in {name for _, name in told}


@settings(max_examples=100, deadline=None)
@given(histories())
def test_a_payment_is_flagged_unless_its_milestone_was_met_before_it(entries):
    _, flags, _ = flagged(entries, Limits())
    told = {one.sequence: one.name for one in flags if one.name in ("ledger.before_milestone", "ledger.no_milestone")}
    events = {one.sequence: one.event for one in entries}
    gone = {one.corrects for one in entries if one.event == "correction" and one.corrects != one.sequence}
    gone = {number for number in gone if events[number] != "correction"}
    standing = [one for one in entries if one.sequence not in gone]
    for one in standing:
        if one.event != "disbursement":
            continue
        before = [
            other for other in standing
            if other.award_id == one.award_id and other.milestone == one.milestone and other.event.startswith("milestone")
            and (other.as_of, other.sequence) < (one.as_of, one.sequence)
        ]  # fmt: skip
        last = max(before, key=lambda other: (other.as_of, other.sequence), default=None)
        met = last is not None and last.event == "milestone_met"
        expected = "ledger.no_milestone" if not one.milestone else None if met else "ledger.before_milestone"
        assert told.get(one.sequence) == expected


def flags_of(*asked, **limits) -> dict[str, str]:
    _, flags, _ = flagged(chained([*HISTORY, *asked]), Limits(**limits))
    return {one.name.removeprefix("ledger."): one.text for one in flags}


def test_a_history_as_it_should_be_has_no_flag():
    limits = Limits(pool=20e6, relevant_cost={"P-1": 20e6}, projects=frozenset({"P-1"}))
    balances, flags, _ = flagged(chained(HISTORY), limits)
    one = balances["A-1"]
    assert flags == [] and one.status == "obligated"
    assert (one.pledged, one.committed, one.obligated, one.disbursed) == (10_000_000, 10_000_000, 6_000_000, 2_500_000)


def after(event: str, amount: str, **more):
    """What follows the history on its last days."""
    return wanted(event, amount=amount, day="2026-11-03", **more)


def paid(amount: str, milestone: str = "award"):
    return after("disbursement", amount, milestone=milestone)


@pytest.mark.parametrize(
    ("asked", "flag", "told"),
    [
        (paid("1 MUSD", ""), "no_milestone", "names no milestone that releases it"),
        (paid("1 MUSD", "close"), "before_milestone", "paid on 2026-11-03, and its milestone 'close' was not met by then."),
        (paid("4 MUSD"), "above_obligated", "6.5 M USD are disbursed, and 6 M USD obligated."),
        (paid("9 MUSD"), "above_award", "11.5 M USD are paid, and the award is 10 M USD."),
        (after("obligation", "4000000.01 USD"), "above_committed", "10.00000001 M USD are obligated, and 10 M USD committed."),
        (after("clawback", "3 MUSD"), "above_paid", "3 M USD are clawed back, and 2.5 M USD were paid."),
    ],
)
def test_what_should_not_have_happened_is_told_in_a_sentence(asked, flag, told):
    assert told in flags_of(asked)[flag]


def test_against_the_pool_and_the_share_of_cost():
    # 10 MUSD of 2026 are 9.72 M in the fund's money, by the last deflator known (125.422 / 128.970).
    assert "9.72489726 M USD2024, and the pool is 9 M USD2024" in flags_of(pool=9e6)["above_pool"]
    told = flags_of(relevant_cost={"P-1": 16e6})["above_grant_share"]
    assert "9.72 M USD2024 are committed, above 60% of the relevant cost, 16.00 M" in told
    assert "above_grant_share" not in flags_of(relevant_cost={"P-1": 17e6})
    assert "No proposal P-1" in flags_of(projects=frozenset({"P-2"}))["unknown_project"]


def test_a_termination_frees_what_no_contract_binds_and_a_deobligation_the_rest():
    def held(*asked) -> Decimal:
        return replay(chained([*HISTORY, *asked]))["A-1"].held_fund

    of_one = held() / 10_000_000
    ends = wanted("termination", day="2026-11-10")
    frees = wanted("deobligation", amount="3.5 MUSD", day="2026-11-11")
    back = wanted("clawback", amount="1 MUSD", day="2026-11-12")
    assert held(ends) == pytest.approx(6_000_000 * of_one)
    assert held(ends, frees) == pytest.approx(2_500_000 * of_one)
    assert held(ends, frees, back) == pytest.approx(2_500_000 * of_one)  # still bound, until it is released
    assert replay(chained([*HISTORY, ends]))["A-1"].status == "terminated"


def test_what_is_entered_late_stands_where_it_belongs():
    """The milestone was met before the payment; it was only entered after it."""
    early = wanted("disbursement", amount="1 MUSD", milestone="close", day="2026-11-03")
    late = wanted("milestone_met", milestone="close", day="2026-11-02")
    assert "before_milestone" in flags_of(early)
    assert "before_milestone" not in flags_of(early, late)


def test_an_award_in_yen_paid_in_dollars_stays_in_yen():
    entries = chained([
        wanted("commitment", amount="1000 MJPY", rate="150", rate_source="BOJ, for a test"),
        wanted("obligation", amount="300 MJPY", rate="150", rate_source="BOJ, for a test"),
        wanted("disbursement", amount="1 MUSD", day="2026-11-02"),
    ])  # fmt: skip
    balances, flags, _ = flagged(entries, Limits())
    one = balances["A-1"]
    assert (one.currency, one.disbursed) == ("JPY", 150_000_000)
    assert next(flag.text for flag in flags if flag.name == "ledger.other_currency") == (
        "It is in USD; the award counts it as 150 M JPY."
    )
    assert one.fund["disbursed"] * 2 == pytest.approx(one.fund["obligated"])


def test_completion_is_a_milestone():
    assert replay(chained([*HISTORY, wanted("milestone_met", milestone="completion")]))["A-1"].status == "completed"
    assert [replay(chained(HISTORY[:n]))["A-1"].status for n in (1, 2, 3)] == ["pledged", "committed", "obligated"]
