"""Changes to a file that leave most of its form whole: words, lines, members of an archive; plain bytes now and then."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

Raw = Callable[[bytes], bytes]

# One a line, with Python's escapes; and what is too long or too short to be written there.
_WRITTEN = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
TOKENS = [one.encode("latin-1", "backslashreplace").decode("unicode_escape") for one in _WRITTEN]
TOKENS += ["", " ", "9" * 400, "a" * 300, "-" * 50, "1" + "0" * 60, "[" * 120, "{" * 120, "<a>" * 120]
_RAW_TOKENS = [b"\xff", b"\xed\xa0\x80", b"\x80", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b$B", b"\x00"]
_WORD = re.compile(rb"[^\s,;:\"'<>=\[\]{}()/]+")
_VALUE = re.compile(rb'(?<==")[^"<]*(?=")|(?<=>)[^<>]+(?=</)')
_ELEMENT = re.compile(rb"<([\w:]+)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST_UNPACKED = 5_000_000


def mutate(data: bytes, random: Random, raw: Raw) -> bytes:
    """One to four changes; ``raw`` is the engine's own change of bytes."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if data.startswith(b"PK\x03\x04"):
            data = _archive(data, random, raw)
        else:
            chance = random.random()
            if b"\0" in data[:64] or chance < 0.06:
                data = raw(data)
            else:
                data = _marked_up(data, random) if data.startswith(b"<") and chance < 0.95 else _text(data, random)
    return data


def plain_bytes(random: Random) -> Raw:
    """A change of bytes where there is no engine that has one."""

    def change(data: bytes) -> bytes:
        at, width = random.randrange(len(data) + 1), random.choice((0, 1, 1, 2, 4, 8, 64))
        return data[:at] + random.randbytes(random.choice((0, 1, 1, 2, 4, 8))) + data[at + width :]

    return change


def _token(random: Random, words: list[bytes]) -> bytes:
    if random.random() < 0.1:
        return random.choice(_RAW_TOKENS)
    if words and random.random() < 0.3:
        return random.choice(words)
    return random.choice(TOKENS).encode()


def _marked_up(data: bytes, random: Random) -> bytes:
    """XML that stays XML: another value of an attribute or element, or an element left out, written twice or moved."""
    parts = list((_VALUE if random.random() < 0.75 else _ELEMENT).finditer(data))
    if not parts:
        return _text(data, random)
    one, other = random.choice(parts), random.choice(parts)
    if one.re is _VALUE:
        new = escape(_CONTROLS.sub("", _token(random, [other.group()]).decode(errors="ignore")), {'"': "&quot;"}).encode()
        return data[: one.start()] + new + data[one.end() :]
    put = random.choice((b"", one.group() * 2, one.group() * 50, other.group(), b"<!-- -->" + one.group()))
    return data[: one.start()] + put + data[one.end() :]


def _text(data: bytes, random: Random) -> bytes:
    words = list(_WORD.finditer(data, 0, 20_000)) if random.random() < 0.7 else list(_WORD.finditer(data))
    if words and random.random() < 0.55:  # another word, or something before or after it
        one = random.choice(words)
        new = _token(random, [other.group() for other in random.choices(words, k=3)])
        begin, end = random.choice(((one.start(), one.end()), (one.start(), one.start()), (one.end(), one.end())))
        return data[:begin] + new + data[end:]
    lines = data.splitlines(keepends=True) or [b""]
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(9):
        case 0:
            del lines[at : at + random.choice((1, 1, 2, 24))]
        case 1:
            lines[to:to] = lines[at : at + random.choice((1, 1, 3, 24))]
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            return data[: random.randrange(len(data) + 1)]
        case 4:
            separator, other = random.choices((b",", b";", b"\t", b":", b".", b" ", b'"'), k=2)
            return data.replace(separator, other, random.choice((1, -1)))
        case 5:
            return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\x85")))
        case 6:
            text = data.decode(errors="replace")
            return text.encode(random.choice(("utf-16", "utf-16-le", "utf-8-sig", "cp932", "latin-1", "utf-32")), "replace")
        case 7:  # one column of a line, in another place
            cells = lines[at].split(b",")
            cells.insert(random.randrange(len(cells) + 1), _token(random, cells))
            lines[at] = b",".join(cells)
        case _:
            where = random.randrange(len(data) + 1)
            return data[:where] + _token(random, []) * random.choice((1, 1, 1, 3, 200)) + data[where:]
    return b"".join(lines)


def unpacked(data: bytes) -> dict[str, bytes] | None:
    """The members of an archive; None where it is damaged or too large to change whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > MOST_UNPACKED or len(infos) > 200:
                return None
            return {info.filename: archive.read(info) for info in infos}
    except Exception:
        return None


def packed(members: dict[str, bytes]) -> bytes:
    """An archive whose bytes hang on its members alone."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name or "_")
            info.compress_type = zipfile.ZIP_DEFLATED if len(content) > 200 else zipfile.ZIP_STORED
            archive.writestr(info, content, compresslevel=1)
    return held.getvalue()


def _archive(data: bytes, random: Random, raw: Raw) -> bytes:
    members = unpacked(data) if random.random() < 0.95 else None
    if not members:
        return raw(data)
    # The parts that say most are changed most.
    name, other = random.choices(list(members), [len(content) ** 0.5 + 1 for content in members.values()], k=2)
    match random.randrange(20):
        case 0:
            del members[name]
        case 1:
            members[name], members[other] = members[other], members[name]
        case 2:
            members[random.choice((name + "x", "../" + name, name.upper(), "attachments/" + name, "é" + name))] = members[name]
        case _:
            members[name] = mutate(members[name], random, raw)
    try:
        return packed(members)
    except ValueError:  # a name that no archive can hold
        return data
