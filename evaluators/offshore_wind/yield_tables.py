"""Tables that an energy-yield analyst carries away, as lists of rows in plain numbers; energies in GWh a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln

from evaluators.offshore_wind.climate import WindClimate
from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.direction import sector_shares
from evaluators.offshore_wind.exceedance import PROBABILITIES, exceeded_by_draws
from evaluators.offshore_wind.losses import Number
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.wake import table_speeds
from evaluators.offshore_wind.years import HOURS_A_YEAR, months_of_hours

SECTORS = 12


def loss_waterfall(gross: Number, tree: Mapping[str, Mapping[str, Number]]) -> list[dict[str, Any]]:
    """From ``gross`` [MWh/year] to net: what is left after each loss, in the order in which they fall, medians of draws.

    ``tree`` [1] as ``losses.loss_tree`` gives it; losses that take nothing are left out. ``loss_sd`` [1] is over the draws.
    """
    rows: list[dict[str, Any]] = [{"name": "gross", "left_GWh_per_year": _gwh(gross), "loss": None, "loss_sd": None}]
    left = gross
    for branch in tree.values():
        for label, loss in branch.items():
            if np.any(np.asarray(loss) != 0):
                left = left * (1 - np.asarray(loss))
                spread = {"loss": round(median(loss), 5), "loss_sd": round(float(np.std(loss)), 5)}
                rows.append({"name": label.replace("_", " "), "left_GWh_per_year": _gwh(left), **spread})
    return rows


def sector_table(
    climate: WindClimate, factor: float, machine: Turbine, turbines: float, matrix: np.ndarray, modelled: int,
    net: float, wake_loss: float | None = None,
) -> list[dict[str, float]]:
    """Twelve sectors, the first centred on north: share of the hours, mean speed at the hub, gross, wake loss, net.

    ``factor`` [1] lifts ``climate`` to the hub; ``matrix`` [kW] is the farm's with ``modelled`` turbines, out of
    ``turbines`` [1]; ``net`` [MWh/year] what is left of all in the end. With ``wake_loss`` [1], the share that wakes
    take of all energy, the wakes of all sectors are scaled to it. Each sector is the mean over its thirty degrees.
    """
    at_hub = factor * climate.speed
    equivalent = density_equivalent_speed(at_hub, climate.density)
    power = machine.power_at(np.asarray(equivalent), at_hub) * turbines * HOURS_A_YEAR / 1e6  # GWh if it blew so all year
    speeds = table_speeds(machine)
    free = modelled * machine.power_at(speeds)
    lost = 1 - np.divide(matrix, free, out=np.ones_like(matrix), where=free > 0)
    inside = sector_shares(SECTORS) * 360 / SECTORS  # a degree on the border belongs half to each
    hours = climate.share * (inside @ climate.direction.T)  # (sectors, bins)
    place = np.interp(equivalent, speeds, np.arange(len(speeds)))
    bins, below = np.arange(len(at_hub)), np.minimum(place.astype(np.int64), len(speeds) - 2)
    waked = np.empty(SECTORS)
    for number in range(SECTORS):
        near = np.flatnonzero(inside[number])
        by_speed = (climate.direction[:, near] * inside[number, near]) @ lost[near]  # (bins, speeds)
        low = by_speed[bins, below]
        here = low + (place - below) * (by_speed[bins, below + 1] - low)
        waked[number] = (power * climate.share) @ here
    share, speed, gross = hours.sum(axis=1), hours @ at_hub, hours @ power
    if wake_loss is not None and waked.sum() > 0:
        waked = waked * (wake_loss * gross.sum() / waked.sum())
    behind = float((gross - waked).sum())
    left = net / 1000 / behind if behind > 0 else 0.0
    return [
        {
            "sector_deg": float(number * 360 / SECTORS), "frequency": round(float(share[number]), 5),
            "speed_m_per_s": round(float(speed[number] / share[number]), 2) if share[number] > 0 else 0.0,
            "gross_GWh": round(float(gross[number]), 2),
            "wake_loss": round(float(waked[number] / gross[number]), 4) if gross[number] > 0 else 0.0,
            "net_GWh": round(float((gross[number] - waked[number]) * left), 2),
        }
        for number in range(SECTORS)
    ]


def weibull_fit(climate: WindClimate, factor: float = 1.0) -> tuple[float, float]:
    """Scale A [m/s] and shape k [1] of the Weibull distribution with the mean speed and mean cube of ``climate`` x ``factor``.

    Source: energy pattern factor method, Akdag & Dinler 2009, Energy Convers. Manag. 50:1761, equation 13, solved exactly for
    shapes from 0.3 to 60; wind steadier or wilder than that gets the end.
    """
    speed = factor * climate.speed
    mean, cube = float(speed @ climate.share), float(speed**3 @ climate.share)
    if mean <= 0:
        return 0.0, 1.0

    def pattern(k: float) -> float:
        return float(gammaln(1 + 3 / k) - 3 * gammaln(1 + 1 / k))

    wanted = np.clip(np.log(cube / mean**3), pattern(60.0), pattern(0.3))
    shape = brentq(lambda k: pattern(k) - wanted, 0.3, 60.0)
    return mean / float(np.exp(gammaln(1 + 1 / shape))), float(shape)


def speed_histogram(climate: WindClimate, factor: float) -> list[dict[str, float]]:
    """Share of the hours by metre a second at the hub, and that of the fitted Weibull distribution.

    Bins are centred on whole numbers; the first is half as wide.
    """
    scale, shape = weibull_fit(climate, factor)
    speed = factor * climate.speed
    bins = np.rint(speed).astype(np.int64)
    shares = np.bincount(bins, weights=climate.share)
    edges = np.concatenate([[0.0], np.arange(len(shares)) + 0.5])
    above = np.exp(-((edges / max(scale, 1e-9)) ** shape))
    return [
        {"speed_m_per_s": float(place), "share": round(float(one), 5), "weibull": round(float(fit), 5)}
        for place, (one, fit) in enumerate(zip(shares, -np.diff(above), strict=True))
    ]


def monthly_profile(net: np.ndarray, begins: float | None = None) -> list[dict[str, float]]:
    """Net energy and mean power by month, from hourly ``net`` power [MW] of some whole years.

    ``begins`` [h since 1970-01-01 UTC] is the first hour; without it the years begin on 1 January.
    """
    month = months_of_hours(len(net), begins)
    energy = np.bincount(month, weights=net, minlength=12) * HOURS_A_YEAR / len(net) / 1000
    mean = np.bincount(month, weights=net, minlength=12) / np.maximum(np.bincount(month, minlength=12), 1)
    return [
        {"month": float(number + 1), "net_GWh": round(float(energy[number]), 2), "mean_power_MW": round(float(mean[number]), 1)}
        for number in range(12)
    ]


def uncertainty_split(
    speed: Mapping[str, float], sensitivity: float, tree: Mapping[str, Mapping[str, Number]], power_curve: Number = 1.0
) -> list[dict[str, Any]]:
    """Standard deviation of energy by where it comes from: wind ``speed`` [1] by branch times ``sensitivity`` [1], each loss,
    and the draws of the true over the stated ``power_curve`` [1].

    The last row is the root of the sum of squares: what it would be were all normal and independent.
    """
    rows: list[dict[str, Any]] = [
        {"from": f"wind: {name.replace('_', ' ')}", "of_speed": round(sd, 5), "of_energy": round(sensitivity * sd, 5)}
        for name, sd in speed.items()
    ]
    for branch in tree.values():
        for label, loss in branch.items():
            sd = float(np.std(loss)) / max(1 - float(np.mean(loss)), 1e-9)
            if sd > 0:
                rows.append({"from": f"loss: {label.replace('_', ' ')}", "of_speed": None, "of_energy": round(sd, 5)})
    if (sd := float(np.std(power_curve))) > 0:
        rows.append({"from": "power curve", "of_speed": None, "of_energy": round(sd, 5)})
    total = float(np.sqrt(sum(row["of_energy"] ** 2 for row in rows)))
    return [*rows, {"from": "all, were they normal and independent", "of_speed": None, "of_energy": round(total, 5)}]


def exceedance_table(net: Mapping[int, np.ndarray]) -> list[dict[str, Any]]:
    """The energy exceeded with each probability, a column a horizon; ``net`` [MWh/year] draws by years."""
    columns = {years: exceeded_by_draws(draws) for years, draws in net.items()}
    heads = {years: f"{years} year{'s' if years > 1 else ''} [GWh/year]" for years in columns}
    return [
        {"exceeded_with": f"{chance:.0%} (P{chance * 100:.0f})"}
        | {heads[years]: _gwh(one[f"P{chance * 100:.0f}"]) for years, one in columns.items()}
        for chance in PROBABILITIES
    ]


def wake_comparison(losses: Mapping[str, Number], used: str) -> list[dict[str, Any]]:
    """The wake loss [1] that each model gives for the same farm and wind, lowest first; the draws centre on ``used``."""
    ordered = sorted(losses.items(), key=lambda item: median(item[1]))
    role = f"one of {len(ordered)}"
    middle = f"default, the middle of the draws, {role}"
    return [
        {"model": name, "wake_loss": round(median(loss), 4), "role": middle if name == used else role}
        for name, loss in ordered
    ]


def _gwh(energy: Number) -> float:
    return round(median(energy) / 1000, 2)
