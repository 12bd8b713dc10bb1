"""The registry of critical materials: what all projects of a snapshot together take of the world's supply, as if all were built.

Tonnes are added stratum by stratum: the intensity of a technology is one draw for all projects, so that sums of percentiles
would narrow what all of them share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorecards.query import run_of
from scorecards.table import QuestionError, Table, columns, full, not_found
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MATERIALS = columns(
    ("material", "", "the metal"),
    ("product", "", "what is traded of it, whose supply is counted"),
    ("projects", "1", "how many projects need any"),
    ("tonnes_p10", "tonne", "of all these projects; 10 % of draws lie below"),
    ("tonnes_p50", "tonne", "median"),
    ("tonnes_p90", "tonne", "90 % of draws lie below"),
    ("share_p10", "1", "of a year's world production, its median; 10 % of draws lie below"),
    ("share_p50", "1", "median"),
    ("share_p90", "1", "90 % of draws lie below"),
    ("world_production", "tonne/year", "a year of the world's production, median of what is supposed"),
    ("hhi", "1", "Herfindahl-Hirschman index of supply by country, 0 to 10,000"),
    ("band", "", "how the index is read: highly concentrated above 1,800 (US Merger Guidelines 2023)"),
    ("top_country", "", "that supplies most"),
    ("top_share", "1", "its share"),
    ("supply_risk", "1", "median share of a year's world production times HHI / 10,000"),
    ("most_project", "", "the project that needs most"),
    ("most_share", "1", "its share of the mean tonnes of all"),
)
SUFFIX = "_mass"  # of the answers of evaluators/critical_materials
HELD = ("committed", "obligated", "completed")


def materials(connection: DuckDBPyConnection, pillar: str | None = None, funded: bool = False) -> Table:
    """One row for each material, those that weigh most in supply risk first; ``funded``: of projects with a commitment alone.

    NotFound for a pillar that is not there; QuestionError where ``funded`` is asked of a snapshot without awards.
    """
    import numpy as np

    from evaluators.critical_materials.concentration import WHOLE, supply
    from evaluators.critical_materials.tables import PRODUCTION

    standing, found = _standing(connection, pillar, funded), dict[str, dict[str, Any]]()
    for row in rows(
        connection,
        "SELECT s.project_id, a.name, a.strata FROM scorecard_latest AS s JOIN answer AS a USING (key) "
        "WHERE list_contains(?, s.project_id) AND a.block <> '' AND list_contains(?, a.name) "
        "ORDER BY a.name, s.project_id, a.block",
        [standing, [f"{name}{SUFFIX}" for name in PRODUCTION.lines["world"]]],
    ):
        of = found.setdefault(row["name"].removesuffix(SUFFIX), {})
        of[row["project_id"]] = of.get(row["project_id"], 0.0) + np.array(row["strata"], dtype=float)
    world, known = PRODUCTION.medians("world"), supply()
    table = []
    for material, tonnes in found.items():
        total = np.sum(list(tonnes.values()), axis=0)
        mean = float(total.mean())
        most = max(tonnes, key=lambda project: float(tonnes[project].mean()))
        three = dict(zip(("p10", "p50", "p90"), np.percentile(total, (10, 50, 90)).tolist(), strict=True))
        one, made = known[material], float(world[material])
        table.append({
            "material": material, "product": one.product, "projects": len(tonnes),
            **{f"tonnes_{which}": value for which, value in three.items()},
            **{f"share_{which}": value / made for which, value in three.items()},
            "world_production": made, "hhi": one.index, "band": one.band, "top_country": one.top_country,
            "top_share": one.top_share, "supply_risk": three["p50"] / made * one.index / WHOLE,
            "most_project": most, "most_share": float(tonnes[most].mean()) / mean if mean else None,
        })  # fmt: skip
    table.sort(key=lambda row: (-row["supply_risk"], row["material"]))
    asked = {name: value for name, value in (("pillar", pillar), ("funded", funded)) if value}
    return Table("materials/1", run_of(connection), MATERIALS, full(table, MATERIALS), asked, _notes(table, standing, found))


def _standing(connection: DuckDBPyConnection, pillar: str | None, funded: bool) -> list[str]:
    """The projects asked for, by id in order."""
    cards = rows(connection, "SELECT project_id, pillar FROM scorecard_latest ORDER BY project_id")
    if pillar is not None:
        known = [one["pillar"] for one in cards if one["pillar"]]
        if pillar.lower() not in {name.lower() for name in known}:
            raise not_found("pillar", pillar, known)
        cards = [one for one in cards if (one["pillar"] or "").lower() == pillar.lower()]
    if funded:
        if not has_table(connection, "award_latest"):
            raise QuestionError("This snapshot knows no awards, so none of its projects is funded yet. Leave out --funded.")
        held = rows(connection, "SELECT DISTINCT project_id FROM award_latest WHERE list_contains(?, status)", [list(HELD)])
        cards = [one for one in cards if one["project_id"] in {row["project_id"] for row in held}]
    return [one["project_id"] for one in cards]


def _notes(table: list[dict[str, Any]], standing: list[str], found: dict[str, dict[str, Any]]) -> list[str]:
    able = {project for projects in found.values() for project in projects}
    if not table:
        if not standing:
            return ["No project is asked for, so nothing is needed."]
        return ["None of these projects states a machine whose materials are known; a snapshot of an older run knows none."]
    first = table[0]
    return [
        f"{len(able)} of {len(standing)} projects state machines whose materials are known: wind turbines, electrolysers, "
        "photovoltaics. All are counted as built; cables, foundations and what is recycled are left out.",
        f"The tightest is {first['material']}: {first['tonnes_p50']:,.3g} tonnes, {first['share_p50']:.1%} of a year's world "
        f"production, {first['top_share']:.0%} of it from {first['top_country']}.",
    ]
