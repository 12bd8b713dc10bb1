"""The record of a run's Prefect server, by which the next start ends one that a killed run left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


class EngineError(RuntimeError):
    """Prefect could not be started or reached; the message says what to do."""


def write_record(record: Path, pid: int, port: int) -> None:
    """Note the server's process and port and this process, its owner, each with its start."""
    server = {"pid": pid, "port": port, "started": identity(pid)}
    record.write_text(json.dumps({**server, "owner": os.getpid(), "owner_started": identity(os.getpid())}))


def end_orphan(record: Path, say: Callable[[str], None]) -> bool:
    """End the server which a killed run left behind; refuse where that run is still alive.

    True where the run before did not end by itself.
    """
    try:
        old = json.loads(record.read_text())
        pid, owner = int(old["pid"]), int(old["owner"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if old["started"] and identity(pid) == old["started"]:  # the same process, not another with its number
        if old["owner_started"] and identity(owner) == old["owner_started"]:
            raise EngineError(
                f"Another run (process {owner}) is using this data folder; its Prefect server is process {pid}.\n"
                f"  Where: {record}\n  Next: wait until it is done, or end process {owner}, and try again."
            )
        say(f"Ending the Prefect server (process {pid}) which an interrupted run left behind.")
        for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            with contextlib.suppress(OSError):
                os.kill(pid, number)
            end = time.monotonic() + 5
            while identity(pid) == old["started"] and time.monotonic() < end:
                time.sleep(0.1)
    record.unlink(missing_ok=True)
    return True


def identity(pid: int) -> str:
    """What tells a process from a later one with its number: its start; "" where it is gone or cannot be told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return "" if fields[0] == "Z" else fields[19]  # field 22 of proc(5): start in clock ticks after boot
    except OSError:
        if os.name == "nt" or sys.platform == "linux":
            return ""  # on Windows the child's own watch must do
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
