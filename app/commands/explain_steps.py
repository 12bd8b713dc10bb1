"""The sections of ``cleanfund explain`` on a terminal: a title and columns for each step of the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.grid import Shown
from app.text import answered, dotted, number, short, spread

_KEY_PATH = re.compile(r"^((?:[^,]+, )?line \d+), .*")  # behind the line, maybe of a file in a package


def _name(row: Mapping[str, Any]) -> str:
    return row["name"]


def in_block(row: Mapping[str, Any]) -> str:
    """The name with its block: "1.capacity"."""
    return dotted(row["block"], row["name"])


def _unit(row: Mapping[str, Any]) -> str:
    return "" if row["unit"] in (None, "1") else row["unit"]


def _value(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return ""
    low, high = (_plainly(row[end], row["unit"]) for end in ("low", "high"))
    return low if low == high else f"{low}–{high}"


def _plainly(value: float, unit: str | None) -> str:
    """A year is no amount, and a level from 1 to 9 or a price year has no decimals."""
    if unit == "year" and value > 1500:
        return f"{value:.1f}"
    return f"{value:g}" if value == int(value) and abs(value) < 10_000 else short(value)




def _line(row: Mapping[str, Any]) -> str:
    """The place inside the file; the key path behind a line number says what the first column says already."""
    return _KEY_PATH.sub(r"\1", row["place"] or "")


def _hash(row: Mapping[str, Any]) -> str:
    return (row["text"] or "").rpartition("sha256 ")[2][:12]


def _place(row: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (row["file"], row["place"])))


STEPS = (
    (
        "version",
        "What came in under this number",
        (
            Shown("version", _name),
            Shown("became", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("score", lambda row: "" if row["value"] is None else number(row["value"]), right=True),
            Shown("when", lambda row: (row["source"] or "").removeprefix("came with run ")),
            Shown("file", lambda row: row["file"] or "", wide=1, folds=True),
        ),
    ),
    (
        "life",
        "What became of them, run by run",
        (
            Shown("version", _name),
            Shown("became", lambda row: row["text"] or "", wide=1, folds=True, key=True),
            Shown("when", lambda row: row["source"] or "", key=True),
        ),
    ),
    (
        "change",
        "What each version says differently",
        (
            Shown("fact", in_block, wide=1, folds=True),
            Shown("was → is", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("which", lambda row: row["source"] or "", wide=1, folds=True),
            Shown("where", _place, wide=1, folds=True),
        ),
    ),
    (
        "points",
        "Points",
        (
            Shown("criterion", _name),
            Shown("points", lambda row: "awaited" if row["value"] is None else number(row["value"]), right=True, key=True),
            Shown("p10–p90", lambda row: spread(row["low"], row["high"]), right=True),
            Shown("reason", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("by", lambda row: row["source"] or "", wide=1, folds=True),
        ),
    ),
    (
        "review",
        "What the reviewers say",
        (
            Shown("criterion", _name),
            Shown("reviewer", lambda row: row["source"] or ""),
            Shown("points", lambda row: number(row["value"]), right=True),
            Shown("comment", lambda row: row["text"] or "", wide=1, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "answer",
        "Answers behind them",
        (
            Shown("answer", in_block, wide=3, folds=True),
            Shown("p10", lambda row: answered(row)[0], right=True),
            Shown("median", lambda row: answered(row)[1], right=True),
            Shown("p90", lambda row: answered(row)[2], right=True),
            Shown("unit", lambda row: answered(row)[3]),
            Shown("meaning", lambda row: row["text"] or "", wide=2, folds=True),
        ),
    ),
    (
        "rule",
        "How it is made",
        (
            Shown("answer", _name),
            Shown("rule", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("table", _place, wide=1, folds=True),
        ),
    ),
    (
        "driver",
        "What moves it",
        (
            Shown("input", _name, wide=3, folds=True),
            Shown("share of spread", lambda row: "" if row["value"] is None else f"{row['value']:.0%}", right=True, key=True),
            Shown("how", lambda row: row["text"] or "", wide=1, folds=True),
        ),
    ),
    (
        "assumption",
        "What we assume there",
        (
            Shown("input", _name, wide=2, folds=True),
            Shown("low", lambda row: short(row["low"]), right=True, key=True),
            Shown("middle", lambda row: short(row["value"]), right=True, key=True),
            Shown("high", lambda row: short(row["high"]), right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown(
                "source",
                lambda row: " ".join(filter(None, (row["source"], f"[{_place(row)}]" if row["file"] else ""))),
                wide=1,
                folds=True,
            ),
        ),
    ),
    (
        "header fact",
        "What the applicant states of the whole project",
        (
            Shown("fact", _name, wide=4, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("value", _value, right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "fact",
        "What else the applicant states, block by block",
        (
            Shown("fact", in_block, wide=4, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("value", _value, right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "money fact",
        "What is to be paid, by whom and when",
        (
            Shown("line", _name, wide=4, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("value", _value, right=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("how", lambda row: row["conversion"] or "", wide=2, folds=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "form fact",
        "What the form says beyond ours: kept, not judged",
        (
            Shown("field", _name, wide=3, folds=True),
            Shown("as written", lambda row: row["text"] or "", wide=2, folds=True, key=True),
            Shown("where", _line, key=True),
        ),
    ),
    (
        "attachment",
        "What is attached: kept, never opened",
        (
            Shown("file in the package", _name, wide=1, folds=True),
            Shown("size and hash", lambda row: (row["text"] or "").rpartition("sha256 ")[0] + "sha256 " + _hash(row), key=True),
        ),
    ),
    (
        "site fact",
        "What the site brings",
        (
            Shown("fact", _name, wide=1, folds=True),
            Shown("as written", lambda row: " ".join(filter(None, (row["text"], _unit(row)))), wide=1, folds=True, key=True),
            Shown("source", lambda row: row["source"] or "", wide=2, folds=True),
            Shown("where", _line, wide=1, folds=True, key=True),
        ),
    ),
    (
        "site series",
        "The site's series",
        (
            Shown("series", _name, wide=1, folds=True),
            Shown("what it is", lambda row: row["text"] or "", wide=1, folds=True, key=True),
            Shown("unit", _unit, key=True),
            Shown("kind", lambda row: row["source"] or ""),
        ),
    ),
    (
        "site note",
        "What was done with them",
        (
            Shown("site", _name),
            Shown("note", lambda row: row["text"] or "", wide=1, folds=True, key=True),
        ),
    ),
    (
        "evaluator",
        "Who computed it",
        (
            Shown("block", lambda row: row["block"]),
            Shown("evaluator", _name),
            Shown("title", lambda row: row["text"] or "", wide=2, folds=True),
            Shown("version", lambda row: row["source"] or ""),
            Shown("code", lambda row: row["sha256"] or ""),
        ),
    ),
    (
        "evaluation",
        "From which draws",
        (
            Shown("draws", lambda row: row["source"] or ""),
            Shown("evaluation's key", lambda row: row["sha256"] or "", key=True),
            Shown("all draws in", lambda row: row["file"] or "", wide=1, folds=True, key=True),
        ),
    ),
)
