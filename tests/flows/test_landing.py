"""What lands from a folder: whole files only, plain files only, each once, and in little memory."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looks import looked, put
from spine_fixtures import published, run_plainly

from flows.facts import Unreadable
from flows.landing import keep, land, place

OLD = 1_700_000_000


def remembered(landing):
    return {(row["kind"], row["source"], row["name"]): row for row in landing.listing}


def test_a_file_lands_under_its_hash_and_once(tmp_path):
    put(tmp_path, "b.yaml", b"two")
    put(tmp_path, "a.yaml", b"two")
    put(tmp_path, "below/c.yaml", b"three")
    arrivals = land(tmp_path)
    assert [(a.name, a.size, a.read()) for a in arrivals] == [
        ("a.yaml", 3, b"two"),
        ("b.yaml", 3, b"two"),
        ("below/c.yaml", 5, b"three"),
    ]
    assert all(a.sha256 == hashlib.sha256(a.read()).hexdigest() == a.kept.name for a in arrivals)
    assert sum(path.is_file() for path in (tmp_path / "landing").rglob("*")) == 2, "one copy of each content, nothing half"


@settings(max_examples=30, deadline=None)
@given(content=st.binary(max_size=300))
def test_what_landed_is_what_came(tmp_path_factory, content):
    data = tmp_path_factory.mktemp("data")
    put(data, "x.yaml", content)
    (arrival,) = land(data)
    assert arrival.read() == content and arrival.size == len(content)


def test_a_large_file_lands_in_pieces(tmp_path):
    content = os.urandom(1 << 20) * 15  # above what is held at a time, below the limit of a proposal
    put(tmp_path, "large.yaml", content)
    (arrival,) = land(tmp_path)
    assert arrival.sha256 == hashlib.sha256(content).hexdigest() and arrival.kept.stat().st_size == len(content)


def test_300_mb_are_refused_under_the_files_own_name_in_little_memory(heat):
    with (heat / "proposals" / "scans.yaml").open("wb") as file:
        file.truncate(300_000_000)
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; from flows.landing import land; "
        "found = [a for a in land(Path(sys.argv[1])) if a.name == 'scans.yaml']; "
        "peak = [line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')]; print(len(found), *peak)"
    )
    command = [sys.executable, "-c", code, str(heat), str(Path(__file__).parents[2])]
    if sys.platform == "linux":
        found, peak_kb = map(int, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
        assert found == 1 and peak_kb < 100_000
    run_plainly(heat)
    (refused,) = published(heat, "SELECT project_id, rule, found, reason FROM quarantine_latest")
    assert refused["project_id"] == "scans.yaml" and refused["rule"] == "file.too_large" and refused["found"] == "300.0 MB"
    assert "may have at most 20 MB" in refused["reason"]
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3
    assert sum(path.stat().st_size for path in (heat / "landing").rglob("*")) < 1e6, "it is not copied"


def test_only_plain_files_of_the_folder_itself_are_taken(tmp_path):
    put(tmp_path, "good.yaml")
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "secret.yaml").write_text("id: SECRET\n")
    folder = tmp_path / "proposals"
    (folder / "away.yaml").symlink_to(outside / "secret.yaml")
    (folder / "up.yaml").symlink_to("../elsewhere/secret.yaml")
    (folder / "dead.yaml").symlink_to("nowhere.yaml")
    (folder / "inside.yaml").symlink_to("good.yaml")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.yaml")
    (folder / "zero.yaml").symlink_to("/dev/zero")
    door = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # a socket's path may have 107 bytes
    try:
        door.bind("door.yaml")
        landing = looked(tmp_path)
    finally:
        os.chdir(here)
        door.close()
    assert [a.name for a in landing.arrivals] == ["good.yaml", "inside.yaml"]
    told = {name: why for _, name, why in landing.unopened}
    assert set(told) == {"away.yaml", "up.yaml", "dead.yaml", "round", "pipe.yaml", "zero.yaml", "door.yaml"}
    assert "link to a file outside" in told["away.yaml"] and "link to a file outside" in told["up.yaml"]
    assert "link to a file outside" in told["zero.yaml"] and "pipe" in told["pipe.yaml"] and "link to a folder" in told["round"]


def test_strange_names_land(tmp_path):
    folder = tmp_path / "proposals"
    folder.mkdir()
    long = "x" * 250 + ".yaml"
    for name in (long.encode(), b"\x83e\x83X.yaml", "提案 café.yaml".encode(), b"new\nline.yaml", b"-rf.yaml", b"a:b?.yaml"):
        with open(os.fsencode(folder) + b"/" + name, "wb") as file:
            file.write(name)
    arrivals = land(tmp_path)
    assert {a.name for a in arrivals} == {
        long, "\\x83e\\x83X.yaml", "提案 café.yaml", "new\nline.yaml", "-rf.yaml", "a:b?.yaml"
    }  # fmt: skip
    assert len({a.sha256 for a in arrivals}) == 6


def test_hidden_files_readmes_and_office_locks_are_passed_over_without_a_word(tmp_path):
    for name in (".DS_Store", ".git/config", "README.md", "~$form.xlsx", "good.yaml"):
        put(tmp_path, name)
    landing = looked(tmp_path)
    assert [a.name for a in landing.arrivals] == ["good.yaml"] and landing.left == landing.unopened == []


def settled(monkeypatch):
    """As if every file had been changed long ago."""
    from flows import local_folder

    monkeypatch.setattr(local_folder, "SETTLED_S", -3600.0)


def test_a_file_as_it_was_is_not_read_again(tmp_path, monkeypatch):
    settled(monkeypatch)
    put(tmp_path, "a.yaml", b"one")
    first = looked(tmp_path)
    monkeypatch.setattr("flows.local_folder.keep_stream", lambda *_: pytest.fail("it was read again"))
    again = looked(tmp_path, remembered(first))
    assert again.arrivals == first.arrivals


@pytest.mark.parametrize("change", ["content of the same size and time", "moved in place", "copy lost"])
def test_no_change_hides_behind_size_and_time(tmp_path, monkeypatch, change):
    settled(monkeypatch)
    path = put(tmp_path, "a.yaml", b"one")
    os.utime(path, (OLD, OLD))
    first = looked(tmp_path)
    expected = b"one"
    if change == "copy lost":
        place(tmp_path, first.arrivals[0].sha256).unlink()
    else:
        expected = b"two"
        target = path if change.startswith("content") else tmp_path / "other"
        target.write_bytes(expected)
        os.utime(target, (OLD, OLD))
        target.replace(path)
    (arrival,) = looked(tmp_path, remembered(first)).arrivals
    assert arrival.read() == expected


def test_a_file_changed_just_now_is_not_remembered(tmp_path):
    put(tmp_path, "a.yaml")  # its time of change, unlike that of its content, cannot be set back
    assert looked(tmp_path).listing == []


def test_a_copy_that_is_gone_is_that_files_trouble(tmp_path):
    arrival = keep(tmp_path, "proposals", "a.yaml", b"one")
    arrival.kept.unlink()
    with pytest.raises(Unreadable, match=r"Its copy in the landing zone is gone\. Put the file"):
        arrival.read()


def test_ten_thousand_files_are_looked_at_in_seconds(tmp_path, monkeypatch):
    settled(monkeypatch)
    folder = tmp_path / "proposals"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.yaml").write_bytes(b"id: %d\n" % number)
    began = time.process_time()
    first = looked(tmp_path)
    landed = time.process_time() - began
    began = time.process_time()
    again = looked(tmp_path, remembered(first))
    known = time.process_time() - began
    assert again.arrivals == first.arrivals and len(first.arrivals) == 10_000
    assert landed < 12 and known < 4, (landed, known)
