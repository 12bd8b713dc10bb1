"""A companion in one file: found, asked for in the form, cast, judged, part of the key, and no mover of scores."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spine_fixtures import published, run_plainly

from evaluators.toolkit.discovery import find_evaluators
from flows.blank_form import block_rows

COMPANION = '''\
"""Copper of the pipes, invented for a test."""
from evaluators.critical_materials.tables import DRIVE_TRAINS
from evaluators.toolkit import answer, assumed, choice, evaluator, given


@evaluator(
    "pipes", answers={"copper_mass": answer("tonne", "copper in the pipes", least=0)}, one_of=(("heat",),),
    beside={"geothermal_heat": {"heat": "capacity", "lining": "lining", "pump": "pump"}},
)
def pipes(
    heat=given("MW", "heat carried", optional=True, example=10.0),
    lining=given("1", "layers of lining", least=0, most=5, optional=True, example=1.0),
    pump=choice(DRIVE_TRAINS, "what drives the pump", optional=True),
    copper=assumed(1, 2, 3, "tonne/MW", "copper", source="invented for a test", shape="uniform"),
):
    """Copper of the pipes."""
    return {"copper_mass": heat * copper * (1 + (lining or 0)) * (2 if pump else 1), "exhibits": {"pipes": {"layers": lining}}}
'''


@pytest.fixture
def pipes(heat) -> Path:
    path = Path(os.environ["CLEANFUND_EVALUATORS"]) / "pipes.py"
    path.write_text(COMPANION, encoding="utf-8")
    return path


def copper(data: Path) -> dict[str, float]:
    found = published(data, "SELECT project_id, mean FROM answer_latest WHERE block = '1' AND name = 'copper_mass'")
    return {row["project_id"]: row["mean"] for row in found}


def state(data: Path, number: int, text: str) -> None:
    """Proposal ``number`` in a new version that states ``text`` beside the others."""
    path = data / "proposals" / f"heat-{number}.yaml"
    stated = path.read_text(encoding="utf-8").replace("hours: 5000", f"hours: 5000, {text}").replace("version: 1", "version: 2")
    path.write_text(stated, encoding="utf-8")


def test_it_evaluates_anew_where_it_changes_and_moves_no_score(heat):
    query = "SELECT project_id, score, score_p10, score_p90, pass_probability FROM scorecard_latest ORDER BY project_id"
    path = Path(os.environ["CLEANFUND_EVALUATORS"]) / "pipes.py"
    run_plainly(heat)
    before = published(heat, query)
    path.write_text(COMPANION, encoding="utf-8")
    assert run_plainly(heat).counts["evaluated"] == 3
    assert published(heat, query) == before
    assert copper(heat) == pytest.approx({"HEAT-1": 20.0, "HEAT-2": 40.0, "HEAT-3": 60.0}, rel=0.01)
    path.write_text(COMPANION.replace("assumed(1, 2, 3,", "assumed(2, 4, 6,"), encoding="utf-8")
    assert run_plainly(heat).counts["evaluated"] == 3, "its own code is part of the key"
    state(heat, 1, "lining: 1")
    assert run_plainly(heat).counts["evaluated"] == 1, "and so is what a block states for it alone"
    assert copper(heat) == pytest.approx({"HEAT-1": 80.0, "HEAT-2": 80.0, "HEAT-3": 120.0}, rel=0.01)


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("lining: 9", "contract.bounds", "5"),
        ("pump: belt", "contract.choice", "direct_drive"),
    ],
)
def test_what_is_wrong_with_it_is_told(heat, pipes, text, rule, said):
    state(heat, 2, text)
    run_plainly(heat)
    (found,) = published(heat, "SELECT project_id, rule, reason, remedy FROM quarantine_latest")
    assert (found["project_id"], found["rule"]) == ("HEAT-2", rule) and said in found["reason"] + found["remedy"]


def test_the_form_asks_for_it_and_for_no_promise_of_it(heat, pipes):
    found = find_evaluators().evaluators["geothermal_heat"]
    names = [getattr(row, "field", "") for row in block_rows(found)]
    assert "lining" in names and "pump" in names and "heat" not in names and "copper_mass" not in names
