"""A layout from its file to the scorecard, and a table beside its form."""

from __future__ import annotations

import json

from layout_forms import HEADER, in_zip
from spine_fixtures import published, run_plainly

from flows.validate_paths import validate_paths
from scorecards.lineage import explain
from scorecards.warehouse import open_snapshot

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
