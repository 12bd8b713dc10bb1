"""What a place adds to cost: work and transport are dearer in Alaska and Japan, a turbine is not."""

from __future__ import annotations

from evaluators.toolkit.row import Row, assumption_table

LOCATIONS = assumption_table("evaluators.offshore_wind", "location_factors.csv")
HOME = Row("home", {"work": 1.0, "supply": 1.0, "running": 1.0})  # the sites that the cost equations were made for


def location_of(latitude: float | None, longitude: float | None, grid: str) -> str:
    """The row of location_factors.csv for a site at ``latitude`` and ``longitude`` [deg]; without them the name of its grid
    decides. Boxes: Alaska north of 50 degrees from 170 E over the date line to 130 W, Japan 20 to 46 N and 122 to 154 E."""
    if latitude is None or longitude is None:
        return next((name for name, start in (("alaska", "us_alaska"), ("japan", "japan")) if grid.startswith(start)), "home")
    east = longitude % 360
    if latitude >= 50 and 170 <= east <= 230:
        return "alaska"
    return "japan" if 20 <= latitude <= 46 and 122 <= east <= 154 else "home"


def factors_of(location: str, places: Row) -> Row:
    """The factors [1] on work, supply and running cost for ``location``, from the row of location_factors.csv or its draws."""
    return HOME if location == HOME.name else Row(location, {factor: places[f"{location}_{factor}"] for factor in HOME})
