"""A file read in a process of its own: libraries that unpack HDF5 and Parquet hang or abort on damaged files, and only there.

Found by fuzzing: one changed byte makes libhdf5 loop for ever, another makes Arrow end the process. So a child reads, within a
time and a memory that it sets itself, and hands over what it found as one line of JSON and plain floats; nothing is pickled.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

import numpy as np

from flows.facts import Document, Fact, Hours, Trouble, Unreadable
from flows.readers._text import file_name

MOST_SECONDS = 6  # of processor time; twenty years of eight variables at nine points take 2
LONGEST_WAIT = 60  # seconds, where the machine is busy
MOST_MEMORY = 1_500_000_000  # bytes
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "HDF5_PLUGIN_PRELOAD": "::", "PYTHONWARNINGS": "ignore"}


def read_apart(module: str, name: str, data: bytes) -> list[Document]:
    """What ``read_here`` of a reader's module says of a file, from a child process.

    Raises Unreadable as the reader does, and where the child ends, hangs or grows instead of answering.
    """
    path = os.pathsep.join(one for one in sys.path if one)
    command = [sys.executable, "-m", __name__, module, f"name={file_name(name)}"]
    try:
        child = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ALONE, "PYTHONPATH": path},
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(_broke(name, f"no answer in {LONGEST_WAIT} s")) from None
    if child.returncode:
        raise Unreadable(_broke(name, f"the process ended with {child.returncode}"))
    head, _, floats = child.stdout.partition(b"\n")
    told = json.loads(head)
    if "trouble" in told:
        raise Unreadable(Trouble(**told["trouble"]))
    numbers = np.frombuffer(floats)
    return [_document(one, numbers) for one in told["documents"]]


def _document(told: dict[str, Any], numbers: np.ndarray) -> Document:
    document = Document(told["kind"], told["name"], origin=told["origin"], notes=told["notes"])
    document.facts = [Fact(**one) for one in told["facts"]]
    document.troubles = [Trouble(**one) for one in told["troubles"]]
    document.hours = Hours(**told["hours"]) if told["hours"] else None
    document.series_units = told["series_units"]
    document.series_shapes = {series: tuple(shape) for series, shape in told["series_shapes"].items()}
    for series, (begin, end) in told["series"].items():
        document.series[series] = numbers[begin:end].tolist()
    return document


def _broke(name: str, found: str) -> Trouble:
    reason = "The library that unpacks this format broke on the file, or took too long or too much memory."
    remedy = "The file is damaged: download or write it again, and send it whole."
    return Trouble("file.breaks_reader", name, found, reason, remedy)


def _answer(module: str, name: str, data: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """What the child says: one object for JSON, and the series in the order in which it names them."""
    try:
        documents: list[Document] = importlib.import_module(module).read_here(name, data)
    except Unreadable as error:
        return {"trouble": asdict(error.trouble)}, []
    said, parts, at = [], [], 0
    for document in documents:
        places = {}
        for series, values in document.series.items():
            parts.append(np.asarray(values, dtype=float))
            places[series] = (at, at + len(values))
            at += len(values)
        document.series = {}
        said.append({**asdict(document), "series": places})
    return {"documents": said}, parts


def main() -> None:
    """The child: sets its limits, reads the file from standard input, answers on standard output."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # a system without them has only the parent's wait
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    answer, parts = _answer(sys.argv[1], sys.argv[2].removeprefix("name="), sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part.tobytes())


if __name__ == "__main__":
    main()
