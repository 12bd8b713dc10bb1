"""A wind rose in classes of speed (WAsP ``.tab``) as a climate."""

from __future__ import annotations

import numpy as np

from evaluators.offshore_wind.climate import FINE_BIN, WindClimate, from_sectors
from evaluators.offshore_wind.density import STANDARD_DENSITY


def from_rose(
    frequency: np.ndarray, rose: np.ndarray, edges: np.ndarray, offset: float = 0.0, density: float = STANDARD_DENSITY
) -> WindClimate:
    """The climate of an observed mean wind climate.

    ``frequency`` (sectors,) is the share of each sector and ``rose`` (classes, sectors) that of each class of speed in the
    sector, in any unit, for both are brought to sums of 1; ``edges`` (classes + 1,) [m/s] are the limits of the classes.
    The first sector is centred on ``offset`` [deg]. Inside a class all speeds are equally frequent, so that it is cut into
    bins of 0.1 m/s: taken at its middle, a class of 1 m/s would lose energy on a curved power curve. Raises ValueError
    where shapes do not fit or there is no wind.
    """
    frequency, rose, edges = (np.asarray(one, dtype=float) for one in (frequency, rose, edges))
    if rose.shape != (len(edges) - 1, len(frequency)):
        raise ValueError(
            f"the rose is {rose.shape[0]} x {rose.shape[-1]}; {len(edges)} limits of speed and {len(frequency)} sectors make it "
            f"{len(edges) - 1} x {len(frequency)}."
        )
    for name, values in (("rose_frequency", frequency), ("rose", rose)):
        if not np.all(np.isfinite(values)) or values.min() < 0 or values.sum() <= 0:
            raise ValueError(f"{name} has a share below 0, a missing one, or none above 0; send the .tab file as WAsP wrote it.")
    if edges[0] < 0 or np.any(np.diff(edges) <= 0):
        raise ValueError("the limits of the classes of speed, rose_edges, do not rise from 0 m/s; send the .tab file unchanged.")
    total = rose.sum(axis=0)
    share = np.divide(rose, total, out=np.zeros_like(rose), where=total > 0) * frequency
    share /= share.sum()
    parts = np.maximum(np.ceil(np.diff(edges) / FINE_BIN - 1e-9).astype(int), 1)
    widths = np.repeat(np.diff(edges) / parts, parts)
    middle = edges[0] + np.cumsum(widths) - widths / 2
    return from_sectors(middle, np.repeat(share / parts[:, None], parts, axis=0), offset, density)
