"""The evaluator: from what a proposal states to streams, cost per gross and net tonne, and the chance of halving cost."""

# ruff: noqa: B008  (the contract of an evaluator lives in its defaults)
from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.capex import learned_direct_cost, overnight_cost
from evaluators.carbon_capture.components import class_totals, component_costs
from evaluators.carbon_capture.cost import cost_per_tonne
from evaluators.carbon_capture.credits import credit_per_tonne, yearly_credits
from evaluators.carbon_capture.emissions import electricity_factor, fuel_emissions
from evaluators.carbon_capture.energy import above_floor, energy_per_tonne
from evaluators.carbon_capture.exhibits import exhibits
from evaluators.carbon_capture.learning import decision_year, experience, learning_ratio, random_factor
from evaluators.carbon_capture.net import cost_per_net_tonne, net_share
from evaluators.carbon_capture.origin import stored_by_origin
from evaluators.carbon_capture.plant import Plant
from evaluators.carbon_capture.published import PUBLISHED
from evaluators.carbon_capture.ramp import utilisation_per_year
from evaluators.carbon_capture.tables import CREDITS, HEAT_SOURCES, TECHNOLOGIES, TRANSPORT_MODES
from evaluators.carbon_capture.transport import transport_and_storage_cost, transport_emissions
from evaluators.toolkit.contract import answer, assumed, choice, evaluator, given
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.fund_wide import BENCHMARK_ERROR, COST_OF_CAPITAL, ELECTRICITY_PRICE, GRIDS, grid_factor
from evaluators.toolkit.present_value import Years, first_years
from evaluators.toolkit.project import OPERATION_START, OWN_COST_OF_CAPITAL

# The longest life in technologies.csv.
YEARS = 30
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
        "cost_ratio_2030": answer(
            "1", "cost per tonne of this plant decided in 2030 over decided in 2025: learning and its forecast error",
            least=0, better="lower",
        ),
        "halved_by_2030": answer(
            "1", "1 where that ratio, forecast error in, is at most a half; its mean is the chance", least=0, most=1,
            better="higher",
        ),
    },
)
def carbon_capture(
    capacity=given(
        "tonne/year", "gross capture at nameplate, without the CO2 of its own fuel", least=100, most=2e7, example=500_000.0
    ),
    technology=choice(TECHNOLOGIES, "how and from what the CO2 is captured", example="dac_solid_sorbent"),
    grid=choice(GRIDS, "grid that the plant draws on", example="us_average"),
    own_electricity_emissions=given(
        "tonne/MWh", "CO2e of a dedicated electricity supply, where there is one", least=0, most=1.2, optional=True,
        example=0.03,
    ),
    heat_source=choice(HEAT_SOURCES, "where its heat comes from, where it needs any", example="natural_gas"),
    transport_distance=given("km", "way from the plant to the store", least=0, most=2000, example=50.0),
    transport_mode=choice(TRANSPORT_MODES, "how it is carried", example="pipeline"),
    credit=choice(CREDITS, "credit by law that it claims", example="us_45q_dac"),
    operation_start=OPERATION_START,
    lead_time=assumed(
        2, 3, 5, "year", "from the investment decision to operation", source="Mammoth: ground broken 28 June 2022 (Climeworks, "
        "press release in POWER), start-up reported 10 May 2024 (esg-investing.com), second-hand; STRATOS: decided 2022, "
        "start-up 2025 (recalled); high: unsourced: engineering judgement, delays in building are within it",
    ),
    learning_design=assumed(
        0.0576, 0.13, 0.2024, "1", "learning rate of design-intensive components", shape="normal", group="learning",
        correlation=0.5, source=f"{CLASSES_SOURCE}: 13 +- 4.4 %",
    ),
    learning_bespoke=assumed(
        -0.0207, 0.05, 0.1207, "1", "learning rate of components made to order; below 0 counts as 0", shape="normal",
        group="learning", correlation=0.5, source=f"{CLASSES_SOURCE}: 5 +- 4.3 %",
    ),
    learning_mass_produced=assumed(
        0.1318, 0.2167, 0.3016, "1", "learning rate of mass-produced components", shape="normal", group="learning",
        correlation=0.5, source=f"{CLASSES_SOURCE}: 21.67 +- 5.16 %",
    ),
    learning_mature=assumed(
        0, 0.025, 0.05, "1", "learning rate of mature components", shape="triangular", group="learning", correlation=0.5,
        source=f"{CLASSES_SOURCE}: 0, 2.5, 5 %",
    ),
    learning_sorbent=assumed(
        0.18, 0.275, 0.37, "1", "learning rate of the sorbent", shape="triangular", group="learning", correlation=0.5,
        source=f"{CLASSES_SOURCE}: 18, 27.5, 37 %",
    ),
    learning_running=assumed(
        0, 0.025, 0.05, "1", "learning rate of variable cost and of energy above its floor", shape="triangular",
        group="learning", correlation=0.5, source=f"{CLASSES_SOURCE}: 0, 2.5, 5 %",
    ),
    floor_share=assumed(
        0.0, 0.10, 0.25, "1", "share of component cost that does not learn",
        source="unsourced: engineering judgement; materials and site work",
    ),
    learning_error=assumed(
        -0.08, 0.0, 0.08, "1", "log component cost after one year that learning does not explain, growing with the root of years",
        shape="normal",
        source="form: Lafond et al. 2018, doi:10.1016/j.techfore.2017.11.001; size unsourced: engineering judgement",
    ),
    electricity_price=ELECTRICITY_PRICE,
    gas_price=assumed(
        8, 14, 30, "USD2024/MWh", "natural gas to industry, lower heating value", scope="fund", name="gas_price", year=2024,
        source="EIA Natural Gas Annual, US industrial price 2015 to 2024 about 3 to 8 USD per thousand cubic feet; from memory",
    ),
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
    Learning moves with the technology's experience at the investment decision, scale with this plant's own trains.
    Costs per tonne are at the project's own cost of capital, real before tax (the fund-wide median where None).
    Source of the build-up: capex.py; of the cost: cost.py; of each number: the tables and the signature.
    """
    rates = {
        name: np.maximum(rate, 0.0)
        for name, rate in (
            ("design", learning_design), ("bespoke", learning_bespoke), ("mass_produced", learning_mass_produced),
            ("mature", learning_mature), ("sorbent", learning_sorbent),
        )
    }
    costs = component_costs(technology, capacity)
    totals = class_totals(costs)

    if cost_of_capital is None:
        cost_of_capital = COST_OF_CAPITAL.middle
    # All power at the grid's level: what a dedicated supply gives could have been sold there.
    power_price = electricity_price * grid.price_level
    annuity = annuity_factor(cost_of_capital, technology.life)
    captured = capacity * utilisation_per_year(technology.utilisation, technology.first_year, technology.ramp_years, YEARS)
    levelised_captured = _per_draw(Years(cost_of_capital, technology.life).present(captured)) / annuity

    def decided_in(year) -> Plant:
        """This plant, decided in ``year``: only experience and its forecast error differ from one year to another."""
        ratio = learning_ratio(experience(year, technology.experience_2025, technology.growth), technology.experience_reference)
        direct = learned_direct_cost(totals, ratio, rates, floor_share) * random_factor(year, learning_error)
        capital = benchmark_error * technology.escalation * technology.estimate_error * overnight_cost(
            direct, technology.epc_adder, technology.process_contingency, technology.project_contingency, technology.owner_cost
        )
        need = energy_per_tonne(technology, heat_source, ratio, learning_running)
        emitted, own_captured = fuel_emissions(need.fuel, technology.heat_co2_captured, gas_leak)
        carried = 1 + own_captured
        running = (
            technology.escalation * above_floor(technology.variable_om, 0.0, ratio, learning_running)
            + need.electricity * power_price + need.fuel * gas_price + need.heat * heat_source.price
            + transport_and_storage_cost(transport_mode, transport_distance, storage_cost, carried)
        )
        fixed = technology.fixed_om * capital
        cost = cost_per_tonne(capital, 1 / annuity, levelised_captured, fixed, running)
        return Plant(capital, fixed, running, need, emitted, carried, cost)

    decided = decision_year(operation_start, lead_time)
    plant = decided_in(decided)
    ratio_2030 = decided_in(2030.0).cost / decided_in(2025.0).cost

    factor = electricity_factor(grid_factor(grid, operation_start, YEARS), own_electricity_emissions, own_supply_share)
    besides = (
        plant.emitted + technology.embodied + plant.carried * leak
        + transport_emissions(transport_mode, transport_distance, plant.carried)
    )
    project_t = captured * (_column(plant.energy.electricity) * factor + _column(besides))
    over_life = first_years(captured, technology.life, YEARS)
    share = _per_draw(net_share(over_life, first_years(project_t, technology.life, YEARS)))

    fossil, removed = stored_by_origin(captured, technology.removal_share)
    per_tonne = credit_per_tonne(credit, technology.from_air, operation_start)
    return {
        "capex": plant.capital, "opex": _column(plant.fixed) + captured * _column(plant.running),
        "product": captured, "reference_t": fossil, "removed_t": removed, "project_t": project_t,
        "credits": yearly_credits(credit, per_tonne, captured), "life": technology.life,
        "cost_gross": plant.cost, "cost_net": cost_per_net_tonne(plant.cost, share),
        "captured": _per_draw(over_life) / technology.life,
        "net_share": share, "energy_use": plant.energy.bought, "cost_ratio_2030": ratio_2030,
        "halved_by_2030": np.where(ratio_2030 <= 0.5, 1.0, 0.0),
        "exhibits": exhibits(
            technology, costs, rates, floor_share, decided, share, ratio_2030, per_tonne, credit, cost_of_capital
        ),
    }


def _column(values):
    """Per draw, to stand beside years: shape (draws or 1, 1)."""
    return np.atleast_1d(np.asarray(values, dtype=float))[:, None]


def _per_draw(values):
    """One number where there is one draw only, so that point values stay point values."""
    values = np.asarray(values)
    return values[0] if values.shape == (1,) else values


__all__ = ["PUBLISHED", "carbon_capture"]
