"""Where the plant's energy comes from: what its electricity and gas cost here, and what its electricity emits.

A dedicated supply covers ``own_supply_share`` of the electricity, the grid the rest. A power plant gives up output of its own.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.carbon_capture.emissions import electricity_factor
from evaluators.toolkit.fund_wide import grid_factor, purchase_price

Number = np.ndarray | float

# tonne CO2e/MWh. IPCC AR5 WG III, annex III, table A.III.2, over life: medians of wind 11 to 12 and of nuclear 12 g/kWh
# (recalled, not confirmed); below half of that no supply is counted, whatever is stated.
LEAST_OWN = 0.005


def electricity_price(given: SimpleNamespace) -> Number:
    """What a MWh that capture takes costs [USD2024/MWh]."""
    if _own_output(given):
        # Not bought but not sold: it is worth what the grid pays for it.
        return given.electricity_price * given.grid.price_level
    # What a dedicated supply gives could have been sold at the grid's level and needs no network; the rest is bought.
    own = 0.0 if given.own_electricity_emissions is None else given.own_supply_share
    return purchase_price(given.electricity_price, given.grid) - own * given.grid.delivery_adder


def gas_price(given: SimpleNamespace) -> Number:
    """Natural gas where the plant stands [USD2024/MWh, lower heating value]; midway where its grid names no country."""
    country = given.grid.name.partition("_")[0]
    return given.gas_price[country] if country in given.gas_price else (given.gas_price.us + given.gas_price.japan) / 2


def electricity_emissions(given: SimpleNamespace, start: Number, years: int, upstream: Number) -> np.ndarray:
    """Emission factor [tonne CO2e/MWh] of its electricity in each of ``years`` from ``start`` [year], shape (draws or 1, years).

    ``upstream`` [1]: over the stacks' alone, for fuel before the plant and losses of the network; a dedicated supply is stated
    over its life and not multiplied. A power plant makes up for what capture takes at its own rate without capture (power.py).
    """
    if _own_output(given):
        rate = np.atleast_1d(np.asarray(given.technology.own_power_factor * upstream, dtype=float))[:, None]
        return rate * np.ones(years)
    own = given.own_electricity_emissions
    least = None if own is None else np.maximum(own, LEAST_OWN)
    grid = grid_factor(given.grid, start, years) * np.atleast_1d(np.asarray(upstream, dtype=float))[:, None]
    return electricity_factor(grid, least, given.own_supply_share)


def supply_notes(given: SimpleNamespace) -> list[str]:
    """What the reader has to know of the supply: that it is stated and not shown, and where ours stands in its place."""
    own, notes = given.own_electricity_emissions, []
    if _own_output(given):
        notes.append(
            f"Electricity of capture is output of the power plant that is lost: it counts at the plant's own "
            f"{np.median(given.technology.own_power_factor):.2f} tonne/MWh and at the price of a sale"
            + ("." if own is None else "; own_electricity_emissions changes nothing here.")
        )
    elif own is not None:
        notes.append(
            f"Own supply of electricity is stated, not shown: ask for its contract or its plant, and that it is new. It covers "
            f"{np.median(given.own_supply_share):.0%} of the need here; '{given.grid.name}' gives the rest."
        )
        if np.any(np.asarray(own) < LEAST_OWN):
            notes.append(
                f"own_electricity_emissions is {np.median(own):g} tonne/MWh; over its life no supply is below {LEAST_OWN:g} "
                f"(wind and nuclear about 0.012), which is counted instead."
            )
    if given.grid.name.startswith("contracted_"):
        notes.append(
            f"Power of '{given.grid.name}' is taken over a contract that has to be attached. That the plant is new "
            f"(additionality) is not shown. Such a supply names no country, so gas counts midway between the US and Japan."
        )
    return notes


def _own_output(given: SimpleNamespace) -> bool:
    return "own_power_factor" in given.technology
