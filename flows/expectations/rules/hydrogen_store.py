"""What a proposal states of a store of hydrogen and of the chain before it, against itself and against thermodynamics.

Judged on any evaluator that asks for these inputs; what the ground can hold and what the hours bring is the evaluator's.
"""

from __future__ import annotations

from collections.abc import Iterable

from evaluators.toolkit.contract import Choice
from flows.cast import CastBlock, CastProposal
from flows.expectations.rules import Around, Ends, Expectation, Objection, given
from flows.expectations.wording import number
from flows.findings import CRITICAL

LOWER, HIGHER = 33.33, 39.39  # heating values of hydrogen [kWh/kg] (ISO/TR 15916; 119.96 and 141.8 MJ/kg)
HOURS = 8760
SLOWEST = 2 * HOURS  # [h] to fill or empty a store; longer, the rate is likely one per second
FASTEST = 0.1  # [h]; quicker, the rate is likely one per hour written as one per second
# Most that a year brings of full power [1]: above the best farm at sea (Hywind Scotland, 57 %) and the best desert.
MOST_WIND, MOST_SUN = 0.65, 0.40
STEAM_FED = ("solid_oxide",)  # electrolysers that take part of the energy as heat
BOTH = ("pressure_min", "pressure_max")
SUPPLIES = ("wind_capacity", "solar_capacity", "grid_power")
KELVIN = 273.15
CLOSE = 0.03  # [1] within which a volume is that of an ideal gas


class Pressures(Expectation):
    """A store that is as full when empty holds nothing; a range of one that reaches into the other holds nothing in part."""

    rule = "store.pressures"
    meaning = "The least pressure of a store lies below its highest"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            stated = [name for name in BOTH if given(block, name)]
            least, highest = (_or_usual(block, around, name) for name in BOTH)
            if stated and least and highest and least[1] >= highest[0]:
                usual = "" if len(stated) == 2 else f" (usual for {block.values.get('storage')})"
                values = [f"{number(least[1])} bar", f"{number(highest[0])} bar"]
                values = [one + ("" if name in stated else usual) for one, name in zip(values, BOTH, strict=True)]
                yield Objection(
                    f"pressure_min is {values[0]} and pressure_max {values[1]}: nothing could be taken out of the store.",
                    "State pressure_min below pressure_max, both absolute; if they were exchanged, exchange them again.",
                    block.number,
                    stated[0],
                )


class Rates(Expectation):
    """The unit is right, for the door refuses any other; the number is likely one per second, or the other way round."""

    rule = "store.rates"
    meaning = "A store is filled and emptied within two years, and not within six minutes"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            gas = given(block, "working_gas")
            for name, does in (("charge_rate", "filling"), ("discharge_rate", "emptying")):
                rate = given(block, name)
                if not (gas and rate) or rate[0] <= 0:
                    continue
                if gas[0] * 1000 / rate[1] > SLOWEST:
                    told, likely, factor = rate[1], f"{number(rate[1])} kg/s", 3600.0
                elif gas[1] * 1000 / rate[0] < FASTEST:
                    told, likely, factor = rate[0], f"{number(rate[0] / 3600)} kg/h", 1 / 3600
                else:
                    continue
                takes, meant = gas[0] * 1000 / told, gas[0] * 1000 / (told * factor)
                guess = f" With {likely} it would take {_lasting(meant)}." if FASTEST <= meant <= SLOWEST else ""
                yield Objection(
                    f"{name} is {number(told)} kg/h: {does} {number(gas[0])} tonne takes {_lasting(takes)}.{guess}",
                    f"Check whether {name} is meant per second or per hour, and correct it or working_gas.",
                    block.number,
                    name,
                )


class Demand(Expectation):
    """A warning: the evaluator says what is missing; here it is seen before an hour is computed."""

    rule = "store.demand"
    meaning = "The demand of a year is at most what electrolyser and supply can make"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            demand, energy = given(block, "demand"), given(block, "production_energy")
            plant = given(block, "electrolyser_capacity")
            needed = max(energy[0] if energy else 0.0, LOWER)  # [kWh/kg], what no electrolyser does better than
            wanted = demand[0] * HOURS if demand else 0.0
            if wanted <= 0 or plant is None:
                continue
            made = plant[1] * 1000 * HOURS / needed
            by = f"an electrolyser of {number(plant[1])} MW"
            supply = _most_power(block) * HOURS * 1000 / needed
            if any(given(block, name) for name in SUPPLIES) and supply < made:
                made, by = supply, f"its supply (at most {MOST_WIND:.0%} of full power from wind and {MOST_SUN:.0%} from sun)"
            if made < wanted:
                yield Objection(
                    f"The demand is {number(round(wanted / 1000))} tonne a year; at {number(needed)} kWh/kg {by} makes "
                    f"{number(round(made / 1000))} at most. {number(round((wanted - made) / 1000))} tonne "
                    f"({(wanted - made) / wanted:.0%}) would be missing whatever the store: the year is infeasible.",
                    "Check the units of demand and of the plants, or state the supply that is missing.",
                    block.number,
                    "demand",
                )


class Chain(Expectation):
    """Half a chain makes no hydrogen, and nobody could say what was left out."""

    rule = "store.chain"
    meaning = "An electrolyser comes with its supply, a supply with its electrolyser"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            plant = _above_nothing(block, "electrolyser_capacity")
            supplies = [name for name in SUPPLIES if _above_nothing(block, name)]
            asked = around.evaluators[block.technology].inputs
            if plant and not supplies:
                yield Objection(
                    "electrolyser_capacity is stated and nothing that feeds it.",
                    f"State {' or '.join(name for name in SUPPLIES if name in asked)}; if the hydrogen is bought, leave the "
                    "electrolyser out and state what it costs.",
                    block.number,
                    "electrolyser_capacity",
                )
            if supplies and not plant and "electrolyser_capacity" in asked:
                yield Objection(
                    f"{' and '.join(supplies)} {'is' if len(supplies) == 1 else 'are'} stated and no electrolyser_capacity.",
                    "State the electrolyser that they feed, in MW, or leave them out if the hydrogen is bought.",
                    block.number,
                    supplies[0],
                )


class ChainWithoutDemand(Expectation):
    """Said, so that nobody takes a steady cycle for what the hours would bring."""

    rule = "store.no_demand"
    meaning = "A chain with its own electrolyser states the demand it serves"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            if "demand" not in around.evaluators[block.technology].inputs or not _above_nothing(block, "electrolyser_capacity"):
                continue
            if not any(name in block.values for name in ("demand", "demand_hourly", "demand_monthly")):
                yield Objection(
                    "electrolyser_capacity is stated and no demand: hour by hour nothing can be said of what the store is for.",
                    "State demand in kg/h (a mean), or let the site bring demand_hourly.",
                    block.number,
                    "electrolyser_capacity",
                )
            for one, other in (("battery_energy", "battery_power"), ("battery_power", "battery_energy")):
                if _above_nothing(block, one) and not _above_nothing(block, other):
                    yield Objection(
                        f"{one} is stated and {other} is not: a battery is both, and it is left aside.",
                        f"State {other} as well.",
                        block.number,
                        one,
                    )


class ElectrolyserEfficiency(Expectation):
    """What is burnt again would give back more than was put in."""

    rule = "store.electrolyser_efficiency"
    meaning = f"A kilogram takes at least its lower heating value, {LOWER} kWh"
    severity = CRITICAL

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            energy = given(block, "production_energy")
            if energy and 0 < energy[0] < LOWER:
                yield Objection(
                    f"production_energy is {number(energy[0])} kWh/kg, and a kilogram of hydrogen holds {LOWER} kWh (lower "
                    f"heating value): an efficiency of {LOWER / energy[0]:.0%}. That is impossible.",
                    "Check the unit: kWh of electricity for a kilogram of hydrogen, usually 48 to 60.",
                    block.number,
                    "production_energy",
                )


class ElectrolyserHeat(Expectation):
    """Between the two heating values only heat from elsewhere closes the balance."""

    rule = "store.electrolyser_heat"
    meaning = f"Electrolysis of water takes at least the higher heating value, {HIGHER} kWh/kg"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        for block in proposal.blocks:
            energy = given(block, "production_energy")
            if energy and LOWER <= energy[0] < HIGHER and block.values.get("electrolyser") not in STEAM_FED:
                yield Objection(
                    f"production_energy is {number(energy[0])} kWh/kg, {HIGHER / energy[0]:.0%} of the higher heating value "
                    f"({HIGHER} kWh/kg): only an electrolyser fed with steam takes less than that.",
                    "Check the unit and whether the balance of plant is counted; if heat is fed, say electrolyser: solid_oxide.",
                    block.number,
                    "production_energy",
                )


class StatedVolume(Expectation):
    """A warning: the gate of the evaluator decides."""

    rule = "store.volume"
    meaning = "A stated volume can hold the working gas as a real gas"

    def judge(self, proposal: CastProposal, around: Around) -> Iterable[Objection]:
        from evaluators.hydrogen_storage.density import density, ideal_density

        for block in proposal.blocks:
            volume, gas = given(block, "stated_volume"), given(block, "working_gas")
            least, highest = (_or_usual(block, around, name) for name in BOTH)
            warmth = _or_usual(block, around, "storage_temperature")
            if not (volume and gas and least and highest and warmth) or volume[1] <= 0 or least[0] >= highest[1]:
                continue
            kelvin = warmth[0] + KELVIN
            try:
                real, ideal = (float(of(highest[1], kelvin) - of(least[0], kelvin)) for of in (density, ideal_density))
            except ValueError:
                continue  # outside the equation; the bounds of pressure and temperature say so
            claimed = gas[0] * 1000 / volume[1]
            if claimed > real * (1 + CLOSE):
                told = " That is the density of an ideal gas." if abs(claimed / ideal - 1) < CLOSE else ""
                yield Objection(
                    f"{number(gas[0])} tonne of working gas in {number(volume[1])} m3 are {claimed:.3g} kg/m3; between "
                    f"{number(least[0])} and {number(highest[1])} bar at {number(warmth[0])} degC real hydrogen gives "
                    f"{real:.3g} kg/m3, so {number(round(volume[1] * real / 1000))} tonne.{told}",
                    f"Correct working_gas or stated_volume; {number(gas[0])} tonne need "
                    f"{number(round(gas[0] * 1000 / real))} m3.",
                    block.number,
                    "stated_volume",
                )


def _lasting(hours: float) -> str:
    """ "11 years", "28 h", "10 seconds"."""
    if hours >= HOURS:
        return f"{number(round(hours / HOURS, 1))} years"
    return f"{number(round(hours, 1))} h" if hours >= 1 else f"{number(round(hours * 3600, 1))} seconds"


def _above_nothing(block: CastBlock, name: str) -> bool:
    value = given(block, name)
    return value is not None and value[1] > 0


def _most_power(block: CastBlock) -> float:
    """Mean power that the supply can bring over a year at the very most [MW]."""
    most = ((MOST_WIND, "wind_capacity"), (MOST_SUN, "solar_capacity"), (1.0, "grid_power"))
    return sum(share * value[1] for share, name in most if (value := given(block, name)))


def _or_usual(block: CastBlock, around: Around, name: str) -> Ends | None:
    """What the block states, else what the row of its technology has as usual; None where neither does."""
    stated, storage = given(block, name), around.evaluators[block.technology].inputs.get("storage")
    if stated or not isinstance(storage, Choice):
        return stated
    usual = {"storage_temperature": "usual_temperature"}.get(name, f"usual_{name}")
    line = storage.table.lines.get(str(block.values.get("storage")), {}).get(usual)
    return (line.mode, line.mode) if line else None
