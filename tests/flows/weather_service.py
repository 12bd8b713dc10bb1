"""A weather service of our own on 127.0.0.1, which answers as the real ones do, and a clock that nobody waits for."""

from __future__ import annotations

import http.server
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd

from flows import connectors
from flows.connectors import Query, fetch_weather
from flows.connectors._polite import Polite
from flows.landing import land

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


@contextmanager
def serving() -> Iterator[http.server.ThreadingHTTPServer]:
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
