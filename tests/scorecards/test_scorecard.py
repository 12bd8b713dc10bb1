"""One project's points and reasons: worked by hand, then what must hold whatever the rubric."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from scorecards.rubric import load_rubric
from scorecards.scorecard import make_scorecard, score_key

HEAD = {"score_key": "s", "project_id": "P", "version": 1, "content": "c", "key": "k"}
CONTENT = {
    "name": "small",
    "version": 1,
    "criteria": {
        "climate": {
            "title": "Climate",
            "weight": 2,
            "parts": {
                "cost": {
                    "title": "Cost",
                    "answer": "requested_per_tonne",
                    "at": [0, 200],
                    "points": [12, 0],
                    "maximum": 12,
                    "minimum": 4,
                    "step": 0.5,
                },
                "quality": {"title": "Quality", "review": "quality", "maximum": 5, "minimum": 3},
            },
        },
        "novelty": {"title": "Novelty", "weight": 3, "parts": {"new": {"title": "New", "review": "new", "maximum": 10}}},
    },
    "gates": {
        "net": {"title": "Net tonnes", "answer": "net_t_10y", "above": 0},
        "relative": {"title": "Relative", "answer": "ghg_relative", "at_least": 0.75},
    },
}
REVIEWS = [("ann", "quality", 3.0), ("bob", "quality", 4.0), ("ann", "new", 8.0)]


@pytest.fixture
def rubric(tmp_path):
    def make(climate=2, novelty=3, confidence=0.5):
        content = yaml.safe_load(yaml.safe_dump(CONTENT)) | {"gate_confidence": confidence}
        content["criteria"]["climate"]["weight"], content["criteria"]["novelty"]["weight"] = climate, novelty
        path = tmp_path / "small.yaml"
        path.write_text(yaml.safe_dump(content))
        return load_rubric(path)

    return make


def answer(strata, unit="1"):
    strata = np.asarray(strata, dtype=float)
    percentiles = np.percentile(strata, np.arange(101), method="lower")
    return {"unit": unit, "better": "lower", "percentiles": percentiles.tolist(), "strata": strata.tolist()}


def answers(cost=None, net=None):
    return {
        ("", "requested_per_tonne"): answer(np.full(200, 100.0) if cost is None else cost),
        ("", "net_t_10y"): answer(np.full(200, 5.0) if net is None else net),
        ("", "ghg_relative"): answer(np.full(200, 0.9)),
    }


def reviews(*rows):
    return [{"reviewer": r, "criterion": c, "points": p, "comment": ""} for r, c, p in rows]


def card_of(rubric, found=None, heard=REVIEWS, claims=(), **more):
    return make_scorecard(HEAD, answers() if found is None else found, reviews(*heard), list(claims), rubric, **more)


def test_worked_by_hand(rubric):
    """Cost 100 of 200: 6 of 12. Quality (3 + 4) / 2 = 3.5. New 8. Score 2 x (6 + 3.5) + 3 x 8 = 43 of 2 x 17 + 3 x 10 = 64."""
    made = card_of(rubric())
    (card,) = made["scorecard"]
    assert (card["score"], card["maximum"], card["complete"], card["passes"], card["pass_probability"]) == (
        43.0,
        64.0,
        True,
        True,
        1.0,
    )
    assert (card["score_p10"], card["score_p50"], card["score_p90"]) == (43.0, 43.0, 43.0)
    assert [(row["criterion"], row["part"], row["points"]) for row in made["point"]] == [
        ("climate", "cost", 6.0),
        ("climate", "quality", 3.5),
        ("novelty", "new", 8.0),
    ]
    assert "median 100" in made["point"][0]["reason"] and made["point"][1]["reason"] == "mean of 2 review(s): ann 3; bob 4"
    assert [row["position"] for row in made["point"]] == [0, 1, 2]


def test_the_score_of_record_is_at_the_median_and_the_spread_beside_it(rubric):
    cost = np.linspace(0.5, 199.5, 200)
    made = card_of(rubric(), answers(cost=cost))
    (card,) = made["scorecard"]
    # 12 - 12 x 100/200 at the median; in the draws from 12 to 0 in halves, twice: p10 and p90 are 10.8 and 1.2 points of cost.
    assert card["score"] == pytest.approx(43.0, abs=1.0)
    assert card["score_p10"] == pytest.approx(2 * (1.2 + 3.5) + 24, abs=1.0) and card["score_p90"] == pytest.approx(
        2 * (10.8 + 3.5) + 24, abs=1.0
    )
    # At least 4 points are those below 12 - 12 x/200 = 3.75, that is x <= 137.5.
    assert card["pass_probability"] == pytest.approx((cost <= 137.5).mean())
    assert made["point"][0]["pass_probability"] == pytest.approx((cost <= 137.5).mean())


def test_infinite_cost_earns_no_points_and_fails_its_minimum(rubric):
    made = card_of(rubric(), answers(cost=np.full(200, np.inf)))
    (card,) = made["scorecard"]
    assert (
        made["point"][0]["points"] == 0.0
        and card["score"] == 2 * 3.5 + 24
        and card["passes"] is False
        and card["pass_probability"] == 0
    )
    assert "Cost: 0 of 12 points; at least 4 are needed." in card["reasons"]
    assert all(np.isfinite(card[name]) for name in ("score", "score_p10", "score_p50", "score_p90"))


@pytest.mark.parametrize(
    ("share", "confidence", "passes"), [(0.5, 0.5, True), (0.495, 0.5, False), (0.6, 0.9, False), (0.9, 0.9, True)]
)
def test_a_gate_is_passed_by_the_share_of_draws_asked_for(rubric, share, confidence, passes):
    enough = np.where(np.arange(200) < 200 * share, 0.8, 0.7)
    found = answers() | {("", "ghg_relative"): answer(enough)}
    (card,) = card_of(rubric(confidence=confidence), found)["scorecard"]
    assert card["passes"] is passes and card["pass_probability"] == pytest.approx(share)
    assert (card["reasons"] == []) is passes
    if not passes:
        assert card["reasons"] == [f"Gate 'Relative' is passed in {share * 100:g}% of the draws; {confidence:.0%} are needed."]


def test_gates_and_minima_must_hold_in_the_same_draw(rubric):
    first = np.arange(200) < 100
    (card,) = card_of(rubric(), answers(cost=np.where(first, 50.0, 199.0), net=np.where(first, 0.0, 1.0)))["scorecard"]
    assert card["pass_probability"] == 0.0


def test_a_missing_review_leaves_it_incomplete(rubric):
    made = card_of(rubric(), heard=[("ann", "quality", 4.0)])
    (card,) = made["scorecard"]
    assert card["complete"] is False and card["passes"] is False and card["pass_probability"] == 0.0
    assert (
        card["reasons"] == ["New waits for a review."]
        and made["point"][2]["points"] is None
        and made["point"][2]["reason"] == "no review yet"
    )
    assert card["score"] == 2 * (6 + 4), "what is judged counts already"


def test_a_review_below_the_minimum_fails(rubric):
    (card,) = card_of(rubric(), heard=[("ann", "quality", 2.9), ("ann", "new", 10.0)])["scorecard"]
    assert card["complete"] is True and card["passes"] is False and card["pass_probability"] == 0.0
    assert card["reasons"] == ["Quality: 2.9 of 5 points; at least 3 are needed."]


def test_reviews_beyond_the_maximum_earn_the_maximum(rubric):
    assert card_of(rubric(), heard=[("ann", "quality", 5.0), ("ann", "new", 99.0)])["point"][2]["points"] == 10.0


def test_the_score_is_linear_in_the_weights_and_the_points_do_not_move(rubric):
    found = answers(cost=np.linspace(3.0, 190.0, 200))
    points, scores = [], {}
    for climate, novelty in ((1, 0), (0, 1), (2, 3), (4, 6)):
        made = card_of(rubric(climate, novelty), found)
        scores[climate, novelty] = made["scorecard"][0]["score"]
        points.append([{key: row[key] for key in row if key != "weight"} for row in made["point"]])
        points[-1] += [row["points"] for row in made["point_strata"]]
    assert scores[2, 3] == pytest.approx(2 * scores[1, 0] + 3 * scores[0, 1]) and scores[4, 6] == pytest.approx(2 * scores[2, 3])
    assert all(one == points[0] for one in points)


def test_the_strata_carry_the_spread_under_any_weights(rubric):
    found = answers(cost=np.linspace(3.0, 190.0, 200))
    made = card_of(rubric(), found)
    strata = {row["criterion"]: np.asarray(row["points"]) for row in made["point_strata"]}
    for climate, novelty in ((2, 3), (5, 1)):
        total = climate * strata["climate"] + novelty * strata["novelty"]
        (card,) = card_of(rubric(climate, novelty), found)["scorecard"]
        assert np.percentile(total, [10, 50, 90]) == pytest.approx([card["score_p10"], card["score_p50"], card["score_p90"]])


def test_a_better_answer_never_lowers_the_score(rubric):
    scores = [card_of(rubric(), answers(cost=np.full(200, cost)))["scorecard"][0]["score"] for cost in (199, 150, 100, 50, 1)]
    assert scores == sorted(scores)


def test_claims_are_judged_by_the_answer_of_the_block_or_of_the_project(rubric):
    found = answers() | {("1", "speed"): answer(np.linspace(1, 2, 200))}
    claim = {"low": 1.5, "high": 1.5, "unit": "m/s", "raw": "1.5", "place": "line 1"}
    rows = card_of(
        rubric(),
        found,
        claims=[
            claim | {"block": "1", "name": "speed"},
            claim | {"block": "1", "name": "net_t_10y"},
            claim | {"block": "2", "name": "speed"},
        ],
    )["claim"]
    assert [row["verdict"].startswith("not judged") for row in rows] == [False, False, True]
    assert all(row["score_key"] == "s" for row in rows)


def test_the_key_moves_with_all_that_is_scored_and_heard(rubric):
    heard, claims = reviews(*REVIEWS), [{"name": "cost", "low": 1}]
    one = score_key("k", rubric(), heard, claims, ["w"])
    assert one == score_key("k", rubric(), [dict(row) for row in heard], [dict(row) for row in claims], ["w"])
    others = [
        score_key("other", rubric(), heard, claims, ["w"]),
        score_key("k", rubric(climate=5), heard, claims, ["w"]),
        score_key("k", rubric(confidence=0.6), heard, claims, ["w"]),
        score_key("k", rubric(), heard[:-1], claims, ["w"]),
        score_key("k", rubric(), heard, [], ["w"]),
        score_key("k", rubric(), heard, claims, []),
        score_key("k", rubric(), [*heard[:-1], heard[-1] | {"points": 7.9}], claims, ["w"]),
        score_key("k", rubric(), [*heard[:-1], heard[-1] | {"comment": "!"}], claims, ["w"]),
    ]
    assert len({one, *others}) == len(others) + 1
