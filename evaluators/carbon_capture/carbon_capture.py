"""The evaluator: from what a proposal states to streams, cost per gross and net tonne, and the chance of halving cost."""

# ruff: noqa: B008  (the contract of an evaluator lives in its defaults)
from __future__ import annotations

from types import SimpleNamespace

from evaluators.carbon_capture.contingency import CONTINGENCY
from evaluators.carbon_capture.credits import DISPOSALS, FOREIGN_OWNERS, WAGE_RULES
from evaluators.carbon_capture.evaluation import evaluated
from evaluators.carbon_capture.halving import EVIDENCE
from evaluators.carbon_capture.learnt_state import RATES_CORRELATION
from evaluators.carbon_capture.published import PUBLISHED
from evaluators.carbon_capture.stated import CAPTURE_RATE_BASES, CLAIM_BOUNDARIES
from evaluators.carbon_capture.tables import CREDITS, GAS_PRICES, GRIDS_HERE, HEAT_SOURCES, TECHNOLOGIES, TRANSPORT_MODES
from evaluators.toolkit.contract import answer, assumed, assumptions, choice, evaluator, given
from evaluators.toolkit.fund_wide import BENCHMARK_ERROR, ELECTRICITY_PRICE, GRID_UPSTREAM
from evaluators.toolkit.project import CONSTRUCTION_START, OPERATION_START, OWN_COST_OF_CAPITAL

CLASSES_SOURCE = (
    "Malhotra & Schmidt 2020, doi:10.1016/j.joule.2020.09.004, as used by Sievert et al. 2024, "
    "doi:10.1016/j.joule.2024.02.005; second-hand"
)


@evaluator(
    "carbon capture", product="tonne", reference_class="carbon_capture",
    answers={
        "cost_gross": answer(
            "USD2024/tonne", "cost per captured tonne, transport and storage in, no credit", least=0, better="lower"
        ),
        "cost_net": answer("USD2024/tonne", "cost per net tonne; infinite where none is left", least=0, better="lower"),
        "captured": answer("tonne/year", "tonnes captured a year, mean over life", least=0, better="higher"),
        "net_share": answer(
            "1", "what is left of a captured tonne after the emissions of capturing it", most=1, better="higher"
        ),
        "energy_use": answer("MWh/tonne", "electricity and fuel bought per captured tonne", least=0, better="lower"),
        "cost_avoided": answer(
            "USD2024/tonne", "cost per tonne less emitted than without capture; infinite where none, absent where all is removed",
            least=0, better="lower", optional=True,
        ),
        "break_even_payment": answer(
            "USD2024/tonne", "payment per stored tonne over life at which nothing is lost, without a credit by law; infinite "
            "where nothing is stored", better="lower",
        ),
        "break_even_with_credit": answer(
            "USD2024/tonne", "the same on top of the credit by law; below 0 where that is more than enough", better="lower"
        ),
        "doe_target": answer(
            "1", "1 where a removed net tonne costs below 100 USD2024 in operation by 2032, 0 where not; its mean is the chance",
            least=0, most=1, better="higher", optional=True,
        ),
        "cost_ratio_2030": answer(
            "1", "net cost of the present plant decided in 2030 over its audited cost: learning alone, same size, use, energy; "
            "absent where the present cost has no evidence", least=0, better="lower", optional=True,
        ),
        "cost_ratio_2030_scale": answer(
            "1", "the same for a plant of capacity_2030, no step of growth counted as learning and as scale", least=0,
            better="lower", optional=True,
        ),
        "cost_ratio_2030_all_in": answer(
            "1", "the same with the grid of later years and the use of nameplate that we suppose; energy prices as today",
            least=0, better="lower", optional=True,
        ),
        "halved_by_2030": answer(
            "1", "1 where cost_ratio_2030 is at most a half; its mean is the chance", least=0, most=1, better="higher",
            optional=True,
        ),
    },
)
def carbon_capture(
    capacity=given(
        "tonne/year", "gross capture at nameplate, without the CO2 of its own fuel", least=100, most=2e7, example=500_000.0
    ),
    technology=choice(TECHNOLOGIES, "how and from what the CO2 is captured", example="dac_solid_sorbent"),
    grid=choice(
        GRIDS_HERE, "grid that the plant stands on; a supply of its own is stated in own_electricity_emissions",
        example="us_average",
    ),
    own_electricity_emissions=given(
        "tonne/MWh", "CO2e of a dedicated electricity supply, where there is one", least=0, most=1.2, optional=True,
        example=0.03,
    ),
    heat_source=choice(HEAT_SOURCES, "where its heat comes from, where it needs any", example="natural_gas"),
    transport_distance=given("km", "way from the plant to the store", least=0, most=2000, example=50.0),
    transport_mode=choice(TRANSPORT_MODES, "how it is carried", example="pipeline"),
    credit=choice(CREDITS, "credit by law that it claims", example="us_45q_dac"),
    disposal=choice(DISPOSALS, "where the CO2 goes; a store where nothing is stated", optional=True, example="enhanced_recovery"),
    foreign_entity=choice(
        FOREIGN_OWNERS, "foreign entity of concern among its owners (26 U.S.C. 7701(a)(51)); none where nothing is stated",
        optional=True, example="influenced",
    ),
    wage_rules=choice(
        WAGE_RULES, "prevailing wage and apprenticeship rules of the credit; taken as met where nothing is stated",
        optional=True, example="met",
    ),
    capture_rate=given("1", "share of the CO2 that is captured; say of which in capture_rate_basis", least=0, optional=True,
                       example=0.9),
    capture_rate_basis=choice(
        CAPTURE_RATE_BASES, "what the capture rate is a share of: the stack treated, or all carbon of feed and fuel",
        optional=True, example="stack",
    ),
    claimed_learning_rate=given(
        "1", "the applicant's learning rate of the whole plant, cost lost at each doubling", least=0, most=0.9, optional=True,
        example=0.13,
    ),
    claimed_growth=given(
        "1/year", "the applicant's growth of the technology's capacity; 1 is a doubling a year", least=0, most=100, optional=True,
        example=0.8,
    ),
    claimed_cumulative_capacity=given(
        "tonne/year", "capacity of the technology that the applicant counts on in 2030", least=0, most=1e10, optional=True,
        example=2e6,
    ),
    claimed_parts=given(
        dict.fromkeys(("capital", "fixed", "variable", "energy", "transport_storage"), "USD2024/tonne"),
        "parts of the claimed cost_gross, one row", optional=True, longest=1, shape="claim",
        example=[[200.0, 60.0, 20.0, 50.0, 25.0]],
    ),
    claimed_boundary=choice(
        CLAIM_BOUNDARIES, "where the claimed costs end; at the store where nothing is stated", optional=True,
        example="with_transport_and_storage",
    ),
    income_subtracted=given(
        "USD2024/tonne", "income already taken off the claimed costs, 0 where none is", least=0, most=1000, optional=True,
        example=10.0,
    ),
    owner_cost_share=given("1", "share of total_cost that is owner's cost", least=0, most=0.9, optional=True, example=0.15),
    contingency_share=given("1", "share of total_cost that is contingency", least=0, most=0.9, optional=True, example=0.2),
    financing_share=given(
        "1", "share of total_cost that is interest during construction", least=0, most=0.9, optional=True, example=0.05
    ),
    present_cost=given(
        "USD2024/tonne", "present cost per net tonne of the plant that runs now, transport and storage in", least=1, most=1e5,
        optional=True, example=1000.0,
    ),
    present_cost_evidence=choice(EVIDENCE, "what shows the present cost", optional=True, example="audited_accounts"),
    present_capacity=given("tonne/year", "nameplate of the plant that runs now", least=1, most=2e7, optional=True,
                           example=4000.0),
    present_delivered=given("tonne/year", "tonnes that it captured in its last year", least=0, most=2e7, optional=True,
                            example=1000.0),
    capacity_2030=given("tonne/year", "nameplate of a plant of this kind decided in 2030", least=100, most=2e7, optional=True,
                        example=1_000_000.0),
    operation_start=OPERATION_START,
    construction_start=CONSTRUCTION_START,
    lead_time=assumed(
        2, 3, 5, "year", "from the investment decision to operation", source="Mammoth: ground broken 28 June 2022 (Climeworks, "
        "press release in POWER), start-up reported 10 May 2024 (esg-investing.com), second-hand; STRATOS: decided 2022, "
        "start-up 2025 (recalled); high: unsourced: engineering judgement, delays in building are within it",
    ),
    contingency=assumptions(
        CONTINGENCY, "by_maturity_and_class", "contingency by maturity of each component and class of the estimate"
    ),
    learning_design=assumed(
        0.0576, 0.13, 0.2024, "1", "learning rate of design-intensive components", shape="normal", group="learning",
        correlation=RATES_CORRELATION, source=f"{CLASSES_SOURCE}: 13 +- 4.4 %",
    ),
    learning_bespoke=assumed(
        -0.0207, 0.05, 0.1207, "1", "learning rate of components made to order; below 0 counts as 0", shape="normal",
        group="learning", correlation=RATES_CORRELATION, source=f"{CLASSES_SOURCE}: 5 +- 4.3 %",
    ),
    learning_mass_produced=assumed(
        0.1318, 0.2167, 0.3016, "1", "learning rate of mass-produced components", shape="normal", group="learning",
        correlation=RATES_CORRELATION, source=f"{CLASSES_SOURCE}: 21.67 +- 5.16 %",
    ),
    learning_mature=assumed(
        0, 0.025, 0.05, "1", "learning rate of mature components", shape="triangular", group="learning",
        correlation=RATES_CORRELATION, source=f"{CLASSES_SOURCE}: 0, 2.5, 5 %",
    ),
    learning_sorbent=assumed(
        0.18, 0.275, 0.37, "1", "learning rate of the sorbent", shape="triangular", group="learning",
        correlation=RATES_CORRELATION, source=f"{CLASSES_SOURCE}: 18, 27.5, 37 %",
    ),
    learning_running=assumed(
        0, 0.025, 0.05, "1", "learning rate of variable cost and of energy above its floor", shape="triangular",
        group="learning", correlation=RATES_CORRELATION, source=f"{CLASSES_SOURCE}: 0, 2.5, 5 %",
    ),
    floor_share=assumed(
        0.0, 0.10, 0.25, "1", "share of component cost that does not learn",
        source="unsourced: engineering judgement; materials and site work",
    ),
    learning_error_first=assumed(
        -0.08, 0.0, 0.08, "1", "log component cost that learning does not explain, shock of the first year, 2026",
        shape="normal", source="form: Lafond et al. 2018, doi:10.1016/j.techfore.2017.11.001, yearly shocks of correlation "
        "0.19 (Way et al. 2022, recalled); size unsourced: engineering judgement",
    ),
    learning_error=assumed(
        -0.08, 0.0, 0.08, "1", "the same, a year's shock from 2026 until 2030", shape="normal",
        source="form: Lafond et al. 2018, doi:10.1016/j.techfore.2017.11.001, yearly shocks of correlation 0.19 (Way et al. "
        "2022, recalled); size unsourced: engineering judgement",
    ),
    learning_error_later=assumed(
        -0.08, 0.0, 0.08, "1", "the same, after 2030", shape="normal",
        source="form: Lafond et al. 2018, doi:10.1016/j.techfore.2017.11.001; size unsourced: engineering judgement",
    ),
    deployment_slip=assumed(
        0, 1, 4, "year", "by how much later than announced the technology's plants come",
        source="unsourced: engineering judgement; STRATOS missed its start of mid-2025, Mammoth had 12 of 72 units after a year",
    ),
    electricity_price=ELECTRICITY_PRICE,
    grid_upstream=GRID_UPSTREAM,
    gas_price=assumptions(GAS_PRICES, "by_country", "natural gas to industry, lower heating value"),
    gas_leak=assumed(
        0.005, 0.015, 0.03, "1", "share of the gas lost from well to plant", scope="fund", name="gas_leak",
        source="Alvarez et al. 2018, Science 361:186, doi:10.1126/science.aar7204: 2.3 % of US production; low and high: "
        "engineering judgement, from memory",
    ),
    own_supply_share=assumed(
        0.6, 0.9, 1.0, "1", "share of its electricity that a dedicated supply covers, hour by hour",
        source="unsourced: engineering judgement; a plant at full load outruns its own wind or sun",
    ),
    storage_cost=assumed(
        11.7, 20.2, 28.7, "USD2024/tonne", "geological storage with monitoring", shape="triangular", year=2024,
        source="Sievert et al. 2024, doi:10.1016/j.joule.2024.02.005: 11, 19, 27 USD2022/t, US GDP deflator; second-hand",
    ),
    leak=assumed(
        0.0, 0.002, 0.02, "1", "share of the stored CO2 lost on the way and from the store",
        source="IPCC 2005, Special Report on CCS, chapter 5: very likely above 99 % kept in 100 years; "
        "high: engineering judgement",
    ),
    benchmark_error=BENCHMARK_ERROR,
    cost_of_capital=OWN_COST_OF_CAPITAL,
):
    """Cost, net tonnes and learning of a carbon capture plant with transport and storage.

    Streams: product, project, reference and removed tonnes [tonne/year], opex and credits [USD2024/year] per year of
    operation, shape (draws, 30): the slow first years fall into the ten years that a fund looks at and into the twelve
    that a credit is paid, so a mean over life would flatter both. Fossil CO2 stored is a reference emission that no
    longer happens; CO2 of the air or of biomass is removed. Energy, leaks and transport are project emissions.
    Learning moves with the technology's capacity at the investment decision, scale with this plant's own trains.
    Costs per tonne are at the project's own cost of capital, real before tax (the fund-wide median where None).
    Source of the build-up: capex.py; of the cost: cost.py; of learning: learning.py; of each number: the tables and
    the signature. Raises ValueError where an input is outside what its formula holds for.
    """
    return evaluated(SimpleNamespace(**locals()))


__all__ = ["PUBLISHED", "carbon_capture"]
