"""How a run shows what it is doing: bars on a terminal, plain lines in a pipe; always on stderr.

Both keep the protocol ``flows.progress.Progress``: stage, advance, say, done.
"""

from __future__ import annotations

import sys
import time
from typing import Protocol

from app.options import Options
from app.output import console_for
from app.text import clean


class Display(Protocol):
    """The protocol of ``flows.progress.Progress``, written here too so that nothing of flows is loaded for it."""

    def stage(self, name: str, total: int | None = None, note: str = "") -> None: ...
    def advance(self, n: int = 1) -> None: ...
    def say(self, text: str) -> None: ...
    def done(self) -> None: ...


def progress_for(options: Options) -> Display:
    """Bars where stderr is a terminal, lines otherwise."""
    if not sys.stderr.isatty():
        return Lines()
    from app.progress_bars import Bars

    return Bars(console_for(options, stderr=True))


class Lines:
    """One line a stage when it begins and one when it ends, for logs."""

    def __init__(self) -> None:
        self._name, self._count, self._since = "", 0, 0.0
        self._total: int | None = None

    def stage(self, name: str, total: int | None = None, note: str = "") -> None:
        """Ends the stage before and begins this one."""
        self.done()
        self._name, self._count, self._total, self._since = name, 0, total, time.perf_counter()
        if note:
            self.say(f"{name}: {note}")

    def advance(self, n: int = 1) -> None:
        """Counts; a log wants no bar."""
        self._count += n

    def say(self, text: str) -> None:
        """One line."""
        sys.stderr.write(clean(text, lines=True) + "\n")
        sys.stderr.flush()

    def done(self) -> None:
        """Tells how long the stage took."""
        if self._name:
            count = f" {self._count}/{self._total}" if self._total else f" {self._count}" if self._count else ""
            self.say(f"{self._name}{count} {time.perf_counter() - self._since:.1f} s")
        self._name = ""
