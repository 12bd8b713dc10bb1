"""Critical materials: tables against their source, concentration by country, mass, risk and points by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.critical_materials import critical_materials
from evaluators.critical_materials.concentration import band_of, by_country, herfindahl, supply
from evaluators.critical_materials.mass import masses, supply_points, supply_risk, supply_shares
from evaluators.critical_materials.tables import ELECTROLYSER_CELLS, INTENSITIES, MATERIALS, PRODUCTION
from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS
from evaluators.hydrogen_storage.own_case import USUAL_CELL
from evaluators.toolkit.binding import InputMissing, bind
from evaluators.toolkit.checks import check_name, evaluator_checks
from evaluators.toolkit.distributions import mean
from evaluators.toolkit.draws import Streams

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "materials"
TABLE = Path(__file__).parents[2] / "evaluators" / "critical_materials"
SOURCE_NAMES = {
    "direct_drive": "Wind-DDPM", "geared": "Wind-Gearbox", "pem": "PEMEL", "alkaline": "AEL", "solid_oxide": "HTEL - Yttrium",
    "crystalline_silicon": "c-Si",
}  # fmt: skip


def sample(name: str) -> list[dict[str, str]]:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"the sample {name} is not here")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shares_as_listed(material: str) -> list[tuple[str, float]]:
    with (TABLE / "mining_shares.csv").open(encoding="utf-8") as file:
        return [(row["country"], float(row["share"])) for row in csv.DictReader(file) if row["material"] == material]


def of(**stated):
    """What the evaluator returns for 400 draws."""
    return critical_materials.function(**bind(critical_materials, stated, Streams(1, 400, "P")).values)


@pytest.mark.parametrize("check", evaluator_checks(critical_materials), ids=check_name)
def test_keeps_the_contract(check):
    check()


def test_intensities_have_the_mean_and_the_range_of_the_source():
    stated = {(row["technology"], row["material"].lower()): row for row in
              sample("material_intensity_schlichenmaier_naegler_summary.csv") if row["year"] == "2020"}  # fmt: skip
    compared = 0
    for row, lines in INTENSITIES.lines.items():
        for material, line in lines.items():
            found = stated.get((SOURCE_NAMES[row], material.replace("praseodymium", "praseodimium" if row == "solid_oxide" else
                                                                    "praseodymium")))  # fmt: skip
            if found is None:
                assert "recalled" in line.source or "of geared machines" in line.source, "what the source lacks is said to be"
                continue
            compared += 1
            assert mean(line.shape, line.low, line.mode, line.high) == pytest.approx(float(found["mean"]), rel=1e-6)
            if int(found["count_sources"]) > 1:
                assert (line.low, line.high) == pytest.approx((float(found["min"]), float(found["max"])), rel=1e-6)
            else:
                assert line.low == 0 and line.high > line.mode and "one source" in line.note
    assert compared > 20


def test_indices_are_those_of_the_sample():
    stated = {row["product"]: row for row in sample("hhi_by_product_from_premise_mining_shares.csv")}
    for one in supply().values():
        row = stated[one.product]
        assert one.index == pytest.approx(float(row["hhi_2023"]), abs=0.51)
        assert (one.top_country, round(one.top_share, 3)) == (row["top_country"], float(row["top_share"]))


@pytest.mark.parametrize(("material", "wrong", "right"), [("copper", 1118, 1724), ("nickel", 659, 1489)])
def test_rows_of_one_country_squared_apart_are_the_trap(material, wrong, right):
    rows = shares_as_listed(material)
    whole = sum(share for _, share in rows)
    assert 10_000 * sum((share / whole) ** 2 for _, share in rows) == pytest.approx(wrong, abs=1)
    assert herfindahl(rows) == pytest.approx(right, abs=1)


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.floats(0.01, 100)), min_size=1, max_size=12), st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_the_index_hangs_on_shares_alone(rows, factor):
    index, countries = herfindahl(rows), len({country for country, _ in rows})
    assert 10_000 / countries <= index * (1 + 1e-9) and index <= 10_000 * (1 + 1e-9)
    assert herfindahl([(country, amount * factor) for country, amount in reversed(rows)]) == pytest.approx(index)
    split = [part for country, amount in rows for part in ((country, 0.3 * amount), (country, 0.7 * amount))]
    assert herfindahl(split) == pytest.approx(index), "a row parted in two is still one country's"
    assert sum(by_country(rows).values()) == pytest.approx(1)


def test_bands_of_the_guidelines_of_2023():
    assert [band_of(index) for index in (999, 1000, 1800, 1801, 10_000)] == [
        "not concentrated", "moderately concentrated", "moderately concentrated", "highly concentrated", "highly concentrated",
    ]  # fmt: skip


def test_supply_of_nobody_and_below_nothing_are_told():
    with pytest.raises(ValueError, match=r"Nobody supplies anything.*Give at least one amount above 0"):
        herfindahl([("Chile", 0.0)])
    with pytest.raises(ValueError, match="Peru supplies -1; an amount may be 0 or more"):
        herfindahl([("Peru", -1.0)])


def test_risk_and_points_by_hand():
    tonnes = masses([(100.0, {"dysprosium": 20.0}), (50.0, {"dysprosium": 4.0, "nickel": 2000.0})])
    assert tonnes == {"dysprosium": 2.2, "nickel": 100.0}
    shares = supply_shares(tonnes, {"dysprosium": 2200.0, "nickel": 1e6})
    assert shares == pytest.approx({"dysprosium": 0.001, "nickel": 1e-4})
    risk = supply_risk(shares)
    assert risk == pytest.approx(0.001 * 1.0 + 1e-4 * 0.1489, rel=1e-4), "China has all dysprosium; of nickel the index is 1,489"
    assert supply_points(np.array([0.0, 0.025, 0.1, 3.0])) == pytest.approx([5.0, 3.75, 0.0, 0.0])
    assert supply_risk({}) == 0.0


def test_a_thousand_megawatts_of_membranes_take_a_sizeable_share_of_all_iridium():
    found = of(electrolyser_capacity=1000.0, electrolyser="pem")
    assert np.mean(found["iridium_mass"]) == pytest.approx(1.224, rel=0.02)
    assert found["exhibits"]["critical_materials"]["iridium"] == (
        "0.16 of a year's world production; HHI 8,769, highly concentrated; 94% from South Africa"
    ), "1.2 of 7 to 8 tonnes a year"
    assert "neodymium_mass" not in found and "silver_mass" not in found


def test_every_kind_of_electrolyser_that_a_store_may_have_is_known():
    assert set(ELECTROLYSERS.rows) == set(ELECTROLYSER_CELLS.rows)
    assert {name for lines in INTENSITIES.lines.values() for name in lines} == set(MATERIALS)
    assert set(MATERIALS) <= set(supply()), "whose supply is known"
    assert all(line.low > 0 for line in PRODUCTION.lines["world"].values())


def test_a_cell_not_stated_is_that_of_the_store():
    unstated, stated = of(electrolyser_capacity=9.0), of(electrolyser_capacity=9.0, electrolyser=USUAL_CELL)
    assert np.array_equal(unstated["iridium_mass"], stated["iridium_mass"])


def test_a_drive_train_not_stated_is_the_one_or_the_other_in_each_draw():
    direct, geared = (of(wind_capacity=500.0, drive_train=kind) for kind in ("direct_drive", "geared"))
    unknown = of(wind_capacity=500.0)
    for name in ("neodymium_mass", "dysprosium_mass", "copper_mass"):
        is_direct = unknown[name] == direct[name]
        assert np.all(is_direct | (unknown[name] == geared[name])), "the same intensities, stated or not"
        assert 0.4 < is_direct.mean() < 0.6
    wide = [np.ptp(np.percentile(one["neodymium_mass"], (10, 90))) for one in (unknown, direct, geared)]
    assert wide[0] > max(wide[1:]), "who does not know is less sure than either"
    shown = unknown["exhibits"]["neodymium_by_drive_train"]
    assert shown == pytest.approx({"direct_drive": 89.6, "geared": 9.48}, rel=0.01), "179 and 19 kg/MW"
    assert "neodymium_by_drive_train" not in direct["exhibits"]


def test_more_machines_of_one_block_add_up():
    both, wind, sun = of(wind_capacity=40.0, solar_capacity=60.0), of(wind_capacity=40.0), of(solar_capacity=60.0)
    assert np.allclose(both["zinc_mass"], wind["zinc_mass"] + sun["zinc_mass"])
    assert np.allclose(both["supply_risk"], wind["supply_risk"] + sun["supply_risk"])


def test_bad_words_are_told():
    with pytest.raises(InputMissing, match="drive_train is 'belt'; it may be direct_drive, geared"):
        of(wind_capacity=1.0, drive_train="belt")
    with pytest.raises(KeyError, match="has no row 'alcaline'; it has pem, alkaline, solid_oxide"):
        critical_materials(electrolyser_capacity=1.0, electrolyser="alcaline")
    with pytest.raises(TypeError, match="takes no input called capacity; it takes wind_capacity"):
        critical_materials(capacity=1.0)
    with pytest.raises(ValueError, match=r"states no capacity.*wind_capacity, electrolyser_capacity or solar_capacity in MW"):
        critical_materials(drive_train="geared")
