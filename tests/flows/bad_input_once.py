"""Takes bad input in, each case in a process of its own: of each data folder that a line of standard input names, what was
said goes into a file ``answer.json`` beside it; there is none where the case died.

The libraries are loaded once and each case is a fork, so that a case which hangs, grows or dies costs itself alone and a
hundred of them cost seconds. What is run is what a run does before it evaluates: ingest, validate, write down, settle.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from spine_fixtures import PROPOSAL

from evaluators.toolkit.contract import Evaluator, answer, evaluator, given, measured
from flows import readers
from flows.cast import cast_proposal
from flows.fund import Fund
from flows.ingest import Intake, ingest
from flows.progress import Silent
from flows.settle import settle
from flows.validate import validated
from flows.write_down import write_intake
from scorecards.warehouse import Warehouse

MOST_ADDRESSES = 8 << 30  # [bytes] of address space: far above what is asserted, for it must only save the machine
LONGEST = 60  # [s] until a case that hangs is ended
AT_ONCE = min(2, os.cpu_count() or 1)


@evaluator("heat", answers={"heat_cost": answer("USD2024/MWh", "cost of heat", least=0, better="lower")})
def geothermal_heat(
    capacity=given("MW", "heat delivered at full load", least=0.1, most=500, example=20),
    hours=given("1", "full-load hours a year", least=100, most=8760, example=5000),
):
    return {}


@evaluator("wind", answers={"capacity_factor": answer("1", "mean output over capacity", least=0, most=1)})
def wind_farm(
    capacity=given("MW", "power of the farm", least=1, most=5000, example=500.0),
    wind_speed_hourly=measured("m/s", "wind, a year of hours", least=0, most=75, shape="hour"),
    wind_direction_hourly=measured("deg", "direction, a year of hours", least=0, most=360, optional=True, shape="hour"),
    temperature_hourly=measured("degC", "air, a year of hours", least=-60, most=60, optional=True, shape="hour"),
    pressure_hourly=measured("hPa", "pressure, a year of hours", least=850, most=1085, optional=True, shape="hour"),
):
    return {}


EVALUATORS: dict[str, Evaluator] = {"geothermal_heat": geothermal_heat, "wind_farm": wind_farm}


def take_in(data: Path) -> dict[str, Any]:
    """What the warehouse and the sites say after everything in the folder was taken in."""
    warehouse = Warehouse(data)
    intake = ingest(data, warehouse, EVALUATORS, Silent())
    findings = validated(intake.proposals, EVALUATORS, intake.sites, fund=Fund()).findings
    write_intake(data, warehouse, intake, findings, "one")
    settle(data, warehouse, "one")
    said = {
        "proposals": warehouse.rows("SELECT project_id, status FROM proposal ORDER BY ALL"),
        "findings": warehouse.rows("SELECT project_id, severity, rule, place, found, reason, remedy, file FROM finding"),
        "facts": warehouse.rows("SELECT project_id, field, place, raw, raw_unit, low, high, unit FROM fact"),
        "left": warehouse.rows("SELECT kind, name, reason FROM left_for_next WHERE kind <> ''"),
        "sites": _of_sites(intake),
    }
    warehouse.close()
    return said


def _of_sites(intake: Intake) -> list[dict[str, Any]]:
    """Notes and series of each site, in words."""
    return [
        {
            "site": site.site_id,
            "notes": site.notes,
            "series": {
                name: f"{len(values)} hours from {site.hours[name].begins if name in site.hours else '?'}, "
                f"{values[0]:g} {site.series_units[name]} to {values[-1]:g}"
                for name, values in site.series.items()
            },
        }
        for site in intake.sites.values()
    ]


def _memory(line: str) -> float:
    """A line of /proc/self/status [MB]; NaN on a system without it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return float("nan")
    return int(status.split(f"{line}:")[1].split()[0]) / 1024


def _measured(data: Path) -> dict[str, Any]:
    """What was taken in, with seconds and growth [MB] of this process, and the peak [MB] of those it started."""
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    before, begun = _memory("VmRSS"), time.perf_counter()
    said = take_in(data)
    wall, grown = time.perf_counter() - begun, _memory("VmHWM") - before
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(one.ru_utime + one.ru_stime for one in (own, children))
    # The kernel hands our peak down to a child, so that only what is above it is known to be the child's.
    peak = children.ru_maxrss / 1024
    return {"wall": wall, "cpu": cpu, "mb": max(grown, peak if peak > before + grown else 0.0), **said}


def main() -> None:
    """Forks for each line of standard input."""
    good = readers.read("proposals", "good.yaml", PROPOSAL.format(id="A-1", version=1, title="x", capacity="9 MW").encode())
    validated([cast_proposal(good[0], "good.yaml", "0" * 64, EVALUATORS, {})], EVALUATORS, {})  # loads Great Expectations
    gc.freeze()  # what is loaded stays shared with the forks
    running = 0
    for line in sys.stdin:
        if running == AT_ONCE:
            os.wait()
            running -= 1
        if os.fork() == 0:
            signal.alarm(LONGEST)
            data = Path(line.strip())
            data.with_name("answer.json").write_text(json.dumps(_measured(data)))
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()
    os._exit(0)  # without the last words of libraries about what was frozen


if __name__ == "__main__":
    main()
