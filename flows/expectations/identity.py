"""One id and version, one content: two that differ under one name are both refused, for nobody can tell which counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.cast import CastProposal
from flows.expectations.facts import stated
from flows.expectations.suite import Rule, Suite, table
from flows.findings import CRITICAL, Finding

COLUMNS = {"project": "str", "version": "int64", "content": "str"}


@dataclass(frozen=True)
class Known:
    """A proposal by its name alone: one of the batch, or one taken in by an earlier run."""

    project_id: str
    version: int
    content: str
    file: str
    place: str = ""


def identity_suite(proposals: list[CastProposal], known: Iterable[Known] = ()) -> Suite:
    """One row a content; the same content in two files is one row. Version 0 (not readable) is left out of the rule."""
    everyone = [
        Known(one.project_id, one.version, one.content, one.file, stated(one, "proposal", "", "id")[1] or "id")
        for one in proposals
    ]
    by_content: dict[tuple[str, int, str], list[Known]] = {}
    for one in (*everyone, *known):
        by_content.setdefault((one.project_id, one.version, one.content), []).append(one)
    keys = sorted(by_content)
    rows = [dict(zip(COLUMNS, key, strict=True)) for key in keys]

    def say(row: int) -> list[Finding]:
        project, version, content = keys[row]
        others = sorted({o.file for key in keys if key[:2] == (project, version) and key[2] != content for o in by_content[key]})
        findings = []
        for one in by_content[keys[row]]:
            finding = Finding(
                CRITICAL,
                "identity.two_contents",
                project,
                f"The proposal '{project}', version {version}, stands in {one.file} "
                f"and with other content in {', '.join(others)}.",
                f"If one corrects the other, give it version {version + 1}; if they are two projects, give one another id.",
                field="id",
                place=one.place or "id",
            )
            findings.append(finding.of(content=content, project_id=project, version=version, file=one.file))
        return findings

    rule = Rule(
        "identity.two_contents",
        "No two proposals have one id and version but other content",
        CRITICAL,
        "ExpectCompoundColumnsToBeUnique",
        {"column_list": ["project", "version"], "row_condition": "version>0", "condition_parser": "pandas"},
        say,
    )
    able = (rule,) if any(version > 0 for _, version, _ in keys) else ()
    return Suite("identity", table(rows, COLUMNS), ("row_id", *COLUMNS), able)
