"""Sources -> projects: land the files, read what is new, cast it, have it judged, and write it down.

Nothing known is read again: a file is known by its hash and by the identity of everything that reads and judges it
(readers, form, contracts, suites, sites, the fund's settings and own rules). A file that cannot be read is a quarantined
proposal of its own name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluators.toolkit.contract import Evaluator
from flows import readers
from flows.cast import CastProposal, cast_proposal, content_hash
from flows.connectors import FETCHED, fetch_weather
from flows.corrections import Correction, entered, lay_over, newly_corrected
from flows.facts import Document, Trouble, Unreadable
from flows.findings import CRITICAL, Finding
from flows.fund import read_fund
from flows.judged_by import judged_by
from flows.landing import WEATHER_IN_PVLIB, Arrival, kept_arrival, look, weather_of_pvlib
from flows.listing import remember, remembered
from flows.progress import Progress
from flows.progress_reports import WARNINGS, read_progress, told_beside
from flows.reviews import Panel, read_panel
from flows.sites import Site, gather_sites
from flows.sources import sources_of
from flows.tables_beside import Find, lay_beside, naming, nothing_beside, without_tables
from scorecards.warehouse import Warehouse

READING_CODE = (
    "facts.py",
    "cast.py",
    "cast_blocks.py",
    "cast_dates.py",
    "cast_tables.py",
    "cast_values.py",
    "reviews.py",
    "review_lines.py",
    "lines_told.py",
    "local_metres.py",
    "progress_checks.py",
    "progress_items.py",
    "progress_lines.py",
    "progress_period.py",
    "progress_reports.py",
    "form.py",
    "fund.py",
    "judged_by.py",
    "corrections.py",
    "sites.py",
    "site_series.py",
    "tables_beside.py",
    "validate.py",
    "findings.py",
    "ingest.py",
    "readers",
    "expectations",
)


@dataclass
class Intake:
    """What one ingest found: files to be read (``earlier`` are contents replaced since), their proposals, and all sites."""

    arrivals: list[Arrival] = field(default_factory=list)
    fresh: list[Arrival] = field(default_factory=list)
    earlier: list[Arrival] = field(default_factory=list)
    proposals: list[CastProposal] = field(default_factory=list)
    sites: dict[str, Site] = field(default_factory=dict)
    panel: Panel = field(default_factory=Panel)
    reports: list[dict[str, Any]] = field(default_factory=list)
    unopened: list[tuple[str, str, str]] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    unreached: list[tuple[str, str, str]] = field(default_factory=list)
    awaited: dict[str, list[Trouble]] = field(default_factory=dict)
    here: set[tuple[str, str]] = field(default_factory=set)
    corrections: list[Correction] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    identity: str = ""
    sites_changed: bool = False
    known: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)  # by kind, name and hash, before this run
    arrived: set[tuple[str, str]] = field(default_factory=set)


def ingest(data: Path, warehouse: Warehouse, evaluators: Mapping[str, Evaluator], progress: Progress) -> Intake:
    """Lands and reads what lies in the fund's folders; the proposals of known files are not read again."""
    intake = find_fresh(data, warehouse, evaluators)
    new_proposals = [a for a in intake.fresh if a.kind == "proposals"] + intake.earlier
    if new_proposals or intake.sites_changed:
        intake.sites = read_sites(warehouse.data, [a for a in intake.arrivals if a.kind == "sites"], intake.awaited)
    progress.stage("Reading proposals", len(new_proposals), "files that have not been read before")
    beside = {a.name: a for a in intake.arrivals if a.kind == "proposals"}
    for arrival in new_proposals:
        intake.proposals += read_proposals(arrival, evaluators, intake.sites, intake.corrections, beside.get)
        progress.advance()
    intake.proposals = without_tables(intake.proposals)
    if any(a.kind == "reviews" for a in intake.fresh):
        intake.panel = read_panel([a for a in intake.arrivals if a.kind == "reviews"], read_fund(data).review_maxima)
        intake.proposals += refused_lines(intake.panel.told)
        intake.said += intake.panel.said
    _ingest_progress(intake, warehouse, progress)
    return intake


def _ingest_progress(intake: Intake, warehouse: Warehouse, progress: Progress) -> None:
    """Reads the reports of awarded projects, as reviews are read, and tells which of them wait for their proposal."""
    if any(a.kind == "progress" for a in intake.fresh):
        intake.reports, troubles = read_progress([a for a in intake.arrivals if a.kind == "progress"])
        intake.proposals += refused_lines([one for one in troubles if one[2].rule not in WARNINGS])
        intake.said += [told_beside(name, one) for name, _, one in troubles if one.rule in WARNINGS]
        reported = {row["project_id"] for row in intake.reports}
    else:
        reported = {row["project_id"] for row in warehouse.rows("SELECT DISTINCT project_id FROM progress")}
    known = {row["project_id"] for row in warehouse.rows("SELECT DISTINCT project_id FROM proposal")} if reported else set()
    waiting = sorted(reported - known - {one.project_id for one in intake.proposals})
    if waiting:
        progress.say(f"Progress reports of {', '.join(waiting)} wait: no such proposal has come in. Check the number.")


def find_fresh(data: Path, warehouse: Warehouse, evaluators: Mapping[str, Evaluator], near: bool = False) -> Intake:
    """Lands what lies in the sources and compares it with what has been read before; reads nothing.

    ``near`` leaves out what is not on this machine.
    """
    intake = Intake()
    settings = (fund := read_fund(data)).content
    seen = remembered(warehouse)
    home = warehouse.data  # a rehearsal lands beside its own copy of the warehouse
    landing = look(home, sources_of(settings, data), seen, near)
    remember(warehouse, landing.listing, seen)
    weather = fetch_weather(home, [a for a in landing.arrivals if a.kind == "sites"], settings, near)
    intake.arrivals = landing.arrivals + weather.arrivals
    intake.unopened, intake.left, intake.awaited = landing.unopened, landing.left, weather.troubles
    intake.unreached = [(source.kind, source.address, why) for source, why in landing.unreached] + weather.unreached
    intake.known = known = {
        (row["kind"], row["name"], row["sha256"]): row
        for row in warehouse.rows(
            "SELECT kind, name, sha256, bytes, source, current, here, read_as FROM source_file ORDER BY kind, name, sha256"
        )
    }
    intake.arrived = arrived = {(a.kind, a.name) for a in intake.arrivals}
    # What has left its source, is half-written or cannot be reached is not lost: its last content stands until another
    # takes its place. Fetched weather stands as long as a site's card asks for it.
    intake.arrivals += [
        kept_arrival(home, row)
        for (kind, name, _), row in known.items()
        if row["current"] and (kind, name) not in arrived and not row["source"].startswith(FETCHED)
    ]
    silent = {(source.kind, source.address) for source, _ in landing.unreached}
    intake.here = arrived | {(kind, name) for kind, name, _ in intake.left + intake.unopened}
    stood = [row for row in known.values() if row["here"] and (row["kind"], row["source"]) in silent]
    intake.here |= {(row["kind"], row["name"]) for row in stood}
    site_files: list[tuple[str, str]] = sorted((a.name, a.sha256) for a in intake.arrivals if a.kind == "sites")
    site_files += sorted((site, trouble.rule) for site, troubles in weather.troubles.items() for trouble in troubles)
    judges = [_reading_identity(evaluators), site_files, judged_by(fund)]
    intake.identity = hashlib.blake2b(json.dumps(judges).encode(), digest_size=8).hexdigest()
    intake.corrections, intake.said = entered(data)
    corrected = newly_corrected(warehouse, intake.corrections)
    intake.fresh = [
        a
        for a in intake.arrivals
        if a.sha256 in corrected
        or (row := known.get((a.kind, a.name, a.sha256))) is None or not row["current"] or row["read_as"] != intake.identity
    ]
    named = naming(warehouse, intake.fresh)
    intake.fresh += [a for a in intake.arrivals if a.kind == "proposals" and a.name in named and a not in intake.fresh]
    earlier = [
        kept_arrival(home, row)
        for row in known.values()
        if row["kind"] == "proposals" and not row["current"] and row["read_as"] != intake.identity
    ]
    intake.earlier = [a for a in earlier if a not in intake.fresh]
    intake.sites_changed = any(a.kind == "sites" for a in intake.fresh)
    return intake


def anything_new(data: Path, warehouse: Warehouse, evaluators: Mapping[str, Evaluator]) -> bool:
    """Whether an ingest would read anything: to know early which libraries are needed."""
    quiet = find_fresh(data, warehouse, evaluators, near=True)
    return bool(quiet.fresh or quiet.earlier or quiet.unreached)


def read_proposals(
    arrival: Arrival, evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site], corrections: Iterable[Correction] = (),
    beside: Find = nothing_beside,
) -> list[CastProposal]:  # fmt: skip
    """The proposals in one file, as corrected; one of the file's own name, with the reason, where it cannot be read.

    ``beside`` finds a file of proposals by its name: a table that the file may name.
    """
    try:
        documents = readers.read("proposals", arrival.name, arrival.read())
    except Unreadable as refused:
        return [unreadable(arrival, refused.trouble)]
    proposals = []
    for document in documents:
        lay_beside(document, arrival, beside)
        sent = content_hash(document)
        said = lay_over(document, sent, arrival.sha256, corrections)
        proposals.append(_cast(document, arrival, evaluators, sites))
        proposals[-1].sent = sent
        proposals[-1].findings += said
        proposals[-1].format = document.format
    return proposals


def _cast(document: Document, arrival: Arrival, evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]) -> CastProposal:
    try:
        return cast_proposal(document, arrival.name, arrival.sha256, evaluators, sites)
    except Exception as error:  # noqa: BLE001 - whatever one document does to us, the others go on
        found = f"{type(error).__name__}: {error}"[:200]
        trouble = Trouble("cast.failed", document.name[:80], found, "The proposal could not be read.", "Report this file to us.")
        return refused_file(f"{arrival.name}: {document.name[:60]}", arrival.sha256, trouble, arrival.name)


def unreadable(arrival: Arrival, trouble: Trouble) -> CastProposal:
    """A stand-in for a file from which no proposal can be read."""
    return refused_file(arrival.name, arrival.sha256, trouble)


def refused_file(name: str, sha256: str, trouble: Trouble, file: str = "") -> CastProposal:
    """What stands in quarantine under the name of a file itself, with what is wrong in it."""
    proposal = CastProposal(Path(name).name, 0, sha256[:32], file or name, sha256)
    proposal.findings.append(Finding(CRITICAL, trouble.rule, trouble.found, trouble.reason, trouble.remedy, place=trouble.where))
    return proposal


def refused_lines(troubles: list[tuple[str, str, Trouble]]) -> list[CastProposal]:
    """What stands in quarantine for files of lines, one a file, with every line of it that cannot count."""
    files: dict[tuple[str, str], CastProposal] = {}
    for name, sha256, trouble in troubles:
        one = refused_file(name, sha256, trouble)
        if (known := files.setdefault((name, sha256), one)) is not one:
            known.findings += one.findings
    return list(files.values())


def read_sites(data: Path, arrivals: list[Arrival], awaited: Mapping[str, list[Trouble]] | None = None) -> dict[str, Site]:
    """All sites, their weather files of the pvlib wheel included; ``awaited`` says by site what could not be fetched."""
    documents: list[tuple[str, str, Document]] = []
    broken: list[tuple[str, str, Trouble]] = []
    for arrival in arrivals:
        _read_site(documents, broken, arrival)
    for _, _, document in list(documents):
        for fact in document.facts:
            if fact.field == "weather" and fact.raw.startswith(WEATHER_IN_PVLIB):
                try:
                    _read_site(documents, broken, weather_of_pvlib(data, document.name, fact.raw.removeprefix(WEATHER_IN_PVLIB)))
                except OSError:
                    document.troubles.append(
                        Trouble(
                            "weather_file",
                            fact.where,
                            fact.raw,
                            f"pvlib ships no weather file '{fact.raw}'.",
                            "Write the name of a file in the folder 'sites', or pvlib:703165TY.csv.",
                        )
                    )
    for _, _, document in documents:
        if any(fact.field == "weather" for fact in document.facts):
            document.troubles += (awaited or {}).get(document.name, [])
    for name, sha256, trouble in broken:
        documents.append((name, sha256, Document("sites", name.split(".")[0], troubles=[trouble])))
    return gather_sites(documents)


def _read_site(documents: list, broken: list, arrival: Arrival) -> None:
    try:
        found = readers.read("sites", arrival.name, arrival.read())
    except Unreadable as refused:
        broken.append((arrival.name, arrival.sha256, refused.trouble))
        return
    for document in found:
        if arrival.source.startswith(FETCHED):
            document.origin = "reanalysis"
        documents.append((arrival.name, arrival.sha256, document))


def _reading_identity(evaluators: Mapping[str, Evaluator]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    here = Path(__file__).parent
    for name in READING_CODE:
        place = here / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".zlib"):
                digest.update(path.read_bytes())
    # Units, deflators and the bounds of the header decide what a value is.
    for path in sorted((here.parent / "evaluators" / "toolkit").glob("*")):
        if path.suffix in (".py", ".csv"):
            digest.update(path.read_bytes())
    for name in sorted(evaluators):
        digest.update(f"{name}{evaluators[name].all_inputs!r}{evaluators[name].answers!r}{evaluators[name].one_of!r}".encode())
        digest.update(f"{evaluators[name].requires!r}".encode())
    return digest.hexdigest()
