"""The doctor: what it finds wrong with a fund's folder and this machine, and what it mends."""

from __future__ import annotations

import json
from pathlib import Path


def test_doctor_reads_the_funds_file(ask, tmp_path):
    (tmp_path / "proposals").mkdir()

    def found() -> dict:
        code, out, _ = ask("doctor", "--data", str(tmp_path), "--format", "json")
        return {"code": code} | next(row for row in json.loads(out)["rows"] if row["name"] == "fund.yaml")

    assert found()["state"] == "warn"
    (tmp_path / "fund.yaml").write_text("name: A fund\nseed: 7\ndraws: 2000\n")
    assert (found()["state"], found()["text"]) == ("ok", "A fund, 2,000 draws")
    (tmp_path / "fund.yaml").write_text("name: [A fund\n")
    broken = found()
    assert (broken["code"], broken["state"]) == (5, "wrong")
    assert "fund.yaml cannot be read" in broken["text"]
    assert "Mend" in broken["mend"]


def test_doctor_finds_and_mends(ask, data):
    import os

    state = data / "state"
    state.mkdir(exist_ok=True)
    half, dead, fresh = (
        data / "published" / ".old.duckdb.tmp",
        state / "prefect-server.pid",
        data / "published" / ".new.duckdb.tmp",
    )
    half.write_text("half")
    fresh.write_text("being written")
    os.utime(half, (1, 1))
    dead.write_text(json.dumps({"pid": 2**22 + 1, "port": 1, "started": "1", "owner": 2**22 + 2, "owner_started": "1"}))
    code, out, _ = ask("doctor", "--format", "json")
    rows = json.loads(out)["rows"]
    left = [row["text"] for row in rows if row["name"] == "left over"]
    assert any(".old.duckdb.tmp" in text for text in left)
    assert any("prefect-server.pid" in text for text in left)
    assert code == (5 if any(row["state"] == "wrong" for row in rows) else 0)
    ask("doctor", "--mend")
    assert not half.exists()
    assert not dead.exists()
    assert fresh.exists()
    fresh.unlink()


def test_doctor_calls_a_snapshot_that_does_not_open_wrong(ask, tmp_path):
    (tmp_path / "proposals").mkdir()
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "CURRENT").write_text("20260101T000000-dead\n")
    (tmp_path / "published" / "20260101T000000-dead.duckdb").write_text("no database")
    code, out, _ = ask("doctor", "--data", str(tmp_path), "--format", "json")
    assert code == 5
    assert next(row for row in json.loads(out)["rows"] if row["name"] == "snapshot")["state"] == "wrong"


def test_doctor_and_the_project_agree_on_versions():
    import tomllib

    from packaging.requirements import Requirement

    from app.machine import VERSIONS

    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    wanted = {need.name: str(need.specifier) for need in map(Requirement, tomllib.loads(text)["project"]["dependencies"])}
    from packaging.specifiers import SpecifierSet

    for name, (specifier, _) in VERSIONS.items():
        assert SpecifierSet(specifier) == SpecifierSet(wanted[name]), name
