"""Progress reports from the folder to the scorecard: compared, quarantined, mended, and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from progress_lines import HEAD, Q1, Q2
from spine_fixtures import Telling, published, run_plainly, write_proposal

from scorecards.card import show
from scorecards.warehouse import open_snapshot


def send(data: Path, name: str, text: str) -> None:
    (data / "progress").mkdir(exist_ok=True)
    (data / "progress" / name).write_text(HEAD + text, encoding="utf-8")


def section(data: Path, project: str = "H-1") -> list[dict]:
    connection = open_snapshot(data)
    try:
        return [row for row in show(connection, project).rows if row["section"] == "progress"]
    finally:
        connection.close()


@pytest.fixture
def awarded(heat):
    """A fund with one awarded project that plans to draw 2 million in the first year and 3 million in the second."""
    for path in (heat / "proposals").iterdir():
        path.unlink()
    path = write_proposal(heat, "h.yaml", id="H-1")
    path.write_text(path.read_text() + "disbursement:\n  year_1: 2 MUSD\n  year_2: 3 MUSD\n")
    return heat


def test_reports_go_the_whole_way_and_what_was_planned_stands_beside(awarded):
    send(
        awarded,
        "q2.csv",
        f"{Q1}milestone,award,met,,,2025-01-01,\n{Q2}financial,cash_receipts,1.4,MUSD,,,\n{Q2}technical,maturity,7,1,,,\n",
    )
    summary = run_plainly(awarded)
    assert summary.newly_refused == []
    rows = {(row["part"], row["name"]): row for row in section(awarded)}
    assert ("technical", "maturity") in rows and rows["milestone", "award"]["text"] == "2025-Q1: met on 2025-01-01"
    planned = rows["planned", "cash_receipts"]
    assert planned["value"] == pytest.approx(2e6 * 181 / 365.25)  # 1 January to 30 June: 181 days of year 1
    assert "counted from the award, 2025-01-01" in planned["text"] and "more was drawn" in planned["text"]
    latest = published(awarded, "SELECT item, amount, currency FROM progress_latest WHERE section = 'financial'")
    assert latest == [{"item": "cash_receipts", "amount": 1.4e6, "currency": "USD"}]


def test_more_drawn_than_granted_is_warned_of(awarded):
    send(awarded, "q2.csv", f"{Q2}financial,cash_receipts,6,MUSD,,,\n")
    run_plainly(awarded)
    (warning,) = [row for row in section(awarded) if row["part"] == "warning"]
    assert "more was drawn than was asked for" in warning["text"] and warning["place"] == "q2.csv, line 2, column value"


def test_reports_of_an_unknown_project_wait_and_are_told(awarded):
    said: list[str] = []
    send(awarded, "q.csv", Q1.replace("H-1", "H-9") + "technical,co2_stored,1,tonne,,,\n")
    run_plainly(awarded, progress=Telling(said))
    assert "Progress reports of H-9 wait: no such proposal has come in. Check the number." in said
    assert published(awarded, "SELECT * FROM progress_latest") == []
    write_proposal(awarded, "late.yaml", id="H-9")
    said.clear()
    run_plainly(awarded, progress=Telling(said))
    assert not any("wait" in one for one in said) and len(section(awarded, "H-9")) == 1


def test_what_cannot_count_is_quarantined_under_the_files_name_until_it_is_mended_anywhere(awarded):
    send(awarded, "q1.csv", f"{Q1}financial,cash_receipts,20,MUSD,,,\n")  # a slip: 2 was meant
    send(awarded, "q2.csv", f"{Q2}financial,cash_receipts,3,MUSD,,,\n")
    summary = run_plainly(awarded)
    assert [row["file"] for row in summary.newly_refused] == ["q2.csv"]
    (kept,) = published(awarded, "SELECT project_id, rule, place FROM quarantine_latest")
    assert kept == {"project_id": "q2.csv", "rule": "progress.falls", "place": "line 2, column value"}
    send(awarded, "q1.csv", f"{Q1}financial,cash_receipts,2,MUSD,,,\n")  # q2.csv itself does not change
    assert run_plainly(awarded).newly_refused == []
    assert published(awarded, "SELECT * FROM quarantine_latest") == []
    assert [row["amount"] for row in published(awarded, "SELECT amount FROM progress ORDER BY period")] == [2e6, 3e6]


def test_a_run_without_news_keeps_the_reports(awarded):
    send(awarded, "q1.csv", f"{Q1}financial,cash_receipts,1,MUSD,,,\n")
    run_plainly(awarded)
    first = section(awarded)
    run_plainly(awarded)
    assert section(awarded) == first != []


def test_the_terminal_shows_progress_in_eighty_columns(awarded, capsys, monkeypatch):
    from app.commands.show import show as command
    from app.options import Options

    send(awarded, "q2.csv", f"{Q2}financial,cash_receipts,6,MUSD,,,\n{Q2}milestone,permits,scheduled,,2025-05-31,,\n")
    run_plainly(awarded)
    monkeypatch.setenv("COLUMNS", "80")
    command("H-1", options=Options(data=awarded))
    told = capsys.readouterr().out.split("Progress, as reported")[1]
    assert max(map(len, told.splitlines())) <= 80
    assert "due 2025-05-31" in told and "overdue" in told and "6 MUSD as paid" in told and "too much: cash receipts" in told
