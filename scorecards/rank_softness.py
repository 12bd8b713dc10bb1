"""How soft a place in the ranking is: over the draws of the points, and under weights that nobody has fixed.

All chances depend on who else is in the pool, as a place does; the scores and their order do not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scorecards.dominance import dominated_by
from scorecards.point_arrays import PointArrays, places, point_arrays, score_under, share_within
from scorecards.ranked_list import fund_down_the_list
from scorecards.shared_hubs import million
from scorecards.smaa import NUMBER, open_weights, smaa
from scorecards.table import Column, QuestionError, columns
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DRAWN = columns(
    ("rank_p10", "1", "place among all; in one draw in ten it is this or better"),
    ("rank_p90", "1", "place among all; in nine draws in ten it is this or better"),
    ("chance_first_n", "1", "share of draws in which it stands within the first places asked for; ties share"),
    ("chance_funded", "1", "share of draws in which it passes and the pool, spent down the list, reaches it"),
    ("dominated_by", "1", "projects with no fewer points under any criterion and more under one: ahead under all weights"),
)
WEIGHED = columns(
    ("acceptability_first", "1", "share of weights and draws that put it first (SMAA-2); ties share"),
    ("acceptability_first_n", "1", "share of weights and draws that put it within the first places asked for"),
    ("confidence", "1", "share of draws in which it is first under its own central weights; empty where nothing puts it first"),
)
CENTRAL = "mean weight of {} among those that put it first, as a share of the most points"
# Snapshots of old know of no pass_strata.
PROJECTS = """
    SELECT s.project_id, s.pillar, s.passes, c.pass_strata, p.inputs ->> '$.header.grant_requested' AS asked
    FROM scorecard_latest AS s
    JOIN (SELECT NULL::BOOLEAN[] AS pass_strata WHERE false UNION ALL BY NAME FROM scorecard) AS c USING (score_key)
    JOIN proposal AS p ON p.project_id = s.project_id AND p.version = s.version AND p.content = s.content
    ORDER BY s.project_id
"""


@dataclass(frozen=True)
class Softness:
    """What is asked: the draws ``of`` the points alone, or weights not fixed as well.

    ``first`` places [1], by default down to the last that the ``pool`` [USD2024] reaches; ``caps`` [USD2024] by pillar;
    ``order`` and ``between`` as in ``smaa.open_weights``.
    """

    of: Literal["draws", "weights"] = "draws"
    first: int | None = None
    order: Sequence[str] = ()
    between: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    pool: float | None = None
    caps: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def parse(
        cls,
        *,
        of: str | None = None,
        first: int | None = None,
        order: str | None = None,
        between: str | None = None,
        pool: float | None = None,
        caps: Mapping[str, float] | None = None,
    ) -> Softness:
        """From the words of a command line; QuestionError says what cannot be read."""
        if first is not None and first < 1:
            raise QuestionError(f"--first is {first}; it must be 1 or more.")
        if of not in (None, "draws", "weights"):
            raise QuestionError(f"--softness is '{of}'; it may be draws or weights.")
        if of != "weights" and (order or between):
            raise QuestionError("--order and --between narrow weights that are not fixed. Ask with --softness weights.")
        named = [part.strip() for part in (order or "").split(",") if part.strip()]
        return cls("weights" if of == "weights" else "draws", first, named, _bounds(between or ""), pool, caps or {})


def _bounds(text: str) -> dict[str, tuple[float, float]]:
    bounds: dict[str, tuple[float, float]] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, ends = (piece.strip() for piece in part.partition("="))
        try:
            low, high = (float(end) for end in ends.split(".."))
        except ValueError:
            low = high = math.nan
        if not name or not (math.isfinite(low) and math.isfinite(high)) or name in bounds:
            raise QuestionError(
                f"'{part}' is no range of one weight. Write criterion=least..most, shares of 1, each criterion once: "
                "--between innovation=0.2..0.5,maturity=0..0.3"
            )
        bounds[name] = (low, high)
    return bounds


def soften(
    connection: DuckDBPyConnection, question: Softness, weights: Mapping[str, float] | None
) -> tuple[list[Column], dict[str, dict[str, Any]], dict[str, Any], list[str]]:
    """Columns to add to the ranking, their values by project, the question as it was understood, and notes.

    ``weights`` by criterion, by default the rubric's.
    """
    arrays = point_arrays(connection)
    asked = {name: value for name, value in vars(question).items() if value}
    if not arrays.projects:
        return list(DRAWN), {}, asked, []
    projects = rows(connection, PROJECTS)
    weighing = arrays.weights_of(weights or {})
    score, drawn = score_under(arrays.points, weighing), score_under(arrays.strata, weighing)
    funded, drawn_funded, notes = _funded(projects, question, score, drawn)
    within = question.first
    if within is None and funded is not None and funded.any():
        asked["first"] = within = int(places(score)[0][funded].max())
        notes.append(f"First {within} places: down to the last that the pool of {million(question.pool or 0.0)} reaches.")
    first, last = places(drawn.T)
    low, high = np.percentile(first, [10, 90], axis=0, method="inverted_cdf")
    above = dominated_by(arrays.points)
    found: dict[str, dict[str, Any]] = {
        name: {
            "rank_p10": int(low[n]), "rank_p90": int(high[n]), "dominated_by": int(above[n]),
            "chance_first_n": float(np.mean(share_within(first[:, n], last[:, n], within))) if within else None,
            "chance_funded": None if drawn_funded is None else float(np.mean(drawn_funded[n])),
        }
        for n, name in enumerate(arrays.projects)
    }  # fmt: skip
    notes.append(
        f"Chances are counted over {drawn.shape[1]} draws; they depend on who else applies, the order of the scores does not."
    )
    if question.of == "draws":
        return list(DRAWN), found, asked, notes
    told = zip(arrays.criteria, arrays.shares.tolist(), arrays.bonus, strict=True)
    asked["rubric_weights"] = own = {name: share for name, share, bonus in told if not bonus}
    central = columns(*((f"central_{name}", "1", CENTRAL.format(name)) for name in own))
    for name, more in _weighed(connection, arrays, question, within).items():
        found[name] |= more
    return [*DRAWN, *WEIGHED, *central], found, asked, notes


def _funded(
    projects: Sequence[Mapping[str, Any]], question: Softness, score: np.ndarray, drawn: np.ndarray
) -> tuple[np.ndarray | None, np.ndarray | None, list[str]]:
    """Who is funded down the list, by the score of record and in each stratum; None where the fund states no pool."""
    if question.pool is None:
        return None, None, ["fund.yaml states no pool, so nobody's chance of being funded is known. Write: pool: 5000 MUSD2024"]
    notes = []
    passes = np.array([row["passes"] for row in projects])
    may = np.array([np.broadcast_to(row["pass_strata"] or [row["passes"]], drawn.shape[1]) for row in projects], dtype=bool)
    if any(row["pass_strata"] is None for row in projects):
        notes.append("Scored by an older cleanfund: who passes is taken as on the scorecard, in every draw. Run it again.")
    asked = np.array([_middle(row["asked"]) for row in projects])
    stated = np.isfinite(asked)
    if not stated.all():
        silent = [row["project_id"] for row, told in zip(projects, stated, strict=True) if not told]
        more = f" and {len(silent) - 5} more" if len(silent) > 5 else ""
        notes.append(f"Never funded here, for no grant is stated: {', '.join(silent[:5])}{more}.")
    pillars, money = [row["pillar"] for row in projects], np.where(stated, asked, 0.0)
    spent = (money, question.pool, pillars, question.caps)
    return (
        fund_down_the_list(score, *spent, eligible=passes & stated),
        fund_down_the_list(drawn, *spent, eligible=may & stated[:, None]),
        notes,
    )


def _weighed(
    connection: DuckDBPyConnection, arrays: PointArrays, question: Softness, within: int | None
) -> dict[str, dict[str, Any]]:
    (run,) = rows(connection, "SELECT seed FROM run WHERE run_id = (SELECT run_id FROM snapshot)")
    strata, shares = arrays.strata.shape[2], arrays.shares
    free = [name for name, bonus in zip(arrays.criteria, arrays.bonus, strict=True) if not bonus]  # a bonus keeps its weight
    weights = np.tile(shares, (math.ceil(NUMBER / strata) * strata, 1))
    weights[:, ~arrays.bonus] = open_weights(free, len(weights), run["seed"], question.order, question.between)
    most = np.where(arrays.maxima > 0, arrays.maxima, 1.0)
    result = smaa(arrays.strata / most[:, None], weights, first=within or 1)
    return {
        name: {
            "acceptability_first": float(result.ranks[n, 0]),
            "acceptability_first_n": float(result.ranks[n].sum()) if within else None,
            "confidence": _or_none(result.confidence[n]),
            **{f"central_{of}": _or_none(weight) for of, weight in zip(free, result.central[n, ~arrays.bonus], strict=True)},
        }
        for n, name in enumerate(arrays.projects)
    }


def _middle(asked: str | None) -> float:
    """The grant asked for [USD2024], the middle of a range; NaN where none is stated."""
    stated = json.loads(asked) if asked else math.nan
    return sum(stated) / len(stated) if isinstance(stated, list) else float(stated)


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
