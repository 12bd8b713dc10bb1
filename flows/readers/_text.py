"""From bytes to text, without guessing an encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from flows.facts import Trouble, Unreadable

# Bytes that no text file holds; tab, line feed, carriage return and form feed are text.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
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
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            Trouble(
                "file.encoding",
                f"{name}, line {line}",
                repr(data[error.start : error.start + 8]),
                "The text is not UTF-8, and an encoding is not guessed.",
                "Save the file as UTF-8 (in Excel: 'CSV UTF-8'; in an editor: 'Save with encoding').",
            )
        ) from None
    junk = _NOT_TEXT.search(text)
    if junk:
        line = text.count("\n", 0, junk.start()) + 1
        raise Unreadable(
            Trouble(
                "file.binary",
                f"{name}, line {line}",
                repr(text[junk.start() : junk.start() + 8]),
                "The file holds bytes that no text holds; it is damaged or of another format.",
                "Open it in the program that made it and save it as UTF-8 text again.",
            )
        )
    if not text.strip():
        raise Unreadable(empty(name))
    return text


def peek(head: bytes) -> str:
    """The start of a file as text, to recognise it by; never fails."""
    return head.decode(_encoding(head), errors="ignore")


def _encoding(data: bytes) -> str:
    return next((known for mark, known in _ENCODINGS.items() if data.startswith(mark)), "utf-8")


def empty(name: str) -> Trouble:
    remedy = "Send the file again, with its content."
    return Trouble("file.empty", name, "nothing", "The file is empty.", remedy)


def shown(text: str, most: int = 80) -> str:
    """What was found, short enough for a table of reasons."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def file_name(name: str) -> str:
    """The last part of a name that may have come with folders."""
    return PurePosixPath(name.replace("\\", "/")).name


def stem(name: str) -> str:
    """The file name up to its last dot."""
    return PurePosixPath(file_name(name)).stem


def site_name(name: str) -> str:
    """The file name up to its first dot: several files of one stem tell of one site."""
    return file_name(name).split(".", 1)[0]
