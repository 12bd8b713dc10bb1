"""Published cases that the whole evaluator reproduces, its own assumptions set to those of the source.

Each takes the medians of a row and puts the source's choices in their place: no escalation, no slow first years, the
source's charge on capital and energy prices, no transport and storage, no error of ours.
"""

from __future__ import annotations

from evaluators.carbon_capture.capex import overnight_cost
from evaluators.carbon_capture.components import class_totals, component_costs
from evaluators.carbon_capture.tables import GAS_PRICES, HEAT_SOURCES, TECHNOLOGIES
from evaluators.toolkit.finance import capital_recovery_factor
from evaluators.toolkit.fund_wide import GRIDS
from evaluators.toolkit.row import Row


def capital_per_net_tonne(technology: str, rate: float, life: float, utilisation: float, net_scale: float) -> float:
    """Capital part of the cost of the source's first plant [USD of the source's year per net tonne].

    ``technology``: a row of technologies.csv, its most likely values; ``rate`` [1/year]; ``life`` [year];
    ``utilisation`` [1]; ``net_scale`` [tonne/year]: net tonnes at full load. Equations as in ``capex.overnight_cost``.
    """
    row = Row(technology, {name: line.mode for name, line in TECHNOLOGIES.lines[technology].items()})
    direct = sum(class_totals(component_costs(row, row.reference_scale)).values())
    capital = overnight_cost(direct, row.epc_adder, row.process_contingency, row.project_contingency, row.owner_cost)
    return float(capital * capital_recovery_factor(rate, life) / (net_scale * utilisation))


def _row(table, name: str, **instead: float) -> Row:
    return Row(name, {**table.medians(name), **instead})


def _rate(charge: float, life: float) -> float:
    """The rate [1/year] whose capital recovery factor over ``life`` [year] is ``charge`` [1/year]; by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if capital_recovery_factor(middle, life) < charge else (low, middle)
    return low


# What every case here shares: nothing learns, nothing is carried or stored, nothing leaks, power at the source's price.
_PLAIN = {
    "grid": _row(GRIDS, "us_average", price_level=1.0, delivery_adder=0.0), "benchmark_error": 1.0, "transport_mode": "pipeline",
    "transport_distance": 0.0, "storage_cost": 0.0, "credit": "none",
    "operation_start": 2025.0, "heat_source": _row(HEAT_SOURCES, "natural_gas", fuel=1.0),
}


def _netl(name: str, utilisation: float, charge: float, variable: float, electricity: float) -> dict:
    row = _row(
        TECHNOLOGIES, name, estimate_error=1.0, escalation=1.0, running_escalation=1.0, utilisation=utilisation, first_year=1.0,
        life=30.0, variable_om=variable, electricity=electricity, experience_2025=1.0,
    )
    return _PLAIN | {
        "technology": row, "capacity": row.reference_scale, "cost_of_capital": _rate(charge, 30.0), "electricity_price": 65.0,
    }


def _keith(capital: float, running: float, gas_gj: float, kwh: float, charge: float, electricity_price: float) -> dict:
    row = Row("dac_liquid_solvent", {
        "from_air": 1.0, "removal_share": 1.0, "reference_scale": 1e6, "largest_train": 1e6, "experience_reference": 1e6,
        "experience_2025": 1e6, "growth": 0.0, "epc_adder": 0.0, "process_contingency": 0.0, "project_contingency": 0.0,
        "owner_cost": 0.0, "estimate_error": 1.0, "escalation": 1.0, "running_escalation": 1.0,
        "contingency_inside": 1.0, "estimate_class": 5.0,
        "maturity/plant": 9.0, "fixed_om": 0.0, "variable_om": running,
        "electricity": kwh / 1000, "electricity_floor": 0.0, "heat": gas_gj / 3.6, "heat_floor": 0.0,
        "low_temperature_share": 0.0, "heat_co2_captured": 0.0, "utilisation": 0.9, "first_year": 1.0, "ramp_years": 1.0,
        "life": 25.0, "embodied": 0.0, "bespoke/plant": capital * 1e6, "exponent/plant": 1.0,
    })
    return _PLAIN | {
        "technology": row, "capacity": 1e6, "cost_of_capital": _rate(charge, 25.0), "electricity_price": electricity_price,
        "gas_price": _row(GAS_PRICES, "by_country", us=3.5 * 3.6),
    }


_KEITH = "Keith et al. 2018, Joule 2:1573, doi:10.1016/j.joule.2018.05.006, table 3; second-hand inputs"
_NETL = "DOE/NETL 2022/23, cost of capture of industrial sources, LCOC in USD2018; second-hand transcription"


def _case(source: str, inputs: dict, expected: float) -> dict:
    return {"source": source, "inputs": inputs, "answer": "cost_gross", "expected": expected, "tolerance": 1.0}


PUBLISHED = [
    _case(f"{_KEITH}, case A at 7.5 %", _keith(1146, 42, 8.81, 0, 0.075, 60), 168),
    _case(f"{_KEITH}, case B at 12.5 %", _keith(793, 30, 8.81, 0, 0.125, 60), 170),
    _case(f"{_KEITH}, case D at 7.5 %", _keith(609, 23, 5.25, 77, 0.075, 30), 94),
    _case(f"{_NETL}, ammonia", _netl("ammonia", 0.85, 0.0551, 2.67, 0.1056), 19.0),
    _case(f"{_NETL}, ethanol", _netl("ethanol", 0.85, 0.0696, 1.75, 0.1133), 31.8),
    _case(f"{_NETL}, natural gas processing", _netl("natural_gas_processing", 0.85, 0.0605, 1.53, 0.0826), 16.1),
]
