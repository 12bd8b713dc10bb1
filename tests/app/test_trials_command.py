"""``cleanfund trials`` on small published snapshots: what was reported, the prior beside the posterior, and what is said."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import evaluators.carbon_capture
from evaluators.carbon_capture import carbon_capture
from evaluators.carbon_capture.tables import TECHNOLOGIES
from evaluators.toolkit.code_identity import code_identity
from evaluators.toolkit.contract import Choice, Given
from evaluators.toolkit.project import HEADER
from scorecards.trial_gap import reported_beside_supposed
from scorecards.trial_reports import reports
from scorecards.warehouse import Warehouse, open_snapshot

CELLS = (
    "project_id", "period", "period_start", "period_end", "reported_on", "section", "item", "value", "unit", "amount",
    "currency", "conversion", "raw", "raw_unit", "status", "due", "met", "note", "file", "sha256", "place",
)  # fmt: skip
QUARTERS = {1: ("01-01", "03-31"), 2: ("04-01", "06-30"), 3: ("07-01", "09-30"), 4: ("10-01", "12-31")}


def line(project: str, year: int, quarter: int, item: str, value: float | None, met: str | None = None) -> dict:
    """A row of the table ``progress`` as the pipeline writes it."""
    begins, ends = (date.fromisoformat(f"{year}-{day}") for day in QUARTERS[quarter])
    unit = {"co2_captured": "tonne", "co2_stored": "tonne", "cost_per_tonne": "USD2024/tonne"}.get(item, "")
    known = {
        "project_id": project, "period": f"{year}-Q{quarter}", "period_start": begins, "period_end": ends, "reported_on": ends,
        "section": "milestone" if met else "technical", "item": item, "value": value, "unit": unit,
        "status": "met" if met else "", "met": date.fromisoformat(met) if met else None, "due": None, "amount": None,
    }  # fmt: skip
    return {name: known.get(name, "") for name in CELLS}


def examples(inputs, assessed: bool) -> dict:
    """What the signature itself gives as an example of all that is needed, and of the present cost where it is ``assessed``."""
    stated = {name: one for name, one in inputs.items() if isinstance(one, Given | Choice)}
    needed = {name: one for name, one in stated.items() if not one.optional or (assessed and name.startswith("present_"))}
    return {name: one.example for name, one in needed.items() if name not in HEADER and one.example is not None}


@pytest.fixture(scope="session")
def fund(tmp_path_factory, sample):
    """A published fund of capture plants: technologies by project, and what was reported."""

    def make(plants: dict[str, list[str]], reported: list[dict], code: str = "", assessed: bool = True) -> Path:
        data = tmp_path_factory.mktemp("capture") / "data"
        (data / "proposals").mkdir(parents=True)
        header = {name: one.example for name, one in HEADER.items()}
        store = Warehouse(data)
        try:
            with store.transaction():
                sample._run(store, sample.SECOND)
                for project, kinds in plants.items():
                    key, content = f"key-{project}", f"content-{project}"
                    sample._proposal(store, project, 1, content, technologies=["carbon_capture"], pillar="direct_air_capture")
                    facts = examples(carbon_capture.inputs, assessed) | {"capacity": 4000.0}
                    blocks = [{"technology": "carbon_capture", "facts": facts | {"technology": kind}} for kind in kinds]
                    inputs = json.dumps({"header": header, "blocks": blocks})
                    store.execute("UPDATE proposal SET inputs = ? WHERE project_id = ?", [inputs, project])
                    sample._evaluation(store, key, project)
                    judged = [{"name": "carbon_capture", "version": "1", "code": code or code_identity(carbon_capture)}]
                    store.execute("UPDATE evaluation SET evaluators = ?, draws = ? WHERE key = ?",
                                  [json.dumps(judged), 2000, key])  # fmt: skip
                    store.insert("scorecard", [sample._card(f"score-{project}", project, 1, content, key, 20.0)])
                    store.insert("standing", [{"run_id": sample.SECOND, "project_id": project, "key": key, "version": 1,
                                               "score_key": f"score-{project}", "content": content}])  # fmt: skip
                store.insert("progress", reported)
            (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run")
            store.publish(sample.SECOND, list(ended.values()))
        finally:
            store.close()
        return data

    return make


@pytest.fixture
def asked(ask):
    """The rows of the command as CSV by project and quantity, and what it says beside."""

    def run(data: Path, *words: str) -> tuple[dict, str]:
        code, out, err = ask("trials", *words, "--data", str(data), "--format", "csv")
        assert code == 0, err
        found = {(row["project_id"], row["quantity"]): row for row in csv.DictReader(io.StringIO(out))}
        return found, err

    return run


SORBENT = {"D-1": ["dac_solid_sorbent"], "D-2": ["dac_liquid_solvent"]}


@pytest.fixture(scope="session")
def below(fund):
    """A sorbent plant of 4,000 t/year that delivers 180 t in its first year; a solvent plant that says nothing."""
    reported = [
        line("D-1", 2030, 1, "entry_into_operation", None, "2030-01-15"),
        *(line("D-1", 2030, quarter, "co2_captured", tonnes) for quarter, tonnes in enumerate((10, 40, 60, 70), start=1)),
    ]
    return fund(SORBENT, reported)


def test_delivered_tonnes_below_nameplate_lower_the_starting_capacity(below, asked):
    rows, told = asked(below)
    assert {project for project, _ in rows} == {"", "D-1"}
    start = rows["", "capacity in 2025"]
    assert float(start["prior_p50"]) == pytest.approx(TECHNOLOGIES.medians("dac_solid_sorbent").experience_2025, rel=0.01)
    assert float(start["posterior_p50"]) < 0.8 * float(start["prior_p50"])
    assert float(start["prior_p10"]) < float(start["prior_p50"]) < float(start["prior_p90"])
    delivered = rows["D-1", "delivered"]
    assert float(delivered["reported"]) == pytest.approx(180 / 365 * 365.25)
    # between what was supposed and what was seen
    assert float(delivered["reported"]) < float(delivered["posterior_p50"]) < float(delivered["prior_p50"])
    assert "No trial has reported yet of dac_liquid_solvent (D-2): what is supposed of them stands unchanged." in told
    assert "both unsourced: engineering judgement" in told
    assert ("D-1", "cost at that output") not in rows  # none was reported


def test_reported_and_supposed_use_stand_beside_each_other_in_plain_words(below, asked):
    """180 t in the first year of a plant of 4,000: 5 %, where the table's medians suppose first_year x utilisation."""
    row = TECHNOLOGIES.medians("dac_solid_sorbent")
    rows, told = asked(below)
    first, grown = row.first_year * row.utilisation, int(np.ceil(row.ramp_years)) + 1
    sentence = (
        f"D-1 reported 5% of nameplate over its last year (180 of 4,000 tonne/year). Its scorecard supposes {first:.0%} in that "
        f"year, year 1 of operation, and {row.utilisation:.0%} from year {grown} on. At the reported use a tonne would carry "
        f"{row.utilisation / (180 / 365 * 365.25 / 4000):.1f} times the building cost that it carries from year {grown} on."
    )
    assert sentence in told
    use = rows["D-1", "use of nameplate on its scorecard, year 1"]
    assert float(use["reported"]) == pytest.approx(180 / 365 * 365.25 / 4000)
    assert float(use["prior_p10"]) < float(use["prior_p50"]) < float(use["prior_p90"])
    assert float(use["prior_p50"]) == pytest.approx(first, abs=0.02)
    with closing(open_snapshot(below)) as connection:
        assert reported_beside_supposed(connection, "D-1") == sentence
        assert reported_beside_supposed(connection, "D-2") == ""  # it has reported nothing


def test_a_later_year_is_held_against_what_is_supposed_of_that_year(fund, asked):
    reported = [line("D-1", 2030, 1, "entry_into_operation", None, "2030-01-15"),
                *(line("D-1", 2032, quarter, "co2_captured", 900.0) for quarter in (1, 2, 3, 4))]  # fmt: skip
    data = fund(SORBENT, reported)
    row = TECHNOLOGIES.medians("dac_solid_sorbent")
    third = row.utilisation * min(row.first_year + (1 - row.first_year) * 2 / row.ramp_years, 1.0)
    rows, told = asked(data)
    assert "D-1 reported 90% of nameplate" in told and f"supposes {third:.0%} in that year, year 3 of operation" in told
    assert "would carry" not in told  # it runs better than supposed
    assert ("D-1", "use of nameplate on its scorecard, year 3") in rows


def test_tonnes_of_two_plants_are_held_against_neither(fund):
    both = fund({"D-3": ["dac_solid_sorbent", "dac_cao_looping"]}, [line("D-3", 2030, 1, "co2_captured", 5.0)])
    with closing(open_snapshot(both)) as connection:
        assert reported_beside_supposed(connection, "D-3") == ""


def test_a_trial_that_delivers_its_nameplate_raises_it(fund, asked):
    full = fund(SORBENT, [line("D-1", 2030, 1, "co2_stored", 986.0)])
    start = asked(full)[0]["", "capacity in 2025"]
    assert float(start["posterior_p50"]) > 1.2 * float(start["prior_p50"])


def test_a_reported_cost_teaches_the_learning_rates(fund, asked):
    """Cheap and dear beside each other: the dear trial leaves slower learning, the cheap one faster; cost lies between."""
    found = {}
    for cost in (900.0, 9000.0):
        tonnes = [line("D-1", 2030, quarter, "co2_captured", 500.0) for quarter in (1, 2)]
        data = fund(SORBENT, [*tonnes, *(line("D-1", 2030, quarter, "cost_per_tonne", cost) for quarter in (1, 2))])
        found[cost], _ = asked(data)
        row = found[cost]["D-1", "cost at that output"]
        low, high = sorted((float(row["reported"]), float(row["prior_p50"])))
        assert float(row["reported"]) == cost and low <= float(row["posterior_p50"]) <= high
    rate = {cost: float(rows["", "learning rate, design"]["posterior_p50"]) for cost, rows in found.items()}
    assert rate[900.0] > rate[9000.0]
    # What a report moves most stands in the table: the plant's and the technology's errors of cost.
    for who, what in (("D-1", "cost over our benchmark"), ("", "cost over what its estimates say")):
        cheap, dear = (found[cost][who, what] for cost in (900.0, 9000.0))
        assert float(cheap["posterior_p50"]) < float(cheap["prior_p50"]) < float(dear["posterior_p50"])


def test_the_chance_of_half_stands_before_and_after_with_its_error(below, asked):
    rows, told = asked(below)
    ratio = rows["D-1", "cost in 2030 over 2025"]
    assert float(ratio["prior_p10"]) < float(ratio["prior_p50"]) < float(ratio["prior_p90"])
    chance = rows["D-1", "chance of half by 2030"]
    assert 0 <= float(chance["prior_p50"]) <= 1 and 0 <= float(chance["posterior_p50"]) <= 1 and chance["prior_p10"] == ""
    assert "D-1: the chance of half has a Monte-Carlo error of " in told


def test_without_a_proven_present_cost_the_chance_is_not_assessable(fund, asked):
    rows, told = asked(fund(SORBENT, [line("D-1", 2030, 1, "co2_captured", 5.0)], assessed=False))
    assert ("", "capacity in 2025") in rows and ("D-1", "chance of half by 2030") not in rows
    assert "D-1: the chance of half by 2030 is not assessable, for its proposal shows no audited or metered present cost." in told


def test_where_no_trial_has_reported_it_says_so(fund, ask):
    code, out, err = ask("trials", "--data", str(fund(SORBENT, [])))
    assert code == 0 and "dac_" not in out
    assert err.startswith("No capture trial has reported tonnes yet, so nothing is updated.\n")
    silent = "dac_liquid_solvent (D-2); dac_solid_sorbent (D-1)"
    assert err.splitlines()[1:] == [f"No trial has reported yet of {silent}: what is supposed of them stands unchanged."]


def test_one_technology_can_be_asked_and_the_nearest_are_named(below, ask, asked):
    rows, told = asked(below, "dac_solid_sorbent")
    assert ("", "capacity in 2025") in rows and "dac_liquid_solvent" not in told
    code, _, err = ask("trials", "dac_solid", "--data", str(below))
    assert code == 4
    assert err.startswith("error: There is no capture technology with a project 'dac_solid'. Nearest: dac_solid_sorbent")


def test_two_trials_of_one_technology_teach_it_together(fund, below, asked):
    reported = [line(project, 2030, 1, "co2_captured", 45.0) for project in ("D-1", "D-4")]
    rows, _ = asked(fund({"D-1": ["dac_solid_sorbent"], "D-4": ["dac_solid_sorbent"]}, reported))
    assert {"D-1", "D-4"} < {project for project, _ in rows}
    alone, _ = asked(below)  # about as many tonnes, from one of them
    together = float(rows["", "capacity in 2025"]["posterior_p50"])
    assert together < float(alone["", "capacity in 2025"]["posterior_p50"])


def test_an_evaluator_that_asks_for_more_than_the_run_had_is_told(fund, asked, monkeypatch):
    data = fund(SORBENT, [line("D-1", 2030, 1, "co2_captured", 5.0)])
    new = dict(carbon_capture.inputs) | {"capacity_of_store": Given("tonne", "what the store takes")}
    monkeypatch.setattr(evaluators.carbon_capture, "carbon_capture", replace(carbon_capture, inputs=new))
    rows, told = asked(data)
    assert not rows and "D-1: carbon_capture needs capacity_of_store (what the store takes)" in told
    assert "It teaches nothing until it is judged again: cleanfund run" in told and "No capture trial has reported" not in told


def test_two_plants_and_one_report_teach_nothing_and_are_named(fund, asked):
    both = fund({"D-3": ["dac_solid_sorbent", "dac_cao_looping"]}, [line("D-3", 2030, 1, "co2_captured", 5.0)])
    rows, told = asked(both)
    assert not rows and "D-3 has 2 capture plants and one report: it teaches nothing about either." in told


def test_an_evaluator_that_moved_since_the_run_is_said(fund, asked):
    _, told = asked(fund(SORBENT, [line("D-1", 2030, 1, "co2_captured", 5.0)], code="0ld"))
    assert "The evaluator is not the one that judged D-1: figures may part from the scorecard." in told


def test_a_report_that_no_draw_explains_is_said_and_no_posterior_shown(fund, asked):
    reported = [line("D-1", 2030, 1, "co2_captured", 500.0), line("D-1", 2030, 1, "cost_per_tonne", 1e-6)]
    _, told = asked(fund(SORBENT, reported))
    assert "dac_solid_sorbent: The posterior rests on" in told and "at the edge of what the model expects" in told


def test_the_terminal_shows_the_prior_beside_the_posterior(below, ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = ask("trials", "--data", str(below))
    assert code == 0 and all(len(row) <= 80 for row in out.splitlines())
    assert "D-1, a trial of dac_solid_sorbent" in out
    (start,) = [row for row in out.splitlines() if row.startswith("capacity in 2025")]
    assert start.count("–") == 2 and "before" in out and "after" in out


# What counts of the reports


def read(data: Path):
    connection = open_snapshot(data)
    try:
        return reports(connection)
    finally:
        connection.close()


def test_the_last_year_counts_and_cost_is_weighed_by_tonnes(fund):
    reported = [
        line("D-1", 2029, 4, "co2_captured", 1.0),
        *(line("D-1", 2031, quarter, "co2_captured", tonnes) for quarter, tonnes in enumerate((0, 100, 100, 200), start=1)),
        line("D-1", 2031, 1, "cost_per_tonne", 99999.0),  # of no tonne
        line("D-1", 2031, 3, "cost_per_tonne", 900.0),
        line("D-1", 2031, 4, "cost_per_tonne", 600.0),
        line("D-1", 2031, 4, "co2_stored", 150.0),
        line("D-2", 2031, 4, "cost_per_tonne", 600.0),
    ]
    found = read(fund(SORBENT, reported))
    assert set(found) == {"D-1"}  # a cost without a tonne is none
    assert found["D-1"].delivered == pytest.approx(400 / 365 * 365.25) and found["D-1"].cost == pytest.approx(700.0)
    assert found["D-1"].started == date(2029, 10, 1)


def test_stored_tonnes_count_where_no_captured_ones_are_stated_and_the_milestone_is_the_start(fund):
    reported = [
        line("D-1", 2030, 1, "co2_stored", 50.0), line("D-1", 2030, 2, "co2_captured", 0.0),
        line("D-1", 2030, 2, "entry_into_operation", None, "2030-02-10"),
    ]  # fmt: skip
    one = read(fund(SORBENT, reported))["D-1"]
    assert one.delivered == pytest.approx(50 / 181 * 365.25) and one.cost is None and one.started == date(2030, 2, 10)
