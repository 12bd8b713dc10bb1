"""The marginal abatement cost curve of a snapshot: what a tonne costs, how many are to be had, and what a budget reaches."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scorecards.query import run_of
from scorecards.shared_hubs import cut_hubs, million, shared_hubs
from scorecards.table import QuestionError, Table, columns, full, not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from evaluators.carbon_capture.abatement_curve import AbatementCurve

MACC = columns(
    ("section", "", "project (on the curve, cheapest median first), price (what is to be had for it) or apart (not on it)"),
    ("place", "1", "place on the curve"),
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("pillar", "", "the fund's programme"),
    ("country", "", "where it is built, ISO 3166"),
    ("hub", "", "transport and storage hub that it shares"),
    ("price", "USD2024/tonne", "of section price"),
    ("cost_p10", "USD2024/tonne", "cost per net tonne over life, its share of a hub in it; 10 % of draws lie below"),
    ("cost_p50", "USD2024/tonne", "median"),
    ("cost_p90", "USD2024/tonne", "90 % of draws lie below"),
    ("tonnes_p10", "tonne/year", "net CO2e of a year times the chance of delivery; 10 % of draws lie below"),
    ("tonnes_p50", "tonne/year", "median"),
    ("tonnes_p90", "tonne/year", "90 % of draws lie below"),
    ("total_p10", "tonne/year", "all tonnes up to this project, or all that cost at most this price; 10 % of draws lie below"),
    ("total_p50", "tonne/year", "median"),
    ("total_p90", "tonne/year", "90 % of draws lie below"),
    ("requested", "USD2024", "grant asked of the fund"),
    ("money", "USD2024", "grants of all projects up to this one"),
    ("reached", "", "the budget pays for it and all before it; empty where there is no budget"),
    ("reason", "", "why it is not on the curve"),
)
THREE = ("p10", "p50", "p90")
YEARS = 10  # of the tonnes that are counted
STEPS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0)  # of prices in a decade, ISO 3 R10
NEEDED = ("net_t_10y", "expected_t_10y", "delivery_probability", "feasible", "cost_per_tonne")


def abatement(connection: DuckDBPyConnection, budget: float | None = None, pillar: str | None = None) -> Table:
    """The curve of the run's projects; ``budget`` [USD2024] is spent along it; where None all are told together.

    Ranges of one project are those of its scorecard; sums are counted over the 200 kept draws. QuestionError, NotFound.
    """
    if budget is not None and not (math.isfinite(budget) and budget >= 0):
        raise QuestionError(f"The budget is {budget:g}; give USD2024, 0 or more: --budget 5e9")
    import numpy as np

    from evaluators.carbon_capture.abatement_curve import abatement_curve

    projects = _projects(connection, pillar)
    able = [one for one in projects if not one["lacking"]]
    found, notes = list[dict[str, Any]](), list[str]()
    if able:
        hubs, hub_notes = shared_hubs(able)
        draws = {name: np.array([one["strata"][name] for one in able], dtype=float) for name in NEEDED}
        tonnes, chance = draws["net_t_10y"] / YEARS, np.clip(draws["delivery_probability"] * draws["feasible"], 0.0, 1.0)

        def curve_of(places: Iterable[int]) -> AbatementCurve:
            taken = list(places)
            return abatement_curve(
                tonnes[taken], draws["cost_per_tonne"][taken], chance[taken], hub=[able[n]["hub"] for n in taken], hub_cost=hubs
            )

        curve = _as_on_the_cards(curve_of(range(len(able))), able)
        bought = curve.frontier(np.array([one["requested"] for one in able]), math.inf if budget is None else budget)
        for place, project in enumerate(curve.order):
            one = able[project]
            found.append({
                "section": "project", "place": place + 1, **one, "money": bought.money[place],
                "reached": None if budget is None else place < bought.reached,
                **_three("cost", curve.heights[:, project]), **_three("tonnes", curve.widths[:, project]),
                **_three("total", bought.tonnes[:, place]),
            })  # fmt: skip
        if found:
            prices = _prices(min(row["cost_p10"] for row in found), max(row["cost_p50"] for row in found))
            band = curve.below(prices)
            found += [{"section": "price", "price": price, **_three("total", band[:, n])} for n, price in enumerate(prices)]
            notes = [_reached(found, budget), *hub_notes]
            kept = curve.order[: bought.reached]
            notes += cut_hubs([able[n] for n in kept], curve_of(kept), curve.heights[1][kept]) if len(kept) else []
        found += [{"section": "apart", **able[n], "reason": why} for n, why in curve.apart.items()]
    found += [{"section": "apart", **one, "reason": one["lacking"]} for one in projects if one["lacking"]]
    asked = {name: value for name, value in (("budget", budget), ("pillar", pillar)) if value is not None}
    return Table("macc/1", run_of(connection), MACC, _plain(full(found, MACC)), asked, notes)


def _projects(connection: DuckDBPyConnection, pillar: str | None) -> list[dict[str, Any]]:
    """Each project with the kept draws and percentiles of its answers, its grant and its hub; ``lacking``: what is not there."""
    found = rows(
        connection,
        """
        SELECT p.project_id, p.title, p.pillar, p.country, p.inputs, t.key, t.score_key IS NULL AS failed,
               (SELECT any_value(f.raw) FROM fact AS f WHERE f.content = t.content AND f.project_id = t.project_id
                AND f.version = t.version AND f.grp = 'proposal' AND f.field = 'hub') AS hub
        FROM standing AS t
        JOIN proposal AS p ON p.project_id = t.project_id AND p.version = t.version AND p.content = t.content
        WHERE t.run_id = (SELECT run_id FROM snapshot)
        ORDER BY p.project_id
        """,
    )
    if pillar is not None:
        known = [one["pillar"] for one in found if one["pillar"]]
        if pillar.lower() not in {name.lower() for name in known}:
            raise not_found("pillar", pillar, known)
        found = [one for one in found if (one["pillar"] or "").lower() == pillar.lower()]
    answers: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows(
        connection,
        "SELECT key, name, strata, [percentiles[11], percentiles[51], percentiles[91]] AS three FROM answer "
        "WHERE block = '' AND list_contains(?, name)",
        [list(NEEDED)],
    ):
        answers.setdefault(row["key"], {})[row["name"]] = row
    for one in found:
        mine = answers.get(one["key"], {})
        lacking = [name for name in NEEDED if name not in mine]
        header = json.loads(one.pop("inputs")).get("header", {})
        one |= {
            "strata": {name: row["strata"] for name, row in mine.items()},
            "three": {name: row["three"] for name, row in mine.items()},
            "lacking": "its evaluation failed" if one["failed"] else f"its answers lack {', '.join(lacking)}" if lacking else "",
            "requested": _middle(header.get("grant_requested", 0.0)),
            "hub": " ".join((one["hub"] or "").split()),
            "hub_cost": _middle(header["hub_cost"]) if "hub_cost" in header else None,
        }
    return found


def _as_on_the_cards(curve: AbatementCurve, able: list[dict[str, Any]]) -> AbatementCurve:
    """The curve with each project's percentiles over all draws, as its scorecard has them, where no hub changes its cost."""
    import numpy as np

    heights, widths = curve.heights.copy(), curve.widths.copy()
    for place in curve.order:
        one = able[place]
        widths[:, place] = np.array(one["three"]["expected_t_10y"]) / YEARS
        if not one["hub"] and math.isfinite(one["three"]["cost_per_tonne"][1]):
            heights[:, place] = one["three"]["cost_per_tonne"]
    order = curve.order[np.argsort(heights[1][curve.order], kind="stable")]
    return replace(curve, heights=heights, widths=widths, order=order)


def _prices(low: float, high: float) -> list[float]:
    """Round prices, ten a decade, from one not above ``low`` to one not below ``high`` and 100; both ends are 1, 2 or 5."""
    above = [step * 10.0**power for power in range(6) for step in STEPS]
    every = [*(-price for price in reversed(above)), 0.0, *above]
    ends = [step * 10.0**power for power in range(6) for step in (1, 2, 5)]
    ends = [*(-price for price in reversed(ends)), 0.0, *ends]
    first = max((price for price in ends if price <= low), default=every[0])
    last = min((price for price in ends if price >= max(high, 100.0)), default=every[-1])
    return [price for price in every if first <= price <= last]


def _reached(found: list[dict[str, Any]], budget: float | None) -> str:
    """What the budget reaches, in a sentence or two."""
    curve = [row for row in found if row["section"] == "project"]
    bought = [row for row in curve if row["reached"]]
    with_range = "in all {total_p50:,.0f} tonnes a year (p10 to p90: {total_p10:,.0f} to {total_p90:,.0f})"
    if budget is None:
        return f"All {len(curve)} projects together: {with_range.format(**curve[-1])}, for {million(curve[-1]['money'])}."
    said = f"{million(budget)} reach {len(bought)} of {len(curve)} projects"
    said += f", {with_range.format(**bought[-1])}." if bought else "."
    if len(bought) < len(curve):
        following = curve[len(bought)]
        left = budget - (bought[-1]["money"] if bought else 0.0)
        said += f" The next, {following['project_id']}, asks for {million(following['requested'])}; {million(left)} are left."
    return said


def _middle(stated: float | list[float]) -> float:
    return sum(stated) / len(stated) if isinstance(stated, list) else stated


def _three(name: str, values: Iterable[float]) -> dict[str, float]:
    return {f"{name}_{which}": float(value) for which, value in zip(THREE, values, strict=True)}


def _plain(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose numbers are Python's own."""
    return [{name: value.item() if hasattr(value, "item") else value for name, value in row.items()} for row in found]
