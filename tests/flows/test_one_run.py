"""One run as an operator sees it: a fifth evaluator, a new rubric, a dry run, two at once, through Prefect, publishing alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import duckdb
import pytest
from spine_fixtures import DRAWS, fingerprint, published, run_plainly, write_proposal

from evaluators.toolkit.checks import check_name, evaluator_checks
from evaluators.toolkit.discovery import find_evaluators
from scorecards.warehouse import Busy, Warehouse, WarehouseError, open_snapshot, rows


def test_finished_batches_of_a_killed_run_are_not_computed_again(heat, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("flows.steps.load_parts", lambda warehouse, parts, run: killed() if parts else None)
        run_plainly(heat)
    summary = run_plainly(heat)
    assert (summary.counts["standing"], summary.counts["evaluated"]) == (3, 0)
    assert [row["status"] for row in published(heat, "SELECT status FROM run ORDER BY started")] == ["broken", "done"]


def test_fifth_evaluator_in_one_file_is_found_checked_run_scored_and_ranked(heat):
    found = find_evaluators()
    assert found.broken == {} and "geothermal_heat" in found.evaluators
    for check in evaluator_checks(found.evaluators["geothermal_heat"]):
        check()
    assert check_name(evaluator_checks(found.evaluators["geothermal_heat"])[0]) == "everything_says_what_it_means"
    summary = run_plainly(heat)
    assert summary.counts["evaluated"] == 3
    ranked = published(heat, "SELECT project_id, score FROM scorecard_latest")
    assert [row["project_id"] for row in ranked] == ["HEAT-3", "HEAT-2", "HEAT-1"] and ranked[0]["score"] > 0
    (cost,) = published(heat, "SELECT p10, p50, p90, unit FROM answer_latest WHERE project_id = 'HEAT-1' AND name = 'heat_cost'")
    # By hand: 0.08 x capex / 5 MWh per kW; the assumed capex reaches from 1000 to 2500 USD/kW.
    assert 16.0 <= cost["p10"] <= cost["p50"] <= cost["p90"] <= 40.0 and cost["unit"] == "USD2024/MWh"


def test_new_rubric_scores_again_without_evaluating(heat):
    run_plainly(heat)
    text = resources.files("scorecards").joinpath("rubric.yaml").read_text(encoding="utf-8")
    (heat / "ours.yaml").write_text(text.replace("at: [0, 2000]", "at: [0, 600]"))
    with (heat / "fund.yaml").open("a") as fund:
        fund.write("rubric: ours.yaml\n")
    summary = run_plainly(heat)
    assert (summary.counts["evaluated"], summary.counts["scored"]) == (0, 3)


def test_dry_run_tells_and_changes_nothing(heat):
    run_plainly(heat)
    before = fingerprint(heat)
    write_proposal(heat, "heat-4.yaml", id="HEAT-4")
    summary = run_plainly(heat, dry_run=True)
    assert (summary.counts["read"], summary.counts["evaluated"]) == (1, 1)
    assert fingerprint(heat) == before
    assert run_plainly(heat).counts["evaluated"] == 1


def test_two_runs_at_once_the_second_is_told_to_wait(heat):
    (heat / "warehouse").mkdir(parents=True)
    code = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(30)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(heat / "warehouse" / "pipeline.duckdb")], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        with pytest.raises(Busy, match="Another run is writing"):
            run_plainly(heat)
    finally:
        holder.kill()
        holder.wait()


def test_database_of_a_newer_version_is_refused(heat):
    run_plainly(heat)
    with duckdb.connect(str(heat / "warehouse" / "pipeline.duckdb")) as connection:
        connection.execute("INSERT INTO schema_version VALUES (999)")
    with pytest.raises(WarehouseError, match="newer cleanfund"):
        Warehouse(heat)


def test_snapshot_is_written_for_duckdb_1_4_and_cannot_be_written_by_readers(heat):
    run_plainly(heat)
    connection = open_snapshot(heat)
    tags = rows(connection, "SELECT tags['storage_version'] AS version FROM duckdb_databases() WHERE NOT internal")
    assert tags[0]["version"].startswith("v1.4.0")
    for forbidden in (
        "CREATE TABLE x (a INT)",
        "COPY scorecard_latest TO 'x.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(forbidden)
    connection.close()


def test_all_draws_are_kept_in_parquet(heat):
    run_plainly(heat)
    parts = str(heat / "warehouse" / "parts" / "*.parquet")
    (answer,) = duckdb.sql(
        f"SELECT len(draws) AS n, list_avg(draws) AS mean, any_value(mean) AS kept FROM '{parts}' "
        "WHERE name = 'heat_cost' GROUP BY draws LIMIT 1"
    ).fetchall()
    assert answer[0] == DRAWS and answer[1] == pytest.approx(answer[2], rel=1e-6)


def test_through_prefect_the_run_says_the_same_and_leaves_artifacts_and_logs(heat, tmp_path):
    plain = copied_heat(heat, tmp_path / "plain")
    run_plainly(plain)
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; from flows.nightly import run; "
        f"summary = run(Path(sys.argv[1]), draws={DRAWS}); print(summary.run_id, summary.status)"
    )
    asked = """
import asyncio, sys
from pathlib import Path
from flows.engine import quiet_environment
data = Path(sys.argv[1]); quiet_environment(data)
from flows.prefect_server import start_server
server = start_server(data, lambda text: None)
with server.connected():
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import LogFilter
    with get_client(sync_client=True) as client:
        flow = client.read_flow_runs()[0]
        tasks = {t.name.rsplit('-', 1)[0] for t in client.read_task_runs()}
        print(flow.state_name, sorted({a.key for a in client.read_artifacts()} | tasks))
        print("\\n".join(log.message for log in client.read_logs(LogFilter())))
server.stop()
"""
    home = str(Path(__file__).parents[2])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(heat), home], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0 and done.stdout.split()[1] == "done", done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert fingerprint(heat) == fingerprint(plain)
    told = subprocess.run(
        [sys.executable, "-c", asked, str(heat)],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONPATH": home},
        check=True,
    )
    first, *logs = told.stdout.splitlines()
    assert first.startswith("Completed") and all(
        f"'{key}'" in first for key in ("ranking", "refused", "stages", "assess", "ingest", "publish")
    )
    assert any(line.startswith("assess") or line.startswith("score: ") for line in logs)


def copied_heat(data: Path, to: Path) -> Path:
    shutil.copytree(data / "proposals", to / "proposals")
    return to


def test_publishing_alone_loses_no_project(heat):
    run_plainly(heat)
    with pytest.raises(WarehouseError, match="3 projects are not evaluated as they stand now"):
        run_plainly(heat, only="publish", seed=99)
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3
    run_plainly(heat, only="publish")
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3
