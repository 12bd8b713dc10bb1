"""What the applicant promised against what we found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def percentile_of(claimed: float, percentiles: Sequence[float]) -> float:
    """The share of our draws below ``claimed`` [1], from the percentiles 0..100 of the answer."""
    grid = np.asarray(percentiles, dtype=float)
    finite = grid[np.isfinite(grid)]  # a cost is infinite where no tonne is left: always at the upper end
    if len(finite) == 0:
        return 0.0
    if finite[0] == finite[-1]:
        return 0.5 if claimed == finite[0] else float(claimed > finite[0]) * (len(finite) - 1) / 100
    return float(np.interp(claimed, finite, np.arange(len(finite)) / 100))


def judge_claim(claim: Mapping[str, Any], answer: Mapping[str, Any] | None) -> dict[str, Any]:
    """One claim as a row of the table ``claim`` (without its key): percentile and verdict in words.

    ``answer`` is the row of the answer of the same name, None where there is none. A range is judged by its middle.
    """
    row = {
        "block": claim["block"], "name": claim["name"], "claimed_low": claim["low"], "claimed_high": claim["high"],
        "unit": claim["unit"], "raw": claim["raw"], "place": claim["place"], "percentile": None,
    }
    if answer is None:
        return {**row, "verdict": "not judged: this project has no such answer"}
    middle = (claim["low"] + claim["high"]) / 2
    share = percentile_of(middle, answer["percentiles"])
    # How many of our draws are at least as good as what was promised; those that equal it are.
    equal = [place / 100 for place, value in enumerate(answer["percentiles"]) if value == middle]
    below, up_to = (min(equal), max(equal)) if len(equal) > 1 else (share, share)
    as_good = up_to if answer["better"] == "lower" else 1 - below
    return {**row, "percentile": share, "verdict": _verdict(answer["better"], as_good)}


def _verdict(better: str, as_good: float) -> str:
    if not better:
        return "no direction is better"
    if as_good < 0.01:
        return "beyond what we find possible"
    if as_good < 0.10:
        return "bold: fewer than one in ten of our draws is as good"
    if as_good < 0.35:
        return "optimistic"
    if as_good <= 0.65:
        return "in line with our estimate"
    return "cautious"
