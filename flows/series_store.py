"""Long columns of a site, kept once under the hash of their numbers; jobs carry the hash, never the numbers."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np


def keep_series(data: Path, values: np.ndarray) -> dict[str, str]:
    """Keeps a series of floats; returns what stands for it in a job."""
    array = np.ascontiguousarray(values, dtype="<f8")
    # Of a table its shape counts as well: six turbines and four points of a curve may be the same numbers.
    shape = repr(array.shape).encode() if array.ndim > 1 else b""
    name = hashlib.blake2b(array.tobytes() + shape, digest_size=16).hexdigest()
    path = _place(data, name)
    if not path.exists() or path.stat().st_size < array.nbytes:  # a power cut may leave an empty file
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".tmp")
        with half.open("wb") as file:
            np.save(file, array, allow_pickle=False)
        half.replace(path)
    return {"series": name}


def stored_value(data: Path, value: Any) -> Any:
    """A value of a job as ``binding.bind`` takes it: pairs for ranges, arrays for series."""
    if isinstance(value, dict):
        return _load(data, value["series"])
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=512)
def _load(data: Path, name: str) -> np.ndarray:
    array = np.load(_place(data, name), allow_pickle=False)
    array.flags.writeable = False
    return array


def _place(data: Path, name: str) -> Path:
    return data / "warehouse" / "series" / f"{name}.npy"
