"""Any ledger and any applicant, for the properties of what is published: whether it makes sense or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from awarded_snapshot import fill, report
from hypothesis import strategies as st
from sample_projects import _proposal

from scorecards.export_awards import MEASURED, Awarded, awarded
from scorecards.ledger_entry import EVENTS, MONEY, Entry

FIRST = date(2026, 1, 1)
AWARDS = {"A-1": "P-1", "A-2": "P-1", "B/3": "P/3", "A-4": "P-4"}
TEXT = st.text(max_size=12) | st.sampled_from(["", "=1+1", "水素 株式会社", "a\tb\u202e\x1b[31m", "  "])
MILESTONE = st.sampled_from(["", "award", "completion", "financial_close"]) | TEXT
DAY = st.none() | st.dates(date(1990, 1, 1), date(2060, 1, 1))


@st.composite
def ledgers(draw) -> list[Entry]:
    """Up to thirty entries of a few awards, in dollars and yen."""
    entries: list[Entry] = []
    for number in range(1, draw(st.integers(1, 30)) + 1):
        event, award = draw(st.sampled_from([*EVENTS, *MONEY])), draw(st.sampled_from([*AWARDS]))
        entry = Entry(
            number, event, award, AWARDS[award], FIRST + timedelta(days=draw(st.integers(0, 900))), datetime(2029, 1, 1),
            "x", "x", draw(TEXT.filter(str.strip)), milestone=draw(MILESTONE), due=draw(DAY), met=draw(DAY),
            corrects=draw(st.integers(1, number)) if event == "correction" else None,
        )  # fmt: skip
        if event in MONEY:
            amount = draw(st.decimals(Decimal("0.01"), Decimal(10**10), places=2))
            currency, rate, worth = draw(st.sampled_from([("USD", "1", "1"), ("JPY", "150", "0.0067")]))
            entry = replace(entry, amount=amount, currency=currency, rate=Decimal(rate), to_fund=Decimal(worth))
        if event == "outcome":
            value = draw(st.floats(allow_nan=True, allow_infinity=True))
            entry = replace(entry, measure=draw(st.sampled_from([*MEASURED, "cost"])), value=value, unit=draw(TEXT) or "tonne")
        entries.append(entry)
    return entries


@st.composite
def applicants(draw) -> dict:
    """What one applicant writes of a project, and what it reports."""
    reports = []
    for quarter in range(draw(st.integers(0, 3))):
        end = date(2027 + quarter, 3, 31)
        reports.append(report("P-1", end, "technical", draw(st.sampled_from([*MEASURED])), draw(st.floats()), draw(TEXT) or "1"))
        status = draw(st.sampled_from(["scheduled", "met", "notMet", "partiallyMet"]))
        reports.append(report("P-1", end, "milestone", draw(MILESTONE), status=status, due=draw(DAY), met=draw(DAY)))
    return {
        "title": draw(TEXT), "applicant": draw(TEXT), "country": draw(st.sampled_from(["US", "JP", "", "United States"])),
        "pillar": draw(st.sampled_from(["offshore_wind", ""])), "technologies": draw(st.lists(TEXT, max_size=3)),
        "inputs": draw(st.sampled_from([
            "{}", '{"header": {"construction_start": 2027.4134, "operation_start": [2029, 2031.5], "price_year": 2024}}',
        ])),
        "reports": reports,
    }  # fmt: skip


def seen(store, entries: list[Entry], applicant: dict) -> tuple[Awarded, dict[str, dict]]:
    """What is awarded by this ledger, and the balances by award; nothing is left behind."""
    with store.rehearsal():
        fill(store, entries)
        _proposal(store, "P-1", 1, "content-P-1", title=applicant["title"], technologies=applicant["technologies"])
        store.execute(
            "UPDATE proposal SET applicant = ?, country = ?, pillar = ?, inputs = ? WHERE project_id = 'P-1'",
            [applicant[name] for name in ("applicant", "country", "pillar", "inputs")],
        )
        store.insert("progress", applicant["reports"])
        return awarded(store.connection, 2), {row["award_id"]: row for row in store.rows("SELECT * FROM award")}
