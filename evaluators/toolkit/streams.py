"""The common streams that an evaluator returns, from which the toolkit derives what every project must answer."""

from __future__ import annotations

STREAMS = {
    "capex": "overnight cost of building it, at the start of operation [USD2024]",
    "opex": "yearly cost of running it [USD2024/year]",
    "replacements": "yearly cost of replacing what wears out, beside the opex; see replacement_flows [USD2024/year]",
    "salvage": "worth at the end of life, below 0 where dismantling costs more [USD2024]",
    "product": "yearly product, in the unit that the evaluator names",
    "reference_t": "yearly emissions without the project [tonne CO2e/year]",
    "project_t": "yearly emissions of the project [tonne CO2e/year]",
    "removed_t": "yearly tonnes taken out of the air and stored [tonne CO2e/year]",
    "credits": "yearly public support by law, such as a tax credit, while it is paid [USD2024/year]",
    "life": "years in operation [year]",
    "price": "value of one unit of product where it is not the fund-wide one, and of what it displaces [USD2024/unit]",
    "feasible": "1 where nothing physical rules it out, 0 where something does [1]",
}
NEEDED_STREAMS = ("capex", "opex", "life")
