"""A refused proposal as it was read, fact by fact, beside what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.quarantine_list import quarantine_show
from scorecards.query import run_of
from scorecards.table import Table, columns, full
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Parts of a proposal in the order of the form; what foreign forms say beyond it stands in the table fact.
PARTS = ("proposal", "budget", "cost_share", "disbursement", "block", "given", "claim", "attachment")
ROW = columns(
    ("project_id", "", "the fund's number, or the file's name where it states none"),
    ("version", "1", "version of the proposal"),
    ("part", "", "part of the form: proposal, budget, cost_share, disbursement, block, given, claim or attachment"),
    ("block", "", "block of the proposal, empty for its header"),
    ("field", "", "field of the form"),
    ("written", "", "as the applicant wrote it, with its unit"),
    ("low", "unit", "as it was read; empty where it is a text or could not be read"),
    ("high", "unit", "as it was read"),
    ("unit", "", "of low and high"),
    ("reason", "", "what is wrong with it; empty where nothing is"),
    ("place", "", "line and key path, sheet and cell, or line and column"),
    ("file", "", "where it came from"),
    ("content", "", "hash of what the proposal says"),
    ("sha256", "", "hash of the file: a correction names it"),
)


def quarantine_row(connection: DuckDBPyConnection, project: str, version: int | None = None) -> Table:
    """Every fact of a refused proposal, in the order of the form, and the fields that are missing.

    NotFound names the nearest project.
    """
    reasons = [row for row in quarantine_show(connection, project).rows if version is None or row["version"] == version]
    found = []
    for content in dict.fromkeys(row["content"] for row in reasons):
        own = [row for row in reasons if row["content"] == content]
        said: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for row in own:
            said.setdefault((row["block"], row["field"]), []).append(row)
        one = own[0]
        facts = rows(
            connection,
            "SELECT DISTINCT grp AS part, block, field, trim(raw || ' ' || raw_unit) AS written, low, high, unit, place, file, "
            "sha256 FROM fact WHERE project_id = ? AND version = ? AND content = ? AND list_contains(?, grp) "
            "ORDER BY len(block), block, list_position(?, grp), field, place",
            [one["project_id"], one["version"], content, list(PARTS), list(PARTS)],
        )
        shared = {"project_id": one["project_id"], "version": one["version"], "content": content}
        found += [{**fact, **shared, "reason": _reasons(said.pop((fact["block"], fact["field"]), []))} for fact in facts]
        # What is wrong with no fact of its own: a field that is missing, or one of the site.
        found += [
            {**shared, "part": "", "block": block, "field": field, "written": "", "reason": _reasons(lines),
             "place": lines[0]["place"], "file": lines[0]["file"], "sha256": lines[0]["sha256"]}
            for (block, field), lines in said.items()
        ]  # fmt: skip
    asked: dict[str, Any] = {"project": project} | ({"version": version} if version is not None else {})
    return Table("quarantine_row/1", run_of(connection), ROW, full(found, ROW), asked)


def _reasons(lines: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(dict.fromkeys(line["reason"] for line in lines))
