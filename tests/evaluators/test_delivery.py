"""Delivery: tables with sources, the published counts, and what must never go the wrong way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from evaluators.toolkit.delivery import (
    ESTIMATE_CLASSES,
    LONGEST_DELAY,
    MATURITY_LEVELS,
    REFERENCE_CLASSES,
    delivery,
    estimate_spread,
    overrun,
)
from evaluators.toolkit.distributions import mean
from evaluators.toolkit.draws import Streams

MARKS = ("confirmed", "second-hand", "recalled, not confirmed", "judgement", "computed")
TABLES = (REFERENCE_CLASSES, ESTIMATE_CLASSES, MATURITY_LEVELS)
CLASSES = REFERENCE_CLASSES.rows
STREAMS = Streams(7, 2000, "project")


def test_the_reference_classes_are_those_of_the_evaluators():
    assert set(CLASSES) == {"offshore_wind", "hydrogen_storage", "carbon_capture", "solar", "other"}


def test_every_line_says_how_far_its_source_can_be_trusted():
    unmarked = [
        f"{table.file}, line {line.line}"
        for table in TABLES
        for row in table.lines.values()
        for line in row.values()
        if "to be sourced" in line.source or not any(mark in line.source for mark in MARKS)
    ]
    assert unmarked == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_every_row_states_the_same_parameters_in_order(table):
    assert len({tuple(row) for row in table.lines.values()}) == 1
    assert all(line.low <= line.mode <= line.high for row in table.lines.values() for line in row.values())


def test_rows_of_classes_and_levels_stand_in_order():
    assert ESTIMATE_CLASSES.rows == tuple(f"class_{number}" for number in range(1, 6))
    assert MATURITY_LEVELS.rows == tuple(f"level_{number}" for number in range(1, 10))


# Published counts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("technology", "published"), [("offshore_wind", 1.13), ("solar", 1.01), ("carbon_capture", 1.149)])
def test_mean_overrun_of_a_commercial_project_is_the_published_one(technology, published):
    # Flyvbjerg & Gardner 2023 (wind, solar), Sovacool et al. 2025 (capture). The spread of the estimate class comes on
    # top of the counted one, which lifts the mean a little.
    median, spread = overrun(technology, 9, 3)
    assert median * np.exp(spread**2 / 2) == pytest.approx(published, abs=0.02)


@pytest.mark.parametrize(("technology", "published", "tail"), [("offshore_wind", 1.13, 0.07), ("solar", 1.01, 0.02)])
def test_counted_spread_gives_the_published_tail(technology, published, tail):
    # Flyvbjerg & Gardner 2023: share of projects that overrun by 50 % and more.
    spread = REFERENCE_CLASSES.lines[technology]["overrun_spread"].mode
    assert norm.sf(np.log(1.5), np.log(published) - spread**2 / 2, spread) == pytest.approx(tail, abs=0.005)


def test_pioneer_plants_at_concept_stage_more_than_double():
    # Merrow, Chapel & Worthing 1979, RAND R-2481-DOE: understated by more than 100 %.
    median, spread = overrun("carbon_capture", 4, 5)
    assert median * np.exp(spread**2 / 2) > 2.0


def test_aace_ranges_hold_four_in_five():
    # 18R-97: class 5 from -50 to +100 % at its widest, which level 4 takes.
    assert np.exp(norm.ppf(0.9) * estimate_spread(5, 4)) == pytest.approx(2.0, rel=1e-9)
    # Class 4 from -30 to +50 %: the ratio of the ends.
    assert np.exp(2 * norm.ppf(0.9) * estimate_spread(4, 4)) == pytest.approx(1.5 / 0.7, rel=1e-9)


def test_german_offshore_wind_farms_came_13_months_late():
    # Anzinger & Kostka 2015: mean of 13 months, here at class 3 and level 9.
    line = REFERENCE_CLASSES.lines["offshore_wind"]["delay"]
    assert mean(line.shape, line.low, line.mode, line.high) == pytest.approx(13 / 12, rel=0.06)
    assert delivery("offshore_wind", 9, 3, STREAMS).delay.mean() == pytest.approx(13 / 12, rel=0.06)


def test_solar_requests_are_built_as_often_as_counted():
    # LBNL 2024: 13 to 14 % of what was requested (class 5) was built; the median stays near, the high end is judgement.
    assert 0.13 <= np.median(delivery("solar", 9, 5, STREAMS).probability) <= 0.22


# Properties -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("technology", CLASSES)
@pytest.mark.parametrize("estimate_class", [1, 2.5, 5])
def test_more_mature_is_never_worse_in_any_draw(technology, estimate_class):
    found = [delivery(technology, maturity, estimate_class, STREAMS) for maturity in np.arange(1, 9.01, 0.5)]
    for less, more in pairwise(found):
        assert np.all(more.probability >= less.probability)
        assert np.all(more.delay <= less.delay)
        assert more.overrun_median <= less.overrun_median
        assert more.overrun_spread <= less.overrun_spread


@pytest.mark.parametrize("technology", CLASSES)
@pytest.mark.parametrize("maturity", [1, 6.5, 9])
def test_a_better_estimate_is_never_worse_in_any_draw(technology, maturity):
    found = [delivery(technology, maturity, estimate_class, STREAMS) for estimate_class in np.arange(1, 5.01, 0.5)]
    for better, worse in pairwise(found):
        assert better.overrun_spread < worse.overrun_spread
        assert better.overrun_median <= worse.overrun_median
        assert np.all(better.probability >= worse.probability)
        assert np.all(better.delay <= worse.delay)


def test_a_concept_looks_bad_and_a_tender_good():
    concept, tender = delivery("carbon_capture", 4, 5, STREAMS), delivery("offshore_wind", 9, 1, STREAMS)
    assert np.quantile(concept.probability, 0.9) < 0.1 < 0.8 < np.quantile(tender.probability, 0.1)
    assert np.median(concept.delay) > 3 > 1 > np.median(tender.delay)
    assert concept.overrun_median > 1.5 and concept.overrun_spread > 0.5
    assert tender.overrun_median < 1.1 and tender.overrun_spread < 0.25


@pytest.mark.parametrize("technology", CLASSES)
def test_draws_stay_where_they_mean_something(technology):
    for maturity, estimate_class in ((1, 5), (9, 1)):
        found = delivery(technology, maturity, estimate_class, STREAMS)
        assert found.probability.shape == found.delay.shape == (STREAMS.draws,)
        assert np.all((found.probability > 0) & (found.probability < 1))
        assert np.all((found.delay > 0) & (found.delay <= LONGEST_DELAY))


def test_two_projects_share_part_of_their_luck():
    draws = 10_000
    one, two = (delivery("offshore_wind", 8, 3, Streams(7, draws, project)) for project in ("one", "two"))
    assert np.corrcoef(np.log(one.delay), np.log(two.delay))[0, 1] == pytest.approx(0.3, abs=0.04)
    other = delivery("solar", 8, 3, Streams(7, draws, "three"))
    assert abs(np.corrcoef(np.log(one.delay), np.log(other.delay))[0, 1]) < 0.04


def test_the_uniforms_rebuild_the_delay():
    found = delivery("solar", 9, 3, STREAMS)
    own, shared = found.uniforms["delivery.solar.delay"], found.uniforms["delivery.solar.delay.common"]
    score = np.sqrt(0.7) * ndtri(own) + np.sqrt(0.3) * ndtri(shared)
    assert np.array_equal(np.argsort(score), np.argsort(found.delay))


def test_the_same_twice():
    one, two = (delivery("other", 6, 4, Streams(3, 500, "same")) for _ in range(2))
    assert np.array_equal(one.probability, two.probability) and np.array_equal(one.delay, two.delay)


def test_of_a_stated_range_the_less_favourable_end_counts():
    found, expected = delivery("solar", (7, 9), (2, 4), STREAMS), delivery("solar", 7, 4, STREAMS)
    assert np.array_equal(found.probability, expected.probability)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("fusion", 5, 3),
            "No reference class is called 'fusion'; it may be offshore_wind, hydrogen_storage",
        ),
        (("solar", 0, 3), "maturity is 0; a technology readiness level lies between 1 and 9"),
        (("solar", 9, 6), "estimate_class is 6; an AACE estimate class lies between 1 and 5"),
        (("solar", float("nan"), 3), "maturity is nan"),
    ],
)
def test_what_is_wrong_is_said(arguments, sentence):
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        delivery(*arguments, STREAMS)
