"""A folder of this machine as a source: what is new in it, and what is half-written, a link or no file at all."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flows import half_written, readers
from flows.landing import MOST_FILES, Arrival, Landing, Seen, keep_stream, mark_of, place, plain, too_big
from flows.sources import Source

# A file changed so short before the look may change again without a trace in its times (git calls it racily clean).
SETTLED_S = 2.0
HEAD = 1 << 20  # [bytes] by which a file that is too large to be taken is known


def look_into(data: Path, source: Source, landing: Landing, seen: Seen, folders: set[Path]) -> None:
    """Takes what lies in the source's folder into ``landing``; the folders written to are added to ``folders``."""
    folder = source.folder or data
    if not folder.is_dir():
        if not source.usual:
            landing.unreached.append((source, "there is no such folder"))
        return
    root = folder.resolve()
    names = sorted(_files_below(root, source, landing), key=lambda name: name.split("/"))
    if len(names) > MOST_FILES:
        landing.unreached.append((source, f"it holds more than {MOST_FILES:,} files; name a folder below it"))
        return
    for name in names:
        if half_written.unfinished_name(name):
            landing.left.append((source.kind, landing.name_of(source, name), half_written.UNFINISHED_NAME))
        elif not half_written.passed_over(name):
            _take_local(data, source, landing, seen, folders, root, name)


def _files_below(root: Path, source: Source, landing: Landing) -> Iterator[str]:
    """Names of all that is no folder, relative to ``root``; links to folders are not followed, so that there is an end."""

    def closed(error: OSError) -> None:
        where = Path(error.filename or root)
        name = where.relative_to(root).as_posix() if where != root and where.is_relative_to(root) else "."
        landing.unopened.append((source.kind, source.named(plain(name)), error.strerror or str(error)))

    count = 0
    for folder, folders, files in os.walk(root, onerror=closed):
        below = "" if folder == str(root) else os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        folders[:] = [one for one in folders if not one.startswith(".")]
        for one in folders:
            if Path(folder, one).is_symlink():
                name = source.named(plain(f"{below}{one}"))
                landing.unopened.append((source.kind, name, "it is a link to a folder, which is not followed"))
        for name in files:
            yield below + name
            count += 1
            if count > MOST_FILES:
                return


def _take_local(data: Path, source: Source, landing: Landing, seen: Seen, folders: set[Path], root: Path, name: str) -> None:
    full = landing.name_of(source, name)
    now = time.time()
    try:
        with _opened(root, name) as file:
            handle = file.fileno()
            before = half_written.state(handle)
            signature = "-".join(str(number) for number in before)
            known = seen.get((source.kind, source.address, full))
            size = before[0]
            large = too_big(source.kind, full, size)
            if known and known["signature"] == signature and (large or place(data, known["sha256"]).exists()):
                sha256 = known["sha256"]
                landing.take(Arrival(source.kind, full, sha256, size, place(data, sha256), source.address), signature)
                return
            if why := half_written.still_written(handle, now - before[1] / 1e9):
                landing.left.append((source.kind, full, why))
                return
            if large:
                sha256 = mark_of(file.read(HEAD), size)
            else:
                sha256, size = keep_stream(data, file, folders, readers.most_bytes(source.kind, full))
            if half_written.state(handle) != before or size != before[0]:
                landing.left.append((source.kind, full, half_written.CHANGED))
                return
            if why := half_written.still_written(handle, now - before[1] / 1e9):
                landing.left.append((source.kind, full, why))
                return
    except OSError as error:
        landing.unopened.append((source.kind, full, error.strerror or str(error)))
        return
    settled = max(before[1], before[2]) / 1e9 < now - SETTLED_S
    landing.take(Arrival(source.kind, full, sha256, size, place(data, sha256), source.address), signature if settled else "")


def _opened(root: Path, name: str) -> BinaryIO:
    """The file below ``root``, open for reading; OSError for what is no plain file or a link that leaves the folder."""
    path = root / name
    if path.is_symlink():
        path = path.resolve()
        if not path.is_relative_to(root):
            raise OSError(errno.EPERM, "it is a link to a file outside this folder; put the file itself there")
    # Neither a pipe nor a device may hold us up, nor a link put in its place since.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no file but a pipe, a device or the like")
    return os.fdopen(handle, "rb", buffering=0)
