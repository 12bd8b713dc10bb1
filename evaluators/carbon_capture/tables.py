"""The tables beside the code: technologies with their components, heat sources, ways of transport, credits by law, gas, grids."""

from __future__ import annotations

from evaluators.toolkit.fund_wide import GRIDS
from evaluators.toolkit.row import AssumptionTable, assumption_table

PACKAGE = "evaluators.carbon_capture"
TECHNOLOGIES = assumption_table(PACKAGE, "technologies.csv")
HEAT_SOURCES = assumption_table(PACKAGE, "heat_sources.csv")
TRANSPORT_MODES = assumption_table(PACKAGE, "transport_modes.csv")
CREDITS = assumption_table(PACKAGE, "credits.csv")
GAS_PRICES = assumption_table(PACKAGE, "gas_prices.csv", scope="fund")
# Own wind and sun are no grid: a plant that never rests needs one beside them, and own_electricity_emissions says what they emit.
GRIDS_HERE = AssumptionTable(
    GRIDS.file, {row: lines for row, lines in GRIDS.lines.items() if row != "renewable_dedicated"}, GRIDS.scope
)
