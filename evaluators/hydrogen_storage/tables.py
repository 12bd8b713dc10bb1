"""The tables of stores and of grounds beside this code."""

from __future__ import annotations

from evaluators.toolkit.row import assumption_table

TECHNOLOGIES = assumption_table("evaluators.hydrogen_storage", "technologies.csv")
GEOLOGY = assumption_table("evaluators.hydrogen_storage", "geology.csv")
