"""The validation report: one page of our own that opens from the disk, without network or script.

(Great Expectations' own pages ask a content network and carry a tracking image.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from flows.cast import CastProposal
from flows.expectations.suite import Judgement
from flows.findings import CRITICAL, Finding

FEW = 20  # proposals with remarks that need no table of contents


@dataclass
class _Entry:
    project_id: str
    version: int
    title: str
    applicant: str
    file: str
    anchor: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.severity == CRITICAL for finding in self.findings)


def write_report(
    path: Path, run_id: str, proposals: Iterable[CastProposal], findings: Iterable[Finding], judgements: Iterable[Judgement] = ()
) -> Path:
    """Writes the report of a run to ``path`` (its folder is made), at once or not at all, and returns it.

    Findings that belong to none of ``proposals`` stand apart. The same input gives the same bytes.
    """
    import jinja2

    entries, apart = _entries(proposals, findings)
    refused = [one for one in entries if one.refused]
    warned = [one for one in entries if one.findings and not one.refused]
    accepted = [one for one in entries if not one.findings]
    # What applicants write is hostile: every value is escaped.
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(
        resources.files("flows").joinpath("templates/validation.html.jinja").read_text(encoding="utf-8")
    )
    page = template.render(
        run_id=run_id,
        refused=refused,
        warned=warned,
        accepted=accepted,
        apart=apart,
        judgements=list(judgements),
        contents=len(refused) + len(warned) > FEW,
        counts={
            "read": len(entries),
            "accepted": len(warned) + len(accepted),
            "quarantined": len(refused),
            "warned": len(warned),
        },
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".tmp")
    half.write_text(page, encoding="utf-8")
    half.replace(path)
    return path


def _entries(proposals: Iterable[CastProposal], findings: Iterable[Finding]) -> tuple[list[_Entry], list[Finding]]:
    entries: dict[tuple[str, int, str], _Entry] = {}
    for one in sorted(proposals, key=lambda one: (one.project_id, one.version, one.content, one.file)):
        key = (one.project_id, one.version, one.content)
        if key not in entries:
            entries[key] = _Entry(
                one.project_id, one.version, one.text("title"), one.text("applicant"), one.file, f"p{len(entries) + 1}"
            )
    apart = []
    for finding in findings:
        entry = entries.get((finding.project_id, finding.version, finding.content))
        if entry is None:
            apart.append(finding)
        elif finding not in entry.findings:
            entry.findings.append(finding)
    for entry in entries.values():
        entry.findings.sort(key=lambda finding: finding.severity != CRITICAL)
    return list(entries.values()), apart
