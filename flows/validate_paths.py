"""``cleanfund validate PATH...``: the data contract alone, on files that need not lie in the fund's folders."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from evaluators.toolkit.contract import Evaluator
from flows import readers
from flows.cast import CastProposal
from flows.connectors import fetch_weather
from flows.facts import Trouble, Unreadable
from flows.findings import CRITICAL, Finding
from flows.fund import read_fund
from flows.ingest import read_proposals, read_sites, unreadable
from flows.landing import KINDS, Arrival
from flows.reviews import read_reviews
from flows.sites import Site
from flows.validate import Known, validate
from scorecards.warehouse import NothingPublished, open_snapshot, rows

FINE = "ok"


def validate_paths(paths: list[Path], data: Path, evaluators: Mapping[str, Evaluator] | None = None) -> list[dict[str, Any]]:
    """One row a finding, as ``Finding`` has it; and for a file without any, one of severity "ok".

    A folder stands for all files in it. What a file holds is told by the folder it lies in (proposals, sites, reviews),
    else by the one reader that knows it. Sites are those of ``data`` and of ``paths``. Nothing is written there.
    Raises FileNotFoundError that names a path which is not there.
    """
    if evaluators is None:
        from evaluators.toolkit.discovery import find_evaluators

        evaluators = find_evaluators().evaluators
    files = _files(paths)
    arrivals, findings = [], []
    for path in files:
        try:
            arrivals.append(_arrival(path, _kind(path)))
        except Unreadable as refused:
            findings.append(_of_file(str(path), refused.trouble))
    mine = {(one.kind, Path(one.name).name) for one in arrivals}
    # A site file at hand stands for the fund's own of the same name.
    lying = [_arrival(path, "sites") for path in _files([data / "sites"] if (data / "sites").is_dir() else [])]
    lying += fetch_weather(data, lying, read_fund(data).content, near=True).arrivals  # as the last run fetched it
    sites_at_hand = [one for one in lying if ("sites", Path(one.name).name) not in mine] + [
        one for one in arrivals if one.kind == "sites"
    ]
    with tempfile.TemporaryDirectory(prefix="cleanfund-") as elsewhere:
        # Weather out of the pvlib wheel is landed like any other file, but not in the fund's own landing zone.
        sites = read_sites(Path(elsewhere), [_short(one) for one in sites_at_hand])
    proposals = [one for arrival in arrivals if arrival.kind == "proposals" for one in _proposals(arrival, evaluators, sites)]
    known = _standing(data, {one.project_id for one in proposals})
    findings += validate(proposals, evaluators, sites, known=known, fund=read_fund(data))
    findings += _site_findings([one for one in arrivals if one.kind == "sites"], sites)
    _, troubles = read_reviews([one for one in arrivals if one.kind == "reviews"])
    findings += [_of_file(name, trouble) for name, _, trouble in troubles]
    # A site's facts know their file by its bare name.
    paths_by_name = {Path(one.name).name: one.name for one in arrivals if one.kind == "sites"}
    findings = [replace(one, file=paths_by_name.get(one.file, one.file)) for one in findings]
    faulty = {one.file for one in findings} | {one.file for one in proposals if any(f.content == one.content for f in findings)}
    fine = [
        Finding(FINE, "", "", "Nothing is wrong with it.", "", file=arrival.name)
        for arrival in arrivals
        if arrival.name not in faulty
    ]
    return [
        asdict(one)
        for one in sorted(
            [*findings, *fine], key=lambda one: (one.file, one.project_id, one.block, one.field, one.rule, one.place)
        )
    ]


def _standing(data: Path, projects: set[str]) -> list[Known]:
    """What the fund has taken in under the same numbers, by the snapshot that staff see; nothing where there is none."""
    try:
        connection = open_snapshot(data)
    except NothingPublished:
        return []
    with connection:
        found = rows(
            connection,
            "SELECT DISTINCT project_id, version, content, file FROM proposal JOIN standing USING (project_id, version, content) "
            "WHERE list_contains(?, project_id) ORDER BY ALL",
            [sorted(projects)],
        )
    return [Known(row["project_id"], row["version"], row["content"], f"{row['file']} (taken in before)") for row in found]


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(
                f"There is no file or folder '{path}'. Check the spelling, or name a file of proposals, sites or reviews."
            )
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        hidden = {p for p in inside if path.is_dir() and (p.name.startswith((".", "~$")) or p.name.lower().startswith("readme"))}
        found += [p for p in inside if p not in hidden and p not in found]
    return found


def _kind(path: Path) -> str:
    folders = [part for part in path.absolute().parts[:-1] if part in KINDS]
    if folders:
        return folders[-1]
    with path.open("rb") as file:
        head = file.read(readers.HEAD_BYTES)
    takers = []
    for kind in KINDS:
        try:
            readers.reader_for(kind, path.name, head)
            takers.append(kind)
        except Unreadable:
            continue
    if len(takers) == 1:
        return takers[0]
    # YAML may be either; a proposal names its blocks.
    if {"proposals", "sites"} <= set(takers):
        return "proposals" if b"blocks" in path.read_bytes() or b"technology" in head else "sites"
    raise Unreadable(
        Trouble(
            "file.kind",
            str(path),
            path.suffix or path.name,
            "It cannot be told whether this holds proposals, sites or reviews.",
            f"Put it into a folder named {', '.join(KINDS)}, or save it in one of their formats.",
        )
    )


def _arrival(path: Path, kind: str) -> Arrival:
    content = path.read_bytes()
    return Arrival(kind, str(path), hashlib.sha256(content).hexdigest(), len(content), path)


def _short(arrival: Arrival) -> Arrival:
    return replace(arrival, name=Path(arrival.name).name)


def _proposals(arrival: Arrival, evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]) -> list[CastProposal]:
    try:
        return read_proposals(arrival, evaluators, sites)
    except OSError as error:
        return [
            unreadable(
                arrival,
                Trouble("file.unreadable", arrival.name, type(error).__name__, f"{error}.", "Check that you may read the file."),
            )
        ]


def _site_findings(arrivals: list[Arrival], sites: Mapping[str, Site]) -> list[Finding]:
    """What the readers said of a site file; its numbers are judged with the proposals that use it."""
    found = []
    for arrival in arrivals:
        site = sites.get(Path(arrival.name).name.split(".")[0])
        found += [
            _of_file(arrival.name, trouble)
            for trouble in (site.troubles if site else [])
            if trouble.where.startswith(Path(arrival.name).name)
        ]
    return found


def _of_file(name: str, trouble: Trouble) -> Finding:
    return Finding(CRITICAL, trouble.rule, trouble.found, trouble.reason, trouble.remedy, place=trouble.where, file=name)
