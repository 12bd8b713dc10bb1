"""Bad input of every kind beside one good proposal: read right, or told with place and remedy; nothing stops the run.

The table is ``bad_input_cases.py``. Each case is a fresh data folder, taken in by a process of its own (``bad_input_once.py``).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bad_input_cases import CASES
from bad_input_forms import LEFT, NOTED, READ, REFUSED, SERIES, WARNED, Case
from spine_fixtures import write_proposal

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each case runs in a fork, which this system has not")

MOST_SECONDS, MOST_MB = 10, 500  # of one case
UNITS = {"wall": "s", "cpu": "s of the processor", "mb": "MB"}
BAD_INPUT = "test_bad_input_is_read_right_or_told"


@pytest.fixture(scope="module")
def answers(request, tmp_path_factory) -> dict[str, dict[str, Any] | None]:
    """What is said of each case that was asked for; None where its process died."""
    asked = [item.callspec.params["case"] for item in request.session.items if item.name.startswith(f"{BAD_INPUT}[")]
    folders = {case.id: tmp_path_factory.mktemp("case") for case in asked}
    for case in asked:
        write_proposal(folders[case.id] / "data", "good.yaml", id="GOOD-1", capacity="35 MW")
        case.lay(folders[case.id] / "data")
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    environment = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "CLEANFUND_EVALUATORS": ""}
    command = [sys.executable, str(Path(__file__).with_name("bad_input_once.py"))]
    lines = "".join(f"{folder / 'data'}\n" for folder in folders.values())
    subprocess.run(command, input=lines, text=True, env=environment, check=True)
    for folder in folders.values():
        shutil.rmtree(folder / "data")  # one holds 300 MB
    files = {name: folder / "answer.json" for name, folder in folders.items()}
    return {name: json.loads(file.read_text()) if file.exists() else None for name, file in files.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_bad_input_is_read_right_or_told(case: Case, answers):
    found = answers[case.id]
    assert found is not None, "its process hung, grew without end or died"
    statuses = {one["project_id"]: one["status"] for one in found["proposals"]}
    assert statuses.pop("GOOD-1") == "accepted", "the good proposal has nothing to do with it"
    assert not [one for one in found["findings"] if one["project_id"] == "GOOD-1"]
    assert not [one for one in found["findings"] if one["rule"] in ("reader.failed", "cast.failed")]
    said = [one for one in SAID[case.outcome](found) if one[0] == case.rule]
    assert said, f"nothing about {case.rule}, but {found['findings'] or found['facts'] or found['left']}"
    assert any(re.search(case.place, place) and re.search(case.says, words, re.DOTALL) for _, place, words in said), said
    if case.outcome in (READ, NOTED, SERIES, WARNED):
        assert set(statuses.values()) == {"accepted"}, [one for one in found["findings"] if one["severity"] == "critical"]
    elif case.outcome == REFUSED:
        assert "quarantined" in statuses.values()
    assert min(found["wall"], found["cpu"]) <= MOST_SECONDS, "of the processor: a busy machine is no fault of the reader"
    assert not found["mb"] > MOST_MB  # NaN where it cannot be known


def _findings(severity: str) -> Callable[[dict[str, Any]], list[tuple[str, str, str]]]:
    def said(found: dict[str, Any]) -> list[tuple[str, str, str]]:
        own = [one for one in found["findings"] if one["severity"] == severity]
        assert all(one["reason"].endswith((".", ")")) and one["remedy"].endswith((".", "?")) for one in own), own
        return [(one["rule"], one["place"], f"{one['reason']} {one['remedy']}") for one in own]

    return said


def _facts(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the bad file says: field, place, and "text [unit] = value unit"."""
    said = []
    for one in found["facts"]:
        if one["project_id"] != "GOOD-1":
            unit = f" [{one['raw_unit']}]" if one["raw_unit"] else ""
            low, high = (f"{one[end]:.10g}" if one[end] is not None else "" for end in ("low", "high"))
            value = f"{low} to {high}" if low != high else low
            said.append((one["field"], one["place"], f"{one['raw']}{unit} = {value} {one['unit']}".rstrip()))
    return said


def _series(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(name, one["site"], words) for one in found["sites"] for name, words in one["series"].items()]


def _notes(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [("note", one["site"], note) for one in found["sites"] for note in one["notes"]]


def _left(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["name"], one["reason"]) for one in found["left"]]


# What is compared with the expectation of a case: (rule or field, place, words).
SAID: dict[str, Callable[[dict[str, Any]], list[tuple[str, str, str]]]] = {
    READ: _facts,
    SERIES: _series,
    NOTED: _notes,
    WARNED: _findings("warning"),
    REFUSED: _findings("critical"),
    LEFT: _left,
}


def test_the_table_has_the_cases_it_must_have():
    assert len(CASES) >= 80 and len({case.id for case in CASES}) == len(CASES)


def test_the_worst_case_is_within_the_limits(answers, record_property):
    """Says the most seconds and MB of all cases that came to their end."""
    if not answers:
        pytest.skip("none of the cases was asked for beside this test")
    cost = {case: found for case, found in answers.items() if found}
    assert cost, "no case came to its end"
    worst = {what: max(cost, key=lambda one: cost[one][what]) for what in ("wall", "cpu", "mb")}
    told = [f"{cost[case][what]:.3g} {UNITS[what]} ({case})" for what, case in worst.items()]
    summary = f"{len(cost)} cases; at most {', '.join(told)}"
    record_property("bad input", summary)
    print(summary)
    assert cost[worst["cpu"]]["cpu"] <= MOST_SECONDS and not cost[worst["mb"]]["mb"] > MOST_MB, summary
