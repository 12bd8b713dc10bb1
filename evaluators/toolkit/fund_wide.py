"""Assumptions that every evaluator shares: written once, drawn once, so that projects rise and fall together.

Money is USD2024, real. Sources say "confirmed" where the figure was read in a copy of the document or in a page that
quotes it (then "second-hand"), and "recalled, not confirmed" where it was not; ranges are wide there.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.contract import Assumed, assumed
from evaluators.toolkit.row import Row, assumption_table

DISCOUNT_RATE: Assumed = assumed(
    0.02,
    0.035,
    0.07,
    "1",
    "real rate at which the fund weighs years",
    scope="fund",
    name="discount_rate",
    year=2024,
    source="US: OMB Circular A-94 of 1992, 7 % (confirmed, EPA OSWER 9355.3-20), of 2023, 2.0 %, and A-4 of 2003, 3 % "
    "and 7 % (both recalled, not confirmed). Japan: MLIT technical guideline for cost-benefit analysis, 4 % since 2004 "
    "(confirmed, second-hand). The mode lies between the 3 % and the 4 %",
)
COST_OF_CAPITAL: Assumed = assumed(
    0.04,
    0.065,
    0.10,
    "1",
    "real cost of capital, before tax, where a proposal states none",
    scope="fund",
    name="cost_of_capital",
    year=2024,
    source="low: NREL ATB 2024, floating offshore wind, 4.0 % real after tax (confirmed), below any before tax. High: IRENA "
    "2023, The cost of financing for renewable power, 1.1 to 12 % nominal over 45 countries (confirmed), less 2 % inflation. "
    "Mode: judgement, above the ATB because most proposals are first of a kind",
)
DEBT_SHARE: Assumed = assumed(
    0.30, 0.55, 0.735, "1", "debt over the building cost that no public grant pays, where a proposal states none",
    scope="fund", name="debt_share", year=2024,
    source="high: NREL ATB 2024, floating offshore wind, debt fraction 73.35 % (confirmed). Low and mode: judgement, below it "
    "because most proposals are first of a kind",
)
DEBT_RATE: Assumed = assumed(
    0.04, 0.065, 0.08, "1", "interest on debt, a year, nominal, where a proposal states none",
    scope="fund", name="debt_rate", year=2024,
    source="NREL ATB 2024, 7 % (confirmed). Norton Rose Fulbright, Cost of Capital: 2023 Outlook, 6.5 to 7.5 % (second-hand, "
    "NREL slides at pitchsend.com). Low: Japanese lenders, judgement; high: judgement",
)
DEBT_YEARS: Assumed = assumed(
    10, 14, 18, "year", "over which debt is repaid at most, from the start of operation, where a proposal states none",
    scope="fund", name="debt_years", year=2024,
    source="offshore wind 12 to 14 years, hydropower 10 (second-hand, lecture notes on financing renewables, yumpu.com "
    "65294554). High: judgement, for a project that sells under a long contract",
)
DEBT_COVER: Assumed = assumed(
    1.2, 1.3, 1.5, "1", "times that lenders ask the cash flow of every year to cover the payment on debt",
    scope="fund", name="debt_cover_asked", year=2024,
    source="wind 1.30 to 1.35, solar 1.20 to 1.25: Norton Rose Fulbright, Cost of Capital: 2023 Outlook (second-hand, NREL "
    "slides at pitchsend.com). Offshore wind 1.3 in a poor year of ten, 1.5 in a middling one (second-hand, yumpu.com 65294554)",
)
INFLATION: Assumed = assumed(
    0.01, 0.02, 0.025, "1", "rise of prices a year, in which debt is repaid",
    scope="fund", name="inflation", year=2024,
    source="high: NREL ATB 2024, 2.5 % (confirmed). Mode: 2 %, the aim of the Federal Reserve and of the Bank of Japan "
    "(recalled, not confirmed). Low: judgement, below the aim for long in Japan",
)
ELECTRICITY_PRICE: Assumed = assumed(
    42,
    60,
    95,
    "USD2024/MWh",
    "value of electricity delivered to large grids, midway between the two countries; a grid's own level stands in grids.csv",
    scope="fund",
    name="electricity_price",
    year=2024,
    source="US: EIA STEO January 2025, 40 USD/MWh expected for 2025 over eleven markets, 7 % above 2024 (confirmed, "
    "second-hand). Japan: JEPX system price 7.9, 11.2 and 16.5 JPY/kWh in FY2019, FY2020 and FY2013 (second-hand, "
    "shindenryoku-navi.net), 12.7 in September 2025 (second-hand, iru-miru.com), at 151.4 JPY/USD of 2024: 52 to 109 "
    "USD/MWh. Mode: midway between 37 and 84; ends: the swing of JEPX yearly means, 0.7 to 1.5 of their middle",
)
HYDROGEN_PRICE: Assumed = assumed(
    1.0,
    1.9,
    3.5,
    "USD2024/kg",
    "value of hydrogen delivered, made from gas without capture",
    scope="fund",
    name="hydrogen_price",
    year=2024,
    source="computed: 0.165 GJ of gas a kg at 3 to 14 USD/GJ (US hub to LNG in Japan) and 0.5 to 1.2 USD/kg for plant "
    "and delivery; gas use, prices and plant cost recalled, not confirmed. Published 1.0 to 2.5 USD/kg at the plant "
    "in 2024 (second-hand, ahmadhabibou.github.io/petrosmart-tools)",
)
REFERENCE_HYDROGEN: Assumed = assumed(
    9.5,
    11.0,
    14.0,
    "kg/kg",
    "CO2e of the hydrogen displaced, made from gas without capture, well to gate",
    scope="fund",
    name="reference_hydrogen",
    year=2024,
    source="IEA 2023, Towards hydrogen definitions based on their emissions intensity: 10 to 14 kg/kg, of which 1 to 5 "
    "before the plant: recalled, not confirmed; 9 to 12 elsewhere (second-hand, linkml.io/valuesets). Low end "
    "judgement: about 9 at the plant and little before it",
)
BENCHMARK_ERROR: Assumed = assumed(
    0.575, 1.0, 1.738, "1", "this project's cost over what our benchmark of its technology says", shape="lognormal",
    scope="project", name="benchmark_error", year=2020,
    source="AACE International RP 18R-97, table 1, class 5 (capacity factored, parametric): -20 to -50 % and +30 to +100 % "
    "at 80 % (second-hand); the middle of both, alike in logarithms: judgement",
)
GRID_UPSTREAM: Assumed = assumed(
    1.12, 1.25, 1.40, "1", "emissions of grid electricity with fuel before the plant and losses of the network, over the stacks' "
    "alone", scope="fund", name="grid_upstream", year=2014,
    source="IPCC AR5 WG III, table A.III.2: gas 490 g/kWh over life (second-hand, wikicarbon.org), 370 direct, coal 820 and 760 "
    "(direct: recalled, not confirmed), so 1.32 and 1.08; losses 5 % (EIA, FAQ 105, 2018 to 2022, confirmed); mode: half coal, "
    "half gas; high end: gas alone",
)
GRIDS = assumption_table("evaluators.toolkit", "grids.csv", scope="fund")


def purchase_price(price: np.ndarray | float, grid: Row) -> np.ndarray | float:
    """What a buyer of many MW pays for power of ``grid`` [USD2024/MWh]: its energy at the fund-wide ``price`` [USD2024/MWh], and
    network, levies and supplier. What is sold fetches ``price * grid.price_level`` alone."""
    return price * grid.price_level + grid.delivery_adder


def grid_factor(grid: Row, start: np.ndarray | float, years: int) -> np.ndarray:
    """Emission factor of a grid in each of ``years`` from ``start`` [year], shape (draws or 1, years) [tonne CO2e/MWh].

    ``grid`` is a row of ``GRIDS``: its factor holds until its base year, then falls by the constant share ``decline``
    [1/year] a year and never below ``floor``. Which margin a row stands for is in the note of its factor; the
    combined margin with equal weights follows UN CDM Tool 07. Stack emissions alone: building of plant, losses of the
    network and gas upstream are left out. Raises ValueError where ``years`` is below 1.
    """
    if years < 1:
        raise ValueError(f"grid_factor needs at least one year, and years is {years}; pass the longest life, rounded up.")
    elapsed = np.atleast_1d(np.asarray(start, dtype=float))[:, None] + np.arange(years) - grid.base_year
    base = np.atleast_1d(np.asarray(grid.factor, dtype=float))[:, None]
    # exp of a product instead of a power: the same within rounding, several times faster on (draws, years).
    rate = np.log1p(-np.atleast_1d(np.asarray(grid.decline, dtype=float)))[:, None]
    return np.maximum(base * np.exp(rate * np.maximum(elapsed, 0.0)), grid.floor)
