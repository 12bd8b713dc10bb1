"""Funded projects in OC4IDS 0.9.5, the Open Contracting for Infrastructure Data Standard (Apache-2.0).

A project has one record, whatever number of awards it has: milestones, payments and what was measured stand in it by award.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from scorecards.export_awards import Award, Awarded, Project
from scorecards.export_measures import metrics
from scorecards.export_milestones import milestone_id, milestones
from scorecards.export_settings import OpenData
from scorecards.export_words import kept, moment, number, recipient_id, recipient_name, sentence, title

VERSION = "0.9"  # major and minor, as the schema asks
# Codes of projectStatus, by what an award has become; a contract begins the implementation.
STATUS = {"committed": "preparation", "obligated": "implementation", "completed": "completion", "terminated": "cancelled"}
_FURTHEST = ("obligated", "committed", "pledged", "completed", "terminated")


def package(found: Awarded, publisher: OpenData) -> dict[str, Any]:
    """The project package, valid against the schema where there is an award; ValueError where there is none."""
    if not found.awards:
        raise ValueError("An OC4IDS package holds at least one project.")
    ordered = sorted(found.awards, key=lambda award: (award.project.project_id, award.award_id))
    name = f"{publisher.prefix_oc4ids}-{found.run}"
    return kept({
        "uri": f"{publisher.address}/{name}.json" if publisher.address else uuid.uuid5(uuid.NAMESPACE_OID, name).urn,
        "publishedDate": moment(found.at),
        "version": VERSION,
        "publisher": {"name": publisher.publisher, "uri": publisher.address},
        "license": publisher.licence,
        "projects": [
            _project([*awards], publisher) for _, awards in groupby(ordered, key=lambda award: award.project.project_id)
        ],
    })  # fmt: skip


def _project(awards: Sequence[Award], publisher: OpenData) -> dict[str, Any]:
    project = awards[0].project
    status = min((award.status for award in awards), key=_FURTHEST.index)
    fund = {"id": publisher.organization, "name": publisher.publisher}
    recipient = {"id": recipient_id(awards[0], publisher.prefix_360giving), "name": recipient_name(awards[0])}
    paid = [(award, line) for award in awards for line in award.of("disbursement", "clawback")]
    events = {line["event"] for _, line in paid}
    return {
        "id": f"{publisher.prefix_oc4ids}-{project.project_id.replace('/', ':')}",
        "identifiers": [{"id": award.award_id, "scheme": "award"} for award in awards],
        "updated": moment(max([award.changed for award in awards] + [report["reported_on"] for report in project.reports])),
        "title": title(project),
        "description": " ".join(sentence(award) for award in awards),
        "status": STATUS.get(status, "preparation"),
        "period": _period(project),
        "sector": list(publisher.sectors.get(project.pillar, ())),
        "additionalClassifications": [
            {"scheme": "technology", "id": one, "description": one.replace("_", " ")} for one in sorted({*project.technologies})
        ],
        "locations": _locations(project),
        "budget": _budget(awards, fund),
        "parties": [
            {**fund, "roles": ["funder"] + ["payer"] * ("disbursement" in events) + ["payee"] * ("clawback" in events)},
            {**recipient, "roles": ["payee"] + ["payer"] * ("clawback" in events), "address": {"countryName": project.country}},
        ],
        "milestones": milestones(awards),
        "transactions": [_transaction(award, line, fund, recipient) for award, line in paid],
        "metrics": metrics(awards),
        "completion": _completion(awards, status),
    }  # fmt: skip


def _period(project: Project) -> dict[str, Any]:
    starts, ends = project.starts, project.operates
    return {"startDate": moment(starts) if starts else None, "endDate": moment(ends) if ends else None}


def _locations(project: Project) -> list[dict[str, Any]]:
    """Points as precise as the fund makes them public, longitude first as in GeoJSON; else the country alone."""
    country = {"scheme": "ISO2", "identifiers": [project.country]} if project.country else {}
    known = [
        {
            "id": str(place), "description": name, "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "gazetteer": country,
        }
        for place, (name, latitude, longitude) in enumerate(project.places, 1)
    ]  # fmt: skip
    return known or ([{"id": "1", "gazetteer": country}] if country else [])


def _budget(awards: Sequence[Award], fund: dict[str, str]) -> dict[str, Any]:
    """What the fund committed; awards of two currencies have no sum, and stand one by one."""
    committed = {award.currency: sum(one.amounts["committed"] for one in awards) for award in awards}
    (currency, amount), *others = committed.items()
    return {
        "description": "What the fund has committed, not the whole cost of the project.",
        "amount": None if others else {"amount": number(amount), "currency": currency},
        "approvalDate": moment(min(award.decided for award in awards)),
        "finance": [
            {
                "id": award.award_id, "title": f"Award {award.award_id}, {award.status}", "type": "grant", "financingParty": fund,
                "value": {"amount": number(award.amounts["committed"]), "currency": award.currency},
            }
            for award in awards
        ],
    }  # fmt: skip


def _transaction(award: Award, line: Any, fund: dict[str, str], recipient: dict[str, str]) -> dict[str, Any]:
    """In the award's currency, so that they add up to its balance; a clawback goes from the recipient to the fund."""
    back = line["event"] == "clawback"
    return {
        "id": f"{award.award_id}-{line['sequence']}",
        "date": moment(line["as_of"]),
        "value": {"amount": number(line["award_amount"]), "currency": award.currency},
        "payer": recipient if back else fund,
        "payee": fund if back else recipient,
        "relatedImplementationMilestone": milestone_id(award, line["milestone"]),
    }


def _completion(awards: Sequence[Award], status: str) -> dict[str, Any]:
    """When the last award ended and why, once all have."""
    if status not in ("completed", "terminated"):
        return {}
    ended = [award for award in awards if award.ended]
    why = [f"Award {award.award_id} was terminated: {award.why.rstrip('.')}." for award in ended if award.why]
    return {"endDate": moment(max(award.ended for award in ended if award.ended)), "endDateDetails": " ".join(why)}
