"""Weather files: round trips through each format, pvlib as a peer, and what damage does."""

from __future__ import annotations

import importlib.resources
import io
import json
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import pvlib.iotools
import pytest
import weather_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import readers
from flows.facts import Document, Unreadable

OFFSETS = st.sampled_from([-9.0, -3.5, 0.0, 1.0, 5.5, 5.75, 9.0, 12.0, 13.0])
SEEDS = st.integers(0, 2**32 - 1)
REAL = st.sampled_from([(2019, 1), (2020, 1), (2019, 2)])  # a common year, a leap year, both


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


# --- round trips


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS)
def test_a_typical_year_survives_tmy3(seed, offset):
    weather = writers.weather(seed, offset)
    document = one("a.csv", writers.tmy3(weather))
    same(document, weather, "tmy3", typical=True)
    assert document.origin == "typical year" and document.format == "site TMY3"


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS)
def test_a_typical_year_survives_epw(seed, offset):
    weather = writers.weather(seed, offset)
    document = one("a.csv", writers.epw(weather, "TMYx"))
    same(document, weather, "epw", typical=True)
    assert document.origin == "typical year" and document.format == "site EPW"


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS, span=REAL)
def test_real_years_survive_epw(seed, offset, span):
    weather = writers.weather(seed, offset, *span)
    same(one("a.epw", writers.epw(weather)), weather, "epw", typical=False)


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, offset=OFFSETS, span=REAL, minute=st.sampled_from([0, 30]))
def test_real_years_survive_nsrdb(seed, offset, span, minute):
    weather = writers.weather(seed, offset, *span)
    if offset % 1:
        minute = 0  # at 30 minutes past, an instant on such a clock lies in another hour of UTC than the hour begins
    same(one("a.csv", writers.nsrdb(weather, minute)), weather, "nsrdb", typical=False)


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, offset=OFFSETS)
def test_a_typical_year_survives_nsrdb_in_hours_and_half_hours(seed, offset):
    weather = writers.weather(seed, offset)
    same(one("a.csv", writers.nsrdb(weather, 0)), weather, "nsrdb", typical=True)
    document = one("a.csv", writers.nsrdb(weather, halves=True))
    same(document, weather, "nsrdb", typical=True)
    assert "Time: 2 values an hour are averaged to one." in document.notes


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS)
def test_a_typical_year_survives_pvgis(seed):
    weather = writers.weather(seed)
    for name, text in (("a.csv", writers.pvgis_tmy_csv(weather)), ("a.json", writers.pvgis_tmy_json(weather))):
        document = one(name, text)
        same(document, weather, "pvgis", typical=True)
        assert document.origin == "typical year" and document.format == "site PVGIS"
        assert (fact(document, "irradiance_time_offset").raw, fact(document, "weather_height").raw) == ("0.1761", "10")


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, span=REAL, minute=st.integers(0, 59))
def test_real_years_survive_pvgis(seed, span, minute):
    weather = writers.weather(seed, 0.0, *span)
    names = tuple(writers.HOURLY.values())
    for name, text in (
        ("a.csv", writers.pvgis_hourly_csv(weather, minute)),
        ("a.json", writers.pvgis_hourly_json(weather, minute)),
    ):
        document = one(name, text)
        same(document, weather, "pvgis", typical=False, names=names)
        assert document.origin == "reanalysis" and fact(document, "radiation_database").raw == "PVGIS-SARAH3"
        said = f"Time: values at {minute} minutes past stand for the hour around them."
        assert (said in document.notes) is (minute > 0)


# --- pvlib as a peer


@pytest.fixture(scope="module")
def sand_point() -> bytes:
    return (importlib.resources.files("pvlib") / "data" / "703165TY.csv").read_bytes()


def peers(document: Document, frame, column: str, name: str, back: int):
    """pvlib's column and our series at the same instants of UTC; ``back`` [h] from its stamp to the hour's beginning."""
    instants = frame.index.tz_convert("UTC").tz_localize(None).to_pydatetime()
    hours = [(at - back * writers.HOUR).replace(minute=0) for at in instants]
    if document.hours.typical:
        hours = [at.replace(year=1990) for at in hours]
    mine = by_hour(document, name)
    assert [mine[at] for at in hours] == frame[column].astype(float).tolist()


def test_sand_point_is_pvlibs_at_the_same_instants(sand_point):
    frame, _ = pvlib.iotools.read_tmy3(io.StringIO(sand_point.decode()), map_variables=True)
    document = one("703165TY.csv", sand_point)
    assert (document.troubles, document.origin, document.hours.typical) == ([], "typical year", True)
    for name, column in (("wind_speed", "wind_speed"), ("temperature", "temp_air"), ("ghi", "ghi")):
        peers(document, frame, column, name, back=1)
    assert np.mean(document.series["wind_speed"]) == pytest.approx(frame["wind_speed"].mean(), rel=1e-12)


def test_what_we_write_is_what_pvlib_reads():
    weather = writers.weather(7, -9.0, 2020)
    frame, _ = pvlib.iotools.read_epw(io.StringIO(writers.epw(weather)))
    peers(one("a.epw", writers.epw(weather)), frame, "atmospheric_pressure", "pressure", back=0)
    frame, meta = pvlib.iotools.read_nsrdb_psm4(io.StringIO(writers.nsrdb(weather)))
    document = one("a.csv", writers.nsrdb(weather))
    peers(document, frame, "wind_speed", "wind_speed", back=0)
    assert meta["latitude"] == float(fact(document, "latitude").raw)
    weather = writers.weather(8)
    frame, meta = pvlib.iotools.read_pvgis_tmy(io.BytesIO(writers.pvgis_tmy_csv(weather).encode()), "csv")
    peers(one("a.csv", writers.pvgis_tmy_csv(weather)), frame, "wind_direction", "wind_direction", back=0)
    assert meta["inputs"]["irradiance time offset"] == 0.1761
    frame, _ = pvlib.iotools.read_pvgis_tmy(io.StringIO(writers.pvgis_tmy_json(weather)), "json")
    peers(one("a.json", writers.pvgis_tmy_json(weather)), frame, "dni", "dni", back=0)
    weather = writers.weather(9, 0.0, 2019)
    for text, form in ((writers.pvgis_hourly_csv(weather), "csv"), (writers.pvgis_hourly_json(weather), "json")):
        frame, _ = pvlib.iotools.read_pvgis_hourly(io.StringIO(text), form)
        peers(one(f"a.{form}", text), frame, "poa_global", "ghi", back=0)


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


# --- damage

FORMS = {
    "tmy3": ("a.csv", 2, lambda: writers.tmy3(writers.weather(11, -9.0))),
    "epw": ("a.epw", 8, lambda: writers.epw(writers.weather(11, -9.0, 2019))),
    "nsrdb": ("a.csv", 3, lambda: writers.nsrdb(writers.weather(11, -9.0, 2019))),
    "nsrdb in half hours": ("a.csv", 3, lambda: writers.nsrdb(writers.weather(11, -9.0, 2019), halves=True)),
    "pvgis hourly": ("a.csv", 9, lambda: writers.pvgis_hourly_csv(writers.weather(11, 0.0, 2019)).replace("\r\n", "\n")),
    "pvgis tmy": ("a.csv", 18, lambda: writers.pvgis_tmy_csv(writers.weather(11)).replace("\r\n", "\n")),
}
STAMP = {"tmy3": 2, "epw": 5, "nsrdb": 5, "nsrdb in half hours": 5, "pvgis hourly": 1, "pvgis tmy": 1}  # cells of the time


@lru_cache
def whole(form: str) -> str:
    return FORMS[form][2]()


def refused(name: str, text: str | bytes, lost: str = ""):
    """The one trouble, of a file that gives no series, or not the one that is ``lost``."""
    try:
        document = one(name, text)
    except Unreadable as error:
        return error.trouble
    assert document.series == {} or (lost and lost not in document.series)
    assert len(document.troubles) == 1
    return document.troubles[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "damage", ["lines lost", "hour doubled", "two swapped", "cut off between lines", "cut off inside a line"]
)
def test_a_broken_order_is_told_by_its_line(form, damage):
    name, head, _ = FORMS[form]
    lines = whole(form).splitlines()
    at = head + 5000
    if damage == "lines lost":
        del lines[at : at + 14]  # seven hours; six would be filled
    elif damage == "hour doubled":
        lines.insert(at, lines[at])
        at += 1
    elif damage == "two swapped":
        lines[at], lines[at + 3] = lines[at + 3], lines[at]
    elif damage == "cut off between lines":
        del lines[at:]
    else:
        lines[at:] = [lines[at][: len(lines[at]) // 2]]
    trouble = refused(name, "\n".join(lines))
    rule, line = form.split()[0], int(trouble.where.removeprefix("line "))
    inside = damage == "cut off inside a line"
    assert trouble.rule == (f"{rule}.cells" if inside and form != "tmy3" else f"{rule}.gap")
    # of half hours, the line is that of the hour; pvlib fills a short row of TMY3 up, and the hours after it are missing
    assert line == at + 1 or (form == "nsrdb in half hours" and abs(line - at - 1) <= 1) or (form == "tmy3" and line == at + 2)
    assert "Send" in trouble.remedy or "Download" in trouble.remedy


WORDS = ["calm", "1.234,5", "1_0", "nan", "inf", "1e400", "=1+1", "٣"]


@pytest.mark.parametrize(("form", "text"), [(f, t) for f in ("tmy3", "epw", "nsrdb", "pvgis tmy") for t in WORDS])
def test_text_in_a_number_is_told_by_line_and_column(form, text):
    name, head, _ = FORMS[form]
    lines = whole(form).splitlines()
    cells = lines[head + 77].split(",")
    at = {"epw": 21, "nsrdb": 9, "nsrdb in half hours": 9, "pvgis hourly": 4, "pvgis tmy": 6, "tmy3": 9}[form]
    cells[at] = text
    lines[head + 77] = ",".join(cells)
    trouble = refused(name, "\n".join(lines), lost="wind_speed")
    place = f"line {head + 78}"
    assert (trouble.where.removeprefix("a.csv, ") + ",").startswith(f"{place},") and trouble.remedy
    if "," not in text:
        assert trouble.where.startswith(f"{place}, ") and trouble.rule.split(".")[1] in ("number", "missing")


@pytest.mark.parametrize("form", FORMS)
def test_line_ends_and_byte_order_marks_change_nothing(form):
    name, _, _ = FORMS[form]
    plain = one(name, whole(form))
    assert plain.troubles == []
    for data in (
        whole(form).replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + whole(form).encode(),
        whole(form).encode("utf-16"),
    ):
        assert one(name, data) == plain


@pytest.mark.parametrize("form", FORMS)
def test_semicolons_are_refused_and_told(form):
    trouble = refused(FORMS[form][0], whole(form).replace(",", ";"))
    assert trouble.rule in (f"{form.split()[0]}.format", f"{form.split()[0]}.cells", "file.unknown_format")
    assert "Download" in trouble.remedy or trouble.rule == "file.unknown_format"


@pytest.mark.parametrize("form", ["epw", "nsrdb", "pvgis hourly"])
def test_8784_hours_of_a_year_without_leap_day(form):
    name, head, _ = FORMS[form]
    lines = whole(form).splitlines()
    at = head + 59 * 24
    extra = []
    for line in lines[at - 24 : at]:
        extra.append(line.replace("2019,2,28,", "2019,2,29,").replace("20190228:", "20190229:"))
    trouble = refused(name, "\n".join(lines[:at] + extra + lines[at:]))
    assert (trouble.rule, trouble.where) == (f"{form.split()[0]}.date", f"line {at + 1}")
    assert "one of the calendar" in trouble.reason


def test_8784_hours_of_a_year_without_leap_day_in_tmy3():
    lines = writers.tmy3(writers.weather(11, -9.0)).splitlines()
    at = 2 + 59 * 24
    extra = [line.replace("02/28/2003", "02/29/2003") for line in lines[at - 24 : at]]
    trouble = refused("a.csv", "\n".join(lines[:at] + extra + lines[at:]))
    assert (trouble.rule, trouble.where) == ("tmy3.format", f"a.csv, line {at + 1}")


@pytest.mark.parametrize(("form", "zone"), [(f, z) for f in ("tmy3", "epw", "nsrdb") for z in ("9", "-19", "-9.1", "AKST", "")])
def test_a_wrong_time_zone_is_refused(form, zone):
    lines = whole(form).splitlines()
    at = 1 if form == "nsrdb" else 0
    lines[at] = lines[at].replace("-9.0", zone, 1) if form != "nsrdb" else lines[at].replace(",-9,", f",{zone},", 1)
    trouble = refused(FORMS[form][0], "\n".join(lines))
    assert trouble.rule in (f"{form}.time_zone", "tmy3.format") and trouble.remedy
    if zone == "9":
        assert (trouble.reason, trouble.found) == (
            "The time zone is 6.0 hours off the sun at longitude -135; a sign may be wrong.",
            "9 h at -135.0 deg",
        )


@pytest.mark.parametrize(
    ("name", "text", "rule", "says"),
    [
        ("a.epw", "hello\nworld\n", "epw.format", "begins with LOCATION"),
        ("a.epw", "LOCATION,a,b,c\nDATA PERIODS,1\n", "epw.format", "nine entries"),
        ("a.csv", "LOCATION,a,b,c,d,e,1,2,0,4\n1,2\n", "epw.format", "DATA PERIODS"),
        ("a.csv", "Source,Location ID,City\nNSRDB,1,x\nGHI,DNI\n", "nsrdb.format", "line 3 names the columns"),
        ("a.csv", "Source,Location ID,City\n", "nsrdb.format", "line 3 names the columns"),
        ("a.csv", "Latitude (decimal degrees): 45\nLongitude (decimal degrees): 8\n", "pvgis.format", "no line of column names"),
        ("a.csv", "Latitude (decimal degrees): 45\ntime(UTC),T2m\n20050101:0000,1\n", "pvgis.format", "each of 12 months"),
        ("a.json", '{"inputs": {"location": 1}', "pvgis.format", "no whole JSON"),
        ("a.json", '{"inputs": {"location": {}}, "outputs": {"hourly": NaN}}', "pvgis.format", "no whole JSON"),
        ("a.json", '{"inputs": {"location": {}}, "outputs": []}', "pvgis.format", "no list outputs.hourly"),
        ("a.json", '{"inputs": {"location": ' + "[" * 990, "pvgis.format", "no whole JSON"),
    ],
)
def test_heads_that_are_none(name, text, rule, says):
    with pytest.raises(Unreadable) as error:
        one(name, text)
    assert error.value.trouble.rule == rule and says in error.value.trouble.reason and error.value.trouble.remedy


@pytest.mark.parametrize("wrong", ['"calm"', "true", "[1]", "1e999"])
def test_rows_of_json_hold_numbers(wrong):
    tree = json.loads(writers.pvgis_tmy_json(writers.weather(1)))
    tree["outputs"]["tmy_hourly"][17]["WS10m"] = 424242
    text = json.dumps(tree).replace("424242", wrong)
    trouble = refused_part(text)
    assert trouble.rule in ("pvgis.row", "pvgis.number") and trouble.where.startswith("outputs.tmy_hourly[17]")


def refused_part(text: str):
    [trouble] = one("a.json", text).troubles
    return trouble


def test_hours_lost_in_json_are_named():
    tree = json.loads(writers.pvgis_hourly_json(writers.weather(1, 0.0, 2020)))
    del tree["outputs"]["hourly"][100:107]
    trouble = refused("a.json", json.dumps(tree))
    assert (trouble.rule, trouble.where) == ("pvgis.gap", "outputs.hourly[100]")
    assert trouble.found == "8777 hours, 7 missing, the first 20200105:04 h"


def test_a_36th_cell_does_not_move_the_columns_of_epw():
    """pandas, within pvlib, takes the first cell of a row with one too many for an index, and moves all others."""
    lines = whole("epw").splitlines()
    assert one("a.epw", "\n".join(lines[:8] + [f"{line}," for line in lines[8:]])).series == one("a.epw", whole("epw")).series
    trouble = refused("a.epw", "\n".join(lines[:8] + [f"{line},1" for line in lines[8:]]))
    assert (trouble.rule, trouble.where) == ("epw.cells", "line 9")


def test_a_year_that_changes_inside_a_month_is_told():
    lines = whole("epw").splitlines()
    lines[4000] = lines[4000].replace("2019,", "2091,", 1)
    trouble = refused("a.epw", "\n".join(lines))
    assert trouble.rule in ("epw.year", "epw.gap") and trouble.where == "line 4001"


def test_units_that_the_format_does_not_have_are_refused():
    text = whole("nsrdb").replace("Degrees,m/s", "Degrees,mph", 1)
    [trouble] = one("a.csv", text).troubles
    assert (trouble.rule, trouble.where, trouble.found) == ("nsrdb.unit", "line 2, Wind Speed Units", "mph")


def test_hours_shifted_by_one_are_refused_or_said():
    """EPW counts 1 to 24; a TMY3 file from 00:00 to 23:00 names its hours by their beginning."""
    lines = whole("epw").splitlines()
    shifted = [",".join([*c[:3], str(int(c[3]) - 1), *c[4:]]) for c in (line.split(",") for line in lines[8:])]
    trouble = refused("a.epw", "\n".join(lines[:8] + shifted))
    assert (trouble.rule, trouble.where) == ("epw.date", "line 9") and "hour 1 to 24" in trouble.reason
    lines = whole("tmy3").splitlines()
    shifted = [f"{line[:11]}{int(line[11:13]) - 1:02}{line[13:]}" for line in lines[2:]]
    document = one("a.csv", "\n".join(lines[:2] + shifted))
    assert document.series == one("a.csv", whole("tmy3")).series
    assert not any("named by their end" in note for note in document.notes)
    stamps = writers.weather(11, 0.0, 2019)
    stamps.begins = [begin + writers.HOUR for begin in stamps.begins]
    trouble = refused("a.csv", writers.pvgis_hourly_csv(stamps))
    assert trouble.rule == "pvgis.gap" and trouble.where == "line 10"


@settings(max_examples=60, deadline=None)
@given(
    form=st.sampled_from(sorted(FORMS)), at=st.floats(0, 1), with_=st.text('0,;:/-9x\n"{', max_size=8), gone=st.integers(0, 40)
)
def test_no_damage_breaks_a_reader(form, at, with_, gone):
    text = "\n".join(whole(form).splitlines()[:60])
    cut = int(at * len(text))
    try:
        document = one(FORMS[form][0], text[:cut] + with_ + text[cut + gone :])
        assert document.troubles and document.series == {}
    except Unreadable as error:
        assert error.trouble.rule != "reader.failed", error.trouble


@pytest.mark.parametrize("form", ["tmy3", "epw", "nsrdb", "pvgis hourly", "pvgis tmy"])
@pytest.mark.parametrize("name", ["a.csv", "a.epw", "a.tmy3.csv", "a.hourly.csv"])
def test_content_tells_the_format_whatever_the_name(form, name):
    document = one(name, whole(form))
    label = {"tmy3": "TMY3", "epw": "EPW", "nsrdb": "NSRDB", "pvgis": "PVGIS"}[form.split()[0]]
    assert document.format == f"site {label}" and document.troubles == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.epw", "LOCATION,\n" + "1\n" * 300_000, "300001 lines"),
        ("a.csv", "Source,Location ID," + "x" * 200_000, "200019 characters in one line"),
        ("a.json", '{"inputs": {"location": [' + "{}," * 300_000, "300002 objects, 1 lists, 300000 commas"),
        ("a.json", '{"inputs": {"location": ' + "[" * 100_000, "2 objects, 100000 lists, 0 commas"),
    ],
)
def test_files_too_big_for_the_memory_are_refused_before_they_are_parsed(name, text, found):
    with pytest.raises(Unreadable) as error:
        one(name, text)
    assert error.value.trouble.rule.endswith(".too_big") and error.value.trouble.found == found


def test_what_the_head_says_of_the_source_counts_for_one_year_only():
    real = writers.weather(12, 0.0, 2019, 2)
    assert one("a.epw", writers.epw(real, "TMYx")).hours.typical is False  # two years in a row are no typical year
    weather = writers.weather(12, 0.0, 2019)
    assert one("a.epw", writers.epw(weather, "SRC-TMYx")).origin == "typical year"
    assert one("a.epw", writers.epw(weather, "ECMWF/ERA5")).origin == "reanalysis"
    assert one("a.epw", writers.epw(weather, "ISD", "US ARMY operation, temperature measured")).origin == ""
