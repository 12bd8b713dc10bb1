"""The table below the abatement curve: what each number in it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.reports.svg import in_lines, line, words
from app.text import clean, number, rounded, tonnes_in

LEFTS, ACROSS = (24, 612), 564  # of the two columns [pixels]
ROW, LEADING = 22, 15  # pixels from one project to the next, and from one line of its title to the next
# Where the parts of a line stand [pixels], numbers by their right end.
PLACE, PROJECT, TITLE, COST, SPAN, TONNES, GRANT = 18, 28, 112, 372, 464, 516, ACROSS
TITLE_ROOM = COST - TITLE - 44


def key_below(numbered: Sequence[int], rows: Sequence[Mapping[str, Any]], y: float) -> tuple[list[str], float]:
    """The lines from ``y`` [pixels] on of the projects at the places ``numbered`` in ``rows``, and where they end."""
    size, unit = tonnes_in([rows[-1]["total_p50"]])
    half = (len(numbered) + 1) // 2
    parts, bottom = [], y
    for left, places in zip(LEFTS, (numbered[:half], numbered[half:]), strict=True):
        if not places:
            continue
        heads = ((PROJECT, "project", "start"), (COST, "USD/t", "end"), (SPAN, "p10–p90", "end"), (TONNES, unit, "end"))
        parts += [words(left + x, y, said, "small", anchor) for x, said, anchor in (*heads, (GRANT, "MUSD", "end"))]
        parts.append(line("axis", left, y + 7, left + ACROSS, y + 7))
        at = y + ROW + 4
        for place in places:
            row = rows[place]
            project = in_lines(clean(row["project_id"]), 12, TITLE - PROJECT - 6)
            title = in_lines(clean(row["title"] or ""), 12, TITLE_ROOM)
            parts.append(words(left + PLACE, at, str(place + 1), "strong", "end"))
            for x, lines in ((PROJECT, project), (TITLE, title)):
                parts += [words(left + x, at + n * LEADING, said, "small") for n, said in enumerate(lines)]
            span = f"{number(row['cost_p10'], 0)}–{number(row['cost_p90'], 0)}"
            said = [
                (COST, number(row["cost_p50"], 0), "strong"), (SPAN, span, "small"),
                (TONNES, rounded(row["tonnes_p50"] / size), "small"), (GRANT, number(row["requested"] / 1e6, 0), "small"),
            ]  # fmt: skip
            parts += [words(left + x, at, text, kind, "end") for x, text, kind in said]
            at += ROW + (max(len(project), len(title)) - 1) * LEADING
        bottom = max(bottom, at - ROW)
    left_out = len(rows) - len(numbered)
    if left_out:
        bottom += ROW
        parts.append(words(LEFTS[0], bottom, f"{left_out} more, too narrow for a number: cleanfund macc --format csv", "small"))
    return parts, bottom
