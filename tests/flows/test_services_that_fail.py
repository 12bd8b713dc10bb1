"""Weather services that stumble, cut off, drip, refuse or answer nonsense: told in plain words and done without."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest
from weather_service import HOURS, YEAR, Clock, asked, card, era5_archive, fetched, polite, power_body, pvgis_body

from flows import connectors
from flows.connectors import Query
from flows.connectors._polite import ENOUGH_FAILURES, Away


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
