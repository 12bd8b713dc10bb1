"""Whether our ranges hold what they say: of all that was measured, the share that lies between p10 and p90.

The interval around that share is the exact one of Clopper & Pearson 1934, Biometrika 26:404, doi:10.1093/biomet/26.4.404. The
counts by tenth of our distributions (PIT, probability integral transform: Dawid 1984, J. R. Stat. Soc. A 147:278,
doi:10.2307/2981683) are equal where they are calibrated: a heap at both ends is a range too narrow, in the middle too wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LOW, HIGH = 0.1, 0.9  # our range, as shares of our draws
CONFIDENCE = 0.95
TENTHS = 10
FEWEST = 10  # projects; what one project brings hangs together, so fewer say nothing (judgement)


@dataclass(frozen=True)
class Calibration:
    """``inside`` of ``n`` outcomes of ``projects`` lie in our range; ``low`` and ``high`` [1] are the interval of that share."""

    n: int
    inside: int
    projects: int
    low: float
    high: float
    tenths: tuple[int, ...]

    @property
    def share(self) -> float | None:
        """Of the outcomes, in our range [1]."""
        return self.inside / self.n if self.n else None

    @property
    def verdict(self) -> str:
        """What can be said, in a sentence."""
        counted = f"n = {self.n}, of {self.projects} project{'' if self.projects == 1 else 's'}"
        if self.projects < FEWEST:
            return f"{counted}: nothing can be said yet."
        if self.high < HIGH - LOW:
            return f"{counted}: our ranges are too narrow."
        if self.low > HIGH - LOW:
            return f"{counted}: our ranges are too wide."
        return f"{counted}: nothing speaks against our ranges."


def calibration(outcomes: Iterable[tuple[str, float]]) -> Calibration:
    """From each outcome's project and its percentile in the distribution that predicted it [1]."""
    known = list(outcomes)
    shares = [share for _, share in known]
    inside = sum(LOW <= share <= HIGH for share in shares)
    low, high = exact_interval(inside, len(shares))
    return Calibration(len(shares), inside, len({project for project, _ in known}), low, high, tenths(shares))


def exact_interval(count: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share [1] of which ``count`` of ``n`` were seen; (0, 1) where none was looked at."""
    from scipy.special import betaincinv

    outside = (1 - confidence) / 2
    low = float(betaincinv(count, n - count + 1, outside)) if count else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - outside)) if count < n else 1.0
    return low, high


def tenths(shares: Sequence[float]) -> tuple[int, ...]:
    """How many of the shares [1] lie in each tenth."""
    places = [min(int(share * TENTHS), TENTHS - 1) for share in shares]
    return tuple(places.count(place) for place in range(TENTHS))
