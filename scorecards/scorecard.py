"""One project's points and reasons, from its answers, its reviews and the rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scorecards.claims import judge_claim
from scorecards.rubric import Criterion, Gate, Part, Rubric, half_up, identity_of, mean_of_reviews

SCORE_STEP = 0.01
P10, P50, P90 = 10, 50, 90
SCORING = "1"


def score_key(
    evaluation_key: str, rubric: Rubric, reviews: Sequence[Mapping[str, Any]], claims: Any, warnings: Sequence[str]
) -> str:
    """What a scorecard depends on, hashed."""
    heard = [[r["reviewer"], r["criterion"], r["points"], r["comment"]] for r in reviews]
    return identity_of(SCORING, evaluation_key, rubric.identity, heard, claims, list(warnings))


def make_scorecard(
    head: Mapping[str, Any],
    answers: Mapping[tuple[str, str], Mapping[str, Any]],
    reviews: Sequence[Mapping[str, Any]],
    claims: Sequence[Mapping[str, Any]],
    rubric: Rubric,
    warnings: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> dict[str, list[dict[str, Any]]]:
    """Rows for the tables ``scorecard``, ``point``, ``point_strata`` and ``claim``.

    ``head`` holds score_key, project_id, version, content and key; ``answers`` the rows of ``answer`` by (block, name).
    The score is rounded half up to 0.01 of a point.
    """
    heard: dict[str, list[Mapping[str, Any]]] = {}
    for review in reviews:
        heard.setdefault(review["criterion"], []).append(review)
    points: list[dict[str, Any]] = []
    strata_rows, reasons = [], []
    total, complete, passes = 0.0, True, True
    spread, pass_draws = np.zeros(1), np.ones(1)
    for criterion in rubric.criteria:
        own = np.zeros(1)
        for part in criterion.parts:
            row, in_strata = _part_row(criterion, part, answers, heard)
            row["position"] = len(points)
            points.append(row)
            own = own + in_strata
            if row["points"] is None:
                complete = False
                reasons.append(f"{part.title} waits for a review.")
                continue
            total += criterion.weight * row["points"]
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
    for gate in rubric.gates:
        sentence, passed = _gate(gate, answers, rubric.gate_confidence)
        pass_draws = pass_draws * passed
        if sentence:
            passes = False
            reasons.append(sentence)
    scores = np.sort(np.broadcast_to(spread, (max(np.size(spread), 1),)))
    low, middle, high = (float(one) for one in np.percentile(scores, [P10, P50, P90]))
    card = {
        **head,
        "rubric": f"{rubric.name} {rubric.version} ({rubric.identity})",
        "score": float(half_up(total, SCORE_STEP)),
        "score_p10": low,
        "score_p50": middle,
        "score_p90": high,
        "maximum": rubric.maximum,
        "passes": passes and complete,
        "pass_probability": float(np.mean(pass_draws)) if passes_reviews(points) else 0.0,
        "complete": complete,
        "reasons": reasons,
        "warnings": list(warnings),
        "notes": list(notes),
    }
    by_block = [
        judge_claim(claim, answers.get((claim["block"], claim["name"])) or answers.get(("", claim["name"]))) for claim in claims
    ]
    key = {"score_key": head["score_key"]}
    return {
        "scorecard": [card],
        "point": [{**key, **row} for row in points],
        "point_strata": strata_rows,
        "claim": [{**key, **row} for row in by_block],
    }


def passes_reviews(points: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every part that reviewers judge has its minimum; what awaits a review has not."""
    return all(
        row["points"] is not None and (row["minimum"] is None or row["points"] >= row["minimum"])
        for row in points
        if row["pass_probability"] is None
    )


def _part_row(
    criterion: Criterion,
    part: Part,
    answers: Mapping[tuple[str, str], Mapping[str, Any]],
    heard: Mapping[str, list[Mapping[str, Any]]],
) -> tuple[dict[str, Any], np.ndarray]:
    row = {
        "criterion": criterion.name,
        "part": part.name,
        "weight": criterion.weight,
        "points": None,
        "p10": None,
        "p50": None,
        "p90": None,
        "maximum": part.maximum,
        "minimum": part.minimum,
        "pass_probability": None,
        "reason": "no review yet",
    }
    if part.review:
        reviews = heard.get(part.review, [])
        if not reviews:
            return row, np.zeros(1)
        points = min(mean_of_reviews([review["points"] for review in reviews]), part.maximum)
        said = "; ".join(f"{r['reviewer']} {r['points']:g}" for r in reviews)
        row |= {
            "points": points,
            "p10": points,
            "p50": points,
            "p90": points,
            "reason": f"mean of {len(reviews)} review(s): {said}",
        }
        return row, np.array([points])
    answer = answers[("", part.answer)]
    median = answer["percentiles"][P50]
    points = float(part.of(median))
    in_strata = part.of(np.asarray(answer["strata"], dtype=float))
    low, middle, high = (float(one) for one in np.percentile(in_strata, [P10, P50, P90]))
    row |= {
        "points": points,
        "p10": low,
        "p50": middle,
        "p90": high,
        "reason": f"{part.answer} has the median {_number(median)} {answer['unit']}".removesuffix(" 1"),
    }
    if part.minimum is not None:
        row["pass_probability"] = float(np.mean(in_strata >= part.minimum))
    return row, in_strata


def _gate(gate: Gate, answers: Mapping[tuple[str, str], Mapping[str, Any]], confidence: float) -> tuple[str, np.ndarray]:
    answer = answers[("", gate.answer)]
    passed = gate.passed(np.asarray(answer["strata"], dtype=float))
    share = float(np.mean(passed))
    if share >= confidence:
        return "", passed
    return f"Gate '{gate.title}' is passed in {share:.0%} of the draws; {confidence:.0%} are needed.", passed


def _number(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
