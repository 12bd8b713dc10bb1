"""Rows of electrolysers."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS

PEM, SOLID = ELECTROLYSERS.medians("pem"), ELECTROLYSERS.medians("solid_oxide")


def replacement_years(every: float, life: float) -> list[float]:
    """The years in which one draw's part is replaced, one by one: the judge of the closed form."""
    return [number * every for number in range(1, int(np.ceil(life / every - 1e-9)))]
