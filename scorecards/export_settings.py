"""What a fund says of itself in open data: the section ``open_data`` of ``fund.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scorecards.portfolio_amounts import SettingWrong, named, section

KNOWN = ("publisher", "organization", "prefix_360giving", "prefix_oc4ids", "licence", "address", "coordinates", "sectors")
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/@!$&'()*+,;=:-]*)?")
_ORGANIZATION = re.compile(r"[A-Za-z0-9]+-[A-Za-z0-9]+-[A-Za-z0-9._-]+")
_PREFIXES = {
    "prefix_360giving": (re.compile(r"360G-[A-Za-z0-9_]+"), "360G-ctif", "360Giving"),
    "prefix_oc4ids": (re.compile(r"oc4ids-[a-z0-9]+"), "oc4ids-bu3kcz", "the Open Contracting Partnership"),
}
MOST_DECIMALS = 4  # of a degree: about 10 m


@dataclass(frozen=True)
class OpenData:
    """The fund as a publisher; ``pillars`` and ``sectors`` (codes of OC4IDS projectSector) are by pillar.

    ``organization`` is the fund in a register, list code and number as in org-id.guide. The prefixes begin the identifiers of
    grants and projects; ``unregistered`` names those that the fund has not been given. ``coordinates`` is how many decimals of
    a degree of a site are public, None for none. ``licence`` and ``address``, where the data are published, are "" where unknown.
    """

    publisher: str
    organization: str
    prefix_360giving: str
    prefix_oc4ids: str
    licence: str = ""
    address: str = ""
    coordinates: int | None = None
    pillars: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unregistered: tuple[str, ...] = ()


def open_data(content: Mapping[str, Any]) -> OpenData:
    """The settings in the ``content`` of a fund's file, the defaults where it states none. Raises SettingWrong."""
    stated = section(content.get("open_data"), KNOWN, "open_data")
    name = str(content.get("name") or "Clean-tech fund")
    short = re.sub(r"[^a-z0-9]", "", str(content.get("short_name") or name).lower()) or "fund"
    giving = _prefix(stated, "prefix_360giving", f"360G-{short}")
    pillars = content.get("pillars")
    return OpenData(
        str(stated.get("publisher") or name),
        _organization(stated.get("organization")) or giving,
        giving,
        _prefix(stated, "prefix_oc4ids", f"oc4ids-{short}"),
        _web(stated, "licence"),
        _web(stated, "address").rstrip("/"),
        _decimals(stated.get("coordinates")),
        {str(code): str(title) for code, title in pillars.items()} if isinstance(pillars, Mapping) else {},
        {code: _codes(code, one) for code, one in named(stated.get("sectors"), "open_data: sectors", "solar: [energy]").items()},
        tuple(one for one in _PREFIXES if not stated.get(one)),
    )


def _prefix(stated: Mapping[str, Any], key: str, otherwise: str) -> str:
    shape, example, giver = _PREFIXES[key]
    text = str(stated.get(key) or otherwise)
    if not shape.fullmatch(text):
        raise SettingWrong(f"open_data: {key} is '{text}'; write the one that {giver} has given you, such as {example}.")
    return text


def _organization(stated: Any) -> str:
    text = str(stated or "")
    if text and not _ORGANIZATION.fullmatch(text):
        raise SettingWrong(
            f"open_data: organization is '{text}'; write the code of a register and the number in it, such as GB-CHC-1164883 "
            f"(see org-id.guide)."
        )
    return text


def _web(stated: Mapping[str, Any], key: str) -> str:
    text = str(stated.get(key) or "")
    if text and not _WEB.fullmatch(text):
        raise SettingWrong(f"open_data: {key} is '{text}'; write an address such as https://creativecommons.org/licenses/by/4.0/.")
    return text


def _decimals(stated: Any) -> int | None:
    if stated is None:
        return None
    if type(stated) is not int or not 0 <= stated <= MOST_DECIMALS:
        raise SettingWrong(
            f"open_data: coordinates is '{stated}'; write how many decimals of a degree are public, 0 to {MOST_DECIMALS} "
            f"(1 is about 11 km), or leave it out: then the country alone is."
        )
    return stated


def _codes(pillar: str, stated: Any) -> tuple[str, ...]:
    if isinstance(stated, list) and stated and all(isinstance(one, str) and one.strip() for one in stated):
        return tuple(dict.fromkeys(stated))
    raise SettingWrong(f"open_data: sectors: {pillar} is '{stated}'; write codes of OC4IDS in brackets: [energy, energy.wind].")
