"""What a portfolio is chosen from: each project's grant, tonnes, points and years, as the snapshot has them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scorecards.grant_curve import grant_for
from scorecards.grant_needs import HURDLE, NPV
from scorecards.point_arrays import point_arrays
from scorecards.portfolio_amounts import SettingWrong, nearest
from scorecards.portfolio_awards import awards
from scorecards.portfolio_rules import YEARS, Rules
from scorecards.query import fails_at
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STRATA = 200
ANSWERS = ("expected_t_10y", HURDLE, "relevant_cost", "capex")
STANDING = """
    SELECT s.project_id, s.title, s.applicant, s.pillar, s.country, s.score, s.passes, s.reasons, s.key, p.inputs
    FROM scorecard_latest AS s
    JOIN proposal AS p ON p.project_id = s.project_id AND p.version = s.version AND p.content = s.content
    ORDER BY s.project_id
"""
YEARLY = """
    SELECT f.project_id, f.field, any_value((f.low + f.high) / 2) AS amount
    FROM fact AS f JOIN scorecard_latest AS s ON s.project_id = f.project_id AND s.version = f.version AND s.content = f.content
    WHERE f.grp = 'disbursement' AND f.block = '' AND f.low IS NOT NULL
    GROUP BY f.project_id, f.field
"""


@dataclass(frozen=True)
class Candidates:
    """Projects (n,) in the order of their ids, money [USD2024].

    ``needed`` is the least grant at the declared confidence and ``gap`` (n, strata) that of each world; ``floor`` is the least
    that a share of the cost asks for; ``least`` and ``asked`` are the ends of the grant as the rules leave them; ``tonnes``
    (n, strata) [tonne] expected in ten years, ``points`` (n, strata) and ``score`` (n,) [points];
    ``profile`` (n, years) [1] the parts of a grant paid in the calendar years of the rules' caps; ``fixed`` (n,) [USD2024]
    what is awarded already, NaN where nothing is; ``apart`` why a project cannot be chosen, "" where it can; ``short``
    whether it asks for less than its least grant.
    """

    project_id: np.ndarray
    title: np.ndarray
    applicant: np.ndarray
    pillar: np.ndarray
    country: np.ndarray
    score: np.ndarray
    requested: np.ndarray
    needed: np.ndarray
    floor: np.ndarray
    least: np.ndarray
    asked: np.ndarray
    gap: np.ndarray
    tonnes: np.ndarray
    points: np.ndarray
    profile: np.ndarray
    fixed: np.ndarray
    status: np.ndarray
    apart: np.ndarray
    short: np.ndarray

    def __len__(self) -> int:
        return len(self.project_id)

    def value(self, rules: Rules) -> np.ndarray:
        """What each is worth in the objective (n,): its mean tonnes over the kept worlds, its score, or both.

        The mean and not the median: the expectation of a sum is the sum of expectations, whatever they have in common.
        """
        return rules.per_tonne * self.tonnes.mean(axis=1) + rules.per_point * self.score

    def take(self, places: np.ndarray) -> Candidates:
        """Only these, by place or by mask."""
        return Candidates(*(getattr(self, one.name)[places] for one in fields(self)))


def candidates(connection: DuckDBPyConnection, rules: Rules) -> Candidates:
    """The projects of the run with a scorecard, and those with an award, before ``kept_apart`` has set their grants.

    SettingWrong for a rule on an unknown project.
    """
    found = rows(connection, STANDING)
    answers: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows(
        connection,
        "SELECT key, name, strata, percentiles FROM answer "
        "WHERE block = '' AND list_contains(?, name) AND key IN (SELECT key FROM scorecard_latest)",
        [[*ANSWERS, NPV]],
    ):
        answers.setdefault(row["key"], {})[row["name"]] = row
    for mine in answers.values():  # a run from before debt was judged: the hurdle is the net present value alone
        mine |= {HURDLE: mine[NPV]} if HURDLE not in mine and NPV in mine else {}
    points = points_of(connection) if rules.per_point else {}
    paid: dict[str, dict[str, float]] = {}
    for row in rows(connection, YEARLY):
        paid.setdefault(row["project_id"], {})[row["field"]] = row["amount"]
    made = [_one(row, answers.get(row["key"], {}), points, paid.get(row["project_id"], {}), rules) for row in found]
    made += awards(connection, made, STRATA)
    _known(connection, rules, made)
    made.sort(key=lambda one: one["project_id"])
    arrays = {one.name: _array([row[one.name] for row in made]) for one in fields(Candidates)}
    for name, width in (("gap", STRATA), ("tonnes", STRATA), ("points", STRATA), ("profile", len(rules.yearly))):
        arrays[name] = np.array([row[name] for row in made], dtype=float).reshape(len(made), width)
    return Candidates(**arrays)


def kept_apart(all_: Candidates, rules: Rules, needed: np.ndarray | None = None) -> Candidates:
    """The grant of each between its two ends, and who cannot be funded whatever the others do, with the reason.

    ``needed`` [USD2024] stands in for the least grant at the declared confidence: that of one world.
    """
    needed = all_.needed if needed is None else needed
    low, high = np.maximum(needed, all_.floor), all_.asked
    short, open_ = needed > high * (1 + 1e-9), np.isnan(all_.fixed)
    apart = all_.apart.copy()
    for place in np.flatnonzero((low > high * (1 + 1e-9)) & (apart == "")):
        if all_.floor[place] > high[place]:
            apart[place] = "the least share of its cost is more than it asks for"
        elif not rules.as_asked:
            apart[place] = _too_little(low[place], high[place], all_.requested[place], rules.confidence)
    return replace(
        all_,
        least=np.where(open_, np.minimum(low, high), all_.fixed),
        asked=np.where(open_, high, all_.fixed),
        apart=np.where(open_, apart, all_.apart),
        short=short & open_,
    )


def _one(
    row: Mapping[str, Any], mine: Mapping[str, Any], points: Mapping[str, np.ndarray], paid: Mapping[str, float], rules: Rules
) -> dict[str, Any]:
    """One project of the snapshot; ``needed`` is its least grant at the declared confidence."""
    header = json.loads(row["inputs"]).get("header", {})
    lacking = [name for name in ANSWERS if name not in mine]
    requested = middle(header.get("grant_requested", 0.0))
    one: dict[str, Any] = {name: row[name] or "" for name in ("project_id", "title", "applicant", "pillar", "country")}
    one |= {"score": row["score"], "requested": requested, "fixed": math.nan, "status": "", "apart": "", "short": False}
    one |= {"needed": math.nan, "floor": 0.0, "least": 0.0, "asked": requested}
    one["profile"] = profile(header, paid, list(rules.yearly))
    one |= {name: np.zeros(STRATA) for name in ("tonnes", "gap")}
    one["points"] = points.get(row["project_id"], np.full(STRATA, row["score"]))
    if lacking:
        return one | {"apart": f"its answers lack {', '.join(lacking)}"}
    one["tonnes"], one["gap"] = (_worlds(mine[name]["strata"]) for name in ("expected_t_10y", HURDLE))
    one["needed"] = grant_for(mine[HURDLE]["percentiles"], rules.confidence)
    for (least, most), cost in ((rules.relevant_cost, "relevant_cost"), (rules.total_cost, "capex")):
        at_median = mine[cost]["percentiles"][50]
        one["floor"] = max(one["floor"], least * at_median)
        one["asked"] = one["asked"] if most is None else min(one["asked"], most * at_median)
    if requested <= 0:
        one["apart"] = "it asks for no grant"
    elif rules.eligible == "passing" and not row["passes"]:
        one["apart"] = f"fails at {fails_at(row['reasons'] or []) or 'the rubric'}: {' '.join(row['reasons'] or [])}"
    elif not np.all(np.isfinite(one["tonnes"])) or not math.isfinite(one["needed"]):
        one["apart"] = "its tonnes or its least grant are no finite number"
    elif one["asked"] <= 0:
        costs = (mine[name]["percentiles"][50] / 1e6 for name in ("relevant_cost", "capex"))
        one["apart"] = "the share of its cost allows no grant: relevant {:,.1f}, to build {:,.1f} MUSD2024".format(*costs)
    return one


def profile(header: Mapping[str, Any], paid: Mapping[str, float], years: Sequence[int]) -> np.ndarray:
    """The part of a grant [1] paid in each of the calendar ``years``, of which the first is that of the award.

    As the proposal states its disbursement; otherwise evenly from the start of building to that of operation. What would
    be paid before the award is paid in its year.
    """
    if not years:
        return np.zeros(0)
    parts = {name: amount for name, amount in paid.items() if amount > 0}
    total = sum(parts.values())
    if total > 0:
        told = {years[0] + count - 1: parts.get(f"year_{count}", 0.0) / total for count in range(1, YEARS + 1)}
        return np.array([told.get(year, 0.0) for year in years])
    start = middle(header.get("construction_start", years[0]))
    end = max(middle(header.get("operation_start", start + 1)), start + 1e-6)
    paid_by = [min(1.0, max(0.0, (year + 1 - start) / (end - start))) for year in years]
    before = [0.0, *(min(1.0, max(0.0, (year - start) / (end - start))) for year in years[1:])]
    return np.array(paid_by) - np.array(before)


def middle(stated: float | list[float]) -> float:
    """A stated number, or the middle of a stated range."""
    return sum(stated) / len(stated) if isinstance(stated, list) else stated


def _too_little(low: float, high: float, requested: float, confidence: float) -> str:
    told = "it asks for" if high >= requested * (1 - 1e-9) else "its share of the cost allows"
    return f"{told} {high / 1e6:,.1f} MUSD2024 and needs {low / 1e6:,.1f} to happen at {confidence:.0%} confidence"


def points_of(connection: DuckDBPyConnection, factors: Mapping[str, np.ndarray] | None = None) -> dict[str, np.ndarray]:
    """Points of each project in each world under the rubric's weights, each times its ``factors`` (strata,) where given."""
    known = point_arrays(connection)
    weights = np.repeat(known.weights[:, None], STRATA, axis=1)
    if factors:
        weights *= np.array([factors[name] for name in known.criteria])
    totals = (known.strata * weights).sum(axis=1)
    return dict(zip(known.projects, totals, strict=True))


def _worlds(strata: Sequence[float]) -> np.ndarray:
    """As many worlds as are kept; one stratum stands for all."""
    return np.broadcast_to(np.asarray(strata, dtype=float), (STRATA,)) if len(strata) in (1, STRATA) else np.full(STRATA, np.nan)


def _array(values: list[Any]) -> np.ndarray:
    return np.array(values, dtype=object if values and isinstance(values[0], str) else None)


def _known(connection: DuckDBPyConnection, rules: Rules, made: Sequence[Mapping[str, Any]]) -> None:
    """SettingWrong where a rule names a project that never came in."""
    here = [one["project_id"] for one in made]
    ever = {row["project_id"] for row in rows(connection, "SELECT DISTINCT project_id FROM proposal")} | {*here}
    told = {"previous": rules.previous, "exclusive": [name for group in rules.exclusive for name in group]}
    told["requires"] = [name for one, first in rules.requires.items() for name in (one, *first)]
    for setting, names in told.items():
        for name in names:
            if name not in ever:
                raise SettingWrong(f"portfolio: {setting} names '{name}', which no proposal has; {nearest(name, sorted(ever))}")
