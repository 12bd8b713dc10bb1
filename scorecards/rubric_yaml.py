"""A rubric's file, read strictly: nothing twice, nothing unknown, every number within its bounds, and the line said."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import Any

import yaml


class Written(dict[str, Any]):
    """Names and values of the file; ``lines`` has the line [1..] of each name."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class _Strict(yaml.SafeLoader):
    """PyYAML keeps the last of two equal names and says nothing; here the second is refused."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> Written:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in seen:
            raise ValueError(f"line {line}: '{name}' is given twice, first on line {seen[name]}; keep one, or rename it")
        seen[name] = line
    loader.flatten_mapping(node)
    found = Written()
    for key, value in node.value:
        name = str(loader.construct_object(key, deep=True))
        found[name] = loader.construct_object(value, deep=True)
        found.lines[name] = key.start_mark.line + 1
    return found


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(text: str) -> Any:
    """The content of a YAML file, its mappings as ``Written``. Raises yaml.YAMLError, ValueError for a name given twice."""
    return yaml.load(text, _Strict)  # noqa: S506 - a SafeLoader


def line_of(body: Any, name: str) -> str:
    """ "line 12: ", where ``name`` stands in the file; "" where it does not."""
    line = getattr(body, "lines", {}).get(name)
    return f"line {line}: " if line else ""


def keys(body: Any, where: str, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    """``body``, if it has every name ``needed`` and none beyond ``allowed``; ValueError otherwise."""
    if not isinstance(body, dict):
        raise ValueError(f"{where} must be a list of names and values")
    lacking = sorted(needed - set(body))
    if lacking:
        raise ValueError(f"{line_of(body, next(iter(body), ''))}{where} lacks {', '.join(lacking)}")
    for name in body:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it may have {', '.join(sorted(allowed))}"
            raise ValueError(f"{line_of(body, name)}{where} has the unknown {name}; {hint}")
    return body


def named(body: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    """The names and values below ``name``; none where it is left out. ValueError for anything else."""
    found = body.get(name)
    if not isinstance(found, dict) and found is not None:
        raise ValueError(f"{line_of(body, name)}'{name}' must be a list of names and values")
    return list((found or {}).items())


def number(
    body: Mapping[str, Any], where: str, name: str, otherwise: float, least: float = 0.0, most: float = math.inf
) -> float:
    """The number ``name``, ``otherwise`` where it is left out; ValueError outside ``least``..``most``."""
    value = body.get(name, otherwise)
    if not _is_number(value) or not least <= value <= most:
        raise ValueError(
            f"{line_of(body, name)}'{name}' of {where} is {value!r}; it may be a number from {least:g} to {most:g}"
        )
    return float(value)


def numbers(body: Mapping[str, Any], where: str, name: str) -> tuple[float, ...]:
    """The list of numbers ``name``; ValueError for anything else."""
    values = body.get(name, ())
    if not isinstance(values, list) or not all(map(_is_number, values)):
        raise ValueError(f"{line_of(body, name)}'{where}' needs '{name}' as a list of numbers")
    return tuple(map(float, values))


def text(body: Mapping[str, Any], where: str, name: str) -> str:
    """The words of ``name``; ValueError where there are none."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{line_of(body, name)}'{name}' of {where} is {value!r}; write it in words")
    return value.strip()


def truth(body: Mapping[str, Any], where: str, name: str) -> bool:
    """Whether ``name`` is true; false where it is left out, ValueError for anything else."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"{line_of(body, name)}'{name}' of {where} is {value!r}; it may be true or false")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
