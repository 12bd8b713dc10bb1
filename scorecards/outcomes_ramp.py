"""What a capture plant's year of operation is supposed to give of its mean over life: its first years are slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorecards.stored_inputs import stored_inputs
from scorecards.table import NotFound
from scorecards.trial_gap import CAPTURE, operating_year, supposed_use

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from scorecards.trial_reports import Report


def ramp_of(connection: DuckDBPyConnection, report: Report | None) -> float | None:
    """Use of nameplate in the year last reported over that of the mean of life [1], at the medians of its technology.

    None where it is no capture plant, has two, or has reported no tonnes.
    """
    from evaluators.carbon_capture.tables import TECHNOLOGIES

    if report is None:
        return None
    try:
        blocks = stored_inputs(connection, report.project).blocks
    except NotFound:
        return None
    kinds = [block["facts"]["technology"] for block in blocks if block["technology"] == CAPTURE]
    if len(kinds) != 1:
        return None
    row = TECHNOLOGIES.medians(kinds[0])
    use = supposed_use(row)[0]
    return float(use[operating_year(report) - 1] / use[: max(1, round(row.life))].mean())
