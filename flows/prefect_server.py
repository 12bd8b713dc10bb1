"""The Prefect server of one run: a child process of ours, started early, never orphaned.

Prefect's own ephemeral server is started inside the first flow call: the flow then waits for it, a Ctrl-C kills
it before the last states are stored, and a killed run leaves it behind. Here the same server starts while the
other work is done, takes a free port by itself, ends when its owner does, and leaves a record for the next start.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.orphans import EngineError, end_orphan, write_record
from flows.run_records import close_interrupted, settle

START_SECONDS = 180  # a fresh database needs 10-20 s, on a loaded machine 50 s and more
# Only for the server of one run: no page, none of the services that serve deployments and automations.
# The names are those of Prefect 3.8.8; the recorder of task runs, the log and the artifacts stay on.
ONE_RUN = {
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    # 5 ms of the server's CPU for a task run instead of 17: states are written together, not one by one.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "20",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}


@dataclass
class Server:
    """A Prefect API to run flows against. `process` is None where the user named a server of his own."""

    url: str
    log: Path | None = None
    record: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0  # [s] since the epoch
    after_crash: bool = False  # the run before this one was killed

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Return when the API answers; raise EngineError when it ended or `seconds` [s] are over."""
        if self.process is None:
            return _reach(self.url)
        port, end = int(self.url.rsplit(":", 1)[1].split("/")[0]), time.monotonic() + seconds
        while not _healthy(port):
            if self.process.poll() is not None:
                raise EngineError(
                    self._failure(f"ended with code {self.process.returncode} while it started")
                )
            if time.monotonic() > end:
                self.stop()
                raise EngineError(self._failure(f"did not answer within {seconds:.0f} s"))
            time.sleep(0.1)

    def _failure(self, what: str) -> str:
        assert self.log is not None
        lines = self.log.read_text(errors="replace").splitlines()[-15:] if self.log.exists() else []
        tail = "\n".join("    " + line for line in lines) or "    (empty)"
        return (
            f"The Prefect server of this run {what}.\n  Its log, {self.log}, ends with:\n{tail}\n"
            "  It may be a full disk, a version pair that does not work together, or a slow machine.\n"
            "  Next: run `cleanfund doctor`; where a Prefect server is running, set PREFECT_API_URL to use it."
        )

    @contextlib.contextmanager
    def connected(self) -> Iterator[None]:
        """Flows inside this block use exactly this server; at its end all they reported has been stored."""
        self.wait_ready()
        import logging

        from prefect.settings import PREFECT_API_URL, temporary_settings

        for name in ("prefect.flow_runs", "prefect.task_runs"):
            # Stored with the run and shown in Prefect's page; on the terminal our own sentences speak.
            logging.getLogger(name).propagate = False
        with temporary_settings({PREFECT_API_URL: self.url}):
            if self.after_crash:
                with contextlib.suppress(Exception):
                    close_interrupted(self.started)
            try:
                yield
            finally:
                if self.process is not None and self.process.poll() is None:
                    with contextlib.suppress(Exception):  # what is only shown must not fail the run
                        settle(self.started, seconds=3.0 if sys.exc_info()[0] else 30.0)

    def cpu_seconds(self) -> float:
        """CPU that the server has used so far [s]; 0 where it is not ours or the system does not tell."""
        try:
            assert self.process is not None
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (AssertionError, OSError, IndexError, ValueError):
            return 0.0

    def stop(self) -> None:
        """End the server; harmless when called twice or for a server that is not ours."""
        if self.process is None:
            return
        if os.environ.get("PREFECT_API_URL") == self.url:
            del os.environ["PREFECT_API_URL"]
        self.process.terminate()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        if self.record:
            self.record.unlink(missing_ok=True)


def start_server(data: Path, say: Callable[[str], None], all_services: bool = False) -> Server:
    """Start the server of this run and return at once (some 50 ms); `wait_ready` or `connected` waits for it.

    Where PREFECT_API_URL is set, that server is used and none started. `all_services` starts the scheduler and
    the page too, for schedules. Sets PREFECT_API_URL for this process until `stop`. Raises EngineError.
    """
    import atexit

    if url := os.environ.get("PREFECT_API_URL"):
        return Server(url)
    state = data.resolve() / "state"
    state.mkdir(parents=True, exist_ok=True)
    record, log = state / "prefect-server.pid", state / "prefect-server.log"
    after_crash = end_orphan(record, say)
    home = Path(os.environ.get("PREFECT_HOME", data.resolve() / ".prefect"))
    if not (home / "prefect.db").exists():
        say("Preparing the record of runs (Prefect), once for this data folder: some 10 to 20 s.")
    kind = {} if all_services else ONE_RUN
    environment = {"PREFECT_HOME": str(home), "PREFECT__SERVER_FINAL": "1", **kind, **os.environ}
    with log.open("wb") as out:
        process = subprocess.Popen(
            # -P: the files beside the child's must not shadow other modules in the child.
            [sys.executable, "-P", str(Path(__file__).with_name("prefect_child.py")), str(os.getpid())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, env=environment,
            start_new_session=True,  # a Ctrl-C is for the run, which then still needs its server
        )  # fmt: skip
    assert process.stdout is not None
    port = process.stdout.readline().strip().decode()
    server = Server(f"http://127.0.0.1:{port}/api", log, record, process, time.time(), after_crash)
    if not port:
        process.wait()
        raise EngineError(server._failure(f"ended with code {process.returncode} before it had a port"))
    write_record(record, process.pid, int(port))
    os.environ["PREFECT_API_URL"] = server.url  # before prefect is imported, and for processes we start
    atexit.register(server.stop)
    return server


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)  # asks no proxy
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reach(url: str) -> None:
    try:
        urllib.request.urlopen(url.rstrip("/") + "/health", timeout=15).close()  # noqa: S310 - the address is the user's own
    except urllib.error.HTTPError:
        return  # it answers; whether it lets us in, Prefect says better
    except (OSError, ValueError) as error:
        raise EngineError(
            f"The Prefect server at PREFECT_API_URL={url} does not answer ({error}).\n"
            "  It may be down, or the address may lack its /api.\n"
            "  Next: start it (`prefect server start`), or unset PREFECT_API_URL to let this run start its own."
        ) from error
