"""The rules of ``flows/expectations/rules``, of installed packages and of the folders an analyst names, as one suite.

A rule that cannot be loaded is told to whoever runs (``OwnRules.broken``); one that raises on a proposal stands on that
proposal as a warning, for silence would read as a pass. Neither refuses anybody, and the other rules are judged.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from flows.cast import CastProposal
from flows.expectations import rules
from flows.expectations.facts import stated, tied
from flows.expectations.rules import Around, Expectation, Objection
from flows.expectations.suite import Rule, Suite, table
from flows.findings import CRITICAL, WARNING, Finding

ENTRY_POINTS = "cleanfund.expectations"
FOLDERS = "CLEANFUND_EXPECTATIONS"
BROKEN = "rules.broken"
FINE = "ok"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_GROUPS = ("claim", "given", "block", "proposal", "budget", "cost_share", "disbursement")


@dataclass
class OwnRules:
    """The rules by name, and for each that could not be loaded where and why."""

    rules: dict[str, Expectation] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def find_rules(folders: str | None = None) -> OwnRules:
    """All rules; ``folders`` replaces the environment variable CLEANFUND_EXPECTATIONS (paths joined by os.pathsep)."""
    found = OwnRules()
    for module in sorted(pkgutil.iter_modules(rules.__path__), key=lambda one: one.name):
        if not module.name.startswith("_"):
            _load(found, f"{module.name}.py", partial(importlib.import_module, f"{rules.__name__}.{module.name}"))
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda one: one.name):
        _load(found, f"package {point.value}", point.load)
    named = (os.environ.get(FOLDERS, "") if folders is None else folders).split(os.pathsep)
    for folder in dict.fromkeys(Path(one).expanduser().resolve() for one in named if one):
        if not folder.is_dir():
            found.broken[str(folder)] = f"{FOLDERS} names a folder that is not there."
        elif any((one / "fund.yaml").exists() for one in (folder, *folder.parents)):
            found.broken[str(folder)] = "It lies in a fund's data folder, where applicants' files come in; nothing there is run."
        else:
            for path in sorted(folder.glob("*.py")):
                if not path.name.startswith(("_", ".")):
                    _load(found, str(path), partial(_from_file, path))
    return found


def rules_identity(folders: str | None = None) -> list[str]:
    """The hash of each file that rules of the fund's own may stand in: another rule judges anew. Nothing is loaded."""
    files: list[tuple[str, Path]] = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda one: one.name):
        try:
            found = importlib.util.find_spec(point.module)
        except Exception:  # noqa: BLE001  a package that cannot be imported is told where its rules are loaded
            found = None
        origin = Path(found.origin) if found is not None and found.origin else None
        if origin is not None:
            beside = sorted(origin.parent.rglob("*.py")) if origin.name == "__init__.py" else [origin]
            files += [(f"{point.name} {point.value} {one.relative_to(origin.parent)}", one) for one in beside]
    for folder in (os.environ.get(FOLDERS, "") if folders is None else folders).split(os.pathsep):
        if folder:
            files += [(one.name, one) for one in sorted(Path(folder).expanduser().glob("*.py"))]
    return [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in files if path.is_file()]


def rules_suite(proposals: list[CastProposal], own: OwnRules, around: Around) -> Suite:
    """One row a proposal, one column a rule: "ok" where it finds nothing, "objects", or "broken" where it raised."""
    columns = {name.replace(".", "__"): "str" for name in sorted(own.rules)}
    said: dict[tuple[int, str], list[Finding]] = {}
    rows: list[dict[str, Any]] = []
    for at, one in enumerate(proposals):
        row = {}
        for name, rule in own.rules.items():
            verdict, findings = (FINE, []) if one.withdrawn else _judged(rule, one, around)
            row[name.replace(".", "__")] = verdict
            if findings:
                said[at, name] = findings
        rows.append(row)

    def say(name: str) -> Callable[[int], list[Finding]]:
        return lambda row: said.get((row, name), [])

    made = tuple(
        Rule(
            name,
            rule.meaning,
            rule.severity,
            "ExpectColumnValuesToBeInSet",
            {"column": name.replace(".", "__"), "value_set": [FINE]},
            say(name),
        )
        for name, rule in sorted(own.rules.items())
    )
    return Suite("rules", table(rows, columns), ("row_id", *columns), made)


def _judged(rule: Expectation, one: CastProposal, around: Around) -> tuple[str, list[Finding]]:
    try:
        found = [_finding(rule, one, objection) for objection in rule.judge(one, around)]
    except Exception as error:  # noqa: BLE001  an analyst's rule must not stop the run
        reason = f"The fund's rule '{rule.rule}' could not judge this proposal: {type(error).__name__}: {str(error)[:200]}"
        remedy = "Nothing to do for the applicant; have the rule mended, or take it out."
        reason = f"{reason}{_where(error)}."
        return "broken", [tied(one, Finding(WARNING, BROKEN, rule.rule, reason, remedy, place="the whole proposal"))]
    return ("objects" if found else FINE), found


def _finding(rule: Expectation, one: CastProposal, objection: Objection) -> Finding:
    if not isinstance(objection, Objection):
        raise TypeError(f"judge() yields Objections, not {type(objection).__name__}")
    found, place = objection.found, objection.place
    for group in _GROUPS if objection.field and not place else ():
        text, where = stated(one, group, objection.block, objection.field)
        if where:
            found, place = found or text, where
            break
    place = place or (f"block {objection.block}" if objection.block else "the whole proposal")
    return tied(
        one,
        Finding(
            rule.severity,
            rule.rule,
            str(found),
            str(objection.reason),
            str(objection.remedy),
            block=objection.block,
            field=objection.field,
            place=place,
        ),
    )


def _load(found: OwnRules, origin: str, load: Callable[[], Any]) -> None:
    try:
        loaded = load()
        for one in _classes(loaded):
            if inspect.isabstract(one):
                found.broken[f"{origin}, {one.__name__}"] = "judge(self, proposal, around) is missing; it yields the objections."
            else:
                _take(found, one(), origin)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever an analyst's file raises is that file's failure
        found.broken[origin] = f"{type(error).__name__}: {error}{_where(error)}"


def _classes(loaded: Any) -> list[type[Expectation]]:
    """The rules of a module, in its own order; not those it imports, nor its private ones."""
    if isinstance(loaded, type):
        return [loaded]
    own = [one for one in vars(loaded).values() if isinstance(one, type) and one.__module__ == loaded.__name__]
    return [one for one in own if issubclass(one, Expectation) and not one.__name__.startswith("_")]


def _take(found: OwnRules, rule: Expectation, origin: str) -> None:
    name, where = rule.rule, f"{origin}, {type(rule).__name__}"
    if not _NAME.fullmatch(name):
        found.broken[where] = f"rule is '{name}'; it must be two words of small letters with a dot, such as 'fund.my_rule'."
    elif rule.severity not in (CRITICAL, WARNING):
        found.broken[where] = f"severity is '{rule.severity}'; it may be '{CRITICAL}' or '{WARNING}'."
    elif not rule.meaning.strip():
        found.broken[where] = "meaning is empty; the report shows it beside the rule."
    elif name in found.rules:
        found.broken[where] = f"the rule '{name}' is taken by {type(found.rules[name]).__name__}; rename it."
    else:
        found.rules[name] = rule


def _from_file(path: Path) -> ModuleType:
    # Two folders may hold files of one name; each keeps its own module.
    full = f"cleanfund_rules_{path.stem}_{hashlib.blake2b(str(path).encode(), digest_size=4).hexdigest()}"
    spec = importlib.util.spec_from_file_location(full, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as Python.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[full]
        raise
    return module


def _where(error: BaseException) -> str:
    """ " (my_rules.py, line 12)": where it was raised last."""
    frames = [] if isinstance(error, SyntaxError) else traceback.extract_tb(error.__traceback__)
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""


def as_sentences(broken: Mapping[str, str]) -> list[str]:
    """For whoever runs: one sentence a rule that could not be loaded."""
    return [f"The rule in {origin} is not judged: {why}" for origin, why in broken.items()]
