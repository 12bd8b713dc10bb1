"""What only asks must not load what only the pipeline needs."""

from __future__ import annotations

import json

import pytest

HEAVY = ("prefect", "great_expectations", "pandas", "pint", "pvlib", "pyarrow", "fastapi")
SCRIPT = """
import json, sys
from app.cli import main
code = main({words!r})
sys.stderr.write("LOADED " + json.dumps([code, sorted(set(name.split(".")[0] for name in sys.modules))]) + chr(10))
"""


def loaded(shell, words: list[str]) -> tuple[int, set[str]]:
    done = shell("-c", SCRIPT.format(words=words))
    code, names = json.loads(
        next(line for line in done.stderr.splitlines() if line.startswith("LOADED ")).removeprefix("LOADED ")
    )
    return code, set(names)


@pytest.mark.parametrize(
    ("words", "also"),
    [
        (["--help"], ("duckdb", "numpy", "scorecards", "evaluators", "flows")),
        (["--version"], ("duckdb", "numpy", "scorecards")),
        (["rank"], ("numpy", "evaluators", "flows")),
        (["rank", "--weights", "innovation=1", "--format", "csv"], ("numpy", "rich", "evaluators", "flows")),
        (["show", "CTIF-001"], ("numpy", "evaluators", "flows")),
        (["sql", "select 1"], ("numpy", "evaluators", "flows")),
        (["explain", "CTIF-001"], ("flows",)),
        (["runs", "ls"], ("numpy", "flows")),
        (["runs", "diff"], ("numpy", "flows")),
        (["show", "CTIF-005"], ("numpy", "evaluators", "flows")),
        (["quarantine", "ls"], ("numpy", "flows")),
        (["doctor"], ()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_asking_loads_little(shell, words, also):
    code, names = loaded(shell, words)
    assert code in (0, 5)
    assert not names.intersection((*HEAVY, *also))
    assert names.issuperset({"app", "cyclopts"})
