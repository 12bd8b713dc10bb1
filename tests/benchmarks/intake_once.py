"""Reads and judges a data folder in a process of its own, on one core; prints what it cost as JSON. Nothing is evaluated."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
began = time.perf_counter()

from evaluators.toolkit.discovery import find_evaluators  # noqa: E402 - the imports are part of what is measured
from flows.findings import CRITICAL  # noqa: E402
from flows.fund import read_fund  # noqa: E402
from flows.ingest import ingest  # noqa: E402
from flows.progress import Silent  # noqa: E402
from flows.settle import settle  # noqa: E402
from flows.validate import validated  # noqa: E402
from flows.write_down import write_intake  # noqa: E402
from scorecards.warehouse import Warehouse  # noqa: E402

data = Path(sys.argv[1]).resolve()
evaluators, fund, warehouse = find_evaluators().evaluators, read_fund(data), Warehouse(data)
intake = ingest(data, warehouse, evaluators, Silent())
read = time.perf_counter()
judged = validated(intake.proposals, evaluators, intake.sites, fund=fund)
judging = time.perf_counter()
write_intake(data, warehouse, intake, judged.findings, "benchmark")
settle(data, warehouse, "benchmark", fund)
ended = time.perf_counter()
refused = {(f.project_id, f.version) for f in judged.findings if f.severity == CRITICAL}
print(
    json.dumps(
        {
            "wall": ended - began,
            "read": read - began,
            "judge": judging - read,
            "write": ended - judging,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "proposals": len(intake.proposals),
            "refused": len(refused),
        }
    )
)
