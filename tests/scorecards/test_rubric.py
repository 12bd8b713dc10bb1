"""The rubric: points from answers, rounding as the calls say, and files that are refused in a sentence."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scorecards.rubric import ClaimLimits, Gate, Part, RubricBroken, identity_of, load_rubric
from scorecards.rubric_points import half_up, linear_points, mean_of_reviews

RUBRIC = load_rubric()
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
                    "step": 0.5,
                },
                "quality": {"title": "Quality", "review": "quality", "maximum": 5, "minimum": 3},
            },
        },
    },
    "gates": {"net": {"title": "Net tonnes", "answer": "net_t_10y", "above": 0}},
}


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "mine.yaml"
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        return path

    return write


def changed(*path_and_value):
    """CONTENT with one place changed, or left out where the value is ``...``."""
    *path, value = path_and_value
    content = yaml.safe_load(yaml.safe_dump(CONTENT))
    place = content
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return content


# --- the default rubric is the published score sheet


def test_the_default_is_the_score_sheet_of_the_pilots_call():
    """Pilots 2024: raw maxima 15, 12, 15, 15, 15; weights 2, 1, 1, 1, 1; 87 points in all, 91 with the bonus of 4 x 1."""
    *base, bonus = RUBRIC.criteria
    assert [criterion.maximum for criterion in base] == [15, 12, 15, 15, 15]
    assert [criterion.weight for criterion in base] == [2, 1, 1, 1, 1]
    assert (RUBRIC.maximum, bonus.bonus, bonus.weight * bonus.maximum) == (87, True, 4)
    minima = {part.review: part.minimum for criterion in RUBRIC.criteria for part in criterion.parts if part.minimum is not None}
    assert minima == {
        "innovation": 9,
        "ghg_quality": 3,
        "maturity_technical": 3,
        "maturity_financial": 3,
        "maturity_operational": 3,
        "cost_quality": 1.5,
    }
    gate = next(gate for gate in RUBRIC.gates if gate.name == "relative_avoidance")
    assert gate.passed([0.7499, 0.75, 0.8]).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("cost", "points"), [(0, 12), (500, 9), (1000, 6), (2000, 0), (2000.01, 0), (1e9, 0), (np.inf, 0), (-50, 12)]
)
def test_cost_efficiency_of_the_default(cost, points):
    part = next(part for criterion in RUBRIC.criteria for part in criterion.parts if part.answer == "requested_per_tonne")
    assert part.of(cost) == points


# --- rounding


@pytest.mark.parametrize("step", ["0.01", "0.1", "0.5", "1", "0.25"])
@given(steps=st.integers(0, 10_000), hundredths=st.integers(0, 99))
def test_half_up_is_that_of_decimal(step, steps, hundredths):
    """Values written in decimals, among them every exact half, as a clerk with a pencil would round them."""
    exact = Decimal(step) * (steps + Decimal(hundredths) / 100)
    expected = (exact / Decimal(step)).quantize(Decimal(1), rounding=ROUND_HALF_UP) * Decimal(step)
    assert float(half_up(float(exact), float(step))) == float(expected)


def test_half_up_of_sums_that_binary_fractions_miss():
    assert half_up(0.1 + 0.2 - 0.05, 0.1) == 0.3 and half_up(1.005, 0.01) == 1.01 and half_up(2.675, 0.01) == 2.68
    assert half_up(np.array([0.25, 0.75, 1.25]), 0.5).tolist() == [0.5, 1.0, 1.5]


@given(st.lists(st.integers(0, 150), min_size=1, max_size=7))
def test_the_mean_of_reviews_is_rounded_half_up(tenths):
    points = [one / 10 for one in tenths]
    exact = sum(Decimal(one) for one in tenths) / 10 / len(tenths)
    assert mean_of_reviews(points) == float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def test_the_mean_of_reviews_does_not_go_to_the_even_neighbour():
    assert mean_of_reviews([3.0, 3.1, 3.0, 3.1]) == 3.1  # 3.05
    assert mean_of_reviews([4.2, 4.3]) == 4.3  # 4.25


# --- points


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_points_stay_between_nought_and_the_maximum_and_fall_with_cost(costs):
    points = linear_points(np.sort(costs), [0, 200], [12, 0], 12, 0.5)
    assert points.min() >= 0 and points.max() <= 12 and np.all(np.diff(points) <= 0)
    assert np.all(points * 2 == np.round(points * 2))


def test_points_of_draws_are_those_of_each():
    part = Part("p", "P", 12, answer="a", at=(0.0, 50.0, 200.0), points=(12.0, 3.0, 0.0), step=0.01)
    values = np.array([-1.0, 0.0, 25.0, 50.0, 125.0, 300.0, np.inf, -np.inf, np.nan])
    assert part.of(values).tolist() == [12, 12, 7.5, 3, 1.5, 0, 0, 0, 0]
    assert [float(part.of(value)) for value in values] == part.of(values).tolist()


@pytest.mark.parametrize(
    ("gate", "passes"),
    [
        (Gate("g", "G", "a", at_least=0.75), [False, True, True, False, False, False]),
        (Gate("g", "G", "a", above=0.75), [False, False, True, False, False, False]),
        (Gate("g", "G", "a", at_most=0.75), [True, True, False, False, False, False]),
    ],
)
def test_a_gate_includes_its_bound_or_does_not(gate, passes):
    assert gate.passed(np.array([0.7, 0.75, 0.8, np.nan, np.inf, -np.inf])).tolist() == passes


# --- files


def test_a_small_rubric_is_read(file):
    rubric = load_rubric(file(CONTENT))
    assert rubric.maximum == 2 * 17 and rubric.answers == ("net_t_10y", "requested_per_tonne") and rubric.reviews == ("quality",)
    assert rubric.gate_confidence == 0.5 and rubric.version == "1"
    assert (rubric.case, rubric.gate_band, rubric.claims) == (50, 0.1, ClaimLimits(optimistic=0.35, outside=0.01))


def test_what_a_call_declares(file):
    declared = {"case": 40, "gate_confidence": 0.8, "gate_band": 0.05, "claims": {"optimistic": 0.2, "outside": 0.02}}
    rubric = load_rubric(file(CONTENT | declared))
    assert (rubric.case, rubric.gate_confidence, rubric.gate_band, rubric.claims) == (40, 0.8, 0.05, ClaimLimits(0.2, 0.02))
    assert load_rubric(file(CONTENT | {"case": "median"})).case == 50
    assert load_rubric(file(CONTENT | {"claims": {"optimistic": 0.005}})).claims == ClaimLimits(0.005, 0.005)


def test_a_bonus_comes_on_top_of_the_maximum(file):
    extra = {"title": "Extra", "weight": 1, "bonus": True, "parts": {"x": {"title": "X", "review": "x", "maximum": 3}}}
    rubric = load_rubric(file(changed("criteria", "extra", extra)))
    assert rubric.maximum == 2 * 17 and rubric.review_maxima == {"quality": 5, "x": 3}


def test_a_cost_per_tonne_needs_its_tonnes(file):
    assert load_rubric(file(changed("gates", ...))).answers == ("net_t_10y", "requested_per_tonne")


def test_the_identity_moves_with_the_file_alone(file):
    one = load_rubric(file(CONTENT)).identity
    assert one == load_rubric(file(CONTENT)).identity != load_rubric(file(changed("criteria", "climate", "weight", 3))).identity
    assert len(identity_of(1, "a")) == 32 and identity_of({"a": 1, "b": 2}) == identity_of({"b": 2, "a": 1}) != identity_of(
        {"a": 1}
    )


def test_gates_may_be_left_out(file):
    assert load_rubric(file(changed("gates", ...))).gates == () == load_rubric(file(changed("gates", None))).gates


CLIMATE = ("criteria", "climate")
COST, QUALITY = (*CLIMATE, "parts", "cost"), (*CLIMATE, "parts", "quality")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it must be a list of names and values"),
        ("- 1\n- 2\n", "it must be a list of names and values"),
        ("name: [\n", "while parsing"),
        (changed("name", ...), "it lacks name"),
        (changed("criteria", ...), "it lacks criteria"),
        (changed("criteria", {}), "'criteria' is empty"),
        (changed("criteria", [1]), "'criteria' must be a list of names and values"),
        ("name: a\ncriteria:\n  x: {}\n  x: {}\n", "line 4: 'x' is given twice, first on line 3; keep one, or rename it"),
        ("name: a\nname: b\n", "line 2: 'name' is given twice, first on line 1"),
        (
            "{name: a, version: 1,\ncriteria: {x: {title: X, weight: 1,\n"
            "parts: {y: {title: Y, review: y, maximum: 5,\nminimum: 6}}}}}",
            "line 4: 'minimum' of 'x.y' is 6; it may be a number from 0 to 5",
        ),
        (changed("name", 5), "'name' of it is 5; write it in words"),
        (changed("case", 0), "'case' is 0; it may be median, or a whole number from 1 to 99: the percentile from the bad side"),
        (changed("case", 100), "'case' is 100"),
        (changed("case", True), "'case' is True"),
        (changed("case", 40.5), "'case' is 40.5"),
        (changed("case", "p40"), "'case' is 'p40'"),
        (changed("gate_band", -0.1), "'gate_band' of it is -0.1; it may be a number from 0 to 1"),
        (changed("claims", 0.1), "'claims' must be a list of names and values"),
        (changed("claims", {"optimistc": 0.1}), "'claims' has the unknown optimistc; did you mean optimistic?"),
        (changed("claims", {"outside": 0.5}), "'outside' of 'claims' is 0.5; it may be a number from 0 to 0.35"),
        (changed(*CLIMATE, "weight", 0), "every 'weight' is 0, so nothing would be ranked"),
        (changed(*CLIMATE, "bonus", "yes"), "'bonus' of 'climate' is 'yes'; it may be true or false"),
        (changed(*CLIMATE, "parts", {}), "'parts' of 'climate' is empty"),
        (changed(*CLIMATE, "bonus", True), "'climate' is a bonus and has a 'minimum'; nobody needs a bonus"),
        (changed(*QUALITY, "at", [0, 1]), "'climate.quality' is judged by reviewers and has 'at'; take it away"),
        (changed(*QUALITY, "review", ""), "'review' of 'climate.quality' is ''; write it in words"),
        (
            changed(*CLIMATE, "parts", "more", {"title": "More", "review": "quality", "maximum": 5}),
            "two parts have the review 'quality'; give each a name of its own",
        ),
        (changed(*COST, "at", [False, True]), "needs 'at' as a list of numbers"),
        (changed(*COST, "answer", ["net_t_10y"]), "'answer' of 'climate.cost' is ['net_t_10y']; write it in words"),
        (
            {**changed("gates", "net", "answer", "relevant_cost"), "case": 40},
            "'case' is 40, and of 'relevant_cost' neither side is the bad one; take the median, or another answer",
        ),
        (changed("rounding", "half_even"), "'rounding' is 'half_even'; it may be half_up"),
        (changed("gate_confidence", 50), "'gate_confidence' of it is 50; it may be a number from 0 to 1"),
        (changed("colour", "green"), "it has the unknown colour"),
        (changed(*CLIMATE, "weight", ...), "'climate' lacks weight"),
        (changed(*CLIMATE, "weight", -1), "'weight' of 'climate' is -1"),
        (changed(*CLIMATE, "weight", "two"), "'weight' of 'climate' is 'two'"),
        (changed(*CLIMATE, "weight", float("nan")), "'weight' of 'climate' is nan"),
        (changed(*CLIMATE, "parts", "cost", None), "'climate.cost' must be a list of names"),
        (changed(*COST, "maximum", ...), "'climate.cost' lacks maximum"),
        (changed(*COST, "review", "quality"), "'climate.cost' must name either a review or an answer"),
        (changed(*COST, "answer", ...), "'climate.cost' must name either a review or an answer"),
        (changed(*COST, "answer", "requested_per_ton"), "names the answer 'requested_per_ton'; it may be capex"),
        (changed(*COST, "at", [0]), "'climate.cost' needs 'at' rising and as many 'points'"),
        (changed(*COST, "at", [200, 0]), "'climate.cost' needs 'at' rising"),
        (changed(*COST, "at", [0, 0]), "'climate.cost' needs 'at' rising"),
        (changed(*COST, "at", ["a", "b"]), "needs 'at' as a list of numbers"),
        (changed(*COST, "points", [13, 0]), "must lie between 0 and its maximum 12"),
        (changed(*COST, "step", 0), "'step' of 'climate.cost' is 0"),
        (changed(*QUALITY, "minimum", 6), "'minimum' of 'climate.quality' is 6; it may be a number from 0 to 5"),
        (changed(*QUALITY, "minimum", "3"), "'minimum' of 'climate.quality' is '3'"),
        (changed(*QUALITY, "minumum", 3), "'climate.quality' has the unknown minumum"),
        (changed("gates", "net", "above", ...), "gate 'net' must have one of 'at_least', 'at_most' and 'above'"),
        (changed("gates", "net", "at_least", 0), "gate 'net' must have one of 'at_least', 'at_most' and 'above'"),
        (changed("gates", "net", "above", "none"), "'above' of gate 'net' is 'none'"),
        (changed("gates", "net", "answer", "net_tonnes"), "'net' names the answer 'net_tonnes'"),
        (changed("gates", "net", 5), "gate 'net' must be a list of names and values"),
    ],
)
def test_a_broken_rubric_says_what_to_mend(file, content, said):
    with pytest.raises(RubricBroken) as caught:
        load_rubric(file(content))
    assert said in str(caught.value)
    assert str(caught.value).startswith("mine.yaml is no rubric: ") and str(caught.value).endswith(
        "Compare it with scorecards/rubric.yaml."
    )


def test_a_rubric_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(RubricBroken, match="No such file"):
        load_rubric(tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RubricBroken, match=r"odd\.yaml is no rubric"):
        load_rubric(tmp_path / "odd.yaml")
