"""``cleanfund call``: proposals judged together under one frozen basis, from opening to archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from app.commands.call_view import call_view, calls_view, report_view, verify_view
from app.errors import DONE, REFUSED, UserError
from app.options import DEFAULT, Options
from app.output import emit, say
from scorecards.call_history import CallHistory, append, may_follow, opened_call, read_history
from scorecards.call_list import call_table, calls_table, undecided
from scorecards.table import QuestionError, not_found
from scorecards.warehouse import NothingPublished, current_run


def open_(name: str, *, by: str, reason: str = "The call is opened.", options: Options = DEFAULT) -> None:
    """Open a call that fund.yaml names under calls.

    Parameters
    ----------
    name:
        The call, as fund.yaml names it.
    by:
        Who opens it.
    reason:
        Why, or on what paper it rests.
    """
    from flows.fund import read_fund

    calls = read_fund(options.data).calls
    if name not in calls:
        if not calls:
            raise UserError(
                "fund.yaml names no call.", then=f"write below calls:  {name}: {{opens: 2026-07-01, closes: 2026-10-31}}"
            )
        raise not_found("call", name, calls)
    append(options.data, name, "open", by, reason, lambda history: {})
    say(f"The call {name} is open. Once it has closed: cleanfund call freeze {name}", options)


def freeze(
    name: str, *, by: str, reason: str = "All proposals are in; the call is judged on this basis.",
    dry_run: Annotated[bool, Parameter(negative=())] = False, options: Options = DEFAULT,
) -> None:  # fmt: skip
    """Freeze what the call is judged on: proposals, inputs, reviews, rubric, assumptions, exchange rates, code.

    Taken from the last snapshot into data/calls/NAME/frozen, which is never changed; its hash stands in papers and letters.

    Parameters
    ----------
    name:
        The call.
    by:
        Who freezes it.
    reason:
        Why now.
    dry_run:
        Tell what would be frozen, and write nothing.
    """
    from flows.call_freeze import freeze as frozen
    from flows.fund import read_fund

    fund = read_fund(options.data)
    found = frozen(options.data, name, by, reason, fund, dry_run)
    count = len(found.members.rows)
    what = "would be frozen" if dry_run else "are frozen"
    say(f"{count} proposals of the call {name} {what}, as the run {found.run} published them: {found.members.rule}.", options)
    for text in found.members.apart[:10]:
        say(f"Not in it: {text}", options)
    if found.awaited:
        say(f"{', '.join(found.awaited)} still await a review and do not pass as they are; a frozen call takes in none.", options)
    if found.failed:
        say(f"Not ranked, for the evaluation failed: {', '.join(found.failed)}.", options)
    if dry_run:
        say("Dry run: nothing is written.", options)
        return
    emit(_one(name, options), options, call_view)


def score(name: str, *, by: str, reason: str = "The frozen scores are those of record.", options: Options = DEFAULT) -> None:
    """Enter the frozen scorecards as the scores of record.

    Parameters
    ----------
    name:
        The call.
    by:
        Who enters it.
    reason:
        Why.
    """
    from scorecards.call_compare import ranking_of
    from scorecards.call_folder import open_call

    may_follow(opened_call(options.data, name), "score")
    with open_call(options.data, name) as frozen:
        ranking = ranking_of(frozen)
    append(options.data, name, "score", by, reason, lambda history: {"ranking": ranking})
    say(f"The call {name} is scored: cleanfund rank --call {name}. To the panel: cleanfund call panel {name}", options)


def panel(name: str, *, by: str, reason: str = "The scored call goes to the panel.", options: Options = DEFAULT) -> None:
    """Put the scored call to the panel; decisions can be entered from now on.

    Parameters
    ----------
    name:
        The call.
    by:
        Who enters it.
    reason:
        Why, or which meeting.
    """
    append(options.data, name, "panel", by, reason, lambda history: {})
    say(f"The call {name} is with the panel: cleanfund call decide {name} PROJECT award|reserve|reject", options)


def conclude(name: str, *, by: str, reason: str = "Every proposal is decided.", options: Options = DEFAULT) -> None:
    """Close the panel's work: every proposal has a decision that two people signed.

    Parameters
    ----------
    name:
        The call.
    by:
        Who enters it.
    reason:
        Why, or which meeting.
    """
    from scorecards.call_folder import frozen_proposals

    may_follow(opened_call(options.data, name), "conclude")
    proposals = frozen_proposals(options.data, name)

    def make(history: CallHistory) -> dict[str, Any]:
        left = undecided(history, proposals)
        if left:
            more = f" and {len(left) - 8} more" if len(left) > 8 else ""
            raise QuestionError(
                f"{len(left)} of {len(proposals)} proposals have no decision with two signatures: {', '.join(left[:8])}{more}. "
                f"Decide and approve them: cleanfund call decide {name} PROJECT"
            )
        return {}

    append(options.data, name, "conclude", by, reason, make)
    say(f"The call {name} is decided. Letters to all applicants: cleanfund call letter {name} --all FOLDER", options)


def archive(
    name: str, *, by: str, reason: str = "Letters are sent, and time for redress is over.", options: Options = DEFAULT
) -> None:
    """Archive a decided call: nothing is entered any more, and it can still be verified.

    Parameters
    ----------
    name:
        The call.
    by:
        Who archives it.
    reason:
        Why.
    """
    append(options.data, name, "archive", by, reason, lambda history: {})
    say(f"The call {name} is archived. It replays as before: cleanfund call verify {name}", options)


def ls(*, options: Options = DEFAULT) -> None:
    """The fund's calls: how far each is, and what is decided."""
    from flows.fund import read_fund

    calls = read_fund(options.data).calls
    dates = {name: (_day(one.opens), _day(one.closes)) for name, one in calls.items()}
    emit(calls_table(options.data, dates, _run(options.data)), options, calls_view)


def show(name: str, *, options: Options = DEFAULT) -> None:
    """One call: its history, its decisions, and what came too late for it.

    Parameters
    ----------
    name:
        The call.
    """
    emit(_one(name, options), options, call_view)


def verify(name: str, *, folder: Path | None = None, options: Options = DEFAULT) -> int:
    """Prove a frozen call: check every hash, compute it anew, and compare answers, scores and ranks.

    On the same lock file and kind of processor to the last bit; elsewhere answers within 1e-9 and equal ranks. Where the code
    or an assumption is another than was frozen, it is named, and the replay judges the new code. Exit code 1 where anything
    is not as it was.

    Parameters
    ----------
    name:
        The call.
    folder:
        A copy of its frozen folder, from elsewhere; by default the fund's own.
    """
    from app.progress import progress_for
    from flows.call_verify import verify as verified
    from flows.fund import read_fund
    from scorecards.call_folder import MANIFEST, frozen_folder

    history = read_history(options.data, name) if folder else opened_call(options.data, name)
    place = folder or frozen_folder(options.data, name)
    if not history.frozen_hash and not history.troubles and folder is None:
        raise QuestionError(f"The call {name} is not frozen yet, so there is nothing to verify: cleanfund call freeze {name}")
    if folder is not None and not (folder / MANIFEST).is_file():
        raise UserError(f"There is no frozen call in '{folder}': it holds no {MANIFEST}.", then="name the folder that holds it")
    progress = progress_for(options)
    try:
        table = verified(history, place, read_fund(options.data), progress)
    finally:
        progress.done()
    emit(table, options, verify_view)
    return DONE if table.asked["same"] else REFUSED


def report(name: str, *, options: Options = DEFAULT) -> None:
    """Selected against scored: where decisions part from the frozen ranking, who set other points, and why.

    Parameters
    ----------
    name:
        The call.
    """
    from app.commands.call_decide import sums
    from scorecards.call_folder import frozen_proposals, open_call
    from scorecards.call_report import report as reported

    proposals = frozen_proposals(options.data, name)
    history = opened_call(options.data, name)
    notes = (
        [text for _, text in sums(options.data, name, history, proposals)[1]]
        if history.state in ("panel", "decided", "archived")
        else []
    )
    with open_call(options.data, name) as frozen:
        table = reported(frozen, history, proposals, notes)
    emit(table, options, report_view)


def _one(name: str, options: Options) -> Any:
    """The table of one call, with what stands for it now and is not in it."""
    from flows.fund import read_fund

    call = read_fund(options.data).calls.get(name)
    notes = _outside(name, options.data)
    return call_table(
        options.data, name, _run(options.data), _day(call.opens) if call else "", _day(call.closes) if call else "", notes
    )


def _outside(name: str, data: Path) -> list[str]:
    from flows.call_intake import is_outside, outside_told
    from flows.call_members import members_of
    from flows.fund import read_fund
    from scorecards.call_list import frozen_names
    from scorecards.query import run_of
    from scorecards.warehouse import open_snapshot

    fund, frozen = read_fund(data), frozen_names(data, name)
    if not frozen or name not in fund.calls:
        return []
    try:
        with open_snapshot(data) as snapshot:
            standing = members_of(snapshot, run_of(snapshot), fund, name).rows
    except NothingPublished:
        return []
    return [outside_told(row, frozen, name) for row in standing if is_outside(row, frozen)]


def _run(data: Path) -> str:
    try:
        return current_run(data)
    except NothingPublished:
        return ""


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
