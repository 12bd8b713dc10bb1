"""How soft a place is: chances counted by hand, one score in SQL and in arrays, and a withdrawal that turns nobody round."""

from __future__ import annotations

import numpy as np
import pytest
import sample_snapshot as sample
import soft_snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ranked_list import plain_loop

from scorecards.point_arrays import PointArrays, places, point_arrays, score_under, share_within
from scorecards.query import RankQuestion, rank
from scorecards.rank_softness import Softness
from scorecards.rubric_points import half_up
from scorecards.table import QuestionError
from scorecards.warehouse import open_snapshot

POOL, CAPS = 1.6e9, {"hydrogen": 6e8}
NAMES = list(sample.PROJECTS)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    with open_snapshot(soft_snapshot.make_snapshot(tmp_path_factory.mktemp("soft"))) as connection:
        yield connection


def asked(connection, weights=None, **softness):
    table = rank(connection, RankQuestion(weights=weights, softness=Softness(**softness)))
    return {row["project_id"]: row for row in table.rows}, table


def drawn_scores():
    """Score of each project in each of the 200 draws, rounded as the score of record."""
    return {
        name: half_up(sum(sample.WEIGHTS[c] * np.broadcast_to(v, 200) for c, v in sample.strata_of(name).items()), 0.01)
        for name in NAMES
    }


def test_chances_are_counted_draw_by_draw(snapshot):
    found, table = asked(snapshot, first=1, pool=POOL, caps=CAPS)
    scores = drawn_scores()
    for name in NAMES:
        share, place = [], []
        for k in range(200):
            above = sum(scores[other][k] > scores[name][k] for other in NAMES)
            equal = sum(scores[other][k] == scores[name][k] for other in NAMES)
            share.append(1 / equal if above == 0 else 0.0)
            place.append(above + 1)
        assert found[name]["chance_first_n"] == pytest.approx(np.mean(share), abs=1e-12)
        assert (found[name]["rank_p10"], found[name]["rank_p90"]) == (sorted(place)[19], sorted(place)[179])
    assert 0.2 < found["CTIF-001"]["chance_first_n"] < 0.8, "a case in which the draws decide"
    assert any("depend on who else applies" in note for note in table.notes)


def test_the_chance_of_being_funded_is_that_of_a_plain_loop_in_each_draw(snapshot):
    found, _ = asked(snapshot, pool=POOL, caps=CAPS)
    scores, counted = drawn_scores(), np.zeros(3)
    for k in range(200):
        may = [soft_snapshot.PASSES[name][k % len(soft_snapshot.PASSES[name])] for name in NAMES]
        pillars = [sample.PROJECTS[name][2] for name in NAMES]
        counted += plain_loop(
            [scores[name][k] for name in NAMES], [soft_snapshot.GRANT[name] for name in NAMES], POOL, pillars, CAPS, may
        )
    assert [found[name]["chance_funded"] for name in NAMES] == pytest.approx(counted / 200)
    assert len({row["chance_funded"] for row in found.values()}) == 3


def test_the_first_places_reach_as_far_as_the_pool(snapshot):
    for pool, within in ((1e9, 1), (POOL, 1)):
        _, table = asked(snapshot, pool=pool)
        assert table.asked["softness"]["first"] == within  # 001 and 002 share place 1
        assert any(f"First {within} places: down to the last that the pool" in note for note in table.notes)
    found, table = asked(snapshot, pool=1.0)
    assert all(row["chance_first_n"] is None and row["chance_funded"] == 0 for row in found.values())
    found, table = asked(snapshot)
    assert all(row["chance_funded"] is None for row in found.values())
    assert any("fund.yaml states no pool" in note for note in table.notes)


def test_what_the_snapshot_does_not_know_is_told(tmp_path):
    data = soft_snapshot.make_snapshot(tmp_path, without="CTIF-003", silent="CTIF-002")
    with open_snapshot(data) as connection:
        found, table = asked(connection, pool=1e10)
    told = " ".join(table.notes)
    assert "Never funded here, for no grant is stated: CTIF-002." in told
    assert "who passes is taken as on the scorecard, in every draw" in told
    assert [found[name]["chance_funded"] for name in NAMES] == [0.75, 0.0, 0.0]


def test_weights_not_fixed_stand_beside_the_rubrics_own(snapshot):
    found, table = asked(snapshot, of="weights", first=2)
    assert sum(row["acceptability_first"] for row in found.values()) == pytest.approx(1)
    assert sum(row["acceptability_first_n"] for row in found.values()) == pytest.approx(2)
    # The rubric: 2 x 15, 1 x 5 and 1 x 12 points of 47.
    own = table.asked["softness"]["rubric_weights"]
    assert own == pytest.approx({"innovation": 30 / 47, "ghg_avoidance": 5 / 47, "cost_efficiency": 12 / 47})
    for row in found.values():
        assert row["acceptability_first"] > 0
        assert sum(row[f"central_{name}"] for name in own) == pytest.approx(1)
    # Of the three 001 has the best cost, 002 innovation and 003 avoidance: where each is first that one weighs more.
    for project, best in (("CTIF-001", "cost_efficiency"), ("CTIF-002", "innovation"), ("CTIF-003", "ghg_avoidance")):
        assert max(NAMES, key=lambda name: found[name][f"central_{best}"]) == project
    narrowed, _ = asked(snapshot, of="weights", first=2, between={"innovation": (0.8, 1.0)})
    assert narrowed["CTIF-002"]["acceptability_first"] > 0.9


def test_a_bonus_keeps_its_weight(tmp_path):
    with open_snapshot(soft_snapshot.make_snapshot(tmp_path, bonus="ghg_avoidance")) as connection:
        found, table = asked(connection, of="weights", first=1)
        weights = point_arrays(connection).shares
        maximum = rank(connection, RankQuestion(weights={"innovation": 1})).rows[0]["maximum"]
    assert set(table.asked["softness"]["rubric_weights"]) == {"innovation", "cost_efficiency"}
    assert weights == pytest.approx([12 / 42, 5 / 42, 30 / 42]), "cost, avoidance on top, innovation"
    assert "central_ghg_avoidance" not in found["CTIF-001"]
    assert maximum == 15 + 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"first": 0}, "--first is 0; it must be 1 or more"),
        ({"of": "both"}, "--softness is 'both'; it may be draws or weights"),
        ({"order": "innovation"}, "Ask with --softness weights"),
        ({"of": "draws", "between": "innovation=0..1"}, "Ask with --softness weights"),
        ({"of": "weights", "between": "innovation=0.5"}, "'innovation=0.5' is no range of one weight"),
        ({"of": "weights", "between": "innovation=a..b"}, "is no range of one weight"),
        ({"of": "weights", "between": "a=0..1,a=0..1"}, "each criterion once"),
        ({"of": "weights", "between": "a=0..inf"}, "is no range of one weight"),
    ],
)
def test_questions_that_cannot_be_read(words, said):
    with pytest.raises(QuestionError, match=said):
        Softness.parse(**words)


def test_words_are_read():
    read = Softness.parse(of="weights", first=3, order=" innovation , maturity", between="maturity = 0.1 .. 0.4", pool=1.0)
    assert (read.first, read.order, read.between) == (3, ["innovation", "maturity"], {"maturity": (0.1, 0.4)})


weight = st.one_of(st.just(0.0), st.floats(0.01, 10).map(lambda value: round(value, 2)), st.floats(0.01, 10))
weights_given = st.fixed_dictionaries({}, optional=dict.fromkeys(sample.WEIGHTS, weight)).filter(
    lambda given: any((sample.WEIGHTS | given).values())
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weights=weights_given)
def test_sql_and_arrays_give_the_same_score_place_and_range(snapshot, weights):
    arrays = point_arrays(snapshot)
    given = arrays.weights_of(weights)
    score, drawn = score_under(arrays.points, given), score_under(arrays.strata, given)
    found = {row["project_id"]: row for row in rank(snapshot, RankQuestion(weights=weights)).rows}
    assert {name: row["score"] for name, row in found.items()} == dict(zip(arrays.projects, score.tolist(), strict=True))
    assert [found[name]["rank"] for name in arrays.projects] == places(score)[0].tolist()
    low = [found[name]["score_p10"] for name in arrays.projects]
    assert np.percentile(drawn, 10, axis=1) == pytest.approx(low, abs=0.0051), "each draw is rounded to 0.01 here"


def test_the_rubrics_weights_give_the_score_of_record(snapshot):
    arrays = point_arrays(snapshot)
    record = {row["project_id"]: row["score"] for row in rank(snapshot).rows}
    assert dict(zip(arrays.projects, score_under(arrays.points, arrays.weights).tolist(), strict=True)) == record


points = st.lists(st.lists(st.integers(0, 300), min_size=3, max_size=3), min_size=2, max_size=12)


@settings(max_examples=200, deadline=None)
@given(points, st.lists(st.floats(0, 5), min_size=3, max_size=3), st.data())
def test_whoever_comes_or_goes_no_two_others_change_their_order(rows, weights, data):
    held = np.array(rows) / 100
    stay = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, unique=True))
    before, after = score_under(held, np.array(weights)), score_under(held[stay], np.array(weights))
    assert np.array_equal(before[stay], after)
    place, new = places(before)[0][stay], places(after)[0]
    assert np.array_equal(np.sign(place[:, None] - place), np.sign(new[:, None] - new))


def test_in_sql_too_nobody_is_turned_round_by_others(tmp_path):
    few, many = sample.make_snapshot(tmp_path / "few"), sample.make_snapshot(tmp_path / "many", extra=40)
    question = RankQuestion(weights={"innovation": 0.7, "cost_efficiency": 1.3})
    with open_snapshot(few) as one, open_snapshot(many) as other:
        alone = [(row["project_id"], row["score"]) for row in rank(one, question).rows]
        among = [(row["project_id"], row["score"]) for row in rank(other, question).rows]
    assert len(among) > len(alone) + 30
    assert [pair for pair in among if pair[0] in sample.PROJECTS] == alone


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.integers(1, 9))
def test_places_and_their_shares(score, number):
    first, last = places(np.array(score, dtype=float))
    assert first.tolist() == [1 + sum(other > one for other in score) for one in score]
    assert last.tolist() == [sum(other >= one for other in score) for one in score]
    assert share_within(first, last, number).sum() == pytest.approx(min(number, len(score)))


def test_without_projects_there_is_nothing_to_soften(snapshot):
    arrays = point_arrays(snapshot, [])
    assert isinstance(arrays, PointArrays)
    assert arrays.strata.shape[0] == 0
