"""Tables that a proposal brings itself (a layout, a power curve) are the same in every format; degrees become metres."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from layout_forms import CURVE, SQUARE, in_csv, in_json, in_xlsx, in_yaml, in_zip, read, table, windy

from evaluators.toolkit.checks import check_units_can_be_read
from evaluators.toolkit.contract import ContractBroken, evaluator, given
from evaluators.toolkit.trial import variants
from flows.cast import CastBlock, CastProposal, content_hash
from flows.cast_tables import take_table
from flows.facts import Fact
from flows.local_metres import local_metres
from flows.series_store import keep_series, stored_value

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
