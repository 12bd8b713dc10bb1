"""The electrolyser: what it needs, how it ages, what it and its stacks cost. Kinds are rows of electrolysers.csv."""

from __future__ import annotations

import numpy as np

from evaluators.hydrogen_storage.prices import priced_table
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.toolkit.finance import annuity_factor
from evaluators.toolkit.row import Row

Number = np.ndarray | float

ELECTROLYSERS = priced_table("electrolysers.csv")
LOWER_HEATING_VALUE = 33.322  # kWh/kg, 119.96 MJ/kg
WATER_FED = 36.0  # kWh/kg, between both heating values
KW = 1e3  # kW in a MW


def checked_energy(kind: Row, energy: Number) -> np.ndarray:
    """``energy`` [kWh/kg] of production where the ``kind`` can have it; raises ValueError where more comes out than goes in.

    Cells fed with water take the higher heating value at the least, cells fed with steam from other heat the lower.
    """
    energy, least = np.asarray(energy, dtype=float), float(np.max(kind.least_energy))
    if not np.all(energy >= least):
        raise ValueError(
            f"an electrolyser ({kind.name.replace('_', ' ')}) that needs {energy.min():g} kWh/kg gives out more than it takes in "
            f"({least_energy_said(kind)}). State the electricity of the whole plant per kilogram, 45 to 60 kWh/kg in practice"
        )
    return energy


def least_energy_said(kind: Row) -> str:
    """What a ``kind`` takes at the least, and why, in words."""
    steam, water = "lower heating value, its steam raised with other heat", "higher heating value, as it is fed with water"
    least = float(np.max(kind.least_energy))
    return f"a kilogram takes at least {least:g} kWh: the {steam if least < WATER_FED else water}"


def steam_note(kind: Row) -> list[str]:
    """A sentence where the ``kind`` is fed with steam: what raises it is not in the figures."""
    if float(np.max(kind.least_energy)) >= WATER_FED:
        return []
    return [
        f"The steam of a {kind.name.replace('_', ' ')} electrolyser is taken from waste heat: it costs and emits nothing here. "
        f"It takes about 7 kWh of heat a kilogram; out of a gas boiler that emits about 1.6 kg CO2e/kg more. Bring the contract "
        f"of the heat, or state the electricity with that of its steam (production_energy)."
    ]


def specific_capex(kind: Row, rated: Number) -> Number:
    """Cost to build [USD2024/kW] of a plant of ``rated`` power [MW, alternating current], installed, first stacks included.

    The cost of the whole rises with a power of the size between two sizes of the row; below and above the cost per kW is
    held, so a larger plant never costs less. Raises ValueError.
    """
    rated = np.asarray(rated, dtype=float)
    if np.any(rated < 0):
        raise ValueError(f"an electrolyser of {rated.min():g} MW is negative; state its rated power in MW, 0 or above")
    size = np.clip(rated, kind.smallest_power, kind.largest_power) / kind.reference_power
    return kind.capex * size ** (kind.scale_exponent - 1)


def capex(kind: Row, rated: Number) -> Number:
    """Cost to build [USD2024] of a plant of ``rated`` power [MW]."""
    return specific_capex(kind, rated) * rated * KW


def stack_interval(kind: Row, hours_run: Number) -> Number:
    """Years between two sets of stacks [year]: their hours over ``hours_run`` [h/year], no longer than the plant lasts."""
    hours = np.asarray(hours_run, dtype=float)
    if np.any((hours < 0) | (hours > 8784)):
        raise ValueError(f"hours run of {hours.min():g} to {hours.max():g} a year do not fit into one; state 0 to 8,760 h/year")
    return np.minimum(kind.stack_life / np.maximum(hours, 1.0), kind.life)


def mean_energy(kind: Row, hours_run: Number, energy: Number | None = None) -> Number:
    """Electricity per kilogram [kWh/kg], the mean over the life of a set of stacks.

    ``hours_run`` [h/year]; ``energy`` [kWh/kg] when new, where the proposal states it, else the row's. It rises by the row's
    ``energy_rise`` per hour run until the stacks are replaced. Raises ValueError.
    """
    new = checked_energy(kind, kind.energy if energy is None else energy)
    return new * (1 + kind.energy_rise * stack_interval(kind, hours_run) * hours_run / 2)


def mean_output(kind: Row, hours_run: Number) -> Number:
    """Usable power over rated power [1], the mean over the life of a set of stacks: solid oxide loses output, not efficiency."""
    return 1 - np.minimum(kind.output_loss * stack_interval(kind, hours_run) * hours_run, 1.0) / 2


def cost_parts(
    kind: Row, rated: Number, hours_run: Number, produced: Number, rate: Number, life: Number, water_price: Number,
    spread: Number = 1.0, stated_capex: Number | None = None,
) -> dict[str, Number]:
    """Present value of every cost of the electrolyser over ``life`` [USD2024], electricity apart.

    ``rated`` [MW]; ``hours_run`` [h/year]; ``produced`` [kg/year]; ``rate`` real [1/year]; ``life`` [year] of the project;
    ``water_price`` [USD2024/tonne]; ``spread`` [1] on the cost to build; ``stated_capex`` [USD2024] instead of ours, where
    the proposal states it. The plant without its stacks is replaced after its own life, the stacks after theirs: in each
    draw in its own years.
    """
    built = (capex(kind, rated) if stated_capex is None else stated_capex) * spread
    stacks = kind.stack_share * built
    years = annuity_factor(rate, life)
    return {
        "electrolyser": present_capital(built - stacks, kind.life, rate, life),
        "stacks": present_capital(stacks, stack_interval(kind, hours_run), rate, life),
        "electrolyser upkeep": kind.fixed_om * built * years,
        "water": kind.water / 1e3 * produced * water_price * years,
    }
