"""One run: the steps in a row, with Prefect around them as a thin shell, or without it."""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from evaluators.toolkit.discovery import find_evaluators
from flows.diff_kept import keep_declared
from flows.engine import as_task, quiet_environment
from flows.fund import checked_draws, read_fund
from flows.load import sweep
from flows.progress import Progress, Silent
from flows.rehearsal import rehearsal_folder
from flows.settle import utc_now
from flows.steps import Run, RunSummary, all_steps, called, rehearse, score_step, settle_step
from scorecards.rubric import load_rubric
from scorecards.warehouse import Warehouse

STEPS = ("ingest", "assess", "publish")


def run(
    data: Path,
    *,
    only: str | None = None,
    dry_run: bool = False,
    workers: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    prefect: bool = True,
) -> RunSummary:
    """Brings the published scorecards up to date with what lies in ``data``.

    ``only`` is one of STEPS; ``dry_run`` writes nothing at all and tells what would change; ``draws`` [1]
    and ``seed`` [1] replace the fund's; ``prefect=False`` runs the same steps without Prefect.
    Raises Busy where another run is writing, EngineError where Prefect's server cannot start.
    """
    if only is not None and only not in STEPS:
        raise ValueError(f"There is no step '{only}'; the steps are {', '.join(STEPS)}.")
    data = data.resolve()
    if (data / "schemas").is_dir():
        os.environ.setdefault("CLEANFUND_SCHEMAS", str(data / "schemas"))
    progress = progress or Silent()
    fund = read_fund(data)
    draws = checked_draws(draws or fund.draws)
    began = time.perf_counter()
    with ExitStack() as ending:
        ending.callback(progress.done)
        warehouse = Warehouse(ending.enter_context(rehearsal_folder(data)) if dry_run else data)
        ending.callback(warehouse.close)
        found = find_evaluators()
        for origin, why in found.broken.items():
            progress.say(f"An evaluator is left out: {origin}: {why}")
        one = Run(
            data,
            warehouse,
            found.evaluators,
            load_rubric(fund.rubric),
            fund.seed if seed is None else seed,
            draws,
            workers or os.cpu_count() or 1,
            progress,
            RunSummary(_new_id(), "running"),
            fund,
        )
        if dry_run:
            return rehearse(one)
        _begin(one)
        try:
            if prefect:
                _through_prefect(one, only, began)
            else:
                all_steps(one, only, called)
        except BaseException:
            warehouse.execute("UPDATE run SET status = 'broken', finished = ? WHERE run_id = ?", [utc_now(), one.summary.run_id])
            raise
        return one.summary


def _new_id() -> str:
    return f"{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def _begin(one: Run) -> None:
    sweep(one.data)
    # We hold the only lock: whatever still counts as running was killed.
    one.warehouse.execute("UPDATE run SET status = 'broken', finished = ? WHERE status = 'running'", [utc_now()])
    one.warehouse.execute(
        "INSERT INTO run (run_id, started, status, seed, draws) VALUES (?, ?, 'running', ?, ?)",
        [one.summary.run_id, utc_now(), one.seed, one.draws],
    )
    keep_declared(one.warehouse, one.evaluators, one.fund.rubric, one.summary.run_id)


def _through_prefect(one: Run, only: str | None, began: float) -> None:
    """The same steps inside a Prefect flow; its server starts while we import what the steps need."""
    quiet_environment(one.data)
    from flows.prefect_server import start_server

    one.progress.stage("Starting", None, "Prefect's server (its first start takes some 10 to 20 s) and the libraries")
    with one.stage("fixed start"):
        server = start_server(one.data, one.progress.say)
        try:
            _import_ahead(one)
            server.wait_ready()
        except BaseException:
            server.stop()
            raise
    one.summary.stages[-1]["seconds"] = round(time.perf_counter() - began, 3)
    ready = server.cpu_seconds()
    one.summary.stages[-1]["server_cpu"] = round(ready, 3)
    try:
        with server.connected():
            from prefect import flow

            def step(function: Callable[..., Any], *arguments: Any, name: str, retries: int = 0) -> Any:
                # Prefect searches and hashes what a task is given, so it is given nothing.
                return as_task(lambda: _logged(one, function, arguments), name, retries=retries, retry_delay_seconds=2)()

            nightly = flow(name="nightly", flow_run_name=one.summary.run_id, persist_result=False, validate_parameters=False)(
                lambda: all_steps(one, only, step)
            )
            nightly()
            one.progress.stage("Closing", None, "Prefect stores what it knows of the run")
    finally:
        wall, used = time.perf_counter(), server.cpu_seconds() - ready
        server.stop()
        one.summary.stages.append({"name": "server", "seconds": round(time.perf_counter() - wall, 3), "cpu": round(used, 3)})


def _logged(one: Run, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Calls a step and tells Prefect's own log, which its page shows, what came of it."""
    from prefect import get_run_logger

    answer = function(*arguments)
    logger = get_run_logger()
    if one.summary.stages:
        last = one.summary.stages[-1]
        logger.info("%s: %.2f s, %.2f s of CPU", last["name"], last["seconds"], last["cpu"])
    logger.info("counts: %s", json.dumps(one.summary.counts))
    for row in one.summary.newly_refused if function in (settle_step, score_step) else []:
        logger.warning("%s, %s: %s %s", row["project_id"], row["place"], row["reason"], row["remedy"])
    return answer


def _import_ahead(one: Run) -> None:
    """Imports Prefect, and what reading and judging new files needs, while the server starts in its own process."""
    fresh = _anything_new(one)

    def bring() -> None:
        import prefect  # noqa: F401

        if fresh:
            import great_expectations  # noqa: F401
            import pvlib.iotools  # noqa: F401

    thread = threading.Thread(target=bring)
    thread.start()
    thread.join()


def _anything_new(one: Run) -> bool:
    from flows.ingest import anything_new

    return anything_new(one.data, one.warehouse, one.evaluators)
