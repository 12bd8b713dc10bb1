"""What the site brings is told from what the proposal states, block by block."""

from __future__ import annotations

import pytest

from scorecards.diff_facts import Stored, site_words, with_site_of
from scorecards.diff_points import review_words, rubric_words


def kept(facts, stated=("power",), site="hill", technology="wind"):
    return Stored({}, [{"technology": technology, "facts": facts}], [frozenset(stated)], [site])


@pytest.mark.parametrize(
    ("before", "after", "mixed"),
    [
        (kept({"power": 5, "speed": 7}), kept({"power": 6, "speed": 8}), {"power": 5, "speed": 8}),
        (kept({"power": 5, "speed": 7}), kept({"power": 5, "gusts": 9}), {"power": 5, "gusts": 9}),
        (kept({"power": 5, "speed": 7}), kept({"power": 6, "speed": 8}, site="bay"), {"power": 5, "speed": 7}),
        (kept({"power": 5, "speed": 7}), kept({"power": 6, "speed": 8}, technology="sun"), {"power": 5, "speed": 7}),
        (kept({"power": 5, "speed": 7}), kept({"power": 5, "speed": 8}, ("power", "speed")), {"power": 5, "speed": 7}),
        (kept({"power": 5, "speed": 7}, ("power", "speed")), kept({"power": 5, "speed": 8}), {"power": 5, "speed": 7}),
        (kept({"power": 5, "speed": 7}), Stored({}, [], [], []), {"power": 5, "speed": 7}),
    ],
    ids=["new data", "other data", "another site", "another technology", "now stated", "no longer stated", "no block any more"],
)
def test_the_site_alone_as_in_the_second_run(before, after, mixed):
    assert with_site_of(before, after) == [{"technology": before.blocks[0]["technology"], "facts": mixed}]


def test_what_changed_is_named():
    before, after = kept({"power": 5, "speed": 7, "ice": 1}), kept({"power": 6, "speed": 8})
    assert site_words(before.blocks, with_site_of(before, after), before.sites) == "hill: ice, speed"
    assert review_words({"plan": 4.0, "team": 3.5}, {"plan": 4.0, "reach": 2.0}) == (
        "reviewers' points: reach none -> 2, team 3.5 -> none"
    )
    assert rubric_words("eu 1 (aa)", "eu 2 (bb)") == "rubric eu 1 became eu 2"
    assert rubric_words("eu 1 (aa)", "eu 1 (bb)") == "the file of rubric eu 1 changed (aa -> bb)"
