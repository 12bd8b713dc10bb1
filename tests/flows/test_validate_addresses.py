"""``cleanfund validate`` of addresses: tried like folders, nothing is kept, no password repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from files_at_hand import CARD, EVALUATORS, PROPOSAL, files_in, with_a_site

from flows.far_files import Unreached
from flows.named_files import NotThere
from flows.sources import SettingBroken
from flows.validate_paths import validate_paths


@pytest.fixture
def data(tmp_path) -> Path:
    return with_a_site(tmp_path / "fund")


def test_addresses_are_tried_like_folders_and_nothing_is_kept(data, tmp_path, memory):
    memory.pipe("/round/one.yaml", PROPOSAL.encode())
    memory.pipe("/round/sites/bering.yaml", CARD.replace("100 m", "1 m").encode())
    memory.pipe("/round/README.md", b"not a proposal")
    before = files_in(tmp_path)
    [row] = validate_paths(["memory://round"], data, EVALUATORS)
    assert (row["rule"], row["file"], row["place"]) == (
        "contract.bounds", "memory://round/sites/bering.yaml", "line 3, water_depth",
    )  # fmt: skip
    [row] = validate_paths(["memory://round/one.yaml"], data, EVALUATORS)
    assert (row["severity"], row["file"]) == ("ok", "memory://round/one.yaml")
    assert files_in(tmp_path) == before


def test_an_address_of_the_funds_own_sources_has_their_kind(data, memory):
    (data / "fund.yaml").write_text("sources: {progress: ['memory://awarded']}\n")
    memory.pipe("/awarded/q1.csv", b"id,title\nT-1,no progress report\n")
    rows = validate_paths(["memory://awarded/q1.csv"], data, EVALUATORS)
    assert rows and all(row["rule"].startswith(("progress.", "csv.")) for row in rows)


def test_an_address_with_nothing_a_driver_that_is_not_there_and_a_password(data, memory):
    memory.pipe("/round/README.md", b"x")
    with pytest.raises(NotThere, match=r"There is nothing to try at 'memory://round'"):
        validate_paths(["memory://round"], data, EVALUATORS)
    with pytest.raises(Unreached, match=r"'memory://nobody' cannot be reached, or is not there: "):
        validate_paths(["memory://nobody"], data, EVALUATORS)
    with pytest.raises(Unreached, match=r"'nosuch://round' cannot be reached, or is not there: the address is not understood"):
        validate_paths(["nosuch://round"], data, EVALUATORS)
    with pytest.raises(SettingBroken, match="credential") as told:
        validate_paths(["s3://key:hunter2@round"], data, EVALUATORS)
    assert "hunter2" not in str(told.value)
