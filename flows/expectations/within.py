"""Does a site lie in the country that the proposal states, or in the sea before it?

On land it may lie 30 km beyond the border of our coarse table; at sea up to 200 nautical miles from the country's land, the
widest an exclusive economic zone may be (UN Convention on the Law of the Sea, Art. 57). Where the zones of two countries
meet is not known here: a place within reach of both is taken as either's.
"""

from __future__ import annotations

from functools import lru_cache

from flows.expectations.land import inland
from flows.expectations.territory import CELL, belongs, country_at, distance, nearest
from flows.expectations.wording import number

ON_LAND = 30.0  # [km] beyond the border
AT_SEA = 370.4  # [km] 200 nautical miles


@lru_cache(maxsize=4096)
def outside(country: str, north: float, east: float) -> float:
    """How far the place lies beyond what counts as the country's [km], 0 where it does not."""
    away = distance(country, north, east)
    limit = ON_LAND if country_at(north, east) else AT_SEA
    # The table is off by up to a cell.
    return away if away > limit + CELL else 0.0


def where(north: float, east: float) -> str:
    """ "lies in DE", "lies 30 km off US", "lies on the open sea"."""
    code, away = nearest(north, east, AT_SEA)
    if not code:
        return "lies on the open sea"
    return f"lies in {code}" if away == 0 else f"lies {number(round(away))} km off {code}"


def written(north: float, east: float) -> str:
    """ "52.5 N, 13.4 E"."""
    return f"{abs(north):g} {'N' if north >= 0 else 'S'}, {abs(east):g} {'E' if east >= 0 else 'W'}"


@lru_cache(maxsize=4096)
def likely(country: str, north: float, east: float, at_sea: bool) -> str:
    """ "With longitude -160.5 it would lie off US. " where a sign turned or the two exchanged bring it there, else ""."""
    tried = (
        (north, -east, f"With longitude {-east:g}"),
        (-north, east, f"With latitude {-north:g}"),
        (-north, -east, f"With latitude {-north:g} and longitude {-east:g}"),
        (east, north, "With latitude and longitude exchanged"),
        (east, -north, f"With latitude {east:g} and longitude {-north:g}"),
        (-east, north, f"With latitude {-east:g} and longitude {north:g}"),
    )
    for other_north, other_east, words in tried:
        if abs(other_north) > 90 or abs(other_east) > 180 or outside(country, other_north, other_east):
            continue
        found = country_at(other_north, other_east)
        if at_sea and inland(other_north, other_east):
            continue
        if not at_sea and not belongs(found, country):
            continue
        return f"{words} it would lie {'off' if at_sea or not found else 'in'} {country}. "
    return ""
