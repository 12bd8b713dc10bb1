"""What went wrong, in words for the person at the terminal, and the exit code that scripts read."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

DONE, REFUSED, USAGE, CONTRACT, NOT_FOUND, ENVIRONMENT, BUG, BUSY, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 75, 130


class UserError(Exception):
    """An error that the user can mend: what was wrong, and what to do next; ``code`` is the exit code."""

    def __init__(self, what: str, *, then: str = "", code: int = USAGE):
        super().__init__(what)
        self.what, self.then, self.code = what, then, code


def as_user_error(error: BaseException) -> UserError | None:
    """The error as one that the user can mend; None where it is a bug of ours.

    Errors of the lower rooms are known by name and module, so that no room is imported only to name its errors.
    """
    if isinstance(error, UserError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return UserError("Stopped.", code=INTERRUPTED)
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    for kind, code in (
        ("scorecards.warehouse.Busy", BUSY),
        ("scorecards.warehouse.NothingPublished", NOT_FOUND),
        ("scorecards.warehouse.WarehouseError", ENVIRONMENT),
        ("scorecards.table.QuestionError", USAGE),
        ("scorecards.table.NotFound", NOT_FOUND),
        ("flows.orphans.EngineError", ENVIRONMENT),
        ("flows.engine.EngineError", ENVIRONMENT),
        ("flows.fund.FundFileBroken", ENVIRONMENT),
        ("scorecards.rubric.RubricBroken", ENVIRONMENT),
        ("evaluators.toolkit.contract.ContractBroken", CONTRACT),
    ):
        if kind in kinds:
            return UserError(str(error), code=code)
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] not in (
        "app",
        "flows",
        "scorecards",
        "evaluators",
    ):
        return UserError(f"The package '{error.name}' is not installed.", then="Run: cleanfund doctor", code=ENVIRONMENT)
    if isinstance(error, PermissionError | OSError) and getattr(error, "filename", None):
        return UserError(
            f"{error.strerror}: {error.filename}",
            then="Look at its rights and at the free disk: cleanfund doctor",
            code=ENVIRONMENT,
        )
    return None


def report_bug(error: BaseException, data: Path, debug: bool) -> str:
    """What to tell of a bug; the traceback goes to a file under ``data/state``, or to the terminal with ``debug``."""
    if debug:
        traceback.print_exception(error)
        return f"This is a bug in cleanfund ({type(error).__name__}). The traceback stands above."
    text = f"cleanfund {' '.join(sys.argv[1:])}\n" + "".join(traceback.format_exception(error))
    name = f"crash-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt"
    for folder in (data / "state" if data.is_dir() else None, Path(tempfile.gettempdir())):
        try:
            if folder is not None:
                folder.mkdir(exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
                return (
                    f"This is a bug in cleanfund ({type(error).__name__}: {error}).\n"
                    f"  Where: {folder / name}\n  Next:  report it with that file; --debug shows it here."
                )
        except OSError:
            continue
    traceback.print_exception(error)
    return f"This is a bug in cleanfund ({type(error).__name__})."
