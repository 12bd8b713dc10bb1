"""How an awarded project gets on: what it reported last, beside what it planned to draw and what it asked for."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DRAWN = "cash_receipts"
AWARD = "award"  # the milestone from which the years of the disbursement count
_DAYS_A_YEAR = 365.25


def progress_rows(connection: DuckDBPyConnection, project: str, version: int, content: str) -> list[dict[str, Any]]:
    """Rows of the section ``progress`` of a scorecard; none where nothing was reported, or in a snapshot older than reports.

    ``part`` is financial, technical, milestone, planned or warning; money is in USD2024, cumulative since the award.
    """
    if not rows(connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'progress_latest'"):
        return []
    latest = rows(
        connection,
        "SELECT * FROM progress_latest WHERE project_id = ? ORDER BY section, item <> ?, due, item",
        [project, DRAWN],
    )
    found = [_reported(row) for row in latest]
    # what was drawn comes first, and beside it what was planned
    return found[:1] + _planned(connection, project, version, content, latest) + found[1:]


def _reported(row: dict[str, Any]) -> dict[str, Any]:
    if row["section"] == "milestone":
        state = re.sub("(?=[A-Z])", " ", row["status"]).lower()  # "partiallyMet" of OC4IDS
        text = f"{state} on {row['met']}" if row["met"] else state
        text += f", due {row['due']}" if row["due"] else ""
        overdue = row["due"] is not None and row["status"] != "met" and row["due"] <= row["period_end"]
        text += ", overdue" if overdue else f", {_late(row)}" if row["met"] and row["due"] else ""
    else:
        text = f"{row['raw']} {row['raw_unit']}".removesuffix(" 1").strip() + (" as paid" if row["currency"] else "")
    return {
        "section": "progress", "part": row["section"], "name": row["item"], "value": row["value"], "unit": row["unit"],
        "text": f"{row['period']}: {text}" + (f". {row['note'][:200]}" if row["note"] else ""),
        "place": f"{row['file']}, {row['place']}",
    }  # fmt: skip


def _late(row: dict[str, Any]) -> str:
    days = (row["met"] - row["due"]).days
    return "in time" if days <= 0 else f"{days} days late"


def _planned(
    connection: DuckDBPyConnection, project: str, version: int, content: str, latest: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What should have been drawn by now, and whether more was drawn than asked for."""
    drawn = next((row for row in latest if row["item"] == DRAWN), None)
    if drawn is None:
        return []
    facts = rows(
        connection,
        "SELECT grp, field, low, high FROM fact WHERE project_id = ? AND version = ? AND content = ? AND low IS NOT NULL "
        "AND (grp = 'disbursement' OR (grp = 'proposal' AND field = 'grant_requested'))",
        [project, version, content],
    )
    found = []
    profile = {
        int(row["field"].removeprefix("year_")): (row["low"] + row["high"]) / 2
        for row in facts
        if row["grp"] == "disbursement" and row["field"].removeprefix("year_").isdigit()
    }
    if profile:
        begins, since = _beginning(connection, project)
        years = ((drawn["period_end"] - begins) + timedelta(days=1)).days / _DAYS_A_YEAR
        planned = sum(amount * min(1.0, max(0.0, years - (year - 1))) for year, amount in profile.items())
        told = f"{drawn['period']}: planned to be drawn by then, evenly within each year counted from {since}"
        if planned > 0:
            share = drawn["value"] / planned - 1
            more = "more" if share > 0 else "less"
            told += "; drawn as planned" if abs(share) < 0.005 else f"; {abs(share):.0%} {more} was drawn"
        found.append(
            {"section": "progress", "part": "planned", "name": DRAWN, "value": planned, "unit": drawn["unit"], "text": told}
        )
    granted, whose = _granted(facts, latest)
    if granted is not None and drawn["value"] > granted * 1.001:
        text = f"{drawn['period']}: more was drawn than {whose}; ask the project, and compare the award."
        found.append(
            {"section": "progress", "part": "warning", "name": DRAWN, "value": drawn["value"] - granted,
             "unit": drawn["unit"], "text": text, "place": f"{drawn['file']}, {drawn['place']}"}
        )  # fmt: skip
    return found


def _granted(facts: list[dict[str, Any]], latest: list[dict[str, Any]]) -> tuple[float | None, str]:
    """The grant [USD2024]: the authorised one where it is reported, else what was asked for."""
    authorised = next((row["value"] for row in latest if row["item"] == "total_federal_funds_authorized"), None)
    if authorised is not None:
        return authorised, "is authorised (SF-425 line 10d)"
    asked = next((row["high"] for row in facts if row["field"] == "grant_requested"), None)
    return asked, "was asked for"


def _beginning(connection: DuckDBPyConnection, project: str) -> tuple[date, str]:
    """When year 1 of the disbursement begins: the award where it is reported, else the first period reported."""
    (row,) = rows(
        connection,
        "SELECT min(met) FILTER (WHERE section = 'milestone' AND item = ?) AS award, min(period_start) AS first "
        "FROM progress WHERE project_id = ?",
        [AWARD, project],
    )
    if row["award"]:
        return row["award"], f"the award, {row['award']}"
    return row["first"], f"the first report, {row['first']}"
