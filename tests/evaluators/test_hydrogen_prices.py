"""Tables of electrolysers and supply: 2024 prices by the toolkit's own tables, lines that can be drawn, published figures."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from electrolyser_rows import PEM, replacement_years

from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS, stack_interval
from evaluators.hydrogen_storage.prices import priced_table
from evaluators.hydrogen_storage.supply_cost import SUPPLY_COSTS
from evaluators.toolkit.distributions import quantile
from evaluators.toolkit.money import money_factor
from evaluators.toolkit.row import assumption_table
from evaluators.toolkit.units import read_quantity

TABLES = ("electrolysers.csv", "supply_costs.csv", "carriers.csv", "reconversions.csv")
H2A = Path(__file__).parents[3] / "shared" / "reference" / "h2a_pem_central.json"


# Tables.


@pytest.mark.parametrize("file", TABLES)
def test_prices_reach_2024_by_the_toolkits_own_tables(file):
    published, priced = assumption_table("evaluators.hydrogen_storage", file), priced_table(file)
    money = 0
    for row, lines in published.lines.items():
        for name, line in lines.items():
            now = priced.lines[row][name]
            currency = line.unit[:3]
            if not (currency in ("USD", "EUR", "JPY") and line.unit[3:7].isdigit()):
                assert (now.low, now.mode, now.high, now.unit) == (line.low, line.mode, line.high, line.unit)
                continue
            money += 1
            assert line.year in (None, int(line.unit[3:7])), f"{row}, {name}: the year beside the price is another"
            factor = money_factor(currency, int(line.unit[3:7]), "USD", 2024)[0]
            np.testing.assert_allclose([now.low, now.mode, now.high], factor * np.array([line.low, line.mode, line.high]))
            assert now.unit == "USD2024" + line.unit[7:] and now.source == line.source
            assert line.unit.startswith("USD2024") or line.unit in now.note
    assert money > 0


@pytest.mark.parametrize("file", TABLES)
def test_every_line_can_be_read_and_drawn(file):
    for lines in priced_table(file).lines.values():
        for line in lines.values():
            read_quantity("1" if line.unit == "1" else f"1 {line.unit}", line.unit)
            drawn = quantile(line.shape, line.low, line.mode, line.high, np.array([0.05, 0.5, 0.95]))
            assert np.all(np.diff(drawn) >= 0) and (drawn >= 0).all()


@pytest.mark.parametrize("file", TABLES)
def test_a_line_without_a_document_says_that_it_is_judgement_or_recalled(file):
    document = re.compile(r"(19|20)\d\d|DOE|IRENA|METI|H2A|IPCC|Clean Hydrogen|Danish Energy Agency|JRC|technology-data|LLNL")
    admitted = ("unsourced: engineering judgement", "recalled, not confirmed", "definition", "our computation", "coefficient")
    text = resources.files("evaluators.hydrogen_storage").joinpath(file).read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        source = line["source"]
        assert document.search(source) or any(word in source for word in admitted) or source.startswith("left out"), line
        # Where a document is quoted by somebody else, the line says so.
        assert "via" not in source.split() or "second-hand" in source or "read" in source, line


def test_kinds_of_electrolyser_have_the_same_parameters():
    assert len({frozenset(lines) for lines in ELECTROLYSERS.lines.values()}) == 1
    assert ELECTROLYSERS.rows == ("pem", "alkaline", "solid_oxide")


# Published.


def test_h2a_central_energy_and_stacks():
    """NREL H2A, current central PEM: 55.5 kWh/kg, stacks replaced every 7 years at a capacity factor of 0.97, five times."""
    line = ELECTROLYSERS.lines["pem"]["energy"]
    assert line.mode == 55.5 and line.low < 55.5 < line.high
    interval = stack_interval(PEM, 0.97 * 8760)
    assert interval == pytest.approx(7.0, rel=0.03)
    assert len(replacement_years(float(interval), 40)) == 5


@pytest.mark.skipif(not H2A.is_file(), reason="the H2A case (../shared/reference/h2a_pem_central.json) is not here")
def test_h2a_central_production_and_upkeep_lie_in_the_rows_range():
    inputs = json.loads(H2A.read_text())["inputs"]
    assert 56_500 * 365 * 0.97 == pytest.approx(inputs["h2_kg_per_year"][2])
    built = inputs["dep_cap_startup_usd"]
    lines = ELECTROLYSERS.lines["pem"]
    share = inputs["planned_replacement_startup_usd"]["8"] / built
    assert lines["stack_share"].low == pytest.approx(share, rel=0.01)
    assert lines["fixed_om"].high == pytest.approx(inputs["fixed_startup_usd_per_yr"] / built, rel=0.01)


def test_doe_liquid_alkaline_status_of_2022():
    """DOE technical targets: 55 kWh/kg, 0.17 % per 1,000 h, 60,000 h."""
    lines = ELECTROLYSERS.lines["alkaline"]
    assert (lines["energy"].mode, lines["stack_life"].mode) == (55, 60_000)
    assert lines["energy_rise"].mode * 1000 == pytest.approx(0.0017)


def test_technology_data_rows_are_kept_in_their_own_money():
    """PyPSA technology-data 0.13.4: battery 405.4 USD2022/kWh and 480.1 USD2022/kW; the offshore ship 391 MEUR2019."""
    published = assumption_table("evaluators.hydrogen_storage", "supply_costs.csv").lines["battery"]
    assert (published["energy_capex"].high, published["energy_capex"].unit) == (405.4, "USD2022/kWh")
    assert (published["power_capex"].high, published["power_capex"].unit) == (480.1, "USD2022/kW")
    ship = assumption_table("evaluators.hydrogen_storage", "carriers.csv").lines["liquid_ship"]["ship_capex"]
    assert (ship.mode, ship.unit) == (391e6, "EUR2019")


def test_published_supply_costs_of_japan():
    """METI: onshore wind 322,000 JPY/kW and 13,400 JPY/kW/year, at 140.588 JPY/USD of 2023 and the US deflator."""
    row = SUPPLY_COSTS.lines["onshore_wind_japan"]
    assert row["capex"].mode == pytest.approx(322_000 / 140.588 * 125.422 / 122.382)
    assert row["fixed_om"].mode == pytest.approx(13_400 / 140.588 * 125.422 / 122.382)
