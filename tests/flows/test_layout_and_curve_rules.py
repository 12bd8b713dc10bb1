"""Layouts and power curves that no farm can have are told with the remedy; sound ones are left alone."""

from __future__ import annotations

import pytest
from layout_forms import CURVE, POWER, SQUARE, THRUST, WINDY, in_json, read

from flows.expectations.rules import Around
from flows.expectations.rules import wind_farm as rules


def judged(given: dict) -> list[tuple[str, str, str]]:
    """Rule, field and sentence of each objection to a proposal."""
    # A spacing is there where there is no layout: of the two one is needed.
    _, proposal = read("f.json", in_json(({} if "layout" in given else {"spacing": "8"}) | given))
    assert proposal.findings == []
    kinds = [
        one
        for one in vars(rules).values()
        if isinstance(one, type) and getattr(one, "rule", "") and one.__module__ == rules.__name__
    ]
    around = Around({}, WINDY)
    return sorted(
        (kind.rule, one.field, f"{one.reason} {one.remedy}") for kind in kinds for one in kind().judge(proposal, around)
    )


def layout(*places) -> dict:
    return {"layout": {"unit": "m", "rows": [list(place) for place in places]}}


MACHINE = {"rotor_diameter": "240 m", "rated_power": "15 MW"}


def curve(points=CURVE, unit=("m/s", "kW", "1")) -> dict:
    return {"power_curve": {"unit": list(unit), "rows": points}}


def changed(column: int, values) -> list[list[float]]:
    return [[*point[:column], value, *point[column + 1 :]] for point, value in zip(CURVE, values, strict=True)]


def test_a_sound_layout_and_a_sound_curve_are_left_alone():
    assert judged(layout(*SQUARE)) == []
    assert judged(layout(*SQUARE) | curve() | MACHINE) == []
    assert judged({"spacing": "8"}) == []


@pytest.mark.parametrize(
    "given,rule,field,parts",
    [
        (
            layout((0, 0), (1900, 0), (1900, 0.4), (0, 1900)),
            "layout.one_spot",
            "layout",
            ["Turbines 2 and 3 stand on one spot", "orrect"],
        ),
        (
            layout((-160.5, 55.1), (-160.4, 55.1), (-160.5, 55.2), (-160.4, 55.2)),
            "layout.one_spot",
            "layout",
            ["longitude [deg]"],
        ),
        (
            layout(*SQUARE[:3], (1900, 190_000)),
            "layout.far_apart",
            "layout",
            ["Turbines 1 and 4", "190 km apart", "coordinates of turbine 4"],
        ),
        (
            layout(*SQUARE[:3], (1900, 400)),
            "layout.close",
            "layout",
            ["Turbines 2 and 4 of layout stand 400 m apart, 1.7 rotors of 242.24 m"],
        ),
        (
            layout(*SQUARE, (0, 3800), (1900, 3800)),
            "layout.capacity",
            "capacity",
            ["6 turbines of 15 MW, 90 MW together", "60 MW", "takes 4"],
        ),
        (layout(*SQUARE) | {"spacing": "8"}, "layout.spacing", "spacing", ["the layout stands"]),
        (MACHINE, "turbine.no_curve", "rated_power", ["without a power and thrust curve"]),
        (curve(), "turbine.curve", "power_curve", ["rotor_diameter and rated_power is not", "of the machine"]),
        (curve() | MACHINE | {"rated_power": "12 to 15 MW"}, "turbine.curve", "rated_power", ["is a range"]),
        (
            curve(changed(1, [-5, *POWER[1:]])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["-5 kW at 3 m/s is negative", "Write 0"],
        ),
        (
            curve(changed(1, [100, 9500, *POWER[2:]])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["falls from 9500 kW at 6 m/s, before rated"],
        ),
        (
            curve(changed(1, [power * 1000 for power in POWER])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["in W, divide by 1000"],
        ),
        (
            curve(changed(1, [power / 1000 for power in POWER])) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["in MW, multiply by 1000"],
        ),
        (curve(changed(2, [1.1, *THRUST[1:]])) | MACHINE, "turbine.curve", "power_curve", ["thrust coefficient is 1.1 at 3 m/s"]),
        (curve(CURVE[::-1]) | MACHINE, "turbine.curve", "power_curve", ["must rise", "Sort them"]),
        (curve(CURVE[:2]) | MACHINE, "turbine.curve", "power_curve", ["needs three speeds"]),
        (
            curve([*CURVE, [26, 0, 0], [30, 15000, 0.1]]) | MACHINE,
            "turbine.curve",
            "power_curve",
            ["beyond cut-out", "End the curve at cut-out"],
        ),
        (curve([*CURVE, [26, 0, 0]]) | MACHINE, "turbine.curve", "power_curve", ["drops to 0 kW at 26 m/s"]),
        (curve([*CURVE, [60, 15000, 0]]) | MACHINE, "turbine.curve", "power_curve", ["runs to 60 m/s", "km/h"]),
        (curve() | MACHINE | {"rotor_diameter": "24 m"}, "turbine.curve", "power_curve", ["no rotor takes more than 16/27"]),
        (curve() | MACHINE | {"rated_power": "20 MW"}, "turbine.curve", "power_curve", ["below its rating of 20000 kW"]),
    ],
)
def test_what_no_farm_can_be_is_said_with_the_remedy(given, rule, field, parts):
    found = [one for one in judged(given) if one[0] == rule and one[1] == field]
    assert len(found) == 1, judged(given)
    for part in parts:
        assert part in found[0][2], found[0][2]


def test_one_turbine_more_or_less_is_no_contradiction_and_a_range_of_capacity_counts():
    assert judged(layout(*SQUARE[:3])) == [] and judged(layout(*SQUARE, (0, 3800))) == []
    assert [one[0] for one in judged(layout(*SQUARE[:2]))] == ["layout.capacity"]
    assert judged(layout(*SQUARE[:2]) | {"capacity": "40 to 60 MW"}) == []


def test_the_machine_of_the_curve_decides_and_not_the_row():
    small = [[speed, power / 3, thrust] for speed, power, thrust in CURVE]
    own = curve(small) | {"rotor_diameter": "140 m", "rated_power": "5 MW"}
    assert [one[0] for one in judged(layout(*SQUARE) | own)] == ["layout.capacity"]
    assert judged(layout(*SQUARE) | own | {"capacity": "20 MW"}) == []
    assert judged(layout(*SQUARE[:3], (1900, 290)) | own | {"capacity": "20 MW"}) == []
