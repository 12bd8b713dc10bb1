"""Tables of wind and prices with times: any clock and its summer time, any way to write a time, and what damage does."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import wind_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_readings import DAY, FEW, SEEDS, ZONES, begins, fact, hourly, one, refused, sound
from wind_writers import hours, iso

RNG = np.random.default_rng(20261123)


def local(times: np.ndarray, zone: str) -> list[datetime]:
    """Instants in UTC on the clock of a zone, by zoneinfo."""
    return [datetime.fromtimestamp(int(one), UTC).astimezone(ZoneInfo(zone)) for one in times.astype(int)]


@settings(max_examples=40, deadline=None)
@given(
    seed=SEEDS,
    zone=ZONES,
    first=st.sampled_from(["2019-12-31T06", "2020-02-28T20", "2019-03-30T05", "2019-10-26T03", "2019-11-02T10", "2020-04-04T10"]),
    minutes=st.sampled_from([60, 30, 15, 10]),
    label=st.sampled_from(["beginning", "end"]),
    written=st.sampled_from(["offset", "zone"]),
)
def test_a_series_on_any_clock_is_the_same_series_in_utc(seed, zone, first, minutes, label, written):
    count, parts = 60, 60 // minutes
    rng = np.random.default_rng(seed)
    values = np.round(rng.uniform(0, 100, count * parts), 3)
    times = hours(first, count * parts, minutes)
    named = local(times + (np.timedelta64(60 * minutes, "s") if label == "end" else 0), zone)
    texts = [time.isoformat(timespec="minutes") if written == "offset" else f"{time:%Y-%m-%d %H:%M}" for time in named]
    comments = [f"time label: {label}", *([f"time zone: {zone}"] if written == "zone" else [])]
    data = writers.table(texts, {"load [MW]": values.tolist()}, comments=comments)
    document = sound(one("kuji.load.csv", data))
    assert document.series["load"] == pytest.approx(values.reshape(count, parts).mean(axis=1))
    assert begins(document) == f"{first}:00" and document.series_units["load"] == "MW"
    assert any("averaged" in note for note in document.notes) == (minutes < 60)


def test_the_doubled_hour_of_autumn_is_told_by_its_order_or_its_offset():
    texts = ["2019-10-27 01:00", "2019-10-27 02:00", "2019-10-27 02:00", "2019-10-27 03:00"]
    columns = {"electricity_price [EUR2019/MWh]": [1.0, 2.0, 3.0, 4.0]}
    document = sound(one("a.price.csv", writers.table(texts, columns, comments=["time zone: Europe/Berlin"])))
    assert document.series["electricity_price"] == [1, 2, 3, 4] and begins(document) == "2019-10-26T23:00"
    marked = [f"{text}{offset}" for text, offset in zip(texts, ["+02:00", "+02:00", "+01:00", "+01:00"], strict=True)]
    assert one("a.price.csv", writers.table(marked, columns)).series == document.series
    once = [text for n, text in enumerate(texts) if n != 2]
    data = writers.table(once, {"load [MW]": [1.0, 2.0, 4.0]}, comments=["time zone: Europe/Berlin"])
    refused("a.load.csv", data, "series.time", "line 4, column time", "came twice", "Europe/Berlin", "offset")
    gone = ["2019-03-31 01:00", "2019-03-31 02:00", "2019-03-31 03:00"]
    data = writers.table(gone, {"load [MW]": [1.0, 2.0, 4.0]}, comments=["time zone: Europe/Berlin"])
    refused("a.load.csv", data, "series.time", "line 4, column time", "did not exist", "UTC")


@pytest.mark.parametrize(
    ("texts", "comments"),
    [
        (["2019-12-31T22:00Z", "2019-12-31T23:00Z", "2020-01-01T00:00Z"], ()),
        (["2020/01/01 07:00:00", "2020/01/01 8:00:00", "2020/1/1 9:00:00"], ("time zone: UTC+9",)),
        (["31.12.2019 22:00", "31.12.2019 23:00", "31.12.2019 24:00"], ("Time zone: GMT",)),
        (["12/31/2019 17:00", "12/31/2019 18:00", "12/31/2019 19:00"], ("time zone: America/New_York",)),
        (["01/01/2020 07:30", "01/01/2020 08:30", "01/01/2020 09:30"], ("time zone: +0930", "date order: month day year")),
    ],
)
def test_times_are_read_as_they_are_written_the_world_over(texts, comments):
    document = sound(one("a.hourly.csv", hourly(texts, *comments)))
    assert begins(document) == "2019-12-31T22:00" and document.series["load"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("data", "rule", "where", "words"),
    [
        (hourly(FEW), "series.time", "column time", ("which clock", "# time zone: UTC")),
        (hourly(FEW, "time zone: JST"), "series.time", "column time", ("not known", "UTC+9")),
        (hourly(FEW, "time zone: ../../etc/passwd"), "series.time", "column time", ("not known",)),
        (hourly(FEW, "time zone: UTC+25"), "series.time", "column time", ("14 hours",)),
        (
            hourly(["01/02/2019 00:00", "01/02/2019 01:00"], "time zone: UTC"),
            "series.time",
            "line 3",
            ("day or the month", "date order"),
        ),
        (hourly(["13/02/2019 00:00", "02/13/2019 01:00"], "time zone: UTC"), "series.time", "line 4", ("some the month",)),
        (hourly(["2019-02-28 23:00", "2019-02-29 00:00"], "time zone: UTC"), "series.time", "line 4", ("does not exist",)),
        (hourly([*FEW, "noon"], "time zone: UTC"), "series.time", "line 6", ("noon", "24-hour")),
        (hourly(["2019-01-01T00:00Z", "2019-01-01T01:00"]), "series.time", "line 3", ("has none",)),
        (hourly([FEW[0], FEW[2], FEW[1]], "time zone: UTC"), "hours.order", "line 5", ("after a later one",)),
        (hourly([*FEW, FEW[2]], "time zone: UTC"), "hours.order", "line 6", ("stands twice",)),
        (hourly(["2019-01-01", "2019-01-02", "2019-01-03"], "time zone: UTC"), "hours.period", "line 3", ("1440 minutes",)),
        (
            hourly(["1920-01-01 00:00", "1920-01-01 01:00", "2019-01-01 00:00"], "time zone: UTC"),
            "hours.span",
            "line 5",
            ("60 years",),
        ),
        (hourly(FEW[:1], "time zone: UTC"), "hours.short", "line 3", ("no hourly series",)),
        (hourly(FEW, "time zone: UTC", "time label: middle"), "series.time_label", "time label", ("middle", "beginning")),
        (hourly(FEW, "time zone: UTC", head="when"), "series.no_time", "line 2", ("no column of times",)),
        (b"time,load [MW]\n2019-01-01T00:00Z,1\n2019-01-01T01:00Z\n2019-01-01T02:00Z,3\n", "csv.cells", "line 3", ("1 cells",)),
        (b"time,load [MW]\n\n2019-01-01T00:00Z,1\n\n2019-01-01T01:00Z,high\n", "series.value", "line 5, column load", ("high",)),
        (b"time,load\n2019-01-01T00:00Z,1\n2019-01-01T01:00Z\n2019-01-01T02:00Z,x\n", "series.value", "line 4", ("x",)),
        (b"time,load,load\n2019-01-01T00:00Z,1,2\n", "csv.duplicate_column", "line 1, column 3", ("twice",)),
        (b"# nothing else\n", "series.no_table", "a.hourly.csv", ("no table",)),
        (b"time,load\n", "series.no_table", "a.hourly.csv", ("no rows",)),
        (b'time,load\n2019-01-01T00:00Z,"1\n2019-01-01T01:00Z,2\n', "csv.syntax", "line 2", ("cut off",)),
        (b"time," + b",".join(b"c%d" % n for n in range(2000)) + b"\n1\n", "csv.too_big", "a.hourly.csv", ("1000 columns",)),
        ("time,load\n2019-01-01T00:00Z,1\n# é".encode("latin-1"), "file.encoding", "line 3", ("UTF-8",)),
        (
            b"time;load [MW]\n2019-01-01T00:00Z;1,5\n2019-01-01T01:00Z;1.5\n",
            "series.decimal_mark",
            "line 2",
            ("1.5 (line 3)", "point"),
        ),
        (b"time;load [MW]\n2019-01-01T00:00Z;1,500\n2019-01-01T01:00Z;2,500\n", "series.decimal_mark", "line 2", ("thousands",)),
    ],
)
def test_a_damaged_table_is_refused_with_line_and_remedy(data, rule, where, words):
    refused("a.hourly.csv", data, rule, where, *words)


def test_a_table_too_long_for_the_memory_is_refused_at_once():
    head = b"time,load [MW]\n"
    refused(
        "a.hourly.csv", head + b"2019-01-01T00:00Z,1\n" * 1_200_000, "csv.too_big", "a.hourly.csv", "1200000 rows", "1,100,000"
    )
    refused("a.hourly.csv", head + b" " * 61_000_000, "csv.too_big", "a.hourly.csv", "61 MB", "hourly means")


def test_a_decimal_comma_in_the_whole_file_is_read_and_said():
    values = [0.5, 12.25, 0.125, 1000.5]
    data = writers.table(iso(DAY[:4], "Z"), {"load [MW]": values}, delimiter=";", decimal=",")
    document = sound(one("a.load.csv", data))
    assert document.series["load"] == values
    assert any("comma" in note for note in document.notes)


def test_facts_remarks_and_any_name_of_a_series_are_kept():
    comments = ["latitude: 55.2", "Metered by the utility", "price zone: DK1", "time label: beginning"]
    data = writers.table(iso(DAY, "Z"), {"tide [m]": RNG.random(48).tolist()}, comments=comments)
    document = sound(one("a.hourly.csv", data))
    assert (fact(document, "latitude"), fact(document, "price_zone")) == ("55.2", "DK1")
    assert [one.where for one in document.facts] == ["line 1, latitude", "line 3, price_zone"]
    assert document.notes == ["Metered by the utility"] and set(document.series) == {"tide"}


def test_where_the_label_is_not_told_the_beginning_is_assumed_and_said():
    assert any("beginning is assumed" in note for note in one("a.hourly.csv", hourly(FEW, "time zone: UTC")).notes)
    document = one("a.hourly.csv", hourly(FEW, "time zone: UTC", head="hour_ending"))
    assert begins(document) == "2018-12-31T23:00" and not any("assumed" in note for note in document.notes)
