"""What the tests of the scorecards share lies on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """The sample snapshot, open for questions."""
    from sample_snapshot import make_snapshot

    from scorecards.warehouse import open_snapshot

    with open_snapshot(make_snapshot(tmp_path_factory.mktemp("fund"))) as connection:
        yield connection
