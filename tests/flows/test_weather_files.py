"""What stands in a weather file and what is said of it: places, heights, missing markers, leap days, filled columns."""

from __future__ import annotations

from datetime import timedelta

import pytest
import weather_writers as writers
from weather_readings import by_hour, due, fact, one, same

# --- what stands in the file, and what is said of it


def test_the_places_of_the_facts():
    weather = writers.weather(1, 5.5, 2019)
    epw = one("a.epw", writers.epw(weather))
    assert fact(epw, "time_zone").where == "line 1, time_zone" and fact(epw, "station").raw == "Sand Point"
    assert [fact(epw, name).raw for name in ("latitude", "longitude", "elevation")] == ["55.25", "82.5", "7.0"]
    nsrdb = one("a.csv", writers.nsrdb(weather))
    assert (fact(nsrdb, "time_zone").raw, fact(nsrdb, "time_zone").where) == ("5.5", "line 2, Time Zone")
    pvgis = one("a.json", writers.pvgis_tmy_json(writers.weather(1)))
    assert fact(pvgis, "latitude").where == "inputs.location.latitude" and fact(pvgis, "last_year").raw == "2005"


def test_missing_markers_of_epw_are_never_values():
    lines = writers.epw(writers.weather(2, -9.0, 2019)).splitlines()
    for line in (100, 4000):
        cells = lines[line].split(",")
        cells[6], cells[8], cells[9], cells[13], cells[20], cells[21] = "99.9", "999", "999999", "9999", "999", "999"
        lines[line] = ",".join(cells)
    for line in range(8, len(lines)):
        cells = lines[line].split(",")
        cells[14] = "9999"
        lines[line] = ",".join(cells)
    document = one("a.epw", "\n".join(lines))
    assert document.troubles == [] and "dni" not in document.series
    assert "dni has no value in any hour and is left out." in document.notes
    assert max(document.series["wind_speed"]) < 100 and max(document.series["temperature"]) < 40
    assert max(document.series["pressure"]) < 110_000 and max(document.series["wind_direction"]) <= 360
    assert any(note.startswith("wind_speed: 2 of 8760 hours (0.0%) had no value") for note in document.notes)


def test_more_missing_hours_than_may_be_filled_are_refused_with_the_first():
    lines = writers.epw(writers.weather(2, -9.0, 2019)).splitlines()
    for line in range(1000, 1300):
        cells = lines[line].split(",")
        cells[21] = "999.0"
        lines[line] = ",".join(cells)
    [trouble] = one("a.epw", "\n".join(lines)).troubles
    assert trouble.rule == "hours.missing" and trouble.found == "300 of 8760 hours (3.4%)"
    assert trouble.where == "line 1001, wind_speed, 2019-02-11 17:00 UTC"
    assert "for 300 hours in a row, to 2019-02-24 04:00 UTC; at most 6 hours in a row are filled" in trouble.reason


def test_the_height_of_the_wind_is_that_of_the_format():
    weather = writers.weather(3, -9.0, 2019)
    assert fact(one("a.csv", writers.nsrdb(weather)), "weather_height").raw == "2"  # NREL, NSRDB webinar of 6 October 2020
    assert fact(one("a.csv", writers.nsrdb(weather, version="v2.0.1")), "weather_height").raw == "10"
    unknown = one("a.csv", writers.nsrdb(weather, version=""))
    assert not [f for f in unknown.facts if f.field == "weather_height"]
    assert any("state weather_height in the site card" in note for note in unknown.notes)


def test_a_leap_day_that_the_source_leaves_out_is_filled_and_said():
    weather = writers.weather(4, -9.0, 2020)
    document = one("a.csv", writers.nsrdb(weather, leap_day=False))
    assert document.troubles == [] and {len(values) for values in document.series.values()} == {8784}
    assert "Time: the source leaves out 29 February." in document.notes
    assert any("wind_speed: 24 of 8784 hours" in note for note in document.notes)
    kept = due(weather, "nsrdb", "wind_speed", typical=False)
    mine = by_hour(document, "wind_speed")
    local = {hour: hour - timedelta(hours=9) for hour in kept}
    assert all(mine[hour] == kept[hour] for hour in kept if (local[hour].month, local[hour].day) != (2, 29))


def test_a_leap_day_of_a_typical_year_is_left_out_and_said():
    weather = writers.weather(5, -9.0, 2020)
    document = one("a.epw", writers.epw(weather, "TMY3"))
    assert document.hours.typical and {len(values) for values in document.series.values()} == {8760}
    assert "Time: 29 February is left out of the typical year of 8760 hours." in document.notes
    weather.begins = [begin for begin in weather.begins if (begin.month, begin.day) != (2, 29)]
    kept = [count for count, begin in enumerate(writers.weather(5, -9.0, 2020).begins) if (begin.month, begin.day) != (2, 29)]
    weather.columns = {name: values[kept] for name, values in weather.columns.items()}
    same(document, weather, "epw", typical=True)


def test_filled_columns_and_calm_hours_are_said():
    weather = writers.weather(6, 0.0, 2019)
    weather.columns["pressure"][:] = 1012
    weather.columns["wind_speed"][:10] = weather.columns["wind_direction"][:10] = 0
    document = one("a.epw", writers.epw(weather))
    assert "pressure is 101200 Pa in every hour: filled, not measured." in document.notes
    assert "10 calm hours (0.1%) carry direction 0, which means none, not north." in document.notes


def test_directions_of_half_hours_are_averaged_around_north():
    weather = writers.weather(6, 0.0, 2019)
    lines = writers.nsrdb(weather, halves=True).splitlines()
    for line, direction in ((3, "350"), (4, "20")):
        cells = lines[line].split(",")
        cells[10] = direction
        lines[line] = ",".join(cells)
    assert one("a.csv", "\n".join(lines)).series["wind_direction"][0] == pytest.approx(5.0)


def test_an_inclined_plane_is_not_the_horizontal():
    document = one("a.csv", writers.pvgis_hourly_csv(writers.weather(1, 0.0, 2019), slope="35 deg. (optimum)"))
    assert set(document.series) == {"poa_global", "temperature", "wind_speed"}
    assert fact(document, "slope").raw == "35 deg. (optimum)"


def test_a_station_with_a_comma_in_its_name():
    text = writers.epw(writers.weather(1, -9.0, 2019)).replace("Sand Point", '"Sand Point, Airport"', 1)
    assert fact(one("a.epw", text), "station").raw == "Sand Point, Airport"


def test_what_the_head_says_of_the_source_counts_for_one_year_only():
    real = writers.weather(12, 0.0, 2019, 2)
    assert one("a.epw", writers.epw(real, "TMYx")).hours.typical is False  # two years in a row are no typical year
    weather = writers.weather(12, 0.0, 2019)
    assert one("a.epw", writers.epw(weather, "SRC-TMYx")).origin == "typical year"
    assert one("a.epw", writers.epw(weather, "ECMWF/ERA5")).origin == "reanalysis"
    assert one("a.epw", writers.epw(weather, "ISD", "US ARMY operation, temperature measured")).origin == ""
