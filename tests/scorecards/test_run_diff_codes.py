"""What changed between two codes of one evaluator: libraries, the code, what it supposes, or a table nobody can set back."""

from __future__ import annotations

import json

import pytest

from scorecards.diff_codes import Codes
from scorecards.warehouse import Warehouse

FILES = {"kiln/kiln.py": "1", "kiln/fuels.csv": "2", "toolkit/delivery.csv": "3"}
LIBRARIES = {"numpy": "2.4.6", "scipy": "1.17.1"}
LINE = {"evaluator": "kiln", "input": "", "file": "evaluators/kiln/fuels.csv", "line": 2, "row": "coal", "parameter": "price",
        "low": 3.0, "mode": 4.0, "high": 6.0, "shape": "pert", "unit": "USD2024/GJ", "year": 2024, "scope": "fund", "grp": "",
        "correlation": 0.0, "source": "invented"}  # fmt: skip


@pytest.fixture
def warehouse(tmp_path):
    found = Warehouse(tmp_path)
    yield found
    found.close()


@pytest.fixture
def between(warehouse):
    """What ``Codes`` says of two codes that differ in what is given."""

    def compare(files=FILES, libraries=LIBRARIES, lines=(LINE,), version="1"):
        for code, own_files, own_libraries, own_lines in (("old", FILES, LIBRARIES, [LINE]), ("new", files, libraries, lines)):
            warehouse.insert("evaluator_code", [{
                "code": code, "evaluator": "kiln", "version": "1", "first_run": "r", "libraries": json.dumps(own_libraries),
                "files": json.dumps(own_files),
            }])  # fmt: skip
            warehouse.insert("assumption", [{"code": code, **line} for line in own_lines])
        return Codes(warehouse.connection).between(said("old"), said("new", version))

    return compare


def said(code, version="1", name="kiln"):
    return json.dumps([{"name": name, "version": version, "code": code}])


def test_another_library_alone(between):
    change = between(libraries=LIBRARIES | {"numpy": "2.5.0"})
    assert (change.causes, change.apart) == ({"libraries": "numpy 2.4.6 -> 2.5.0"}, True)


def test_a_value_in_a_declared_table_is_an_assumption_that_can_be_set_back(between):
    change = between(files=FILES | {"kiln/fuels.csv": "9"}, lines=[LINE | {"mode": 4.5}])
    assert change.causes == {"assumptions": "kiln/fuels.csv coal.price 3/4/6 -> 3/4.5/6 USD2024/GJ"}
    assert change.swappable
    assert [(row["code"], row["mode"]) for row in change.supposed] == [("old", 4.0)]


@pytest.mark.parametrize(
    ("files", "lines", "told"),
    [
        ({"toolkit/delivery.csv": "9"}, [LINE], "toolkit/delivery.csv"),
        ({"kiln/fuels.csv": "9"}, [LINE, LINE | {"row": "gas"}], "kiln/fuels.csv"),
        ({"kiln/fuels.csv": "9"}, [], "kiln/fuels.csv"),
    ],
    ids=["no evaluator declares it", "a line more", "a line less"],
)
def test_a_table_that_cannot_be_set_back_is_told_by_its_name(between, files, lines, told):
    change = between(files=FILES | files, lines=lines)
    assert (change.causes, change.swappable) == ({"assumptions": told}, False)


def test_code_and_value_are_two_causes_and_name_the_file(between):
    change = between(files=FILES | {"kiln/kiln.py": "9"}, lines=[LINE | {"high": 7.0}], version="2")
    assert list(change.causes) == ["evaluator", "assumptions"]
    assert change.causes["evaluator"] == "kiln 1 became 2 (kiln/kiln.py)"


def test_a_code_of_before_they_were_kept_is_three_causes_that_nobody_tells_apart(warehouse):
    change = Codes(warehouse.connection).between(said("old"), said("new"))
    assert list(change.causes) == ["libraries", "evaluator", "assumptions"]
    assert not change.apart and "did not keep" in change.causes["evaluator"]


def test_a_technology_that_came_with_the_facts_is_no_change_of_code(warehouse):
    assert Codes(warehouse.connection).between(said("old"), said("new", name="oven")).causes == {}
