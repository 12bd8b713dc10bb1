"""The report opens from the disk, shows every reason once, and lets nothing of an applicant's text become markup."""

from __future__ import annotations

import re

from report_pages import proposal, run_of, section, written

from flows.cast import CastProposal
from flows.expectations.suite import Judgement, Tally
from flows.findings import CRITICAL, WARNING, Finding
from flows.report_changes import Group
from flows.report_intake import Came, FormatCount, Place
from flows.validation_report import FEW, MOST_OF_ONE
from scorecards.intake_trend import IntakeRun

HOSTILE = "<script>alert(1)</script>\"'<img src=x onerror=alert(1)>"


def finding(one: CastProposal, severity: str = CRITICAL, **words: str) -> Finding:
    said = {"found": "0 MW", "reason": "capacity is 0 MW; it may be 1 to 5,000 MW.", "remedy": "Check the unit."} | words
    return Finding(severity, "contract.bounds", **said, block="1", field="capacity", place="line 7, capacity").of(
        content=one.content, project_id=one.project_id, version=1, file=one.file
    )


def test_counts_and_reasons(tmp_path):
    bad, warned, good = proposal("B-1"), proposal("W-1"), proposal("G-1")
    tallies = [Tally("contract.bounds", "capacity is at least 1 MW", CRITICAL, "ExpectColumnValuesToBeBetween", 3, 1)]
    _, page = written(
        tmp_path,
        "run-1",
        [bad, warned, good],
        [finding(bad), finding(warned, WARNING)],
        [Judgement("contract of wind", tallies=tallies)],
    )
    for part in ("3 proposals read", "1 quarantined", "2 accepted", "1 of these with warnings"):
        assert part in page.text
    detail = page.text.split("These are not evaluated.")[1]
    assert detail.count("capacity is 0 MW; it may be 1 to 5,000 MW.") == 2 and detail.count("Remedy: Check the unit.") == 2
    assert "line 7, capacity" in page.text and "B-1.yaml" in page.text
    assert re.search(r"capacity is at least 1 MW ExpectColumnValuesToBeBetween refused 3 1", page.text)


def test_it_needs_no_network_and_no_script(tmp_path):
    one = proposal("B-1")
    text, page = written(tmp_path, "run-1", [one], [finding(one)], runs=[run_of(1, 5, 2), run_of(2, 6, 1)])
    assert not re.search(r"https?:|//[a-z]|url\((?!#)|@import", text)
    assert not {"script", "link", "img", "iframe", "form", "object"} & {tag for tag, _ in page.tags}
    policy = [
        attrs["content"] for tag, attrs in page.tags if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_text_stays_text(tmp_path):
    one = proposal(HOSTILE, HOSTILE)
    row = {"project_id": HOSTILE, "version": 1, "content": "", "title": HOSTILE, "file": HOSTILE, "text": HOSTILE}
    text, page = written(
        tmp_path,
        HOSTILE,
        [one],
        [finding(one, found=HOSTILE, reason=HOSTILE, remedy=HOSTILE), Finding(WARNING, HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
        not_judged=[HOSTILE],
        came=Came(
            [Place("proposals", HOSTILE, gone=1)],
            [FormatCount("proposals", HOSTILE)],
            [("proposals", HOSTILE)],
            [("proposals", HOSTILE, HOSTILE)],
            [("proposals", HOSTILE, HOSTILE)],
        ),
        since=[Group("refused", "Newly refused", [row | {"change": "new", "status": "refused"}])],
        runs=[IntakeRun(HOSTILE, 2, proposals=2, refused=1, rules={(HOSTILE, CRITICAL): 1})] * 2,
    )
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert "<script>" not in text and page.text.count("alert(1)") > 15
    bare = "\ud800 half a letter"
    assert "half a letter" in written(tmp_path, "run-1", [proposal("A-1", bare)], [])[1].text


def test_contents_for_many_and_every_link_has_its_target(tmp_path):
    many = [proposal(f"P-{n:02}") for n in range(FEW + 1)]
    _, page = written(tmp_path, "run-1", many, [finding(one) for one in many])
    links = {attrs["href"] for tag, attrs in page.tags if tag == "a"}
    targets = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert "Contents" in page.text and {f"#r{number}" for number in range(1, FEW + 2)} < links
    assert {f"#{name}" for name in targets} >= links and len(targets) == len(set(targets))
    _, page = written(tmp_path, "run-1", many[:-1], [finding(one) for one in many[:-1]])
    assert "Contents" not in page.text


def test_findings_of_no_proposal_at_hand_are_not_lost(tmp_path):
    _, page = written(tmp_path, "run-1", [proposal("A-1")], [finding(proposal("OLD-1"))])
    assert "Found elsewhere" in page.text and "in OLD-1.yaml" in page.text


def test_a_released_reason_does_not_refuse(tmp_path):
    one = proposal("R-1")
    _, page = written(tmp_path, "run-1", [one], [finding(one)], status={one.key: "accepted"})
    assert "0 quarantined" in page.text and "1 of these with warnings" in page.text
    assert "released" in section(page.text, "Accepted with warnings", "Accepted without")


def test_the_same_input_gives_the_same_bytes_whatever_its_order(tmp_path):
    many = [proposal(f"P-{n}") for n in range(4)]
    findings = [finding(one) for one in many[:2]]
    runs = [run_of(1, 5, 2, rules={("missing", CRITICAL): 2}), run_of(2, 6, 1)]
    one = written(tmp_path, "run-1", many, findings, runs=runs)[0]
    assert one == written(tmp_path, "run-1", many[::-1], findings, runs=runs)[0]


def test_a_run_without_proposals_says_so(tmp_path):
    _, page = written(tmp_path, "run-1", [], [])
    assert "0 proposals read" in page.text and "No suite was run" in page.text


def test_rules_are_counted_and_lead_to_their_proposals(tmp_path):
    many = [proposal(f"P-{n}") for n in range(10)]
    findings = [finding(one, rule) for one in many for rule in (CRITICAL, WARNING)]
    findings += [finding(many[0], reason="depth is -3 m."), finding(many[9], found="7 MW")]
    text, page = written(tmp_path, "run-1", many, findings)
    rules = section(page.text, "Reasons by rule", "Trends over runs")
    assert "contract.bounds refused 10 12 " in rules and "contract.bounds warned 10 10 " in rules
    assert "P-7 and 2 more" in rules and text.count('href="#r3"') == 2


def test_not_judged_is_said_at_the_top(tmp_path):
    _, page = written(tmp_path, "run-1", [], [], not_judged=["The rule 'depths' in rules/own.py did not load."])
    assert "Not judged : one rule of the fund's own did not run" in page.text
    assert page.text.index("The rule 'depths' in rules/own.py did not load.") < page.text.index("No new or changed file came.")


def test_first_run_has_nothing_to_compare(tmp_path):
    _, page = written(tmp_path, "run-1", [proposal("A-1")], [], runs=[run_of(1, 1)])
    assert "This is the first run: there is nothing to compare yet." in page.text
    assert "no earlier run on record in which anything came: there is nothing to compare yet." in page.text
    assert "svg" not in {tag for tag, _ in page.tags}


def test_ten_thousand_proposals_stay_a_page_of_few_megabytes(tmp_path):
    many = [proposal(f"FUND-2026-{n:05}", "An offshore wind farm with a title of usual length") for n in range(10_000)]
    reason = "offshore wind needs 'distance_to_shore' (distance to the cable's landfall and the service port); it is not there."
    findings = [finding(one, reason=reason, found=str(n)) for one in many[:1500] for n in range(3)]
    findings += [finding(one, WARNING, reason=reason) for one in many[1500:2500]]
    findings += [finding(many[0], found=f"hour {n}") for n in range(300)]
    text, page = written(tmp_path, "run-1", many, findings)
    assert len(text.encode()) < 5_000_000
    assert "10,000 proposals read" in page.text and "1,500 quarantined" in page.text and "7,500 proposals" in page.text
    folded = [tag for tag, _ in page.tags if tag == "details"]
    assert len(folded) == 2, "the contents, and those accepted without remarks"
    assert f"And {303 - MOST_OF_ONE} more: cleanfund quarantine show FUND-2026-00000" in page.text
    for one in (many[0], many[1499], many[2499], many[9999]):
        assert one.project_id in page.text
    links = {attrs["href"][1:] for tag, attrs in page.tags if tag == "a"}
    assert links <= {attrs["id"] for _, attrs in page.tags if "id" in attrs}
