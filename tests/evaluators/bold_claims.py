"""Bold statements, and what they are answered."""

from __future__ import annotations

from types import SimpleNamespace

from evaluators.hydrogen_storage import hydrogen_storage
from evaluators.toolkit.binding import bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.evaluate import checked

DRAWS = 300
VESSELS = {"storage": "vessel_350bar", "geology": "none", "working_gas": 10.0}


def inputs(facts: dict, draws: int = DRAWS) -> SimpleNamespace:
    return SimpleNamespace(**bind(hydrogen_storage, facts, Streams(5, draws, "claims")).values)


def answered(facts: dict, draws: int = DRAWS) -> dict:
    """All that the evaluator returns, found to keep the contract."""
    return checked(hydrogen_storage, hydrogen_storage.function(**vars(inputs(facts, draws))), draws)


def notes(result: dict) -> str:
    return "\n".join(result["exhibits"]["notes"])
