"""The chain from one place to another: into the carrier, the leg by ship or pipeline, out of the carrier.

It may stand between plant and store or between store and user. What was sent is either delivered or lost to a named cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage.electrolyser import LOWER_HEATING_VALUE
from evaluators.hydrogen_storage.pipeline import pipeline
from evaluators.hydrogen_storage.prices import priced_table
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.hydrogen_storage.shipping import shipping
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

Number = np.ndarray | float

CARRIERS = priced_table("carriers.csv")
DAYS = 365.0
KW_PER_TONNE_DAY = LOWER_HEATING_VALUE * 1e3 / 24


@dataclass(frozen=True)
class Transport:
    """``sent``, ``delivered``, ``losses`` by cause and ``vented`` [kg/year]; ``electricity`` and bought ``fuel`` [MWh/year];
    ``capital`` by part: cost [USD2024] and years it lasts [year]; ``fixed`` [USD2024/year]. Numbers or (draws,)."""

    sent: Number
    delivered: Number
    losses: Mapping[str, Number]
    vented: Number
    electricity: Number
    fuel: Number
    capital: Mapping[str, tuple[Number, Number]]
    fixed: Number

    @property
    def kept(self) -> Number:
        """What is delivered of what is sent [1]."""
        return np.divide(self.delivered, self.sent)


def transport(
    row: Row, distance: Number, sent: Number, *, utilisation: Number = 0.9, convert: Number = True, release: Number = True,
    aboard: Number = 1.0, spread: Number = 1.0, terminals: float = 2.0,
) -> Transport:
    """What it takes to bring ``sent`` hydrogen [kg/year], above 0, over ``distance`` [km] by ``row`` of carriers.csv.

    ``utilisation`` [1] of the plants and the pipe over the year; ``convert`` [1], the share of what is sent that is not yet in
    the carrier (out of a store of the same carrier it is), ``release`` [1], the share that must be got out of it for the user;
    ``aboard`` [1], what travels over what is loaded, above 1 where a store's own plant releases it only behind the way, with
    its losses: all figures but ships, pipe and fuel are of what is left then; ``spread`` [1] on what is built; ``terminals``
    of a ship to build [1]. Raises ValueError.
    """
    sent = np.asarray(sent, dtype=float)
    if not np.all((sent > 0) & np.isfinite(sent)):
        raise ValueError(f"{sent.min():g} kg a year cannot be sent; state what leaves the plant or store in kg/year, above 0")
    share = np.asarray(utilisation, dtype=float)
    if not np.all((share > 0) & (share <= 1)):
        raise ValueError(f"a plant in use for {share.max():g} of the year cannot be; state a share above 0 and at most 1")
    entering, leaving = np.asarray(convert, dtype=float), np.asarray(release, dtype=float)
    loaded = sent * (1 - entering * (1 - row.convert_kept))
    travelling = loaded * aboard
    leg = shipping(row, distance, travelling, terminals) if row.by_ship else pipeline(row, distance, travelling, share)
    arrived = loaded * leg.kept
    delivered = arrived * (1 - leaving * (1 - row.release_kept))
    plants: dict[str, tuple[Number, Number]] = {}
    upkeep, power = leg.fixed, leg.electricity
    if np.any(entering > 0):
        built = plant_cost(row, "convert", entering * sent / share)
        plants["conversion"], upkeep = (built * spread, row.convert_life), upkeep + row.convert_om * built
        power = power + row.convert_energy * entering * sent / 1e3
    if np.any(leaving > 0):
        released = leaving * arrived * row.release_kept
        built = plant_cost(row, "release", released / share)
        plants["release"], upkeep = (built * spread, row.release_life), upkeep + row.release_om * built
        power = power + row.release_energy * released / 1e3
    return Transport(
        sent=sent, delivered=delivered,
        losses={"conversion": sent - loaded, **{cause: loaded * lost for cause, lost in leg.losses.items()},
                "release": arrived - delivered},
        # What the release burns for its heat does not reach the air as hydrogen.
        vented=row.vented_share * (sent - loaded) + travelling * leg.vented,
        electricity=power, fuel=leg.fuel,
        capital=plants | {name: (cost * spread, lasts) for name, (cost, lasts) in leg.capital.items()}, fixed=upkeep,
    )


def plant_cost(row: Row, step: str, rate: Number) -> Number:
    """Cost to build [USD2024] of the plant of ``step`` ("convert" or "release") for ``rate`` [kg/year at full load].

    The plant of the row by a power law, up to its largest; beyond it several of the largest.
    """
    size = np.maximum(np.asarray(rate, dtype=float) / 1e3 / DAYS, 1e-12)  # a power of nought has no cost per kW
    stated, largest = row[f"{step}_rate"], row[f"{step}_largest"]
    per_kw = row[f"{step}_capex"] * (np.minimum(size, largest) / stated) ** (row[f"{step}_exponent"] - 1)
    return per_kw * size * KW_PER_TONNE_DAY


def cost_parts(
    carried: Transport, electricity_price: Number, fuel_price: Number, rate: Number, life: Number
) -> dict[str, Number]:
    """Present value of the cost of transport by part over ``life`` [USD2024]; the hydrogen lost is not priced.

    ``electricity_price`` and ``fuel_price`` [USD2024/MWh]; ``rate`` real [1/year]; ``life`` [year].
    """
    years = annuity_factor(rate, life)
    parts = {name: present_capital(cost, lasts, rate, life) for name, (cost, lasts) in carried.capital.items()}
    return parts | {
        "transport upkeep": carried.fixed * years,
        "transport electricity": carried.electricity * electricity_price * years,
        "marine fuel": carried.fuel * fuel_price * years,
    }


def emission_parts(
    carried: Transport, electricity_factor: Number, fuel_factor: Number, warming: Number
) -> dict[str, Number]:
    """Yearly emissions of transport by part [kg CO2e/year], making the hydrogen apart.

    ``electricity_factor`` [kg/kWh]; ``fuel_factor`` of marine fuel [kg/MWh]; ``warming`` potential of hydrogen [kg/kg].
    """
    return {
        "transport electricity": carried.electricity * 1e3 * electricity_factor,
        "marine fuel": carried.fuel * fuel_factor,
        "hydrogen vented": carried.vented * warming,
    }
