"""Which rubric a fund uses: ``default``, one of those in ``rubrics/``, or the fund's own file beside its ``fund.yaml``."""

from __future__ import annotations

import difflib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from scorecards.rubric import RubricBroken

DEFAULT = "default"
ENDINGS = (".yaml", ".yml")


def rubric_names() -> tuple[str, ...]:
    """``default`` and the names of the rubrics that come with cleanfund, in order."""
    there = (one.name for one in resources.files("scorecards").joinpath("rubrics").iterdir())
    return (DEFAULT, *sorted(name.removesuffix(".yaml") for name in there if name.endswith(".yaml")))


def rubric_place(name: Any, folder: Path) -> Path | Traversable:
    """Where the rubric called ``name`` in a fund's ``rubric:`` lies; ``folder`` holds the fund's file.

    None stands for ``default``. Raises RubricBroken, with the nearest names, where there is none.
    """
    home = resources.files("scorecards")
    if name is None or name == DEFAULT:
        return home.joinpath("rubric.yaml")
    if not isinstance(name, str):
        raise RubricBroken(f"'rubric' is {name!r}; it may be {', '.join(rubric_names())}, or a file beside fund.yaml.")
    if name in rubric_names():
        return home.joinpath("rubrics", f"{name}.yaml")
    if name.endswith(ENDINGS):
        place = (folder / name).resolve()
        if not place.is_relative_to(folder.resolve()):
            # What lies elsewhere is neither backed up nor frozen with the fund's folder.
            raise RubricBroken(f"The rubric '{name}' lies outside the fund's folder. Copy it beside fund.yaml.")
        if place.is_file():
            return place
    own = sorted(one.name for one in folder.glob("*") if one.suffix in ENDINGS and one.name != "fund.yaml")
    known = [*rubric_names(), *own]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    hint = f"Nearest: {', '.join(near)}." if near else f"There are: {', '.join(known)}."
    raise RubricBroken(f"There is no rubric '{name}'. {hint} A file of the fund's own ends in .yaml and lies beside fund.yaml.")
