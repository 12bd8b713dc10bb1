"""What can only be seen of several proposals together: contradictions, resubmissions, an applicant who asks for much.

Found anew in every run from what the warehouse holds, so the order in which files came makes no difference.
"""

from __future__ import annotations

from typing import Any

from flows.findings import CRITICAL, WARNING, Finding
from flows.fund import Fund
from scorecards.warehouse import Warehouse

SAME_VERSION = "identity.two_contents"
RESUBMITTED = "identity.resubmitted"
APPLICANT_SHARE = "form.applicant_share"
RULES = (SAME_VERSION, RESUBMITTED, APPLICANT_SHARE)

# Numbers that many projects share say nothing of likeness; those that so few share do.
FEW = 20
LEAST_SHARED = 4  # all numbers of the shorter proposal, or
MOST_LIKELY = 6  # so many of them, and this share:
LIKE = 0.8
NOT_TELLING = (
    "version", "submitted", "operation_start", "construction_start", "price_year", "estimate_class", "maturity",
    "cost_of_capital", "withdrawn", "hub_cost",
)  # fmt: skip

# Not what a file's bytes are no longer read as, under a correction that was undone since.
STILL_READ = """(
    sha256 NOT IN (SELECT sha256 FROM told) OR (project_id, version, content) IN (SELECT project_id, version, content FROM told)
)"""
# The version of each project that counts: the highest that is accepted, none where a higher one withdraws it.
COUNTING = f"""
    SELECT * FROM proposal WHERE status IN ('accepted', 'withdrawn') AND {STILL_READ}
    -- Of several contents of one version, the one that a file tells now; a replaced one only where there is no other.
    QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY version DESC, status DESC, EXISTS (
        SELECT 1 FROM told AS t JOIN source_file AS s ON s.sha256 = t.sha256 AND s.name = t.name AND s.current
        WHERE t.project_id = proposal.project_id AND t.version = proposal.version AND t.content = proposal.content
    ) DESC, content) = 1
"""  # noqa: S608 - our own text


def contradictions(warehouse: Warehouse) -> list[Finding]:
    """One finding for each of several contents under one id and version.

    A content that has been replaced counts only where it has already stood in a ranking: a refused one may be
    corrected under its own version. Another reading of the same bytes, by a newer version of ours, replaces the older one.
    """
    rows = warehouse.rows(
        """
        WITH told_now AS (
            SELECT t.project_id, t.version, t.content, min(t.name) AS file, list(t.sha256) AS hashes,
                   min(t.sha256) AS sha256, true AS now
            FROM told AS t JOIN source_file AS s
              ON s.sha256 = t.sha256 AND s.name = t.name AND s.kind = 'proposals' AND s.current AND s.here
            GROUP BY ALL
        ), counted AS (
            SELECT * EXCLUDE (hashes) FROM told_now
            UNION
            SELECT p.project_id, p.version, p.content, p.file, p.sha256, false FROM proposal AS p
            JOIN standing USING (project_id, version, content)
            WHERE (p.project_id, p.version, p.content) NOT IN (SELECT project_id, version, content FROM told_now)
              AND NOT EXISTS (SELECT 1 FROM told_now AS t WHERE t.project_id = p.project_id AND t.version = p.version
                              AND list_contains(t.hashes, p.sha256))
        )
        SELECT project_id, version, content, file, list(struct_pack(
                   file := file, was := NOT now, sha256 := sha256,
                   came := (SELECT min(s.first_run) FROM source_file AS s WHERE s.sha256 = counted.sha256)
               )) OVER (PARTITION BY project_id, version) AS contents
        FROM counted
        QUALIFY count(*) OVER (PARTITION BY project_id, version) > 1 AND version > 0
        ORDER BY project_id, version, content
        """
    )
    return [
        tied(
            row,
            CRITICAL,
            SAME_VERSION,
            f"version {row['version']}",
            f"Version {row['version']} of {row['project_id']} was sent with different contents: "
            f"{', '.join(_called(row['contents']))}.",
            f"Keep one of them. If it is a correction, send it as version {row['version'] + 1}.",
            "version",
        )
        for row in rows
    ]


def _called(contents: list[dict[str, Any]]) -> list[str]:
    """The files of several contents; where one of them has been replaced since, which is of then and which of now."""
    if not any(one["was"] for one in contents):
        return sorted({one["file"] for one in contents})
    in_time = sorted(contents, key=lambda one: (not one["was"], one["came"] or "", one["file"], one["sha256"]))
    return [
        f"{one['file']} {'then' if one['was'] else 'now'} ({_day(one['came'])}, sha256 {one['sha256'][:12]})" for one in in_time
    ]


def _day(run: str | None) -> str:
    """The day of a run, which its id begins with."""
    return f"first read on {run[:4]}-{run[4:6]}-{run[6:8]}" if run else "first read in a run of old"


def resubmissions(warehouse: Warehouse) -> list[Finding]:
    """A warning for each of two projects that state the same numbers under different names."""
    rows = warehouse.rows(
        f"""
        WITH counting AS ({COUNTING}), stated AS (
            SELECT DISTINCT f.project_id, f.grp || '.' || f.field AS name, f.low, f.high
            FROM fact AS f JOIN counting AS c USING (project_id, version, content)
            WHERE c.status = 'accepted' AND f.grp IN ('proposal', 'budget', 'given', 'claim') AND f.low IS NOT NULL
              AND f.low <> 0 AND NOT list_contains(?, f.field)
        ), shared AS (
            SELECT name, low, high FROM stated GROUP BY ALL HAVING count(*) BETWEEN 2 AND ?
        ), pairs AS (
            SELECT a.project_id AS one, b.project_id AS other
            FROM stated AS a JOIN shared USING (name, low, high) JOIN stated AS b USING (name, low, high)
            WHERE a.project_id < b.project_id GROUP BY ALL HAVING count(*) >= ?
        ), sizes AS (
            SELECT project_id, count(*) AS n FROM stated GROUP BY ALL
        ), alike AS (
            SELECT p.one, p.other, count(*) AS same, least(any_value(m.n), any_value(o.n)) AS of_all
            FROM pairs AS p JOIN stated AS a ON a.project_id = p.one
            JOIN stated AS b ON b.project_id = p.other AND b.name = a.name AND b.low = a.low AND b.high = a.high
            JOIN sizes AS m ON m.project_id = p.one JOIN sizes AS o ON o.project_id = p.other
            GROUP BY ALL HAVING count(*) >= ? * least(any_value(m.n), any_value(o.n))
              AND (count(*) >= ? OR count(*) = least(any_value(m.n), any_value(o.n)))
        ), twice AS (
            SELECT one AS project_id, other, same, of_all FROM alike
            UNION ALL SELECT other, one, same, of_all FROM alike
        )
        SELECT c.project_id, c.version, c.content, c.file, b.other, b.same, b.of_all, o.title AS other_title,
               o.applicant AS other_applicant, o.file AS other_file
        FROM twice AS b JOIN counting AS c USING (project_id) JOIN counting AS o ON o.project_id = b.other
        ORDER BY c.project_id, b.other
        """,  # noqa: S608 - no text of anybody's enters
        [list(NOT_TELLING), FEW, LEAST_SHARED, LIKE, MOST_LIKELY],
    )
    return [
        tied(
            row,
            WARNING,
            RESUBMITTED,
            row["other"],
            f"{row['same']} of {row['of_all']} numbers are those of {row['other']} ('{row['other_title']}' of "
            f"{row['other_applicant']}, {row['other_file']}): it may be one project under two names.",
            f"Ask the applicant; if it is one project, withdraw one of the two: cleanfund withdraw {row['project_id']}.",
            "id",
        )
        for row in rows
    ]


def large_applicants(warehouse: Warehouse, fund: Fund) -> list[Finding]:
    """A warning for each proposal of an applicant who asks for more than the fund's ``applicant_share`` of its pool."""
    if fund.pool is None:
        return []
    rows = warehouse.rows(
        f"""
        WITH counting AS ({COUNTING}), asked AS (
            SELECT c.project_id, c.version, c.content, c.file, c.applicant, (f.low + f.high) / 2 AS grant_requested
            FROM counting AS c JOIN fact AS f USING (project_id, version, content)
            WHERE c.status = 'accepted' AND f.grp = 'proposal' AND f.field = 'grant_requested' AND f.low IS NOT NULL
        )
        SELECT *, sum(grant_requested) OVER same AS whole, list_sort(list(project_id) OVER same) AS projects FROM asked
        WINDOW same AS (PARTITION BY lower(trim(regexp_replace(applicant, '[[:punct:][:space:]]+', ' ', 'g'))))
        QUALIFY whole > ?
        ORDER BY project_id
        """,  # noqa: S608
        [fund.applicant_share * fund.pool],
    )
    return [
        tied(
            row,
            WARNING,
            APPLICANT_SHARE,
            row["applicant"],
            f"{row['applicant']} asks for {row['whole'] / 1e6:,.0f} MUSD2024 in {', '.join(dict.fromkeys(row['projects']))}: "
            f"{row['whole'] / fund.pool:.0%} of the pool; the fund looks twice above {fund.applicant_share:.0%}.",
            "Let the council know; fund.yaml names the share: applicant_share.",
            "applicant",
        )
        for row in rows
    ]


def tied(row: dict[str, Any], severity: str, rule: str, found: str, reason: str, remedy: str, field: str) -> Finding:
    """A finding of the proposal that ``row`` names."""
    return Finding(
        severity, rule, found, reason, remedy, field=field, place="header", file=row["file"],
        project_id=row["project_id"], version=row["version"], content=row["content"],
    )  # fmt: skip
