"""From scorecards to a decision: portfolios, weights not fixed, a new ranking, rates of return."""

from __future__ import annotations

from tests.benchmarks import decide_irr, decide_portfolio, decide_smaa
from tests.benchmarks.figures import Figure


def measure() -> list[Figure]:
    """All figures of the decision."""
    return [*decide_smaa.measure(), *decide_irr.measure(), *decide_portfolio.figures()]
