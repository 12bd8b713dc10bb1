"""Workbooks are ZIPs of XML and may be hostile: bombs, entities, passwords and macros are refused before any parsing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from flows.facts import Trouble, Unreadable
from flows.readers._sheet_cells import MOST_COLUMNS, MOST_ROWS
from flows.readers._text import empty, shown

LARGEST_UNPACKED = 50_000_000  # [bytes]; a filled form has below 1 MB
MOST_PARTS = 1000
MOST_TAGS = 300_000  # of a part that is held in memory as a whole
MOST_ALIVE = 200_000  # elements kept at a time of a part that is read row by row
MOST_ELEMENTS = 2_500_000  # of such a part in all: some 400,000 rows that are only formatted, read in some 8 s
DEEPEST = 100  # elements in one another

_OLE = b"\xd0\xcf\x11\xe0"
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_USUAL = (b"utf-8", b"utf8", b"us-ascii", b"utf-16")
# An entity is declared in a DOCTYPE; office programs never write one. UTF-16 spells it with zero bytes.
_DOCTYPE = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_PASSWORD = (b"EncryptedPackage", "EncryptedPackage".encode("utf-16-le"))
_SAVE = "Open it in the spreadsheet program, save it as {ending} without a password, and send it whole."


@dataclass(frozen=True)
class Office:
    """A format of workbooks: its ``rule`` begins the names of its rules; ``streamed`` parts are read row by row."""

    rule: str
    ending: str
    streamed: str
    macros: tuple[str, ...]

    def damaged(self, name: str, found: str, reason: str) -> Unreadable:
        return Unreadable(Trouble(f"{self.rule}.damaged", name, shown(found), reason, _SAVE.format(ending=self.ending)))

    def too_big(self, name: str, found: str, reason: str, remedy: str) -> Unreadable:
        return Unreadable(Trouble(f"{self.rule}.too_big", name, found, reason, remedy))

    def too_long(self, place: str, found: str) -> Unreadable:
        return self.too_big(
            place,
            found,
            f"A sheet of a form has at most {MOST_ROWS} rows and {MOST_COLUMNS} columns.",
            "Select what lies beyond the form, delete it, and save.",
        )


def inspected(office: Office, name: str, data: bytes) -> zipfile.ZipFile:
    """The archive, open, once its parts are known to be harmless; raises ``Unreadable``."""
    if not data:
        raise Unreadable(empty(name))
    if data.startswith(_OLE):
        locked = any(mark in data for mark in _PASSWORD)
        what = "This workbook has a password." if locked else "This is an old Excel file (.xls), or one with a password."
        raise office.damaged(name, "an OLE file", what)
    listed = data.count(b"PK\x01\x02")
    if listed > 4 * MOST_PARTS:  # before a directory of any length is parsed; embedded archives have some of their own
        reason = f"A form has at most {MOST_PARTS} parts."
        raise office.too_big(name, f"{listed} parts", reason, "Copy the values into an empty form.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        _sizes(office, name, parts)
        if any(part.flag_bits & 1 for part in parts):
            raise office.damaged(name, "an encrypted archive", "This workbook has a password.")
        macros = next((part.filename for part in parts if part.filename.startswith(office.macros)), "")
        if macros:
            raise Unreadable(
                Trouble(
                    f"{office.rule}.macros",
                    name,
                    shown(macros),
                    "The workbook holds macros, which are programs; a form has none.",
                    f"Save it as {office.ending} without macros, or copy the values into an empty form.",
                )
            )
        for part in parts:  # zipfile gives out no more bytes than the size that was counted
            _harmless(office, name, part.filename, archive.read(part))
    except Unreadable:
        raise
    except Exception as error:  # zipfile raises many kinds on damaged archives
        found = f"{type(error).__name__}: {error}"
        raise office.damaged(name, found, "The file is no workbook, or it is cut off.") from error
    return archive


def _sizes(office: Office, name: str, parts: list[zipfile.ZipInfo]) -> None:
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise office.too_big(
            name,
            f"{size / 1e6:.0f} MB unpacked, {len(parts)} parts",
            f"A form has at most {LARGEST_UNPACKED // 10**6} MB unpacked and {MOST_PARTS} parts.",
            "Copy the values into an empty form; take out pictures and other sheets.",
        )


def _harmless(office: Office, name: str, part: str, content: bytes) -> None:
    encoding = _ENCODING.match(content[:200].lstrip(b"\xef\xbb\xbf"))
    odd = encoding and encoding[1].lower() not in _USUAL
    if odd or any(mark in content for mark in _DOCTYPE):
        found = f"{part}: " + ("an unusual encoding" if odd else "<!DOCTYPE")
        raise office.damaged(name, found, "The workbook holds XML that no spreadsheet program writes.")
    if part.endswith((".xml", ".rels")) and not part.startswith(office.streamed) and content.count(b"<") > MOST_TAGS:
        raise crowded(office, name, part)


def crowded(office: Office, name: str, part: str) -> Unreadable:
    """What to raise of a part with more elements than any form has."""
    return office.too_big(
        name,
        shown(f"{part}: too many elements"),
        "The workbook holds far more styles, rows or texts than a form has.",
        "Copy the values into an empty form.",
    )


def elements(office: Office, name: str, part: str, stream: IO[bytes], let_go: frozenset[str]) -> Iterator[tuple[str, Any, list]]:
    """Start and end of every element of a large part, as (event, element, its parents), in bounded memory.

    An element whose tag is in ``let_go`` is emptied after its end was given. Raises ``Unreadable`` where more than
    any form has is kept at a time, or elements stand too deep in one another.
    """
    from defusedxml.ElementTree import iterparse

    parents: list = []
    alive = count = 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            alive, count = alive + 1, count + 1
            if alive > MOST_ALIVE or count > MOST_ELEMENTS or len(parents) > DEEPEST:
                raise crowded(office, name, part)
            yield event, element, parents
            parents.append(element)
            continue
        parents.pop()
        yield event, element, parents
        if element.tag in let_go and parents:
            del parents[-1][:]
            alive = sum(len(parent) + 1 for parent in parents)
