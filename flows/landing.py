"""The landing zone: every file as it came, kept under its hash, never changed."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("sites", "proposals", "reviews", "progress")
WEATHER_IN_PVLIB = "pvlib:"


@dataclass(frozen=True)
class Arrival:
    """One file as found in the fund's folders; ``kept`` is its copy in the landing zone."""

    kind: str
    name: str
    sha256: str
    size: int
    kept: Path

    def read(self) -> bytes:
        """The bytes as they came."""
        return self.kept.read_bytes()


def land(data: Path, unreadable: list[tuple[str, str, str]] | None = None) -> list[Arrival]:
    """Copies what lies in ``proposals/``, ``sites/`` and ``reviews/`` into the landing zone, by name in order.

    Files that cannot be opened go into ``unreadable`` as (kind, name, why), for the next run to try. Hidden files and
    the lock files of office programs are left out. A file that is there already is not written again.
    """
    arrivals: list[Arrival] = []
    unreadable = [] if unreadable is None else unreadable
    for kind in KINDS:
        folder = data / kind
        if not folder.is_dir():
            continue
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            if any(part.startswith((".", "~$")) for part in name.split("/")) or path.name.lower().startswith("readme"):
                continue
            # A name in another encoding than ours is kept readable.
            plain = os.fsencode(name).decode("utf-8", "backslashreplace")
            try:
                content = path.read_bytes()
            except OSError as error:
                unreadable.append((kind, plain, error.strerror or str(error)))
                continue
            arrivals.append(_keep(data, kind, plain, content))
    return arrivals


def weather_of_pvlib(data: Path, site: str, name: str) -> Arrival:
    """A weather file that the pvlib wheel ships, landed as the site's own; FileNotFoundError where there is none.

    ``name`` is a bare file name.
    """
    found = importlib.util.find_spec("pvlib")
    if found is None or found.origin is None or Path(name).name != name:
        raise FileNotFoundError(name)
    path = Path(found.origin).parent / "data" / name
    return _keep(data, "sites", f"{site}.tmy3.csv", path.read_bytes())


def kept_arrival(data: Path, row: Mapping[str, Any]) -> Arrival:
    """A file that landed before, from its row of the table ``source_file``."""
    return Arrival(row["kind"], row["name"], row["sha256"], row["bytes"], _place(data, row["sha256"]))


def _keep(data: Path, kind: str, name: str, content: bytes) -> Arrival:
    sha256 = hashlib.sha256(content).hexdigest()
    kept = _place(data, sha256)
    if not kept.exists() or kept.stat().st_size != len(content):  # a power cut may leave an empty file
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".tmp")
        half.write_bytes(content)
        half.replace(kept)
    return Arrival(kind, name, sha256, len(content), kept)


def _place(data: Path, sha256: str) -> Path:
    return data / "landing" / sha256[:2] / sha256
