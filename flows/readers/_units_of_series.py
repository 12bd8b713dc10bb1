"""Series of a site whose column must name its unit: a speed may be in m/s, knots or km/h, and no number tells which."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.expectations.series_columns import HOURS
from flows.facts import Document, Trouble
from flows.readers._text import shown

_HEIGHT = re.compile(r"_(lower|\d{1,3}(\.\d+)? ?m)$")


def judge_units(document: Document, units: Mapping[str, str], place: str) -> None:
    """A trouble for each known column of ``units`` (name -> unit) that has none; a series of any other name is kept as it is.

    ``place`` is where the heads of the columns stand, "line 3, ".
    """
    for column, unit in units.items():
        known = HOURS.get(_HEIGHT.sub("", column))
        if known is not None and not unit.strip():
            reason = f"The column {shown(column)} has no unit."
            remedy = f"Write it in the head of the column, for instance '{shown(column)} [{known.unit}]'."
            document.troubles.append(Trouble("series.no_unit", f"{place}column {shown(column)}", shown(column), reason, remedy))
