"""What the tests of this room share."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from spine_fixtures import EVALUATOR, write_proposal


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


@pytest.fixture
def reports(tmp_path):
    """Reads the lines of one progress report, or of several, as rows and troubles."""
    from progress_lines import read_lines

    return partial(read_lines, tmp_path)


@pytest.fixture
def server():
    """A weather service on 127.0.0.1 that answers as the real ones do."""
    from weather_service import serving

    with serving() as found:
        yield found


@pytest.fixture
def memory():
    """An address of fsspec's own memory, which the sources of a fund may name as any other; empty before and after."""
    import fsspec

    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()
