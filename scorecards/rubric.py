"""From answers to points: a rubric is a file, never code.

A part is either the mean of the reviewers' points or piecewise linear in one answer. The score of record evaluates
every part once, at the median of its answer, rounded half up as the calls say (a mean of points would reward
ignorance); beside it stand the points in each of the 200 strata of the draws. The score is linear in the weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import yaml

SMALLEST_STEP = 0.01


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
        """Points of an answer, clipped to 0..maximum and rounded half up to ``step``.

        Beyond the ends of ``at`` the end's points hold; what is not finite earns none.
        """
        value = np.asarray(value, dtype=float)
        raw = np.interp(value, self.at, self.points)
        raw = np.where(np.isfinite(value), np.clip(raw, 0.0, self.maximum), 0.0)
        return half_up(raw, self.step)


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
    def reviews(self) -> tuple[str, ...]:
        """The criteria that reviewers give points for, by name in order."""
        return tuple(sorted({part.review for criterion in self.criteria for part in criterion.parts if part.review}))


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
    mean = sum(Decimal(str(one)) for one in points) / len(points)
    return float(mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def load_rubric(path: Path | None = None) -> Rubric:
    """The rubric in ``path``, by default the one beside this file. Raises RubricBroken with what to mend."""
    place = path or resources.files("scorecards").joinpath("rubric.yaml")
    text = place.read_text(encoding="utf-8")
    try:
        content = yaml.safe_load(text)
        criteria = tuple(_criterion(name, body) for name, body in content["criteria"].items())
        gates = tuple(Gate(name, **body) for name, body in content.get("gates", {}).items())
        return Rubric(
            content["name"], str(content["version"]), hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
            content.get("legal_base", ""), float(content.get("gate_confidence", 0.5)), criteria, gates,
        )
    except (KeyError, TypeError, AttributeError, ValueError, yaml.YAMLError) as error:
        raise RubricBroken(f"{getattr(place, 'name', place)} is no rubric: {error}. Compare it with scorecards/rubric.yaml.") from None


def _criterion(name: str, body: Mapping[str, Any]) -> Criterion:
    parts = tuple(_part(f"{name}.{key}", key, line) for key, line in body["parts"].items())
    return Criterion(name, body["title"], float(body["weight"]), parts)


def _part(where: str, name: str, body: Mapping[str, Any]) -> Part:
    if ("review" in body) == ("answer" in body):
        raise ValueError(f"'{where}' must name either a review or an answer")
    at, points = tuple(map(float, body.get("at", ()))), tuple(map(float, body.get("points", ())))
    if "answer" in body and (len(at) != len(points) or len(at) < 2 or list(at) != sorted(set(at))):
        raise ValueError(f"'{where}' needs 'at' rising and as many 'points'")
    return Part(
        name, body["title"], float(body["maximum"]), body.get("minimum"), body.get("review", ""), body.get("answer", ""),
        at, points, float(body.get("step", SMALLEST_STEP)),
    )


def identity_of(*parts: Any) -> str:
    """A hash of plain values, 32 hex digits."""
    return hashlib.blake2b(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode(), digest_size=16).hexdigest()
