"""What changed in the code of the evaluators between two runs: libraries, code itself, or what it supposes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

VALUES = ("low", "mode", "high", "shape", "unit", "scope", "grp", "correlation")
SHOWN = 4


@dataclass(frozen=True)
class CodeChange:
    """The causes ``libraries``, ``evaluator`` and ``assumptions``, each with what it was in words, as far as they changed.

    ``supposed`` are the old assumptions; ``swappable``: with them the new code supposes all that the old one did.
    ``apart``: whether the causes are known each for itself.
    """

    causes: Mapping[str, str] = field(default_factory=dict)
    supposed: Sequence[Mapping[str, Any]] = ()
    swappable: bool = True
    apart: bool = True


class Codes:
    """The codes that this snapshot knows; each pair is compared once."""

    def __init__(self, connection: DuckDBPyConnection):
        self._connection = connection
        self._known: dict[tuple[str, str], CodeChange] = {}

    def between(self, first: str, second: str) -> CodeChange:
        """From ``evaluation.evaluators`` of two evaluations; what stands in one of them alone came with the facts."""
        if first == second:
            return CodeChange()
        if (first, second) not in self._known:
            self._known[first, second] = self._between(*(by_name(text) for text in (first, second)))
        return self._known[first, second]

    def _between(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> CodeChange:
        changed = [name for name in sorted(set(before) & set(after)) if before[name]["code"] != after[name]["code"]]
        if not changed:
            return CodeChange()
        told = _versions(before, after, changed)
        if any((one[name]["code"], name) not in self._parts for one in (before, after) for name in changed):
            why = f"{told}; the first run did not keep what its code was made of"
            return CodeChange(dict.fromkeys(("libraries", "evaluator", "assumptions"), why), apart=False)
        libraries: dict[str, str] = {}
        code: dict[str, None] = {}
        tables: dict[str, None] = {}
        supposed: list[Mapping[str, Any]] = []
        values: list[str] = []
        beyond: dict[str, None] = {}  # tables that no evaluator declares, and tables with other lines: nothing sets them back
        for name in changed:
            old, new = (self._parts[one[name]["code"], name] for one in (before, after))
            libraries |= _differing(old["libraries"], new["libraries"])
            files = _differing(old["files"], new["files"])
            code |= dict.fromkeys(one for one in files if one.endswith(".py"))
            csv = [one for one in files if not one.endswith(".py")]
            tables |= dict.fromkeys(csv)
            was, now = (self._assumptions(before[name]["code"], name), self._assumptions(after[name]["code"], name))
            supposed += was.values()
            values += [text for text in _values(was, now) if text not in values]
            alike = {row["file"] for row in was.values()} - {place[2] for place in set(was) ^ set(now)}
            beyond |= dict.fromkeys(one for one in csv if not any(file.endswith(one) for file in alike))
        causes = {}
        if libraries:
            causes["libraries"] = ", ".join(f"{name} {text}" for name, text in libraries.items())
        if code:
            causes["evaluator"] = f"{told} ({_few([*code, *beyond], 'files')})"
        loose = [] if code else [one for one in tables if one in beyond or not values]
        if values or loose:
            causes["assumptions"] = _few([*values, *loose], "changes")
        return CodeChange(causes or {"evaluator": told}, supposed, not beyond)

    @cached_property
    def _parts(self) -> dict[tuple[str, str], dict[str, Any]]:
        if not has_table(self._connection, "evaluator_code"):
            return {}
        return {
            (row["code"], row["evaluator"]): {part: json.loads(row[part]) for part in ("libraries", "files")}
            for row in rows(self._connection, "SELECT * FROM evaluator_code")
        }

    def _assumptions(self, code: str, evaluator: str) -> dict[tuple[str, ...], dict[str, Any]]:
        return {
            tuple(row[name] for name in ("evaluator", "input", "file", "row", "parameter")): row
            for row in rows(
                self._connection,
                "SELECT * FROM assumption WHERE code = ? AND evaluator IN (?, 'fund') ORDER BY ALL",
                [code, evaluator],
            )
        }


def by_name(evaluators: str | None) -> dict[str, dict[str, str]]:
    """``evaluation.evaluators`` (name, version, code) by name."""
    return {one["name"]: one for one in json.loads(evaluators or "[]")}


def _versions(before: Mapping[str, Any], after: Mapping[str, Any], changed: Sequence[str]) -> str:
    told = []
    for name in changed:
        old, new = before[name]["version"], after[name]["version"]
        told.append(f"{name} {old} became {new}" if old != new else f"{name} changed under the same version {new}")
    return ", ".join(told)


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    names = sorted(set(before) | set(after))
    return {n: f"{before.get(n, 'none')} -> {after.get(n, 'none')}" for n in names if before.get(n) != after.get(n)}


def _values(before: Mapping[tuple[str, ...], Any], after: Mapping[tuple[str, ...], Any]) -> list[str]:
    """What is supposed otherwise: "specific_capex 1000/1500/2500 -> 1200/1800/3000 USD2024/kW"."""
    return [
        f"{_named(old)} {_shape(old)} -> {_shape(new)} {new['unit']}".removesuffix(" 1")
        for place, old in before.items()
        if (new := after.get(place)) is not None and any(old[name] != new[name] for name in VALUES)
    ]


def _named(row: Mapping[str, Any]) -> str:
    return row["input"] or f"{row['file'].removeprefix('evaluators/')} {row['row']}.{row['parameter']}"


def _shape(row: Mapping[str, Any]) -> str:
    numbers = [f"{row[name]:.6g}" for name in ("low", "mode", "high")]
    return numbers[1] if row["shape"] == "fixed" else "/".join(numbers)


def _few(names: Sequence[str], what: str) -> str:
    more = f" and {len(names) - SHOWN} more {what}" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
