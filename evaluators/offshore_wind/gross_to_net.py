"""From the wind of a site to the net energy of a farm, draw by draw: the chain that every answer and every report rests on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.offshore_wind.degradation import degradation_loss
from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.energy import MOST_WAKES, SiteEnergy, model_form
from evaluators.offshore_wind.exceedance import YEARS, year_factor
from evaluators.offshore_wind.farm import FarmWakes, as_proposed, from_spacing
from evaluators.offshore_wind.farm_yield import FarmYield, Hours, Tree, of_full_power
from evaluators.offshore_wind.hysteresis import hysteresis_loss
from evaluators.offshore_wind.icing import cold_loss, icing
from evaluators.offshore_wind.losses import MEDIAN_WAKE_SCALE, kept, kept_without, site_losses
from evaluators.offshore_wind.resource import Resource
from evaluators.offshore_wind.shear import SEA_EXPONENT
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.uncertainty import (
    POWER_CURVE,
    TREE,
    UNCERTAINTY,
    energy_spread,
    sensitivity,
    speed_factor,
    wind_spreads,
)
from evaluators.offshore_wind.wake import DEFAULT, farm_matrix, models
from evaluators.offshore_wind.years import HOURS_A_YEAR
from evaluators.toolkit.row import Row

Number = np.ndarray | float

# Drawn elsewhere: how few years are recorded (``year_factor``), and the correction by its own uncertainty.
REPRESENTATIVENESS, ADJUSTMENT = "long_term_period_representativeness", "long_term_adjustment"
PRIOR_YEARS = 5.0  # that the assumed variability weighs against years that were measured; engineering judgement
ASSUMED_VARIABILITY = 0.05  # standard deviation of a year's mean speed over that of many, in the draws [1]
CATEGORIES = {  # our branches as EYA DEF calls them
    "measurement": "measurement", "historical": "historical_wind_resource", "vertical": "vertical_extrapolation",
    "horizontal": "horizontal_extrapolation", "future": "future_assessment_period_variability",
}


def gross_to_net(
    *, wind: Resource, machine: Turbine, weather_record: str, capacity: Number, hub_height: Number, spacing: Number,
    layout: np.ndarray | None, foundation: Row, losses: Row, water_depth: Number, distance_to_shore: Number,
    wave_height: Number, deliverable_power: Number | None, ice_class: Number | None, storm_ride_through: Number | None,
    turbulence_intensity: Number | None, roughness: Number | None,
    wind_speed_hourly: np.ndarray | None, wind_direction_hourly: np.ndarray | None, temperature_hourly: np.ndarray | None,
    relative_humidity_hourly: np.ndarray | None, weather_begins: Number | None,
    shear_exponent: Number, measurement_error: Number, historical_error: Number, horizontal_error: Number,
    climate_change: Number, interannual_variability: Number, power_curve_error: Number,
    wake_model: Number, degradation: Number, life: Number,
) -> FarmYield:
    """The yield of a farm in the ``wind`` of its site; parameters as the evaluator declares them, numbers or draws.

    ``weather_record`` is a row of uncertainty.csv; the ``*_error`` and scores are standard normal. Raises LayoutError.
    """
    lift = wind.lift(hub_height, shear_exponent, roughness) * wind.correction
    apart = _apart(wind)
    spreads = wind_spreads(weather_record, apart)
    if wind.long_term is not None:
        spreads["historical"] = float(np.hypot(spreads["historical"], wind.long_term.uncertainty))
    scores = {
        "measurement": measurement_error, "historical": historical_error, "vertical": shear_score(shear_exponent),
        "horizontal": horizontal_error, "future": climate_change,
    }
    long_term = lift * speed_factor(spreads, scores)
    score = np.asarray(interannual_variability) / ASSUMED_VARIABILITY
    varies = _variability(wind)
    by_horizon = {years: long_term * year_factor(score, varies, years, wind.years) for years in YEARS}
    factor = long_term * year_factor(score, varies, life, wind.years)

    middle = float(np.median(factor))
    aside = np.array([middle / 1.03, middle * 1.03])  # for the sensitivity
    site = SiteEnergy(wind.climate, machine, np.concatenate([np.ravel(one) for one in (factor, aside, *by_horizon.values())]))
    notes = [*wind.notes]
    turbines: Number
    if layout is None:
        turbines = np.asarray(capacity) * 1000 / machine.rating
        layouts = from_spacing(turbines, spacing, machine)
    else:
        turbines = float(len(layout))
        layouts, warned = as_proposed(layout, machine)
        notes += warned
    # Told per turbine of the layout, and the energy that of the stated capacity.
    number = np.asarray(capacity) * 1000 / machine.rating
    own = models(0.06 if turbulence_intensity is None else float(np.median(turbulence_intensity)))
    farm = FarmWakes(site, layouts, own)
    made = 1 + energy_spread(POWER_CURVE) * np.asarray(power_curve_error)

    equivalent: np.ndarray | None = None
    stopped: Number | None = None
    cold: Number = 0.0
    if wind_speed_hourly is not None and wind.density is not None:
        equivalent = np.asarray(density_equivalent_speed(wind_speed_hourly, wind.density))
        restart = machine.cut_out - losses.restart_drop
        rides = storm_ride_through is not None and float(np.median(storm_ride_through)) >= 0.5
        stopped = hysteresis_loss(wind_speed_hourly, equivalent, machine, factor, restart, rides)
        if temperature_hourly is not None:
            cold = cold_loss(wind_speed_hourly, equivalent, machine, factor, temperature_hourly, losses.cold_limit)
    iced, told = icing(
        losses, machine, factor, ice_class=None if ice_class is None else round(float(np.median(ice_class))),
        speed=wind_speed_hourly, equivalent=equivalent, temperature=temperature_hourly, humidity=relative_humidity_hourly,
    )
    notes.append(told)

    blockage = np.asarray(losses.blockage) * (len(layouts[0][0]) > 1)

    def at(wind_factor: Number, years: Number) -> tuple[np.ndarray, Tree]:
        """Gross energy [MWh/year] and the tree of losses over the first ``years`` where all speeds are multiplied."""
        gross = site.gross_energy(wind_factor) * number * made
        wakes = np.clip(losses.wake_scale * model_form(farm.losses(wind_factor), wake_model), 0.0, MOST_WAKES)
        tree = site_losses(
            losses, foundation, water_depth, distance_to_shore, wave_height, wakes=wakes, hysteresis=stopped, icing=iced,
            cold=cold, degradation=degradation_loss(degradation, years), blockage=blockage,
        )
        if deliverable_power is not None:
            limit = np.asarray(deliverable_power) / (capacity * of_full_power(tree) * made)
            load = 1 - farm.taken_share(wind_factor, limit, MEDIAN_WAKE_SCALE)
            # Never more than all hours at the limit, whatever the power curve was drawn to be.
            produced = np.asarray(gross * kept_without(tree, "degradation"))
            most = np.divide(deliverable_power * HOURS_A_YEAR, produced, out=np.ones_like(produced), where=produced > 0)
            load = np.clip(np.maximum(load, 1 - most), 0.0, 1.0)
            tree["curtailment"] = {**tree["curtailment"], "load_curtailment": load}
        return gross, tree

    gross, tree = at(factor, life)
    net = {years: _net(*at(one, years)) for years, one in by_horizon.items()}

    def waked(wind_factor: float) -> float:
        return float(site.gross_energy(wind_factor) * (1 - np.mean(farm.losses(wind_factor))))

    return FarmYield(
        machine=machine, layout=layouts[0][0], turbines=float(np.median(turbines)), capacity=float(np.median(capacity)),
        hub_height=float(np.median(hub_height)), life=float(np.median(life)), climate=wind.climate,
        weather_height=float(np.median(wind.height)), basis=wind.basis, law=wind.law(roughness),
        factor=np.asarray(factor), gross=gross, net_life=_net(gross, tree), net=net, tree=tree,
        speed_terms=_speed_terms(weather_record, lift, varies, wind),
        sensitivity=sensitivity(waked, middle),
        wakes=dict(zip(farm.models, (float(np.median(one)) for one in farm.losses(factor)), strict=True)),
        wake_model=DEFAULT, wake_source=own[DEFAULT].source, matrix=farm_matrix(own[DEFAULT], machine, layouts[0][0]),
        wake_scale=float(np.median(losses.wake_scale)), blockage=float(np.median(blockage)),
        limit=None if deliverable_power is None else float(np.median(deliverable_power)),
        hours=None if wind.density is None or wind_speed_hourly is None else Hours(
            wind_speed_hourly, wind.density, wind_direction_hourly, None if weather_begins is None else float(weather_begins),
        ),
        bases=_bases(stopped, iced, losses),
        notes=notes,
    )  # fmt: skip


def shear_score(shear_exponent: Number) -> Number:
    """Standard score of a drawn exponent, for a record that is lifted by its own atlas and whose vertical error is a term."""
    low, mode, high = SEA_EXPONENT
    mean = (low + 4 * mode + high) / 6
    return (np.asarray(shear_exponent) - mean) / np.sqrt((mean - low) * (high - mean) / 7)


def _apart(wind: Resource) -> tuple[str, ...]:
    """Branches and terms of the wind's uncertainty that are drawn elsewhere."""
    return (
        REPRESENTATIVENESS,
        *(("vertical",) if wind.basis != "Weibull by sector" else ()),
        *((ADJUSTMENT,) if wind.long_term is not None else ()),
    )


def _variability(wind: Resource) -> float:
    """Standard deviation of a year's mean speed over that of many [1]: the assumed one, drawn towards what was measured."""
    if wind.interannual is None:
        return ASSUMED_VARIABILITY
    measured = max(wind.years - 1, 0.0)
    squares = measured * wind.interannual**2 + PRIOR_YEARS * ASSUMED_VARIABILITY**2
    return float(np.sqrt(squares / (measured + PRIOR_YEARS)))


def _net(gross: np.ndarray, tree: Tree) -> np.ndarray:
    return np.asarray(gross * kept(tree))


def _bases(stopped: Number | None, iced: Number, losses: Row) -> Mapping[str, str]:
    by_hours = {"high_wind_hysteresis": stopped is not None, "icing": iced is not losses.icing}
    return {label: "time_series_calculation" for label, found in by_hours.items() if found}


def _speed_terms(record: str, lift: Number, varies: Number, wind: Resource) -> dict[str, dict[str, float]]:
    """Standard deviations of speed [1] by category and label of EYA DEF, as they were drawn."""
    told, apart = UNCERTAINTY.medians(record), _apart(wind)
    terms = {
        CATEGORIES[branch]: {name: told[name] for name in names if told[name] > 0 and name not in apart}
        for branch, names in TREE.items()
    }
    terms["historical_wind_resource"][REPRESENTATIVENESS] = float(np.mean(varies) / np.sqrt(wind.years))
    if wind.long_term is not None:
        terms["historical_wind_resource"][ADJUSTMENT] = wind.long_term.uncertainty
    if wind.basis != "Weibull by sector":
        terms["vertical_extrapolation"] = {"vertical_model_uncertainty": float(np.std(lift) / np.mean(lift))}
    terms["future_assessment_period_variability"]["wind_speed_variability"] = float(np.mean(varies))
    return {category: labels for category, labels in terms.items() if labels}
