"""Every file has one reader: what it begins with tells more than its name. And letters of places in weather files."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
import weather_writers as weather

from flows import readers
from flows.facts import Unreadable
from flows.landing import KINDS

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted(path for kind in KINDS for path in (ROOT / "data" / kind).glob("*") if path.is_file() and path.name[0] != ".")
SAMPLES = sorted((ROOT.parent / "shared" / "samples" / "sf424").glob("*.xml"))
MODULES = [
    importlib.import_module(f"flows.readers.{found.name}")
    for found in pkgutil.iter_modules(readers.__path__)
    if not found.name.startswith("_")
]
YEAR = weather.weather(1, 9.0, 2019)
WRITTEN = {
    "a.epw": weather.epw(YEAR), "a.tmy3.csv": weather.tmy3(YEAR), "nsrdb.csv": weather.nsrdb(YEAR),
    "tmy.csv": weather.pvgis_tmy_csv(YEAR), "tmy.json": weather.pvgis_tmy_json(YEAR),
    "hourly.csv": weather.pvgis_hourly_csv(YEAR), "hourly.json": weather.pvgis_hourly_json(YEAR),
    "a.hourly.csv": "time,load [MW]\n2020-01-01T00:00Z,5\n", "a.price.csv": "time,price [USD/MWh]\n2020-01-01T00:00Z,5\n",
    "plain.csv": "time,load [MW]\n2020-01-01T00:00Z,5\n", "a.mast.csv": "time,wind_speed_100m [m/s]\n2020-01-01T00:00Z,5\n",
    "mast.csv": "time,wind_speed_100m [m/s]\n2020-01-01T00:00Z,5\n", "a.monthly.csv": "month,wind_speed [m/s]\n1,5\n",
    "a.parquet": b"PAR1", "a.nc": b"\x89HDF\r\n\x1a\n",
    "old.nc": b"CDF\x01", "a.tab": "a site\n", "a.lib": "a site\n", "a.gwc": "a site\n", "a.yaml": "latitude: 5\n",
}  # fmt: skip


def takers(kind: str, name: str, head: bytes) -> list[str]:
    return [module.FORMAT for module in MODULES if module.KIND == kind and module.recognises(name, head)]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_file_of_the_sample_fund_has_one_reader(path):
    with path.open("rb") as file:
        assert len(takers(path.parent.name, path.name, file.read(readers.HEAD_BYTES))) == 1


@pytest.mark.skipif(not SAMPLES, reason="the samples of Grants.gov (../shared/samples/sf424) are not here")
def test_each_form_of_grants_gov_has_one_reader():
    assert {path.name: takers("proposals", path.name, path.read_bytes()[:8192]) for path in SAMPLES} == {
        path.name: ["Grants.gov form XML"] for path in SAMPLES
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_each_site_format_has_one_reader(name):
    content = WRITTEN[name]
    head = (content if isinstance(content, bytes) else content.encode())[: readers.HEAD_BYTES]
    assert len(takers("sites", name, head)) == 1


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.hourly.csv", WRITTEN["hourly.json"].encode(), "site PVGIS"),
        ("a.monthly.csv", WRITTEN["tmy.json"].encode(), "site PVGIS"),
        ("a.yaml", WRITTEN["tmy.json"].encode(), "site PVGIS"),
        ("a.lib", WRITTEN["a.epw"].encode(), "site EPW"),
        ("a.hourly.csv", b"CDF\x01", "ERA5 NetCDF"),
        ("a.parquet", b"\x89HDF\r\n\x1a\n", "ERA5 NetCDF"),
        ("a.nc", b"PAR1", "hourly series Parquet"),
    ],
)
def test_what_a_file_begins_with_tells_more_than_its_name(name, content, form):
    assert readers.reader_for("sites", name, content[: readers.HEAD_BYTES]).FORMAT == form


@pytest.mark.parametrize("name", ["x.hourly.csv", "x.mast.csv", "x.csv"])
@pytest.mark.parametrize("text", ['{"load": [1, 2]}', '{\n  "load": [1, 2]\n}', '\ufeff {"load": 1, "time": 2}'])
def test_json_named_as_a_series_is_refused_in_one_plain_sentence(name, text):
    with pytest.raises(Unreadable) as caught:
        readers.read("sites", name, text.encode())
    trouble = caught.value.trouble
    assert (trouble.rule, trouble.where) == ("file.unknown_format", name)
    assert trouble.reason.startswith("No reader knows this file. The folder sites accepts: ") and "{" in trouble.found
    assert trouble.remedy == "Save the file in one of these formats, with the usual ending of its name."


# Names of places in EPW


@pytest.mark.parametrize("place", ["Córdoba", "Conceição do Araguaia", "São Paulo", "Ñuñoa", "Sønderborg"])
def test_the_head_of_an_epw_is_taken_as_latin_1_where_it_is_no_utf_8_and_said(place):
    text = weather.epw(YEAR).replace("Sand Point", place)
    [document] = readers.read("sites", "a.epw", text.encode("latin-1"))
    [same] = readers.read("sites", "a.epw", text.encode())
    said = f"The head of the file is no UTF-8; it is taken as Latin-1, and the place so as {place}."
    assert document.notes == [said, *same.notes] and document.troubles == []
    assert (document.facts, document.series, document.hours) == (same.facts, same.series, same.hours)


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (weather.epw(YEAR).replace("Sand Point", "秋田").encode("cp932"), "Shift-JIS"),
        (weather.epw(YEAR).replace("Sand Point", "秋田").encode("euc_jp"), "EUC-JP"),
        (weather.epw(YEAR).replace("Sand Point", "Córdoba").encode("utf-16-le"), "UTF-16"),
        (weather.epw(YEAR).replace("Sand Point", "the “Cape”").encode("cp1252"), "one byte a letter"),
        (weather.epw(YEAR).replace("\n2019,1,1,3", "\n2019,1,1,3é").encode("latin-1"), "Latin-1"),  # among the numbers
    ],
)
def test_no_other_encoding_of_an_epw_is_guessed(content, looks):
    with pytest.raises(Unreadable) as caught:
        readers.read("sites", "a.epw", content)
    assert caught.value.trouble.rule == "file.encoding" and looks in caught.value.trouble.reason


def test_no_other_format_is_taken_as_latin_1():
    for name, text in WRITTEN.items():
        if isinstance(text, str) and name not in ("a.epw",):
            with pytest.raises(Unreadable) as caught:
                readers.read("sites", name, text.encode() + "Córdoba\n".encode("latin-1"))
            assert caught.value.trouble.rule == "file.encoding", name
