"""``cleanfund call decide`` and ``approve``: two signatures of two people on every decision."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.options import DEFAULT, Options
from app.output import say
from scorecards.call_decisions import (
    Decision,
    approval_content,
    decision_content,
    decisions_of,
    newest_decisions,
    project_of_call,
)
from scorecards.call_folder import file_hash, frozen_proposals
from scorecards.call_history import CallHistory, append, may_follow, opened_call
from scorecards.call_report import million, sums_told
from scorecards.table import QuestionError


def decide(
    name: str, project: str, decision: str, *, by: str, reason: str, minutes: Path, grant: str | None = None,
    place: int | None = None, conditions: str = "", options: Options = DEFAULT,
) -> None:  # fmt: skip
    """Enter what is decided on a proposal of the call: award, reserve or reject. It stands once a second person approves it.

    A decision is never changed: a new one supersedes it. The awards are told beside the pool and the ring-fences; where the
    call is binding, more than these is refused.

    Parameters
    ----------
    name:
        The call.
    project:
        Number of the project.
    decision:
        award, reserve or reject.
    by:
        Who enters it: the first signature.
    reason:
        Why; where it parts from the ranking, why it does.
    minutes:
        The file of the minutes; its SHA-256 is kept, not the file.
    grant:
        "120 MUSD2024"; of a reserve, what it would get.
    place:
        On the reserve list, by default the next free one.
    conditions:
        Under which it is granted; they stand in the applicant's letter.
    """
    may_follow(opened_call(options.data, name), "decide")
    proposals = frozen_proposals(options.data, name)
    project = project_of_call(proposals, project, name)
    if not minutes.is_file():
        raise UserError(f"There is no file '{minutes}' of minutes.", then="name the file of the minutes: --minutes minutes.pdf")
    amount, paper = _grant(grant), file_hash(minutes)
    told: list[tuple[bool, str]] = []

    def make(history: CallHistory) -> dict[str, Any]:
        content = decision_content(history, proposals, project, decision, amount, grant or "", place, conditions, paper)
        newest = newest_decisions(decisions_of(history.entries))
        new = Decision(0, project, decision, amount, "", content["place"], "", "", by, reason, history.entries[-1].at)
        binding, now = sums(options.data, name, history, proposals, {**newest, project: new})
        told[:] = now
        over = next((text for exceeds, text in now if exceeds), "")
        if binding and over and decision == "award":
            raise QuestionError(
                f"The call {name} is binding, and this award does not fit. {over} Grant less, or supersede another award."
            )
        return content

    entry = append(options.data, name, "decide", by, reason, make)
    asked = proposals[project].get("grant_requested")
    if decision == "award" and amount and asked and amount > asked * 1.000001:
        say(f"The grant is above what {project} asks for, {million(asked)}.", options)
    say(
        f"Decision {entry.sequence}: {_words(decision, project, amount, entry.content.get('place'))}, entered by {entry.by}.",
        options,
    )
    for _, text in told:
        say(text, options)
    say(f"It stands once somebody else signs: cleanfund call approve {name} {project} --by NAME", options)


def approve(name: str, project: str, *, by: str, reason: str = "Approved as decided.", options: Options = DEFAULT) -> None:
    """Sign a decision second, as another person than the one who entered it.

    Parameters
    ----------
    name:
        The call.
    project:
        Number of the project.
    by:
        Who approves it.
    reason:
        Why.
    """
    may_follow(opened_call(options.data, name), "approve")
    proposals = frozen_proposals(options.data, name)
    project = project_of_call(proposals, project, name)
    append(options.data, name, "approve", by, reason, lambda history: approval_content(history, project, by))
    history = opened_call(options.data, name)
    one = newest_decisions(decisions_of(history.entries))[project]
    who = f"{one.author} and {one.approver}"
    say(f"Decision {one.sequence} stands: {_words(one.decision, project, one.grant, one.place)}, signed by {who}.", options)
    if one.decision == "award" and one.grant:
        words = [
            "cleanfund", "ledger", "add", "commitment", "--award", f"{name}-{project}", "--project", project, "--amount",
            f"{round(one.grant, 2) / 1e6:.12g} MUSD", "--by", one.author, "--decided-by", who, "--reason",
            f"Call {name}, decision {one.sequence}, frozen call {history.frozen_hash[:12]}",
        ]  # fmt: skip
        say(f"To commit the money: {shlex.join(words)}", options)
        say("The grant is in prices of 2024; the ledger takes money as it is paid: state that amount where it differs.", options)
    say(f"The letter: cleanfund call letter {name} {project}", options)


def sums(
    data: Path, name: str, history: CallHistory, proposals: Mapping[str, Mapping[str, Any]],
    newest: Mapping[str, Decision] | None = None,
) -> tuple[bool, list[tuple[bool, str]]]:  # fmt: skip
    """Whether the call is binding, and what its awards add up to beside pool and ring-fences, True where they exceed one."""
    from flows.fund import read_fund
    from scorecards.portfolio_rules import rules_of

    fund = read_fund(data)
    rules = rules_of(fund.content) if fund.pool is not None else None
    if newest is None:
        newest = newest_decisions(decisions_of(history.entries))
    call = fund.calls.get(name)
    return bool(call and call.binding), sums_told(newest, proposals, fund.pool, rules.pillars if rules else {})


def _grant(stated: str | None) -> float | None:
    """The grant [USD2024]. UserError says what cannot be read."""
    if stated is None:
        return None
    from evaluators.toolkit.units import UnitError, read_quantity

    how = 'write one amount with currency and price year: --grant "120 MUSD2024"'
    try:
        read = read_quantity(stated, "USD2024")
    except UnitError as error:
        raise UserError(f"The grant '{stated}' cannot be read: {error.reason}.", then=how) from None
    if read.low != read.high or read.low <= 0:
        raise UserError(f"The grant '{stated}' is {'a range' if read.low != read.high else 'nothing'}.", then=how)
    return read.low


def _words(decision: str, project: str, grant: float | None, place: int | None) -> str:
    money = f" of {million(grant)}" if grant else ""
    if decision == "reserve":
        return f"{project} on place {place} of the reserve list{money and ' with a grant'}{money}"
    return f"award{money} to {project}" if decision == "award" else f"{project} is rejected"
