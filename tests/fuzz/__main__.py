"""``make fuzz [READER=site_epw] [MINUTES=10] [SEED=1] [JOBS=1]``: hunts in each reader, for minutes of processor time.

A reader that is done is not begun again, unless it is named.
Folders: ``build/fuzz/<reader>`` holds the corpus, which later hunts go on from; ``build/fuzz/summary.jsonl`` a line a hunt, and
deleting it begins anew; ``tests/fuzz/found/<reader>`` the small cases.
"""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table

from flows import readers
from tests.fuzz.keep import ROOT, Finding, keep, look_again
from tests.fuzz.seeds import ending

READERS = sorted(one.name for one in pkgutil.iter_modules(readers.__path__) if not one.name.startswith("_"))
MOST_ENDS = 40  # of the child before its reader is given up
SHORTEST = 5  # seconds of a hunt
_COUNT, _STATE = re.compile(r"hunt: (\d+) runs ([\d.]+) s"), re.compile(r"cov: (\d+).*?corp: (\d+)")


@dataclass
class Progress:
    """How far the hunt in one reader is; the line of its summary."""

    reader: str
    minutes: float
    seed: int
    engine: str = ""
    state: str = "waiting"
    runs: int = 0
    coverage: int = 0
    corpus: int = 0
    ends: int = 0  # of the child: crash, hang, memory
    suspects: int = 0
    findings: list[Finding] = field(default_factory=list)
    left: float = 0.0  # seconds of processor time


def table(all_of_them: list[Progress]) -> Table:
    """What is shown while it runs, and at the end."""
    made = Table(title="fuzz", title_justify="left")
    for head in ("reader", "state", "runs", "coverage", "corpus", "ends", "findings", "CPU min left"):
        made.add_column(head, justify="left" if head in ("reader", "state") else "right")
    for one in all_of_them:
        numbers = (f"{one.runs:,}", f"{one.coverage:,}", f"{one.corpus:,}", one.ends, one.suspects, f"{one.left / 60:.1f}")
        made.add_row(one.reader, one.state, *map(str, numbers), style="bold red" if one.suspects else "")
    return made


def follow(child: subprocess.Popen, one: Progress, log: Path) -> None:
    """Reads what the engine says until it has nothing more to say."""
    assert child.stderr
    before, left = one.runs, one.left
    with log.open("a", encoding="utf-8") as file:
        for line in child.stderr:
            file.write(line)
            if count := _COUNT.match(line):
                one.runs, one.left = before + int(count[1]), max(left - float(count[2]), 0)
            if state := _STATE.search(line):
                one.coverage, one.corpus = int(state[1]), int(state[2])


def hunt(one: Progress, work: Path) -> None:
    """One reader until its time is over, whatever becomes of the child; then its suspects are looked at again."""
    folder = work / one.reader
    for old in ("suspects", "large"):
        shutil.rmtree(folder / old, ignore_errors=True)
    (folder / "suspects").mkdir(parents=True)
    one.state = "hunting"
    while one.left > SHORTEST and one.ends < MOST_ENDS:
        command = [sys.executable, "-m", "tests.fuzz.hunt", one.reader, str(folder), str(one.left), str(one.seed + one.ends)]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        follow(child, one, folder / "log")
        if child.wait() == 0:
            break
        one.ends += 1
        one.left -= SHORTEST  # what it took since it last said so is not known
        if (folder / "now").exists():
            data = (folder / "now").read_bytes()
            (folder / "suspects" / f"end-{one.ends}{ending(one.reader, data)}").write_bytes(data)
        elif one.ends > 2:
            raise RuntimeError(f"The hunt in {one.reader} does not begin; see {folder / 'log'}.")
    one.state, one.left = "looking again", 0
    _look_again(one, folder)
    one.state = "done"


def _look_again(one: Progress, folder: Path) -> None:
    signs: set[str] = set()
    suspects = [path for path in sorted((folder / "suspects").iterdir()) if path.name != "small"]
    warm = min((folder / "corpus").glob("seed-*"), key=lambda path: path.stat().st_size, default=None)
    for suspect in suspects:
        told = look_again(one.reader, suspect, None if warm is None else _with_ending(one.reader, warm))
        if told and f"{told[0]} {told[1][:60]}" not in signs:
            signs.add(f"{told[0]} {told[1][:60]}")
            one.findings.append(keep(one.reader, suspect, *told, folder / "large"))
            one.suspects = len(one.findings)


def _with_ending(reader: str, seed: Path) -> Path:
    named = seed.parent.parent / f"warm{ending(reader, seed.read_bytes())}"
    shutil.copyfile(seed, named)
    return named


def main() -> None:
    """Ends with 1 where a finding was made."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", default=[], help="; ".join(READERS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "fuzz")
    asked = parser.parse_args()
    unknown = [name for name in asked.readers if name not in READERS]
    if unknown:
        sys.exit(f"There is no reader '{unknown[0]}'; there are: {', '.join(READERS)}.")
    work = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    summary = work / "summary.jsonl"
    rows = [json.loads(line) for line in summary.read_text(encoding="utf-8").splitlines()] if summary.exists() else []
    done = {row["reader"] for row in rows if row["minutes"] >= asked.minutes}
    try:
        import atheris  # noqa: F401

        engine = "atheris"
    except ImportError:
        engine = "hypothesis"
    wanted = [name for name in asked.readers or READERS if name not in done or asked.readers]
    hunts = [Progress(name, asked.minutes, asked.seed, engine, left=asked.minutes * 60) for name in wanted]
    console, writing = Console(width=None if sys.stdout.isatty() else 130), threading.Lock()
    if done and not asked.readers:
        console.print(f"Done before, and not begun again: {', '.join(sorted(done))}. Delete {summary} to begin anew.")

    def whole(one: Progress) -> None:
        hunt(one, work)
        with writing, summary.open("a", encoding="utf-8") as file:
            row = {key: value for key, value in asdict(one).items() if key not in ("left", "state", "suspects")}
            file.write(json.dumps(row) + "\n")

    with ThreadPoolExecutor(asked.jobs) as pool, Live(console=console, auto_refresh=False, transient=True) as live:
        running = [pool.submit(whole, one) for one in hunts]
        said = 0.0
        while not all(future.done() for future in running):
            time.sleep(1)
            if console.is_terminal:
                live.update(table(hunts), refresh=True)
            elif time.monotonic() - said > 60:
                said = time.monotonic()
                for one in (one for one in hunts if one.state in ("hunting", "looking again")):
                    counts = f"{one.runs:9,} runs  coverage {one.coverage:5,}  corpus {one.corpus:5,}  ends {one.ends}"
                    left = f"findings {one.suspects}  {one.left / 60:4.1f} CPU min left"
                    print(f"{one.reader:20} {one.state:13} {counts}  {left}", flush=True)
    for future in running:
        future.result()
    console.print(table(hunts))
    findings = [(one.reader, found) for one in hunts for found in one.findings]
    for reader, found in findings:
        console.print(f"{reader}: {found.sign}: {found.detail}\n  {found.kept}", highlight=False, markup=False)
    console.print(f"{sum(one.runs for one in hunts):,} runs by {engine}; a line for each reader in {summary}", highlight=False)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
