"""Quarantine as a place to work: what a value may be, what is listed, shown, refused and taken back at the terminal."""

from __future__ import annotations

import json
import re

import pytest
from progress_lines import Q1, arrival
from spine_fixtures import PROPOSAL, Telling, published, run_plainly, write_proposal
from test_numbers_as_written import cast
from wind_proposals import CARD, GOOD, found, site

from app.cli import main
from app.commands.quarantine import about
from flows.progress_reports import read_progress
from flows.validate_paths import validate_paths
from scorecards.quarantine_list import quarantine_show
from scorecards.quarantine_row import quarantine_row
from scorecards.warehouse import open_snapshot

WHO = ("--by", "A. Officer", "--reason", "told by telephone on 21 November")


@pytest.fixture
def ask(heat, capsys, monkeypatch):
    """Runs one command on the fund: (exit code, stdout, stderr in one line)."""
    monkeypatch.setenv("CLEANFUND_DATA", str(heat))
    monkeypatch.setenv("COLUMNS", "240")

    def run(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        out, err = capsys.readouterr()
        return code, out, " ".join(err.split())

    return run


# What a value may be


@pytest.mark.parametrize("written", ['"Bering\\nSea Pilot"', "|-\n  Bering\n  Sea Pilot", '"Bering \\r\\n Sea Pilot"'])
def test_a_line_break_in_a_title_is_named_and_shown(written):
    [told] = [one for one in cast(f"id: A\ntitle: {written}\n").findings if one.field == "title" and one.rule == "unreadable"]
    assert told.reason == r"title runs over several lines (a line break is shown as \n): 'Bering\nSea Pilot'."
    assert told.remedy == "Write title on one line of 3 to 200 letters, such as 'Bering Sea Floating Wind Pilot'."


def test_a_title_too_short_is_told_how_long_it_may_be():
    [told] = [one for one in cast("id: A\ntitle: ab\n").findings if one.field == "title"]
    assert told.reason == "'ab' is not what the project is called."
    assert told.remedy.startswith("Write title on one line of 3 to 200 letters, such as ")


def test_examples_in_messages_lie_within_the_bounds_of_the_field():
    text = "id: A\nblocks:\n  - technology: farm\n    given: {capacity: soon}\n    claim: {net_energy: much}\n"
    told = {one.field: one.remedy for one in cast(text).findings if one.rule == "unit"}
    assert told["capacity"] == "Write for instance '100 MW', or a range, '80 to 120 MW'."
    assert told["net_energy"] == "Write for instance '500 GWh/year', or a range, '400 to 600 GWh/year'."


# Two readings


def test_a_number_of_a_site_card_with_two_readings_is_warned_of():
    [told] = found(GOOD, site(CARD.replace("water_depth: 100 m", "water_depth: 0.1 km").replace("40 km", "40,000 m")))
    assert (told.severity, told.rule, told.block, told.field) == ("warning", "two_readings", "1", "distance_to_shore")
    assert (told.found, told.file, told.place) == ("40,000 m", "bering.yaml", "line 4, distance_to_shore")
    assert told.reason == "The site 'bering': '40,000 m' has two readings: 40000 m, which is taken, and 40.000 m."
    assert told.remedy == "Write '40000 m', or '40.000 m' if the comma is the decimal sign."


def test_a_card_by_itself_is_warned_of_too(tmp_path):
    (tmp_path / "data" / "sites").mkdir(parents=True)
    card = tmp_path / "data" / "sites" / "harbour.yaml"
    card.write_text("latitude: 39.7\nlongitude: 140.0\nwater_depth: 1,234 m\n")
    [told] = [row for row in validate_paths([card], tmp_path / "data") if row["rule"] == "two_readings"]
    assert (told["severity"], told["field"], told["place"]) == ("warning", "water_depth", "line 3, water_depth")
    assert "'1,234 m' has two readings: 1234 m, which is taken, and 1.234 m." in told["reason"]


def test_a_line_of_a_report_with_two_readings_counts_and_is_warned_of_once_a_file(reports):
    rows, [told] = reports(
        f'{Q1}technical,net_energy,"1,200",MWh,,,\n{Q1}technical,co2_stored,"2,500",tonne,,,\n'
        f'{Q1}technical,hydrogen_delivered,"3,600.5",tonne,,,\n'
    )
    assert [row["value"] for row in rows] == [2500.0, 3600.5, 1200.0]
    assert (told.rule, told.found) == ("progress.two_readings", "1,200 MWh")
    assert told.where == "line 2, column value; and 1 more places"
    assert told.reason == "H-1; net_energy: '1,200 MWh' has two readings: 1200 MWh, which is taken, and 1.200 MWh."
    assert told.remedy == "Write '1200 MWh', or '1.200 MWh' if the comma is the decimal sign."


def test_a_hundred_wrong_lines_and_a_doubtful_one_are_told_apart(tmp_path):
    wrong = "".join(f"{Q1}technical,wind_{n},1,MWh,,,\n" for n in range(100))
    head = "project,period,reported_on,section,item,value,unit,due,met,note\n"
    text = f'{head}{wrong}{Q1}technical,net_energy,"1,200",MWh,,,\n'
    rows, troubles = read_progress([arrival(tmp_path, "a.csv", text.encode())])
    rules = [trouble.rule for _, _, trouble in troubles]
    assert len(rows) == 1 and rules == ["progress.item"] * 100 + ["progress.two_readings"]


def test_a_doubtful_report_is_said_by_the_run_and_refuses_nobody(heat):
    (heat / "progress").mkdir()
    head = "project,period,reported_on,section,item,value,unit,due,met,note\n"
    (heat / "progress" / "q1.csv").write_text(f'{head}HEAT-1,2025-Q1,2025-04-20,technical,net_energy,"1,200",MWh,,,\n')
    said: list[str] = []
    assert run_plainly(heat, progress=Telling(said)).status == "done"
    start = "progress/q1.csv, line 2, column value: HEAT-1; net_energy: '1,200 MWh' has two readings"
    assert [text for text in said if text.startswith(start)]


@pytest.mark.parametrize("layout", ["0, 0; 1,200, 0", "0\t0; 1,200\t0", "0|0; 1,200|0"])
def test_no_cell_of_a_table_has_two_readings(layout):
    """A comma parts the cells of a table, so that it never stands in a number; a row that is too long is refused."""
    from flows.cast_tables import _cells

    assert len(_cells(layout.split(";")[1])) == 3


# What staff enter


def test_an_entry_is_listed_and_taken_back_by_its_name(heat, ask):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    assert "Nobody has entered" in ask("quarantine", "pending")[1]
    assert ask("quarantine", "correct", "heat-1", "capacity=10 MW", *WHO)[0] == 0
    code, out, err = ask("quarantine", "pending")
    told = " ".join(out.split())
    assert code == 0 and "HEAT-1 v1" in told and "1.capacity from '10' to '10 MW'" in told and "waits for the next run" in told
    assert "A. Officer" in told and "cleanfund quarantine undo ENTRY" in err
    run_id = run_plainly(heat).run_id
    [row] = json.loads(ask("quarantine", "pending", "HEAT-1", "--format", "json")[1])["rows"]
    assert (row["state"], row["run_id"]) == ("taken in", run_id)
    code, _, err = ask("quarantine", "undo", "nobody", *WHO)
    assert code == 4 and row["entry"] in err
    assert ask("quarantine", "undo", *WHO)[0] == 2
    code, _, err = ask("quarantine", "undo", row["entry"], "--by", "B. Officer", "--reason", "no")
    assert code == 2 and "8 letters" in err and not (heat / "inbox" / "undone.jsonl").exists()
    code, _, err = ask("quarantine", "undo", row["entry"], "--by", "B. Officer", "--reason", "it was another project")
    assert code == 0 and "Undone: the correction of HEAT-1 v1, 1.capacity from '10' to '10 MW'. With the next" in err
    code, _, err = ask("quarantine", "undo", row["entry"], *WHO)
    assert code == 2 and f"{row['entry']} is undone already, by B. Officer: it was another project" in err
    run_plainly(heat)
    [row] = json.loads(ask("quarantine", "pending", "--format", "json")[1])["rows"]
    assert (row["state"], row["undone_by"], row["undone_reason"]) == ("undone", "B. Officer", "it was another project")
    assert "undone by B. Officer" in " ".join(ask("quarantine", "pending")[1].split())
    assert ask("quarantine", "pending", "HEAT-9")[0] == 4


@pytest.mark.parametrize(
    ("field", "reason", "remedy"),
    [
        ("capacity=soon", "'soon' does not start with a number.", "Write for instance '20 MW', or a range, '16 to 24 MW'."),
        ("capacity=10", "'10' has no unit.", "Write for instance '10 MW'."),
        ("capacity=10 m", "'m' is a length, and this field wants power.", "Write it in MW, kW or GW."),
        ("maturity=high", "'high' does not start with a number.", "Write for instance"),
        ("submitted=soon", "'soon' is not a date.", "Write the date as year-month-day, such as 2030-06-01."),
        ("country=Japan", "'Japan' is not the code of a country (ISO 3166-1, two letters).", "For Japan write JP."),
        ("technology=fusion", "There is no evaluator for the technology 'fusion'.", "geothermal_heat"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_as_the_reader_would_and_nothing_is_written(heat, ask, field, reason, remedy):
    name, _, value = field.partition("=")
    whole = PROPOSAL.format(id="HEAT-1", version=1, title="Sample heat", capacity="900")
    path = heat / "proposals" / "heat-1.yaml"
    path.write_text(whole if name in ("capacity", "country", "technology") else re.sub(rf"{name}: .*\n", "", whole))
    run_plainly(heat)
    code, _, err = ask("quarantine", "correct", "HEAT-1", "title=Another title", field, *WHO)
    assert code == 2 and f"{name}: {reason}" in err and remedy in err
    assert not (heat / "inbox").exists(), "not the good one either"
    path.write_text(re.sub(rf"\b{name}: [^,}}\n]*", f"{name}: {value}", whole))
    run_plainly(heat)
    assert reason in [row["reason"] for row in published(heat, "SELECT reason FROM quarantine_latest")], "as the reader says it"


def test_what_the_bounds_say_is_left_to_the_run(heat, ask):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    assert ask("quarantine", "correct", "HEAT-1", "capacity=900 MW", "grant_requested=1,000,000 USD", *WHO)[0] == 0


def test_the_reason_of_a_correction_ends_with_one_full_stop(heat, ask):
    write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    run_plainly(heat)
    ask("quarantine", "correct", "HEAT-1", "capacity=10 MW", "--by", "A. Officer", "--reason", "told by telephone.")
    ask("quarantine", "correct", "HEAT-1", "title=Deep heat", *WHO)
    run_plainly(heat)
    said = [row["reason"] for row in published(heat, "SELECT reason FROM finding WHERE rule = 'corrected' ORDER BY reason")]
    assert said == [
        "capacity was '10'; A. Officer corrected it to '10 MW': told by telephone.",
        "title was 'Sample heat'; A. Officer corrected it to 'Deep heat': told by telephone on 21 November.",
    ]


# What is shown


def test_show_folds_to_what_the_reasons_are_about(heat, ask):
    path = write_proposal(heat, "heat-1.yaml", id="HEAT-1", capacity="10")
    path.write_text(path.read_text() + "budget: {wells: 20 MUSD, plant: 5 MUSD}\n")
    run_plainly(heat)
    _, out, err = ask("quarantine", "show", "HEAT-1")
    part = out.partition("What the proposal says")[2]
    assert re.search(r"^1\.capacity +10 ", part, re.MULTILINE)
    assert "total_cost" in part and "budget wells" in part and "budget plant" in part, "the sum is compared with them"
    assert "maturity" not in part and "applicant" not in part
    assert re.search(r"\d+ more facts with which nothing is wrong: --all shows everything\.", err)
    _, out, err = ask("quarantine", "show", "HEAT-1", "--all")
    assert "maturity" in out and "applicant" in out and "--all" not in err
    _, out, _ = ask("quarantine", "show", "HEAT-1", "--row", "--format", "json")
    with open_snapshot(heat) as snapshot:
        said, reasons = quarantine_row(snapshot, "HEAT-1"), quarantine_show(snapshot, "HEAT-1")
    assert len(json.loads(out)["rows"]) == len(said.rows) > len(about(said, reasons).rows), "files and programs get all"


# Help


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["demo"], "Copies the sample of the US-Japan Clean-Tech Innovation Fund to ./data where there is none, runs everything"),
        (["quarantine", "correct"], "The file itself is never changed. A correction holds for what the file says"),
        (["quarantine", "release"], "The release holds for this very content"),
        (["quarantine", "correct"], "On whose word, and why; at least 8 letters"),
        (["quarantine", "release"], "Why it may pass; at least 8 letters"),
        (["export", "eya"], "Energy yield of an offshore wind farm, as an EYA DEF document"),
    ],
)
def test_the_help_of_a_command_says_all_and_the_list_stays_short(ask, words, said):
    code, out, _ = ask(*words, "--help")
    told = " ".join(re.sub("[│╭╮╰╯─]", " ", out).split())
    assert code == 0 and said in told and "Parameters ----" not in told
