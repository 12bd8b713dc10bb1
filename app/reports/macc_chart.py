"""The abatement curve as a picture: an SVG that stands alone, with nothing in it but our own shapes and escaped words.

Bars carry the numbers of the table below them. Dark and light, whole and dashed tell apart what colours do, so that it can
be printed in grey.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.reports.macc_key import key_below
from app.reports.svg import line, wide, words
from app.text import number, rounded, tonnes_in
from scorecards.table import Table

WIDTH = 1200
LEFT, RIGHT, TOP, FOOT = 84, 40, 148, 560  # of the plot: tonnes run from LEFT, prices from FOOT up to TOP
AXIS = FOOT + 46  # of the tonnes; between it and the plot stand the numbers of the bars
SHOWN = 0.97  # share of the tonnes whose cost decides how high the picture is
ROOM = 1.3  # above the dearest of them, for the range of its cost
DIGIT, NARROW = 7, 5  # pixels of a digit below the bars; of a bar, from which the range of its cost has room

STYLE = (
    "text{font:13px system-ui,'Noto Sans','Noto Sans CJK JP',sans-serif;fill:#1f2d35}.small{font-size:12px;fill:#4c5c66}"
    ".head{font-size:21px;font-weight:600}.strong{font-size:12px;font-weight:600}.on{paint-order:stroke;stroke:#fff;"
    "stroke-width:4px;stroke-linejoin:round}.grid{stroke:#e3e8ea}.axis{stroke:#6f7f88}.lead{fill:none;stroke:#9aa8b0;"
    "stroke-width:.8}.bar{stroke:#fff;stroke-width:.6}.in{fill:#17667a}.out{fill:#c9d6db;stroke:#8c9ca5}.whisker{fill:none;"
    "stroke:#fff;stroke-width:3.4}.whisker.thin{stroke:#1f2d35;stroke-width:1.3}.band{fill:#f7e6c8}.edge{fill:none;"
    "stroke:#fff;stroke-width:3.6}.edge.thin{stroke:#9a5a00;stroke-width:1.5;stroke-dasharray:7 4}"
    ".budget{stroke:#1f2d35;stroke-width:1.4;stroke-dasharray:2 3}"
)


def macc_svg(table: Table) -> str:
    """The picture of a table ``macc/1``; "" where no project is on the curve."""
    bars = [row for row in table.rows if row["section"] == "project"]
    if not bars:
        return ""
    picture = _Picture(bars, [row for row in table.rows if row["section"] == "price"], table.asked.get("budget"))
    key, bottom = key_below(picture.numbered(), bars, AXIS + 82)
    parts = [
        *picture.frame(), *picture.band(), *picture.bars(), *picture.edges_of_band(), *picture.whiskers(), *picture.numbers(),
        *picture.budget(), *picture.head(), *picture.legend(), *key,
        words(24, bottom + 26, f"run {table.run} · money in USD2024, MUSD is the grant asked for", "small"),
    ]  # fmt: skip
    height = bottom + 44
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="Marginal abatement cost curve"><style>{STYLE}</style>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


class _Picture:
    """The scales of one picture and its layers, from the ground up."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], prices: Sequence[Mapping[str, Any]], budget: float | None):
        self.rows, self.prices, self.asked = rows, prices, budget
        self.most = max([rows[-1]["total_p90"], *(row["total_p90"] for row in prices)])
        whole = rows[-1]["total_p50"]
        highest = max(ROOM * next(row["cost_p50"] for row in rows if row["total_p50"] >= SHOWN * whole), 1.0)
        self.step = _round(highest / 6)
        self.top = self.step * math.ceil(highest / self.step)
        self.least = self.step * math.floor(min(0.0, *(row["cost_p10"] for row in rows)) / self.step)
        self.size, self.unit = tonnes_in([self.most])
        self.apart = DIGIT * (len(str(len(rows))) + 1)

    def x(self, tonnes: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, tonnes) / self.most

    def y(self, cost: float) -> float:
        held = min(max(cost, self.least), self.top)
        return TOP + (FOOT - TOP) * (self.top - held) / (self.top - self.least)

    def ends(self) -> list[tuple[float, float]]:
        """Left and right end of each bar: it goes on where the total up to the project before ends."""
        ends = [self.x(row["total_p50"]) for row in self.rows]
        return list(zip([self.x(0.0), *ends[:-1]], ends, strict=True))

    def frame(self) -> list[str]:
        """Grid and numbers of both axes."""
        parts = [words(24, TOP - 16, "USD2024 per net tonne", "strong")]
        for place in range(round(self.least / self.step), round(self.top / self.step) + 1):
            y = self.y(place * self.step)
            parts += [line("axis" if place == 0 else "grid", LEFT, y, WIDTH - RIGHT, y)]
            parts += [words(LEFT - 10, y + 4, f"{place * self.step:,.0f}", "small", "end")]
        parts.append(line("axis", LEFT, AXIS, WIDTH - RIGHT, AXIS))
        step = _round(self.most / self.size / 7)
        for place in range(int(self.most / self.size / step) + 1):
            x = self.x(place * step * self.size)
            parts += [line("axis", x, AXIS, x, AXIS + 5), words(x, AXIS + 20, f"{place * step:,.10g}", "small", "middle")]
        said = f"{self.unit} CO2e, net, times the chance of delivery; bars are as wide as their median"
        return [*parts, words(WIDTH - RIGHT, AXIS + 40, said, "strong", "end")]

    def bars(self) -> list[str]:
        """One bar a project, its height the median; what it is called appears under the pointer."""
        parts = []
        for row, (left, right) in zip(self.rows, self.ends(), strict=True):
            high, low = sorted((self.y(row["cost_p50"]), self.y(0.0)))
            told = (
                f"{row['project_id']} {row['title'] or ''}: {row['cost_p50']:,.0f} USD2024/tonne (p10 {row['cost_p10']:,.0f}, "
                f"p90 {number(row['cost_p90'], 0)}), {row['tonnes_p50']:,.0f} tonnes a year"
            )
            parts.append(
                f'<rect class="bar {"out" if row["reached"] is False else "in"}" x="{left:.2f}" y="{high:.2f}" '
                f'width="{max(right - left, 0.5):.2f}" height="{low - high:.2f}">{words(0, 0, told, tag="title")}</rect>'
            )
        return parts

    def _supply(self, which: str) -> list[str]:
        """Points of the tonnes to be had at or below each price, up to the upper end of the picture."""
        points: list[tuple[float, float]] = []
        for price, tonnes in ((row["price"], row[f"total_{which}"]) for row in self.prices if row["price"] >= self.least):
            if price > self.top:
                if points:
                    last, before = points[-1]
                    points.append((self.top, before + (tonnes - before) * (self.top - last) / (price - last)))
                break
            points.append((price, tonnes))
        return [f"{self.x(tonnes):.1f},{self.y(price):.1f}" for price, tonnes in points]

    def band(self) -> list[str]:
        """From p10 to p90 of the tonnes at or below each price, behind the bars."""
        points = [*self._supply("p10"), *reversed(self._supply("p90"))]
        return [f'<polygon class="band" points="{" ".join(points)}"/>'] if len(points) > 2 else []

    def edges_of_band(self) -> list[str]:
        """Both edges of the band again, before the bars."""
        both = (" ".join(self._supply(which)) for which in ("p10", "p90"))
        return [f'<polyline class="edge{kind}" points="{points}"/>' for points in both if " " in points for kind in ("", " thin")]

    def whiskers(self) -> list[str]:
        """p10 to p90 of each project's cost, where there is room; an open end goes on above the picture."""
        parts = []
        for row, (left, right) in zip(self.rows, self.ends(), strict=True):
            if right - left < NARROW or row["cost_p10"] >= self.top:
                continue
            middle, high, low = (left + right) / 2, self.y(row["cost_p90"]), self.y(row["cost_p10"])
            cap = "" if row["cost_p90"] > self.top else f"M{middle - 3:.1f} {high:.1f}h6"
            drawn = f"M{middle:.1f} {low:.1f}V{high:.1f}M{middle - 3:.1f} {low:.1f}h6{cap}"
            parts += [f'<path class="whisker{kind}" d="{drawn}"/>' for kind in ("", " thin")]
        return parts

    def numbered(self) -> list[int]:
        """Places in ``rows`` of the bars that have a number: all, or the widest where there is no room for all."""
        room = int((WIDTH - LEFT - RIGHT) / self.apart)
        widest = sorted(range(len(self.rows)), key=lambda place: -self.rows[place]["tonnes_p50"])
        return sorted(widest[:room])

    def numbers(self) -> list[str]:
        """The number of each bar below it, drawn apart where bars are narrow, and a line that leads to it."""
        ends = self.ends()
        middles = [sum(ends[place]) / 2 for place in self.numbered()]
        parts = []
        for place, middle, x in zip(self.numbered(), middles, _apart(middles, self.apart), strict=True):
            parts.append(f'<path class="lead" d="M{middle:.1f} {FOOT}v4L{x:.1f} {FOOT + 18}v4"/>')
            kind = "small" if self.rows[place]["reached"] is False else "strong"
            parts.append(words(x, FOOT + 35, str(place + 1), kind, "middle"))
        return parts

    def budget(self) -> list[str]:
        """A line where the budget ends; none where there is no budget."""
        if self.asked is None:
            return []
        x = self.x(max((row["total_p50"] for row in self.rows if row["reached"]), default=0.0))
        said, before = f"a budget of {self.asked / 1e6:,.0f} MUSD2024 ends here", x > WIDTH / 2
        label = words(x + (-8 if before else 8), TOP + 16, said, "strong on", "end" if before else "start")
        return [line("budget", x, TOP - 8, x, FOOT), label]

    def head(self) -> list[str]:
        """What it is, and what it says in a sentence."""
        last = [row for row in self.rows if row["reached"] is not False]
        beyond = sum(row["cost_p50"] > self.top for row in self.rows)
        cut = f" {beyond} dearer than {self.top:,.0f} go on above the picture." if beyond else ""
        of = "" if self.asked is None else f" {self.asked / 1e6:,.0f} MUSD2024 reach {len(last)} of them:"
        got = {which: rounded(last[-1][f"total_{which}"] / self.size) if last else "0" for which in ("p10", "p50", "p90")}
        said = f"{len(self.rows)} projects, cheapest median first.{of} "
        said += f"{got['p50']} {self.unit} (p10 to p90: {got['p10']} to {got['p90']})."
        return [words(24, 40, "What a net tonne costs, and how many are to be had", "head"), words(24, 66, said + cut)]

    def legend(self) -> list[str]:
        """The signs, as they are drawn."""
        bar, thin = '<rect class="bar {0}" x="{1}" y="{2}" width="15" height="12"/>', '<path class="{0}" d="M{1} {2}"/>'
        entries = [
            ([bar.format("in", 0, -10)], "median cost" if self.asked is None else "median cost, within the budget"),
            *([([bar.format("out", 0, -10)], "beyond it")] if self.asked is not None else []),
            ([thin.format("whisker thin", 7, "2v-13m-3 0h6m-6 13h6")], "p10 to p90 of its cost"),
            (['<rect class="band" x="0" y="-10" width="15" height="12"/>', thin.format("edge thin", 0, "-4h15")],
             "p10 to p90 of the tonnes at or below a price"),
        ]  # fmt: skip
        parts, x = [], 24.0
        for signs, said in entries:
            parts += [f'<g transform="translate({x:.1f} 96)">{"".join(signs)}</g>', words(x + 22, 96, said, "small")]
            x += 22 + wide(said, 12) + 26
        return parts


def _apart(middles: Sequence[float], apart: float) -> list[float]:
    """The places moved as little as leaves ``apart`` between neighbours, none outside the plot."""
    groups: list[list[float]] = []  # of places that stand shoulder to shoulder: sum of what each would have, count
    for order, middle in enumerate(middles):
        groups.append([middle - order * apart, 1])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            groups[-1] = [groups[-1][0] + total, groups[-1][1] + count]
    wanted = [total / count for total, count in groups for _ in range(int(count))]
    most = WIDTH - RIGHT - apart * (len(middles) - 1)
    return [min(max(one, LEFT), max(most, LEFT)) + order * apart for order, one in enumerate(wanted)]


def _round(value: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that is next above ``value``."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 5) if value <= step * power), 10 * power)
