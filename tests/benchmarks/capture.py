"""Carbon capture: learning of a whole portfolio, and its abatement curve."""

from __future__ import annotations

from tests.benchmarks import capture_learning, capture_macc
from tests.benchmarks.figures import Figure


def measure() -> list[Figure]:
    """All figures of carbon capture."""
    return [*capture_learning.measure(), *capture_macc.measure()]
