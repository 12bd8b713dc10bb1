"""Answers of 0 and 1 are chances, drivers within the noise are not told, and a card with two costs says what parts them."""

from __future__ import annotations

import re

import pytest
import sample_snapshot

from scorecards.card import NOISE, TWO_COSTS, show
from scorecards.lineage import explain
from scorecards.warehouse import Warehouse, open_snapshot

RUN, KEY = "20260401T000000-dddd", "key-CTIF-001"
# name: unit, meaning, percentiles of 0 to 100, mean, strata; which of them are chances
MANY = {
    "halved": ("1", "1 where it is halved, 0 where not", [0] * 84 + [1] * 17, 0.17),
    "never": ("1", "1 where it is reached, 0 where not", [0] * 101, 0.0),
    "rarely": ("1", "1 where it is met", [0] * 101, 0.004),
    "told_in_other_words": ("1", "whether the ground holds", [0] * 50 + [1] * 51, 0.51),
    "loss": ("1", "demand that stays unmet, of all", [0] * 101, 0.0),
    "share": ("1", "share that is left", [0] * 50 + [0.5] + [1] * 50, 0.5),
    "tonnes": ("tonne", "1 where counted", [0] * 50 + [1] * 51, 0.5),
    "cost_net": ("USD2024/tonne", "cost per net tonne", [90.0] * 101, 90.0),
}
CHANCES = {"halved": 0.17, "never": 0.0, "rarely": 0.004, "told_in_other_words": 0.51}
SHARES = {
    "capex": [0.5, 0.3, 0.019, 0.006],
    "expected_t_10y": [0.012, 0.007],
    "cost_per_tonne": [0.3 - 0.02 * place for place in range(8)],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A third run of the sample snapshot, in which CTIF-001 has the answers and the drivers above."""
    folder = sample_snapshot.make_snapshot(tmp_path_factory.mktemp("fund") / "data")
    store = Warehouse(folder)
    try:
        with store.transaction():
            for table in ("run", "standing"):
                store.execute(
                    f"INSERT INTO {table} SELECT * REPLACE ('{RUN}' AS run_id) FROM {table} WHERE run_id = ?",
                    [sample_snapshot.SECOND],
                )
            for name, (unit, meaning, percentiles, mean) in MANY.items():
                store.execute(
                    "INSERT INTO answer SELECT * REPLACE ('1' AS block, ? AS name, ? AS unit, ? AS meaning, ? AS percentiles, "
                    "?::DOUBLE AS mean) FROM answer WHERE key = ? AND name = 'capex'",
                    [name, unit, meaning, percentiles, mean, KEY],
                )
            store.execute("DELETE FROM driver WHERE key = ?", [KEY])
            for answer, shares in SHARES.items():
                store.insert("driver", [
                    {"key": KEY, "block": "", "answer": answer, "input": f"input_{place}", "share": share, "direction": 0.3}
                    for place, share in enumerate(shares)
                ])  # fmt: skip
        (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
        store.publish(RUN, list(ended.values()))
    finally:
        store.close()
    return folder


@pytest.fixture(scope="module")
def snapshot(data):
    with open_snapshot(data) as connection:
        yield connection


def test_an_answer_of_0_and_1_has_its_chance_and_keeps_its_numbers(snapshot):
    rows = [row for row in show(snapshot, "CTIF-001").rows if row["section"] == "answers"]
    assert {row["name"]: row["probability"] for row in rows if row["probability"] is not None} == CHANCES
    halved = next(row for row in rows if row["name"] == "halved")
    assert (halved["low"], halved["value"], halved["high"]) == (0, 0, 1)
    assert [row["probability"] for row in explain(snapshot, "CTIF-001", "1.halved").rows if row["step"] == "answer"] == [0.17]


def test_a_chance_is_told_as_one_on_a_terminal(data, capsys, monkeypatch):
    from app.cli import main

    monkeypatch.setenv("CLEANFUND_DATA", str(data))
    monkeypatch.setenv("COLUMNS", "100")
    for words in (["show", "CTIF-001"], ["explain", "CTIF-001", "1.halved"]):
        assert main(words) == 0
        assert re.search(r"halved +17 % +of draws +1 where it is halved", capsys.readouterr().out)
    main(["show", "CTIF-001"])
    out = capsys.readouterr().out
    assert re.search(r"never +0 % +of draws", out) and re.search(r"rarely +below 1 % +of draws", out)
    assert re.search(r"loss +0 +0 +0 +demand that stays", out) and re.search(r"share +0 +0.500 +1.00 +share", out)


def test_what_parts_two_costs_is_said_where_both_stand(snapshot, data, capsys, monkeypatch):
    from app.cli import main

    assert [row["text"] for row in show(snapshot, "CTIF-001").rows if row["section"] == "two costs"] == [TWO_COSTS]
    assert not [row for row in show(snapshot, "CTIF-002").rows if row["section"] == "two costs"]
    monkeypatch.setenv("CLEANFUND_DATA", str(data))
    main(["show", "CTIF-001"])
    assert " ".join(TWO_COSTS.split()) in " ".join(capsys.readouterr().out.split())


def drivers(snapshot, answer):
    return [(row["name"], row["value"]) for row in explain(snapshot, "CTIF-001", answer).rows if row["step"] == "driver"]


def test_no_driver_within_the_noise_is_named(snapshot):
    found = explain(snapshot, "CTIF-001", "capex").rows
    assert drivers(snapshot, "capex") == [("input_0", 0.5), ("input_1", 0.3), ("all others", None)]
    assert "each below 2 %, which is the noise of the draws" in [row["text"] for row in found if row["name"] == "all others"]
    assert drivers(snapshot, "expected_t_10y") == [("every input", None)]
    shown = [row for row in show(snapshot, "CTIF-001").rows if row["section"] == "drivers"]
    assert shown and min(row["value"] for row in shown) >= NOISE
    assert not [row for row in shown if row["part"] == "expected_t_10y"]


def test_what_is_left_out_for_want_of_room_is_said_with_its_size(snapshot):
    found = [row for row in explain(snapshot, "CTIF-001", "cost_per_tonne").rows if row["step"] == "driver"]
    assert len(found) == 6 and (found[-1]["name"], found[-1]["text"]) == ("all others", "each 20 % or less")
