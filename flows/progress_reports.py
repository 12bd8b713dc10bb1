"""The progress reports of awarded projects, from the files of the folder ``progress``.

A line that cannot count goes into quarantine under the name of its file; the other lines count. Money is kept as it was paid,
and beside it in the fund's money: each quarter's increase exchanged and deflated in its own year.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import Any

from flows import readers
from flows.cast_values import told_readings
from flows.facts import Document, Trouble, Unreadable
from flows.landing import Arrival
from flows.lines_told import most_telling
from flows.progress_checks import MONEY, Told, checked
from flows.progress_lines import KNOWN, Line, read_line
from flows.readers._text import visible

# Rules whose reason does not name an item where the report as a whole is wrong.
OF_ALL_LINES = {f"progress.{rule}" for rule in ("incomplete", "project", "period", "date", "early", "order", "overlap")}
BLANK, TWICE = "progress.blank", "progress.two_readings"
WARNINGS = (BLANK, TWICE)  # no line is wrong: the run says it, and all lines count


def read_progress(arrivals: list[Arrival]) -> tuple[list[dict[str, Any]], list[tuple[str, str, Trouble]]]:
    """All reports as rows of the table ``progress``, and what could not be read of them, with file name and hash."""
    lines: list[Line] = []
    told: Told = []
    for arrival in arrivals:
        try:
            documents = readers.read("progress", arrival.name, arrival.read())
        except Unreadable as refused:
            told.append((arrival, refused.trouble))
            continue
        for document in documents:
            told += [(arrival, trouble) for trouble in document.troubles]
            if not document.facts and not document.troubles:
                told.append((arrival, _blank(arrival.name)))
            lines += _lines(document, arrival, told)
    rows = [_row(line) for line in checked(lines, told)]
    warned = [(arrival.name, arrival.sha256, one) for arrival, one in told if one.rule in WARNINGS]
    wrong = [(arrival, one) for arrival, one in told if one.rule not in WARNINGS]
    return rows, most_telling(_once(wrong), "progress.more") + warned


def told_beside(name: str, warning: Trouble) -> str:
    """What a run says of a file of which no line is wrong."""
    place = "" if warning.where == name else f", {warning.where}"
    return f"progress/{visible(name)}{place}: {warning.reason} {warning.remedy}"


def _once(told: Told) -> Told:
    """A wrong period, day or number of the project is told once, however many lines carry it."""
    same: dict[tuple[Arrival, Trouble, int], dict[str, None]] = {}
    for count, (arrival, trouble) in enumerate(told):
        alone = 0 if trouble.rule in OF_ALL_LINES else count + 1
        same.setdefault((arrival, replace(trouble, where=""), alone), {})[trouble.where] = None
    return [(arrival, replace(one, where=_places(list(where)))) for (arrival, one, _), where in same.items()]


def _places(where: list[str]) -> str:
    more = f"; and {len(where) - 1} more places" if len(where) > 1 else ""
    return where[0] + more


def _blank(name: str) -> Trouble:
    remedy = "Fill in what applies and send the form again; a measure that is zero is written as 0."
    return Trouble(BLANK, name, "no values", "Nothing is filled in: the report has no line that counts.", remedy)


def _lines(document: Document, arrival: Arrival, told: Told) -> list[Line]:
    """The lines of one file that can be read."""
    words: dict[str, dict[str, str]] = {}
    places: dict[str, dict[str, str]] = {}
    unknown: dict[str, str] = {}
    for fact in document.facts:
        if fact.field not in KNOWN:
            unknown.setdefault(fact.field, fact.where)
            continue
        line = words.setdefault(fact.block, {})
        line[fact.field] = fact.raw.strip()
        if fact.field == "value" and fact.unit:  # from the head of the column
            line.setdefault("unit", fact.unit)
        places.setdefault(fact.block, {})[fact.field] = fact.where
    for name, where in unknown.items():
        near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.6)
        remedy = f"Did you mean {near[0]}?" if near else f"It is left aside. Columns are: {', '.join(KNOWN)}."
        reason = f"A progress report has no column '{name[:40]}'."
        told.append((arrival, Trouble("progress.column", where, name[:80], reason, remedy)))
    read = [read_line(line, places[block], arrival) for block, line in words.items()]
    told += [(arrival, one) for one in read if isinstance(one, Trouble)]
    lines = [one for one in read if isinstance(one, Line)]
    if doubtful := [one for one in lines if one.readings]:
        told.append((arrival, _two_readings(doubtful)))
    return lines


def _two_readings(lines: list[Line]) -> Trouble:
    """The first of the lines of a file whose number may be read in two ways, and how many more there are."""
    first = lines[0]
    written = f"{first.words['value']} {first.words.get('unit', '')}".strip()
    reason, remedy = told_readings(written, first.readings)
    return Trouble(TWICE, _places([one.place for one in lines]), written, f"{first.project}; {first.item}: {reason}", remedy)


def _row(line: Line) -> dict[str, Any]:
    money = bool(line.currency)
    spec = line.spec
    return {
        "project_id": line.project, "period": line.period.name, "period_start": line.period.begins,
        "period_end": line.period.ends, "reported_on": line.reported_on, "section": line.section, "item": line.item,
        "value": line.worth if money else line.value, "unit": spec.unit.replace("money", MONEY) if spec else "",
        "amount": line.value if money else None, "currency": line.currency, "conversion": line.conversion,
        "raw": line.words["value"], "raw_unit": line.words.get("unit", ""), "status": line.status,
        "due": line.due, "met": line.met, "note": line.words.get("note", ""),
        "file": line.arrival.name, "sha256": line.arrival.sha256, "place": line.place,
    }  # fmt: skip
