"""What a store costs to build: published laws, each kept inside the range where it makes sense.

With size, every law here rises (or stays) in total and falls (or stays) per kilogram. The published fits do not: for a
salt cavern that of Papadias & Ahluwalia falls in total below 32 t and rises per kilogram beyond 7,169 t; the tank parabola
of HDSAM V3.1 peaks at 6,167 m3. Below the turning point the smallest sensible store is bought; above, several of the best.
"""

from __future__ import annotations

import numpy as np

from evaluators.toolkit.row import Row

Number = np.ndarray | float

LARGEST_UNIT = 5.4 * 3600 * 24 / 1e3  # tonne/day, largest hydrogen compressor: 5.4 kg/s (Nexant 2008, DE-FG36-05GO15032)
WORKING_UNITS = 2.0  # at least; HDSAM V3.1
SPARE_UNITS = 1.0  # HDSAM V3.1
OVERSIZE = 1.1  # motor over shaft power, HDSAM V3.1


def papadias_unit_cost(tonnes: Number, a: float, b: float, c: float) -> Number:
    """The fit as published, without any guard [USD2019/kg of working gas]: exp(a ln(m)^2 - b ln(m) + c).

    ``tonnes`` working gas [tonne]. Source: Papadias & Ahluwalia 2021, Int. J. Hydrogen Energy 46:34527, coefficients
    second-hand via NREL H2Integrate (installed and annual cost have one form).
    """
    size = np.log(tonnes)
    return np.exp(a * size**2 - b * size + c)


def papadias_range(a: float, b: float) -> tuple[float, float]:
    """Working gas [tonne] where the fit's total cost stops falling, and where its cost per kilogram is least."""
    return float(np.exp((b - 1) / (2 * a))), float(np.exp(b / (2 * a)))


def bulk_cost(tonnes: Number, a: float, b: float, c: float) -> Number:
    """Total cost of a cavern or pipe store by the guarded fit [USD2019], for ``tonnes`` working gas above 0.

    Below the range the store of least total cost is bought; above it, multiples of the unit of least cost per kilogram.
    """
    smallest, best = papadias_range(a, b)
    size = np.clip(tonnes, smallest, best)
    return papadias_unit_cost(size, a, b, c) * size * 1e3 * np.maximum(1.0, np.asarray(tonnes) / best)


def tank_cost(tonnes: Number, fixed: Number, linear: Number, quadratic: Number, largest: float) -> Number:
    """Total cost of tanks or vessels, fixed + linear m + quadratic m^2, and multiples of the largest [money of the row].

    ``tonnes`` hydrogen the tanks are sized for [tonne]; ``fixed`` [money]; ``linear`` [money/tonne]; ``quadratic``
    [money/tonne**2]; ``largest`` [tonne] one tank may hold; a very large number where the law is linear.
    """
    size = np.minimum(tonnes, largest)
    return (fixed + linear * size + quadratic * size**2) * np.maximum(1.0, np.asarray(tonnes) / largest)


def plant_cost(rate: Number, base: Number, base_rate: float, exponent: float, largest: float) -> Number:
    """Total cost of a process plant, base (rate / base_rate)^exponent, and multiples of the largest [money of ``base``].

    ``rate``, ``base_rate`` and ``largest`` in one unit, such as tonne/day of hydrogen; ``exponent`` [1] at most 1.
    """
    size = np.minimum(rate, largest)
    return base * (size / base_rate) ** exponent * np.maximum(1.0, np.asarray(rate) / largest)


def compressor_units(rate: Number) -> Number:
    """Compressors at work [1], not rounded, so that cost rises without steps; ``rate`` [tonne/day] put in."""
    return np.maximum(WORKING_UNITS, np.asarray(rate) / LARGEST_UNIT)


def compressor_cost(
    motor: Number, stages: Number, units: Number = WORKING_UNITS, *, volume_factor: Number = 0.55, price_level: float = 1.0,
    land: float = 0.0,
) -> Number:
    """Total capital of a compressor station, spare and indirect cost included [USD2007 x price_level].

    ``motor`` rating of all working units together [kW]; ``stages`` [1]; ``units`` at work [1], one spare besides;
    ``volume_factor`` [1] of mass production, 0.55 in HDSAM, 1 without; ``land`` [same money]. Per unit 1962.2 kW^0.8225,
    20 % more for each stage beyond two; installed x 2; indirect cost 40 %. Source: HDSAM V3.1, sheet H2 Compressor and Cost
    Data rows 120-131, second-hand via NREL H2Integrate h2_compression.py.
    """
    unit = 1962.2 * (np.asarray(motor) / units) ** 0.8225 * volume_factor * price_level
    unit = unit * (1 + 0.2 * np.maximum(0.0, np.asarray(stages) - 2))
    return unit * (units + SPARE_UNITS) * 2.0 * 1.4 + land


def store_cost(row: Row, tonnes: Number, sized_for: Number) -> Number:
    """Cost of cavern, pipe, vessels or tanks of a row of technologies.csv [USD2024], before its spread.

    ``tonnes`` working gas; ``sized_for`` working gas and what must stay in [tonne], by which vessels and tanks are sold.
    The fits for caverns and pipe hold compressor and cushion gas; these are taken out here and counted from the project's own.
    """
    if "fit_a" in row:
        own = 1.0 - row.compressor_share - row.cushion_share
        return bulk_cost(tonnes, row.fit_a, row.fit_b, row.fit_c) * own * row.store_to_2024
    cost = tank_cost(sized_for, row.tank_fixed, row.tank_linear, row.tank_quadratic, row.tank_largest)
    return cost * row.store_to_2024


def conversion_cost(row: Row, rate: Number, released: Number | None = None) -> Number:
    """Cost of the plants that convert hydrogen on its way in and out, such as a liquefier [USD2024], before its spread.

    ``rate`` hydrogen put in and ``released`` taken out [tonne/day], as much as put in where None. 0 for gas, which is only
    compressed.
    """
    total = 0.0 * np.asarray(rate)
    for side, size in (("charge", rate), ("release", rate if released is None else released)):
        if f"{side}_cost" in row:
            total = total + row[f"{side}_to_2024"] * plant_cost(
                size, row[f"{side}_cost"], row[f"{side}_rate"], row[f"{side}_exponent"], row[f"{side}_largest"]
            )
    return total
