"""What the tests of this room share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "benchmarks")]
from spine_fixtures import EVALUATOR, write_proposal  # noqa: E402


@pytest.fixture
def heat(tmp_path, monkeypatch):
    """A data folder with three proposals of a fifth technology, whose evaluator is one file in a folder of its own."""
    folder = tmp_path / "own evaluators"
    folder.mkdir()
    (folder / "geothermal_heat.py").write_text(EVALUATOR)
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(folder))
    data = tmp_path / "data"
    for number in (1, 2, 3):
        write_proposal(data, f"heat-{number}.yaml", id=f"HEAT-{number}", capacity=f"{10 * number} MW")
    return data
