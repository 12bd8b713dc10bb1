"""``cleanfund demo``: the sample portfolio, end to end, offline."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from app.commands.quarantine import list_view
from app.commands.rank import rank_view
from app.commands.run import as_table, run_the_flow, run_view
from app.errors import UserError
from app.hints import as_typed
from app.options import DEFAULT, Options
from app.output import console_for, emit, say
from app.sample_papers import sample
from scorecards.quarantine_list import quarantine_list
from scorecards.query import rank
from scorecards.table import Table
from scorecards.warehouse import open_snapshot

PAPERS = ("fund.yaml", "proposals", "sites", "reviews", "progress", "ledger")  # what a fund hands in; all else is made by runs


def demo(*, options: Options = DEFAULT) -> None:
    """The sample portfolio, end to end, offline.

    Copies the sample of the US-Japan Clean-Tech Innovation Fund to ./data where there is none, runs everything, and
    shows the ranking, the quarantine and where to look next. The applicants are invented.
    """
    if bring_sample(options.data):
        say(f"The sample portfolio is copied to {options.data}.", options)
    say("A first run takes up to a minute; starting Prefect the first time takes some 10 to 20 s of it.", options)
    summary = run_the_flow(options)
    if options.format != "table":
        with open_snapshot(options.data) as snapshot:
            emit(rank(snapshot), options, rank_view)
        return
    with open_snapshot(options.data) as snapshot:
        ranking, refused = rank(snapshot), quarantine_list(snapshot)
    told = as_table(summary)
    emit(replace(told, rows=[row for row in told.rows if row["section"] != "newly refused"]), options, run_view)
    console = console_for(options)
    console.print("\nRanking\n", style="bold")
    emit(ranking, options, rank_view)
    console.print("\nQuarantine\n", style="bold")
    emit(refused, options, list_view)
    console.print("\nWhere to look next\n", style="bold")
    for command, what in _next(ranking, refused):
        console.print(f"  {as_typed(command, options.data):<44} {what}".rstrip(), soft_wrap=True)
    if summary.report:
        console.print(f"  {summary.report}\n  {'':<44} the validation report, a page for the browser", soft_wrap=True)


def _next(ranking: Table, refused: Table) -> list[tuple[str, str]]:
    best = [row for row in ranking.rows if row["passes"]] or list(ranking.rows)
    first = best[0]["project_id"] if best else "PROJECT"
    mend = f" {refused.rows[0]['project_id']}" if refused.rows else ""
    return [
        (f"cleanfund show {first}", "one scorecard: points, answers, claims"),
        (f"cleanfund explain {first} cost_per_tonne", "back to the file, the assumption, its source"),
        (f"cleanfund quarantine show{mend}", "every reason, with place and remedy"),
    ]


def bring_sample(data: Path) -> bool:
    """Copies the sample portfolio to ``data`` where there is none; False where there is one already.

    Raises UserError where ``data`` holds something else, or no sample came with this installation.
    """
    if (data / "proposals").is_dir():
        return False
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise UserError(
            f"'{data}' is not a fund's folder: it holds no 'proposals'.",
            then="name an empty or a new folder: cleanfund demo --data ./data",
        )
    source = sample()
    data.parent.mkdir(parents=True, exist_ok=True)
    half = data.with_name(f".{data.name}.{os.getpid()}.tmp")
    try:
        half.mkdir()
        for name in PAPERS:
            if (source / name).is_dir():
                shutil.copytree(source / name, half / name)
            elif (source / name).is_file():
                shutil.copyfile(source / name, half / name)
        if data.is_dir():
            data.rmdir()
        half.replace(data)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return True
