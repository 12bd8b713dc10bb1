"""Reviews as CSV: one row is what one reviewer says of one proposal under one criterion."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._csv_table import read_table
from flows.readers._text import decode, stem

KIND = "reviews"
FORMAT = "review CSV"

REQUIRED = ("proposal", "reviewer", "criterion", "points")
DECLARED = "conflict"


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".csv", ".tsv"))


def read(name: str, data: bytes) -> list[Document]:
    """One document a file; the facts of one row share a ``block``, which is the line of the row.

    Columns: proposal, reviewer, criterion, points and conflict (yes or no: of interest); comment, round (individual,
    consensus or panel), version (of the judgement: a higher one corrects), proposal_version (that was read) and date (of a
    panel line) may be there.
    """
    text = decode(name, data)
    try:
        table = read_table(name, text, required=REQUIRED)
    except Unreadable as refused:
        raise Unreadable(_waiting(name, text, refused.trouble)) from None
    if DECLARED not in table.units:
        raise Unreadable(
            Trouble(
                "review.no_declaration",
                f"{name}, line 1",
                ", ".join(table.units),
                f"The table has no column {DECLARED}: nobody says whether a conflict of interest stands in the way.",
                f"Add the column {DECLARED} with yes or no for each reviewer and proposal; until then no line counts.",
            )
        )
    document = Document(KIND, stem(name))
    for row in table.rows:
        if row.problem:
            document.troubles.append(row.problem)
            continue
        for column, text in row.cells.items():
            where = f"line {row.line}, column {column}"
            document.facts.append(Fact("review", str(row.line), column, text, table.units[column], where))
    return [document]


def _waiting(name: str, text: str, trouble: Trouble) -> Trouble:
    """Says of a torn file how many lines stand whole before the torn one: they do not count until it is mended."""
    torn = re.search(r"line (\d+)$", trouble.where)
    if trouble.rule != "csv.syntax" or not torn:
        return trouble
    before = "\n".join(re.split("\r\n|\r|\n", text)[: int(torn[1]) - 1])
    try:
        rows = [row for row in read_table(name, before, required=REQUIRED).rows if not row.problem]
    except Unreadable:  # not even the head is whole
        return trouble
    many = f"{len(rows)} whole lines stand" if len(rows) > 1 else "one whole line stands"
    reason = f"{trouble.reason} {many[:1].upper()}{many[1:]} before it; nothing of the file counts until it is mended."
    return replace(trouble, reason=reason) if rows else trouble
