"""The landing zone: every file as it came, kept under its hash, never changed.

What a file holds is known by its hash alone. Of a file that is not touched since (size, times, number) or that its server
calls the same (entity tag), the hash is remembered in the table ``listing`` and it is not read again.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from flows import readers
from flows.facts import Trouble, Unreadable
from flows.sources import KINDS, Source, sources_of

__all__ = ["KINDS", "WEATHER_IN_PVLIB", "Arrival", "Landing", "kept_arrival", "land", "look", "weather_of_pvlib"]

WEATHER_IN_PVLIB = "pvlib:"
MOST_FILES = 100_000  # of one source
AT_ONCE = 4 << 20  # [bytes] read and written at a time

Seen = Mapping[tuple[str, str, str], Mapping[str, Any]]  # rows of the table ``listing`` by kind, source and name


@dataclass(frozen=True)
class Arrival:
    """One file as found in the fund's sources; ``kept`` is its copy in the landing zone, ``source`` the address it came from."""

    kind: str
    name: str
    sha256: str
    size: int
    kept: Path
    source: str = ""

    def read(self) -> bytes:
        """The bytes as they came; raises ``Unreadable``, and nothing else, where they are too many or cannot be had."""
        if too_big(self.kind, self.name, self.size):
            raise Unreadable(readers.too_large(self.kind, self.name, self.size))
        try:
            return self.kept.read_bytes()
        except OSError as error:
            gone = isinstance(error, FileNotFoundError)
            why = "Its copy in the landing zone is gone." if gone else f"{error.strerror or error}."
            remedy = "Put the file into the fund's folder again, and check that you may read it."
            raise Unreadable(Trouble("file.unreadable", self.name, type(error).__name__, why, remedy)) from None


@dataclass
class Landing:
    """What one look at the sources found.

    ``unopened`` and ``left`` are (kind, name, why): files that cannot be had, and files left for the next run because they
    are half-written. ``unreached`` are the sources that did not answer, with why; ``listing`` the rows to remember.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    unopened: list[tuple[str, str, str]] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    unreached: list[tuple[Source, str]] = field(default_factory=list)
    listing: list[dict[str, Any]] = field(default_factory=list)
    taken: set[tuple[str, str]] = field(default_factory=set)

    def name_of(self, source: Source, name: str) -> str:
        """The name of a file among all of its kind; where another has it, the source's label comes before it once more."""
        full = source.named(plain(name))
        while (source.kind, full) in self.taken:
            full = f"{source.label or source.kind}/{full}"
        self.taken.add((source.kind, full))
        return full

    def take(self, arrival: Arrival, signature: str) -> None:
        """Adds a file; with a ``signature``, its hash is remembered for the next look."""
        self.arrivals.append(arrival)
        if signature:
            self.listing.append(
                {"kind": arrival.kind, "source": arrival.source, "name": arrival.name, "signature": signature,
                 "sha256": arrival.sha256, "bytes": arrival.size}
            )  # fmt: skip


def land(data: Path, unreadable: list[tuple[str, str, str]] | None = None) -> list[Arrival]:
    """Copies what lies in the fund's own folders into the landing zone, by name in order.

    Files that cannot be opened go into ``unreadable`` as (kind, name, why), for the next run to try.
    """
    found = look(data, sources_of({}, data))
    if unreadable is not None:
        unreadable += found.unopened
    return found.arrivals


def look(data: Path, sources: list[Source], seen: Seen | None = None, near: bool = False) -> Landing:
    """Looks at every source and copies what is new into the landing zone; ``near`` looks at folders alone.

    Hidden files, READMEs and the lock files of office programs are passed over.
    """
    landing = Landing()
    folders: set[Path] = set()
    for source in sources:
        if source.folder is not None:
            from flows.local_folder import look_into

            look_into(data, source, landing, seen or {}, folders)
        elif near:
            landing.unreached.append((source, "it is not asked now"))
        else:
            from flows.remote import look_far

            look_far(data, source, landing, seen or {}, folders)
    for folder in folders:
        _flush(folder)
    return landing


def keep_stream(data: Path, file: BinaryIO, folders: set[Path], most: int) -> tuple[str, int]:
    """Copies ``file`` into the landing zone, piece by piece; gives its hash and size [bytes].

    The folders written to are added to ``folders``, to be flushed. At most ``most`` bytes: OSError beyond.
    """
    digest, size = hashlib.sha256(), 0
    first = file.read(AT_ONCE) or b""
    rest = file.read(AT_ONCE) if len(first) == AT_ONCE else b""
    if not rest:  # it is in our hands: what is there already is not written again
        sha256 = hashlib.sha256(first).hexdigest()
        if _whole(place(data, sha256), len(first)):
            return sha256, len(first)
    half = data / "landing" / f".{secrets.token_hex(8)}.tmp"
    half.parent.mkdir(parents=True, exist_ok=True)
    try:
        with half.open("wb") as copy:
            for piece in (first, rest):
                digest.update(piece)
                size += copy.write(piece)
            while piece and (piece := file.read(AT_ONCE)):
                digest.update(piece)
                size += copy.write(piece)
                if size > most:
                    raise OSError(errno.EFBIG, f"it grows beyond {most / 1e6:.0f} MB")
            copy.flush()
            os.fsync(copy.fileno())
        sha256 = digest.hexdigest()
        kept = place(data, sha256)
        if not _whole(kept, size):
            kept.parent.mkdir(exist_ok=True)
            half.replace(kept)
            folders.add(kept.parent)
    finally:
        half.unlink(missing_ok=True)
    return sha256, size


def _whole(kept: Path, size: int) -> bool:
    try:
        return kept.stat().st_size == size  # a power cut may leave an empty file
    except OSError:
        return False


def keep(data: Path, kind: str, name: str, content: bytes, source: str = "") -> Arrival:
    """Bytes of our own making (a weather file of pvlib's wheel, a service's answer), landed like any other file."""
    import io

    folders: set[Path] = set()
    sha256, size = keep_stream(data, io.BytesIO(content), folders, len(content))
    for folder in folders:
        _flush(folder)
    return Arrival(kind, name, sha256, size, place(data, sha256), source)


def weather_of_pvlib(data: Path, site: str, name: str) -> Arrival:
    """A weather file that the pvlib wheel ships, landed as the site's own; FileNotFoundError where there is none.

    ``name`` is a bare file name.
    """
    found = importlib.util.find_spec("pvlib")
    if found is None or found.origin is None or Path(name).name != name:
        raise FileNotFoundError(name)
    path = Path(found.origin).parent / "data" / name
    return keep(data, "sites", f"{site}.tmy3.csv", path.read_bytes())


def too_big(kind: str, name: str, size: int) -> bool:
    """Whether a file of ``size`` [bytes] is above the limit of its kind: it is refused, not copied."""
    return size > readers.most_bytes(kind, name)


def mark_of(head: bytes, size: int) -> str:
    """What stands for the hash of such a file: it is refused whatever else it holds."""
    return hashlib.sha256(b"too large\0%d\0" % size + head).hexdigest()


def kept_arrival(data: Path, row: Mapping[str, Any]) -> Arrival:
    """A file that landed before, from its row of the table ``source_file``."""
    return Arrival(row["kind"], row["name"], row["sha256"], row["bytes"], place(data, row["sha256"]), row.get("source", ""))


def place(data: Path, sha256: str) -> Path:
    """Where the landing zone keeps the content of this hash."""
    return data / "landing" / sha256[:2] / sha256


def plain(name: str) -> str:
    """A name in another encoding than ours, kept readable."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _flush(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
