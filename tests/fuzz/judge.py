"""What must hold of every file, whatever is in it: documents or a reason, from its reader and from all that comes after.

``python -m tests.fuzz.judge READER FILE [WARM]`` judges one file in a fresh process: within 10 s of processor time and 500 MB.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import sys
import tempfile
import traceback
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import ModuleType

from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.units import UnitError
from flows import readers
from flows.cast import cast_proposal
from flows.facts import Document, Trouble, Unreadable
from flows.landing import Arrival
from flows.progress_reports import read_progress
from flows.reviews import read_reviews
from flows.sites import gather_sites

SECONDS, MEGABYTES = 10, 500
ROOT = Path(__file__).resolve().parents[2]
NOBODY_MAY_SAY = ("reader.failed", "cast.failed")
_evaluators = cache(lambda: find_evaluators("").evaluators)


class Fault(Exception):
    """Something that must not happen; ``sign`` is short and the same for the same fault, such as KeyError-_cells."""

    def __init__(self, sign: str, detail: str, line: int = 0):
        super().__init__(f"{sign}: {detail}")
        self.sign, self.detail, self.line = sign, detail, line


def reader_named(name: str) -> ModuleType:
    """The module of a reader by its name, such as ``site_epw``."""
    return importlib.import_module(f"flows.readers.{name}")


def judge(kind: str, name: str, data: bytes) -> None:
    """Reads the file and takes it as far as a run would without other files; raises Fault where something broke."""
    try:
        documents = readers.read(kind, name, data)
    except Unreadable as refused:
        _says_why(refused.trouble, refused.__cause__)
        return
    except Exception as error:
        raise _fault(error) from error
    try:
        for document in documents:
            for trouble in document.troubles:
                _says_why(trouble)
            json.dumps(asdict(document), ensure_ascii=False).encode()
        _take_on(kind, name, data, documents)
    except Fault:
        raise
    except Exception as error:
        raise _fault(error) from error


def _says_why(trouble: Trouble, cause: BaseException | None = None) -> None:
    json.dumps(asdict(trouble), ensure_ascii=False).encode()
    if trouble.rule in NOBODY_MAY_SAY:
        raise _fault(cause) if cause else Fault(trouble.rule, trouble.found)
    if trouble.rule == "file.unknown_format" and "could not be loaded" in trouble.reason:
        raise Fault("recognises", trouble.reason)
    if not (trouble.reason.strip() and trouble.remedy.strip()):
        raise Fault("no-reason", trouble.rule)


def _take_on(kind: str, name: str, data: bytes, documents: list[Document]) -> None:
    """What follows on reading: casting, building sites, or taking the lines of a table."""
    if kind == "proposals":
        for document in documents:
            cast_proposal(document, name, "0" * 64, _evaluators(), {})
    elif kind == "sites":
        for site in gather_sites([(name, "0" * 64, document) for document in documents]).values():
            assert len(site.content) == 32
            for evaluator in _evaluators().values():
                for field, declared in evaluator.inputs.items():
                    with contextlib.suppress(UnitError):
                        site.value_of(field, declared)
    else:
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "kept"
            kept.write_bytes(data)
            arrival = Arrival(kind, name, "0" * 64, len(data), kept)
            _, said = read_progress([arrival]) if kind == "progress" else read_reviews([arrival])
        for _, _, trouble in said:
            _says_why(trouble)


def _fault(error: BaseException) -> Fault:
    """Named by the innermost function of ours that the error passed through."""
    ours = [one for one in traceback.extract_tb(error.__traceback__) if Path(one.filename).is_relative_to(ROOT)]
    ours = [one for one in ours if "fuzz" not in Path(one.filename).parts] or ours
    where, line = (ours[-1].name, ours[-1].lineno or 0) if ours else ("", 0)
    place = f"{Path(ours[-1].filename).name}:{line}" if ours else ""
    return Fault(f"{type(error).__name__}-{where.strip('<>')}", f"{place} {str(error)[:300]}", line)


def in_this_process(reader: ModuleType) -> None:
    """Readers that read in a child process read here instead: faster, and their own faults are seen."""
    if hasattr(reader, "read_here"):
        reader.read = reader.read_here  # type: ignore[attr-defined]


def main() -> None:
    """One line of JSON if there is a fault; the process may also be ended by its limits, or by a library."""
    faulthandler.enable()
    reader, path = reader_named(sys.argv[1]), Path(sys.argv[2])
    if "--apart" not in sys.argv:
        in_this_process(reader)
    if len(sys.argv) > 3 and sys.argv[3] != "--apart":
        judge(reader.KIND, Path(sys.argv[3]).name, Path(sys.argv[3]).read_bytes())  # loads what the format needs
    data = path.read_bytes()
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        before = used.ru_maxrss
        limit = int(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    try:
        judge(reader.KIND, path.name, data)
        with contextlib.suppress(ImportError):
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / (1e6 if sys.platform == "darwin" else 1e3)
            if grown > MEGABYTES:
                raise Fault("memory", f"{grown:.0f} MB")
    except Fault as fault:
        print(json.dumps({"sign": fault.sign, "detail": fault.detail}))


if __name__ == "__main__":
    main()
