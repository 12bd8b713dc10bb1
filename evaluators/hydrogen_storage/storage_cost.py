"""Levelised cost of storage and of hydrogen, each with its boundary: present value of cost over present value of product.

Money is real and of one year, and so is the rate. The product is the same in every year, the mean of the stacks' life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evaluators.hydrogen_storage.reconversion import electricity_made
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.toolkit.finance import annuity_factor, levelised_cost

Number = np.ndarray | float

CONTAINS = {
    "without_gas": "per kg delivered: building, upkeep, electricity and replacements of the store, its cushion gas, and the "
    "hydrogen that it loses, bought at the gate; not the hydrogen that it delivers",
    "with_gas": "per kg delivered: all of this, and the hydrogen delivered, at its cost at the gate",
    "per_mwh": "per MWh of alternating current: all of this, and the plant that makes electricity of the hydrogen",
}


@dataclass(frozen=True)
class StorageCost:
    """Levelised cost of one store: ``without_gas`` and ``with_gas`` per kg delivered [USD2024/kg], ``parts`` of the first;
    what each holds stands in ``CONTAINS``."""

    without_gas: Number
    with_gas: Number
    parts: Mapping[str, Number]


def levelised(present: Number, product: Number, rate: Number, life: Number) -> Number:
    """Levelised cost [money/product]: ``present`` value of all cost [money] over that of ``product`` [product/year].

    ``rate`` real [1/year], ``life`` [year]; they broadcast. Infinity where there is no product; 0 where there is no cost either.
    """
    return np.where(np.asarray(present) == 0, 0.0, levelised_cost(present, 0.0, product, rate, life))[()]


def levelised_parts(parts: Mapping[str, Number], product: Number, rate: Number, life: Number) -> dict[str, Number]:
    """``levelised`` of each part of a cost [money/product]; they add up to that of the sum."""
    return {name: levelised(present, product, rate, life) for name, present in parts.items()}


def storage_cost(
    capital: Mapping[str, tuple[Number, Number]], fixed: Number, electricity: Number, charged: Number, delivered: Number,
    gate_cost: Number, rate: Number, life: Number,
) -> StorageCost:
    """Levelised cost of storage per kg delivered, without and with the stored gas.

    ``capital`` by part: cost [USD2024] and years it lasts [year]; cushion gas is a part that lasts the whole life. ``fixed``
    and ``electricity`` [USD2024/year]; ``charged`` into the store and ``delivered`` out of it [kg/year]; ``gate_cost`` of the
    hydrogen put in [USD2024/kg]; ``rate`` real [1/year]; ``life`` [year]. Raises ValueError where more comes out than goes in.
    """
    charged, delivered = np.asarray(charged, dtype=float), np.asarray(delivered, dtype=float)
    if np.any(delivered > charged * (1 + 1e-9)):
        worst = float(np.max(np.broadcast_to(delivered - charged, np.broadcast_shapes(delivered.shape, charged.shape))))
        raise ValueError(
            f"the store delivers {worst:g} kg a year more than is put in; the mass balance does not close. State what is put in "
            f"at or above what is taken out"
        )
    years = annuity_factor(rate, life)
    present = {name: present_capital(cost, lasts, rate, life) for name, (cost, lasts) in capital.items()}
    present |= {"upkeep": fixed * years, "electricity": electricity * years,
                "hydrogen lost": (charged - delivered) * gate_cost * years}
    parts = levelised_parts(present, delivered, rate, life)
    without = sum(parts.values())
    return StorageCost(without, without + gate_cost, parts)


def cost_per_mwh(cost: Number, delivered: Number, plant: Number, efficiency: Number, rate: Number, life: Number) -> Number:
    """Levelised cost of electricity made of stored hydrogen [USD2024/MWh], alternating current.

    ``cost`` of what the store delivers [USD2024/kg], with the stored gas or without, ``delivered`` [kg/year]; ``plant``, the
    present value of the reconversion plant over ``life`` [USD2024]; its ``efficiency`` on the lower heating value [1]; ``rate``
    real [1/year]. Raises ValueError.
    """
    generated = electricity_made(delivered, efficiency)
    return cost * delivered / generated + levelised(plant, generated, rate, life)


def hydrogen_cost(parts: Mapping[str, Number], product: Number, rate: Number, life: Number) -> Number:
    """Levelised cost of hydrogen [USD2024/kg] from the present values of all ``parts`` of its cost [USD2024].

    At the gate the parts are electricity and electrolyser, and ``product`` what leaves the electrolyser [kg/year]; delivered
    they hold storage and transport too, and ``product`` is what the user gets.
    """
    return levelised(sum(parts.values()), product, rate, life)
