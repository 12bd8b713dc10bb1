"""How ``cleanfund validate PATH...`` shows files, members and lines on a terminal of any width."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from files_at_hand import CARD, EVALUATORS, PROPOSAL, with_a_site
from rich.console import Console

from app.commands.validate import FINDINGS, findings_view
from evaluators.toolkit.contract import assumed, evaluator, given, measured
from flows.validate_paths import validate_paths
from scorecards.table import Table, full


@pytest.fixture
def data(tmp_path) -> Path:
    return with_a_site(tmp_path / "fund")


def test_a_terminal_shows_file_by_file_what_is_wrong_at_any_width(data, tmp_path):
    (tmp_path / "good.yaml").write_text(PROPOSAL.replace("T-1", "T-2"))
    path = tmp_path / "mine.yaml"
    path.write_text(PROPOSAL.replace("500 MW", "0 MW"))
    found = validate_paths([path, tmp_path / "good.yaml"], data, EVALUATORS)
    table = Table("findings/1", "", FINDINGS, full(found, FINDINGS), {})
    for width in (40, 80, 140):
        console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
        findings_view(console, table)
        text = " ".join(console.file.getvalue().split())
        assert "T-1 · refused" in text and "to mend 1.capacity line 17" in text and "capacity is 0 MW" in text
        assert "2 files: 1 to mend, 0 warnings." in text and "Nothing is wrong with" in text
        assert max(map(len, console.file.getvalue().splitlines())) <= width


def test_a_terminal_shows_the_places_of_a_package_by_member():
    places = "annex.xlsx, sheet Proposal, cell B18; sf424.xml, line 27, SF424_4_0.A; sf424.xml, line 28, SF424_4_0.B"
    row = dict.fromkeys((column.name for column in FINDINGS), "") | {
        "file": "in/mine.zip", "severity": "critical", "project_id": "T-1", "field": "total_cost",
        "place": places, "reason": "No.",
    }  # fmt: skip
    console = Console(file=io.StringIO(), width=120)
    findings_view(console, Table("findings/1", "", FINDINGS, [row], {}))
    assert "to mend  total_cost  annex.xlsx, sheet Proposal, cell B18; sf424.xml, lines 27, 28\n" in console.file.getvalue()


def test_a_card_alone_tells_of_each_line_that_nobody_reads(data):
    card = data / "sites" / "bering.yaml"
    lines = "watr_depth: 90 m\ncapacity_hours: 5\nwater_depth_source: GEBCO\nevidence: survey of 2025\nsources:\n  note: none\n"
    card.write_text(CARD + lines)
    found = validate_paths([card], data, EVALUATORS)
    assert [(one["severity"], one["rule"], one["field"], one["place"]) for one in found] == [
        ("warning", "site.unknown_field", "capacity_hours", "line 5, capacity_hours"),
        ("warning", "site.unknown_field", "watr_depth", "line 4, watr_depth"),
    ]
    assert found[1]["remedy"] == "Did you mean water_depth?" and found[1]["file"] == str(card)
    assert found[1]["reason"] == "'watr_depth' on the card of the site 'bering' is read by nobody: its value is not used."


def test_a_line_of_a_card_is_told_once_where_a_proposal_at_hand_uses_it(data):
    (data / "sites" / "bering.yaml").write_text(CARD + "watr_depth: 90 m\n")
    (data / "proposals").mkdir(exist_ok=True)
    (data / "proposals" / "t1.yaml").write_text(PROPOSAL)
    found = validate_paths([data / "sites", data / "proposals"], data, EVALUATORS)
    assert [(one["project_id"], one["block"]) for one in found if one["rule"] == "site.unknown_field"] == [("T-1", "1")]
    found = validate_paths([data / "proposals"], data, EVALUATORS)
    assert [Path(one["file"]).name for one in found if one["rule"] == "site.unknown_field"] == ["t1.yaml"]


@evaluator("store")
def store(
    speed=measured("m/s", "wind", shape="hour", optional=True), cost=assumed(1, 2, 3, "1", "cost", source="invented for a test"),
    hours=given("1", "hours", least=1, most=9000), spare=given("1", "spare", optional=True), depth=measured("m", "depth"),
):  # fmt: skip
    return {}


def test_what_only_a_series_or_an_assumption_can_say_is_no_line_of_a_card(data):
    card = data / "sites" / "bering.yaml"
    card.write_text("latitude: 55.0 N\nlongitude: 160.0 W\nspeed: 8 m/s\ncost: 2\nspare: 1\nhours: 5000\ndepth: 3 m\n")
    found = validate_paths([card], data, {"store": store})
    assert [one["field"] for one in found] == ["cost", "spare", "speed"]
