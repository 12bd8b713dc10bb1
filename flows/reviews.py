"""The reviewers' points, from the files of the folder ``reviews``.

A line that cannot count goes into quarantine under the name of its file; the other lines count.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import Any

from flows import readers
from flows.facts import Trouble, Unreadable
from flows.landing import Arrival
from scorecards.rubric import load_rubric

CONFLICT, NO_CONFLICT = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


def read_reviews(
    arrivals: list[Arrival], most: Mapping[str, float] | None = None
) -> tuple[list[dict[str, Any]], list[tuple[str, str, Trouble]]]:
    """All reviews as rows of the table ``review``, and what could not be read of them, with file name and hash.

    ``most`` has the highest points of each criterion that reviewers judge, by default those of the rubric.
    """
    most = load_rubric().review_maxima if most is None else most
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    troubles: list[tuple[str, str, Trouble]] = []
    for arrival in arrivals:
        try:
            documents = readers.read("reviews", arrival.name, arrival.read())
        except Unreadable as refused:
            troubles.append((arrival.name, arrival.sha256, refused.trouble))
            continue
        for document in documents:
            lines: dict[str, dict[str, Any]] = {}
            for fact in document.facts:
                lines.setdefault(fact.block, {"place": fact.where})[fact.field] = fact.raw.strip()
            found = [_take(line, arrival, most, rows) for line in lines.values()]
            troubles += [(arrival.name, arrival.sha256, one) for one in (*document.troubles, *found) if one is not None]
    return [rows[key] for key in sorted(rows)], troubles


def _take(
    line: Mapping[str, Any], arrival: Arrival, most: Mapping[str, float], rows: dict[tuple[str, str, str], dict[str, Any]]
) -> Trouble | None:
    """Adds the line to ``rows``, or says why it does not count; a reviewer with a conflict of interest is not heard."""
    conflict = str(line.get("conflict", "")).strip().lower()
    if conflict in CONFLICT:
        return None
    if conflict not in NO_CONFLICT:
        reason = "Whether the reviewer has a conflict of interest is not clear."
        return Trouble("review", line["place"], conflict, reason, "Write yes or no.")
    place, criterion, written = line["place"], line.get("criterion", ""), str(line.get("points", ""))
    lacking = [name for name in ("proposal", "reviewer", "criterion", "points") if not line.get(name)]
    if lacking:
        return Trouble("review", place, written, f"The review has no {', no '.join(lacking)}.", "Complete the line.")
    if criterion not in most:
        near = difflib.get_close_matches(criterion, most, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(sorted(most))}."
        return Trouble("review", place, criterion, f"The rubric asks reviewers for no '{criterion}'.", hint)
    try:
        points = float(written)
    except ValueError:
        points = math.nan
    if not 0 <= points <= most[criterion]:
        reason = f"{criterion} has {written} points; it may have 0 to {most[criterion]:g}."
        return Trouble("review", place, written, reason, "Correct the points.")
    key = (line["proposal"], line["reviewer"], criterion)
    known = rows.get(key)
    if known is not None and known["points"] != points:
        reason = f"{key[1]} gives {key[0]} {points:g} points for {criterion} here and {known['points']:g} in {known['file']}."
        return Trouble("review", place, written, reason, "Keep one of the two lines.")
    rows.setdefault(key, {
        "project_id": key[0], "reviewer": key[1], "criterion": criterion, "points": points,
        "comment": line.get("comment", ""), "file": arrival.name, "sha256": arrival.sha256, "place": place,
    })  # fmt: skip
    return None
