"""``cleanfund rank``: the ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from app.commands.rank_softness import central_weights, soft_columns, soft_key
from app.errors import UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, tick, unicode_out
from app.text import number, scaled, short, spread
from scorecards.query import RankQuestion
from scorecards.query import rank as ranked
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

    from scorecards.rank_softness import Softness

LEAST_CHANCE = 0.005  # below which the chance to pass is not worth its place
ROOM_FOR_MORE = 108  # columns of a terminal from which pillar and tonnes are shown too


def rank(
    *,
    weights: str | None = None,
    pillar: str | None = None,
    country: str | None = None,
    technology: str | None = None,
    top: int | None = None,
    softness: Literal["draws", "weights"] | None = None,
    first: int | None = None,
    order: str | None = None,
    between: str | None = None,
    call: str | None = None,
    as_of: AsOf = None,
    options: Options = DEFAULT,
) -> None:
    """The ranking, under the rubric's weights or yours.

    The place is that among all scorecards of the run, whatever is filtered. Under weights of your own the range is
    made anew from the draws, not from percentiles. With --softness stand beside it how far the place moves over the
    draws, the chance to stand in the first places and that of being funded down the list.

    Parameters
    ----------
    weights:
        Weights of criteria, as innovation=2,cost_efficiency=1; those not named keep the rubric's.
    pillar:
        Only this programme of the fund.
    country:
        Only this country, ISO 3166: US, JP.
    technology:
        Only projects with a block of this technology.
    top:
        Only the first so many.
    softness:
        draws: how far each place moves with the draws. weights: under all weights as well, none of them fixed (SMAA-2).
    first:
        How many places count as the first, by default down to the last that the fund's pool reaches; with --softness.
    order:
        Criteria from the most to the least important, as innovation,maturity; with --softness weights.
    between:
        What share of all a weight may have, as innovation=0.2..0.5; with --softness weights.
    call:
        The ranking of this call as it was frozen, which later runs do not move.
    as_of:
        As this run saw it, by default the last.
    """
    if call is not None and as_of is not None:
        raise UserError("A frozen call has one ranking, whatever the run.", then="leave out --call or --as-of")
    soft = _softness(options.data, softness, first, order, between)
    question = RankQuestion.parse(weights=weights, pillar=pillar, country=country, technology=technology, top=top, softness=soft)
    if call is None:
        with open_snapshot(options.data, as_of) as snapshot:
            table = ranked(snapshot, question)
    else:
        table = _frozen(options.data, call, question)
    emit(table, options, rank_view)


def rank_view(console: Console, table: Table) -> None:
    """The ranking on a terminal."""
    roomy = console.width >= ROOM_FOR_MORE
    soft = table.asked.get("softness")
    size, tonnes = scaled([row["expected_t_10y"] for row in table.rows], "tonne")
    places = Counter(row["rank"] for row in table.rows)
    tied = {place for place, count in places.items() if count > 1}
    # Two that stand apart are never shown with one score.
    scores = {row["score"] for row in table.rows}
    decimals = 1 if len({number(score) for score in scores}) == len(scores) else 2
    shown = [
        Shown("#", lambda row: f"{row['rank']}{'=' if row['rank'] in tied else ' ' if tied else ''}", right=True),
        Shown("project", lambda row: row["project_id"], key=True),
        Shown("title", lambda row: row["title"] or "", wide=1),
        *([Shown("pillar", lambda row: row["pillar"] or "")] if roomy else []),
        Shown("in", lambda row: row["country"] or ""),
        Shown("score", lambda row: number(row["score"], decimals), right=True, key=True),
        Shown("p10–p90", lambda row: spread(row["score_p10"], row["score_p90"]), right=True),
        Shown("pass", passing, key=True),
        *(soft_columns(soft) if soft else []),
        Shown("USD/tonne", lambda row: per_tonne(row["cost_per_tonne"]), right=True),
        *([Shown(tonnes, lambda row: short(_over(row["expected_t_10y"], size)), right=True)] if roomy else []),
    ]
    grid(console, shown, table.rows, style=lambda row: "" if row["passes"] else "dim")
    if soft:
        central_weights(console, table)
    maximum = {row["maximum"] for row in table.rows}
    of = f" · score of {next(iter(maximum)):g}" if len(maximum) == 1 else ""
    failing = f" · {tick(False)} and where it fails first" if any(not row["passes"] for row in table.rows) else ""
    waits = " · * a review is awaited" if any(not row["complete"] for row in table.rows) else ""
    ties = " · = shares its place" if tied else ""
    freed = f" · {_freed()} released from quarantine, see show" if any(row["released"] for row in table.rows) else ""
    passes = f" · {tick(True)} passes every minimum, with its chance"
    frozen = f"frozen call {table.asked['call']} · " if "call" in table.asked else ""
    console.print(f"\n{frozen}run {table.run}{of}{passes}{failing}{waits}{ties}{freed}", style="dim")
    console.print("p10–p90: one draw in ten lies below, one above · USD/tonne: cost per tonne, median, over life", style="dim")
    for line in soft_key(soft) if soft else []:
        console.print(line, style="dim")


def _frozen(data: Path, call: str, question: RankQuestion) -> Table:
    """The ranking of a call as it was frozen; its ``asked`` names the call."""
    from scorecards.call_folder import open_call

    with open_call(data, call) as frozen:
        table = ranked(frozen, question)
    return replace(table, asked={**table.asked, "call": call})


def _softness(data: Path, of: str | None, first: int | None, order: str | None, between: str | None) -> Softness | None:
    """What is asked of softness, with the pool and the caps of the fund's file; None where nothing is."""
    if of is None and first is None and order is None and between is None:
        return None
    from flows.fund import read_fund
    from scorecards.portfolio_rules import rules_of
    from scorecards.rank_softness import Softness

    fund = read_fund(data)
    rules = rules_of(fund.content) if fund.pool is not None else None
    caps = {name: one.cap.of(rules.pool) for name, one in rules.pillars.items() if one.cap} if rules else {}
    return Softness.parse(of=of, first=first, order=order, between=between, pool=rules.pool if rules else None, caps=caps)


def passing(row: Mapping[str, Any]) -> str:
    """Whether it passes, and with what chance, or where it fails first; signs for reviews awaited and findings released."""
    chance = row["pass_probability"]
    said = "" if chance is None else f" {chance:4.0%}"
    if not row["passes"]:
        said = f" {row['fails_at']}" + (f" {chance:.0%}" if chance is not None and chance >= LEAST_CHANCE else "")
    return f"{tick(row['passes'])}{said}{'' if row['complete'] else ' *'}{f' {_freed()}' if row['released'] else ''}"


def _freed() -> str:
    return "†" if unicode_out() else "(r)"


def per_tonne(value: float | None) -> str:
    """Cost per tonne; where no net tonne is left there is none."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return "none left"
    return f"{value:,.0f}"


def _over(value: float | None, size: float) -> float | None:
    return None if value is None else value / size
