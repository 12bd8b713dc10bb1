"""Series in Parquet: round trips, types and metadata, and what damage does."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
import wind_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_readings import DAY, NUMBERS, SEEDS, ZONES, begins, fact, one, refused, sound
from wind_writers import hours, iso

from flows.readers import site_hourly_parquet


@settings(max_examples=25, deadline=None)
@given(
    seed=SEEDS,
    kind=st.sampled_from(["s", "ms", "us", "ns"]),
    zone=ZONES,
    first=st.sampled_from(["2020-02-28T00", "2019-10-26T12"]),
    minutes=st.sampled_from([60, 15]),
)
def test_a_parquet_file_is_read_as_it_was_written(seed, kind, zone, first, minutes):
    parts, count = 60 // minutes, 48
    values = np.random.default_rng(seed).uniform(0, 100, count * parts)
    times = pa.array(hours(first, count * parts, minutes).astype(int), pa.timestamp("s")).cast(pa.timestamp(kind, zone))
    data = writers.parquet({"time": times, "load [MW]": values, "co2": values}, {"time label": "beginning"}, {"co2": "kg/MWh"})
    [document] = site_hourly_parquet.read_here("a.parquet", data)
    sound(document)
    assert begins(document) == f"{first}:00" and document.series_units == {"load": "MW", "co2": "kg/MWh"}
    assert document.series["load"] == pytest.approx(values.reshape(count, parts).mean(axis=1))


def test_parquet_of_other_types_and_metadata_is_read():
    prices = [Decimal("40.25")] * 47 + [Decimal("-999.00")]
    columns = {
        "time": pa.array(iso(DAY)).dictionary_encode(),
        "electricity_price [USD2024/MWh]": pa.array(prices, pa.decimal128(10, 2)),
        "load [MW]": pa.array(range(48), pa.int32()),
        "temperature [degC]": pa.array([1.5] * 48, pa.float32()).dictionary_encode(),
        "comment": ["so"] * 48,
    }
    document = sound(one("a.parquet", writers.parquet(columns, {"time_zone": "UTC-5", "latitude": "40.1"})))
    assert begins(document) == "2019-06-01T05:00"
    assert document.series["electricity_price"] == [40.25] * 47 + [-999]
    assert document.series["load"] == list(range(48)) and document.series["temperature"] == [1.5] * 48
    assert fact(document, "latitude") == "40.1" and document.format == "hourly series Parquet"
    assert any("comment (string)" in note for note in document.notes)


STAMPS = pa.array(DAY.astype(int), pa.timestamp("s", "UTC"))


@pytest.mark.parametrize(
    ("data", "rule", "where", "words"),
    [
        (b"PAR1 and no more", "parquet.damaged", "a.parquet", ("no Parquet",)),
        (writers.parquet({"time": STAMPS, "load": NUMBERS})[:-40], "parquet.damaged", "a.parquet", ("cut off",)),
        (writers.parquet({"when": STAMPS, "load": NUMBERS}), "series.no_time", "a.parquet", ("when", "time")),
        (writers.parquet({"time": STAMPS, "load": ["x"] * 48}), "series.no_table", "a.parquet", ("No column holds numbers",)),
        (writers.parquet({"time": STAMPS[:0], "load": NUMBERS[:0]}), "series.no_table", "a.parquet", ("0 rows",)),
        (writers.parquet({"time": pa.array(DAY.astype(int), pa.timestamp("s")), "load": NUMBERS}), "series.time", "column time",
         ("which clock", "time_zone")),
        (writers.parquet({"time": NUMBERS, "load": NUMBERS}), "series.time", "column time", ("neither timestamps",)),
        (writers.parquet({"time": pa.array([None, *STAMPS.to_pylist()[1:]], STAMPS.type), "load": NUMBERS}), "series.time", "row 1",
         ("no time",)),
        (writers.parquet({"time": pa.array((DAY.astype(int) * 1000), pa.timestamp("s", "UTC")), "load": NUMBERS}), "series.time", "row 1",
         ("1900 to 2100",)),
        (writers.parquet({"time": STAMPS.take(pa.array([0, 1, 3, 2])), "load": NUMBERS[:4]}), "hours.order", "row 4", ("later",)),
        (writers.parquet({"time": STAMPS, **{f"c{n}": NUMBERS for n in range(600)}}), "parquet.too_big", "a.parquet", ("500 columns",)),
        (writers.parquet({"time": pa.array(np.zeros(3_000_000, "i8"), STAMPS.type), "load": np.zeros(3_000_000)}), "parquet.too_big",
         "a.parquet", ("3000000 rows",)),
    ],
)  # fmt: skip
def test_a_damaged_parquet_file_is_refused(data, rule, where, words):
    refused("a.parquet", data, rule, where, *words)
