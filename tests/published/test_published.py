"""Every worked example beside this file, one test id each. A fund officer can read the YAML without Python."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import yaml

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['case']}")
    for path in sorted(Path(__file__).parent.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_published_number_is_reproduced(case):
    module, name = case["compute"].split(":")
    result = getattr(import_module(module), name)(**case["inputs"])
    if "answer" in case:
        result = result[case["answer"]] if isinstance(result, Mapping) else getattr(result, case["answer"])
    tolerance = case["tolerance"]
    assert set(tolerance) <= {"relative", "absolute"} and tolerance, "a tolerance is relative or absolute"
    np.testing.assert_allclose(
        np.asarray(result, dtype=float), np.asarray(case["expected"], dtype=float),
        rtol=float(tolerance.get("relative", 0)), atol=float(tolerance.get("absolute", 0)),
    )


@pytest.mark.parametrize("case", CASES)
def test_published_case_says_where_it_is_from(case):
    assert set(case) <= {"case", "source", "second_hand", "compute", "inputs", "answer", "expected", "tolerance", "note"}
    assert {"document", "place", "licence"} <= set(case["source"])
    assert isinstance(case["second_hand"], bool)
