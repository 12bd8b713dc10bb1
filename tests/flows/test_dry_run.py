"""A dry run: not one byte of the fund's folder changes, and it tells what the run will tell."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from spine_fixtures import Telling, run_plainly, write_proposal

from flows.rehearsal import rehearsal_folder
from scorecards.warehouse import Busy, Warehouse

REPOSITORY = str(Path(__file__).parents[2])


def state(data: Path) -> dict[str, tuple[str, int]]:
    """All that lies in the folder, down to the hash and the time of each file."""
    return {
        path.relative_to(data).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder",
            path.stat().st_mtime_ns,
        )
        for path in sorted(data.rglob("*"))
    }


def rehearsed(data: Path):
    """The summary of a dry run that left everything as it was, and what it said."""
    said: list[str] = []
    before = state(data)
    told = run_plainly(data, dry_run=True, progress=Telling(said))
    assert state(data) == before
    assert told.status == "dry run"
    return told, said


def alike(told, done) -> None:
    for name in ("accepted", "quarantined", "withdrawn", "standing", "evaluated"):
        assert told.counts.get(name, 0) == done.counts.get(name, 0), name
    assert told.changes == done.changes
    assert [(row["project_id"], row["reason"]) for row in told.newly_refused] == [
        (row["project_id"], row["reason"]) for row in done.newly_refused
    ]


def test_on_a_new_fund_nothing_is_written_and_the_counts_are_the_runs(heat):
    write_proposal(heat, "heat-4.yaml", id="HEAT-4", capacity="4")
    told, _ = rehearsed(heat)
    assert sorted(path.name for path in heat.iterdir()) == ["proposals"]
    assert (told.counts["accepted"], told.counts["quarantined"], told.counts["evaluated"]) == (3, 1, 3)
    alike(told, run_plainly(heat))


def test_on_an_old_fund_nothing_is_written_and_the_counts_are_the_runs(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15 MW")
    write_proposal(heat, "heat-2.yaml", id="HEAT-2", version=2, capacity="15")
    (heat / "proposals" / "heat-3.yaml").unlink()
    (heat / "proposals" / "torn.yaml").write_text("id: [\n")
    told, _ = rehearsed(heat)
    assert told.counts["read"] == 3, "known files are not read again"
    assert told.counts["quarantined"] == 2
    again, _ = rehearsed(heat)
    assert again.counts == told.counts
    alike(told, run_plainly(heat))


SAIL = '''\
"""A sail in the wind of a site, invented for a test."""
from evaluators.toolkit import evaluator, given, measured


@evaluator("sail")
def sail(area=given("m**2", "of the sail", example=10), wind_speed_monthly=measured("m/s", "wind by month", shape="month")):
    """Cost of a sail."""
    cost = 1e5 * area * wind_speed_monthly.mean()
    return {"capex": cost, "opex": 0.02 * cost, "reference_t": cost / 1e3, "project_t": 0.0, "life": 20}
'''


def test_the_series_of_a_site_are_not_kept_either(heat, tmp_path):
    (tmp_path / "own evaluators" / "sail.py").write_text(SAIL)
    path = write_proposal(heat, "heat-4.yaml", id="HEAT-4")
    block = "technology: sail\n    site: hill\n    given: {area: 20 m**2}\n"
    path.write_text(path.read_text().split("technology:")[0] + block)
    (heat / "sites").mkdir()
    (heat / "sites" / "hill.monthly.csv").write_text("month,wind_speed [m/s]\n" + "".join(f"{n},{n}\n" for n in range(1, 13)))
    told, _ = rehearsed(heat)
    assert told.counts["accepted"] == 4
    done = run_plainly(heat)
    alike(told, done)
    assert list((heat / "warehouse" / "series").glob("*")), "the run keeps what its rehearsal did not"


def test_what_waits_in_the_log_of_the_database_is_known(heat):
    run_plainly(heat)
    # A run that is killed leaves its last words in the log beside the file.
    code = (
        "import os, sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; from scorecards.warehouse import Warehouse; "
        "w = Warehouse(Path(sys.argv[1])); w.execute(\"INSERT INTO run (run_id, started, status, seed, draws) VALUES "
        "('killed', now()::TIMESTAMP, 'running', 1, 1)\"); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(heat), REPOSITORY], check=True)
    before = state(heat)
    assert "warehouse/pipeline.duckdb.wal" in before
    with rehearsal_folder(heat) as home:
        copy = Warehouse(home)
        assert copy.rows("SELECT run_id FROM run WHERE status = 'running'") == [{"run_id": "killed"}]
        copy.close()
    assert state(heat) == before and not home.exists()


def test_while_another_run_writes_a_rehearsal_waits_its_turn(heat):
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; from scorecards.warehouse import Warehouse; "
        "w = Warehouse(Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", code, str(heat), REPOSITORY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(Busy, match="Another run is writing"):
            run_plainly(heat, dry_run=True)
        process.communicate("\n")
    rehearsed(heat)


def test_what_lands_in_a_rehearsal_never_reaches_the_files_behind_its_links(heat):
    run_plainly(heat)
    (kept, *_) = sorted(path for path in (heat / "landing").rglob("*") if path.is_file())
    whole = kept.read_bytes()
    kept.write_bytes(b"")  # as after a power cut: it is landed anew, by the run, not by its rehearsal
    (heat / "proposals" / "heat-1.yaml").touch()
    (heat / "proposals" / "heat-2.yaml").touch()
    (heat / "proposals" / "heat-3.yaml").touch()
    rehearsed(heat)
    assert kept.read_bytes() == b""
    run_plainly(heat)
    assert kept.read_bytes() == whole
