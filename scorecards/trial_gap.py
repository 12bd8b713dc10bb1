"""What a capture trial delivered of its nameplate beside what its scorecard supposes of such a plant, in plain words.

A scorecard judges a plant as its proposal states it and its technology runs; a report does not change it until the proposal
does. So both stand side by side: a reader of the card must not take the use that is supposed for one that was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorecards.stored_inputs import stored_inputs
from scorecards.table import NotFound
from scorecards.trial_reports import Report, reports

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection

CAPTURE = "carbon_capture"
_YEARS = 30


def reported_beside_supposed(connection: DuckDBPyConnection, project: str) -> str:
    """One sentence for the scorecard of ``project``: reported use of nameplate and the use its card supposes.

    "" where it has reported no tonnes, has no evaluation that went well, or is not one capture plant alone (then nobody can say
    which plant the tonnes are of).
    """
    report = reports(connection).get(project)
    if report is None:
        return ""
    try:
        blocks = stored_inputs(connection, project).blocks
    except NotFound:
        return ""
    facts = [block["facts"] for block in blocks if block["technology"] == CAPTURE]
    return in_words(report, nameplate(facts[0]), facts[0]["technology"]) if len(facts) == 1 else ""


def in_words(report: Report, capacity: float, technology: str) -> str:
    """The same of a plant of ``capacity`` [tonne/year] of ``technology``, a row of technologies.csv, at its medians."""
    import numpy as np

    from evaluators.carbon_capture.tables import TECHNOLOGIES

    row = TECHNOLOGIES.medians(technology)
    use, year = supposed_use(row)[0], operating_year(report)
    grown = int(np.ceil(row.ramp_years)) + 1
    share = report.delivered / capacity
    told = (
        f"{report.project} reported {share:.0%} of nameplate over its last year ({report.delivered:,.0f} of {capacity:,.0f} "
        f"tonne/year). Its scorecard supposes {use[year - 1]:.0%} in that year, year {year} of operation, and "
        f"{row.utilisation:.0%} from year {grown} on."
    )
    if 0 < share < use[year - 1]:
        told += (
            f" At the reported use a tonne would carry {row.utilisation / share:.1f} times the building cost that it carries "
            f"from year {grown} on."
        )
    return told


def supposed_use(technology: Mapping[str, Any]) -> np.ndarray:
    """Use of nameplate [1] that the evaluator supposes of a row ``technology`` in each year of operation, (draws or 1, 30)."""
    from evaluators.carbon_capture.ramp import utilisation_per_year

    return utilisation_per_year(technology["utilisation"], technology["first_year"], technology["ramp_years"], _YEARS)


def operating_year(report: Report) -> int:
    """The year of operation that ends with the last report: 1 for the first."""
    return min(max(-(-(report.until - report.started).days // 366), 1), _YEARS)


def nameplate(facts: Mapping[str, Any]) -> float:
    """Nameplate of a plant [tonne/year] as stored, the middle of a range."""
    capacity = facts["capacity"]
    return float(sum(capacity) / len(capacity)) if isinstance(capacity, list | tuple) else float(capacity)
