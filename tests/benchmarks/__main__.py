"""``make bench [ONLY=spine]``: measures, merges into ``benchmarks.json`` and writes the table of the README.

Each room has a module with ``measure()``.
"""

from __future__ import annotations

import importlib
import sys

from tests.benchmarks.figures import merge, write_readme

ROOMS = ("spine", "intake", "wind", "hydrogen", "capture", "decide")


def main() -> None:
    rooms = [name for name in sys.argv[1:] if name] or list(ROOMS)
    for room in rooms:
        if room not in ROOMS:
            sys.exit(f"There is no benchmark '{room}'; there are: {', '.join(ROOMS)}.")
        figures = importlib.import_module(f"tests.benchmarks.{room}").measure()
        merge(figures)
        for figure in figures:
            print(f"{figure.name:32} {figure.value:10.3f} {figure.unit:12} goal {figure.goal}")
    write_readme()


main()
