"""Awards as grants in the 360Giving Data Standard 1.4 (threesixtygiving.org; schema CC-BY 4.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from scorecards.export_awards import Award, Awarded
from scorecards.export_settings import OpenData
from scorecards.export_words import kept, moment, number, recipient_id, recipient_name, sentence, title
from scorecards.table import Column, Table

VERSION = "1.4"
# Titles of the standard's columns; what has none there is named by its path (reference, "Transactions").
_OBJECTS = {
    "plannedDates": "Planned Dates", "actualDates": "Actual Dates", "recipientOrganization": "Recipient Org",
    "fundingOrganization": "Funding Org", "grantProgramme": "Grant Programme", "beneficiaryLocation": "Beneficiary Location",
}  # fmt: skip
_FIELDS = {
    "id": "Identifier", "title": "Title", "description": "Description", "currency": "Currency",
    "amountAppliedFor": "Amount Applied For", "amountAwarded": "Amount Awarded", "amountDisbursed": "Amount Disbursed",
    "awardDate": "Award Date", "startDate": "Start Date", "endDate": "End Date", "name": "Name", "addressCountry": "Country",
    "code": "Code", "countryCode": "Country Code", "latitude": "Latitude", "longitude": "Longitude",
    "dateModified": "Last Modified", "dataSource": "Data Source",
}  # fmt: skip


def package(found: Awarded, publisher: OpenData) -> dict[str, Any]:
    """The data package, valid against the standard's schema where there is an award; ValueError where there is none."""
    if not found.awards:
        raise ValueError("A 360Giving package holds at least one grant.")
    return kept({
        "version": VERSION,
        "title": f"Grants of {publisher.publisher}",
        "description": "Grants decided, with what was paid of each and when. Amounts are in the currency of the award, as "
        "promised and paid, without adjustment for inflation.",
        "issued": found.at.date().isoformat(),
        "modified": moment(max(award.changed for award in found.awards)),
        "identifier": f"{publisher.prefix_360giving}-{found.run}",
        "publisher": {"identifier": publisher.organization, "name": publisher.publisher},
        "accessURL": publisher.address,
        "license": publisher.licence,
        "grants": [_grant(award, publisher) for award in found.awards],
    })  # fmt: skip


def flat(found: Awarded, publisher: OpenData) -> Table:
    """The grants as one sheet, a grant a row, under the standard's own column titles."""
    grants = [dict(_cells(grant)) for grant in package(found, publisher)["grants"]]
    titles = sorted(dict.fromkeys(path for grant in grants for path in grant), key=_place)
    shape = [Column(title_of(path), "", "/".join(map(str, path))) for path in titles]
    cells = [{title_of(path): grant.get(path) for path in titles} for grant in grants]
    return Table("360giving/1.4", found.run, shape, cells)


def title_of(path: tuple[str | int, ...]) -> str:
    """The title of a column: "Recipient Org:Name", of a second one "Beneficiary Location:1:Name", else the path."""
    names = [part for part in path if isinstance(part, str)]
    if len(names) == 1:
        return _FIELDS[names[0]]
    if names[0] not in _OBJECTS:
        return "/".join(map(str, path))
    place = f":{path[1]}" if path[1] else ""
    return f"{_OBJECTS[names[0]]}{place}:{_FIELDS[names[1]]}"


def _grant(award: Award, publisher: OpenData) -> dict[str, Any]:
    project, own = award.project, publisher.prefix_360giving
    grant = f"{own}-{award.award_id.replace('/', ':')}"  # the standard advises against slashes; no number of ours has a colon
    recipient = recipient_id(award, own)
    signed = [line["as_of"] for line in award.of("obligation")]
    begun = signed[0] if signed else award.decided if award.ended else None
    return kept({
        "id": grant,
        "title": title(project),
        "description": sentence(award),
        "currency": award.currency,
        "amountAppliedFor": number(project.asked[award.currency]) if award.currency in project.asked else None,
        "amountAwarded": number(award.amounts["committed"]),
        "amountDisbursed": number(award.amounts["disbursed"]),
        "awardDate": award.decided.isoformat(),
        "plannedDates": [{"startDate": _iso(project.starts), "endDate": _iso(project.operates)}],
        "actualDates": [{
            "title": f"Award {award.status}", "startDate": begun.isoformat(), "endDate": _iso(award.ended),
            "description": award.why,
        }] if begun else [],
        "recipientOrganization": [{
            "id": recipient, "name": recipient_name(award), "addressCountry": project.country,
        }],
        "fundingOrganization": [{"id": publisher.organization, "name": publisher.publisher}],
        "grantProgramme": [{"code": project.pillar, "title": publisher.pillars.get(project.pillar)}],
        "beneficiaryLocation": _places(award),
        "commitmentTransaction": _transactions(award, "commitment", grant, publisher.organization, recipient),
        "disbursementTransaction": _transactions(award, "disbursement", grant, publisher.organization, recipient),
        "dateModified": moment(award.changed),
        "dataSource": publisher.address,
    })  # fmt: skip


def _places(award: Award) -> list[dict[str, Any]]:
    code = award.project.country if re.fullmatch("[A-Z]{2}", award.project.country) else None
    known = [
        {"name": name, "countryCode": code, "latitude": latitude, "longitude": longitude}
        for name, latitude, longitude in award.project.places
    ]
    return known or [{"countryCode": code}]


def _transactions(award: Award, event: str, grant: str, provider: str, recipient: str) -> list[dict[str, Any]]:
    """In the award's currency, so that they add up to its balance; what was paid in another is said."""
    return [
        {
            "id": f"{grant}-{line['sequence']}", "transactionDate": line["as_of"].isoformat(), "currency": award.currency,
            "value": number(line["award_amount"]), "provider": provider, "recipient": recipient,
            "description": f"{line['amount']:,.2f} {line['currency']}" if line["currency"] != award.currency else None,
        }
        for line in award.of(event)
    ]  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _cells(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _cells(one, (*path, name))
    else:
        yield path, value


_ORDER = (
    "id", "title", "description", "currency", "amountAppliedFor", "amountAwarded", "amountDisbursed", "awardDate", "plannedDates",
    "actualDates", "recipientOrganization", "fundingOrganization", "grantProgramme", "beneficiaryLocation",
    "commitmentTransaction", "disbursementTransaction", "dateModified", "dataSource",
)  # fmt: skip
_PARTS = (
    "id", "title", "transactionDate", "currency", "value", "code", "name", "addressCountry", "countryCode", "latitude",
    "longitude", "startDate", "endDate", "provider", "recipient", "description",
)  # fmt: skip


def _place(path: tuple[str | int, ...]) -> tuple[int, ...]:
    """Where a column stands: that of its field, then the number of the object, then the field in it."""
    return (_ORDER.index(str(path[0])), *((int(path[1]), _PARTS.index(str(path[2]))) if len(path) > 1 else ()))
