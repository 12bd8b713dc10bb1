"""How a run shows what it is doing: bars on a terminal, plain lines in a pipe; always on stderr.

Both keep the protocol ``flows.progress.Progress``: stage, advance, say, done.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Protocol

from app.options import Options
from app.output import console_for
from app.text import clean

if TYPE_CHECKING:
    from rich.console import Console


class Display(Protocol):
    """The protocol of ``flows.progress.Progress``, written here too so that nothing of flows is loaded for it."""

    def stage(self, name: str, total: int | None = None, note: str = "") -> None: ...
    def advance(self, n: int = 1) -> None: ...
    def say(self, text: str) -> None: ...
    def done(self) -> None: ...


def progress_for(options: Options) -> Display:
    """Bars where stderr is a terminal, lines otherwise."""
    return Bars(console_for(options, stderr=True)) if sys.stderr.isatty() else Lines()


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


class Bars:
    """One line a stage with bar, count, seconds, and what the time is spent on."""

    def __init__(self, console: Console):
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        self._bars = Progress(
            SpinnerColumn(finished_text="✓" if "utf" in (console.encoding or "") else "+"),
            TextColumn("{task.description:<10}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            _Seconds(),
            TextColumn("{task.fields[note]}", style="dim", markup=False),
            console=console,
            refresh_per_second=8,
            transient=False,
        )
        self._task: Any = None
        self._started = False

    def stage(self, name: str, total: int | None = None, note: str = "") -> None:
        """Ends the stage before and begins this one; without a total the bar only moves."""
        if not self._started:
            self._bars.start()
            self._started = True
        self._end()
        self._task = self._bars.add_task(clean(name), total=total, note=clean(note))

    def advance(self, n: int = 1) -> None:
        """Moves the bar of the stage."""
        if self._task is not None:
            self._bars.advance(self._task, n)

    def say(self, text: str) -> None:
        """One line above the bars."""
        from rich.text import Text

        self._bars.console.print(Text(clean(text, lines=True)))

    def done(self) -> None:
        """Ends the last stage and the display; the terminal keeps the lines."""
        self._end()
        if self._started:
            self._bars.stop()
            self._started = False

    def _end(self) -> None:
        if self._task is None:
            return
        task = self._bars.tasks[-1]
        total = task.total if task.total is not None else max(task.completed, 1)
        self._bars.update(self._task, total=total, completed=total if task.total is None else task.completed, note="")
        self._bars.stop_task(self._task)
        self._task = None


def _Seconds() -> Any:
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Seconds(ProgressColumn):
        """Seconds of the stage, still or in all."""

        def render(self, task: Any) -> Text:
            return Text(f"{task.elapsed or 0:5.1f} s")

    return Seconds()


__all__ = ["Bars", "Display", "Lines", "progress_for"]
