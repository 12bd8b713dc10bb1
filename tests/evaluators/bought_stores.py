"""A store that buys its hydrogen."""

from __future__ import annotations

import pytest

from evaluators.hydrogen_storage import TECHNOLOGIES, hydrogen_storage

BOUGHT = {
    "working_gas": 500.0, "cycles": 6.0, "charge_rate": 3000.0, "discharge_rate": 3000.0, "storage": "salt_cavern",
    "geology": "salt", "hydrogen_source_emissions": 1.0, "hydrogen_cost": 4.0, "chain_share": 1.0,
    "grid": hydrogen_storage.example()["grid"], "operation_start": 2030.0,
}  # fmt: skip
GASEOUS = [name for name in TECHNOLOGIES.rows if TECHNOLOGIES.lines[name]["gaseous"].mode == 1]


@pytest.fixture(autouse=True)
def at_face_value(monkeypatch):
    """Cost and emissions of bought hydrogen as stated; how such claims are weighed: test_hydrogen_judgement.py."""
    monkeypatch.setattr("evaluators.hydrogen_storage.evaluation.bought_as_judged", lambda given: given)
    monkeypatch.setattr("evaluators.hydrogen_storage.evaluation.price_of_share", lambda given: given.hydrogen_cost)


def store(technology: str = "salt_cavern", **changes) -> dict:
    """A store of bought hydrogen at its usual pressures, and the medians of all assumptions."""
    return hydrogen_storage(**(BOUGHT | {"storage": technology} | changes))
