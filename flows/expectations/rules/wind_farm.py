"""The turbines that a proposal brings itself: where they stand, and the curve of their machine.

Any evaluator with a table of east and north, or of speed, power and thrust, is judged.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evaluators.toolkit.contract import Choice, Given
from flows.cast import CastBlock, CastProposal
from flows.cast_values import sentence
from flows.expectations.rules import Around, Ends, Expectation, Objection, given
from flows.expectations.wording import number
from flows.findings import CRITICAL

PLACES, CURVE = ("east", "north"), ("speed", "power", "thrust")
FARTHEST = 100_000.0  # [m] between two turbines of one farm: wider than any that was built
MACHINE = ("rotor_diameter", "rated_power")


class CurveOfAMachine(Expectation):
    """What no machine can have would carry through every figure after it."""

    rule = "turbine.curve"
    meaning = "A power and thrust curve is one that a machine can have"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        from evaluators.offshore_wind.curve_checks import CurveError, check_curve

        for block in proposal.blocks:
            name, curve = _table(block, around, CURVE)
            lacking = [one for one in MACHINE if curve is not None and given(block, one) is None]
            ranges = [one for one in MACHINE if curve is not None and _is_range(given(block, one))]
            if curve is None:
                continue
            if lacking:
                remedy = f"State {' and '.join(lacking)} of the machine that the curve belongs to."
                yield Objection(f"{name} is there and {' and '.join(lacking)} is not.", remedy, block.number, name)
            for one in ranges:
                yield Objection(f"{one} is a range; {name} is that of one machine.", "Write one number.", block.number, one)
            if lacking or ranges:
                continue
            diameter, rating = (ends[0] for one in MACHINE if (ends := given(block, one)))
            try:
                check_curve(name, curve[:, 0], curve[:, 1], curve[:, 2], rating * 1000, diameter)
            except CurveError as error:
                yield Objection(f"{name}: {error.reason}.", sentence(error.remedy), block.number, name)


class MachineWithoutCurve(Expectation):
    """Said, so that nobody takes the reference machine for the applicant's own."""

    rule = "turbine.no_curve"
    meaning = "Rotor and rating of a machine come with its curve"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            asked = any(_columns(one) == CURVE for one in around.evaluators[block.technology].inputs.values())
            _, curve = _table(block, around, CURVE)
            for one in MACHINE:
                if asked and curve is None and given(block, one) is not None:
                    reason = f"{one} is stated without a power and thrust curve; the reference machine stands as it is."
                    yield Objection(reason, "State the curve as well, or leave it out.", block.number, one)


class HalfAMachine(Expectation):
    """A capacity below half a machine is a slip of a unit, and every cost and wake would be that of no farm."""

    rule = "turbine.half"
    meaning = "A farm is half a machine large or more"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            inputs = around.evaluators[block.technology].inputs
            asked = "turbine" in inputs
            least = getattr(inputs.get("capacity"), "least", None) or 0.0  # below it the contract's own bound speaks
            capacity, rating = given(block, "capacity"), of_machine(block, around, "rated_power")
            if asked and capacity and rating and least <= capacity[1] < rating / 2:
                yield Objection(
                    f"capacity is {number(capacity[1])} MW, less than half of one machine of {number(rating)} MW.",
                    "Check the unit of capacity, or choose the machine that is meant.",
                    block.number,
                    "capacity",
                )


class OneSpot(Expectation):
    """Two turbines on one spot, or nearer than their rotors are wide, are a slip of the list or of its unit."""

    rule = "layout.one_spot"
    meaning = "Each turbine has a spot of its own"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        from evaluators.offshore_wind.layout import Layout, LayoutError

        for block in proposal.blocks:
            name, places = _table(block, around, PLACES)
            if places is None:
                continue
            diameter = of_machine(block, around, "rotor_diameter")
            try:
                one, other, apart = Layout(places[:, 0], places[:, 1]).closest()
                if diameter and apart < diameter:
                    yield Objection(
                        f"Turbines {one} and {other} of {name} stand {number(round(apart, 1))} m apart; their rotors of "
                        f"{number(diameter)} m would meet.",
                        "Check the coordinates and their unit: metres, not km.",
                        block.number,
                        name,
                    )
            except LayoutError as error:
                reason, _, remedy = str(error).partition("; ")
                if np.ptp(places, axis=0).max() < 1 and len(places) > 2:
                    remedy = "the numbers look like degrees: name the columns 'longitude [deg]' and 'latitude [deg]'"
                yield Objection(sentence(reason), sentence(remedy), block.number, name)


class FarApart(Expectation):
    """Turbines of one farm further apart than any farm is wide: another unit, or a slip in one place."""

    rule = "layout.far_apart"
    meaning = f"Turbines of one farm stand within {FARTHEST / 1000:g} km"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            name, places = _table(block, around, PLACES)
            if places is None:
                continue
            away = np.hypot(*(places - np.median(places, axis=0)).T)
            first = int(away.argmax())
            apart = np.hypot(*(places - places[first]).T)
            second = int(apart.argmax())
            if apart[second] > FARTHEST:
                one, other = sorted((first + 1, second + 1))
                yield Objection(
                    f"Turbines {one} and {other} of {name} stand {number(round(apart[second] / 1000))} km apart.",
                    f"Check the unit and the coordinates of turbine {first + 1}; one farm is at most "
                    f"{FARTHEST / 1000:g} km wide.",
                    block.number,
                    name,
                )


class TooClose(Expectation):
    """A warning: it may be meant, but no wake model was made for it."""

    rule = "layout.close"
    meaning = "Turbines stand two rotor diameters apart or more"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        from evaluators.offshore_wind.layout import CLOSE, Layout, LayoutError

        for block in proposal.blocks:
            name, places = _table(block, around, PLACES)
            diameter = of_machine(block, around, "rotor_diameter")
            if places is None or diameter is None:
                continue
            try:
                one, other, apart = Layout(places[:, 0], places[:, 1]).closest()
            except LayoutError:
                continue
            if diameter <= apart < CLOSE * diameter:
                yield Objection(
                    f"Turbines {one} and {other} of {name} stand {number(round(apart))} m apart, {apart / diameter:.1f} rotors "
                    f"of {number(diameter)} m; wakes below {CLOSE:g} rotors are beyond the models, and wear the rotors.",
                    "Check the coordinates and their unit; say why, if it is meant.",
                    block.number,
                    name,
                )


class CountOfTurbines(Expectation):
    """The capacity of a layout is that of its turbines, to one turbine: all figures are those of the stated capacity."""

    rule = "layout.capacity"
    meaning = "Capacity is that of the turbines in the layout"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            name, places = _table(block, around, PLACES)
            capacity, rating = given(block, "capacity"), of_machine(block, around, "rated_power")
            if places is None or capacity is None or rating is None:
                continue
            together = len(places) * rating
            if not capacity[0] - rating * 1.001 <= together <= capacity[1] + rating * 1.001:
                meant = round(sum(capacity) / 2 / rating)
                yield Objection(
                    f"{name} has {len(places)} turbines of {number(rating)} MW, {number(together)} MW together; capacity is "
                    f"{number(capacity[0])}{f' to {number(capacity[1])}' if _is_range(capacity) else ''} MW.",
                    f"Correct capacity, the machine, or the layout: of this machine it takes {meant} turbines.",
                    block.number,
                    "capacity",
                )


class LayoutAndSpacing(Expectation):
    """Said, so that nobody takes the spacing for what was computed with."""

    rule = "layout.spacing"
    meaning = "A layout or a spacing is stated, not both"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            name, places = _table(block, around, PLACES)
            if places is not None and given(block, "spacing") is not None:
                reason = f"{name} and spacing are both stated; the {name} stands, and spacing is left aside."
                yield Objection(reason, "Leave one of them out.", block.number, "spacing")


def _columns(declared: object) -> tuple[str, ...]:
    return tuple(name for name, _ in declared.columns) if isinstance(declared, Given) else ()


def _table(block: CastBlock, around: Around, columns: tuple[str, ...]) -> tuple[str, np.ndarray | None]:
    """Name and array of the block's table with these columns; None where it states none."""
    for name, declared in around.evaluators[block.technology].inputs.items():
        if _columns(declared) == columns and isinstance(block.values.get(name), np.ndarray):
            return name, block.values[name]
    return "", None


def _is_range(ends: Ends | None) -> bool:
    return ends is not None and ends[0] != ends[1]


def of_machine(block: CastBlock, around: Around, name: str) -> float | None:
    """Rotor diameter [m] or rated power [MW]: of the block's own machine, else of the row it picks."""
    _, curve = _table(block, around, CURVE)
    if curve is not None:
        own = given(block, name)
        return own[0] if own else None
    turbine = around.evaluators[block.technology].inputs.get("turbine")
    row = turbine.table.lines.get(str(block.values.get("turbine")), {}) if isinstance(turbine, Choice) else {}
    line = row.get({"rated_power": "rating"}.get(name, name))
    return line.mode if line else None
