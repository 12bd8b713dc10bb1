"""A capture trial as the evaluator models it: its draws made again with the seed of the run, beside what it reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from scorecards.stored_inputs import StoredInputs
from scorecards.trial_reports import Report

if TYPE_CHECKING:
    import numpy as np

CAPTURE = "carbon_capture"
Stored = Callable[[Any], Any]


@dataclass(frozen=True)
class Plant:
    """``values`` the evaluator was called with and what it ``returned``, by draw.

    ``share`` [1] of nameplate that its technology delivers, shape (draws,); ``cost`` [USD2024/tonne] at the output that was
    reported, shape (draws,), None where no cost was; ``own_error`` [1]: its cost over what we estimate of its kind, shape
    (draws,); ``same_code``: the evaluator is still the one of the run.
    """

    report: Report
    values: Mapping[str, Any]
    returned: Mapping[str, Any]
    share: np.ndarray
    cost: np.ndarray | None
    same_code: bool
    own_error: np.ndarray


def modelled(one: StoredInputs, report: Report, seed: int, draws: int, stored: Stored) -> Plant:
    """The trial with the start that it reported; ``stored`` turns a stored value into what an evaluator takes."""
    import numpy as np

    from evaluators.carbon_capture import carbon_capture
    from evaluators.carbon_capture.contingency import own_error
    from evaluators.carbon_capture.tables import TECHNOLOGIES
    from evaluators.carbon_capture.trial_update import cost_at_output, running_and_fixed
    from evaluators.toolkit.binding import bind, draw
    from evaluators.toolkit.code_identity import code_identity
    from evaluators.toolkit.contract import Evaluator
    from evaluators.toolkit.draws import Streams
    from evaluators.toolkit.finance import annuity_factor
    from evaluators.toolkit.fund_wide import COST_OF_CAPITAL
    from evaluators.toolkit.project import HEADER

    streams = Streams(seed, draws, one.project)
    stated = {name: stored(value) for name, value in one.header.items()} | {"operation_start": _year(report.started)}
    header = bind(Evaluator("project", "project", dict, HEADER, {}), stated, streams).values
    if header["cost_of_capital"] is None:
        header["cost_of_capital"] = draw(COST_OF_CAPITAL, "fund", COST_OF_CAPITAL.name, streams)[0]
    number, block = next(found for found in enumerate(one.blocks, start=1) if found[1]["technology"] == CAPTURE)
    facts = {name: stored(value) for name, value in block["facts"].items()}
    facts |= {name: value for name, value in header.items() if name in carbon_capture.inputs}
    # As the evaluation draws: the first block has the project's own luck, another its own.
    luck = streams if number == 1 else Streams(seed, draws, f"{one.project}/{number}")
    values = bind(carbon_capture, facts, luck).values
    returned = carbon_capture.function(**values)
    row = values["technology"]
    nameplate = TECHNOLOGIES.lines[row.name]["experience_2025"].high
    share = np.broadcast_to(np.asarray(row.experience_2025, dtype=float) / nameplate, (draws,))
    cost = None
    if report.cost is not None:
        running, fixed = running_and_fixed(returned["opex"], returned["product"])
        charge = 1 / annuity_factor(values["cost_of_capital"], row.life)
        cost = np.broadcast_to(cost_at_output(returned["capex"], charge, fixed, running, report.delivered), (draws,))
    return Plant(report, values, returned, share, cost, code_identity(carbon_capture) == one.code.get(CAPTURE),
                 np.broadcast_to(own_error(SimpleNamespace(**values)), (draws,)))  # fmt: skip


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
