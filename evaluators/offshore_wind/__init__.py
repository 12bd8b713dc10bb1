"""Offshore wind: what a farm delivers, at what cost, and how sure that is."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind import site_inputs
from evaluators.offshore_wind.cost import FOUNDATIONS, capex_parts, opex_per_kw, removal_per_year
from evaluators.offshore_wind.degradation import ageing_by_year, by_year, mean_performance
from evaluators.offshore_wind.example import WORKED_CURVE, WORKED_LAYOUT
from evaluators.offshore_wind.exhibits import exhibits
from evaluators.offshore_wind.gates import LEASES, gates
from evaluators.offshore_wind.gross_to_net import gross_to_net
from evaluators.offshore_wind.levelised import by_present_value, by_stream
from evaluators.offshore_wind.location import LOCATIONS, factors_of, location_of
from evaluators.offshore_wind.losses import LOSSES, kept_without
from evaluators.offshore_wind.published import PUBLISHED
from evaluators.offshore_wind.shear import SEA_EXPONENT
from evaluators.offshore_wind.site import resource
from evaluators.offshore_wind.tax_credits import TAX_CREDITS, tax_credit
from evaluators.offshore_wind.turbine import TURBINES, stated_turbine
from evaluators.offshore_wind.uncertainty import UNCERTAINTY, record_of
from evaluators.offshore_wind.weather_years import WEATHER_YEARS
from evaluators.offshore_wind.years import HOURS_A_YEAR
from evaluators.toolkit import answer, assumed, assumptions, choice, evaluator, given
from evaluators.toolkit.fund_wide import BENCHMARK_ERROR, COST_OF_CAPITAL, ELECTRICITY_PRICE, GRIDS, grid_factor
from evaluators.toolkit.project import CONSTRUCTION_START, OPERATION_START, OWN_COST_OF_CAPITAL

LONGEST_LIFE = 35

__all__ = ["PUBLISHED", "offshore_wind"]


def _score(meaning: str, scope: str = "project"):
    return assumed(
        -1.6449, 0.0, 1.6449, "1", f"standard score of {meaning}", shape="normal", scope=scope,
        source="standard normal by definition; its size stands in uncertainty.csv, by kind of record",
    )


@evaluator(
    "offshore wind",
    product="MWh",
    sold_at=ELECTRICITY_PRICE,
    reference_class="offshore_wind",
    version="2",
    one_of=(("wind_speed_hourly", "rose", "weibull_a", "wind_speed_monthly"), ("spacing", "layout")),
    answers={
        "net_energy": answer(
            "MWh/year", "energy after losses and ageing, own use included, mean over life", least=0, better="higher"
        ),
        "net_energy_one_year": answer("MWh/year", "the same in the wind of a single year to come", least=0, better="higher"),
        "net_energy_ten_years": answer("MWh/year", "the same in the wind of ten years to come", least=0, better="higher"),
        "gross_energy": answer("MWh/year", "energy in the free wind, before wakes and losses", least=0, better="higher"),
        "capacity_factor": answer("1", "net energy over that of full power all year", least=0, most=1, better="higher"),
        "wake_loss": answer("1", "energy lost to the farm's own wakes", least=0, most=1, better="lower"),
        "total_loss": answer("1", "all losses together, wakes included, ageing left out", least=0, most=1, better="lower"),
        "levelised_cost": answer(
            "USD2024/MWh", "levelised cost at the project's own cost of capital, real, before tax", least=0, better="lower"
        ),
    },
)
def offshore_wind(
    capacity=given("MW", "rated power of the farm", least=1, most=5000, example=500.0),
    turbine=choice(TURBINES, "the machine, or the reference machine nearest to it", example="iea_15mw"),
    power_curve=given(
        {"speed": "m/s", "power": "kW", "thrust": "1"}, "power at 1.225 kg/m3 and thrust of the machine, where it is none of "
        "the table", shape="speed", optional=True, longest=500, example=WORKED_CURVE,
    ),
    rotor_diameter=given("m", "rotor of the machine whose curve is stated", least=20, most=400, optional=True, example=242.24),
    rated_power=given("MW", "rating of the machine whose curve is stated", least=0.5, most=40, optional=True, example=15.0),
    hub_height=given("m", "height of the hub above the sea", least=50, most=250, example=150.0),
    spacing=given("1", "distance between turbines, in rotor diameters", least=3, most=20, optional=True, example=8.0),
    layout=given(
        {"east": "m", "north": "m"}, "where the turbines stand; stands before the spacing", shape="turbine", optional=True,
        example=WORKED_LAYOUT,
    ),
    foundation=choice(FOUNDATIONS, "what the turbines stand on", example="floating"),
    grid=choice(GRIDS, "the grid that takes the energy", example=GRIDS.rows[0]),
    deliverable_power=given(
        "MW", "most that the grid, or whatever takes the energy, can take at a time; not stated: all of it", least=0, most=5000,
        optional=True, example=400.0,
    ),
    own_use=given(
        "MWh/year", "energy used inside the project, such as by its own electrolyser: not delivered to the grid", least=0,
        optional=True, example=10000.0,
    ),
    ice_class=given("1", "ice class of the site by IEA Wind Task 19, 1 to 5", least=1, most=5, optional=True, example=2.0),
    ice_design=given("m", "level ice that the structure is certified for", least=0, most=5, optional=True, example=0.5),
    storm_ride_through=given(
        "1", "1 where the machine rides through storms instead of cutting out", least=0, most=1, optional=True, example=1.0
    ),
    operation_start=OPERATION_START,
    construction_start=CONSTRUCTION_START,
    cost_of_capital=OWN_COST_OF_CAPITAL,
    lease=choice(LEASES, "whether the sea bed may be had", optional=True, example="held"),
    credit_evidence=given(
        "1", "1 where documents show what a tax credit asks for: physical work begun in time, or service in time", least=0,
        most=1, optional=True, example=1.0,
    ),
    weather_record=choice(UNCERTAINTY, "what kind of record the wind is known from", optional=True, example="mast"),
    wind_speed_hourly=site_inputs.WIND_SPEED_HOURLY,
    wind_direction_hourly=site_inputs.WIND_DIRECTION_HOURLY,
    wind_speed_lower_hourly=site_inputs.WIND_SPEED_LOWER_HOURLY,
    weather_height=site_inputs.WEATHER_HEIGHT,
    weather_height_lower=site_inputs.WEATHER_HEIGHT_LOWER,
    weather_begins=site_inputs.WEATHER_BEGINS,
    roughness=site_inputs.ROUGHNESS,
    temperature_hourly=site_inputs.TEMPERATURE_HOURLY,
    temperature_monthly=site_inputs.TEMPERATURE_MONTHLY,
    pressure_hourly=site_inputs.PRESSURE_HOURLY,
    relative_humidity_hourly=site_inputs.RELATIVE_HUMIDITY_HOURLY,
    turbulence_intensity=site_inputs.TURBULENCE_INTENSITY,
    reference_wind_speed_hours=site_inputs.REFERENCE_WIND_SPEED_HOURS,
    reference_offset=site_inputs.REFERENCE_OFFSET,
    rose=site_inputs.ROSE,
    rose_frequency=site_inputs.ROSE_FREQUENCY,
    rose_edges=site_inputs.ROSE_EDGES,
    rose_direction_offset=site_inputs.ROSE_DIRECTION_OFFSET,
    weibull_frequency=site_inputs.WEIBULL_FREQUENCY,
    weibull_a=site_inputs.WEIBULL_A,
    weibull_k=site_inputs.WEIBULL_K,
    roughness_lengths=site_inputs.ROUGHNESS_LENGTHS,
    heights=site_inputs.HEIGHTS,
    wind_speed_monthly=site_inputs.WIND_SPEED_MONTHLY,
    weibull_k_monthly=site_inputs.WEIBULL_K_MONTHLY,
    water_depth=site_inputs.WATER_DEPTH,
    distance_to_shore=site_inputs.DISTANCE_TO_SHORE,
    wave_height=site_inputs.WAVE_HEIGHT,
    latitude=site_inputs.LATITUDE,
    longitude=site_inputs.LONGITUDE,
    sea_ice=site_inputs.SEA_ICE,
    shear_exponent=assumed(
        *SEA_EXPONENT, "1", "exponent of the power law over the sea", scope="project",
        source="mode: near-neutral air over the sea, Hsu, Meindl & Gilhousen 1994, J. Appl. Meteorol. 33:757, 0.11 +- 0.03 "
        "(recalled), low: less that deviation; offshore lidars are below 0.14, the normal profile of design by IEC 61400-3-1, in "
        "80 % of hours (second-hand abstract); high: IEC 61400-1, on land",
    ),
    measurement_error=_score("the error of the instruments"),
    historical_error=_score("the error of the long term: reference, period, distribution, filled data"),
    horizontal_error=_score("the error of carrying the wind from the record's place to the farm"),
    climate_change=_score("the change of mean wind over the farm's life", "technology"),
    interannual_variability=assumed(
        -0.0822, 0.0, 0.0822, "1", "mean speed of a year over that of many, the farm's own part where its region has one in "
        "common (weather_years.csv); where five years were measured, of their spread",
        shape="normal", scope="project",
        source="5 % standard deviation, engineering judgement below the 6 % that the industry applies, which overstates it: "
        "Pryor, Shepherd & Barthelmie 2018, Wind Energ. Sci. 3:651, doi:10.5194/wes-3-651-2018",
    ),
    weather_years=assumptions(WEATHER_YEARS, "regions", "what the farms of a region have in common of windy and calm years"),
    power_curve_error=_score("the error of the power curve"),
    wake_model=assumed(
        0.0, 0.5, 1.0, "1", "place among the losses that three wake models give", shape="uniform",
        source="no knowledge of which model is right: TurbOPark (Nygaard 2022), Park (Jensen 1983), Gaussian (Bastankhah 2014)",
    ),
    losses=assumptions(LOSSES, "offshore", "losses by category of IEC 61400-15-2"),
    places=assumptions(LOCATIONS, "places", "cost of work, supply and running in Alaska and Japan over the references'"),
    credit=assumptions(TAX_CREDITS, "us_48e", "terms of the investment credit of the United States"),
    degradation=assumed(
        0.002, 0.005, 0.016, "1/year", "output lost each year to ageing",
        source="high: Staffell & Green 2014, Renewable Energy 66:775, 1.6 %; mode and low: Hamilton et al. 2020, Joule "
        "4:1004, 13 % over 17 years, newer plants little in ten (second-hand); all on land",
    ),
    life=assumed(
        25, 30, LONGEST_LIFE, "year", "years in operation",
        source="NREL ATB 2024, capital recovery period 30 years; ends unsourced: engineering judgement",
    ),
    lifecycle_emissions=assumed(
        8, 12, 35, "kg/MWh", "CO2e of building, running and removing the farm",
        source="IPCC AR5 WG3 2014, annex III, table A.III.2, wind offshore: min 8.0, median 12, max 35",
    ),
    benchmark_error=BENCHMARK_ERROR,
    electricity_price=ELECTRICITY_PRICE,
):
    """Energy, cost and tonnes of an offshore wind farm, from its size, machine and layout and the weather of its site.

    Energy is that of the stated capacity; where turbines stand decides the wakes. The product falls year by year with
    age; net_energy is its mean over life. What the project uses itself counts in the farm's energy, levelised cost and own
    emissions, not in the product.
    """
    machine = stated_turbine(turbine.name, power_curve, rotor_diameter, rated_power)
    record = record_of(weather_record, wind_speed_hourly)
    wind = resource(
        hub_height=float(np.median(hub_height)), weather_height=weather_height,
        wind_speed_hourly=wind_speed_hourly, wind_direction_hourly=wind_direction_hourly,
        wind_speed_lower_hourly=wind_speed_lower_hourly, weather_height_lower=weather_height_lower,
        temperature_hourly=temperature_hourly, temperature_monthly=temperature_monthly, pressure_hourly=pressure_hourly,
        relative_humidity_hourly=relative_humidity_hourly, weather_begins=weather_begins,
        reference_wind_speed_hours=reference_wind_speed_hours, reference_offset=reference_offset,
        rose=rose, rose_frequency=rose_frequency, rose_edges=rose_edges, rose_direction_offset=rose_direction_offset,
        weibull_frequency=weibull_frequency, weibull_a=weibull_a, weibull_k=weibull_k, roughness_lengths=roughness_lengths,
        heights=heights, wind_speed_monthly=wind_speed_monthly, weibull_k_monthly=weibull_k_monthly,
    )
    location = location_of(latitude, longitude, grid.name)
    farm = gross_to_net(
        wind=wind, machine=machine, record=record, location=location, capacity=capacity, hub_height=hub_height, spacing=spacing,
        layout=layout, foundation=foundation, losses=losses, water_depth=water_depth, distance_to_shore=distance_to_shore,
        wave_height=wave_height, deliverable_power=deliverable_power, own_use=own_use, ice_class=ice_class,
        storm_ride_through=storm_ride_through, turbulence_intensity=turbulence_intensity, roughness=roughness,
        wind_speed_hourly=wind_speed_hourly, wind_direction_hourly=wind_direction_hourly,
        temperature_hourly=temperature_hourly, relative_humidity_hourly=relative_humidity_hourly, weather_begins=weather_begins,
        shear_exponent=shear_exponent, measurement_error=measurement_error, historical_error=historical_error,
        horizontal_error=horizontal_error, climate_change=climate_change,
        interannual_variability=interannual_variability, weather_years=weather_years, power_curve_error=power_curve_error,
        wake_model=wake_model, degradation=degradation, life=life,
    )
    net_energy = farm.net_life
    first_day = net_energy / mean_performance(degradation, life)
    if farm.delivered:  # what a limit clips falls by no even share
        product = by_year(farm.delivered, life, LONGEST_LIFE)
    else:
        product = np.reshape(first_day, (-1, 1)) * ageing_by_year(degradation, life, LONGEST_LIFE)
    delivered = product if own_use is None else np.maximum(product - np.reshape(own_use, (-1, 1)), 0.0)
    # What is not taken is still made: the emissions of building do not fall with it.
    made = farm.gross * kept_without(farm.tree, "load_curtailment")

    place = factors_of(location, places)
    rate = COST_OF_CAPITAL.middle if cost_of_capital is None else cost_of_capital
    parts = capex_parts(foundation, water_depth, distance_to_shore, machine.rating, place, capacity, rate)
    capex = benchmark_error * 1000 * capacity * sum(parts.values())
    opex = 1000 * capacity * opex_per_kw(foundation, distance_to_shore, wave_height, place, capacity)
    opex = opex + removal_per_year(foundation, capex, life)
    country = {"us": "US", "japan": "JP"}.get(grid.name.partition("_")[0], "")
    support = tax_credit(
        credit, capex, country, construction_start, operation_start, LONGEST_LIFE, lease=lease, evidence=credit_evidence
    )
    feasible, gate_notes = gates(lease, sea_ice, ice_design, grid.name, np.asarray(hub_height) - machine.diameter / 2)
    return {
        "capex": capex,
        "opex": opex,
        "product": delivered,
        "price": electricity_price * grid.price_level,
        "reference_t": grid_factor(grid, operation_start, LONGEST_LIFE) * delivered,
        "project_t": made * lifecycle_emissions / 1000,
        "credits": support.stream,
        "life": life,
        "feasible": feasible,
        "net_energy": net_energy,
        "net_energy_one_year": farm.net[1],
        "net_energy_ten_years": farm.net[10],
        "gross_energy": farm.gross,
        "capacity_factor": net_energy / (capacity * HOURS_A_YEAR),
        "wake_loss": farm.tree["turbine_interaction"]["internal_turbine_interaction"],
        "total_loss": 1 - kept_without(farm.tree, "degradation"),
        "levelised_cost": by_stream(capex, opex, product, rate, life) if farm.delivered else by_present_value(
            capex, opex, first_day * mean_performance(degradation, 1.0), rate, life, degradation
        ),
        "exhibits": exhibits(
            farm, wind, weather_record=record, own_layout=layout is not None, spacing=spacing, water_depth=water_depth,
            foundation=foundation.name, own_use=own_use, capex_parts=parts, notes=[support.note, *gate_notes],
        ),
    }
