"""Damaged weather files: told by line and column or refused, and no damage breaks a reader."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest
import weather_writers as writers
from hypothesis import given, settings
from hypothesis import strategies as st
from weather_readings import one

from flows.facts import Unreadable

FORMS = {
    "tmy3": ("a.csv", 2, lambda: writers.tmy3(writers.weather(11, -9.0))),
    "epw": ("a.epw", 8, lambda: writers.epw(writers.weather(11, -9.0, 2019))),
    "nsrdb": ("a.csv", 3, lambda: writers.nsrdb(writers.weather(11, -9.0, 2019))),
    "nsrdb in half hours": ("a.csv", 3, lambda: writers.nsrdb(writers.weather(11, -9.0, 2019), halves=True)),
    "pvgis hourly": ("a.csv", 9, lambda: writers.pvgis_hourly_csv(writers.weather(11, 0.0, 2019)).replace("\r\n", "\n")),
    "pvgis tmy": ("a.csv", 18, lambda: writers.pvgis_tmy_csv(writers.weather(11)).replace("\r\n", "\n")),
}


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
