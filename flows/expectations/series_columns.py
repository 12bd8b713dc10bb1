"""What each hourly column may hold, how long it may stand still, and what a wrong unit looks like.

Bounds are what no hourly mean on Earth has left (WMO World Weather and Climate Extremes Archive: -89.2 and 56.7 degC;
pressure at sea level 870 to 1083.8 hPa, with room for high sites), not what is likely. Prices: the harmonised least price
of the European day-ahead market is -500 EUR/MWh (ACER decision 01/2023), the highest price that a market has allowed is
near 20,000 USD/MWh (Australia). Emissions of a grid: lignite alone is near 1,200 kg/MWh.
"""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE = "reference_"


@dataclass(frozen=True)
class Column:
    """``least`` to ``most`` in ``unit``; ``stuck`` [h] is the longest run of one value, where it is not one of ``quiet``
    (from, to), which it may keep for ``quiet_hours`` [h]; ``jump`` the largest step from one hour to the next.
    ``varies``: one value all year is filled; ``days``: a week that stands twice is a copy; ``middle``: where the median
    of all hours lies, if the unit is right."""

    unit: str
    least: float
    most: float
    stuck: int = 0
    quiet: tuple[float, float] | None = None
    quiet_hours: int = 0
    jump: float = 0.0
    varies: bool = True
    days: bool = True
    middle: tuple[float, float] | None = None


_SUN = Column("W/m^2", -10, 1500, stuck=12, quiet=(-10, 0.5))  # nights, and the polar one
_EMISSIONS = Column("kg/MWh", 0, 1500, stuck=168)
_PRICE = Column("USD2024/MWh", -700, 20_000, varies=False, days=False)  # a tariff may stand still, and repeats by the week
HOURS = {
    # A calm may last three days, and a cup anemometer starts at some 0.5 m/s.
    "wind_speed": Column("m/s", 0, 75, stuck=48, quiet=(0, 0.5), quiet_hours=72, jump=30, varies=False,
                         middle=(0, 15)),  # the windiest seas have a mean near 13 m/s at 150 m (Global Wind Atlas 3)
    "wind_direction": Column("deg", 0, 360, stuck=48, days=False),
    # Rounded to whole degrees, or hPa, a value may stand for long.
    "temperature": Column("degC", -90, 60, stuck=72, jump=25),
    "pressure": Column("hPa", 500, 1100, stuck=72, jump=25),
    "relative_humidity": Column("%", 0, 110, stuck=72, quiet=(97, 110), days=False, middle=(2, 110)),  # fog stands at 100 %
    "ghi": _SUN,
    "dni": _SUN,
    "dhi": _SUN,
    "price": _PRICE,
    "electricity_price": _PRICE,
    "load": Column("MW", 0, 1e6, stuck=72),
    "grid_emissions": _EMISSIONS,
    "grid_emission": _EMISSIONS,
    "emissions": _EMISSIONS,
    # Of hydrogen; most pipelines of today carry less than 10 tonne/h. A works may stand still for its yearly repair.
    "demand": Column("kg/h", 0, 1e6, varies=False, days=False),
}

# For a column with its declared unit: what it likely is where the middle of its numbers lies between two others.
_LOOKS = {
    ("pressure", "hPa"): (
        (22, 34, "inHg"),
        (50, 110, "kPa"),
        (0.5, 1.2, "bar"),
        (620, 800, "mmHg"),
        (50_000, 110_000, "Pa"),
    ),
    ("temperature", "degC"): ((210, 320, "K"), (35, 110, "degF")),
    ("wind_speed", "m/s"): ((15, 26, "knots or km/h"), (26, 75, "km/h")),
    ("relative_humidity", "%"): ((0.05, 1.001, "a share from 0 to 1"),),
    ("grid_emissions", "kg/MWh"): ((0.01, 1.5, "kg/kWh or tonne/MWh"), (1500, 1e7, "g/MWh")),
}
_SAME = {"mbar": "hPa", "hpa": "hPa", "°C": "degC", "C": "degC"}


def plain(name: str) -> str:
    """The kind of a column: "reference_wind_speed" and "wind_speed_lower" are of "wind_speed"; "" where we know none."""
    bare = name.removeprefix(REFERENCE)
    kinds = [one for one in HOURS if bare == one or bare.startswith(f"{one}_")]
    return max(kinds, key=len, default="")


def looks_like(name: str, unit: str, middle: float) -> str:
    """ "kPa" where a column that is said to be in ``unit`` has the median ``middle`` of another, else ""."""
    for low, high, likely in _LOOKS.get((plain(name), _SAME.get(unit, unit)), ()):
        if low <= middle <= high:
            return likely
    return ""
