"""The fund's own file: ``fund.yaml`` in the data folder. Nothing about a fund is written in code."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from evaluators.toolkit.draws import SLICE

# What a fund states and no step reads yet.
MEANT_FOR_LATER = ("pool", "pillars", "ring_fences", "rubric", "sources", "schedule", "calls")
KEYS = ("name", "short_name", "money", "seed", "draws", *MEANT_FOR_LATER)


class FundFileBroken(Exception):
    """``fund.yaml`` cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Fund:
    """What a run needs to know of the fund; ``draws`` [1] a multiple of 200, ``seed`` [1]."""

    name: str = "Clean-tech fund"
    seed: int = 2026
    draws: int = 10_000
    content: dict[str, Any] = field(default_factory=dict)


def read_fund(data: Path) -> Fund:
    """The fund of a data folder; the defaults where it has no file. Raises FundFileBroken."""
    path = data / "fund.yaml"
    if not path.exists():
        return Fund()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for key in content:
            if key not in KEYS:
                near = difflib.get_close_matches(str(key), KEYS, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KEYS)}."
                raise FundFileBroken(f"{path.name}: there is no setting '{key}'; {hint}")
        fund = Fund(
            str(content.get("name", Fund.name)),
            int(content.get("seed", Fund.seed)),
            int(content.get("draws", Fund.draws)),
            content,
        )
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise FundFileBroken(f"{path.name} cannot be read: {error}. Compare it with the sample's.") from None
    return fund


def checked_draws(draws: int) -> int:
    """The number of draws, if it can be cut into 200 strata."""
    if draws < SLICE or draws % SLICE:
        raise FundFileBroken(f"draws is {draws}; it must be a multiple of {SLICE} from {SLICE}, such as 10000.")
    return draws
