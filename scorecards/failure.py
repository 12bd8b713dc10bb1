"""What a stored traceback says to the analyst: which evaluator, which line of its own, and the error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

_FRAME = re.compile(r'\s*File "(?P<file>.+)", line (?P<line>\d+)')
# Code that is not an analyst's: ours around the evaluator, and the libraries below it.
_NOT_THEIRS = re.compile(r"evaluators[/\\]toolkit|site-packages|[/\\]flows[/\\]|[/\\]lib[/\\]python|<frozen ")


@dataclass(frozen=True)
class Failure:
    """``place`` is file and line, "" where no line of an evaluator is known."""

    evaluator: str
    place: str
    error: str


def failure_of(text: str, evaluators: Sequence[str]) -> Failure:
    """Read from a traceback as Python writes it; ``evaluators`` are the names of the project's own."""
    lines = text.strip().splitlines()
    frames = [found for line in lines if (found := _FRAME.match(line))]
    own = [one for one in frames if not _NOT_THEIRS.search(one["file"])]
    last = max((place for place, line in enumerate(lines) if line.startswith((" ", "Traceback"))), default=-1)
    error = "\n".join(lines[last + 1 :]).strip() or "no reason was kept"
    if not own:
        return Failure(next((name for name in evaluators if name in error), ", ".join(evaluators)), "", error)
    file = PurePath(own[-1]["file"])
    within = [name for name in evaluators if name in (*file.parts, file.stem)]
    name = within[0] if within else ", ".join(evaluators)
    shown = f"{file.parent.name}/{file.name}" if file.parent.name in within else file.name
    return Failure(name, f"{shown}, line {own[-1]['line']}", error)
