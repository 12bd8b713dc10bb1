"""Stores for the gates."""

from __future__ import annotations

from evaluators.hydrogen_storage.technology import Stated, store_of
from evaluators.toolkit.row import assumption_table

TECHNOLOGIES = assumption_table("evaluators.hydrogen_storage", "technologies.csv")
FULL = {"pressure_max": 700.0, "pressure_min": 20.0, "temperature": 298.15}


def store(kind: str = "vessel_700bar", **stated):
    """The store of a row's medians."""
    return store_of(TECHNOLOGIES.medians(kind), 1000.0, Stated(**stated))
