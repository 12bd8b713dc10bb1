"""Weather services: asked politely, read in the shapes they answer in, and done without where they fail; all on 127.0.0.1.

Shapes: PVGIS seriescalc as in pvlib's own test data (API 5.2); NASA POWER hourly and the Climate Data Store's time series as
pvlib's getters take them apart.
"""

from __future__ import annotations

import http.server
import io
import json
import os
import threading
import time
import zipfile
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from spine_fixtures import Telling, published, run_plainly

from flows import connectors
from flows.connectors import Query, fetch_weather, settings_of
from flows.connectors._polite import ENOUGH_FAILURES, Away, Polite, Refused, Senseless
from flows.fund import FundFileBroken, read_fund
from flows.ingest import read_sites
from flows.landing import land
from flows.sources import SettingBroken

YEAR = 2019
HOURS = pd.date_range(f"{YEAR}-01-01", f"{YEAR + 1}-01-01", freq="h", inclusive="left")
WIND = 8 + 4 * np.sin(np.arange(len(HOURS)) / 50)
WARMTH = 10 + 8 * np.sin(np.arange(len(HOURS)) / 1400)
SUN = np.clip(600 * np.sin((np.arange(len(HOURS)) % 24 - 6) / 12 * np.pi), 0, None)


def pvgis_body(hours=HOURS, unit="m/s"):
    rows = [
        {"time": f"{at:%Y%m%d}:{at:%H}10", "Gb(i)": round(0.7 * s, 2), "Gd(i)": round(0.3 * s, 2), "Gr(i)": 0.0, "H_sun": 1.0,
         "T2m": round(t, 2), "WS10m": round(w, 2), "Int": 0.0}
        for at, w, t, s in zip(hours, WIND, WARMTH, SUN, strict=False)
    ]  # fmt: skip
    units = {"Gb(i)": "W/m2", "Gd(i)": "W/m2", "Gr(i)": "W/m2", "H_sun": "degree", "T2m": "degree Celsius", "WS10m": unit}
    return {
        "inputs": {
            "location": {"latitude": 45.0, "longitude": 8.0, "elevation": 250.0},
            "meteo_data": {"radiation_db": "PVGIS-SARAH2", "meteo_db": "ERA5", "year_min": YEAR, "year_max": YEAR},
        },
        "outputs": {"hourly": rows},
        "meta": {
            "inputs": {"location": {"description": "Selected location"}},
            "outputs": {"hourly": {"type": "time series", "variables": {name: {"units": unit} for name, unit in units.items()}}},
        },
    }


def power_body(start=YEAR, hours=HOURS, units=None):
    keys = [f"{start}{at:%m%d%H}" for at in hours]
    series = {"WS50M": WIND, "WD50M": np.full(len(HOURS), 225.0), "T2M": WARMTH, "PS": np.full(len(HOURS), 101.2),
              "RH2M": np.full(len(HOURS), 75.0), "ALLSKY_SFC_SW_DWN": SUN}  # fmt: skip
    told = {"WS50M": "m/s", "WD50M": "Degrees", "T2M": "C", "PS": "kPa", "RH2M": "%", "ALLSKY_SFC_SW_DWN": "Wh/m^2"}
    told |= units or {}
    values = {name: dict(zip(keys, [round(float(v), 2) for v in column], strict=False)) for name, column in series.items()}
    if keys:
        values["T2M"][keys[5]] = -999.0
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [8.0, 45.0, 250.0]},
        "properties": {"parameter": values},
        "header": {"title": "NASA/POWER Source Native Resolution Hourly Data", "fill_value": -999.0, "time_standard": "UTC"},
        "messages": [],
        "parameters": {name: {"units": unit, "longname": name} for name, unit in told.items()},
        "times": {"data": time.time() % 1, "process": 0.03},
    }


def era5_archive(celsius=False):
    times = pd.date_range(f"{YEAR}-01-01", f"{YEAR + 1}-01-01 23:00", freq="h")
    at = np.arange(len(times))
    frame = pd.DataFrame(
        {
            "valid_time": times.strftime("%Y-%m-%d %H:%M:%S"),
            "u100": np.full(len(times), 3.0),
            "v100": np.full(len(times), 4.0),
            "t2m": 15.0 + (0 if celsius else 273.15),
            "sp": 101_000.0,
            "ssrd": 3600.0 * (at % 24),  # of the hour that ends at the stamp
            "latitude": 45.0,
            "longitude": 8.0,
        }
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("reanalysis.csv", frame.to_csv(index=False))
    return packed.getvalue()


class Service(http.server.BaseHTTPRequestHandler):
    """Answers as the three services do; ``script`` holds what it does before that, in order."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self):
        server, path = self.server, urlsplit(self.path)
        server.asked.append((self.path, dict(self.headers)))
        step = server.script.pop(0) if server.script else None
        if callable(step):
            return step(self)
        if step is not None:
            return self.answer(*step)
        if path.path.endswith("/seriescalc"):
            body = server.answers.get("pvgis") or pvgis_body()
        elif path.path.endswith("/point"):
            body = server.answers.get("power") or power_body(int(parse_qs(path.query)["start"][0][:4]))
        elif path.path.endswith("/execution"):
            body = {"jobID": "job-1", "status": "accepted", "metadata": {"origin": "api"}}
        elif path.path.endswith("/results"):
            body = {"asset": {"value": {"href": f"{server.url}/download.zip"}}}
        elif path.path.endswith("/download.zip"):
            return self.answer(200, server.answers.get("era5") or era5_archive())
        else:
            server.polls += 1
            body = {"status": "successful" if server.polls > 2 else "running"}
        self.answer(200, json.dumps(body).encode())

    def answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    found.url, found.asked, found.script, found.answers, found.polls = f"http://127.0.0.1:{found.server_port}", [], [], {}, 0
    found.daemon_threads = True
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


class Clock:
    """A time that passes only where somebody sleeps."""

    def __init__(self):
        self.at, self.slept = 1000.0, []

    def __call__(self):
        return self.at

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.at += seconds


URLS = {"pvgis": "/api/", "nasa_power": "/api/temporal/hourly/point", "era5": "/api/retrieve/v1/"}


def polite(server, name, clock=None, **settings):
    clock = clock or Clock()
    module = connectors.load(name)
    said = {"url": server.url + URLS[name], "timeout_s": 20, "retries": 3, "requests_per_minute": 6e6} | settings
    return Polite(module, said, clock, clock.sleep, lambda: 1_700_000_000.0)


def asked(server, name, clock=None, **settings):
    return connectors.load(name).ask(Query(name, 45.0, 8.0, YEAR, YEAR), polite(server, name, clock, **settings))


def card(data, name="hill", weather=f"pvgis:{YEAR}", place="latitude: 45.0\nlongitude: 8.0\n"):
    path = data / "sites" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"name: A hill\n{place}weather: {weather}\n")
    return path


def fetched(data, server, clock=None, near=False, **settings):
    clock = clock or Clock()

    def service(module, mine):
        plain = {"url": server.url + URLS[module.NAME], "timeout_s": 20, "requests_per_minute": 6e6}
        return Polite(module, plain | mine, clock, clock.sleep, lambda: 1_700_000_000.0)

    said = {"connectors": {"pvgis": settings}} if settings else {}
    return fetch_weather(data, [one for one in land(data) if one.kind == "sites"], said, near, service)


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


def test_two_failures_are_tried_again_after_growing_pauses(server):
    clock = Clock()
    server.script = [(500,), (503,)]
    assert len(asked(server, "pvgis", clock).frame) == 8760
    pauses = [seconds for seconds in clock.slept if seconds > 0.01]
    assert len(pauses) == 2 and 0.25 <= pauses[0] <= 0.5 <= pauses[1] <= 1.0
    again = Clock()
    server.script = [(500,), (503,)]
    asked(server, "pvgis", again)
    assert again.slept == clock.slept, "the pauses of a service are always the same"


@pytest.mark.parametrize("header", ["7", formatdate(1_700_000_007, usegmt=True)])
def test_a_service_that_asks_to_wait_is_waited_for(server, header):
    clock = Clock()
    server.script = [(429, b"", {"Retry-After": header})]
    asked(server, "pvgis", clock)
    assert max(clock.slept) == 7.0


def test_more_patience_than_a_run_has_is_not_had(server):
    clock = Clock()
    server.script = [(429, b"", {"Retry-After": "86400"})]
    with pytest.raises(Away, match="it answers 429 Too Many Requests; it wants 86400 s of patience"):
        asked(server, "pvgis", clock)
    assert sum(clock.slept) < 1 and len(server.asked) == 1


def test_the_pace_holds_across_sites(server):
    clock = Clock()
    service = polite(server, "pvgis", clock, requests_per_minute=10)
    for latitude in (45.0, 46.0, 47.0):
        connectors.load("pvgis").ask(Query("pvgis", latitude, 8.0, YEAR, YEAR), service)
    assert [round(seconds, 3) for seconds in clock.slept] == [6.0, 6.0]


def cut_off(handler):
    whole = json.dumps(pvgis_body()).encode()
    handler.answer(200, whole[: len(whole) // 2])


def cut_off_on_the_line(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"inputs": ')
    handler.close_connection = True


def silent(handler):
    time.sleep(1.5)


def drips(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        for _ in range(1000):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("misbehaviour", "message"),
    [
        (cut_off, "its answer is cut off or no JSON, asked 2 times"),
        (cut_off_on_the_line, "the connection breaks off"),
        ((200, b"<html><h1>Maintenance</h1></html>"), "it answers with a web page, asked 2 times"),
        ((200, b""), "its answer is empty"),
        ((500, b"oops"), "it answers 500 Internal Server Error, asked 2 times"),
        (silent, "no answer within 0.5 s"),
        ((302, b"", {"Location": "http://192.0.2.1/api/"}), "it has moved to http://192.0.2.1/api/"),
    ],
)
def test_a_service_that_misbehaves_is_away_in_plain_words(server, misbehaviour, message):
    server.script = [misbehaviour] * 2
    began = time.monotonic()
    with pytest.raises(Away, match=message):
        asked(server, "pvgis", retries=1, timeout_s=0.5 if misbehaviour is silent else 10)
    assert time.monotonic() - began < 8


def test_a_service_that_sends_a_byte_now_and_then_is_away_too(server):
    server.script = [drips]
    began = time.monotonic()
    with pytest.raises(Away, match=r"no answer within 0\.2 s"):
        asked(server, "pvgis", retries=0, timeout_s=0.2)
    assert time.monotonic() - began < 25, "it would have dripped for 50 s"


def test_an_order_that_is_never_worked_off_ends_with_the_time(server, monkeypatch):
    monkeypatch.setenv("CLEANFUND_ERA5_KEY", "a-key")
    server.polls = -100_000
    clock = Clock()
    with pytest.raises(Away, match=r"not done within 30 s|timed out"):
        asked(server, "era5", clock, deadline_s=30)
    assert clock.at - 1000.0 <= 31


@pytest.mark.parametrize(
    ("name", "answer", "message"),
    [
        ("pvgis", pvgis_body(unit="knots"), "it states WS10m in 'knots', not in m/s"),
        ("pvgis", pvgis_body(HOURS[:100]), "it has 100 of the 8760 hours"),
        ("pvgis", {"outputs": {}}, "its answer cannot be read: KeyError"),
        ("power", power_body(units={"PS": "hPa"}), "it states PS in 'hPa', not in kPa"),
        ("power", power_body(hours=HOURS[:0]), "it has no hours of 2019 to 2019"),
        ("power", [1, 2], "its answer cannot be read"),
        ("era5", era5_archive(celsius=True), "temperature is -258.15 degC at 2019-01-01 00:00: this is another unit"),
        ("era5", b"PK\x03\x04 torn", "its archive is cut off"),
    ],
)
def test_an_answer_that_is_no_weather_is_not_taken(tmp_path, server, monkeypatch, name, answer, message):
    monkeypatch.setenv("CLEANFUND_ERA5_KEY", "a-key")
    server.answers[name] = answer
    connector = {"power": "nasa_power"}.get(name, name)
    card(tmp_path, weather=f"{connector}:{YEAR}")
    weather = fetched(tmp_path, server)
    (trouble,) = weather.troubles["hill"]
    assert trouble.rule == "weather_awaited" and message in trouble.reason and weather.arrivals == []
    assert "line" in trouble.where and trouble.found == f"{connector}:{YEAR}"


def test_a_refusal_is_the_sites_trouble_and_is_not_asked_for_again(tmp_path, server):
    path = card(tmp_path)
    refusal = {"message": "Location over the sea. Please, select another location", "status": 400}
    server.script = [(400, json.dumps(refusal).encode())]
    (trouble,) = fetched(tmp_path, server).troubles["hill"]
    assert trouble.rule == "weather_refused" and "PVGIS refuses it: Location over the sea" in trouble.reason
    assert "take nasa_power or era5" in trouble.remedy and trouble.where == "line 4, weather"
    assert fetched(tmp_path, server).troubles["hill"] == [trouble] and len(server.asked) == 1
    path.write_text(path.read_text().replace("8.0", "9.0"))
    assert fetched(tmp_path, server).troubles == {} and len(server.asked) == 2


def test_era5_without_a_key_asks_nothing_and_says_where_it_belongs(tmp_path, server, monkeypatch):
    monkeypatch.delenv("CLEANFUND_ERA5_KEY", raising=False)
    card(tmp_path, weather=f"era5:{YEAR}")
    (trouble,) = fetched(tmp_path, server).troubles["hill"]
    assert "set CLEANFUND_ERA5_KEY in the environment; not in fund.yaml" in trouble.remedy and server.asked == []
    monkeypatch.setenv("CLEANFUND_ERA5_KEY", "wrong")
    server.script = [(401, b'{"title": "Unauthorized"}')]
    (trouble,) = fetched(tmp_path, server).troubles["hill"]
    assert "refuses it: Unauthorized" in trouble.reason and "Check the key in CLEANFUND_ERA5_KEY" in trouble.remedy
    assert fetched(tmp_path, server).troubles == {}, "a key that is put right is asked with at once"


def test_after_some_failures_the_rest_of_a_run_does_without(tmp_path, server):
    for number in range(6):
        card(tmp_path, f"hill-{number}", place=f"latitude: {40 + number}\nlongitude: 8\n")
    server.script = [(500,)] * 100
    weather = fetched(tmp_path, server, retries=1)
    assert len(server.asked) == 2 * ENOUGH_FAILURES and set(weather.troubles) == {f"hill-{number}" for number in range(6)}
    assert weather.unreached == [("sites", "PVGIS", "it answers 500 Internal Server Error, asked 2 times")], "one line a service"


def test_earlier_weather_stands_while_the_service_is_away(tmp_path, server):
    card(tmp_path)
    first = fetched(tmp_path, server).arrivals
    server.script = [(500,)] * 100
    weather = fetched(tmp_path, server, refresh="2026-11-01", retries=1)
    assert weather.arrivals == first and weather.troubles == {} and len(weather.unreached) == 1


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
