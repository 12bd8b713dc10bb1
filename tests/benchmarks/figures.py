"""One figure of ``benchmarks.json`` and how figures are merged by name."""

from __future__ import annotations

import datetime
import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

MARKS = ("<!-- figures -->", "<!-- end of figures -->")
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


def table_of(file: Path = FILE) -> str:
    """The figures as a table for the README, with the day and the machine they were measured on."""
    figures = json.loads(file.read_text())
    cores, memory = os.cpu_count(), os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    lines = [
        f"Measured on {datetime.date.today()}, {cores} cores, {memory:.0f} GB, Python {platform.python_version()}.",
        "",
        "| figure | value | goal | how |",
        "|---|---|---|---|",
    ]
    lines += [f"| {f['name']} | {f['value']:.3g} {f['unit']} | {f['goal']} | {f['how']} |" for f in figures]
    return "\n".join(lines)


def write_readme(readme: Path = FILE.parent / "README.md") -> None:
    """Puts the table between the two marks of the README."""
    before, _, rest = readme.read_text().partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    readme.write_text(f"{before}{MARKS[0]}\n{table_of()}\n{MARKS[1]}{after}")
