"""Reviews as one heap of lines: idempotent whatever the order, conflicts never heard, rounds, versions, and what is told."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.landing import Arrival
from flows.reviews import Panel, read_panel

MOST = {"team": 5.0, "impact": 10.0}
HEAD = "proposal,reviewer,criterion,points,comment,conflict,round,version,proposal_version,date"
SAYS = ("project_id", "reviewer", "criterion", "points", "comment", "round", "version", "proposal_version", "decided_on")


def arrived(folder: Path, name: str, lines) -> Arrival:
    path = folder / name
    full = (line + "," * (HEAD.count(",") - line.count(",")) for line in lines)
    path.write_text("\n".join([HEAD, *full]) + "\n", encoding="utf-8")
    content = path.read_bytes()
    return Arrival("reviews", name, hashlib.sha256(content).hexdigest(), len(content), path)


def panel(**files) -> Panel:
    with tempfile.TemporaryDirectory() as folder:
        return read_panel([arrived(Path(folder), f"{name}.csv", lines) for name, lines in files.items()], MOST)


def said(found: Panel):
    return [tuple(row[name] for name in SAYS) for row in found.reviews]


def heard(found: Panel):
    return [(row["project_id"], row["reviewer"], row["criterion"], row["points"]) for row in found.reviews]


def reasons(found: Panel):
    return [trouble.reason for _, _, trouble in found.told]


LINES = st.builds(
    "{},{},{},{},{},{},{},{},,2026-11-23".format,
    st.sampled_from(["A", "B"]),
    st.sampled_from(["Kim", "kim", "Lee"]),
    st.sampled_from(["team", "impact"]),
    st.sampled_from(["2", "3"]),
    st.sampled_from(["seen in full", "looked at twice"]),
    st.sampled_from(["no", "no", "no", "", "yes"]),
    st.sampled_from(["", "individual", "consensus", "panel"]),
    st.sampled_from(["", "1", "2"]),
)


@settings(max_examples=120, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=12), data=st.data())
def test_neither_order_nor_files_nor_repeated_uploads_change_what_counts(lines, data):
    one = panel(a=lines)
    mixed = data.draw(st.permutations(lines))
    cut = data.draw(st.integers(0, len(mixed)))
    other = panel(z=mixed[cut:], b=mixed[:cut], again=lines, c=mixed[:1])
    assert said(one) == said(other)
    conflict = [(row["project_id"], row["reviewer"].lower(), row["left_out"]) for row in one.conflicts]
    assert conflict == [(row["project_id"], row["reviewer"].lower(), row["left_out"]) for row in other.conflicts]


@settings(max_examples=120, deadline=None)
@given(lines=st.lists(LINES, min_size=1, max_size=12))
def test_who_declares_a_conflict_anywhere_is_never_heard_nor_who_declares_nothing(lines):
    found = panel(a=lines[::2], b=lines[1::2])
    cells = [line.split(",") for line in lines]
    declared = {(one[0], one[1].lower(), one[5]) for one in cells}
    for row in found.reviews:
        who = (row["project_id"], row["reviewer"].lower())
        assert (*who, "yes") not in declared and (*who, "no") in declared
    keys = [(row["project_id"], row["reviewer"], row["criterion"], row["round"]) for row in found.reviews]
    assert len(keys) == len(set(keys))


def test_a_conflict_declared_later_takes_out_what_was_heard_before():
    first = ["A,kim,team,3,,no", "A,kim,impact,7,,no", "B,kim,team,4,,no", "A,lee,team,2,,no"]
    assert len(panel(a=first).reviews) == 4
    found = panel(a=first, b=["A,Kim ,,,my brother works there,yes"])
    assert heard(found) == [("A", "lee", "team", 2.0), ("B", "kim", "team", 4.0)] and not found.told
    (conflict,) = found.conflicts
    assert (conflict["project_id"], conflict["reviewer"], conflict["left_out"]) == ("A", "Kim", 2)
    assert (conflict["file"], conflict["place"].partition(", ")[0]) == ("b.csv", "line 2")


def test_who_declares_nothing_is_told_once_and_counts_as_soon_as_declared():
    found = panel(a=["A,kim,team,3,,", "A,kim,impact,7,,", "A,lee,team,2,,no"])
    assert heard(found) == [("A", "lee", "team", 2.0)]
    assert reasons(found) == ["kim does not say whether a conflict of interest stands against judging A."]
    assert found.told[0][2].remedy == (
        "Write yes or no under conflict; until then the points (2) do not count. "
        "The other line of the file is taken in meanwhile."
    )
    assert len(panel(a=["A,kim,team,3,,", "A,kim,impact,7,,no"]).reviews) == 2, "declared in one line of the proposal"


def test_two_points_under_one_key_are_told_in_both_places_and_a_higher_version_settles_it():
    found = panel(a=["A,kim,team,3,,no"], b=["A,lee,team,2,,no", "A,kim,team,4,,no"])
    assert heard(found) == [("A", "lee", "team", 2.0)]
    assert [(name, trouble.where.partition(", ")[0], trouble.reason) for name, _, trouble in found.told] == [
        ("a.csv", "line 2", "kim gives A 3 points for team here and 4 in b.csv, line 3."),
        ("b.csv", "line 3", "kim gives A 4 points for team here and 3 in a.csv, line 2."),
    ]
    assert "give the right one version 2; until then neither counts" in found.told[0][2].remedy
    mended = panel(a=["A,kim,team,3,,no"], b=["A,kim,team,4,,no"], c=["A,kim,team,4,seen again,no,,2"])
    assert heard(mended) == [("A", "kim", "team", 4.0)] and mended.reviews[0]["version"] == 2 and not mended.told


def test_a_consensus_has_one_opinion_and_the_panel_says_who_why_and_when():
    found = panel(a=["A,kim,team,3,agreed,no,consensus", "A,lee,team,4,agreed,no,consensus"])
    assert reasons(found)[0] == "kim gives A 3 points for team here and 4 in a.csv, line 3, as lee writes."
    found = panel(a=["A,kim,team,3,short,no,panel,,,2026-11-23", "A,kim,impact,3,long enough,no,panel,,,", "A,lee,team,4,,no"])
    assert heard(found) == [("A", "lee", "team", 4.0)]
    assert reasons(found) == ["A panel line sets the reviewers' points aside; this one of kim lacks its reason or its day."] * 2
    found = panel(a=["A,kim,team,3,the plant is built,no,panel,,2,2026-11-23"])
    (row,) = found.reviews
    assert (row["round"], row["proposal_version"], row["decided_on"].isoformat()) == ("panel", 2, "2026-11-23")


@pytest.mark.parametrize(
    ("line", "reason", "remedy"),
    [
        ("A,kim,team,3,,perhaps", "Whether the reviewer has a conflict of interest is not clear.", "Write yes or no."),
        ("A,kim,team,3,,no,jury", "There is no round 'jury'.", "Write one of: individual, consensus, panel."),
        ("A,kim,team,3,,no,,0", "version is '0'; it may be a whole number from 1.", "Count from 1, or leave it out."),
        ("A,kim,team,3,,no,,,1.5", "proposal_version is '1.5'; it may be a whole number from 1.", "Count from 1"),
        ("A,kim,team,3,,no,,,,23/11/2026", "The date is '23/11/2026'.", "Write year, month and day: 2026-11-23."),
        ("A,,team,3,,yes", "The review has no reviewer.", "Complete the line."),
    ],
)
def test_a_line_that_cannot_count_says_why(line, reason, remedy):
    found = panel(a=[line, "A,lee,team,4,,no"])
    assert heard(found) == [("A", "lee", "team", 4.0)] and reasons(found) == [reason]
    assert found.told[0][2].remedy.startswith(remedy)
    assert found.told[0][2].remedy.endswith("The other line of the file is taken in meanwhile.")
