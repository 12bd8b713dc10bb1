"""The child that hunts in one reader: ``python -m tests.fuzz.hunt READER FOLDER SECONDS SEED``.

It writes every input to ``FOLDER/now`` before it is read, so that an end of the process loses nothing, and each new fault to
``FOLDER/suspects``. Coverage guided by atheris; where there is none, hypothesis draws the changes. All seconds are of
processor time, so that a busy machine finds as much as an idle one.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import os
import pkgutil
import random
import signal
import sys
import time
import warnings
from pathlib import Path

MOST_SECONDS = 15  # for one file; whether it takes 10 s without the measure of coverage is seen afterwards
LONGEST_WAIT = 600  # seconds of any clock
SAY_EVERY = 5  # seconds
MORE_MEMORY = 700_000_000  # bytes
LONGEST_FILE = 2_000_000
SUSPECTS_OF_A_KIND = 1

try:
    import atheris
except ImportError:  # no wheel for this system or this Python
    atheris = None  # type: ignore[assignment]

with atheris.instrument_imports(include=["flows", "evaluators.toolkit"]) if atheris else contextlib.nullcontext():
    from flows import readers
    from tests.fuzz.judge import Fault, in_this_process, judge, reader_named

    for found in pkgutil.iter_modules(readers.__path__, "flows.readers."):
        importlib.import_module(found.name)

from tests.fuzz.craft import crafted  # noqa: E402
from tests.fuzz.mutate import mutate, plain_bytes  # noqa: E402
from tests.fuzz.seeds import ending, seeds  # noqa: E402


class Hunt:
    """One reader, one folder."""

    def __init__(self, reader: str, folder: Path, seconds: float):
        self.began, self.seconds, self.said, self.runs = time.process_time(), seconds, 0.0, 0
        self.reader, self.folder, self.kind = reader, folder, reader_named(reader).KIND
        self.suspects, self.now = folder / "suspects", folder / "now"
        self.suspects.mkdir(exist_ok=True)

    def one(self, data: bytes) -> None:
        """Judges one file; a fault of a new sign and line is kept."""
        last = ending(self.reader, data)
        self.now.write_bytes(data)
        faulthandler.dump_traceback_later(LONGEST_WAIT, exit=True)
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        try:
            judge(self.kind, f"x{last}", data)
        except Fault as fault:
            of_its_kind = f"{fault.sign}-{fault.line}"
            if len(list(self.suspects.glob(f"{of_its_kind}-*"))) < SUSPECTS_OF_A_KIND:
                (self.suspects / f"{of_its_kind}-{abs(hash(data)) % 16**6:06x}{last}").write_bytes(data)
            if fault.sign.startswith("MemoryError"):
                os._exit(3)  # what is left of the memory is of no use
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()
        self.say()

    def say(self) -> None:
        """Tells how far it is, now and then, and ends the process when its time is over."""
        self.runs += 1
        used = time.process_time() - self.began
        over = used > self.seconds
        if over or used - self.said > SAY_EVERY:
            self.said = used
            print(f"hunt: {self.runs} runs {used:.1f} s", file=sys.stderr, flush=True)
        if over:
            os._exit(0)

    def changed(self, data: bytes, most: int, seed: int) -> bytes:
        """What the engine calls for a new input."""
        chance = random.Random(seed)
        made = crafted(self.reader, chance) if chance.random() < 0.4 else None
        if made is None:

            def engine(old: bytes) -> bytes:
                return atheris.Mutate(old, len(old) + 64)

            made = mutate(data, chance, engine if atheris and data else plain_bytes(chance))
        return made if len(made) <= most else data


def limit_memory() -> None:
    """The process may grow by so much from here on; only Linux counts what it holds."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        held = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (held + MORE_MEMORY, held + MORE_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def guided(hunt: Hunt, seed: int) -> None:
    """Until the time is over."""
    options = {
        "seed": seed,
        "max_len": LONGEST_FILE,
        "timeout": LONGEST_WAIT,
        "rss_limit_mb": 0,
        "artifact_prefix": f"{hunt.folder}/",
    }
    arguments = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *arguments, str(hunt.folder / "corpus")], hunt.one, custom_mutator=hunt.changed)
    atheris.Fuzz()


def drawn(hunt: Hunt, seed: int) -> None:
    """The same changes, drawn by hypothesis, without a measure of coverage."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    known = [data for _, data in seeds(hunt.reader)]
    while True:

        @seeded(seed + hunt.runs)
        @settings(
            max_examples=200, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(st.sampled_from(known), st.integers(0, 2**32 - 1))
        def batch(data: bytes, number: int) -> None:
            hunt.one(hunt.changed(data, LONGEST_FILE, number))

        batch()


def main() -> None:
    """Begins with the seeds, which load what the format needs, then hunts."""
    reader, folder, seconds, seed = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    warnings.simplefilter("ignore")
    in_this_process(reader_named(reader))
    faulthandler.register(signal.SIGPROF, chain=True)  # says where it hangs, and ends the process
    hunt = Hunt(reader, folder, seconds)
    corpus = folder / "corpus"
    if not corpus.exists():
        corpus.mkdir()
        for number, (_, data) in enumerate(seeds(reader)):
            (corpus / f"seed-{number}").write_bytes(data)
    last, first = min(seeds(reader), key=lambda one: len(one[1]))
    with contextlib.suppress(Fault):
        judge(hunt.kind, f"x{last}", first)
    limit_memory()
    assert readers.LARGEST_BYTES[hunt.kind] > LONGEST_FILE
    (guided if atheris else drawn)(hunt, seed)


if __name__ == "__main__":
    main()
