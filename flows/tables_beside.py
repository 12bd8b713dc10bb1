"""Tables that a proposal names and that lie beside it in its source: "layout: layout.csv" is that file of the same folder.

Such a file is no proposal. Where it comes later than the form that names it, or changes, the form is read again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from flows.cast import CastProposal
from flows.facts import Document, Unreadable
from flows.landing import Arrival
from flows.readers._tables import file_table
from flows.readers._tables_beside import LARGEST_TABLE, table_name
from scorecards.warehouse import Warehouse

Find = Callable[[str], Arrival | None]


def nothing_beside(name: str) -> Arrival | None:
    """No file of this name: where the form came alone."""
    return None


def lay_beside(document: Document, arrival: Arrival, beside: Find) -> None:
    """Puts the rows of each file that the document names in the place of its name; ``beside`` finds a file of proposals."""
    if arrival.name.lower().endswith(".zip"):  # a package brings its own
        return
    for number, fact in enumerate(document.facts):
        name = table_name(fact)
        other = beside(str(PurePosixPath(arrival.name).with_name(name))) if name else None
        if other is None or other.source != arrival.source or other.size > LARGEST_TABLE:
            continue
        try:
            text, lines = file_table(other.name, other.read())
        except Unreadable as refused:
            document.troubles.append(refused.trouble)
        else:
            document.facts[number] = dataclasses.replace(fact, raw=text, where=f"{lines} ({fact.where})")


def naming(warehouse: Warehouse, fresh: Iterable[Arrival]) -> set[str]:
    """The files of proposals that name one of these as a table, as the last runs have read them."""
    come = [one.name for one in fresh if one.kind == "proposals"]
    names = [{"name": name} for name in come if name.lower().endswith((".csv", ".tsv", ".txt"))]
    if not names:
        return set()
    warehouse.insert_temporary("come", names)
    rows = warehouse.rows(
        "SELECT DISTINCT file FROM fact JOIN come ON grp = 'given' AND starts_with(place, name || ', lines ') UNION "
        "SELECT DISTINCT file FROM finding JOIN come ON rule = 'table.file' AND parse_filename(name) = found"
    )
    warehouse.drop_temporary("come")
    return {row["file"] for row in rows}


def without_tables(proposals: list[CastProposal]) -> list[CastProposal]:
    """Without what was read off a file that another one names as its table."""
    tables = {
        cast.fact.where.partition(", lines ")[0]
        for one in proposals for cast in one.facts
        if cast.fact.group == "given" and ", lines " in cast.fact.where and not one.file.lower().endswith(".zip")
    }  # fmt: skip
    return [one for one in proposals if one.file not in tables]
