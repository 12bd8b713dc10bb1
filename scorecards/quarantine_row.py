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
    ("rule", "", "the rules that say so"),
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
        found += [{**fact, **shared, **_wrong(said.pop((fact["block"], fact["field"]), []))} for fact in facts]
        # What is wrong with no fact of its own: a field that is missing, or one of the site.
        found += [
            {**shared, "part": "", "block": block, "field": field, "written": "", **_wrong(lines),
             "place": lines[0]["place"], "file": lines[0]["file"], "sha256": lines[0]["sha256"]}
            for (block, field), lines in said.items()
        ]  # fmt: skip
    asked: dict[str, Any] = {"project": project} | ({"version": version} if version is not None else {})
    return Table("quarantine_row/1", run_of(connection), ROW, full(found, ROW), asked)


def _wrong(lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        "reason": " ".join(dict.fromkeys(line["reason"] for line in lines)),
        "rule": ", ".join(dict.fromkeys(line["rule"] for line in lines)),
    }


def as_sent(connection: DuckDBPyConnection, row: Mapping[str, Any]) -> list[dict[str, str]]:
    """What files themselves say of a field of ``quarantine_row``, before any correction: one row for each content sent.

    ``content`` is the hash of all that is said there, ``sha256`` of a file, ``found`` the field's text with its unit. One
    proposal is told by several contents where corrections have made them say the same.
    """
    files = rows(
        connection,
        "SELECT t.* FROM told AS t JOIN source_file AS s ON s.sha256 = t.sha256 AND s.name = t.name AND s.current AND s.here "
        "WHERE t.project_id = ? AND t.version = ? AND t.content = ? ORDER BY t.sha256",
        [row["project_id"], row["version"], row["content"]],
    )
    entered = rows(
        connection,
        "SELECT * FROM correction WHERE grp = ? AND block = ? AND field = ? ORDER BY corrected_at",
        [row["part"], row["block"], row["field"]],
    )
    found: dict[str, dict[str, str]] = {}
    for file in files or [dict(row)]:
        sent, sha256 = file.get("sent") or "", file["sha256"]  # a snapshot of old does not know what was sent
        texts = [one["found"] for one in entered if (one.get("content") == sent if sent else one["sha256"] == sha256)]
        found.setdefault(sent, {"content": sent, "sha256": sha256, "found": texts[0] if texts else row["written"] or ""})
    return list(found.values())
