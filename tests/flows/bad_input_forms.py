"""A case of bad input, and a good form in each format to spoil: what the tables of cases are written with."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows.application_form import write_form

READ, NOTED, SERIES, WARNED, REFUSED, LEFT = "read", "noted", "series", "warned", "refused", "left"
MB = 1_000_000


@dataclass(frozen=True)
class Case:
    """One line of the table: a file, and what must be said of it.

    ``content`` are its bytes, or makes them, or makes the file itself of the path it is given. ``rule`` is the rule that
    refuses it or warns of it; of what is read right, the field (of a site, the series). ``place`` and ``says`` are regular
    expressions: over the place, and over reason and remedy (of what is read: over the value as written and as it was taken).
    """

    id: str
    file: str
    content: Any
    outcome: str
    rule: str
    place: str
    says: str
    into_place: bool = False  # ``content`` takes the path

    def lay(self, data: Path) -> None:
        """Puts the file into the data folder."""
        path = data / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.file.startswith("sites/"):
            (data / "proposals" / "farm.yaml").write_text(FARM)
            (path.parent / "harbour.yaml").write_text("latitude: 39.7\nlongitude: 140.0\n")
        if self.into_place:
            self.content(path)
        else:
            path.write_bytes(self.content if isinstance(self.content, bytes) else self.content())


def made_by(one: Case) -> Case:
    """The same case with a file that its ``content`` makes in its place."""
    return replace(one, into_place=True)


HEADER = {
    "id": "BAD-1", "version": "1", "title": "A plant to read", "applicant": "Second Heat Company", "country": "JP",
    "pillar": "heat", "submitted": "2026-09-30", "operation_start": "2030-06-01", "currency": "USD", "price_year": "2024",
    "estimate_class": "4", "maturity": "7", "cost_of_capital": "7.5 %", "grant_requested": "5 MUSD", "total_cost": "40 MUSD",
}  # fmt: skip
CAPACITY, HOURS = "20 MW", "5000"
FARM = "\n".join(f"{name}: {text}" for name, text in {**HEADER, "id": "FARM-1"}.items()) + (
    "\nblocks:\n  - technology: wind_farm\n    site: harbour\n    given: {capacity: 50 MW}\n"
)  # rests on the file of a case of sites


def header(**changes: str | None) -> dict[str, str]:
    """The header with some fields written otherwise, or (None) left out."""
    return {name: text for name, text in {**HEADER, **changes}.items() if text is not None}


def yaml(capacity: str = CAPACITY, more: str = "", **changes: str | None) -> str:
    """The form as YAML, values in quotation marks as they are; ``more`` lines behind the header."""
    lines = [f'{name}: "{text}"' for name, text in header(**changes).items()]
    block = ["blocks:", "  - technology: geothermal_heat", "    given:", f'      capacity: "{capacity}"', f"      hours: {HOURS}"]
    return "\n".join([*lines, *([more] if more else []), *block, ""])


def json_form(capacity: object = CAPACITY, **changes: str | None) -> str:
    """The form as JSON; ``capacity`` may be any value of JSON."""
    block = {"technology": "geothermal_heat", "given": {"capacity": capacity, "hours": HOURS}}
    return json.dumps({**header(**changes), "blocks": [block]}, indent=1, ensure_ascii=False)


def table(delimiter: str = ",", capacity: str = "20", end: str = "\r\n", **changes: str | None) -> str:
    """The form as a CSV table of one row; the unit of the capacity stands in its head."""
    fields = {**header(**changes), "technology": "geothermal_heat", "given.capacity [MW]": capacity, "given.hours": HOURS}
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator=end).writerows([list(fields), list(fields.values())])
    return held.getvalue()


def workbook(capacity: object = 20, unit: str = "MW", change: Callable | None = None, **changes: object) -> bytes:
    """The form as XLSX, changed by ``change(book)``."""
    import openpyxl

    held = io.BytesIO()
    rows: Iterable = [(name, value, "", "") for name, value in {**HEADER, **changes}.items()]
    block = [("block", "technology", "geothermal_heat", "", ""), ("given", "capacity", capacity, unit, "")]
    write_form(held, rows, [("wells", 25, "MUSD"), ("plant", 15, "MUSD")], [[*block, ("given", "hours", 5000, "", "")]])
    if change is None:
        return held.getvalue()
    book = openpyxl.load_workbook(held)
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def part(content: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """A workbook or package with one part edited."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, edit(old.read(one)) if one == name else old.read(one))
    return held.getvalue()


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of (name, content), in this order."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return held.getvalue()


def sparse(size: int, begin: bytes = b"") -> Callable[[Path], None]:
    """A file of ``size`` bytes that says so and takes no room on the disk."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(begin)
            file.truncate(size)

    return make
