"""What the tests of wind files ask of a reading: the one site, its facts, and the reason of a refusal."""

from __future__ import annotations

import numpy as np
import wind_writers as writers
from hypothesis import strategies as st
from wind_writers import hours

from flows import readers
from flows.facts import Document, Unreadable

DAY = hours("2019-06-01T00", 48)
SEEDS = st.integers(0, 2**32 - 1)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]
)


def one(name: str, data: bytes) -> Document:
    [document] = readers.read("sites", name, data)
    return document


def sound(document: Document) -> Document:
    assert document.troubles == []
    return document


def fact(document: Document, field: str) -> str:
    [found] = [fact for fact in document.facts if fact.field == field]
    return f"{found.raw} {found.unit}".strip()


def begins(document: Document) -> str:
    assert document.hours is not None
    return document.hours.begins


def refused(name: str, data: bytes, rule: str, where: str, *words: str) -> None:
    """The file is refused, as a whole or by one trouble, with its place, a reason of these words and a remedy."""
    try:
        troubles = one(name, data).troubles
    except Unreadable as error:
        troubles = [error.trouble]
    found = [trouble for trouble in troubles if trouble.rule == rule]
    assert found, [(trouble.rule, trouble.where, trouble.reason) for trouble in troubles]
    assert where in found[0].where and found[0].found and len(found[0].remedy) > 15
    said = f"{found[0].found} {found[0].reason} {found[0].remedy}"
    assert all(word in said for word in words), said


def hourly(texts: list[str], *comments: str, head: str = "time") -> bytes:
    return writers.table(texts, {"load [MW]": [float(n) for n in range(len(texts))]}, comments=comments, head=head)


FEW = ["2019-01-01 00:00", "2019-01-01 01:00", "2019-01-01 02:00"]
NUMBERS = np.arange(48.0)
# The first roughness of a file of the Global Wind Atlas 3.0 (DTU, CC BY 4.0), longitude 0.667, latitude 49.056
ATLAS = """\
Global Wind Atlas 3.0 (WRF 3-km)<coordinates>0.667,49.056,0.0</coordinates>
1 2 12
    0.000
     10.0      50.0
     5.17     6.48     6.21     6.35     5.96     6.02     5.45    12.12    14.17    13.71    10.01     8.35
     6.01     6.65     6.43     6.41     6.44     6.88     8.67    11.05     9.99     8.93     6.81     6.20
    1.771    2.268    2.369    2.041    1.826    2.053    2.166    2.357    2.396    2.084    1.627    1.740
     7.15     7.88     7.60     7.61     7.66     8.16    10.24    12.86    11.69    10.51     8.12     7.38
    1.932    2.475    2.584    2.229    1.990    2.240    2.346    2.455    2.541    2.232    1.775    1.900
"""
GWC = writers.gwc(np.full((1, 4), 25.0), np.full((1, 1, 4), 9.0), np.full((1, 1, 4), 2.0), [0.03], [50.0]).decode()
TAB = writers.tab(np.full(4, 25.0), np.full((10, 4), 100.0), np.arange(1.0, 11.0)).decode()
