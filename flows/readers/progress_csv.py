"""Progress reports as CSV: one row is one item of one project and period."""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._csv_table import read_table
from flows.readers._text import decode, stem

KIND = "progress"
FORMAT = "progress CSV"

MOST_LINES = 50_000  # a quarter of a thousand projects
REQUIRED = ("project", "period", "reported_on", "section", "item", "value")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".csv", ".tsv"))


def read(name: str, data: bytes) -> list[Document]:
    """One document a file; the facts of one row share a ``block``, which is the line of the row.

    Columns: project, period, reported_on, section, item, value; unit, due, met and note may be there. A unit in the head
    of the column ("value [MWh]") counts as written in each row.
    """
    table = read_table(name, decode(name, data), required=REQUIRED)
    if len(table.rows) > MOST_LINES:
        reason, remedy = (
            f"A progress report has at most {MOST_LINES} lines.",
            "Split it into several files, by project or quarter.",
        )
        raise Unreadable(Trouble("progress.too_long", name, f"{len(table.rows)} lines", reason, remedy))
    document = Document(KIND, stem(name))
    for row in table.rows:
        if row.problem:  # its cells may be shifted: none of them is taken
            document.troubles.append(row.problem)
            continue
        for column, text in row.cells.items():
            where = f"line {row.line}, column {column}"
            document.facts.append(Fact("progress", str(row.line), column, text, table.units[column], where))
    return [document]
