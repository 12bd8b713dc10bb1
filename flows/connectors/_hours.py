"""The hours that a service answered, as the CSV file that the reader of hourly series takes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.connectors._polite import Senseless

if TYPE_CHECKING:
    import pandas as pd

    from flows.connectors import Query

# Beyond these no weather is: a unit, or a column, is another one than we think.
POSSIBLE = {
    "wind_speed": (0.0, 120.0),
    "wind_direction": (0.0, 360.0),
    "temperature": (-95.0, 65.0),
    "pressure": (45_000.0, 110_000.0),
    "relative_humidity": (0.0, 105.0),
    "ghi": (-5.0, 1_600.0),
    "dni": (-5.0, 1_600.0),
    "dhi": (-5.0, 1_600.0),
}
UNITS = {
    "wind_speed": "m/s",
    "wind_direction": "deg",
    "temperature": "degC",
    "pressure": "Pa",
    "relative_humidity": "%",
    "ghi": "W/m^2",
    "dni": "W/m^2",
    "dhi": "W/m^2",
}


@dataclass
class HourlyWeather:
    """A frame with an index in UTC, each hour named by its beginning, and columns of UNITS; ``source`` is what was asked.

    ``facts`` are lines about the site that the service states, such as the height of its wind.
    """

    frame: pd.DataFrame
    source: str
    facts: dict[str, str] = field(default_factory=dict)

    def csv(self, query: Query, label: str) -> bytes:
        """The file, the same bytes for the same answer; raises Senseless where the answer is not what was asked for."""
        import pandas as pd

        due = pd.date_range(f"{query.first}-01-01", f"{query.last + 1}-01-01", freq="h", inclusive="left", tz="UTC")
        frame = self.frame[(self.frame.index >= due[0]) & (self.frame.index <= due[-1])]
        if not len(frame):
            raise Senseless(f"it has no hours of {query.first} to {query.last}")
        if frame.index.has_duplicates or not frame.index.is_monotonic_increasing:
            raise Senseless("its hours are out of order")
        if len(frame) != len(due):
            raise Senseless(f"it has {len(frame)} of the {len(due)} hours of {query.first} to {query.last}")
        names = [name for name in UNITS if name in frame]
        for name in names:
            low, high = POSSIBLE[name]
            values = frame[name].astype(float)
            wrong = values[(values < low) | (values > high)]
            if len(wrong):
                when = f"{wrong.index[0]:%Y-%m-%d %H:%M}"
                raise Senseless(f"{name} is {wrong.iloc[0]:g} {UNITS[name]} at {when}: this is another unit or no measurement")
            if values.isna().all():
                raise Senseless(f"{name} has no value in any hour")
        lines = [
            f"# source: {label}, {self.source}",
            f"# latitude: {query.latitude:g}",
            f"# longitude: {query.longitude:g}",
            *(f"# {name}: {text}" for name, text in self.facts.items()),
            "# time zone: UTC",
            "time," + ",".join(f"{name} [{UNITS[name]}]" for name in names),
        ]
        times = pd.DatetimeIndex(frame.index).strftime("%Y-%m-%d %H:%M")
        columns = [[f"{value:.7g}" if value == value else "" for value in frame[name].astype(float)] for name in names]
        lines += [",".join(cells) for cells in zip(times, *columns, strict=True)]
        return ("\n".join(lines) + "\n").encode()


def stated_unit(label: str, name: str, stated: str | None, known: tuple[str, ...]) -> None:
    """Raises Senseless where a service states another unit than the one we read its numbers in."""
    if stated is not None and stated not in known:
        raise Senseless(f"it states {name} in '{stated}', not in {known[0]}; {label} may have changed its form")
