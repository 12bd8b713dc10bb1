"""The registry of materials over a snapshot: sums by stratum, shares, who needs most, and who is left out."""

from __future__ import annotations

import macc_snapshot
import numpy as np
import pytest
from materials_snapshot import RUN, UP, make_snapshot

from evaluators.critical_materials.tables import PRODUCTION
from scorecards.materials import MATERIALS, materials
from scorecards.table import NotFound
from scorecards.warehouse import open_snapshot, rows


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_snapshot(tmp_path_factory.mktemp("materials") / "data")


def asked(data, *words, **more):
    with open_snapshot(data) as connection:
        table = materials(connection, *words, **more)
    assert table.schema == "materials/1" and table.run == RUN
    assert all(list(row) == [column.name for column in MATERIALS] for row in table.rows)
    return table


def test_tonnes_are_added_stratum_by_stratum(data):
    found = {row["material"]: row for row in asked(data).rows}
    assert set(found) == {"neodymium", "iridium"}, "what stands in no block is no machine"
    one, total = found["neodymium"], 3 * UP + 1.0
    assert [one[f"tonnes_{which}"] for which in ("p10", "p50", "p90")] == pytest.approx(np.percentile(total, (10, 50, 90)))
    assert one["projects"] == 2 and one["most_project"] == "CTIF-003", "both of its blocks are counted"
    assert one["most_share"] == pytest.approx((1.0 + 30.0) / 46.0)


def test_shares_are_of_a_year_of_the_world_and_weighed_by_concentration(data):
    one = next(row for row in asked(data).rows if row["material"] == "iridium")
    year = PRODUCTION.medians("world").iridium
    assert 7 < year < 8 and one["world_production"] == year
    assert one["share_p50"] == pytest.approx(0.75 / year) and one["hhi"] == pytest.approx(8769, abs=1)
    assert (one["band"], one["top_country"]) == ("highly concentrated", "South Africa")
    assert one["supply_risk"] == pytest.approx(0.75 / year * 0.8769, rel=1e-3)


def test_what_weighs_most_stands_first_and_is_named(data):
    table = asked(data)
    risks = [row["supply_risk"] for row in table.rows]
    assert risks == sorted(risks, reverse=True) and table.rows[0]["material"] == "iridium"
    assert table.notes[0].startswith("3 of 3 projects state machines whose materials are known")
    assert table.notes[1].startswith("The tightest is iridium: 0.75 tonnes, 10")
    assert "94% of it from South Africa" in table.notes[1]


def test_a_pillar_alone(data):
    table = asked(data, "OFFSHORE_WIND")
    assert [(row["material"], row["projects"]) for row in table.rows] == [("neodymium", 1)]
    with open_snapshot(data) as connection, pytest.raises(NotFound, match="There is no pillar 'wnd'"):
        materials(connection, "wnd")


def test_of_funded_projects_alone(data):
    table = asked(data, funded=True)
    assert [(row["material"], row["most_project"], row["projects"]) for row in table.rows] == [("neodymium", "CTIF-001", 1)]
    pledged = asked(data, "hydrogen", funded=True)
    assert pledged.notes == ["No project is asked for, so nothing is needed."], "a pledge is no commitment"


def test_an_older_run_knows_none_and_says_so(data):
    with open_snapshot(data, macc_snapshot.RUN) as connection:
        table = materials(connection)
    assert table.rows == [] and "a snapshot of an older run knows none" in table.notes[0]


def test_the_table_for_questions_of_ones_own(data):
    with open_snapshot(data) as connection:
        found = rows(connection, "SELECT project_id, block, material, p50 FROM material_latest")
    assert [(row["project_id"], row["block"], row["material"]) for row in found] == [
        ("CTIF-001", "1", "neodymium"), ("CTIF-002", "1", "iridium"),
        ("CTIF-003", "1", "neodymium"), ("CTIF-003", "2", "neodymium"),
    ]  # fmt: skip
