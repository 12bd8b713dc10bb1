"""What is told of files of lines (reviews, progress reports): line by line, and of a file that is wrong throughout, a number."""

from __future__ import annotations

from collections import Counter

from flows.facts import Trouble
from flows.landing import Arrival

MOST_TOLD = 100  # troubles of one file that are told one by one


def most_telling(told: list[tuple[Arrival, Trouble]], rule: str) -> list[tuple[str, str, Trouble]]:
    """The first troubles of each file, with its name and hash; ``rule`` names what tells of the rest."""
    counts: Counter[Arrival] = Counter()
    kept = []
    for arrival, trouble in told:
        counts[arrival] += 1
        if counts[arrival] <= MOST_TOLD:
            kept.append((arrival.name, arrival.sha256, trouble))
    for arrival, count in counts.items():
        if count > MOST_TOLD:
            reason = f"{count - MOST_TOLD} more lines of this file do not count."
            remedy = "Mend the ones that are named; the others are told when the file is sent again."
            kept.append((arrival.name, arrival.sha256, Trouble(rule, arrival.name, f"{count} lines", reason, remedy)))
    return kept
