"""Which projects together: the optimum under the fund's rules, what binds it, and what other ways to choose lose."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from scorecards.portfolio_data import STRATA, Candidates, candidates, kept_apart, points_of
from scorecards.portfolio_limits import INF
from scorecards.portfolio_lists import broken, greedy_list, in_the_way, ranked_list, tight
from scorecards.portfolio_model import Chosen, Model
from scorecards.portfolio_notes import apart_notes, core_note, objective_words, portfolio_notes
from scorecards.portfolio_relax import relaxations
from scorecards.portfolio_rules import Rules
from scorecards.portfolio_tonnes import holds_at
from scorecards.query import all_weights, run_of
from scorecards.robust_portfolio import Robust, drawn_weights, robust
from scorecards.table import QuestionError, Table, columns, full
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PORTFOLIO = columns(
    ("section", "", "project, list (the optimum and others), limit (a rule and its use) or relax (what would have to give)"),
    ("name", "", "of a list or a limit"),
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("applicant", "", "who applies"),
    ("pillar", "", "the fund's programme"),
    ("country", "", "where it is built, ISO 3166"),
    ("score", "points", "score of record"),
    ("funded", "", "it is in the optimum; empty where no portfolio keeps the rules"),
    ("award", "", "what the ledger says of it: pledged, committed, obligated, completed or terminated"),
    ("grant", "USD2024", "what the optimum gives it; of a list, all grants"),
    ("least", "USD2024", "the grant that makes it happen at the declared confidence"),
    ("asked", "USD2024", "the grant asked for"),
    ("short", "", "it asks for less than the least, and the fund takes it as asked"),
    ("tonnes", "tonne", "mean of expected CO2e of ten years; of a list, their sum"),
    ("tonnes_p10", "tonne", "10 % of draws lie below; of a list, of the sums world by world"),
    ("tonnes_p50", "tonne", "median"),
    ("tonnes_p90", "tonne", "90 % of draws lie below"),
    ("core_index", "1", "share of sampled optima that hold it"),
    ("core", "", "core, borderline or exterior, by the sampled index"),
    ("projects", "1", "how many a list funds"),
    ("value", "1", "of a list, in the unit of the objective"),
    ("lost", "1", "part of the optimum's value that a list does not reach"),
    ("used", "", "how much of a limit the optimum uses"),
    ("low", "", "the least that a limit asks for"),
    ("high", "", "the most that a limit allows"),
    ("unit", "", "of used, low and high, or of what is to give"),
    ("binding", "", "the optimum leaves no room at this limit"),
    ("by", "", "how far a limit has to give so that some portfolio is left"),
    ("text", "", "why a project is not funded; which rules a list breaks; what to relax"),
)
THREE = (0.1, 0.5, 0.9)
NO_GAIN = "it adds nothing to the objective"
NO_ROOM = "a floor, a change penalty or the gap of the search speaks against it"


def portfolio(
    connection: DuckDBPyConnection, rules: Rules, gap: float | None = None, sampled: bool = False,
    told: Callable[[int], Callable[[], None]] | None = None,
) -> Table:
    """The best portfolio of the run's projects; ``gap`` [1] is how far from the optimum the search may stop.

    ``sampled`` asks for the core index; ``told`` is called with the number of worlds and returns what is called after each.
    """
    if gap is not None and not 0 <= gap < 1:
        raise QuestionError(f"--gap is {gap:g}; give a part of the optimum from 0 to below 1, such as 0.001.")
    raw = candidates(connection, rules)
    everyone = kept_apart(raw, rules)
    places = np.flatnonzero((everyone.apart == "") | ~np.isnan(everyone.fixed))
    model = Model(everyone.take(places), rules)
    chosen = model.solve(gap=gap)
    asked = {"budget": rules.pool, "objective": objective_words(rules), "mode": rules.mode}
    asked |= {"gap": gap} if gap is not None else {}
    if chosen is None:
        give = relaxations(model)
        found = [{"section": "relax", "name": one.name, "by": one.by, "unit": one.unit, "text": one.told} for one in give]
        ranges = np.quantile(everyone.tonnes, THREE, axis=1)
        found += [_project(everyone, place, ranges, None, everyone.apart[place]) for place in range(len(everyone))]
        notes = ["No portfolio keeps all rules. What would have to give: " + "; ".join(one.told for one in give) + "."]
        notes += apart_notes(everyone, rules)
        return Table("portfolio/1", run_of(connection), PORTFOLIO, full(found, PORTFOLIO), asked, notes)
    index = _sampled(connection, raw, rules, told) if sampled else None
    found = _projects(everyone, places, model, chosen, index)
    found += _lists(model, chosen) + _limits(model, chosen)
    notes = portfolio_notes(found, chosen, rules) + apart_notes(everyone, rules) + ([core_note(index)] if index else [])
    return Table("portfolio/1", run_of(connection), PORTFOLIO, full(found, PORTFOLIO), asked, notes)


def _project(
    one: Candidates, place: int, ranges: np.ndarray, grant: float | None, why: str, funded: bool | None = None
) -> dict[str, Any]:
    words = ("project_id", "title", "applicant", "pillar", "country")
    low, middle, high = ranges[:, place]
    needed = float(one.needed[place])
    return {
        "section": "project", **{name: getattr(one, name)[place] for name in words}, "score": float(one.score[place]),
        "funded": funded, "award": one.status[place], "grant": grant, "least": None if np.isnan(needed) else needed,
        "asked": float(one.requested[place]), "short": bool(one.short[place]), "tonnes": float(one.tonnes[place].mean()),
        "tonnes_p10": float(low), "tonnes_p50": float(middle), "tonnes_p90": float(high), "text": why,
    }  # fmt: skip


def _projects(
    everyone: Candidates, places: np.ndarray, model: Model, chosen: Chosen, index: Robust | None
) -> list[dict[str, Any]]:
    """Funded first, then who could be, then who cannot; each by value for money."""
    funded, grant = np.zeros(len(everyone), dtype=bool), np.zeros(len(everyone))
    funded[places], grant[places] = chosen.funded, chosen.grant
    funded &= everyone.status != "terminated"
    ways, value = in_the_way(model, chosen), model.value()
    why = everyone.apart.copy()
    for at, limits in ways.items():
        if limits:
            why[places[at]] = "breaks " + ", ".join(limits)
        else:
            why[places[at]] = NO_GAIN if value[at] <= 0 else NO_ROOM
    worth = everyone.value(model.rules) / np.maximum(everyone.least, 1.0)
    order = sorted(range(len(everyone)), key=lambda at: (not funded[at], everyone.apart[at] != "", -worth[at], at))
    ranges = np.quantile(everyone.tonnes, THREE, axis=1)
    found = [_project(everyone, at, ranges, float(grant[at]), "" if funded[at] else why[at], bool(funded[at])) for at in order]
    if index:
        for row, at in zip(found, order, strict=True):
            row |= {"core_index": float(index.index[at]), "core": index.word(at)}
    return found


def _lists(model: Model, chosen: Chosen) -> list[dict[str, Any]]:
    found = []
    for name, one in (("optimum", chosen), ("greedy", greedy_list(model)), ("ranked", ranked_list(model))):
        worlds = model.chosen_from.tonnes[one.funded].sum(axis=0)
        low, middle, high = (float(value) for value in np.quantile(worlds, THREE))
        found.append({
            "section": "list", "name": name, "projects": int((one.funded & (model.chosen_from.status != "terminated")).sum()),
            "grant": float(one.grant.sum()), "tonnes": float(worlds.mean()), "tonnes_p10": low, "tonnes_p50": middle,
            "tonnes_p90": high, "value": one.value, "lost": 1 - one.value / chosen.value if chosen.value > 0 else None,
            "text": ", ".join(broken(model, one)) if name != "optimum" else "",
        })  # fmt: skip
    return found


def _limits(model: Model, chosen: Chosen) -> list[dict[str, Any]]:
    use, bound = model.use(chosen.grant, chosen.funded), tight(model, chosen)
    found = [
        {"section": "limit", "name": limit.name, "used": float(used), "low": None if limit.low == -INF else float(limit.low),
         "high": None if limit.high == INF else float(limit.high), "unit": "USD2024" if limit.kind == "grant" else "1",
         "binding": binding}
        for limit, used, binding in zip(model.limits, use, bound, strict=True)
    ]  # fmt: skip
    told = model.rules.tonnes_floor
    if told:
        holds = holds_at(model.chosen_from.tonnes[chosen.funded].sum(axis=0), told)
        kind = "mean of the worst worlds" if told.measure == "cvar" else "in so many worlds"
        found.append({"section": "limit", "name": f"tonnes at {told.confidence:.0%} ({kind})", "used": holds, "low": told.tonnes,
                      "unit": "tonne", "binding": holds <= told.tonnes * 1.001})  # fmt: skip
    return found


def _sampled(
    connection: DuckDBPyConnection, raw: Candidates, rules: Rules, told: Callable[[int], Callable[[], None]] | None
) -> Robust:
    points = raw.points
    if rules.per_point and rules.weights_vary:
        seed = rows(connection, "SELECT seed FROM run WHERE run_id = ?", [run_of(connection)])[0]["seed"]
        drawn = points_of(connection, drawn_weights(list(all_weights(connection, {})), STRATA, rules.weights_vary, seed))
        points = np.array([drawn.get(name, row) for name, row in zip(raw.project_id, raw.points, strict=True)])
    return robust(raw, rules, points, told=told(STRATA) if told else lambda: None)
