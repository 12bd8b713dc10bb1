"""What was measured beside what we predicted, what that does to the forecasts, and whether our ranges hold.

The prediction that is judged is that of the scorecard which stood when the award was committed; today's stands beside it.
Nothing here changes a scorecard: an updated forecast is told, and used by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorecards.calibration import HIGH, LOW, TENTHS, Calibration, calibration
from scorecards.claims import percentile_of
from scorecards.forecast_class import Award, class_rows
from scorecards.forecast_project import forecast_of
from scorecards.forecast_trials import trial_rows
from scorecards.ledger_entry import Entry
from scorecards.outcomes_followed import Followed, followed
from scorecards.outcomes_measured import measured_of
from scorecards.outcomes_predicted import Predicted, predicted_at, predicted_now
from scorecards.outcomes_ramp import ramp_of
from scorecards.outcomes_reported import WHOLE, Measured, reported
from scorecards.query import run_of
from scorecards.table import Table, columns, full, not_found
from scorecards.trial_model import Stored
from scorecards.trial_reports import reports

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ONE_YEAR = "_one_year"  # the answer for a single year, where there is one
OUTCOMES = columns(
    ("part", "", "outcome: measured and predicted; forecast: of a project; class: of a reference class; calibration; pit"),
    ("project_id", "", "number of the project"),
    ("award_id", "", "number of its award"),
    ("reference_class", "", "of a class: the row of the table of delivery, or of that of capture technologies"),
    ("quantity", "", "the answer; of what nobody predicted, what was measured"),
    ("measure", "", "what was measured, as it is reported or entered"),
    ("source", "", "reports, or the ledger's entry"),
    ("unit", "", "of the numbers of the row; 1 for a share"),
    ("value", "of the row", "what was measured; of the calibration the share of outcomes in our range"),
    ("period_start", "", "first day measured"),
    ("period_end", "", "last day measured"),
    ("days", "1", "that the measurement covers"),
    ("ramp", "1", "what that year of operation is supposed to give of the mean over life; the prediction beside is scaled by it"),
    *(
        column for when, what in (("award", "the scorecard at the award"), ("now", "this run's scorecard"))
        for column in (
            (f"{when}_run", "", f"the run of {what}"),
            (f"{when}_p10", "of the row", f"by {what}, 10 % of draws lie below"),
            (f"{when}_p50", "of the row", f"by {what}, median"),
            (f"{when}_p90", "of the row", f"by {what}, 90 % of draws lie below"),
            (f"{when}_percentile", "1", f"share of the draws of {what} below what was measured"),
            (f"{when}_in_range", "", f"whether it lies between p10 and p90 of {what}"),
        )
    ),
    ("counts", "", "whether it counts in the calibration"),
    ("prior_p10", "of the row", "of a forecast, before what was reported; 10 % lie below"),
    ("prior_p50", "of the row", "median"),
    ("prior_p90", "of the row", "90 % lie below"),
    ("posterior_p10", "of the row", "of a forecast, after what was reported; 10 % lie below"),
    ("posterior_p50", "of the row", "median"),
    ("posterior_p90", "of the row", "90 % lie below"),
    ("n", "1", "outcomes behind the row"),
    ("share_low", "1", "of the calibration: the share lies above this with 97.5 % confidence"),
    ("share_high", "1", "and below this"),
    ("text", "", "what the row rests on, and why it does not count"),
)  # fmt: skip
BESIDE = (
    "A forecast stands beside the scorecard and changes none. What capture trials teach, with all its terms: cleanfund trials"
)


def outcomes_table(
    connection: DuckDBPyConnection, entries: Sequence[Entry], stored: Stored, project: str | None = None
) -> Table:
    """Outcomes, forecasts and calibration; of one ``project`` its outcomes and forecasts and those of its class.

    ``stored`` turns a stored value into what an evaluator takes, as for ``trials``.
    Raises NotFound where the project has neither award nor report.
    """
    known = followed(entries, reported(connection))
    if project is not None:
        named = {name.lower(): name for name in known}
        if project.strip().lower() not in named:
            raise not_found("project with an award or a report", project, known)
        project = named[project.strip().lower()]
    shown: list[dict[str, Any]] = []
    forecasts: list[dict[str, Any]] = []
    late: list[str] = []
    judged: list[tuple[str, float]] = []
    classes: dict[str, list[Award]] = {}
    tonnes = reports(connection)
    for name, one in known.items():
        committed = predicted_at(connection, name, one.committed_on) if one.committed_on else None
        now = predicted_now(connection, name)
        measured = measured_of(one, entries, committed or now)
        ramp = ramp_of(connection, tonnes.get(name))
        rows = [_outcome(one, found, committed, now, ramp) for found in measured]
        judged += [(name, row["award_percentile"]) for row in rows if row["counts"]]
        if committed and (kind := _class_of(committed)):
            classes.setdefault(kind, []).append(Award(one, committed))
        if project in (None, name):
            shown += rows
            if committed and committed.late and rows:
                then = f"{name} was committed on {one.committed_on}"
                late.append(f"{then}; no run had judged it by then, so that of {committed.on} counts.")
            forecasts += forecast_of(one, committed, measured) if committed else []
    for kind, awards in sorted(classes.items()):
        if project is None or any(one.followed.project == project for one in awards):
            forecasts += class_rows(kind, awards)
    if tonnes:
        forecasts += trial_rows(connection, stored, project)
    found = calibration(judged)
    forecasts.sort(key=lambda row: (row["part"] == "class", row.get("project_id") or row["reference_class"]))
    rows = shown + forecasts + (_calibrated(found) if project is None else [])
    notes = [*late, BESIDE] if forecasts else late
    if not shown:
        notes.insert(0, "Nothing is measured yet: outcomes come with reports of progress and by cleanfund ledger add outcome")
    return Table("ledger_outcomes/1", run_of(connection), OUTCOMES, full(rows, OUTCOMES), {"project": project}, notes)


def _outcome(
    one: Followed, found: Measured, committed: Predicted | None, now: Predicted | None, ramp: float | None
) -> dict[str, Any]:
    """One measurement with both predictions, and whether it counts: it was predicted before, and covers what was predicted."""
    scale = ramp if found.answer == "captured" and found.source == "reports" else None
    row: dict[str, Any] = {
        "part": "outcome", "project_id": one.project, "award_id": ", ".join(one.award_ids), "measure": found.measure,
        "quantity": found.answer or found.measure, "source": found.source, "unit": found.unit, "value": found.value,
        "period_start": found.begins, "period_end": found.ends, "days": found.days, "ramp": scale,
    }  # fmt: skip
    row |= _beside("award", found, committed, scale) | _beside("now", found, now, scale)
    doubt = found.doubt
    if found.answer == "cost_gross" and not doubt and ramp is not None and ramp < 1:
        doubt = "a year of the ramp carries more cost than the mean over life: cleanfund trials sets like beside like"
    if not doubt and row.get("award_percentile") is None:
        doubt = "no award was committed" if one.committed_on is None else "nothing was predicted of it"
    if not doubt and committed and committed.on > (found.begins or found.ends):
        doubt = f"it was first judged on {committed.on}, when this was known"
    slow = f"that year is supposed to give {scale:.0%} of the mean over life, and the prediction is scaled so" if scale else ""
    told = [found.text, slow, f"does not count: {doubt}" if doubt else ""]
    return row | {"counts": not doubt, "text": "; ".join(filter(None, told))}


def _beside(when: str, found: Measured, predicted: Predicted | None, ramp: float | None) -> dict[str, Any]:
    if predicted is None or not found.answer:
        return {}
    answer = predicted.answer(found.answer)
    if found.days and found.days >= WHOLE:  # one year's wind is not the mean of all
        answer = predicted.answer(found.answer + ONE_YEAR) or answer
    if answer is None:
        return {}
    scaled = [value * (ramp or 1.0) for value in answer["percentiles"]]
    share = percentile_of(found.value, scaled)
    return {
        f"{when}_run": predicted.run, f"{when}_p10": scaled[10], f"{when}_p50": scaled[50], f"{when}_p90": scaled[90],
        f"{when}_percentile": share, f"{when}_in_range": LOW <= share <= HIGH,
    }  # fmt: skip


def _class_of(predicted: Predicted) -> str:
    """The reference class of a project of one technology; "" of several, whose fates cannot be told apart."""
    from evaluators.toolkit.discovery import find_evaluators

    found = find_evaluators().all
    kinds = {found[name].reference_class for name in predicted.technologies if name in found}
    return kinds.pop() if len(kinds) == 1 else ""


def _calibrated(found: Calibration) -> list[dict[str, Any]]:
    width = 1 / TENTHS
    return [
        {"part": "calibration", "quantity": "in p10-p90", "unit": "1", "value": found.share, "n": found.n, "share_low": found.low,
         "share_high": found.high, "text": found.verdict},
        *(
            {"part": "pit", "quantity": f"{place * width:.1f} to {(place + 1) * width:.1f}", "unit": "1", "n": count}
            for place, count in enumerate(found.tenths) if found.n
        ),
    ]  # fmt: skip
