"""``cleanfund withdraw``: an applicant takes a proposal back, and staff enter it."""

from __future__ import annotations

from app.errors import UserError
from app.options import DEFAULT, Options
from app.output import say
from scorecards.history import latest_version
from scorecards.warehouse import open_snapshot


def withdraw(project: str, *, by: str, reason: str, version: int | None = None, options: Options = DEFAULT) -> None:
    """Enter that an applicant takes a proposal back; the next run takes it in.

    It stands in no ranking from then on and stays in the record; a later version stands again. An applicant may also send
    a file that states id, version, withdrawn (a date) and withdrawn_reason.

    Parameters
    ----------
    project:
        The project's number.
    by:
        Who enters it.
    reason:
        Why, and how the applicant said so; at least 8 letters.
    version:
        This version and all before it, by default the last that came in.
    """
    with open_snapshot(options.data) as snapshot:
        name, last = latest_version(snapshot, project)
    if version is not None and not 1 <= version <= last:
        raise UserError(f"{name} has no version {version}; the last that came in is {last}.")
    from flows.withdrawals import withdraw as enter

    try:
        enter(options.data, name, version or last, by, reason)
    except ValueError as error:  # the name or the reason is not enough
        raise UserError(str(error)) from None
    say(f"{name} is withdrawn up to version {version or last}. The next 'cleanfund run' takes it in.", options)
