"""How open data are worded, in either standard: texts of applicants, amounts, times, and what a grant is for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorecards.export_awards import Award, Project


def one_line(text: str | None) -> str:
    """The text on one line, without control characters and the marks that reverse the direction of writing."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text or "")
    return " ".join("".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C").split())


def number(amount: Decimal | float) -> int | float:
    """The amount as JSON writes it: whole where it is whole, exact to the cent."""
    return int(amount) if amount == int(amount) else float(amount)


def moment(day: date | datetime) -> str:
    """A day or a time, UTC, as the standards write times."""
    at = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return at.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def kept(value: Any) -> Any:
    """The value without what is empty: the standards know no empty text, list or object."""
    if isinstance(value, Mapping):
        inner = {name: kept(one) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one is not None and one not in ("", [], {})}
    if isinstance(value, list):
        return [one for one in map(kept, value) if one not in ({}, [])]
    return value


def title(project: Project) -> str:
    """What the project is called; its number where no proposal of it was ever accepted."""
    return project.title or f"Project {project.project_id}"


def recipient_name(award: Award) -> str:
    """Who receives the grant."""
    return award.project.applicant or f"Recipient of award {award.award_id}"


def recipient_id(award: Award, prefix: str) -> str:
    """The fund's own identifier of a recipient, from its name: 360Giving asks for one where no register's is known."""
    name = re.sub(r"\W+", "-", recipient_name(award)).strip("-")
    return f"{prefix}-{name or award.award_id}"


def sentence(award: Award) -> str:
    """What the grant is for, and how it ended, from public facts alone."""
    project = award.project
    what = " and ".join(dict.fromkeys(one.replace("_", " ") for one in project.technologies))
    place = f" in {project.country}" if project.country else ""
    parts = [f"{title(project)}: {what or 'a project'}{place}."]
    if award.status == "terminated":
        parts.append(f"The award was terminated on {award.ended}: {award.why.rstrip('.')}.")
    for name, words in (("deobligated", "released from the contract"), ("clawed_back", "paid back by the recipient")):
        if award.amounts[name]:
            parts.append(f"{award.amounts[name]:,.2f} {award.currency} were {words}.")
    return " ".join(parts)
