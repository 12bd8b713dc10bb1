"""From answers to points: a rubric is a file, never code.

A part is either the mean of the reviewers' points or piecewise linear in one answer. The score of record evaluates
every part once, at the median of its answer, rounded half up as the calls say (a mean of points would reward
ignorance); beside it stand the points in each of the 200 strata of the draws. The score is linear in the weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evaluators.toolkit.common import COMMON

SMALLEST_STEP = 0.01
TOP_KEYS = {"name", "version", "legal_base", "rounding", "gate_confidence", "criteria", "gates"}
CRITERION_KEYS = {"title", "weight", "parts"}
PART_KEYS = {"title", "maximum", "minimum", "review", "answer", "at", "points", "step"}
GATE_KEYS = {"title", "answer", "at_least", "above"}


class RubricBroken(Exception):
    """A rubric file that cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Part:
    """One line of the rubric: points of a criterion from a review or from an answer."""

    name: str
    title: str
    maximum: float
    minimum: float | None = None
    review: str = ""
    answer: str = ""
    at: tuple[float, ...] = ()
    points: tuple[float, ...] = ()
    step: float = SMALLEST_STEP

    def of(self, value: np.ndarray | float) -> np.ndarray:
        """Points of an answer; see ``linear_points``."""
        return linear_points(value, self.at, self.points, self.maximum, self.step)


@dataclass(frozen=True)
class Criterion:
    """A named group of parts with one weight."""

    name: str
    title: str
    weight: float
    parts: tuple[Part, ...]

    @property
    def maximum(self) -> float:
        return sum(part.maximum for part in self.parts)


@dataclass(frozen=True)
class Gate:
    """A condition on one answer; ``at_least`` includes the bound, ``above`` does not."""

    name: str
    title: str
    answer: str
    at_least: float | None = None
    above: float | None = None

    def passed(self, value: np.ndarray | float) -> np.ndarray:
        """Whether each value passes."""
        value = np.asarray(value, dtype=float)
        return value >= self.at_least if self.at_least is not None else value > self.above


@dataclass(frozen=True)
class Rubric:
    """A whole rubric; ``identity`` is the hash of its file."""

    name: str
    version: str
    identity: str
    legal_base: str
    gate_confidence: float
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]

    @property
    def maximum(self) -> float:
        """The highest score that can be reached."""
        return sum(criterion.weight * criterion.maximum for criterion in self.criteria)

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that points or gates depend on, by name in order."""
        parts = {part.answer for criterion in self.criteria for part in criterion.parts if part.answer}
        return tuple(sorted(parts | {gate.answer for gate in self.gates}))

    @property
    def review_maxima(self) -> dict[str, float]:
        """The highest points of each criterion that reviewers judge."""
        return {part.review: part.maximum for criterion in self.criteria for part in criterion.parts if part.review}

    @property
    def reviews(self) -> tuple[str, ...]:
        """The criteria that reviewers give points for, by name in order."""
        return tuple(sorted({part.review for criterion in self.criteria for part in criterion.parts if part.review}))


def linear_points(
    value: np.ndarray | float, at: Sequence[float], points: Sequence[float], maximum: float, step: float = SMALLEST_STEP
) -> np.ndarray:
    """Points of an answer, in the shape of ``value``: linear between the pairs of ``at`` (rising, in the answer's unit)
    and ``points``, clipped to 0..``maximum`` and rounded half up to ``step``.

    Beyond the ends of ``at`` the end's points hold; what is not finite earns none.
    """
    value = np.asarray(value, dtype=float)
    raw = np.where(np.isfinite(value), np.clip(np.interp(value, at, points), 0.0, maximum), 0.0)
    return half_up(raw, step)


def half_up(value: np.ndarray | float, step: float) -> np.ndarray:
    """``value`` rounded to multiples of ``step``, a half always upwards (not to the even neighbour).

    A value within 1e-9 steps below a half counts as the half, so that 0.1 + 0.2 rounds as 0.3 does.
    """
    steps = np.floor(np.asarray(value, dtype=float) / step + 0.5 + 1e-9)
    # Multiplying by a decimal step leaves 0.30000000000000004; dividing by its whole inverse does not.
    inverse = 1 / step
    whole = round(inverse)
    return steps / whole if abs(inverse - whole) < 1e-9 else steps * step


def mean_of_reviews(points: list[float]) -> float:
    """The mean of the reviewers' points to one decimal, half up."""
    mean = sum((Decimal(str(one)) for one in points), Decimal(0)) / len(points)
    return float(mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def load_rubric(path: Path | None = None) -> Rubric:
    """The rubric in ``path``, by default the one beside this file. Raises RubricBroken with what to mend."""
    place = path or resources.files("scorecards").joinpath("rubric.yaml")
    try:
        text = place.read_text(encoding="utf-8")
        content = _keys(yaml.safe_load(text), "it", {"name", "version", "criteria"}, TOP_KEYS)
        if content.get("rounding", "half_up") != "half_up":
            raise ValueError(f"'rounding' is '{content['rounding']}'; it may be half_up")
        criteria = tuple(_criterion(name, body) for name, body in _named(content, "criteria"))
        gates = tuple(_gate(name, body) for name, body in _named(content, "gates"))
        if not criteria:
            raise ValueError("'criteria' is empty; give at least one")
        return Rubric(
            content["name"], str(content["version"]), hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
            content.get("legal_base", ""), _number(content, "it", "gate_confidence", 0.5, most=1.0), criteria, gates,
        )
    except (OSError, ValueError, yaml.YAMLError) as error:
        name = getattr(place, "name", place)
        raise RubricBroken(f"{name} is no rubric: {error}. Compare it with scorecards/rubric.yaml.") from None


def _criterion(name: str, body: Any) -> Criterion:
    body = _keys(body, f"'{name}'", CRITERION_KEYS, CRITERION_KEYS)
    parts = tuple(_part(f"{name}.{key}", key, line) for key, line in _named(body, "parts"))
    return Criterion(name, body["title"], _number(body, f"'{name}'", "weight", 0.0), parts)


def _part(where: str, name: str, body: Any) -> Part:
    body = _keys(body, f"'{where}'", {"title", "maximum"}, PART_KEYS)
    if ("review" in body) == ("answer" in body):
        raise ValueError(f"'{where}' must name either a review or an answer")
    maximum = _number(body, f"'{where}'", "maximum", 0.0)
    minimum = _number(body, f"'{where}'", "minimum", 0.0, most=maximum) if body.get("minimum") is not None else None
    step = _number(body, f"'{where}'", "step", SMALLEST_STEP)
    if step == 0:
        raise ValueError(f"'step' of '{where}' is 0; it may be 0.01 or more")
    if "review" in body:
        return Part(name, body["title"], maximum, minimum, review=body["review"], step=step)
    _known(body["answer"], where)
    at, points = (_numbers(body, where, key) for key in ("at", "points"))
    if len(at) != len(points) or len(at) < 2 or list(at) != sorted(set(at)):
        raise ValueError(f"'{where}' needs 'at' rising and as many 'points'")
    if min(points) < 0 or max(points) > maximum:
        raise ValueError(f"'points' of '{where}' must lie between 0 and its maximum {maximum:g}")
    return Part(name, body["title"], maximum, minimum, "", body["answer"], at, points, step)


def _gate(name: str, body: Any) -> Gate:
    body = _keys(body, f"gate '{name}'", {"title", "answer"}, GATE_KEYS)
    if ("at_least" in body) == ("above" in body):
        raise ValueError(f"gate '{name}' must have either 'at_least' or 'above'")
    _known(body["answer"], name)
    bound = "above" if "above" in body else "at_least"
    return Gate(name, body["title"], body["answer"], **{bound: _number(body, f"gate '{name}'", bound, 0.0, least=-np.inf)})


def _keys(body: Any, where: str, needed: set[str], allowed: set[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise ValueError(f"{where} must be a list of names and values")
    for what, names in (("lacks", needed - set(body)), ("has the unknown", set(map(str, body)) - allowed)):
        if names:
            raise ValueError(f"{where} {what} {', '.join(sorted(names))}")
    return body


def _named(body: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    found = body.get(name) or {}
    if not isinstance(found, dict):
        raise ValueError(f"'{name}' must be a list of names and values")
    return [(str(key), value) for key, value in found.items()]


def _number(body: Mapping[str, Any], where: str, name: str, otherwise: float, least: float = 0.0, most: float = np.inf) -> float:
    value = body.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value) or not least <= value <= most:
        raise ValueError(f"'{name}' of {where} is {value!r}; it may be a number from {least:g} to {most:g}")
    return float(value)


def _numbers(body: Mapping[str, Any], where: str, name: str) -> tuple[float, ...]:
    values = body.get(name, ())
    if not isinstance(values, list) or not all(isinstance(one, int | float) and np.isfinite(one) for one in values):
        raise ValueError(f"'{where}' needs '{name}' as a list of numbers")
    return tuple(map(float, values))


def _known(answer: str, where: str) -> None:
    if answer not in COMMON:
        raise ValueError(f"'{where}' names the answer '{answer}'; it may be {', '.join(COMMON)}")


def identity_of(*parts: Any) -> str:
    """A hash of plain values, 32 hex digits."""
    said = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
