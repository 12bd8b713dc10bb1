"""What a chain of hydrogen cannot be is refused in a sentence, and each way asks for what it needs."""

from __future__ import annotations

import numpy as np
import pytest
from hydrogen_cases import bought, made, winds
from hydrogen_chains import medians

from evaluators.hydrogen_storage import hydrogen_storage
from evaluators.hydrogen_storage.ranking import HEAD
from evaluators.toolkit.binding import InputMissing, bind
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.trial import variants

# --- bad input ----------------------------------------------------------------------------------------------------

HOLES = winds().copy()
HOLES[[100, 4000]] = np.nan


@pytest.mark.parametrize(("facts", "message"), [
    (bought(pressure_max=-5.0), r"\(-5 bar\), so the store holds no working gas\. State pressure_min below pressure_max"),
    (bought(pressure_min=0.0), r"above 0 and up to 2000 bar\. State an absolute"),
    (bought(pressure_max=80.0, pressure_min=120.0), r"\(120 bar\) is not below the highest \(80 bar\).*State pressure_min below"),
    (bought(pressure_max=5000.0), r"up to 2000 bar"),
    (bought(storage_temperature=-150.0), r"temperature of hydrogen .* 200 to 1000 K\. Check degC against K"),
    (bought(isentropic_efficiency=1.2), r"isentropic efficiency .* State a share, such as 0\.8"),
    (bought(motor_efficiency=95.0), r"motor's efficiency .* State a share"),
    (bought(stated_volume=0.0), r"the volume of the store runs from 0 to 0 m3; it must lie above 0"),
    (bought(cycles=None), r"hydrogen is bought, and cycles must be stated: or state electrolyser_capacity"),
    (bought(cycles=None, hydrogen_source_emissions=None), r"cycles, hydrogen_source_emissions must be stated"),
    (bought(chain_share=20.0), r"claimed runs from 20 to 20; state a share from 0 to 1"),
    (bought(carrier="liquid_ship"), r"the carrier is 'liquid_ship' and its way is not stated; state carrier_distance"),
    (bought(carrier="liquid_ship", carrier_distance=-3.0), r"a distance of -3 km cannot be travelled"),
    (made(production_energy=20.0), r"20.* kWh/kg gives out more than it takes in .* State the electricity of the whole plant"),
    (made(wind_capacity=None), r"the electrolyser has no supply: state wind_capacity, solar_capacity or grid_power"),
    (made(wind_capacity=0.0, solar_capacity=0.0), r"the electrolyser has no supply"),
    (made(demand=None), r"no demand is stated: state demand in kg/h"),
    (made(demand_hourly=np.full(5000, 800.0)), r"demand_hourly has 5,000 hours.*Send whole years"),
    (made(demand_hourly=np.where(np.arange(8760) == 7, np.nan, 800.0)), r"demand_hourly has no value in 1 hours, first in hour"),
    (made(demand_hourly=np.zeros(8760)), r"demand_hourly is 0 in every hour"),
    (made(demand_monthly=np.ones(11)), r"twelve monthly demands are needed, January first; 11 were given"),
    (made(wind_speed_hourly=winds()[:8000]), r"wind_speed_hourly has 8,000 hours.*Send whole years"),
    (made(wind_speed_hourly=HOLES), r"wind_speed_hourly has no value in 2 hours, first in hour 101\. Fill the gaps"),
    (made(wind_speed_hourly=None), r"has wind, and its site brings none by hour or month\. Send wind_speed_hourly"),
    (made(weather_height=None), r"weather_height, is not stated; let the site state it"),
    (made(wind_speed_hourly=np.zeros(8760)), r"makes no hydrogen in 100% of the draws: .* Look at the record of the weather"),
    (made(solar_capacity=50.0), r"has photovoltaics, and its site brings no hourly sun.*Send ghi_hourly"),
    (made(wind_plant="offshore_wind"), r"stands at sea, and the site states no water_depth, distance_to_shore, wave_height"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(facts, message):
    with pytest.raises(ValueError, match=message):
        hydrogen_storage(**facts)


def test_a_store_that_is_not_in_the_table_is_refused_with_those_that_are():
    with pytest.raises(InputMissing, match=r"storage is 'salt_cavren'; it may be salt_cavern, "):
        bind(hydrogen_storage, bought(storage="salt_cavren"), Streams(1, 4, "x"))


def test_a_rate_in_kilograms_a_second_is_suspected_and_told_in_kilograms_an_hour():
    # 0.5 kg/s are 1,800 kg/h; as 0.5 kg/h a full charge of 500 t takes a century.
    for facts in (bought(charge_rate=0.5), made(charge_rate=0.5)):
        notes = medians(facts)["exhibits"]["notes"]
        assert any("If 0.5 is in kg/s, state 1,800 kg/h." in note for note in notes)


def test_a_claim_by_ideal_gas_is_not_feasible_and_says_why():
    # At 170 bar and 38 C an ideal gas is 9.7 % too dense: a volume that holds 500 t of it holds less of hydrogen.
    facts = bought(pressure_max=700.0, pressure_min=20.0, storage_temperature=25.0, storage="vessel_700bar", stated_volume=8934.0)
    result = medians(facts)
    assert result["feasible"] == 0
    assert any("Gate, mass in the store: not passed" in note for note in result["exhibits"]["notes"])
    assert medians({**facts, "stated_volume": 16_000.0})["feasible"] == 1


def test_a_borehole_overrides_the_site_card_for_the_store_proposed_only():
    facts = bought(geology="none")
    plain, shown = medians(facts), medians({**facts, "geology_evidence": "borehole"})
    assert (plain["feasible"], shown["feasible"]) == (0, 1)
    ground = {row["store"]: row["ground"] for row in shown["exhibits"][HEAD]}
    assert ground["salt_cavern"] == "holds it" and ground["lined_rock_cavern"] == "does not hold it"


# --- what belongs together ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stated", "groups"), [
    ({"electrolyser_capacity"}, [("demand", "demand_hourly", "demand_monthly")]),
    ({"hydrogen_cost"}, [("cycles",), ("hydrogen_source_emissions",)]),
    # What it makes itself it need not buy.
    ({"hydrogen_cost", "electrolyser_capacity"}, [("demand", "demand_hourly", "demand_monthly")]),
    (set(), []),
])
def test_each_way_asks_for_what_it_needs(stated, groups):
    assert hydrogen_storage.groups(stated) == [("electrolyser_capacity", "hydrogen_cost"), *groups]


def test_the_checks_of_the_contract_try_both_ways():
    tried = variants(hydrogen_storage)
    by_itself, buys = ([one for one in tried if name in one] for name in ("electrolyser_capacity", "hydrogen_cost"))
    assert len(by_itself) + len(buys) == len(tried) and len(buys) == 2
    assert {name for one in by_itself for name in ("demand", "demand_hourly", "demand_monthly") if name in one} == {
        "demand", "demand_hourly", "demand_monthly"
    }
    assert any("wind_speed_hourly" not in one and "wind_speed_monthly" in one for one in by_itself)
    assert sum("battery_power" in one for one in tried) == 1
