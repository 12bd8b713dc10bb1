"""What the tests of readers ask of a reading: a fact, the one trouble, the reason of a refusal; with an XLSX form to change."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest

from flows import readers
from flows.application_form import write_form
from flows.facts import Document, Fact, Trouble, Unreadable


def fact(document: Document, group: str, field: str, block: str = "") -> Fact:
    [found] = [f for f in document.facts if (f.group, f.block, f.field) == (group, block, field)]
    return found


def refused(kind: str, name: str, data: bytes) -> Trouble:
    with pytest.raises(Unreadable) as caught:
        readers.read(kind, name, data)
    trouble = caught.value.trouble
    assert trouble.rule and trouble.where.startswith(name) and trouble.found
    assert trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble


def one_trouble(kind: str, name: str, data: bytes) -> Trouble:
    [document] = readers.read(kind, name, data)
    [trouble] = document.troubles
    return trouble


HEADER = [
    ("id", "CTIF-002", "", "given by the fund"),
    ("title", "=2+2 Farm", "", "kept as text"),
    ("submitted", datetime.date(2026, 9, 30), "", ""),
    ("total_cost", 4400.0, "MUSD", ""),
    ("consortium", True, "", ""),
    ("country", None, "", "blank is no fact"),
]
BUDGET = [("turbines", 1900, "MUSD"), ("foundations", 1500.5, "MUSD")]
BLOCK = [
    ("block", "technology", "offshore_wind", "", ""),
    ("block", "site", "sand-point", "", ""),
    ("given", "capacity", 500.0, "MW", "nameplate"),
    ("claim", "net_energy", 0.1 + 0.2, "TWh/year", ""),
]


def form(header=HEADER, budget=BUDGET, blocks=(BLOCK,)) -> bytes:
    buffer = io.BytesIO()
    write_form(buffer, header, budget, blocks)
    return buffer.getvalue()


def repacked(part: str, edit, content: bytes | None = None) -> bytes:
    """The form with the raw bytes of one of its parts edited."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or form())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


SHEET, BOMB = "xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
