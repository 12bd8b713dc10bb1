"""Tables and texts kept with a run and shown on Prefect's page; what applicants wrote never becomes markup."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

MOST_ROWS = 1000  # a page in a browser, not an export


def table_artifact(key: str, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep a table (the first MOST_ROWS rows) with the current run, for Prefect's page; cells are made harmless."""
    cells = [{plain(name): _cell(value) for name, value in row.items()} for row in rows[:MOST_ROWS]]
    more = f" (the first {MOST_ROWS} of {len(rows)} rows)" if len(rows) > MOST_ROWS else ""

    def create() -> None:
        from prefect.artifacts import create_table_artifact

        create_table_artifact(table=cells, key=_key(key), description=escaped(title + more))

    _keep(create, key)


def markdown_artifact(key: str, title: str, paragraphs: Iterable[str]) -> None:
    """Keep a heading and plain paragraphs with the current run; no text given here can become markup."""
    text = "\n\n".join([f"# {escaped(title)}", *map(escaped, paragraphs)])

    def create() -> None:
        from prefect.artifacts import create_markdown_artifact

        create_markdown_artifact(markdown=text, key=_key(key))

    _keep(create, key)


def _keep(create: Callable[[], None], key: str) -> None:
    try:
        create()
    except Exception as error:  # noqa: BLE001 - what is only shown must not fail the run
        sys.stderr.write(f"Warning: the artifact {key!r} could not be kept with the run: {error}\n")


def _key(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or "artifact"


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)  # JSON has no nan
    return plain(str(value))


def plain(text: str) -> str:
    """One line that reads the same whether a page shows it as text, Markdown or HTML (no tag, no link)."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line.replace("<", "‹").replace(">", "›").replace("](", "] (").replace("`", "'")


def escaped(text: str) -> str:
    """Text as Markdown that shows it literally: CommonMark 0.31 section 2.4 lets any punctuation be escaped."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}  # for a page that puts Markdown's text in as HTML
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: entities.get(found[0], "\\" + found[0]), line)
