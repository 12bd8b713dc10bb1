"""The options that every command has."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter

from app.hints import default_data

EVERYWHERE = Group("Everywhere", sort_key=99)
Format = Literal["table", "json", "jsonl", "csv"]


@Parameter(name="*", group=EVERYWHERE)
@dataclass(frozen=True)
class Options:
    """Where the fund's papers are, and how the answer is written."""

    data: Annotated[Path, Parameter(env_var="CLEANFUND_DATA")] = field(default_factory=default_data)
    """The fund's folder; where this one holds a fund.yaml, this one."""

    format: Format = "table"
    """How to write the answer."""

    no_colour: Annotated[bool, Parameter(name=("--no-colour", "--no-color"), negative=())] = False
    """No colour; NO_COLOR does the same."""

    debug: Annotated[bool, Parameter(negative=())] = False
    """Show the traceback of an error."""


AsOf = Annotated[str | None, Parameter(name="--as-of")]
DEFAULT = Options()
