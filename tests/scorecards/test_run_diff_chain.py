"""The parts of a move add up to the whole, in points and in places, whatever is known in between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scorecards.diff_chain import CAUSES, Link, links, place

POINTS = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)


@given(
    st.lists(st.one_of(st.none(), POINTS), max_size=len(CAUSES) - 1), POINTS, POINTS, st.lists(POINTS, min_size=1, max_size=8)
)
def test_parts_and_places_add_up_exactly(between, first, last, others):
    causes = CAUSES[: len(between) + 1]
    standings = sorted([first, *others])
    found = links(causes, [first, *between, last], standings)
    assert [cause for link in found for cause in link.causes] == list(causes)
    assert sum(round(100 * link.points) for link in found) == round(100 * last) - round(100 * first)
    ranks = [1 + sum(other > score for other in others) for score in (first, last)]
    assert sum(link.places for link in found) == ranks[1] - ranks[0]


@given(st.lists(POINTS, min_size=1, max_size=12), POINTS, st.data())
def test_a_place_is_counted_among_the_others(scores, score, data):
    own = data.draw(st.sampled_from(scores))
    others = sorted(scores)
    others.remove(own)
    assert place(sorted(scores), own, score) == 1 + sum(other > score for other in others)


def test_what_is_not_known_between_two_causes_leaves_them_together():
    found = links(("rubric", "evaluator", "site", "facts"), [50.0, 52.5, None, 51.0, 60.01], [40.0, 50.0, 52.0, 60.0])
    assert found == [
        Link(("rubric",), 2.5, -1), Link(("evaluator", "site"), -1.5, 1), Link(("facts",), 9.01, -2),
    ]  # fmt: skip
