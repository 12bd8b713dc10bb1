"""Which evaluators are found, and what is said of those that cannot be loaded."""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint

import pytest

from evaluators.toolkit import discovery
from evaluators.toolkit.contract import Evaluator
from evaluators.toolkit.discovery import FOLDERS, find_evaluators

GOOD = '''
from evaluators.toolkit import evaluator, given

@evaluator("tides")
def {name}(size=given("MW", "size", example=1.0)):
    """Power from the tide."""
    return {{"capex": size * {factor}, "opex": 0.0, "life": 20}}
'''


def good(name: str = "tides", factor: float = 1.0) -> str:
    return GOOD.format(name=name, factor=factor)


@pytest.fixture
def folder(tmp_path):
    """Writes files into a folder of one's own and gives what is found there."""
    from pathlib import Path

    def find(where: str = "own", **files: str):
        place = tmp_path / where
        for name, text in files.items():
            path = place / Path(*name.split("__")) if "__" in name else place / name
            path = path.with_name(path.name + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return find_evaluators(str(place))

    return find


def test_the_evaluators_of_the_house():
    found = find_evaluators("")
    assert {"offshore_wind", "hydrogen_storage", "carbon_capture"} <= set(found.evaluators)
    assert found.broken == {}
    for name, one in found.evaluators.items():
        assert isinstance(one, Evaluator) and one.origin == f"evaluators.{name}", "one function, called as its folder"


def test_a_file_put_into_a_folder_is_found(folder):
    found = folder(tides=good())
    assert found.evaluators["tides"](size=3.0)["capex"] == 3.0 and found.broken == {}
    assert found.evaluators["tides"].origin.endswith(os.path.join("own", "tides.py"))


def test_the_environment_names_folders(folder, tmp_path, monkeypatch):
    folder("one", tides=good())
    folder("two", waves=good("waves"))
    monkeypatch.setenv(FOLDERS, os.pathsep.join([str(tmp_path / "one"), "", str(tmp_path / "two")]))
    assert {"tides", "waves"} <= set(find_evaluators().evaluators)
    monkeypatch.delenv(FOLDERS)
    assert not {"tides", "waves"} & set(find_evaluators().evaluators)


def test_a_folder_with_modules_of_its_own(tmp_path):
    package = tmp_path / "own" / "tides"
    package.mkdir(parents=True)
    (package / "moon.py").write_text("PULL = 7.0\n")
    (package / "__init__.py").write_text(good(factor="PULL").replace("\n@eval", "\nfrom .moon import PULL\n\n@eval"))
    assert find_evaluators(str(tmp_path / "own")).evaluators["tides"](size=1.0)["capex"] == 7.0
    # A changed module of the folder is read anew, in the same process.
    (package / "moon.py").write_text("PULL = 11.000\n")
    assert find_evaluators(str(tmp_path / "own")).evaluators["tides"](size=1.0)["capex"] == 11.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\ndef (:\n", "SyntaxError: invalid syntax (bad.py, line 2)"),
        (
            "x = 1\nimport no_such_module_anywhere\n",
            "ModuleNotFoundError: No module named 'no_such_module_anywhere' (bad.py, line 2)",
        ),
        ("from evaluators.toolkit import nothing\n", "ImportError: cannot import name 'nothing'"),
        ("x = 1\ny = 2\nraise RuntimeError('no wind today')\n", "RuntimeError: no wind today (bad.py, line 3)"),
        ("import sys\nsys.exit(3)\n", "SystemExit: 3 (bad.py, line 2)"),
        (
            "from evaluators.toolkit import evaluator\n\n@evaluator('x')\ndef bad(a=5):\n    return {}\n",
            "ContractBroken: bad: the parameter 'a' says nothing about itself",
        ),
        (
            "from evaluators.toolkit import assumption_table\nT = assumption_table('evaluators.toolkit', 'none.csv')\n",
            "(bad.py, line 2)",  # where the analyst calls, not where the toolkit reads
        ),
        ("\x00", "null bytes"),
    ],
)
def test_a_broken_file_is_reported_with_its_line_and_the_others_stay(folder, text, said):
    found = folder(bad=text, tides=good())
    ((origin, why),) = found.broken.items()
    assert origin.endswith("bad.py") and said in why and "frozen" not in why
    assert "tides" in found.evaluators and "offshore_wind" in found.evaluators
    assert not any("cleanfund_evaluator_bad" in name for name in sys.modules), "what failed halfway is not kept"


def test_a_taken_name_is_reported_and_the_first_stays(folder):
    found = folder(a_first=good(factor=1), b_second=good(factor=2) + good("waves").split("given\n", 1)[1])
    assert found.evaluators["tides"](size=1.0)["capex"] == 1.0
    ((origin, why),) = found.broken.items()
    assert origin.endswith("b_second.py") and "'tides' is taken by" in why and "a_first.py; rename the function" in why
    assert "waves" in found.evaluators, "the other evaluator of that file stays"


def test_nobody_replaces_an_evaluator_of_the_house(folder):
    found = folder(mine=good("offshore_wind"))
    assert found.evaluators["offshore_wind"].origin == "evaluators.offshore_wind"
    assert "'offshore_wind' is taken by evaluators.offshore_wind" in next(iter(found.broken.values()))


def test_two_folders_with_files_of_one_name_keep_their_own_modules(folder, tmp_path):
    folder("one", mine=good("tides", 1))
    folder("two", mine=good("waves", 2))
    found = find_evaluators(os.pathsep.join(str(tmp_path / name) for name in ("one", "two")))
    tides, waves = found.evaluators["tides"], found.evaluators["waves"]
    assert tides.module != waves.module
    assert sys.modules[tides.module].tides.function is tides.function
    assert sys.modules[waves.module].waves.function is waves.function


def test_a_folder_named_twice_does_not_clash_with_itself(folder, tmp_path):
    folder(tides=good())
    assert find_evaluators(os.pathsep.join([str(tmp_path / "own"), str(tmp_path / "own" / ".." / "own")])).broken == {}


def test_a_folder_that_is_not_there(tmp_path):
    found = find_evaluators(str(tmp_path / "nowhere"))
    assert found.broken == {str(tmp_path / "nowhere"): f"{FOLDERS} names a folder that is not there."}
    assert "offshore_wind" in found.evaluators


def test_hidden_files_and_helpers_are_left_alone(folder):
    found = folder(_helper="raise RuntimeError", tides=good())
    assert found.broken == {} and "tides" in found.evaluators


def test_an_evaluator_imported_from_elsewhere_is_no_second_one(folder):
    assert folder(mine="from evaluators.offshore_wind import offshore_wind\n").broken == {}


@pytest.mark.parametrize("whole", [True, False])
def test_an_installed_package_brings_its_own(tmp_path, monkeypatch, whole):
    (tmp_path / "tidal_package.py").write_text(good())
    monkeypatch.syspath_prepend(str(tmp_path))
    point = EntryPoint("tides", "tidal_package" if whole else "tidal_package:tides", discovery.ENTRY_POINTS)
    lost = EntryPoint("lost", "package_that_left", discovery.ENTRY_POINTS)
    monkeypatch.setattr(discovery, "entry_points", lambda group: [point, lost] if group == discovery.ENTRY_POINTS else [])
    found = find_evaluators("")
    monkeypatch.delitem(sys.modules, "tidal_package", raising=False)
    assert found.evaluators["tides"].origin == f"package {point.value}"
    assert "No module named 'package_that_left'" in found.broken["package package_that_left"]
