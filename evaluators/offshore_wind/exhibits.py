"""What an energy-yield analyst wants to see beside the answers: waterfall, percentiles, basis and caveats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evaluators.offshore_wind.energy import SiteEnergy
from evaluators.offshore_wind.layout import modelled_count
from evaluators.offshore_wind.site import SiteWeather
from evaluators.offshore_wind.turbine import Turbine

Number = np.ndarray | float

ALWAYS = (
    "The wind record is one year, or typical: the years to come are drawn against it (interannual variability).",
    "The site states no wind rose: wakes are the mean over all directions alike, on a staggered grid.",
    "Energy is the mean over life. 'Exceeded with 90 %' is the tenth percentile of the draws (P90 in wind finance).",
)


def exhibits(
    *, weather: SiteWeather, machine: Turbine, site: SiteEnergy, factor: Number, turbines: Number, spacing: Number,
    hub_height: Number, water_depth: Number, foundation: str, limited: bool, gross: Number,
    net: Number, own_use: Number | None, losses: Mapping[str, Number],
) -> dict[str, Any]:
    """Plain values by name; medians of the draws where they are uncertain, units in the names' text.

    ``factor`` [1] lifts the measured speeds to hub height, ``gross``, ``net`` and ``own_use`` [MWh/year], ``losses``
    [1] in the order in which they fall, each a share of what the ones before left.
    """
    lifted = float(np.median(factor))
    waterfall = [{"name": "gross", "energy_MWh_per_year": _round(gross), "loss": None}]
    left: Number = gross
    for name, loss in losses.items():
        left = left * (1 - np.asarray(loss))
        waterfall.append({"name": name, "energy_MWh_per_year": _round(left), "loss": round(float(np.median(loss)), 5)})
    unlimited = [] if limited else ["The proposal states no limit of what the grid can take: all energy counts as delivered."]
    warnings = _warnings(machine, hub_height, water_depth, foundation)
    notes = [*weather.notes, *ALWAYS, *unlimited, *_own_use(own_use, net), *warnings]
    return {
        "turbine": {"name": machine.name, "source": machine.source, "number": int(np.rint(np.median(turbines)))},
        "weather": {
            "basis": weather.basis,
            "calm_hours": weather.calm_hours,
            "mean_speed_measured_m_per_s": round(weather.distribution.mean_speed, 3),
            "mean_speed_hub_m_per_s": round(weather.distribution.mean_speed * lifted, 3),
            "mean_air_density_kg_per_m3": round(weather.distribution.mean_density, 4),
        },
        "wakes": {
            "model": "Gaussian, Bastankhah & Porte-Agel 2014, scaled by wake_scale",
            "turbines_modelled": int(np.median(modelled_count(turbines))),
            "spacing_diameters": round(float(np.median(spacing)), 2),
        },
        "interannual_variability": "drawn",
        "sensitivity_ratio": round(site.sensitivity(lifted), 3),
        "loss_waterfall": waterfall,
        "net_energy_exceeded_with": {
            f"{chance} %": _round(value)
            for chance, value in zip((50, 75, 90, 95, 99), np.percentile(net, (50, 25, 10, 5, 1)), strict=True)
        },
        "notes": notes,
    }


def _own_use(own_use: Number | None, net: Number) -> list[str]:
    if own_use is None or np.max(own_use) <= 0:
        return []
    notes = [
        f"{np.median(own_use):,.0f} MWh a year are used inside the project: they count as the farm's net energy, but are "
        "neither sold to the grid nor displace energy there."
    ]
    short = float(np.mean(np.asarray(net) < own_use))
    if short > 0:
        notes.append(f"In {short:.0%} of the draws that is more than the farm's net energy: nothing is delivered then.")
    return notes


def _warnings(machine: Turbine, hub_height: Number, water_depth: Number, foundation: str) -> list[str]:
    warnings = []
    if np.min(hub_height) - machine.diameter / 2 < 20:
        warnings.append(
            f"A hub at {np.min(hub_height):g} m leaves less than 20 m between sea and blade ({machine.diameter:g} m rotor)."
        )
    if foundation == "fixed" and np.max(water_depth) > 70:
        warnings.append(
            f"Fixed foundations at {np.max(water_depth):g} m: built farms end at about 60 m; the cost is an extrapolation."
        )
    if foundation == "floating" and np.min(water_depth) < 50:
        warnings.append(f"Floating foundations at {np.min(water_depth):g} m: moorings need about 50 m of water.")
    return warnings


def _round(energy: Number) -> float:
    return round(float(np.median(energy)), 1)
