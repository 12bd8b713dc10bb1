"""Is a place on land? A coarse test that needs no network: cells of 1/30 degree (3.7 km) that are land throughout.

Table and source: ``inland.txt``. Coasts and small islands count as sea, lakes and the Caspian Sea as land.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from importlib import resources

ROWS, COLUMNS, PER_DEGREE = 5400, 10800, 30


def inland(latitude: float, longitude: float) -> bool:
    """True where the cell around the place is land throughout; ``latitude`` -90..90 [deg north], ``longitude``
    -180..180 [deg east]. ValueError outside."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude} north, {longitude} east is not on the globe.")
    row = min(int((90 - latitude) * PER_DEGREE), ROWS - 1)
    column = int((longitude + 180) * PER_DEGREE) % COLUMNS
    return bool(_cells()[row * COLUMNS // 8 + column // 8] >> (7 - column % 8) & 1)


@lru_cache(maxsize=1)
def _cells() -> bytes:
    return zlib.decompress(resources.files("flows.expectations").joinpath("inland.zlib").read_bytes())
