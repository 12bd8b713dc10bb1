"""What Prefect has stored of the runs: wait until it is complete, and close what a killed run left open.

Only for the server of one run, whose data folder no other run uses.
"""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.types import DateTime


def settle(since: float, seconds: float) -> None:
    """Let the client send and the server store the last states of the runs started after `since` [s, epoch].

    A server stopped at once loses them. It takes task states from a queue of its own, writes it each second, and
    has no call that says the queue is empty: it is when, for 1.2 s, no task run is unfinished and none newer comes.
    Returns after `seconds` [s] in any case.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas import filters
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import TaskRunSort
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=seconds)
    APILogWorker.drain_all(timeout=seconds)
    runs = filters.FlowRunFilter(start_time=filters.FlowRunFilterStartTime(after_=_time(since)))
    open_ = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]
    states = filters.TaskRunFilterState(type=filters.TaskRunFilterStateType(any_=open_))
    quiet, newest, end = 0, None, time.monotonic() + seconds
    with get_client(sync_client=True) as client:
        while quiet < 6 and time.monotonic() < end:
            last = client.read_task_runs(flow_run_filter=runs, sort=TaskRunSort.END_TIME_DESC, limit=1)
            unfinished = client.read_task_runs(
                flow_run_filter=runs, task_run_filter=filters.TaskRunFilter(state=states), limit=1
            )
            now = last[0].id if last else None
            quiet, newest = (quiet + 1 if now == newest and not unfinished else 0), now
            time.sleep(0.2)


def close_interrupted(before: float) -> None:
    """Mark as crashed the flow runs still "running" that began before `before` [s, epoch]: nobody else ever does."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas import filters
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    states = filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=[StateType.RUNNING]))
    start = filters.FlowRunFilterStartTime(before_=_time(before))
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(
            flow_run_filter=filters.FlowRunFilter(state=states, start_time=start)
        ):
            if run.deployment_id is None:  # those of a schedule belong to another process
                client.set_flow_run_state(run.id, Crashed(message="the process was killed"), force=True)


def _time(seconds: float) -> DateTime:
    from prefect.types import DateTime

    return DateTime.fromtimestamp(seconds, datetime.UTC)
