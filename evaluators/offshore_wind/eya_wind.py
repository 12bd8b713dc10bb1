"""The wind of a farm as EYA DEF tells it: the record, its distribution, and how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from evaluators.offshore_wind.climate import WindClimate
from evaluators.offshore_wind.direction import sector_shares
from evaluators.offshore_wind.eya_dataset import dataset, deviation, mean
from evaluators.offshore_wind.farm_yield import FarmYield

WIND = "site wind"
ASSESSMENT = "WRA01"
AVAILABILITY = (
    "Not known: the format asks for a number. 1 is that of the series or the statistics as used, whose gaps of up to six hours "
    "were filled before; longer ones are refused. What was measured the site's own record tells."
)


def wind_resource(farm: FarmYield) -> dict[str, Any]:
    """The wind as the site states it, at the height of its record; the density of the air at the hub."""
    climate, height = farm.climate, farm.weather_height
    at = [WIND, height]
    joint = [
        [[*at, speed, 30.0 * sector], share]
        for speed, row in _joint(climate) for sector, share in enumerate(row) if share > 0
    ]
    return {
        "id": ASSESSMENT,
        "description": f"Wind as the site states it: {farm.basis}, at {height:g} m.",
        "dataset_statistics": {
            "data_availability": [dataset(mean(1.0), comments=AVAILABILITY)]
        },
        "results": {
            "wind_speed": [dataset(mean([[at, climate.mean_speed]]), dimensions=["wind_dataset_id", "height"])],
            "air_density": [
                dataset(mean([[[WIND, farm.hub_height], climate.mean_density]]), dimensions=["wind_dataset_id", "height"])
            ],
            "probability": [
                dataset(mean(joint), dimensions=["wind_dataset_id", "height", "wind_speed", "wind_from_direction"])
            ],
        },
    }


def _joint(climate: WindClimate) -> list[tuple[float, list[float]]]:
    """Share of the hours [1] by metre a second, centred on whole numbers (the first bin is named 0.25), and sector."""
    shares = climate.share[:, None] * (climate.direction @ (sector_shares(12) * 30).T)
    bins = np.rint(climate.speed).astype(np.int64)
    table = np.zeros((int(bins.max()) + 1, 12))
    np.add.at(table, bins, shares)
    return [(0.25 if number == 0 else float(number), [float(one) for one in row]) for number, row in enumerate(table)]


def wind_uncertainty(farm: FarmYield) -> dict[str, Any]:
    """How sure the wind is, by category and label, and what energy makes of it."""
    def results(speed: float, energy: float) -> dict[str, Any]:
        return {
            "relative_wind_speed_uncertainty": [dataset(deviation(speed))],
            "relative_energy_uncertainty": [dataset(deviation(energy))],
        }

    categories = []
    for category, terms in farm.speed_terms.items():
        whole = float(np.sqrt(np.sum(np.square(list(terms.values())))))
        below = [{"label": label, "results": results(sd, sd * farm.sensitivity)} for label, sd in terms.items()]
        categories.append({"label": category, "subcategories": below, "results": results(whole, whole * farm.sensitivity)})
    speed = float(np.std(farm.factor) / np.mean(farm.factor))
    by_wind = farm.gross / farm.power_curve  # that error belongs to the plant's performance
    return {
        "categories": categories,
        "results": results(speed, float(np.std(by_wind) / np.median(by_wind))),
        "wind_speed_to_energy_sensitivity_factor": max(farm.sensitivity, 1e-9),
    }
