"""What an energy-yield analyst wants to see beside the answers: waterfall, sectors, percentiles, basis and caveats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evaluators.offshore_wind.cost_of_size import REFERENCE_CAPACITY
from evaluators.offshore_wind.exceedance import DIRECTION
from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.layout import MOST_MODELLED
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.resource import Resource
from evaluators.offshore_wind.yield_tables import (
    exceedance_table,
    loss_waterfall,
    monthly_profile,
    sector_table,
    speed_histogram,
    uncertainty_split,
    wake_comparison,
)

Number = np.ndarray | float

NEIGHBOURS = "Wakes of neighbouring farms, those of today and those to come, are not included: none is stated."
OWN_COST = (
    "The levelised cost rests on our own building cost alone; present values and costs per tonne on that weighed with the "
    "applicant's stated cost."
)
EARLY_CUT_OUT = 20.0  # [m/s]
SMALL_FARM = 200.0  # [MW]
P90_RECORDS = ("mast", "reanalysis")  # those that may carry a figure exceeded with 90 %


def exhibits(
    farm: FarmYield, wind: Resource, *, weather_record: str, own_layout: bool, spacing: Number, water_depth: Number,
    foundation: str, own_use: Number | None, capex_parts: Mapping[str, Number], notes: Sequence[str],
) -> dict[str, Any]:
    """Plain values and tables by name, medians where draws are uncertain; units in the names.

    ``capex_parts`` [USD2024/kW] by part; ``own_use`` [MWh/year]; ``spacing`` [1] diameters; ``water_depth`` [m].
    """
    machine = farm.machine
    unlimited = [] if farm.limit is not None else [
        "The proposal states no limit of what the grid can take: all energy counts as delivered."
    ]
    withheld = p90_withheld(weather_record, wind)
    hours = farm.hours
    return {
        "turbine": {
            "name": machine.name, "title": machine.title, "version": machine.version, "source": machine.source,
            "number": int(np.rint(farm.turbines)),
        },
        "layout": {
            "source": "as proposed" if own_layout else "staggered grid made from the spacing",
            **({} if farm.turn is None else {"rows across the wind from [deg]": farm.turn % 180}),
            "turbines modelled": len(farm.layout),
            "closest pair [diameters]": round(farm.layout.closest()[2] / machine.diameter, 2) if len(farm.layout) > 1 else None,
        },
        "weather": {
            "basis": farm.basis, "record": weather_record.replace("_", " "), "years": round(wind.years, 1),
            "calm hours": wind.calm_hours,
            "mean speed measured [m/s]": round(wind.climate.mean_speed, 3), "measured at [m]": round(farm.weather_height, 1),
            "mean speed at the hub [m/s]": round(wind.climate.mean_speed * farm.lifted, 3), "shear": farm.law,
            "mean air density [kg/m3]": round(wind.climate.mean_density, 4),
        },
        "long-term correction": _long_term(wind),
        "sensitivity of energy to wind speed": round(farm.sensitivity, 3),
        "wake models": wake_comparison(farm.wakes, farm.wake_model),
        "wakes scaled by, median": round(farm.wake_scale, 3), "blockage, median": round(farm.blockage, 4),
        "loss waterfall": loss_waterfall(farm.gross, farm.tree),
        "exceedance": exceedance_table(farm.net),
        "exceedance means": DIRECTION,
        "points on P90": withheld or "may be given",
        "sectors": sector_table(
            farm.climate, farm.lifted, machine, farm.turbines, farm.matrix, len(farm.layout),
            median(farm.net_life), farm.wake_loss
        ),
        "speed histogram": speed_histogram(farm.climate, farm.lifted),
        **({"months": monthly_profile(farm.hourly_net(), hours.begins)} if hours is not None else {}),
        "uncertainty": uncertainty_split(
            {name: float(np.sqrt(np.sum(np.square(list(terms.values()))))) for name, terms in farm.speed_terms.items()},
            farm.sensitivity, farm.tree, farm.power_curve,
        ),
        "wind of a single year, in the place of all of life's": {
            "of speed": round(farm.one_year, 4), "of energy": round(farm.one_year * farm.sensitivity, 4),
        },
        "building cost [USD2024/kW]": [
            {"part": name, "median": round(median(part), 1)} for name, part in capex_parts.items()
        ],
        "notes": [
            *farm.notes, NEIGHBOURS, OWN_COST, *unlimited, *_own_use(own_use, farm.net_life), *notes,
            *_warnings(farm, water_depth, foundation, spacing, own_layout),
            *([f"Points that hang on P90 are withheld: {withheld}"] if withheld else []),
        ],
    }  # fmt: skip


def p90_withheld(weather_record: str, wind: Resource) -> str:
    """Why no points may hang on the energy exceeded with 90 %; "" where they may."""
    if weather_record not in P90_RECORDS:
        return (
            f"the wind is known from {'a typical year' if weather_record == 'typical_year' else 'statistics'}, which does not "
            "tell how years differ; their spread is drawn, not measured."
        )
    if wind.basis != "hourly":
        return f"the wind is known as {wind.basis}, not hour by hour: that it is a {weather_record}'s cannot be seen in it."
    if wind.interannual is None:
        return f"the record tells of {wind.years:.0f} year{'s' if wind.years >= 2 else ''}; five or more show how years differ."
    return ""


def _long_term(wind: Resource) -> dict[str, Any]:
    found = wind.long_term
    if found is None:
        return {"method": "none"}
    fit = found.fits[found.method]
    return {
        "method": found.method, "factor": round(found.factor, 4), "uncertainty": round(found.uncertainty, 4),
        "slope": round(fit.slope, 4), "offset [m/s]": round(fit.offset, 3), "R2": round(fit.r2, 4), "hours": fit.count,
        **{f"factor by {name}": round(factor, 4) for name, factor in found.factors.items()},
        "index of the recorded years": round(found.index, 4), "years of the reference": round(found.years, 1),
    }


def _own_use(own_use: Number | None, net: Number) -> list[str]:
    if own_use is None or np.max(own_use) <= 0:
        return []
    notes = [
        f"{median(own_use):,.0f} MWh a year are used inside the project: they count as the farm's net energy, but are "
        "neither sold to the grid nor displace energy there. They are taken evenly over the year, before the grid's limit."
    ]
    short = float(np.mean(np.asarray(net) < own_use))
    if short > 0:
        notes.append(f"In {short:.0%} of the draws that is more than the farm's net energy: nothing is delivered then.")
    return notes


def _warnings(farm: FarmYield, water_depth: Number, foundation: str, spacing: Number, own_layout: bool) -> list[str]:
    warnings = []
    if 0 < farm.hub_height - farm.machine.diameter / 2 < 20:  # at none and less the gate speaks
        warnings.append(
            f"A hub at {farm.hub_height:g} m leaves less than 20 m between sea and blade ({farm.machine.diameter:g} m rotor)."
        )
    if foundation == "fixed" and np.max(water_depth) > 70:
        warnings.append(
            f"Fixed foundations at {np.max(water_depth):g} m: built farms end at about 60 m; the cost is an extrapolation."
        )
    if foundation == "floating" and np.min(water_depth) < 50:
        warnings.append(f"Floating foundations at {np.min(water_depth):g} m: moorings need about 50 m of water.")
    if farm.machine.cut_out < EARLY_CUT_OUT:
        warnings.append(
            f"The power curve ends at {farm.machine.cut_out:g} m/s: the machine is taken to stop there; offshore machines run to "
            "25 m/s. If the table only ends early, send the rest."
        )
    if farm.capacity < SMALL_FARM:
        warnings.append(
            f"Cost is carried from a farm of {REFERENCE_CAPACITY:g} MW down to {farm.capacity:g} MW by what does not shrink with "
            "it: cable, substation, ships, studies, staff. Pilots that were built spread widely around that."
        )
    built = farm.capacity * 1000 / farm.machine.rating
    if not own_layout and abs(built - round(built)) > 0.05:
        warnings.append(f"{farm.capacity:g} MW are {built:.2f} of these machines: wakes are those of {max(round(built), 1)}.")
    if not own_layout and built > MOST_MODELLED:
        warnings.append(
            f"Wakes are those of {MOST_MODELLED} turbines; in a farm of {built:.0f} they take more, by the default model some "
            "3 points at 333 and 8 at 1,000 turbines."
        )
    if own_layout and spacing is not None:
        warnings.append("Layout and spacing are both stated: the layout stands.")
    return warnings
