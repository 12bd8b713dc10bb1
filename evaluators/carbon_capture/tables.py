"""The tables beside the code: technologies with their components, heat sources, ways of transport, credits by law."""

from __future__ import annotations

from evaluators.toolkit.row import assumption_table

PACKAGE = "evaluators.carbon_capture"
TECHNOLOGIES = assumption_table(PACKAGE, "technologies.csv")
HEAT_SOURCES = assumption_table(PACKAGE, "heat_sources.csv")
TRANSPORT_MODES = assumption_table(PACKAGE, "transport_modes.csv")
CREDITS = assumption_table(PACKAGE, "credits.csv")
