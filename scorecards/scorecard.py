"""One project's points and reasons, from its answers, its reviews and the rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evaluators.toolkit.draws import SLICE
from scorecards.claims import judge_claims
from scorecards.reviews import INDIVIDUAL, REVIEWS_ALONE, Judging, hear
from scorecards.rubric import Criterion, Part, Rubric, identity_of
from scorecards.rubric_case import Answers, at_case, in_draws, score_at, words_of
from scorecards.rubric_gates import judge_gates

P10, P50, P90 = 10, 50, 90
SCORING = "3"


def score_key(
    evaluation_key: str,
    rubric: Rubric,
    reviews: Sequence[Mapping[str, Any]],
    claims: Any,
    warnings: Sequence[str],
    judging: Judging = REVIEWS_ALONE,
) -> str:
    """What a scorecard depends on, hashed; case, confidence, band and limits lie in the identity of the rubric."""
    heard = [[r["reviewer"], r["criterion"], r["points"], r["comment"], r.get("round", INDIVIDUAL)] for r in reviews]
    judged = judging.key({r["criterion"] for r in reviews})
    return identity_of(SCORING, evaluation_key, rubric.identity, heard, claims, list(warnings), judged)


def make_scorecard(
    head: Mapping[str, Any],
    answers: Answers,
    reviews: Sequence[Mapping[str, Any]],
    claims: Sequence[Mapping[str, Any]],
    rubric: Rubric,
    warnings: Sequence[str] = (),
    notes: Sequence[str] = (),
    judging: Judging = REVIEWS_ALONE,
) -> dict[str, list[dict[str, Any]]]:
    """Rows for the tables ``scorecard``, ``point``, ``point_strata``, ``gate`` and ``claim``.

    ``head`` holds score_key, project_id, version, content and key; ``answers`` the rows of ``answer`` by (block, name).
    The score is that at the rubric's case (``rubric_case.score_at``), rounded half up to 0.01 of a point.
    """
    heard: dict[str, list[Mapping[str, Any]]] = {}
    for review in reviews:
        heard.setdefault(review["criterion"], []).append(review)
    points: list[dict[str, Any]] = []
    drawn: list[np.ndarray] = []
    strata_rows, reasons = [], []
    complete, passes = True, True
    project, size = head["project_id"], max((len(one["strata"]) for one in answers.values()), default=SLICE)
    spread, pass_draws = np.zeros(1), np.ones(1)
    values = {name: at_case(answers, name, rubric.case) for name in rubric.answers}
    for criterion in rubric.criteria:
        own = np.zeros(1)
        for part in criterion.parts:
            row, in_strata = _part_row(criterion, part, rubric.case, answers, heard, judging, project, size)
            row["position"] = len(points)
            points.append(row)
            drawn.append(in_strata)
            own = own + in_strata
            if row["points"] is None:
                complete = False
                reasons.append(f"{part.title} waits for a review.")
                continue
            if part.minimum is not None and row["points"] < part.minimum:
                passes = False
                reasons.append(
                    f"{part.title}: {row['points']:g} of {part.maximum:g} points; at least {part.minimum:g} are needed."
                )
            if row["pass_probability"] is not None:
                pass_draws = pass_draws * (in_strata >= part.minimum)
        spread = spread + criterion.weight * own
        strata_rows.append(
            {"score_key": head["score_key"], "criterion": criterion.name, "points": own.astype(np.float32).tolist()}
        )
    _write_ranges(points, drawn)
    gates = judge_gates(rubric, answers)
    pass_draws = pass_draws * gates.passed
    passes = passes and not gates.reasons
    reasons += gates.reasons
    judged = {row["review"]: row["points"] for row in points if row["review"] and row["points"] is not None}
    claimed, all_true = judge_claims(claims, answers, rubric, values, judged)
    scores = np.sort(np.broadcast_to(spread, (max(np.size(spread), 1),)))
    low, middle, high = (float(one) for one in np.percentile(scores, [P10, P50, P90]))
    card = {
        **head,
        "rubric": f"{rubric.name} {rubric.version} ({rubric.identity})",
        "score": score_at(rubric, values, judged),
        "score_if_claims_true": all_true,
        "score_p10": low,
        "score_p50": middle,
        "score_p90": high,
        "maximum": rubric.maximum,
        "passes": passes and complete,
        "pass_probability": float(np.mean(pass_draws)) if complete else 0.0,
        "pass_strata": [bool(one) for one in pass_draws * complete],
        "complete": complete,
        "reasons": reasons,
        "for_panel": gates.for_panel,
        "warnings": list(warnings),
        "notes": list(notes),
    }
    key = {"score_key": head["score_key"]}
    return {
        "scorecard": [card],
        "point": [{**key, **row} for row in points],
        "point_strata": strata_rows,
        "gate": [{**key, **row} for row in gates.rows],
        "claim": [{**key, **row} for row in claimed],
    }


def _part_row(
    criterion: Criterion,
    part: Part,
    case: int,
    answers: Answers,
    heard: Mapping[str, list[Mapping[str, Any]]],
    judging: Judging,
    project: str,
    size: int,
) -> tuple[dict[str, Any], np.ndarray]:
    row = {
        "criterion": criterion.name, "part": part.name, "weight": criterion.weight, "bonus": criterion.bonus,
        "review": part.review, "answer": part.answer, "points": None, "p10": None, "p50": None, "p90": None,
        "maximum": part.maximum, "minimum": part.minimum, "pass_probability": None, "reason": "no review yet",
        "points_reviewed": None,
    }  # fmt: skip
    if part.review:
        said = hear(part, heard.get(part.review, []), judging, project, size)
        if said is None and criterion.bonus:
            return row | {"points": 0.0, "p10": 0.0, "p50": 0.0, "p90": 0.0, "reason": "no reviewer gives a bonus"}, np.zeros(1)
        if said is None:
            return row, np.zeros(1)
        points, in_strata, reason, row["points_reviewed"] = said.points, said.strata, said.reason, said.reviewed
    else:
        value = at_case(answers, part.answer, case)
        points, in_strata = float(part.of(value)), part.of(in_draws(answers, part.answer))
        amount = f"{_number(value)} {answers['', part.answer]['unit']}".removesuffix(" 1")
        reason = f"{part.answer} has {words_of(answers, part.answer, case)} {amount}"
    if part.minimum is not None:
        row["pass_probability"] = float(np.mean(in_strata >= part.minimum))
    return row | {"points": points, "p10": points, "p50": points, "p90": points, "reason": reason}, in_strata


def _write_ranges(points: Sequence[dict[str, Any]], drawn: Sequence[np.ndarray]) -> None:
    """The percentiles of those points that differ between the draws, of all at once: one by one they took most of the time."""
    spread = [place for place, one in enumerate(drawn) if len(one) > 1]
    if spread:
        ends = np.percentile(np.stack([drawn[place] for place in spread]), [P10, P50, P90], axis=1)
        for place, (low, middle, high) in zip(spread, ends.T.tolist(), strict=True):
            points[place].update(p10=low, p50=middle, p90=high)


def _number(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
