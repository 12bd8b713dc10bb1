"""What the council decides of a call: award, reserve or reject, with two signatures of two people; only superseded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scorecards.call_history import CallEntry, CallHistory
from scorecards.table import QuestionError, not_found

LATIN = "[A-Za-z0-9]"  # behind a name in Latin letters a Japanese particle may follow at once
KINDS = ("award", "reserve", "reject")
PROPOSED, STANDING, SUPERSEDED = "proposed", "standing", "superseded"


@dataclass(frozen=True)
class Decision:
    """A decision as it was entered; ``grant`` [USD2024], ``place`` [1..] on the reserve list, ``minutes`` a SHA-256.

    ``status``: proposed while it has one signature, standing with two, superseded once a later one stands.
    """

    sequence: int
    project_id: str
    decision: str
    grant: float | None
    stated: str
    place: int | None
    conditions: str
    minutes: str
    author: str
    reason: str
    at: datetime
    approver: str = ""
    approved_at: datetime | None = None
    status: str = PROPOSED


def decisions_of(entries: Iterable[CallEntry]) -> list[Decision]:
    """All decisions in their order, with the signatures they have."""
    found: dict[int, Decision] = {}
    for entry in entries:
        said = entry.content
        if entry.event == "decide":
            grant, place = said.get("grant"), said.get("place")
            found[entry.sequence] = Decision(
                entry.sequence, str(said.get("project")), str(said.get("decision")), None if grant is None else float(grant),
                str(said.get("grant_stated", "")), None if place is None else int(place), str(said.get("conditions", "")),
                str(said.get("minutes", "")), entry.by, entry.reason, entry.at,
            )  # fmt: skip
        elif entry.event == "approve" and said.get("decision") in found:
            one = found[said["decision"]]
            if same_person(one.author, entry.by):
                continue  # one person signed twice: it does not stand
            for earlier in found.values():
                if earlier.project_id == one.project_id and earlier.sequence < one.sequence:
                    found[earlier.sequence] = replace(earlier, status=SUPERSEDED)
            found[one.sequence] = replace(one, approver=entry.by, approved_at=entry.at, status=STANDING)
    return list(found.values())


def standing_decisions(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """By project the decision that stands: the last that has both signatures."""
    return {one.project_id: one for one in decisions if one.status == STANDING}


def newest_decisions(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """By project the last decision, whether it stands or waits for its second signature."""
    return {one.project_id: one for one in decisions if one.status != SUPERSEDED}


def same_person(one: str, other: str) -> bool:
    """Whether two names are of one person: in whatever case, width, spacing, punctuation or order of the words."""
    words = [re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold()) for name in (one, other)]
    return "".join(words[0]) == "".join(words[1]) or sorted(words[0]) == sorted(words[1])


def project_of_call(proposals: Mapping[str, Mapping[str, Any]], project: str, call: str) -> str:
    """The project's id as the frozen call has it, whatever the case; NotFound where it is not in it."""
    for name in proposals:
        if name.lower() == project.lower():
            return name
    raise not_found(f"proposal in the frozen call {call}:", project, proposals)


def decision_content(
    history: CallHistory, proposals: Mapping[str, Mapping[str, Any]], project: str, decision: str, grant: float | None,
    stated: str, place: int | None, conditions: str, minutes: str,
) -> dict[str, Any]:  # fmt: skip
    """The entry of a decision. QuestionError where its parts do not fit each other or what was decided before."""
    if decision not in KINDS:
        raise QuestionError(f"'{decision}' is no decision; it may be {', '.join(KINDS)}.")
    if decision == "award" and not grant:
        raise QuestionError('An award needs its grant: --grant "120 MUSD2024".')
    if decision == "reject" and grant is not None:
        raise QuestionError("What is rejected gets no grant: leave --grant out.")
    if decision != "reserve" and place is not None:
        raise QuestionError("Only a place on the reserve list has --place.")
    if decision == "reserve":
        place = _place(history, project, place)
    named = _others_named(conditions, proposals, project)
    if named:
        raise QuestionError(
            f"The conditions name {named}, and stand in the applicant's letter, which says nothing of others. Put it otherwise."
        )
    return {
        "project": project, "decision": decision, "grant": grant, "grant_stated": stated, "place": place,
        "conditions": conditions.strip(), "minutes": minutes,
    }  # fmt: skip


def approval_content(history: CallHistory, project: str, approver: str) -> dict[str, Any]:
    """The entry of a second signature. QuestionError where nothing waits for one, or where the same person signs twice."""
    waiting = newest_decisions(decisions_of(history.entries)).get(project)
    if waiting is None:
        raise QuestionError(f"Nothing is decided on {project} yet: cleanfund call decide {history.name} {project}")
    if waiting.status == STANDING:
        raise QuestionError(
            f"Decision {waiting.sequence} on {project} stands already: {waiting.author} and {waiting.approver} signed."
        )
    if same_person(waiting.author, approver):
        raise QuestionError(
            f"{' '.join(approver.split())} cannot approve decision {waiting.sequence}: {waiting.author} entered it, and the two "
            f"signatures are of two people. Let somebody else approve it."
        )
    return {"project": project, "decision": waiting.sequence}


def _place(history: CallHistory, project: str, place: int | None) -> int:
    taken = {
        one.place: name
        for name, one in newest_decisions(decisions_of(history.entries)).items()
        if one.decision == "reserve" and name != project
    }
    free = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if place is None:
        return free
    if place < 1:
        raise QuestionError(f"--place is {place}; the reserve list begins with 1.")
    if place in taken:
        raise QuestionError(f"Place {place} of the reserve list is that of {taken[place]}; the next free one is {free}.")
    return place


def _others_named(text: str, proposals: Mapping[str, Mapping[str, Any]], project: str) -> str:
    """The first other proposal or applicant that a text names; "" where it names none."""
    own = str(proposals[project].get("applicant") or "").casefold()
    for name, one in proposals.items():
        applicant = str(one.get("applicant") or "")
        for said in (name, applicant if len(applicant) > 3 and applicant.casefold() != own else ""):
            if name != project and said and re.search(rf"(?<!{LATIN}){re.escape(said)}(?!{LATIN})", text, re.IGNORECASE):
                return said
    return ""
