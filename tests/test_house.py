"""The house: imports point down the tower, each room knows its own frameworks only, files stay short and clean."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOWER = ("app", "flows", "scorecards", "evaluators")
FILES = sorted(path for room in TOWER for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts)
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
NAMES = {path: path.relative_to(ROOT).as_posix() for path in FILES}
MOST_LINES = 300
# A longer file says here why it is one idea: {"room/file.py": "reason"}.
LONGER: dict[str, str] = {}
# A technology that is fed by another uses its formulas, never the other way round.
MADE_OF = {"hydrogen_storage": {"offshore_wind"}}
# In ``scorecards``, the modules that answer questions take an open connection and name its type alone.
DUCKDB = {"scorecards/warehouse.py"}
# ``sql`` hands a member's own statement to DuckDB and must catch DuckDB's own error.
DUCKDB_ERRORS = {"scorecards/own_sql.py"}
FRAMEWORKS = {
    "prefect",
    "great_expectations",
    "duckdb",
    "pandas",
    "pyarrow",
    "yaml",
    "requests",
    "httpx",
    "openpyxl",
    "cyclopts",
    "rich",
    "pvlib",
}


def imported(tree: ast.AST) -> list[tuple[str, ast.stmt]]:
    """Every module named by an import, wherever it stands in the file."""
    found: list[tuple[str, ast.stmt]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append((node.module or "", node))
    return found


def for_types_only(tree: ast.AST) -> set[ast.stmt]:
    """The imports under ``if TYPE_CHECKING``."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
        if isinstance(inner, ast.stmt)
    }


def room_of(path: Path) -> str:
    return NAMES[path].split("/")[0]


def test_the_tower_stands():
    assert {room_of(path) for path in FILES} == set(TOWER) and len(FILES) > 50


@pytest.mark.parametrize("room", TOWER)
def test_no_arrow_points_up(room):
    above = TOWER[: TOWER.index(room)]
    wrong = [
        f"{NAMES[path]}:{node.lineno} imports {name}"
        for path, tree in TREES.items()
        if room_of(path) == room
        for name, node in imported(tree)
        if name.split(".")[0] in above
    ]
    assert wrong == []


def test_nothing_imports_the_tests():
    assert [NAMES[path] for path, tree in TREES.items() for name, _ in imported(tree) if name.split(".")[0] == "tests"] == []


def test_relative_imports_stay_in_their_room():
    wrong = [
        f"{NAMES[path]}:{node.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level >= len(path.relative_to(ROOT).parts)
    ]
    assert wrong == []


@pytest.mark.parametrize("framework", ["prefect", "great_expectations"])
def test_only_the_flows_know_the_pipeline_frameworks(framework):
    wrong = [
        f"{NAMES[path]}:{node.lineno}"
        for path, tree in TREES.items()
        if room_of(path) != "flows"
        for name, node in imported(tree)
        if name.split(".")[0] == framework
    ]
    assert wrong == []


def test_only_the_warehouse_knows_duckdb():
    wrong = []
    for path, tree in TREES.items():
        types = for_types_only(tree)
        for name, node in imported(tree):
            for_a_type = node in types and room_of(path) == "scorecards"
            if name.split(".")[0] == "duckdb" and NAMES[path] not in DUCKDB | DUCKDB_ERRORS and not for_a_type:
                wrong.append(f"{NAMES[path]}:{node.lineno}")
    assert wrong == []


def test_duckdb_is_opened_in_the_warehouse_alone():
    calls = [
        f"{NAMES[path]}:{node.lineno}"
        for path, tree in TREES.items()
        if NAMES[path] not in DUCKDB
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "duckdb"
        and not node.attr.endswith(("Error", "Exception"))
    ]
    assert calls == []


def test_evaluators_run_in_a_notebook():
    """No framework, no files but those beside the code, no network, no processes."""
    banned = FRAMEWORKS - {"pvlib"} | {
        "sqlite3",
        "socket",
        "urllib",
        "http",
        "subprocess",
        "tempfile",
        "shutil",
        "multiprocessing",
        "threading",
    }
    wrong = [
        f"{NAMES[path]}:{node.lineno} imports {name}"
        for path, tree in TREES.items()
        if room_of(path) == "evaluators"
        for name, node in imported(tree)
        if name.split(".")[0] in banned
    ]
    assert wrong == []


def test_evaluators_open_no_files():
    """Tables are read through importlib.resources; two files of the toolkit read the code itself."""
    read_code = {"evaluators/toolkit/discovery.py", "evaluators/toolkit/code_identity.py"}
    writes = {
        "open",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "loadtxt",
        "genfromtxt",
        "load",
        "save",
        "savetxt",
        "fromfile",
        "memmap",
    }
    reads = {"read_text", "read_bytes"}
    wrong = []
    for path, tree in TREES.items():
        if room_of(path) != "evaluators" or NAMES[path] in read_code:
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = (
                node.func.id
                if isinstance(node.func, ast.Name)
                else node.func.attr
                if isinstance(node.func, ast.Attribute)
                else ""
            )
            beside = "resources.files(" in ast.unparse(node.func)
            if name in writes or (name in reads and not beside):
                wrong.append(f"{NAMES[path]}:{node.lineno} calls {name}")
    assert wrong == []


def test_evaluators_draw_nothing_by_themselves():
    wrong = [
        f"{NAMES[path]}:{node.lineno}"
        for path, tree in TREES.items()
        if room_of(path) == "evaluators" and NAMES[path] != "evaluators/toolkit/draws.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random"))
        or (isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names))
    ]
    assert wrong == []


def test_a_technology_uses_only_the_formulas_it_is_made_of():
    assert not [one for one, below in MADE_OF.items() for other in below if one in MADE_OF.get(other, ())], "a circle"
    wrong = []
    for path, tree in TREES.items():
        parts = NAMES[path].split("/")
        if parts[0] != "evaluators" or len(parts) < 3:
            continue
        for name, node in imported(tree):
            words = name.split(".")
            if words[0] == "evaluators" and len(words) > 1 and words[1] not in {parts[1], "toolkit", *MADE_OF.get(parts[1], ())}:
                wrong.append(f"{NAMES[path]}:{node.lineno} imports {name}")
    assert wrong == []


def test_no_file_grows_beyond_its_idea():
    lines = {NAMES[path]: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    long = {name for name, number in lines.items() if number > MOST_LINES}
    assert sorted(long - set(LONGER)) == [], f"over {MOST_LINES} lines: cut it along an idea, or say in LONGER why not"
    assert sorted(set(LONGER) - set(lines)) == [], "no longer there: take it out of LONGER"


def test_no_star_imports():
    wrong = [
        f"{NAMES[path]}:{node.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert wrong == []


def test_every_file_says_what_it_is():
    assert [NAMES[path] for path, tree in TREES.items() if path.stat().st_size and not ast.get_docstring(tree)] == []


@pytest.mark.parametrize("folder", ["evaluators/toolkit", "scorecards"])
def test_what_is_public_has_a_docstring(folder):
    """A check of the contract is a sentence by its name; properties and methods of a public class count too."""
    wrong = []
    for path, tree in TREES.items():
        if not NAMES[path].startswith(f"{folder}/"):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith(("_", "check_")):
                continue
            if not ast.get_docstring(node):
                wrong.append(f"{NAMES[path]}:{node.lineno} {node.name}")
    assert wrong == []


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files are kept")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_path_of_a_machine_and_no_address_of_a_registry_stands_in_a_file():
    # Written apart, so that this file does not find itself.
    roots = "|".join(("wor" + "k", "ro" + "ot", "Use" + "rs", "home", "tm" + "p"))
    machine = re.compile(rf"(?<![\w.~:/\-}}])/(?:{roots})/[\w.\-]+|[A-Z]:\\\\?{'Use' + 'rs'}")
    registry = re.compile(r"(?:index-url|extra-index-url|find-links|artifactory|pypi\.org/simple)")
    wrong = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content or (path.suffix in (".lock",) and b"index" not in content):
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if machine.search(line) or (
                registry.search(line) and path != Path(__file__).resolve() and "--no-emit-index-url" not in line
            ):
                wrong.append(f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:120]}")
    assert wrong == []
