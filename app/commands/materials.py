"""``cleanfund materials``: what the portfolio takes of critical materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.grid import Shown, grid
from app.options import DEFAULT, AsOf, Options
from app.output import emit
from app.text import short
from scorecards.materials import materials as registry
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

if TYPE_CHECKING:
    from rich.console import Console


def materials(*, pillar: str | None = None, funded: bool = False, as_of: AsOf = None, options: Options = DEFAULT) -> None:
    """Tonnes of critical materials over all projects, their share of world supply, and how concentrated that is.

    Tonnes are those of the machines, as if every project were built. Shares are of one year of the world's production; the
    Herfindahl-Hirschman index (HHI) adds up the squares of the countries' shares in per cent.

    Parameters
    ----------
    pillar:
        Only this programme of the fund.
    funded:
        Only projects that hold a commitment.
    as_of:
        As this run saw it, by default the last.
    """
    with open_snapshot(options.data, as_of) as snapshot:
        table = registry(snapshot, pillar, funded)
    emit(table, options, materials_view)


def materials_view(console: Console, table: Table) -> None:
    """The registry on a terminal, what weighs most first."""
    shown = [
        Shown("material", lambda row: row["material"], key=True),
        Shown("tonnes", lambda row: short(row["tonnes_p50"]), right=True, key=True),
        Shown("p10", lambda row: short(row["tonnes_p10"]), right=True),
        Shown("p90", lambda row: short(row["tonnes_p90"]), right=True),
        Shown("of a year", lambda row: _share(row["share_p50"]), right=True, key=True),
        Shown("HHI", lambda row: f"{row['hhi']:,.0f}", right=True, key=True),
        Shown("most from", lambda row: f"{row['top_country']} {row['top_share']:.0%}", key=True),
        Shown("needed most by", lambda row: f"{row['most_project']} {row['most_share']:.0%}" if row["most_share"] else ""),
        Shown("projects", lambda row: str(row["projects"]), right=True),
        Shown("supply", lambda row: row["band"]),
    ]
    if table.rows:
        grid(console, shown, table.rows)


def _share(share: float) -> str:
    return f"{share:.2%}" if share >= 0.0001 else "<0.01%"
