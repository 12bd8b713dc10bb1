"""From the wind of a site to the net energy of a farm, draw by draw: the chain that every answer and every report rests on."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.degradation import degradation_loss, over_life, performance_at
from evaluators.offshore_wind.density import density_equivalent_speed
from evaluators.offshore_wind.energy import MOST_WAKES, SiteEnergy, model_form
from evaluators.offshore_wind.exceedance import YEARS, year_factor
from evaluators.offshore_wind.farm import FarmWakes, agree, as_proposed, from_spacing, median_grid
from evaluators.offshore_wind.farm_yield import FarmYield, Hours, of_full_power
from evaluators.offshore_wind.hysteresis import hysteresis_loss
from evaluators.offshore_wind.icing import cold_loss, icing
from evaluators.offshore_wind.layout import turned
from evaluators.offshore_wind.losses import MEDIAN_WAKE_SCALE, kept, site_losses, with_shares
from evaluators.offshore_wind.median import median
from evaluators.offshore_wind.resource import Resource
from evaluators.offshore_wind.shear import SEA_EXPONENT
from evaluators.offshore_wind.turbine import Turbine
from evaluators.offshore_wind.uncertainty import (
    POWER_CURVE,
    TREE,
    energy_spread,
    sensitivity,
    speed_factor,
    spread_terms,
    wind_spreads,
)
from evaluators.offshore_wind.wake import DEFAULT, farm_matrix, models
from evaluators.offshore_wind.weather_years import year_score
from evaluators.offshore_wind.years import HOURS_A_YEAR
from evaluators.toolkit.row import Row

Number = np.ndarray | float

# Drawn elsewhere: how few years are recorded (``year_factor``), and the correction by its own uncertainty.
REPRESENTATIVENESS, ADJUSTMENT = "long_term_period_representativeness", "long_term_adjustment"
MOST_AT_HUB = 14.0  # [m/s]; the windiest seas have 12 to 13 at 150 m (Global Wind Atlas, recalled)
PRIOR_YEARS = 5.0  # that the assumed variability weighs against years that were measured; engineering judgement
ASSUMED_VARIABILITY = 0.05  # standard deviation of a year's mean speed over that of many, in the draws [1]
CATEGORIES = {  # our branches as EYA DEF calls them
    "measurement": "measurement", "historical": "historical_wind_resource", "vertical": "vertical_extrapolation",
    "horizontal": "horizontal_extrapolation", "future": "future_assessment_period_variability",
}


def gross_to_net(
    *, wind: Resource, machine: Turbine, record: str, location: str, capacity: Number, hub_height: Number, spacing: Number,
    layout: np.ndarray | None, foundation: Row, losses: Row, water_depth: Number, distance_to_shore: Number,
    wave_height: Number, deliverable_power: Number | None, own_use: Number | None, ice_class: Number | None,
    storm_ride_through: Number | None,
    turbulence_intensity: Number | None, roughness: Number | None,
    wind_speed_hourly: np.ndarray | None, wind_direction_hourly: np.ndarray | None, temperature_hourly: np.ndarray | None,
    relative_humidity_hourly: np.ndarray | None, weather_begins: Number | None,
    shear_exponent: Number, measurement_error: Number, historical_error: Number, horizontal_error: Number,
    climate_change: Number, interannual_variability: Number, weather_years: Row, power_curve_error: Number,
    wake_model: Number, degradation: Number, life: Number,
) -> FarmYield:
    """The yield of a farm in the ``wind`` of its site; parameters as the evaluator declares them, numbers or draws.

    ``record`` is a row of uncertainty.csv, ``location`` as ``location_of`` names it; the ``*_error`` and scores are standard
    normal. Raises LayoutError, and ValueError for wind that cannot be.
    """
    lift = wind.lift(hub_height, shear_exponent, roughness) * wind.correction
    apart = _apart(wind)
    spreads = wind_spreads(record, apart)
    if wind.long_term is not None:
        spreads["historical"] = float(np.hypot(spreads["historical"], wind.long_term.uncertainty))
    scores = {
        "measurement": measurement_error, "historical": historical_error, "vertical": shear_score(shear_exponent),
        "horizontal": horizontal_error, "future": climate_change,
    }
    long_term = lift * speed_factor(spreads, scores)
    score = year_score(np.asarray(interannual_variability) / ASSUMED_VARIABILITY, weather_years, location)
    varies = _variability(wind)
    by_horizon = {years: long_term * year_factor(score, varies, years, wind.years) for years in YEARS}
    factor = long_term * year_factor(score, varies, life, wind.years)

    middle = median(factor)
    if middle * wind.climate.mean_speed > MOST_AT_HUB:
        raise ValueError(
            f"the wind at the hub would be {middle * wind.climate.mean_speed:.1f} m/s in the mean of all years; no sea has more "
            f"than {MOST_AT_HUB:g}. Check the unit of the speeds, weather_height and the heights that shear is taken from."
        )
    aside = np.array([middle / 1.03, middle * 1.03])  # for the sensitivity
    site = SiteEnergy(wind.climate, machine, np.concatenate([np.ravel(one) for one in (factor, aside, *by_horizon.values())]))
    notes = [*wind.notes]
    # Energy is that of the stated capacity, whatever whole number of turbines the wakes are those of.
    number = np.asarray(capacity) * 1000 / machine.rating
    turbines: Number = number
    turn = 0
    if layout is None:
        turn = site.across(middle)
        layouts, middle_layout = from_spacing(number, spacing, machine), median_grid(number, spacing, machine)
        if wind.climate.has_directions:
            notes.append(
                f"The grid's rows are taken to lie across the main direction of the energy, {turn % 180} and {turn % 180 + 180} "
                "degrees, as a developer would turn them; a layout stated by coordinates stands as it is."
            )
        if len(layouts) > 1:
            notes.append("Capacity or spacing is a range: layout, sectors and hours shown are those of the farm in its middle.")
    else:
        turbines = float(len(layout))
        layouts, warned = as_proposed(layout, machine)
        agree(len(layout), number, machine)
        middle_layout = layouts[0][0]
        notes += warned
    own = models(0.06 if turbulence_intensity is None else median(turbulence_intensity))
    farm, centre = FarmWakes(site, layouts, own, turn), list(own).index(DEFAULT)
    made = 1 + energy_spread(POWER_CURVE) * np.asarray(power_curve_error)

    equivalent: np.ndarray | None = None
    stopped: Number | None = None
    cold: Number = 0.0
    if wind_speed_hourly is not None and wind.density is not None:
        equivalent = np.asarray(density_equivalent_speed(wind_speed_hourly, wind.density))
        restart = machine.cut_out - losses.restart_drop
        rides = storm_ride_through is not None and median(storm_ride_through) >= 0.5
        stopped = hysteresis_loss(wind_speed_hourly, equivalent, machine, factor, restart, rides)
        if temperature_hourly is not None:
            cold = cold_loss(wind_speed_hourly, equivalent, machine, factor, temperature_hourly, losses.cold_limit)
    iced, route, told = icing(
        losses, machine, factor, ice_class=ice_class, speed=wind_speed_hourly, equivalent=equivalent,
        temperature=temperature_hourly, humidity=relative_humidity_hourly,
    )
    notes.append(told)

    blockage = np.asarray(losses.blockage) * (np.rint(turbines) > 1)

    standing = site_losses(
        losses, foundation, water_depth, distance_to_shore, wave_height, hysteresis=stopped, icing=iced, cold=cold,
        blockage=blockage,
    )
    # What hangs on how windy it is and on the years asked about comes on top of these.
    left_standing = np.asarray(kept(standing))
    # What is used inside never meets the limit of the grid: it is taken evenly over the year, before it.
    inside = 0.0 if own_use is None else np.asarray(own_use) / HOURS_A_YEAR
    taken = None if deliverable_power is None else deliverable_power + inside

    aged = degradation_loss(degradation, life)
    performance = performance_at(degradation, life)

    def made_at(wind_factor: Number, by_model: np.ndarray) -> tuple[np.ndarray, Number, np.ndarray]:
        """Where all speeds are multiplied: gross energy [MWh/year], wakes [1], and what is left before age and limit."""
        gross = site.gross_energy(wind_factor) * number * made
        wakes = np.clip(losses.wake_scale * model_form(by_model, wake_model, centre), 0.0, MOST_WAKES)
        return gross, wakes, np.asarray(gross * (left_standing * (1 - wakes)))

    def cut(wind_factor: Number, produced: np.ndarray, aged_to: Number) -> Number:
        """Share [1] of what is ``produced`` [MWh/year] above the limit, once aged: what makes less meets it less."""
        if taken is None:
            return 0.0
        left = farm.taken_share(wind_factor, taken / (capacity * of_full_power(standing) * made * aged_to), MEDIAN_WAKE_SCALE)
        # Never more than all hours at the limit, whatever the power curve was drawn to be.
        most = np.divide(taken * HOURS_A_YEAR, produced * aged_to, out=np.ones_like(produced), where=produced > 0)
        return 1 - np.clip(np.minimum(left, most), 0.0, 1.0)

    by_model = farm.losses(factor)
    gross, wakes, produced = made_at(factor, by_model)
    cuts = [cut(factor, produced, one) for one in performance]
    load = over_life([one * share for one, share in zip(performance, cuts, strict=True)]) / over_life(performance)
    net_life = produced * (1 - aged) * (1 - load)
    tree = with_shares(standing, {
        "internal_turbine_interaction": 1 - (1 - wakes) * (1 - blockage), "degradation": aged, "load_curtailment": load,
    })

    def net_in(wind_factor: Number) -> np.ndarray:
        """Net energy [MWh/year] in other wind, at the age of all life: horizons differ by their wind alone. Above the limit
        is what is there in the middle of life, and as much more as in the wind of life."""
        _, _, left = made_at(wind_factor, farm.losses(wind_factor))
        above = np.clip(cut(wind_factor, left, performance[1]) + (load - cuts[1]), 0.0, 1.0)
        return np.asarray(left * (1 - aged) * (1 - above))

    net = {years: net_in(one) for years, one in by_horizon.items()}

    def waked(wind_factor: float) -> float:
        return float(site.gross_energy(wind_factor) * (1 - median(farm.losses(wind_factor)[centre])))

    return FarmYield(
        machine=machine, layout=turned(middle_layout, turn) if turn else middle_layout, turbines=median(turbines),
        capacity=median(capacity),
        hub_height=median(hub_height), life=median(life), climate=wind.climate,
        weather_height=median(wind.height), basis=wind.basis, law=wind.law(roughness),
        factor=np.asarray(factor), gross=gross, net_life=net_life, net=net, tree=tree,
        speed_terms=_speed_terms(record, lift, varies, wind, median(life)), one_year=float(np.mean(varies)),
        delivered=() if taken is None else [produced * one * (1 - share) for one, share in zip(performance, cuts, strict=True)],
        turn=turn if layout is None and wind.climate.has_directions else None,
        sensitivity=sensitivity(waked, middle),
        wakes=dict(zip(farm.models, (median(one) for one in by_model), strict=True)),
        wake_model=DEFAULT, wake_source=own[DEFAULT].source,
        matrix=np.roll(farm_matrix(own[DEFAULT], machine, middle_layout), turn, axis=0),
        wake_scale=median(losses.wake_scale), blockage=median(blockage),
        limit=None if deliverable_power is None else median(deliverable_power), inside=median(inside), power_curve=made,
        hours=None if wind.density is None or wind_speed_hourly is None else Hours(
            wind_speed_hourly, wind.density, wind_direction_hourly, None if weather_begins is None else float(weather_begins),
        ),
        performance=[median(one) for one in performance],
        bases={"icing": route} | ({} if stopped is None else {"high_wind_hysteresis": "time_series_calculation"}),
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


def _speed_terms(record: str, lift: Number, varies: Number, wind: Resource, life: float) -> dict[str, dict[str, float]]:
    """Standard deviations of mean speed over ``life`` [year] [1] by category and label of EYA DEF, as they were drawn."""
    told, apart = spread_terms(record), _apart(wind)
    terms = {
        CATEGORIES[branch]: {name: told[name] for name in names if told[name] > 0 and name not in apart}
        for branch, names in TREE.items()
    }
    terms["historical_wind_resource"][REPRESENTATIVENESS] = float(np.mean(varies) / np.sqrt(wind.years))
    if wind.long_term is not None:
        terms["historical_wind_resource"][ADJUSTMENT] = wind.long_term.uncertainty
    if wind.basis != "Weibull by sector":
        terms["vertical_extrapolation"] = {"vertical_model_uncertainty": float(np.std(lift) / np.mean(lift))}
    terms["future_assessment_period_variability"]["wind_speed_variability"] = float(np.mean(varies) / np.sqrt(life))
    return {category: labels for category, labels in terms.items() if labels}
