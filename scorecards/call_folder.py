"""The frozen folder of a call, ``calls/NAME/frozen``: JSON, text and Parquet, each file by its SHA-256 in ``manifest.json``.

The SHA-256 of the manifest stands for all of it: in the call's history, in panel papers, in letters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecards.call_history import call_folder, opened_call
from scorecards.table import NotFound
from scorecards.warehouse import WarehouseError, open_frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST, SCHEMA = "manifest.json", "cleanfund-call/1"
CALL, PROPOSALS, JOBS, RUBRIC, CODE, MACHINE = (
    "call.json",
    "proposals.json",
    "jobs.json",
    "rubric.yaml",
    "code.json",
    "machine.json",
)
SERIES, TABLES, ASSUMPTIONS = "series.parquet", "tables", "assumptions"


@dataclass(frozen=True)
class FileTrouble:
    """A file of the folder that is not as it was frozen."""

    name: str
    reason: str


def frozen_folder(data: Path, name: str) -> Path:
    """Where the frozen call lies."""
    return call_folder(data, name) / "frozen"


def file_hash(path: Path) -> str:
    """SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_manifest(folder: Path, head: Mapping[str, Any]) -> str:
    """Writes the manifest of all files in ``folder``; returns its SHA-256."""
    files = {name: {"sha256": file_hash(folder / name), "bytes": (folder / name).stat().st_size} for name in _files(folder)}
    body = {"schema": SCHEMA, **head, "files": files}
    (folder / MANIFEST).write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file_hash(folder / MANIFEST)


def check_files(folder: Path, expected: str = "") -> list[FileTrouble]:
    """Every file that is changed, gone or was put in; ``expected`` is the manifest's hash that the history quotes."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        stated = {str(name): str(one["sha256"]) for name, one in files.items()}
    except FileNotFoundError:
        return [FileTrouble(MANIFEST, "It is gone, so nothing else can be checked.")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [FileTrouble(MANIFEST, "It cannot be read, so nothing else can be checked.")]
    troubles = []
    found = file_hash(folder / MANIFEST)
    if expected and found != expected:
        troubles.append(FileTrouble(MANIFEST, f"Its hash is {found[:12]}; the call was frozen as {expected[:12]}."))
    # What lies in the folder is walked, and no name of the manifest is opened: it may come from elsewhere.
    there = _files(folder)
    for name in sorted(stated.keys() | there):
        if name not in there:
            troubles.append(FileTrouble(name, "It is gone."))
        elif name not in stated:
            troubles.append(FileTrouble(name, "It was put in after the call was frozen."))
        elif file_hash(folder / name) != stated[name]:
            troubles.append(FileTrouble(name, "It was changed after the call was frozen: its hash is another."))
    return troubles


def read_json(folder: Path, name: str) -> Any:
    """One of the JSON files of the folder. Raises WarehouseError where it cannot be read."""
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WarehouseError(f"{name} of the frozen call cannot be read: {error}. Put the folder back from a backup.") from None


def frozen_proposals(data: Path, name: str) -> dict[str, dict[str, Any]]:
    """The proposals of a frozen call by id; NotFound where it is not frozen yet, WarehouseError where it was changed."""
    return {str(one["project_id"]): one for one in read_json(whole_folder(data, name), PROPOSALS)}


def whole_folder(data: Path, name: str) -> Path:
    """The folder of a frozen call, every hash of which is right; NotFound before it is frozen, WarehouseError otherwise."""
    history = opened_call(data, name)
    if not history.frozen_hash:
        raise NotFound(f"The call {name} is not frozen yet: cleanfund call freeze {name}")
    troubles = check_files(frozen_folder(data, name), history.frozen_hash)
    if history.troubles or troubles:
        first = history.troubles[0] if history.troubles else f"{troubles[0].name}: {troubles[0].reason}"
        raise WarehouseError(
            f"The frozen call {name} is not as it was frozen. {first} Put calls/{name} back from a backup; "
            f"cleanfund call verify {name} tells all."
        )
    return frozen_folder(data, name)


def open_call(data: Path, name: str) -> DuckDBPyConnection:
    """The frozen call as a connection that answers what a snapshot answers: its ranking never moves."""
    return open_folder(whole_folder(data, name))


def open_folder(folder: Path) -> DuckDBPyConnection:
    """The tables of a frozen folder, wherever it lies. WarehouseError where a file is named after nothing that is a table."""
    tables = sorted((folder / TABLES).glob("*.parquet"))
    odd = next((path.name for path in tables if not path.stem.isidentifier()), "")
    if odd:
        raise WarehouseError(f"'{odd}' in the frozen folder is no table of ours. Take the folder from where it was frozen.")
    return open_frozen(tables, str(read_json(folder, CALL)["run"]))


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
