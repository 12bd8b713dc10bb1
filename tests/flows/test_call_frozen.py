"""A frozen call replays to the last bit, here and elsewhere; what was changed since is found and named; its ranks never move."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import yaml
from frozen_calls import CALL, copied, open_and_freeze, published_fund, write_evaluator
from spine_fixtures import EVALUATOR, Telling, published, run_plainly, write_proposal

import flows.call_code
from evaluators.toolkit.discovery import find_evaluators
from flows.call_freeze import freeze
from flows.call_verify import verify
from flows.fund import read_fund
from flows.nightly import run
from flows.progress import Silent
from scorecards.call_folder import MANIFEST, check_files, frozen_folder, open_call, open_folder, read_json, write_manifest
from scorecards.call_history import CallHistory, append, read_history
from scorecards.query import rank
from scorecards.table import NotFound, QuestionError
from scorecards.warehouse import WarehouseError, rows


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.mktemp("calls")
        patch.setenv("CLEANFUND_EVALUATORS", str(write_evaluator(base / "own")))
        data = published_fund(base / "data")
        open_and_freeze(data)
        yield data


@pytest.fixture
def fund(made, tmp_path):
    return copied(made, tmp_path / "data")


def checked(data, history=None, folder=None):
    table = verify(history or read_history(data, CALL), folder or frozen_folder(data, CALL), read_fund(data), Silent())
    return (
        table.asked["same"],
        {row["check"]: row for row in table.rows},
        [row for row in table.rows if row["verdict"] == "differs"],
    )


def test_it_comes_out_again_to_the_last_bit(fund):
    same, found, _ = checked(fund)
    assert same and {"history", "file", "code", "machine", "answers", "scores", "ranks"} == set(found)
    with open_call(fund, CALL) as frozen:
        (count,) = rows(frozen, "SELECT sum(len(percentiles) + len(strata) + 2)::BIGINT AS n FROM answer")
    assert found["answers"]["text"].startswith(f"all {count['n']:,} values") and found["answers"]["largest"] == 0


def test_it_replays_elsewhere_without_the_fund(fund, tmp_path):
    """The folder alone: no warehouse, no series, no fund, no history."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(frozen_folder(fund, CALL), elsewhere / "frozen")
    (elsewhere / "fund").mkdir()
    same, found, _ = checked(elsewhere / "fund", CallHistory(CALL), elsewhere / "frozen")
    assert same and "no history here quotes it" in found["file"]["text"] and found["ranks"]["verdict"] == "ok"


def test_the_folder_holds_what_it_rests_on_and_no_pickle(fund):
    folder = frozen_folder(fund, CALL)
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} <= {".json", ".parquet", ".yaml", ".csv", ".txt"}
    assert (
        read_json(folder, "call.json")["rule"] == "3 name none, the fund has no other, and they were submitted within its dates"
    )
    jobs = read_json(folder, "jobs.json")
    assert [one["id"] for one in jobs] == ["HEAT-1", "HEAT-2", "HEAT-3"]
    assert (
        jobs[0]["blocks"][0]["facts"]["capacity"] == 10
        and jobs[0]["key"] == published(fund, "SELECT key FROM standing")[0]["key"]
    )
    assert {"toolkit/exchange_rates.csv", "toolkit/deflators.csv", "geothermal_heat.py"} <= set(
        read_json(folder, "code.json")["geothermal_heat"]["files"]
    )
    assert (folder / "assumptions" / "toolkit" / "exchange_rates.csv").is_file()
    machine = read_json(folder, "machine.json")
    assert machine["libraries"]["numpy"] == np.__version__ and machine["processor"]
    assert all(one["proposals"] == 3 for one in [read_history(fund, CALL).last("freeze").content])


@pytest.mark.parametrize("name", ["tables/answer.parquet", "rubric.yaml", "jobs.json", "assumptions/toolkit/exchange_rates.csv"])
def test_a_tampered_file_is_found_and_named_and_nothing_is_asked_of_it(fund, name):
    path = frozen_folder(fund, CALL) / name
    path.write_bytes(path.read_bytes() + b"\n")
    same, found, wrong = checked(fund)
    assert not same and [row["name"] for row in wrong] == [name] and "nothing is replayed" in found["answers"]["text"]
    with pytest.raises(WarehouseError, match=rf"{name}: It was changed after the call was frozen"):
        open_call(fund, CALL)


def test_files_that_are_gone_or_put_in_are_found(fund):
    folder = frozen_folder(fund, CALL)
    (folder / "code.json").unlink()
    (folder / "more.json").write_text("{}")
    assert {(one.name, one.reason.split()[1]) for one in check_files(folder)} == {("code.json", "is"), ("more.json", "was")}
    (folder / MANIFEST).unlink()
    assert [one.name for one in check_files(folder)] == [MANIFEST]


def test_the_name_of_a_file_from_elsewhere_is_never_sql(fund):
    tables = frozen_folder(fund, CALL) / "tables"
    shutil.copyfile(tables / "review.parquet", tables / 'review" SELECT 1; --.parquet')
    with pytest.raises(WarehouseError, match=r"is no table of ours"):
        open_folder(frozen_folder(fund, CALL))


def test_a_manifest_written_anew_is_not_the_one_that_the_history_quotes(fund):
    """A rubric with other weights, every hash made right again: only the history's hash, and the replay, can tell."""
    folder = frozen_folder(fund, CALL)
    rubric = folder / "rubric.yaml"
    rubric.write_text(rubric.read_text().replace("weight: 2", "weight: 3"))
    (folder / MANIFEST).unlink()
    write_manifest(folder, {"call": CALL, "run": read_json(folder, "call.json")["run"]})
    same, _, wrong = checked(fund)
    assert not same and [row["name"] for row in wrong] == [MANIFEST]
    same, found, wrong = checked(fund, CallHistory(CALL))
    assert not same and found["answers"]["verdict"] == "ok" and {row["check"] for row in wrong} == {"scores"}


def test_another_rubric_of_the_fund_is_noted_and_the_frozen_one_judges(fund):
    own = yaml.safe_load((frozen_folder(fund, CALL) / "rubric.yaml").read_text())
    own["criteria"]["innovation"]["weight"] = 5
    (fund / "ours.yaml").write_text(yaml.safe_dump(own))
    with (fund / "fund.yaml").open("a") as file:
        file.write("rubric: ours.yaml\n")
    same, found, _ = checked(fund)
    assert same and "has changed since" in found["rubric"]["text"] and found["scores"]["verdict"] == "ok"
    run_plainly(fund)
    with open_call(fund, CALL) as frozen:
        assert max(row["maximum"] for row in rank(frozen).rows) == 87
    assert published(fund, "SELECT max(maximum) AS most FROM scorecard_latest")[0]["most"] == 87 + 3 * 15


def test_a_changed_exchange_rate_is_named_by_its_line(fund, tmp_path, monkeypatch):
    table = tmp_path / "exchange_rates.csv"
    files = flows.call_code.code_files
    heat = find_evaluators().evaluators["geothermal_heat"]
    was = files(heat)["toolkit/exchange_rates.csv"].read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(was) if text.startswith("JPY,2023,"))
    now = [*was]
    now[line] = "JPY,2023,999.5,invented for a test"
    table.write_text("\n".join(now) + "\n")
    monkeypatch.setattr(flows.call_code, "code_files", lambda one: files(one) | {"toolkit/exchange_rates.csv": table})
    same, _, wrong = checked(fund)
    assert not same and [(row["check"], row["name"]) for row in wrong] == [("table", "toolkit/exchange_rates.csv")]
    assert f"line {line + 1} was 'JPY,2023," in wrong[0]["text"] and "is 'JPY,2023,999.5" in wrong[0]["text"]
    assert "used by geothermal_heat" in wrong[0]["text"]


def test_other_code_is_named_and_the_replay_judges_it(fund, tmp_path, monkeypatch):
    dearer = EVALUATOR.replace("assumed(1000, 1500, 2500", "assumed(2000, 2500, 3500")
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(write_evaluator(tmp_path / "dearer", dearer)))
    same, found, wrong = checked(fund)
    assert not same and found["code"]["name"] == "geothermal_heat.py" and "is another now" in found["code"]["text"]
    assert {"code", "answers"} <= {row["check"] for row in wrong} and found["answers"]["largest"] > 0.1
    monkeypatch.setenv("CLEANFUND_EVALUATORS", "")
    _, found, _ = checked(fund)
    assert "not installed here" in found["code"]["text"] and "is failed and was done" in found["answers"]["text"] + "".join(
        row["text"] for row in checked(fund)[2]
    )


def test_other_scoring_is_named_too(fund, tmp_path, monkeypatch):
    other = tmp_path / "rubric_points.py"
    files = flows.call_code.scoring_files()
    assert {"flows/score.py", "scorecards/scorecard.py", "scorecards/rubric_case.py"} <= set(files)
    other.write_text(files["scorecards/rubric_points.py"].read_text() + "# another\n")
    monkeypatch.setattr(flows.call_code, "scoring_files", lambda: files | {"scorecards/rubric_points.py": other})
    same, _, wrong = checked(fund)
    assert not same and [(row["check"], row["name"]) for row in wrong] == [("code", "scorecards/rubric_points.py")]


def test_on_another_machine_answers_may_differ_in_their_last_digits(fund, monkeypatch):
    """A processor of another kind, and answers a little off: within 1e-9 the call stands, on the same machine it would not."""
    import flows.call_replay as replay

    assess = replay.assess_batch
    nudge = 1e-12

    def nudged(data, batch, *others):
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = assess(data, batch, *others)
        table = pq.read_table(path)
        moved = [None if one is None else [value * (1 + nudge) for value in one] for one in table["percentiles"].to_pylist()]
        place = table.schema.get_field_index("percentiles")
        pq.write_table(table.set_column(place, table.schema.field(place), pa.array(moved, table.schema.field(place).type)), path)
        return path

    monkeypatch.setattr(replay, "assess_batch", nudged)
    same, found, _ = checked(fund)
    assert not same and "none may" in found["answers"]["text"]
    here = flows.call_code.machine()
    monkeypatch.setattr("flows.call_verify.machine", lambda: here | {"processor": "another", "lock": "another"})
    same, found, _ = checked(fund)
    assert same and "another machine may" in found["answers"]["text"] and "the processor is another" in found["machine"]["text"]
    nudge = 1e-6
    assert not checked(fund)[0]


def test_later_runs_move_the_ranks_of_the_fund_and_never_those_of_the_call(fund):
    def ranks():
        with open_call(fund, CALL) as frozen:
            return rank(frozen).rows

    before = ranks()
    write_proposal(fund, "heat-4.yaml", id="HEAT-4", capacity="40 MW")
    write_proposal(fund, "heat-1b.yaml", id="HEAT-1", version=2, capacity="60 MW")
    said: list[str] = []
    run(fund, prefect=False, progress=Telling(said))
    assert "HEAT-4 came after the call heat-2026 was frozen: it is evaluated and is not in that call." in said
    assert any(
        text.startswith("Version 2 of HEAT-1 came after the call heat-2026 was frozen: the call keeps version 1") for text in said
    )
    assert ranks() == before and [row["project_id"] for row in before] == ["HEAT-2", "HEAT-3", "HEAT-1"]
    assert len(published(fund, "SELECT * FROM scorecard_latest")) == 4
    assert checked(fund)[0]
    said.clear()
    run(fund, prefect=False, progress=Telling(said))
    assert not [text for text in said if "was frozen" in text]  # news once


def test_calls_are_taken_into_every_snapshot_and_the_same_twice(fund):
    query = 'SELECT c.*, (SELECT count(*) FROM call_event WHERE here) AS events FROM "call" AS c'
    run_plainly(fund)
    (first,) = published(fund, query)
    assert (first["name"], first["state"], first["proposals"], first["events"]) == (CALL, "frozen", 3, 2)
    assert first["frozen_hash"] == read_history(fund, CALL).frozen_hash
    run_plainly(fund)
    assert published(fund, query) == [first]
    path = fund / "calls" / CALL / "history.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    said: list[str] = []
    run(fund, prefect=False, progress=Telling(said))
    assert any(text.startswith("1 entries of the call heat-2026 that an earlier run has read are gone") for text in said)


def test_a_call_is_frozen_once_and_only_from_what_is_installed(fund, tmp_path, monkeypatch):
    settings = read_fund(fund)
    with pytest.raises(
        QuestionError, match=r"is frozen; 'freeze' is possible only while it is open. What can be done now: .* score"
    ):
        freeze(fund, CALL, "A. Sato", "Once more, please.", settings)
    (fund / "fund.yaml").write_text((fund / "fund.yaml").read_text() + "  spring: {closes: 2027-03-31}\n")
    append(fund, "spring", "open", "A. Sato", "The call is opened.", lambda history: {})
    with pytest.raises(
        QuestionError, match=r"No proposal stands for the call spring: 3 proposals name no call and belong to none"
    ):
        freeze(fund, "spring", "A. Sato", "All are in.", read_fund(fund))
    with pytest.raises(NotFound, match=r"There is no call 'autumn'"):
        append(fund, "autumn", "open", "A. Sato", "The call is opened.", lambda history: {})
        freeze(fund, "autumn", "A. Sato", "All are in.", read_fund(fund))


def test_a_snapshot_made_by_other_code_is_not_frozen(made, tmp_path, monkeypatch):
    data = copied(made, tmp_path / "data")
    shutil.rmtree(data / "calls")
    append(data, CALL, "open", "A. Sato", "The call is opened.", lambda history: {})
    dearer = EVALUATOR.replace("assumed(1000, 1500, 2500", "assumed(2000, 2500, 3500")
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(write_evaluator(tmp_path / "dearer", dearer)))
    with pytest.raises(WarehouseError, match=r"3 of 3 proposals were evaluated with other code.*HEAT-1.*Run 'cleanfund run'"):
        freeze(data, CALL, "A. Sato", "All are in.", read_fund(data))
    assert not frozen_folder(data, CALL).exists() and read_history(data, CALL).state == "open"
    assert json.loads((data / "calls" / CALL / "history.jsonl").read_text().splitlines()[0])["event"] == "open"
