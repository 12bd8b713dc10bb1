"""The levelised cost of wind: NREL's Annual Technology Baseline cell by cell, and three ways to one cost."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.offshore_wind.levelised import (
    ageing_annuity,
    atb_cost,
    by_cash_flow,
    by_charge_rate,
    by_present_value,
    construction_factor,
)
from evaluators.toolkit.finance import capital_recovery_factor, fixed_charge_rate, present_value, wacc_real
from evaluators.toolkit.present_value import Years

ATB = Path(__file__).parents[3] / "shared" / "samples" / "atb" / "Floating_Offshore_Wind"
needs_atb = pytest.mark.skipif(not ATB.is_dir(), reason="the NREL ATB sample (../shared/samples/atb) is not here")
CASES = pytest.mark.parametrize("case", ["R&D", "Market"])
SCENARIOS = ("Advanced", "Moderate", "Conservative")


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
