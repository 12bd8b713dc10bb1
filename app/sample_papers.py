"""Where the sample portfolio lies that comes with cleanfund."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from app.errors import ENVIRONMENT, UserError


def sample() -> Path:
    """The folder of the sample portfolio: in the wheel ``app/sample``, in a checkout ``data``."""
    home = Path(str(resources.files("app")))
    for folder in (home / "sample", home.parent / "data"):
        if (folder / "proposals").is_dir():
            return folder
    raise UserError(
        "No sample portfolio came with this installation.", then="install cleanfund anew from its wheel", code=ENVIRONMENT
    )
