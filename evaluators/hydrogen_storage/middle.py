"""The middle case of a proposal: every assumption at its median, every range that is stated at its middle."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.toolkit.contract import Assumed, Assumptions, Choice, Measured


def at_medians(given: SimpleNamespace) -> SimpleNamespace:
    """The inputs of the evaluator as plain numbers; series of the site stay as they are."""
    from evaluators.hydrogen_storage import hydrogen_storage  # its signature knows what each input is

    found = {}
    for name, declared in hydrogen_storage.inputs.items():
        value = getattr(given, name)
        if isinstance(declared, Assumed):
            value = declared.middle
        elif value is not None and isinstance(declared, Choice | Assumptions):
            value = declared.table.medians(value.name)
        elif value is not None and not isinstance(declared, Measured):
            value = float(np.median(value))
        found[name] = value
    return SimpleNamespace(**found)
