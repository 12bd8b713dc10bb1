"""What each run brought, asked of the warehouse, and when a difference between runs is one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from scorecards.intake_trend import MOST_RUNS, IntakeRun, chance, intake_runs, rules_of, shift
from scorecards.run_list import runs_show
from scorecards.warehouse import Warehouse, migrations

NONE = {name: 0 for name in vars(IntakeRun("")) if name not in ("run_id", "rules")}


def brought(store: Warehouse, run: str, at: datetime, rules: dict | None = None, **counts: int) -> None:
    store.insert("run", [{"run_id": run, "started": at, "status": "done", "seed": 1, "draws": 200}])
    store.insert("intake", [{"run_id": run, **NONE, **counts}])
    for (rule, severity), proposals in (rules or {}).items():
        store.insert("intake_rule", [{"run_id": run, "rule": rule, "severity": severity, "proposals": proposals}])


@pytest.fixture
def store(tmp_path):
    opened = Warehouse(tmp_path)
    yield opened
    opened.close()


def test_runs_come_in_the_order_they_began_and_quiet_ones_are_left_out(store):
    day = datetime(2026, 10, 1)
    brought(store, "zz", day, files_new=3, proposals=3, refused=1, rules={("missing", "critical"): 1, ("late", "warning"): 2})
    brought(store, "bb", day + timedelta(seconds=1), files_unchanged=3)
    brought(store, "aa", day + timedelta(seconds=2), files_unchanged=3, read_again=3)
    brought(store, "cc", day + timedelta(seconds=3), files_changed=1, proposals=1)
    found = intake_runs(store.connection)
    assert [one.run_id for one in found] == ["zz", "aa", "cc"]
    assert found[0].rules == {("missing", "critical"): 1, ("late", "warning"): 2} and found[0].share == 1 / 3
    assert [one.files for one in found] == [3, 0, 1] and found[1].share is None
    assert [one.run_id for one in intake_runs(store.connection, "bb")] == ["zz", "bb"], "the run asked for is told, quiet or not"
    assert [one.run_id for one in intake_runs(store.connection, "cc", 2)] == ["aa", "cc"]


def test_no_more_than_the_last_runs(store):
    for number in range(MOST_RUNS + 5):
        brought(store, f"run-{number:02}", datetime(2026, 10, 1) + timedelta(days=number), files_new=1)
    found = intake_runs(store.connection)
    assert len(found) == MOST_RUNS and (found[0].run_id, found[-1].run_id) == ("run-05", "run-34")


def test_a_warehouse_from_before_the_record_is_brought_up_to_date_and_an_old_snapshot_tells_nothing(tmp_path):
    store = Warehouse(tmp_path)
    store.execute("DROP TABLE intake")
    store.execute("DROP TABLE intake_rule")
    store.execute("DELETE FROM schema_version WHERE number = 6")
    assert intake_runs(store.connection) == []
    store.close()
    store = Warehouse(tmp_path)
    brought(store, "after", datetime(2026, 10, 1), files_new=1)
    assert [one.run_id for one in intake_runs(store.connection)] == ["after"]
    numbers = [row["number"] for row in store.rows("SELECT number FROM schema_version ORDER BY number")]
    assert numbers == [number for number, _ in migrations()]
    store.close()


def test_runs_show_tells_the_same(store):
    counts = dict(zip(NONE, range(11, 20), strict=True))
    rules = {("late", "warning"): 9, ("missing", "critical"): 4, ("unit", "critical"): 6}
    brought(store, "first", datetime(2026, 10, 1), rules, **counts)
    store.execute("INSERT INTO run (run_id, started, status, seed, draws) VALUES ('second', '2026-10-02', 'done', 1, 200)")
    store.execute("CREATE TABLE snapshot AS SELECT 'second' AS run_id")
    rows = runs_show(store.connection, "first").rows
    assert {row["name"]: row["value"] for row in rows if row["section"] == "intake"} == counts
    assert [(row["section"], row["name"], row["value"]) for row in rows if row["section"] in ("refusing", "warning")] == [
        ("refusing", "unit", 6),
        ("refusing", "missing", 4),
        ("warning", "late", 9),
    ]
    assert not [row for row in runs_show(store.connection, "second").rows if row["section"] == "intake"]


def test_rules_that_refuse_come_first_then_the_most_frequent():
    runs = [
        IntakeRun("1", rules={("a", "warning"): 9, ("b", "critical"): 1, ("c", "critical"): 2}),
        IntakeRun("2", rules={("b", "critical"): 3, ("d", "critical"): 4}),
    ]
    assert rules_of(runs) == [("b", "critical"), ("d", "critical"), ("c", "critical"), ("a", "warning")]


def refused(*pairs: tuple[int, int]) -> list[IntakeRun]:
    return [IntakeRun(f"{number:03}", proposals=of, refused=count) for number, (count, of) in enumerate(pairs)]


def test_the_last_runs_are_compared_with_as_many_before():
    assert shift(refused((1, 4)), lambda one: one.refused) is None
    assert shift(refused((1, 4), (0, 0), (0, 0)), lambda one: one.refused) is None, "runs without proposals say nothing"
    three = shift(refused((5, 5), (1, 4), (0, 0), (3, 6)), lambda one: one.refused)
    assert (three.runs, three.now, three.of_now, three.before, three.of_before, three.verdict) == (1, 3, 6, 1, 4, "")
    many = shift(refused(*[(0, 99)] * 9, *[(4, 20)] * 5, *[(14, 20)] * 5), lambda one: one.refused)
    assert (many.runs, many.now, many.before, many.verdict) == (5, 70, 20, "more")
    assert shift(refused((9, 10), (0, 10)), lambda one: one.refused).verdict == "less"


def test_chance_is_fishers():
    # Fisher, The Design of Experiments (1935): of eight cups the lady names three of four right.
    assert chance(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert chance(4, 4, 0, 4) == pytest.approx(2 / 70)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_chance_agrees_with_scipy(one, of_one, other, of_other):
    one, other = min(one, of_one), min(other, of_other)
    told = fisher_exact([[one, of_one - one], [other, of_other - other]]).pvalue
    assert chance(one, of_one, other, of_other) == pytest.approx(told, rel=1e-6)


def test_chance_of_many_is_quick_and_no_number_breaks_it():
    assert chance(1_500, 10_000, 1_400, 10_000) == pytest.approx(0.0455, abs=0.005)
    assert chance(0, 10_000, 0, 10_000) == 1.0 and chance(10_000, 10_000, 0, 10_000) < 1e-100
