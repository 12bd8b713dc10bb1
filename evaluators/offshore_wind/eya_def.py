"""A farm's yield as an EYA DEF document: the open JSON format for energy-yield reports by IEC 61400-15-2.

Field names and units are those of github.com/IEC-61400-15/eya_def at 0e005b2 (BSD-3-Clause): energy in GWh, power in W.
What the format asks for and we do not know is left out, and said in ``comments``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.offshore_wind.exceedance import PROBABILITIES
from evaluators.offshore_wind.eya_dataset import dataset, energy, mean, statistic
from evaluators.offshore_wind.eya_losses import performance
from evaluators.offshore_wind.eya_power_curve import power_curve
from evaluators.offshore_wind.eya_wind import ASSESSMENT, wind_resource, wind_uncertainty
from evaluators.offshore_wind.farm_yield import FarmYield
from evaluators.offshore_wind.years import HOURS_A_YEAR, months_of_hours

SCHEMA = "https://raw.githubusercontent.com/IEC-61400-15/eya_def/blob/main/iec_61400-15-2_eya_def.schema.json"
NO_REFERENCE_SYSTEM = 0  # of a layout in metres from a point of its own


@dataclass(frozen=True)
class About:
    """What the document says of itself and the project; dates as YYYY-MM-DD, nothing is taken from a clock.

    ``country`` is ISO 3166-1 alpha-2, ``issuer`` who issues it, ``epsg`` the reference system of the layout's metres,
    ``utc_offset`` [h] of local time.
    """

    project: str
    title: str
    country: str
    issuer: str
    author: str
    issue_date: str
    start: str
    end: str
    document_id: str
    version: str
    epsg: int = NO_REFERENCE_SYSTEM
    utc_offset: float = 0.0

def eya_def(about: About, farm: FarmYield) -> dict[str, Any]:
    """The document as plain dicts, lists, texts and numbers, ready for JSON."""
    names = [f"T{number:03d}" for number in range(1, len(farm.layout) + 1)]
    return {
        "$schema": SCHEMA,
        "title": f"Energy yield assessment of {about.title}",
        "description": "Independent assessment by Monte Carlo: what is uncertain is drawn; all results are of the same draws.",
        "comments": " ".join([*_notes(about), *farm.notes]),
        "project_name": about.title,
        "project_country": about.country,
        "document_id": about.document_id,
        "document_version": about.version,
        "issue_date": about.issue_date,
        "contributors": [{"name": about.author, "contributor_type": "author"}],
        "issuing_organisations": [{"name": about.issuer}],
        "epsg_srid": about.epsg,
        "utc_offset": about.utc_offset,
        "power_curves": [power_curve(farm.machine, about.issue_date)],
        "wind_farms": [_wind_farm(about, farm, names)],
        "wind_resource_assessments": [wind_resource(farm)],
        "scenarios": [_scenario(about, farm, names)],
    }


def _notes(about: About) -> list[str]:
    notes = [
        "Probabilities of exceedance: P90 is the energy exceeded with 90 % probability, the tenth percentile of the draws.",
        "Energy is the mean over life, ageing included; of 1, 10 and 20 years it is that in the wind of so many years.",
        "Hours are those of UTC: records in local time were brought to it, typical years too.",
        "Net energy by turbine is left out: wakes are computed for the farm as a whole.",
    ]
    if about.epsg == NO_REFERENCE_SYSTEM:
        notes.append("The layout is in metres east and north of a point of its own: no reference system, written as 0.")
    return notes


def _wind_farm(about: About, farm: FarmYield, names: Sequence[str]) -> dict[str, Any]:
    turbines = [
        {
            "id": name, "location": {"x": round(float(east), 1), "y": round(float(north), 1)}, "ground_level_altitude": 0.0,
            "hub_height": farm.hub_height, "turbine_model": farm.machine.name, "baseline_operating_mode": "standard",
        }
        for name, east, north in zip(names, farm.layout.east, farm.layout.north, strict=True)
    ]
    limit = {} if farm.limit is None or farm.limit <= 0 else {"export_capacity": farm.limit * 1e6}
    return {
        "id": about.project, "label": about.title, "turbines": turbines, "relevance": "internal",
        "comments": f"{farm.capacity:g} MW as proposed make {farm.turbines:.1f} turbines; {len(names)} stand in the layout.",
        "assessment_period_start_date": about.start, "assessment_period_end_date": about.end,
        "installed_capacity": farm.capacity * 1e6, **limit,
    }


def _scenario(about: About, farm: FarmYield, names: Sequence[str]) -> dict[str, Any]:
    at_hub = farm.factor * farm.climate.mean_speed
    speeds = [[[name], float(np.median(at_hub))] for name in names]
    density = [[[name], farm.climate.mean_density] for name in names]
    return {
        "id": f"{about.project}-main", "label": "main", "is_main_scenario": True, "wind_farm_ids": [about.project],
        "turbine_wind_resource_assessment": {
            "wind_resource_assessment_id_reference": ASSESSMENT,
            "description": f"To {farm.hub_height:g} m by {farm.law}; one wind for all turbines.",
            "results": {
                "wind_speed": [dataset(mean(speeds), dimensions=["turbine_id"])],
                "air_density": [dataset(mean(density), dimensions=["turbine_id"])],
            },
        },
        "energy_assessment": {
            "gross_energy_assessment": _gross(farm, names),
            "wind_uncertainty_assessment": wind_uncertainty(farm),
            "plant_performance_assessment": performance(farm),
            "net_energy_assessment": _net(about, farm),
        },
    }


def _gross(farm: FarmYield, names: Sequence[str]) -> dict[str, Any]:
    middle = float(np.median(farm.gross)) / 1000
    each = [[[name], middle / len(names)] for name in names]
    return {
        "description": f"Power curve of {farm.machine.name} ({farm.machine.source}) at density-equivalent speed.",
        "results": {
            "annual_energy_production": [
                dataset(statistic("median", middle)), dataset(statistic("median", each), dimensions=["turbine_id"]),
            ]
        },
    }  # fmt: skip


def _net(about: About, farm: FarmYield) -> dict[str, Any]:
    statistics = energy(farm.net_life, PROBABILITIES[1:])
    for years, draws in farm.net.items():
        statistics += energy(draws, PROBABILITIES, years)
    factor = float(np.median(farm.net_life)) / (farm.capacity * HOURS_A_YEAR)
    return {
        "results": {
            "annual_energy_production": [dataset(*statistics)],
            "capacity_factor": [dataset(statistic("median", factor))],
            "energy_production": [_production(about, farm)],
        }
    }


def _production(about: About, farm: FarmYield) -> dict[str, Any]:
    """By month and hour of the local day where the record has hours; the year alone elsewhere."""
    if farm.hours is None:
        return dataset(statistic("median", float(np.median(farm.net_life)) / 1000), description="One mean year of life.")
    power, begins = farm.hourly_net(), farm.hours.begins
    hour = (np.arange(len(power)) + round((begins or 0.0) + about.utc_offset)) % 24
    place = months_of_hours(len(power), begins) * 24 + hour
    table = np.bincount(place, weights=power, minlength=288) * HOURS_A_YEAR / len(power) / 1000
    cells = [[[number // 24 + 1, number % 24], float(one)] for number, one in enumerate(table)]
    return dataset(mean(cells), dimensions=["month", "hour"], description="One mean year of life.")
