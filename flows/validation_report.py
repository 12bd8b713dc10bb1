"""The validation report: one page of our own that opens from the disk, without network or script.

(Great Expectations' own pages ask a content network and carry a tracking image.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.cast import CastProposal
from flows.expectations.suite import Judgement
from flows.findings import CRITICAL, Finding
from flows.readers._text import visible
from flows.report_changes import Group
from flows.report_intake import Came, Key
from flows.report_trends import HEIGHT, LEFT, NO_MEANINGS, WIDTH, percent, trends
from scorecards.intake_trend import IntakeRun

FEW = 20  # proposals with remarks that need no table of contents; names in a list that goes on
FOLDED = 200  # names from which on a list is folded
MOST_NAMES = 10_000  # in one list
MOST_IN_FULL = {True: 2_000, False: 500}  # findings told in full, of refused proposals and of others
MOST_OF_ONE = 20  # findings of one proposal told in full


@dataclass
class Entry:
    """One version of a proposal with what was found in it; ``anchor`` is set where the page tells it in full."""

    project_id: str
    version: int
    title: str
    applicant: str
    file: str
    findings: list[Finding] = field(default_factory=list)
    status: str = ""
    anchor: str = ""

    @property
    def refused(self) -> bool:
        """Whether it stands in quarantine: a critical finding may have been released."""
        return self.status == "quarantined"

    @property
    def told(self) -> list[Finding]:
        """The findings told in full."""
        return self.findings[:MOST_OF_ONE]


@dataclass
class RuleCount:
    """How often one rule spoke: of how many proposals, with an example, and the first of them."""

    rule: str
    severity: str
    example: Finding
    entries: list[Entry] = field(default_factory=list)
    findings: int = 0


def write_report(
    path: Path,
    run_id: str,
    proposals: Iterable[CastProposal],
    findings: Iterable[Finding],
    judgements: Iterable[Judgement] = (),
    *,
    not_judged: Sequence[str] = (),
    status: Mapping[Key, str] | None = None,
    came: Came | None = None,
    since: Sequence[Group] | None = None,
    runs: Sequence[IntakeRun] = (),
    meanings: Mapping[str, str] = NO_MEANINGS,
) -> Path:
    """Writes the report of a run to ``path`` (its folder is made), at once or not at all, and returns it.

    Findings that belong to none of ``proposals`` stand apart. Without ``status``, a critical finding refuses. ``since``
    is what changed since the last run, None on the first; ``runs`` are this one and those before, oldest first,
    ``meanings`` what each rule that they name asks for.
    The same input gives the same bytes.
    """
    import jinja2

    entries, apart = _entries(proposals, findings, status)
    refused = [one for one in entries.values() if one.refused]
    warned = [one for one in entries.values() if one.findings and not one.refused]
    for group in (refused, warned):
        _choose(group)
    # What applicants write is hostile: every value is escaped.
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.PackageLoader("flows", "templates"),
        finalize=_shown,
    )
    environment.filters |= {"number": "{:,}".format, "percent": percent}
    page = environment.get_template("validation.html.jinja").render(
        run_id=run_id,
        entries=entries,
        refused=refused,
        warned=warned,
        accepted=[one for one in entries.values() if not one.findings],
        apart=apart,
        rules=_rules(refused + warned),
        judgements=list(judgements),
        not_judged=not_judged,
        came=came or Came(),
        since=since,
        runs=runs,
        trends=trends(runs, meanings),
        size={"width": WIDTH, "height": HEIGHT, "left": LEFT},
        few=FEW,
        folded=FOLDED,
        most=MOST_NAMES,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".tmp")
    half.write_text(page, encoding="utf-8", errors="backslashreplace")
    half.replace(path)
    return path


def _shown(value: object) -> object:
    """What is hidden in a text, such as the name of a file, written out; what is markup already is made of such texts."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _entries(
    proposals: Iterable[CastProposal], findings: Iterable[Finding], status: Mapping[Key, str] | None
) -> tuple[dict[Key, Entry], list[Finding]]:
    entries: dict[Key, Entry] = {}
    for one in sorted(proposals, key=lambda one: (one.project_id, one.version, one.content, one.file)):
        if one.key not in entries:
            entries[one.key] = Entry(one.project_id, one.version, one.text("title"), one.text("applicant"), one.file)
    apart: dict[Finding, None] = {}
    of_entry: dict[Key, dict[Finding, None]] = {}
    for finding in findings:
        (of_entry.setdefault(finding.key, {}) if finding.key in entries else apart).setdefault(finding)
    for key, entry in entries.items():
        entry.findings = sorted(of_entry.get(key, ()), key=lambda finding: finding.severity != CRITICAL)
        broken = any(finding.severity == CRITICAL for finding in entry.findings)
        entry.status = (status or {}).get(key, "") or ("quarantined" if broken else "accepted")
    return entries, list(apart)


def _choose(group: list[Entry]) -> None:
    """Gives an anchor to those that the page tells in full: the first, until there are many findings."""
    room = MOST_IN_FULL[bool(group) and group[0].refused]
    for number, entry in enumerate(group, start=1):
        room -= len(entry.told)
        if room < 0:
            return
        entry.anchor = f"{'r' if entry.refused else 'w'}{number}"


def _rules(entries: Iterable[Entry]) -> list[RuleCount]:
    """Each rule that spoke: those that refuse first, of these the one that speaks of the most proposals."""
    found: dict[tuple[str, str], RuleCount] = {}
    for entry in entries:
        for finding in entry.findings:
            one = found.setdefault((finding.rule, finding.severity), RuleCount(finding.rule, finding.severity, finding))
            one.findings += 1
            if not one.entries or one.entries[-1] is not entry:
                one.entries.append(entry)
    return sorted(found.values(), key=lambda one: (one.severity != CRITICAL, -len(one.entries), -one.findings, one.rule))
