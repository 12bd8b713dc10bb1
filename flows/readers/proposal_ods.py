"""Proposals as an application form saved in the OpenDocument format; ``_form_sheets`` tells its layout."""

from __future__ import annotations

from flows.facts import Document
from flows.readers._form_sheets import form_document
from flows.readers._open_document import open_document

KIND = "proposals"
FORMAT = "proposal ODS form"


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".ods", ".ots"))


def read(name: str, data: bytes) -> list[Document]:
    """The one proposal of a workbook."""
    return [form_document(KIND, name, open_document(name, data))]
