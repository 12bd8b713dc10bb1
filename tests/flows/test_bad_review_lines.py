"""Lines of a review file that cannot count: one entry in quarantine a file, every line named, and what becomes of the rest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from spine_fixtures import published, run_plainly

from flows import review_lines
from flows.facts import Trouble
from flows.ingest import refused_lines
from flows.landing import Arrival
from flows.reviews import read_reviews

HEAD = "proposal,reviewer,criterion,points,comment,conflict\n"
MOST = {"team": 5.0, "impact": 10.0}


def read(folder: Path, text: str) -> tuple[list[dict], list[Trouble]]:
    kept = folder / "panel.csv"
    kept.write_text(text, encoding="utf-8")
    content = kept.read_bytes()
    arrival = Arrival("reviews", kept.name, hashlib.sha256(content).hexdigest(), len(content), kept)
    rows, troubles = read_reviews([arrival], MOST)
    return rows, [trouble for _, _, trouble in troubles]


def test_each_bad_line_says_what_becomes_of_the_others(tmp_path):
    rows, troubles = read(tmp_path, HEAD + "A,kim,team,9,,no\nA,kim,impct,3,,no\nA,lee,team,４,,no\nA,lee,impact,7.5,,no\n")
    assert [(row["reviewer"], row["criterion"], row["points"]) for row in rows] == [("lee", "impact", 7.5), ("lee", "team", 4.0)]
    assert [(one.reason, one.remedy) for one in troubles] == [
        ("team has 9 points; it may have 0 to 5.", "Correct the points. The other 2 lines of the file are taken in meanwhile."),
        ("The rubric asks reviewers for no 'impct'.",
         "Did you mean impact? The other 2 lines of the file are taken in meanwhile."),
    ]  # fmt: skip
    _, [alone] = read(tmp_path, HEAD + "A,kim,team,9,,no\n")
    assert alone.remedy == "Correct the points. No other line of the file is taken in meanwhile."


def test_points_with_a_decimal_comma_name_both_readings(tmp_path):
    _, [trouble] = read(tmp_path, HEAD + 'A,kim,team,"4,5",,no\nA,lee,team,3,,no\n')
    assert trouble.reason == "'4,5' is ambiguous: a comma may part thousands or decimals."
    assert trouble.remedy.startswith("Write 4.5 if the comma is the decimal sign, 45 if it is not; ")
    assert trouble.remedy.endswith(" The other line of the file is taken in meanwhile.")


def test_a_torn_file_loses_its_points_and_says_how_many_lines_wait(tmp_path):
    rows, [trouble] = read(tmp_path, HEAD + 'A,kim,team,3,,no\nA,lee,team,4,,no\nA,ann,team,"5,,no\n')
    assert rows == [] and (trouble.rule, trouble.where) == ("csv.syntax", "panel.csv, line 4")
    assert trouble.reason.endswith(" 2 whole lines stand before it; nothing of the file counts until it is mended.")
    _, [first] = read(tmp_path, HEAD + 'A,kim,"team,3,,no\n')
    assert "before it" not in first.reason
    _, [head] = read(tmp_path, 'proposal,"reviewer\nA,b\n')
    assert head.where == "panel.csv, line 1" and "before it" not in head.reason


def test_a_file_that_is_wrong_throughout_tells_a_hundred_lines_and_a_number(tmp_path):
    _, troubles = read(tmp_path, HEAD + "".join(f"A,r{n},team,9,,no\n" for n in range(250)))
    assert len(troubles) == 101
    assert (troubles[-1].rule, troubles[-1].reason) == ("review.more", "150 more lines of this file do not count.")


def test_two_files_stand_for_themselves_each_with_all_its_lines():
    files = (("a", "1" * 64), ("b", "2" * 64))
    stood = refused_lines([(*file, Trouble("review", f"line {n}", "", "r", "m")) for n in (2, 3) for file in files])
    assert [(one.file, [found.place for found in one.findings]) for one in stood] == [
        ("a", ["line 2", "line 3"]), ("b", ["line 2", "line 3"])]  # fmt: skip


def test_bad_lines_are_one_entry_in_quarantine_and_the_good_ones_count(heat):
    (heat / "reviews").mkdir()
    lines = ("HEAT-1,kim,team,99,,no", "HEAT-1,kim,innovation,99,,no", "HEAT-1,lee,innovation,5,,no")
    (heat / "reviews" / "panel.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    run_plainly(heat)
    kept = published(heat, "SELECT project_id, place FROM quarantine_latest WHERE file = 'panel.csv' ORDER BY place")
    assert [row["place"] for row in kept] == ["line 2, column proposal", "line 3, column proposal"]
    assert len(published(heat, "SELECT DISTINCT content FROM proposal WHERE file = 'panel.csv'")) == 1
    assert [row["reviewer"] for row in published(heat, "SELECT reviewer FROM review")] == ["lee"]


def test_a_wrong_word_in_every_line_is_looked_up_once(tmp_path, monkeypatch):
    asked = []
    lines = review_lines.difflib
    near = lines.get_close_matches
    monkeypatch.setattr(lines, "get_close_matches", lambda *given, **more: asked.append(given) or near(*given, **more))
    text = "".join(f"A-{n},kim,impcat,3,,no\n" for n in range(500))
    _, troubles = read(tmp_path, HEAD + text)
    assert len(asked) <= 1 and troubles[0].remedy.startswith("Did you mean impact?")
