"""The rubrics that come with cleanfund, and which one a fund uses."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from evaluators.toolkit.common import BlockStreams, common_answers
from scorecards.rubric import RubricBroken, load_rubric
from scorecards.rubric_choice import rubric_names, rubric_place

LARGE, MANUFACTURING = "innovation-fund-2020-large-scale", "innovation-fund-2025-clean-tech-manufacturing"


def shipped(name):
    return load_rubric(rubric_place(name, Path()))


def part_of(rubric, answer):
    return next(part for criterion in rubric.criteria for part in criterion.parts if part.answer == answer)


def minima(rubric):
    return {part.review: part.minimum for criterion in rubric.criteria for part in criterion.parts if part.minimum is not None}


@pytest.mark.parametrize(
    ("name", "maximum", "bonus"),
    [("default", 87, 4), (MANUFACTURING, 102, 3), (LARGE, 35, 0), ("arpa-e", 100, 0), ("green-climate-fund", 18, 0)],
)
def test_the_whole_of_each_score_sheet(name, maximum, bonus):
    rubric = shipped(name)
    extra = sum(criterion.weight * criterion.maximum for criterion in rubric.criteria if criterion.bonus)
    assert (rubric.maximum, extra) == (maximum, bonus)
    assert rubric.legal_base and rubric.case == 50


def test_every_rubric_can_be_used():
    assert set(rubric_names()) == {"default", "additive", "arpa-e", "green-climate-fund", LARGE, MANUFACTURING}
    assert len({shipped(name).identity for name in rubric_names()}) == len(rubric_names())
    places = {rubric_place(name, Path()).name for name in rubric_names()}
    assert places == {"rubric.yaml", *(f"{name}.yaml" for name in rubric_names()[1:])}


def test_the_large_scale_call_of_2020():
    """Webinar slide: 5 points a criterion, weights 2, 1, 2, 1, 1, minimums 3 / 1.5 twice / 1, nothing above 600 EUR/t."""
    rubric = shipped(LARGE)
    assert [(criterion.maximum, criterion.weight) for criterion in rubric.criteria] == [(5, 2), (5, 1), (5, 2), (5, 1), (5, 1)]
    assert minima(rubric) == {"innovation": 3, "maturity_technical": 1.5, "maturity_financial": 1.5, "scalability": 1}
    assert part_of(rubric, "requested_per_tonne").of([0, 300, 600, 600.01]).tolist() == [5, 2.5, 0, 0]


def test_clean_tech_manufacturing_rejects_beyond_its_cap():
    rubric = shipped(MANUFACTURING)
    gates = {gate.name: gate for gate in rubric.gates}
    assert gates["cost_cap"].passed([0, 200, 200.01, np.inf]).tolist() == [True, True, False, False]
    assert gates["relative_avoidance"].passed([0.49, 0.5]).tolist() == [False, True]
    assert minima(rubric)["replicability_leadership"] == 4 and rubric.review_maxima["replicability_leadership"] == 10
    assert part_of(rubric, "requested_per_tonne").of([150, 195.8333, 200, 200.01]).tolist() == [3, 0.5, 0, 0]
    text = resources.files("scorecards").joinpath("rubrics", f"{MANUFACTURING}.yaml").read_text(encoding="utf-8")
    assert "DO NOT ADD UP" in text and "SECOND-HAND" in text


def test_arpa_e_weighs_as_it_says():
    rubric = shipped("arpa-e")
    shares = [criterion.weight * criterion.maximum / rubric.maximum for criterion in rubric.criteria]
    assert shares == [0.3, 0.3, 0.3, 0.1] and rubric.scored == ()


def test_the_seven_signed_projects_of_2020_together():
    """EUR 1,145.7m for 76.63 Mt, announced as "EUR 1.1bn" and "over 76 Mt": 14.95 EUR/t, 11.5 points under a cap of 600."""
    block = BlockStreams({"reference_t": np.array([7.663e6]), "life": np.array([10.0]), "capex": np.array([1.0])})
    one = np.ones(1)
    made = common_answers(
        [block], capex=one, fund_rate=0.04 * one, own_rate=0.08, grant=1145.7e6, other_support=0.0, delivery_probability=one,
        delay=0 * one,
    )  # fmt: skip
    assert made["requested_per_tonne"][0] == pytest.approx(14.95, abs=0.005)


# --- which one


def test_a_file_of_the_funds_own(tmp_path):
    text = resources.files("scorecards").joinpath("rubrics", "additive.yaml").read_text(encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(text.replace("weight: 2", "weight: 3"))
    assert load_rubric(rubric_place("ours.yaml", tmp_path)).maximum == shipped("additive").maximum + 20
    assert load_rubric(rubric_place(None, tmp_path)).identity == shipped("default").identity


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("arpae", "'arpae'. Nearest: arpa-e. A file of the fund's own ends in .yaml and lies beside fund.yaml."),
        ("our.yaml", "There is no rubric 'our.yaml'. Nearest: ours.yaml."),
        ("xyz", "There are: default, additive, arpa-e, green-climate-fund, innovation-fund-2020-large-scale"),
        ("../ours.yaml", "The rubric '../ours.yaml' lies outside the fund's folder. Copy it beside fund.yaml."),
        (7, "'rubric' is 7; it may be default, additive"),
        (["default"], "'rubric' is ['default']; it may be default, additive"),
    ],
)
def test_an_unknown_rubric_is_told_with_the_nearest(tmp_path, name, said):
    (tmp_path / "ours.yaml").write_text("name: ours\n")
    with pytest.raises(RubricBroken) as caught:
        rubric_place(name, tmp_path)
    assert said in str(caught.value)
