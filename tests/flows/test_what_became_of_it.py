"""The life of each version on record: the run it came with, what became of it since, who released it; also after others came."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console
from spine_fixtures import published, run_plainly, write_proposal

from app.commands.explain import explain_view
from flows.corrections import correct
from flows.quarantine import release
from flows.validate_paths import validate_paths
from flows.withdrawals import withdraw
from scorecards.lineage import explain
from scorecards.run_diff import runs_diff
from scorecards.warehouse import Warehouse, open_snapshot

CARD = "latitude: 32.68 N\nlongitude: 129.02 E\n"
LEAP = pd.date_range("2020-01-01 01:00", periods=8784, freq="h")
HOURLY = "# time zone: +09:00\n# time label: end\ntime,wind_speed [m/s]\n" + "".join(
    f"{time:%Y-%m-%d %H:%M},{8 + time.hour / 10}\n" for time in LEAP
)
MONTHLY = "# Read off a map of 2019\nmonth,temperature [degC]\n" + "".join(f"{month},{month}\n" for month in range(1, 13))


def rows_of(data, step, project="HEAT-1", answer=None):
    with open_snapshot(data) as snapshot:
        return [row for row in explain(snapshot, project, answer).rows if row["step"] == step]


def with_site(data: Path, name: str) -> None:
    (data / "sites").mkdir(exist_ok=True)
    (data / "sites" / name).write_text(CARD)


def test_each_version_shows_the_run_it_came_with_though_all_is_read_again(heat):
    first = run_plainly(heat).run_id
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15 MW")
    second = run_plainly(heat).run_id
    with_site(heat, "bering.yaml")  # a new site has every proposal read again
    third = run_plainly(heat).run_id
    assert published(heat, "SELECT DISTINCT run_id FROM proposal") == [{"run_id": third}]
    assert [row["source"] for row in rows_of(heat, "version")] == [f"came with run {first}", f"came with run {second}"]
    assert rows_of(heat, "life") == [], "nothing became of them since"


def test_a_release_and_a_withdrawal_stand_in_the_life_story_with_their_runs(heat):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="900 MW")
    refused = run_plainly(heat).run_id
    [why] = published(heat, "SELECT content, rule, block, field, found FROM quarantine_latest")
    release(heat, **why, by="A. Officer", reason="the well was tested")
    accepted = run_plainly(heat).run_id
    told = rows_of(heat, "life")
    assert [(row["name"], row["text"]) for row in told] == [
        ("version 1", "refused"),
        ("version 1", f"released by A. Officer from '{why['rule']}' in 1.capacity: the well was tested"),
        ("version 1", "accepted"),
    ]
    assert (told[0]["source"], told[2]["source"]) == (f"run {refused}", f"run {accepted}")
    assert told[1]["source"].endswith(" UTC")
    withdraw(heat, "HEAT-1", 1, "A. Officer", "letter of 20 November 2026")
    gone = run_plainly(heat).run_id
    with_site(heat, "bering.yaml")
    run_plainly(heat)
    last = rows_of(heat, "life")[-1]
    assert (last["text"], last["source"]) == ("withdrawn", f"run {gone}")
    [version] = rows_of(heat, "version")
    assert version["source"] == f"came with run {refused}"


def test_a_dry_run_writes_no_life(heat):
    run_plainly(heat)
    before = published(heat, "SELECT * FROM life ORDER BY ALL")
    write_proposal(heat, "heat-4.yaml", id="HEAT-4", capacity="4 MW")
    run_plainly(heat, dry_run=True)
    second = run_plainly(heat).run_id
    after = published(heat, "SELECT * FROM life ORDER BY ALL")
    assert [row for row in after if row not in before] == [row for row in after if row["project_id"] == "HEAT-4"]
    assert {row["run_id"] for row in after if row["project_id"] == "HEAT-4"} == {second}


def test_a_warehouse_of_before_this_record_tells_what_it_still_knows(heat):
    first = run_plainly(heat).run_id
    withdraw(heat, "HEAT-2", 1, "A. Officer", "letter of 20 November 2026")
    second = run_plainly(heat).run_id
    with_site(heat, "bering.yaml")
    run_plainly(heat)
    # As an older cleanfund left it, in the warehouse and in its snapshot.
    newest = max((heat / "published").glob("*.duckdb"), key=lambda path: path.stat().st_mtime)
    for path in (heat / "warehouse" / "pipeline.duckdb", newest):
        with duckdb.connect(str(path)) as connection:
            for table in ("life", "site_series", "site_note"):
                connection.execute(f"DROP TABLE {table}")
            connection.execute("DELETE FROM schema_version WHERE number IN (8, 9)")
    (old,) = rows_of(heat, "version", "HEAT-2")
    assert old["text"].startswith("withdrawn")
    store = Warehouse(heat)
    try:
        told = store.rows("SELECT project_id, status, run_id FROM life ORDER BY project_id, settled_at")
    finally:
        store.close()
    assert [tuple(row.values()) for row in told] == [
        ("HEAT-1", "accepted", first),
        ("HEAT-2", "accepted", first),
        ("HEAT-2", "withdrawn", second),
        ("HEAT-3", "accepted", first),
    ]


def test_an_answer_says_that_there_are_other_versions(heat):
    run_plainly(heat)
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", version=2, capacity="15 MW")
    run_plainly(heat)
    with open_snapshot(heat) as snapshot:
        line = "Version 2 of 2; cleanfund explain HEAT-1 shows both."
        assert line in explain(snapshot, "heat-1", "cost_per_tonne").notes
        assert line not in explain(snapshot, "heat-1").notes, "there they are"
        assert not any("Version" in note for note in explain(snapshot, "HEAT-2", "cost_per_tonne").notes)


def test_what_left_the_ranking_is_called_by_its_name(heat):
    first = run_plainly(heat).run_id
    withdraw(heat, "HEAT-1", 1, "A. Officer", "letter of 20 November 2026")
    write_proposal(heat, "heat-2.yaml", id="HEAT-2", capacity="21 MW")  # another content of one version: neither stands
    second = run_plainly(heat).run_id
    withdraw(heat, "HEAT-2", 1, "A. Officer", "letter of 21 November 2026")
    run_plainly(heat)
    with open_snapshot(heat) as snapshot:
        table = runs_diff(snapshot, first, second)
    assert {row["project_id"]: (row["change"], row["cause"], row["why"]) for row in table.rows} == {
        "HEAT-1": ("withdrawn", "withdrawn", "is withdrawn"),
        "HEAT-2": ("refused", "refused", "its newest version is in quarantine"),
    }
    assert table.notes == ["Unchanged: 1."]


def test_a_corrected_file_is_tried_as_the_fund_reads_it(heat, tmp_path):
    path = write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="15")  # without a unit
    run_plainly(heat)
    [fact] = published(heat, "SELECT sha256, raw FROM fact WHERE field = 'capacity' AND project_id = 'HEAT-1'")
    correct(
        heat, sha256=fact["sha256"], project_id="HEAT-1", version=1, group="given", block="1", field="capacity",
        found=fact["raw"], value="15 MW", by="A. Officer", reason="asked by telephone",
    )  # fmt: skip
    run_plainly(heat)
    told = validate_paths([path], heat)
    assert [(row["severity"], row["rule"]) for row in told] == [("warning", "corrected")]
    elsewhere = tmp_path / "mine.yaml"
    elsewhere.write_text(path.read_text().replace("Sample heat", "Another heat"))
    told = validate_paths([elsewhere], heat)
    assert {row["rule"] for row in told if row["severity"] == "critical"} >= {"unit"}, "another content is not corrected"


def test_a_refused_report_is_no_proposal_that_came(heat):
    run_plainly(heat)
    (heat / "progress").mkdir()
    (heat / "progress" / "heat-1.csv").write_text("project,period,section\nHEAT-1,never,technical\n")
    run_plainly(heat)
    *_, last = published(heat, "SELECT i.* FROM intake AS i JOIN run USING (run_id) ORDER BY started")
    assert published(heat, "SELECT project_id FROM quarantine_latest"), "the report is refused"
    assert (last["files_new"], last["proposals"], last["refused"], last["read_again"]) == (1, 0, 0, 0)


def test_the_file_behind_a_sites_series_is_named_with_what_was_done_to_its_hours(heat):
    path = heat / "proposals" / "heat-1.yaml"
    path.write_text(path.read_text().replace("technology: geothermal_heat", "technology: geothermal_heat\n    site: bering"))
    with_site(heat, "bering.yaml")
    (heat / "sites" / "bering.hourly.csv").write_text(HOURLY)
    (heat / "sites" / "bering.monthly.csv").write_text(MONTHLY)
    run_plainly(heat)
    hashes = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (heat / "sites").iterdir()}
    for answer in (None, "cost_per_tonne"):
        series = {row["name"]: row for row in rows_of(heat, "site series", answer=answer)}
        wind = series["bering wind_speed"]
        assert (wind["text"], wind["unit"]) == ("8,784 hours from 2019-12-31T15:00 UTC", "m/s")
        assert (wind["file"], wind["sha256"]) == ("bering.hourly.csv", hashes["bering.hourly.csv"])
        monthly = series["bering monthly_temperature"]
        assert (monthly["text"], monthly["file"]) == ("12 months", "bering.monthly.csv")
        notes = {row["text"]: row["file"] for row in rows_of(heat, "site note", answer=answer)}
        [shifted] = [note for note in notes if "brought to UTC" in note]
        assert "+09:00" in shifted and "hours named by their end are named by their beginning" in shifted
        assert notes[shifted] == "bering.hourly.csv"
        assert notes["Read off a map of 2019"] == "bering.monthly.csv"
    assert rows_of(heat, "site series", "HEAT-2") == [], "it names no site"
    page = io.StringIO()
    with open_snapshot(heat) as snapshot:
        explain_view(Console(file=page, width=80), explain(snapshot, "HEAT-1"))
    text = page.getvalue()
    assert f"The site's series, in bering.hourly.csv (sha256 {hashes['bering.hourly.csv'][:12]})" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 80


def test_a_rules_chart_says_what_the_rule_asks_for(heat):
    write_proposal(heat, "heat-4.yaml", id="HEAT-4", capacity="900 MW")
    run_plainly(heat)
    path = write_proposal(heat, "heat-5.yaml", id="HEAT-5", capacity="901 MW")
    path.write_text(path.read_text().replace("grant_requested: 5", "grant_requested: 50"))
    page = run_plainly(heat).report.read_text(encoding="utf-8")

    def chart(rule: str) -> str:
        return page.partition(f"<figcaption><strong>{rule}")[2].partition("</figcaption>")[0]

    assert "<span>For instance: capacity is 90" in chart("contract.bounds"), "one name for the bounds of all fields"
    assert "2 proposals in all, 1 in this run." in chart("contract.bounds")
    assert "<span>Grant and other public support do not exceed total_cost</span>" in chart("budget.support")
    assert "1 proposal in all, 1 in this run." in chart("budget.support")
    assert "1 proposals" not in page
