"""Concentration of supply by country: the Herfindahl-Hirschman index and the bands in which it is read.

Shares: BGS World Mineral Production by premise 2.5.2, data/metals/mining_shares_mapping.xlsx, sheet ei310, column Year 2023
(BSD-3-Clause, mining_shares.LICENSE.txt). A country stands there once for each process, so that its rows are added up before
anything is squared. Where a product is listed by two routes the shares add up to 2 (nickel); they are taken over their sum.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

WHOLE = 10_000.0  # the index where one country has all
# US Department of Justice & Federal Trade Commission, Merger Guidelines 2023, 2.1: above 1,800 a market is highly concentrated;
# 1,000 divides the others as in the guidelines of 1982 and 1992.
MODERATE, HIGH = 1_000.0, 1_800.0


@dataclass(frozen=True)
class Supply:
    """Who supplies one material: the ``product`` traded, its ``index`` (0..10,000), the largest country and its share [1]."""

    product: str
    index: float
    top_country: str
    top_share: float

    @property
    def band(self) -> str:
        """How the index is read: see ``band_of``."""
        return band_of(self.index)


def by_country(rows: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Share of each country [1], its rows (country, amount) added up and taken over the sum of all."""
    totals: dict[str, float] = {}
    for country, amount in rows:
        if amount < 0:
            raise ValueError(f"{country} supplies {amount:g}; an amount may be 0 or more.")
        totals[country] = totals.get(country, 0.0) + amount
    whole = sum(totals.values())
    if whole <= 0:
        raise ValueError("Nobody supplies anything, so that no country has a share. Give at least one amount above 0.")
    return {country: amount / whole for country, amount in totals.items()}


def herfindahl(rows: Iterable[tuple[str, float]]) -> float:
    """The index, 0 to 10,000, of supply by (country, amount): the sum of the squares of the countries' shares in per cent.

    Rows of one country are added up first. Raises ValueError where nobody supplies anything.
    """
    return WHOLE * sum(share**2 for share in by_country(rows).values())


def index_of_total(amounts: Mapping[str, float], total: float) -> float:
    """The index where only the larger countries are known: their ``amounts`` over the world's ``total``, the rest scattered."""
    return WHOLE * sum((amount / total) ** 2 for amount in amounts.values())


def indices(materials: Iterable[str]) -> list[float]:
    """The index of each material by its name, from ``mining_shares.csv``."""
    return [supply()[name].index for name in materials]


def band_of(index: float) -> str:
    """"not concentrated" below 1,000, "moderately concentrated" up to 1,800, "highly concentrated" above."""
    return "highly concentrated" if index > HIGH else "moderately concentrated" if index >= MODERATE else "not concentrated"


@cache
def supply() -> Mapping[str, Supply]:
    """The supply of each material in ``mining_shares.csv``, by its name."""
    text = resources.files(__package__).joinpath("mining_shares.csv").read_text(encoding="utf-8")
    rows: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for line in csv.DictReader(io.StringIO(text)):
        rows.setdefault((line["material"], line["product"]), []).append((line["country"], float(line["share"])))
    found = {}
    for (material, product), stated in rows.items():
        shares = by_country(stated)
        top = max(shares, key=lambda country: (shares[country], country))
        found[material] = Supply(product, herfindahl(stated), top, shares[top])
    return found
