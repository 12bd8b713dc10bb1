"""Which draws are whose: the same twice, no assumption moves another, projects share the technology and not their luck."""

from __future__ import annotations

import numpy as np
from toy_plants import SOURCE, mill, of, plain, run

from evaluators.toolkit import assumed, evaluator, given
from evaluators.toolkit.common import COMMON
from evaluators.toolkit.evaluate import Block
from evaluators.toolkit.fund_wide import ELECTRICITY_PRICE
from evaluators.toolkit.project import OPERATION_START


def test_the_same_twice_and_another_seed_differs():
    one, same, other = run(), run(), run(seed=2)
    for name in COMMON:
        np.testing.assert_array_equal(of(one, name), of(same, name))
    assert not np.array_equal(of(one, "capex"), of(other, "capex"))


def test_an_unrelated_assumption_moves_no_draw_of_another():
    @evaluator("mill", answers=mill.answers)
    def wider(
        first=assumed(1, 2, 3, "m", "new, in front of all", source=SOURCE, scope="project"),
        size=given("MW", "size", example=1.0),
        speed=mill.inputs["speed"],
        shared=assumed(1, 2, 3, "m", "new, in the middle", source=SOURCE),
        luck=mill.inputs["luck"],
        operation_start=OPERATION_START,
    ):
        """A mill with two more assumptions, which add nothing."""
        made = size * speed * luck
        return plain(
            capex=made + 0 * first,
            reference_t=made + 0 * shared,
            project_t=0.1 * made,
            life=20,
            speed=speed,
            begins=operation_start,
        )

    from dataclasses import replace

    before, after = run(), run(evaluators={"mill": replace(wider, name="mill")})
    for one in before.results:
        np.testing.assert_array_equal(one.draws, of(after, one.name, one.block), err_msg=one.name)


def test_two_projects_share_the_technology_and_not_their_luck():
    one, other = run(id="A"), run(id="B")
    np.testing.assert_array_equal(of(one, "speed", "1"), of(other, "speed", "1"))
    luck = [of(found, "capex_independent") / of(found, "speed", "1") for found in (one, other)]
    assert abs(np.corrcoef(*luck)[0, 1]) < 0.25
    # So they rise and fall together, and not wholly.
    assert 0.5 < np.corrcoef(of(one, "capex_independent"), of(other, "capex_independent"))[0, 1] < 0.99


def test_two_technologies_share_what_is_fund_wide():
    def price_taker(name):
        @evaluator(name, product="MWh", sold_at=ELECTRICITY_PRICE)
        def taker():
            """Sells one MWh a year for one year and costs nothing."""
            return plain(capex=0.0, opex=0.0, product=1.0, life=1.0)

        return taker

    sold = [
        of(
            run(Block(name, {}), evaluators={name: price_taker(name)}, id=name, cost_of_capital=0.0, other_public_support=0.0),
            "npv_without_grant",
        )
        for name in ("wind", "sun")
    ]
    np.testing.assert_array_equal(*sold)
    assert sold[0].std() > 0


def test_neither_other_projects_nor_the_order_of_evaluation_matter():
    alone = of(run(id="A"), "capex")
    run(id="Z"), run(Block("plant", {"size": 2.0}), id="B")
    np.testing.assert_array_equal(of(run(id="A"), "capex"), alone)
