"""The shape of every answer to a question: flat rows, with what each column means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column: its ``unit`` ("" for text, "1" for a plain number) and what it means."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """Rows with the same keys, in the order of ``columns``.

    ``schema`` is the name and version of the shape, as "rank/1"; ``run`` the run whose snapshot was asked;
    ``asked`` the question as it was understood; ``notes`` what a reader should know beside the rows.
    """

    schema: str
    run: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    asked: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()


class QuestionError(Exception):
    """A question that cannot be asked as it stands; the message says how to ask it."""


class NotFound(Exception):
    """What was asked for is not in the snapshot; the message names what comes nearest."""


def not_found(kind: str, name: str, known: Iterable[str]) -> NotFound:
    """A NotFound that names up to three near names, or the first few where none is near."""
    names = sorted({one for one in known if one})
    if not names:
        return NotFound(f"There is no {kind} '{name}': this snapshot holds none at all.")
    lower = {one.lower(): one for one in names}
    near = [lower[one] for one in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)]
    if near:
        return NotFound(f"There is no {kind} '{name}'. Nearest: {', '.join(near)}.")
    rest = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return NotFound(f"There is no {kind} '{name}'. There are: {', '.join(names[:8])}{rest}.")


def columns(*triples: tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns from (name, unit, meaning)."""
    return tuple(Column(*triple) for triple in triples)


def full(rows: Iterable[Mapping[str, Any]], shape: Sequence[Column]) -> list[dict[str, Any]]:
    """The rows with every column of ``shape``, None where a row has none, and no other key."""
    return [{column.name: row.get(column.name) for column in shape} for row in rows]
