"""What a frozen call was computed with: files of the evaluators and their tables, libraries, kind of processor."""

from __future__ import annotations

import ast
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from evaluators.toolkit.code_identity import LIBRARIES, ROOM, code_files, code_identity
from evaluators.toolkit.contract import Evaluator
from scorecards.call_folder import file_hash
from scorecards.scorecard import SCORING

LOCK = "requirements.lock"
CODE_ENDING = ".py"
STORE = "scorecards.warehouse"  # keeps numbers and makes none
SCORES = "the scores"  # beside the evaluators' names, which have no blank


@dataclass(frozen=True)
class Changed:
    """A file that is not as it was frozen: ``how`` in words, and the evaluators that depend on it."""

    name: str
    how: str
    evaluators: list[str] = field(default_factory=list)


def counted(evaluators: Mapping[str, Evaluator]) -> dict[str, Evaluator]:
    """Technologies and what stands beside them, by name."""
    return {one.name: one for name in evaluators for one in (evaluators[name], *evaluators[name].companions)}


def code_of(used: Iterable[Evaluator]) -> dict[str, dict[str, Any]]:
    """By evaluator its version, the hash of its code as the evaluation's key has it, and the SHA-256 of each file."""
    return {
        one.name: {
            "version": one.version,
            "code": code_identity(one),
            "files": {name: file_hash(path) for name, path in code_files(one).items()},
        }
        for one in sorted(used, key=lambda one: one.name)
    }


def scoring_of() -> dict[str, Any]:
    """The same of what turns answers and reviews into points."""
    return {"version": SCORING, "code": "", "files": {name: file_hash(path) for name, path in scoring_files().items()}}


def scoring_files() -> dict[str, Path]:
    """The files that scores are made by: ``flows/score.py`` and whatever of ``scorecards`` it imports, by name."""
    found: dict[str, Path] = {}
    waiting = ["flows.score"]
    while waiting:
        path = (ROOM.parent / Path(*waiting.pop().split("."))).with_suffix(CODE_ENDING)
        name = path.relative_to(ROOM.parent).as_posix()
        if name in found or not path.is_file():
            continue
        found[name] = path
        for node in ast.walk(ast.parse(path.read_bytes())):
            name = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if name.startswith("scorecards.") and name != STORE:
                waiting.append(name)
    return dict(sorted(found.items()))


def tables_of(used: Iterable[Evaluator]) -> dict[str, Path]:
    """The assumption tables of the evaluators, exchange rates and deflators among them: every file that is no code."""
    return {
        name: path for one in used for name, path in code_files(one).items() if not name.endswith(CODE_ENDING)
    }  # fmt: skip


def changed_code(frozen: Mapping[str, Any], installed: Mapping[str, Evaluator], tables: Path) -> list[Changed]:
    """Files of the evaluators in ``frozen`` that are others now; of a table, ``tables`` holds the frozen text."""
    found: dict[tuple[str, str], Changed] = {}
    for name, was in sorted(frozen.items()):
        if name != SCORES and name not in installed:
            found[name, ""] = Changed(name, "the evaluator is not installed here", [name])
            continue
        here = scoring_files() if name == SCORES else code_files(installed[name])
        for file in sorted({*was["files"], *here}):
            if file not in here:
                how = "is not there any more"
            elif file not in was["files"]:
                how = "is new since"
            elif file_hash(here[file]) == was["files"][file]:
                continue
            else:
                how = "is another now" if file.endswith(CODE_ENDING) else _first_change(tables / file, here[file])
            found.setdefault((file, how), Changed(file, how)).evaluators.append(name)
    return list(found.values())


def machine() -> dict[str, Any]:
    """Versions of Python and the numerical libraries, hash of the lock file (None where there is none), kind of processor."""
    lock = ROOM.parent / LOCK
    simd = np.show_config(mode="dicts").get("SIMD Extensions", {})
    return {
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "lock": file_hash(lock) if lock.is_file() else None,
        "processor": " ".join([platform.machine(), *simd.get("baseline", []), *simd.get("found", [])]),
    }


def other_machine(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """In what this machine differs from the one of the frozen call; nothing where bits must be equal."""
    said = [
        f"{name} is {now['libraries'].get(name)}, was {one}"
        for name, one in was["libraries"].items()
        if now["libraries"].get(name) != one
    ]
    if was["python"] != now["python"]:
        said.append(f"Python is {now['python']}, was {was['python']}")
    if was["lock"] != now["lock"]:
        said.append("the lock file is another" if was["lock"] and now["lock"] else "only one of the two has a lock file")
    if was["processor"] != now["processor"]:
        said.append(f"the processor is {now['processor']}, was {was['processor']}")
    return said


def _first_change(was: Path, now: Path) -> str:
    """The first line of a table that is another, as it was and as it is."""
    try:
        before, after = was.read_text(encoding="utf-8").splitlines(), now.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return "is another now"
    place = next(
        (n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), min(len(before), len(after))
    )
    one, other = (lines[place][:90] if place < len(lines) else "nothing" for lines in (before, after))
    count = sum(a != b for a, b in zip(before, after, strict=False)) + abs(len(before) - len(after))
    others = f", and {count - 1} more" if count > 1 else ""
    return f"line {place + 1} was '{one}' and is '{other}'{others}"
