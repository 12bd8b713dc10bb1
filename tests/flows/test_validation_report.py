"""The report opens from the disk, shows every reason once, and lets nothing of an applicant's text become markup."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from spine_fixtures import published, run_plainly, write_proposal

from flows.cast import CastFact, CastProposal
from flows.expectations.suite import Judgement, Tally
from flows.facts import Fact
from flows.findings import CRITICAL, WARNING, Finding
from flows.report_changes import Group
from flows.report_intake import Came, FormatCount, Place
from flows.report_trends import trends
from flows.validation_report import FEW, MOST_OF_ONE, write_report
from scorecards.intake_trend import IntakeRun

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
        if self.tags and self.tags[-1][0] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def written(tmp_path, *arguments, **options) -> tuple[str, _Page]:
    text = write_report(tmp_path / "deep" / "report.html", *arguments, **options).read_text(encoding="utf-8")
    return text, _Page(text)


def run_of(number: int, proposals: int, refused: int = 0, warned: int = 0, **more) -> IntakeRun:
    return IntakeRun(f"202610{number:02}T021500-ab12", proposals, proposals=proposals, refused=refused, warned=warned, **more)


def section(page_text: str, start: str, end: str) -> str:
    return page_text.split(start, 1)[1].split(end, 1)[0]


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


def test_the_report_of_each_run_tells_what_came_and_what_changed(heat, monkeypatch):
    monkeypatch.setattr("flows.ingest._reading_identity", lambda evaluators: "the same rules all along")
    write_proposal(heat, "heat-3.yaml", id="HEAT-3", capacity="9 GW")
    first = run_plainly(heat).report.read_text(encoding="utf-8")
    page = _Page(first).text
    assert "3 files came: 3 new, 0 changed. 0 unchanged." in page and "This is the first run" in page
    assert "proposals proposal YAML 3 3 1 0" in page

    write_proposal(heat, "heat-3.yaml", id="HEAT-3", version=2, capacity="9 MW")
    write_proposal(heat, "heat-4.yaml", id="HEAT-4", capacity="0 MW")
    (heat / "proposals" / "heat-5.yaml").write_text("id: [", encoding="utf-8")
    (heat / "proposals" / "heat-6.yaml.part").write_text("id: HEAT-6", encoding="utf-8")
    (heat / "proposals" / "heat-2.yaml").unlink()
    (heat / "fund.yaml").write_text("sources:\n  proposals: [proposals, elsewhere]\n", encoding="utf-8")
    page = _Page(run_plainly(heat).report.read_text(encoding="utf-8")).text
    assert "3 files came: 2 new, 1 changed. 1 unchanged." in page and "proposals proposals 2 1 1 0 1" in page
    assert "proposals proposal YAML 2 2 1 0" in page and "proposals not readable 1 1 1 0" in page
    assert "proposals/heat-6.yaml.part : its name says that it is not whole yet" in page
    assert "proposals from elsewhere : there is no such folder" in page and "proposals/heat-2.yaml ." in page
    since = section(page, "What was checked", "Which rule refuses")
    assert "Newly refused: 2" in since and "Mended: refused before, accepted now: 1" in since
    assert re.search(r"Newly refused: 2 HEAT-4 .* heat-5.yaml .* Mended: .* HEAT-3 version 2", since)
    assert "2 of 3 proposals (67 %) refused in the last run that brought any, 1 of 3 (33 %) in the one before" in page

    write_proposal(heat, "heat-5.yaml", id="HEAT-5", capacity="5 MW")
    page = _Page(run_plainly(heat).report.read_text(encoding="utf-8")).text
    assert re.search(r"Mended: refused before, accepted now: 1 HEAT-5 ", page) and "Newly refused" not in page

    page = _Page(run_plainly(heat).report.read_text(encoding="utf-8")).text
    assert "No new or changed file came. 4 unchanged." in page and "Nothing was newly refused" in page
    assert "No suite was run" in page and "The last 4 runs" in page, "a quiet run has its page too"
    kept = published(heat, "SELECT i.* EXCLUDE (run_id) FROM intake AS i JOIN run USING (run_id) ORDER BY started")
    assert [tuple(row.values()) for row in kept] == [
        (3, 0, 0, 0, 0, 3, 1, 0, 0),
        (2, 1, 1, 1, 1, 3, 2, 0, 0),
        (0, 1, 3, 0, 1, 1, 0, 0, 0),
        (0, 0, 4, 0, 1, 0, 0, 0, 0),
    ]


def test_what_is_read_again_is_no_intake(heat, monkeypatch):
    run_plainly(heat)
    monkeypatch.setattr("flows.ingest._reading_identity", lambda evaluators: "other rules")
    page = _Page(run_plainly(heat).report.read_text(encoding="utf-8")).text
    assert "3 unchanged, of these 3 read again because rules, sites or corrections are others now." in page
    assert "3 proposals read" in page and "Nothing was newly refused" in page
    last = published(heat, "SELECT proposals, read_again FROM intake JOIN run USING (run_id) ORDER BY started DESC LIMIT 1")
    assert last == [{"proposals": 0, "read_again": 3}]


def test_what_is_hidden_in_names_is_written_out(tmp_path):
    name = "red\x1b[31m\x07\u202e\u200b.yaml"
    one = CastProposal(name, 0, "c" * 32, name, "a" * 64)
    found = Finding(CRITICAL, "yaml.syntax", name, f"{name} is torn.", name, field=name, place=f"{name}, line 1", file=name)
    came = Came(
        [Place("proposals", name, new=1)], [], [("proposals", name)], [("proposals", name, name)], [("sites", name, name)],
    )  # fmt: skip
    row = {"project_id": name, "version": 0, "content": one.content, "title": name, "file": name, "change": "new",
           "status": "refused", "text": name}  # fmt: skip
    said = [found.of(content=one.content, project_id=name, version=0, file=name), found]
    since = [Group("refused", "Newly refused", [row])]
    path = write_report(tmp_path / "r.html", "run", [one, proposal("ﺏ\u200d")], said, came=came, since=since, not_judged=[name])
    page = path.read_text(encoding="utf-8")
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]", page) == []
    assert page.count("red\\u001b[31m\\u0007\\u202e\\u200b.yaml") >= 12
    assert "ﺏ\u200d" in page, "what a script needs stays"


def test_a_file_of_a_hostile_name_is_reported_by_a_run(heat):
    (heat / "proposals" / "x\x1b]0;owned\x07.yaml").write_text("id: [\n")
    page = run_plainly(heat).report.read_text(encoding="utf-8")
    assert "x\\u001b]0;owned\\u0007.yaml" in page and not {"\x1b", "\x07"} & set(page)
