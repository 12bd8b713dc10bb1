"""Tables that a proposal brings itself (a layout, a power curve), in every format, and what is said of those that cannot be."""

from __future__ import annotations

import io
import json
import math
import zipfile

import numpy as np
import openpyxl
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from spine_fixtures import published, run_plainly

from evaluators.toolkit.checks import check_units_can_be_read
from evaluators.toolkit.contract import ContractBroken, answer, choice, evaluator, given
from evaluators.toolkit.row import assumption_table
from evaluators.toolkit.trial import variants
from flows import readers
from flows.blank_form_sheets import blank_form
from flows.cast import CastBlock, CastProposal, cast_proposal, content_hash
from flows.cast_tables import take_table
from flows.expectations.rules import Around
from flows.expectations.rules import wind_farm as rules
from flows.facts import Document, Fact
from flows.local_metres import local_metres
from flows.readers import _tables_beside
from flows.series_store import keep_series, stored_value
from flows.validate_paths import validate_paths
from scorecards.lineage import explain
from scorecards.warehouse import open_snapshot

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


def refused(name: str, data: bytes) -> tuple[str, str, str]:
    """Rule, place and sentence of the one finding."""
    _, proposal = read(name, data)
    [one] = [one for one in proposal.findings if one.field == "layout" or "table" in one.rule]
    return one.rule, one.place, f"{one.reason} {one.remedy}"


ROWS = "[[0, 0], [1900, 0], [0, 1900], [1900, 1900]]"
FORMS = {
    "rows and a unit": ("f.yaml", in_yaml(f"layout: {{unit: m, rows: {ROWS}}}")),
    "unit in the name": ("f.yaml", in_yaml(f"layout [m]: {ROWS}")),
    "units in the cells": ("f.yaml", in_yaml("layout: [[0 m, 0 m], [1.9 km, 0 m], [0 m, 1.9 km], [1.9 km, 1900 m]]")),
    "heads": ("f.yaml", in_yaml(f'layout: [["east [m]", "north [m]"], {ROWS[1:]}')),
    "kilometres, north first": (
        "f.yaml",
        in_yaml('layout: [["north [km]", "east [km]"], [0, 0], [0, 1.9], [1.9, 0], [1.9, 1.9]]'),
    ),
    "a group a row": (
        "f.yaml",
        in_yaml(
            "layout:\n  unit: m\n  rows:\n    - {east: 0, north: 0}\n    - {north: 0, east: 1900}\n"
            "    - {east: 0, north: 1900}\n    - {east: 1900, north: 1900}"
        ),
    ),
    "a list a column": ("f.yaml", in_yaml('layout: {"x [m]": [0, 1900, 0, 1900], "y [m]": [0, 0, 1900, 1900]}')),
    "one text": ("f.yaml", in_yaml("layout: east [m] north [m]; 0 0; 1900 0; 0 1900; 1900 1900")),
    "a text of lines": (
        "f.yaml",
        in_yaml("layout: |\n  turbine, east [m], north [m]\n  A1, 0, 0\n  A2, 1900, 0\n  B1, 0, 1900\n  B2, 1900, 1900"),
    ),
    "JSON": ("f.json", in_json({"layout": {"unit": "m", "rows": SQUARE}})),
    "JSON, a group a row": ("f.json", in_json({"layout": [{"east [m]": east, "north [m]": north} for east, north in SQUARE]})),
    "CSV": ("f.csv", in_csv({"layout [m]": "0 0; 1900 0; 0 1900; 1900 1900"})),
    "a sheet": ("f.xlsx", in_xlsx({"Block 1 layout": [["east [m]", "north [m]"], *SQUARE]})),
    "a cell of a workbook": ("f.xlsx", in_xlsx({}, {"layout": "east [m], north [m]; 0, 0; 1900, 0; 0, 1900; 1900, 1900"})),
    "a file of a package": (
        "p.zip",
        in_zip(
            {
                "form.yaml": in_yaml("layout: layout.csv"),
                "data/layout.csv": "east [m];north [m]\n0;0\n1900;0\n0;1900\n1900;1900\n",
            }
        ),
    ),
    "a file that looks like a form": (
        "p.zip",
        in_zip(
            {
                "form.yaml": in_yaml("layout: layout.csv"),
                "layout.csv": "id,east [m],north [m]\n1,0,0\n2,1900,0\n3,0,1900\n4,1900,1900\n",
            }
        ),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_layout_is_the_same_however_it_is_stated(form):
    assert table(*FORMS[form]).tolist() == SQUARE


def test_a_power_curve_in_the_words_and_units_of_other_tools():
    text = "Wind Speed [km/h],Power [W],Cp [-],Ct [-]\n" + "".join(
        f"{speed * 3.6:.10g},{power * 1000:g},0.4,{thrust}\n" for speed, power, thrust in CURVE
    )
    found = table("p.zip", in_zip({"form.yaml": in_yaml("spacing: 8\npower_curve: curve.csv"), "curve.csv": text}), "power_curve")
    assert found == pytest.approx(np.array(CURVE), rel=1e-9)
    one_text = "; ".join(", ".join(f"{value:g}" for value in point) for point in CURVE)
    assert table("f.csv", in_csv({"spacing": "8", "power_curve [m/s, kW, 1]": one_text}), "power_curve").tolist() == CURVE
    assert (
        table("f.yaml", in_yaml(f"spacing: 8\npower_curve: {{unit: [m/s, kW, 1], rows: {CURVE}}}"), "power_curve").tolist()
        == CURVE
    )


@settings(max_examples=40, deadline=None)
@drawn(st.lists(st.tuples(*[st.floats(-1e5, 1e5).map(lambda x: float(f"{x:.12g}"))] * 2), min_size=1, max_size=12))
def test_what_is_written_is_what_is_computed_with_in_every_format(places):
    rows = [list(place) for place in places]
    said = [
        ("f.yaml", in_yaml("layout:\n  unit: m\n  rows:\n" + "\n".join(f"    - [{east!r}, {north!r}]" for east, north in rows))),
        ("f.json", in_json({"layout": {"rows": [[str(cell) for cell in row] for row in rows], "unit": "m"}})),
        ("f.csv", in_csv({"layout [m]": "; ".join(f"{east!r} {north!r}" for east, north in rows)})),
    ]
    for name, data in said:
        assert table(name, data).tolist() == rows


def test_the_content_is_the_same_whatever_the_format():
    heads = [["east [m]", "north [m]"], *SQUARE]
    as_text = "east [m], north [m]; 0, 0; 1900, 0; 0, 1900; 1900, 1900"
    forms = [
        ("f.json", in_json({"layout": heads})),
        ("f.csv", in_csv({"layout": as_text})),
        ("f.yaml", in_yaml(f"layout: {as_text}")),
    ]
    assert len({content_hash(read(*form)[0]) for form in forms}) == 1


def test_a_fact_keeps_its_place_and_a_long_table_is_kept_short():
    many = [[100.0 * n, 7.25] for n in range(1000)]
    document, proposal = read("f.xlsx", in_xlsx({"Block 1 layout": [["east [m]", "north [m]"], *many]}))
    [fact] = [one for one in document.facts if one.field == "layout"]
    assert fact.where == "sheet Block 1 layout, rows 1 to 1001"
    [cast] = [one for one in proposal.facts if one.fact.field == "layout"]
    assert cast.fact.raw == "east [m], north [m]; 0, 7.25; 100, 7.25; ... (1000 rows)" and cast.value == "1000 rows"
    assert cast.how == "1000 rows of east [m], north [m]; stated in east [m], north [m]"
    assert proposal.blocks[0].values["layout"].shape == (1000, 2) and not proposal.blocks[0].values["layout"].flags.writeable


# --- longitude and latitude


def test_degrees_become_metres_on_the_ground():
    # Geoscience Australia's published line of the GDA technical manual, on GRS 80: Flinders Peak to Buninyong.
    longitude = [144 + 25 / 60 + 29.52440 / 3600, 143 + 55 / 60 + 35.38390 / 3600]
    latitude = [-37 - 57 / 60 - 3.72030 / 3600, -37 - 39 / 60 - 10.15610 / 3600]
    rows = [list(pair) for pair in zip(longitude, latitude, strict=True)]
    found = table("f.json", in_json({"layout": [["longitude [deg]", "latitude [deg]"], *rows]}))
    east, north = found[1] - found[0]
    assert math.hypot(east, north) == pytest.approx(54972.271, abs=1.0)
    _, proposal = read("f.json", in_json({"layout": [["lat [°]", "lon [°]"], *[row[::-1] for row in rows]]}))
    assert proposal.blocks[0].values["layout"] == pytest.approx(found)
    [cast] = [one for one in proposal.facts if one.fact.field == "layout"]
    assert "degrees put on the plane that touches the earth (WGS 84) at 144.1" in cast.how


def test_metres_agree_with_proj():
    pyproj = pytest.importorskip("pyproj", reason="pyproj, the judge of map projections, is not installed: pip install pyproj")
    east, north = np.meshgrid(np.linspace(-166.3, -165.7, 5), np.linspace(55.8, 56.2, 5))
    x, y, (lon, lat) = local_metres(east.ravel(), north.ravel())
    judge = pyproj.Proj(proj="ortho", lon_0=lon, lat_0=lat, ellps="WGS84")
    assert np.column_stack((x, y)) == pytest.approx(np.column_stack(judge(east.ravel(), north.ravel())), abs=0.01)


def test_a_farm_over_the_180th_meridian_is_one_farm():
    found = table("f.json", in_json({"layout": [["longitude [deg]", "latitude [deg]"], [179.99, 56], [-179.99, 56]]}))
    assert np.ptp(found[:, 0]) == pytest.approx(0.02 * 111.32e3 * math.cos(math.radians(56)), rel=0.005)
    assert abs(found[:, 0].sum()) < 1


# --- what cannot be read

WRONG = {
    "no unit": (in_yaml("layout: [[0, 0], [1, 1]]"), "unit", "The column 'east' of layout has no unit.", "'east [m]'"),
    "wrong unit": (in_yaml("layout [kW]: [[0, 0], [1, 1]]"), "unit", "east of layout: 'kW' is power", "Write it in m"),
    "degrees without heads": (
        in_yaml("layout [deg]: [[-160, 55], [-160.1, 55]]"),
        "table.columns",
        "which column is the longitude",
        "longitude [deg]",
    ),
    "no such place": (
        in_json({"layout": [["longitude [deg]", "latitude [deg]"], [55, -160]]}),
        "unit",
        "longitude 55, latitude -160: no place",
        "'east [m]",
    ),
    "no number": (in_yaml("layout [m]: [[0, 0], [nan, 5]]"), "unit", "east in row 2 of layout: 'nan' is not a number", ""),
    "infinite": (in_yaml("layout [m]: [[0, 0], [1, 1e999]]"), "unit", "north in row 2 of layout is too large", ""),
    "a range": (in_yaml("layout [m]: [[0, 0], [1, 3 to 5]]"), "unit", "north in row 2 of layout is a range", ""),
    "a cell short": (
        in_yaml("layout [m]: [[0, 0], [1]]"),
        "table.columns",
        "Row 2 of layout has 1 cells, and the table 2",
        "east [m]",
    ),
    "an empty cell": (in_yaml('layout [m]: [[0, 0], [1, ""]]'), "unit", "north in row 2 of layout", ""),
    "no column of that name": (
        in_yaml("layout [m]: {east: [0, 1], up: [0, 1]}"),
        "table.columns",
        "'north' stands there not at all",
        "",
    ),
    "a column twice": (in_yaml("layout [m]: [[x, east, north], [0, 0, 0]]"), "table.columns", "'east' stands there twice", ""),
    "too many": (
        in_json({"layout": {"unit": "m", "rows": [[n, n] for n in range(1001)]}}),
        "table.too_long",
        "1,000 at the most; it has 1,001",
        "",
    ),
    "heads alone": (in_csv({"layout": "east [m], north [m]"}), "table.columns", "no row of numbers", ""),
    "a word": (in_yaml("layout: see annex"), "table.columns", "a row for each turbine; no row of numbers", ""),
    "units that do not match": (in_csv({"layout [m, m, m]": "0 0"}), "table.columns", "3 units stand beside layout", ""),
    "a file that did not come": (
        in_yaml("layout: layout.csv"),
        "table.file",
        "no such file came with the form",
        "one ZIP package",
    ),
    "a path": (
        in_yaml("layout: ../../etc/layout.csv"),
        "table.file",
        "names the file '../../etc/layout.csv'",
        "without a folder",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_row(case):
    data, rule, *parts = WRONG[case]
    name = "f.json" if data.startswith(b"{") else "f.csv" if data.startswith(b'"id"') else "f.yaml"
    found, place, said = refused(name, data)
    assert found == rule
    for part in parts:
        assert part in said, said
    assert place.endswith("row 2") == ("row 2 " in said.lower()), place


def test_a_comma_within_a_number_parts_no_thousands():
    assert refused("f.csv", in_csv({"layout [m]": "0 0; 1,200 0"}))[0] in ("table.columns", "unit")
    assert refused("f.csv", in_csv({"layout [m]": "0, 0; 1,200, 0"}))[0] == "table.columns"
    document, _ = read("f.json", in_json({"layout": {"unit": "m", "rows": [["1,200", "0"]]}}))
    assert [(one.rule, one.found) for one in document.troubles] == [("json.table", "1,200")]


@pytest.mark.parametrize(
    "rows",
    [
        "layout: {rows: 5, unit: m}",
        "layout: [[0, 0], {east: 1}]",
        "layout: [{east: 1}, {north: 1}]",
        "layout: {east: [1, 2], north: [1]}",
        "layout: [[0, [1]], [2, 3]]",
        "layout: [[]]",
        "layout: {rows: [], unit: m}",
    ],
)
def test_a_tree_that_is_no_table_is_told(rows):
    document, _ = read("f.yaml", in_yaml(rows))
    [one] = document.troubles
    assert one.rule == "yaml.table" and "neither a value nor a table" in one.reason and "blocks.1.given.layout" in one.where


def test_a_sheet_that_nobody_sees_or_that_holds_no_numbers_is_told():
    rows = [["east [m]", "north [m]"], *SQUARE]
    hidden, _ = read("f.xlsx", in_xlsx({"Block 1 layout": rows}, hide=3))
    assert [one.rule for one in hidden.troubles] == ["form.hidden_cell"]
    formula, _ = read("f.xlsx", in_xlsx({"Block 1 layout": [*rows, ["=A2+1", 5]]}))
    assert [(one.rule, one.where) for one in formula.troubles] == [("form.table", "sheet Block 1 layout, cell A6")]
    beside, _ = read("f.xlsx", in_xlsx({"Block 1 layout": [*rows, [1, 2, 3]]}))
    assert [(one.rule, one.where) for one in beside.troubles] == [("form.table", "sheet Block 1 layout, cell C6")]
    copied, _ = read("f.xlsx", in_xlsx({"Block 1 copy": [["field", "value"], ["capacity", "70 MW"]]}))
    assert [one.rule for one in copied.troubles] == ["form.unknown_sheet"]


def test_a_table_on_its_sheet_and_in_its_block_is_unsure():
    data = in_xlsx({"Block 1 layout": [["east [m]", "north [m]"], *SQUARE]}, {"layout": "east [m], north [m]; 0, 0"})
    assert [one.rule for one in read("f.xlsx", data)[0].troubles] == ["form.duplicate"]


def test_a_blank_form_says_nothing_of_a_table_and_shows_how_to_write_one():
    book = openpyxl.load_workbook(io.BytesIO(blank_form(windy, "Fund")))
    assert [[cell.value for cell in row] for row in book["Block 1 layout"].iter_rows(max_row=1)] == [["east [m]", "north [m]"]]
    assert [cell.value for cell in book["Block 1 power curve"][1]] == ["speed [m/s]", "power [kW]", "thrust"]
    [example] = [row[5].value for row in book["Block 1"].iter_rows() if row[1].value == "layout"]
    assert table("f.xlsx", in_xlsx({}, {"layout": example})).tolist() == SQUARE[:3]


@pytest.mark.parametrize("name", ["../layout.csv", "data/layout.csv", "/etc/passwd.csv", "LAYOUT.csv", "layout.csv ;x"])
def test_only_a_plain_name_of_the_same_package_is_a_table(name):
    package = in_zip({"form.json": in_json({"layout": name}), "data/layout.csv": "east [m],north [m]\n0,0\n"})
    assert refused("p.zip", package)[0] in ("table.file", "table.columns")


def test_of_two_files_of_one_name_that_of_the_form_counts_and_a_large_one_is_told(monkeypatch):
    one, other = "east [m],north [m]\n0,0\n", "east [m],north [m]\n5,5\n"
    files = {"a/form.yaml": in_yaml("layout: layout.csv"), "a/layout.csv": one, "b/layout.csv": other}
    assert table("p.zip", in_zip(files)).tolist() == [[0, 0]]
    document, _ = read("p.zip", in_zip(files))
    assert {fact.field for fact in document.facts if fact.group == "attachment"} == {"a/layout.csv", "b/layout.csv"}
    assert next(fact.where for fact in document.facts if fact.field == "layout").startswith(
        "a/layout.csv, lines 1 to 2 (a/form.yaml"
    )
    monkeypatch.setattr(_tables_beside, "LARGEST_TABLE", 10)
    [trouble] = read("p.zip", in_zip(files))[0].troubles
    assert trouble.rule == "package.table_too_large" and "blocks.1.given.layout" in trouble.where


# --- what is judged


def judged(given: dict) -> list[tuple[str, str, str]]:
    """Rule, field and sentence of each objection to a proposal."""
    # A spacing is there where there is no layout: of the two one is needed.
    _, proposal = read("f.json", in_json(({} if "layout" in given else {"spacing": "8"}) | given))
    assert proposal.findings == []
    kinds = [
        one
        for one in vars(rules).values()
        if isinstance(one, type) and getattr(one, "rule", "") and one.__module__ == rules.__name__
    ]
    around = Around({}, WINDY)
    return sorted(
        (kind.rule, one.field, f"{one.reason} {one.remedy}") for kind in kinds for one in kind().judge(proposal, around)
    )


def layout(*places) -> dict:
    return {"layout": {"unit": "m", "rows": [list(place) for place in places]}}


MACHINE = {"rotor_diameter": "240 m", "rated_power": "15 MW"}


def curve(points=CURVE, unit=("m/s", "kW", "1")) -> dict:
    return {"power_curve": {"unit": list(unit), "rows": points}}


def changed(column: int, values) -> list[list[float]]:
    return [[*point[:column], value, *point[column + 1 :]] for point, value in zip(CURVE, values, strict=True)]


def test_a_sound_layout_and_a_sound_curve_are_left_alone():
    assert judged(layout(*SQUARE)) == []
    assert judged(layout(*SQUARE) | curve() | MACHINE) == []
    assert judged({"spacing": "8"}) == []


@pytest.mark.parametrize(
    "given,rule,field,parts",
    [
        (
            layout((0, 0), (1900, 0), (1900, 0.4), (0, 1900)),
            "layout.one_spot",
            "layout",
            ["Turbines 2 and 3 stand on one spot", "orrect"],
        ),
        (
            layout((-160.5, 55.1), (-160.4, 55.1), (-160.5, 55.2), (-160.4, 55.2)),
            "layout.one_spot",
            "layout",
            ["longitude [deg]"],
        ),
        (
            layout(*SQUARE[:3], (1900, 190_000)),
            "layout.far_apart",
            "layout",
            ["Turbines 1 and 4", "190 km apart", "coordinates of turbine 4"],
        ),
        (
            layout(*SQUARE[:3], (1900, 400)),
            "layout.close",
            "layout",
            ["Turbines 2 and 4 of layout stand 400 m apart, 1.7 rotors of 242.24 m"],
        ),
        (
            layout(*SQUARE, (0, 3800), (1900, 3800)),
            "layout.capacity",
            "capacity",
            ["6 turbines of 15 MW, 90 MW together", "60 MW", "takes 4"],
        ),
        (layout(*SQUARE) | {"spacing": "8"}, "layout.spacing", "spacing", ["the layout stands"]),
        (MACHINE, "turbine.no_curve", "rated_power", ["without a power and thrust curve"]),
        (curve(), "turbine.curve", "power_curve", ["rotor_diameter and rated_power is not", "of the machine"]),
        (curve() | MACHINE | {"rated_power": "12 to 15 MW"}, "turbine.curve", "rated_power", ["is a range"]),
        (
            curve(changed(1, [-5, *POWER[1:]])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["-5 kW at 3 m/s is negative", "Write 0"],
        ),
        (
            curve(changed(1, [100, 9500, *POWER[2:]])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["falls from 9500 kW at 6 m/s, before rated"],
        ),
        (
            curve(changed(1, [power * 1000 for power in POWER])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["in W, divide by 1000"],
        ),
        (
            curve(changed(1, [power / 1000 for power in POWER])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["in MW, multiply by 1000"],
        ),
        (curve(changed(2, [1.1, *THRUST[1:]])) | MACHINE, "turbine.curve", "power_curve", ["thrust coefficient is 1.1 at 3 m/s"]),
        (curve(CURVE[::-1]) | MACHINE, "turbine.curve", "power_curve", ["must rise", "Sort them"]),
        (curve(CURVE[:2]) | MACHINE, "turbine.curve", "power_curve", ["needs three speeds"]),
        (
            curve([*CURVE, [26, 0, 0], [30, 15000, 0.1]]) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["beyond cut-out", "End the curve at cut-out"],
        ),
        (curve([*CURVE, [26, 0, 0]]) | MACHINE, "turbine.curve", "power_curve", ["drops to 0 kW at 26 m/s"]),
        (curve([*CURVE, [60, 15000, 0]]) | MACHINE, "turbine.curve", "power_curve", ["runs to 60 m/s", "km/h"]),
        (curve() | MACHINE | {"rotor_diameter": "24 m"}, "turbine.curve", "power_curve", ["no rotor takes more than 16/27"]),
        (curve() | MACHINE | {"rated_power": "20 MW"}, "turbine.curve", "power_curve", ["below its rating of 20000 kW"]),
    ],
)
def test_what_no_farm_can_be_is_said_with_the_remedy(given, rule, field, parts):
    found = [one for one in judged(given) if one[0] == rule and one[1] == field]
    assert len(found) == 1, judged(given)
    for part in parts:
        assert part in found[0][2], found[0][2]


def test_one_turbine_more_or_less_is_no_contradiction_and_a_range_of_capacity_counts():
    assert judged(layout(*SQUARE[:3])) == [] and judged(layout(*SQUARE, (0, 3800))) == []
    assert [one[0] for one in judged(layout(*SQUARE[:2]))] == ["layout.capacity"]
    assert judged(layout(*SQUARE[:2]) | {"capacity": "40 to 60 MW"}) == []


def test_the_machine_of_the_curve_decides_and_not_the_row():
    small = [[speed, power / 3, thrust] for speed, power, thrust in CURVE]
    own = curve(small) | {"rotor_diameter": "140 m", "rated_power": "5 MW"}
    assert [one[0] for one in judged(layout(*SQUARE) | own)] == ["layout.capacity"]
    assert judged(layout(*SQUARE) | own | {"capacity": "20 MW"}) == []
    assert judged(layout(*SQUARE[:3], (1900, 290)) | own | {"capacity": "20 MW"}) == []


# --- the contract


def test_a_table_is_tried_beside_what_it_stands_for():
    tried = [set(one) & {"spacing", "layout", "power_curve"} for one in variants(windy)]
    assert tried == [{"spacing"}, {"layout"}, {"spacing", "power_curve"}, {"spacing"}]  # the last with nothing optional beside


def test_units_of_columns_are_checked():
    @evaluator("bad", answers={})
    def bad(layout=given({"east": "m", "north": "furlongs per moon"}, "x", shape="turbine", example=[[0, 0]])):
        """Bad."""

    check_units_can_be_read(windy)
    with pytest.raises(ContractBroken, match=r"the unit 'furlongs per moon' of 'layout.north' cannot be read"):
        check_units_can_be_read(bad)


def test_a_table_keeps_its_shape_where_it_is_stored(tmp_path):
    six, four = np.arange(12.0).reshape(6, 2), np.arange(12.0).reshape(4, 3)
    kept = [keep_series(tmp_path, one) for one in (six, four, six.ravel())]
    assert [stored_value(tmp_path, one).shape for one in kept] == [(6, 2), (4, 3), (12,)]


def test_what_is_needed_of_two_is_asked_of_the_proposal():
    _, proposal = read("f.json", in_json({}))
    [one] = proposal.findings
    assert (one.rule, one.reason) == ("missing", "wind of a test needs one of spacing, layout; the proposal states none.")
    assert one.remedy == "State spacing or layout."
    _, proposal = read("f.yaml", in_yaml("layout: see annex"))
    assert [one.field for one in proposal.findings] == ["layout"]


EVALUATOR = '''
"""Wind, invented for a test."""
from evaluators.toolkit import answer, assumed, evaluator, given


@evaluator("park wind", product="MWh", answers={"width": answer("m", "width of the farm", least=0, better="higher")})
def park_wind(
    layout=given({"east": "m", "north": "m"}, "where each turbine stands", shape="turbine", example=[[0, 0], [1200, 0]]),
    specific=assumed(1, 2, 3, "1", "invented", source="invented for a test"),
):
    """Wind of a park."""
    capex = specific * 1e6 * len(layout)
    return {"capex": capex, "opex": 0.02 * capex, "product": 100.0 * len(layout), "reference_t": 9.0, "project_t": 1.0,
            "life": 20, "width": float(layout[:, 0].max() - layout[:, 0].min())}
'''


def test_a_layout_from_the_file_to_the_scorecard(tmp_path, monkeypatch):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "park_wind.py").write_text(EVALUATOR)
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(folder))
    data = tmp_path / "data"
    (data / "proposals").mkdir(parents=True)
    rows = [[1200 * n, 0] for n in range(40)]

    def send(rows, version=1):
        form = {**HEADER, "version": version, "blocks": [{"technology": "park_wind", "given": {"layout": "layout.csv"}}]}
        text = "east [m],north [m]\n" + "".join(f"{east},{north}\n" for east, north in rows)
        (data / "proposals" / "w.zip").write_bytes(in_zip({"form.json": json.dumps(form), "layout.csv": text}))
        run_plainly(data)
        return published(
            data, "SELECT p50, s.key FROM answer_latest AS a JOIN scorecard_latest AS s USING (project_id) WHERE name = 'width'"
        )

    [first] = send(rows)
    assert first["p50"] == 39 * 1200
    connection = open_snapshot(data)
    try:
        [row] = [one for one in explain(connection, "W-1").rows if one["step"] == "fact" and one["name"] == "layout"]
    finally:
        connection.close()
    assert row["text"] == "east [m], north [m]; 0, 0; 1200, 0; ... (40 rows)" and row["unit"] == "east [m], north [m]"
    assert row["conversion"].startswith("40 rows of east [m], north [m]")
    assert (
        row["place"].startswith("layout.csv, lines 1 to 41 (form.json, line 1, blocks.1.given.layout") and row["file"] == "w.zip"
    )
    [again] = send([*rows[:-1], [39 * 1200, 5]], version=2)
    assert again["p50"] == first["p50"] and again["key"] != first["key"], "one turbine moved is another evaluation"


def test_a_table_beside_its_form_in_the_folder_is_read_whenever_it_comes_or_changes(tmp_path, monkeypatch):
    folder, data = tmp_path / "own", tmp_path / "data"
    folder.mkdir()
    (folder / "park_wind.py").write_text(EVALUATOR)
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(folder))
    (data / "proposals" / "bay").mkdir(parents=True)
    form = {**HEADER, "blocks": [{"technology": "park_wind", "given": {"layout": "layout.csv"}}]}
    (data / "proposals" / "bay" / "form.json").write_text(json.dumps(form))
    assert [one["rule"] for one in run_plainly(data).newly_refused] == ["table.file"]

    def send(name, east):
        (data / "proposals" / name).write_text(f"id,east [m],north [m]\n1,0,0\n2,{east},0\n")
        run_plainly(data)
        return published(data, "SELECT p50 FROM answer_latest WHERE name = 'width'")

    assert send("layout.csv", 700) == [], "a file of another folder is not beside"
    assert send("bay/layout.csv", 800) == [{"p50": 800.0}]
    assert send("bay/layout.csv", 900) == [{"p50": 900.0}]
    assert run_plainly(data).counts["evaluated"] == 0, "what is known is not read again"
    known = published(data, "SELECT project_id, status FROM proposal WHERE file LIKE 'bay/%' ORDER BY ALL")
    assert {row["project_id"] for row in known} == {"W-1"}, "the table is no proposal"
    told = validate_paths([data / "proposals" / "bay"], data)
    assert [one["severity"] for one in told] == ["ok", "ok"]
    [told] = validate_paths([data / "proposals" / "bay" / "form.json"], data)
    assert told["severity"] == "ok"
    (data / "proposals" / "bay" / "form.json").write_text(json.dumps(form | {"title": "Another bay"}))
    [told] = validate_paths([data / "proposals" / "bay" / "form.json"], data)
    assert told["rule"] == "identity.two_contents" and "bay/form.json (taken in before)" in told["reason"]


@settings(max_examples=300, deadline=None)
@drawn(
    st.text(max_size=60) | st.text("0123456789.,;- \n\t|mkeast[]()°degnorthlongitude", max_size=60),
    st.sampled_from(["", "m", "deg", "km, m", "m, m, m", "%", "[", "mw", "1e999"]),
)
def test_whatever_is_written_is_numbers_or_one_finding(raw, unit):
    proposal, block = CastProposal("W-1", 1, "", "", ""), CastBlock("1", "windy", "")
    take_table(proposal, block, Fact("given", "1", "layout", raw, unit, "line 1"), windy.inputs["layout"])
    values = block.values.get("layout")
    assert (values is None) == bool(proposal.findings) and len(proposal.findings) <= 1
    assert values is None or (np.isfinite(values).all() and values.shape[1] == 2)
    assert len(proposal.facts) == 1
