"""The display of a run on a terminal: one line a stage, with what its time is spent on."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from app.text import clean


class Count(ProgressColumn):
    """How many of how many; nothing where nobody knows how many."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.completed:,.0f}/{task.total:,.0f}" if task.fields["counted"] else "")


class Sign(SpinnerColumn):
    """Turns while the stage goes on; a stage that has ended never turns again, however it ended."""

    def render(self, task: Task) -> RenderableType:
        return Text("–") if task.stop_time is not None and not task.finished else super().render(task)


class Seconds(ProgressColumn):
    """Seconds of the stage, so far or in all."""

    max_refresh = None

    def render(self, task: Task) -> Text:
        return Text(f"{task.elapsed or 0:.1f} s")


class Bars:
    """Keeps the protocol of ``flows.progress.Progress`` with bars."""

    def __init__(self, console: Console):
        note = Column(ratio=1, no_wrap=True, overflow="ellipsis")
        self._bars = Progress(
            Sign(finished_text="✓" if "utf" in (console.encoding or "") else "+"),
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, min_width=12)),
            BarColumn(bar_width=16, table_column=Column(width=16)),
            Count(table_column=Column(no_wrap=True, justify="right", min_width=7)),
            Seconds(table_column=Column(no_wrap=True, justify="right", min_width=7)),
            TextColumn("{task.fields[note]}", style="dim", markup=False, table_column=note),
            console=console,
            refresh_per_second=8,
            expand=True,
        )
        self._task: TaskID | None = None
        self._started = False

    def stage(self, name: str, total: int | None = None, note: str = "") -> None:
        """Ends the stage before and begins this one; without a total the bar only moves, with 0 it is done."""
        if not self._started:
            self._bars.start()
            self._started = True
        self._end()
        self._task = self._bars.add_task(clean(name), total=total, note=clean(note), counted=bool(total))
        if total == 0:  # nothing to do is done at once
            self._end()

    def advance(self, n: int = 1) -> None:
        """Moves the bar of the stage."""
        if self._task is not None:
            self._bars.advance(self._task, n)

    def say(self, text: str) -> None:
        """One line above the bars."""
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
        if not task.total:
            self._bars.update(self._task, total=1, completed=1)
        self._bars.stop_task(self._task)
        self._task = None
