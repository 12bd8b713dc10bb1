"""Connectors: one module a weather service, found by being in this folder.

A site's card asks with ``weather: pvgis:2010-2020``; its latitude and longitude are sent. The answer is landed once as the
site file ``<site>.<connector>.csv`` and is not asked for again until the card, or ``refresh`` in fund.yaml, changes.

To take in a new service, add one module here with these names, and nothing else:

* ``NAME``: what a card writes before the colon (the module's name), and ``LABEL``: what people call the service;
* ``URL``, ``REQUESTS_PER_MINUTE`` and ``DEADLINE_S`` [s]: where and how it is asked where fund.yaml does not say;
* ``FIRST_YEAR``: of its data, and ``REMEDY``: what to do where it refuses a place or a year;
* ``ask(query, service)``: the hours as ``HourlyWeather``; raises ``Refused``, ``Away`` or ``Senseless`` (see ``_polite``).

Modules whose name starts with an underscore are no connectors, but what several share.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from flows import readers
from flows.facts import Document, Fact, Trouble, Unreadable
from flows.landing import WEATHER_IN_PVLIB, Arrival, keep, place
from flows.sources import SettingBroken, hint, refuse_credentials

FETCHED = "connector:"  # what the source of a fetched file begins with
_ASKED = re.compile(r"(?P<name>\w+):(?P<first>[0-9]{4})(-(?P<last>[0-9]{4}))?")
_ASKS = re.compile(rb"(?m)^\s*[\"']?weather[\"']?\s*:\s*[\"']?\w+:")
MOST_YEARS = 60
SETTINGS: dict[str, tuple[type, ...]] = {
    "url": (str,),
    "requests_per_minute": (int, float),
    "retries": (int,),
    "timeout_s": (int, float),
    "deadline_s": (int, float),
    "refresh": (str, int),
}


@dataclass(frozen=True)
class Query:
    """What is asked: hours of whole years, ``first`` to ``last``, at a place in degrees (north and east positive)."""

    connector: str
    latitude: float
    longitude: float
    first: int
    last: int

    @property
    def key(self) -> str:
        """The name under which the answer is kept."""
        said = [self.connector, round(self.latitude, 5), round(self.longitude, 5), self.first, self.last]
        return sha256(json.dumps(said).encode()).hexdigest()[:32]


@dataclass
class Weather:
    """Fetched files, why others could not be fetched (by site), and the services that did not answer (kind, name, why)."""

    arrivals: list[Arrival] = field(default_factory=list)
    troubles: dict[str, list[Trouble]] = field(default_factory=dict)
    unreached: list[tuple[str, str, str]] = field(default_factory=list)


def names() -> list[str]:
    """The connectors there are."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))


def load(name: str) -> ModuleType:
    """The module of a connector."""
    return importlib.import_module(f"{__name__}.{name}")


def settings_of(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What fund.yaml says below ``connectors``, by connector; raises SettingBroken."""
    said = content.get("connectors") or {}
    if not isinstance(said, Mapping):
        raise SettingBroken(f"connectors is '{said}'; write a connector ({', '.join(names())}) and its settings below.")
    for name, settings in said.items():
        where = f"connectors, {name}"
        if name not in names():
            raise SettingBroken(f"connectors: there is no connector '{name}'; {hint(str(name), names())}")
        if not isinstance(settings, Mapping):
            raise SettingBroken(f"{where}: write 'name: value' lines; known are {', '.join(SETTINGS)}.")
        for key, value in settings.items():
            if key not in SETTINGS:
                refuse_credentials(where, str(key), f"{name}://")
                raise SettingBroken(f"{where}: there is no setting '{key}'; {hint(str(key), SETTINGS)}")
            wrong = isinstance(value, bool) or not isinstance(value, SETTINGS[key])
            if wrong or (not isinstance(value, str) and key != "refresh" and (value < 0 or (value == 0 and key != "retries"))):
                what = "a text" if key == "url" else "a text or a whole number" if key == "refresh" else "a number above 0"
                raise SettingBroken(f"{where}: {key} is '{value}'; write {what}.")
        if "url" in settings:
            refuse_credentials(where, "", str(settings["url"]))
            if not str(settings["url"]).startswith(("https://", "http://")):
                raise SettingBroken(f"{where}: url is '{settings['url']}'; write an address that begins with https://.")
    return {str(name): dict(settings) for name, settings in said.items()}


def fetch_weather(
    data: Path, cards: list[Arrival], content: Mapping[str, Any], near: bool = False, service: Callable[..., Any] | None = None
) -> Weather:
    """The weather that the site cards among ``cards`` ask services for; ``near`` takes only what has been fetched before.

    ``service(module, settings)`` makes the one who asks (``_polite.Polite``); one for each connector, so that the limits of
    a run hold across its sites.
    """
    weather, settings = Weather(), settings_of(content)
    asking: dict[str, Any] = {}
    for card in cards:
        for document, fact in _asked(card):
            found = _query(document, fact)
            if isinstance(found, Trouble):
                weather.troubles.setdefault(document.name, []).append(found)
                continue
            module = load(found.connector)
            mine = settings.get(found.connector, {})
            if found.connector not in asking and not near:
                from flows.connectors._polite import Polite

                asking[found.connector] = (service or Polite)(module, mine)
            name = f"{document.name}.{found.connector}.csv"
            kept = _fetched(data, found, name, str(mine.get("refresh", "")), asking.get(found.connector), module)
            if isinstance(kept, Arrival):
                weather.arrivals.append(kept)
            elif kept is not None:
                weather.troubles.setdefault(document.name, []).append(_trouble(kept, fact, module))
    for connector, polite in sorted(asking.items()):
        if polite.why_away:
            weather.unreached.append(("sites", load(connector).LABEL, polite.why_away))
    return weather


def _asked(card: Arrival) -> list[tuple[Document, Fact]]:
    """The document of a card that asks a service for its weather, with the line that does."""
    if not card.name.lower().endswith((".yaml", ".yml")) or card.size > 1_000_000:
        return []
    try:
        content = card.read()
        documents = readers.read("sites", card.name, content) if _ASKS.search(content) else []
    except Unreadable:
        return []  # said where the sites are read
    return [
        (document, fact)
        for document in documents
        for fact in document.facts
        if fact.group == "site" and fact.field == "weather" and ":" in fact.raw and not fact.raw.startswith(WEATHER_IN_PVLIB)
    ]


def _query(document: Document, fact: Fact) -> Query | Trouble:
    asked = _ASKED.fullmatch(fact.raw.strip())
    examples = ", ".join(f"{name}:2010-2020" for name in names())
    if asked is None or asked["name"] not in names():
        reason = "This is neither a file nor a service that weather can be had from, with its years."
        return Trouble("weather_service", fact.where, fact.raw, reason, f"Write a file name, or one of: {examples}.")
    first, last = int(asked["first"]), int(asked["last"] or asked["first"])
    earliest = load(asked["name"]).FIRST_YEAR
    if not earliest <= first <= last < first + MOST_YEARS:
        label = load(asked["name"]).LABEL
        reason = f"{label} has hours from {earliest} on; years go from the earlier to the later, at most {MOST_YEARS}."
        return Trouble("weather_years", fact.where, fact.raw, reason, f"Write years such as {asked['name']}:2015-2019.")
    stated: dict[str, float] = {}
    for name, most in (("latitude", 90.0), ("longitude", 180.0)):
        line = next((one for one in document.facts if one.group == "site" and one.field == name), None)
        try:
            stated[name] = float(line.raw) if line else most + 1
        except ValueError:
            stated[name] = most + 1
        if not abs(stated[name]) <= most:
            found, where = (line.raw, line.where) if line else ("nothing", fact.where)
            reason = f"Weather is asked for at the site's {name}, which is not there as a number within {most:g} degrees."
            remedy = f"Write {name}: as decimal degrees, such as 40.15, north and east positive."
            return Trouble("weather_place", where, found, reason, remedy)
    return Query(asked["name"], stated["latitude"], stated["longitude"], first, last)


def _fetched(data: Path, query: Query, name: str, refresh: str, service: Any, module: ModuleType) -> Arrival | Exception | None:
    """The file of a query: as kept, or asked for now; else why not. None where it is not known and not asked."""
    from flows.connectors._polite import Away, Refused, Senseless

    note = data / "landing" / "queries" / f"{query.key}.json"
    known = _noted(note)
    there = "sha256" in known and place(data, known["sha256"]).exists()
    earlier = None
    if there:
        earlier = Arrival("sites", name, known["sha256"], known["bytes"], place(data, known["sha256"]), FETCHED + query.connector)
    if service is None or (earlier and known.get("refresh") == refresh):
        return earlier
    if "refused" in known and known.get("refresh") == refresh:
        return Refused(*known["refused"])
    try:
        hours = module.ask(query, service)
        content = hours.csv(query, module.LABEL)
    except Refused as error:
        if error.lasting and earlier is None:
            _note(note, {"query": vars(query), "refresh": refresh, "refused": [error.status, error.text]})
        return earlier or error
    except (Away, Senseless) as error:
        service.failed(str(error))
        return earlier or error
    arrival = keep(data, "sites", name, content, FETCHED + query.connector)
    _note(note, {"query": vars(query), "refresh": refresh, "sha256": arrival.sha256, "bytes": arrival.size})
    return arrival


def _noted(note: Path) -> dict[str, Any]:
    try:
        known = json.loads(note.read_text(encoding="utf-8"))
        return known if isinstance(known, dict) and re.fullmatch("[0-9a-f]{64}", known.get("sha256", "0" * 64)) else {}
    except (OSError, ValueError, TypeError):
        return {}


def _note(note: Path, known: dict[str, Any]) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    half = note.with_name(f".{note.name}.tmp")
    half.write_text(json.dumps(known, sort_keys=True), encoding="utf-8")
    half.replace(note)


def _trouble(error: Exception, fact: Fact, module: ModuleType) -> Trouble:
    from flows.connectors._polite import Refused

    if isinstance(error, Refused):
        reason = f"{module.LABEL} refuses it: {error.text}"
        return Trouble("weather_refused", fact.where, fact.raw, reason, error.remedy or module.REMEDY)
    reason = f"The weather is not here yet: {module.LABEL} cannot be reached ({error})."
    remedy = "The next run asks again; or put a weather file into 'sites'."
    return Trouble("weather_awaited", fact.where, fact.raw, reason, remedy)
