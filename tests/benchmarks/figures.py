"""One figure of ``benchmarks.json`` and how figures are merged by name."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "benchmarks.json"


@dataclass(frozen=True)
class Figure:
    """A measured figure: ``goal`` as the issue says it, ``peer`` what it is compared with, ``how`` it was measured."""

    name: str
    value: float
    unit: str
    goal: str
    peer: str
    how: str


def merge(figures: list[Figure], file: Path = FILE) -> None:
    """Writes ``figures`` into the file, replacing those of the same name."""
    known = {one["name"]: one for one in json.loads(file.read_text())} if file.exists() else {}
    known |= {figure.name: asdict(figure) for figure in figures}
    file.write_text(json.dumps([known[name] for name in sorted(known)], indent=1) + "\n")
