"""``cleanfund init``: a new fund's folder, with its forms."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from app.errors import NOT_FOUND, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, Options
from app.output import emit, say
from app.sample_papers import sample
from scorecards.table import Table, columns

if TYPE_CHECKING:
    from rich.console import Console

INIT = columns(
    ("file", "", "what was written, in the new folder"),
)


def init(
    folder: Path,
    /,
    *,
    name: str = "My clean-tech fund",
    forms_only: Annotated[bool, Parameter(negative=())] = False,
    options: Options = DEFAULT,
) -> None:
    """A new fund: its own file, folders for what comes in, two sample proposals, and blank forms with drop-downs and help.

    The samples are a wind farm and a plant that captures CO2 from the air. The forms are made from what the evaluators of this
    installation declare. Nothing that is there is changed.

    Parameters
    ----------
    folder:
        An empty or a new folder.
    name:
        What the fund is called.
    forms_only:
        Make the forms of a fund anew, with its pillars, its calls and the evaluators of today; nothing else is touched.
    """
    from evaluators.toolkit.discovery import find_evaluators
    from flows.new_fund import write_forms

    found = find_evaluators()
    for origin, why in found.broken.items():
        say(f"An evaluator is left out, and has no form: {origin}: {why}", options)
    if forms_only:
        written = [f"forms/{form}" for form, _ in write_forms(folder, found.evaluators, _fund_of(folder))]
    else:
        written = _new(folder, name, found.evaluators)
    emit(Table("init/1", "", INIT, [{"file": one} for one in written], {"folder": str(folder)}), options, _view)
    if not forms_only:
        say(
            f"Give out the forms in {folder / 'forms'}: an application form for each technology; progress-report.xlsx to each "
            "project that is awarded a grant, for every quarter. What comes back goes into proposals/ and progress/.",
            options,
        )
        say(f"Next: cleanfund run --data {folder}, then read {folder / 'README.md'}.", options)


def _view(console: Console, table: Table) -> None:
    grid(console, [Shown("written", lambda row: row["file"], wide=1, folds=True)], table.rows)


def _fund_of(folder: Path):
    from flows.fund import read_fund

    if not (folder / "fund.yaml").is_file():
        raise UserError(
            f"There is no fund in '{folder}': it has no fund.yaml.",
            then=f"cleanfund init {folder} makes one, in an empty or a new folder",
            code=NOT_FOUND,
        )
    return read_fund(folder)


def _new(folder: Path, name: str, evaluators) -> list[str]:
    """Writes beside the folder first, so that a fund is there whole or not at all."""
    from flows.new_fund import write_fund

    _refuse_what_is_there(folder)
    if not name.strip() or not name.isprintable():
        raise UserError("The fund has no name that can be printed.", then='write it on one line: --name "Fund of the North"')
    target = folder.resolve()
    source = sample()
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        written = write_fund(half, name.strip(), source, evaluators, str(folder))
        if target.is_dir():  # may be the folder that the shell stands in, or hold a hidden file such as .git
            # fund.yaml comes last: a fund is there once it is.
            for path in sorted(half.iterdir(), key=lambda one: one.name == "fund.yaml"):
                path.replace(target / path.name)
        else:
            half.replace(target)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return written


def _refuse_what_is_there(folder: Path) -> None:
    if (folder / "fund.yaml").exists():
        raise UserError(
            f"There is a fund in '{folder}' already; nothing was changed.",
            then=f"cleanfund init {folder} --forms-only makes its forms anew; another folder takes another fund",
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UserError(f"'{folder}' is no folder; nothing was changed.", then="name an empty or a new folder")
    there = sorted(one.name for one in folder.iterdir() if not one.name.startswith(".")) if folder.is_dir() else []
    if there:
        held = ", ".join(there[:3]) + (" and more" if len(there) > 3 else "")
        raise UserError(
            f"'{folder}' is not empty: it holds {held}; nothing was changed.",
            then="name an empty or a new folder",
        )
