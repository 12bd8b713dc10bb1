"""The letter that returns a refused proposal to its applicant: what is wrong, where, what it may be, what to do next.

Causes come before what follows from them; what has no room on the one page is counted, and stands on the list beside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from app.locale import rules_ja, words
from app.reports.letter_fields import Fields
from app.text import clean
from flows.fund import Fund
from scorecards.finding_order import rank

MOST_PLACES = 3  # of one field
MOST_SPOTS = 8  # places that one point names; what has more is told in several points
# Most letters of what others wrote, so that one point always has room on the page.
LONGEST = {"value": 80, "where": 130, "sentence": 260, "name": 90}

LEAST_KEPT = 0.7  # of a cut text: a word longer than the rest is cut itself

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Spot:
    """One field: its name in the applicant's words, what stands there (``stated``: as written), where, what it may be."""

    label: str
    written: str
    stated: bool
    where: str
    may_be: str


@dataclass(frozen=True)
class Point:
    """One reason with all the fields it is about; ``english`` is what only the English finding tells."""

    number: int
    reason: str
    remedy: str
    english: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Letter:
    """What a letter says, whatever it is written on; ``more`` points stand on the list beside it, called ``beside``."""

    lang: str
    head: Mapping[str, str]
    points: tuple[Point, ...]
    closing: tuple[str, ...]
    more: int = 0
    beside: str = ""

    @property
    def words(self) -> dict[str, Any]:
        """The letter's own phrases."""
        return words(self.lang)

    def rows(self, point: Point) -> list[tuple[str, str]]:
        """What is told below the reason of a point: the name of each row (a key of ``labels``), and its text."""
        told: list[tuple[str, str]] = []
        for spot in point.spots:
            if len(point.spots) > 1:
                parts = {"label": spot.label, "written": spot.written, "where": spot.where}
                told.append(("field", self.words["several"].format(**parts)) if spot.label else ("where", spot.where))
                continue
            written = "written" if spot.stated else "found"
            told += [("field", spot.label), (written, spot.written), ("where", spot.where)]
        told += [("may_be", text) for text in dict.fromkeys(spot.may_be for spot in point.spots)]
        told += [("remedy", point.remedy), ("english", point.english)]
        return [(name, text) for name, text in told if text]

    @property
    def rest(self) -> str:
        """How many points the page leaves out, and where they stand; "" where it leaves out none."""
        said, beside = self.words, self.words["list"].format(name=self.beside) if self.beside else ""
        if not self.more:
            return ""
        return said["more_one" if self.more == 1 else "more"].format(count=self.more, list=beside)

    def first(self, count: int, beside: str = "") -> Letter:
        """The letter with its first points alone, the rest counted."""
        return replace(self, points=self.points[:count], more=len(self.points) - count, beside=beside)


def letter_of(reasons: Sequence[Row], facts: Sequence[Row], fund: Fund, lang: str, day: date, newest: int) -> Letter:
    """The letter with every point; ``reasons`` and ``facts`` (quarantine_show, quarantine_row) are of one version.

    ``newest`` is the highest version that came in of this project: the next one is asked for. ``lang`` is "en" or "ja".
    """
    said, fields, one = words(lang), Fields(facts, fund, lang), reasons[0]
    points = _points(reasons, fields, lang)
    applicant = cut(fields.header.get("applicant", ""), "name")
    names = {
        "project": cut(one["project_id"], "name"),
        "version": one["version"],
        "next": max(newest, one["version"] or 0) + 1,
        "contact": cut(fund.contact, "value"),
    }
    plain = "" if one["version"] else "_unversioned"
    head = {
        "fund": cut(fund.name, "name"),
        "date": said["date"].format(year=day.year, month=said["months"][day.month - 1], day=day.day),
        "to": said["to"].format(applicant=applicant) if applicant else said["to_unknown"],
        "subject": said[f"subject{plain}"].format(**names),
        "list": said[f"all_of{plain}"].format(**names),
        "title": said["title"].format(title=cut(one["title"], "name")) if one["title"] else "",
        "opening": said["opening_one" if len(points) == 1 else "opening"].format(count=len(points)),
    }
    return Letter(lang, head, points, tuple(_closing(said, names, plain, fields, fund, reasons)))


def _closing(
    said: Mapping[str, Any], names: Mapping[str, Any], plain: str, fields: Fields, fund: Fund, reasons: Sequence[Row]
) -> list[str]:
    unknown = "" if fund.contact else "_unknown"
    name = fund.call_named(fields.header.get("call", ""))
    call = fund.calls.get(name)
    closing = [said[f"again{plain}"].format(**names), said[f"how{unknown}"].format(**names)]
    if call and call.closes and all(row["rule"] != "form.late" for row in reasons):
        until = {"year": call.closes.year, "month": said["months"][call.closes.month - 1], "day": call.closes.day}
        closing.append(said["closes"].format(call=cut(name, "name"), date=said["date"].format(**until)))
    return [*closing, said[f"ask{unknown}"].format(**names)]


def _points(reasons: Sequence[Row], fields: Fields, lang: str) -> tuple[Point, ...]:
    """What is refused for one and the same reason is one point, in the order of ``reasons``."""
    same: dict[tuple[str, str, str], list[Row]] = {}
    for row in sorted(reasons, key=lambda row: rank(row["rule"], row["field"])):
        same.setdefault((row["rule"], row["reason"], row["remedy"]), []).append(row)
    points: list[Point] = []
    for rows in same.values():
        spots = _spots(rows, fields, lang)
        for start in range(0, len(spots), MOST_SPOTS):
            points.append(_point(len(points) + 1, rows[0], spots[start : start + MOST_SPOTS], fields, lang))
    return tuple(points)


def _point(number: int, row: Row, spots: Sequence[Spot], fields: Fields, lang: str) -> Point:
    reason, remedy = cut(row["reason"], "sentence"), cut(row["remedy"], "sentence")
    if lang == "en":
        # What the sentences name already is not told again.
        told = f"{reason} {remedy}"
        spots = [replace(spot, may_be="") if spot.may_be in told else spot for spot in spots]
        return Point(number, reason, remedy, "", tuple(spots))
    known = rules_ja().get(row["rule"])
    if known is None:  # a rule of the fund's own, which nobody has put into Japanese
        return Point(number, words(lang)["own_english"], "", f"{reason} {remedy}", tuple(spots))
    written = fields.written() | {"found": row["found"], "field": row["field"]}
    names = {name: cut(text, "value") for name, text in written.items()}
    own = [known[part].format_map(names) for part in ("reason", "remedy")]
    # "unbounded": where what the field may be is told, the English reason adds nothing to it.
    bounded = known.get("english") == "unbounded" and any(spot.may_be for spot in spots)
    return Point(number, own[0], own[1], reason if known.get("english") and not bounded else "", tuple(spots))


def _spots(rows: Sequence[Row], fields: Fields, lang: str) -> list[Spot]:
    spots = []
    for (block, field, found), alike in groupby(rows, key=lambda row: (row["block"], row["field"], row["found"])):
        several = list(alike)
        one = several[0]
        where = words(lang)["apart"].join(dict.fromkeys(filter(None, (_where(row, lang) for row in several))))
        spots.append(
            Spot(
                cut(fields.label(block, field, one["place"]), "where"),
                cut(found, "value") or (words(lang)["not_stated"] if field else ""),
                not found or found in fields.said(block, field),
                cut(where, "where"),
                cut(fields.may_be(one["rule"], block, field, one["place"]), "sentence"),
            )
        )
    return spots


def _where(row: Row, lang: str) -> str:
    """The file and the place in it, which a file's own name does not name twice."""
    said, places = words(lang), row["place"].removeprefix(row["file"]).removeprefix(", ").split("; ")
    if len(places) > MOST_PLACES:
        places = [*places[:MOST_PLACES], said["also_at"].format(count=len(places) - MOST_PLACES)]
    place = said["apart"].join(places)
    for english, own in said["places"]:
        place = re.sub(rf"(?:^|(?<=, )|(?<={said['apart']})){english}", own, place)
    return said["join"].join(filter(None, (row["file"], place)))


def cut(text: Any, kind: str) -> str:
    """The text on one line, without control characters, and so short that it leaves room for others."""
    plain, most = " ".join(clean(str(text or "")).split()), LONGEST[kind]
    if len(plain) <= most:
        return plain
    # Between words, where one ends near.
    short = plain[: most - 1]
    end = max(short.rfind(sign) for sign in " 、。；") if plain[most - 1] != " " else most
    return (short[:end] if end > most * LEAST_KEPT else short).rstrip(" 、") + "…"
