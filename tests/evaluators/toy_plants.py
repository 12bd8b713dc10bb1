"""Two small evaluators worked by hand, and a project of them through the toolkit."""

from __future__ import annotations

import numpy as np

from evaluators.toolkit import answer, assumed, evaluator, given
from evaluators.toolkit.evaluate import Block, Evaluation, Project, evaluate
from evaluators.toolkit.project import OPERATION_START

SOURCE = "invented for a test"
DRAWS = 400
HEADER = {
    "operation_start": 2030.0,
    "estimate_class": 3.0,
    "maturity": 9.0,
    "total_cost": 1000.0,
    "grant_requested": 300.0,
    "other_public_support": 65.0,
    "cost_of_capital": 1.0,
}


def plain(**streams):
    return {"capex": 1000.0, "opex": 50.0, "reference_t": 100.0, "project_t": 20.0, "life": 2.0, **streams}


def fixed(value: float, unit: str = "1", name: str = "price"):
    return assumed(value, value, value, unit, "fixed", source=SOURCE, shape="fixed", name=name, scope="fund")


@evaluator("plant", product="MWh", sold_at=fixed(10.0, "USD2024/MWh"))
def plant(size=given("1", "how many plants", example=1.0), operation_start=OPERATION_START):
    """The plant of test_common_answers, worked by hand there."""
    return plain(
        capex=1000.0 * size,
        opex=50.0 * size,
        product=20.0 * size,
        reference_t=100.0 * size,
        project_t=20.0 * size,
        removed_t=10.0 * size,
        credits=30.0 * size,
    )


@evaluator("mill", answers={"speed": answer("m/s", "speed", least=0), "begins": answer("year", "start")})
def mill(
    size=given("MW", "size", example=1.0),
    speed=assumed(5, 8, 12, "m/s", "speed", source=SOURCE),
    luck=assumed(0.8, 1.0, 1.2, "1", "luck", source=SOURCE, scope="project"),
    operation_start=OPERATION_START,
):
    """A mill."""
    made = size * speed * luck
    return plain(capex=made, reference_t=made, project_t=0.1 * made, life=20, speed=speed, begins=operation_start)


def run(*blocks: Block, evaluators=None, id="P", seed=1, draws=DRAWS, **header) -> Evaluation:
    evaluators = {"plant": plant, "mill": mill} if evaluators is None else evaluators
    return evaluate(Project(id, HEADER | header, blocks or (Block("mill", {"size": 1.0}),)), evaluators, seed, draws)


def of(evaluation: Evaluation, name: str, block: str = "") -> np.ndarray:
    return next(one.draws for one in evaluation.results if (one.block, one.name) == (block, name))
