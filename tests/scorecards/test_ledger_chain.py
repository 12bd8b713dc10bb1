"""The chain: whatever is done to the file by hand is found, and named by its line."""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_entries import HISTORY, NOW, PROJECTS, as_file, contents, wanted, write

from scorecards.ledger_chain import Seen, read_chain
from scorecards.ledger_entering import content_for
from scorecards.ledger_entry import hash_of, sealed
from scorecards.ledger_file import append, ledger_path, read_ledger
from scorecards.warehouse import WarehouseError

MADE = contents(HISTORY)
SEEN = {one["sequence"]: Seen(one["hash"], one, "run-1") for one in MADE}
LINES = as_file(MADE).splitlines(keepends=True)


def found(content: bytes, seen=None) -> list[tuple[int, str]]:
    return [(one.line, one.rule) for one in read_chain(content, seen).troubles]


def test_the_hash_is_sha256_of_canonical_json():
    """By the definition alone: keys sorted, no blanks, the hash itself left out."""
    for one in MADE:
        rest = {name: value for name, value in one.items() if name != "hash"}
        text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert one["hash"] == hashlib.sha256(text.encode()).hexdigest() == hash_of(one)
    assert [one["prev"] for one in MADE] == ["", *(one["hash"] for one in MADE[:-1])]


def test_the_file_as_it_was_written_has_no_trouble():
    chain = read_chain(b"".join(LINES), SEEN)
    assert chain.troubles == [] and [one.sequence for one in chain.entries] == [1, 2, 3, 4, 5, 6]
    assert (chain.last, chain.head) == (6, MADE[-1]["hash"])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_other_value_of_any_field_is_found_in_its_line(data):
    place = data.draw(st.integers(0, len(MADE) - 1))
    name = data.draw(st.sampled_from(sorted(MADE[place])))
    value = data.draw(st.one_of(st.text(max_size=8), st.integers(0, 10**6)))
    if value == MADE[place][name]:
        return
    changed = [dict(one) for one in MADE]
    changed[place][name] = value
    chain = read_chain(as_file(changed))
    assert place + 1 in {one.line for one in chain.troubles}
    others = {one["sequence"] for one in MADE} - {place + 1}
    assert others <= {one.sequence for one in chain.entries}


@pytest.mark.parametrize("place", range(len(LINES)))
def test_a_line_taken_out_is_found(place):
    rest = b"".join(LINES[:place] + LINES[place + 1 :])
    last = place == len(LINES) - 1
    # The chain alone cannot know that there was a line more; what a run has seen does.
    assert found(rest) == ([] if last else [(place + 1, "removed")])
    troubles = read_chain(rest, SEEN).troubles
    assert "cut" in {one.rule for one in troubles}
    assert any(f"Entry {place + 1} is gone from the file" in one.reason and "run-1" in one.reason for one in troubles)
    assert len(read_chain(rest).entries) == len(LINES) - 1


@pytest.mark.parametrize("place", range(len(LINES) - 1))
def test_two_lines_that_change_places_are_found(place):
    swapped = [*LINES]
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    assert (place + 2, "moved") in found(b"".join(swapped))


def test_a_line_put_in_is_found_though_its_own_hash_is_right():
    forged = sealed({**MADE[4], "amount": "9000000"}, MADE[3]["hash"])
    troubles = read_chain(as_file([*MADE[:5], forged, *MADE[5:]]), SEEN)
    assert [(one.line, one.rule) for one in troubles.troubles] == [(6, "inserted")]
    assert "Entry 5 stands in the file already" in troubles.troubles[0].reason
    # What a run has read counts, wherever the forged line stands.
    early = read_chain(as_file([*MADE[:4], forged, *MADE[4:]]), SEEN)
    assert [one.amount for one in early.entries if one.sequence == 5] == [2_500_000]


def test_a_changed_amount_is_named_with_what_it_was():
    changed = [dict(one) for one in MADE]
    changed[4]["amount"] = "900000"
    (one,) = read_chain(as_file(changed), SEEN).troubles
    assert (one.line, one.sequence, one.rule) == (5, 5, "changed")
    assert "amount was '2500000' and is '900000'" in one.reason
    (unseen,) = read_chain(as_file(changed)).troubles
    assert "No run has read it as it was" in unseen.reason


def rewritten(place: int, **fields) -> list[dict]:
    """The chain, one entry changed and all behind it hashed anew: no chain alone can tell."""
    made: list[dict] = []
    for number, one in enumerate(MADE):
        content = {name: value for name, value in one.items() if name not in ("prev", "hash")}
        made.append(sealed(content | (fields if number == place else {}), made[-1]["hash"] if made else ""))
    return made


def test_a_history_written_anew_is_found_against_the_last_run():
    content = as_file(rewritten(1, amount="1000000"))
    assert found(content) == []
    chain = read_chain(content, SEEN)
    assert [(one.line, one.rule) for one in chain.troubles] == [(2, "rewritten"), (3, "rewritten")]
    assert "Entry 2 is not as the run run-1 read it: amount was '10000000' and is '1000000'" in chain.troubles[0].reason
    assert "Entries 3 to 6" in chain.troubles[1].reason
    assert [one.sequence for one in chain.entries] == [1, 3, 4, 5, 6]


def test_a_tail_cut_off_is_found_and_nothing_is_entered_behind_it(tmp_path):
    write(tmp_path, b"".join(LINES[:4]))
    assert read_ledger(tmp_path).troubles == []
    assert "Entries 5 to 6" in read_ledger(tmp_path, SEEN).troubles[0].reason
    with pytest.raises(WarehouseError, match=r"Nothing is entered.*Entries 5 to 6 \(2\) are gone.*outcome of award A-1"):
        append(tmp_path, lambda chain: pytest.fail("asked all the same"), SEEN)
    assert ledger_path(tmp_path).read_bytes() == b"".join(LINES[:4])


def add(data, one=None):
    asked = one or wanted("disbursement", amount="1 MUSD", milestone="award")
    return append(data, lambda chain: content_for(asked, chain.entries, PROJECTS, NOW))


@pytest.mark.parametrize("kept", [1, 40, -2])
def test_a_line_torn_by_a_crash_is_told_and_the_next_entry_mends_it(tmp_path, kept):
    torn = LINES[-1][:kept]
    write(tmp_path, b"".join(LINES[:-1]) + torn)
    before = read_ledger(tmp_path)
    assert [(one.line, one.rule) for one in before.troubles] == [(6, "torn")] and before.last == 5
    entry = add(tmp_path)
    after = read_ledger(tmp_path)
    assert after.troubles == [] and entry.sequence == 6 and len(after.entries) == 6
    content = ledger_path(tmp_path).read_bytes()
    assert content.startswith(b"".join(LINES[:-1]) + torn + b"\n")  # nothing is ever taken away
    # The fragment is part of the record from then on.
    lines = content.splitlines(keepends=True)
    assert found(b"".join(lines[:5] + lines[6:])) == [(6, "removed")]
    assert {rule for _, rule in found(b"".join([*lines[:5], b"x" + lines[5], lines[6]]))} == {"unreadable", "removed"}


def test_a_line_without_its_end_of_line_is_whole(tmp_path):
    write(tmp_path, b"".join(LINES)[:-1])
    assert add(tmp_path).sequence == 7
    assert read_ledger(tmp_path).troubles == [] and len(read_ledger(tmp_path).entries) == 7


def test_many_at_once_share_no_number(tmp_path):
    write(tmp_path, b"".join(LINES))
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: add(tmp_path).sequence, range(24)))
    assert sorted(numbers) == list(range(7, 31))
    assert read_ledger(tmp_path, SEEN).troubles == []


def test_what_is_refused_leaves_no_trace(tmp_path):
    write(tmp_path, b"".join(LINES))
    with pytest.raises(ZeroDivisionError):
        append(tmp_path, lambda chain: {"event": 1 / 0})
    with pytest.raises(ValueError, match="no event"):
        append(tmp_path, lambda chain: {"event": "gift"})
    assert ledger_path(tmp_path).read_bytes() == b"".join(LINES)


HOSTILE = [
    (b"\xff\xfe rubbish", "not written in UTF-8"),
    (b"[1, 2]", "an entry stands in braces"),
    (b'{"sequence": 7, "sequence": 8}', "'sequence' stands twice"),
    (b'{"sequence": 7, "amount": NaN}', "NaN is no number"),
    (b"[" * 30_000, "longer than 20000 characters"),
    (b"[" * 19_000, "cannot be read as JSON|nested too deep"),
    (b'{"event": "pledge"}', "has no number"),
    (b'{"sequence": 1000000000001}', "has no number"),
    (b'{"sequence": 7, "amount": {"USD": [5]}}', "texts and numbers alone"),
]


@pytest.mark.parametrize(("line", "told"), HOSTILE)
def test_hostile_lines_are_named_and_the_others_count(line, told):
    content = b"".join(LINES[:3]) + line + b"\n" + b"".join(LINES[3:])
    chain = read_chain(content, SEEN)
    assert [one.line for one in chain.troubles] == [4] and re.search(told, chain.troubles[0].reason)
    assert len(chain.entries) == len(LINES)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": "-5"}, "negative; what goes back"),
        ({"amount": 5.5}, "it is a text in quotation marks"),
        ({"amount": "1e9"}, "two decimals at most"),
        ({"amount": "0.001"}, "two decimals at most"),
        ({"currency": "XYZ"}, "no currency 'XYZ'; known are AUD"),
        ({"event": "gift"}, "no event 'gift'"),
        ({"as_of": "2027-01-01"}, "after the day of its entry, 2026-11-23"),
        ({"as_of": "yesterday"}, "is no date"),
        ({"award_id": "'; DROP TABLE award; --"}, "is no number"),
        ({"rate": "0"}, "a number above 0"),
        ({"evidence": "abc"}, "no SHA-256 hash"),
        ({"reason": " "}, "has no reason"),
        ({"event": "termination"}, "moves no money"),
        ({"entered_at": "noon"}, "no time"),
        ({"event": "milestone_met", "amount": None}, "names no milestone"),
        ({"event": "outcome", "amount": None}, "what was measured"),
        ({"event": "correction", "amount": None}, "no number of an entry"),
    ],
)
def test_what_no_entry_says_is_told_though_its_hash_is_right(fields, told):
    """Somebody who knows how to hash writes a line by hand."""
    base = {name: value for name, value in MADE[1].items() if name not in ("prev", "hash")}
    forged = sealed(base | {"sequence": 7} | fields, MADE[-1]["hash"])
    chain = read_chain(as_file([*MADE, forged]), SEEN)
    assert [one.line for one in chain.troubles] == [7] and told in chain.troubles[0].reason
    assert len(chain.entries) == len(MADE)
