"""The letter that tells one applicant the result of a call: points with reasons, minima and gates, decision, way to redress.

Nothing in it is about other applicants, and no reviewer is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.locale import evaluation_words, fields_ja
from app.reports.letter import cut
from app.text import clean, number, short
from evaluators.toolkit.common import COMMON
from scorecards.call_decisions import Decision
from scorecards.rubric import MEDIAN, Rubric
from scorecards.rubric_case import Answers, at_case, percentile_at

LONGEST_COMMENT = 400
LEAST_NAME = 3  # letters of a word that is somebody's name
NO_NAMES = ("reviewer", "panel", "member", "expert", "assessor", "prof", "professor", "and", "the")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """All that is known of one proposal of a frozen call, its own rows alone.

    ``points``, ``gates`` and ``reviews`` are rows of the tables point, gate and review; ``overridden`` names the criteria whose
    points somebody set; ``answers`` has the rows of answer by block and name; ``rank`` and ``count`` its place and of how many.
    """

    proposal: Row
    card: Row | None
    points: Sequence[Row]
    gates: Sequence[Row]
    reviews: Sequence[Row]
    overridden: Collection[str]
    answers: Answers
    rank: int = 0
    count: int = 0


@dataclass(frozen=True)
class CallSaid:
    """What a letter says of the call: ``hash`` of the frozen call; ``silent`` are words that no letter may hold, names of
    reviewers and of other applicants among them."""

    name: str
    hash: str
    rubric: Rubric
    fund: str
    contact: str
    redress_days: int
    rank_band: bool
    silent: Collection[str]


@dataclass(frozen=True)
class Line:
    """One part of a criterion, or one criterion: its points, the most, the least ("" where there is none), the reason."""

    title: str
    points: str
    most: str
    least: str = ""
    below: bool = False
    reason: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvaluationLetter:
    """What the letter says, whatever it is written on; ``criteria`` are pairs of a criterion's line and its parts' lines."""

    lang: str
    head: Mapping[str, str]
    outcome: tuple[str, ...]
    conditions: str
    result: tuple[str, ...]
    criteria: tuple[tuple[Line, tuple[Line, ...]], ...]
    gates: tuple[str, ...]
    redress: tuple[str, ...]
    basis: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def words(self) -> dict[str, Any]:
        """The letter's own phrases."""
        return evaluation_words(self.lang)


def evaluation_letter(case: Case, decision: Decision, call: CallSaid, lang: str, day: date) -> EvaluationLetter:
    """The letter; ``decision`` is the one that stands, ``lang`` is "en" or "ja"."""
    said = evaluation_words(lang)
    proposal = case.proposal
    applicant = cut(proposal["applicant"], "name")
    names = {"call": cut(call.name, "name"), "project": cut(proposal["project_id"], "name"), "version": proposal["version"]}
    head = {
        "fund": cut(call.fund, "name"), "date": _date(said, day), "subject": said["subject"].format(**names),
        "to": said["to"].format(applicant=applicant) if applicant else said["to_unknown"],
        "title": said["title"].format(title=cut(proposal["title"], "name")) if proposal["title"] else "",
    }  # fmt: skip
    criteria, notes = _criteria(case, call, lang)
    redress = said["redress"].format(days=call.redress_days, until=_date(said, day + timedelta(days=call.redress_days)), **names)
    ask = said["ask"].format(contact=cut(call.contact, "value")) if call.contact else said["ask_unknown"]
    rubric = {"name": call.rubric.name, "version": call.rubric.version, "legal_base": call.rubric.legal_base}
    return EvaluationLetter(
        lang, head, _outcome(said, decision), " ".join(clean(decision.conditions).split()), _result(said, case, call), criteria,
        tuple(_gate(said, row) for row in case.gates), (redress, ask, said["redress_who"]),
        (said["basis"], call.hash, said["rubric"].format(**rubric)), notes,
    )  # fmt: skip


def _outcome(said: Mapping[str, Any], decision: Decision) -> tuple[str, ...]:
    grant = said["money"].format(amount=f"{decision.grant / 1e6:,.2f}".rstrip("0").rstrip(".")) if decision.grant else ""
    lines = [said[decision.decision].format(grant=grant, place=decision.place)]
    if decision.decision == "reserve" and grant:
        lines.append(said["reserve_grant"].format(grant=grant))
    signed = (decision.approved_at or decision.at).date()
    return (*lines, said["decided"].format(date=_date(said, signed)))


def _result(said: Mapping[str, Any], case: Case, call: CallSaid) -> tuple[str, ...]:
    """Score, where the call permits it the band of the rank, and what is not met."""
    card = case.card
    if card is None:
        return (said["no_score"],)
    low, high = number(card["score_p10"]), number(card["score_p90"])
    score = {"score": number(card["score"], 2), "maximum": f"{card['maximum']:g}", "low": low, "high": high}
    lines = [said["score" if low != high else "score_exact"].format(**score)]
    if call.rank_band and case.rank:
        lines.append(said["band"][min(3, 4 * (case.rank - 1) // case.count)])
    failed = [_title(said, _part_title(call.rubric, row)) for row in case.points if _below(row) or row["points"] is None]
    failed += [_title(said, row["title"]) for row in case.gates if not row["passes"]]
    lines.append(said["fails"].format(names=said["join"].join(failed)) if failed else said["passes"])
    return tuple(lines)


def _criteria(case: Case, call: CallSaid, lang: str) -> tuple[tuple[tuple[Line, tuple[Line, ...]], ...], tuple[str, ...]]:
    """Each criterion with its parts, and what is to be said below the table."""
    said, rows = evaluation_words(lang), {(row["criterion"], row["part"]): row for row in case.points}
    if case.card is None:
        return (), ()
    found, elsewhere = [], False
    for criterion in call.rubric.criteria:
        parts, total = [], 0.0
        for part in criterion.parts:
            row = rows[criterion.name, part.name]
            total += row["points"] or 0.0
            comments, other = _comments(case, call, part.review, lang)
            elsewhere = elsewhere or other
            parts.append(Line(
                _title(said, part.title), "–" if row["points"] is None else f"{row['points']:g}", f"{part.maximum:g}",
                "" if part.minimum is None else f"{part.minimum:g}", _below(row), _reason(said, case, call, row, lang), comments,
            ))  # fmt: skip
        title = _title(said, criterion.title)
        if criterion.weight != 1:
            title = said["weight"].format(title=title, weight=f"{criterion.weight:g}")
        weighed, most = criterion.weight * total, criterion.weight * criterion.maximum
        found.append((Line(title, f"{weighed:.6g}", f"{most:g}"), tuple(parts)))
    return tuple(found), (said["said_elsewhere"],) if elsewhere and said["said_elsewhere"] else ()


def _reason(said: Mapping[str, Any], case: Case, call: CallSaid, row: Row, lang: str) -> str:
    if row["review"]:
        heard = [one for one in case.reviews if one["criterion"] == row["review"]]
        rounds = {one.get("round", "individual") for one in heard}
        if row["review"] in case.overridden or "panel" in rounds:
            return str(said["panel"])
        if row["points"] is None or not heard:
            return str(said["no_bonus" if row["bonus"] else "waits"])
        if "consensus" in rounds:
            return str(said["consensus"])
        return said["mean_one"] if len(heard) == 1 else said["mean"].format(count=len(heard))
    value, unit = at_case(case.answers, row["answer"], call.rubric.case), case.answers["", row["answer"]]["unit"]
    place = percentile_at(case.answers["", row["answer"]], call.rubric.case)
    shown = (
        said["none_left"]
        if value in (float("inf"), float("-inf")) or value != value
        else f"{short(value)} {unit}".removesuffix(" 1")
    )
    median = said["median"] if call.rubric.case == MEDIAN else said["percentile"].format(place=place)
    label = fields_ja()["common"][row["answer"]] if lang == "ja" else COMMON[row["answer"]].meaning
    return said["answer"].format(label=label, value=shown, case=median)


def _comments(case: Case, call: CallSaid, review: str, lang: str) -> tuple[tuple[str, ...], bool]:
    """What reviewers wrote on a criterion, without their names; True where some is written in English and the letter is not."""
    kept, elsewhere = [], False
    for row in case.reviews:
        text = " ".join(clean(row["comment"]).split())
        if not review or row["criterion"] != review or not text or _names_somebody(text, call.silent):
            continue
        if lang == "ja" and not JAPANESE.search(text):
            elsewhere = True
        else:
            kept.append(text if len(text) <= LONGEST_COMMENT else text[: LONGEST_COMMENT - 1] + "…")
    return tuple(dict.fromkeys(kept)), elsewhere


def _names_somebody(text: str, silent: Collection[str]) -> bool:
    # Behind a name in Latin letters a Japanese particle may follow at once.
    latin = "[A-Za-z0-9]"
    return any(re.search(rf"(?<!{latin}){re.escape(name)}(?!{latin})", text, re.IGNORECASE) for name in silent if len(name) > 1)


def name_parts(reviewers: Iterable[str]) -> set[str]:
    """The names of reviewers, whole and by their words: who is called by the surname alone is named, too."""
    found = set(reviewers)
    for name in reviewers:
        found |= {word for word in re.split(r"[\s.,]+", name) if len(word) >= LEAST_NAME and word.lower() not in NO_NAMES}
    return found


def _gate(said: Mapping[str, Any], row: Row) -> str:
    kind = "gate_met" if row["passes"] else "gate_failed"
    share, needed = (f"{100 * row[name]:.0f} %" for name in ("probability", "confidence"))
    return str(said[kind].format(title=_title(said, row["title"]), share=share, needed=needed))


def _part_title(rubric: Rubric, row: Row) -> str:
    return next(p.title for c in rubric.criteria if c.name == row["criterion"] for p in c.parts if p.name == row["part"])


def _below(row: Row) -> bool:
    return row["points"] is not None and row["minimum"] is not None and row["points"] < row["minimum"]


def _title(said: Mapping[str, Any], title: str) -> str:
    return str(said["titles"].get(title, cut(title, "name")))


def _date(said: Mapping[str, Any], day: date) -> str:
    return str(said["date"].format(year=day.year, month=said["months"][day.month - 1], day=day.day))
