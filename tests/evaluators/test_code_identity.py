"""The identity of an evaluator's code: it moves with what its numbers depend on, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evaluators.toolkit import code_identity as module
from evaluators.toolkit.code_identity import code_identity
from evaluators.toolkit.discovery import find_evaluators

ONE = '''
from evaluators.toolkit import evaluator, given
{imports}

@evaluator("one")
def one(size=given("MW", "size", example=1.0)):
    """One."""
    return {{"capex": size, "opex": 0.0, "life": 20}}
'''
LINES = "row,parameter,low,mode,high,shape,unit,year,source\n"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A room of evaluators of our own: toolkit, two evaluators, one in a single file; identity read from its bytes."""
    root = tmp_path / "evaluators"
    shutil.copytree(module.ROOM / "toolkit", root / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("one", "two"):
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(ONE.format(imports=""))
        (root / name / "table.csv").write_text(LINES)
        (root / name / "part.py").write_text("X = 1\n")
    (root / "single.py").write_text("X = 1\n")
    monkeypatch.setattr(module, "ROOM", root)
    return root


def identity(name: str = "one") -> str:
    return module._identity.__wrapped__(f"evaluators.{name}", print)


def imports(room: Path, line: str, file: str = "part.py") -> None:
    (room / "one" / file).write_text(line + "\n")


@pytest.mark.parametrize("path", ["one/table.csv", "one/part.py", "one/__init__.py", "toolkit/common.py", "toolkit/grids.csv"])
def test_it_moves_with_its_folder_and_the_toolkit(room, path):
    before = identity()
    with (room / path).open("a") as file:
        file.write("# changed\n")
    assert identity() != before


@pytest.mark.parametrize("name", ["more.py", "more.csv", "deep/down/data.npz", "notes.txt"])
def test_it_moves_with_a_new_file_of_any_kind(room, name):
    before = identity()
    (room / "one" / name).parent.mkdir(parents=True, exist_ok=True)
    (room / "one" / name).write_bytes(b"1")
    assert identity() != before


def test_it_moves_when_two_files_swap_their_names(room):
    (room / "one" / "a.csv").write_text("a")
    (room / "one" / "b.csv").write_text("b")
    before = identity()
    (room / "one" / "a.csv").write_text("b")
    (room / "one" / "b.csv").write_text("a")
    assert identity() != before


@pytest.mark.parametrize(
    "path", ["two/table.csv", "two/part.py", "single.py", "one/__pycache__/part.cpython-311.pyc", "one/.part.py.swp"]
)
def test_it_stays_when_something_else_changes(room, path):
    before = identity()
    (room / path).parent.mkdir(exist_ok=True)
    (room / path).write_text("changed\n")
    assert identity() == before


@pytest.mark.parametrize(
    "line",
    [
        "import evaluators.two.part",
        "import evaluators.two.part as p",
        "from evaluators.two import part",
        "from evaluators.two.part import X",
        "from evaluators import two",
        "from ..two.part import X",
        "from .. import two",
        "def f():\n    from evaluators.two import part",
        "T = assumption_table('evaluators.two', 'table.csv')",
    ],
)
def test_it_moves_with_what_it_imports_from_its_neighbours(room, line):
    imports(room, line)
    before = identity()
    with (room / "two" / "table.csv").open("a") as file:
        file.write("changed\n")
    assert identity() != before


@pytest.mark.parametrize("line", ["import evaluators.single", "from evaluators import single", "from evaluators.single import X"])
def test_it_moves_with_a_neighbour_in_one_file(room, line):
    imports(room, line)
    before = identity()
    (room / "single.py").write_text("X = 2\n")
    assert identity() != before


def test_it_moves_with_the_import_of_an_import(room):
    imports(room, "from evaluators.two import part")
    (room / "two" / "part.py").write_text("from evaluators.single import X\n")
    before = identity()
    (room / "single.py").write_text("X = 2\n")
    assert identity() != before


def test_two_neighbours_that_import_each_other_end(room):
    imports(room, "from evaluators.two import part")
    (room / "two" / "part.py").write_text("from evaluators.one import part\n")
    assert len(identity()) == 32


def test_it_does_not_depend_on_where_the_house_stands(room, tmp_path, monkeypatch):
    before = identity()
    shutil.copytree(room, tmp_path / "elsewhere" / "evaluators")
    monkeypatch.setattr(module, "ROOM", tmp_path / "elsewhere" / "evaluators")
    assert identity() == before


@pytest.mark.parametrize("library", ["numpy", "scipy"])
def test_it_moves_with_the_numerical_libraries(room, library, monkeypatch):
    before = identity()
    monkeypatch.setattr(module, "version", lambda name: "99" if name == library else "1")
    assert identity() != before


def test_a_file_of_ones_own_that_changed_in_this_process_has_a_new_identity(tmp_path):
    """A pipeline that stays up for weeks reads the file anew each night; its old identity would hide the change."""
    file = tmp_path / "one.py"
    found = []
    for text in ("a = 1", "a = 1", "a = 22"):
        file.write_text(ONE.format(imports=text))
        found.append(code_identity(find_evaluators(str(tmp_path)).evaluators["one"]))
    assert found[0] == found[1] != found[2]


def test_a_neighbour_of_a_file_of_ones_own_is_no_part_of_it(tmp_path):
    (tmp_path / "one.py").write_text(ONE.format(imports=""))
    before = code_identity(find_evaluators(str(tmp_path)).evaluators["one"])
    (tmp_path / "other.py").write_text("x = 1\n")
    assert code_identity(find_evaluators(str(tmp_path)).evaluators["one"]) == before


def test_the_evaluators_of_the_house_differ():
    found = find_evaluators("").evaluators
    identities = {name: code_identity(one) for name, one in found.items()}
    assert len(set(identities.values())) == len(identities) >= 3
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in identities.values())
