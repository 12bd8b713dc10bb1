"""The judge itself: a broken suite never passes silently, and threads do not disturb one another."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from wind_proposals import EVALUATORS, GOOD, SITES, proposals, with_lines

from flows.expectations.form import form_suite
from flows.expectations.suite import Rule, Suite, ValidationBroken, judge, table
from flows.findings import WARNING, Finding
from flows.validate import validate, validated


def suite_of(values: list[float], rule: str = "few") -> Suite:
    def say(row: int) -> list[Finding]:
        return [Finding(WARNING, rule, str(row), "", "")]

    one = Rule(rule, "at most 1", WARNING, "ExpectColumnValuesToBeBetween", {"column": "value", "max_value": 1}, say)
    return Suite("made", table([{"value": value} for value in values], {"value": "float64"}), ("row_id", "value"), (one,))


def test_an_empty_frame_is_no_pass():
    with pytest.raises(ValidationBroken, match=r"The frame of the suite 'made' is empty: nothing was judged\."):
        judge(suite_of([]))


def test_a_missing_column_is_no_pass():
    good = suite_of([0.0])
    with pytest.raises(ValidationBroken, match="suite 'made' lacks the column 'value'"):
        judge(replace(good, frame=good.frame.drop(columns="value")))


def test_an_unknown_column_is_no_pass():
    good = suite_of([0.0])
    with pytest.raises(ValidationBroken, match="suite 'made' has the unknown column 'more'"):
        judge(replace(good, frame=good.frame.assign(more=1)))


def test_a_rule_that_cannot_be_run_is_no_pass():
    good = suite_of([0.0, 1.0])
    with pytest.raises(ValidationBroken, match="could not run the rule 'few'"):
        judge(replace(good, frame=good.frame.assign(value=["a", "b"])))


def test_a_column_lost_on_the_way_to_a_real_suite_is_no_pass():
    suite = form_suite(proposals(GOOD))
    with pytest.raises(ValidationBroken, match="suite 'form' lacks the column 'country'"):
        judge(replace(suite, frame=suite.frame.drop(columns="country")))


def test_each_failing_row_is_named_and_missing_values_are_not():
    judgement = judge(suite_of([0.0, 5.0, math.nan, 7.0]))
    assert [one.found for one in judgement.findings] == ["1", "3"]
    [tally] = judgement.tallies
    assert (tally.rows, tally.failed) == (4, 2)


def test_eight_threads_each_judge_their_own_frame():
    def count(n: int) -> tuple[int, int]:
        judgement = judge(suite_of([0.0] * (50 + n) + [2.0] * n))
        return judgement.tallies[0].rows, len(judgement.findings)

    sizes = [n % 13 for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(count, sizes)) == [(50 + 2 * n, n) for n in sizes]


def test_eight_threads_each_validate_their_own_batch():
    def bad(n: int) -> int:
        texts = [GOOD.replace("T-1", f"T-{i}").replace("500 MW", "500 MW" if i >= n else "0 MW") for i in range(n + 3)]
        return len(validate([one for text in texts for one in proposals(text)], EVALUATORS, SITES))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(bad, range(8))) == list(range(8))


def test_suites_ran_are_told_for_the_report():
    whole = validated(proposals(with_lines(("500 MW", "0 MW"))), EVALUATORS, SITES)
    assert [one.suite for one in whole.judgements] == [
        "facts",
        "identity",
        "form",
        "budget",
        "contract of floating_wind",
        "site cards",
        "place of sites",
        "hours of bering",
        "patterns of series",
        "rules",
    ]
    failed = [(one.suite, tally.meaning) for one in whole.judgements for tally in one.tallies if tally.failed]
    assert failed == [("contract of floating_wind", "capacity is at least 1 MW")]
