"""``cleanfund validate PATH...``: the data contract alone, on files that need not lie in the fund's folders."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from evaluators.toolkit.contract import Evaluator
from flows.connectors import FETCHED, fetch_weather
from flows.corrections import entered
from flows.expectations.cards import strange_lines
from flows.facts import Trouble, Unreadable
from flows.findings import CRITICAL, WARNING, Finding
from flows.fund import Fund, read_fund
from flows.ingest import read_proposals, read_sites
from flows.landing import Arrival, kept_arrival
from flows.named_files import NamedFile, far_files, near_files, standing_files
from flows.progress import Progress, Silent
from flows.progress_reports import WARNINGS, read_progress
from flows.reviews import read_reviews
from flows.site_columns import column_findings
from flows.sites import Site
from flows.tables_beside import without_tables
from flows.validate import Known, validate
from scorecards.warehouse import NothingPublished, open_snapshot, rows

FINE = "ok"
Reader = Callable[[list[Arrival]], tuple[list[dict[str, Any]], list[tuple[str, str, Trouble]]]]


def validate_paths(
    paths: Iterable[str | Path],
    data: Path,
    evaluators: Mapping[str, Evaluator] | None = None,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """One row a finding, as ``Finding`` has it; and for a file without any, one of severity "ok".

    A path is a file, a folder (all files in it) or an address. Sites, reviews and progress reports of ``data`` count as well,
    and what it published. Nothing is written there. Raises NotThere, Unreached or SettingBroken for a path that is not to be had.
    """
    if evaluators is None:
        from evaluators.toolkit.discovery import find_evaluators

        evaluators = find_evaluators().evaluators
    progress, fund = progress or Silent(), read_fund(data)
    with tempfile.TemporaryDirectory(prefix="cleanfund-") as elsewhere:
        # What is fetched, and weather out of the pvlib wheel, is landed, but not in the fund's own landing zone.
        return _Trial(data, fund, evaluators, progress, Path(elsewhere)).of([str(path) for path in paths])


class _Trial:
    """One call: what was found so far, and what is known of the fund."""

    def __init__(self, data: Path, fund: Fund, evaluators: Mapping[str, Evaluator], progress: Progress, elsewhere: Path):
        self.data, self.fund, self.evaluators, self.progress, self.elsewhere = data, fund, evaluators, progress, elsewhere
        self.snapshot = _Snapshot(data)
        self.corrections, _ = entered(data)  # of the very file at hand, as a run would read it
        self.findings: list[Finding] = []

    def of(self, paths: list[str]) -> list[dict[str, Any]]:
        files = self._named(paths)
        self.progress.stage("Reading", len(files))
        proposals, others = [one for one in files if one.kind == "proposals"], [one for one in files if one.kind != "proposals"]
        held: dict[str, list[Arrival]] = {}
        for one in others:  # before the proposals: among them may be their sites
            for arrival in self._taken(one):
                held.setdefault(arrival.kind, []).append(arrival)
        sites = self._sites(held.get("sites", [])) if proposals or held.keys() & {"proposals", "sites"} else {}
        cast = [
            proposal
            for arrival in held.get("proposals", [])
            for proposal in read_proposals(arrival, self.evaluators, sites, self.corrections)
        ]
        for one in proposals:  # each let go of once it is cast
            for arrival in self._taken(one):
                cast += read_proposals(arrival, self.evaluators, sites, self.corrections, partial(_beside, one))
        cast = without_tables(cast)
        note = "with Great Expectations, which takes some seconds to load" if cast else ""
        self.progress.stage("Judging", None, note)
        known = self.snapshot.standing({one.project_id for one in cast})
        # A site's facts know their file by its bare name; what the fund's own say is told of the proposal at hand.
        bare = {Path(one.name).name: one.name for one in held.get("sites", [])}
        named, homes = {one.name for one in files}, {one.content: one.file for one in cast}
        for found in validate(cast, self.evaluators, sites, known=known, fund=self.fund):
            file = bare.get(found.file, found.file)
            if file not in named and found.content not in homes:
                continue  # said of what stands already; of the form at hand it is said as well
            place = found.place if file in named else ", ".join(filter(None, (file, found.place)))
            self.findings.append(replace(found, file=file if file in named else homes[found.content], place=place))
        self.findings += _site_findings(held.get("sites", []), sites, self.evaluators)
        self.findings += self._strange_lines(bare, sites)
        self._compare("reviews", partial(read_reviews, most=self.fund.review_maxima), held.get("reviews", []))
        reported = self._compare("progress", read_progress, held.get("progress", []))
        self.findings += self._awaiting(reported, {one.project_id for one in cast})
        refused = {one.content for one in self.findings if one.content}
        faulty = {one.file for one in self.findings} | {one.file for one in cast if one.content in refused}
        fine = [Finding(FINE, "", "", "Nothing is wrong with it.", "", file=one.name) for one in files if one.name not in faulty]
        return [asdict(one) for one in sorted([*self.findings, *fine], key=_order)]

    def _named(self, paths: list[str]) -> list[NamedFile]:
        found: dict[str, NamedFile] = {}
        for path in paths:
            if "://" not in path:
                found |= {one.name: one for one in near_files(Path(path), self.fund.content, self.data)}
                continue
            self.progress.stage("Fetching", None, path)
            files, landing = far_files(path, self.fund.content, self.data, self.elsewhere)
            found |= {one.name: one for one in files}
            for _, name, why in landing.left + landing.unopened:
                reason = f"The file was not fetched: {why}."
                trouble = Trouble("file.not_fetched", "", name, reason, "Mend that, or try again later.")
                self.findings.append(_of_file(f"{path.rstrip('/')}/{name}", trouble))
        return list(found.values())

    def _taken(self, file: NamedFile) -> list[Arrival]:
        """The file as it was read, or nothing, and why."""
        self.progress.advance()
        try:
            return [file.taken()]
        except Unreadable as refused:
            self.findings.append(_of_file(file.name, refused.trouble))
            return []

    def _lying(self, kind: str, mine: list[Arrival]) -> list[Arrival]:
        """The fund's own files of a kind; a file at hand stands for the fund's own of the same name."""
        names = {Path(one.name).name for one in mine}
        found: list[Arrival] = []
        for file in standing_files(kind, self.fund.content, self.data):
            if Path(file.name).name not in names:
                try:
                    found.append(file.taken())
                except Unreadable:
                    continue  # it is not asked about
        names |= {Path(one.name).name for one in found}
        return found + [one for one in self.snapshot.kept(kind) if Path(one.name).name not in names]

    def _sites(self, mine: list[Arrival]) -> dict[str, Site]:
        lying = self._lying("sites", mine)
        names = {Path(one.name).name for one in (*mine, *lying)}
        weather = fetch_weather(self.data, lying, self.fund.content, near=True).arrivals  # as the last run fetched it
        lying += [one for one in weather if one.name not in names]
        return read_sites(self.elsewhere, [replace(one, name=Path(one.name).name) for one in [*lying, *mine]])

    def _strange_lines(self, files: Mapping[str, str], sites: Mapping[str, Site]) -> list[Finding]:
        """What is strange about lines of the cards at hand, where no proposal at hand has told of it."""
        told = {(one.file, one.field, one.rule) for one in self.findings}
        found = [line for site in sites.values() for line in strange_lines(site, self.evaluators) if line.file in files]
        mine = [replace(line, file=files[line.file]) for line in found]
        return [line for line in mine if (line.file, line.field, line.rule) not in told]

    def _compare(self, kind: str, read: Reader, mine: list[Arrival]) -> list[dict[str, Any]]:
        """What ``mine`` adds to the fund's own lines; a line may also be at odds with what was said before."""
        if not mine:
            return []
        lying = self._lying(kind, mine)
        before = {(name, trouble) for name, _, trouble in read(lying)[1]}
        found, troubles = read([*lying, *mine])
        self.findings += [_of_file(name, trouble) for name, _, trouble in troubles if (name, trouble) not in before]
        names = {one.name for one in mine}
        return [row for row in found if row["file"] in names]

    def _awaiting(self, reported: list[dict[str, Any]], mine: set[str]) -> list[Finding]:
        """Reports of projects that the fund does not know; nothing where it has published nothing."""
        known = self.snapshot.projects()
        if known is None:
            return []
        first = {row["project_id"]: row for row in reversed(reported) if row["project_id"] not in known | mine}
        reason, remedy = "No proposal of this number has come in.", "Check the number; if it is right, the report waits for it."
        return [
            Finding(WARNING, "progress.unknown_project", name, reason, remedy, field="project", place=row["place"],
                    file=row["file"], project_id=name)
            for name, row in first.items()
        ]  # fmt: skip


class _Snapshot:
    """What the fund has taken in, by the snapshot that staff see; nothing where there is none."""

    def __init__(self, data: Path):
        self.data = data

    def _rows(self, query: str, values: list[Any]) -> list[dict[str, Any]] | None:
        try:
            connection = open_snapshot(self.data)
        except NothingPublished:
            return None
        with connection:
            return rows(connection, query, values)

    def standing(self, projects: set[str]) -> list[Known]:
        """The contents that stand under these numbers."""
        found = self._rows(
            "SELECT DISTINCT project_id, version, content, file FROM proposal "
            "JOIN standing AS t USING (project_id, version, content) WHERE t.run_id = (SELECT run_id FROM snapshot) "
            "AND list_contains(?, project_id) ORDER BY ALL",
            [sorted(projects)],
        )
        said = "{} (taken in before)"
        return [Known(row["project_id"], row["version"], row["content"], said.format(row["file"])) for row in found or []]

    def projects(self) -> set[str] | None:
        """The numbers of all projects."""
        found = self._rows("SELECT DISTINCT project_id FROM proposal", [])
        return None if found is None else {row["project_id"] for row in found}

    def kept(self, kind: str) -> list[Arrival]:
        """The files that came from sources elsewhere, as they landed; fetched weather is asked for by its cards."""
        found = self._rows(
            "SELECT kind, name, sha256, bytes, source FROM source_file WHERE kind = ? AND current AND here "
            "AND NOT starts_with(source, ?) ORDER BY name",
            [kind, FETCHED],
        )
        return [one for row in found or [] if (one := kept_arrival(self.data, row)).kept.exists()]


def _site_findings(
    arrivals: list[Arrival], sites: Mapping[str, Site], evaluators: Mapping[str, Evaluator]
) -> list[Finding]:
    """What the readers said of a site file; its numbers are judged with the proposals that use it."""
    found = []
    for arrival in arrivals:
        site = sites.get(Path(arrival.name).name.split(".")[0])
        found += [
            _of_file(arrival.name, trouble)
            for trouble in (site.troubles if site else [])
            if trouble.where.startswith(Path(arrival.name).name)
        ]
        columns = column_findings(site, evaluators.values()) if site else []
        found += [replace(one, file=arrival.name) for one in columns if one.file == Path(arrival.name).name]
    return found


def _of_file(name: str, trouble: Trouble) -> Finding:
    severity = WARNING if trouble.rule in WARNINGS else CRITICAL
    return Finding(severity, trouble.rule, trouble.found, trouble.reason, trouble.remedy, place=trouble.where, file=name)


def _order(one: Finding) -> tuple[str, ...]:
    return (one.file, one.project_id, one.block, one.field, one.rule, one.place)


def _beside(form: NamedFile, name: str) -> Arrival | None:
    """The file of this name in the folder of a form, where there is one."""
    try:
        return NamedFile(name, form.path.with_name(Path(name).name), "proposals").taken()
    except Unreadable:
        return None
