"""Prefect as a shell over plain functions: a quiet environment, tasks, batches in threads.

Importing this module does not import Prefect (1.4 s); the functions do so when they are called.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from prefect import Task

Batch = TypeVar("Batch")
GRACE_SECONDS = 3.0  # what running batches get to finish after Ctrl-C


def quiet_environment(data: Path) -> None:
    """Keep Prefect, Numba and Great Expectations inside `data`, off the network and off the terminal.

    Call it before Prefect is imported. A variable that the user has set is left alone.
    """
    home = data.resolve()
    wanted = {
        "PREFECT_HOME": str(home / ".prefect"),
        "NUMBA_CACHE_DIR": str(home / ".numba"),
        "DO_NOT_TRACK": "1",  # Prefect's client
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # Prefect's server
        "GX_ANALYTICS_ENABLED": "false",  # 1.24.1 reads it no more; older and later ones may
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # where a flow is called without our server
        # INFO goes to the store of runs; the terminal gets warnings of all but the runs themselves.
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_CLI_PROMPT": "false",
    }
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    if any(os.environ.get(name) for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")):
        # Prefect's client would ask the proxy for our own machine.
        for name in ("NO_PROXY", "no_proxy"):
            direct = [part for part in os.environ.get(name, "").split(",") if part]
            os.environ[name] = ",".join(dict.fromkeys([*direct, "127.0.0.1", "localhost"]))


def as_task(
    function: Callable[..., Any],
    name: str,
    retries: int = 0,
    retry_delay_seconds: float = 1.0,
    timeout: float | None = None,
    tags: Iterable[str] = (),
) -> Task[..., Any]:
    """A Prefect task of a plain function, which stores no result and caches nothing: our own keys decide.

    `retry_delay_seconds` and `timeout` are in [s]; a timeout reaches Python code only, not one long NumPy call.
    """
    from prefect import task
    from prefect.cache_policies import NO_CACHE

    return task(
        name=name, retries=retries, retry_delay_seconds=retry_delay_seconds, timeout_seconds=timeout,
        tags=list(tags), persist_result=False, cache_policy=NO_CACHE, log_prints=False,
    )(function)  # fmt: skip


def map_batches(
    function: Callable[[Batch], Any],
    batches: Sequence[Batch],
    workers: int,
    name: str,
    on_done: Callable[[int, Any], None] = lambda index, result: None,
    **options: Any,
) -> list[Any]:
    """Run `function` on each batch as one Prefect task, in `workers` threads, inside the current flow.

    Returns, in the order of `batches`, what each returned or the exception it raised: a failed batch stops no
    other. `on_done(index, result or exception)` is called in the calling thread as each is finished. `options`
    go to `as_task`. On Ctrl-C no further batch starts, running ones get GRACE_SECONDS [s], and then the process
    ends with exit code 130; what batches write must therefore be whole or absent (temporary name, then rename).
    """
    from prefect.task_runners import ThreadPoolTaskRunner

    stop = threading.Event()
    running: set[int] = set()
    finished: queue.SimpleQueue[int] = queue.SimpleQueue()

    def one_batch(index: int) -> Any:
        # Prefect searches and hashes what a task is given, so it is given a number.
        if stop.is_set():
            raise RuntimeError("not started: the run was stopped")
        running.add(index)
        try:
            return function(batches[index])
        finally:
            running.discard(index)

    task = as_task(one_batch, name, **options).with_options(task_run_name=name + "-{index}")
    results: list[Any] = [None] * len(batches)
    pool: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=workers)
    with pool as runner:
        try:
            futures = [runner.submit(task, {"index": index}) for index in range(len(batches))]
            for index, future in enumerate(futures):
                future.add_done_callback(partial(_put, finished, index))
            for _ in futures:
                index = _next(finished)
                try:
                    results[index] = futures[index].result(raise_on_failure=False)
                except Exception as error:  # noqa: BLE001 - Prefect itself failed in that thread
                    results[index] = error
                on_done(index, results[index])
        except BaseException as error:
            stop.set()
            if not isinstance(
                error, Exception
            ):  # Ctrl-C, SIGTERM: leaving this block waits for running batches
                code = 130 if isinstance(error, KeyboardInterrupt) else 143
                threading.Thread(
                    target=_leave_when_stuck, args=(running, code, _run_id()), daemon=True
                ).start()
            raise
    return results


def _put(finished: queue.SimpleQueue[int], index: int, _: object) -> None:
    finished.put(index)


def _next(finished: queue.SimpleQueue[int]) -> int:
    while True:
        try:
            return finished.get(timeout=0.5)  # a time-out, for on Windows Ctrl-C does not end a plain wait
        except queue.Empty:
            continue


def _run_id() -> str | None:
    from prefect.runtime import flow_run

    return flow_run.id


def _leave_when_stuck(running: set[int], code: int, run_id: str | None) -> None:
    """End the process when batches still compute after the grace: a thread inside NumPy cannot be stopped."""
    end = time.monotonic() + GRACE_SECONDS
    while running and time.monotonic() < end:
        time.sleep(0.05)
    if not running:
        return  # the run ends by itself
    sys.stderr.write("Stopped. What is finished is kept; cleanfund run goes on from there.\n")
    sys.stderr.flush()
    teller = threading.Thread(target=_tell_crashed, args=(run_id,), daemon=True)
    teller.start()
    teller.join(2.0)
    os._exit(code)  # our server sees that we are gone and ends itself


def _tell_crashed(run_id: str | None) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Crashed

    if run_id:
        with get_client(sync_client=True) as client:
            client.set_flow_run_state(run_id, Crashed(message="stopped by the user"), force=True)
