"""From files to a published snapshot, as an operator sees it: nothing lost, nothing doubled, nothing half."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from spine_fixtures import fingerprint, published, run_plainly

from scorecards.warehouse import open_snapshot, rows, snapshots
from tests.benchmarks.make_portfolio import make_portfolio

PROJECTS = 24


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    data = tmp_path_factory.mktemp("portfolio")
    make_portfolio(data, PROJECTS, seed=3, broken_share=0.1)
    return data, run_plainly(data, workers=2)


def copied(data: Path, to: Path) -> Path:
    for kind in ("proposals", "sites", "reviews"):
        shutil.copytree(data / kind, to / kind)
    shutil.copyfile(data / "fund.yaml", to / "fund.yaml")
    return to


def test_every_proposal_is_ranked_or_refused_with_a_reason(portfolio):
    data, summary = portfolio
    told = published(data, "SELECT DISTINCT project_id FROM told")
    ranked = published(data, "SELECT project_id FROM scorecard_latest")
    refused = published(data, "SELECT project_id, reason, remedy, place FROM quarantine_latest")
    assert {row["project_id"] for row in ranked} | {row["project_id"] for row in refused} == {row["project_id"] for row in told}
    assert summary.counts["failed"] == 0
    assert refused and all(row["reason"] and row["remedy"] for row in refused)


def test_second_run_computes_nothing_and_says_the_same(portfolio, tmp_path):
    data = copied(portfolio[0], tmp_path)
    run_plainly(data)
    before = fingerprint(data)
    again = run_plainly(data)
    assert (again.counts["evaluated"], again.counts["scored"], again.newly_refused) == (0, 0, [])
    assert fingerprint(data) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_same_bits_with_any_number_of_workers(portfolio, tmp_path, workers):
    data = copied(portfolio[0], tmp_path)
    run_plainly(data, workers=workers)
    assert fingerprint(data) == fingerprint(portfolio[0])


def test_same_bits_in_any_order_of_files(portfolio, tmp_path):
    data = copied(portfolio[0], tmp_path)
    names = sorted(path.name for path in (data / "proposals").iterdir())
    for number, name in enumerate(names):
        (data / "proposals" / name).rename(data / "proposals" / f"{len(names) - number:03d}-{name}")
    run_plainly(data)
    ours, theirs = fingerprint(data), fingerprint(portfolio[0])
    # An unreadable file goes into quarantine under its own name, which was changed here.
    for table in ("scorecard_latest", "answer_latest", "point_latest", "claim_latest"):
        assert ours[table] == theirs[table], table


def test_killed_at_ten_random_moments_the_next_run_ends_with_the_same_scorecards(portfolio, tmp_path):
    data = copied(portfolio[0], tmp_path)
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; from spine_fixtures import run_plainly; "
        "run_plainly(Path(sys.argv[1]), workers=2)"
    )
    command = [sys.executable, "-c", code, str(data), str(Path(__file__).parent), str(Path(__file__).parents[2])]
    longest, moments = 12.0, random.Random(20)
    killed = tries = 0
    while killed < 10 and (tries := tries + 1) <= 40:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(moments.uniform(0.1, 1.0) * longest)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        for run_id in snapshots(data):  # whatever is visible is whole
            connection = open_snapshot(data, run_id)
            assert rows(connection, "SELECT count(*) AS n FROM scorecard_latest")[0]["n"] > 0
            connection.close()
        if process.returncode == 0:
            shutil.rmtree(data / "warehouse")  # it got through: begin again from the files
            shutil.rmtree(data / "published")
            longest *= 0.8
    assert killed == 10, "the moments were too late to interrupt anything"
    run_plainly(data)
    assert fingerprint(data) == fingerprint(portfolio[0])
    assert not list((data / "warehouse" / "parts").glob("*.tmp")) and not list((data / "published").glob(".*"))
    doubled = published(data, "SELECT key, block, name FROM answer GROUP BY ALL HAVING count(*) > 1")
    assert doubled == []


def test_eight_readers_ask_during_runs_without_error_or_wait(portfolio, tmp_path):
    data = copied(portfolio[0], tmp_path)
    run_plainly(data)
    stop, troubles, waits = threading.Event(), [], []

    def ask():
        while not stop.is_set():
            began = time.perf_counter()
            try:
                connection = open_snapshot(data)
                answer = rows(
                    connection,
                    "SELECT run_id, (SELECT count(*) FROM scorecard_latest) AS n, "
                    "(SELECT count(DISTINCT project_id) FROM point_latest) AS m FROM snapshot",
                )
                connection.close()
                if len(answer) != 1 or answer[0]["n"] != answer[0]["m"]:
                    troubles.append(answer)
            except Exception as error:
                troubles.append(error)
            waits.append(time.perf_counter() - began)
            time.sleep(0.1)

    readers = [threading.Thread(target=ask) for _ in range(8)]
    for reader in readers:
        reader.start()
    for seed in (11, 12, 13):  # another seed: everything is computed anew
        run_plainly(data, seed=seed)
    stop.set()
    for reader in readers:
        reader.join()
    assert not troubles
    # Without other load the longest is 0.1 s; who waited for the writer would wait for the run.
    assert len(waits) > 50 and max(waits) < 5.0


def test_everything_a_scorecard_says_leads_back_to_a_file(portfolio):
    data, _ = portfolio
    for row in published(data, "SELECT file, sha256, place FROM fact"):
        assert len(row["sha256"]) == 64 and row["place"] and row["file"]
        assert (data / "landing" / row["sha256"][:2] / row["sha256"]).is_file()
    lost = published(
        data,
        "SELECT s.project_id FROM scorecard_latest s LEFT JOIN evaluation e USING (key) "
        "LEFT JOIN loaded_part l USING (part) WHERE l.part IS NULL",
    )
    assert lost == []
    evaluators = published(data, "SELECT evaluators FROM evaluation")
    assert all(len(one["code"]) == 32 for row in evaluators for one in json.loads(row["evaluators"]))
