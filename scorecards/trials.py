"""What the fund's capture trials teach: learning rate, starting capacity and chance of half, before and after their reports.

The model is the evaluator's, drawn again with the seed of the run; each draw is weighed by what awarded projects report
(``progress``). The share of nameplate that a technology delivers is taken as its capacity of 2025 over the high end of what
is supposed of it, and a trial as one plant of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.query import run_of
from scorecards.stored_inputs import StoredInputs, stored_inputs
from scorecards.table import NotFound, Table, columns, full, not_found
from scorecards.trial_gap import in_words, operating_year, supposed_use
from scorecards.trial_model import CAPTURE, Plant, Stored, modelled
from scorecards.trial_reports import Report, reports
from scorecards.warehouse import rows

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection

TRIALS = columns(
    ("technology", "", "row of the table of capture technologies"),
    ("project_id", "", "the trial; empty for what holds for the whole technology"),
    ("quantity", "", "what is learnt about"),
    ("unit", "", "of the numbers; 1 for a share"),
    ("reported", "of the row", "what the trial reported, over its last year"),
    ("prior_p10", "of the row", "before the reports, 10 % of draws lie below"),
    ("prior_p50", "of the row", "before the reports, median; of a chance the chance itself"),
    ("prior_p90", "of the row", "before the reports, 90 % of draws lie below"),
    ("posterior_p10", "of the row", "after the reports, 10 % of the weight lies below"),
    ("posterior_p50", "of the row", "after the reports, median; of a chance the chance itself"),
    ("posterior_p90", "of the row", "after the reports, 90 % of the weight lies below"),
)


def trials(connection: DuckDBPyConnection, technology: str | None, stored: Stored) -> Table:
    """Prior and posterior by technology, one row a quantity; NotFound where no capture project has the technology.

    ``stored`` turns a stored value into what an evaluator takes: ``flows.series_store.stored_value`` of the data folder.
    """
    reported = reports(connection)
    notes: list[str] = []
    by_technology: dict[str, list[StoredInputs]] = {}
    for project in _capture_projects(connection):
        try:
            inputs = stored_inputs(connection, project)
        except NotFound:
            continue  # its evaluation failed, which cleanfund show says
        kinds = [block["facts"].get("technology") for block in inputs.blocks if block["technology"] == CAPTURE]
        if len(kinds) == 1:
            by_technology.setdefault(kinds[0], []).append(inputs)
        elif project in reported:
            notes.append(f"{project} has {len(kinds)} capture plants and one report: it teaches nothing about either.")
    if technology is not None:
        if technology not in by_technology:
            raise not_found("capture technology with a project", technology, by_technology)
        by_technology = {technology: by_technology[technology]}
    found: list[dict[str, Any]] = []
    silent: list[str] = []
    for name, projects in sorted(by_technology.items()):
        reporting = [one for one in projects if one.project in reported]
        if reporting:
            found += _technology(name, reporting, reported, stored, notes)
        else:
            silent.append(f"{name} ({', '.join(sorted(one.project for one in projects))})")
    if silent:
        notes.append(f"No trial has reported yet of {'; '.join(silent)}: what is supposed of them stands unchanged.")
    if len(silent) == len(by_technology):
        notes.insert(0, "No capture trial has reported tonnes yet, so nothing is updated.")
    if found:
        notes.append(_how())
    question = {"technology": technology} if technology else {}
    return Table("trials/1", run_of(connection), TRIALS, full(found, TRIALS), question, notes)


def _capture_projects(connection: DuckDBPyConnection) -> list[str]:
    query = "SELECT project_id FROM scorecard_latest WHERE list_contains(technologies, ?) ORDER BY project_id"
    return [row["project_id"] for row in rows(connection, query, [CAPTURE])]


def _technology(
    name: str, projects: Sequence[StoredInputs], reported: Mapping[str, Report], stored: Stored, notes: list[str]
) -> list[dict[str, Any]]:
    """The rows of one technology; what a reader should know goes into ``notes``."""
    from evaluators.carbon_capture.trial_update import Trial, posterior_weights, thin
    from evaluators.toolkit.binding import InputMissing

    draws = projects[0].draws
    plants = []
    for one in projects:
        try:
            plants.append(modelled(one, reported[one.project], projects[0].seed, draws, stored))
        except InputMissing as error:  # the evaluator asks for more than it did in the run
            notes.append(f"{one.project}: {error} It teaches nothing until it is judged again: cleanfund run")
    if not plants:
        return []
    if moved := [plant.report.project for plant in plants if not plant.same_code]:
        told = ", ".join(moved)
        notes.append(f"The evaluator is not the one that judged {told}: figures may part from the scorecard. Run: cleanfund run")
    seen = []
    for plant in plants:
        report, delivered = plant.report, plant.share * plant.values["capacity"]
        expected = 0.0 if plant.cost is None else plant.cost
        seen.append(Trial(report.project, report.cost, expected, report.delivered, delivered))
    try:
        weights = posterior_weights(seen, draws)
    except ValueError as error:
        notes.append(f"{name}: {error}.")
        return []
    if told := thin(weights):
        notes.append(f"{name}: {told}")
    learnt = _of_the_technology(plants[0], weights) + _of_the_plants(plants, weights, notes)
    return [{"technology": name, **row} for row in learnt]


def _of_the_technology(plant: Plant, weights: np.ndarray) -> list[dict[str, Any]]:
    """What all its plants have in common."""
    import numpy as np

    technology = plant.values["technology"]
    found = [
        _row("share of nameplate delivered", "1", plant.share, weights),
        _row("capacity in 2025", "tonne/year", technology.experience_2025, weights),
    ]
    classes = {parameter.partition("/")[0] for parameter in technology}
    for name, values in plant.values.items():
        kind = name.removeprefix("learning_")
        if name.startswith("learning_") and (kind in classes or kind == "running"):
            found.append(_row(f"learning rate, {kind.replace('_', ' ')}", "1", np.maximum(values, 0.0), weights))
        elif name.startswith("learning_error"):
            found.append(_row(f"learning {kind.replace('_', ' ')}, one year", "1", values, weights))
    found.append(_row("cost over what its estimates say", "1", technology.estimate_error, weights))
    return found


def _of_the_plants(plants: Sequence[Plant], weights: np.ndarray, notes: list[str]) -> list[dict[str, Any]]:
    import numpy as np

    from evaluators.carbon_capture.halving import chance_of

    found = []
    for plant in plants:
        project = {"project_id": plant.report.project}
        row, year = plant.values["technology"], operating_year(plant.report)
        capacity = float(np.mean(plant.values["capacity"]))
        notes.append(in_words(plant.report, capacity, row.name))
        supposed = np.broadcast_to(supposed_use(row)[:, year - 1], weights.shape)
        what = f"use of nameplate on its scorecard, year {year}"
        found.append(project | _row(what, "1", supposed, weights, plant.report.delivered / capacity))
        delivered = plant.share * plant.values["capacity"]
        found.append(project | _row("delivered", "tonne/year", delivered, weights, plant.report.delivered))
        if plant.cost is not None:
            found.append(project | _row("cost at that output", "USD2024/tonne", plant.cost, weights, plant.report.cost))
        found.append(project | _row("cost over our benchmark", "1", plant.own_error, weights))
        ratio = plant.returned.get("cost_ratio_2030")
        if ratio is None:
            notes.append(
                f"{plant.report.project}: the chance of half by 2030 is not assessable, for its proposal shows no audited or "
                f"metered present cost."
            )
            continue
        before, after = chance_of(ratio), chance_of(ratio, weights=weights)
        found.append(project | _row("cost in 2030 over 2025", "1", ratio, weights))
        found.append(
            project | {"quantity": "chance of half by 2030", "unit": "1", "prior_p50": before.share, "posterior_p50": after.share}
        )
        notes.append(
            f"{plant.report.project}: the chance of half has a Monte-Carlo error of {before.error:.2%} before and "
            f"{after.error:.2%} after the reports."
        )
    return found


def _row(quantity: str, unit: str, values: Any, weights: np.ndarray, reported: float | None = None) -> dict[str, Any]:
    import numpy as np

    from evaluators.carbon_capture.trial_update import weighted_quantiles

    before = weighted_quantiles(values, np.full(len(weights), 1 / len(weights)))
    after = weighted_quantiles(values, weights)
    found: dict[str, Any] = {"quantity": quantity, "unit": unit, "reported": reported}
    for name, three in (("prior", before), ("posterior", after)):
        found |= {f"{name}_{end}": float(value) for end, value in zip(("p10", "p50", "p90"), three, strict=True)}
    return found


def _how() -> str:
    from evaluators.carbon_capture.trial_update import COST_SPREAD, DELIVERED_SPREAD

    return (
        f"A reported cost is believed to within a spread of {COST_SPREAD:g} of its logarithm, a delivered tonnage as a sign of "
        f"what its technology delivers to within {DELIVERED_SPREAD:g} (both unsourced: engineering judgement). Fewer tonnes than "
        f"nameplate lower the starting capacity; that alone is no merit. A cost that parts from the model moves first what is "
        f"least known of it, the cost over our benchmark and over its estimates, and learning little."
    )
