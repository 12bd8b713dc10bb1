"""Files that somebody writes are left until they are whole: leases, half names, files that grow."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from looks import looked, put
from spine_fixtures import Telling, published, run_plainly, write_proposal

from flows import half_written

NOBODY = 65534


@pytest.fixture
def shared():
    """A data folder of its own that another user may write to: those of pytest are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() == 0:
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def seen_by_another(data: Path) -> dict:
    """What a process without root's rights lands of ``data``; as ourselves where we are not root."""
    code = (
        "import json, os, sys; sys.path[:0] = sys.argv[2:]; import flows.local_folder; from pathlib import Path; "
        "from flows.landing import look; from flows.sources import sources_of\n"
        f"if os.geteuid() == 0: os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "data = Path(sys.argv[1]); found = look(data, sources_of({}, data)); "
        "print(json.dumps({'taken': [a.name for a in found.arrivals], 'left': found.left, 'unopened': found.unopened}))"
    )
    command = [sys.executable, "-c", code, str(data), str(Path(__file__).parents[2])]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout)


def test_a_file_that_may_not_be_read_is_told(shared):
    put(shared, "closed.yaml").chmod(0)
    put(shared, "open.yaml")
    found = seen_by_another(shared)
    assert found["unopened"] == [["proposals", "closed.yaml", "Permission denied"]] and found["taken"] == ["open.yaml"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else; the refusal itself is tested below")
def test_what_another_user_may_still_write_is_left_while_it_is_young(shared):
    put(shared, "old.yaml")
    put(shared, "young.yaml", b"id: A-1\ncapac", age=1)
    with (shared / "proposals" / "growing.yaml").open("wb") as file:
        file.write(b"id: A-2\ncapacity: 1")
        file.flush()
        found = seen_by_another(shared)
    assert found["taken"] == ["old.yaml"]
    assert found["left"] == [["proposals", name, half_written.YOUNG] for name in ("growing.yaml", "young.yaml")]


@pytest.mark.parametrize(
    "name",
    ["x.yaml.part", "x.yaml.tmp", "x.yaml.crdownload", "x.yaml.filepart", "x.yaml.PARTIAL", "x.yaml~", ".x.yaml.a1B2c3"],
)
def test_names_of_unfinished_files_are_left_and_told(tmp_path, name):
    put(tmp_path, name)
    landing = looked(tmp_path)
    assert landing.arrivals == [] and landing.left == [("proposals", name, half_written.UNFINISHED_NAME)]


def writer(path: Path, template: Path) -> subprocess.Popen:
    """Another process that writes the template slowly: a first part, and the rest when it is told to."""
    code = (
        "import sys; text = open(sys.argv[1]).read(); file = open(sys.argv[2], 'w'); file.write(text[:40]); file.flush(); "
        "print('half', flush=True); sys.stdin.readline(); file.write(text[40:]); file.close(); print('whole', flush=True); "
        "sys.stdin.readline()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(template), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_a_file_that_a_process_writes_is_left_while_its_earlier_content_stands(heat):
    run_plainly(heat)
    template = write_proposal(heat / "elsewhere", "second.yaml", id="HEAT-1", version=2, capacity="15 MW")
    process = writer(heat / "proposals" / "heat-1.yaml", template)
    try:
        assert process.stdout.readline() == "half\n"
        said = []
        summary = run_plainly(heat, progress=Telling(said))
        assert "left for the next run: proposals/heat-1.yaml (somebody is writing it)" in said
        assert summary.status == "done" and summary.counts["evaluated"] == 0
        (card,) = published(heat, "SELECT version FROM scorecard_latest WHERE project_id = 'HEAT-1'")
        assert card["version"] == 1
        (row,) = published(heat, "SELECT here, current FROM source_file WHERE name = 'heat-1.yaml'")
        assert row["here"] and row["current"]
        assert published(heat, "SELECT kind, name FROM left_for_next") == [{"kind": "proposals", "name": "heat-1.yaml"}]
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "whole\n"
        said.clear()
        run_plainly(heat, progress=Telling(said))
        assert not [text for text in said if "left for" in text]
        (card,) = published(heat, "SELECT version FROM scorecard_latest WHERE project_id = 'HEAT-1'")
        assert card["version"] == 2
    finally:
        process.kill()
        process.communicate()


def test_a_file_that_grows_while_it_is_read_is_left(tmp_path, monkeypatch):
    path = put(tmp_path, "grows.yaml", b"x" * 100)
    from flows import local_folder

    def read_and_grow(*arguments):
        answer = keep_stream(*arguments)
        with path.open("ab") as file:
            file.write(b"more")
        return answer

    keep_stream = local_folder.keep_stream
    monkeypatch.setattr(local_folder, "keep_stream", read_and_grow)
    landing = looked(tmp_path)
    assert landing.arrivals == [] and landing.left == [("proposals", "grows.yaml", half_written.CHANGED)]


@pytest.mark.parametrize("error", [errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.ENOLCK, None])
def test_where_nobody_says_who_writes_young_files_are_left(tmp_path, monkeypatch, error):
    import fcntl

    def refuses(handle, what, *_):
        raise OSError(error, os.strerror(error))

    for name, age in (("old", 60), ("young", 3), ("ahead", -3), ("far-ahead", -86_400)):  # of a server's clock
        put(tmp_path, f"{name}.yaml", age=age)
    if error is None:  # not Linux
        monkeypatch.delattr(fcntl, "F_SETLEASE", raising=False)
    else:
        monkeypatch.setattr(fcntl, "fcntl", refuses)
    landing = looked(tmp_path)
    assert [a.name for a in landing.arrivals] == ["far-ahead.yaml", "old.yaml"]
    assert landing.left == [("proposals", f"{name}.yaml", half_written.YOUNG) for name in ("ahead", "young")]
    assert half_written.YOUNG == "it is younger than 10 s and may still grow"


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_a_file_of_our_own_that_nobody_writes_is_taken_at_once(tmp_path):
    put(tmp_path, "x.yaml", age=0)
    assert [a.name for a in looked(tmp_path).arrivals] == ["x.yaml"]


def test_an_editor_left_open_for_hours_does_not_hold_a_file_back_for_ever(tmp_path):
    path = put(tmp_path, "open.yaml")
    with path.open("r+b"):
        assert looked(tmp_path).left == [("proposals", "open.yaml", half_written.BEING_WRITTEN)]
        os.utime(path, (time.time() - 2 * half_written.OPEN_BUT_IDLE_S,) * 2)
        assert [a.name for a in looked(tmp_path).arrivals] == ["open.yaml"]
