"""From bytes to text, without guessing an encoding; and what is said of text that cannot be seen."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from flows.facts import Document, Fact, Trouble, Unreadable

# Bytes that no text file holds; tab, line feed, carriage return and form feed are text.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What nobody sees: controls, soft hyphen, zero-width and direction characters, blank letters, tags, half pairs.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_FILLERS = "\u115f\u1160\u3164\uffa0"
LONGEST_VALUE = 100_000  # characters: a wind farm's layout with each turbine named
_ENCODINGS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(name: str, data: bytes) -> str:
    """Text of a file in UTF-8 (with or without a byte order mark) or UTF-16 with one.

    Any other encoding raises ``Unreadable``: a guessed one turns names into others without a word.
    """
    if not data.strip():
        raise Unreadable(empty(name))
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_encoding_trouble(name, data, error.start)) from None
    junk = _NOT_TEXT.search(text)
    if junk:
        if junk[0] == "\x00" and encoding == "utf-8" and _looks_like(data).startswith("UTF-16"):
            raise Unreadable(_encoding_trouble(name, data, junk.start()))
        raise Unreadable(
            Trouble(
                "file.binary",
                f"{name}, line {line_at(text, junk.start())}",
                repr(text[junk.start() : junk.start() + 8]),
                "The file holds bytes that no text holds; it is damaged or of another format.",
                "Open it in the program that made it and save it as UTF-8 text again.",
            )
        )
    if not text.strip():
        raise Unreadable(empty(name))
    return text


def line_at(text: str, position: int) -> int:
    """The line, counted from 1, of a place in a text whose lines end as Unix, Windows or old Macs end them."""
    before = text[:position]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")


def _encoding_trouble(name: str, data: bytes, start: int) -> Trouble:
    looks = _looks_like(data)
    return Trouble(
        "file.encoding",
        f"{name}, line {line_at(data.decode('latin-1'), start)}",
        repr(data[start : start + 8]),
        f"The text is not UTF-8, and an encoding is not guessed{f'; it looks like {looks}' if looks else ''}.",
        "Save the file as UTF-8 (in Excel: 'CSV UTF-8'; in an editor: 'Save with encoding'), and see that names are right.",
    )


def _looks_like(data: bytes) -> str:
    """What encoding bytes look like that are no UTF-8: a word for the sender, never one to read by."""
    sample = data[:20_000]
    for encoding, label in ((codecs.BOM_UTF16_LE, "little"), (codecs.BOM_UTF16_BE, "big")):
        if sample.startswith(encoding):
            return f"UTF-16 ({label} endian) that is damaged or cut off"
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    if max(zeros) > max(len(sample) / 8, 2) and min(zeros) <= max(zeros) / 8:
        return "UTF-16 without a byte order mark"
    high = [byte for byte in sample if byte >= 0x80]
    if len([byte for byte in high if byte <= 0x9F]) * 3 >= len(high) and _japanese(data, "cp932"):
        return "Shift-JIS (CP932)"
    if _japanese(data, "euc_jp"):
        return "EUC-JP"
    return "Latin-1, or another encoding of Windows with one byte a letter" if high else ""


def _japanese(data: bytes, encoding: str) -> bool:
    try:
        return re.search("[぀-ヿ一-鿿]", data.decode(encoding)) is not None
    except UnicodeDecodeError:
        return False


def peek(head: bytes) -> str:
    """The start of a file as text, to recognise it by; never fails."""
    return head.decode(_encoding(head), errors="ignore")


def _encoding(data: bytes) -> str:
    return next((known for mark, known in _ENCODINGS.items() if data.startswith(mark)), "utf-8")


def empty(name: str) -> Trouble:
    remedy = "Send the file again, with its content."
    return Trouble("file.empty", name, "nothing", "The file is empty.", remedy)


def shown(text: str, most: int = 80) -> str:
    """What was found, short enough for a table of reasons, with what cannot be seen written out."""
    text = visible(text[: most + 1])
    return text if len(text) <= most else f"{text[: most - 3]}..."


def visible(text: str) -> str:
    r"""The text with each hidden character written out, such as ``\u202e``.

    Hidden are controls, zero-width characters, and those that turn the direction of what follows. Marks of
    direction and joiners stay in text of a script that needs them (Arabic, Hebrew, the scripts of India, emoji).
    """
    if not _HIDDEN.search(text):
        return text
    kept = _JOINERS if any(unicodedata.category(c) in ("Lo", "So") for c in text if c not in _FILLERS) else ""
    if any(unicodedata.bidirectional(c) in ("R", "AL") and c.isalpha() for c in text):
        kept += _DIRECTION_MARKS
    return _HIDDEN.sub(lambda found: found[0] if found[0] in kept else _written_out(found[0]), text)


def _written_out(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def make_visible(document: Document) -> None:
    """Writes out what is hidden in a document; a value with hidden characters, or one too long, gets its trouble.

    Done once for all formats, so that nothing behind the readers meets such a text. Of a file of lines (reviews, progress),
    a line with such a value is taken out: it would count for somebody else than it seems to.
    """
    troubles: dict[Trouble, None] = {}
    told: set[str] = set()
    facts = []
    for fact in document.facts:
        said = (fact.raw, fact.unit, fact.field, fact.group, fact.block, fact.where)
        if "".join(said).isprintable() and "".join(said).isascii() and len(fact.raw) <= LONGEST_VALUE:
            facts.append(fact)  # the rule: it saves looking at each character
            continue
        where = visible(fact.where)
        found = [trouble for text in said[:3] for trouble in _unfit(text, where)]
        troubles |= dict.fromkeys(found)
        if found:
            told.add(visible(fact.block))
        raw, unit, field, group, block = (_short(visible(text)) for text in said[:5])
        facts.append(Fact(group, block, field, raw, unit, where))
    by_line = document.kind in ("reviews", "progress")
    document.facts = [fact for fact in facts if not (by_line and fact.block in told)]
    document.name = visible(document.name)
    document.notes = [visible(note) for note in document.notes]
    document.troubles = [trouble_shown(one) for one in document.troubles]
    document.troubles += [one for one in troubles if one not in document.troubles]


def trouble_shown(trouble: Trouble) -> Trouble:
    """The trouble with what is hidden in it written out."""
    return Trouble(*map(visible, (trouble.rule, trouble.where, trouble.found, trouble.reason, trouble.remedy)))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else shown(text)


def _unfit(text: str, where: str) -> Iterator[Trouble]:
    """Why a text cannot be passed on as it is written."""
    seen = visible(text)
    if seen != text:
        first = next(c for c, same in zip(text, seen, strict=False) if c != same)
        yield Trouble(
            "text.hidden",
            where,
            shown(text),
            f"The text holds U+{ord(first):04X} {unicodedata.name(first, 'CONTROL CHARACTER')}, which cannot be seen.",
            f"Type it anew instead of pasting it; what cannot be seen is written here as {_written_out(first)}.",
        )
    if len(seen) > LONGEST_VALUE:
        remedy = "Shorten it; put long tables and descriptions into an attachment."
        reason = f"A value has at most {LONGEST_VALUE} characters."
        yield Trouble("text.too_long", where, f"{len(seen)} characters", reason, remedy)


def file_name(name: str) -> str:
    """The last part of a name that may have come with folders."""
    return PurePosixPath(name.replace("\\", "/")).name


def stem(name: str) -> str:
    """The file name up to its last dot."""
    return PurePosixPath(file_name(name)).stem


def site_name(name: str) -> str:
    """The file name up to its first dot: several files of one stem tell of one site."""
    return file_name(name).split(".", 1)[0]
