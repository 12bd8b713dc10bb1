"""How many hours a series of whole years has, on its own time axis."""

from __future__ import annotations

import numpy as np

from flows.facts import Hours


def hours_due(length: int, axis: Hours | None) -> tuple[int, str]:
    """How many hours the whole years nearest to ``length`` have, and that in words.

    A year may lack its 29 February; a common or typical one cannot have it.
    """
    years = max(round(length / 8766), 1)
    if axis is None:
        leap_days = round((length - 8760 * years) / 24)
        due = 8760 * years + 24 * min(max(leap_days, 0), (years + 3) // 4)
        return due, f"{'a year has' if years == 1 else f'{years} years have'} 8,760 or 8,784{'' if years == 1 else ' each'}"
    if axis.typical:
        return 8760, "a typical year has 8,760"
    begin = np.datetime64(axis.begins, "h")
    month = begin.astype("datetime64[M]")
    end = (month + 12 * years).astype("datetime64[h]") + (begin - month.astype("datetime64[h]"))
    due = int((end - begin).astype(int))
    if years == 1 and length == 8760:
        return 8760, "a year has 8,760"
    if years == 1:
        return due, f"the year from {axis.begins[:10]} has {due:,}" if due < length else "a year has 8,760 or 8,784"
    return due, f"the {years} years from {axis.begins[:10]} to {str(end - 1)[:10]} have {due:,}"
