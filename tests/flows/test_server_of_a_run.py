"""Prefect's server of a run: one, never orphaned, and gone when its run is killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from run_processes import clean_environment

from flows import orphans

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")


def start(script: str, data: Path) -> subprocess.Popen[str]:
    code = "import json, os, sys, threading, time\nfrom pathlib import Path\n" + textwrap.dedent(script)
    command = [sys.executable, "-c", code, str(data)]
    return subprocess.Popen(
        command, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=data
    )


def servers(data: Path) -> list[int]:
    """Processes that serve with this data folder's Prefect home, whoever started them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        serving = b"prefect_child" in command or b"uvicorn" in command
        if serving and f"PREFECT_HOME={data / '.prefect'}".encode() in environment.split(b"\0"):
            found.append(int(entry.name))
    return found


def gone_within(data: Path, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while servers(data) and time.monotonic() < end:
        time.sleep(0.1)
    return not servers(data)


DEMO = """
from flows import artifacts, engine, prefect_server
data = Path(sys.argv[1])
engine.quiet_environment(data)
server = prefect_server.start_server(data, lambda line: print(line, file=sys.stderr))
import prefect
from collections import Counter
calls, now, most, done = Counter(), set(), [0], []

def work(batch):
    calls[batch] += 1
    now.add(batch)
    most[0] = max(most[0], len(now))
    time.sleep(0.2)
    now.discard(batch)
    if batch == 2 and calls[batch] == 1:
        raise OSError("fails once")
    if batch == 4:
        raise ValueError("always fails")
    return batch * 10

@prefect.flow(name="demo")
def demo(workers):
    most[0] = 0
    results = engine.map_batches(
        work, list(range(6)), workers, "assess",
        lambda index, result: done.append((index, threading.current_thread() is threading.main_thread())),
        retries=1, retry_delay_seconds=0,
    )
    artifacts.table_artifact("Quarantine", "Refused", [{"id": "<b>x</b>", "points": float("nan")}])
    artifacts.markdown_artifact("summary", "Run", ["<img src=x> [a](http://b)"])
    print("in the flow", flush=True)
    return [repr(result) for result in results], most[0]

with server.connected():
    two, one = demo(2), demo(1)
with server.connected():
    from prefect.client.orchestration import get_client
    with get_client(sync_client=True) as client:
        tasks = [(run.name, run.state_name) for run in client.read_task_runs(limit=200)]
        kept = [(item.key, item.data) for item in client.read_artifacts()]
        logs = [log.message for log in client.read_logs(limit=200)]
        states = [run.state_name for run in client.read_flow_runs()]
print(json.dumps({"two": two, "one": one, "done": done, "tasks": tasks, "kept": kept, "logs": logs,
                  "states": states, "same": os.environ["PREFECT_API_URL"] == server.url}), flush=True)
"""

SLOW = """
from flows import engine, prefect_server
data = Path(sys.argv[1])
engine.quiet_environment(data)
server = prefect_server.start_server(data, lambda line: print(line, file=sys.stderr))
import prefect
both = threading.Barrier(2)

def work(batch):
    both.wait()
    if batch == 0:
        print(server.process.pid, flush=True)
    time.sleep(60)

@prefect.flow(name="slow")
def slow():
    engine.map_batches(work, list(range(6)), 2, "assess")

with server.connected():
    slow()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fund")


@needs_proc
def test_a_run_on_a_fresh_home_has_one_server_and_leaves_its_records(home: Path) -> None:
    run = start(DEMO, home)
    assert run.stdout is not None
    assert run.stdout.readline() == "in the flow\n"
    during = servers(home)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert len(during) == 1
    assert servers(home) == []
    assert not (home / "state" / "prefect-server.pid").exists()

    seen = json.loads(out.splitlines()[-1])
    expected = ["0", "10", "20", "30", "ValueError('always fails')", "50"]
    assert seen["two"][0] == seen["one"][0] == expected
    assert (seen["two"][1], seen["one"][1]) == (2, 1)  # batches at the same time
    assert sorted(seen["done"]) == sorted([[index, True] for index in range(6)] * 2)
    assert sorted(seen["tasks"]) == sorted(
        [[f"assess-{index}", "Failed" if index == 4 else "Completed"] for index in range(6)] * 2
    )
    assert seen["states"] == ["Completed", "Completed"]
    assert any("always fails" in line for line in seen["logs"])  # stored with the run ...
    assert sorted(key for key, _ in seen["kept"]) == ["quarantine", "quarantine", "summary", "summary"]
    assert not any(sign in str(data) for _, data in seen["kept"] for sign in ("<", "](h"))
    assert seen["same"]
    # ... and on the terminal one sentence of ours, no log line and no traceback.
    assert len(err.splitlines()) == 1, err
    assert "once for this data folder" in err


@needs_proc
def test_a_killed_run_leaves_no_server_and_the_next_run_starts(home: Path) -> None:
    run = start(SLOW, home)
    assert run.stdout is not None
    pid = int(run.stdout.readline())
    assert servers(home) == [pid]
    run.kill()
    run.communicate()
    assert gone_within(home, 10)

    run = start(SLOW, home)  # the record of the killed run lies there still
    assert run.stdout is not None
    assert int(run.stdout.readline()) != pid
    began = time.monotonic()
    run.send_signal(signal.SIGINT)  # two batches are computing and cannot be interrupted
    _, err = run.communicate(timeout=90)
    assert time.monotonic() - began < 8
    assert run.returncode == 130
    assert "Stopped. What is finished is kept" in err
    assert "Traceback" not in err
    assert gone_within(home, 10)
    with sqlite3.connect(home / ".prefect" / "prefect.db") as stored:
        states = stored.execute(
            "select s.name, s.message from flow_run r join flow_run_state s on s.id = r.state_id "
            "join flow f on f.id = r.flow_id where f.name = 'slow' order by r.start_time"
        ).fetchall()
    assert states == [("Crashed", "the process was killed"), ("Crashed", "stopped by the user")]


@needs_proc
def test_a_cron_deployment_gets_its_runs(home: Path) -> None:
    """prefect 3.8.8 with SQLAlchemy 2.1 schedules nothing, silently; ordinary runs do not show it."""
    script = """
    from flows import engine, prefect_server
    data = Path(sys.argv[1])
    engine.quiet_environment(data)
    server = prefect_server.start_server(data, lambda line: None, all_services=True)
    with server.connected():
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.actions import DeploymentScheduleCreate
        from prefect.client.schemas.schedules import CronSchedule
        with get_client(sync_client=True) as client:
            flow = client.create_flow_from_name("nightly")
            every = DeploymentScheduleCreate(schedule=CronSchedule(cron="* * * * *"), active=True)
            client.create_deployment(flow_id=flow, name="nightly", schedules=[every])
            end = time.monotonic() + 40
            while time.monotonic() < end:
                runs = [run for run in client.read_flow_runs() if run.auto_scheduled]
                if runs:
                    break
                time.sleep(0.5)
    print(len(runs), flush=True)
    server.stop()
    """
    run = start(script, home)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert int(out) > 0
    assert servers(home) == []


@needs_proc
def test_only_the_orphan_of_a_dead_run_is_ended(tmp_path: Path) -> None:
    record, said = tmp_path / "prefect-server.pid", []
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        orphans.write_record(record, sleeper.pid, 1)
        with pytest.raises(orphans.EngineError, match=f"Another run .process {os.getpid()}."):
            orphans.end_orphan(record, said.append)  # its owner is this very process
        known = json.loads(record.read_text())

        record.write_text(
            json.dumps({**known, "started": "1", "owner_started": "1"})
        )  # the number went to another
        orphans.end_orphan(record, said.append)
        assert sleeper.poll() is None and said == [] and not record.exists()

        record.write_text(json.dumps({**known, "owner_started": "1"}))
        orphans.end_orphan(record, said.append)
        assert sleeper.wait(5) == -signal.SIGTERM
        assert len(said) == 1 and str(sleeper.pid) in said[0]

        record.write_text("not json")
        orphans.end_orphan(record, said.append)
    finally:
        sleeper.kill()
        sleeper.wait()
