"""The report that a run leaves: what came, what changed, and names as they are."""

from __future__ import annotations

import re

from report_pages import _Page, proposal, section
from spine_fixtures import published, run_plainly, write_proposal

from flows.cast import CastProposal
from flows.findings import CRITICAL, Finding
from flows.report_changes import Group
from flows.report_intake import Came, Place
from flows.validation_report import write_report


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
