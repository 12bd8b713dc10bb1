"""Hydrogen storage: what a store costs, loses and holds in its chain, dispatched hour by hour in every draw.

Caverns, buried pipe, vessels, liquid, ammonia, carrier oil and hydride are rows of one cited table, technologies.csv.
"""

from __future__ import annotations

from types import SimpleNamespace

from evaluators.hydrogen_storage import practice_inputs, site_inputs, stated_claims
from evaluators.hydrogen_storage.chain import CARRIERS
from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS
from evaluators.hydrogen_storage.gates import EVIDENCE
from evaluators.hydrogen_storage.own_supply import DEPTH, DISTANCE, SOLAR_PLANTS, WAVES, WIND_PLANTS
from evaluators.hydrogen_storage.published import PUBLISHED
from evaluators.hydrogen_storage.reconversion import RECONVERSIONS
from evaluators.hydrogen_storage.supply_cost import SUPPLY_COSTS
from evaluators.hydrogen_storage.tables import GEOLOGY, TECHNOLOGIES
from evaluators.hydrogen_storage.thresholds import YEN_PER_DOLLAR
from evaluators.hydrogen_storage.usual_row import LEFT_OPEN
from evaluators.offshore_wind.cost import FOUNDATIONS
from evaluators.offshore_wind.location import LOCATIONS
from evaluators.offshore_wind.turbine import TURBINES
from evaluators.toolkit.contract import answer, assumptions, choice, evaluator, given
from evaluators.toolkit.fund_wide import (
    BENCHMARK_ERROR,
    DISCOUNT_RATE,
    ELECTRICITY_PRICE,
    GRID_UPSTREAM,
    GRIDS,
    HYDROGEN_PRICE,
    REFERENCE_HYDROGEN,
)
from evaluators.toolkit.project import OPERATION_START, OWN_COST_OF_CAPITAL

__all__ = ["GEOLOGY", "PUBLISHED", "TECHNOLOGIES", "hydrogen_storage"]


@evaluator(
    "hydrogen storage",
    product="kg",
    sold_at=HYDROGEN_PRICE,
    reference_class="hydrogen_storage",
    version="2",
    one_of=(("electrolyser_capacity", "hydrogen_cost"),),
    requires={
        "electrolyser_capacity": (("demand", "demand_hourly", "demand_monthly"),),
        "hydrogen_cost": (("cycles",), ("hydrogen_source_emissions",)),
    },
    slow=("grid_power", "battery_power", "battery_energy", "minimum_load", "electricity_price_hourly"),
    answers={
        "cost_of_storage": answer(
            "USD2024/kg", "levelised per kg out of the store: leaves out the hydrogen delivered, holds that lost and cushion gas",
            least=0, better="lower",
        ),
        "cost_of_storage_with_gas": answer(
            "USD2024/kg", "the same with the hydrogen delivered, at its cost at the gate", least=0, better="lower"
        ),
        "cost_of_hydrogen_gate": answer("USD2024/kg", "levelised, where it is made: well to gate", least=0, better="lower"),
        "cost_of_hydrogen": answer("USD2024/kg", "levelised, delivered to its users", least=0, better="lower"),
        "emissions_gate": answer(
            "kg/kg", "CO2e of making it, well to gate, as the limits of Japan and the US count it: in the first year of "
            "operation, grid electricity with fuel before the plant and losses of the network", least=0, better="lower",
        ),
        "emissions_delivered": answer("kg/kg", "CO2e up to its users, with vented hydrogen and plants", least=0, better="lower"),
        "within_3_4_kg": answer(
            "1", "1 where emissions_gate, in the first year, is within Japan's 3.4 kg CO2e/kg", least=0, most=1, better="higher"
        ),
        "within_4_0_kg": answer(
            "1", "1 where emissions_gate, in the first year, is within 45V's 4.0 kg CO2e/kg", least=0, most=1, better="higher"
        ),
        "within_30_yen": answer(
            "1", "1 where cost_of_hydrogen, delivered at a site in Japan, is 30 JPY/Nm3 or less; none elsewhere; at a cost of "
            "capital of at least 4 %",
            least=0, most=1, better="higher", optional=True,
        ),
        "within_20_yen": answer(
            "1", "1 where cost_of_hydrogen, delivered at a site in Japan, is 20 JPY/Nm3 or less; none elsewhere; at a cost of "
            "capital of at least 4 %",
            least=0, most=1, better="higher", optional=True,
        ),
        "delivered_hydrogen": answer("kg/year", "hydrogen delivered to its users", least=0, better="higher"),
        "round_trip": answer(
            "1", "out of the store over put in and electricity, lower heating value", least=0, most=1, better="higher"
        ),
        "round_trip_ac": answer(
            "1", "electricity to electricity, were all of the stored hydrogen turned back", least=0, most=1, better="higher"
        ),
        "compression_energy": answer("kWh/kg", "electricity to compress or convert, per kg put in", least=0, better="lower"),
        "cushion_gas": answer("tonne", "hydrogen that stays in the store for good", least=0),
        "specific_capex": answer("USD2024/kg", "the store's cost to build per kg of working gas", least=0, better="lower"),
        "full_cycles": answer("1/year", "full cycles that the store really makes", least=0),
        "geology_fits": answer("1", "1 where the ground can hold this store, 0 where not", least=0, most=1, better="higher"),
        "unmet_demand": answer("1", "demand that stays unmet, of all", least=0, most=1, better="lower", optional=True),
        "demand_met": answer(
            "1", "1 where all demand of the year is met: its mean is the chance", least=0, most=1, better="higher", optional=True
        ),
        "minimum_store": answer(
            "tonne", "least working gas that meets all demand; infinite where none does", least=0, optional=True
        ),
        "oversize": answer("1", "working gas proposed over the least that would do; 0 where none does", least=0, optional=True),
    },
)
def hydrogen_storage(
    working_gas=given("tonne", "hydrogen that the full store gives, losses apart", least=0.1, most=1e6, example=500.0),
    storage=choice(TECHNOLOGIES, "kind of store", example="salt_cavern"),
    geology=choice(GEOLOGY, "what the ground is made of, by the site card", example="none"),
    geology_evidence=choice(EVIDENCE, "what shows that the ground holds it, where the site card says otherwise", optional=True,
                            example="borehole"),
    pressure_max=given("bar", "highest pressure of a gas store, absolute", least=50, most=1000, optional=True, example=172.0),
    pressure_min=given("bar", "least pressure of a gas store, absolute", least=1, most=160, optional=True, example=48.0),
    inlet_pressure=given("bar", "pressure of the hydrogen put in, absolute", least=1, most=150, optional=True, example=30.0),
    storage_temperature=given("degC", "temperature of the stored gas", least=-40, most=100, optional=True, example=38.0),
    stated_volume=given("m**3", "room inside the store", least=0.1, most=1e8, optional=True, example=80_000.0),
    stated_put_in=given("kg/year", "hydrogen put into the store, as the proposal reckons", least=1, most=1e10, optional=True,
                        example=3_000_000.0),
    stated_taken_out=given("kg/year", "hydrogen taken out of the store, as the proposal reckons", least=0, most=1e10,
                           optional=True, example=2_985_000.0),
    stated_lost=given("kg/year", "hydrogen that the store loses, as the proposal reckons", least=0, most=1e10, optional=True,
                      example=15_000.0),
    stated_electricity=given("kWh/kg", "electricity to compress or convert, per kg put in, as the proposal reckons", least=0,
                             most=60, optional=True, example=1.2),
    charge_rate=given("kg/h", "most that can be put in", least=0.01, most=1e6, optional=True, example=3000.0),
    discharge_rate=given("kg/h", "most that can be taken out", least=0.01, most=1e6, optional=True, example=3000.0),
    cycles=given("1/year", "full cycles a year, where no hours are dispatched", least=0.5, most=365, optional=True, example=6.0),
    demand=given("kg/h", "hydrogen that its users take, mean of the year", least=0.1, most=1e6, optional=True, example=1050.0),
    electrolyser_capacity=given("MW", "rated power of the project's own electrolyser", least=0.01, most=20_000, optional=True,
                                example=110.0),
    electrolyser=choice(ELECTROLYSERS, "kind of electrolyser", optional=True, example="pem"),
    production_energy=given("kWh/kg", "electricity of the electrolyser's whole plant when new, as its maker warrants",
                            least=33.4, most=90, optional=True, example=54.0),
    wind_capacity=given("MW", "own wind that feeds the electrolyser", least=0, most=20_000, optional=True, example=190.0),
    wind_plant=choice(WIND_PLANTS, "where the wind stands", optional=True, example="offshore_wind"),
    wind_turbine=choice(TURBINES, "the machine, or the reference machine nearest to it", optional=True, example="nrel_5mw"),
    wind_hub_height=given("m", "height of the hub", least=30, most=250, optional=True, example=100.0),
    wind_foundation=choice(FOUNDATIONS, "what turbines at sea stand on", optional=True, example="fixed"),
    solar_capacity=given("MW", "own photovoltaics that feed the electrolyser, alternating current", least=0, most=20_000,
                         optional=True, example=60.0),
    solar_plant=choice(SOLAR_PLANTS, "where the photovoltaics stand", optional=True, example="solar_alaska"),
    grid_power=given("MW", "firm power from the grid for the electrolyser", least=0, most=20_000, optional=True, example=10.0),
    battery_power=given("MW", "own battery beside the electrolyser", least=0, most=20_000, optional=True, example=20.0),
    battery_energy=given("MWh", "energy that can be drawn from the battery", least=0, most=200_000, optional=True, example=80.0),
    minimum_load=given("1", "least load of the electrolyser while it runs, of rated power", least=0, most=0.9, optional=True,
                       example=0.1),
    carrier=choice(CARRIERS, "what takes the hydrogen on its way", optional=True, example="ammonia_ship"),
    carrier_distance=given("km", "way of the hydrogen, one way", least=0, most=25_000, optional=True, example=4500.0),
    release=given("1", "share of what arrives that is turned back into hydrogen; 0 where ammonia is sold as ammonia", least=0,
                  most=1, optional=True, example=1.0),
    reconversion=choice(RECONVERSIONS, "what turns hydrogen back into electricity", optional=True, example="fuel_cell"),
    hydrogen_source_emissions=given("kg/kg", "CO2e of the hydrogen that is bought, to the gate", least=0, most=40, optional=True,
                                    example=1.0),
    hydrogen_cost=given("USD2024/kg", "cost of the hydrogen that is bought, at the gate", least=0, most=30, optional=True,
                        example=4.0),
    chain_share=given(
        "1", "share of the chain's sales and tonnes this store claims; counts up to its share of the chain's cost; "
        "of a chain that makes its hydrogen, the share of its cost, too",
        least=0, most=1, optional=True, example=1.0,
    ),
    grid=choice(GRIDS, "grid that feeds compression, and the electrolyser where it takes power from it", example=GRIDS.rows[0]),
    operation_start=OPERATION_START,
    cost_of_capital=OWN_COST_OF_CAPITAL,
    discount_rate=DISCOUNT_RATE,
    wind_speed_hourly=site_inputs.WIND_SPEED_HOURLY,
    weather_height=site_inputs.WEATHER_HEIGHT,
    weather_begins=site_inputs.WEATHER_BEGINS,
    wind_speed_monthly=site_inputs.WIND_SPEED_MONTHLY,
    weibull_k_monthly=site_inputs.WEIBULL_K_MONTHLY,
    temperature_hourly=site_inputs.TEMPERATURE_HOURLY,
    temperature_monthly=site_inputs.TEMPERATURE_MONTHLY,
    pressure_hourly=site_inputs.PRESSURE_HOURLY,
    ghi_hourly=site_inputs.GHI_HOURLY,
    dni_hourly=site_inputs.DNI_HOURLY,
    dhi_hourly=site_inputs.DHI_HOURLY,
    electricity_price_hourly=site_inputs.ELECTRICITY_PRICE_HOURLY,
    demand_hourly=site_inputs.DEMAND_HOURLY,
    demand_monthly=site_inputs.DEMAND_MONTHLY,
    latitude=site_inputs.LATITUDE,
    longitude=site_inputs.LONGITUDE,
    water_depth=DEPTH,
    distance_to_shore=DISTANCE,
    wave_height=WAVES,
    isentropic_efficiency=practice_inputs.ISENTROPIC_EFFICIENCY,
    motor_efficiency=practice_inputs.MOTOR_EFFICIENCY,
    suction_temperature=practice_inputs.SUCTION_TEMPERATURE,
    operating_share=practice_inputs.OPERATING_SHARE,
    compressor_volume=practice_inputs.COMPRESSOR_VOLUME,
    compressor_om=practice_inputs.COMPRESSOR_OM,
    compressor_life=practice_inputs.COMPRESSOR_LIFE,
    labour_cost=practice_inputs.LABOUR_COST,
    hydrogen_warming=practice_inputs.HYDROGEN_WARMING,
    weather_year=practice_inputs.WEATHER_YEAR,
    grid_upstream=GRID_UPSTREAM,
    hydrogen_cost_error=stated_claims.HYDROGEN_COST_ERROR,
    hydrogen_cost_elsewhere=stated_claims.HYDROGEN_COST_ELSEWHERE,
    hydrogen_emissions_unstated=stated_claims.HYDROGEN_EMISSIONS_UNSTATED,
    production_error=stated_claims.PRODUCTION_ERROR,
    unmet_price=stated_claims.UNMET_PRICE,
    left_open=LEFT_OPEN,
    wind_output=practice_inputs.WIND_OUTPUT,
    solar_output=practice_inputs.SOLAR_OUTPUT,
    displacing=practice_inputs.DISPLACING,
    battery=assumptions(SUPPLY_COSTS, "battery", "battery beside the electrolyser"),
    places=assumptions(LOCATIONS, "places", "cost of work, supply and running of wind at sea in Alaska and Japan"),
    water=assumptions(SUPPLY_COSTS, "water", "water of the electrolyser"),
    marine_fuel=assumptions(SUPPLY_COSTS, "marine_fuel", "fuel of the ships"),
    yen_per_dollar=YEN_PER_DOLLAR,
    electricity_price=ELECTRICITY_PRICE,
    benchmark_error=BENCHMARK_ERROR,
    displaced=REFERENCE_HYDROGEN,
):
    """Cost, losses, hours and avoided tonnes of a hydrogen store in its chain.

    Bought hydrogen is cycled at a steady pace, as stated; hydrogen made by the project's own electrolyser is dispatched over
    8,760 hours in every draw. A store that buys owns no hydrogen of others: its ``opex`` [USD2024/year] is fixed cost,
    electricity and the hydrogen it loses. Sales (``product``), ``reference_t`` and ``project_t`` are those of the whole chain
    times one share, in each draw min(chain_share, own cost / (own cost + cost of what is bought)): share.py. The share is taken
    at the fund's rate, as the cost per tonne is; answers in USD2024/kg are at the project's own cost of capital, real. A chain
    that makes its hydrogen counts chain_share of its cost as of its sales and tonnes.
    """
    inputs = SimpleNamespace(**locals())
    # Compiled kernels are loaded where they are used, so that no command that only asks waits for them.
    from evaluators.hydrogen_storage.evaluation import evaluated

    return evaluated(inputs)
