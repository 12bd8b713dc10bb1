"""ERA5 single levels as NetCDF, from the Climate Data Store: netCDF-4 (HDF5) or netCDF-3, one grid point or a small box.

Source: ERA5 data documentation, ECMWF. Times are UTC. Analysed values are of the full hour, and stand for the hour that begins
there; ``ssrd`` is accumulated over the hour that ends there [J/m2]. Speed and direction (from which the wind blows, clockwise
from north) are what the components u (to the east) and v (to the north) mean: hypot(u, v) and 180 + atan2(u, v) [deg].
Relative humidity follows from dew point and temperature over water with the Magnus form of Alduchov & Eskridge, J. Appl.
Meteor. 35 (1996) 601-609, eq. 21: es = 6.1094 exp(17.625 T / (T + 243.04)) [hPa], T in degC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._apart import read_apart
from flows.readers._hours import HOUR, Clock, put_hours
from flows.readers._netcdf import opened
from flows.readers._text import shown, site_name

if TYPE_CHECKING:
    import xarray as xr

KIND = "sites"
FORMAT = "ERA5 NetCDF"
MAGIC = (b"CDF\x01", b"CDF\x02", b"\x89HDF\r\n\x1a\n")

PLAIN = {"t2m": "temperature", "sp": "pressure", "ssrd": "ghi", "fsr": "surface_roughness"}
PAIRS = ((100, "u100", "v100"), (10, "u10", "v10"))
USED = (*PLAIN, "d2m", *(name for _, *pair in PAIRS for name in pair))
# the units that the store writes, as ours write them; the sum over an hour is one of J/m2 an hour
UNITS = {
    "m s**-1": "m/s", "m s-1": "m/s", "m/s": "m/s", "K": "K", "degC": "degC", "Pa": "Pa", "hPa": "hPa", "m": "m",
    "J m**-2": "J/m^2/hour", "J m-2": "J/m^2/hour", "W m**-2": "W/m^2", "W m-2": "W/m^2",
}  # fmt: skip
REMEDY = "Download the hourly data of ERA5 single levels again, as NetCDF, for one point or a small box, and send it unchanged."
PRELIMINARY = ("5", "0005")  # expver of ERA5T


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".nc", ".nc4", ".netcdf")) or head.startswith(MAGIC)


def read(name: str, data: bytes) -> list[Document]:
    """What ``read_here`` says, from a process of its own; raises Unreadable."""
    return read_apart(__name__, name, data)


def read_here(name: str, data: bytes) -> list[Document]:
    """One site: ``wind_speed`` and ``wind_direction`` at 100 m (or 10 m; both: ``wind_speed_lower``), ``temperature``,
    ``pressure``, ``relative_humidity``, ``ghi`` and ``surface_roughness``, those that the file has, in the file's units.

    Raises Unreadable where the file is no NetCDF, or holds none of them.
    """
    if not data.startswith(MAGIC):
        zipped = data.startswith(b"PK")
        reason = "The file is a ZIP archive, not a NetCDF." if zipped else "The file is no NetCDF."
        remedy = "Unpack it and send the NetCDF files in it one by one, each with the name of the site." if zipped else REMEDY
        raise Unreadable(Trouble("era5.format", name, repr(data[:8]), reason, remedy))
    document = Document(KIND, site_name(name), origin="reanalysis")
    with opened(name, data, USED) as dataset:
        point = _nearest(document, name, _versions_merged(document, name, dataset))
        time = "valid_time" if "valid_time" in point.coords else "time"
        if time not in point.coords or point[time].ndim != 1 or not np.issubdtype(point[time].dtype, np.datetime64):
            raise Unreadable(_odd(name, shown(str(dict(dataset.sizes))), "The file has no axis of times (valid_time or time)."))
        times = point[time].to_numpy().astype("datetime64[s]")
        if np.isnat(times).any():
            raise Unreadable(_odd(name, f"time {int(np.isnat(times).argmax()) + 1}", "A row has no time."))
        raw = {key: _values(name, point[key], time) for key in USED if key in point.data_vars}
        stated = {key: str(point[key].attrs.get("units", "")).strip() for key in raw}
    if not raw:
        found = shown(", ".join(map(str, dataset.data_vars))) or "no variables"
        raise Unreadable(_odd(name, found, f"None of the variables is one of {', '.join(USED)}."))
    units = {}
    for key, written in stated.items():
        if written in UNITS:
            units[key] = UNITS[written]
            continue
        raw.pop(key)
        reason = f"The unit of {key} is not one that ERA5 has: {', '.join(UNITS)}."
        document.troubles.append(Trouble("era5.unit", f"variable {key}", shown(written) or "no unit", reason, REMEDY))
    columns, told = _columns(document, times, raw, units)
    if columns and len(times):
        put_hours(document, times, columns, told, Clock(), lambda row: f"time {row + 1}")
    return [document]


def _columns(
    document: Document, times: np.ndarray, raw: dict[str, np.ndarray], units: dict[str, str]
) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Our series from the file's variables, and their units."""
    columns: dict[str, np.ndarray] = {}
    told: dict[str, str] = {}
    winds = [pair for pair in PAIRS if pair[1] in raw and pair[2] in raw]
    for suffix, (height, u, v) in zip(("", "_lower"), winds, strict=False):
        columns[f"wind_speed{suffix}"], told[f"wind_speed{suffix}"] = np.hypot(raw[u], raw[v]), units[u]
        document.facts.append(Fact("site", "", f"weather_height{suffix}", str(height), "m", f"variables {u} and {v}"))
        document.notes.append(f"wind_speed{suffix} is that of {u} and {v}, {height} m above the ground of the model.")
        if not suffix:
            columns["wind_direction"], told["wind_direction"] = (180 + np.rad2deg(np.arctan2(raw[u], raw[v]))) % 360, "deg"
    for key, series in PLAIN.items():
        if key in raw:
            columns[series], told[series] = raw[key], units[key]
    if "t2m" in raw and "d2m" in raw:
        columns["relative_humidity"] = _humidity(*(_celsius(raw[key], units[key]) for key in ("t2m", "d2m")))
        told["relative_humidity"] = "%"
        document.notes.append("relative_humidity is derived from t2m and d2m (Magnus form, Alduchov & Eskridge 1996).")
    document.notes.append("Time: analysed values of a full hour stand for the hour that begins there.")
    if "ghi" in columns:
        # In the file a sum stands at the end of its hour: the value of the next row is that of this hour.
        steps_on = np.append(np.diff(times) == HOUR, False)
        columns["ghi"] = np.where(steps_on, np.roll(columns["ghi"], -1), np.nan)
        document.notes.append("Time: ssrd is named by the end of its hour and is moved to its beginning.")
    return columns, told


def _celsius(values: np.ndarray, unit: str) -> np.ndarray:
    return values - 273.15 if unit == "K" else values


def _humidity(temperature: np.ndarray, dew_point: np.ndarray) -> np.ndarray:
    """Relative humidity [%] from temperature and dew point [degC]."""
    exponents = [17.625 * t / (t + 243.04) for t in (dew_point, temperature)]
    return np.asarray(np.minimum(100 * np.exp(exponents[0] - exponents[1]), 100))


def _versions_merged(document: Document, name: str, dataset: xr.Dataset) -> xr.Dataset:
    """ERA5 before ERA5T (expver 5, preliminary), whichever of the two a value of an older file comes from; and said."""
    if "expver" not in dataset.coords:
        return dataset
    try:
        versions = [_plain(one) for one in np.atleast_1d(dataset["expver"].to_numpy())]
    except (UnicodeDecodeError, LookupError) as error:  # bytes that are no text, or an encoding that there is not
        raise Unreadable(_odd(name, shown(str(error)), "The versions of the values (expver) cannot be read.")) from error
    if "expver" not in dataset.dims:
        early = sum(version in PRELIMINARY for version in versions)
        if early:
            whole = "All hours are" if len(versions) == early else f"{early} of {len(versions)} hours are"
            document.notes.append(f"{whole} preliminary (ERA5T, expver 5) and may still change.")
        return dataset.drop_vars("expver")
    order = sorted(range(len(versions)), key=lambda at: versions[at] in PRELIMINARY)
    merged = dataset.isel(expver=order[0], drop=True)
    for at in order[1:]:
        later = dataset.isel(expver=at, drop=True)
        first = next((str(key) for key in dataset.data_vars if key in USED), None)
        if first is not None:
            places = [axis for axis in merged[first].dims if "time" not in str(axis)]
            early = int((merged[first].isnull() & later[first].notnull()).any(places).sum())
            document.notes.append(f"{early} hours are preliminary (ERA5T, expver {versions[at]}) and may still change.")
        merged = merged.fillna(later)
    for key in merged.data_vars:
        merged[key].attrs = dataset[key].attrs
    return merged


def _plain(version: object) -> str:
    return version.decode("ascii", "replace") if isinstance(version, bytes) else str(version).strip()


def _nearest(document: Document, name: str, dataset: xr.Dataset) -> xr.Dataset:
    """The grid point nearest to the centre of the box, as facts; the longitude counts from -180 to 180."""
    for axis in [axis for axis in dataset.dims if axis not in ("time", "valid_time", "latitude", "longitude")]:
        if any(axis in dataset[key].dims for key in dataset.data_vars if key in USED):
            if dataset.sizes[axis] != 1:
                reason = f"The file has {dataset.sizes[axis]} values of '{axis}' for each hour; exactly one is needed."
                raise Unreadable(_odd(name, f"{axis}: {dataset.sizes[axis]}", reason))
            dataset = dataset.isel({axis: 0})
    chosen = {}
    for axis, most in (("latitude", 90), ("longitude", 360)):
        if axis not in dataset.coords or dataset[axis].ndim > 1 or dataset[axis].size == 0:
            raise Unreadable(_odd(name, f"no {axis}", f"The file has no axis '{axis}'."))
        values = np.atleast_1d(dataset[axis].to_numpy()).astype(float)
        at = int(np.abs(values - (values.min() + values.max()) / 2).argmin())
        if not abs(values[at]) <= most:
            raise Unreadable(_odd(name, f"{axis} {values[at]:g}", "The grid point is none on Earth."))
        chosen[axis] = (at, round(float(values[at]), 6), len(values))
    latitude, longitude = chosen["latitude"][1], chosen["longitude"][1]
    east = (longitude + 180) % 360 - 180 if longitude > 180 else longitude
    for field, value in (("latitude", latitude), ("longitude", east)):
        document.facts.append(Fact("site", "", field, f"{value:.6g}", "deg", f"variable {field}"))
    points = chosen["latitude"][2] * chosen["longitude"][2]
    of = f"the one nearest to the centre of {points}" if points > 1 else "the only one of the file"
    counted = f" (written as {longitude:g}, counted to 360)" if east != longitude else ""
    document.notes.append(f"The grid point is {latitude:g}, {east:g}{counted}, {of}.")
    return dataset.isel({axis: at for axis, (at, _, _) in chosen.items() if axis in dataset.dims})


def _values(name: str, variable: xr.DataArray, time: str) -> np.ndarray:
    if variable.dims != (time,) or not np.issubdtype(variable.dtype, np.number):
        found = f"{variable.name} by {', '.join(map(str, variable.dims)) or 'nothing'}"
        raise Unreadable(_odd(name, found, "A variable is one number an hour."))
    try:
        return np.asarray(variable.to_numpy(), dtype=float)
    except Exception as error:  # the libraries below raise many kinds on damaged data
        reason = f"The values of {variable.name} cannot be unpacked; the file is damaged or cut off."
        raise Unreadable(_odd(name, shown(f"{type(error).__name__}: {error}"), reason)) from error


def _odd(name: str, found: str, reason: str) -> Trouble:
    return Trouble("era5.content", name, found, reason, REMEDY)
