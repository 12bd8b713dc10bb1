"""What hydrogen is measured against: two limits of emissions and Japan's two targets of supply cost."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from evaluators.offshore_wind.location import location_of
from evaluators.toolkit.contract import Assumed, assumed

Number = np.ndarray | float

NORMAL_CUBIC_METRE = 0.0898824  # kg of hydrogen at 0 C and 1 atm (CoolProp 8.0.0, Leachman 2009)
# Well to gate [kg CO2e/kg]. Japan: Basic Hydrogen Strategy 2023 and the Hydrogen Society Promotion Act (second-hand, Linklaters).
# US: 26 U.S.C. 45V, the least credit (second-hand, Jones Day). Neither counts the building of plants or hydrogen's own warming.
EMISSION_LIMITS = {"japan": 3.4, "us_45v": 4.0}
# Delivered [JPY/Nm3]. Japan: Basic Hydrogen Strategy, 30 around 2030 and 20 in 2050 (second-hand, Linklaters).
COST_TARGETS = {"japan_2030": 30.0, "japan_2050": 20.0}
YEN_PER_DOLLAR: Assumed = assumed(
    107, 150, 165, "1", "yen for one US dollar, both of 2024, over the years in which the hydrogen is sold", scope="fund",
    name="yen_per_dollar", year=2024,
    source="ECB reference rates, annual means (toolkit/exchange_rates.csv): 106.7 to 112.2 from 2016 to 2021, 131.6, 140.6, "
    "151.4 and 149.7 from 2022 to 2025; mode the last two years; high end unsourced: engineering judgement, above 160 in 2024 "
    "for days (recalled, not confirmed)",
)


def usd_per_kg(yen_per_nm3: Number, yen_per_dollar: Number) -> Number:
    """A price of ``yen_per_nm3`` [JPY/Nm3] in dollars per kilogram [USD/kg], at ``yen_per_dollar`` [JPY/USD]; they broadcast.

    A normal cubic metre is 0.0898824 kg, at 0 C and 1 atm. Raises ValueError.
    """
    rate = np.asarray(yen_per_dollar, dtype=float)
    if not np.all((rate > 0) & np.isfinite(rate)):
        raise ValueError(f"an exchange rate of {rate.min():g} yen for a dollar cannot be; state it above 0, such as 150")
    return np.asarray(yen_per_nm3, dtype=float) / NORMAL_CUBIC_METRE / rate


def yen_per_nm3(usd: Number, yen_per_dollar: Number) -> Number:
    """A price of ``usd`` [USD/kg] in yen per normal cubic metre [JPY/Nm3]: the inverse of ``usd_per_kg``."""
    return np.asarray(usd, dtype=float) * NORMAL_CUBIC_METRE * yen_per_dollar


def cost_targets(yen_per_dollar: Number) -> dict[str, Number]:
    """Each target of supply cost [USD2024/kg] at ``yen_per_dollar``, a number or (draws,)."""
    return {name: usd_per_kg(target, yen_per_dollar) for name, target in COST_TARGETS.items()}


def in_japan(given: SimpleNamespace) -> bool:
    """Whether the site of the inputs ``given`` lies in Japan, by its coordinates, without them by the name of its grid: the
    targets in yen are for hydrogen that is delivered there."""
    return location_of(given.latitude, given.longitude, given.grid.name) == "japan"


def meets(value: Number, limit: Number) -> np.ndarray:
    """1 where ``value`` is at most ``limit``, 0 where not [1]; the mean over draws is the probability. Neither where unknown:
    a value that is not a number does not meet a limit."""
    return (np.asarray(value, dtype=float) <= limit).astype(float)
