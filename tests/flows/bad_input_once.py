"""Takes bad input in, each case in a process of its own: of each data folder that a line of standard input names, what was
said goes into a file ``answer.json`` beside it; there is none where the case died.

The libraries are loaded once and each case is read in a fork, so that a case which hangs, grows or dies costs itself alone.
What is run is what a run does before it evaluates: ingest, validate, write down, settle. Cases that were read with ease are
judged many at once, for Great Expectations takes as long for one as for all; to each is charged what the judging of all took.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spine_fixtures import PROPOSAL

from evaluators.toolkit.contract import Evaluator, answer, evaluator, given, measured
from flows import readers
from flows.cast import cast_proposal
from flows.findings import Finding
from flows.fund import Fund
from flows.ingest import Intake, ingest
from flows.progress import Silent
from flows.settle import settle
from flows.validate import validated
from flows.write_down import write_intake
from scorecards.warehouse import Warehouse

MOST_ADDRESSES = 8 << 30  # [bytes] of address space: far above what is asserted, for it must only save the machine
LONGEST = 60  # [s] until a case that hangs is ended
EASY_SECONDS, EASY_MB, FEW, TOGETHER = 1, 100, 20, 25  # what is read with ease, of how many proposals; so many are judged at once
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


@dataclass
class Reading:
    """What was read of one case, and what it took: seconds and growth [MB]."""

    data: Path
    intake: Intake
    cost: dict[str, float]

    @property
    def easy(self) -> bool:
        """Whether it may be judged with others: a hard case is judged, and measured, alone."""
        small = self.cost["cpu"] < EASY_SECONDS and not self.cost["mb"] > EASY_MB
        return small and len(self.intake.proposals) <= FEW


def read(data: Path) -> Intake:
    """What the intake reads of everything in the folder."""
    return ingest(data, Warehouse(data), EVALUATORS, Silent())


def judge(readings: list[Reading]) -> list[list[Finding]]:
    """What the expectations say of each, all judged at once: projects and sites are told apart by a mark before their names."""
    proposals, sites, marks = [], {}, [f"{number}~" for number in range(len(readings))]
    for mark, one in zip(marks, readings, strict=True):
        sites |= {mark + name: site for name, site in one.intake.sites.items()}
        for proposal in one.intake.proposals:
            blocks = [replace(block, site=mark + block.site if block.site else "") for block in proposal.blocks]
            proposals.append(replace(proposal, project_id=mark + proposal.project_id, blocks=blocks))
    said: list[list[Finding]] = [[] for _ in readings]
    for found in validated(proposals, EVALUATORS, sites, fund=Fund()).findings:
        number = int(found.project_id.partition("~")[0])
        texts = ("project_id", "found", "reason", "remedy", "place", "file")
        said[number].append(replace(found, **{name: getattr(found, name).replace(marks[number], "") for name in texts}))
    return said


def write(warehouse: Warehouse, one: Reading, findings: list[Finding]) -> dict[str, Any]:
    """What the warehouse and the sites say after what was read and judged is written down; the warehouse is empty again."""
    with warehouse.rehearsal():
        write_intake(one.data, warehouse, one.intake, findings, "one")
        settle(one.data, warehouse, "one")
        return {
            "proposals": warehouse.rows("SELECT project_id, status FROM proposal ORDER BY ALL"),
            "findings": warehouse.rows("SELECT project_id, severity, rule, place, found, reason, remedy, file FROM finding"),
            "facts": warehouse.rows("SELECT project_id, field, place, raw, raw_unit, low, high, unit FROM fact"),
            "left": warehouse.rows("SELECT kind, name, reason FROM left_for_next WHERE kind <> ''"),
            "sites": _of_sites(one.intake),
        }


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


def _measured(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What ``work`` gives, with seconds and growth [MB] of this process, and the peak [MB] of those it started."""
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    before, begun, spent = _memory("VmRSS"), time.perf_counter(), _cpu()
    given = work()
    wall, grown = time.perf_counter() - begun, _memory("VmHWM") - before
    # The kernel hands our peak down to a child, so that only what is above it is known to be the child's.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return given, {"wall": wall, "cpu": _cpu() - spent, "mb": max(grown, peak if peak > before + grown else 0.0)}


def _cpu() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _read(data: Path) -> None:
    """Reads one case; it is judged at once where that was not easy, and kept for later where it was."""
    intake, cost = _measured(lambda: read(data))
    one = Reading(data, intake, cost)
    if one.easy:
        data.with_name("read.pickle").write_bytes(pickle.dumps(one))
    else:
        _answer([one])


def _answer(readings: list[Reading]) -> None:
    """Judges cases together and writes what is said of each; each is charged with all of the judging."""
    found, judging = _measured(lambda: judge(readings))
    warehouse = Warehouse(readings[0].data.with_name("written"))
    for one, findings in zip(readings, found, strict=True):
        said, writing = _measured(lambda one=one, findings=findings: write(warehouse, one, findings))
        costs = (one.cost, judging, writing)
        cost = {what: sum(each[what] for each in costs) for what in ("wall", "cpu", "mb")}
        one.data.with_name("answer.json").write_text(json.dumps({**cost, **said}))


def _later(folders: list[Path]) -> None:
    _answer([pickle.loads((data.with_name("read.pickle")).read_bytes()) for data in folders])


def _forks(work: Callable[[Any], None], subjects: list[Any]) -> None:
    """Does the work of each subject in a process of its own, some at a time."""
    running = 0
    for one in subjects:
        if running == AT_ONCE:
            os.wait()
            running -= 1
        if os.fork() == 0:
            signal.alarm(LONGEST)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            try:
                work(one)
            except BaseException:  # told here, and by the answer that is not there
                traceback.print_exc()
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


def main() -> None:
    """Reads each case that a line of standard input names, then judges them."""
    good = readers.read("proposals", "good.yaml", PROPOSAL.format(id="A-1", version=1, title="x", capacity="9 MW").encode())
    validated([cast_proposal(good[0], "good.yaml", "0" * 64, EVALUATORS, {})], EVALUATORS, {})  # loads Great Expectations
    gc.freeze()  # what is loaded stays shared with the forks
    folders = [Path(line.strip()) for line in sys.stdin]
    _forks(_read, folders)
    easy = [data for data in folders if data.with_name("read.pickle").exists()]
    _forks(_later, [easy[start : start + TOGETHER] for start in range(0, len(easy), TOGETHER)])
    # Where one has brought the judging of others down, each is judged alone.
    _forks(_later, [[data] for data in easy if not data.with_name("answer.json").exists()])
    os._exit(0)  # without the last words of libraries about what was frozen


if __name__ == "__main__":
    main()
