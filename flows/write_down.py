"""What an ingest read and how it was judged, into the warehouse: all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from flows.cast import CastProposal
from flows.corrections import write_corrections
from flows.findings import CRITICAL, Finding
from flows.ingest import Intake
from flows.series_store import keep_series
from scorecards.warehouse import Warehouse


def write_intake(data: Path, warehouse: Warehouse, intake: Intake, findings: list[Finding], run_id: str) -> None:
    """Writes what was read and how it was judged, in one transaction."""
    with warehouse.transaction():
        _write_files(warehouse, intake, run_id)
        for kind in sorted({a.kind for a in intake.fresh} & {"progress", "reviews"}):
            _forget_refusals(warehouse, kind)
        if any(a.kind == "progress" for a in intake.fresh):
            warehouse.execute("DELETE FROM progress")
            warehouse.insert("progress", intake.reports)
        _write_proposals(data, warehouse, intake, findings, run_id)
        write_corrections(warehouse, intake.corrections, run_id)
        if intake.sites_changed:
            _write_sites(warehouse, intake, run_id)
        if any(a.kind == "reviews" for a in intake.fresh):
            warehouse.execute("DELETE FROM review")
            warehouse.insert("review", intake.panel.reviews)
            warehouse.execute("DELETE FROM conflict_of_interest")
            warehouse.insert("conflict_of_interest", intake.panel.conflicts)


def _forget_refusals(warehouse: Warehouse, kind: str) -> None:
    """What was wrong with a file of lines may have been mended in another one, so its refusal goes before all are read anew."""
    for table in ("finding", "told", "proposal"):
        warehouse.execute(
            f"DELETE FROM {table} WHERE version = 0 AND content IN "  # noqa: S608 - our own names
            "(SELECT left(sha256, 32) FROM source_file WHERE kind = ? AND sha256 NOT IN "
            "(SELECT sha256 FROM source_file WHERE kind <> ?))",
            [kind, kind],
        )


def _write_files(warehouse: Warehouse, intake: Intake, run_id: str) -> None:
    """Which files there are, which content of each name is the newest, and which lie in the folders now."""
    warehouse.execute("UPDATE source_file SET here = false WHERE here")
    rows = [
        {"sha256": a.sha256, "kind": a.kind, "name": a.name, "bytes": a.size, "read_as": intake.identity,
         "fresh": fresh, "source": a.source}
        for fresh, arrivals in ((True, intake.fresh), (False, intake.earlier))
        for a in arrivals
    ]  # fmt: skip
    known = [{"kind": kind, "name": name} for kind, name in sorted(intake.here)]
    if rows:
        warehouse.insert_temporary("seen", rows)
        warehouse.execute(
            "UPDATE source_file SET current = false WHERE (kind, name) IN (SELECT kind, name FROM seen WHERE fresh)"
        )
        warehouse.execute(
            "INSERT INTO source_file (sha256, kind, name, bytes, first_run, current, here, read_as, source) "
            "SELECT sha256, kind, name, bytes, ?, true, false, read_as, source FROM seen WHERE fresh "
            "ON CONFLICT DO UPDATE SET current = true, read_as = excluded.read_as, source = excluded.source",
            [run_id],
        )
        warehouse.execute(
            "UPDATE source_file SET read_as = seen.read_as FROM seen WHERE NOT seen.fresh AND source_file.kind = seen.kind "
            "AND source_file.name = seen.name AND source_file.sha256 = seen.sha256"
        )
        warehouse.execute("DELETE FROM told WHERE (name, sha256) IN (SELECT name, sha256 FROM seen)")
        warehouse.drop_temporary("seen")
    if known:
        warehouse.insert_temporary("lying", known)
        warehouse.execute("UPDATE source_file SET here = true WHERE current AND (kind, name) IN (SELECT kind, name FROM lying)")
        warehouse.drop_temporary("lying")
    left = [*intake.left, *intake.unopened, *intake.unreached]
    warehouse.insert("left_for_next", [{"run_id": run_id, "kind": kind, "name": name, "reason": why} for kind, name, why in left])


def _write_proposals(data: Path, warehouse: Warehouse, intake: Intake, findings: list[Finding], run_id: str) -> None:
    refused = {(f.project_id, f.version, f.content) for f in findings if f.severity == CRITICAL}
    rows, facts, seen, told = [], [], set(), []
    for one in intake.proposals:
        key = (one.project_id, one.version, one.content)
        file = {"sha256": one.sha256, "name": one.file, "sent": one.sent}
        told.append({**file, "project_id": key[0], "version": key[1], "content": key[2]})
        if key in seen:
            continue
        seen.add(key)
        rows.append(
            {
                "project_id": one.project_id,
                "version": one.version,
                "content": one.content,
                "status": "quarantined" if key in refused else "accepted",
                "title": one.text("title"),
                "applicant": one.text("applicant"),
                "country": one.text("country"),
                "pillar": one.text("pillar"),
                "technologies": [block.technology for block in one.blocks] or [""],
                "sites": [block.site for block in one.blocks] or [""],
                "inputs": json.dumps(_inputs(data, one), sort_keys=True),
                "claims": json.dumps(_claims(one), sort_keys=True),
                "sha256": one.sha256,
                "file": one.file,
                "rules": intake.identity,
                "run_id": run_id,
            }
        )
        for cast in one.facts:
            low, high = cast.value if isinstance(cast.value, tuple) else (None, None)
            facts.append(
                {
                    "content": one.content,
                    "project_id": one.project_id,
                    "version": one.version,
                    "grp": cast.fact.group,
                    "block": cast.fact.block,
                    "field": cast.fact.field,
                    "raw": cast.fact.raw,
                    "raw_unit": cast.fact.unit,
                    "low": low,
                    "high": high,
                    "unit": cast.unit,
                    "conversion": cast.how,
                    "file": one.file,
                    "sha256": one.sha256,
                    "place": cast.fact.where,
                }
            )
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
        {
            "number": block.number,
            "technology": block.technology,
            "site": block.site,
            "facts": {name: _stored(data, value) for name, value in sorted(block.values.items())},
        }
        for block in proposal.blocks
    ]
    return {"header": header, "blocks": blocks}


def _claims(proposal: CastProposal) -> list[dict[str, Any]]:
    return [
        {
            "block": block.number,
            "name": name,
            "low": cast.value[0],
            "high": cast.value[1],
            "unit": cast.unit,
            "raw": f"{cast.fact.raw} {cast.fact.unit}".strip(),
            "place": cast.fact.where,
        }
        for block in proposal.blocks
        for name, cast in sorted(block.claims.items())
        if isinstance(cast.value, tuple)
    ]


def _stored(data: Path, value: Any) -> Any:
    return keep_series(data, value) if isinstance(value, np.ndarray) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return value[0] if value[0] == value[1] else list(value)
    return value


def _write_sites(warehouse: Warehouse, intake: Intake, run_id: str) -> None:
    for table in ("site", "site_fact", "site_series", "site_note"):
        warehouse.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    sites, facts, series, notes = [], [], [], []
    for site in intake.sites.values():
        content = site.content
        sites.append(
            {
                "site_id": site.site_id,
                "content": content,
                "notes": site.notes or [""],
                "run_id": run_id,
                "facts": json.dumps({name: f"{fact.raw} {fact.unit}".strip() for name, fact in sorted(site.facts.items())}),
                "files": json.dumps(site.files),
            }
        )
        for name, fact in sorted(site.facts.items()):
            file = site.file_of(name)
            facts.append(
                {
                    "site_id": site.site_id,
                    "content": content,
                    "field": name,
                    "raw": fact.raw,
                    "unit": fact.unit,
                    "source": site.sources.get(name, ""),
                    "file": file,
                    "sha256": dict(site.files).get(file, ""),
                    "place": fact.where,
                }
            )
        of_site, hashes = {"site_id": site.site_id, "content": content}, dict(site.files)
        for name, file in sorted(site.series_files.items()):
            of_file = {**of_site, "file": file, "sha256": hashes.get(file, "")}
            told = {"series": name, "unit": site.series_units[name], "said": site.said_of(name), "origin": site.origins[name]}
            series.append({**of_file, **told})
        for position, note in enumerate(dict.fromkeys(site.notes)):
            file = site.note_files.get(note, "")
            notes.append({**of_site, "position": position, "note": note, "file": file, "sha256": hashes.get(file, "")})
    for table, rows in (("site", sites), ("site_fact", facts), ("site_series", series), ("site_note", notes)):
        warehouse.insert(table, rows)
