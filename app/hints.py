"""Next steps as they can be copied: the command by the name it has here, with the data folder that was named."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

_GROUPS = ("runs", "quarantine", "export", "ledger", "call")  # commands that have commands; those of ``evaluator`` ask no fund
_ALONE = (
    "demo", "doctor", "run", "validate", "withdraw", "rank", "compare", "show", "explain", "macc", "materials", "trials", "size",
    "sql",
)  # fmt: skip
_ASKING = rf"(?:{'|'.join(_GROUPS)}) [a-z0-9]+\b|(?:{'|'.join(_ALONE)})\b"
_COMMAND = re.compile(rf"\bcleanfund ({_ASKING})(?! --help)(?![^.;']* --data)")
_NAME = re.compile(rf"(?<![\w./-])cleanfund(?= (?:{_ASKING}|init\b|evaluator\b|--help))")


def default_data() -> Path:
    """The data folder where none is named: CLEANFUND_DATA, this folder where it is a fund's own, or ``data``."""
    if os.environ.get("CLEANFUND_DATA"):
        return Path(os.environ["CLEANFUND_DATA"])
    return Path() if Path("fund.yaml").is_file() and not Path("data", "fund.yaml").is_file() else Path("data")


def asks_a_fund(command: str) -> bool:
    """Whether a command, as "runs show ", reads or writes a fund's folder."""
    return command.partition(" ")[0] in (*_GROUPS, *_ALONE)


def as_typed(text: str, data: Path) -> str:
    """``text`` with every command in it as it works when copied: ``--data`` where another folder than the default was named."""
    if data != default_data():
        named = shlex.quote(str(data)).replace("\\", "\\\\")
        text = _COMMAND.sub(rf"cleanfund \1 --data {named}", text)
    return _NAME.sub(_program().replace("\\", "\\\\"), text)


def _program() -> str:
    """What the command is called here: its path, such as .venv/bin/cleanfund, where the shell does not find it by name."""
    called = Path(sys.argv[0])
    if shutil.which("cleanfund") or called.name != "cleanfund" or not called.is_file():
        return "cleanfund"
    near = os.path.relpath(called)
    return shlex.quote(near if not near.startswith("..") else str(called))
