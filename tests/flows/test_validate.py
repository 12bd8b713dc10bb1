"""Good proposals go on, bad ones are refused for all their reasons in order, and an id stands for one content."""

from __future__ import annotations

import re

from wind_proposals import EVALUATORS, GOOD, SITES, found, proposals, with_lines

from flows.findings import CRITICAL
from flows.validate import Known, validate


def test_a_good_proposal_has_no_finding():
    assert found(GOOD) == []


def test_every_reason_of_one_proposal_is_given_in_a_fixed_order():
    text = with_lines(("500 MW", "0 MW"), ("country: US", "country: UK"), ("floaters: 800", "floaters: 700"), ("iea_15mw", "iea"))
    rules = [one.rule for one in found(text)]
    assert rules == ["form.country", "budget.sum", "contract.bounds", "contract.choice"]


def test_the_order_of_files_changes_nothing():
    texts = [GOOD.replace("T-1", f"T-{n}").replace("500 MW", f"{n % 2 * 500} MW") for n in range(6)]
    forward = [one for n, text in enumerate(texts) for one in proposals(text, f"{n}.yaml")]
    assert validate(forward, EVALUATORS, SITES) == validate(forward[::-1], EVALUATORS, SITES)
    assert {one.project_id for one in validate(forward, EVALUATORS, SITES)} == {"T-0", "T-2", "T-4"}


def test_a_good_proposal_is_not_touched_by_a_bad_neighbour():
    batch = proposals(GOOD, "good.yaml") + proposals(GOOD.replace("T-1", "T-2").replace("500 MW", "0 MW"), "bad.yaml")
    assert {one.project_id for one in validate(batch, EVALUATORS, SITES)} == {"T-2"}


def test_budget_in_yen_is_said_in_yen():
    text = with_lines(("currency: USD", "currency: JPY"), ("price_year: 2024", "price_year: 2023"))
    text = re.sub(r"(\d+) MUSD2024", r"\1 billion JPY2023", text).replace("floaters: 800", "floaters: 780")
    [one] = found(text)
    assert "come to 1,980 billion JPY2023, total_cost is 2,000 billion JPY2023: 20 billion JPY2023 less" in one.reason


def test_rounding_of_budget_lines_is_let_pass_up_to_half_a_per_cent():
    assert found(with_lines(("floaters: 800", "floaters: 791"))) == []
    assert [one.rule for one in found(with_lines(("floaters: 800", "floaters: 789")))] == ["budget.sum"]


def test_a_budget_line_that_cannot_be_read_is_the_only_reason():
    assert [(one.rule, one.field) for one in found(with_lines(("floaters: 800 MUSD2024", "floaters: 800")))] == [
        ("unit", "floaters")
    ]


# --- one id


def test_two_contents_under_one_id_and_version_are_both_refused():
    batch = proposals(GOOD, "first.yaml") + proposals(GOOD.replace("500 MW", "600 MW"), "second.yaml")
    first, second = sorted(validate(batch, EVALUATORS, SITES), key=lambda one: one.file)
    assert first.rule == second.rule == "identity.two_contents" and first.severity == CRITICAL
    assert first.reason == "The proposal 'T-1', version 1, stands in first.yaml and with other content in second.yaml."
    assert second.reason.endswith("in second.yaml and with other content in first.yaml.") and second.place == "line 1, id"
    assert "give it version 2" in first.remedy and first.content != second.content


def test_the_same_content_twice_and_a_higher_version_are_no_conflict():
    batch = (
        proposals(GOOD, "first.yaml")
        + proposals(GOOD, "copy.yaml")
        + proposals(GOOD.replace("version: 1", "version: 2").replace("500 MW", "600 MW"), "new.yaml")
    )
    assert validate(batch, EVALUATORS, SITES) == []


def test_a_proposal_of_an_earlier_run_is_refused_too():
    known = [Known("T-1", 1, "0" * 32, "old.yaml"), Known("T-2", 1, "1" * 32, "other.yaml")]
    both = validate(proposals(GOOD), EVALUATORS, SITES, known)
    assert {(one.file, one.content == "0" * 32) for one in both} == {("old.yaml", True), ("t1.yaml", False)}
