"""How a flow tells what it is doing; the terminal's own display lies in ``app/progress.py``."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """One stage at a time, with a count where the total is known."""

    def stage(self, name: str, total: int | None = None, note: str = "") -> None:
        """Begins a stage of ``total`` steps; ``note`` says what its time is spent on."""

    def advance(self, n: int = 1) -> None:
        """``n`` more steps of the stage are done."""

    def say(self, text: str) -> None:
        """One line for the user, outside the bar."""

    def done(self) -> None:
        """Ends the display."""


class Silent:
    """Says nothing: for tests and scheduled runs."""

    def stage(self, name: str, total: int | None = None, note: str = "") -> None:
        """See Progress."""

    def advance(self, n: int = 1) -> None:
        """See Progress."""

    def say(self, text: str) -> None:
        """See Progress."""

    def done(self) -> None:
        """See Progress."""
