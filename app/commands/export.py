"""``cleanfund export``: what others carry away, as files of open formats."""

from __future__ import annotations

import calendar
import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import NOT_FOUND, UserError
from app.options import DEFAULT, AsOf, Options
from app.output import say
from app.stored_block import block_number, tell_other_code
from scorecards.stored_inputs import StoredInputs, stored_inputs
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from evaluators.offshore_wind.farm_yield import FarmYield

WIND = "offshore_wind"


def eya(project: str, *, out: Path, block: int | None = None, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Energy yield of an offshore wind farm, as an EYA DEF document (JSON by IEC 61400-15-2).

    Parameters
    ----------
    project:
        The project's number.
    out:
        The file to write, .json.
    block:
        Which of its wind farms, where it has several: the number of the block.
    as_of:
        As this run saw it, by default the last.
    """
    _ending(out, ".json")
    stored, number, farm = _farm(project, block, as_of, options)
    from evaluators.offshore_wind.eya_def import About, eya_def

    start = float(_middle(stored.header["operation_start"]))
    document = eya_def(
        About(
            project=f"{stored.project}-{number}", title=stored.title, country=stored.country, issuer="cleanfund",
            author=f"cleanfund, evaluator {WIND}", issue_date=f"{stored.run[:4]}-{stored.run[4:6]}-{stored.run[6:8]}",
            start=_date(start), end=_date(start + farm.life), document_id=f"{stored.project}/{number}/{stored.run}",
            version=str(stored.version),
        ),
        farm,
    )  # fmt: skip
    _write(out, lambda half: half.write_text(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8"))
    say(f"The energy yield of {stored.project} is written: {out}. P90 is the energy exceeded with 90 % probability.", options)


def hourly(project: str, *, out: Path, block: int | None = None, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Net power of an offshore wind farm hour by hour, at the median of what is uncertain.

    The hours add up to the median net energy (P50) of a year, the mean over life. Wakes follow each hour's wind; the
    other losses take the same share of every hour.

    Parameters
    ----------
    project:
        The project's number.
    out:
        The file to write, .csv or .parquet.
    block:
        Which of its wind farms, where it has several: the number of the block.
    as_of:
        As this run saw it, by default the last.
    """
    _ending(out, ".csv", ".parquet")
    stored, _, farm = _farm(project, block, as_of, options)
    try:
        net = farm.hourly_net()
    except ValueError as error:
        raise UserError(f"{stored.project} has no hourly net series: {error}", code=NOT_FOUND) from None
    hours = farm.hours
    assert hours is not None
    columns: dict[str, Any] = {"hour": range(len(net))}
    if hours.begins is not None:
        columns = {"hours_since_1970_utc": [hours.begins + place for place in range(len(net))]}
    columns["wind_speed_hub_m_per_s"] = (farm.lifted * hours.speed).round(3)
    if hours.direction is not None:
        columns["wind_direction_deg"] = hours.direction
    columns["net_power_MW"] = net.round(4)
    if out.suffix.lower() == ".parquet":
        import pyarrow
        import pyarrow.parquet

        table = pyarrow.table({name: pyarrow.array(list(values)) for name, values in columns.items()})
        _write(out, lambda half: pyarrow.parquet.write_table(table, half))
    else:
        lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
        _write(out, lambda half: half.write_text("\n".join(lines) + "\n", "utf-8"))
    say(f"{len(net):,} hours of {stored.project}, {net.sum() / 1000:,.1f} GWh in all, are written: {out}.", options)


def _farm(project: str, block: int | None, as_of: str | None, options: Options) -> tuple[StoredInputs, int, FarmYield]:
    """The stored project, the number of the block, and its yield, evaluated again with the run's seed and draws."""
    with open_snapshot(options.data, as_of) as snapshot:
        stored = stored_inputs(snapshot, project)
    number = block_number(stored, WIND, block, "offshore wind farm", "wind farms")

    from app.commands.evaluator import named
    from evaluators.offshore_wind.carry_away import farm_yield
    from evaluators.toolkit.binding import bind
    from evaluators.toolkit.draws import Streams
    from flows.series_store import stored_value

    one = named(WIND)
    tell_other_code(stored, WIND, options)
    given = {**stored.header, **stored.blocks[number - 1]["facts"]}
    facts = {name: stored_value(options.data, value) for name, value in given.items() if name in one.inputs}
    # As the evaluation draws: the first block has the project's own luck, another its own.
    luck = Streams(stored.seed, stored.draws, stored.project if number == 1 else f"{stored.project}/{number}")
    return stored, number, farm_yield(bind(one, facts, luck).values)


def _middle(value: Any) -> float:
    return sum(value) / len(value) if isinstance(value, list) else value


def _date(year: float) -> str:
    """A year with its fraction as a day."""
    whole = int(year)
    days = round((year - whole) * (366 if calendar.isleap(whole) else 365))
    return (date(whole, 1, 1) + timedelta(days=days)).isoformat()


def _ending(out: Path, *endings: str) -> None:
    if out.suffix.lower() not in endings:
        raise UserError(f"It is written to a file {' or '.join(endings)}, not to '{out.name}'.", then=f"--out farm{endings[0]}")


def _write(out: Path, write: Callable[[Path], Any]) -> None:
    """Whole or not at all."""
    half = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        write(half)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
