"""Whether a kind of store bears the pressures and the temperature stated, and from which pressure on it is compressed."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.gates import Gate
from evaluators.hydrogen_storage.technology import KELVIN, Store, inlet_of, pressures

ROUNDING = 1e-6  # of the least pressure over the highest


def pressure_gate(store: Store) -> Gate:
    """Shut where a stated pressure or temperature lies outside what the kind works between, or where a cavern is emptied further
    below its highest pressure than its rock bears; says from where compression counts.

    The ranges are those of technologies.csv: the weight of the rock over a cavern, the code of pipes and vessels.
    """
    row, stated = store.row, store.stated
    if not row.gaseous:
        return 1.0, []
    kind = row.name.replace("_", " ")
    low, high = float(row.valid_pressure_from), float(row.valid_pressure_to)
    cold, warm = float(row.valid_temperature_from), float(row.valid_temperature_to)
    passed, notes = np.ones(()), []

    def judge(what: str, held: np.ndarray, between: str, remedy: str) -> None:
        nonlocal passed
        passed = passed * held
        if held.min() == 0:
            verdict = "not passed" if held.max() == 0 else f"passed in {held.mean():.0%} of the draws"
            notes.append(f"Gate, {what}: {verdict}: {between}. {remedy}")

    bears = f"a {kind} store works between {low:g} and {high:g} bar"
    remedy = "State the pressures of the gas in the store, absolute, or choose a kind that bears them."
    if stated.pressure_max is not None:
        value = np.asarray(stated.pressure_max, dtype=float)
        judge("pressure", _one(value <= high), f"{np.median(value):,.4g} bar at the highest is stated; {bears}", remedy)
    if stated.pressure_min is not None:
        value = np.asarray(stated.pressure_min, dtype=float)
        judge("pressure", _one(value >= low), f"{np.median(value):,.4g} bar at the least is stated; {bears}", remedy)
        highest, least = pressures(row, stated)[0], float(row.least_pressure_share)
        share = value / highest
        judge(
            "pressure", _one((share >= least * (1 - ROUNDING)) | (value < low)),
            f"{np.median(value):,.4g} bar at the least is {np.median(share):.2g} of the highest, {np.median(highest):,.4g}; the "
            f"rock around a {kind} store closes in or breaks below {least:g} of it",
            "State pressures of one depth: with a lower highest pressure the cavern lies less deep, with a higher least one it "
            "keeps more cushion gas.",
        )
    if stated.temperature is not None:
        value = np.asarray(stated.temperature, dtype=float) - KELVIN
        judge(
            "temperature", _one((value >= cold - ROUNDING) & (value <= warm + ROUNDING)),
            f"{np.median(value):.4g} degC is stated; the gas in a {kind} store lies between {cold:g} and {warm:g} degC",
            "State the mean temperature of the gas in the full store.",
        )
    return passed[()], [*notes, *_inlet_notes(store)]


def _one(held: np.ndarray) -> np.ndarray:
    return np.asarray(held, dtype=float)


def _inlet_notes(store: Store) -> list[str]:
    inlet = np.median(inlet_of(store.row, store.stated, store.practice))
    highest = np.median(pressures(store.row, store.stated)[0])
    feed, stated, notes = store.practice.feed_pressure, store.stated.inlet_pressure, []
    if inlet >= highest:
        notes.append(
            f"Compression: the hydrogen comes in at {inlet:.4g} bar, not below the {highest:.4g} bar of the full store, so none "
            f"is counted. Check that inlet_pressure and pressure_max were not exchanged."
        )
    if stated is None:
        return notes
    if feed is not None and np.median(stated) > 1.05 * float(feed):
        notes.append(
            f"Compression: inlet_pressure is {np.median(stated):.4g} bar, and the project's kind of electrolyser gives its "
            f"hydrogen at {float(feed):g}: it is compressed from there. Name the kind that gives more, or bring its maker's "
            f"warranty."
        )
    elif feed is None:
        usual = np.median(store.row.usual_inlet_pressure)
        notes.append(
            f"Compression is counted from the {inlet:.4g} bar of inlet_pressure, as stated and not checked ({usual:.3g} is "
            f"usual): what lifts the hydrogen there must stand in hydrogen_cost and hydrogen_source_emissions. The contract of "
            f"the delivery would show it."
        )
    return notes
