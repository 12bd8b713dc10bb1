"""The abatement curve as a picture: an SVG that stands alone, with nothing in it but our own shapes and escaped words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from app.text import clean, number
from scorecards.table import Table

WIDTH, HEIGHT = 1000, 600
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 96, 96
SHOWN = 0.97  # share of the tonnes whose cost decides how high the picture is
WIDE, NARROW = 62, 12  # of a bar, in pixels, from which its number is written over it, along or upright
LETTERS = 10  # of that number

STYLE = (
    "text{font:13px system-ui,'Noto Sans','Noto Sans CJK JP',sans-serif;fill:#23313a}.small{font-size:12px;fill:#566771}"
    ".head{font-size:18px;font-weight:600}.grid{stroke:#e3e8ea}.axis{stroke:#8c9aa2}.bar{stroke:#fff;stroke-width:.6}"
    ".in{fill:#1c7287}.out{fill:#b9c8ce}.whisker{stroke:#23313a;stroke-width:1.2}.band{fill:#e9a23b;fill-opacity:.28}"
    ".median{fill:none;stroke:#b66a00;stroke-width:1.8}.budget{stroke:#23313a;stroke-dasharray:5 4}"
)


def macc_svg(table: Table) -> str:
    """The picture of a table ``macc/1``; "" where no project is on the curve."""
    bars = [row for row in table.rows if row["section"] == "project"]
    if not bars:
        return ""
    band = [row for row in table.rows if row["section"] == "price"]
    picture = _Picture(bars, band)
    parts = [
        *picture.frame(), *picture.bars(), *picture.band(), *picture.whiskers(), *picture.budget(table.asked.get("budget")),
        *picture.words(table.run),
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="Marginal abatement cost curve"><style>{STYLE}</style>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


class _Picture:
    """The scales of one picture and its layers, from the ground up."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], prices: Sequence[Mapping[str, Any]]):
        self.rows, self.prices = rows, prices
        self.most = max([rows[-1]["total_p90"], *(row["total_p90"] for row in prices)])
        whole = rows[-1]["total_p50"]
        dearest = next(row for row in rows if row["total_p50"] >= SHOWN * whole)
        highest = max(dearest["cost_p90"] if math.isfinite(dearest["cost_p90"]) else 2 * dearest["cost_p50"], 1.0)
        self.step = _round(highest / 6)
        self.top = self.step * math.ceil(highest / self.step)
        self.least = self.step * math.floor(min(0.0, *(row["cost_p10"] for row in rows)) / self.step)
        self.size, self.unit = next(((s, w) for s, w in ((1e6, "million "), (1e3, "thousand ")) if self.most >= 2 * s), (1.0, ""))

    def x(self, tonnes: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, tonnes) / self.most

    def y(self, cost: float) -> float:
        held = min(max(cost, self.least), self.top)
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.top - held) / (self.top - self.least)

    def edges(self) -> list[tuple[float, float]]:
        """Left and right end of each bar: it goes on where the total up to the project before ends."""
        ends = [self.x(row["total_p50"]) for row in self.rows]
        return list(zip([self.x(0.0), *ends[:-1]], ends, strict=True))

    def frame(self) -> list[str]:
        """Grid and numbers of both axes."""
        parts = []
        for place in range(round(self.least / self.step), round(self.top / self.step) + 1):
            y = self.y(place * self.step)
            kind = "axis" if place == 0 else "grid"
            parts.append(f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
            parts.append(_text(LEFT - 10, y + 4, f"{place * self.step:,.0f}", "small", "end"))
        step, foot = _round(self.most / self.size / 7), HEIGHT - BOTTOM
        for place in range(int(self.most / self.size / step) + 1):
            parts.append(_text(self.x(place * step * self.size), foot + 20, f"{place * step:,.10g}", "small", "middle"))
        said = f"{self.unit}tonnes CO2e a year, times the chance of delivery"
        return [*parts, _text(WIDTH - RIGHT, foot + 40, said, "", "end")]

    def bars(self) -> list[str]:
        """One bar a project, its height the median; what it is called appears under the pointer."""
        parts = []
        for row, (left, right) in zip(self.rows, self.edges(), strict=True):
            high, low = sorted((self.y(row["cost_p50"]), self.y(0.0)))
            told = (
                f"{row['project_id']} {row['title'] or ''}: {row['cost_p50']:,.0f} USD2024/tonne (p10 {row['cost_p10']:,.0f}, "
                f"p90 {number(row['cost_p90'], 0)}), {row['tonnes_p50']:,.0f} tonnes a year"
            )
            parts.append(
                f'<rect class="bar {"in" if row["reached"] else "out"}" x="{left:.2f}" y="{high:.2f}" '
                f'width="{max(right - left, 0.5):.2f}" height="{low - high:.2f}"><title>{_safe(told)}</title></rect>'
            )
        return parts

    def band(self) -> list[str]:
        """Tonnes to be had below each price: p10 to p90 as an area, the median as a line."""
        shown = [row for row in self.prices if self.least <= row["price"] <= self.top]
        if len(shown) < 2:
            return []
        low, middle, high = (
            [f"{self.x(row[total]):.1f},{self.y(row['price']):.1f}" for row in shown]
            for total in ("total_p10", "total_p50", "total_p90")
        )
        return [
            f'<polygon class="band" points="{" ".join([*low, *reversed(high)])}"/>',
            f'<polyline class="median" points="{" ".join(middle)}"/>',
        ]

    def whiskers(self) -> list[str]:
        """p10 to p90 of each project's cost, and its number where there is room."""
        parts = []
        for row, (left, right) in zip(self.rows, self.edges(), strict=True):
            if right - left < NARROW / 2:
                continue
            middle, high, low = (left + right) / 2, self.y(row["cost_p90"]), self.y(row["cost_p10"])
            parts.append(f'<path class="whisker" d="M{middle:.1f} {low:.1f}V{high:.1f}"/>')
            if right - left >= WIDE:
                parts.append(_text(middle, high - 6, row["project_id"][:LETTERS], "small", "middle"))
            elif right - left >= NARROW and high - TOP > WIDE:
                parts.append(_text(middle + 4, high - 6, row["project_id"][:LETTERS], "small", turned=True))
        return parts

    def budget(self, asked: Any) -> list[str]:
        """A line where the budget ends."""
        bought = [row["total_p50"] for row in self.rows if row["reached"]]
        if asked is None:
            return []
        x = self.x(bought[-1] if bought else 0.0)
        right = x < WIDTH * 0.6
        said = f"a budget of {asked / 1e6:,.0f} MUSD2024 ends here"
        return [
            f'<line class="budget" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 38}" y2="{HEIGHT - BOTTOM}"/>',
            _text(x + (8 if right else -8), TOP - 26, said, "small", "start" if right else "end"),
        ]

    def words(self, run: str) -> list[str]:
        """Head, what the signs mean, and what the picture leaves out."""
        beyond = sum(row["cost_p50"] > self.top for row in self.rows)
        cut = f" · {beyond} dearer than {self.top:,.0f}, cut off at the top" if beyond else ""
        foot = HEIGHT - 22
        return [
            _text(24, 34, "What a net tonne costs, and how many are to be had", "head"),
            _text(24, 56, f"run {run} · {len(self.rows)} projects, cheapest median first{cut}", "small"),
            _text(24, TOP - 16, "USD2024 per tonne"),
            f'<rect class="in" x="24" y="{foot - 10}" width="14" height="12"/>',
            _text(44, foot, "median, within the budget", "small"),
            f'<rect class="out" x="222" y="{foot - 10}" width="14" height="12"/>',
            _text(242, foot, "beyond it", "small"),
            f'<path class="whisker" d="M330 {foot + 2}v-13"/>',
            _text(338, foot, "p10 to p90 of its cost", "small"),
            f'<rect class="band" x="500" y="{foot - 10}" width="14" height="12"/><path class="median" d="M500 {foot - 4}h14"/>',
            _text(520, foot, "tonnes at or below a price: median, p10 to p90 of the draws", "small"),
        ]


def _round(value: float) -> float:
    """The step of 1, 2 or 5 times a power of ten that is next above ``value``."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 5) if value <= step * power), 10 * power)


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start", turned: bool = False) -> str:
    named = f' class="{kind}"' if kind else ""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}{turn}>{_safe(words)}</text>'


def _safe(words: str) -> str:
    return escape(clean(words))
