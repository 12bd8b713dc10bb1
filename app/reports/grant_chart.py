"""The chance over the grant as a picture: an SVG that stands alone, with nothing in it but our own shapes and escaped words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.reports.svg import in_lines, line, wide, words
from app.text import number
from scorecards.table import Table

WIDTH, LEFT, RIGHT = 1200, 84, 40  # of the picture, and of the plot from its edges
HIGH = 304  # of the plot
LABEL = 17  # between two rows of words above the plot
UNIT = 1e6

STYLE = (
    "text{font:13px system-ui,'Noto Sans','Noto Sans CJK JP',sans-serif;fill:#1f2d35}.small{font-size:12px;fill:#4c5c66}"
    ".head{font-size:21px;font-weight:600}.strong{font-size:12px;font-weight:600}.on{paint-order:stroke;stroke:#fff;"
    "stroke-width:4px;stroke-linejoin:round}.grid{stroke:#e3e8ea}.axis{stroke:#6f7f88}.sure{stroke:#9a5a00;"
    "stroke-width:1.2;stroke-dasharray:7 4}.place{stroke:#6f7f88;stroke-width:1.2;stroke-dasharray:2 3}.need{stroke:#9a5a00;"
    "stroke-width:1.8}.dot{fill:#9a5a00;stroke:#fff;stroke-width:1.5}.between{fill:#f7e6c8}.curve{fill:none}"
    ".all{stroke:#17667a;stroke-width:3.2}.value{stroke:#1f2d35;stroke-width:1.4;stroke-dasharray:8 4}"
    ".debt{stroke:#6f7f88;stroke-width:1.6;stroke-dasharray:2 3}"
)
CURVES = (("chance_debt", "debt", "its debt is covered"), ("chance_npv", "value", "net present value is not below 0"),
          ("chance", "all", "both: it clears its hurdle"))  # fmt: skip


def grant_svg(table: Table) -> str:
    """The picture of a table ``grant/1`` of one project; "" where it has no curve."""
    curve = [row for row in table.rows if row["section"] == "curve"]
    if not curve:
        return ""
    (project,) = [row for row in table.rows if row["section"] == "project"]
    picture = _Picture(project, curve)
    height = picture.foot + 100
    parts = [
        *picture.between(), *picture.frame(), *picture.curves(), *picture.places(), *picture.head(), *picture.legend(),
        words(24, height - 16, f"run {table.run} · money in USD2024 · chances are shares of the draws", "small"),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="Chance to clear the hurdle over the grant"><style>{STYLE}</style>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


class _Picture:
    """The scales of one picture and its layers, from the ground up."""

    def __init__(self, project: Mapping[str, Any], curve: Sequence[Mapping[str, Any]]):
        self.project, self.curve = project, curve
        self.end = curve[-1]["grant"] or 1.0
        self.named = [row for row in curve if row["text"]]
        self.title = in_lines(f"{project['project_id']}  {project['title'] or ''}", 21, WIDTH - 48)
        self.told = in_lines(project["text"], 13, WIDTH - 48)
        self.key = 54 + 26 * len(self.title) + 18 * len(self.told)  # where the legend stands, below the words
        self.top = self.key + 40 + LABEL * len(self.named)
        self.foot = self.top + HIGH

    def x(self, grant: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * grant / self.end

    def y(self, chance: float) -> float:
        return self.foot - HIGH * chance

    def between(self) -> list[str]:
        """The ground between the least grant and the ask: left on the table, or missing."""
        least, asked = self.project["least"], self.project["asked"]
        if least > self.end or least == asked:
            return []
        left, right = sorted((self.x(least), self.x(asked)))
        told = "asked for and not needed" if asked > least else "needed and not asked for"
        return [
            f'<rect class="between" x="{left:.1f}" y="{self.top}" width="{right - left:.1f}" height="{HIGH}">'
            f"{words(0, 0, f'{number(abs(asked - least) / UNIT)} MUSD {told}', tag='title')}</rect>"
        ]

    def frame(self) -> list[str]:
        """Grid and numbers of both axes."""
        parts = []
        for tenth in range(0, 11, 2):
            y = self.y(tenth / 10)
            parts += [line("axis" if tenth == 0 else "grid", LEFT, y, WIDTH - RIGHT, y)]
            parts += [words(LEFT - 10, y + 4, f"{tenth * 10} %", "small", "end")]
        step = _round(self.end / UNIT / 8)
        for place in range(int(self.end / UNIT / step + 1e-9) + 1):
            x = self.x(place * step * UNIT)
            parts.append(line("axis", x, self.foot, x, self.foot + 5))
            parts.append(words(x, self.foot + 20, f"{place * step:,.10g}", "small", "middle"))
        return [*parts, words(WIDTH - RIGHT, self.foot + 42, "grant, MUSD2024", "strong", "end")]

    def curves(self) -> list[str]:
        """One line for the hurdle and one for each part of it."""
        parts = []
        for column, kind, _ in CURVES:
            if self.curve[0][column] is not None:
                points = " ".join(f"{self.x(row['grant']):.1f},{self.y(row[column]):.1f}" for row in self.curve)
                parts.append(f'<polyline class="curve {kind}" points="{points}"/>')
        return parts

    def places(self) -> list[str]:
        """The confidence, and the grants that have a name: upright lines, each with its words in a row of its own."""
        sure, lines, said = self.project["confidence"], list[str](), list[str]()
        for place, row in enumerate(reversed(self.named)):
            x, y, least = self.x(row["grant"]), self.top - 10 - LABEL * place, "least grant" in row["text"]
            text = f"{row['text']}: {number(row['grant'] / UNIT)} MUSD, enough in {row['chance'] * 100:.0f} %"
            to_left = x + wide(text, 12) > WIDTH - RIGHT
            lines.append(line("need" if least else "place", x, y, x, self.foot))
            kind = "strong on" if least else "small on"
            said.append(words(x - 5, y + 4, text, kind, "end") if to_left else words(x + 5, y + 4, text, kind))
            if least:
                lines.append(f'<circle class="dot" cx="{x:.1f}" cy="{self.y(row["chance"]):.1f}" r="5.5"/>')
        # At the end where the curve is farther from it.
        first, last = (abs(self.curve[end]["chance"] - sure) for end in (0, -1))
        x, anchor = (LEFT + 6, "start") if first > last else (WIDTH - RIGHT - 6, "end")
        said.append(words(x, self.y(sure) - 6, f"confidence {sure * 100:g} %", "small on", anchor))
        return [line("sure", LEFT, self.y(sure), WIDTH - RIGHT, self.y(sure)), *lines, *said]

    def head(self) -> list[str]:
        """Whose picture it is, and what it says in a sentence."""
        below = 40 + 26 * len(self.title)
        titles = [words(24, 40 + 26 * row, said, "head") for row, said in enumerate(self.title)]
        return titles + [words(24, below + 18 * row, said) for row, said in enumerate(self.told)]

    def legend(self) -> list[str]:
        """The signs of the lines, as they are drawn."""
        parts, x = [], 24.0
        for column, kind, said in reversed(CURVES):
            if self.curve[0][column] is None:
                continue
            parts.append(f'<path class="curve {kind}" d="M{x:.1f} {self.key - 4}h30"/>')
            parts.append(words(x + 38, self.key, said, "small"))
            x += 38 + wide(said, 12) + 26
        return parts


def _round(value: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that is next above ``value``."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 5) if value <= step * power), 10 * power)
