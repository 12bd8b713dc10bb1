"""The hourly task of a store: what the weather and the grid bring, what the electrolyser makes, what is asked for, in draws."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

HOURS = 8760
HEATING_VALUE = 33.322  # kWh/kg, lower; less electricity than this makes no kilogram, whatever the cell
MOST_SHARE = 1.5  # of rated power: cold bright hours exceed 1 a little; beyond this it is per cent or MW

Number = np.ndarray | float


@dataclass(frozen=True)
class Task:
    """One store's year of ``hours``, for every draw; arrays of shape (draws,) or single numbers, which are spread out.

    ``wind`` and ``solar`` (years, hours) are shares of rated power [1], None where there is none; ``year`` (draws,) says
    which of their years a draw lives in, ``demand`` (hours,) [kg/h] what is asked for. Supply wind_mw, solar_mw and
    electrolyser_mw [MW]; grid_mw [MW], firm, makes hydrogen for demand alone and never for the store, base_mw [MW], as firm,
    for both; least_mw [MW], below which the electrolyser stands still for the hour; production_kwh [kWh/kg made], charge_kwh
    [kWh/kg put in] from the same supply; demand_scale [1]; charge_kept, discharge_kept [1] what
    is left of a kg put in and withdrawn; boil_off [1/h] of the content; charge_limit [kg/h put in] and discharge_limit
    [kg/h delivered], infinite where nothing limits. ``grid_first``: the grid comes before the store, else it is the last
    resort. The year is a ring: its last hour is followed by its first. ValueError, in words, for what cannot be.
    """

    wind: np.ndarray | None
    solar: np.ndarray | None
    year: np.ndarray
    demand: np.ndarray
    wind_mw: Number
    electrolyser_mw: Number
    production_kwh: Number
    solar_mw: Number = 0.0
    grid_mw: Number = 0.0
    base_mw: Number = 0.0
    least_mw: Number = 0.0
    charge_kwh: Number = 0.0
    demand_scale: Number = 1.0
    charge_kept: Number = 1.0
    discharge_kept: Number = 1.0
    boil_off: Number = 0.0
    charge_limit: Number = np.inf
    discharge_limit: Number = np.inf
    grid_first: bool = False
    hours: int = HOURS

    def __post_init__(self) -> None:
        years = {len(found) for name in ("wind", "solar") if (found := self._keep(name, _profile)) is not None}
        if len(years) > 1:
            raise ValueError(f"Wind has {len(self.wind)} weather years and sun {len(self.solar)}; both need the same years.")  # type: ignore[arg-type]
        self._keep("demand", _demand)
        year = np.atleast_1d(np.asarray(self.year))
        if year.ndim != 1 or not year.size or year.dtype.kind not in "iu":
            raise ValueError("'year' must be one whole number a draw: the row of the weather that the draw lives in.")
        known = years.pop() if years else 1
        if year.min() < 0 or year.max() >= known:
            wrong = year.max() if year.min() >= 0 else year.min()
            raise ValueError(f"'year' names row {wrong}; the weather has {known} rows, counted from 0.")
        object.__setattr__(self, "year", year.astype(np.int32))
        for name in NUMBERS:
            object.__setattr__(self, name, self._drawn(name))

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.year)

    @property
    def available_mwh(self) -> np.ndarray:
        """What wind, sun and ``base_mw`` could deliver in the year [MWh], shape (draws,)."""
        found = self.base_mw * np.full(self.draws, float(self.hours))
        for profile, rated in ((self.wind, self.wind_mw), (self.solar, self.solar_mw)):
            if profile is not None:
                found = found + rated * profile.sum(axis=1)[self.year]
        return found

    @property
    def demand_kg(self) -> np.ndarray:
        """What is asked for in the year [kg], shape (draws,)."""
        return self.demand.sum() * np.asarray(self.demand_scale)

    def number(self, name: str, draw: int = 0) -> float:
        """The field ``name`` (one of NUMBERS) in one draw."""
        return float(np.asarray(getattr(self, name))[draw])

    def spread(self, name: str, value: Number) -> np.ndarray:
        """``value`` as a fresh array of shape (draws,) [unit kept]; ValueError names it where its shape is another."""
        array = np.asarray(value, dtype=float)
        if array.ndim > 1 or (array.size != 1 and array.shape != (self.draws,)):
            raise ValueError(f"'{name}' has the shape {array.shape}; a single number or one a draw, ({self.draws},), is needed.")
        return np.array(np.broadcast_to(array.ravel() if array.size == 1 else array, (self.draws,)))

    def _keep(self, name: str, check) -> np.ndarray | None:
        """Puts what ``check`` makes of the field in its place."""
        value = getattr(self, name)
        if value is not None:
            value = check(name, value, self.hours)
            object.__setattr__(self, name, value)
        return value

    def _drawn(self, name: str) -> np.ndarray:
        """The field ``name``, spread over the draws and found possible."""
        array = self.spread(name, getattr(self, name))
        wrong = _impossible(name, array)
        if wrong.any():
            where = f"{wrong.sum()} of {self.draws} draws"
            raise ValueError(f"'{name}' is {array[wrong][0]:g} in {where}; {_POSSIBLE[_bound(name)]}.")
        return array


NUMBERS = tuple(field.name for field in fields(Task) if field.type == "Number")  # one a draw

_POSSIBLE = {
    "share": "a share above 0 and up to 1 is possible, as no more comes out than went in",
    "boil_off": "a share of the content lost in an hour, from 0 to below 1, is possible",
    "production": f"a kg of hydrogen holds {HEATING_VALUE} kWh, so making it takes no less",
    "limit": "a rate is 0 kg/h or more, infinite where nothing limits",
    "size": "a number of 0 or more is possible",
}


def _bound(name: str) -> str:
    if name.endswith("_kept"):
        return "share"
    if name.endswith("_limit"):
        return "limit"
    return {"boil_off": "boil_off", "production_kwh": "production"}.get(name, "size")


def _impossible(name: str, value: np.ndarray) -> np.ndarray:
    """Where ``value`` cannot be; NaN never can."""
    bound = _bound(name)
    if bound == "limit":
        return ~(value >= 0)
    fits = {
        "share": (value > 0) & (value <= 1), "boil_off": (value >= 0) & (value < 1), "size": value >= 0,
        "production": value >= HEATING_VALUE,
    }[bound]  # fmt: skip
    return ~fits | ~np.isfinite(value)


def _profile(name: str, value: np.ndarray, hours: int) -> np.ndarray:
    """A writable copy of a profile of shape (years, hours): compiled code is made once, for one kind of array."""
    array = np.array(value, dtype=float, order="C", ndmin=2)
    if array.ndim != 2 or not array.size or array.shape[1] != hours:
        raise ValueError(f"The {name} profile has {array.shape[-1]:,} hours a year; {hours:,} are needed.")
    _no_gaps(f"{name} profile", array)
    if array.min() < 0 or array.max() > MOST_SHARE:
        worst = array.min() if array.min() < 0 else array.max()
        raise ValueError(f"The {name} profile reaches {worst:g}; it must be a share of rated power, 0 to 1, not per cent or MW.")
    return array


def _demand(name: str, value: np.ndarray, hours: int) -> np.ndarray:
    array = np.array(value, dtype=float, order="C", ndmin=1)
    if array.shape != (hours,):
        raise ValueError(f"The {name} has the shape {array.shape}; {hours:,} hours of kg/h are needed.")
    _no_gaps(name, array)
    if array.min() < 0:
        raise ValueError(f"The {name} is {array.min():g} kg/h in hour {int(array.argmin())}; 0 or more is possible.")
    return array


def _no_gaps(what: str, array: np.ndarray) -> None:
    gaps = ~np.isfinite(array)
    if gaps.any():
        place = np.argwhere(gaps)[0]
        year = f" of weather year {place[0]}" if array.ndim == 2 else ""
        raise ValueError(
            f"The {what} has {gaps.sum():,} gaps (no number), the first in hour {place[-1]}{year}, counted from 0; "
            "fill them or choose a year without gaps."
        )
