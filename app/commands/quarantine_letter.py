"""``cleanfund quarantine letter``: a refused proposal goes back to its applicant, with every reason, on one page."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

from app.errors import UserError
from app.options import DEFAULT, Options
from app.output import say, unicode_out
from scorecards.quarantine_list import newest_version, quarantine_show
from scorecards.quarantine_row import quarantine_row
from scorecards.warehouse import open_snapshot


def letter(
    project: str,
    *,
    version: int | None = None,
    lang: Literal["en", "ja"] = "en",
    out: Path | None = None,
    date: str | None = None,
    options: Options = DEFAULT,
) -> None:
    """Return a refused proposal to its applicant: a letter of one page with every field to mend, and what it may be.

    The fund's name, and where to ask, are fund.yaml's 'name' and 'contact'. What one page has no room for is counted; with
    --out, a list of all points is written beside the letter.

    Parameters
    ----------
    project:
        The project's number, or the file's name where it states none.
    version:
        The version, where more than one is refused.
    lang:
        The language of the letter.
    out:
        Where to write it: a file .txt, or .html for a page to print. By default it is shown as text.
    date:
        The day the letter bears, YYYY-MM-DD; by default today.
    """
    if options.format != "table":
        raise UserError("A letter is no table.", then=f"cleanfund quarantine show {project} --format {options.format}")
    if out is not None and out.suffix.lower() not in (".txt", ".html"):
        raise UserError(f"A letter is written to a file .txt or .html, not to '{out.name}'.", then="--out letter.html")
    day = _day(date)
    with open_snapshot(options.data) as snapshot:
        reasons = [row for row in quarantine_show(snapshot, project).rows if version is None or row["version"] == version]
        versions = sorted({row["version"] for row in reasons})
        if len(versions) != 1:
            raise _unsure(project, version, versions)
        name = reasons[0]["project_id"]
        facts, newest = quarantine_row(snapshot, project, versions[0]).rows, newest_version(snapshot, name)
    from app.reports.letter import letter_of
    from app.reports.letter_text import as_text, list_of, on_one_page
    from flows.fund import read_fund

    whole = letter_of(reasons, facts, read_fund(options.data), lang, day, newest)
    beside = out.with_name(f"{out.stem}-list.txt") if out else None
    page = on_one_page(whole, beside.name if beside else "")
    if out is None or beside is None:
        if not unicode_out() and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # a letter in Japanese must not become question marks
        sys.stdout.write(as_text(page))
        if page.more:
            say("Not all points have room on the page: --out FILE also writes the list of all, to attach.", options)
        return
    if out.suffix.lower() == ".html":
        from app.reports.letter_page import as_page

        out.write_text(as_page(page), encoding="utf-8")
    else:
        out.write_text(as_text(page), encoding="utf-8")
    if page.more:
        beside.write_text(list_of(whole), encoding="utf-8")
    attached = f" To attach, with all {len(whole.points)} points: {beside}." if page.more else ""
    say(f"The letter about {name} is written: {out}.{attached}", options)


def _unsure(project: str, version: int | None, versions: list[int]) -> UserError:
    if not versions:
        return UserError(f"Version {version} of {project} is not in quarantine.", then="cleanfund quarantine ls")
    return UserError(f"{len(versions)} versions of {project} are refused.", then=f"--version {' or '.join(map(str, versions))}")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise UserError(f"'{text}' is no date.", then="write year-month-day, such as --date 2026-11-30") from None
