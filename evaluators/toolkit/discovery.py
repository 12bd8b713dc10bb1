"""Which evaluators there are: the folders beside this one, installed packages, and the folders a user names.

No central list: a folder or file that holds an ``@evaluator`` function is found. A broken one is reported and the
others stay.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import pkgutil
import sys
import traceback
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import evaluators
from evaluators.toolkit.companions import misfit, with_companions
from evaluators.toolkit.contract import Evaluator, located

ENTRY_POINTS = "cleanfund.evaluators"
FOLDERS = "CLEANFUND_EVALUATORS"


@dataclass
class Found:
    """The technologies by name, what stands beside them, and for each that could not be loaded where and why."""

    evaluators: dict[str, Evaluator] = field(default_factory=dict)
    companions: dict[str, Evaluator] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Evaluator]:
        """Technologies and companions by name."""
        return {**self.evaluators, **self.companions}

    def _take(self, value: Evaluator, origin: str) -> None:
        known = self.all.get(value.name)
        if known is None:
            (self.companions if value.beside else self.evaluators)[value.name] = located(value, origin)
        elif known.function is not value.function:
            self.broken[origin] = f"the name '{value.name}' is taken by {known.origin}; rename the function."


def find_evaluators(folders: str | None = None) -> Found:
    """All evaluators; ``folders`` replaces the environment variable CLEANFUND_EVALUATORS (paths joined by os.pathsep)."""
    found = Found()
    for module in sorted(pkgutil.iter_modules(evaluators.__path__), key=lambda one: one.name):
        if module.name != "toolkit":
            _load(found, f"evaluators.{module.name}", lambda name=module.name: importlib.import_module(f"evaluators.{name}"))
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda one: one.name):
        _load(found, f"package {point.value}", point.load)
    named = (os.environ.get(FOLDERS, "") if folders is None else folders).split(os.pathsep)
    for folder in dict.fromkeys(Path(one).expanduser().resolve() for one in named if one):
        _folder(found, folder)
    for name, one in list(found.companions.items()):
        if why := misfit(one, found.evaluators):
            found.broken[one.origin] = f"{name}: {why}"
            del found.companions[name]
    found.evaluators = with_companions(found.evaluators, found.companions)
    return found


def _folder(found: Found, folder: Path) -> None:
    if not folder.is_dir():
        found.broken[str(folder)] = f"{FOLDERS} names a folder that is not there."
        return
    for path in sorted(folder.iterdir()):
        start = path / "__init__.py" if path.is_dir() else path
        if start.suffix == ".py" and start.is_file() and not path.name.startswith((".", "_")):
            _load(found, str(path), lambda start=start, name=path.stem: _from_file(start, name))


def _from_file(start: Path, name: str) -> ModuleType:
    package = start.name == "__init__.py"
    # Two folders may hold files of one name; each keeps its own module.
    full = f"cleanfund_evaluator_{name}_{hashlib.blake2b(str(start).encode(), digest_size=4).hexdigest()}"
    inner = [str(start.parent)] if package else None
    spec = importlib.util.spec_from_file_location(full, start, submodule_search_locations=inner)
    if spec is None or spec.loader is None:
        raise ImportError(f"{start} cannot be loaded as Python.")
    module = importlib.util.module_from_spec(spec)
    # Read anew, its own modules too: the folder may have changed since this process last looked.
    for known in [one for one in sys.modules if one == full or one.startswith(f"{full}.")]:
        del sys.modules[known]
    sys.modules[full] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[full]
        raise
    return module


def _load(found: Found, origin: str, load) -> None:
    try:
        loaded = load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an analyst's file raises is that file's failure, not ours
        found.broken[origin] = f"{type(error).__name__}: {error}{_where(error, origin)}"
        return
    for value in [loaded] if isinstance(loaded, Evaluator) else list(vars(loaded).values()):
        if isinstance(value, Evaluator):
            found._take(value, origin)


def _where(error: BaseException, origin: str) -> str:
    """File and line of the analyst's own code, not of what it called nor of the machinery that imported it."""
    if isinstance(error, SyntaxError):
        return ""  # its own text names file and line
    own = str(Path(evaluators.__path__[0], origin.removeprefix("evaluators."))) if origin.startswith("evaluators.") else origin
    frames = traceback.extract_tb(error.__traceback__)
    last = ([one for one in frames if one.filename.startswith(own)] or list(frames))[-1]
    return f" ({Path(last.filename).name}, line {last.lineno})"
