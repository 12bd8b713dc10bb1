"""Corrections that staff enter into a refused proposal: laid over its facts when the file is read, never into the file.

A correction names what the file says before any correction (``content``), so it holds in whatever file says the same: saved
again, in another format, a copy. It names the file's hash too, for where a newer version of ours reads the same bytes
otherwise. Where the file says something else, it lapses, and that is said. What is corrected stands on the scorecard, with
who did it and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.cast import as_said, named, version_of
from flows.cast_tables import brief
from flows.facts import Document, Fact
from flows.findings import WARNING, Finding
from flows.inbox import CORRECTIONS, enter, entry_of, inbox_lines, undone
from scorecards.warehouse import Warehouse

Place = tuple[str, str, str]  # part, block and field
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
    content: str = ""  # of the proposal as the file has it; entries of old name the file alone
    entry: str = ""  # what it is called in the inbox

    @property
    def place(self) -> Place:
        """Which field it corrects."""
        return self.grp, self.block, self.field

    def row(self) -> dict[str, Any]:
        """As a row of the table ``correction``."""
        return asdict(self)


def correct(
    data: Path, *, sha256: str, project_id: str, version: int, group: str, block: str, field: str, found: str, value: str,
    by: str, reason: str, content: str = "",
) -> None:  # fmt: skip
    """Appends a correction to the inbox; the next run reads what it is of anew with it.

    ``found`` is what the file itself says, and ``content`` the hash of all that it says, before any correction.

    Raises ValueError where name, reason or value is missing, or where the group is none of a proposal's.
    """
    if group not in GROUPS:
        raise ValueError(f"'{group}' is no part of a proposal; there are {', '.join(GROUPS)}.")
    if not value.strip():
        raise ValueError("The corrected value is empty; write it with its unit.")
    entry = {"sha256": sha256, "content": content, "project_id": project_id, "version": version, "found": found.strip()}
    enter(data, CORRECTIONS, by, reason, {**entry, "group": group, "block": block, "field": field, "value": value.strip()})


def entered(data: Path) -> tuple[list[Correction], list[str]]:
    """The corrections of the inbox that nobody undid, as they were entered, and a sentence for each line that cannot be read."""
    taken: list[Correction] = []
    broken = []
    gone = undone(data)
    for number, line in inbox_lines(data, CORRECTIONS):
        entry = entry_of(line)
        if entry in gone:
            continue
        try:
            one = json.loads(line)
            at = datetime.fromisoformat(one["at"]).replace(tzinfo=None)
            said = {name: str(one[name]) for name in ("sha256", "project_id", "block", "field", "found", "value", "reason")}
            correction = Correction(
                **said, version=int(one["version"]), grp=str(one["group"]), by_whom=str(one["by"]), corrected_at=at,
                content=str(one.get("content", "")), entry=entry,
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):
            broken.append(f"inbox/{CORRECTIONS}, line {number}, cannot be read; the correction does not count. Enter it again.")
            continue
        if correction.grp in GROUPS:
            taken.append(correction)
    return taken, broken


def newly_corrected(warehouse: Warehouse, corrections: Iterable[Correction]) -> set[str]:
    """The hashes of files that say what a correction is of that no run has taken in, or that was undone."""
    known = {tuple(row.values()): row for row in warehouse.rows("SELECT * FROM correction")}
    now = {tuple(row.values()): row for row in (one.row() for one in corrections)}
    moved = [(known | now)[one] for one in known.keys() ^ now.keys()]
    sent = sorted({row["content"] for row in moved})
    told = warehouse.rows("SELECT DISTINCT sha256 FROM told WHERE sent <> '' AND list_contains(?, sent)", [sent])
    return {row["sha256"] for row in (*moved, *told)}


def write_corrections(warehouse: Warehouse, corrections: Iterable[Correction], run_id: str) -> None:
    """What the inbox says now, into the table ``correction``."""
    rows = [one.row() for one in corrections]
    warehouse.execute("DELETE FROM correction")
    warehouse.insert("correction", rows)
    take_in(warehouse, [row["entry"] for row in rows], run_id)


def take_in(warehouse: Warehouse, entries: Iterable[str], run_id: str) -> None:
    """Writes down of each entry of the inbox the first run that took it in."""
    warehouse.execute("INSERT INTO taken_in SELECT DISTINCT unnest(?), ? ON CONFLICT DO NOTHING", [list(entries), run_id])


def lay_over(document: Document, content: str, sha256: str, corrections: Iterable[Correction]) -> list[Finding]:
    """Changes the facts of a document as corrected; returns a warning for each, and one for each that no longer fits.

    ``content`` is the hash of the document as it is, ``sha256`` of its file. Of several corrections of a field the last counts.
    """
    of_this, of_another = _meant(document, content, sha256, corrections)
    said = []
    for place in of_this | of_another:
        at = next((n for n, f in enumerate(document.facts) if (f.group, f.block, f.field) == place), None)
        fact = document.facts[at] if at is not None else Fact(*place, "", where="not in the file")
        texts, last = _texts(fact), None
        for one in of_this.get(place, []):
            if as_said(replace(fact, raw=one.found, unit="")) in texts:
                # A correction of a correction names, in entries of old, what stood after the first.
                texts, last = texts | {_mended(fact, one)}, one
            else:
                said.append(_lapsed(one, fact, "the file says"))
        if place not in of_this and _mended(fact, of_another[place][-1]) not in texts:
            said.append(_lapsed(of_another[place][-1], fact, "the file has changed since and says"))
        if last is not None:
            said.append(_corrected(last, fact))
            mended = replace(fact, raw=last.value, unit="", where=f"{fact.where} (corrected by {last.by_whom})")
            if at is None:
                document.facts.append(mended)
            else:
                document.facts[at] = mended
    return said


def _meant(
    document: Document, content: str, sha256: str, corrections: Iterable[Correction]
) -> tuple[dict[Place, list[Correction]], dict[Place, list[Correction]]]:
    """By field, the corrections of what this document says; and those of another content of the same version."""
    names = {named(document)}
    of_this: dict[Place, list[Correction]] = {}
    of_another: dict[Place, list[Correction]] = {}
    for one in corrections:
        same = bool(content) and one.content == content
        if not same and (one.project_id, one.version) not in names:
            continue
        (of_this if same or one.sha256 == sha256 else of_another).setdefault(one.place, []).append(one)
        # Where its name is corrected, later corrections may call it by the new one.
        if one.place == ("proposal", "", "id"):
            names |= {(one.value, version) for _, version in names}
        if one.place == ("proposal", "", "version"):
            names |= {(project, version_of(one.value)) for project, _ in names}
    return of_this, of_another


def _corrected(one: Correction, fact: Fact) -> Finding:
    was = _text(fact)
    what = f"'{brief(was)}'" if was else "not stated"
    reason = f"{one.field} was {what}; {one.by_whom} corrected it to '{one.value}': {one.reason.rstrip('.')}."
    return _finding("corrected", one, fact, reason, "Ask the applicant to confirm it.")


def _lapsed(one: Correction, fact: Fact, but: str) -> Finding:
    what = f"'{one.found}'" if one.found else "what was not stated"
    now = f"'{brief(fact.raw.strip())}'" if fact.raw.strip() else "nothing"
    reason = f"{one.by_whom} corrected {one.field} from {what} to '{one.value}', but {but} {now}: left as it is."
    return _finding("correction_lapsed", one, fact, reason, "Enter the correction again, if it is still needed.")


def _finding(rule: str, one: Correction, fact: Fact, reason: str, remedy: str) -> Finding:
    return Finding(WARNING, rule, one.found, reason, remedy, block=one.block, field=one.field, place=fact.where)


def _text(fact: Fact) -> str:
    return f"{fact.raw.strip()} {fact.unit}".strip()


def _texts(fact: Fact) -> set[str]:
    """What a correction may have found here; a long table is known by its first rows and their number."""
    return {as_said(fact), as_said(replace(fact, raw=brief(fact.raw)))}


def _mended(fact: Fact, one: Correction) -> str:
    return as_said(replace(fact, raw=one.value, unit=""))
