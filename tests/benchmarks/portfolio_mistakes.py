"""A proposal before it takes a format, and the mistakes that applicants make in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Draft:
    """One proposal as text with units, before it takes a format; ``size`` names the given value that a mistake may hit."""

    header: dict[str, str]
    budget: dict[str, str]
    technology: str
    site: str
    given: dict[str, str]
    claim: dict[str, str]
    size: str
    cut_off: bool = False


def no_unit(draft: Draft) -> None:
    draft.given[draft.size] = draft.given[draft.size].split()[0]


def out_of_bounds(draft: Draft) -> None:
    number, unit = draft.given[draft.size].split()
    draft.given[draft.size] = f"{number}000000 {unit}"


def not_a_number(draft: Draft) -> None:
    draft.given[draft.size] = "NaN"


def sum_is_wrong(draft: Draft) -> None:
    number, unit = draft.header["total_cost"].split(" ", 1)
    draft.header["total_cost"] = f"{float(number) * 1.2:.2f} {unit}"


def dates_swapped(draft: Draft) -> None:
    draft.header["operation_start"] = "2024-04-01"


def no_price_year(draft: Draft) -> None:
    draft.header["price_year"] = ""
    draft.header["total_cost"] = draft.header["total_cost"][:-4]


def negative_cost(draft: Draft) -> None:
    draft.header["grant_requested"] = f"-{draft.header['grant_requested']}"


def unknown_technology(draft: Draft) -> None:
    draft.technology = "geothermal"


def unknown_choice(draft: Draft) -> None:
    draft.given["grid"] = "us_texas_interconnect"


def no_title(draft: Draft) -> None:
    draft.header["title"] = ""


def no_site(draft: Draft) -> None:
    draft.site = "atlantis"
    draft.header["country"] = "Atlantis"


def bad_site(draft: Draft) -> None:
    """Wind on the hourly site with a gap; the others, which may do without a site, on a country that is no code."""
    if draft.technology == "offshore_wind":
        draft.site = "unga-strait"
    else:
        draft.header["country"] = "Japan or US"


def cut_off(draft: Draft) -> None:
    draft.cut_off = True


MISTAKES: tuple[Callable[[Draft], None], ...] = (
    no_unit, sum_is_wrong, not_a_number, cut_off, out_of_bounds, no_price_year, bad_site, dates_swapped,
    unknown_technology, negative_cost, unknown_choice, no_title,
)
