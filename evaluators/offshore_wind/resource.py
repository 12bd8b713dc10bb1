"""What is known of a site's wind: its climate, how it was had, and how it is brought to the hub and to many years."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evaluators.offshore_wind.climate import WindClimate
from evaluators.offshore_wind.long_term import LongTerm
from evaluators.offshore_wind.shear import SEA_EXPONENT, Shear, log_law, power_law

Number = np.ndarray | float


@dataclass(frozen=True)
class Resource:
    """The wind of a site; ``basis`` is "hourly", "wind rose", "Weibull by sector" or "monthly".

    ``climate`` is that at ``height`` [m]; ``density`` [kg/m3] that of each hour, where there are hours. ``years`` are those
    that its mean stands for, the reference's after a long-term correction; 1 where the record does not say.
    ``interannual`` [1] is the standard deviation of yearly means over their mean, where at least five years were measured.
    """

    climate: WindClimate
    basis: str
    height: Number
    notes: list[str] = field(default_factory=list)
    calm_hours: int | None = None
    density: np.ndarray | None = None
    shear: Shear | None = None
    long_term: LongTerm | None = None
    years: float = 1.0
    interannual: float | None = None

    @property
    def correction(self) -> float:
        """The factor [1] of the long-term correction; 1 without one."""
        return 1.0 if self.long_term is None else self.long_term.factor

    def lift(self, hub_height: Number, exponent: Number, roughness: Number | None = None) -> Number:
        """Speed at ``hub_height`` [m] over speed at ``height`` [1].

        A measured power law stands before the log law of a stated ``roughness`` length [m], that before the power law of
        the assumed ``exponent`` [1], whose draws also carry the deviation of a measured one.
        """
        if self.shear is None and roughness is not None:
            # The log law says the middle, and knows nothing of stability: the spread is still that of the exponent.
            mean = (SEA_EXPONENT[0] + 4 * SEA_EXPONENT[1] + SEA_EXPONENT[2]) / 6
            return log_law(hub_height, self.height, roughness) * power_law(hub_height, self.height, np.asarray(exponent) - mean)
        return power_law(hub_height, self.height, exponent if self.shear is None else self.shear.draws(exponent))

    def law(self, roughness: Number | None = None) -> str:
        """Which law ``lift`` follows, in words."""
        if self.basis == "Weibull by sector":
            return "none: the wind atlas tells of the hub's own height"
        if self.shear is not None:
            one = self.shear
            return (
                f"power law, exponent {one.exponent:.3f} +- {one.deviation:.3f} from {one.hours:,} hours at {one.lower:g} m "
                f"and {one.upper:g} m, weighted by energy"
            )
        if roughness is not None:
            return f"log law, roughness length {float(np.median(roughness)):g} m"
        return "power law, exponent assumed: the wind is known at one height"
