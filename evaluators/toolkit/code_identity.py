"""The bytes that an evaluator's numbers come from: its folder, its first-party imports, their tables, the libraries."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from evaluators.toolkit.contract import Evaluator

LIBRARIES = ("numpy", "scipy", "numba", "highspy", "pvlib")
ROOM = Path(__file__).parent.parent


def code_identity(evaluator: Evaluator) -> str:
    """A hash, 32 hex digits, that changes when anything changes that the evaluator's draws may depend on."""
    return _identity(evaluator.module, evaluator.function)


def code_files(evaluator: Evaluator) -> dict[str, Path]:
    """The files that ``code_identity`` hashes, by the names that it hashes with them."""
    return dict(sorted(_files(_home(evaluator.module))))


@lru_cache(maxsize=256)
def _identity(module: str, function: Callable) -> str:
    # The function is part of the key: a file that was read anew in this process has a new function, and new bytes.
    digest = hashlib.blake2b(digest_size=16)
    for library in LIBRARIES:
        digest.update(f"{library}=={version(library)}\n".encode())
    for name, content in sorted((name, hashlib.blake2b(path.read_bytes()).digest()) for name, path in _files(_home(module))):
        digest.update(name.encode() + b"\x00" + content)
    return digest.hexdigest()


def _home(module: str) -> Path:
    """The file of an evaluator in one file, or the folder of one that has its own."""
    parts = module.split(".")
    if parts[0] == "evaluators":
        folder = ROOM / parts[1]
        return folder if folder.is_dir() else folder.with_suffix(".py")
    top = Path(sys.modules[parts[0]].__file__ or "")
    return top.parent if top.name == "__init__.py" else Path(sys.modules[module].__file__ or "")


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    # The toolkit derives the common answers of every project, so all of it counts.
    waiting, seen = [home, ROOM / "toolkit"], set[Path]()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            name = path.relative_to(place.parent)
            # Bytecode, and what Numba compiled there, tell of the machine and not of the evaluator.
            if not path.is_file() or any(part == "__pycache__" or part.startswith(".") for part in name.parts):
                continue
            yield name.as_posix(), path
            if path.suffix == ".py":
                waiting += _first_party(path)


def _first_party(path: Path) -> Iterator[Path]:
    """The folders and files of the room ``evaluators`` that a file imports, or reads a table of by its name."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inside = path.relative_to(ROOM.parent).parts if path.is_relative_to(ROOM) else ()
            whole = ".".join((*inside[: -node.level], *filter(None, [node.module]))) if node.level else node.module or ""
            names = [f"{whole}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]
        for name in names:
            parts = name.split(".")
            if parts[0] == "evaluators" and len(parts) > 1 and parts[1].isidentifier():
                yield from (one for one in (ROOM / parts[1], ROOM / f"{parts[1]}.py") if one.exists())
