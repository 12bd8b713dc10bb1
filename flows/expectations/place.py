"""Where a site lies: on the globe, in the stated country, and at sea where the technology stands at sea."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evaluators.toolkit.contract import Evaluator
from evaluators.toolkit.units import UnitError, read_quantity
from flows.cast import CastBlock, CastProposal
from flows.expectations.coordinates import degrees
from flows.expectations.countries import COUNTRIES
from flows.expectations.facts import tied
from flows.expectations.land import inland
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.within import likely, outside, where, written
from flows.expectations.wording import number
from flows.findings import CRITICAL, WARNING, Finding
from flows.sites import Site

AT_SEA = "offshore_wind"  # the reference class of technologies that stand at sea
_MOST = {"latitude": 90.0, "longitude": 180.0}
COLUMNS = {
    "latitude": "float64",
    "longitude": "float64",
    "latitude_stated": "str",
    "longitude_stated": "str",
    "coordinates_needed": "bool",
    "on_land": "bool",
    "outside": "float64",
    "water_depth": "float64",
    "distance_to_shore": "float64",
    "depth_stated": "bool",
    "distance_stated": "bool",
}
_STATED = {"water_depth": "depth_stated", "distance_to_shore": "distance_stated"}

Subject = tuple[CastProposal, CastBlock, Site]


def place_suite(proposals: list[CastProposal], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]) -> Suite | None:
    """One row a block that names a known site; None where no block does."""
    subjects = [(one, block, sites[block.site]) for one in proposals for block in one.blocks if block.site in sites]
    if not subjects:
        return None
    at_sea = [evaluators[block.technology].reference_class == AT_SEA for _, block, _ in subjects]
    rows = [_row(subject, sea) for subject, sea in zip(subjects, at_sea, strict=True)]
    rules = []
    for name, most in _MOST.items():
        rules.append(
            Rule(
                "site.coordinates",
                f"{name} can be read as degrees",
                CRITICAL,
                "ExpectColumnValuesToBeInSet",
                {"column": f"{name}_stated", "value_set": ["read", "absent"]},
                _say_unreadable(subjects, name),
            )
        )
        rules.append(
            Rule(
                "site.on_the_globe",
                f"{name} is from {-most:g} to {most:g} degrees",
                CRITICAL,
                "ExpectColumnValuesToBeBetween",
                {"column": name, "min_value": -most, "max_value": most},
                _say_off_the_globe(subjects, rows, name),
            )
        )
        for severity, sea in ((CRITICAL, True), (WARNING, False)):
            if sea in at_sea:
                rules.append(
                    Rule(
                        "site.no_coordinates",
                        f"{name} is stated ({'at sea: needed' if sea else 'on land: wanted'})",
                        severity,
                        "ExpectColumnValuesToNotBeInSet",
                        {
                            "column": f"{name}_stated",
                            "value_set": ["absent"],
                            "row_condition": f"coordinates_needed=={sea}",
                            "condition_parser": "pandas",
                        },
                        _say_absent(subjects, name, severity),
                    )
                )
    rules.append(
        Rule(
            "site.country",
            "A site lies in the stated country, or at sea within 370 km of it",
            CRITICAL,
            "ExpectColumnValuesToBeBetween",
            {"column": "outside", "max_value": 0},
            _say_outside(subjects, rows),
        )
    )
    if any(at_sea):
        rules.append(
            Rule(
                "site.on_land",
                "What stands at sea is not on land",
                CRITICAL,
                "ExpectColumnValuesToBeInSet",
                {"column": "on_land", "value_set": [False]},
                _say_on_land(subjects, rows),
            )
        )
        for name, stated in _STATED.items():
            rules.append(
                Rule(
                    "site.at_sea",
                    f"What stands at sea states {name}",
                    CRITICAL,
                    "ExpectColumnValuesToBeInSet",
                    {"column": stated, "value_set": [True]},
                    _say_not_stated(subjects, name),
                )
            )
            rules.append(
                Rule(
                    "site.at_sea",
                    f"What stands at sea has {name} above 0",
                    CRITICAL,
                    "ExpectColumnValuesToBeBetween",
                    {"column": name, "min_value": 0, "strict_min": True},
                    _say_not_at_sea(subjects, rows, name),
                )
            )
    frame = table(rows, COLUMNS)
    # A rule over a column without any value cannot fail.
    return Suite(
        "place of sites", frame, ("row_id", *COLUMNS), tuple(r for r in rules if frame[r.arguments["column"]].notna().any())
    )


def _row(subject: Subject, at_sea: bool) -> dict[str, Any]:
    one, block, site = subject
    row: dict[str, Any] = {"coordinates_needed": at_sea, "on_land": False, "depth_stated": True, "distance_stated": True}
    for name in _MOST:
        fact = site.facts.get(name)
        row[f"{name}_stated"] = "absent" if fact is None or not fact.raw.strip() else "read"
        if fact is not None and fact.raw.strip():
            try:
                row[name] = degrees(fact.raw.strip(), fact.unit)
            except ValueError:
                row[f"{name}_stated"] = "not read"
    on_the_globe = all(name in row and abs(row[name]) <= most for name, most in _MOST.items())
    if on_the_globe and at_sea:
        row["on_land"] = inland(row["latitude"], row["longitude"])
    # Of a farm on dry land that is said, and nothing else: its coordinates are wrong anyhow.
    if on_the_globe and not row["on_land"] and one.text("country") in COUNTRIES:
        row["outside"] = outside(one.text("country"), row["latitude"], row["longitude"])
    if not at_sea:
        return row
    for name, unit in (("water_depth", "m"), ("distance_to_shore", "km")):
        row[name] = _length(block, site, name, unit)
        # What the cast has said of the field is not said again.
        said = any((f.block, f.field) == (block.number, name) for f in one.findings)
        row[_STATED[name]] = row[name] is not None or said
    return row


def _length(block: CastBlock, site: Site, name: str, unit: str) -> float | None:
    value = block.values.get(name)
    if isinstance(value, tuple):
        return float(value[1])
    fact = site.facts.get(name)
    try:
        return read_quantity(fact.raw, unit, separate_unit=fact.unit).high if fact is not None else None
    except UnitError:
        return None


def _finding(subject: Subject, severity: str, rule: str, name: str, reason: str, remedy: str) -> list[Finding]:
    one, block, site = subject
    fact = site.facts.get(name)
    found = f"{fact.raw.strip()} {fact.unit}".strip() if fact else ""
    place = fact.where if fact else f"site {site.site_id}"
    return [
        tied(
            one,
            Finding(severity, rule, found, reason, remedy, block=block.number, field=name, place=place, file=site.file_of(name)),
        )
    ]


def _say_unreadable(subjects: list[Subject], name: str) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        site = subjects[row][2]
        return _finding(
            subjects[row],
            CRITICAL,
            "site.coordinates",
            name,
            f"The {name} of the site '{site.site_id}', '{site.facts[name].raw.strip()[:40]}', is not in decimal degrees.",
            "Write decimal degrees, such as 55.0 N or -160.0; minutes and seconds are parts of a degree: 30' is 0.5.",
        )

    return say


def _say_off_the_globe(subjects: list[Subject], rows: list[dict], name: str) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        north, east = (rows[row].get(other, 999.0) for other in ("latitude", "longitude"))
        swapped = "Latitude and longitude look swapped: exchange them."
        remedy = swapped if abs(east) <= 90 and abs(north) <= 180 else "Write decimal degrees; look for a lost decimal point."
        return _finding(
            subjects[row],
            CRITICAL,
            "site.on_the_globe",
            name,
            f"The {name} of the site '{subjects[row][2].site_id}' is {number(rows[row][name])}; "
            f"it may be {-_MOST[name]:g} to {_MOST[name]:g} degrees.",
            remedy,
        )

    return say


def _say_absent(subjects: list[Subject], name: str, severity: str) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        return _finding(
            subjects[row],
            severity,
            "site.no_coordinates",
            name,
            f"The site '{subjects[row][2].site_id}' states no {name}: where it lies cannot be checked.",
            f"Add '{name}' in decimal degrees to the site's card.",
        )

    return say


def _say_on_land(subjects: list[Subject], rows: list[dict]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, block, site = subjects[row]
        place, country = (rows[row]["latitude"], rows[row]["longitude"]), one.text("country")
        hint = likely(country, *place, at_sea=True) if country in COUNTRIES else ""
        return _finding(
            subjects[row],
            CRITICAL,
            "site.on_land",
            "latitude",
            f"The site '{site.site_id}' at {written(*place)} lies on land, and {block.technology} stands at sea.",
            f"{hint}Check the signs (south and west are negative) and that the two are not swapped; give the farm's place, "
            "not the weather station's. On a lake, ask the fund to release it.",
        )

    return say


def _say_outside(subjects: list[Subject], rows: list[dict]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, _, site = subjects[row]
        place, country = (rows[row]["latitude"], rows[row]["longitude"]), one.text("country")
        return _finding(
            subjects[row],
            CRITICAL,
            "site.country",
            "latitude",
            f"The site '{site.site_id}' at {written(*place)} {where(*place)}, {number(round(rows[row]['outside'], -1))} km from "
            f"{country}, the country of the proposal.",
            f"{likely(country, *place, at_sea=rows[row]['coordinates_needed'])}"
            "Correct the coordinates of the site, or the country of the proposal.",
        )

    return say


def _say_not_stated(subjects: list[Subject], name: str) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        return _finding(
            subjects[row],
            CRITICAL,
            "site.at_sea",
            name,
            f"The site '{subjects[row][2].site_id}' states no {name}, and {subjects[row][1].technology} stands at sea.",
            f"Add '{name}' with its unit to the site's card.",
        )

    return say


def _say_not_at_sea(subjects: list[Subject], rows: list[dict], name: str) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        return _finding(
            subjects[row],
            CRITICAL,
            "site.at_sea",
            name,
            f"The {name} of the site '{subjects[row][2].site_id}' is {number(rows[row][name])}: "
            f"that is not at sea, where {subjects[row][1].technology} stands.",
            f"Write {name} as a length above 0, or another site.",
        )

    return say
