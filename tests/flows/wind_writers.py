"""Writers of the wind and grid formats, for round trips: each format as its makers write it, from plain arrays."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

CDS_UNITS = {
    "u100": "m s**-1",
    "v100": "m s**-1",
    "u10": "m s**-1",
    "v10": "m s**-1",
    "t2m": "K",
    "d2m": "K",
    "sp": "Pa",
    "ssrd": "J m**-2",
}


def hours(first: str, count: int, minutes: int = 60) -> np.ndarray:
    """``count`` times of a clock, datetime64[s], one every ``minutes``."""
    return np.datetime64(first, "s") + np.arange(count) * np.timedelta64(60 * minutes, "s")


def era5(
    times: np.ndarray,
    values: Mapping[str, np.ndarray],
    *,
    latitude: Sequence[float] = (55.5,),
    longitude: Sequence[float] = (200.0,),
    time: str = "valid_time",
    classic: bool = False,
    expver: Sequence[str] | None = None,
    units: Mapping[str, str] = CDS_UNITS,
    encoding: Mapping[str, dict[str, object]] | None = None,
) -> bytes:
    """A file of the Climate Data Store; each variable is (times,), or (times, latitudes, longitudes)."""
    shape = (len(times), len(latitude), len(longitude))
    data = {}
    for name, series in values.items():
        grid = series if series.ndim == 3 else np.broadcast_to(series[:, None, None], shape)
        data[name] = ((time, "latitude", "longitude"), np.array(grid), {"units": units.get(name, "")})
    dataset = xr.Dataset(data, {time: times.astype("datetime64[ns]"), "latitude": list(latitude), "longitude": list(longitude)})
    if expver is not None:
        dataset = dataset.assign_coords(expver=(time, list(expver)))
    return as_bytes(dataset, classic, dict(encoding or {}))


def as_bytes(dataset: xr.Dataset, classic: bool = False, encoding: dict[str, dict[str, object]] | None = None) -> bytes:
    """A dataset as netCDF-3 (64-bit offset) or netCDF-4."""
    if classic:
        return bytes(dataset.to_netcdf(engine="scipy", format="NETCDF3_64BIT", encoding=encoding))
    target = io.BytesIO()
    dataset.to_netcdf(target, engine="h5netcdf", encoding=encoding)
    return target.getvalue()


def table(
    times: Sequence[str],
    columns: Mapping[str, Sequence[object]],
    *,
    comments: Sequence[str] = (),
    head: str = "time",
    delimiter: str = ",",
    decimal: str = ".",
    digits: int = 3,
) -> bytes:
    """A CSV file with a column of times; None is an empty cell, floats have ``digits`` decimals."""

    def cell(value: object) -> str:
        return "" if value is None else f"{value:.{digits}f}".replace(".", decimal) if isinstance(value, float) else str(value)

    rows = [delimiter.join([head, *columns])]
    rows += [delimiter.join([time, *map(cell, row)]) for time, *row in zip(times, *columns.values(), strict=True)]
    return "\n".join([*(f"# {one}" for one in comments), *rows, ""]).encode()


def iso(times: np.ndarray, zone: str = "") -> list[str]:
    return [str(one).replace("T", " ") + zone for one in times.astype("datetime64[m]")]


def parquet(
    columns: Mapping[str, object], metadata: Mapping[str, str] | None = None, units: Mapping[str, str] | None = None
) -> bytes:
    """A Parquet file; ``units`` become metadata of the fields."""
    plain = pa.table(dict(columns))
    fields = [one.with_metadata({"unit": (units or {})[one.name]}) if one.name in (units or {}) else one for one in plain.schema]
    target = io.BytesIO()
    pq.write_table(plain.cast(pa.schema(fields, metadata=dict(metadata or {}))), target)
    return target.getvalue()


def tab(
    frequency: np.ndarray,
    rose: np.ndarray,
    limits: np.ndarray,
    *,
    place: str = "55.0\t14.0\t100.0",
    factor: float = 1,
    turn: float = 0,
) -> bytes:
    """An observed mean wind climate; ``frequency`` [%] by sector, ``rose`` [per mille] (bins, sectors), upper ``limits`` [m/s]."""
    lines = ["Mast 1 | Spd 100m | Dir 100m", f"\t{place}", f"\t\t{len(frequency)}\t{factor:.2f}\t{turn:.2f}"]
    lines.append("\t\t\t" + "\t".join(f"{one:.4f}" for one in frequency))
    lines += [f"{limit:g}\t" + "\t".join(f"{one:.3f}" for one in row) for limit, row in zip(limits, rose, strict=True)]
    return ("\r\n".join(lines) + "\r\n").encode()


def lib(frequency: np.ndarray, a: np.ndarray, k: np.ndarray, lengths: Sequence[float], heights: Sequence[float]) -> bytes:
    """A generalised wind climate as text; ``frequency`` [%] (roughness, sector), ``a`` [m/s] and ``k`` (roughness, height, sector)."""
    lines = ["Global Wind Atlas 3.0 (WRF 3-km)<coordinates>0.667,49.056,0.0</coordinates>"]
    lines.append(f"{len(lengths)} {len(heights)} {frequency.shape[1]}")
    lines += [" ".join(f"{one:9.3f}" for one in lengths), " ".join(f"{one:9.1f}" for one in heights)]
    for rough in range(len(lengths)):
        lines.append("".join(f"{one:9.2f}" for one in frequency[rough]))
        for high in range(len(heights)):
            lines += ["".join(f"{one:9.2f}" for one in a[rough, high]), "".join(f"{one:9.3f}" for one in k[rough, high])]
    return ("\n".join(lines) + "\n").encode()


def gwc(frequency: np.ndarray, a: np.ndarray, k: np.ndarray, lengths: Sequence[float], heights: Sequence[float]) -> bytes:
    """The same as WAsP's XML, ``frequency`` as shares of 1."""
    sectors = frequency.shape[1]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<RveaGeneralisedMeanWindClimate FormatVersion="01.01.0002" '
        'Description="GWA&lt;coordinates&gt;0.667,49.056,0.0&lt;/coordinates&gt;" '
        f'CountOfSectors="{sectors}" CountOfReferenceHeights="{len(heights)}" CountOfReferenceRoughnessLengths="{len(lengths)}">'
    ]
    for rough, length in enumerate(lengths):
        for high, height in enumerate(heights):
            parts.append(
                f'<WindAtlasWeibullWindRose RoughnessLengthNumber="{rough + 1}" RoughnessLength="{length:.3f}" '
                f'ReferenceHeightNumber="{high + 1}" ReferenceHeight="{height:.1f}" FormatVersion="1.0" CountOfSectors="{sectors}">'
            )
            parts += [
                f'<WeibullWind Index="{s + 1}" CentreAngleDegrees="{s * 360 // sectors}" SectorWidthDegrees="{360 // sectors}" '
                f'SectorFrequency="{frequency[rough, s] / 100:.6E}" WeibullA="{a[rough, high, s]:.3f}" WeibullK="{k[rough, high, s]:.3f}"/>'
                for s in range(sectors)
            ]
            parts.append("</WindAtlasWeibullWindRose>")
    return ("\n".join([*parts, "</RveaGeneralisedMeanWindClimate>"])).encode()
