"""Calls that may hang or fail: an end to waiting, and tries again with growing pauses."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # [s]


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """What ``call`` answers; TimeoutError where it takes longer than ``seconds`` [s].

    It runs in a thread of its own, which is left to itself when the time is up: no driver can hold up a run.
    """
    answer: list[Any] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            answer.append(call())
        except BaseException as error:  # noqa: BLE001 - handed to the one who waits
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failure:
        raise failure[0]
    if not answer:
        raise TimeoutError(f"no answer within {seconds:.0f} s")
    return answer[0]


def pauses(seed: str) -> Iterator[float]:
    """Pauses [s] that double, each between half and all of its length, so that many do not come back at once."""
    stream = random.Random(seed)  # noqa: S311 - no secret depends on it
    longest = FIRST_PAUSE
    while True:
        yield longest * (0.5 + 0.5 * stream.random())
        longest = min(2 * longest, LONGEST_PAUSE)
