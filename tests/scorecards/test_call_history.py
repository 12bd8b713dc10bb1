"""The history of a call: what may follow what, in words; and a changed, cut or moved line is found."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.call_history import EVENTS, append, call_folder, call_names, history_of, opened_call, read_history
from scorecards.table import NotFound, QuestionError
from scorecards.warehouse import WarehouseError

WHO = ("A. Sato", "as the call lays down")
ORDER = ("open", "freeze", "score", "panel", "conclude", "archive")


def enter(data, event, name="ctif-2026", **content):
    return append(data, name, event, *WHO, lambda history: content)


def path_of(data, name="ctif-2026"):
    return call_folder(data, name) / "history.jsonl"


def test_a_call_goes_its_way_and_no_other(tmp_path):
    states = []
    for event in ORDER:
        enter(tmp_path, event)
        states.append(read_history(tmp_path, "ctif-2026").state)
    assert states == ["open", "frozen", "scored", "panel", "decided", "archived"]
    assert call_names(tmp_path) == ["ctif-2026"] and not read_history(tmp_path, "ctif-2026").troubles


@settings(max_examples=60, deadline=None)
@given(tried=st.lists(st.sampled_from(sorted(EVENTS)), max_size=14))
def test_whatever_is_tried_the_file_holds_only_what_could_follow(tmp_path_factory, tried):
    data = tmp_path_factory.mktemp("call")
    place = {event: n for n, event in enumerate(ORDER)}
    reached = -1
    for event in tried:
        possible = place[event] == reached + 1 if event in place else reached in (place["panel"], place["conclude"])
        if possible:
            enter(data, event)
            reached = place.get(event, reached)
        else:
            with pytest.raises(QuestionError, match=rf"'{event}' is possible only while it is"):
                enter(data, event)
    history = read_history(data, "ctif-2026")
    assert not history.troubles
    assert [entry.event for entry in history.entries if entry.event in place] == list(ORDER[: reached + 1])


@pytest.mark.parametrize(
    ("before", "event", "said"),
    [
        ((), "freeze", "is not opened; 'freeze' is possible only while it is open. What can be done now: cleanfund call open "),
        (ORDER[:2], "decide", "is frozen; 'decide' is possible only while it is with the panel or decided. What can be done now: "
                              "cleanfund call score ctif-2026"),
        (ORDER[:4], "freeze", "is with the panel; .*cleanfund call decide .*, cleanfund call approve .* call conclude"),
        (ORDER, "decide", "is archived; .* An archived call is not touched again"),
    ],
)  # fmt: skip
def test_what_cannot_follow_is_refused_with_what_can(tmp_path, before, event, said):
    for one in before:
        enter(tmp_path, one)
    written = path_of(tmp_path).read_bytes() if before else b""
    with pytest.raises(QuestionError, match=said):
        enter(tmp_path, event)
    assert (path_of(tmp_path).read_bytes() if path_of(tmp_path).exists() else b"") == written


@pytest.mark.parametrize("name", ["../etc", "a/b", "", ".hidden", "x" * 80, "a..b"])
def test_a_name_is_never_a_path(tmp_path, name):
    with pytest.raises(QuestionError, match=r"cannot be the name of a call"):
        read_history(tmp_path, name)


@pytest.mark.parametrize(("by", "reason"), [(" . ", "as the call lays down"), ("A. Sato", "short")])
def test_every_entry_has_a_name_and_a_reason(tmp_path, by, reason):
    with pytest.raises(QuestionError, match=r"needs a name \(--by\) and a reason of at least 8 letters"):
        append(tmp_path, "ctif-2026", "open", by, reason, lambda history: {})


def test_a_call_that_was_never_opened_is_told_by_its_nearest_name(tmp_path):
    enter(tmp_path, "open")
    with pytest.raises(NotFound, match=r"Nearest: ctif-2026"):
        opened_call(tmp_path, "ctif-2027")


def _changed(lines):
    lines[1] = lines[1].replace("A. Sato", "B. Other")
    return lines


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_changed, r"Line 2 \(freeze by B. Other\) was changed after it was written"),
        (lambda lines: [lines[0], lines[2]], "Line 2 .entry 3, score. does not follow the line before it"),
        (lambda lines: [lines[1], lines[0], lines[2]], "does not follow the line before it"),
        (lambda lines: [*lines, lines[-1]], "Line 4 .entry 3, score. does not follow"),
        (lambda lines: [lines[0], "no json", *lines[1:]], "Line 2 cannot be read, and no entry accounts for it"),
        (lambda lines: [lines[0], json.dumps({"event": "open"}), *lines[1:]], "Line 2 is no entry of a call"),
    ],
)
def test_a_spoilt_history_is_found_and_nothing_is_added_to_it(tmp_path, spoil, said):
    for event in ORDER[:3]:
        enter(tmp_path, event)
    path = path_of(tmp_path)
    path.write_text("\n".join(spoil(path.read_text().splitlines())) + "\n")
    import re

    assert any(re.search(said, text) for text in read_history(tmp_path, "ctif-2026").troubles)
    with pytest.raises(WarehouseError, match=r"Nothing is entered: the history of ctif-2026 is not as it was written"):
        enter(tmp_path, "panel")


def test_a_line_moved_from_another_call_is_not_one_of_this(tmp_path):
    enter(tmp_path, "open", "spring")
    assert "does not follow" in history_of("autumn", path_of(tmp_path, "spring").read_bytes()).troubles[0]


def test_a_line_that_a_crash_cut_short_does_not_count_and_is_accounted_for(tmp_path):
    enter(tmp_path, "open")
    path = path_of(tmp_path)
    path.write_bytes(path.read_bytes() + b'{"event": "fre')
    assert read_history(tmp_path, "ctif-2026").state == "open" and not read_history(tmp_path, "ctif-2026").troubles
    enter(tmp_path, "freeze")
    history = read_history(tmp_path, "ctif-2026")
    assert history.state == "frozen" and not history.troubles
    path.write_bytes(path.read_bytes().replace(b'{"event": "fre\n', b'{"event": "oth\n'))
    assert "Line 2 cannot be read" in read_history(tmp_path, "ctif-2026").troubles[0]


def test_many_at_once_enter_one_after_the_other(tmp_path):
    for event in ORDER[:4]:
        enter(tmp_path, event)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: enter(tmp_path, "decide", project=f"P-{n}"), range(40)))
    history = read_history(tmp_path, "ctif-2026")
    assert not history.troubles and [one.sequence for one in history.entries] == list(range(1, 45))
    assert {one.content["project"] for one in history.entries[4:]} == {f"P-{n}" for n in range(40)}
