"""``cleanfund portfolio``: which projects together fit the budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.errors import ENVIRONMENT, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, tick
from app.progress import progress_for
from app.text import number
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

    from scorecards.portfolio_rules import Rules

UNIT = 1e6


def portfolio(
    *, budget: str | None = None, objective: Literal["tonnes", "points"] | None = None, gap: float | None = None,
    robust: bool = False, scenario: Path | None = None, as_of: AsOf = None, options: Options = DEFAULT,
) -> None:
    """Which projects together bring most within the budget and the fund's rules.

    The rules stand in fund.yaml: pool, ring_fences and portfolio. The answer is a proposal to the council, not a decision.

    Parameters
    ----------
    budget:
        In place of the fund's pool: 5e9, 5bn, "100 million USD2024".
    objective:
        tonnes or points, in place of the fund's own.
    gap:
        How far from the optimum the search may stop: 0.001 is 0.1 %. By default 0.01 % up to 200 projects, 0.1 % above.
    robust:
        How often each project is in the optimum over 200 worlds: core, borderline, exterior.
    scenario:
        A YAML file whose pool, ring_fences and portfolio stand in for the fund's.
    as_of:
        As this run saw it, by default the last.
    """
    rules = _rules(options, budget, objective, scenario)
    from scorecards.portfolio import portfolio as best
    from scorecards.portfolio_amounts import SettingWrong

    progress = progress_for(options)

    def told(worlds: int) -> Callable[[], None]:
        progress.stage("Worlds", worlds)
        return progress.advance

    with open_snapshot(options.data, as_of) as snapshot:
        try:
            table = best(snapshot, rules, gap, robust, told)
        except SettingWrong as error:
            raise UserError(f"The rules of the portfolio: {error}", then="mend fund.yaml", code=ENVIRONMENT) from None
        finally:
            progress.done()
    emit(table, options, portfolio_view)


def _rules(options: Options, budget: str | None, objective: str | None, scenario: Path | None) -> Rules:
    """The fund's rules, or the scenario's, under this budget and objective. Raises UserError."""
    from flows.fund import read_fund
    from scorecards.portfolio_amounts import SettingWrong, money
    from scorecards.portfolio_rules import rules_of

    try:
        pool = None if budget is None else money(budget, "The budget")
    except SettingWrong as error:
        raise UserError(str(error), then="--budget 5e9, --budget 5bn, --budget '100 million USD2024'") from None
    if pool == 0:
        raise UserError("The budget is 0, so nothing can be funded.", then="--budget 5e9")
    content = dict(read_fund(options.data).content)
    where = "fund.yaml"
    if scenario is not None:
        content, where = content | _scenario(scenario), scenario.name
    try:
        return rules_of(content, pool, objective)
    except SettingWrong as error:
        raise UserError(f"{where}: {error}", then=f"mend {where}", code=ENVIRONMENT) from None


def _scenario(file: Path) -> dict[str, Any]:
    import yaml

    known = ("pool", "ring_fences", "portfolio")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = f"The scenario {file.name} cannot be read: {str(error).splitlines()[0]}"
        raise UserError(what, then="--scenario FILE.yaml") from None
    if not isinstance(content, dict) or set(content) - {*known}:
        raise UserError(f"The scenario {file.name} may hold {', '.join(known)}, and nothing else.", then="--scenario FILE.yaml")
    return content


def portfolio_view(console: Console, table: Table) -> None:
    """The portfolio on a terminal: projects, the three lists, the limits in use, what to relax."""
    projects, lists, limits, relax = (
        [row for row in table.rows if row["section"] == kind] for kind in ("project", "list", "limit", "relax")
    )
    size, unit = (1e6, "Mt") if max([abs(row["tonnes_p90"]) for row in projects], default=0.0) >= 1e5 else (1e3, "kt")
    if relax:
        grid(console, [Shown("what would have to give", lambda row: row["text"], wide=1, folds=True, key=True)], relax)
    if projects:
        _projects(console, projects, size, unit)
    if lists:
        shown = [
            Shown("list", lambda row: row["name"], key=True),
            Shown("projects", lambda row: str(row["projects"]), right=True),
            Shown("grants", _money("grant"), right=True, key=True),
            Shown(unit, _tonnes("tonnes_p50", size), right=True, key=True),
            Shown("p10–p90", lambda row: _range(row, size), right=True, key=True),
            Shown("loses", lambda row: "" if row["lost"] is None else f"{row['lost']:.1%}", right=True, key=True),
            Shown("breaks", lambda row: row["text"], wide=1, folds=True),
        ]
        grid(console, shown, lists, "Three ways to choose")
    if limits:
        told = [row for row in limits if row["binding"] or (row["used"] and row["unit"] != "1")]
        shown = [
            Shown("limit", lambda row: row["name"], wide=1, folds=True, key=True),
            Shown("used", _of_limit("used"), right=True, key=True),
            Shown("least", _of_limit("low"), right=True),
            Shown("most", _of_limit("high"), right=True, key=True),
            Shown("unit", lambda row: {"USD2024": "MUSD2024", "tonne": "Mt", "1": "projects"}[row["unit"]]),
            Shown("binds", lambda row: tick(row["binding"]) if row["binding"] else "", key=True),
        ]
        grid(console, shown, told, "Limits" + (f", {len(told)} of {len(limits)} in use" if len(told) < len(limits) else ""))
    stars = " · * more than it asks for" if any(row["short"] for row in projects) else ""
    console.print(f"\nrun {table.run} · money: MUSD2024 · {unit}: CO2e expected in ten years, median", style="dim")
    console.print(f"least: the grant that makes it happen{stars} · tonnes are added world by world", style="dim")


def _projects(console: Console, projects: Sequence[Mapping[str, Any]], size: float, unit: str) -> None:
    shown = [
        Shown("project", lambda row: row["project_id"], key=True),
        Shown("", lambda row: tick(row["funded"]), key=True),
        Shown("title", lambda row: row["title"] or "", wide=2),
        Shown("grant", _money("grant"), right=True, key=True),
        Shown("asked", _money("asked"), right=True, key=True),
        Shown(unit, _tonnes("tonnes_p50", size), right=True, key=True),
        *([Shown("core", lambda row: f"{row['core']} {row['core_index']:.0%}", key=True)] if projects[0]["core"] else []),
        *([Shown("why not", _brief, wide=2, folds=True, key=True)] if any(row["text"] for row in projects) else []),
        Shown("p10–p90", lambda row: _range(row, size), right=True),
        Shown("least", lambda row: _money("least")(row) + ("*" if row["short"] else ""), right=True),
        *([Shown("award", lambda row: row["award"])] if any(row["award"] for row in projects) else []),
    ]
    grid(console, shown, projects, style=lambda row: "" if row["funded"] else "dim")


def _brief(row: Mapping[str, Any]) -> str:
    """Why not, in a few words: of what the rubric says, where it fails first."""
    return row["text"].partition(":")[0] if row["text"].startswith("fails at") else row["text"]


def _tonnes(name: str, size: float) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: number(round(row[name] / size, 2) + 0.0, 2)  # no -0.00


def _range(row: Mapping[str, Any], size: float) -> str:
    return f"{_tonnes('tonnes_p10', size)(row)}–{_tonnes('tonnes_p90', size)(row)}"


def _money(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: number(None if row[name] is None else row[name] / UNIT)


def _of_limit(name: str) -> Callable[[Mapping[str, Any]], str]:
    scale, digits = {"USD2024": UNIT, "tonne": 1e6, "1": 1.0}, {"USD2024": 1, "tonne": 2, "1": 0}
    return lambda row: "" if row[name] is None else number(row[name] / scale[row["unit"]], digits[row["unit"]])
