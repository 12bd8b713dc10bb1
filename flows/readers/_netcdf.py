"""NetCDF bytes opened as an xarray dataset, without trusting a size, a link or a path that they hold."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flows.facts import Trouble, Unreadable
from flows.readers._text import shown

if TYPE_CHECKING:
    import xarray as xr

MOST_VARIABLES = 200
LARGEST_VARIABLE, LARGEST_SUM = 200_000_000, 600_000_000  # bytes when unpacked, of one and of all that are used
LARGEST_CHUNK = 50_000_000
COORDINATES = ("time", "valid_time", "latitude", "longitude", "expver", "number")
REMEDY = "Send hourly values of one point or a small box, as the Climate Data Store writes them."


@contextmanager
def opened(name: str, data: bytes, used: Collection[str]) -> Iterator[xr.Dataset]:
    """The dataset with only the variables ``used`` and their coordinates, not yet loaded; raises Unreadable."""
    import xarray as xr

    classic = data.startswith(b"CDF")
    try:
        if not classic:
            _check_hdf5(name, data, used)
        source: Any = _Metered(data) if classic else io.BytesIO(data)
        drop = [] if classic else _others(data, used)
        dataset = xr.open_dataset(
            source, engine="scipy" if classic else "h5netcdf", drop_variables=drop, decode_timedelta=False, cache=False
        )
    except Unreadable:
        raise
    except Exception as error:  # h5py, scipy and xarray raise many kinds on damaged files
        found = shown(f"{type(error).__name__}: {error}")
        reason = "The NetCDF file is damaged or cut off."
        raise Unreadable(Trouble("netcdf.damaged", name, found, reason, f"Download it again. {REMEDY}")) from error
    try:
        kept = [key for key in dataset.data_vars if key in used]
        total = sum(dataset[key].nbytes for key in kept)
        if total > LARGEST_SUM or any(dataset[key].nbytes > LARGEST_VARIABLE for key in kept):
            raise Unreadable(_too_big(name, f"{total / 1e6:.0f} MB unpacked"))
        yield dataset
    finally:
        dataset.close()


class _Metered(io.BytesIO):
    """Bytes that may be read about twice in all: a netCDF-3 header can claim one place for many variables."""

    def __init__(self, data: bytes):
        super().__init__(data)
        self._left = 2 * len(data) + 1_000_000

    def read(self, size: int | None = -1, /) -> bytes:
        taken = super().read(size)
        self._left -= len(taken)
        if self._left < 0:
            raise ValueError("the header claims more data than the file holds")
        return taken


def _check_hdf5(name: str, data: bytes, used: Collection[str]) -> None:
    """No link out of the file, no data kept elsewhere, and nothing larger than its sum before it is unpacked."""
    import h5py

    with h5py.File(io.BytesIO(data), "r") as file:
        if len(file) > MOST_VARIABLES:
            raise Unreadable(_too_big(name, f"{len(file)} variables"))
        for key in file:
            link = file.get(key, getlink=True)
            if not isinstance(link, h5py.HardLink):
                raise Unreadable(_points_away(name, key))
            one = file[key]
            if not isinstance(one, h5py.Dataset):
                raise Unreadable(_too_big(name, f"the group {shown(key, 40)}", "ERA5 files have no groups."))
            if one.external or one.is_virtual:
                raise Unreadable(_points_away(name, key))
            if key in used or key in COORDINATES:
                chunk = one.dtype.itemsize
                for size in one.chunks or ():
                    chunk *= size
                if one.size * one.dtype.itemsize > LARGEST_VARIABLE or chunk > LARGEST_CHUNK:
                    raise Unreadable(_too_big(name, f"{shown(key, 40)}: {one.shape}"))


def _others(data: bytes, used: Collection[str]) -> list[str]:
    import h5py

    with h5py.File(io.BytesIO(data), "r") as file:
        return [key for key in file if key not in used and key not in COORDINATES and not _is_axis(file[key])]


def _is_axis(dataset: Any) -> bool:
    return dataset.attrs.get("CLASS") == b"DIMENSION_SCALE"


def _points_away(name: str, key: str) -> Trouble:
    reason = "A variable of the file is only a link to another place or another file; it is not followed."
    return Trouble("netcdf.link", name, shown(key, 40), reason, "Send a file that holds all its data itself.")


def _too_big(name: str, found: str, reason: str = "") -> Trouble:
    limits = f"A variable has at most {LARGEST_VARIABLE / 1e6:.0f} MB unpacked, all together {LARGEST_SUM / 1e6:.0f} MB."
    return Trouble("netcdf.too_big", name, found, reason or limits, REMEDY)
