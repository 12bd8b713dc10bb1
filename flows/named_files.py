"""The files that somebody names to have them tried: paths and folders of this machine, or addresses (s3://, https://, ...).

A file is read once, and not at all where it is larger than its kind may be. What it holds is told by the folder or the
source it lies in, else by what its readers find in it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from flows import readers
from flows.facts import Document, Trouble, Unreadable
from flows.far_files import Unreached
from flows.form import FORM
from flows.half_written import passed_over
from flows.landing import KINDS, Arrival, Landing, mark_of, too_big
from flows.sources import sources_of


class NotThere(FileNotFoundError):
    """There is nothing under the name that was given."""


@dataclass(frozen=True)
class Held(Arrival):
    """A file whose bytes are in our hands."""

    content: bytes = field(default=b"", repr=False)

    def read(self) -> bytes:
        """The bytes that were read."""
        return self.content


@dataclass(frozen=True)
class NamedFile:
    """A file as it was named; ``kind`` is "" as long as only its content can tell it."""

    name: str
    path: Path
    kind: str = ""

    def taken(self) -> Arrival:
        """The file, read; raises ``Unreadable`` where it cannot be had, or where nobody can tell what it holds."""
        most = max(readers.most_bytes(kind, self.name) for kind in ([self.kind] if self.kind else KINDS))
        try:
            # A pipe must not hold us up.
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
            with os.fdopen(handle, "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise OSError("it is no file but a pipe, a device or the like")
                head = file.read(readers.HEAD_BYTES)
                if found.st_size > most:
                    return self._refused(self.kind or _taker(self.name, head), found.st_size, head)
                content = head + file.read(max(found.st_size + 1 - len(head), 0))
            if len(content) > found.st_size:
                raise OSError("it grew while it was read; try again when it is whole")
        except OSError as error:
            why = f"The file cannot be read: {error.strerror or error}."
            raise Unreadable(
                Trouble("file.unreadable", self.name, type(error).__name__, why, "Check that you may read the file.")
            ) from None
        kind = self.kind or _by_content(self.name, content)
        if too_big(kind, self.name, len(content)):
            return self._refused(kind, len(content), head)
        return Held(kind, self.name, hashlib.sha256(content).hexdigest(), len(content), self.path, "", content)

    def _refused(self, kind: str, size: int, head: bytes) -> Arrival:
        return Arrival(kind, self.name, mark_of(head, size), size, self.path)  # reading it says that it is too large


def near_files(path: Path, content: Mapping[str, Any], data: Path) -> list[NamedFile]:
    """The file, or the files in a folder; of a fund's folder those in its sources. ``content`` is the fund's own file.

    Hidden files, READMEs and the locks of office programs are passed over in a folder. Raises ``NotThere``.
    """
    if not path.exists():
        remedy = "Check the spelling, or name a file of proposals, sites, reviews or progress reports."
        raise NotThere(f"There is no file '{path}', nor a folder. {remedy}")
    own = [(source.folder.resolve(), source.kind) for source in sources_of(content, data) if source.folder is not None]
    if not path.is_dir():
        return [NamedFile(str(path), path, _told(path, own))]
    if (path / "fund.yaml").is_file():
        from flows.fund import read_fund

        own = [(one.folder, one.kind) for one in sources_of(read_fund(path).content, path) if one.folder is not None]
        return [NamedFile(str(one), one, kind) for folder, kind in own for one in _inside(folder)]
    return [NamedFile(str(one), one, _told(one, own)) for one in _inside(path)]


def far_files(address: str, content: Mapping[str, Any], data: Path, folder: Path) -> tuple[list[NamedFile], Landing]:
    """The files at an address, fetched into ``folder``, and what the look found besides.

    An address below one of the fund's sources is asked as that one is. Raises ``Unreached``, ``NotThere`` or SettingBroken.
    """
    from flows.remote import look_far

    own = next((one for one in sources_of(content, data) if one.folder is None and _below(address, one.address)), None)
    kind = own.kind if own else _folder_kind(PurePosixPath(address.split("://", 1)[1]).parts)
    # Of what nobody tells yet, the largest kind there is may come.
    asked = kind or ("proposals" if address.lower().endswith(".zip") else "sites")
    said: dict[str, Any] = {"address": address, "options": dict(own.options) if own else {}}
    [source] = [one for one in sources_of({"sources": {asked: said}}, folder) if one.address == address]
    landing = Landing()
    look_far(folder, source, landing, {}, set())
    if landing.unreached:
        raise Unreached(f"'{address}' cannot be reached, or is not there: {landing.unreached[0][1]}")
    if not (landing.arrivals or landing.left or landing.unopened):
        raise NotThere(f"There is nothing to try at '{address}'. Check the spelling, or name the folder that holds the files.")
    found = []
    for one in landing.arrivals:
        alone = address.rsplit("/", 1)[-1] == one.name
        name = address if alone else f"{address.rstrip('/')}/{one.name}"
        if too_big(asked, one.name, one.size):
            landing.unopened.append((asked, one.name, readers.too_large(asked, name, one.size).reason.rstrip(".").lower()))
            continue
        found.append(NamedFile(name, one.kept, kind or _folder_kind(PurePosixPath(one.name).parts)))
    return found, landing


def standing_files(kind: str, content: Mapping[str, Any], data: Path) -> list[NamedFile]:
    """The fund's own files of a kind that lie on this machine."""
    folders = [one.folder for one in sources_of(content, data) if one.kind == kind and one.folder is not None]
    return [NamedFile(str(path), path, kind) for folder in folders if folder.is_dir() for path in _inside(folder)]


def _inside(folder: Path) -> Iterator[Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return (path for path in found if not passed_over(path.relative_to(folder).as_posix()))


def _below(address: str, source: str) -> bool:
    return address == source or address.startswith(source.rstrip("/") + "/")


def _told(path: Path, own: list[tuple[Path, str]]) -> str:
    """The kind that the place of a file tells: a source of the fund, else a folder that is named so."""
    real = path.resolve()
    return next((kind for folder, kind in own if real.is_relative_to(folder)), "") or _folder_kind(path.absolute().parts)


def _folder_kind(parts: tuple[str, ...]) -> str:
    return next((part for part in reversed(parts[:-1]) if part in KINDS), "")


def _proposal(document: Document) -> bool:
    groups = {fact.group for fact in document.facts}
    header = any(fact.group == "proposal" and fact.field in FORM for fact in document.facts)
    return header or not groups.isdisjoint(("block", "given", "claim", "budget", "form"))


def _columns(*names: str) -> Callable[[Document], bool]:
    return lambda document: {fact.field for fact in document.facts}.issuperset(names)


# By what a document of a kind is known where files of several kinds look alike.
_KNOWN: dict[str, Callable[[Document], bool]] = {
    "progress": _columns("item", "period"),
    "reviews": _columns("reviewer", "criterion"),
    "proposals": _proposal,
    "sites": lambda document: bool(document.facts or document.series),
}


def _by_content(name: str, content: bytes) -> str:
    """The kind of a file that lies anywhere; raises ``Unreadable`` where no reader knows it."""
    takers = _takers(name, content[: readers.HEAD_BYTES])
    read: dict[str, list[Document]] = {}
    for kind in takers if len(takers) > 1 else []:
        try:
            read[kind] = readers.read(kind, PurePosixPath(name).name, content)
        except Unreadable:
            continue
    known = (kind for kind, documents in read.items() if any(map(_KNOWN[kind], documents)))
    return next(known, next(iter(read), _first(takers, name)))


def _taker(name: str, head: bytes) -> str:
    return _first(_takers(name, head), name)


def _first(takers: list[str], name: str) -> str:
    if not takers:
        reason = "It cannot be told whether this holds proposals, sites, reviews or progress reports."
        remedy = f"Put it into a folder named {', '.join(KINDS)}, or save it in one of their formats."
        raise Unreadable(Trouble("file.kind", name, PurePosixPath(name).suffix or name, reason, remedy))
    return "proposals" if "proposals" in takers else takers[0]


def _takers(name: str, head: bytes) -> list[str]:
    """The kinds that have a reader for the file."""
    takers = []
    for kind in _KNOWN:
        try:
            readers.reader_for(kind, PurePosixPath(name).name, head)
        except Unreadable as refused:
            if refused.trouble.rule != "file.two_formats":
                continue
        takers.append(kind)
    return takers
