"""``cleanfund evaluator try``: an evaluator's worked example, end to end."""

from __future__ import annotations

import sys
import time
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from app.commands.evaluator import named
from app.errors import CONTRACT, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit
from app.text import amounts, short
from scorecards.table import Table, columns, full

if TYPE_CHECKING:
    from rich.console import Console

    from evaluators.toolkit.contract import Evaluator

TRY = columns(
    ("section", "", "given, assumption, answer, driver or time"),
    ("name", "", "of the input or answer"),
    ("part", "", "in drivers, the answer that is driven"),
    ("value", "unit", "middle of an assumption, median of an answer, share of the spread, seconds"),
    ("low", "unit", "lower end of an assumption, p10 of an answer"),
    ("high", "unit", "upper end of an assumption, p90 of an answer"),
    ("unit", "", "of value, low and high"),
    ("text", "", "meaning, or what is given"),
    ("source", "", "of an assumption"),
)
SHOWN_DRIVERS, SHOWN_TEXT = 5, 60


def try_(
    name: str, *, draws: Annotated[int, Parameter(validator=Number(gte=20))] = 10_000, seed: int = 1, options: Options = DEFAULT
) -> None:
    """Its worked example: inputs, answers, drivers, time.

    Parameters
    ----------
    name:
        The evaluator's name, as 'evaluator ls' shows it.
    draws:
        Number of draws.
    seed:
        Seed of the draws.
    """
    from evaluators.toolkit.evaluate import Block, Project, evaluate, evaluate_companion
    from evaluators.toolkit.project import HEADER
    from evaluators.toolkit.trial import variants

    one = named(name)
    facts = variants(one)[0]
    facts.pop("operation_start", None)  # the project's own, shifted by the delay
    header: dict[str, Any] = {key: declared.example for key, declared in HEADER.items() if declared.example is not None}
    header |= {"total_cost": 0.0, "grant_requested": 0.0}  # the form's examples fit no one technology: only our own cost counts
    project = Project("worked-example", header, [Block(one.name, facts)])
    tried = partial(evaluate_companion, one, facts) if one.beside else partial(evaluate, project, {one.name: one})
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        evaluation = tried(seed, draws)
    except Exception as error:  # an analyst's formula may raise anything
        raise _told(one, error) from error
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    again = time.process_time()
    tried(seed, draws)
    again = time.process_time() - again
    rows = _inputs(one, facts) + _answers(evaluation)
    for label, value, text in (
        ("wall", wall, "the first time"),
        ("CPU", cpu, "the first time"),
        ("CPU, again", again, "shared draws known, as in a run of many projects"),
    ):
        rows.append({"section": "time", "name": label, "value": value, "unit": "s", "text": f"{draws:,} draws, {text}"})
    emit(
        Table(
            "evaluator_try/1",
            "",
            TRY,
            full(rows, TRY),
            {"name": one.name, "draws": draws, "seed": seed},
            [] if one.beside else ["Without a stated cost and without a grant: our own assumptions alone."],
        ),
        options,
        _try_view,
    )


def _told(one: Evaluator, error: Exception) -> Exception:
    """The error in the words of ``evaluator check``; itself where no line of the evaluator's own has part in it."""
    from evaluators.toolkit.binding import InputMissing
    from evaluators.toolkit.contract import ContractBroken

    then = f"cleanfund evaluator check {one.name}"
    if isinstance(error, ContractBroken | InputMissing):
        return UserError(str(error), then=then, code=CONTRACT)
    home = Path(str(sys.modules[one.module].__file__))
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename) == home or (home.name == "__init__.py" and home.parent in Path(frame.filename).parents)
    ]
    if not own:
        return error
    place = f"{Path(own[-1].filename).name}, line {own[-1].lineno}"
    return UserError(f"{one.name} raises {type(error).__name__}: {error} ({place}).", then=then, code=CONTRACT)


def _inputs(one: Evaluator, facts: dict[str, Any]) -> list[dict[str, Any]]:
    from evaluators.toolkit.contract import Assumed, Assumptions, Choice

    rows: list[dict[str, Any]] = []
    for name, declared in one.inputs.items():
        if name in facts and not isinstance(declared, Assumed | Assumptions):
            rows.append(
                {
                    "section": "given",
                    "name": name,
                    "unit": getattr(declared, "unit", ""),
                    "text": _stated(facts[name]),
                    "source": declared.meaning,
                }
            )
    for name, declared in one.inputs.items():
        if isinstance(declared, Assumed):
            rows.append(_assumption(name, declared, declared.meaning))
        elif isinstance(declared, Choice | Assumptions):
            row = str(facts.get(name)) if isinstance(declared, Choice) else declared.row
            for parameter, line in declared.table.lines.get(row, {}).items():
                rows.append(_assumption(f"{name}.{parameter}", line, f"{row}: {parameter.replace('_', ' ')}"))
    return rows


def _assumption(name: str, one: Any, meaning: str) -> dict[str, Any]:
    return {
        "section": "assumption",
        "name": name,
        "value": one.mode,
        "low": one.low,
        "high": one.high,
        "unit": one.unit,
        "text": f"{meaning} ({one.shape})",
        "source": one.source,
    }


def _answers(evaluation: Any) -> list[dict[str, Any]]:
    import numpy as np

    rows: list[dict[str, Any]] = []
    for one in sorted(evaluation.results, key=lambda one: one.block == ""):
        # "lower" takes a draw, so that an infinite cost makes no NaN by interpolation.
        low, middle, high = (float(value) for value in np.quantile(one.draws, (0.1, 0.5, 0.9), method="lower"))
        rows.append(
            {
                "section": "answer",
                "name": one.name,
                "value": middle,
                "low": low,
                "high": high,
                "unit": one.declared.unit,
                "text": one.declared.meaning,
            }
        )
    for one in evaluation.results:
        if one.block != "" or one.name == "cost_per_tonne":
            for name, (share, _) in sorted(one.drivers.items(), key=lambda item: -item[1][0])[:SHOWN_DRIVERS]:
                if share >= 0.01:
                    rows.append({"section": "driver", "name": name, "part": one.name, "value": share, "unit": "1"})
    return rows


def _stated(value: Any) -> str:
    if isinstance(value, tuple):
        return "–".join(short(float(one)) for one in value)
    if isinstance(value, int | float):
        return short(float(value))
    if hasattr(value, "shape"):
        return f"{value.size} values, {short(float(value.min()))} to {short(float(value.max()))}"
    text = str(value)
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"


def _amounts(row: Any) -> tuple[str, str, str, str]:
    return amounts(row["low"], row["value"], row["high"], row["unit"] or "")


def _fixed(row: Any) -> bool:
    return row["section"] == "assumption" and row["low"] == row["high"]


def _three(low: str, middle: str, high: str) -> tuple[Shown, ...]:
    return (
        Shown(low, lambda row: "" if _fixed(row) else _amounts(row)[0], right=True),
        Shown(middle, lambda row: _amounts(row)[1], right=True),
        Shown(high, lambda row: "" if _fixed(row) else _amounts(row)[2], right=True),
        Shown("unit", lambda row: _amounts(row)[3]),
    )


def _try_view(console: Console, table: Table) -> None:
    name = Shown("name", lambda row: row["name"], wide=2, folds=True)
    views = {
        "given": (
            "Given, measured, chosen",
            (
                name,
                Shown("value", lambda row: row["text"], right=True),
                Shown("unit", lambda row: "" if row["unit"] == "1" else row["unit"]),
                Shown("meaning", lambda row: row["source"], wide=1, folds=True),
            ),
        ),
        "assumption": (
            "Assumed",
            (name, *_three("low", "middle", "high"), Shown("source", lambda row: row["source"], wide=1, folds=True)),
        ),
        "answer": (
            "Answers",
            (name, *_three("p10", "median", "p90"), Shown("meaning", lambda row: row["text"], wide=1, folds=True)),
        ),
        "driver": (
            "What moves them most",
            (
                Shown("answer", lambda row: row["part"]),
                Shown("input", lambda row: row["name"], wide=1, folds=True, key=True),
                Shown("share of spread", lambda row: f"{row['value']:.0%}", right=True),
            ),
        ),
        "time": (
            "Time",
            (
                Shown("", lambda row: row["name"]),
                Shown("s", lambda row: f"{row['value']:.3f}", right=True),
                Shown("", lambda row: row["text"], wide=1, folds=True),
            ),
        ),
    }
    for section, (title, shown) in views.items():
        rows = [row for row in table.rows if row["section"] == section]
        if rows:
            grid(console, shown, rows, title)
