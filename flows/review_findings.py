"""What is seen of reviews beside the proposals: a reviewer of the applicant's own, another version, a number nobody knows."""

from __future__ import annotations

import difflib
from typing import Any

from flows.between_proposals import tied
from flows.findings import WARNING, Finding
from flows.review_lines import one_name
from scorecards.warehouse import Warehouse

BY_APPLICANT, OTHER_VERSION = REVIEW_RULES = ("review.by_applicant", "review.other_version")
MOST_NAMED = 20
# The version of each proposal that stands, or would, were it evaluated.
STANDING = """
    SELECT project_id, version, content, file, applicant FROM proposal WHERE status = 'accepted' AND version > 0
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY version DESC, content) = 1
"""
# Of the SF-424: who signs for the applicant, in one field or as first and last name.
SIGNS = """
    SELECT project_id, version, content, string_agg(raw, ' ' ORDER BY field) AS name FROM fact
    WHERE grp = 'form' AND (field LIKE '%AORSignature'
      OR (field LIKE '%AuthorizedRepresentative.%' AND (field LIKE '%FirstName' OR field LIKE '%LastName')))
    GROUP BY project_id, version, content, field LIKE '%AORSignature'
"""


def review_warnings(warehouse: Warehouse) -> list[Finding]:
    """A warning for each reviewer who is the applicant or signs for it, and for each judgement of another version."""
    said = warehouse.rows(
        "SELECT project_id, reviewer AS who, criterion, proposal_version, file, place, 'review' AS what FROM review "
        "WHERE round <> 'panel' UNION ALL "
        'SELECT project_id, by_whom, criterion, proposal_version, source, entry, \'override\' FROM "override" WHERE stands '
        "ORDER BY ALL"
    )
    if not said:
        return []
    standing = {row["project_id"]: row for row in warehouse.rows(STANDING)}
    names = _applicants(warehouse, standing)
    found: dict[tuple[str, ...], Finding] = {}
    key: tuple[str, ...]
    for row in said:
        of = standing.get(row["project_id"])
        if of is None:
            continue
        if one_name(row["who"]) in names[of["project_id"]]:
            reason = f"{row['who']} judges {of['project_id']} and is, by the name, the applicant or signs for it."
            remedy = "Ask whether they are one; if so, have a conflict of interest declared: no point of theirs counts then."
            key = (BY_APPLICANT, of["project_id"], one_name(row["who"]))
            found.setdefault(key, tied(of, WARNING, BY_APPLICANT, row["who"], reason, remedy, ""))
        if row["proposal_version"] is not None and row["proposal_version"] != of["version"]:
            read = row["proposal_version"]
            reason = f"{row['who']} judged version {read} of {of['project_id']}; version {of['version']} stands."
            remedy = "Ask whether the points hold for this version; until another is given, they count."
            key = (OTHER_VERSION, of["project_id"], one_name(row["who"]), str(read))
            found.setdefault(key, tied(of, WARNING, OTHER_VERSION, str(read), reason, remedy, ""))
    return list(found.values())


def waiting_reviews(warehouse: Warehouse) -> str:
    """A sentence on reviews of proposals that have not come in, with the nearest number of each; "" where there are none."""
    waiting = warehouse.rows(
        "SELECT DISTINCT project_id FROM review WHERE project_id NOT IN (SELECT project_id FROM proposal) ORDER BY ALL"
    )
    if not waiting:
        return ""
    proposals = warehouse.rows("SELECT DISTINCT project_id FROM proposal WHERE version > 0 ORDER BY ALL")
    known = [row["project_id"] for row in proposals]
    names = []
    for row in waiting[:MOST_NAMED]:
        near = difflib.get_close_matches(row["project_id"][:80], known, n=2)
        names.append(row["project_id"] + (f" (nearest: {', '.join(near)})" if near else ""))
    more = f" and {len(waiting) - MOST_NAMED} more" if len(waiting) > MOST_NAMED else ""
    return f"Reviews of {', '.join(names)}{more} wait: no such proposal has come in. Check the number."


def _applicants(warehouse: Warehouse, standing: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    names = {project: {one_name(row["applicant"] or "")} - {""} for project, row in standing.items()}
    for row in warehouse.rows(SIGNS):
        of = standing.get(row["project_id"])
        if of is not None and (of["version"], of["content"]) == (row["version"], row["content"]):
            names[row["project_id"]].add(one_name(row["name"]))
    return names
