"""``cleanfund call letter``: the result of a call for one applicant, or a folder of letters for all."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from app.errors import UserError
from app.options import DEFAULT, Options
from app.output import say, unicode_out
from scorecards.call_decisions import decisions_of, project_of_call, standing_decisions
from scorecards.call_folder import RUBRIC, frozen_proposals, open_folder, whole_folder
from scorecards.call_history import CallHistory, opened_call
from scorecards.table import QuestionError
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from app.reports.evaluation_letter import CallSaid, Case, EvaluationLetter
    from scorecards.warehouse import Connection


def letter(
    name: str, project: str | None = None, *, lang: Literal["en", "ja"] = "en", out: Path | None = None,
    folder: Annotated[Path | None, Parameter(name="--all")] = None, date: str | None = None, options: Options = DEFAULT,
) -> None:  # fmt: skip
    """Tell an applicant the result: points with reasons, minimums and gates, decision, conditions, and the way to redress.

    Only a decision that two people signed is told. Nothing is said of other applicants, and no reviewer is named.

    Parameters
    ----------
    name:
        The call.
    project:
        Number of the project.
    lang:
        The language of the letter.
    out:
        Where to write it: a file .txt, or .html for a page to print. By default it is shown as text.
    folder:
        Write a page for every proposal that is decided into this folder.
    date:
        The day the letter bears, YYYY-MM-DD; by default today. Time for redress counts from it.
    """
    if (project is None) == (folder is None):
        raise UserError(
            "A letter is for one project, or with --all FOLDER for every one.", then=f"cleanfund call letter {name} PROJECT"
        )
    if options.format != "table":
        raise UserError("A letter is no table.", then=f"cleanfund call report {name} --format {options.format}")
    if out is not None and out.suffix.lower() not in (".txt", ".html"):
        raise UserError(f"A letter is written to a file .txt or .html, not to '{out.name}'.", then="--out letter.html")
    history, proposals = opened_call(options.data, name), frozen_proposals(options.data, name)
    if project is not None:
        project = project_of_call(proposals, project, name)
        (made,) = _letters(options.data, history, proposals, [project], lang, _day(date)).values()
        _write(made, out, options)
        return
    assert folder is not None
    decided = list(standing_decisions(decisions_of(history.entries)))
    if not decided:
        raise QuestionError(f"No decision of the call {name} has two signatures yet, so there is nothing to tell.")
    letters = _letters(options.data, history, proposals, sorted(decided), lang, _day(date))
    from app.reports.evaluation_letter_page import evaluation_page

    folder.mkdir(parents=True, exist_ok=True)
    names = _file_names(letters, lang)
    for one, made in letters.items():
        (folder / names[one]).write_text(evaluation_page(made), encoding="utf-8")
    rest = len(proposals) - len(letters)
    left = f" {rest} proposals have no decision with two signatures." if rest else ""
    say(f"{len(letters)} letters are written to {folder}.{left}", options)


def _letters(
    data: Path, history: CallHistory, proposals: Mapping[str, Mapping[str, Any]], wanted: list[str], lang: str, day: date
) -> dict[str, EvaluationLetter]:
    from app.reports.evaluation_letter import evaluation_letter

    stand = standing_decisions(decisions_of(history.entries))
    folder = whole_folder(data, history.name)
    found = {}
    with open_folder(folder) as frozen:
        for project in wanted:
            if project not in stand:
                raise QuestionError(
                    f"The decision on {project} has no two signatures yet, so it is not told: cleanfund call show {history.name}"
                )
            call = _said(data, folder, history, frozen, proposals, project)
            found[project] = evaluation_letter(_case(frozen, proposals[project]), stand[project], call, lang, day)
    return found


def _said(
    data: Path, folder: Path, history: CallHistory, frozen: Connection, proposals: Mapping[str, Mapping[str, Any]], project: str
) -> CallSaid:
    """What the letter says of the call, and whom it keeps silent of."""
    from app.reports.evaluation_letter import CallSaid, name_parts
    from flows.fund import Call, read_fund
    from scorecards.rubric import load_rubric

    fund = read_fund(data)
    call = fund.calls.get(history.name, Call())
    own = proposals[project]
    silent = name_parts([str(row["reviewer"]) for row in rows(frozen, "SELECT DISTINCT reviewer FROM review")])
    for name, one in proposals.items():
        if name != project:
            silent |= {name, *(str(one[key]) for key in ("applicant", "title") if one[key] and one[key] != own[key])}
    return CallSaid(
        history.name, history.frozen_hash, load_rubric(folder / RUBRIC), fund.name, fund.contact, call.redress_days,
        call.rank_band, silent,
    )  # fmt: skip


def _case(frozen: Connection, proposal: Mapping[str, Any]) -> Case:
    from app.reports.evaluation_letter import Case

    own = [proposal["project_id"]]
    card = rows(frozen, "SELECT * FROM scorecard_latest WHERE project_id = ?", own)
    ranked = rows(frozen, "SELECT project_id, rank() OVER (ORDER BY score DESC) AS place FROM scorecard_latest")
    answers = rows(frozen, "SELECT block, name, unit, better, percentiles, strata FROM answer WHERE key = ?", [proposal["key"]])
    overridden = rows(frozen, 'SELECT DISTINCT criterion FROM "override" WHERE stands AND project_id = ?', own)
    return Case(
        proposal, card[0] if card else None,
        rows(frozen, "SELECT * FROM point_latest WHERE project_id = ? ORDER BY position", own),
        rows(frozen, "SELECT * FROM gate_latest WHERE project_id = ? ORDER BY position", own),
        rows(frozen, "SELECT * FROM review WHERE project_id = ? ORDER BY ALL", own),
        {row["criterion"] for row in overridden}, {(row["block"], row["name"]): row for row in answers},
        next((row["place"] for row in ranked if row["project_id"] == own[0]), 0), len(ranked),
    )  # fmt: skip


def _write(made: EvaluationLetter, out: Path | None, options: Options) -> None:
    from app.reports.evaluation_letter_page import evaluation_page
    from app.reports.evaluation_letter_text import evaluation_text

    if out is None:
        if not unicode_out() and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # a letter in Japanese must not become question marks
        sys.stdout.write(evaluation_text(made))
        return
    out.write_text(evaluation_page(made) if out.suffix.lower() == ".html" else evaluation_text(made), encoding="utf-8")
    say(f"The letter is written: {out}.", options)


def _file_names(letters: Mapping[str, Any], lang: str) -> dict[str, str]:
    """A file name for each project, none twice, whatever its number holds."""
    found: dict[str, str] = {}
    for project in letters:
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", project).lstrip(".") or "_"
        name = f"{plain}-{lang}.html"
        while name.lower() in {one.lower() for one in found.values()}:
            plain += "_"
            name = f"{plain}-{lang}.html"
        found[project] = name
    return found


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise UserError(f"'{text}' is no date.", then="write year-month-day, such as --date 2026-11-30") from None
