"""What a proposal states that cannot be, in words that say what to do next."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np


def refuse(given: SimpleNamespace) -> None:
    """Raises ValueError where ``capture_rate`` [1] is above 1."""
    if given.capture_rate is not None and np.any(np.asarray(given.capture_rate) > 1):
        raise ValueError(
            f"capture_rate is {np.max(given.capture_rate):g}, and nobody captures more CO2 than there is; it may be a share "
            f"from 0 to 1. Write 0.9 or 90 %."
        )


def more_than_nameplate(given: SimpleNamespace) -> str:
    """Why the present plant is not compared with, where it is said to capture more than its nameplate [tonne/year]; else ""."""
    delivered, nameplate = given.present_delivered, given.present_capacity
    if delivered is None or nameplate is None or not np.any(np.asarray(delivered) > nameplate):
        return ""
    return (
        f"Not assessable: present_delivered is {np.max(delivered):,.0f} tonne/year, more than the present_capacity of "
        f"{np.min(nameplate):,.0f}. Look whether both are of the same plant and in tonne/year."
    )
