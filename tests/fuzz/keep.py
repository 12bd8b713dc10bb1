"""What a hunt suspects: looked at again in fresh processes, made small, and kept under ``found/<reader>/`` for the tests.

``python -m tests.fuzz.keep READER FILE TARGET`` makes one file small and writes it to TARGET.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.mutate import packed, unpacked

ROOT = Path(__file__).resolve().parents[2]
FOUND = Path(__file__).parent / "found"
LARGEST = 10_000  # bytes of a case that is kept
SECONDS = 40  # of processor time, for making one file small
PATIENCE = 600  # seconds of any clock; ten of them may be processor time


@dataclass(frozen=True)
class Finding:
    """A fault that happens again; ``kept`` is where its small case lies."""

    sign: str
    detail: str
    kept: str


def look_again(reader: str, suspect: Path, warm: Path | None) -> tuple[str, str] | None:
    """Sign and detail of the fault, if it happens again in a fresh process. Readers with a child of their own are asked with it
    where the libraries below, not they, gave way: what the child survives is no fault."""
    found = _judged(reader, suspect, [str(warm)] if warm else [])
    apart = "read_here" in (ROOT / "flows" / "readers" / f"{reader}.py").read_text(encoding="utf-8")
    if found and apart and found[0].startswith(("crash", "hang", "memory", "MemoryError")):
        return _judged(reader, suspect, ["--apart"])
    return found


def _judged(reader: str, path: Path, more: list[str]) -> tuple[str, str] | None:
    command = [sys.executable, "-m", "tests.fuzz.judge", reader, str(path), *more]
    try:
        child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return "hang", f"no answer in {PATIENCE} s"
    if child.returncode:
        innermost = next((line.strip() for line in child.stderr.splitlines() if "/flows/" in line), child.stderr[-200:])
        return ("hang" if child.returncode == -24 else "crash"), f"ended with {child.returncode}: {innermost}"
    line = next((line for line in child.stdout.splitlines() if line.startswith('{"sign"')), "")
    return (told["sign"], told["detail"]) if line and (told := json.loads(line)) else None


def keep(reader: str, suspect: Path, sign: str, detail: str, large: Path) -> Finding:
    """Makes the case small and keeps it with the tests, or, where it stays too large for that, in the folder ``large``."""
    small = suspect.with_name("small")
    small.unlink(missing_ok=True)
    if sign not in ("crash", "hang", "memory"):
        command = [sys.executable, "-m", "tests.fuzz.keep", reader, str(suspect), str(small), sign]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=2 * PATIENCE, check=False)
    data = small.read_bytes() if small.exists() else suspect.read_bytes()
    folder = FOUND / reader if len(data) <= LARGEST else large
    folder.mkdir(parents=True, exist_ok=True)
    last = suspect.name[suspect.name.index(".") :]
    path = folder / f"{sign}-{hashlib.sha256(data).hexdigest()[:6]}{last}"
    path.write_bytes(data)
    return Finding(sign, detail, str(path))


def smaller(data: bytes, fails: Callable[[bytes], bool], seconds: float = SECONDS) -> bytes:
    """The least that still fails, within the time: members of an archive, lines, then bytes are left out."""
    ends = time.process_time() + seconds
    members = unpacked(data) if data.startswith(b"PK\x03\x04") else None
    if members and fails(packed(members)):
        for name in list(members):
            less = {other: content for other, content in members.items() if other != name}
            if less and fails(packed(less)):
                members = less
        for name in list(members):

            def with_part(part: bytes, name: str = name) -> bool:
                return fails(packed({**members, name: part}))

            members[name] = smaller(members[name], with_part, (ends - time.process_time()) / 2)
        return packed(members)
    for parts in (data.splitlines(keepends=True), [data[at : at + 1] for at in range(len(data))]):
        if len(parts) <= 20_000:
            data = b"".join(_fewer(parts, fails, ends))
    return data


def _fewer(parts: list[bytes], fails: Callable[[bytes], bool], ends: float) -> list[bytes]:
    """Leaves out ever smaller runs of parts (Zeller and Hildebrandt's ddmin, 2002, by complements alone)."""
    width = max(len(parts) // 2, 1)
    while True:
        at, shorter = 0, False
        while at < len(parts) and time.process_time() < ends:
            less = parts[:at] + parts[at + width :]
            if fails(b"".join(less)):
                parts, shorter = less, True
            else:
                at += width
        if time.process_time() >= ends or (width == 1 and not shorter):
            return parts
        width = max(width // 2, 1)


def main() -> None:
    """Makes one file small in this process: only for faults that do not end it."""
    from tests.fuzz.judge import Fault, in_this_process, judge, reader_named

    reader, path, target, sign = reader_named(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    in_this_process(reader)

    def fails(data: bytes) -> bool:
        try:
            judge(reader.KIND, f"x{path.name[path.name.index('.') :]}", data)
        except Fault as fault:
            return fault.sign == sign
        return False

    data = path.read_bytes()
    target.write_bytes(smaller(data, fails) if fails(data) else data)


if __name__ == "__main__":
    main()
