"""One run in a process of its own, as a fund would start it; prints what it cost as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

began = time.perf_counter()

from flows.nightly import run  # noqa: E402 - the import is part of what is measured

summary = run(Path(sys.argv[1]))
wall = time.perf_counter() - began
own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(
    json.dumps(
        {
            "wall": wall,
            "cpu": own.ru_utime + own.ru_stime,
            "children_cpu": children.ru_utime + children.ru_stime,
            "peak_mb": (own.ru_maxrss + children.ru_maxrss) / 1024,
            "counts": summary.counts,
            "stages": summary.stages,
            "run": summary.run_id,
        }
    )
)
