"""In which country does a place lie, and how far from another? A coarse answer that needs no network.

Table, source and limits: ``country.txt`` (cells of 1/10 degree, 11 km). A country is taken with its overseas territories.

The package roaring-landmask (MIT) is not used: its wheel holds 106 MB of coastlines from GSHHG (LGPL) and OpenStreetMap
(ODbL), and it knows land from sea but no country.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from importlib import resources

import numpy as np

from flows.expectations.countries import COUNTRIES

ROWS, COLUMNS, PER_DEGREE = 1800, 3600, 10
EARTH = 6371.0  # mean radius [km]
CELL = 11.2  # [km] side of a cell at the equator: what a distance may be off by
CODES = ("", *sorted(COUNTRIES | {"XK"}))

# Territories with a code of their own, by the state that holds them.
_HELD = {
    "AU": "CC CX HM NF",
    "CN": "HK MO",
    "DK": "FO GL",
    "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
    "NL": "AW BQ CW SX",
    "NO": "BV SJ",
    "NZ": "CK NU TK",
    "RS": "XK",
    "US": "AS GU MP PR UM VI",
}
HOLDER = {code: state for state, codes in _HELD.items() for code in codes.split()}


def country_at(latitude: float, longitude: float) -> str:
    """Code of the country around the place, "" at sea; ``latitude`` -90..90 [deg north], ``longitude`` -180..180 [deg east]."""
    row = min(int((90 - latitude) * PER_DEGREE), ROWS - 1)
    return CODES[_cells()[row, int((longitude + 180) * PER_DEGREE) % COLUMNS]]


def belongs(country: str, stated: str) -> bool:
    """Whether the two codes are of one state."""
    return HOLDER.get(country, country) == HOLDER.get(stated, stated)


def distance(country: str, latitude: float, longitude: float) -> float:
    """From the place to the nearest land of the country and its territories [km]; 0 in it, infinite where it has none."""
    if belongs(country_at(latitude, longitude), country):
        return 0.0
    land = _land(HOLDER.get(country, country))
    if not len(land):
        return float("inf")
    return float(EARTH * np.arccos(np.clip((land @ _vector(latitude, longitude)).max(), -1.0, 1.0)))


def nearest(latitude: float, longitude: float, within: float) -> tuple[str, float]:
    """Code and distance [km] of the country whose land is nearest, ("", infinity) where none is ``within`` [km]."""
    found = country_at(latitude, longitude)
    if found:
        return found, 0.0
    reach = int(within / 111.0 * PER_DEGREE) + 1
    middle = int((90 - latitude) * PER_DEGREE)
    first = max(middle - reach, 0)
    rows, columns = np.nonzero(_cells()[first : middle + reach + 1])
    if not len(rows):
        return "", float("inf")
    land = _vectors(rows + first, columns)
    cosine = land @ _vector(latitude, longitude)
    best = int(cosine.argmax())
    away = float(EARTH * np.arccos(np.clip(cosine[best], -1.0, 1.0)))
    return (CODES[_cells()[rows[best] + first, columns[best]]], away) if away <= within else ("", float("inf"))


def _vector(latitude: float | np.ndarray, longitude: float | np.ndarray) -> np.ndarray:
    north, east = np.radians(latitude), np.radians(longitude)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _vectors(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Middles of cells as unit vectors, shape (cells, 3)."""
    return _vector(90 - (rows + 0.5) / PER_DEGREE, (columns + 0.5) / PER_DEGREE - 180).T


@lru_cache(maxsize=16)
def _land(state: str) -> np.ndarray:
    numbers = [CODES.index(code) for code in (state, *_HELD.get(state, "").split())]
    return _vectors(*np.nonzero(np.isin(_cells(), numbers)))


@lru_cache(maxsize=1)
def _cells() -> np.ndarray:
    packed = resources.files("flows.expectations").joinpath("country.zlib").read_bytes()
    return np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(ROWS, COLUMNS)
