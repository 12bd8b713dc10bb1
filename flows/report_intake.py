"""What came in a run: its files by folder, source and format, and how the proposals in them were judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows import readers
from flows.cast import CastProposal
from flows.facts import Unreadable
from flows.findings import Finding
from flows.ingest import Intake
from flows.landing import Arrival
from flows.sources import KINDS
from scorecards.intake_trend import IntakeRun
from scorecards.warehouse import Warehouse

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
NOT_READABLE = "not readable"

Key = tuple[str, int, str]  # project, version and content


@dataclass
class Place:
    """One source of one folder: how many files it brought; those ``again`` are unchanged and were read again."""

    kind: str
    source: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    again: int = 0
    gone: int = 0


@dataclass
class FormatCount:
    """Files of one format that were read in this run, and what became of the proposals in them."""

    kind: str
    format: str
    files: int = 0
    proposals: int = 0
    refused: int = 0
    warned: int = 0


@dataclass
class Came:
    """What came in one run; ``left`` and ``away`` are (kind, name or address, why)."""

    places: list[Place] = field(default_factory=list)
    formats: list[FormatCount] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    away: list[tuple[str, str, str]] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum over all sources of new, changed, unchanged, again or gone."""
        return sum(getattr(one, name) for one in self.places)


def what_came(intake: Intake, proposals: Iterable[CastProposal], status: Mapping[Key, str], remarked: set[Key]) -> Came:
    """The intake by folder, source and format; ``status`` of each version read, and those ``remarked`` on have a finding."""
    places: dict[tuple[str, str], Place] = {}

    def place(kind: str, source: str) -> Place:
        return places.setdefault((kind, source), Place(kind, source))

    fresh = {(a.kind, a.name, a.sha256) for a in intake.fresh}
    for arrival, state in _states(intake):
        one = place(arrival.kind, arrival.source)
        setattr(one, state, getattr(one, state) + 1)
        one.again += state == UNCHANGED and (arrival.kind, arrival.name, arrival.sha256) in fresh
    gone = [
        row for (kind, name, _), row in intake.known.items() if row["current"] and row["here"] and (kind, name) not in intake.here
    ]
    for row in gone:
        place(row["kind"], row["source"]).gone += 1
    return Came(
        sorted(places.values(), key=lambda one: (KINDS.index(one.kind), one.source)),
        _formats(intake, proposals, status, remarked),
        sorted((row["kind"], row["name"]) for row in gone),
        sorted(intake.left + intake.unopened),
        sorted(intake.unreached),
    )


def _states(intake: Intake) -> Iterable[tuple[Arrival, str]]:
    """Each file that lies in a source now, with what it is: new, changed or unchanged."""
    names = {(kind, name) for kind, name, _ in intake.known}
    for one in intake.arrivals:
        if (one.kind, one.name) in intake.arrived:
            row = intake.known.get((one.kind, one.name, one.sha256))
            same = row is not None and row["current"]
            yield one, UNCHANGED if same else CHANGED if (one.kind, one.name) in names else NEW


def _formats(
    intake: Intake, proposals: Iterable[CastProposal], status: Mapping[Key, str], remarked: set[Key]
) -> list[FormatCount]:
    arrivals = {(a.name, a.sha256): a for a in intake.fresh}
    found: dict[tuple[str, str], FormatCount] = {}
    of_file: dict[tuple[str, str], str] = {}
    told: set[tuple[Key, str, str]] = set()
    for one in proposals:
        arrival = arrivals.get((one.file, one.sha256))
        kind = arrival.kind if arrival else "proposals"
        label = one.format or (NOT_READABLE if kind == "proposals" or arrival is None else _format(arrival))
        of_file.setdefault((one.file, one.sha256), label)
        count = found.setdefault((kind, label), FormatCount(kind, label))
        key = one.key
        if (key, kind, label) in told:
            continue
        told.add((key, kind, label))
        refused = status.get(key) == "quarantined"
        count.proposals += 1
        count.refused += refused
        count.warned += not refused and key in remarked
    for arrival in intake.fresh:
        label = of_file.get((arrival.name, arrival.sha256)) or _format(arrival)
        found.setdefault((arrival.kind, label), FormatCount(arrival.kind, label)).files += 1
    return sorted(found.values(), key=lambda one: (KINDS.index(one.kind), -one.files, one.format))


def _format(arrival: Arrival) -> str:
    """The label of the reader that takes this file."""
    try:
        with arrival.kept.open("rb") as file:
            head = file.read(readers.HEAD_BYTES)
        return str(readers.reader_for(arrival.kind, arrival.name, head).FORMAT)
    except (OSError, Unreadable):
        return NOT_READABLE


def run_counts(
    run_id: str,
    intake: Intake,
    proposals: Iterable[CastProposal],
    came: Came,
    status: Mapping[Key, str],
    findings: Iterable[Finding],
) -> IntakeRun:
    """What the trend keeps of a run: files, and the versions that new and changed ones tell of, with their rules."""
    brought = {(one.name, one.sha256) for one, state in _states(intake) if state != UNCHANGED}
    others = {(one.name, one.sha256) for one in intake.fresh if one.kind != "proposals"}  # what stands for a refused report
    others -= {(one.name, one.sha256) for one in intake.fresh if one.kind == "proposals"}
    files = {(one.key, file) for one in proposals if (file := (one.file, one.sha256)) not in others}
    coming = {key for key, file in files if file in brought}
    said = {(one.rule, one.severity, one.key) for one in findings if one.key in coming}
    refused = {key for key in coming if status.get(key) == "quarantined"}
    return IntakeRun(
        run_id,
        came.total("new"),
        came.total("changed"),
        came.total("unchanged"),
        came.total("gone"),
        len(came.left),
        len(coming),
        len(refused),
        len({key for _, _, key in said} - refused),
        len({key for key, _ in files} - coming),
        dict(Counter((rule, severity) for rule, severity, _ in said)),
    )


def write_counts(warehouse: Warehouse, one: IntakeRun) -> None:
    """Writes what came into the record that the trend is made of."""
    counts = {name: value for name, value in vars(one).items() if name != "rules"}
    with warehouse.transaction():
        warehouse.insert("intake", [counts])
        warehouse.insert(
            "intake_rule",
            [
                {"run_id": one.run_id, "rule": rule, "severity": severity, "proposals": proposals}
                for (rule, severity), proposals in sorted(one.rules.items())
            ],
        )
