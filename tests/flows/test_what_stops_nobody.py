"""One bad file, one strange evaluator, one torn line: that one is told, and everybody else goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spine_fixtures import Telling, published, run_plainly, write_proposal

from scorecards.warehouse import Warehouse, WarehouseError, current_run, open_snapshot, snapshots


def test_evaluator_that_raises_is_that_projects_failure_alone(heat):
    write_proposal(heat, "broken-drill.yaml", id="HEAT-66", capacity="66.6 MW")
    summary = run_plainly(heat)
    assert summary.status == "refused" and summary.counts["failed"] == 1
    assert [row["reason"] for row in summary.newly_refused] == ["RuntimeError: the drill broke"]
    (failure,) = published(heat, "SELECT project_id, failure FROM failure_latest")
    assert failure["project_id"] == "HEAT-66" and "geothermal_heat.py" in failure["failure"]
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3
    assert run_plainly(heat).status == "done", "a failure that is known is not new"


@pytest.mark.parametrize(
    "body",
    [
        '"exhibits": {"notes": 5}',
        '"exhibits": [1]',
        '"exhibits": {"a set": {1, 2}}',
        '"exhibits": {"text": "\\ud800"}',
        '"capex": float("nan")',
        '"exhibits": __import__("sys").exit(3)',
    ],
)
def test_one_strange_evaluator_stops_nobody_and_can_be_mended(heat, monkeypatch, body):
    folder = Path(os.environ["CLEANFUND_EVALUATORS"])
    (folder / "strange.py").write_text(
        "from evaluators.toolkit import evaluator, given\n"
        "@evaluator('strange', product='MWh')\n"
        "def strange(size=given('MW', 'size', least=1, most=99, example=2)):\n"
        '    """Strange."""\n'
        f'    return {{"capex": 1.0, "opex": 1.0, "life": 20, "product": size, {body}}}\n'
    )
    path = write_proposal(heat, "strange.yaml", id="STRANGE-1")
    path.write_text(path.read_text().split("blocks:")[0] + "blocks:\n  - technology: strange\n    given: {size: 2 MW}\n")
    summary = run_plainly(heat)
    assert len(published(heat, "SELECT * FROM scorecard_latest WHERE project_id LIKE 'HEAT%'")) == 3
    assert summary.counts["failed"] == (0 if "ud800" in body else 1)
    (folder / "strange.py").write_text((folder / "strange.py").read_text().replace(body, '"project_t": 0.0'))
    assert run_plainly(heat).counts["failed"] == 0


def test_a_part_that_cannot_be_read_is_put_aside(heat):
    run_plainly(heat)
    parts = heat / "warehouse" / "parts"
    (parts / "torn.parquet").write_bytes(b"PAR1 torn")
    run_plainly(heat)
    assert [path.name for path in (parts / "broken").iterdir()] == ["torn.parquet"]


def test_a_torn_line_in_the_inbox_is_said_and_stops_nothing(heat):
    (heat / "inbox").mkdir(parents=True)
    (heat / "inbox" / "releases.jsonl").write_text('{"content": "a", "rule"\n[1]\n{"content": "b"}\n')
    said = []
    run_plainly(heat, progress=Telling(said))
    assert sum("cannot be read" in text for text in said) == 3
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"../../etc/passwd", b"x" * 5000])
def test_a_damaged_pointer_is_said_and_written_anew_by_the_next_run(heat, content):
    run_plainly(heat)
    (heat / "published" / "CURRENT").write_bytes(content)
    with pytest.raises(WarehouseError, match="names no run"):
        open_snapshot(heat)
    run_plainly(heat)
    assert len(published(heat, "SELECT * FROM scorecard_latest")) == 3


def test_a_damaged_snapshot_names_the_one_before(heat):
    run_plainly(heat)
    first = current_run(heat)
    run_plainly(heat)
    (heat / "published" / f"{current_run(heat)}.duckdb").write_bytes(b"torn")
    with pytest.raises(WarehouseError, match=f"--as-of.*{first}"):
        open_snapshot(heat)
    open_snapshot(heat, first).close()


def test_a_run_killed_while_it_publishes_is_not_done_and_leaves_nothing_visible(heat, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    write_proposal(heat, "bare.yaml", id="HEAT-9", capacity="9")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Warehouse, "_write_parquet", killed)
        run_plainly(heat)
    assert snapshots(heat) == []
    summary = run_plainly(heat)
    assert [row["project_id"] for row in summary.newly_refused] == ["HEAT-9"]
    assert [row["status"] for row in published(heat, "SELECT status FROM run ORDER BY started")] == ["broken", "refused"]
    assert not list((heat / "published").glob(".*"))


def test_a_file_name_in_another_encoding_and_an_endless_quantity_stop_nothing(heat):
    strange = os.fsencode(str(heat / "proposals")) + b"/\x83e\x83X\x83g.yaml"
    with open(strange, "wb") as file:
        file.write((heat / "proposals" / "heat-1.yaml").read_bytes().replace(b"HEAT-1", b"HEAT-7"))
    write_proposal(heat, "tower.yaml", id="HEAT-8", capacity="5 MW**9**9**9**9")
    write_proposal(heat, "long.yaml", id="HEAT-9", capacity="5 " + "." * 20000)
    run_plainly(heat)
    assert {row["project_id"] for row in published(heat, "SELECT project_id FROM scorecard_latest")} == {
        "HEAT-1",
        "HEAT-2",
        "HEAT-3",
        "HEAT-7",
    }
    assert {row["project_id"] for row in published(heat, "SELECT project_id FROM quarantine_latest")} == {"HEAT-8", "HEAT-9"}
