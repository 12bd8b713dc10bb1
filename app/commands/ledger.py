"""``cleanfund ledger``: what was pledged, committed, obligated and paid; entered, asked and verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from app.commands.ledger_view import added_view, ledger_view, verify_view
from app.errors import DONE, REFUSED, UserError
from app.options import DEFAULT, Options
from app.output import emit, say
from scorecards.fiscal_year import read_quarter
from scorecards.ledger_file import append, read_ledger
from scorecards.ledger_flags import Limits
from scorecards.ledger_query import LedgerQuestion, costs_in, ledger_table, projects_in, seen_in, verify_table
from scorecards.warehouse import NothingPublished, open_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scorecards.ledger_chain import Seen


def add(
    event: str,
    *,
    award: str,
    by: str,
    reason: str,
    project: str | None = None,
    amount: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    milestone: str | None = None,
    as_of: str | None = None,
    due: str | None = None,
    met: str | None = None,
    measure: str | None = None,
    corrects: int | None = None,
    rate: str | None = None,
    rate_source: str | None = None,
    evidence: Path | None = None,
    decided_by: str | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    options: Options = DEFAULT,
) -> None:
    """Enter what happened to an award; entries are never changed, and each carries the hash of the one before.

    What cannot be true is refused. What happened and should not have (a payment before its milestone or above what is
    obligated) is recorded and flagged. Money is as it was paid: a currency, no price year.

    Parameters
    ----------
    event:
        pledge, commitment, obligation, milestone_met, milestone_missed, disbursement, outcome, deobligation, termination,
        clawback or correction.
    award:
        Number of the award; a pledge or a commitment begins a new one.
    by:
        Who enters it.
    reason:
        Why, with the decision or paper it rests on; at least 8 letters.
    project:
        Number of the project; needed for a new award.
    amount:
        "12.5 MUSD" or "300 million JPY"; of an outcome, "349 tonne".
    milestone:
        The one that is met or missed, or that releases the money. "completion" completes the award.
    as_of:
        Day of the event, such as 2026-11-20; by default today (UTC).
    due:
        Day on which the milestone is due.
    met:
        Day on which it was met, by default that of the event.
    measure:
        Of an outcome: what was measured, such as co2_stored.
    corrects:
        Of a correction: the entry that counts no more. Then enter what is right.
    rate:
        Currency for one USD on that day; by default the mean of the year, from the cited table.
    rate_source:
        Where the rate is from: "BOJ, 2026-11-20".
    evidence:
        The file that proves it; its SHA-256 is kept, not the file.
    decided_by:
        Who decided, by default who enters it.
    dry_run:
        Tell what it would do, and write nothing.
    """
    from datetime import UTC, datetime

    from flows.fund import read_fund
    from scorecards.ledger_added import added_table, as_it_would_be
    from scorecards.ledger_entering import Wanted, content_for

    stated = {
        "project": project, "amount": amount, "milestone": milestone, "as_of": as_of, "due": due, "met": met, "measure": measure,
        "rate": rate, "rate_source": rate_source, "evidence": _hash_of(evidence), "decided_by": decided_by,
    }  # fmt: skip
    wanted = Wanted(event, award, by, reason, corrects=corrects, **{name: word for name, word in stated.items() if word})
    fund = read_fund(options.data)
    with open_snapshot(options.data) as snapshot:
        projects, costs, seen = projects_in(snapshot), costs_in(snapshot), seen_in(snapshot)
    now = datetime.now(UTC)
    # Two may enter at once: what is refused is judged under the lock, against the ledger as it then stands.
    if dry_run:
        before = read_ledger(options.data, seen)
        entry = as_it_would_be(before, content_for(wanted, before.entries, projects, now))
    else:
        entry = append(options.data, lambda chain: content_for(wanted, chain.entries, projects, now), seen)
        before = read_ledger(options.data, seen)
    limits = Limits(fund.pool, fund.grant_share, costs, projects)
    earlier = [one for one in before.entries if one.sequence < entry.sequence]
    emit(added_table(earlier, entry, limits, dry_run), options, added_view)
    if before.troubles:
        say("The ledger's file is not whole: cleanfund ledger verify", options)


def ls(*, project: str | None = None, award: str | None = None, quarter: str | None = None, options: Options = DEFAULT) -> None:
    """Awards as they stand, what happened, and what is flagged.

    Pledged, committed, obligated and disbursed are four figures: announced, decided, bound by contract, paid.

    Parameters
    ----------
    project:
        Only this project.
    award:
        Only this award.
    quarter:
        Only what happened in it, and the balances at its end: 2027-Q1, "January-March 2027", "US FY2027 Q2", "Japan FY2026 Q4".
    """
    from flows.fund import read_fund

    try:
        asked = LedgerQuestion(project, award, read_quarter(quarter) if quarter else None)
    except ValueError as error:
        raise UserError(str(error)) from None
    fund = read_fund(options.data)
    run, seen, costs, projects = _snapshot(options)
    limits = Limits(fund.pool, fund.grant_share, costs, projects)
    emit(ledger_table(read_ledger(options.data, seen), limits, asked, run), options, ledger_view)


def verify(*, options: Options = DEFAULT) -> int:
    """Whether the ledger is as it was written: no line changed, taken out, put in, moved or cut off.

    Exit code 1 where it is not.
    """
    run, seen, _, _ = _snapshot(options)
    chain = read_ledger(options.data, seen)
    emit(verify_table(chain, run), options, verify_view)
    return REFUSED if chain.troubles else DONE


def _snapshot(options: Options) -> tuple[str, Mapping[int, Seen], Mapping[str, float], frozenset[str] | None]:
    """What the last run knows: its id, what runs have read, costs and projects; nothing where none has published."""
    from scorecards.query import run_of

    try:
        with open_snapshot(options.data) as snapshot:
            return run_of(snapshot), seen_in(snapshot), costs_in(snapshot), projects_in(snapshot)
    except NothingPublished:
        return "", {}, {}, None


def _hash_of(evidence: Path | None) -> str | None:
    import hashlib

    if evidence is None:
        return None
    if not evidence.is_file():
        raise UserError(f"There is no file '{evidence}' to prove it.", then="name the file, or leave --evidence out")
    with evidence.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
