"""``cleanfund quarantine``: what was refused, why, and how to let it pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from app.errors import NOT_FOUND, UserError
from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit, say
from app.text import clean, dotted
from scorecards.quarantine_list import quarantine_list, quarantine_show
from scorecards.quarantine_row import quarantine_row
from scorecards.table import Table, not_found
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def ls(*, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """What is refused now, one row a proposal.

    Parameters
    ----------
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = quarantine_list(snapshot)
    emit(table, options, list_view)
    if options.format == "table" and table.rows:
        say(f"Every reason with its remedy: cleanfund quarantine show {table.rows[0]['project_id']}", options)


def show(
    project: str | None = None,
    *,
    row: Annotated[bool, Parameter(negative=())] = False,
    all: Annotated[bool, Parameter(negative=())] = False,
    as_of: AsOf = None,
    options: Options = DEFAULT,
) -> None:
    """Every reason, with place and remedy; of one project also what it says, beside what is wrong with it.

    Parameters
    ----------
    project:
        The project's number, by default all.
    row:
        What one project says, fact by fact, beside what is wrong with each; a terminal shows it below the reasons.
    all:
        All that it says on a terminal too, and not only what the reasons are about.
    as_of:
        As this run saw it, by default the last.
    """
    if row and project is None:
        raise UserError("--row shows one project.", then="cleanfund quarantine ls, then: cleanfund quarantine show PROJECT --row")
    with open_snapshot(options.data, as_of) as snapshot:
        reasons = quarantine_show(snapshot, project)
        said = quarantine_row(snapshot, project) if project is not None else None
    if not row:
        emit(reasons, options, reasons_view)
    if said is not None and (row or options.format == "table"):
        told = said if all or options.format != "table" else about(said, reasons)
        emit(told, options, row_view)
        if len(told.rows) < len(said.rows):
            more = len(said.rows) - len(told.rows)
            say(f"{more} more {'fact' if more == 1 else 'facts'} with which nothing is wrong: --all shows everything.", options)
    if options.format == "table" and said is not None:
        name = said.rows[0]["project_id"]
        say(f"Mend it: cleanfund quarantine correct {name} 'field=value' --by NAME --reason WHY", options)
        say(f"Or return it to its applicant: cleanfund quarantine letter {name}", options)


def release(
    project: str,
    *,
    rule: str,
    by: str,
    reason: str,
    field: str | None = None,
    version: int | None = None,
    options: Options = DEFAULT,
) -> None:
    """Let a proposal pass one rule; the next run takes it in.

    The release holds for this very content: a corrected proposal is judged anew.

    Parameters
    ----------
    project:
        The project's number.
    rule:
        The rule that refuses it, as 'quarantine show' names it.
    by:
        Who takes the responsibility.
    reason:
        Why it may pass; at least 8 letters: it stands in the record.
    field:
        The field, where the rule refuses more than one; 2.depth is that of block 2.
    version:
        The version, where more than one is refused.
    """
    with open_snapshot(options.data) as snapshot:
        reasons = quarantine_show(snapshot, project).rows
    name = reasons[0]["project_id"]
    for text, what in ((by, "--by"), (reason, "--reason")):
        if not text.strip():
            raise UserError(f"{what} is empty. A release names who takes it on and why; the scorecard shows both.")
    if version is not None:
        reasons = [row for row in reasons if row["version"] == version] or _none(f"version {version} of {name} in quarantine.")
    if rule not in {row["rule"] for row in reasons}:
        raise not_found(f"refusal of {name} by a rule", rule, (row["rule"] for row in reasons))
    reasons = [row for row in reasons if row["rule"] == rule]
    from flows.between_proposals import SAME_VERSION
    from flows.quarantine import barred
    from flows.quarantine import release as append

    if instead := barred(rule, reasons[0]["version"]):
        why = "two contents of one version cannot both stand" if rule == SAME_VERSION else "it would leave nothing to evaluate"
        raise UserError(f"'{rule}' cannot be released: {why}. {reasons[0]['reason']}", then=instead)
    if field is not None:
        meant = [row for row in reasons if field in (row["field"], dotted(row["block"], row["field"]))]
        if not meant:
            known = (dotted(row["block"], row["field"]) for row in reasons)
            raise not_found(f"refusal of {name} by '{rule}' in a field", field, known)
        reasons = meant
    choices = sorted({(row["version"], row["content"], row["block"], row["field"]) for row in reasons})
    if len(choices) > 1:
        several = ", or ".join(f"--version {one} --field {dotted(block, place) or repr('')}" for one, _, block, place in choices)
        raise UserError(f"'{rule}' refuses {name} in {len(choices)} ways.", then=f"say which, with {several}")
    _, content, block, place = choices[0]
    try:
        for found in sorted({row["found"] for row in reasons}):
            append(options.data, content, rule, place, by.strip(), reason.strip(), block=block, found=found)
    except ValueError as error:  # the name or the reason is not enough
        raise UserError(str(error)) from None
    say(
        f"{name} may pass '{rule}'{f' in {dotted(block, place)}' if place else ''}. The next 'cleanfund run' takes it in.",
        options,
    )


def _none(what: str) -> list[Any]:
    raise UserError(f"There is no {what}", then="cleanfund quarantine ls", code=NOT_FOUND)


def list_view(console: Console, table: Table) -> None:
    """The quarantine on a terminal, one line a proposal."""
    if not table.rows:
        console.print("Nothing is in quarantine.")
        return
    grid(
        console,
        [
            Shown("project", lambda row: row["project_id"], wide=2, folds=True),
            Shown("v", lambda row: str(row["version"] or ""), right=True),
            Shown("title", lambda row: row["title"] or "", wide=2),
            Shown("reasons", lambda row: str(row["reasons"]), right=True),
            Shown("the first of them", lambda row: row["first_reason"], wide=5, folds=True, key=True),
        ],
        table.rows,
    )


def about(said: Table, reasons: Table) -> Table:
    """Of what a proposal says, what its reasons name: the fields that are wrong, and those they are compared with."""
    places = {part for row in reasons.rows for part in (row["place"] or "").split("; ")}
    words = {word for row in reasons.rows for word in re.findall(r"[\w.]+", row["reason"])}
    amounts = words & {"budget", "cost_share", "disbursement"}

    def named(row: Mapping[str, Any]) -> bool:
        return bool(row["reason"]) or row["place"] in places or row["field"] in words or row["part"] in amounts

    return replace(said, rows=[row for row in said.rows if named(row)])


def row_view(console: Console, table: Table) -> None:
    """A refused proposal on a terminal: what it says, and what is wrong, side by side."""
    if not table.rows:
        return
    grid(
        console,
        [
            Shown("field", lambda row: _name(row), wide=1, folds=True),
            Shown("as written", lambda row: row["written"] or "", wide=1, folds=True, key=True),
            Shown("what is wrong", lambda row: row["reason"] or "", wide=2, folds=True, key=True),
            Shown("where", _where, key=True),
        ],
        table.rows,
        "What the proposal says",
    )


def _where(row: Mapping[str, Any]) -> str:
    """The line or cell; what stands in no place of the proposal is told by its reasons above."""
    return (row["place"] or "").partition(", ")[0] if row["part"] else ""


def _name(row: Mapping[str, Any]) -> str:
    head = "" if row["part"] in ("proposal", "given", "block", "") else f"{row['part']} "
    return head + dotted(row["block"], row["field"])


def reasons_view(console: Console, table: Table) -> None:
    """Every reason on a terminal: what, where, what to do."""
    from rich.padding import Padding
    from rich.text import Text

    if not table.rows:
        console.print("Nothing is in quarantine.")
    last = None
    for row in table.rows:
        head = (row["project_id"], row["version"], row["content"])
        if head != last:
            console.print(
                Text.assemble(
                    "\n" if last else "", (clean(row["project_id"]), "bold"), f"  {_version(row)}{clean(row['title'] or '')}"
                )
            )
            last = head
        place = ", ".join(filter(None, (row["file"], row["place"])))
        field = dotted(row["block"], row["field"])
        found = f" (found: {_cut(row['found'])})" if row["found"] else ""
        console.print(Padding(Text(clean(f"{field + ': ' if field else ''}{row['reason']}{found}")), (0, 0, 0, 2), expand=False))
        console.print(Padding(Text(clean(f"where   {place}"), style="dim"), (0, 0, 0, 4), expand=False))
        console.print(Padding(Text(clean(f"mend    {row['remedy']}")), (0, 0, 0, 4), expand=False))
        console.print(Padding(Text(clean(f"rule    {row['rule']}"), style="dim"), (0, 0, 0, 4), expand=False))


def _version(row: Mapping[str, Any]) -> str:
    return f"version {row['version']}  " if row["version"] else ""


def _cut(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
