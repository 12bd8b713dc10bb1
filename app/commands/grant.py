"""``cleanfund grant``: the least grant that makes a project happen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import NOT_FOUND, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, say, unicode_out
from app.text import chance, number
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

    from scorecards.grant_terms import GrantTerms

UNIT = 1e6
BAR = 20  # signs of the longest bar
TENTHS = 10  # of the even steps of a curve, told on a terminal


def grant(
    project: str | None = None, /, *, confidence: str | None = None, svg: Path | None = None, as_of: AsOf = None,
    options: Options = DEFAULT,
) -> None:
    """The least grant that makes a project happen, and what its ask leaves on the table; of all projects without a name.

    A project clears its hurdle where its net present value at its own cost of capital is not below 0 and the cash flow of
    every year covers the payment on its debt as lenders ask. The least grant is enough in the declared share of the draws.

    Parameters
    ----------
    project:
        The project. Without one: all of them, and the sum of least grants against the sum of asks.
    confidence:
        Share of the draws in which it must clear its hurdle, in place of the fund's own: 0.9, "90 %".
    svg:
        A file to draw the chance over the grant in, .svg; for one project.
    as_of:
        As this run saw it, by default the last.
    """
    if svg is not None and svg.suffix.lower() != ".svg":
        raise UserError(f"The picture is written to a file .svg, not to '{svg.name}'.", then="--svg grant.svg")
    if svg is not None and project is None:
        raise UserError("The picture is of one project's curve.", then=f"cleanfund grant PROJECT --svg {svg.name}")
    terms = _terms(options.data, confidence)
    from scorecards.least_grant import least_grant, least_grants

    with open_snapshot(options.data, as_of) as snapshot:
        table = least_grants(snapshot, terms) if project is None else least_grant(snapshot, project, terms)
    emit(table, options, pool_view if project is None else project_view)
    if svg is not None:
        _draw(table, svg)
        say(f"The curve is drawn: {svg}.", options)


def project_view(console: Console, table: Table) -> None:
    """One project on a terminal: the sentence, the curve, what is left on the table."""
    (row,) = [row for row in table.rows if row["section"] in ("project", "apart")]
    console.print(f"{row['project_id']}  {row['title'] or ''}", style="bold")
    console.print(row["text"])
    curve = [row for row in table.rows if row["section"] == "curve"]
    if not curve:
        return
    even = [point["grant"] for point in curve][-1] / TENTHS
    named = [point["grant"] for point in curve if point["text"]]
    told = [point for point in curve if point["text"] or _is_told(point["grant"] / even, [one / even for one in named])]
    columns = [
        Shown("MUSD", lambda one: number(one["grant"] / UNIT), right=True, key=True),
        Shown("clears", lambda one: chance(one["chance"]), right=True, key=True),
        Shown("", lambda one: ("█" if unicode_out() else "#") * round(one["chance"] * BAR)),
        Shown("value", lambda one: chance(one["chance_npv"]), right=True),
        *([Shown("debt", lambda one: chance(one["chance_debt"]), right=True)] if curve[0]["chance_debt"] is not None else []),
        Shown("", lambda one: one["text"], key=True),
    ]  # fmt: skip
    grid(console, columns, told, "Chance to clear the hurdle, over the grant", lambda one: "" if one["text"] else "dim")
    low, middle, high = (number(row[f"left_p{place}"] / UNIT) for place in (10, 50, 90))
    console.print(f"\nAsked less what it turns out to need: {middle} MUSD (median; p10 {low}, p90 {high}).")
    each = f"For its value alone it takes {number(row['least_npv'] / UNIT)} MUSD"
    if row["least_debt"] is not None:
        each += (
            f", for its debt alone {number(row['least_debt'] / UNIT)}; without a grant the poorest year covers the payment "
            f"{number(row['debt_cover'], 2)} times (median)"
        )
    console.print(each + ".")
    console.print(f"\nrun {table.run} · money in USD2024", style="dim")


def pool_view(console: Console, table: Table) -> None:
    """All projects on a terminal, then the sums and who has no answer."""
    projects, pool, apart = ([row for row in table.rows if row["section"] == kind] for kind in ("project", "pool", "apart"))
    sure = f"{table.asked['confidence'] * 100:g} %"
    money = [
        Shown("least", lambda row: number(row["least"] / UNIT), right=True, key=True),
        Shown("asked", lambda row: number(row["asked"] / UNIT), right=True, key=True),
        Shown("left", lambda row: number(row["left"] / UNIT), right=True, key=True),
    ]
    columns = [
        Shown("project", lambda row: row["project_id"], key=True), Shown("title", lambda row: row["title"] or "", wide=1),
        *money, Shown("may give", lambda row: number(row["limit"] / UNIT), right=True),
        Shown("as asked", lambda row: chance(row["chance_asked"]), right=True), Shown("", lambda row: row["status"], key=True),
    ]  # fmt: skip
    if projects:
        grid(console, columns, projects, f"Least grant at {sure} and ask, MUSD2024")
    if pool:
        sums = [
            Shown("", lambda row: row["text"] or row["status"] or row["pillar"] or "no pillar", key=True),
            Shown("projects", lambda row: str(row["projects"]), right=True), *money,
            Shown("left, p10", lambda row: number(row["left_p10"] / UNIT), right=True),
            Shown("p90", lambda row: number(row["left_p90"] / UNIT), right=True),
        ]  # fmt: skip
        grid(console, sums, pool, "Sums by pillar, by what a grant can do, and in all, MUSD2024")
    if apart:
        reason = Shown("why", lambda row: row["text"], wide=1, folds=True, key=True)
        grid(console, [Shown("project", lambda row: row["project_id"]), reason], apart, "Without an answer")
    share = f"{table.asked['most_share_of_relevant_cost'] * 100:g} %"
    console.print(f"\nrun {table.run} · left: asked less least, on the table; below 0 the ask is too small", style="dim")
    console.print(f"may give: {share} of relevant cost, never more than it costs to build (medians)", style="dim")
    console.print("as asked: chance to clear the hurdle with what is asked for", style="dim")


def _is_told(place: float, named: Sequence[float]) -> bool:
    """Whether a place without a name [tenths of the curve] is a whole tenth with no named place close to it."""
    return abs(place - round(place)) < 1e-6 and all(abs(place - one) > 0.2 for one in named)


def _terms(data: Path, confidence: str | None) -> GrantTerms:
    """The fund's terms, and the confidence that was asked for in place of its own."""
    from dataclasses import replace

    from flows.fund import read_fund
    from scorecards.grant_terms import above_nothing, grant_terms
    from scorecards.portfolio_amounts import SettingWrong

    fund = read_fund(data)
    terms = grant_terms(fund.content, fund.grant_share)
    if confidence is None:
        return terms
    try:
        return replace(terms, confidence=above_nothing(confidence, "--confidence"))
    except SettingWrong as error:
        raise UserError(str(error), then="--confidence 0.9") from None


def _draw(table: Table, file: Path) -> None:
    from app.reports.grant_chart import grant_svg

    drawn = grant_svg(table)
    if not drawn:
        raise UserError(f"{table.asked['project']} has no curve to draw.", then="cleanfund grant", code=NOT_FOUND)
    half = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        half.write_text(drawn, encoding="utf-8")
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
