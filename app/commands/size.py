"""``cleanfund size``: every store on a project's own task, in full, and the plants that would serve its demand at least cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from app.commands.evaluator import named
from app.errors import UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, unicode_out
from app.progress import progress_for
from app.stored_block import block_number, tell_other_code
from app.text import short
from scorecards.stored_inputs import StoredInputs, stored_inputs
from scorecards.table import Table, columns, full
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console

    from evaluators.hydrogen_storage.design import Design
    from evaluators.hydrogen_storage.evaluation import Chain

HYDROGEN = "hydrogen_storage"
SIZE = columns(
    ("section", "", "store: all stores on the task of this proposal, in every draw; design: plants for its demand, middle case"),
    ("name", "", "kind of store; what is proposed, or what would cost least"),
    ("proposed", "", "whether it is what the proposal has"),
    ("ground", "", "of a store: whether the ground at the site holds it"),
    ("p10", "USD2024/kg", "of a store: cost of the service to the users, 10 % of draws lie below"),
    ("p50", "USD2024/kg", "of a store: the same, median; of a design: delivered cost of hydrogen in the middle case"),
    ("p90", "USD2024/kg", "of a store: the same, 90 % of draws lie below"),
    ("storage_alone", "USD2024/kg", "of a store: its own cost per kg out of it, median"),
    ("unmet_demand", "1", "share of the demand that stays unmet, median"),
    ("cheapest", "1", "of a store: share of draws in which it is the cheapest that the ground holds"),
    ("wind", "MW", "of a design: rated power"),
    ("solar", "MW", "of a design: rated power"),
    ("electrolyser", "MW", "of a design: rated power"),
    ("store", "tonne", "of a design: working gas"),
    ("four", "USD2024/kg", "of a design: yearly cost of these four per kg of demand"),
    ("bound", "USD2024/kg", "of a design: no four meet the demand for less at the same cost per MW and tonne"),
    ("gap", "1", "of a design: (four - bound) / four, certified"),
    ("weather_year", "1", "of a design: the year it is sized for, counted from 1"),
)


def size(project: str, *, block: int | None = None, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """All stores ranked on a hydrogen project's own task, and what would serve its demand at least cost.

    The project is evaluated anew from what its run stored. Every store of the table stands on the same supply and demand in
    all draws. Wind, sun, electrolyser and store of least cost are found by cutting planes for the middle assumptions, with a
    certified bound.

    Parameters
    ----------
    project:
        The project's number.
    block:
        Which of its hydrogen stores, where it has several: the number of the block.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        stored = stored_inputs(snapshot, project)
    number = block_number(stored, HYDROGEN, block, "hydrogen store", "hydrogen stores")
    tell_other_code(stored, HYDROGEN, options)
    progress = progress_for(options)
    try:
        progress.stage("evaluation")
        given, chain = _evaluated(stored, number, options)
        progress.stage("stores")
        rows = _stores(given, chain, stored.draws)
        from evaluators.hydrogen_storage.design import designs, why_none

        notes = [why_none(given)]
        if not notes[0]:
            progress.stage("design")
            found, notes = designs(given)
            rows += [_of_design(one) for one in found]
    except ValueError as error:
        raise UserError(
            f"{stored.project} cannot be evaluated anew: {error}", then=f"cleanfund show {stored.project}"
        ) from None
    finally:
        progress.done()
    asked = {"project": stored.project, "block": number, "draws": stored.draws, "seed": stored.seed}
    emit(Table("size/1", stored.run, SIZE, full(rows, SIZE), asked, notes), options, _view)


def _evaluated(stored: StoredInputs, number: int, options: Options) -> tuple[SimpleNamespace, Chain]:
    """The inputs of block ``number`` in the draws of its run, and its chain."""
    from evaluators.hydrogen_storage.evaluation import all_of, judged
    from evaluators.toolkit.evaluate import evaluate
    from flows.assess import project_of

    chains: list[tuple[SimpleNamespace, Chain]] = []

    def kept(**values: Any) -> dict[str, Any]:
        stated = SimpleNamespace(**values)
        given, factor, chain = judged(stated)
        chains.append((given, chain))
        return all_of(stated, given, factor, chain)

    evaluators = {one["technology"]: named(one["technology"]) for one in stored.blocks}
    evaluators[HYDROGEN] = replace(evaluators[HYDROGEN], function=kept)
    job = {"id": stored.project, "header": stored.header, "blocks": stored.blocks}
    evaluate(project_of(options.data, job), evaluators, stored.seed, stored.draws)
    return chains[sum(one["technology"] == HYDROGEN for one in stored.blocks[: number - 1])]


def _stores(given: SimpleNamespace, chain: Chain, draws: int) -> list[dict[str, Any]]:
    from evaluators.hydrogen_storage.rank_stores import store_ranking

    return [
        {column.replace(" ", "_"): value for column, value in row.items() if column != "store"}
        | {"section": "store", "name": row["store"], "proposed": row["store"] == chain.store.name}
        for row in store_ranking(given, chain, draws)
    ]


def _of_design(one: Design) -> dict[str, Any]:
    wind, solar, cell, store = one.sizes.values()
    return {
        "section": "design", "name": one.name, "proposed": one.four is None, "p50": one.cost, "unmet_demand": one.unmet,
        "wind": wind, "solar": solar, "electrolyser": cell, "store": store, "four": one.four, "bound": one.bound, "gap": one.gap,
        "weather_year": one.year,
    }  # fmt: skip


def _view(console: Console, table: Table) -> None:
    stores, found = ([row for row in table.rows if row["section"] == section] for section in ("store", "design"))
    asked = table.asked
    grid(
        console, _STORES, stores,
        f"Every store on the task of {asked['project']}: its service in USD2024/kg, {asked['draws']:,} draws",
    )  # fmt: skip
    if found:
        heads = [Shown("", lambda row: row["what"], key=True)]
        heads += [Shown(row["name"], itemgetter(place), right=True, key=True) for place, row in enumerate(found)]
        lines: list[Mapping[Any, str]] = [
            {"what": what} | {place: write(row) for place, row in enumerate(found)} for what, write in _DESIGN
        ]
        grid(console, heads, lines, "Plants for the same demand, all assumptions at their middle")
    console.print(f"\nrun {table.run}", style="dim")


def _share(value: float | None) -> str:
    return "" if value is None else "0" if value == 0 else f"{value:.0%}" if value > 0.9995 else f"{value:.1%}"


def _mark(row: Mapping[str, Any]) -> str:
    said = row["name"].replace("_", " ")
    return f"{said} {'←' if unicode_out() else '<'} proposed" if row["proposed"] else said


_STORES = (
    Shown("store", _mark, key=True),
    Shown("p10", lambda row: short(row["p10"]), right=True),
    Shown("p50", lambda row: short(row["p50"]), right=True, key=True),
    Shown("p90", lambda row: short(row["p90"]), right=True),
    Shown("cheapest", lambda row: _share(row["cheapest"]), right=True),
    Shown("unmet", lambda row: _share(row["unmet_demand"]), right=True),
    Shown("ground", lambda row: row["ground"], wide=1, folds=True),
    Shown("store alone", lambda row: short(row["storage_alone"]), right=True),
)
_DESIGN: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("wind [MW]", lambda row: short(row["wind"])),
    ("sun [MW]", lambda row: short(row["solar"])),
    ("electrolyser [MW]", lambda row: short(row["electrolyser"])),
    ("store [t]", lambda row: short(row["store"])),
    ("demand unmet", lambda row: _share(row["unmet_demand"])),
    ("hydrogen, delivered [USD2024/kg]", lambda row: short(row["p50"])),
    ("of that, these four [USD2024/kg]", lambda row: short(row["four"])),
    ("no four do it below [USD2024/kg]", lambda row: short(row["bound"])),
    ("gap, certified", lambda row: _share(row["gap"])),
    ("weather year", lambda row: str(row["weather_year"])),
)
