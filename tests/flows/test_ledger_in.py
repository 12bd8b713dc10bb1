"""The ledger taken into the warehouse by a run: the same each time, and held against what earlier runs read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "scorecards"), str(HERE.parent / "benchmarks")]
from ledger_entries import HISTORY, as_file, contents, wanted, write  # noqa: E402
from make_sample_ledger import written  # noqa: E402
from spine_fixtures import published, run_plainly, write_proposal  # noqa: E402

from flows.fund import Fund, FundFileBroken, read_fund  # noqa: E402
from flows.ledger_in import TABLES, take_in_ledger  # noqa: E402
from scorecards.ledger_query import seen_in  # noqa: E402
from scorecards.warehouse import Warehouse  # noqa: E402

SAMPLE = HERE.parents[1] / "data" / "ledger" / "ledger.jsonl"
MADE = contents([*HISTORY, wanted("disbursement", amount="9 MUSD", day="2026-11-10", milestone="award")])


@pytest.fixture
def store(tmp_path):
    opened = Warehouse(tmp_path)
    yield opened
    opened.close()


def state(store: Warehouse) -> dict[str, list]:
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in TABLES}


def test_the_same_file_gives_the_same_tables(store, tmp_path):
    write(tmp_path, as_file(MADE))
    assert take_in_ledger(tmp_path, store, "run-1") == []
    first, seen = state(store), store.rows("SELECT * FROM ledger_seen ORDER BY ALL")
    assert take_in_ledger(tmp_path, store, "run-2") == []
    assert state(store) == first and store.rows("SELECT * FROM ledger_seen ORDER BY ALL") == seen
    assert store.rows("SELECT run_id, sequence, hash FROM ledger_head ORDER BY ALL") == [
        {"run_id": run, "sequence": 7, "hash": MADE[-1]["hash"]} for run in ("run-1", "run-2")
    ]
    (award,) = first["award"]
    assert (award["committed"], award["disbursed"], award["status"]) == (10_000_000, 11_500_000, "obligated")
    assert {row["flag"] for row in first["ledger_flag"]} == {
        "ledger.above_obligated", "ledger.above_award", "ledger.unknown_project",
    }  # fmt: skip


def test_a_fund_without_a_ledger_has_empty_tables(store, tmp_path):
    assert take_in_ledger(tmp_path, store, "run-1") == []
    assert not any(state(store).values()) and store.rows("SELECT * FROM ledger_head") == []


def test_a_line_changed_after_a_run_is_told_and_the_others_count(store, tmp_path):
    write(tmp_path, as_file(MADE))
    take_in_ledger(tmp_path, store, "run-1")
    changed = [dict(one) for one in MADE]
    changed[4]["amount"] = "1"
    write(tmp_path, as_file(changed))
    told = take_in_ledger(tmp_path, store, "run-2")
    assert told[0].startswith("ledger/ledger.jsonl, line 5: Entry 5 was changed") and "'2500000' and is '1'" in told[0]
    assert told[1] == "The other 6 entries of the ledger count. See: cleanfund ledger verify."
    assert [row["sequence"] for row in store.rows("SELECT sequence FROM ledger ORDER BY 1")] == [1, 2, 3, 4, 6, 7]
    assert store.rows("SELECT line, rule FROM ledger_trouble") == [{"line": 5, "rule": "changed"}]
    # What was read first is what counts as read, for ever; putting the line back mends it.
    assert seen_in(store.connection)[5].content["amount"] == "2500000"
    write(tmp_path, as_file(MADE))
    assert take_in_ledger(tmp_path, store, "run-3") == []


def test_a_tail_cut_off_between_two_runs_is_told_by_each_later_one(store, tmp_path):
    write(tmp_path, as_file(MADE))
    take_in_ledger(tmp_path, store, "run-1")
    write(tmp_path, as_file(MADE[:5]))
    for run in ("run-2", "run-3"):
        told = take_in_ledger(tmp_path, store, run)
        assert "Entries 6 to 7 (2) are gone from the file, up to disbursement of award A-1, 2026-11-10" in told[0]
        assert "which the run run-1 has read" in told[0]


def test_limits_come_from_the_funds_file(store, tmp_path):
    write(tmp_path, as_file(MADE))
    take_in_ledger(tmp_path, store, "run-1", Fund(pool=9e6))
    found = store.rows("SELECT sequence FROM ledger_flag WHERE flag = 'ledger.above_pool' ORDER BY ALL")
    assert [row["sequence"] for row in found] == [2, 7]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ledger: {grant_share: 130 %}", "grant_share is 1.3; it lies above 0 and is 1"),
        ("ledger: {share: 0.5}", "ledger may state one thing"),
        ("ledger: [0.5]", "ledger may state one thing"),
        ("ledger: {grant_share: much}", "grant_share is 'much'"),
    ],
)
def test_a_share_that_cannot_be_is_told(tmp_path, text, told):
    (tmp_path / "fund.yaml").write_text(text)
    with pytest.raises(FundFileBroken, match=told.replace("(", r"\(")):
        read_fund(tmp_path)


def test_the_share_is_read_as_people_write_it(tmp_path):
    (tmp_path / "fund.yaml").write_text("ledger: {grant_share: 50 %}")
    assert read_fund(tmp_path).grant_share == 0.5


def test_a_whole_run_publishes_awards_and_flags(heat):
    """From the file to the snapshot: exact amounts, flags beside their entries, the share of the cost we found."""
    made = contents(
        [
            wanted("commitment", "H-1", amount="25 MUSD", day="2026-11-05"),
            wanted("disbursement", "H-1", amount="1000000.01 USD", day="2026-11-06"),
        ],
        projects=["P-1"],
    )
    # The sample's project has another number; an entry belongs to it by that.
    from scorecards.ledger_entry import sealed

    chain: list[dict] = []
    for one in made:
        content = {**one, "project_id": "HEAT-1"}
        chain.append(sealed({k: v for k, v in content.items() if k not in ("prev", "hash")}, chain[-1]["hash"] if chain else ""))
    write(heat, as_file(chain))
    run_plainly(heat)
    (award,) = published(heat, "SELECT * FROM award_latest")
    assert (award["project_id"], award["title"], award["country"]) == ("HEAT-1", "Sample heat", "JP")
    assert str(award["disbursed"]) == "1000000.01"
    entries = published(heat, "SELECT sequence, flags FROM ledger_latest")
    assert entries[0]["flags"] == ["ledger.above_grant_share"]
    assert entries[1]["flags"] == ["ledger.above_obligated", "ledger.no_milestone"]
    write_proposal(heat, "heat-2.yaml", id="HEAT-2", version=2, capacity="21 MW")
    run_plainly(heat)
    assert published(heat, "SELECT sequence, flags FROM ledger_latest") == entries
    assert len(published(heat, "SELECT * FROM ledger_head")) == 2


def test_the_sample_ledger_is_the_one_that_is_written_down():
    assert SAMPLE.read_bytes() == written()


def test_the_sample_has_a_termination_and_one_improper_payment(store, tmp_path):
    write(tmp_path, SAMPLE.read_bytes())
    take_in_ledger(tmp_path, store, "run-1", Fund(pool=5e9))
    flags = store.rows("SELECT sequence, flag FROM ledger_flag WHERE flag <> 'ledger.unknown_project' ORDER BY ALL")
    assert flags == [{"sequence": 22, "flag": "ledger.before_milestone"}]
    assert store.rows("SELECT award_id, status FROM award ORDER BY 1") == [
        {"award_id": "CTIF-A-014", "status": "obligated"},
        {"award_id": "CTIF-A-021", "status": "terminated"},
        {"award_id": "CTIF-A-022", "status": "obligated"},
    ]
    lines = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    assert sum(one.get("value", 0) for one in lines) == 15 + 55 + 110 + 163  # co2_stored of the four reports
