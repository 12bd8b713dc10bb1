"""The reviewers' points, from the files of the folder ``reviews``."""

from __future__ import annotations

from typing import Any

import numpy as np

from flows import readers
from flows.facts import Trouble, Unreadable
from flows.landing import Arrival


def read_reviews(arrivals: list[Arrival]) -> tuple[list[dict[str, Any]], list[tuple[str, str, Trouble]]]:
    """All reviews as rows of the table ``review``, and what could not be read of them, with file name and hash."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    troubles: list[tuple[str, str, Trouble]] = []
    for arrival in arrivals:
        try:
            documents = readers.read("reviews", arrival.name, arrival.read())
        except Unreadable as refused:
            troubles.append((arrival.name, arrival.sha256, refused.trouble))
            continue
        for document in documents:
            troubles += [(arrival.name, arrival.sha256, trouble) for trouble in document.troubles]
            lines: dict[str, dict[str, Any]] = {}
            for fact in document.facts:
                lines.setdefault(fact.block, {"place": fact.where})[fact.field] = fact.raw.strip()
            for line in lines.values():
                row = _review_row(line, arrival, troubles)
                if row is not None:
                    rows.setdefault((row["project_id"], row["reviewer"], row["criterion"]), row)
    return [rows[key] for key in sorted(rows)], troubles


def _review_row(line: dict[str, Any], arrival: Arrival, troubles: list[tuple[str, str, Trouble]]) -> dict[str, Any] | None:
    if str(line.get("conflict", "no")).lower() in ("yes", "true", "1"):
        return None  # a reviewer with a conflict of interest is not heard
    try:
        points = float(line.get("points", ""))
    except ValueError:
        points = float("nan")
    if not (np.isfinite(points) and points >= 0 and line.get("proposal") and line.get("criterion") and line.get("reviewer")):
        troubles.append(
            (
                arrival.name,
                arrival.sha256,
                Trouble(
                    "review",
                    line["place"],
                    str(line.get("points", "")),
                    "A review needs proposal, reviewer, criterion and points as a number from 0.",
                    "Complete the line.",
                ),
            )
        )
        return None
    return {
        "project_id": line["proposal"],
        "reviewer": line["reviewer"],
        "criterion": line["criterion"],
        "points": points,
        "comment": line.get("comment", ""),
        "file": arrival.name,
        "sha256": arrival.sha256,
        "place": line["place"],
    }
