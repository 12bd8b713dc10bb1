"""A capture project's reports stand on its card beside what the card supposes."""

from __future__ import annotations

from datetime import date

import pytest
import sample_snapshot

from scorecards.card import show
from scorecards.warehouse import Warehouse, open_snapshot

RUN, KEY = "20260501T000000-eeee", "key-CTIF-001"
ENDS = ("03-31", "06-30", "09-30", "12-31")


def line(quarter: int, item: str, value: float) -> dict:
    """A row of the table ``progress``: a quarter of 2025."""
    text = dict.fromkeys(("amount", "due", "met"))
    text |= dict.fromkeys(("currency", "conversion", "raw", "raw_unit", "status", "note", "file", "sha256", "place"), "")
    begins, ends = date(2025, 3 * quarter - 2, 1), date.fromisoformat(f"2025-{ENDS[quarter - 1]}")
    return text | {
        "project_id": "CTIF-001", "period": f"2025-Q{quarter}", "period_start": begins, "period_end": ends, "reported_on": ends,
        "section": "technical", "item": item, "value": value, "unit": "tonne",
    }  # fmt: skip


@pytest.fixture
def carded(tmp_path):
    """The rows of the section ``progress`` of a card that supposes 700 to 800 tonnes at 100 to 300 USD, p10 to p90."""

    def make(lines: list[dict], blocks: tuple[str, ...] = ("1",)) -> list[dict]:
        folder = sample_snapshot.make_snapshot(tmp_path / "data")
        store = Warehouse(folder)
        try:
            with store.transaction():
                for table in ("run", "standing"):
                    store.execute(
                        f"INSERT INTO {table} SELECT * REPLACE ('{RUN}' AS run_id) FROM {table} WHERE run_id = ?",
                        [sample_snapshot.SECOND],
                    )
                for block in blocks:
                    for name, low, middle, high in (("captured", 700.0, 750.0, 800.0), ("cost_gross", 100.0, 200.0, 300.0)):
                        percentiles = [low] * 11 + [middle] * 40 + [high] * 50
                        store.execute(
                            "INSERT INTO answer SELECT * REPLACE (? AS block, ? AS name, 'tonne/year' AS unit, ? AS percentiles) "
                            "FROM answer WHERE key = ? AND name = 'capex'",
                            [block, name, [*percentiles[:50], middle, *percentiles[51:]], KEY],
                        )
                store.insert("progress", lines)
            (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [RUN])
            store.publish(RUN, list(ended.values()))
        finally:
            store.close()
        with open_snapshot(folder) as connection:
            return [row for row in show(connection, "CTIF-001").rows if row["part"] == "supposed"]

    return make


YEAR = [line(quarter, "co2_captured", 100.0) for quarter in (1, 2, 3, 4)]


def test_tonnes_and_cost_stand_beside_the_answers(carded):
    tonnes, cost = carded(YEAR + [line(quarter, "cost_per_tonne", 250.0) for quarter in (1, 2, 3, 4)])
    assert (tonnes["name"], tonnes["unit"], cost["name"], cost["unit"]) == ("delivered", "tonne/year", "cost", "USD2024/tonne")
    assert tonnes["value"] == pytest.approx(400, rel=1e-3) and cost["value"] == 250
    assert tonnes["text"] == (
        "over its last year; the card supposes 750 (700 to 800) as the mean over life, the slow first years in it: captured. "
        "Reported is below that range."
    )
    assert cost["text"] == "over its last year; the card supposes 200 (100 to 300) over life: cost_gross."


def test_what_lies_above_is_said(carded):
    (tonnes,) = carded([row | {"value": 300.0} for row in YEAR])
    assert tonnes["text"].endswith("Reported is above that range.")


def test_nothing_is_said_where_nothing_was_reported(carded):
    assert carded([]) == []


def test_one_report_of_two_plants_is_set_against_neither(carded):
    assert carded(YEAR, blocks=("1", "2")) == []
