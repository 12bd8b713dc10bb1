"""What others have published of plants like this one, and how far a claim lies from the nearest of them.

``published_plants.csv`` has a row a technology; ``<plant>/<basis>`` is the cost with its money and year,
``<plant>/capacity`` [tonne/year] its size, ``<plant>/spread`` [1] the standard deviation of the logarithm of its cost.
Figures on different bases are never compared. Prices asked for removal are no costs and have no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluators.carbon_capture.tables import PACKAGE
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import assumption_table

Number = np.ndarray | float

PUBLISHED_PLANTS = assumption_table(PACKAGE, "published_plants.csv")
# Basis -> what it counts, in words, and the unit of it.
BASES = {
    "gross_at_gate": ("per captured tonne, without transport and storage", "USD2024/tonne"),
    "net_with_storage": ("per net tonne, transport and storage in", "USD2024/tonne"),
    "capital": ("to build, per tonne a year at nameplate", "USD2024 per tonne/year"),
}
_MONEY = re.compile(r"([A-Z]{3})(\d{4})")


@dataclass(frozen=True)
class PublishedPlant:
    """One published or real plant: ``cost`` as published in ``money`` and ``usd2024`` in the unit of its ``basis``;
    ``capacity`` [tonne/year]; ``spread`` [1] of its logarithm; ``how`` tells the conversion of money. ``added`` is our own
    transport and storage [USD2024/tonne], within ``usd2024``, where a cost at the gate is compared with one that holds them."""

    name: str
    technology: str
    basis: str
    capacity: float
    cost: float
    money: str
    usd2024: float
    spread: float
    how: str
    source: str
    spread_source: str
    added: float = 0.0

    @property
    def second_hand(self) -> bool:
        """Whether the figure was read in a copy, or recalled, and not in the source itself."""
        return "second-hand" in self.source or "recalled" in self.source


def published_plants(technology: str) -> list[PublishedPlant]:
    """All plants of a technology in their order; none where the table has no such row."""
    lines = PUBLISHED_PLANTS.lines.get(technology, {})
    plants = []
    for parameter, line in lines.items():
        name, _, basis = parameter.partition("/")
        if basis not in BASES:
            continue
        found = _MONEY.match(line.unit)
        if found is None:
            raise ValueError(f"{PUBLISHED_PLANTS.file}, line {line.line}: '{line.unit}' has no currency and year.")
        factor, how = money_factor(found[1], int(found[2]), "USD", 2024)
        size, spread = lines[f"{name}/capacity"], lines[f"{name}/spread"]
        plants.append(PublishedPlant(
            name, technology, basis, size.mode, line.mode, found[0], line.mode * factor, spread.mode, how, line.source,
            spread.source,
        ))
    return plants


def nearest_plant(technology: str, capacity: float, basis: str) -> PublishedPlant | None:
    """The plant of the same technology on the same basis that is nearest in the logarithm of ``capacity`` [tonne/year].

    None where none is published on that basis. Of plants of one size the first of the table stands. Raises ValueError.
    """
    if basis not in BASES:
        raise ValueError(f"'{basis}' is no basis of published costs; it may be {', '.join(BASES)}.")
    if capacity <= 0:
        raise ValueError(f"a plant of {capacity:g} tonne/year has no neighbour; give a capacity above 0.")
    plants = [plant for plant in published_plants(technology) if plant.basis == basis]
    return min(plants, key=lambda plant: abs(np.log(capacity / plant.capacity)), default=None)


def with_storage(plant: PublishedPlant, transport_and_storage: float) -> PublishedPlant:
    """The plant with our own ``transport_and_storage`` [USD2024/tonne] on top of its cost at the gate, at the same spread."""
    return replace(plant, usd2024=plant.usd2024 + transport_and_storage, added=transport_and_storage)


def z_score(claim: Number, plant: PublishedPlant) -> Any:
    """How many standard deviations [1] the ``claim`` lies above the plant, in logarithms; below nought it is cheaper.

    ``claim`` in USD2024 on the plant's basis, above 0; at 0 or below it is minus infinity.
    """
    claim = np.asarray(claim, dtype=float)
    with np.errstate(divide="ignore"):
        return (np.log(np.maximum(claim, 0.0) / plant.usd2024) / plant.spread)[()]


def in_words(claim: float, capacity: float, plant: PublishedPlant) -> str:
    """One sentence: the claim, its distance, and what it is compared with. ``claim`` as in ``z_score``."""
    what, unit = BASES[plant.basis]
    score, times = float(z_score(claim, plant)), capacity / plant.capacity
    side = "below" if score < 0 else "above"
    far = f"{abs(score):.1f} standard deviations (of a spread of {plant.spread:.2g} in logarithms) {side}"
    size = f"{times:,.2g} times smaller" if times > 1 else f"{1 / times:,.2g} times as large"
    size = "the same size" if 0.8 <= times <= 1.25 else size
    own = f", of which {plant.added:,.0f} our own transport and storage" if plant.added else ""
    if plant.added:
        what = "per captured tonne, transport and storage in"
    return (
        f"{claim:,.0f} {unit} is {far} the nearest published plant, {plant.name}: {plant.usd2024:,.0f} {unit} {what}{own} "
        f"({plant.cost:,.4g} {plant.money}, {plant.capacity:,.0f} tonne/year, {size}; {plant.source})"
    )


def beside_literature(technology: str, capacity: float, figures: Mapping[str, Number]) -> dict[str, dict[str, Any]]:
    """The nearest published plant for each of our ``figures`` (by basis, in its unit; draws or a number), to be shown.

    ``capacity`` [tonne/year]. By basis: the plant, its cost in USD2024, how many times our size it has, the score of our
    median and the source; a basis on which nothing is published is left out.
    """
    shown = {}
    for basis, figure in figures.items():
        plant, ours = nearest_plant(technology, capacity, basis), float(np.median(figure))
        if plant is None or not np.isfinite(ours):
            continue
        shown[basis] = {
            "plant": plant.name, "published [USD2024]": plant.usd2024, "times our size": plant.capacity / capacity,
            "z-score": float(z_score(ours, plant)), "source": f"{plant.cost:,.4g} {plant.money}; {plant.source}",
        }
    return shown
