"""Measured outcomes beside what was predicted at the award and today, each with its percentile, and what counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sample_snapshot
from ledger_entries import chained, wanted

from scorecards.ledger_entry import Entry
from scorecards.outcomes import outcomes_table
from scorecards.outcomes_followed import followed
from scorecards.outcomes_reported import measured_by, spent
from scorecards.table import NotFound
from scorecards.trial_reports import reports
from scorecards.warehouse import Warehouse, open_snapshot

PROJECT, LAST = "CTIF-001", "20260301T000000-cccc"
ENDS = ("03-31", "06-30", "09-30", "12-31")


def line(quarter: int, item: str, value: float | None, unit: str = "MWh", section: str = "technical", **more) -> dict:
    """A row of the table ``progress``: a quarter of 2026."""
    ends = date.fromisoformat(f"2026-{ENDS[quarter - 1]}")
    text = dict.fromkeys(("currency", "conversion", "raw", "raw_unit", "status", "note", "file", "sha256", "place"), "")
    return text | {
        "project_id": PROJECT, "period": f"2026-Q{quarter}", "period_start": date(2026, 3 * quarter - 2, 1), "period_end": ends,
        "reported_on": ends + timedelta(20), "section": section, "item": item, "value": value, "unit": unit, "amount": None,
        "due": None, "met": None,
    } | more  # fmt: skip


YEAR = [line(quarter, "net_energy", 250.0) for quarter in (1, 2, 3, 4)]


def award(day: str = "2026-01-15") -> list[Entry]:
    """The entries of the one award, committed on ``day``."""
    return of_project(wanted("commitment", amount="10 MUSD", day=day))


def of_project(*asked) -> list[Entry]:
    """The entries of a ledger, made out to the project of the snapshot."""
    return [replace(entry, project_id=PROJECT) for entry in chained(asked)]


@pytest.fixture
def asked(tmp_path):
    """The table of a snapshot whose card of the first run predicts 900 to 1,100 MWh/year, and that of the last 950 to 1,150."""

    def make(lines: list[dict], entries=(), project: str | None = None, one_year: bool = False):
        folder = sample_snapshot.make_snapshot(tmp_path / "data")
        store = Warehouse(folder)
        try:
            with store.transaction():
                for table, other in (("run", ""), ("standing", ", 'key-new' AS key")):
                    store.execute(
                        f"INSERT INTO {table} SELECT * REPLACE ('{LAST}' AS run_id{other}) FROM {table} WHERE run_id = ?",
                        [sample_snapshot.SECOND],
                    )
                (old,) = store.rows(
                    "SELECT key FROM standing WHERE project_id = ? AND run_id = ?", [PROJECT, sample_snapshot.FIRST]
                )
                for key, low in ((old["key"], 900.0), ("key-CTIF-001", 925.0), ("key-new", 950.0)):
                    for name, add in (("net_energy", 0.0), *((("net_energy_one_year", 20.0),) if one_year else ())):
                        percentiles = [low + add + 2.5 * (place - 10) for place in range(101)]
                        store.execute(
                            "INSERT INTO answer SELECT * REPLACE (? AS key, '1' AS block, ? AS name, 'MWh/year' AS unit, "
                            "? AS percentiles) FROM answer WHERE key = 'key-CTIF-001' AND name = 'capex'",
                            [key, name, percentiles],
                        )
                store.insert("progress", lines)
            run = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [LAST])
            store.publish(LAST, list(run[0].values()))
        finally:
            store.close()
        with open_snapshot(folder) as connection:
            return outcomes_table(connection, list(entries), lambda value: value, project)

    return make


def part(table, name: str) -> list[dict]:
    return [row for row in table.rows if row["part"] == name]


def test_a_year_stands_beside_the_scorecard_at_the_award_and_beside_todays(asked):
    table = asked([row | {"value": 250 * 1000 / 1000.68} for row in YEAR], award())
    (row,) = part(table, "outcome")
    assert table.schema == "ledger_outcomes/1"
    assert row["award_run"] == sample_snapshot.FIRST and row["now_run"] == LAST
    assert (row["award_p10"], row["award_p50"], row["award_p90"]) == (900, 1000, 1100)
    assert (row["now_p10"], row["now_p90"]) == (950, 1150)
    assert row["value"] == pytest.approx(1000, rel=1e-4) and row["unit"] == "MWh/year"
    assert row["award_percentile"] == pytest.approx(0.5, abs=1e-3) and row["now_percentile"] == pytest.approx(0.3, abs=1e-3)
    assert (row["award_in_range"], row["now_in_range"]) == (True, True)
    assert row["counts"] is True and part(table, "calibration")[0]["text"] == "n = 1, of 1 project: nothing can be said yet."


def test_a_prediction_made_when_the_year_had_begun_proves_nothing(asked):
    (row,) = part(asked(YEAR, award("2026-02-15")), "outcome")
    assert row["award_run"] == sample_snapshot.SECOND and row["counts"] is False
    assert row["text"].endswith("does not count: it was first judged on 2026-02-01, when this was known")


def test_a_single_years_wind_is_judged_by_the_answer_for_a_single_year(asked):
    (row,) = part(asked(YEAR, award(), one_year=True), "outcome")
    assert row["award_p50"] == 1020


def test_a_part_of_a_year_is_scaled_and_does_not_count(asked):
    table = asked(YEAR[:2], award())
    (row,) = part(table, "outcome")
    assert row["value"] == pytest.approx(500 / 181 * 365.25) and row["days"] == 181
    assert row["counts"] is False and "181 days are no whole year: the season is still in them" in row["text"]
    assert part(table, "calibration")[0]["n"] == 0 and part(table, "pit") == []


def test_a_commitment_before_any_run_is_judged_by_the_first_and_said_so(asked):
    table = asked(YEAR, award("2025-12-01"))
    (row,) = part(table, "outcome")
    assert row["award_run"] == sample_snapshot.FIRST
    assert table.notes[0] == f"{PROJECT} was committed on 2025-12-01; no run had judged it by then, so that of 2026-01-01 counts."
    assert table.run == row["now_run"] == LAST


def test_without_an_award_todays_scorecard_stands_alone(asked):
    table = asked(YEAR)
    (row,) = part(table, "outcome")
    assert row["award_run"] is None and row["now_run"] == LAST
    assert row["counts"] is False and "no award was committed" in row["text"] and part(table, "forecast") == []


def test_an_entry_of_the_ledger_counts_before_the_reports_and_needs_a_period(asked):
    made = of_project(wanted("commitment", amount="10 MUSD", day="2026-01-15"),
                      wanted("outcome", day="2026-11-01", measure="net_energy", amount="1.02 GWh/year"))  # fmt: skip
    reported, entered = part(asked(YEAR, made), "outcome")
    assert entered["value"] == pytest.approx(1020) and entered["source"] == "entry 2" and entered["counts"] is True
    assert reported["counts"] is False and "the ledger's entry of it counts" in reported["text"]


def test_an_amount_without_a_period_is_held_against_the_sum_of_the_reports(asked):
    made = of_project(wanted("commitment", amount="10 MUSD", day="2026-01-15"),
                      wanted("outcome", day="2026-11-01", measure="net_energy", amount="750 MWh"))  # fmt: skip
    _, entered = part(asked(YEAR, made), "outcome")
    assert entered["award_percentile"] is None and entered["counts"] is False
    assert entered["text"].startswith("3 reports add up to 750 MWh: as much; does not count: it has no period")
    assert "entered in MWh/year" in entered["text"]


def test_a_project_that_is_not_followed_is_not_found(asked):
    with pytest.raises(NotFound, match="There is no project with an award or a report 'CTIF-002'"):
        asked(YEAR, award(), project="CTIF-002")


def test_a_yearly_forecast_moves_towards_what_was_measured(asked):
    table = asked([row | {"value": 220.0} for row in YEAR], award(), project=PROJECT.lower())
    (row,) = [row for row in part(table, "forecast") if row["quantity"] == "net_energy"]
    assert 880 < row["posterior_p50"] < row["prior_p50"] == pytest.approx(1000)
    assert part(table, "calibration") == [] and any("changes none" in note for note in table.notes)


def test_tonnes_a_year_are_those_that_the_trials_learn_from(tmp_path):
    lines = [line(place, "co2_captured", value, "tonne") for place, value in ((1, 22.0), (2, 61.0), (4, 171.0))]
    store = Warehouse(tmp_path)
    try:
        store.insert("progress", lines)
        theirs = reports(store.connection)[PROJECT]
    finally:
        store.close()
    (ours,) = measured_by(lines, None)
    assert (ours.value, ours.ends) == (pytest.approx(theirs.delivered), theirs.until)


def test_what_it_cost_to_build_is_what_was_spent_once_it_runs():
    money = [
        line(quarter, item, value, "USD2024", "financial")
        for quarter, both in ((1, (30.0, 40.0)), (2, (50.0, 70.0)), (4, (60.0, 80.0)))
        for item, value in zip(("federal_share_of_expenditures", "recipient_share_of_expenditures"), both, strict=True)
    ]
    assert spent(money) == (140.0, date(2026, 12, 31)) and spent(money[:1]) is None
    (built,) = measured_by(money, date(2026, 5, 1))
    assert (built.answer, built.value, built.ends) == ("capex", 120.0, date(2026, 6, 30))
    assert measured_by(money, None) == []


def test_the_ledgers_day_of_a_milestone_stands_before_the_reports():
    told = [line(1, "permits", None, "", "milestone", status="met", due=date(2026, 2, 1), met=date(2026, 2, 20))]
    entries = of_project(
        wanted("commitment", amount="10 MUSD", day="2026-01-15"),
        wanted("milestone_met", day="2026-03-02", milestone="permits", due="2026-02-15"),
    )
    alone, both = followed([], {PROJECT: told})[PROJECT], followed(entries, {PROJECT: told})[PROJECT]
    assert (alone.met["permits"], alone.due["permits"]) == (date(2026, 2, 20), date(2026, 2, 1))
    assert (both.met["permits"], both.due["permits"]) == (date(2026, 3, 2), date(2026, 2, 15))
    assert both.committed_on == date(2026, 1, 15) and both.decided is None
