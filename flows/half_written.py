"""Files that somebody is still writing: told by their name, by who has them open, and by their change under our eyes."""

from __future__ import annotations

import errno
import os
import re
import signal

# Of a browser, an FTP client, rsync, an editor: the file gets its real name when it is whole.
_UNFINISHED = re.compile(
    r"(?i).*\.(part|partial|filepart|tmp|temp|crdownload|download|upload|aria2|incomplete|swp)|.*~|\..+\.[A-Za-z0-9]{6}"
)
YOUNG_S = 10.0  # where a file is seen while it still grows, and nobody can be asked who writes it
OPEN_BUT_IDLE_S = 3600.0  # open for writing, and nothing written for so long: an editor left open
BEING_WRITTEN = "somebody is writing it"
UNFINISHED_NAME = "its name says that it is not whole yet"
CHANGED = "it changed while it was read"
YOUNG = f"it is younger than {YOUNG_S:.0f} s and may still grow"


def unfinished_name(name: str) -> bool:
    """Whether the last part of ``name`` is what programs call a file that is not whole yet."""
    last = name.rsplit("/", 1)[-1]
    return not last.startswith("~$") and _UNFINISHED.fullmatch(last) is not None


def passed_over(name: str) -> bool:
    """Whether a file is none of the fund's: hidden, the lock of an office program, or a README."""
    parts = name.split("/")
    return any(part.startswith((".", "~$")) for part in parts) or parts[-1].lower().startswith("readme")


def still_written(handle: int, idle: float) -> str:
    """Why the open file ``handle`` may not be whole yet; "" where it is. ``idle`` [s] is how long nothing was written to it.

    A file is whole when no process (nor we) has it open for writing; where that cannot be known, when it is not young.

    Linux gives a read lease on a file only while nobody has it open for writing (fcntl(2), F_SETLEASE); not on the file of
    another user, nor on every file system.
    """
    try:
        import fcntl

        lease, read, unlock, own_signal = fcntl.F_SETLEASE, fcntl.F_RDLCK, fcntl.F_UNLCK, fcntl.F_SETSIG
    except (ImportError, AttributeError):  # not Linux
        return _young(idle)
    try:
        # Whoever opens the file while we hold the lease is told by a signal to us: one that does nothing by default.
        fcntl.fcntl(handle, own_signal, signal.SIGURG)
        fcntl.fcntl(handle, lease, read)
        fcntl.fcntl(handle, lease, unlock)
    except OSError as error:
        if error.errno == errno.EAGAIN:
            return BEING_WRITTEN if idle < OPEN_BUT_IDLE_S else ""
        return _young(idle)
    return ""


def _young(idle: float) -> str:
    # The clock of a file server may go ahead of ours.
    return YOUNG if abs(idle) < YOUNG_S else ""


def state(handle: int) -> tuple[int, int, int, int]:
    """What changes when a file is written or replaced: size, times of change, and number [1]."""
    found = os.fstat(handle)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
