"""What rules a store out, whatever its cost: ground that cannot hold it, and claims that physics does not allow.

Each gate answers with 1 or 0, a number or draws, and with what to say of it. What is not stated cannot be checked; the gate
then stands open and says so. A size outside a cost law makes the cost unsure, not the store impossible: it is only said.
"""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.cushion import working_gas_of
from evaluators.hydrogen_storage.density import Number, density, density_error, ideal_density
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.hydrogen_storage.technology import KELVIN, Store
from evaluators.toolkit.row import Row, assumption_table

EVIDENCE = assumption_table("evaluators.hydrogen_storage", "evidence.csv")

CLOSE = 0.02  # share; a stated mass within 2 % of another is taken as that one, as it is rounded
BALANCE = 0.01  # share of what is put in that a mass balance may leave open
YEAR = 8760.0  # h
SECONDS = 3600.0  # s in an h
NEAR = 2.0  # a rate within this factor of what is implied times a unit of time is taken as a slip of that unit

Gate = tuple[Number, list[str]]


def gates(*found: Gate) -> Gate:
    """All gates together: feasible [1] where none is shut, and all that they say."""
    feasible: Number = 1.0
    for one, _ in found:
        feasible = feasible * one
    return feasible, [note for _, notes in found for note in notes]


def geology_gate(storage: Row, geology: Row, evidence: Row | None = None) -> Gate:
    """Whether the ground holds the store. ``storage`` of technologies.csv, ``geology`` of geology.csv as on the site card,
    ``evidence`` of evidence.csv that may say otherwise, None where the proposal states none."""
    if not (storage.needs_salt_cavern or storage.needs_lined_rock_cavern):
        return 1.0, []
    kind = _kind(storage)
    needed, allowed = ("salt", geology.allows_salt_cavern) if storage.needs_salt_cavern else (
        "hard rock", geology.allows_lined_rock_cavern
    )
    shown = "nothing" if evidence is None or evidence.name == "none" else f"'{evidence.name.replace('_', ' ')}'"
    if allowed:
        return 1.0, [f"Gate, geology: passed; a {kind} needs {needed}, the site card says '{geology.name}', evidence: {shown}."]
    said = f"a {kind} needs {needed}; the site card says '{geology.name}'"
    if evidence is not None and evidence.overrides:
        return 1.0, [f"Gate, geology: {said}. It is overridden by the evidence {shown}, which has to be attached and read."]
    return 0.0, [
        f"Gate, geology: not passed: {said}, and the evidence ({shown}) does not override it. Bring the log of a borehole or "
        f"an operating store in the formation, or choose a store that stands on any ground."
    ]


def mass_gate(store: Store, working_gas: Number, volume: Number | None) -> Gate:
    """Whether the stated ``volume`` [m**3] holds the stated ``working_gas`` [tonne] at the stated pressures.

    Shut where the claim is more than 2 % above the real mass. What is not stated of pressures and temperature is taken as the
    end of what is usual for the kind that holds most. A gas claim is told apart: that of an ideal gas, or of all gas in the
    store. Raises ValueError where volume, pressures or temperature cannot be.
    """
    if volume is None:
        return 1.0, ["Gate, mass in the store: no volume is stated, so the mass cannot be checked against real gas."]
    _above_zero("the volume of the store", volume, "m3")
    if not store.row.gaseous:
        return _held(working_gas, np.asarray(volume) / store.volume, {}, "the density of the carrier")
    highest, lowest, warmth, taken = _fullest(store)
    room = np.asarray(volume) / 1e3
    error = 100 * float(np.max(density_error(highest, warmth)))
    return _held(working_gas, working_gas_of(volume, highest, lowest, warmth), {
        "The claim is that of an ideal gas.": room * (ideal_density(highest, warmth) - ideal_density(lowest, warmth)),
        "The claim is all gas in the full store, cushion gas included.": room * density(highest, warmth),
        "The claim is all gas in the full store, of an ideal gas, cushion gas included.": room * ideal_density(highest, warmth),
    }, f"the density of real hydrogen, known to {error:.2g} %{taken}")


def balance_gate(put_in: Number | None, delivered: Number | None, lost: Number | None = None) -> Gate:
    """Whether stated masses of a year close within 1 %: ``put_in``, ``delivered`` and, where stated, ``lost`` [kg/year].
    Raises ValueError where nothing is put in."""
    if put_in is None or delivered is None:
        return 1.0, ["Gate, mass balance: hydrogen put in and delivered are not both stated, so the balance cannot be checked."]
    _above_zero("the hydrogen put in", put_in, "kg/year")
    rest = np.asarray(put_in) - np.asarray(delivered) - (0.0 if lost is None else np.asarray(lost))
    share = rest / np.asarray(put_in)
    passed = np.asarray((share >= -BALANCE) & ((share <= BALANCE) | (lost is None)), dtype=float)
    masses = f"{np.median(put_in):,.0f} kg/year put in, {np.median(delivered):,.0f} delivered"
    masses += "" if lost is None else f", {np.median(lost):,.0f} lost"
    gap = float(np.median(share))
    if passed.min() == 1:
        left = f"; the rest, {gap:.1%}, is taken as lost" if lost is None else ""
        return passed[()], [f"Gate, mass balance: passed: {masses}{left}."]
    side = "more leaves than enters" if gap < 0 else "hydrogen is missing"
    return passed[()], [
        f"Gate, mass balance: {_verdict(passed)}: {masses}: {side}, {abs(gap):.1%} of what is put in (1 % may be left open). "
        f"State masses of one and the same year."
    ]


def electricity_gate(store: Store, stated_kwh: Number | None) -> Gate:
    """Whether the electricity stated for a kilogram put in [kWh/kg] is not below what thermodynamics needs."""
    if stated_kwh is None:
        return 1.0, []
    passed = np.asarray(np.asarray(stated_kwh) >= np.asarray(store.least_kwh), dtype=float)
    if passed.min() == 1:
        return passed[()], []
    return passed[()], [
        f"Gate, electricity: {_verdict(passed)}: {np.median(stated_kwh):.3g} kWh/kg are stated; no "
        f"{_kind(store.row)} can be filled with less than {np.median(store.least_kwh):.3g}, and ours takes "
        f"{np.median(store.charge_kwh):.3g}."
    ]


def range_gate(storage: Row, working_gas: Number) -> Gate:
    """Says where the size [tonne] lies outside the range of the cost law; never shut."""
    low, high = float(np.min(working_gas)), float(np.max(working_gas))
    if low >= storage.valid_from and high <= storage.valid_to:
        return 1.0, []
    ends = []
    if low < storage.valid_from:
        ends.append(f"below {_figure(storage.valid_from)} t the least sensible unit is paid for")
    if high > storage.valid_to:
        ends.append(f"above {_figure(storage.valid_to)} t it costs no more than several of the best size")
    size = f"{_figure(low)} t" if low == high else f"{_figure(low)} to {_figure(high)} t"
    return 1.0, [
        f"Gate, range of the cost law: {size} of working gas; the law of the {_kind(storage)} is sourced for "
        f"{_figure(storage.valid_from)} to {_figure(storage.valid_to)} t; {' and '.join(ends)}, so the cost is less sure."
    ]


def rate_gate(store: Store, working_gas: Number, charge: Number | None = None, discharge: Number | None = None) -> Gate:
    """Says where stated rates cannot turn the store over within a year, are a unit of time away from the ``charge`` and
    ``discharge`` [kg/h] that the rest implies (None where nothing does), or are above what the kind bears; never shut."""
    notes = []
    for side, stated, share, implied in (
        ("charge", store.stated.charge_limit, store.charge_share, charge),
        ("discharge", store.stated.discharge_limit, store.discharge_share, discharge),
    ):
        if stated is None:
            continue
        content, rate = float(np.median(working_gas)) * 1e3, float(np.median(stated))
        times = 1.0 if implied is None else float(np.median(implied)) / rate
        in_seconds = f"If {_figure(rate)} is in kg/s, state {_figure(rate * SECONDS)} kg/h."
        if content > rate * YEAR:
            notes.append(
                f"Gate, {side} rate: at {_figure(rate)} kg/h a full {side} takes {content / rate / YEAR:,.1f} years. {in_seconds}"
            )
        elif SECONDS / NEAR <= times <= SECONDS * NEAR:
            notes.append(
                f"Gate, {side} rate: {_figure(rate)} kg/h is stated, and the rest of the proposal asks for "
                f"{_figure(rate * times)}, some {SECONDS:,.0f} times as much. {in_seconds}"
            )
        elif SECONDS / NEAR <= 1 / times <= SECONDS * NEAR:
            notes.append(
                f"Gate, {side} rate: {_figure(rate)} kg/h is stated, and the rest of the proposal asks for "
                f"{_figure(rate * times)}, some {SECONDS:,.0f} times less. If seconds were made hours twice, state "
                f"{_figure(rate / SECONDS)} kg/h."
            )
        elif np.median(stated) > np.median(share) * content:
            notes.append(
                f"Gate, {side} rate: {_figure(rate)} kg/h is stated; the {_kind(store.row)} bears "
                f"{_figure(np.median(share) * content)} kg/h ({np.median(share) * 24:.0%} of its working gas a day), which "
                f"counts."
            )
    return 1.0, notes


def _fullest(store: Store) -> tuple[Number, Number, Number, str]:
    """Highest and least pressure [bar] and temperature [K] as stated, else those that hold most, and a word on what is taken."""
    stated, lines, taken = store.stated, TECHNOLOGIES.lines[store.name], []
    highest, lowest, warmth = stated.pressure_max, stated.pressure_min, stated.temperature
    usual = lines["usual_pressure_max"].high
    if highest is None:
        highest = usual
        taken.append(f"{usual:g} bar at the highest")
    if lowest is None:
        lowest = lines["usual_pressure_min"].low / usual * highest
        taken.append(f"{np.median(lowest):.3g} bar at the least")
    if warmth is None:
        warmth = lines["usual_temperature"].low + KELVIN
        taken.append(f"{lines['usual_temperature'].low:g} degC")
    return highest, lowest, warmth, f", with {', '.join(taken)}, not stated and so taken in its favour" if taken else ""


def _held(claimed: Number, real: Number, readings: dict[str, Number], by: str) -> Gate:
    above = np.asarray(claimed) / np.asarray(real) - 1
    passed = np.asarray(above <= CLOSE, dtype=float)
    holds = _figure(np.median(real))
    masses = f"{_figure(np.median(claimed))} t of working gas are stated; by {by}, the stated volume holds {holds} t"
    if passed.min() == 1:
        return passed[()], [f"Gate, mass in the store: passed: {masses}."]
    distance = {said: abs(float(np.median(np.asarray(claimed) / mass)) - 1) for said, mass in readings.items()}
    nearest = min(distance, key=lambda said: distance[said], default="")
    said = f" {nearest}" if nearest and distance[nearest] <= CLOSE else ""
    return passed[()], [
        f"Gate, mass in the store: {_verdict(passed)}: {masses}. The claim is {np.median(above):.1%} above.{said} State the "
        f"working gas between highest and least pressure, by real gas."
    ]


def _kind(storage: Row) -> str:
    return f"{storage.name.replace('_', ' ')} store"


def _figure(value: Number) -> str:
    """Four digits, or all before the point."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def _above_zero(what: str, value: Number, unit: str) -> None:
    if not np.all(np.asarray(value) > 0):
        raise ValueError(f"{what} runs from {np.min(value):g} to {np.max(value):g} {unit}; it must lie above 0.")


def _verdict(passed: np.ndarray) -> str:
    chance = float(np.mean(passed))
    return "not passed" if chance == 0 else f"passed in {chance:.0%} of the draws"
