"""A proposal of a hydrogen store with its site, and its cast."""

from __future__ import annotations

from wind_proposals import CARD, GOOD

from evaluators.hydrogen_storage import site_inputs as site
from evaluators.toolkit.contract import choice, evaluator, given
from evaluators.toolkit.row import assumption_table
from flows import readers
from flows.cast import cast_proposal
from flows.sites import gather_sites
from flows.validate import validate


@evaluator("store of a test", product="kg", reference_class="hydrogen_storage")
def corridor(
    working_gas=given("tonne", "hydrogen put in", least=0.1, most=1e6),
    storage=choice(assumption_table("evaluators.hydrogen_storage", "technologies.csv"), "kind of store"),
    electrolyser=choice(assumption_table("evaluators.hydrogen_storage", "electrolysers.csv"), "kind", optional=True),
    pressure_max=given("bar", "highest", least=50, most=1000, optional=True),
    pressure_min=given("bar", "least", least=1, most=1000, optional=True),
    storage_temperature=given("degC", "of the gas", least=-40, most=100, optional=True),
    charge_rate=given("kg/h", "most put in", least=0, optional=True),
    discharge_rate=given("kg/h", "most taken out", least=0, optional=True),
    wind_capacity=given("MW", "wind", least=0, optional=True),
    solar_capacity=given("MW", "sun", least=0, optional=True),
    grid_power=given("MW", "grid", least=0, optional=True),
    battery_power=given("MW", "battery", least=0, optional=True),
    battery_energy=given("MWh", "battery", least=0, optional=True),
    electrolyser_capacity=given("MW", "electrolyser", least=0, optional=True),
    production_energy=given("kWh/kg", "electricity of a kilogram", optional=True),
    demand=given("kg/h", "mean use", least=0, optional=True),
    stated_volume=given("m**3", "room of the store", least=0, optional=True),
    wind_speed_hourly=site.WIND_SPEED_HOURLY,
    wind_speed_monthly=site.WIND_SPEED_MONTHLY,
    weibull_k_monthly=site.WEIBULL_K_MONTHLY,
    weather_height=site.WEATHER_HEIGHT,
    weather_begins=site.WEATHER_BEGINS,
    temperature_hourly=site.TEMPERATURE_HOURLY,
    temperature_monthly=site.TEMPERATURE_MONTHLY,
    ghi_hourly=site.GHI_HOURLY,
    dni_hourly=site.DNI_HOURLY,
    dhi_hourly=site.DHI_HOURLY,
    latitude=site.LATITUDE,
    longitude=site.LONGITUDE,
    electricity_price_hourly=site.ELECTRICITY_PRICE_HOURLY,
    grid_emissions_hourly=site.GRID_EMISSIONS_HOURLY,
    demand_hourly=site.DEMAND_HOURLY,
    demand_monthly=site.DEMAND_MONTHLY,
):
    """A store that answers nothing."""
    return {}


STORE = {"corridor": corridor}
FITTING = {
    "working_gas": "500 t", "storage": "lined_rock_cavern", "pressure_max": "20 MPa", "pressure_min": "20 bar",
    "charge_rate": "1500 kg/h", "discharge_rate": "2 t/h", "wind_capacity": "120 MW", "electrolyser": "pem",
    "electrolyser_capacity": "80 MW", "production_energy": "55 kWh/kg", "demand": "800 kg/h",
}  # fmt: skip


def gathered(files: dict[str, bytes], card: str = CARD):
    read = [("bering.yaml", card.encode()), *files.items()]
    return gather_sites([(name, "a" * 64, one) for name, data in read for one in readers.read("sites", name, data)])


def proposal(sites, **changes: str | None):
    """The proposal as cast; a change of None leaves an input out."""
    stated = {name: value for name, value in {**FITTING, **changes}.items() if value is not None}
    given_lines = "".join(f"      {name}: {value}\n" for name, value in stated.items())
    text = GOOD[: GOOD.index("    given:")].replace("floating_wind", "corridor") + "    given:\n" + given_lines
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, STORE, sites)


def judged(files: dict[str, bytes] | None = None, card: str = CARD, **changes: str | None):
    """The values that reach the evaluator, and what was found on the whole way."""
    sites = gathered(files or {}, card)
    read = proposal(sites, **changes)
    return read.blocks[0].values, validate([read], STORE, sites)
