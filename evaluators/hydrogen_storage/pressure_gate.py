"""Whether a kind of store bears the pressures that are stated, and whether what comes in has to be compressed at all."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.gates import Gate
from evaluators.hydrogen_storage.technology import Store, inlet_of, pressures


def pressure_gate(store: Store) -> Gate:
    """Shut where a stated pressure lies outside what the kind works between; says where no compression counts.

    The range is that of technologies.csv: the weight of the rock over a cavern, the code of pipes and vessels.
    """
    row, stated = store.row, store.stated
    if not row.gaseous:
        return 1.0, []
    kind = row.name.replace("_", " ")
    low, high = float(row.valid_pressure_from), float(row.valid_pressure_to)
    passed, outside = np.ones(()), []
    for end, value, within in (
        ("the highest", stated.pressure_max, lambda bar: bar <= high),
        ("the least", stated.pressure_min, lambda bar: bar >= low),
    ):
        if value is None:
            continue
        held = np.asarray(within(np.asarray(value, dtype=float)), dtype=float)
        passed = passed * held
        if held.min() == 0:
            outside.append(f"{np.median(value):,.4g} bar at {end}")
    notes = []
    if outside:
        verdict = "not passed" if passed.max() == 0 else f"passed in {passed.mean():.0%} of the draws"
        notes.append(
            f"Gate, pressure: {verdict}: {' and '.join(outside)} is stated; a {kind} store works between {low:g} and {high:g} "
            f"bar. State the pressures of the gas in the store, absolute, or choose a kind that bears them."
        )
    return passed[()], [*notes, *_inlet_notes(store)]


def _inlet_notes(store: Store) -> list[str]:
    inlet = np.median(inlet_of(store.row, store.stated, store.practice))
    highest = np.median(pressures(store.row, store.stated)[0])
    given, notes = store.practice.feed_pressure, []
    if inlet >= highest:
        notes.append(
            f"Compression: the hydrogen comes in at {inlet:.4g} bar, not below the {highest:.4g} bar of the full store, so none "
            f"is counted. Check that inlet_pressure and pressure_max were not exchanged."
        )
    if given is not None and inlet > 1.05 * float(given):
        notes.append(
            f"Compression: the project's kind of electrolyser gives its hydrogen at {float(given):g} bar and inlet_pressure is "
            f"{inlet:.4g} bar; what lifts it there is counted only where production_energy holds it. Say what does."
        )
    return notes
