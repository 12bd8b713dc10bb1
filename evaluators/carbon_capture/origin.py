"""Where the stored carbon comes from: the air and biomass (removed) or fossil fuel and rock (avoided). The two stand apart."""

from __future__ import annotations

import numpy as np

Number = np.ndarray | float


def stored_by_origin(captured: np.ndarray, removal_share: Number) -> tuple[np.ndarray | float, np.ndarray | float]:
    """(fossil tonnes that would have been emitted, tonnes removed from the air), both [tonne/year], shape of ``captured``.

    ``captured`` [tonne/year], shape (draws or 1, years); ``removal_share`` [1]: part of it that came from air or biomass.
    A stream that is nought in every draw is the number 0.
    """
    if np.ndim(removal_share) == 0 and removal_share in (0.0, 1.0):
        return (0.0, captured) if removal_share else (captured, 0.0)
    share = np.atleast_1d(np.asarray(removal_share, dtype=float))[:, None]
    return captured * (1 - share), captured * share
