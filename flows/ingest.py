"""Sources -> projects: land the files, read what is new, cast it, have it judged, and write it down.

Nothing known is read again: a file is known by its hash and by the identity of everything that reads and judges it
(readers, form, contracts, suites, sites). A file that cannot be read is a quarantined proposal of its own name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evaluators.toolkit.contract import Evaluator
from flows import readers
from flows.cast import CastProposal, cast_proposal
from flows.facts import Document, Trouble, Unreadable
from flows.findings import CRITICAL, Finding
from flows.landing import WEATHER_IN_PVLIB, Arrival, kept_arrival, land, weather_of_pvlib
from flows.progress import Progress
from flows.series_store import keep_series
from flows.sites import Site, gather_sites, site_inputs
from scorecards.warehouse import Warehouse

READING_CODE = ("facts.py", "cast.py", "form.py", "sites.py", "validate.py", "findings.py", "ingest.py", "readers", "expectations")


@dataclass
class Intake:
    """What one ingest found: files to be read (``earlier`` are contents replaced since), their proposals, and all sites."""

    arrivals: list[Arrival] = field(default_factory=list)
    fresh: list[Arrival] = field(default_factory=list)
    earlier: list[Arrival] = field(default_factory=list)
    proposals: list[CastProposal] = field(default_factory=list)
    sites: dict[str, Site] = field(default_factory=dict)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    review_troubles: list[tuple[str, str, Trouble]] = field(default_factory=list)
    identity: str = ""
    sites_changed: bool = False


def ingest(data: Path, warehouse: Warehouse, evaluators: Mapping[str, Evaluator], progress: Progress) -> Intake:
    """Lands and reads what lies in the fund's folders; the proposals of known files are not read again."""
    intake = find_fresh(data, warehouse, evaluators)
    new_proposals = [a for a in intake.fresh if a.kind == "proposals"] + intake.earlier
    if new_proposals or intake.sites_changed:
        intake.sites = read_sites(data, [a for a in intake.arrivals if a.kind == "sites"])
    progress.stage("Reading proposals", len(new_proposals), "files that have not been read before")
    for arrival in new_proposals:
        intake.proposals += read_proposals(arrival, evaluators, intake.sites)
        progress.advance()
    if any(a.kind == "reviews" for a in intake.fresh):
        intake.reviews, intake.review_troubles = read_reviews([a for a in intake.arrivals if a.kind == "reviews"])
    return intake


def find_fresh(data: Path, warehouse: Warehouse, evaluators: Mapping[str, Evaluator]) -> Intake:
    """Lands what lies in the folders and compares it with what has been read before; reads nothing."""
    intake = Intake(arrivals=land(data))
    known = {
        (row["kind"], row["name"], row["sha256"]): row
        for row in warehouse.rows("SELECT kind, name, sha256, bytes, current, read_as FROM source_file ORDER BY kind, name, sha256")
    }
    here = {(a.kind, a.name) for a in intake.arrivals}
    # What has left the folder is not lost: its last content stands until another takes its place.
    gone = [kept_arrival(data, row) for (kind, name, _), row in known.items() if row["current"] and (kind, name) not in here]
    intake.arrivals += gone
    site_files = sorted((a.name, a.sha256) for a in intake.arrivals if a.kind == "sites")
    intake.identity = hashlib.blake2b(json.dumps([_reading_identity(evaluators), site_files]).encode(), digest_size=8).hexdigest()
    intake.fresh = [
        a for a in intake.arrivals
        if (row := known.get((a.kind, a.name, a.sha256))) is None or not row["current"] or row["read_as"] != intake.identity
    ]
    earlier = [
        kept_arrival(data, row) for row in known.values()
        if row["kind"] == "proposals" and not row["current"] and row["read_as"] != intake.identity
    ]
    intake.earlier = [a for a in earlier if a not in intake.fresh]
    intake.sites_changed = any(a.kind == "sites" for a in intake.fresh)
    return intake


def anything_new(data: Path, warehouse: Warehouse, evaluators: Mapping[str, Evaluator]) -> bool:
    """Whether an ingest would read anything: to know early which libraries are needed."""
    quiet = find_fresh(data, warehouse, evaluators)
    return bool(quiet.fresh or quiet.earlier)


def read_proposals(arrival: Arrival, evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]) -> list[CastProposal]:
    """The proposals in one file; one of the file's own name, with the reason, where it cannot be read."""
    try:
        documents = readers.read("proposals", arrival.name, arrival.read())
    except Unreadable as refused:
        return [unreadable(arrival, refused.trouble)]
    return [cast_proposal(document, arrival.name, arrival.sha256, evaluators, sites) for document in documents]


def unreadable(arrival: Arrival, trouble: Trouble) -> CastProposal:
    """A stand-in for a file from which no proposal can be read."""
    proposal = CastProposal(Path(arrival.name).name, 0, arrival.sha256[:32], arrival.name, arrival.sha256)
    proposal.findings.append(
        Finding(CRITICAL, trouble.rule, trouble.found, trouble.reason, trouble.remedy, place=trouble.where)
    )
    return proposal


def read_sites(data: Path, arrivals: list[Arrival]) -> dict[str, Site]:
    """All sites, their weather files of the pvlib wheel included."""
    documents: list[tuple[str, str, Document]] = []
    broken: list[tuple[str, str, Trouble]] = []
    for arrival in arrivals:
        _read_site(documents, broken, arrival)
    for _, _, document in list(documents):
        for fact in document.facts:
            if fact.field == "weather" and fact.raw.startswith(WEATHER_IN_PVLIB):
                try:
                    _read_site(documents, broken, weather_of_pvlib(data, document.name, fact.raw.removeprefix(WEATHER_IN_PVLIB)))
                except FileNotFoundError:
                    document.troubles.append(
                        Trouble("weather_file", fact.where, fact.raw, f"pvlib ships no weather file '{fact.raw}'.",
                                "Write the name of a file in the folder 'sites', or pvlib:703165TY.csv.")
                    )
    for name, sha256, trouble in broken:
        documents.append((name, sha256, Document("sites", name.split(".")[0], troubles=[trouble])))
    return gather_sites(documents)


def _read_site(documents: list, broken: list, arrival: Arrival) -> None:
    try:
        documents += [(arrival.name, arrival.sha256, document) for document in readers.read("sites", arrival.name, arrival.read())]
    except Unreadable as refused:
        broken.append((arrival.name, arrival.sha256, refused.trouble))


def read_reviews(arrivals: list[Arrival]) -> tuple[list[dict[str, Any]], list[tuple[str, str, Trouble]]]:
    """All reviews as rows of the table ``review``, and what could not be read of them, with file name and hash."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    troubles: list[tuple[str, str, Trouble]] = []
    for arrival in arrivals:
        try:
            documents = readers.read("reviews", arrival.name, arrival.read())
        except Unreadable as refused:
            troubles.append((arrival.name, arrival.sha256, refused.trouble))
            continue
        for document in documents:
            troubles += [(arrival.name, arrival.sha256, trouble) for trouble in document.troubles]
            lines: dict[str, dict[str, Any]] = {}
            for fact in document.facts:
                lines.setdefault(fact.block, {"place": fact.where})[fact.field] = fact.raw.strip()
            for line in lines.values():
                row = _review_row(line, arrival, troubles)
                if row is not None:
                    rows.setdefault((row["project_id"], row["reviewer"], row["criterion"]), row)
    return [rows[key] for key in sorted(rows)], troubles


def _review_row(line: dict[str, Any], arrival: Arrival, troubles: list[tuple[str, str, Trouble]]) -> dict[str, Any] | None:
    if str(line.get("conflict", "no")).lower() in ("yes", "true", "1"):
        return None  # a reviewer with a conflict of interest is not heard
    try:
        points = float(line.get("points", ""))
    except ValueError:
        points = float("nan")
    if not (np.isfinite(points) and points >= 0 and line.get("proposal") and line.get("criterion") and line.get("reviewer")):
        troubles.append((arrival.name, arrival.sha256, Trouble(
            "review", line["place"], str(line.get("points", "")), "A review needs proposal, reviewer, criterion and points as a number from 0.",
            "Complete the line.")))
        return None
    return {
        "project_id": line["proposal"], "reviewer": line["reviewer"], "criterion": line["criterion"], "points": points,
        "comment": line.get("comment", ""), "file": arrival.name, "sha256": arrival.sha256, "place": line["place"],
    }


def write_intake(
    data: Path, warehouse: Warehouse, intake: Intake, findings: list[Finding], run_id: str
) -> None:
    """Writes what was read and how it was judged, in one transaction."""
    with warehouse.transaction():
        for arrival in intake.fresh:
            warehouse.execute("UPDATE source_file SET current = false WHERE kind = ? AND name = ?", [arrival.kind, arrival.name])
            warehouse.execute(
                "INSERT INTO source_file VALUES (?, ?, ?, ?, ?, true, ?) "
                "ON CONFLICT DO UPDATE SET current = true, read_as = excluded.read_as",
                [arrival.sha256, arrival.kind, arrival.name, arrival.size, run_id, intake.identity],
            )
        for arrival in intake.earlier:
            warehouse.execute(
                "UPDATE source_file SET read_as = ? WHERE kind = ? AND name = ? AND sha256 = ?",
                [intake.identity, arrival.kind, arrival.name, arrival.sha256],
            )
        _write_proposals(data, warehouse, intake, findings, run_id)
        if intake.sites_changed:
            _write_sites(warehouse, intake, run_id)
        if any(a.kind == "reviews" for a in intake.fresh):
            warehouse.execute("DELETE FROM review")
            warehouse.insert("review", intake.reviews)


def _write_proposals(data: Path, warehouse: Warehouse, intake: Intake, findings: list[Finding], run_id: str) -> None:
    refused = {(f.project_id, f.version, f.content) for f in findings if f.severity == CRITICAL}
    rows, facts, seen, told = [], [], set(), []
    for one in intake.proposals:
        key = (one.project_id, one.version, one.content)
        told.append({"sha256": one.sha256, "name": one.file, "project_id": key[0], "version": key[1], "content": key[2]})
        if key in seen:
            continue
        seen.add(key)
        rows.append({
            "project_id": one.project_id, "version": one.version, "content": one.content,
            "status": "quarantined" if key in refused else "accepted",
            "title": one.text("title"), "applicant": one.text("applicant"), "country": one.text("country"), "pillar": one.text("pillar"),
            "technologies": [block.technology for block in one.blocks] or [""], "sites": [block.site for block in one.blocks] or [""],
            "inputs": json.dumps(_inputs(data, one), sort_keys=True), "claims": json.dumps(_claims(one), sort_keys=True),
            "sha256": one.sha256, "file": one.file, "rules": intake.identity, "run_id": run_id,
        })
        for cast in one.facts:
            pair = isinstance(cast.value, tuple)
            facts.append({
                "content": one.content, "project_id": one.project_id, "version": one.version, "grp": cast.fact.group,
                "block": cast.fact.block, "field": cast.fact.field, "raw": cast.fact.raw, "raw_unit": cast.fact.unit,
                "low": cast.value[0] if pair else None, "high": cast.value[1] if pair else None, "unit": cast.unit,
                "conversion": cast.how, "file": one.file, "sha256": one.sha256, "place": cast.fact.where,
            })
    for arrival in (*intake.fresh, *intake.earlier):
        warehouse.execute("DELETE FROM told WHERE name = ? AND sha256 = ?", [arrival.name, arrival.sha256])
    warehouse.insert("told", told)
    if not rows:
        return
    contents = [[row["project_id"], row["version"], row["content"]] for row in rows]
    warehouse.insert_temporary("judged", [dict(zip(("project_id", "version", "content"), c, strict=True)) for c in contents])
    for table in ("proposal", "fact", "finding"):
        warehouse.execute(
            f"DELETE FROM {table} WHERE (project_id, version, content) IN (SELECT project_id, version, content FROM judged)"  # noqa: S608
        )
    warehouse.drop_temporary("judged")
    warehouse.insert("proposal", rows)
    warehouse.insert("fact", facts)
    warehouse.insert("finding", [finding.row(run_id) for finding in findings])


def _inputs(data: Path, proposal: CastProposal) -> dict[str, Any]:
    header = {name: _plain(cast.value) for name, cast in proposal.header.items() if isinstance(cast.value, tuple)}
    blocks = [
        {"number": block.number, "technology": block.technology, "site": block.site,
         "facts": {name: _stored(data, value) for name, value in sorted(block.values.items())}}
        for block in proposal.blocks
    ]
    return {"header": header, "blocks": blocks}


def _claims(proposal: CastProposal) -> list[dict[str, Any]]:
    return [
        {"block": block.number, "name": name, "low": cast.value[0], "high": cast.value[1], "unit": cast.unit,
         "raw": f"{cast.fact.raw} {cast.fact.unit}".strip(), "place": cast.fact.where}
        for block in proposal.blocks for name, cast in sorted(block.claims.items()) if isinstance(cast.value, tuple)
    ]


def _stored(data: Path, value: Any) -> Any:
    return keep_series(data, value) if isinstance(value, np.ndarray) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return value[0] if value[0] == value[1] else list(value)
    return value


def _write_sites(warehouse: Warehouse, intake: Intake, run_id: str) -> None:
    warehouse.execute("DELETE FROM site")
    warehouse.execute("DELETE FROM site_fact")
    sites, facts = [], []
    for site in intake.sites.values():
        content = site.content
        sites.append({
            "site_id": site.site_id, "content": content, "notes": site.notes or [""], "run_id": run_id,
            "facts": json.dumps({name: f"{fact.raw} {fact.unit}".strip() for name, fact in sorted(site.facts.items())}),
            "files": json.dumps(site.files),
        })
        for name, fact in sorted(site.facts.items()):
            file = site.file_of(name)
            facts.append({
                "site_id": site.site_id, "content": content, "field": name, "raw": fact.raw, "unit": fact.unit,
                "source": site.sources.get(name, ""), "file": file, "sha256": dict(site.files).get(file, ""), "place": fact.where,
            })
    warehouse.insert("site", sites)
    warehouse.insert("site_fact", facts)


def _reading_identity(evaluators: Mapping[str, Evaluator]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    here = Path(__file__).parent
    for name in READING_CODE:
        place = here / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".zlib"):
                digest.update(path.read_bytes())
    for name in sorted(evaluators):
        digest.update(f"{name}{evaluators[name].inputs!r}{evaluators[name].answers!r}{evaluators[name].one_of!r}".encode())
    return digest.hexdigest()


__all__ = ["Intake", "ingest", "read_proposals", "read_reviews", "read_sites", "site_inputs", "write_intake"]
