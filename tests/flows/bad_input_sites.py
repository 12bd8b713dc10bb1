"""Bad input, third part: weather and other files of a site, on which a wind farm of its own rests."""

from __future__ import annotations

import io
import re

import numpy as np
import weather_writers
import wind_writers
from bad_input_files import filled
from bad_input_forms import MB, NOTED, REFUSED, SERIES, WARNED, Case, made_by, sparse

HOURS = 8760
DIGITS = {"wind_speed": 3, "wind_direction": 0, "temperature": 2, "pressure": 2}
UNITS = {"wind_speed": "m/s", "wind_direction": "deg", "temperature": "degC", "pressure": "hPa"}


def natural(count: int = HOURS) -> dict[str, np.ndarray]:
    """Series such as weather has them."""
    random, hour = np.random.default_rng(5), np.arange(count)
    return {
        "wind_speed": np.abs(8 + 3 * np.sin(hour / 40) + random.normal(0, 1, count)),
        "wind_direction": random.uniform(1, 359, count),
        "temperature": 5 - 8 * np.cos(hour / HOURS * 2 * np.pi) + random.normal(0, 1, count),
        "pressure": 1012 + random.normal(0, 3, count),
    }


def hourly(
    year: int = 2019,
    times: list[str] | None = None,
    head: str = "# time zone: UTC\n# time label: beginning\n",
    delimiter: str = ",",
    units: dict[str, str] | None = None,
    **changes: object,
) -> str:
    """A year as a CSV table; a change is (where, value), or a function of the whole series."""
    times = times or wind_writers.iso(wind_writers.hours(f"{year}-01-01T00", 8784 if year % 4 == 0 else HOURS))
    columns = natural(len(times))
    for name, change in changes.items():
        columns[name] = change(columns[name]) if callable(change) else _put(columns[name], *change)
    named = {name: f"{name} [{(UNITS | (units or {}))[name]}]" for name in columns}
    written = [[f"{value:.{DIGITS[name]}f}" for value in values] for name, values in columns.items()]
    if delimiter == ";":
        written = [[cell.replace(".", ",") for cell in column] for column in written]
    rows = [delimiter.join(row) for row in zip(times, *written, strict=True)]
    return "\n".join([head + delimiter.join(["time", *named.values()]), *rows, ""])


def _put(values: np.ndarray, where: slice | int, value: float) -> np.ndarray:
    values[where] = value
    return values


def without(text: str, *lines: int) -> str:
    """The text without some lines, counted from 1."""
    return "".join(line for count, line in enumerate(text.splitlines(keepends=True), 1) if count not in lines)


def berlin() -> list[str]:
    """The year on a clock with summer time: one hour of March is not there, one of October stands twice."""
    from zoneinfo import ZoneInfo

    utc = wind_writers.hours("2018-12-31T23", HOURS).astype("datetime64[s]").tolist()
    return [f"{one.replace(tzinfo=ZoneInfo('UTC')).astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M}" for one in utc]


def two_hundred_columns() -> bytes:
    head = ",".join(["time", *(f"c{n} [m/s]" for n in range(200))])
    return f"{head}\n".encode() + (b"2019-01-01T00:00Z" + b",55.555" * 200 + b"\n") * 42_000


def endless_months() -> bytes:
    return b"month" + b"".join(b",c%d" % n for n in range(980)) + (b"\n1" + b",1" * 980) * 40_000


def series(name: str, make, outcome, rule: str, place: str, says: str, file: str = "harbour.hourly.csv") -> Case:
    def content() -> bytes:
        made = make()
        return made.encode() if isinstance(made, str) else made

    return Case(f"{file.split('.', 1)[1]}: {name}", f"sites/{file}", content, outcome, rule, place, says)


WHOLE = r"^8760 hours from 2019-01-01T00:00, .* m/s to "
HARBOUR = "^site harbour"
TABLES = [
    series("as it should be", hourly, SERIES, "wind_speed", "^harbour$", WHOLE),
    series("29 February left out", lambda: without(hourly(2020), *range(4 + 59 * 24, 4 + 60 * 24)),
           NOTED, "note", "^harbour$", "wind_speed: 24 of 8784 hours .* had no value: 29 February is left out"),
    series("an hour lost", lambda: without(hourly(), 5000), NOTED, "note", "^harbour$", "wind_speed: 1 of 8760 hours"),
    series("8,759 rows", lambda: without(hourly(), 3 + HOURS), REFUSED, "series.incomplete", HARBOUR,
           "8,759 hours.*Send the whole year"),
    series("a gap of 40 days", lambda: without(hourly(), *range(2000, 2960)), REFUSED, "hours.missing", "wind_speed, 2019-03",
           "960 hours in a row.*at most 6 hours.*Send the series with these hours"),
    series("the doubled hour of autumn, on the clock of a country", lambda: hourly(times=berlin(),
           head="# time zone: Europe/Berlin\n# time label: beginning\n"), NOTED, "note", "^harbour$", "Europe/Berlin"),
    series("the doubled hour of autumn, said to be UTC", lambda: hourly(times=berlin()), REFUSED, "hours.order",
           "line 7[0-9]{3}$",
           "stands twice|after a later.*summer time"),
    series("an hour twice", lambda: hourly().replace("2019-05-01 03:00", "2019-05-01 02:00"), REFUSED, "hours.order",
           "line 28[0-9]{2}$", "stands twice.*one row for each time"),
    series("no time zone", lambda: hourly(head=""), REFUSED, "series.time", "column time$", "time zone"),
    series("dates of two readings", lambda: hourly(times=[f"0{h % 9 + 1}/0{h % 7 + 1}/2019 00:00" for h in range(9)]),
           REFUSED, "series.time", "column time$", "day.*month"),
    series("pressure in kPa called hPa", lambda: hourly(pressure=lambda p: p / 10), REFUSED, "series.physical", HARBOUR,
           "look like kPa"),
    series("pressure in kPa, and said", lambda: hourly(pressure=lambda p: p / 10, units={"pressure": "kPa"}),
           SERIES, "pressure", "^harbour$", "kPa"),
    series("Fahrenheit called Celsius", lambda: hourly(temperature=lambda t: t * 0.9 + 40), WARNED, "series.unit", HARBOUR,
           "looks like degF"),
    series("Kelvin called Celsius", lambda: hourly(temperature=lambda t: t + 273.15), REFUSED, "series.physical", HARBOUR,
           "look like K"),
    series("knots called m/s", lambda: hourly(wind_speed=lambda v: v * 2.5), REFUSED, "series.unit", HARBOUR, "looks like knots"),
    series("a stuck sensor", lambda: hourly(wind_speed=(slice(100, 190), 4.0)), WARNED, "series.stuck", HARBOUR,
           "stands at 4 m/s for 90 hours.*Ask the source"),
    series("calms from the north", lambda: hourly(wind_speed=(slice(500, 520), 0.0), wind_direction=(slice(500, 520), 0.0)),
           WARNED, "series.calm_direction", HARBOUR, "20 calm hours .* carry direction 0.*360 means north"),
    series("a column filled up", lambda: hourly(pressure=(slice(0, HOURS), 1012.0)), WARNED, "series.filled", HARBOUR,
           "filled, not measured"),
    series("-9999 without a word", lambda: hourly(wind_speed=(300, -9999.0)), REFUSED, "series.physical", HARBOUR,
           "worst is -9,999.*code for missing values"),
    series("-9999, and said", lambda: hourly(head="# time zone: UTC\n# missing: -9999\n", wind_speed=(300, -9999.0)),
           NOTED, "note", "^harbour$", "1 cells hold a number that the file declares to mean no value"),
    series("1e308", lambda: re.sub(r",1012\.\d\d", ",1e308", hourly(), count=1), REFUSED, "series.physical", HARBOUR,
           "worst is 1e"),
    series("NaN in a tenth of a column", lambda: hourly(temperature=(slice(0, 900), float("nan"))), REFUSED, "hours.missing",
           "temperature, 2019-01-01 00:00", "900 hours in a row.*at most 6 hours"),
    series("a word in a cell", lambda: hourly().replace("2019-02-01 00:00,", "2019-02-01 00:00,calm", 1), REFUSED, "series.value",
           "line 748, column wind_speed$", "hold no number.*leave a cell empty"),
    series("semicolons and decimal commas", lambda: hourly(delimiter=";"), NOTED, "note", "^harbour$",
           "Decimals are written with a comma"),
    series("decimal commas and points", lambda: hourly(delimiter=";").replace(";1012,", ";1012.", 1), REFUSED,
           "series.decimal_mark",
           "line", "a comma in one place and a point in another.*with a point"),
    series("cut off in a row", lambda: hourly()[:-20], REFUSED, "csv.cells", "line 8763$", "cut off"),
    series("a head and no rows", lambda: "time,wind_speed [m/s]\n", REFUSED, "series.no_table", "harbour.hourly.csv", "no table"),
    series("Latin-1", lambda: hourly(head="# time zone: UTC\n# station: Häfen\n").encode("latin-1"), REFUSED, "file.encoding",
           "^line 2$", "looks like Latin-1.*UTF-8"),
    series("200 columns, 59 MB", two_hundred_columns, REFUSED, "hours.order", "line 3$", "stands twice"),
    series("a table of months of 78 MB", endless_months, REFUSED, "monthly.too_long", "harbour.monthly.csv$",
           "twelve months", "harbour.monthly.csv"),
]  # fmt: skip


def epw(edit=lambda lines: lines, **more) -> str:
    return "\n".join(edit(weather_writers.epw(weather_writers.weather(11, 0.0, 2019), **more).splitlines()))


def hdf5(make) -> bytes:
    """A file of ERA5 that ``make`` changes."""
    import h5py

    held = io.BytesIO(wind_writers.era5(wind_writers.hours("2019-01-01T00", 48), {"t2m": np.arange(48.0), "sp": np.arange(48.0)}))
    with h5py.File(held, "r+") as file:
        del file["sp"]
        make(file)
    return held.getvalue()


def elsewhere(file) -> None:
    import h5py

    file["sp"] = h5py.ExternalLink("/etc/hostname", "/sp")


def bomb(file) -> None:
    file.create_dataset("sp", (10**6, 100, 100), "f4", chunks=(100, 100, 100), compression="gzip")


FORMATS = [
    series("as it should be", epw, SERIES, "wind_speed", "^harbour$", WHOLE, "harbour.epw"),
    series("8,753 hours", lambda: epw(lambda lines: lines[:5000] + lines[5007:]), REFUSED, "epw.gap", "line 5001$", "Send",
           "harbour.epw"),
    series("hours from 0 to 23", lambda: epw(lambda lines: lines[:8] + [
           ",".join([*c[:3], str(int(c[3]) - 1), *c[4:]]) for c in (line.split(",") for line in lines[8:])]),
           REFUSED, "epw.date", "line 9$", "hour 1 to 24", "harbour.epw"),
    series("a time zone of the wrong sign",
           lambda: weather_writers.epw(weather_writers.weather(11, -9.0, 2019)).replace(",-9.0,", ",9.0,", 1),
           REFUSED, "epw.time_zone", "line 1", "a sign may be wrong", "harbour.epw"),
    series("cut off", lambda: wind_writers.era5(wind_writers.hours("2019-01-01T00", 48), {"t2m": np.arange(48.0)})[:3000],
           REFUSED, "netcdf.damaged", "harbour.nc$", "damaged or cut off.*again", "harbour.nc"),
    series("a bomb", lambda: hdf5(bomb), REFUSED, "netcdf.too_big", "harbour.nc$", "200 MB unpacked", "harbour.nc"),
    series("a link to another file", lambda: hdf5(elsewhere), REFUSED, "netcdf.link", "harbour.nc$", "not followed.*itself",
           "harbour.nc"),
    series("cut off", lambda: wind_writers.parquet({"time": ["2019-01-01T00:00Z"]})[:-9],
           REFUSED, "parquet.damaged", "harbour.hourly.parquet$", "cut off|damaged", "harbour.hourly.parquet"),
    series("a table that is none", lambda: "Mast 1\n55 14\n12 1 0\n", REFUSED, "wind_climate.format", "harbour.tab",
           "four head lines", "harbour.tab"),
    series("a path", lambda: "latitude: 55\nlongitude: 14\nweather: ../../etc/passwd\n", REFUSED, "site.weather_name",
           "line 3, weather$",
           "folders are not taken.*bare file name", "harbour.yaml"),
    series("aliases", lambda: "a: &a [x]\nb: *a\n", REFUSED, "yaml.alias", "^line 2$", "Write the value out", "harbour.yaml"),
    series("off the globe", lambda: "latitude: 155\nlongitude: 14\n", REFUSED, "site.on_the_globe", "line 1, latitude$",
           "-90 to 90", "harbour.yaml"),
]  # fmt: skip

LINE = b"2019-01-01T00:00Z,5.000\n"
LARGE = [
    made_by(Case(f"300 MB: {what}", f"sites/harbour.{ending}", make, REFUSED, "file.too_large", f"harbour.{ending}$",
         "100 MB.*Split"))
    for what, ending, make in (
        ("CSV, really filled", "hourly.csv", filled(300 * MB, b"time,wind_speed [m/s]\n", LINE)),
        ("NetCDF", "nc", sparse(300 * MB, b"\x89HDF\r\n\x1a\n")),
        ("EPW", "epw", sparse(300 * MB, b"LOCATION,")),
    )
]  # fmt: skip
CASES = [*TABLES, *FORMATS, *LARGE]
