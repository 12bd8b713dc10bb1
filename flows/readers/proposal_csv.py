"""Proposals as one CSV table: a row is a block, rows of one id and version are one proposal.

Columns: header fields by their name (``id``, ``title``), ``technology``, ``site``, ``given.capacity [MW]``,
``claim.net_energy [GWh/year]``, ``budget.turbines [MUSD]``, ``cost_share.grant [MUSD]``, ``disbursement.year_1 [MUSD]``.
The unit stands in brackets in the column head.
"""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble
from flows.readers._csv_table import Row, Table, read_table
from flows.readers._proposal_tree import MONEY
from flows.readers._text import decode, shown, stem

KIND = "proposals"
FORMAT = "proposal CSV"


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".csv", ".tsv"))


def read(name: str, data: bytes) -> list[Document]:
    """One document a proposal, in the order of their first rows; a broken row troubles its proposal alone."""
    table = read_table(name, decode(name, data), required=("id",))
    proposals: dict[tuple[str, str], list[Row]] = {}
    for row in table.rows:
        # a row without an id stands alone, under the name of its place
        key = (row.cells.get("id", "") or f"{stem(name)}-line-{row.line}", row.cells.get("version", ""))
        proposals.setdefault(key, []).append(row)
    return [_proposal(label, rows, table) for (label, _), rows in proposals.items()]


def _proposal(label: str, rows: list[Row], table: Table) -> Document:
    document = Document(KIND, label)
    stated: dict[tuple[str, str], Fact] = {}
    blocks = 0
    for row in rows:
        if row.problem:  # its cells may be shifted: none of them is taken
            document.troubles.append(row.problem)
            continue
        facts = [_fact(column, row, table.units[column]) for column in row.cells]
        if any(fact.group in ("block", "given", "claim") for fact in facts):
            blocks += 1
        for fact in facts:
            if fact.group in ("block", "given", "claim"):
                document.facts.append(
                    Fact(fact.group, str(blocks), fact.field, fact.raw, fact.unit, fact.where)
                )
            elif fact.group not in ("proposal", *MONEY):
                document.troubles.append(_unknown_group(fact))
            elif (fact.group, fact.field) not in stated:
                stated[fact.group, fact.field] = fact
                document.facts.append(fact)
            elif stated[fact.group, fact.field].raw != fact.raw:
                document.troubles.append(_contradiction(stated[fact.group, fact.field], fact))
    return document


def _fact(column: str, row: Row, unit: str) -> Fact:
    where = f"line {row.line}, column {shown(column)}"
    group, dot, field = column.partition(".")
    if not dot:
        group, field = ("block" if column in ("technology", "site") else "proposal"), column
    return Fact(group, "", field, row.cells[column], unit, where)


def _unknown_group(fact: Fact) -> Trouble:
    groups = ", ".join(f"'{group}.'" for group in MONEY)
    return Trouble(
        "csv.unknown_column",
        fact.where,
        shown(fact.raw),
        f"There is no group of columns '{shown(fact.group)}'.",
        f"Begin the head of the column with 'given.', 'claim.', {groups}, or use a plain header name.",
    )


def _contradiction(first: Fact, later: Fact) -> Trouble:
    return Trouble(
        "csv.contradiction",
        f"{first.where} and {later.where}",
        f"{shown(first.raw)} / {shown(later.raw)}",
        f"Two rows of one proposal state '{shown(later.field)}' differently.",
        "Write the same value into both rows, or leave it blank in all but the first; "
        "another proposal needs another id or version.",
    )
