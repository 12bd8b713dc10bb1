"""What can only be seen of a version beside those before it, or beside the day: another applicant, a withdrawal to come.

Found anew in every run, so a withdrawal that was sent early takes effect with the first run of its day.
"""

from __future__ import annotations

from datetime import date

from flows.between_proposals import RULES, tied
from flows.cast_dates import year_fraction
from flows.findings import CRITICAL, WARNING, Finding
from scorecards.warehouse import Warehouse

OTHER_APPLICANT = "identity.applicant_changed"
EARLY = "form.withdrawn_early"
SETTLED = (*RULES, OTHER_APPLICANT, EARLY)  # found anew in every run


def other_applicants(warehouse: Warehouse) -> list[Finding]:
    """A warning for each version whose applicant is not that of an accepted version before it."""
    rows = warehouse.rows(
        """
        WITH named AS (
            SELECT *, lower(trim(regexp_replace(applicant, '[[:punct:][:space:]]+', ' ', 'g'))) AS who
            FROM proposal WHERE version > 0 AND applicant <> ''
        )
        SELECT n.project_id, n.version, n.content, n.file, n.applicant, o.version AS before, o.applicant AS applicant_before,
               o.file AS file_before
        FROM named AS n JOIN named AS o
          ON o.project_id = n.project_id AND o.version < n.version AND o.status <> 'quarantined' AND o.who <> n.who
        QUALIFY row_number() OVER (PARTITION BY n.project_id, n.version, n.content ORDER BY o.version DESC, o.content) = 1
        ORDER BY n.project_id, n.version, n.content
        """
    )
    return [
        tied(
            row,
            WARNING,
            OTHER_APPLICANT,
            row["applicant"],
            f"Version {row['version']} of {row['project_id']} is of '{row['applicant']}', and version {row['before']} "
            f"({row['file_before']}) was of '{row['applicant_before']}'.",
            f"Ask both whether the project has changed hands; if not, give this one a number of its own and have version "
            f"{row['before']} stand again.",
            "applicant",
        )
        for row in rows
    ]


def early_withdrawals(warehouse: Warehouse, today: date) -> list[Finding]:
    """A finding for each version that withdraws its project on a day after ``today`` (UTC): until then it does nothing."""
    rows = warehouse.rows(
        "SELECT p.project_id, p.version, p.content, p.file, f.raw FROM proposal AS p JOIN fact AS f "
        "USING (project_id, version, content) WHERE f.grp = 'proposal' AND f.field = 'withdrawn' AND f.low > ? ORDER BY ALL",
        [year_fraction(today)],
    )
    return [
        tied(
            row,
            CRITICAL,
            EARLY,
            row["raw"],
            f"The withdrawal of {row['project_id']} is dated {row['raw'].strip()}, after today: until then the version before "
            "it stands.",
            "Nothing, if the day is right: the run of that day takes it in. Otherwise send it again with the right day.",
            "withdrawn",
        )
        for row in rows
    ]
