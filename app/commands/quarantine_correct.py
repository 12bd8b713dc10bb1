"""``cleanfund quarantine correct``: mend a field of a refused proposal on somebody's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import UserError
from app.options import DEFAULT, Options
from app.output import say
from app.text import dotted
from scorecards.quarantine_row import as_sent, quarantine_row
from scorecards.table import not_found
from scorecards.warehouse import open_snapshot

OF_A_BLOCK = ("technology", "site")
CORRECTABLE = ("proposal", "budget", "cost_share", "disbursement", "block", "given", "claim")


def correct(
    project: str, *fields: str, by: str, reason: str, version: int | None = None, options: Options = DEFAULT
) -> None:
    """Mend fields of a refused proposal on somebody's word; the next run reads it anew with them.

    The file itself is never changed. A correction holds for what the file says, and the scorecard shows it with name and
    reason. An accepted proposal is corrected by its applicant, who sends a higher version.

    Parameters
    ----------
    project:
        The project's number.
    fields:
        field=value with its unit, one or more: 'maturity=7' '1.capacity=500 MW' 'budget.turbines=20 MUSD2024'.
    by:
        Who corrects it.
    reason:
        On whose word, and why; at least 8 letters: it stands in the record.
    version:
        The version, where more than one is refused.
    """
    if not fields:
        raise UserError("No field is named.", then=f"cleanfund quarantine correct {project} 'field=value' --by NAME --reason WHY")
    with open_snapshot(options.data) as snapshot:
        rows = quarantine_row(snapshot, project, version).rows
        _one_of(rows, project, version)
        meant = [(_field(rows, name), value) for name, value in map(_parted, fields)]
        sent = [as_sent(snapshot, row) for row, _ in meant]
    _readable(rows, meant)
    from flows.corrections import correct as enter

    for (row, value), files in zip(meant, sent, strict=True):
        try:
            for file in files:
                enter(
                    options.data, project_id=row["project_id"], version=row["version"], group=row["part"], block=row["block"],
                    field=row["field"], value=value, by=by, reason=reason, **file,
                )  # fmt: skip
        except ValueError as error:  # the name, the reason or the value is not enough
            raise UserError(str(error)) from None
        was = f"'{row['written']}'" if row["written"] else "not stated"
        say(f"{row['project_id']}: {dotted(row['block'], row['field'])} was {was}, is to be '{value}'.", options)
    say("The next 'cleanfund run' takes it in; 'cleanfund run --dry-run' tells whether it then stands.", options)


def _one_of(rows: Sequence[Mapping[str, Any]], project: str, version: int | None) -> None:
    """Raises where the version is not in quarantine, or where more than one content of the project is."""
    if not rows:
        raise UserError(f"Version {version} of {project} is not in quarantine.", then="cleanfund quarantine ls")
    contents = {row["content"] for row in rows}
    if len(contents) > 1:
        versions = ", ".join(map(str, sorted({row["version"] for row in rows})))
        raise UserError(
            f"Refused are {len(contents)} contents of {rows[0]['project_id']}.",
            then=f"say which with --version, of {versions}, or mend the files themselves",
        )


def _readable(rows: Sequence[Mapping[str, Any]], meant: Sequence[tuple[Mapping[str, Any], str]]) -> None:
    """Raises, with the reader's own sentences, where a value could not be read as what its field asks for."""
    from evaluators.toolkit.discovery import find_evaluators
    from flows.correction_fits import misread

    values = {(row["part"], row["block"], row["field"]): value for row, value in meant}
    if found := misread(rows, values, find_evaluators().evaluators):
        raise UserError("\n".join(f"{dotted(one.block, one.field)}: {one.reason}" for one in found), then=found[0].remedy)


def _parted(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise UserError(f"'{text}' is no correction. Write field=value with its unit, such as 'capacity=500 MW'.")
    return name.strip(), value.strip()


def _field(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The row that ``name`` means: 'capacity', '1.capacity', 'budget.turbines', or a field that is missing."""
    found = [row for row in rows if name in (row["field"], dotted(row["block"], row["field"]), f"{row['part']}.{row['field']}")]
    if not found:
        known = [dotted(row["block"], row["field"]) for row in rows if _part_of(row)]
        raise not_found(f"field of {rows[0]['project_id']}", name, known)
    meant = [{**row, "part": _part_of(row)} for row in found if _part_of(row)]
    if not meant:
        raise UserError(
            f"'{name}' is no field that can be corrected: it stands in no part of the fund's own form, or outside the proposal. "
            "What can be corrected are the header, budget, cost_share and disbursement, and technology, site, given and claim "
            "of a block, and what is told to be missing there.",
            then=f"have it sent again: cleanfund quarantine letter {rows[0]['project_id']}",
        )
    parts = {(row["part"], row["block"]) for row in meant}
    if len(parts) > 1:
        either = " or ".join(
            dotted(block, meant[0]["field"]) if block else f"{part}.{meant[0]['field']}" for part, block in sorted(parts)
        )
        raise UserError(f"'{name}' stands more than once.", then=f"say which: {either}")
    return meant[0]


def _part_of(row: Mapping[str, Any]) -> str:
    """The part of the form that a row stands in, or belongs into where its field is missing; "" where it has none of ours."""
    if row["part"]:
        return row["part"] if row["part"] in CORRECTABLE else ""
    if row["rule"] != "missing" or row["field"] == "blocks":
        return ""
    return "proposal" if not row["block"] else "block" if row["field"] in OF_A_BLOCK else "given"
