"""Every file that ``make fuzz`` found to break something is read again: a document or a reason, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from tests.fuzz.judge import Fault, judge, reader_named  # noqa: E402

FOUND = sorted(path for path in (ROOT / "tests" / "fuzz" / "found").glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_that_broke_something_does_so_no_more(path, monkeypatch):
    reader = reader_named(path.parent.name)
    judge(reader.KIND, path.name, path.read_bytes())
    # A child process hides what its reader breaks on, so that it is asked here too, unless a library ends the process.
    if hasattr(reader, "read_here") and not path.name.startswith(("crash", "hang", "memory")):
        monkeypatch.setattr(reader, "read", reader.read_here)
        judge(reader.KIND, path.name, path.read_bytes())


def test_the_cases_are_small():
    assert FOUND and max(path.stat().st_size for path in FOUND) <= 10_000


def test_a_reader_that_breaks_is_a_fault_and_is_named_by_its_function(monkeypatch):
    def broken_reader(name, data):
        return {}[name]

    monkeypatch.setattr(reader_named("site_wasp_tab"), "read", broken_reader)
    with pytest.raises(Fault, match=r"^KeyError-broken_reader: .*'x\.tab'"):
        judge("sites", "x.tab", b"")
