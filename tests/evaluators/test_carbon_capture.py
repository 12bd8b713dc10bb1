"""Carbon capture: the contract, and what must hold whatever the numbers are."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from capture_cases import AIR, answers, bound, single, with_row

from evaluators.carbon_capture import carbon_capture
from evaluators.carbon_capture.learning import (
    decision_year,
    forecast_variance,
)
from evaluators.carbon_capture.learnt_state import capacity_in
from evaluators.carbon_capture.tables import CREDITS, HEAT_SOURCES, TECHNOLOGIES, TRANSPORT_MODES
from evaluators.toolkit.checks import check_name, evaluator_checks
from evaluators.toolkit.fund_wide import COST_OF_CAPITAL, GRIDS
from evaluators.toolkit.row import Row

NO_ERROR = {name: 0.0 for name in carbon_capture.inputs if name.startswith("learning_error")}


@pytest.mark.parametrize("check", evaluator_checks(carbon_capture), ids=check_name)
def test_contract(check):
    check()


def test_every_technology_has_the_same_parameters_and_components_with_exponents():
    # A power plant has one more: the rate at which it makes up for what capture takes.
    plain = [{name for name in lines if "/" not in name} - {"own_power_factor"} for lines in TECHNOLOGIES.lines.values()]
    assert all(one == plain[0] for one in plain)
    for row, lines in TECHNOLOGIES.lines.items():
        costs = {name.split("/")[1] for name in lines if "/" in name and not name.startswith("exponent/")}
        exponents = {name.split("/")[1] for name in lines if name.startswith("exponent/")}
        assert costs and costs == exponents, row


def test_the_longest_life_lies_within_the_years_of_the_streams():
    years = answers()["product"].shape[1]
    assert max(lines["life"].high for lines in TECHNOLOGIES.lines.values()) <= years


def test_nothing_in_the_tables_lacks_a_source_and_judgement_is_called_so():
    for table in (TECHNOLOGIES, HEAT_SOURCES, TRANSPORT_MODES, CREDITS):
        for row, lines in table.lines.items():
            for name, line in lines.items():
                assert "to be sourced" not in line.source, (row, name)


@pytest.mark.parametrize("technology", [row for row in TECHNOLOGIES.rows if not row.endswith("_power")])
def test_dirtier_electricity_never_leaves_more_net_tonnes(technology):
    values = bound(technology=technology, heat_source="electric_heat_pump")
    base = GRIDS.medians(next(iter(GRIDS.rows)))
    shares = [
        carbon_capture.function(**values | {"grid": Row("grid", {**base, "factor": factor})})["net_share"]
        for factor in (0.05, 0.2, 0.5, 1.0)
    ]
    for cleaner, dirtier in pairwise(shares):
        assert np.all(dirtier < cleaner)


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
def test_more_experience_is_never_dearer(technology):
    values = bound(technology=technology)
    reference = values["technology"].experience_reference
    returned = [
        carbon_capture.function(**with_row(values, "technology", experience_2025=reference * times)) for times in (0.1, 1, 3, 100)
    ]
    for less, more in pairwise(returned):
        for name in ("capex", "cost_gross", "cost_net", "energy_use"):
            assert np.all(more[name] <= less[name] * (1 + 1e-12))


@pytest.mark.parametrize("technology", TECHNOLOGIES.rows)
@pytest.mark.parametrize("heat_source", HEAT_SOURCES.rows)
def test_one_draw_alone_is_the_same_as_among_many(technology, heat_source):
    values = bound(technology=technology, heat_source=heat_source, transport_mode="ship")
    alone = carbon_capture.function(**{name: single(value, 7) for name, value in values.items()})
    many = carbon_capture.function(**values)
    assert set(alone) == set(many)
    for name in (*(set(carbon_capture.answers) & set(many)), "capex"):
        np.testing.assert_allclose(alone[name], many[name][7], rtol=1e-12)
    np.testing.assert_allclose(alone["project_t"][0], many["project_t"][7], rtol=1e-12)


def test_experience_before_the_reference_plant_makes_nothing_dearer():
    values = bound()
    small, none = (
        carbon_capture.function(**with_row(values, "technology", experience_2025=x, growth=0.0))["capex"] for x in (1.0, 4000.0)
    )
    np.testing.assert_array_equal(small, none)


def test_without_learning_the_ratio_to_2030_is_one_and_nothing_is_halved():
    values = {name: 0.0 if name.startswith("learning_") else value for name, value in bound().items()}
    returned = carbon_capture.function(**values)
    for version in ("cost_ratio_2030", "cost_ratio_2030_scale"):
        np.testing.assert_allclose(returned[version], 1.0, rtol=1e-12)
    assert np.all(returned["halved_by_2030"] == 0)


@pytest.mark.parametrize("technology", AIR)
def test_what_is_learnt_while_the_plant_is_built_changes_nothing(technology):
    """Decided in 2027 either way: a plant of 2030 with three years of lead is the plant of 2035 with eight."""
    values = bound(technology=technology)
    three, eight, none = (
        carbon_capture.function(**values | {"operation_start": start, "lead_time": lead})
        for start, lead in ((2030.0, 3.0), (2035.0, 8.0), (2030.0, 0.0))
    )
    for name in ("capex", "cost_gross", "energy_use"):
        np.testing.assert_array_equal(three[name], eight[name])
    for name in ("energy_use", "cost_gross"):
        without_error = [
            carbon_capture.function(**values | NO_ERROR | {"lead_time": lead})[name] for lead in (0.0, 3.0, 5.0)
        ]
        assert all(np.all(shorter <= longer) and np.any(shorter < longer) for shorter, longer in pairwise(without_error))
    assert three["exhibits"]["year of decision"] == 2027.0 and none["exhibits"]["year of decision"] == 2030.0
    known, later = (one["exhibits"]["capacity of the technology at the decision [tonne/year]"] for one in (three, none))
    assert known < later == np.median(capacity_in(2030.0, SimpleNamespace(**values)))


def test_no_experience_is_read_before_the_base_year():
    values = bound()
    early, today = (
        carbon_capture.function(**values | {"operation_start": start, "lead_time": lead})["capex"]
        for start, lead in ((2026.0, 5.0), (2025.0, 0.0))
    )
    np.testing.assert_array_equal(early, today)
    np.testing.assert_array_equal(decision_year(np.array([2024.0, 2027.0, 2031.5]), 3.0), [2025.0, 2025.0, 2028.5])


def test_the_ratio_to_2030_hangs_on_neither_start_nor_lead_time():
    values = bound()
    first, second = (
        carbon_capture.function(**values | {"operation_start": start, "lead_time": lead})["cost_ratio_2030"]
        for start, lead in ((2028.0, 2.0), (2040.0, 5.0))
    )
    np.testing.assert_array_equal(first, second)


def test_the_forecast_error_is_part_of_the_ratio_to_2030_as_its_meaning_says():
    values = bound() | {name: 0.0 for name in carbon_capture.inputs if name.startswith("learning_")}
    for error, worse in ((0.05, True), (-0.05, False)):
        returned = carbon_capture.function(**values | {"learning_error": error})
        for version in ("cost_ratio_2030", "cost_ratio_2030_scale"):
            # What learns of capital alone carries the error, so the whole moves by less than all of it.
            assert np.all((returned[version] > 1) == worse)
            assert np.all(np.abs(np.log(returned[version])) < abs(error) * forecast_variance(5.0) ** 0.5)


def test_an_error_of_the_benchmark_multiplies_capital_and_what_hangs_on_it_alone():
    values = bound()
    once, twice = (carbon_capture.function(**values | {"benchmark_error": factor}) for factor in (1.0, 2.0))
    np.testing.assert_allclose(twice["capex"], 2 * once["capex"])
    fixed = (values["technology"].fixed_om * once["capex"])[:, None]
    np.testing.assert_allclose(twice["opex"] - once["opex"], np.broadcast_to(fixed, once["opex"].shape))
    assert np.all(twice["cost_gross"] > once["cost_gross"])
    for name in ("product", "project_t", "energy_use"):
        np.testing.assert_array_equal(twice[name], once[name])


def test_a_grid_twice_as_dear_is_a_price_twice_as_high():
    values = bound(heat_source="electric_heat_pump")
    values = with_row(values, "grid", delivery_adder=0.0)
    dear_grid = carbon_capture.function(**with_row(values, "grid", price_level=2.0))
    dear_power = carbon_capture.function(
        **with_row(values, "grid", price_level=1.0) | {"electricity_price": 2 * values["electricity_price"]}
    )
    for name in ("opex", "cost_gross", "cost_net"):
        np.testing.assert_allclose(dear_grid[name], dear_power[name])
    gas_only = bound(technology="dac_liquid_solvent")
    free, dear = (
        carbon_capture.function(**with_row(with_row(gas_only, "technology", electricity=0.0), "grid", price_level=level))["opex"]
        for level in (0.5, 4.0)
    )
    np.testing.assert_array_equal(free, dear)


def test_a_tonne_costs_what_its_own_capital_costs_and_the_fund_wide_median_where_none_is_stated():
    values = bound()
    cheap, dear, unstated, median = (
        carbon_capture.function(**values | {"cost_of_capital": rate}) for rate in (0.03, 0.12, None, COST_OF_CAPITAL.middle)
    )
    assert np.all(cheap["cost_gross"] < dear["cost_gross"]) and np.all(cheap["cost_net"] < dear["cost_net"])
    np.testing.assert_array_equal(unstated["cost_gross"], median["cost_gross"])
    np.testing.assert_array_equal(cheap["capex"], dear["capex"])
    assert "discount_rate" not in carbon_capture.inputs


def test_a_credit_by_law_begins_with_the_country_whose_law_it_is():
    countries = {row.split("_")[0] for row in GRIDS.rows} & {"us", "japan"}
    assert {row.split("_")[0] for row in CREDITS.rows if row != "none"} <= countries


def test_halving_is_sure_when_learning_is_fast_and_growth_is_wild():
    values = with_row(bound(), "technology", growth=100.0, experience_2025=4000.0, variable_om=0.0)
    values |= {name: 0.6 for name in values if name.startswith("learning_")} | NO_ERROR | {"floor_share": 0.0}
    values |= {"electricity_price": 0.0, "gas_price": Row("", {"us": 0, "japan": 0}), "storage_cost": 0.0, "deployment_slip": 0.0}
    assert np.all(carbon_capture.function(**values)["halved_by_2030"] == 1)


def test_the_start_of_the_count_decides_how_likely_halving_is():
    """From delivered tonnes (4 kt) and from nameplate (40 kt) to the same 0.5 Mt in 2030: only the first can be near a half."""
    delivered, nameplate = (
        carbon_capture.function(**with_row(
            bound() | {"deployment_slip": 0.0}, "technology", experience_2025=start, growth=(5e5 / start) ** 0.2 - 1
        ))["cost_ratio_2030"]
        for start in (4e3, 4e4)
    )
    assert np.all(delivered < nameplate)
    assert np.mean(delivered <= 0.75) > np.mean(nameplate <= 0.75)


def test_nothing_net_left_makes_the_net_cost_infinite_and_says_so():
    returned = answers(
        technology="dac_liquid_solvent", heat_source="electric_heat_pump", own_electricity_emissions=1.2,
    )
    nothing = returned["net_share"] <= 0
    assert nothing.any()
    assert np.all(np.isinf(returned["cost_net"][nothing])) and np.all(np.isfinite(returned["cost_net"][~nothing]))
    net = next(row for row in returned["exhibits"]["cost of a tonne [USD2024/tonne]"] if row["cost"] == "net")
    assert net["chance_nothing_is_left"] == nothing.mean()
    told = next(note for note in returned["exhibits"]["notes"] if "nothing net is left" in note)
    assert f"{nothing.mean():.1%}" in told
    if nothing.mean() >= 0.5:
        assert net["p50"] is None and "no net cost is stated" in told


def test_net_cost_is_gross_cost_over_what_is_left_and_never_below_gross():
    returned = answers(technology="cement", credit="us_45q_point")
    np.testing.assert_allclose(returned["cost_net"] * returned["net_share"], returned["cost_gross"])
    assert np.all(returned["cost_net"] > returned["cost_gross"])


@pytest.mark.parametrize(("technology", "removed", "fossil"), [
    ("dac_cao_looping", True, False), ("ethanol", True, False), ("ammonia", False, True), ("pulp_and_paper", True, True),
])
def test_air_and_biomass_are_removed_fossil_carbon_is_avoided(technology, removed, fossil):
    returned = answers(technology=technology)
    assert bool(np.any(returned["removed_t"])) == removed and bool(np.any(returned["reference_t"])) == fossil
    np.testing.assert_allclose(returned["removed_t"] + returned["reference_t"], returned["product"])


def test_a_credit_is_paid_for_its_own_kind_of_plant_for_twelve_years_of_enough_tonnes():
    right = answers(technology="dac_solid_sorbent", credit="us_45q_dac", operation_start=2030.0)["credits"]
    assert np.all(right[:, :12] > 0) and np.all(right[:, 12:] == 0)
    assert not answers(technology="dac_solid_sorbent", credit="us_45q_point")["credits"].any()
    assert not answers(technology="ethanol", credit="us_45q_dac")["credits"].any()
    assert not answers(technology="ethanol", credit="us_45q_point", capacity=12_000.0)["credits"].any()
    assert not answers(technology="ethanol", credit="us_45q_point", operation_start=2041.0)["credits"].any()
    assert not answers(credit="none")["credits"].any()


def test_a_credit_lowers_no_cost():
    np.testing.assert_array_equal(answers(credit="none")["cost_gross"], answers(credit="us_45q_dac")["cost_gross"])


def test_gross_cost_is_present_cost_over_present_tonnes():
    values = bound(cost_of_capital=(0.04, 0.12))
    returned = carbon_capture.function(**values)
    rate, life = values["cost_of_capital"][:, None], values["technology"].life[:, None]
    # End of year, the last year in part: differences of the annuity, by hand.
    ends = np.minimum(np.arange(31), life)
    weights = np.diff((1 - (1 + rate) ** -ends) / rate, axis=1)
    cost = returned["capex"] + (returned["opex"] * weights).sum(axis=1)
    np.testing.assert_allclose(returned["cost_gross"], cost / (returned["product"] * weights).sum(axis=1))


def test_farther_is_dearer_and_a_ship_beats_a_pipeline_over_a_long_way_only():
    near, far = answers(transport_distance=50.0)["cost_gross"], answers(transport_distance=1500.0)["cost_gross"]
    assert np.all(far > near)
    assert np.median(answers(transport_mode="ship", transport_distance=50.0)["cost_gross"]) > np.median(near)
    assert np.median(answers(transport_mode="ship", transport_distance=1500.0)["cost_gross"]) < np.median(far)


def test_waste_heat_does_not_drive_a_calciner():
    burnt, waste = (
        answers(technology="dac_cao_looping", heat_source=source)["energy_use"] for source in ("natural_gas", "waste_heat")
    )
    np.testing.assert_array_equal(burnt, waste)
    assert np.all(answers(heat_source="waste_heat")["energy_use"] < answers(heat_source="natural_gas")["energy_use"])


@pytest.mark.parametrize("technology", AIR)
def test_percentiles_of_cost_and_tonnes_are_in_order_and_first_years_are_slow(technology):
    returned = answers(technology=technology)
    for name in ("cost_gross", "cost_net", "captured"):
        low, middle, high = np.percentile(returned[name], [10, 50, 90])
        assert low < middle < high
    product = returned["product"]
    assert np.all(np.diff(product, axis=1) >= 0) and np.all(product[:, 0] < product[:, -1])
    assert np.all(returned["captured"] < 500_000)


def test_an_unknown_technology_is_named_with_what_it_may_be():
    with pytest.raises(KeyError, match="has no row 'dac_magic'; it has dac_liquid_solvent"):
        carbon_capture(**carbon_capture.example() | {"technology": "dac_magic", "operation_start": 2030.0})
