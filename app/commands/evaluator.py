"""``cleanfund evaluator``: which evaluators there are, and whether they keep the contract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.errors import CONTRACT, DONE, NOT_FOUND, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit, tick
from scorecards.table import Table, columns, full, not_found

if TYPE_CHECKING:
    from rich.console import Console

    from evaluators.toolkit.contract import Evaluator

LS = columns(
    ("name", "", "as a proposal names it"),
    ("title", "", "what it is about"),
    ("version", "", "of the evaluator"),
    ("origin", "", "module, package or file it comes from"),
    ("given", "1", "values that the proposal states"),
    ("measured", "1", "values that the site brings"),
    ("choices", "1", "rows that the proposal picks"),
    ("assumed", "1", "assumptions, those of its tables counted"),
    ("answers", "1", "answers of its own"),
    ("broken", "", "why it could not be loaded, empty where it was"),
)
CHECK = columns(
    ("evaluator", "", "its name"),
    ("check", "", "one part of the contract"),
    ("ok", "", "whether it is kept; empty where it was not tried"),
    ("mend", "", "what to mend"),
)


def ls(*, options: Options = DEFAULT) -> None:
    """Which evaluators there are, and which are broken."""
    from evaluators.toolkit.discovery import find_evaluators

    found = find_evaluators()
    rows: list[dict[str, Any]] = [_line(one) for _, one in sorted(found.all.items())]
    rows += [{"name": "", "origin": origin, "broken": why} for origin, why in sorted(found.broken.items())]
    emit(Table("evaluators/1", "", LS, full(rows, LS)), options, _ls_view)


def check(name: str, *, options: Options = DEFAULT) -> int:
    """Does it keep the contract? If not, what to mend, and exit code 3.

    Parameters
    ----------
    name:
        The evaluator's name, as 'evaluator ls' shows it.
    """
    from evaluators.toolkit.checks import check_name, evaluator_checks
    from evaluators.toolkit.contract import ContractBroken

    one = named(name)
    rows = []
    failed: set[str] = set()
    for checked in evaluator_checks(one):
        row: dict[str, Any] = {"evaluator": one.name, "check": check_name(checked).replace("_", " "), "ok": True, "mend": ""}
        try:
            checked()
        except ContractBroken as error:
            row |= {"ok": False, "mend": str(error)}
        except Exception as error:  # noqa: BLE001 - an analyst's formula may raise anything; that too is to be mended there
            row |= {"ok": False, "mend": f"{type(error).__name__}: {error}"}
        if not row["ok"]:
            what = _error_in(row["mend"])
            if what in failed:
                row |= {"ok": None, "mend": "not tried: it ends in the same error as above"}
            failed.add(what)
        rows.append(row)
    emit(Table("evaluator_check/1", "", CHECK, full(rows, CHECK)), options, _check_view)
    return DONE if all(row["ok"] for row in rows) else CONTRACT


def named(name: str) -> Evaluator:
    """The evaluator ``name``; UserError with the reason where it is broken, NotFound with the nearest otherwise."""
    from evaluators.toolkit.discovery import FOLDERS, find_evaluators

    found = find_evaluators()
    if name in found.all:
        return found.all[name]
    for origin, why in found.broken.items():
        if name in origin:
            raise UserError(f"{origin} cannot be loaded: {why}", then="mend it there, then check again", code=CONTRACT)
    said = [str(not_found("evaluator", name, found.all))]
    said += [f"Cannot be loaded: {origin}: {why}" for origin, why in sorted(found.broken.items())]
    raise UserError(
        "\n".join(said),
        then=f"your own evaluators are found in the folders that {FOLDERS} names; cleanfund evaluator ls",
        code=NOT_FOUND,
    )


def _error_in(said: str) -> str:
    """What the formula itself raised, without the place and what it was tried with: two checks may meet the same."""
    raised = re.search(r"(?:^|raises )([A-Z]\w+: .*?)(?: \([^()]*, line \d+\).*)?\.?$", said, re.DOTALL)
    return raised[1] if raised else said


def _line(one: Evaluator) -> dict[str, Any]:
    from evaluators.toolkit.contract import Assumed, Assumptions, Choice, Given, Measured

    tables = {
        (declared.table.file, row)
        for declared in one.inputs.values()
        if isinstance(declared, Choice | Assumptions)
        for row in (declared.table.rows if isinstance(declared, Choice) else (declared.row,))
    }
    lines = {
        declared.table.file: declared.table for declared in one.inputs.values() if isinstance(declared, Choice | Assumptions)
    }
    return {
        "name": one.name,
        "title": one.title,
        "version": one.version,
        "origin": one.origin,
        "broken": "",
        "given": len(one.of(Given)),
        "measured": len(one.of(Measured)),
        "choices": len(one.of(Choice)),
        "assumed": len(one.of(Assumed)) + sum(len(lines[file].lines[row]) for file, row in tables if row in lines[file].lines),
        "answers": len(one.answers),
    }


def _ls_view(console: Console, table: Table) -> None:
    def count(name: str) -> Shown:
        return Shown(name, lambda row: str(row[name]), right=True)

    good, broken = [row for row in table.rows if not row["broken"]], [row for row in table.rows if row["broken"]]
    grid(
        console,
        [
            Shown("name", lambda row: row["name"]),
            Shown("title", lambda row: row["title"], wide=1, folds=True),
            Shown("version", lambda row: row["version"]),
            count("given"),
            count("measured"),
            count("choices"),
            count("assumed"),
            count("answers"),
            Shown("from", lambda row: row["origin"], wide=1, folds=True),
        ],
        good,
    )
    if broken:
        grid(
            console,
            [
                Shown("from", lambda row: row["origin"], wide=1, folds=True),
                Shown("why", lambda row: row["broken"], wide=1, folds=True, key=True),
            ],
            broken,
            "Broken",
        )


def _check_view(console: Console, table: Table) -> None:
    grid(
        console,
        [
            Shown("", lambda row: tick(row["ok"])),
            Shown(table.rows[0]["evaluator"], lambda row: row["check"], wide=1, folds=True, key=True),
            Shown("mend", lambda row: row["mend"], wide=2, folds=True, key=True),
        ],
        table.rows,
    )
