"""From answers to points: a rubric is a file, never code.

A part is either judged by reviewers or piecewise linear in one answer. The score of record evaluates every part once,
at the rubric's declared case (``rubric_case.py``), rounded half up as the calls say (a mean of points would reward
ignorance); beside it stand the points in each of the 200 strata of the draws. The score is linear in the weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evaluators.toolkit.common import COMMON
from scorecards.rubric_points import SMALLEST_STEP, linear_points
from scorecards.rubric_yaml import keys, line_of, named, number, numbers, read_yaml, text, truth

MEDIAN = 50
# A cost per tonne says nothing where these tonnes are zero or less.
TONNES_OF = {"requested_per_tonne": "net_t_10y", "public_cost_per_tonne": "net_t_10y", "cost_per_tonne": "net_t_life"}
BOUNDS = ("at_least", "at_most", "above")
TOP_KEYS = {
    "name", "version", "legal_base", "rounding", "case", "gate_confidence", "gate_band", "claims", "criteria", "gates",
}  # fmt: skip
CRITERION_KEYS = {"title", "weight", "bonus", "parts"}
PART_KEYS = {"title", "maximum", "minimum", "review", "answer", "at", "points", "step", "spread"}
GATE_KEYS = {"title", "answer", *BOUNDS}


class RubricBroken(Exception):
    """A rubric file that cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Part:
    """One line of the rubric: points of a criterion from a review or from an answer.

    ``spread`` is the standard deviation between reviewers [points] where the fund has no two reviews of one proposal.
    """

    name: str
    title: str
    maximum: float
    minimum: float | None = None
    review: str = ""
    answer: str = ""
    at: tuple[float, ...] = ()
    points: tuple[float, ...] = ()
    step: float = SMALLEST_STEP
    spread: float = 0.0

    def of(self, value: np.ndarray | float) -> np.ndarray:
        """Points of an answer; see ``linear_points``."""
        return linear_points(value, self.at, self.points, self.maximum, self.step)


@dataclass(frozen=True)
class Criterion:
    """A named group of parts with one weight; a ``bonus`` comes on top of the rubric's maximum and is awaited of nobody."""

    name: str
    title: str
    weight: float
    parts: tuple[Part, ...]
    bonus: bool = False

    @property
    def maximum(self) -> float:
        """The highest points of its parts together, without the weight."""
        return sum(part.maximum for part in self.parts)


@dataclass(frozen=True)
class Gate:
    """A condition on one answer: ``at_least`` and ``at_most`` include the bound, ``above`` does not."""

    name: str
    title: str
    answer: str
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None

    def passed(self, value: np.ndarray | float) -> np.ndarray:
        """Whether each value passes; what is not finite does not."""
        value = np.asarray(value, dtype=float)
        if self.at_most is not None:
            within = value <= self.at_most
        else:
            within = value >= self.at_least if self.at_least is not None else value > self.above
        return within & np.isfinite(value)


@dataclass(frozen=True)
class ClaimLimits:
    """Of our draws, the share [1] at least as good as a claim below which it is optimistic, and below which outside."""

    optimistic: float = 0.35
    outside: float = 0.01


@dataclass(frozen=True)
class Rubric:
    """A whole rubric; ``identity`` is the hash of its file.

    ``case`` is the percentile at which answers are scored, counted from the bad side of each (1..99, 50 the median).
    A gate is passed where at least ``gate_confidence`` [1] of the draws pass; within ``gate_band`` [1] of it the panel looks.
    """

    name: str
    version: str
    identity: str
    legal_base: str
    gate_confidence: float
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]
    case: int = MEDIAN
    gate_band: float = 0.1
    claims: ClaimLimits = ClaimLimits()

    @property
    def maximum(self) -> float:
        """The highest score that can be reached without a bonus."""
        return sum(criterion.weight * criterion.maximum for criterion in self.criteria if not criterion.bonus)

    @property
    def scored(self) -> tuple[str, ...]:
        """The answers that points are given for, by name in order."""
        return tuple(sorted({part.answer for criterion in self.criteria for part in criterion.parts if part.answer}))

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that points or gates depend on, with the tonnes that a cost per tonne is of, by name in order."""
        asked = {*self.scored, *(gate.answer for gate in self.gates)}
        return tuple(sorted(asked | {TONNES_OF[name] for name in asked if name in TONNES_OF}))

    @property
    def review_maxima(self) -> dict[str, float]:
        """The highest points of each criterion that reviewers judge."""
        return {part.review: part.maximum for criterion in self.criteria for part in criterion.parts if part.review}

    @property
    def reviews(self) -> tuple[str, ...]:
        """The criteria that reviewers give points for, by name in order."""
        return tuple(sorted(self.review_maxima))


def load_rubric(path: Path | Traversable | None = None) -> Rubric:
    """The rubric in ``path``, by default the one beside this file. Raises RubricBroken with what to mend."""
    place = path or resources.files("scorecards").joinpath("rubric.yaml")
    try:
        return read_rubric(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise RubricBroken(f"{place.name} is no rubric: {error}. Compare it with scorecards/rubric.yaml.") from None


def read_rubric(written: str) -> Rubric:
    """The rubric that a file's text states. Raises ValueError or yaml.YAMLError where it cannot be used."""
    return _rubric(read_yaml(written), hashlib.blake2b(written.encode(), digest_size=8).hexdigest())


def _rubric(content: Any, identity: str) -> Rubric:
    content = keys(content, "it", {"name", "version", "criteria"}, TOP_KEYS)
    if content.get("rounding", "half_up") != "half_up":
        raise ValueError(f"{line_of(content, 'rounding')}'rounding' is '{content['rounding']}'; it may be half_up")
    criteria = tuple(_criterion(name, body) for name, body in named(content, "criteria"))
    if not criteria:
        raise ValueError("'criteria' is empty; give at least one")
    if not any(criterion.weight for criterion in criteria if not criterion.bonus):
        raise ValueError("every 'weight' is 0, so nothing would be ranked; leave at least one criterion a weight above 0")
    heard: set[str] = set()
    for part in (part for criterion in criteria for part in criterion.parts if part.review):
        if part.review in heard:
            raise ValueError(f"two parts have the review '{part.review}'; give each a name of its own")
        heard.add(part.review)
    gates = tuple(_gate(name, body) for name, body in named(content, "gates"))
    rubric = Rubric(
        text(content, "it", "name"), str(content["version"]), identity, str(content.get("legal_base") or ""),
        number(content, "it", "gate_confidence", 0.5, most=1.0), criteria, gates,
        _case(content), number(content, "it", "gate_band", Rubric.gate_band, most=1.0), _claims(content),
    )  # fmt: skip
    if rubric.case != MEDIAN:
        for answer in (name for name in rubric.answers if not COMMON[name].better):
            raise ValueError(
                f"{line_of(content, 'case')}'case' is {rubric.case}, and of '{answer}' neither side is the bad one; "
                f"take the median, or another answer"
            )
    return rubric


def _case(content: Mapping[str, Any]) -> int:
    value = content.get("case", MEDIAN)
    if value == "median":
        return MEDIAN
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 99:
        raise ValueError(
            f"{line_of(content, 'case')}'case' is {value!r}; it may be median, or a whole number from 1 to 99: "
            f"the percentile from the bad side"
        )
    return value


def _claims(content: Mapping[str, Any]) -> ClaimLimits:
    if content.get("claims") is None:
        return ClaimLimits()
    body = keys(content["claims"], "'claims'", set(), {"optimistic", "outside"})
    optimistic = number(body, "'claims'", "optimistic", ClaimLimits.optimistic, most=1.0)
    return ClaimLimits(optimistic, number(body, "'claims'", "outside", min(ClaimLimits.outside, optimistic), most=optimistic))


def _criterion(name: str, body: Any) -> Criterion:
    where = f"'{name}'"
    body = keys(body, where, CRITERION_KEYS - {"bonus"}, CRITERION_KEYS)
    bonus = truth(body, where, "bonus")
    parts = tuple(_part(f"{name}.{key}", key, line) for key, line in named(body, "parts"))
    if not parts:
        raise ValueError(f"{line_of(body, 'parts')}'parts' of {where} is empty; give at least one")
    if bonus and any(part.minimum is not None for part in parts):
        raise ValueError(f"{line_of(body, 'bonus')}{where} is a bonus and has a 'minimum'; nobody needs a bonus: take one away")
    return Criterion(name, text(body, where, "title"), number(body, where, "weight", 0.0), parts, bonus)


def _part(where: str, name: str, body: Any) -> Part:
    body = keys(body, f"'{where}'", {"title", "maximum"}, PART_KEYS)
    if ("review" in body) == ("answer" in body):
        raise ValueError(f"{line_of(body, 'title')}'{where}' must name either a review or an answer")
    title, maximum = text(body, f"'{where}'", "title"), number(body, f"'{where}'", "maximum", 0.0)
    minimum = number(body, f"'{where}'", "minimum", 0.0, most=maximum) if body.get("minimum") is not None else None
    step = number(body, f"'{where}'", "step", SMALLEST_STEP)
    if step == 0:
        raise ValueError(f"{line_of(body, 'step')}'step' of '{where}' is 0; it may be 0.01 or more")
    if "review" in body:
        for odd in ("at", "points"):
            if odd in body:
                raise ValueError(f"{line_of(body, odd)}'{where}' is judged by reviewers and has '{odd}'; take it away")
        spread = number(body, f"'{where}'", "spread", 0.0, most=maximum)
        return Part(name, title, maximum, minimum, review=text(body, f"'{where}'", "review"), step=step, spread=spread)
    if "spread" in body:
        raise ValueError(f"{line_of(body, 'spread')}'{where}' follows from an answer and has 'spread'; take it away")
    at, points = (numbers(body, where, key) for key in ("at", "points"))
    if len(at) != len(points) or len(at) < 2 or list(at) != sorted(set(at)):
        raise ValueError(f"{line_of(body, 'at')}'{where}' needs 'at' rising and as many 'points'")
    if min(points) < 0 or max(points) > maximum:
        raise ValueError(f"{line_of(body, 'points')}'points' of '{where}' must lie between 0 and its maximum {maximum:g}")
    return Part(name, title, maximum, minimum, "", _answer(body, where), at, points, step)


def _gate(name: str, body: Any) -> Gate:
    where = f"gate '{name}'"
    body = keys(body, where, {"title", "answer"}, GATE_KEYS)
    bounds = [bound for bound in BOUNDS if bound in body]
    if len(bounds) != 1:
        raise ValueError(f"{line_of(body, 'title')}{where} must have one of 'at_least', 'at_most' and 'above'")
    bound = number(body, where, bounds[0], 0.0, least=-np.inf)
    return Gate(name, text(body, where, "title"), _answer(body, name), **{bounds[0]: bound})


def _answer(body: Mapping[str, Any], where: str) -> str:
    answer = text(body, f"'{where}'", "answer")
    if answer not in COMMON:
        raise ValueError(f"{line_of(body, 'answer')}'{where}' names the answer '{answer}'; it may be {', '.join(COMMON)}")
    return answer


def identity_of(*parts: Any) -> str:
    """A hash of plain values, 32 hex digits."""
    said = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
