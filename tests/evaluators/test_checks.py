"""Each check of the contract finds what it is there to find, and says what to mend; a good evaluator passes all."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from evaluators.toolkit import answer, assumed, assumption_table, assumptions, choice, evaluator, given, measured
from evaluators.toolkit.checks import CHECKS, check_name, evaluator_checks
from evaluators.toolkit.contract import ContractBroken
from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.fund_wide import ELECTRICITY_PRICE, GRIDS
from evaluators.toolkit.project import OPERATION_START

SOURCE = "invented for a test"
PUBLISHED = [
    {
        "source": "arithmetic",
        "inputs": {
            "power": 20.0,
            "hours": 5000.0,
            "cost": 1500.0,
            "boiler": 0.2,
            "grid": GRIDS.rows[0],
            "operation_start": 2030.0,
        },
        "answer": "heat_cost",
        "expected": 24.0,
        "tolerance": 1e-9,
    },
]
HEAT = {"heat_cost": answer("USD2024/MWh", "cost of heat", least=0, better="lower")}
IN_TREE = find_evaluators("").evaluators


def heat(
    power=given("MW", "heat at full load", least=0.1, most=500, example=20.0),
    hours=measured("1", "full-load hours a year", least=100, most=8760, example=5000.0),
    cost=assumed(1000, 1500, 2500, "USD2024/kW", "wells and plant", source=SOURCE),
    boiler=assumed(0.2, 0.22, 0.26, "tonne/MWh", "emissions replaced", source=SOURCE),
    grid=choice(GRIDS, "grid of the pumps", example=GRIDS.rows[0]),
    operation_start=OPERATION_START,
):
    """Cost and tonnes of heat from the ground."""
    made = power * hours
    capex = cost * power * 1000
    return {
        "capex": capex,
        "opex": 0.02 * capex,
        "product": made,
        "reference_t": made * boiler,
        "life": 30,
        "project_t": 0.01 * made * grid.factor * (1 + 1e-4 * (operation_start - 2030)),
        "heat_cost": 0.08 * capex / made,
    }


GOOD = evaluator("heat", answers=HEAT, product="MWh", sold_at=ELECTRICITY_PRICE)(heat)


def broken(name: str, declared) -> str:
    """The sentence of the one check with this name."""
    check = next(check for check in evaluator_checks(declared) if check_name(check) == name)
    with pytest.raises(ContractBroken) as caught:
        check()
    assert str(caught.value).endswith((".", ")")), "a sentence ends"
    assert declared.name in str(caught.value)
    return str(caught.value)


def plain(**streams):
    """What an evaluator returns that costs 1 and lives 10 years, with ``streams`` beside."""
    return {"capex": 1.0, "opex": 0.0, "life": 10.0, **streams}


@pytest.mark.parametrize("check", evaluator_checks(GOOD), ids=check_name)
def test_a_good_evaluator_passes(check):
    check()


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=f"{name}: {check_name(check)}")
        for name, one in sorted(IN_TREE.items())
        for check in evaluator_checks(one)
    ],
)
def test_evaluators_of_the_house_keep_the_contract(check):
    check()


def test_every_check_is_broken_by_some_test_here():
    """A check nobody has seen fail may be one that cannot."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert [check_name(check) for check in CHECKS if f'broken("{check_name(check)}"' not in text] == []


def test_no_meaning():
    said = broken("everything_says_what_it_means", evaluator("x")(lambda a=given("m", " "): plain()))
    assert "'a' has no meaning. Say in a few words" in said
    said = broken("everything_says_what_it_means", evaluator("x", answers={"b": answer("m", "")})(lambda: plain()))
    assert "'b' has no meaning" in said
    assert "has no docstring" in broken("everything_says_what_it_means", evaluator("x")(lambda a=given("m", "a"): plain()))


@pytest.mark.parametrize("unit", ["furlong per whim", "USD/kg", ""])
def test_unit_that_cannot_be_read(unit):
    assert f"the unit '{unit}' of 'a' cannot be read" in broken(
        "units_can_be_read", evaluator("x")(lambda a=given(unit, "a"): plain())
    )
    declared = evaluator("x", answers={"a": answer(unit, "a")})(lambda: plain())
    assert "of 'a' cannot be read" in broken("units_can_be_read", declared)


def test_price_of_another_unit_than_the_product():
    declared = evaluator("x", product="kg", sold_at=ELECTRICITY_PRICE)(lambda: plain())
    assert "counted in 'kg' and sold_at is in 'USD2024/MWh'" in broken("units_can_be_read", declared)


@pytest.mark.parametrize(
    ("given_as", "said"),
    [
        ({"low": 3, "mode": 2, "high": 4}, "'a' must have low <= mode <= high, not 3, 2, 4"),
        ({"source": ""}, "'a' has no source"),
        ({"source": "to be sourced"}, "'a' has no source"),
        ({"shape": "gauss"}, "'a' cannot be drawn: no shape is called 'gauss'"),
        ({"low": -1, "mode": 2, "high": 4, "shape": "lognormal"}, "'a' cannot be drawn: a lognormal lies above 0"),
        ({"scope": "world"}, "the scope of 'a' is 'world'; it may be fund, technology, project"),
        ({"group": "g", "correlation": -0.5}, "the correlation of 'a' is -0.5; it may be 0 to 1"),
        ({"group": "g"}, "'a' has a group or a correlation alone"),
        ({"correlation": 0.4}, "'a' has a group or a correlation alone"),
    ],
)
def test_assumption_that_cannot_stand(given_as, said):
    words = {"low": 1, "mode": 2, "high": 4, "unit": "m", "meaning": "a", "source": SOURCE} | given_as
    declared = evaluator("x")(lambda a=assumed(**words): plain())
    assert said in broken("assumptions_are_ordered_and_sourced", declared)


def test_assumption_of_a_table_that_cannot_stand(tmp_path, monkeypatch):
    (tmp_path / "odd_table").mkdir()
    (tmp_path / "odd_table" / "__init__.py").write_text("")
    (tmp_path / "odd_table" / "t.csv").write_text(
        "row,parameter,low,mode,high,shape,unit,year,source\nr,p,3,2,4,pert,m,2020,Author 2020\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    table = assumption_table("odd_table", "t.csv")
    for declared in (choice(table, "a", example="r"), assumptions(table, "r")):
        said = broken("assumptions_are_ordered_and_sourced", evaluator("x")(lambda a=declared: plain()))
        assert "'a.r.p' must have low <= mode <= high" in said
    sys.modules.pop("odd_table", None)


def test_reference_class_nobody_counted():
    said = broken("reference_class_is_known", evaluator("x", reference_class="warp_drive")(lambda: plain()))
    assert "no reference class is called 'warp_drive'; it may be " in said and "Take 'other'" in said


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda a=given("m", "a"): plain(), "a has no example="),
        (lambda a=choice(GRIDS, "a", example="mars"): plain(), "cannot be bound: a is 'mars'; it may be"),
        (lambda: 1 / 0, "raises ZeroDivisionError: division by zero (test_checks.py, line"),
        (lambda: [1], "must return a dict of streams and answers, not list"),
        (lambda: {"capex": 1.0}, "does not return opex, life"),
        (lambda: plain(profit=3.0), "returns profit, which is neither a common stream nor a declared answer"),
        (lambda: plain(opex=np.zeros(3)), "returns 'opex' of shape (3,)"),
        (lambda: plain(capex=np.zeros((64, 10))), "returns 'capex' of shape (64, 10)"),
        (lambda: plain(opex=np.nan), "'opex' with 1 draws that are not a number"),
        (lambda: plain(opex="much"), "returns something that is no array of numbers"),
        (lambda: plain(opex=np.zeros((1, 9))), "'opex' for 9 years, but life reaches 10"),
    ],
)
def test_worked_example_that_does_not_run(function, said):
    assert said in broken("worked_example_runs", evaluator("x")(function))


def test_group_of_alternatives_without_an_example():
    declared = evaluator("x", one_of=(("a",),))(lambda a=given("m", "a", optional=True): plain())
    assert "give one input of each group in one_of an example=" in broken("worked_example_runs", declared)


def test_every_alternative_is_tried():
    def x(a=given("m", "a", optional=True, example=1.0), b=given("m", "b", optional=True, example=1.0)):
        return plain() if a is not None else plain(capex=np.nan)

    assert "'capex' with 1 draws" in broken("worked_example_runs", evaluator("x", one_of=(("a", "b"),))(x))


def test_input_that_is_written_on():
    def x(a=assumed(1, 2, 3, "m", "a", source=SOURCE)):
        a *= 2
        return plain(capex=a)

    assert "x writes on its input 'a'. Work on a new array" in broken("inputs_are_left_alone", evaluator("x")(x))

    def y(a=choice(GRIDS, "a", example=GRIDS.rows[0])):
        a.factor.sort()
        return plain(capex=a.factor)

    assert "y writes on its input 'a'" in broken("inputs_are_left_alone", evaluator("y")(y))


def test_answer_that_leaves_its_bounds():
    share = {"share": answer("1", "share", least=0, most=1)}
    declared = evaluator("x", answers=share)(lambda a=given("m", "a", least=1, most=50, example=2.0): plain(share=a / 10))
    assert "returns 'share' from 5 to 5 1; it declares bounds 0 to 1 with a = 50" in broken("answers_stay_in_bounds", declared)
    declared = evaluator("x", answers=share)(lambda a=choice(GRIDS, "a", example=GRIDS.rows[0]): plain(share=-a.factor))
    assert "it declares bounds 0 to 1 with a = " in broken("answers_stay_in_bounds", declared)


@pytest.mark.parametrize(
    "function",
    [
        lambda a: a - a.mean(),
        lambda a: np.sort(a),
        lambda a: a.mean(),
        lambda a: 1e-12 * np.cumsum(a),  # small numbers are compared as strictly as large ones
    ],
)
def test_draw_that_looks_at_the_others(function):
    def x(a=assumed(1, 2, 3, "m", "a", source=SOURCE)):
        found = function(np.atleast_1d(a))
        return plain(capex=found if np.ndim(a) else np.ravel(found)[0])

    said = broken("many_draws_equal_one_by_one", evaluator("x")(x))
    assert "'capex' of draw" in said and "must not look at the others" in said


def test_formula_that_only_takes_arrays():
    declared = evaluator("x")(lambda a=assumed(1, 2, 3, "m", "a", source=SOURCE): plain(capex=a[:]))
    said = broken("many_draws_equal_one_by_one", declared)
    assert "where one draw is given as plain numbers" in said and "test_checks.py" in said


def test_formula_that_draws_by_itself():
    random = np.random.default_rng(1)
    declared = evaluator("x")(lambda: plain(capex=random.random()))
    assert "'capex' differs between two equal runs. Draw nothing inside" in broken("same_twice", declared)


@pytest.mark.parametrize(
    "idle",
    [
        given("m", "idle", example=3.0),
        given("m", "idle", example=0.0, least=0, most=9),
        measured("m", "idle", shape="month", example=np.ones(12)),
        assumed(1, 2, 3, "m", "idle", source=SOURCE),
        assumed(2, 2, 2, "m", "idle", source=SOURCE, shape="fixed"),
        choice(GRIDS, "idle", example=GRIDS.rows[0]),
        assumptions(GRIDS, GRIDS.rows[0]),
    ],
)
def test_input_that_changes_nothing(idle):
    declared = evaluator("x")(lambda used=given("m", "used", example=1.0), spare=idle: plain(capex=used))
    said = broken("every_input_matters", declared)
    assert "spare changes no stream, no answer and no number that is shown. Use it, or take it out" in said


@pytest.mark.parametrize(
    "used",
    [
        given("m", "a", example=0.0, least=0, most=9),
        assumed(2, 2, 2, "m", "a", source=SOURCE, shape="fixed"),
    ],
)
def test_input_that_matters_passes_though_it_is_nought_or_fixed(used):
    declared = evaluator("x")(lambda a=used: plain(capex=1 + a))
    next(check for check in evaluator_checks(declared) if check_name(check) == "every_input_matters")()


def test_formula_that_fails_at_the_medians_is_not_taken_for_one_where_all_inputs_matter():
    declared = evaluator("x")(lambda a=given("m", "a", example=1.0), b=given("m", "b", example=1.0): plain()["nothing"])
    assert "raises KeyError" in broken("every_input_matters", declared)


def test_published_number_that_is_missed(monkeypatch):
    name = "published_example_is_reproduced"
    here, case = sys.modules[GOOD.module], PUBLISHED[0]
    monkeypatch.setattr(here, "PUBLISHED", [case | {"expected": 25.0}])
    assert "heat: 'heat_cost' is 24, published is 25 +- 1e-09 (arithmetic)" in broken(name, GOOD)
    monkeypatch.setattr(here, "PUBLISHED", [])
    said = broken("published_example_is_reproduced", GOOD)
    assert "heat reproduces no published number. Put a list PUBLISHED = [dict(source=" in said
    monkeypatch.setattr(here, "PUBLISHED", [{"source": "s"}])
    assert "an entry of PUBLISHED has no inputs, answer, expected, tolerance" in broken(name, GOOD)
    monkeypatch.setattr(here, "PUBLISHED", [case | {"answer": "joy"}])
    assert "the published example 'joy' raises KeyError" in broken(name, GOOD)
    monkeypatch.setattr(here, "PUBLISHED", [case | {"inputs": {"horsepower": 1}}])
    assert "takes no input called horsepower" in broken(name, GOOD)
