"""The reviewers' points, from the files of the folder ``reviews``.

A line that cannot count goes into quarantine under the name of its file; the other lines count, and how many is said.
Of a file that cannot be read, a torn one among them, nothing counts until it is mended.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from evaluators.toolkit.number_words import read_number
from evaluators.toolkit.units import UnitError
from flows import readers
from flows.cast_values import sentence
from flows.facts import Trouble, Unreadable
from flows.landing import Arrival
from flows.lines_told import most_telling
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
    told: list[tuple[Arrival, Trouble]] = []
    for arrival in arrivals:
        try:
            documents = readers.read("reviews", arrival.name, arrival.read())
        except Unreadable as refused:
            told.append((arrival, refused.trouble))
            continue
        for document in documents:
            lines: dict[str, dict[str, Any]] = {}
            for fact in document.facts:
                lines.setdefault(fact.block, {"place": fact.where})[fact.field] = fact.raw.strip()
            found = [one for line in lines.values() if (one := _take(line, arrival, most, rows))]
            others = len(lines) - len(found)
            told += [(arrival, _with_others(one, others)) for one in (*document.troubles, *found)]
    return [rows[key] for key in sorted(rows)], most_telling(told, "review.more")


def _with_others(trouble: Trouble, others: int) -> Trouble:
    """The trouble of one line, and what becomes of the other lines meanwhile."""
    what = f"The other {others} lines of the file are" if others > 1 else f"{'The' if others else 'No'} other line of the file is"
    return replace(trouble, remedy=f"{trouble.remedy} {what} taken in meanwhile.")


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
        reason = f"The rubric asks reviewers for no '{criterion}'."
        return Trouble("review", place, criterion, reason, _meant(criterion, tuple(most)))
    try:
        points = read_number(written)
    except UnitError as error:
        return Trouble("review", place, written, sentence(error.reason), sentence(error.remedy))
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


@lru_cache(maxsize=256)
def _meant(criterion: str, known: tuple[str, ...]) -> str:
    # One wrong word most often stands in every line of a file.
    near = difflib.get_close_matches(criterion[:80], known, n=1)
    return f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(sorted(known))}."
