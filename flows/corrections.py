"""Corrections that staff enter into a refused proposal: laid over its facts when the file is read, never into the file.

A correction names the hash of the file and what it found there; where the file changes, or says something else, it does
not apply. What is corrected stands on the scorecard, with who did it and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.facts import Document, Fact
from flows.findings import WARNING, Finding
from flows.inbox import enter, inbox_lines
from scorecards.warehouse import Warehouse

CORRECTIONS = "corrections.jsonl"
GROUPS = ("proposal", "budget", "cost_share", "disbursement", "block", "given", "claim")


@dataclass(frozen=True)
class Correction:
    """One field of one proposal in one file: ``found`` is its text with its unit, ``value`` the new one, unit included."""

    sha256: str
    project_id: str
    version: int
    grp: str
    block: str
    field: str
    found: str
    value: str
    by_whom: str
    reason: str
    corrected_at: datetime

    @property
    def place(self) -> tuple[str, str, int, str, str, str]:
        """Which field it corrects; a later one of the same field replaces it."""
        return self.sha256, self.project_id, self.version, self.grp, self.block, self.field

    def row(self) -> dict[str, Any]:
        """As a row of the table ``correction``."""
        return asdict(self)


def correct(
    data: Path, *, sha256: str, project_id: str, version: int, group: str, block: str, field: str, found: str, value: str,
    by: str, reason: str,
) -> None:  # fmt: skip
    """Appends a correction to the inbox; the next run reads the file anew with it.

    Raises ValueError where name, reason or value is missing, or where the group is none of a proposal's.
    """
    if group not in GROUPS:
        raise ValueError(f"'{group}' is no part of a proposal; there are {', '.join(GROUPS)}.")
    if not value.strip():
        raise ValueError("The corrected value is empty; write it with its unit.")
    entry = {"sha256": sha256, "project_id": project_id, "version": version, "group": group, "block": block, "field": field}
    enter(data, CORRECTIONS, by, reason, {**entry, "found": found.strip(), "value": value.strip()})


def entered(data: Path) -> tuple[list[Correction], list[str]]:
    """The corrections of the inbox, one a field (the last), and a sentence for each line that cannot be read."""
    taken: dict[tuple, Correction] = {}
    broken = []
    for number, line in inbox_lines(data, CORRECTIONS):
        try:
            one = json.loads(line)
            at = datetime.fromisoformat(one["at"]).replace(tzinfo=None)
            said = {name: str(one[name]) for name in ("sha256", "project_id", "block", "field", "found", "value", "reason")}
            correction = Correction(
                **said, version=int(one["version"]), grp=str(one["group"]), by_whom=str(one["by"]), corrected_at=at
            )
        except (ValueError, KeyError, TypeError):
            broken.append(f"inbox/{CORRECTIONS}, line {number}, cannot be read; the correction does not count. Enter it again.")
            continue
        if correction.grp in GROUPS:
            taken.pop(correction.place, None)
            taken[correction.place] = correction
    return list(taken.values()), broken


def newly_corrected(warehouse: Warehouse, corrections: Iterable[Correction]) -> set[str]:
    """The hashes of files that a correction names which no run has taken in: they are read anew."""
    known = {tuple(row.values()) for row in warehouse.rows("SELECT * FROM correction")}
    return {one.sha256 for one in corrections if tuple(one.row().values()) not in known}


def write_corrections(warehouse: Warehouse, corrections: Iterable[Correction]) -> None:
    """What the inbox says now, into the table ``correction``."""
    warehouse.execute("DELETE FROM correction")
    warehouse.insert("correction", [one.row() for one in corrections])


def lay_over(document: Document, sha256: str, corrections: Iterable[Correction]) -> list[Finding]:
    """Changes the facts of a document as corrected; returns a warning for each, and one for each that no longer fits."""
    words = {fact.field: fact.raw.strip() for fact in document.facts if fact.group == "proposal"}
    label, version = (words.get("id") or document.name)[:80], words.get("version", "1")
    said = []
    for one in corrections:
        if (one.sha256, one.project_id) != (sha256, label) or str(one.version) not in (version, "0"):
            continue
        field = (one.grp, one.block, one.field)
        at = next((n for n, f in enumerate(document.facts) if (f.group, f.block, f.field) == field), None)
        fact = document.facts[at] if at is not None else Fact(one.grp, one.block, one.field, "", where="not in the file")
        said.append(_said(one, fact))
        if f"{fact.raw.strip()} {fact.unit}".strip() != one.found:
            continue
        corrected = replace(fact, raw=one.value, unit="", where=f"{fact.where} (corrected by {one.by_whom})")
        if at is None:
            document.facts.append(corrected)
        else:
            document.facts[at] = corrected
    return said


def _said(one: Correction, fact: Fact) -> Finding:
    fits = f"{fact.raw.strip()} {fact.unit}".strip() == one.found
    what = f"'{one.found}'" if one.found else "not stated"
    reason = (
        f"{one.field} was {what}; {one.by_whom} corrected it to '{one.value}': {one.reason}"
        if fits
        else f"{one.by_whom} corrected {what} to '{one.value}', but the file says '{fact.raw.strip()}': left as it is."
    )
    remedy = "Ask the applicant to confirm it." if fits else "Enter the correction again, if it is still needed."
    rule = "corrected" if fits else "correction_lapsed"
    return Finding(WARNING, rule, one.found, reason, remedy, block=one.block, field=one.field, place=fact.where)
