"""What every proposal states, whatever its technology."""

from __future__ import annotations

from evaluators.toolkit.contract import Given, given

HEADER: dict[str, Given] = {
    "operation_start": given("year", "when it starts to operate", least=2020, most=2060, example=2030.0),
    "construction_start": given("year", "when building starts", least=2000, most=2060, optional=True, example=2026.25),
    "estimate_class": given(
        "1", "class of the cost estimate, AACE 18R-97: 5 is a concept, 1 a tender", least=1, most=5, example=4
    ),
    "maturity": given("1", "technology readiness level, 1 to 9", least=1, most=9, example=7),
    "total_cost": given("USD2024", "what the applicant says it costs to build", least=0, example=1e9),
    "grant_requested": given("USD2024", "grant asked of the fund", least=0, example=3e8),
    "other_public_support": given("USD2024", "other public grants, in present value", least=0, optional=True, example=0.0),
    "cost_of_capital": given(
        "1", "the project's own cost of capital, real, before tax", least=0.0, most=0.4, optional=True, example=0.07
    ),
    "debt_share": given(
        "1", "debt over the building cost that no public grant pays", least=0.0, most=1.0, optional=True, example=0.6
    ),
    "debt_rate": given("1", "interest on that debt, a year, nominal", least=0.0, most=0.3, optional=True, example=0.06),
    "debt_years": given(
        "year", "over how many years of operation it is repaid at most", least=1, most=40, optional=True, example=15.0
    ),
}
OPERATION_START = HEADER["operation_start"]
CONSTRUCTION_START = HEADER["construction_start"]
OWN_COST_OF_CAPITAL = HEADER["cost_of_capital"]
