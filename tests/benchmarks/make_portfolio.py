"""A portfolio of any size for measurements: seeded, mixed pillars and formats, a known share of it broken.

Run: ``python -m tests.benchmarks.make_portfolio FOLDER COUNT --seed 1``. All applicants and figures are invented; unit costs
lie in the bands of the sample portfolio (``data/README.md``).
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from flows.application_form import write_form
from tests.benchmarks.portfolio_mistakes import MISTAKES, Draft, cut_off, no_site

SAMPLE = Path(__file__).resolve().parents[2] / "data"
ROWS_PER_CSV = 50
TURBINES = {"iea_15mw": 150, "iea_22mw": 170, "iea_10mw": 119, "leanwind_8mw": 110}  # hub height [m]
# Site, country, grid, whether the sea is shallow enough for fixed foundations.
SEAS = (
    ("sand-point", "US", "us_alaska_remote_diesel", False), ("humboldt", "US", "us_california", False),
    ("gulf-of-maine", "US", "us_northeast", False), ("lake-charles", "US", "us_gulf", True),
    ("akita", "JP", "japan_tohoku", True), ("ishikari", "JP", "japan_hokkaido", True),
    ("goto", "JP", "japan_kyushu", False), ("fukushima", "JP", "japan_tohoku", False),
)
# Store: sites, working gas [tonne], cycles [1/year], building cost [USD/kg], highest and least pressure [bar].
STORES = {
    "salt_cavern": (("moss-bluff", "niigata"), (500, 5000), (2, 12), (20, 55), (100, 170), (35, 55)),
    "lined_rock_cavern": (("kamioka", "kitakyushu"), (200, 1500), (4, 20), (50, 110), (150, 220), (15, 30)),
    "buried_pipe": (("niigata", "long-beach"), (20, 200), (20, 80), (480, 600), (80, 100), (8, 20)),
    "vessel_350bar": (("kobe", "long-beach"), (2, 60), (50, 200), (1800, 2600), (350, 350), (20, 20)),
    "vessel_700bar": (("kitakyushu", "kobe"), (2, 30), (50, 200), (2600, 3600), (700, 700), (20, 20)),
    "liquid": (("kobe", "long-beach"), (200, 2000), (6, 20), (250, 450), None, None),
    "ammonia": (("long-beach", "kitakyushu"), (1000, 20000), (4, 12), (60, 150), None, None),
    "lohc": (("kobe", "niigata"), (2000, 20000), (4, 12), (35, 70), None, None),
}
# Source of the CO2: capacity [tonne/year], building cost [USD for a tonne a year].
CAPTURE = {
    "dac_liquid_solvent": ((250_000, 1_000_000), (2000, 3500)), "dac_solid_sorbent": ((1000, 100_000), (4000, 9000)),
    "dac_cao_looping": ((1000, 20_000), (6000, 16_000)), "ammonia": ((150_000, 800_000), (95, 160)),
    "ethanol": ((60_000, 400_000), (170, 260)), "natural_gas_processing": ((200_000, 1_000_000), (90, 140)),
    "hydrogen_smr": ((150_000, 700_000), (400, 600)), "cement": ((600_000, 2_000_000), (300, 450)),
    "steel": ((800_000, 3_000_000), (450, 750)), "pulp_and_paper": ((500_000, 2_000_000), (300, 450)),
}
PLANTS = (
    ("ector-county", "US", "us_gulf"), ("decatur", "US", "us_average"), ("port-arthur", "US", "us_gulf"),
    ("kitakyushu", "JP", "japan_kyushu"), ("tomakomai", "JP", "japan_hokkaido"),
)
GRID_OF = {"moss-bluff": "us_gulf", "long-beach": "us_california", "niigata": "japan_tohoku", "kitakyushu": "japan_kyushu"}
CRITERIA = {
    "innovation": 15, "ghg_quality": 5, "maturity_technical": 5, "maturity_financial": 5, "maturity_operational": 5,
    "replicability_efficiency": 5, "replicability_deployment": 5, "replicability_leadership": 5, "cost_quality": 3,
}

USUAL = {"yaml": 60, "csv": 35, "xlsx": 5}  # per cent of the proposals in each format
MIXED = {"yaml": 25, "json": 25, "csv": 25, "xlsx": 15, "zip": 10}


def make_portfolio(
    folder: Path, count: int, seed: int, broken_share: float = 0.02, reviewers: int = 1, shares: Mapping[str, int] = USUAL
) -> list[str]:
    """Writes a data folder with ``count`` proposals into ``folder`` and returns the ids of the broken ones.

    40 % wind, 30 % hydrogen, 30 % capture; ``shares`` are the weights of the formats (yaml, json, csv, xlsx, zip); the same
    bytes for the same arguments.
    """
    dice = random.Random(seed)
    shutil.copytree(SAMPLE / "sites", folder / "sites", dirs_exist_ok=True)
    shutil.copyfile(SAMPLE / "fund.yaml", folder / "fund.yaml")
    for name in ("proposals", "reviews"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    drafts = [_draft(dice, number) for number in range(1, count + 1)]
    formats = dice.choices(list(shares), list(shares.values()), k=count)
    broken = sorted(dice.sample(range(count), round(count * broken_share)))
    for turn, place in enumerate(broken):
        mistake = MISTAKES[turn % len(MISTAKES)]
        # A CSV file that is cut off would take its other rows along.
        (no_site if mistake is cut_off and formats[place] == "csv" else mistake)(drafts[place])
    _write_reviews(folder / "reviews" / "panel.csv", drafts, dice, reviewers)
    rows = []
    for draft, kind in zip(drafts, formats, strict=True):
        if kind == "csv":
            rows.append(draft)
        else:
            _write_file(folder / "proposals", draft, kind)
    for start in range(0, len(rows), ROWS_PER_CSV):
        _write_csv(folder / "proposals" / f"round-{start // ROWS_PER_CSV + 1:03}.csv", rows[start : start + ROWS_PER_CSV])
    return [drafts[place].header["id"] for place in broken]


def _draft(dice: random.Random, number: int) -> Draft:
    maker = dice.choices((_wind, _hydrogen, _capture), (40, 30, 30))[0]
    country, pillar, cost, technology, site, given, claim, size = maker(dice)
    yen = country == "JP" and dice.random() < 0.5
    total = max(10, round(cost / 1e5 * (1.4 if yen else 1)))  # in 0.1 MUSD, or 0.01 billion yen at about 140 JPY/USD

    def money(amount: int) -> str:
        return f"{amount / 100:.2f} billion JPY2023" if yen else f"{amount / 10:.1f} MUSD2022"

    shares = (0.5, 0.2, 0.2)
    lines = [round(total * share * dice.uniform(0.85, 1.15)) for share in shares]
    lines.append(total - sum(lines))
    if lines[-1] < 0:  # no line of a budget is negative
        lines[0], lines[-1] = lines[0] + lines[-1], 0
    start = dice.randint(2028, 2034)
    header = {
        "id": f"GEN-{number:05}", "version": "1", "title": f"Sample {technology.replace('_', ' ')} project {number}",
        "applicant": f"Sample Applicant {number:05}", "country": country, "pillar": pillar,
        "submitted": f"2026-09-{dice.randint(1, 30):02}", "construction_start": f"{start - 1}-0{dice.randint(1, 9)}-01",
        "operation_start": f"{start + 1}-{dice.randint(10, 12)}-01", "currency": "JPY" if yen else "USD",
        "price_year": "2023" if yen else "2022", "estimate_class": str(dice.randint(2, 5)), "maturity": str(dice.randint(4, 9)),
        "total_cost": money(total), "grant_requested": money(round(total * dice.uniform(0.1, 0.5))),
        "cost_of_capital": f"{dice.uniform(4, 9):.1f} %",
    }
    names = ("equipment", "civil_works", "installation", "development")
    budget = {name: money(line) for name, line in zip(names, lines, strict=True)}
    return Draft(header, budget, technology, site, given, claim, size)


def _wind(dice: random.Random) -> tuple:
    site, country, grid, shallow = dice.choice(SEAS)
    foundation = "fixed" if shallow else "floating"
    capacity, turbine = dice.randint(60, 1200), dice.choice(list(TURBINES))
    cost = capacity * 1000 * (dice.uniform(4200, 6000) if shallow else dice.uniform(6500, 9500))
    given = {
        "capacity": f"{capacity} MW", "turbine": turbine, "hub_height": f"{TURBINES[turbine]} m",
        "spacing": f"{dice.randint(12, 20) / 2:g}", "foundation": foundation, "grid": grid,
    }
    claim = {"net_energy": f"{capacity * 8.76 * dice.uniform(0.25, 0.5):.1f} GWh/year"}
    return country, "offshore_wind", cost, "offshore_wind", site, given, claim, "capacity"


def _hydrogen(dice: random.Random) -> tuple:
    storage = dice.choice(list(STORES))
    sites, sizes, cycles, costs, highest, least = STORES[storage]
    site, size = dice.choice(sites), dice.randint(*sizes)
    low = dice.uniform(2, 6)
    given = {
        "working_gas": f"{size} t", "cycles": f"{dice.randint(*cycles)} 1/year", "storage": storage,
        "hydrogen_source_emissions": f"{dice.uniform(0.3, 3):.2f} kg/kg",
        "hydrogen_cost": f"{low:.1f} to {low + dice.uniform(0.5, 2):.1f} USD2024/kg",
        "chain_share": f"{dice.randint(10, 50)} %", "grid": GRID_OF.get(site, "japan_average"),
    }
    if highest and dice.random() < 0.5:  # else the evaluator's usual pressures
        given |= {"pressure_max": f"{dice.randint(*highest)} bar", "pressure_min": f"{dice.randint(*least)} bar"}
    claim = {"cost_of_storage": f"{dice.uniform(0.4, 4):.2f} USD2024/kg"}
    country = "US" if site in ("moss-bluff", "long-beach") else "JP"
    return country, "hydrogen_corridor", size * 1000 * dice.uniform(*costs), "hydrogen_storage", site, given, claim, "working_gas"


def _capture(dice: random.Random) -> tuple:
    technology = dice.choice(list(CAPTURE))
    sizes, costs = CAPTURE[technology]
    site, country, grid = dice.choice(PLANTS)
    capacity, air = dice.randint(*sizes), technology.startswith("dac_")
    near, ship = dice.randint(2, 200), country == "JP" and dice.random() < 0.5
    credit = "none" if country == "JP" else "us_45q_dac" if air else "us_45q_point"
    given = {
        "capacity": f"{capacity} tonne/year", "technology": technology, "grid": grid,
        "heat_source": dice.choice(("natural_gas", "electric_heat_pump", "waste_heat")),
        "transport_distance": f"{near + 500} to {near + 700} km" if ship else f"{near} km",
        "transport_mode": "ship" if ship else "pipeline", "credit": credit,
    }
    if dice.random() < 0.3:
        given["own_electricity_emissions"] = f"{dice.uniform(0.01, 0.1):.3f} tonne/MWh"
    claim = {"cost_gross": f"{dice.uniform(40, 900) if air else dice.uniform(30, 160):.0f} USD2024/tonne"}
    pillar = "direct_air_capture" if air else "industrial_capture"
    return country, pillar, capacity * dice.uniform(*costs), "carbon_capture", site, given, claim, "capacity"


def _write_file(folder: Path, draft: Draft, kind: str) -> None:
    path = folder / f"{draft.header['id'].lower()}.{kind}"
    if kind == "yaml":
        path.write_text(_yaml(draft), encoding="utf-8", newline="\n")
    elif kind == "json":
        block = {"technology": draft.technology, "site": draft.site, "given": draft.given, "claim": draft.claim}
        path.write_text(json.dumps({**draft.header, "budget": draft.budget, "blocks": [block]}, indent=1), encoding="utf-8")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("form.yaml", _yaml(draft))
            package.writestr("attachments/permit.pdf", b"%PDF-1.7\n" + draft.header["id"].encode() * 2000)
    else:
        header = [(name, *_parted(value), "") for name, value in draft.header.items()]
        budget = [(name, *_parted(value)) for name, value in draft.budget.items()]
        block = [("block", "technology", draft.technology, "", ""), ("block", "site", draft.site, "", "")]
        block += [("given", name, *_parted(value), "") for name, value in draft.given.items()]
        block += [("claim", name, *_parted(value), "") for name, value in draft.claim.items()]
        write_form(path, header, budget, [block])
    if draft.cut_off:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])


def _parted(value: str) -> tuple[str | float, str]:
    """The value and unit cells of a form: a number of its own where the text is one number and its unit."""
    number, _, unit = value.partition(" ")
    if unit and number.lstrip("-").replace(".", "", 1).isdigit() and not unit.startswith("to "):
        return float(number), unit
    return value, ""


def _yaml(draft: Draft) -> str:
    lines = [f"{name}: {value}" for name, value in draft.header.items()]
    lines += ["budget:", *(f"  {name}: {value}" for name, value in draft.budget.items())]
    lines += ["blocks:", f"  - technology: {draft.technology}", f"    site: {draft.site}"]
    for group, values in (("given", draft.given), ("claim", draft.claim)):
        lines += [f"    {group}:", *(f"      {name}: {value}" for name, value in values.items())]
    return "\n".join(lines) + "\n"


def _write_csv(path: Path, drafts: list[Draft]) -> None:
    rows = [
        draft.header | {f"budget.{name}": value for name, value in draft.budget.items()}
        | {"technology": draft.technology, "site": draft.site}
        | {f"given.{name}": value for name, value in draft.given.items()}
        | {f"claim.{name}": value for name, value in draft.claim.items()}
        for draft in drafts
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_reviews(path: Path, drafts: list[Draft], dice: random.Random, reviewers: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("proposal", "reviewer", "criterion", "points", "conflict"))
        for draft in drafts:
            for number in range(reviewers):
                for criterion, most in CRITERIA.items():
                    points = round(2 * most * dice.uniform(0.5, 1)) / 2
                    writer.writerow((draft.header["id"], f"Reviewer {chr(65 + number)}", criterion, f"{points:g}", "no"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes a data folder with invented proposals.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken-share", type=float, default=0.02)
    parser.add_argument("--reviewers", type=int, default=1)
    given = parser.parse_args()
    refused = make_portfolio(given.folder, given.count, given.seed, given.broken_share, given.reviewers)
    print(f"{given.count} proposals in {given.folder}, broken: {len(refused)}")
