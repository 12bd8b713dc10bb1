"""Wind shear: how much faster it blows at the hub than where it was measured.

Two laws: a power of the height, and the logarithm of the height over a roughness length (neutral air). Where a site
measures at two heights, the power is that of its own hours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Number = np.ndarray | float

SEA_ROUGHNESS = 0.0002  # roughness length of open sea [m]; IEC 61400-3-1:2019 and WAsP
SEA_EXPONENT = (0.08, 0.11, 0.20)  # low, mode, high of the power over the sea where none was measured [1]; see shear_exponent
LEAST_SPEED = 3.0  # at both heights [m/s]; in less wind the ratio is mostly noise
LEAST_HOURS = 720  # that a measured exponent rests on
SENSOR_ERROR = 0.01  # of each of two like sensors [1]; engineering judgement, class 1 cup anemometers
BELIEVED, USUAL = (-0.1, 0.4), (0.0, 0.25)  # means of a year: outside refused, outside said [1]; engineering judgement
FAR, UNSURE = 3.0, 0.04  # a lift [1] with a deviation of the exponent [1] above this is worth less than the assumed exponent
BLOCK = 120  # [h]; hours of one weather system are not independent


class ImplausibleShear(ValueError):
    """Two heights give a shear that is none of the sea's: ``reason`` says why, ``remedy`` what to do."""

    def __init__(self, reason: str, remedy: str):
        super().__init__(f"{reason}; {remedy}.")
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True)
class Shear:
    """A measured power law: ``exponent`` [1] and its standard ``deviation`` [1], between ``lower`` and ``upper`` [m].

    ``hours`` is what it rests on. The deviation holds the hours' own scatter and the error of both sensors.
    """

    exponent: float
    deviation: float
    upper: float
    lower: float
    hours: int

    def draws(self, assumed: Number) -> Number:
        """Draws of the measured exponent from those of ``SEA_EXPONENT`` [1], so that one stream serves sites of both kinds."""
        low, mode, high = SEA_EXPONENT
        mean = (low + 4 * mode + high) / 6
        spread = np.sqrt((mean - low) * (high - mean) / 7)  # of the PERT distribution
        return self.exponent + self.deviation * (assumed - mean) / spread


def power_law(hub_height: Number, height: Number, exponent: Number) -> Number:
    """Speed at the hub over speed at ``height`` [1]: (hub / height)^exponent; heights in [m].

    Source: IEC 61400-3-1:2019, section 6.3 (normal wind profile).
    """
    return (np.asarray(hub_height, dtype=float) / height) ** exponent


def log_law(hub_height: Number, height: Number, roughness: Number = SEA_ROUGHNESS) -> Number:
    """Speed at the hub over speed at ``height`` [1] in neutral air: ln(hub / z0) / ln(height / z0); all in [m].

    Source: Manwell et al. 2009, Wind Energy Explained, equation 2.34. Raises ValueError below the roughness length.
    """
    if np.any(np.asarray(roughness) <= 0) or np.any(np.minimum(hub_height, height) <= roughness):
        raise ValueError(f"the log law holds above a roughness length that is above 0 m; it was given {np.max(roughness):g} m.")
    return np.log(np.asarray(hub_height, dtype=float) / roughness) / np.log(np.asarray(height, dtype=float) / roughness)


def measured_shear(
    speed: np.ndarray, speed_lower: np.ndarray | None, height: float, height_lower: float | None
) -> Shear:
    """The power law between two heights [m] from hourly ``speed`` and ``speed_lower`` [m/s], shape (hours,).

    The exponent of each hour, ln(u1/u2) / ln(z1/z2), is weighted by (u1 u2)^(3/2), as energy is: by the upper speed alone an
    hour whose noise lifts it would weigh more. Its deviation is that of means over five days, and sqrt(2) x 1 % / ln(z1/z2) for
    the sensors (Brower 2012, Wind Resource Assessment, section 10.3). Raises ValueError where there are not two heights or
    too few hours with wind, ImplausibleShear where the lower is not below the other or the exponent is none of the sea's.
    """
    if speed_lower is None or height_lower is None:
        lacking = "no series of the lower height" if speed_lower is None else "the lower height is not stated"
        raise ValueError(
            f"shear from two heights was asked for, and there is one: {lacking}. "
            "Give wind_speed_lower_hourly and weather_height_lower, or neither."
        )
    if height_lower <= 0 or height_lower >= height:
        raise ImplausibleShear(
            f"the lower height of the wind is {height_lower:g} m and the upper {height:g} m",
            "give two different ones above 0 m, the lower one lower, the series of the upper height as wind_speed_hourly",
        )
    if len(speed) != len(speed_lower):
        raise ValueError(
            f"wind_speed_lower_hourly has {len(speed_lower):,} values and wind_speed_hourly {len(speed):,}; "
            "give both for the same hours."
        )
    windy = (speed > LEAST_SPEED) & (speed_lower > LEAST_SPEED)
    if windy.sum() < LEAST_HOURS:
        raise ValueError(
            f"shear from two heights needs {LEAST_HOURS} hours above {LEAST_SPEED:g} m/s at both, and {int(windy.sum())} are "
            "there. Send a longer series, or leave the lower height out."
        )
    apart = np.log(height / height_lower)
    exponent = np.log(speed[windy] / speed_lower[windy]) / apart
    weight = (speed[windy] * speed_lower[windy]) ** 1.5
    mean = float(exponent @ weight / weight.sum())
    if not BELIEVED[0] <= mean <= BELIEVED[1]:
        raise ImplausibleShear(
            f"the wind at {height_lower:g} m and {height:g} m gives a shear exponent of {mean:.2f}, and over the sea it lies "
            f"between {BELIEVED[0]:g} and {BELIEVED[1]:g}",
            "check both heights and the unit of both series, or leave the lower height out",
        )
    block = np.flatnonzero(windy) // BLOCK
    weights = np.bincount(block, weights=weight)
    pulls = np.bincount(block, weights=weight * (exponent - mean))[weights > 0] / weights.sum()
    scatter = np.sqrt((pulls**2).sum())
    return Shear(mean, float(np.hypot(scatter, np.sqrt(2) * SENSOR_ERROR / apart)), height, height_lower, int(windy.sum()))


def on_shear(shear: Shear, hub_height: float) -> list[str]:
    """What to say of a measured ``shear`` that carries the wind to ``hub_height`` [m]. Raises ImplausibleShear where heights
    are too close for the error of their sensors."""
    lift = hub_height / shear.upper
    if lift > FAR and shear.deviation > UNSURE:
        raise ImplausibleShear(
            f"the heights of {shear.lower:g} and {shear.upper:g} m are too close: the exponent between them is "
            f"{shear.exponent:.2f} +- {shear.deviation:.2f}, and the hub is {lift:.0f} times higher",
            "send heights further apart, or leave the lower one out",
        )
    if USUAL[0] <= shear.exponent <= USUAL[1]:
        return []
    return [
        f"The measured shear exponent, {shear.exponent:.2f}, is not usual over the sea ({USUAL[0]:g} to {USUAL[1]:g}): check "
        "heights and sensors."
    ]
