"""A companion stands beside a block: found without a list, bound to what the block says, and it moves nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluators.toolkit import answer, assumed, assumption_table, choice, evaluator, given
from evaluators.toolkit.companions import misfit, with_companions
from evaluators.toolkit.contract import ContractBroken
from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.evaluate import Block, Project, checked, evaluate, evaluate_companion

SOURCE = "invented for a test"
HEADER = {
    "operation_start": 2030.0, "estimate_class": 3.0, "maturity": 9.0, "total_cost": 0.0, "grant_requested": 0.0,
    "other_public_support": None, "cost_of_capital": 0.07,
}  # fmt: skip
DRAWS = 400
TRAINS = assumption_table("evaluators.critical_materials", "intensities.csv")


@evaluator("mill", product="MWh")
def mill(size=given("MW", "its size", example=2.0), cost=assumed(1, 2, 3, "USD2024", "cost", source=SOURCE)):
    """A mill."""
    return {"capex": cost * size, "opex": 0.1, "life": 20.0, "reference_t": 10.0 * size, "project_t": 0.1}


@evaluator(
    "rust", answers={"rust": answer("tonne", "rust of the mill", least=0)}, one_of=(("weight",),),
    beside={"mill": {"weight": "size", "paint": "paint"}, "not_there": {"weight": "anything"}},
)  # fmt: skip
def rust(
    weight=given("MW", "size of what rusts", optional=True, example=1.0),
    paint=given("1", "layers of paint", least=0, most=9, optional=True, example=1.0),
    rate=assumed(1, 2, 3, "tonne/MW", "rust", source=SOURCE, shape="uniform"),
):
    """Rust."""
    return {"rust": weight * rate / (1 + (paint or 0.0)), "exhibits": {"rust": {"rate": float(np.mean(rate))}}}


TOGETHER = with_companions({"mill": mill}, {"rust": rust})


def ran(facts, evaluators=TOGETHER, project="P", number=1):
    return evaluate(Project(project, HEADER, [Block("mill", facts)] * number), evaluators, 1, DRAWS)


def draws(evaluation, name, block="1"):
    (found,) = [one.draws for one in evaluation.results if (one.block, one.name) == (block, name)]
    return found


def test_it_answers_in_the_block_and_moves_nothing_else():
    alone, together = ran({"size": 2.0}, {"mill": mill}), ran({"size": 2.0})
    told = [(one.block, one.name) for one in alone.results]
    assert [(one.block, one.name) for one in together.results] == [*told, ("1", "rust")]
    for one, other in zip(alone.results, together.results, strict=False):
        assert np.array_equal(one.draws, other.draws) and one.drivers == other.drivers and one.swings == other.swings
    assert 2 <= draws(together, "rust").min() and draws(together, "rust").max() <= 6
    assert together.exhibits["1"]["rust"]["rate"] == pytest.approx(2.0, rel=0.01)


def test_the_drivers_of_its_answers_are_its_own_inputs_and_what_it_took():
    (found,) = [one for one in ran({"size": (1.0, 3.0)}).results if one.name == "rust"]
    assert set(found.drivers) == {"size", "rate"} and found.drivers["size"][0] > found.drivers["rate"][0] > 0.05


def test_what_the_block_says_as_a_range_is_taken_as_drawn():
    evaluation = ran({"size": (1.0, 3.0)})
    size = 10.0 * (draws(evaluation, "rust") / _rate())  # reference tonnes are 10 a MW
    # Reference less project, ten years: 10 x size - 0.1 a year.
    assert np.allclose(draws(evaluation, "net_t_10y", ""), 10 * (size - 0.1))


def _rate():
    return draws(ran({"size": 1.0}), "rust")


def test_its_assumptions_are_one_draw_for_all_projects():
    assert np.array_equal(draws(ran({"size": 1.0}, project="P"), "rust"), draws(ran({"size": 1.0}, project="Q"), "rust"))


def test_two_blocks_have_each_their_own_answer():
    evaluation = ran({"size": 2.0}, number=2)
    assert np.array_equal(draws(evaluation, "rust", "1"), draws(evaluation, "rust", "2"))


def test_a_block_may_state_what_only_the_companion_asks():
    assert set(TOGETHER["mill"].all_inputs) - set(mill.inputs) == {"paint", "rate"}
    assert np.allclose(draws(ran({"size": 2.0, "paint": 1.0}), "rust"), draws(ran({"size": 2.0}), "rust") / 2)


def test_it_is_silent_where_the_block_says_nothing_of_it():
    optional = replace(mill, inputs={**mill.inputs, "size": given("MW", "size", optional=True)}, function=_fixed)
    found = with_companions({"mill": optional}, {"rust": rust})
    assert [one.name for one in ran({}, found).results if one.block] == []


def _fixed(size, cost):
    return {"capex": cost, "opex": 0.1, "life": 20.0}


def test_a_companion_that_returns_money_is_refused():
    with pytest.raises(ContractBroken, match=r"rust stands beside a technology.*returns capex. Return answers"):
        checked(rust, {"rust": 1.0, "capex": 5.0}, DRAWS)
    with pytest.raises(ContractBroken, match="rust does not return rust"):
        checked(rust, {}, DRAWS)


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ({"mill": {"weight": "height"}}, "takes 'weight' from 'height' of mill, which has no such input in MW"),
        ({"mill": {"wieght": "size"}}, "beside mill it takes 'wieght', which is no optional input of its own"),
        ({"mill": {"rate": "size"}}, "beside mill it takes 'rate', which is no optional input"),
        ({"mill": {"weight": "size"}, "gone": {"weight": "x"}}, ""),
    ],
)
def test_a_wiring_that_does_not_fit_is_told(beside, said):
    found = misfit(replace(rust, beside=beside), {"mill": mill})
    assert said in found and bool(said) == bool(found)


def test_names_and_rows_that_do_not_fit_are_told():
    twice = replace(mill, answers={"rust": answer("1", "another")})
    assert "mill has rust too; rename it" in misfit(rust, {"mill": twice})
    picky = replace(mill, inputs={**mill.inputs, "kind": choice(TRAINS, "kind")})
    few = replace(TRAINS, lines={"pem": TRAINS.lines["pem"]})
    asks = replace(rust, inputs={**rust.inputs, "kind": choice(few, "kind", optional=True)}, beside={"mill": {"kind": "kind"}})
    assert "takes 'kind' from 'kind' of mill, whose rows it does not all know" in misfit(asks, {"mill": picky})


def test_one_that_does_not_fit_is_left_out_and_the_others_stay(tmp_path):
    (tmp_path / "odd.py").write_text(
        "from evaluators.toolkit import answer, evaluator, given\n"
        "@evaluator('odd', answers={'odd': answer('1', 'odd')}, beside={'offshore_wind': {'size': 'girth'}})\n"
        "def odd(size=given('MW', 'size', optional=True, example=1.0)):\n    '''Odd.'''\n    return {'odd': size}\n"
    )
    found = find_evaluators(str(tmp_path))
    assert "odd: it takes 'size' from 'girth' of offshore_wind" in found.broken[str(tmp_path / "odd.py")]
    assert "odd" not in found.all and [one.name for one in found.evaluators["offshore_wind"].companions] == ["critical_materials"]


def test_materials_stand_beside_wind_and_hydrogen_and_are_no_technology():
    found = find_evaluators("")
    assert set(found.companions) == {"critical_materials"} and "critical_materials" not in found.evaluators
    assert {name for name, one in found.evaluators.items() if one.companions} == {"offshore_wind", "hydrogen_storage"}
    assert all("drive_train" in found.evaluators[name].all_inputs for name in ("offshore_wind", "hydrogen_storage"))
    assert "electrolyser_capacity" not in found.evaluators["offshore_wind"].all_inputs


def test_it_can_be_tried_by_itself():
    evaluation = evaluate_companion(rust, {"weight": 2.0}, 1, DRAWS)
    assert [one.name for one in evaluation.results] == ["rust"] and set(evaluation.results[0].drivers) == {"rate"}
