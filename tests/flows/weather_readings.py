"""What the tests of weather files ask of a reading: facts, series by the hour, and how close two of them are."""

from __future__ import annotations

from datetime import datetime, timedelta

import weather_writers as writers

from flows import readers
from flows.facts import Document


def one(name: str, text: str | bytes) -> Document:
    [document] = readers.read("sites", name, text.encode() if isinstance(text, str) else text)
    return document


def fact(document: Document, field: str):
    [found] = [fact for fact in document.facts if fact.field == field]
    return found


def by_hour(document: Document, name: str) -> dict[datetime, float]:
    """The series as read, by the beginning of each hour in UTC."""
    assert document.hours
    first = datetime.fromisoformat(document.hours.begins)
    return {first + count * writers.HOUR: value for count, value in enumerate(document.series[name])}


def due(weather: writers.Weather, form: str, name: str, typical: bool) -> dict[datetime, float]:
    """What was written, by the hour of UTC in which each of its hours begins."""
    found = {}
    for begin, value in zip(weather.begins, weather.printed(form, name), strict=True):
        hour = (begin.replace(year=1990) if typical else begin) - timedelta(hours=weather.offset)
        hour = hour.replace(minute=0, **({"year": 1990} if typical else {}))
        found[hour] = value
    return found


def same(document: Document, weather: writers.Weather, form: str, typical: bool, names=writers.NAMES):
    assert document.troubles == []
    assert document.hours and document.hours.typical is typical
    assert set(names) == set(document.series)
    for name in names:
        assert by_hour(document, name) == due(weather, form, name, typical)
