"""Reviews as CSV: one row is what one reviewer says of one proposal under one criterion."""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble
from flows.readers._csv_table import read_table
from flows.readers._text import decode, stem

KIND = "reviews"
FORMAT = "review CSV"

REQUIRED = ("proposal", "reviewer", "criterion", "points")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".csv", ".tsv"))


def read(name: str, data: bytes) -> list[Document]:
    """One document a file; the facts of one row share a ``block``, which is the line of the row.

    Columns: proposal, reviewer, criterion, points; comment, version and conflict (yes or no) may be there.
    """
    table = read_table(name, decode(name, data), required=REQUIRED)
    document = Document(KIND, stem(name))
    first: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        if row.problem:
            document.troubles.append(row.problem)
            continue
        block = str(row.line)
        key = tuple(row.cells.get(column, "") for column in ("proposal", "version", "reviewer", "criterion"))
        if first.setdefault(key, row.line) != row.line:
            document.troubles.append(
                Trouble(
                    "review.twice",
                    f"lines {first[key]} and {row.line}",
                    ", ".join(part for part in key if part),
                    "One reviewer has judged one proposal twice under the same criterion.",
                    "Keep one of the two rows and take the other out.",
                )
            )
            continue
        for column, text in row.cells.items():
            where = f"line {row.line}, column {column}"
            document.facts.append(Fact("review", block, column, text, table.units[column], where))
    return [document]
