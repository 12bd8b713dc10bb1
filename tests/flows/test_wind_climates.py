"""Wind climates of WAsP and the Global Wind Atlas: round trips, published numbers, and what damage does."""

from __future__ import annotations

import io

import numpy as np
import pytest
import wind_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from wind_readings import ATLAS, GWC, SEEDS, TAB, fact, one, refused, sound

from evaluators.toolkit.units import read_quantity


@st.composite
def climates(draw):
    """Shares that add up, Weibull parameters, and counts, as numbers of the decimals that the formats print."""
    roughnesses, heights, sectors = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.sampled_from([4, 8, 12, 16, 36]))
    rng = np.random.default_rng(draw(SEEDS))
    shares = np.round(rng.dirichlet(np.full(sectors, 5.0), roughnesses) * 100, 2)
    a = np.round(rng.uniform(2, 15, (roughnesses, heights, sectors)), 2)
    k = np.round(rng.uniform(1, 3.5, (roughnesses, heights, sectors)), 3)
    return shares, a, k, [0.0, 0.03, 0.1, 0.4][:roughnesses], [10.0, 50.0, 100.0, 200.0][:heights]


@settings(max_examples=40, deadline=None)
@given(climates(), st.sampled_from(["lib", "gwc"]))
def test_a_wind_atlas_is_read_as_it_was_written(climate, form):
    shares, a, k, lengths, heights = climate
    document = sound(one(f"kuji.{form}", getattr(writers, form)(*climate)))
    shape = (len(lengths), len(heights), shares.shape[1])
    assert {name: document.series_shapes[name] for name in ("weibull_frequency", "weibull_a", "weibull_k")} == dict.fromkeys(
        ("weibull_frequency", "weibull_a", "weibull_k"), shape
    )
    assert np.reshape(document.series["weibull_a"], shape) == pytest.approx(a)
    assert np.reshape(document.series["weibull_k"], shape) == pytest.approx(k)
    told = np.reshape(document.series["weibull_frequency"], shape) * (1 if form == "lib" else 100)
    assert document.series_units["weibull_frequency"] == ("%" if form == "lib" else "1")
    for height in range(len(heights)):
        assert told[:, height] == pytest.approx(shares, abs=1e-4)
    assert (document.series["roughness_lengths"], document.series["heights"]) == (lengths, heights)
    assert (fact(document, "longitude"), fact(document, "latitude")) == ("0.667 deg", "49.056 deg")
    assert document.origin == "statistics" and document.hours is None


def test_numbers_of_the_global_wind_atlas():
    document = sound(one("a.lib", ATLAS.replace("\n", "\r\n").encode()))
    a, k, share = (np.reshape(document.series[f"weibull_{name}"], (2, 12)) for name in ("a", "k", "frequency"))
    assert (a[0, 7], k[1, 10], share[1, 8]) == (11.05, 1.775, 14.17)
    assert "Wind climate: Global Wind Atlas 3.0 (WRF 3-km)" in document.notes


@pytest.mark.parametrize(
    ("old", "new", "rule", "where", "words"),
    [
        ("14.17", "41.17", "wind_climate.sum", "line 5", ("127", "100")),
        ("2.396", "0.000", "wind_climate.weibull", "line 7, sector 9", ("above 0",)),
        ("12.86", "-2.86", "wind_climate.weibull", "line 8, sector 8", ("scale A",)),
        ("1 2 12", "1 3 12", "wind_climate.format", "line 4", ("2 numbers", "3 numbers")),
        ("1 2 12", "1 2 13", "wind_climate.format", "line 5", ("12 numbers", "13")),
        ("1 2 12", "1 2 9999", "wind_climate.format", "line 2", ("1 to 360",)),
        ("1 2 12", "1 2.5 12", "wind_climate.format", "line 2", ("heights",)),
        ("     10.0      50.0", "     50.0      10.0", "wind_climate.order", "line 4", ("do not rise",)),
        ("6.01     6.65", "6,01     6.65", "wind_climate.format", "line 6, number 1", ("6,01", "no number")),
        ("0.667,49.056", "0.667,149.056", "wind_climate.place", "line 1", ("none on Earth",)),
        ("1.900\n", "1.900\nand more\n", "wind_climate.format", "line 10", ("10 lines",)),
        ("1.900\n", "", "wind_climate.format", "line 9", ("11 numbers",)),
    ],
)
def test_a_damaged_wind_atlas_is_refused_with_its_line(old, new, rule, where, words):
    assert old in ATLAS
    refused("a.lib", ATLAS.replace(old, new, 1).encode(), rule, where, *words)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><RveaGeneralisedMeanWindClimate Description="&c;"/>'
)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (BOMB, "a.gwc", ("not opened",)),
        (GWC[:-40], "a.gwc", ("damaged",)),
        ("<wrong/>", "a.gwc", ("RveaGeneralisedMeanWindClimate",)),
        (GWC.replace('CountOfSectors="4"', 'CountOfSectors="5"', 1), "roughness 1, height 1, sector 5", ("declares more",)),
        (GWC.replace('WeibullA="9.000"', 'WeibullA="inf"', 1), "WeibullWind, WeibullA", ("inf",)),
        (GWC.replace('Index="2"', 'Index="9"', 1), "WeibullWind", ("Index 9",)),
    ],
)
def test_a_damaged_gwc_is_refused(text, where, words):
    refused("a.gwc", text.encode(), "wind_climate.format", where, *words)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, sectors=st.sampled_from([1, 8, 12, 36]), bins=st.integers(3, 40), factor=st.sampled_from([1.0, 1.05]))
def test_a_wasp_tab_is_read_as_it_was_written(seed, sectors, bins, factor):
    rng = np.random.default_rng(seed)
    shares = np.round(rng.dirichlet(np.full(sectors, 5.0)) * 100, 4)
    rose = np.round(rng.dirichlet(np.full(bins, 2.0), sectors).T * 1000, 3)
    data = writers.tab(shares, rose, np.arange(1, bins + 1), factor=factor, turn=15)
    document = sound(one("kuji.tab", data))
    peer = np.loadtxt(io.BytesIO(data), skiprows=4, ndmin=2)
    assert np.reshape(document.series["rose"], document.series_shapes["rose"]) == pytest.approx(peer[:, 1:])
    assert document.series["rose_edges"] == pytest.approx([0, *(peer[:, 0] * factor)])
    assert document.series["rose_frequency"] == pytest.approx(shares)
    assert document.series_units == {"rose_frequency": "%", "rose": "permille", "rose_edges": "m/s"}
    assert [fact(document, name) for name in ("latitude", "longitude", "weather_height")] == ["55.0 deg", "14.0 deg", "100.0 m"]
    assert fact(document, "rose_direction_offset") == "15.00 deg" and document.origin == "statistics"
    assert any("multiplied by 1.05" in note for note in document.notes) == (factor != 1)
    assert read_quantity("1 permille", "1").low == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("old", "new", "rule", "where", "words"),
    [
        ("25.0000", "52.0000", "wind_climate.sum", "line 4", ("127", "100")),
        ("5\t100.000", "5\t900.000", "wind_climate.sum", "lines 5 to 14, sector 1", ("1800", "1000")),
        ("5\t100.000", "5\t-100.000", "tab.negative", "line 9, sector 1", ("below 0",)),
        ("\n6\t", "\n5\t", "tab.bins", "line 10", ("do not rise",)),
        ("\t\t4\t", "\t\t5\t", "wind_climate.format", "line 4", ("4 numbers", "5 sectors")),
        ("\t\t4\t", "\t\t4\t7\t", "wind_climate.format", "line 3", ("4 numbers",)),
        ("1.00\t0.00", "0.00\t0.00", "tab.factor", "line 3", ("not above 0",)),
        ("55.0\t14.0", "155.0\t14.0", "tab.place", "line 2", ("none on Earth",)),
        ("7\t100.000", "7\t1OO.000", "wind_climate.format", "line 11, number 2", ("1OO",)),
        ("10\t100.000\t100.000\t100.000\t100.000\r\n", "10\t100.000", "wind_climate.format", "line 14", ("2 numbers",)),
    ],
)
def test_a_damaged_tab_is_refused_with_its_line(old, new, rule, where, words):
    assert old in TAB
    refused("a.tab", TAB.replace(old, new, 1).encode(), rule, where, *words)
