"""``cleanfund quarantine correct``: mend a field of a refused proposal on somebody's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import UserError
from app.options import DEFAULT, Options
from app.output import say
from app.text import dotted
from scorecards.quarantine_row import quarantine_row
from scorecards.table import not_found
from scorecards.warehouse import open_snapshot

OF_A_BLOCK = ("technology", "site")


def correct(
    project: str, *fields: str, by: str, reason: str, version: int | None = None, options: Options = DEFAULT
) -> None:
    """Mend fields of a refused proposal on somebody's word; the next run reads it anew with them.

    The file itself is never changed. A correction holds for this very file, and the scorecard shows it with name and
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
        On whose word, and why.
    version:
        The version, where more than one is refused.
    """
    if not fields:
        raise UserError("No field is named.", then=f"cleanfund quarantine correct {project} 'field=value' --by NAME --reason WHY")
    with open_snapshot(options.data) as snapshot:
        rows = quarantine_row(snapshot, project, version).rows
    if len({row["content"] for row in rows}) > 1:
        versions = sorted({row["version"] for row in rows})
        what = f"Refused are {len({row['content'] for row in rows})} contents of {rows[0]['project_id']}."
        raise UserError(what, then=f"say which with --version, of {', '.join(map(str, versions))}, or mend the files themselves")
    if not rows:
        raise UserError(f"Version {version} of {project} is not in quarantine.", then="cleanfund quarantine ls")
    from flows.corrections import correct as enter

    meant = [(_field(rows, *_parted(one)), _parted(one)[1]) for one in fields]
    for row, value in meant:
        try:
            enter(
                options.data, sha256=row["sha256"], project_id=row["project_id"], version=row["version"], group=row["part"],
                block=row["block"], field=row["field"], found=row["written"], value=value, by=by, reason=reason,
            )  # fmt: skip
        except ValueError as error:  # the name, the reason or the value is not enough
            raise UserError(str(error)) from None
        was = f"'{row['written']}'" if row["written"] else "not stated"
        say(f"{row['project_id']}: {dotted(row['block'], row['field'])} was {was}, is to be '{value}'.", options)
    say("The next 'cleanfund run' takes it in; 'cleanfund run --dry-run' tells whether it then stands.", options)


def _parted(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise UserError(f"'{text}' is no correction. Write field=value with its unit, such as 'capacity=500 MW'.")
    return name.strip(), value.strip()


def _field(rows: Sequence[Mapping[str, Any]], name: str, _value: str) -> Mapping[str, Any]:
    """The row that ``name`` means: 'capacity', '1.capacity', 'budget.turbines', or a field that is missing."""
    found = [row for row in rows if name in (row["field"], dotted(row["block"], row["field"]), f"{row['part']}.{row['field']}")]
    parts = {(row["part"] or _part_of(row), row["block"]) for row in found}
    if not found:
        known = [dotted(row["block"], row["field"]) for row in rows if row["part"] != "attachment"]
        raise not_found(f"field of {rows[0]['project_id']}", name, known)
    if len(parts) > 1:
        either = " or ".join(
            dotted(block, found[0]["field"]) if block else f"{part}.{found[0]['field']}" for part, block in sorted(parts)
        )
        raise UserError(f"'{name}' stands more than once.", then=f"say which: {either}")
    return {**found[0], "part": found[0]["part"] or _part_of(found[0])}


def _part_of(row: Mapping[str, Any]) -> str:
    """Where a field that is missing belongs."""
    return "proposal" if not row["block"] else "block" if row["field"] in OF_A_BLOCK else "given"
