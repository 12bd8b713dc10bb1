"""Money of offshore wind: NREL's Annual Technology Baseline cell by cell, reference farms part by part, places, credits."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.cost import (
    FOUNDATIONS,
    USD2024,
    capex_parts,
    capex_per_kw,
    construction_finance_factor,
    export_fit,
    opex_per_kw,
    removal_per_year,
    soft_cost,
)
from evaluators.offshore_wind.gates import LEASES
from evaluators.offshore_wind.levelised import (
    ageing_annuity,
    atb_cost,
    by_cash_flow,
    by_charge_rate,
    by_present_value,
    construction_factor,
)
from evaluators.offshore_wind.location import HOME, LOCATIONS, factors_of, location_of
from evaluators.offshore_wind.tax_credits import TAX_CREDITS, tax_credit
from evaluators.toolkit.common import BlockStreams, common_answers
from evaluators.toolkit.finance import capital_recovery_factor, fixed_charge_rate, present_value, wacc_real
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.present_value import Years
from evaluators.toolkit.row import Row

ATB = Path(__file__).parents[3] / "shared" / "samples" / "atb" / "Floating_Offshore_Wind"
needs_atb = pytest.mark.skipif(not ATB.is_dir(), reason="the NREL ATB sample (../shared/samples/atb) is not here")
CASES = pytest.mark.parametrize("case", ["R&D", "Market"])
SCENARIOS = ("Advanced", "Moderate", "Conservative")
CREDIT = TAX_CREDITS.medians("us_48e")
SHOWN = {"lease": LEASES.medians("held"), "evidence": 1.0}
PLACES = LOCATIONS.medians("places")
DEEP, SHALLOW = (FOUNDATIONS.medians(kind) for kind in ("floating", "fixed"))


# NREL's Annual Technology Baseline 2024, floating: NREL/ATB-calc @e3fcfd5, tests/data (BSD-3).


def sheet(*path: str) -> list[tuple[str, np.ndarray]]:
    with ATB.joinpath(*path).open(encoding="utf-8", newline="") as lines:
        return [(row[0], np.array([float(cell) for cell in row[1:22]])) for row in list(csv.reader(lines))[1:]]


def close(ours, published):
    np.testing.assert_allclose(ours, published, rtol=1e-9, atol=0)


@needs_atb
@CASES
def test_every_levelised_cost_of_the_baseline(case):
    at = {name: dict(sheet(case, "30", f"df_{name}.csv")) for name in ("occ", "gcc", "capex", "fom", "vom", "tc", "lcoe")}
    wacc, finance, energy = dict(sheet(case, "df_wacc.csv")), dict(sheet(case, "df_cff.csv")), dict(sheet("df_ncf.csv"))
    assert len(at["lcoe"]) == 7 * 3
    for name, published in at["lcoe"].items():
        scenario = name.split("/")[1]
        close((at["occ"][name] + at["gcc"][name]) * finance[f"CFF/{scenario}"], at["capex"][name])
        inputs = {
            "fixed": at["fom"][name], "capacity_factor": energy[name], "wacc": wacc[f"WACC Real - {scenario}"],
            "tax": wacc["Tax Rate (Federal and State)"], "inflation": wacc["Inflation Rate"], "variable": at["vom"][name],
            "investment_credit": at["tc"]["ITC Schedule/*"], "energy_credit": at["tc"][f"PTC/{scenario}"],
        }
        apart = {"overnight": at["occ"][name], "grid": at["gcc"][name], "finance_factor": finance[f"CFF/{scenario}"]}
        whole = {"overnight": at["capex"][name], "grid": 0.0, "finance_factor": 1.0}
        close(atb_cost(**apart, **inputs), published)
        close(atb_cost(**whole, **inputs), published)


@needs_atb
@CASES
def test_every_rate_of_the_baseline(case):
    wacc, given_apart = dict(sheet(case, "df_wacc.csv")), dict(sheet(case, "df_just_wacc.csv"))
    inflation, tax = wacc["Inflation Rate"], wacc["Tax Rate (Federal and State)"]
    for scenario in SCENARIOS:
        debt, interest = wacc[f"Debt Fraction - {scenario}"], wacc[f"Interest Rate Nominal - {scenario}"]
        equity = wacc[f"Rate of Return on Equity Nominal - {scenario}"]
        close((1 + interest) / (1 + inflation) - 1, wacc[f"Calculated Interest Rate Real - {scenario}"])
        close((1 + equity) / (1 + inflation) - 1, wacc[f"Calculated Rate of Return on Equity Real - {scenario}"])
        real = wacc_real(debt, interest, equity, tax, inflation)
        close(real, wacc[f"WACC Real - {scenario}"])
        close(real, given_apart[f"WACC Real - {scenario}"])
        for table in (wacc, given_apart):
            close((1 + real) * (1 + inflation) - 1, table[f"WACC Nominal - {scenario}"])


@needs_atb
@CASES
def test_every_factor_of_the_baselines_tax_sheet(case):
    wacc, cells = dict(sheet(case, "df_wacc.csv")), sheet(case, "30", "df_tc.csv")
    inflation, tax, credit = wacc["Inflation Rate"], wacc["Tax Rate (Federal and State)"], dict(cells)["ITC Schedule/*"]
    shares, seen, scenario = (0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576), 0, ""
    for name, published in cells:
        what, _, _ = name.partition("/")
        scenario = next((one for one in SCENARIOS if one in name), scenario)  # rows of years follow their heading
        if what.startswith("Year") or what in ("ITC Schedule", "PTC"):
            continue  # headings and inputs
        nominal, real = wacc[f"WACC Nominal - {scenario}"], wacc[f"WACC Real - {scenario}"]
        if what == "10 year CRF":
            close(capital_recovery_factor(real, 10), published)
        elif what == "PVD":
            close(present_value(np.tile(shares, (len(nominal), 1)), nominal), published)
        elif what == "PFF":
            close(fixed_charge_rate(real, 30, tax, inflation, itc=credit) / capital_recovery_factor(real, 30), published)
        else:
            close((1 + nominal) ** -float(what), published)
        seen += 1
    assert seen == 3 * 3 + 6 + 6 + 2, "every row that is no input; the sample ends in the third table of years"


# Three ways to one levelised cost.

rates, shares = st.floats(0.0, 0.2), st.floats(0.0, 0.05)
amounts = st.floats(1.0, 1e10)


@settings(deadline=None)
@given(capex=amounts, opex=amounts, energy=amounts, rate=rates, life=st.integers(1, 40), ageing=shares, built=st.integers(0, 6))
def test_fixed_charge_rate_and_cash_flow_agree(capex, opex, energy, rate, life, ageing, built):
    flow = by_cash_flow(capex, opex, energy, rate, life, ageing, built)
    at_start = capex * construction_factor(rate, built)
    assert by_present_value(at_start, opex, energy, rate, life, ageing) == pytest.approx(flow, rel=1e-9)
    # A fixed charge rate knows no ageing; it may be given the energy of all years as one of each.
    level = energy * ageing_annuity(rate, life, ageing) * capital_recovery_factor(rate, life)
    charge = by_charge_rate(at_start, opex, capital_recovery_factor(rate, life), level) / 1000
    assert charge == pytest.approx(flow, rel=1e-9)


@given(rate=rates, life=st.floats(0.5, 40), ageing=shares)
def test_energy_that_ages_has_the_present_value_of_its_years(rate, life, ageing):
    years = (1 - ageing) ** np.arange(41.0)
    assert ageing_annuity(rate, life, ageing) == pytest.approx(Years(rate, life).present(years[None])[0], rel=1e-9)


def test_early_years_weigh_more_than_the_mean_over_life():
    mean = ageing_annuity(0.0, 30.0, 0.005) / 30
    ratio = by_present_value(7e9, 8e7, 2e6, 0.05, 30.0, 0.005)
    assert ratio < by_present_value(7e9, 8e7, 2e6 * mean, 0.05, 30.0)
    assert ratio == pytest.approx(by_cash_flow(7e9, 8e7, 2e6, 0.05, 30, 0.005), rel=1e-12)


def test_the_mean_of_yearly_costs_is_not_the_levelised_cost():
    # NREL/reV issue 271: 122.107 and 123.130, with the cost of NREL's floating reference farm.
    years = 8760 * np.array([0.42, 0.48, 0.51, 0.55, 0.46])
    assert by_charge_rate(7027.81, 62.31, 0.0648, years).mean() == pytest.approx(123.130, abs=5e-4)
    assert by_charge_rate(7027.81, 62.31, 0.0648, years.mean()) == pytest.approx(122.107, abs=5e-4)


def test_without_energy_the_cost_is_infinite_and_draws_broadcast():
    found = by_present_value(np.full(3, 1e9), 2e7, np.array([0.0, 1e6, 2e6]), 0.05, np.array([25.0, 27.5, 30.0]), 0.01)
    assert np.isinf(found[0]) and found[1] > found[2] > 0


# What it costs to build: NREL's reference farms, part by part (NREL/WAVES waves_example.ipynb @32200b1).


def reference(kind: str, **changes: float) -> Row:
    """The reference farm in the money of its review."""
    exact = {"cost_level": 1 / USD2024, "site_effect": 1.0, "distance_effect": 1.0}
    return Row(kind, dict(FOUNDATIONS.medians(kind)) | exact | changes)


@pytest.mark.parametrize("kind,depth,distance,total,soft", [
    ("floating", 739, 36, 7027.81, 1125.97), ("fixed", 34, 50, 4949.63, 747.73),
])
def test_reference_farms_are_the_sum_of_their_parts(kind, depth, distance, total, soft):
    parts = capex_parts(reference(kind), depth, distance)
    # 0.16 USD/kW, with interest 0.17, for commissioning and removal: shares that ORBIT read as USD/kW.
    assert sum(parts.values()) == pytest.approx(total - 0.17, abs=0.03)
    covers, interest = parts["insurance and contingency"], parts["interest during construction"]
    assert covers + interest == pytest.approx(soft - 0.17, abs=0.03)
    assert parts["turbine"] == pytest.approx(1700, abs=0.005)


@pytest.mark.parametrize("kind,depth,distance,opex,energy,cost", [
    ("floating", 739, 36, 62.31, 4235.33, 122.24), ("fixed", 34, 50, 59.42, 3825.91, 99.36),
])
def test_interest_during_construction_is_counted_once(kind, depth, distance, opex, energy, cost):
    parts = capex_parts(reference(kind), depth, distance)
    once = by_charge_rate(sum(parts.values()), opex, 0.0648, energy)
    assert once == pytest.approx(cost, abs=0.01)
    # The builders' part with its interest is the whole; with interest on the whole, the published cost is missed.
    paid = sum(parts.values()) - parts["interest during construction"]
    financed = (paid - parts["project development"]) * construction_finance_factor() + parts["project development"]
    assert financed == pytest.approx(sum(parts.values()), rel=1e-12)
    assert by_charge_rate(financed * construction_finance_factor(), opex, 0.0648, energy) > cost + 4


depths, distances, ratings = st.floats(3, 1500), st.floats(0, 400), st.floats(3000, 25000)


@given(
    kind=st.sampled_from(["floating", "fixed"]), near=distances, further=st.floats(0, 100), depth=depths,
    deeper=st.floats(0, 300), rating=ratings,
)
def test_deeper_and_further_is_not_cheaper(kind, near, further, depth, deeper, rating):
    foundation = FOUNDATIONS.medians(kind)
    here = capex_parts(foundation, depth, near, rating)
    assert min(here.values()) >= 0
    total = sum(here.values())
    assert capex_per_kw(foundation, depth + deeper, near, rating) >= total * (1 - 1e-12)
    assert capex_per_kw(foundation, depth, near + further, rating) >= total * (1 - 1e-12)
    assert opex_per_kw(foundation, near + further, 2.0) >= opex_per_kw(foundation, near, 2.0)


@given(kind=st.sampled_from(["floating", "fixed"]), rating=ratings, larger=st.floats(1, 2), depth=st.floats(5, 800))
def test_larger_turbines_are_not_dearer_a_kilowatt(kind, rating, larger, depth):
    foundation = FOUNDATIONS.medians(kind)
    assert capex_per_kw(foundation, depth, 50.0, rating * larger) <= capex_per_kw(foundation, depth, 50.0, rating) * (1 + 1e-12)


def test_export_cost_is_held_where_its_fit_turns_down():
    for kind in ("floating", "fixed"):
        line = export_fit(kind, np.linspace(0, 400, 801))
        assert np.all(np.diff(line) >= 0) and line[0] == 0


def test_running_cost_follows_nrels_equation():
    # 100 km and 2.5 m, 150 km and 3 m: 79.3 and 84.9 USD2022/kW with the 1.25 of NREL's own runs.
    row = Row("floating", dict(DEEP) | {"opex_factor": 1.25 / USD2024})
    assert opex_per_kw(row, 100.0, 2.5) == pytest.approx(79.3, abs=0.05)
    assert opex_per_kw(row, 150.0, 3.0) == pytest.approx(84.9, abs=0.05)


def test_draws_pass_through():
    found = capex_per_kw(DEEP, np.linspace(60, 900, 5), np.linspace(5, 200, 5), 15000.0, factors_of("alaska", PLACES))
    assert found.shape == (5,) and np.all(np.diff(found) > 0)


# Alaska and Japan.


@pytest.mark.parametrize("latitude,longitude,grid,expected", [
    (54.75, -160.6, "us_alaska_railbelt", "alaska"), (52.7, 174.1, "us_alaska_remote_diesel", "alaska"),
    (40.15, 139.93, "japan_tohoku", "japan"), (41.0, -125.0, "us_california", "home"), (43.0, -69.5, "us_northeast", "home"),
    (57.0, -2.0, "renewable_dedicated", "home"), (None, None, "us_alaska_railbelt", "alaska"),
    (None, None, "japan_kyushu", "japan"),
    (None, None, "renewable_dedicated", "home"), (54.75, 199.4, "renewable_dedicated", "alaska"),
])
def test_a_site_is_found_in_its_place(latitude, longitude, grid, expected):
    assert location_of(latitude, longitude, grid) == expected


@pytest.mark.parametrize("name", ["alaska", "japan"])
@pytest.mark.parametrize("foundation", [DEEP, SHALLOW], ids=["floating", "fixed"])
def test_a_place_raises_local_cost_and_never_the_turbine(name, foundation):
    place = factors_of(name, PLACES)
    home, there = (capex_parts(foundation, 100.0, 50.0, 15000.0, one) for one in (HOME, place))
    assert there["turbine"] == home["turbine"]
    assert there["installation"] / home["installation"] == pytest.approx(place.work)
    raised = sum(there.values()) / sum(home.values())
    assert 1 < raised < place.work, "diluted by what is bought elsewhere"
    assert opex_per_kw(foundation, 50.0, 2.0, place) == pytest.approx(place.running * opex_per_kw(foundation, 50.0, 2.0))


def test_uncertain_factors_hold_the_reference_between_them():
    for line in LOCATIONS.lines["places"].values():
        assert line.low < line.mode < line.high and line.low <= 1.1 and "judgement" in line.source
    assert factors_of("home", PLACES) is HOME and factors_of("japan", PLACES)["work"] == PLACES["japan_work"]


def test_japan_meets_the_cost_of_akita_and_noshiro():
    # 100 billion JPY for 140 MW of 4.2 MW turbines at 10 to 30 m, 1 to 3 km off; 131.55 JPY/USD in 2022.
    built = 100e9 / 140e3 / 131.55 * USD2024
    modes = factors_of("japan", Row("places", {name: line.mode for name, line in LOCATIONS.lines["places"].items()}))
    ours = capex_per_kw(reference("fixed", cost_level=1.0), 20.0, 3.0, 4200.0, modes, 140.0)
    assert ours == pytest.approx(built, rel=0.01)
    assert capex_per_kw(reference("fixed", cost_level=1.0), 20.0, 3.0, 4200.0, capacity=140.0) < 0.95 * built


# What does not shrink with a farm.

sizes = st.floats(1, 3000)


@given(
    kind=st.sampled_from(["floating", "fixed"]), capacity=sizes, larger=st.floats(1, 5), depth=depths, distance=distances,
    rating=ratings,
)
def test_a_smaller_farm_is_not_cheaper_a_kilowatt_and_a_larger_one_not_in_all(kind, capacity, larger, depth, distance, rating):
    foundation = FOUNDATIONS.medians(kind)

    def each(size: float) -> np.ndarray:
        built = capex_per_kw(foundation, depth, distance, rating, capacity=size, rate=0.06)
        return np.array([built, opex_per_kw(foundation, distance, 2.0, capacity=size)])

    at_reference = np.array([
        capex_per_kw(foundation, depth, distance, rating, rate=0.06), opex_per_kw(foundation, distance, 2.0)
    ])
    assert np.all(each(capacity) >= at_reference * (1 - 1e-12)), "never below the reference farm's, held above its size"
    assert np.all(each(capacity * larger) <= each(capacity) * (1 + 1e-12))
    assert np.all(each(capacity * larger) * larger >= each(capacity) * (1 - 1e-12)), "and never less in all"


@pytest.mark.parametrize("kind,depth,distance", [("floating", 739.0, 36.0), ("fixed", 34.0, 50.0)])
def test_the_reference_farm_stays_what_it_is_to_the_dollar(kind, depth, distance):
    exact = reference(kind)
    assert capex_parts(exact, depth, distance, capacity=600.0) == capex_parts(exact, depth, distance)


def test_a_cable_costs_its_kilometres_whatever_goes_through_it():
    near, far = (capex_parts(DEEP, 100.0, km, capacity=15.0)["export cable"] * 15_000 / DEEP.cost_level for km in (20.0, 60.0))
    assert far - near == pytest.approx(40 * DEEP.cable_floor) and DEEP.cable_floor > 0.6e6


def test_the_small_farms_of_nrels_guam_study_are_what_the_shares_were_taken_from():
    """NRWAL osw_2025: 150 MW; 96.6 million for the substation, 1.187 times the running cost, insurance with it."""
    mode = {kind: {name: line.mode for name, line in FOUNDATIONS.lines[kind].items()} for kind in FOUNDATIONS.rows}
    for kind, foundation in mode.items():
        parts = capex_parts(Row(kind, foundation), 100.0, 36.0, capacity=150.0)
        assert parts["substation"] * 150e3 == pytest.approx(96.6e6, rel=0.02), kind
        running = [opex_per_kw(Row(kind, foundation), 60.0, 1.5, capacity=size) for size in (150.0, 600.0)]
        assert 1 < running[0] / running[1] < 68.6602273 / 57.83453533
    laid = capex_parts(Row("floating", mode["floating"]), 100.0, 36.0, capacity=150.0)["installation"] * 150e3
    assert laid == pytest.approx(167.9e6, rel=0.02)


@pytest.mark.parametrize("kind,depth,distance,rating,capacity,built,year", [
    ("floating", 100.0, 25.0, 6000.0, 30.0, 274e6, 2017),  # Hywind Scotland (money.cnn.com, 24 July 2017)
    ("fixed", 27.0, 36.0, 6000.0, 30.0, 290e6, 2016),  # Block Island, its loan (the7hub.blogspot.com, 2015); cables of 36 km
])
def test_pilots_that_were_built_lie_within_the_spread(kind, depth, distance, rating, capacity, built, year):
    """Second-hand, and first of their kind: only the order of size can be judged; at 600 MW's rate both would be missed."""
    real = built / (1000 * capacity) * money_factor("USD", year, "USD", 2024)[0]
    ours = capex_per_kw(reference(kind, cost_level=1.0), depth, distance, rating, capacity=capacity)
    low, high = (FOUNDATIONS.lines[kind]["cost_level"].low, FOUNDATIONS.lines[kind]["cost_level"].high)
    assert low * ours < real < high * ours
    assert abs(real / ours - 1) < 0.6 * abs(real / capex_per_kw(reference(kind, cost_level=1.0), depth, distance, rating) - 1)


# Interest during construction.


@pytest.mark.parametrize("rate", [0.0, 0.03, 0.05, 0.07, 0.12])
def test_interest_is_what_the_builders_years_bear(rate):
    """A cash flow year by year, each paid in its middle, gives the same levelised cost: interest is counted once."""
    parts = capex_parts(DEEP, 100.0, 50.0, rate=rate)
    paid = sum(parts.values()) - parts["interest during construction"]
    spent = dict(zip((0.5, 1.5, 2.5, 3.5, 4.5), (0.25, 0.25, 0.3, 0.1, 0.1), strict=True))
    assert sum(parts.values()) == pytest.approx(sum(share * paid * (1 + rate) ** before for before, share in spent.items()))


@given(low=st.floats(0, 0.2), more=st.floats(0.001, 0.1))
def test_dearer_money_is_a_dearer_farm(low, more):
    assert capex_per_kw(SHALLOW, 30.0, 40.0, rate=low + more) > capex_per_kw(SHALLOW, 30.0, 40.0, rate=low)


# Removal.


def test_removal_moves_the_levelised_cost_by_a_percent_or_two():
    capex, opex, energy = 7468.9, 62.31 * USD2024, 4.23533
    without = by_present_value(capex, opex, energy, 0.05, 30.0)
    withit = by_present_value(capex, opex + removal_per_year(DEEP, capex, 30.0), energy, 0.05, 30.0)
    assert 0.01 < withit / without - 1 < 0.02
    # Set aside year by year it costs more than paid at the end, and less than paid at the start.
    share = DEEP.removal * capex
    at_the_end = (capex + opex * 15.3725 + share * 1.05**-30) / (energy * 15.3725)
    at_the_start = (capex + share + opex * 15.3725) / (energy * 15.3725)
    assert at_the_end < withit < at_the_start


def test_no_removal_hides_in_the_building_cost():
    hard = {"turbine": 1700.0, "installation": 981.65, "project development": 309.30, "rest": 2910.89}
    soft = soft_cost(hard)
    # With ORBIT's share of 15 % of the installation for removal, the published soft cost would be missed by far.
    assert sum(soft.values()) == pytest.approx(1125.97 - 0.17, abs=0.03)
    assert sum(soft.values()) + 0.15 * 981.65 * construction_finance_factor() > 1125.97 + 150


# Credits as the law stands in November 2026.


@pytest.mark.parametrize("country,begun,start,words", [
    ("US", None, 2031.0, "no start of construction is stated"),
    ("US", 2028.25, 2031.4, "construction in 2028"),
    ("US", 2026.51, 2029.0, "ask for a start by 4 July 2026"),
    ("US", 2025.9, 2030.2, r"counts as continuous to 2029 (IRS Notice 2025-42)"),
    ("US", 2024.3, 2035.0, r"counts as continuous to 2034 (IRS Notice 2021-05)"),
    ("JP", 2025.0, 2027.0, "Japan grants none"),
    ("GB", 2025.0, 2027.0, "none is known for GB"),
    ("", None, 2027.0, "none is known for this country"),
])
def test_no_credit_is_counted_by_default(country, begun, start, words):
    found = tax_credit(CREDIT, 3e9, country, begun, start, 35, **SHOWN)
    assert found.stream == 0.0 and words in found.note and found.note.startswith("No credit is counted")


@pytest.mark.parametrize("begun,start", [
    (2026.50, 2030.9), (2024.3, 2028.9), (2024.3, 2034.9), (2025.6, 2035.9), (None, 2027.9), (2027.0, 2027.99),
])
def test_who_is_entitled_gets_thirty_percent_once(begun, start):
    found = tax_credit(CREDIT, np.full(4, 3e9), "US", begun, start, 35, **SHOWN)
    assert found.stream.shape == (4, 35) and not found.stream[:, 1:].any()
    assert np.all((found.stream[:, 0] > 0.24 * 3e9) & (found.stream[:, 0] <= 0.3 * 3e9))
    assert "100% of the draws" in found.note and "must show" in found.note
    assert ("foreign entities" in found.note) == (begun is None or begun >= 2026)
    assert ("26 U.S.C. 48, by its start before 2025" in found.note) == (begun == 2024.3)
    assert ("is not confirmed" in found.note) == (begun == 2025.6), "ten years under 48E rest on no text that was read"


@pytest.mark.parametrize("lease,evidence,words", [
    ("applied", 1.0, "the lease is 'applied' and has to be held"), ("withdrawn", 1.0, "the lease is 'withdrawn'"),
    (None, 1.0, "the lease is not stated and has to be held"), ("held", None, "credit_evidence does not state"),
    ("held", 0.0, "credit_evidence does not state"), ("held", np.array([0.5, 1.0]), "credit_evidence does not state"),
])
def test_a_bare_date_earns_no_credit(lease, evidence, words):
    row = None if lease is None else LEASES.medians(lease)
    found = tax_credit(CREDIT, 3e9, "US", 2026.2, 2030.0, 35, lease=row, evidence=evidence)
    assert found.stream == 0.0 and words in found.note and "by its dates the farm may be entitled" in found.note


def test_operation_before_its_construction_earns_none_and_is_said():
    for begun, start in ((2027.0, 2026.5), (2026.0, 2025.5), (2026.2, 2026.2)):
        found = tax_credit(CREDIT, 3e9, "US", begun, start, 35, **SHOWN)
        assert found.stream == 0.0 and "is stated before construction begins" in found.note
    some = tax_credit(CREDIT, 3e9, "US", 2026.2, np.array([2026.0, 2029.0, 2031.0]), 35, **SHOWN)
    assert (some.stream[:, 0] > 0).tolist() == [False, True, False]


def test_a_farm_that_comes_late_loses_its_credit_draw_by_draw():
    starts = np.array([2027.5, 2027.99, 2028.0, 2031.0])
    found = tax_credit(CREDIT, np.full(4, 1e9), "US", None, starts, 35, **SHOWN)
    assert (found.stream[:, 0] > 0).tolist() == [True, True, False, False] and "50% of the draws" in found.note


def test_a_credit_closes_the_gap_by_its_present_value_and_counts_as_public_money():
    streams = {"capex": np.full(2, 1e9), "opex": 1e7, "product": np.full(2, 1e6), "life": np.full(2, 30.0), "reference_t": 4e5}

    def answers(credits):
        block = BlockStreams(streams | {"credits": credits}, price=50.0)
        return common_answers(
            [block], capex=streams["capex"], fund_rate=np.full(2, 0.035), own_rate=0.06, grant=0.0, other_support=0.0,
            delivery_probability=np.ones(2), delay=np.zeros(2),
        )

    credit = tax_credit(CREDIT, streams["capex"], "US", 2026.2, 2030.0, 35, **SHOWN).stream
    without, withit = answers(0.0), answers(credit)
    gain = withit["npv_without_grant"] - without["npv_without_grant"]
    assert gain == pytest.approx(credit[:, 0] / 1.06, rel=1e-9), "the margin of all years stays beside a credit of one"
    assert np.all(withit["public_cost_per_tonne"] > without["public_cost_per_tonne"])
    assert withit["cost_per_tonne"] == pytest.approx(without["cost_per_tonne"]), "a transfer makes nothing cheaper"


def test_avoided_tonnes_are_of_delivered_energy_alone():
    facts = {name: value for name, value in offshore_wind.example().items() if not name.endswith("_hourly")}
    full, half = (offshore_wind(**(facts | {"own_use": own})) for own in (0.0, 5e5))
    assert np.all((full["product"] > half["product"]) & (half["product"] > 0))
    ratio = half["reference_t"] / full["reference_t"]
    np.testing.assert_allclose(ratio, half["product"] / full["product"])
    assert half["project_t"] == pytest.approx(full["project_t"]), "what building it emitted stays"
