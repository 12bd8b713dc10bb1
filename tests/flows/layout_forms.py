"""A wind farm whose layout and power curve stand in its proposal, written in every format."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import openpyxl

from evaluators.toolkit.contract import answer, choice, evaluator, given
from evaluators.toolkit.row import assumption_table
from flows import readers
from flows.blank_form_sheets import blank_form
from flows.cast import CastProposal, cast_proposal
from flows.facts import Document

SPEED, POWER, THRUST = (3.0, 6, 9, 11, 25), (100.0, 3000, 9000, 15000, 15000), (0.8, 0.8, 0.75, 0.7, 0.05)
CURVE = [list(point) for point in zip(SPEED, POWER, THRUST, strict=True)]
SQUARE = [[0, 0], [1900, 0], [0, 1900], [1900, 1900]]


@evaluator(
    "wind of a test", answers={"energy": answer("MWh/year", "energy", least=0)}, product="MWh", one_of=(("spacing", "layout"),)
)
def windy(
    capacity=given("MW", "rated power of the farm", least=1, most=5000, example=60.0),
    turbine=choice(assumption_table("evaluators.offshore_wind", "turbines.csv"), "the machine", example="iea_15mw"),
    spacing=given("1", "rotor diameters between turbines", least=3, most=20, optional=True, example=8.0),
    layout=given({"east": "m", "north": "m"}, "where each turbine stands", shape="turbine", optional=True, example=SQUARE),
    power_curve=given(
        {"speed": "m/s", "power": "kW", "thrust": "1"},
        "power and thrust of the machine",
        shape="wind speed",
        longest=500,
        optional=True,
        example=CURVE,
    ),
    rotor_diameter=given("m", "rotor of the machine of the curve", least=20, most=400, optional=True, example=240.0),
    rated_power=given("MW", "rating of the machine of the curve", least=0.5, most=50, optional=True, example=15.0),
):
    """Invented for a test."""
    return {}


WINDY = {"windy": windy}
HEADER = {
    "id": "W-1",
    "version": 1,
    "title": "Windy bay",
    "applicant": "Sample Wind",
    "country": "US",
    "pillar": "wind",
    "submitted": "2026-09-30",
    "operation_start": "2030-06-01",
    "currency": "USD",
    "price_year": 2024,
    "estimate_class": 4,
    "maturity": 7,
    "cost_of_capital": "7.5 %",
    "grant_requested": "5 MUSD",
    "total_cost": "30 MUSD",
}
GIVEN = {"capacity": "60 MW", "turbine": "iea_15mw"}


def in_yaml(given: str) -> bytes:
    """A proposal whose lines of ``given`` stand as they are."""
    lines = [f"{name}: {value}" for name, value in HEADER.items()] + ["blocks:", "  - technology: windy", "    given:"]
    lines += [f"      {name}: {value}" for name, value in GIVEN.items()] + [f"      {line}" for line in given.splitlines()]
    return "\n".join(lines).encode()


def in_json(given: dict) -> bytes:
    return json.dumps({**HEADER, "blocks": [{"technology": "windy", "given": GIVEN | given}]}).encode()


def in_csv(given: dict[str, str]) -> bytes:
    cells = {**HEADER, "technology": "windy"} | {f"given.{name}": value for name, value in (GIVEN | given).items()}
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (cells.keys(), cells.values())).encode()


def in_xlsx(sheets: dict[str, list[list]], given: dict[str, str] | None = None, hide: int = 0) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank_form(windy, "Fund")))
    header, block = book["Proposal"], book["Block 1"]
    for sheet, name, said in ((header, 1, HEADER), (block, 2, GIVEN | (given or {}))):
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, name).value in said:
                sheet.cell(row, name + 1).value = said[sheet.cell(row, name).value]
                sheet.cell(row, name + 2).value = None
    for title, rows in sheets.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        if hide:
            sheet.row_dimensions[hide].hidden = True
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def in_zip(files: dict[str, bytes | str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def read(name: str, data: bytes) -> tuple[Document, CastProposal]:
    [document] = readers.read("proposals", name, data)
    return document, cast_proposal(document, name, "00", WINDY, {})


def table(name: str, data: bytes, field: str = "layout") -> np.ndarray:
    document, proposal = read(name, data)
    assert document.troubles == [] and [one.reason for one in proposal.findings] == []
    return proposal.blocks[0].values[field]
