"""``cleanfund macc``: the marginal abatement cost curve of the portfolio."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import NOT_FOUND, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, say, tick
from app.text import number, rounded, spread, tonnes_in
from scorecards.abatement import abatement
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

ROUND = (1.0, 2.0, 5.0)  # of the prices in a table, the others are for a file or a picture

BUDGETS = "write one amount: --budget 5e9, --budget '100 million', --budget '2 billion JPY2023'"


def macc(
    *, budget: str | None = None, pillar: str | None = None, svg: Path | None = None, as_of: AsOf = None,
    options: Options = DEFAULT,
) -> None:
    """What a net tonne costs, how many are to be had, and what the fund's budget reaches.

    Projects stand in the order of their median cost per net tonne. Their tonnes are those of a year, the mean of the first
    ten, times the chance of being feasible and delivered. Projects that name one hub for transport and storage share its
    cost, which counts once.

    Parameters
    ----------
    budget:
        Spent along the curve without leaving a project out: 5e9, "100 million", 1.5bn, "2 billion JPY2023"; in USD2024 where
        it names no currency. By default the fund's pool; where there is none, nothing is marked as reached.
    pillar:
        Only this programme of the fund.
    svg:
        A file to draw the curve in, .svg.
    as_of:
        As this run saw it, by default the last.
    """
    if svg is not None and svg.suffix.lower() != ".svg":
        raise UserError(f"The picture is written to a file .svg, not to '{svg.name}'.", then="--svg curve.svg")
    with open_snapshot(options.data, as_of) as snapshot:
        table = abatement(snapshot, _pool(options.data) if budget is None else _money(budget), pillar)
    emit(table, options, macc_view)
    if svg is not None:
        _draw(table, svg)
        say(f"The curve is drawn: {svg}.", options)


def macc_view(console: Console, table: Table) -> None:
    """The curve on a terminal: projects, what some prices buy, and who is not on it."""
    curve, prices, apart = ([row for row in table.rows if row["section"] == kind] for kind in ("project", "price", "apart"))
    if curve:
        size, unit = tonnes_in([row["total_p50"] for row in curve])
        shown = [
            Shown("#", lambda row: str(row["place"]), right=True),
            Shown("project", lambda row: row["project_id"], key=True),
            Shown("title", lambda row: row["title"] or "", wide=1, folds=True),
            Shown("USD/t", lambda row: number(row["cost_p50"], 0), right=True, key=True),
            Shown("p10–p90", lambda row: _range(row["cost_p10"], row["cost_p90"]), right=True),
            Shown(unit, lambda row: rounded(row["tonnes_p50"] / size), right=True, key=True),
            Shown("sum", lambda row: rounded(row["total_p50"] / size), right=True),
            Shown("MUSD", lambda row: number(row["requested"] / 1e6, 0), right=True),
            Shown("MUSD, sum", lambda row: number(row["money"] / 1e6, 0), right=True),
            *([Shown("budget", lambda row: tick(row["reached"]), key=True)] if curve[0]["reached"] is not None else []),
            *([Shown("hub", lambda row: row["hub"])] if any(row["hub"] for row in curve) else []),
        ]
        grid(console, shown, curve, style=lambda row: "dim" if row["reached"] is False else "")
        price = [
            Shown("USD/t", lambda row: number(row["price"], 0), right=True),
            Shown("p10", lambda row: rounded(row["total_p10"] / size), right=True),
            Shown("p50", lambda row: rounded(row["total_p50"] / size), right=True),
            Shown("p90", lambda row: rounded(row["total_p90"] / size), right=True),
        ]
        told = [row for row in prices if _is_round(row["price"])]
        grid(console, price, told, f"What is to be had at or below a price [{unit}]")
    if apart:
        why = [
            Shown("project", lambda row: row["project_id"]), Shown("title", lambda row: row["title"] or "", wide=1),
            Shown("why", lambda row: row["reason"], wide=2, folds=True, key=True),
        ]  # fmt: skip
        grid(console, why, apart, "Not on the curve")
    console.print(f"\nrun {table.run} · t/year: net CO2e of a year times the chance of delivery, median", style="dim")
    console.print("USD/t: cost above the reference per net tonne, median over life · MUSD: grant asked for", style="dim")
    console.print("Avoided and removed tonnes stand on one axis: a net tonne is one less in the air, from either.", style="dim")


def _range(low: float, high: float) -> str:
    return spread(low, high) if high < 100 else f"{number(low, 0)}–{number(high, 0)}"


def _money(written: str) -> float:
    """The budget [USD2024] as it was written: a plain number, or an amount of money. Raises UserError."""
    from evaluators.toolkit.number_words import read_number
    from evaluators.toolkit.units import UnitError, read_quantity

    try:
        return read_number(written)
    except UnitError:
        pass
    try:
        read = read_quantity(written, "USD2024", currency="USD", price_year=2024)
    except UnitError as error:
        raise UserError(f"The budget '{written}' cannot be read: {error.reason}.", then=BUDGETS) from None
    if read.low != read.high:
        raise UserError(f"The budget '{written}' is a range.", then=BUDGETS)
    return read.low


def _is_round(price: float) -> bool:
    return price == 0 or abs(price) / 10.0 ** math.floor(math.log10(abs(price))) in ROUND


def _pool(data: Path) -> float | None:
    from flows.fund import read_fund

    return read_fund(data).pool


def _draw(table: Table, file: Path) -> None:
    from app.reports.macc_chart import macc_svg

    drawn = macc_svg(table)
    if not drawn:
        raise UserError("No project is on the curve, so there is nothing to draw.", then="cleanfund rank", code=NOT_FOUND)
    half = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        half.write_text(drawn, encoding="utf-8")
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
