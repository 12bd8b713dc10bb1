"""``cleanfund export 360giving`` and ``export oc4ids``: what the fund has awarded, for everybody."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from app.errors import NOT_FOUND, UserError
from app.options import DEFAULT, AsOf, Options
from app.output import json_text, lines, say
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from scorecards.export_awards import Awarded
    from scorecards.export_settings import OpenData


def giving_360(
    *,
    out: Path | None = None,
    csv: Annotated[bool, Parameter(negative=())] = False,
    as_of: AsOf = None,
    options: Options = DEFAULT,
) -> None:
    """The awards as grants in the 360Giving Data Standard 1.4.

    A grant is what the council has committed; what is only pledged is left out. Of a terminated award the reason in the
    ledger is published. Scores, reviews, claims and other inputs are not; of a site's place as much as fund.yaml says.

    Parameters
    ----------
    out:
        The file to write, .json or .csv; by default it goes to the screen.
    csv:
        As one sheet under the standard's column titles; a file .csv is always so.
    as_of:
        As this run saw it, by default the last.
    """
    from scorecards.export_360giving import flat, package

    as_csv = csv or options.format == "csv" or (out is not None and out.suffix.lower() == ".csv")
    ending = ".csv" if as_csv else ".json"
    if out is not None and out.suffix.lower() != ending:
        kind = ending[1:].upper()
        raise UserError(f"As {kind} it is written to a file {ending}, not to '{out.name}'.", then=f"--out grants{ending}")
    found, publisher = _awarded(as_of, options)
    text = "".join(lines(flat(found, publisher), "csv")) if as_csv else _json(package(found, publisher))
    _give(text, out)
    _tell(found, publisher, "prefix_360giving", f"{len(found.awards)} grant{'s' * (len(found.awards) != 1)}", out, options)


def oc4ids(*, out: Path | None = None, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """The funded projects with milestones, payments and what was measured, in OC4IDS 0.9.5 (JSON).

    A project stands in it once its grant is committed; a terminated one as cancelled, with the reason in the ledger.

    Parameters
    ----------
    out:
        The file to write, .json; by default it goes to the screen.
    as_of:
        As this run saw it, by default the last.
    """
    from scorecards.export_oc4ids import package

    if out is not None and out.suffix.lower() != ".json":
        raise UserError(f"It is written to a file .json, not to '{out.name}'.", then="--out projects.json")
    found, publisher = _awarded(as_of, options)
    document = package(found, publisher)
    _give(_json(document), out)
    count = len(document["projects"])
    _tell(found, publisher, "prefix_oc4ids", f"{count} project{'s' * (count != 1)}", out, options)


def _awarded(as_of: str | None, options: Options) -> tuple[Awarded, OpenData]:
    """What is awarded, and who publishes it; NOT_FOUND where nothing is, for either standard knows no empty package."""
    from flows.fund import read_fund
    from scorecards.export_awards import awarded
    from scorecards.export_settings import open_data

    publisher = open_data(read_fund(options.data).content)
    with open_snapshot(options.data, as_of) as snapshot:
        found = awarded(snapshot, publisher.coordinates)
    if not found.awards:
        pledged = f" {_pledges(found.only_pledged)}" if found.only_pledged else ""
        raise UserError(
            f"Nothing is awarded in run {found.run}, so there is nothing to publish: no grant is committed.{pledged} Nothing is "
            f"written; the standard knows no empty package.",
            then="enter the award (cleanfund ledger add --help), then cleanfund run",
            code=NOT_FOUND,
        )
    return found, publisher


def _pledges(count: int) -> str:
    return "1 pledge is left out: it binds nobody." if count == 1 else f"{count} pledges are left out: they bind nobody."


def _json(document: dict[str, Any]) -> str:
    """A line for each grant or project, so that two packages can be compared."""
    (name,) = (key for key in ("grants", "projects") if key in document)
    head = json_text({key: value for key, value in document.items() if key != name})
    return f'{head[:-1]}, "{name}": [\n' + ",\n".join(json_text(one) for one in document[name]) + "\n]}\n"


def _give(text: str, out: Path | None) -> None:
    """To the file, whole or not at all; else to stdout, in UTF-8, which both standards ask for."""
    if out is None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    half = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        half.write_bytes(text.encode("utf-8"))
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)


def _tell(found: Awarded, publisher: OpenData, prefix: str, what: str, out: Path | None, options: Options) -> None:
    if out is not None:
        say(f"{what}, as run {found.run} saw {'it' if what.startswith('1 ') else 'them'}: {out}", options)
    if found.only_pledged:
        say(_pledges(found.only_pledged), options)
    if prefix in publisher.unregistered:
        say(
            f"The identifiers begin with {getattr(publisher, prefix)}, which nobody has registered. Before you publish, ask for "
            f"a prefix and state it in fund.yaml (open_data: {prefix}).",
            options,
        )
    if not publisher.licence:
        say("No licence is stated in fund.yaml (open_data: licence); without one nobody may use the data.", options)
