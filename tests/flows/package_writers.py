"""Packages for tests, and what is asked of a reading of them."""

from __future__ import annotations

import io
import zipfile

import pytest
from spine_fixtures import PROPOSAL

from flows import readers
from flows.facts import Document, Unreadable

ANNEX = PROPOSAL.format(id="HEAT-1", version=1, title="Sample heat", capacity="20 MW")


def packed(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def read(files: dict[str, str | bytes] | bytes) -> list[Document]:
    return readers.read("proposals", "package.zip", files if isinstance(files, bytes) else packed(files))


def one(files: dict[str, str | bytes] | bytes) -> Document:
    (document,) = read(files)
    return document


def refused(data: bytes | dict[str, str | bytes]):
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.trouble


def attachments(document: Document) -> dict[str, str]:
    return {fact.field: fact.raw for fact in document.facts if fact.group == "attachment"}
