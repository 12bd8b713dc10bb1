"""What an evaluator shows beside its answers, as flat rows: one for each number or text, with its way through the exhibit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STEP = " / "


def exhibit_rows(connection: DuckDBPyConnection, key: str) -> list[dict[str, Any]]:
    """Rows of the section ``exhibits`` of the evaluation ``key``.

    ``name`` is the exhibit's, ``part`` the way to the value inside it: names in dicts, places from 1 in lists, parted
    by " / ". Numbers stand in ``value``, all else in ``text``. Notes have a section of their own.
    """
    found = rows(connection, "SELECT block, body FROM exhibit WHERE key = ? ORDER BY block", [key])
    return [
        {"section": "exhibits", "block": row["block"], "name": way[0], "part": STEP.join(way[1:]), **_said(value)}
        for row in found
        for name, body in json.loads(row["body"]).items()
        if name != "notes"
        for way, value in _leaves((name,), body)
    ]


def _said(value: Any) -> dict[str, Any]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"value": float(value), "text": None}
    return {"value": None, "text": None if value is None else str(value).lower() if isinstance(value, bool) else str(value)}


def _leaves(way: tuple[str, ...], body: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(body, dict):
        for name, one in body.items():
            yield from _leaves((*way, name), one)
    elif isinstance(body, list):
        for place, one in enumerate(body, start=1):
            yield from _leaves((*way, str(place)), one)
    else:
        yield way, body
