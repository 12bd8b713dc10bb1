"""What a reader hands over: facts as they were written, each with the place it was read from.

A reader never converts, guesses or drops a value; it says what stands where. Casting to units
and judging come later (``cast.py``, ``validate.py``), so that every refusal can name the place.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fact:
    """One statement of an applicant, a site or a reviewer.

    ``group`` is the part of the document it belongs to. Of a proposal: ``proposal`` (header), ``budget`` (lines of cost),
    ``cost_share`` (who pays), ``disbursement`` (of the grant, by year), ``block`` (its technology and site), ``given`` or
    ``claim`` (of a block), ``form`` (what a foreign form says beyond ours; kept, not judged) and ``attachment``.
    Elsewhere: ``site``, ``site_source``, ``review`` or ``progress`` (there ``block`` counts the lines).
    ``block`` counts the blocks of a proposal from "1"; it is empty for the header.
    ``raw`` is the text as written, ``unit`` the unit where the form keeps it in a place of its own
    (a column head, a unit column); otherwise the unit is part of ``raw``.
    ``where`` is the place inside the file: "line 12, blocks.1.given.capacity" or "sheet Form, cell C7".
    ``form`` is the foreign form whose field it is, such as "SF-424 4.0"; empty for a statement in the fund's own form.
    """

    group: str
    block: str
    field: str
    raw: str
    unit: str = ""
    where: str = ""
    form: str = ""


@dataclass(frozen=True)
class Trouble:
    """Something that could not be read, said in words for the person who sent it."""

    rule: str
    where: str
    found: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Hours:
    """The time axis of hourly series, whatever the file's own: UTC, each hour named by its beginning, none left out.

    ``begins`` is the first hour, "2019-01-01T00:00". A ``typical`` year is put together of several: it has 8760 hours,
    begins on 1 January UTC, and its year in ``begins`` is 1990, of no meaning.
    """

    begins: str
    typical: bool = False


@dataclass
class Document:
    """One proposal, one site, one set of reviews or of progress reports, as one file told it.

    ``series`` holds the long columns of a site by name (hourly, monthly, or a table by sector), as plain lists of floats
    in the unit named in ``series_units``, row by row where ``series_shapes`` gives a shape; ``hours`` is the time axis of
    the hourly ones. ``origin`` is where a site's series come from, best first: "measured", "typical year", "statistics" or
    "reanalysis". ``notes`` are remarks about the data that a scorecard must show (a filled column, calm hours without a
    direction). ``format`` is the label of the reader, set for it.
    """

    kind: str
    name: str
    facts: list[Fact] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    series: dict[str, list[float]] = field(default_factory=dict)
    series_units: dict[str, str] = field(default_factory=dict)
    series_shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    hours: Hours | None = None
    origin: str = ""
    format: str = ""
    notes: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """A whole file that no document could be read from; carries the trouble to show."""

    def __init__(self, trouble: Trouble):
        super().__init__(f"{trouble.where}: {trouble.reason} {trouble.remedy}")
        self.trouble = trouble
