"""The sample fund of the demo: brought once, and never over what is there."""

from __future__ import annotations

import pytest


def test_the_sample_is_brought_once_and_nothing_is_overwritten(tmp_path):
    from app.commands.demo import bring_sample, sample
    from app.errors import UserError

    target = tmp_path / "new" / "data"
    assert bring_sample(target)
    assert sorted(path.name for path in (target / "proposals").iterdir()) == sorted(
        path.name for path in (sample() / "proposals").iterdir()
    )
    assert not (target / "warehouse").exists()
    assert not bring_sample(target)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(UserError, match="not a fund's folder"):
        bring_sample(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    (tmp_path / "empty").mkdir()
    assert bring_sample(tmp_path / "empty")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
