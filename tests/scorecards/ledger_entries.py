"""Entries for the tests of the ledger, made as people make them: in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scorecards.ledger_entering import Wanted, content_for
from scorecards.ledger_entry import Entry, entry_of, sealed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PROJECTS = ("P-1", "P-2", "P-3")


def wanted(event: str, award: str = "A-1", amount: str = "", day: str = "2026-11-01", **more) -> Wanted:
    """An entry as it is asked for; award A-1 goes to project P-1, and so on."""
    return Wanted(
        event, award, "Sample Officer", "Decision of the council", f"P-{award[-1]}", amount, as_of=day, **more
    )


def contents(asked: Iterable[Wanted], projects: Sequence[str] = PROJECTS) -> list[dict]:
    """The sealed contents of a chain, each checked against the entries before it."""
    made: list[dict] = []
    entries: list[Entry] = []
    for number, one in enumerate(asked, 1):
        content = content_for(one, entries, projects, NOW)
        made.append(sealed({"sequence": number, **content}, made[-1]["hash"] if made else ""))
        entries.append(entry_of(made[-1], number))
    return made


def chained(asked: Iterable[Wanted]) -> list[Entry]:
    """The entries of such a chain."""
    return [entry_of(content, number) for number, content in enumerate(contents(asked), 1)]


def as_file(made: Iterable[dict]) -> bytes:
    """The bytes of the file."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made).encode()


def write(data: Path, content: bytes) -> None:
    """Puts a ledger into a fund's folder."""
    (data / "ledger").mkdir(parents=True, exist_ok=True)
    (data / "ledger" / "ledger.jsonl").write_bytes(content)


HISTORY = (
    wanted("pledge", amount="10 MUSD", day="2026-10-01"),
    wanted("commitment", amount="10 MUSD", day="2026-10-10"),
    wanted("obligation", amount="6 MUSD", day="2026-10-20", milestone="award", due="2026-10-25"),
    wanted("milestone_met", day="2026-10-24", milestone="award", due="2026-10-25"),
    wanted("disbursement", amount="2.5 MUSD", day="2026-11-02", milestone="award"),
    wanted("outcome", day="2026-11-05", measure="co2_stored", amount="12 tonne"),
)
