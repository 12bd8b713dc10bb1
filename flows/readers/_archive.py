"""ZIP archives opened with care: their members are listed, read and hashed in memory, and nothing is ever written to disk.

What is checked before a byte is unpacked: the size of the directory, names, kinds, encryption, methods, stated sizes,
ratios, and that no two members share the same bytes (the trick of David Fifield's non-recursive bombs).
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flows.facts import Trouble, Unreadable
from flows.readers._text import empty, shown

MOST_ENTRIES = 1000
LARGEST_DIRECTORY = 1_000_000  # [bytes]; of the central directory, before it is parsed
MOST_UNPACKED = 460_000_000  # [bytes]; all members together
HIGHEST_RATIO, RATIO_FROM = 100, 1_000_000  # unpacked to packed, of members that unpack to more than these [bytes]
LONGEST_NAME = 200

_CHUNK = 1_000_000
_END, _END_64, _END_SIZE = b"PK\x05\x06", b"PK\x06\x06", 22
_LOCAL_HEAD = 30
# What archives bring along from the computer they were packed on; no part of what was sent.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX|\.(?!\.)[^/]+|~\$[^/]*|Thumbs\.db|desktop\.ini)(?:/|$)", re.IGNORECASE)
# Letters a Japanese file name is made of; half-width katakana stay out, for accented Latin letters look like them.
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]+")
_KANA_OR_KANJI = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True)
class Member:
    """One file of an archive: ``path`` with forward slashes, ``size`` unpacked [bytes] as the directory states it."""

    path: str
    size: int
    entry: zipfile.ZipInfo


@dataclass
class Package:
    """An archive that may be read; ``members`` in the order of their paths, ``troubles`` of those left out."""

    archive: zipfile.ZipFile
    members: list[Member]
    troubles: list[Trouble]

    def content(self, member: Member, most: int | None = None) -> bytes:
        """The member's bytes, or its first ``most`` (then unchecked); raises ``Unreadable``, never gives more than ``size``."""
        with _said(member), self.archive.open(member.entry) as file:
            return file.read(member.size if most is None else most)

    def sha256(self, member: Member) -> str:
        """The member's hash, in a stream [64 hex digits]; raises ``Unreadable``."""
        digest = hashlib.sha256()
        with _said(member), self.archive.open(member.entry) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


def open_package(name: str, data: bytes) -> Package:
    """The archive in ``data``; raises ``Unreadable`` where it is damaged, or a bomb."""
    if not data:
        raise Unreadable(empty(name))
    _measure_directory(name, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises many kinds on damaged directories
        raise Unreadable(_damaged(name, f"{type(error).__name__}: {error}")) from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(_too_many(name, f"{len(entries)} entries"))
    _refuse_bombs(name, entries, archive.start_dir)
    package = Package(archive, [], [])
    for entry in entries:
        path = _path(entry)
        if path.endswith("/") or _LITTER.search(path):
            continue
        trouble = _why_not(path, entry)
        if trouble:
            package.troubles.append(trouble)
        else:
            package.members.append(Member(path, entry.file_size, entry))
    _drop_doubles(package)
    package.members.sort(key=lambda member: member.path)
    return package


def _measure_directory(name: str, data: bytes) -> None:
    """Refuses a directory that would fill the memory when parsed; the place is sought as zipfile seeks it."""
    at = len(data) - _END_SIZE
    if not (at >= 0 and data[at : at + 4] == _END and data[-2:] == b"\0\0"):
        at = data.rfind(_END, max(0, len(data) - _END_SIZE - 65535))
    if at < 0 or len(data) - at < _END_SIZE:
        raise Unreadable(_damaged(name, "no end of a directory"))
    size = struct.unpack_from("<L", data, at + 12)[0]
    large = at - 76  # the record of ZIP64 and its locator stand before
    if large >= 0 and data[large : large + 4] == _END_64:
        size = struct.unpack_from("<Q", data, large + 40)[0]
    if size > LARGEST_DIRECTORY:
        raise Unreadable(_too_many(name, f"a directory of {size / 1e6:.1f} MB"))


def _refuse_bombs(name: str, entries: list[zipfile.ZipInfo], directory: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    steep = next((e for e in entries if e.file_size > max(RATIO_FROM, HIGHEST_RATIO * e.compress_size)), None)
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [*(entry.header_offset for entry in placed[1:]), directory]
    shared = next(
        (e for e, end in zip(placed, ends, strict=False) if e.header_offset + _LOCAL_HEAD + e.compress_size > end), None
    )
    if unpacked > MOST_UNPACKED:
        found, reason = f"{unpacked / 1e6:.0f} MB unpacked", f"A package has at most {MOST_UNPACKED / 1e6:.0f} MB unpacked."
    elif steep:
        found = f"{shown(_path(steep))}: {steep.compress_size} bytes that unpack to {steep.file_size}"
        reason = f"A file in a package unpacks to at most {HIGHEST_RATIO} times its packed size."
    elif shared:
        found, reason = shown(_path(shared)), "Files in the package lie over one another; no packing program writes that."
    else:
        return
    remedy = "Pack the form and its attachments anew with an ordinary program; send very large files by themselves."
    raise Unreadable(Trouble("package.bomb", name, found, reason, remedy))


def _why_not(path: str, entry: zipfile.ZipInfo) -> Trouble | None:
    """Why a member is left out, or nothing."""
    mode = stat.S_IFMT(entry.external_attr >> 16)
    parts = path.split("/")
    if ".." in parts or path.startswith("/") or re.match("[A-Za-z]:", path):
        reason = "The name of a file in the package leads out of the package."
    elif "\0" in entry.orig_filename or not all(map(_written, path)):
        reason = "The name of a file in the package holds characters that cannot be seen."
    elif len(path) > LONGEST_NAME or not all(part.strip() for part in parts):
        reason = f"The name of a file in the package is empty, or longer than {LONGEST_NAME} characters."
    elif mode not in (0, stat.S_IFREG):
        reason = "This entry of the package is a link or a device, not a file."
    elif entry.flag_bits & 0x1:
        return Trouble("package.encrypted", _named(path), "a password", "The file is encrypted.", "Pack it without a password.")
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        found = f"method {entry.compress_type}"
        reason = "The file is packed by a method other than 'stored' and 'deflated'."
        return Trouble("package.method", _named(path), found, reason, "Pack it with the ordinary ZIP method (Deflate).")
    else:
        return None
    remedy = "Pack the files anew from their own folder, under plain names, without links."
    return Trouble("package.name", _named(path), _named(path), reason, remedy)


def _drop_doubles(package: Package) -> None:
    """Of several members of one name none is taken: programs differ in which one they show."""
    counts = Counter(member.path.casefold() for member in package.members)
    for path in sorted({member.path for member in package.members if counts[member.path.casefold()] > 1}):
        reason = "The package holds several files of this name; it cannot be known which one is meant."
        trouble = Trouble("package.twice", path, f"{counts[path.casefold()]} files", reason, "Keep one of them.")
        package.troubles.append(trouble)
    package.members = [member for member in package.members if counts[member.path.casefold()] == 1]


def _path(entry: zipfile.ZipInfo) -> str:
    """The name with forward slashes: as UTF-8 where it is, else as Japanese Windows writes it, else as DOS did."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437")  # what zipfile took it for
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = _japanese(raw) or name
    return unicodedata.normalize("NFC", name).replace("\\", "/").removeprefix("./")


def _japanese(raw: bytes) -> str:
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return ""
    letters = "".join(sign for sign in text if not sign.isascii())
    return text if _JAPANESE.fullmatch(letters) and _KANA_OR_KANJI.search(letters) else ""


def _written(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _named(path: str) -> str:
    return shown("".join(sign if _written(sign) else "?" for sign in path))


@contextmanager
def _said(member: Member) -> Iterator[None]:
    """Turns whatever a damaged member does to zipfile into ``Unreadable`` with its name."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error) as error:
        raise Unreadable(_damaged(member.path, f"{type(error).__name__}: {error}")) from error


def _damaged(where: str, found: str) -> Trouble:
    reason = "The package, or this file in it, is damaged or cut off."
    return Trouble("package.damaged", where, shown(found), reason, "Pack it anew and send it again.")


def _too_many(name: str, found: str) -> Trouble:
    reason = f"A package has at most {MOST_ENTRIES} files."
    return Trouble("package.too_many", name, found, reason, "Send several packages, or leave out what is no part of it.")
