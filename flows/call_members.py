"""Which proposals a call judges: those that name it, or of a fund with one call alone, those that name none and fit its dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.cast_dates import DateError, read_date
from flows.fund import Call, Fund
from scorecards.table import not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from scorecards.warehouse import Connection

# Which evaluation stands for each project in the run that the snapshot is named after, and what its header states.
STANDING = """
    SELECT t.project_id, t.version, t.content, t.key, t.score_key, p.title, p.applicant, p.country, p.pillar, p.technologies,
           p.inputs, p.file, p.sha256, p.inputs ->> '$.header.grant_requested' AS grant_requested,
           (SELECT any_value(raw) FROM fact AS f WHERE f.project_id = t.project_id AND f.version = t.version
            AND f.content = t.content AND f.grp = 'proposal' AND f.field = 'call') AS call_named,
           (SELECT any_value(raw) FROM fact AS f WHERE f.project_id = t.project_id AND f.version = t.version
            AND f.content = t.content AND f.grp = 'proposal' AND f.field = 'submitted') AS submitted
    FROM standing AS t JOIN proposal AS p USING (project_id, version, content)
    WHERE t.run_id = ? ORDER BY t.project_id
"""


@dataclass
class Members:
    """The rows of STANDING that belong to a call, by what rule, and in ``apart`` why others do not."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    rule: str = ""
    apart: list[str] = field(default_factory=list)


def members_of(connection: Connection, run: str, fund: Fund, name: str) -> Members:
    """The members of the call ``name`` among what stands in ``run``. NotFound where the fund has no such call."""
    if name not in fund.calls:
        raise not_found("call", name, fund.calls)
    alone = len(fund.calls) == 1
    found = Members()
    dates = fund.calls[name]
    silent = 0
    for row in rows(connection, STANDING, [run]):
        if fund.call_named(row["call_named"] or "") == name:
            found.rows.append(row)
        elif row["call_named"]:
            continue
        elif not alone:
            silent += 1
        elif why := _outside(row, dates):
            found.apart.append(f"{row['project_id']} names no call and was {why}.")
        else:
            silent += 1
            found.rows.append(row)
    named = len(found.rows) - silent * alone
    said = [f"{named} name this call"] if named or not silent else []
    if alone and silent:
        said.append(f"{silent} name none, the fund has no other, and they were submitted within its dates")
    found.rule = "; ".join(said)
    if silent and not alone:
        found.apart.append(f"{silent} proposals name no call and belong to none, for the fund has {len(fund.calls)} calls.")
    return found


def _outside(row: Mapping[str, Any], call: Call) -> str:
    """Why the day of submission does not fit the call's dates; "" where it does, or is not known."""
    try:
        day = read_date(row["submitted"] or "")[0]
    except DateError:
        return ""
    if call.opens and day < call.opens:
        return f"submitted on {day}, before the call opened on {call.opens}"
    if call.closes and day > call.closes:
        return f"submitted on {day}, after the call closed on {call.closes}"
    return ""
