"""Parts of a picture: lines, and words that stay words whatever they say."""

from __future__ import annotations

import unicodedata
from html import escape

from app.text import clean


def words(x: float, y: float, said: str, kind: str = "", anchor: str = "start", tag: str = "text") -> str:
    """The words at a place [pixels]; as a ``title`` they appear under the pointer."""
    text = escape(clean(said))
    if tag == "title":
        return f"<title>{text}</title>"
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{text}</text>'


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line [pixels]."""
    return f'<line class="{kind}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def wide(said: str, size: float) -> float:
    """About how wide the words are [pixels] in letters of ``size`` [pixels]; nobody knows the reader's fonts."""
    return sum(size if unicodedata.east_asian_width(sign) in "WF" else 0.56 * size for sign in said)


def in_lines(said: str, size: float, room: float) -> list[str]:
    """The words in lines of at most ``room`` [pixels], parted between words where there are any."""
    lines = [""]
    for word in said.split():
        if lines[-1] and wide(f"{lines[-1]} {word}", size) > room:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else ""
        if lines[-1]:
            continue
        for sign in word:
            if wide(lines[-1] + sign, size) > room:
                lines.append("")
            lines[-1] += sign
    return lines
