"""Awards as the public may see them: the one door through which open data leave a snapshot.

Columns are named one by one. Scores, reviews, claims, findings, reasons (but that of a termination), names of staff, evidence,
flags, financial reports and free notes are not among them.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scorecards.export_words import one_line
from scorecards.ledger_balances import COMPLETION
from scorecards.query import run_of
from scorecards.warehouse import has_table, rows

if TYPE_CHECKING:
    from scorecards.warehouse import Connection

MEASURED = {  # what is public of a technical report, and of an outcome in the ledger: its meaning
    "net_energy": "Electricity delivered",
    "hydrogen_delivered": "Hydrogen delivered",
    "co2_captured": "CO2 captured",
    "co2_stored": "CO2 stored",
    "capacity_installed": "Capacity that is built, at the end of the period",
    "physical_progress": "Share of the works that is complete, at the end of the period",
}
_AWARDS = """
    SELECT award_id, project_id, status, currency, committed, obligated, disbursed, deobligated, clawed_back FROM award
    WHERE award_id IN (
        SELECT award_id FROM ledger WHERE NOT struck AND event IN ('commitment', 'obligation', 'disbursement'))
    ORDER BY award_id
"""
_LINES = """
    SELECT award_id, sequence, event, as_of, amount, currency, award_amount, milestone, due, met, measure, value, unit, struck,
           CASE WHEN event = 'termination' THEN reason END AS reason
    FROM ledger ORDER BY as_of, sequence
"""
_PLEDGED = "SELECT count(*) AS pledged FROM award"
# The version that stands, else the last that was accepted; what lies in quarantine is nobody's business.
_PROJECTS = """
    SELECT p.project_id, p.version, p.content, p.title, p.applicant, p.country, p.pillar, p.technologies, p.sites,
           p.inputs -> '$.header.construction_start' AS starts, p.inputs -> '$.header.operation_start' AS operates,
           CAST(p.inputs ->> '$.header.price_year' AS DOUBLE) AS price_year
    FROM proposal AS p
    LEFT JOIN standing AS t ON t.run_id = (SELECT run_id FROM snapshot)
        AND t.project_id = p.project_id AND t.version = p.version AND t.content = p.content
    WHERE p.status IN ('accepted', 'withdrawn') AND p.project_id IN (SELECT project_id FROM award)
    QUALIFY row_number() OVER (PARTITION BY p.project_id ORDER BY t.run_id IS NULL, p.status, p.version DESC, p.content) = 1
"""
_ASKED = """
    SELECT project_id, version, content, field, raw, raw_unit FROM fact
    WHERE grp = 'proposal' AND field IN ('grant_requested', 'currency') AND project_id IN (SELECT project_id FROM award)
    ORDER BY field, place DESC
"""
_PLACES = """
    SELECT site_id, facts ->> '$.name' AS name, TRY_CAST(facts ->> '$.latitude' AS DOUBLE) AS latitude,
           TRY_CAST(facts ->> '$.longitude' AS DOUBLE) AS longitude
    FROM site QUALIFY row_number() OVER (PARTITION BY site_id ORDER BY run_id DESC, content) = 1
"""
_REPORTS = """
    SELECT project_id, period_start, period_end, reported_on, section, item, value, unit, status, due, met FROM progress
    WHERE section IN ('technical', 'milestone') AND project_id IN (SELECT project_id FROM award)
    ORDER BY period_end, section, item
"""


@dataclass(frozen=True)
class Award:
    """One award; amounts as the ledger's balances, in ``currency``. ``lines`` are its entries that count, in order.

    ``changed`` is the day of its last entry, ``ended`` that of its termination or completion, ``why`` the termination's reason.
    """

    award_id: str
    project: Project
    status: str
    currency: str
    amounts: Mapping[str, Decimal]
    lines: tuple[Mapping[str, Any], ...]
    changed: date
    ended: date | None
    why: str

    def of(self, *events: str) -> list[Mapping[str, Any]]:
        """Its entries of these events."""
        return [line for line in self.lines if line["event"] in events]

    @property
    def decided(self) -> date:
        """The day of its commitment; of the first that was bound or paid, where no commitment is recorded."""
        return (self.of("commitment") or self.of("obligation", "disbursement"))[0]["as_of"]


@dataclass(frozen=True)
class Project:
    """What the public may know of a funded project; ``places`` are (name, latitude, longitude), ``reports`` what it reported."""

    project_id: str
    title: str
    applicant: str
    country: str
    pillar: str
    technologies: tuple[str, ...]
    starts: date | None
    operates: date | None
    asked: Mapping[str, float]  # by currency, as it was written, at the prices of its time
    places: tuple[tuple[str, float, float], ...]
    reports: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Awarded:
    """All awards of a snapshot; ``only_pledged`` is how many are announced and not decided, which are no awards yet."""

    run: str
    at: datetime
    awards: tuple[Award, ...]
    only_pledged: int = 0


def awarded(connection: Connection, decimals: int | None = None) -> Awarded:
    """The awards of the snapshot; ``decimals`` of a degree of a site's place are public, None for none."""
    run = run_of(connection)
    (at,) = rows(connection, "SELECT started FROM run WHERE run_id = ?", [run])
    if not has_table(connection, "award"):  # a snapshot older than the ledger
        return Awarded(run, at["started"], ())
    projects = _projects(connection, decimals)
    lines = defaultdict(list)
    for line in rows(connection, _LINES):
        lines[line["award_id"]].append(line)
    awards = tuple(_award(row, lines[row["award_id"]], projects) for row in rows(connection, _AWARDS))
    (count,) = rows(connection, _PLEDGED)
    return Awarded(run, at["started"], awards, count["pledged"] - len(awards))


def _award(row: Mapping[str, Any], lines: list[dict[str, Any]], projects: Mapping[str, Project]) -> Award:
    kept = [line for line in lines if not line["struck"] and line["event"] != "correction"]
    ending = {"terminated": ("termination", ""), "completed": ("milestone_met", COMPLETION)}.get(row["status"])
    ends = [one for one in kept if ending == (one["event"], one["milestone"] if one["event"] == "milestone_met" else "")]
    nameless = Project(row["project_id"], "", "", "", "", (), None, None, {}, (), ())
    return Award(
        row["award_id"], projects.get(row["project_id"], nameless), row["status"], row["currency"],
        {name: row[name] for name in ("committed", "obligated", "disbursed", "deobligated", "clawed_back")},
        tuple(kept), max(line["as_of"] for line in lines),
        (ends[-1]["met"] or ends[-1]["as_of"]) if ends else None,
        one_line(ends[-1]["reason"]) if ends else "",
    )  # fmt: skip


def _projects(connection: Connection, decimals: int | None) -> dict[str, Project]:
    sites = {row["site_id"]: row for row in rows(connection, _PLACES)} if decimals is not None else {}
    facts, reports = defaultdict(list), defaultdict(list)
    for row in rows(connection, _ASKED):
        facts[row["project_id"], row["version"], row["content"]].append(row)
    for row in rows(connection, _REPORTS):
        if row["section"] == "milestone" or row["item"] in MEASURED:
            reports[row["project_id"]].append(row)
    return {
        row["project_id"]: Project(
            row["project_id"], one_line(row["title"]), one_line(row["applicant"]), one_line(row["country"]),
            one_line(row["pillar"]), tuple(row["technologies"]), _day(row["starts"]), _day(row["operates"]),
            _asked(facts[row["project_id"], row["version"], row["content"]], row["price_year"]),
            tuple(_place(sites[one], decimals or 0) for one in sorted(row["sites"]) if _known(sites.get(one))),
            tuple(reports[row["project_id"]]),
        )
        for row in rows(connection, _PROJECTS)
    }  # fmt: skip


def _asked(facts: list[dict[str, Any]], price_year: float | None) -> dict[str, float]:
    """The grant asked for in each currency in which it is only a matter of scale: as it was written, never exchanged."""
    from evaluators.toolkit.money import currencies
    from evaluators.toolkit.units import UnitError, read_quantity

    words = {fact["field"]: fact for fact in facts}
    if "grant_requested" not in words or price_year is None:
        return {}
    asked, year, found = words["grant_requested"], int(price_year), {}
    stated = words["currency"]["raw"].strip() if "currency" in words else ""
    for currency in currencies():
        try:
            read = read_quantity(
                asked["raw"], f"{currency}{year}", separate_unit=asked["raw_unit"], currency=stated, price_year=year,
            )  # fmt: skip
        except UnitError:
            continue
        scale = math.log10(read.factor)
        if read.low == read.high and scale == round(scale):
            found[currency] = round(read.low, 2)
    return found


def _known(site: Mapping[str, Any] | None) -> bool:
    return site is not None and all(
        site[axis] is not None and abs(site[axis]) <= most for axis, most in (("latitude", 90), ("longitude", 180))
    )


def _place(site: Mapping[str, Any], decimals: int) -> tuple[str, float, float]:
    return one_line(site["name"]), round(site["latitude"], decimals), round(site["longitude"], decimals)


def _day(stated: str | None) -> date | None:
    """The day of a year with its part, or of the middle of two; 365.25 days to the year, as dates are kept."""
    value = json.loads(stated) if stated else None
    if isinstance(value, list):
        value = sum(value) / len(value)
    if not isinstance(value, int | float) or not 1 <= value < 9999:
        return None
    return date(int(value), 1, 1) + timedelta(days=round((value - int(value)) * 365.25))

