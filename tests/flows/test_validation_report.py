"""The report opens from the disk, shows every reason once, and lets nothing of an applicant's text become markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flows.cast import CastFact, CastProposal
from flows.expectations.suite import Judgement, Tally
from flows.facts import Fact
from flows.findings import CRITICAL, WARNING, Finding
from flows.validation_report import FEW, write_report

HOSTILE = "<script>alert(1)</script>\"'<img src=x onerror=alert(1)>"


def proposal(name: str, title: str = "A farm") -> CastProposal:
    one = CastProposal(name, 1, f"content of {name}", f"{name}.yaml", "a" * 64)
    one.header["title"] = CastFact(Fact("proposal", "", "title", title), title)
    return one


def finding(one: CastProposal, severity: str = CRITICAL, **words: str) -> Finding:
    said = {"found": "0 MW", "reason": "capacity is 0 MW; it may be 1 to 5,000 MW.", "remedy": "Check the unit."} | words
    return Finding(severity, "contract.bounds", **said, block="1", field="capacity", place="line 7, capacity").of(
        content=one.content, project_id=one.project_id, version=1, file=one.file
    )


class _Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def written(tmp_path, *arguments) -> tuple[str, _Page]:
    text = write_report(tmp_path / "deep" / "report.html", *arguments).read_text(encoding="utf-8")
    return text, _Page(text)


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
    assert page.text.count("capacity is 0 MW; it may be 1 to 5,000 MW.") == 2 and page.text.count("Remedy: Check the unit.") == 2
    assert "line 7, capacity" in page.text and "B-1.yaml" in page.text
    assert re.search(r"capacity is at least 1 MW ExpectColumnValuesToBeBetween refuses 3 1", page.text)


def test_it_needs_no_network_and_no_script(tmp_path):
    one = proposal("B-1")
    text, page = written(tmp_path, "run-1", [one], [finding(one)])
    assert not re.search(r"https?:|//[a-z]|url\(|@import", text)
    assert not {"script", "link", "img", "iframe", "form", "object"} & {tag for tag, _ in page.tags}
    policy = [
        attrs["content"] for tag, attrs in page.tags if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_text_stays_text(tmp_path):
    one = proposal(HOSTILE, HOSTILE)
    text, page = written(tmp_path, HOSTILE, [one], [finding(one, found=HOSTILE, reason=HOSTILE, remedy=HOSTILE)])
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert "<script>" not in text and "alert(1)" in page.text


def test_contents_for_many_and_every_link_has_its_target(tmp_path):
    many = [proposal(f"P-{n:02}") for n in range(FEW + 1)]
    _, page = written(tmp_path, "run-1", many, [finding(one) for one in many])
    links = {attrs["href"] for tag, attrs in page.tags if tag == "a"}
    targets = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert "Contents" in page.text and len(links) == FEW + 3
    assert {f"#{name}" for name in targets} >= links and len(targets) == len(set(targets))
    _, page = written(tmp_path, "run-1", many[:-1], [finding(one) for one in many[:-1]])
    assert "Contents" not in page.text


def test_findings_of_no_proposal_at_hand_are_not_lost(tmp_path):
    _, page = written(tmp_path, "run-1", [proposal("A-1")], [finding(proposal("OLD-1"))])
    assert "Found elsewhere" in page.text and "in OLD-1.yaml" in page.text


def test_the_order_of_proposals_changes_no_byte(tmp_path):
    many = [proposal(f"P-{n}") for n in range(4)]
    findings = [finding(one) for one in many[:2]]
    assert written(tmp_path, "run-1", many, findings)[0] == written(tmp_path, "run-1", many[::-1], findings)[0]


def test_a_run_without_proposals_says_so(tmp_path):
    _, page = written(tmp_path, "run-1", [], [])
    assert "0 proposals read" in page.text and "No suite was run" in page.text
