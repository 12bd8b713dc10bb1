"""Weather services are asked politely, read in the shapes they answer in, and kept; all on 127.0.0.1."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from spine_fixtures import Telling, published, run_plainly
from weather_service import SUN, URLS, WARMTH, WIND, YEAR, asked, card, fetched, polite

from flows import connectors
from flows.connectors import Query, settings_of
from flows.connectors._polite import Refused, Senseless
from flows.fund import FundFileBroken, read_fund
from flows.ingest import read_sites
from flows.landing import land
from flows.sources import SettingBroken


@pytest.mark.parametrize("name", ["pvgis", "nasa_power", "era5"])
def test_what_a_service_answers_is_what_the_site_has(tmp_path, server, monkeypatch, name):
    monkeypatch.setenv("CLEANFUND_ERA5_KEY", "a-key")
    card(tmp_path, weather=f"{name}:{YEAR}")
    weather = fetched(tmp_path, server)
    assert weather.troubles == {} and weather.unreached == []
    (arrival,) = weather.arrivals
    assert arrival.name == f"hill.{name}.csv" and arrival.source == f"connector:{name}"
    site = read_sites(tmp_path, [*land(tmp_path), arrival])["hill"]
    assert site.troubles == []
    assert {site.origins[key] for key in site.series} == {"reanalysis"}
    assert {hours.begins for hours in site.hours.values()} == {f"{YEAR}-01-01T00:00"}
    assert all(len(values) == 8760 for values in site.series.values())
    if name == "era5":
        assert np.allclose(site.series["wind_speed"], 5.0)
        # (3, 4) m/s blows to the north-east: out of 216.87 degrees
        assert np.allclose(site.series["wind_direction"], 216.8699, atol=1e-3)
        assert np.allclose(site.series["temperature"], 15.0) and np.allclose(site.series["pressure"], 101_000)
        assert np.allclose(site.series["ghi"], (np.arange(8760) + 1) % 24), "the mean of the hour that ends at the stamp"
    else:
        assert np.allclose(site.series["wind_speed"], WIND, atol=0.0051)
        assert np.allclose(site.series["ghi"], SUN, atol=0.011)
        expected = WARMTH.copy()
        if name == "nasa_power":
            expected[5] = (expected[4] + expected[6]) / 2  # lacking there, filled and said
            assert any("temperature: 1 of 8760 hours" in note for note in site.notes)
            assert np.allclose(site.series["pressure"], 101_200)
        assert np.allclose(site.series["temperature"], expected, atol=0.0051)
    height = {"pvgis": "10 m", "nasa_power": "50 m", "era5": "100 m"}[name]
    assert site.facts["weather_height"].raw == height


def test_what_is_asked_is_the_place_and_the_years(server, monkeypatch):
    monkeypatch.setenv("CLEANFUND_ERA5_KEY", "a-key")
    for name in URLS:
        asked(server, name)
    queries = {urlsplit(path).path: parse_qs(urlsplit(path).query) for path, _ in server.asked}
    assert queries["/api/seriescalc"]["lat"] == ["45.0"] and queries["/api/seriescalc"]["startyear"] == [str(YEAR)]
    assert queries["/api/temporal/hourly/point"]["end"] == [f"{YEAR}1231"]
    keys = {urlsplit(path).path: headers.get("PRIVATE-TOKEN") for path, headers in server.asked}
    assert keys["/api/retrieve/v1/processes/reanalysis-era5-single-levels-timeseries/execution"] == "a-key"
    assert keys["/download.zip"] is None and keys["/api/seriescalc"] is None


def test_years_are_asked_one_by_one_so_that_no_answer_grows_large(server):
    hours = connectors.load("nasa_power").ask(Query("nasa_power", 45.0, 8.0, 2018, 2019), polite(server, "nasa_power"))
    assert len(server.asked) == 2 and len(hours.frame) == 2 * 8760


def test_the_same_answer_gives_the_same_bytes(server):
    first, second = (asked(server, "nasa_power").csv(Query("nasa_power", 45.0, 8.0, YEAR, YEAR), "NASA POWER") for _ in range(2))
    assert first == second and server.url.encode() not in first


def test_an_answer_is_kept_until_the_card_or_refresh_changes(tmp_path, server):
    path = card(tmp_path)
    first = fetched(tmp_path, server).arrivals
    assert fetched(tmp_path, server).arrivals == first and len(server.asked) == 1
    assert fetched(tmp_path, server, refresh=2).arrivals == first and len(server.asked) == 2
    assert fetched(tmp_path, server, refresh=2).arrivals == first and len(server.asked) == 2
    path.write_text(path.read_text() + "water_depth: 20 m\n")
    fetched(tmp_path, server, refresh=2)
    assert len(server.asked) == 2, "the question is the same"
    path.write_text(path.read_text().replace("45.0", "46.0"))
    fetched(tmp_path, server, refresh=2)
    assert len(server.asked) == 3
    assert fetched(tmp_path, server, near=True).arrivals and len(server.asked) == 3


@pytest.mark.parametrize(
    ("weather", "place", "rule", "remedy"),
    [
        ("solcast:2019", None, "weather_service", "nasa_power:2010-2020"),
        ("pvgis:2019-2010", None, "weather_years", "pvgis:2015-2019"),
        ("pvgis:1066", None, "weather_years", "pvgis:2015-2019"),
        ("pvgis:2019", "longitude: 8\n", "weather_place", "Write latitude:"),
        ("pvgis:2019", "latitude: 45\nlongitude: 1e9\n", "weather_place", "Write longitude:"),
        ("pvgis:2019", "latitude: nan\nlongitude: 8\n", "weather_place", "Write latitude:"),
    ],
)
def test_a_card_that_cannot_be_asked_with_says_what_to_write(tmp_path, server, weather, place, rule, remedy):
    card(tmp_path, weather=weather, **({"place": place} if place else {}))
    (trouble,) = fetched(tmp_path, server).troubles["hill"]
    assert trouble.rule == rule and remedy in trouble.remedy and server.asked == []


def test_years_that_are_none_are_the_cards_own_trouble(tmp_path, server):
    card(tmp_path, weather="pvgis:last year")
    assert fetched(tmp_path, server).troubles == {}
    (trouble,) = read_sites(tmp_path, land(tmp_path))["hill"].troubles
    assert trouble.rule == "site.weather_name" and "pvgis:2010-2020" in trouble.remedy


def write_fund(data, server, more=""):
    (data / "fund.yaml").write_text(
        f"connectors:\n  pvgis: {{url: '{server.url}/api/', retries: 0, timeout_s: 5, requests_per_minute: 60000{more}}}\n"
    )


def test_a_run_fetches_once_and_lives_without_a_network(heat, server):
    write_fund(heat, server)
    card(heat)
    server.script = [(500,)] * 10
    said = []
    first = run_plainly(heat, progress=Telling(said))
    assert first.counts["standing"] == 3
    assert [text for text in said if "PVGIS" in text] == [
        "sites: PVGIS cannot be reached (it answers 500 Internal Server Error, asked once); what came from it before stands."
    ]
    server.script.clear()
    run_plainly(heat)
    (row,) = published(heat, "SELECT kind, name, source, here FROM source_file WHERE source LIKE 'connector:%'")
    assert row == {"kind": "sites", "name": "hill.pvgis.csv", "source": "connector:pvgis", "here": True}
    (site,) = published(heat, "SELECT files FROM site WHERE site_id = 'hill'")
    assert "hill.pvgis.csv" in site["files"]
    count = len(server.asked)
    run_plainly(heat)
    assert len(server.asked) == count, "it is not asked again"
    server.shutdown()
    assert run_plainly(heat).status == "done"
    card(heat, weather="hill.tmy3.csv")
    run_plainly(heat)
    (site,) = published(heat, "SELECT files FROM site WHERE site_id = 'hill'")
    assert "pvgis" not in site["files"], "weather that no card asks for any more is not the site's"


def test_settings_are_refused_in_plain_words(tmp_path):
    for said, message in (
        ({"pvgiss": {}}, r"no connector 'pvgiss'; did you mean pvgis\?"),
        ({"pvgis": {"retry": 1}}, r"no setting 'retry'; did you mean retries\?"),
        ({"era5": {"api_key": "abc"}}, "'api_key' is a credential.*CLEANFUND_ERA5_KEY in the environment"),
        ({"pvgis": {"url": "https://user:abc@host/"}}, "holds a credential"),
        ({"pvgis": {"url": "ftp://host/"}}, "begins with https"),
        ({"pvgis": {"timeout_s": 0}}, "timeout_s is '0'; write a number above 0"),
        ({"pvgis": {"retries": True}}, "retries is 'True'"),
        ({"pvgis": 3}, "write 'name: value' lines"),
    ):
        with pytest.raises(SettingBroken, match=message) as refused:
            settings_of({"connectors": said})
        assert "abc" not in str(refused.value)
    (tmp_path / "fund.yaml").write_text("connectors: {pvgis: {retry: 1}}\n")
    with pytest.raises(FundFileBroken, match=r"fund\.yaml: connectors, pvgis: there is no setting"):
        read_fund(tmp_path)


def test_no_key_stands_in_what_is_kept_or_said(tmp_path, server, monkeypatch):
    monkeypatch.setenv("CLEANFUND_ERA5_KEY", "do-not-tell")
    card(tmp_path, weather=f"era5:{YEAR}")
    fetched(tmp_path, server)
    server.script = [(403, b'{"detail": "licences not accepted"}')]
    card(tmp_path, weather=f"era5:{YEAR - 1}")
    weather = fetched(tmp_path, server)
    assert "licences not accepted" in weather.troubles["hill"][0].reason
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"do-not-tell" not in kept and "do-not-tell" not in repr(weather)


def test_pvlib_is_as_it_was_after_every_question(server):
    import requests
    from pvlib.iotools import nasa_power, pvgis

    server.script = [(400, b"{}")]
    with pytest.raises(Refused):
        asked(server, "pvgis")
    server.answers["power"] = [1]
    with pytest.raises(Senseless):
        asked(server, "nasa_power")
    assert pvgis.requests is requests and nasa_power.requests is requests
    assert os.environ.get("CLEANFUND_ERA5_KEY") is None
