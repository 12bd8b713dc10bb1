"""Proposals as an XLSX application form, as ``cleanfund init`` writes it; ``_form_sheets`` tells its layout."""

from __future__ import annotations

from flows.facts import Document
from flows.readers._form_sheets import form_document
from flows.readers._workbook import workbook

KIND = "proposals"
FORMAT = "proposal XLSX form"

# Those of other formats are refused in words that name the one to save as.
_ENDINGS = (".xlsx", ".xltx", ".xlsm", ".xltm", ".xlsb", ".xls")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(_ENDINGS)


def read(name: str, data: bytes) -> list[Document]:
    """The one proposal of a workbook."""
    return [form_document(KIND, name, workbook(name, data))]
