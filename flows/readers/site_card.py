"""A site card: what a weather file does not say of a site (depth, distances, geology, grid), with sources."""

from __future__ import annotations

import re

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._text import shown, site_name
from flows.readers._yaml_tree import Mapping, entries, mapping_or_trouble, scalar_fact, trees

KIND = "sites"
FORMAT = "site card YAML"

# A weather file is named, never a path: a card must not be able to point anywhere else. Or a service with its years.
_WEATHER = re.compile(r"(pvlib:)?(?!\.)[\w .+()-]+|[a-z]\w*:[0-9]{4}(-[0-9]{4})?")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def read(name: str, data: bytes) -> list[Document]:
    """One site: every line a fact of group "site", every line below ``sources`` one of "site_source"."""
    root, *more = trees(name, data)
    if more or not isinstance(root, Mapping):
        raise Unreadable(
            Trouble(
                "site.one_card",
                f"{name}, line {more[0].line if more else root.line}",
                f"{len(more) + 1} sites" if more else "no 'name: value' lines",
                "A site card tells of one site, in 'name: value' lines.",
                "Make one file for each site, named after it.",
            )
        )
    document = Document(KIND, site_name(name))
    for key, node in entries(root, "", document.troubles):
        if key == "sources":
            sources = mapping_or_trouble(node, key, document.troubles)
            for field, note in entries(sources, key, document.troubles) if sources else []:
                document.facts += scalar_fact(
                    note, f"sources.{field}", "site_source", "", field, document.troubles
                )
        else:
            facts = scalar_fact(node, key, "site", "", key, document.troubles)
            document.facts += [fact for fact in facts if key != "weather" or _named(fact, document.troubles)]
    return [document]


def _named(weather: Fact, troubles: list[Trouble]) -> bool:
    if _WEATHER.fullmatch(weather.raw) and ".." not in weather.raw:
        return True
    troubles.append(
        Trouble(
            "site.weather_name",
            weather.where,
            shown(weather.raw),
            "'weather' names a file in the same folder, or one of pvlib's; folders are not taken.",
            "Write the bare file name, such as 'sand-point.tmy3.csv' or 'pvlib:703165TY.csv', or a service: 'pvgis:2010-2020'.",
        )
    )
    return False
