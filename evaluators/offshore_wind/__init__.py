"""Offshore wind: what a farm delivers, at what cost, and how sure that is."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.cost import FOUNDATIONS, capex_per_kw, opex_per_kw
from evaluators.offshore_wind.energy import MOST_WAKES, SiteEnergy
from evaluators.offshore_wind.example import SAND_POINT_MEAN, SAND_POINT_SHAPE, SAND_POINT_TEMPERATURE, WORKED_YEAR
from evaluators.offshore_wind.exhibits import exhibits
from evaluators.offshore_wind.losses import LOSSES, MEDIAN_WAKE_SCALE, kept, mean_performance, site_losses
from evaluators.offshore_wind.published import PUBLISHED
from evaluators.offshore_wind.resource import HOURS_A_YEAR, shear_factor
from evaluators.offshore_wind.site import site_weather
from evaluators.offshore_wind.turbine import TURBINES
from evaluators.offshore_wind.turbine import turbine as machine_of
from evaluators.toolkit import answer, assumed, assumptions, choice, evaluator, given, measured
from evaluators.toolkit.finance import levelised_cost
from evaluators.toolkit.fund_wide import BENCHMARK_ERROR, COST_OF_CAPITAL, ELECTRICITY_PRICE, GRIDS, grid_factor
from evaluators.toolkit.project import OPERATION_START, OWN_COST_OF_CAPITAL

LONGEST_LIFE = 35

__all__ = ["PUBLISHED", "offshore_wind"]


@evaluator(
    "offshore wind",
    product="MWh",
    sold_at=ELECTRICITY_PRICE,
    reference_class="offshore_wind",
    one_of=(("wind_speed_hourly", "wind_speed_monthly"),),
    answers={
        "net_energy": answer(
            "MWh/year", "energy after losses and ageing, own use included, mean over life", least=0, better="higher"
        ),
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
    hub_height=given("m", "height of the hub above the sea", least=50, most=250, example=150.0),
    spacing=given("1", "distance between turbines, in rotor diameters", least=3, most=20, example=8.0),
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
    operation_start=OPERATION_START,
    cost_of_capital=OWN_COST_OF_CAPITAL,
    wind_speed_hourly=measured(
        "m/s", "wind speed, a year of hours", least=0, most=75, optional=True, shape="hour", example=WORKED_YEAR
    ),
    wind_speed_monthly=measured(
        "m/s", "mean wind speed by month", least=0, most=30, optional=True, shape="month", example=SAND_POINT_MEAN
    ),
    weibull_k_monthly=measured(
        "1", "Weibull shape by month", least=1, most=6, optional=True, shape="month", example=SAND_POINT_SHAPE
    ),
    weather_height=measured("m", "height above the sea at which the wind was measured", least=2, most=250, example=10.0),
    temperature_hourly=measured(
        "degC", "air temperature near the sea, a year of hours", least=-60, most=50, optional=True, shape="hour",
        example=np.full(8760, 4.4),
    ),
    temperature_monthly=measured(
        "degC", "mean air temperature by month", least=-60, most=50, optional=True, shape="month",
        example=SAND_POINT_TEMPERATURE,
    ),
    pressure_hourly=measured(
        "hPa", "air pressure at the sea, a year of hours", least=850, most=1085, optional=True, shape="hour",
        example=np.full(8760, 1012.0),
    ),
    water_depth=measured("m", "depth of the water", least=3, most=3000, example=100.0),
    distance_to_shore=measured("km", "distance to the cable's landfall and the service port", least=0, most=400, example=50.0),
    wave_height=measured("m", "mean significant wave height", least=0, most=10, example=2.2),
    shear_exponent=assumed(
        0.08, 0.14, 0.20, "1", "exponent of the power law over the sea", scope="project",
        source="mode: IEC 61400-3-1:2019, section 6.3; ends: land-based IEC 61400-1 (0.20) and stable-to-unstable "
        "means of offshore lidars, below 0.14 in 80 % of hours (second-hand abstract); low unsourced: engineering judgement",
    ),
    wind_speed_error=assumed(
        -0.0844, 0.0, 0.0844, "1", "error of the site's wind speed: instrument, place, long-term correction",
        shape="normal", scope="project",
        source="windkit 2.2.0, DTU default uncertainty table in the tree of IEC 61400-15: 5.1344 % standard deviation; "
        "the lift to hub height is drawn apart",
    ),
    interannual_variability=assumed(
        -0.0822, 0.0, 0.0822, "1", "mean speed of a year above that of many: the recorded year against the years to come",
        shape="normal", scope="project",
        source="5 % standard deviation, engineering judgement below the 6 % that the industry applies, which overstates it: "
        "Pryor, Shepherd & Barthelmie 2018, Wind Energ. Sci. 3:651, doi:10.5194/wes-3-651-2018",
    ),
    losses=assumptions(LOSSES, "offshore", "losses by category of IEC 61400-15-2"),
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
    """Energy, cost and tonnes of an offshore wind farm, from its size and machine and the weather of its site.

    Energy is that of the stated capacity; the number of turbines, rounded, decides the wakes. The product is the mean
    over life, so that the first years are understated by some percent and the last overstated. What the project uses
    itself counts in the farm's energy, levelised cost and own emissions, not in the product.
    """
    machine = machine_of(turbine.name)
    weather = site_weather(
        wind_hourly=wind_speed_hourly, wind_monthly=wind_speed_monthly, weibull_k=weibull_k_monthly,
        temperature_hourly=temperature_hourly, temperature_monthly=temperature_monthly,
        pressure_hourly=pressure_hourly, height=machine.hub_height,
    )
    site = SiteEnergy(weather.distribution, machine)
    lift = shear_factor(hub_height, weather_height, shear_exponent)
    # One recorded year against the mean of the years to come: both vary, the mean of many years little.
    luck = interannual_variability * np.sqrt(1 + 1 / life)
    factor = lift * np.maximum(1 + wind_speed_error, 0.1) * np.maximum(1 + luck, 0.1)

    turbines = capacity * 1000 / machine.rating
    gross_energy = site.gross_energy(factor) * turbines
    wakes = np.clip(losses.wake_scale * site.wake_loss(factor, turbines, spacing), 0.0, MOST_WAKES)
    after_wakes = site_losses(losses, foundation, water_depth, distance_to_shore, wave_height)
    shares = {"wakes": wakes} | after_wakes
    if deliverable_power is not None:
        # What the losses leave of full power is what the other end is asked to take; wakes leave full power as it is.
        limit = deliverable_power / (capacity * kept(after_wakes))
        shares["not deliverable"] = 1 - site.taken_share(factor, limit, turbines, spacing, MEDIAN_WAKE_SCALE)
    left = kept(shares)
    ageing = mean_performance(degradation, life)
    net_energy = gross_energy * left * ageing
    delivered = np.maximum(net_energy - (0.0 if own_use is None else own_use), 0.0)

    capex = benchmark_error * 1000 * capacity * capex_per_kw(foundation, water_depth, distance_to_shore)
    opex = 1000 * capacity * opex_per_kw(foundation, distance_to_shore, wave_height)
    rate = COST_OF_CAPITAL.middle if cost_of_capital is None else cost_of_capital
    factors = grid_factor(grid, operation_start, LONGEST_LIFE)
    return {
        "capex": capex,
        "opex": opex,
        "product": delivered,
        "price": electricity_price * grid.price_level,
        "reference_t": factors * np.reshape(delivered, (-1, 1)),
        "project_t": net_energy * lifecycle_emissions / 1000,
        "life": life,
        "net_energy": net_energy,
        "gross_energy": gross_energy,
        "capacity_factor": net_energy / (capacity * HOURS_A_YEAR),
        "wake_loss": wakes,
        "total_loss": 1 - left,
        "levelised_cost": levelised_cost(capex, opex, net_energy, rate, life),
        "exhibits": exhibits(
            weather=weather, machine=machine, site=site, factor=factor, turbines=turbines, spacing=spacing,
            hub_height=hub_height, water_depth=water_depth, foundation=foundation.name,
            limited=deliverable_power is not None,
            gross=gross_energy, net=net_energy, own_use=own_use, losses=shares | {"ageing over life": 1 - ageing},
        ),
    }
