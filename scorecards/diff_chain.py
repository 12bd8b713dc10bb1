"""A move of the score, cause by cause: one cause after the other is set as in the second run, and what it moves is its part.

The parts add up to the whole, in hundredths of points. Where the score between two causes is not known, they have one part
together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The order. Old code is not kept, so from "evaluator" on all is evaluated with the new code; the old rubric is not needed either.
CAUSES = ("rubric", "reviews", "libraries", "evaluator", "draws", "assumptions", "site", "facts")
EVALUATED = CAUSES[2:]  # the causes that change answers
ORDER = (
    f"One cause after the other, in this order: {', '.join(CAUSES)}; each with those before it as in the second run and those "
    "after it as in the first."
)


@dataclass(frozen=True)
class Case:
    """A project as no run evaluated it: ``header`` and ``blocks`` as a run stored them, ``seed`` [1], number of ``draws`` [1].

    ``code`` has the code that each evaluator must have; ``supposed`` rows of the table ``assumption``, empty for those of that
    code itself.
    """

    project: str
    header: Mapping[str, object]
    blocks: Sequence[Mapping[str, object]]
    seed: int
    draws: int
    code: Mapping[str, str]
    supposed: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True)
class Link:
    """What some causes moved together: usually one; ``points``, and ``places`` in the ranking (below 0 is up)."""

    causes: tuple[str, ...]
    points: float
    places: int


def links(causes: Sequence[str], scores: Sequence[float | None], standings: Sequence[float]) -> list[Link]:
    """The parts of a move from ``scores[0]`` to ``scores[-1]`` [points, to 0.01], with ``scores[n + 1]`` the score after
    ``causes[n]``, None where it is not known; ``standings`` are all scores of the first run, rising."""
    found, waiting, since = [], list[str](), scores[0]
    for cause, score in zip(causes, scores[1:], strict=True):
        waiting.append(cause)
        if score is not None and since is not None:
            places = place(standings, scores[0], score) - place(standings, scores[0], since)
            found.append(Link(tuple(waiting), (round(score * 100) - round(since * 100)) / 100, places))
            waiting, since = [], score
    return found


def place(standings: Sequence[float], own: float | None, score: float) -> int:
    """The rank [1..] that ``score`` would have among ``standings`` (all scores, rising) in the place of ``own``; equals share."""
    above = len(standings) - bisect_right(standings, score)
    return 1 + above - (own is not None and own > score)
