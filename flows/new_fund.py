"""A new fund's folder: its own file, empty folders for what comes in, two sample proposals, and the blank forms."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from string import Template
from typing import NamedTuple

from evaluators.toolkit.contract import Evaluator
from flows.expectations.series_columns import HOURS
from flows.fund import Fund, read_fund

FOLDERS = ("proposals", "sites", "reviews", "progress", "forms")


class Sample(NamedTuple):
    """A proposal of the package's sample portfolio that runs alone: its file, the technology it shows, its site's files."""

    file: str
    technology: str
    sites: tuple[str, ...]


# A farm whose site has a card and weather, and a capture trial that states a present cost.
SAMPLES = (
    Sample("fukue-floating.yaml", "offshore_wind", ("goto.yaml", "goto.monthly.csv")),
    Sample("permian-solvent-trial.yaml", "carbon_capture", ("ector-county.yaml",)),
)
_MARK = """\
# A SAMPLE: the project and the applicant are invented. It shows what a proposal looks like and that everything works.
# Delete this file, and $sites in the folder sites, before the first call. Keys in brackets are sources, listed in
# the README of cleanfund's own sample portfolio.
"""
# Columns of the blank weather file, and an hour of a January on the coast as an example of what stands in them.
_WEATHER = {"wind_speed": 8.4, "wind_direction": 270, "temperature": 6.1, "pressure": 1013.2, "relative_humidity": 78}
_REVIEW = ("proposal", "reviewer", "criterion", "points", "comment", "conflict")


def write_fund(folder: Path, name: str, sample: Path, evaluators: Mapping[str, Evaluator], called: str) -> list[str]:
    """Writes a new fund into ``folder``, which is made; returns the names of its files.

    ``sample`` is the package's sample portfolio, ``called`` how the user calls the folder. Raises OSError.
    """
    for one in FOLDERS:
        (folder / one).mkdir(parents=True)
    pillars = "\n".join(f"  {found.name}: {json.dumps(found.title.capitalize())}" for found in evaluators.values())
    # A JSON text is a YAML text, whatever the name holds.
    _fill("new_fund.yaml", folder / "fund.yaml", name=json.dumps(name, ensure_ascii=False), pillars=pillars or "  {}")
    for place, shown in enumerate(SAMPLES, start=1):
        text = _sample_alone((sample / "proposals" / shown.file).read_text(encoding="utf-8"), f"SAMPLE-{place:03}", shown)
        (folder / "proposals" / f"sample-{shown.file}").write_text(text, encoding="utf-8", newline="\n")
        for site in shown.sites:
            (folder / "sites" / site).write_bytes((sample / "sites" / site).read_bytes())
    forms = write_forms(folder, evaluators, read_fund(folder))
    listed = "\n".join(f"- `forms/{name}`: {what}" for name, what in forms)
    _fill("new_fund.md", folder / "README.md", name=name, folder=called, forms=listed)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _sample_alone(text: str, number: str, sample: Sample) -> str:
    """The proposal under a number of its own, in the technology's programme, without the hub that it shares with another."""
    text = re.sub(r"(?m)\A(?:#.*\n)+|^hub(?:_cost)?: .*\n", "", text)
    text = re.sub(r"(?m)^id: .*$", f"id: {number}", text, count=1)
    text = re.sub(r"(?m)^pillar: .*$", f"pillar: {sample.technology}", text, count=1)
    text = re.sub(r"(?m)^title: (.*)$", r"title: \1 (sample)", text, count=1)
    return Template(_MARK).substitute(sites=" and ".join(f"'{site}'" for site in sample.sites)) + text


def write_forms(folder: Path, evaluators: Mapping[str, Evaluator], fund: Fund) -> list[tuple[str, str]]:
    """Writes the blank forms into ``folder/forms``, over those of the same names; returns (name, what it is) of each."""
    from flows.blank_form_sheets import blank_form, form_name
    from flows.progress_form import write_progress_form

    forms = folder / "forms"
    forms.mkdir(exist_ok=True)
    written: list[tuple[str, str]] = []
    for found in evaluators.values():
        (forms / form_name(found)).write_bytes(blank_form(found, fund.name, fund.pillars, tuple(fund.calls)))
        written.append((form_name(found), f"the application, for {found.title}"))
    write_progress_form(forms / "progress-report.xlsx")
    quarterly = "what an awarded project reports each quarter, to be saved into `progress/`, a file a quarter"
    written.append(("progress-report.xlsx", quarterly))
    (forms / "site-weather.csv").write_text(_weather_form(), encoding="utf-8", newline="")
    hours = "the weather of a site, a line an hour (two as an example), to be saved into `sites/` as the site's name and `.csv`"
    written.append(("site-weather.csv", hours))
    most = fund.review_maxima
    (forms / "review.csv").write_text(_review_form(most), encoding="utf-8", newline="")
    points = ", ".join(f"{criterion} up to {maximum:g}" for criterion, maximum in most.items())
    panel = "the panel's points, a line a criterion, yes or no under conflict (of interest), to be saved into `reviews/`"
    written.append(("review.csv", f"{panel}: {points}"))
    return written


def _weather_form() -> str:
    """The weather of a site: what the lines before the table say of it, the heads with their units, and two hours."""
    heads = ",".join(["time", *(f"{name} [{HOURS[name].unit}]" for name in _WEATHER)])
    values = ",".join(map(str, _WEATHER.values()))
    rows = "".join(f"2024-01-01 {hour:02}:00,{values}\n" for hour in (0, 1))
    return f"# time zone: UTC+9\n# time label: beginning\n# weather_height: 100 m\n{heads}\n{rows}"


def _review_form(criteria: Iterable[str]) -> str:
    """The review form, a line a criterion; whether there is a conflict of interest is for the reviewer to say."""
    text = io.StringIO()
    rows = csv.DictWriter(text, _REVIEW, lineterminator="\n", restval="")
    rows.writeheader()
    rows.writerows({"criterion": criterion} for criterion in criteria)
    return text.getvalue()


def _fill(template: str, target: Path, **words: str) -> None:
    text = resources.files("flows").joinpath("templates", template).read_text(encoding="utf-8")
    target.write_text(Template(text).substitute(words), encoding="utf-8", newline="\n")
