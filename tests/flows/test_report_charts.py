"""The report's charts draw the numbers of its table, and say what gets worse."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from report_pages import run_of, section, written

from flows.findings import CRITICAL, WARNING
from flows.report_trends import trends


def test_the_charts_draw_the_numbers_of_the_table_and_have_a_name(tmp_path):
    runs = [
        run_of(1, 40, 10, 8, rules={("missing", CRITICAL): 7, ("unit", CRITICAL): 3, ("form.late", WARNING): 8}),
        run_of(2, 0, read_again=12),
        run_of(3, 20, 5, 5, files_changed=2, rules={("missing", CRITICAL): 1, ("unit", CRITICAL): 4, ("form.late", WARNING): 5}),
    ]
    text, page = written(tmp_path, "run-1", [], [], runs=runs)
    charts = {}
    for found in re.findall(r'<svg viewBox="0 0 340 150" role="img".*?</svg>', text, re.DOTALL):
        svg = ElementTree.fromstring(found)
        title, desc = svg.find("title"), svg.find("desc")
        assert svg.get("aria-labelledby").split() == [title.get("id"), desc.get("id")] and title.text and desc.text
        charts[title.text.split(",")[0]] = svg
    assert list(charts) == ["Proposals that came", "Share refused", "Files that came", "missing", "unit", "form.late"]

    def heights(name: str) -> list[float]:
        return [float(rect.get("height")) for rect in charts[name].iter("rect")]

    base = heights("missing")[1]  # one proposal
    assert heights("missing")[0] == pytest.approx(7 * base, abs=0.05)
    assert heights("unit") == pytest.approx([3 * base, 4 * base], abs=0.05)
    assert heights("form.late")[0] == pytest.approx(8 * base, abs=0.05)
    bars = heights("Proposals that came")
    assert bars == pytest.approx([h * bars[0] / 10 for h in (10, 8, 22, 5, 5, 10)], abs=0.05)
    fillings = Counter(rect.get("class") for rect in charts["Proposals that came"].iter("rect"))
    assert fillings == {"refused": 2, "warned": 2, "plain-bar": 2}
    share = charts["Share refused"]
    assert len(list(share.iter("polyline"))) == 2, "a run without proposals is a gap, not a zero"
    assert len({dot.get("cy") for dot in share.iter("circle")}) == 1, "a quarter, twice"
    table = section(page.text, "The same in numbers", "Accepted without")
    assert "20261003T021500-ab12 this run 20 2 20 5 25 % 5 0" in table and "20261002T021500-ab12 0 0 0 0 – 0 12" in table
    assert "20261001T021500-ab12 7 3 8" in table


def test_the_page_says_what_gets_worse_and_which_rule_rises():
    worse = [run_of(n, 20, 2, rules={("missing", CRITICAL): 2}) for n in range(1, 6)]
    worse += [run_of(n, 20, 10, rules={("missing", CRITICAL): 2, ("budget.sum", CRITICAL): 8}) for n in range(6, 11)]
    told = trends(worse)
    assert [kind for kind, _ in told.verdicts] == ["bad", "bad"]
    assert told.verdicts[0][1].startswith("The intake is getting worse: 50 of 100 proposals (50\u00a0%) refused in the last 5 ")
    assert told.verdicts[1][1].startswith("budget.sum rises: 40 of 100")
    assert told.verdicts[1][1].endswith("0 of 100 (0\u00a0%) in the 5 before.")
    better = trends([*worse[5:], *worse[:5]])
    assert [sentence.split(":")[0] for _, sentence in better.verdicts] == ["The intake is getting better", "budget.sum falls"]
    assert [sentence.split(":")[0] for _, sentence in trends([run_of(1, 2, 1), run_of(2, 2, 2)]).verdicts] == [
        "The intake is neither clearly better nor worse",
        "No rule clearly rises or falls.",
    ]


def test_a_rare_rule_that_rises_has_a_chart_before_frequent_ones():
    usual = {(f"usual.{n}", CRITICAL): 10 for n in range(8)}
    runs = [run_of(n, 20, 10, rules=usual) for n in range(1, 20)] + [run_of(20, 20, 10, rules=usual | {("new", CRITICAL): 20})]
    assert trends(runs).rules[0] == ("new", CRITICAL) and len(trends(runs).rules) == 6
