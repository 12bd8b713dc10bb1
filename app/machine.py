"""What ``cleanfund doctor`` looks at: each check is a small function that returns a finding.

Nothing heavy is imported: versions come from the packages' metadata, files from the folder.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

OK, WARN, WRONG = "ok", "warn", "wrong"
LEAST_FREE_MB, ENOUGH_FREE_MB = 500, 5_000  # a run of 1,000 proposals writes about 1 GB
HALF_DONE_AFTER = 3600.0  # seconds after which a temporary file belongs to no living run
# Versions that work together, and what happens where they do not.
VERSIONS: dict[str, tuple[str, str]] = {
    "prefect": (">=3.8.8,<4", "flows and tasks"),
    "fastapi": ("<0.151", "Prefect's server does not start with a newer one"),
    "sqlalchemy": ("<2.1", "with a newer one Prefect's schedules silently never fire"),
    "great-expectations": (">=1.24,<2", "validation"),
    "duckdb": (">=2.0,<3", "the warehouse"),
    "pandas": (">=3.1,<4", "validation and weather files"),
    "pvlib": (">=0.16.1,<0.17", "weather files"),
    "numpy": (">=2.3", "draws"),
    "cyclopts": (">=5.4,<6", "this command"),
}


@dataclass(frozen=True)
class Health:
    """One finding: ``state`` is ok, warn or wrong; ``mend`` what to do."""

    name: str
    state: str
    text: str
    mend: str = ""


def examine(data: Path) -> Iterator[Health]:
    """Every check, in order; a check that cannot look is a warning of its own, never a crash."""
    from app.ledger_health import ledger

    checks: tuple[Callable[[Path], Health | list[Health]], ...] = (
        python,
        packages,
        folder,
        fund_file,
        sources,
        disk,
        leftovers,
        lock,
        pipeline_database,
        snapshot,
        ledger,
        weather,
        analytics,
    )
    for check in checks:
        try:
            found = check(data)
        except Exception as error:  # noqa: BLE001 - what cannot be looked at is itself a finding
            found = Health(check.__name__.replace("_", " "), WARN, f"could not look: {type(error).__name__}: {error}")
        yield from found if isinstance(found, list) else [found]


def python(_: Path) -> Health:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return Health("python", OK if good else WRONG, version, "" if good else "Install Python 3.11 or newer.")


def packages(_: Path) -> list[Health]:
    from packaging.specifiers import SpecifierSet

    found = []
    for name, (wanted, why) in VERSIONS.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found.append(Health(name, WRONG, f"is not installed ({why})", f"pip install '{name}{wanted}'"))
            continue
        good = SpecifierSet(wanted, prereleases=True).contains(version)
        found.append(
            Health(
                name,
                OK if good else WRONG,
                version if good else f"{version} is not {wanted}: {why}",
                "" if good else f"pip install '{name}{wanted}'",
            )
        )
    return found


def folder(data: Path) -> Health:
    if not data.is_dir():
        return Health(
            "data folder", WARN, f"{data} is not there", "cleanfund demo makes one; --data or CLEANFUND_DATA names another"
        )
    probe = data / f".doctor.{os.getpid()}.tmp"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Health(
            "data folder",
            WRONG,
            f"{data} cannot be written: {error.strerror}",
            "Give yourself the right to write there, or name another folder.",
        )
    unreadable = [path for path in data.glob("*/*") if path.is_file() and not os.access(path, os.R_OK)]
    if unreadable:
        return Health("data folder", WRONG, f"{unreadable[0]} cannot be read", "Give yourself the right to read it.")
    if not (data / "proposals").is_dir():
        return Health(
            "data folder", WARN, f"{data} holds no 'proposals'", "Put proposal files there, or: cleanfund demo --data NEW_FOLDER"
        )
    return Health("data folder", OK, str(data))


def fund_file(data: Path) -> Health:
    from flows.fund import FundFileBroken, read_fund

    if not (data / "fund.yaml").exists():
        return Health("fund.yaml", WARN, "is not there; defaults are taken", "Write one: cleanfund demo brings a sample.")
    try:
        fund = read_fund(data)
    except FundFileBroken as error:
        return Health("fund.yaml", WRONG, str(error), f"Mend {data / 'fund.yaml'}; cleanfund demo brings a sample to compare.")
    return Health("fund.yaml", OK, f"{fund.name}, {fund.draws:,} draws")


def sources(data: Path) -> list[Health]:
    """The folders and addresses that fund.yaml names beside its own folders; each is asked once, for ten seconds."""
    from flows.far_files import reach
    from flows.fund import FundFileBroken, read_fund
    from flows.sources import sources_of

    try:
        asked = [(one, *reach(one, 10.0)) for one in sources_of(read_fund(data).content, data) if not one.usual]
    except FundFileBroken:
        return []  # said by fund_file
    remedy = "Check the address, the network and who may read there."
    return [Health(f"{one.kind} source", OK if there else WRONG, text, "" if there else remedy) for one, there, text in asked]


def disk(data: Path) -> Health:
    place = data if data.is_dir() else Path()
    free = shutil.disk_usage(place).free / 1e6
    state = WRONG if free < LEAST_FREE_MB else WARN if free < ENOUGH_FREE_MB else OK
    return Health(
        "disk",
        state,
        f"{free / 1e3:,.1f} GB free",
        "" if state == OK else "Make room: old files in data/published and data/warehouse go first.",
    )


def leftovers(data: Path) -> list[Health]:
    found = []
    for path in half_done(data):
        found.append(
            Health(
                "left over",
                WARN,
                f"{path.relative_to(data)}: half-written by a run that was cut short",
                "cleanfund doctor --mend removes it",
            )
        )
    for path in dead_records(data):
        found.append(
            Health(
                "left over",
                WARN,
                f"{path.relative_to(data)}: record of a process that is gone",
                "cleanfund doctor --mend removes it",
            )
        )
    return found or [Health("left over", OK, "nothing half-written, no dead record")]


def half_done(data: Path) -> list[Path]:
    """Temporary files that no living run can own: older than HALF_DONE_AFTER, or older than the machine's last run."""
    now = datetime.now(UTC).timestamp()
    return sorted(
        path
        for pattern in ("published/.*.tmp*", "warehouse/.*.tmp", "state/.*.tmp", "landing/**/.*.tmp", "parts/**/.*.tmp", ".*.tmp")
        for path in data.glob(pattern)
        if path.is_file() and now - path.stat().st_mtime > HALF_DONE_AFTER
    )


def dead_records(data: Path) -> list[Path]:
    """Records of processes under ``state`` whose process is gone."""
    return sorted(path for path in (data / "state").glob("*.pid") if not _living(path))


def _living(record: Path) -> bool:
    from flows.orphans import identity

    try:
        noted = json.loads(record.read_text())
        pairs = [(int(noted["pid"]), noted["started"]), (int(noted["owner"]), noted["owner_started"])]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return any(started and identity(pid) == started for pid, started in pairs)


def mend(data: Path) -> list[str]:
    """Removes what ``leftovers`` names, and nothing else; returns what was removed."""
    removed = []
    for path in [*half_done(data), *dead_records(data)]:
        path.unlink(missing_ok=True)
        removed.append(str(path.relative_to(data)))
    return removed


def lock(data: Path) -> Health:
    living = [path for path in (data / "state").glob("*.pid") if _living(path)]
    if living:
        return Health(
            "runs", WARN, f"a run or its server is at work ({living[0].name})", "Wait for it to end; only one run at a time."
        )
    return Health("runs", OK, "none at work")


def pipeline_database(data: Path) -> Health:
    """The schema is read from the last snapshot: nobody but the pipeline opens the pipeline's own database."""
    path = data / "warehouse" / "pipeline.duckdb"
    if not path.is_file():
        return Health("pipeline database", WARN, "is not there yet", "cleanfund run makes it")
    if not os.access(path, os.R_OK | os.W_OK):
        return Health("pipeline database", WRONG, f"{path} cannot be read and written", "Give yourself the right to.")
    from scorecards.warehouse import NothingPublished, migrations, open_snapshot, rows

    size, known = f"{path.stat().st_size / 1e6:,.0f} MB", migrations()[-1][0]
    try:
        with open_snapshot(data) as connection:
            have = rows(connection, "SELECT max(number) AS number FROM schema_version")[0]["number"]
    except NothingPublished:
        return Health("pipeline database", OK, size)
    if have > known:
        return Health("pipeline database", WRONG, f"schema {have}, this cleanfund knows {known}", "Install the newer cleanfund.")
    return Health(
        "pipeline database", OK, f"{size}, schema {have}" + (f", the next run brings it to {known}" if have < known else "")
    )


def snapshot(data: Path) -> Health:
    from scorecards.warehouse import NothingPublished, current_run, open_snapshot

    try:
        run = current_run(data)
        with open_snapshot(data) as connection:
            connection.execute("SELECT count(*) FROM scorecard_latest").fetchone()
    except NothingPublished as error:
        broken = (data / "published" / "CURRENT").exists()
        return Health("snapshot", WRONG if broken else WARN, str(error), "cleanfund run publishes one")
    except Exception as error:  # noqa: BLE001 - a snapshot that does not open is what this check is for
        return Health(
            "snapshot",
            WRONG,
            f"{run} does not open: {error}",
            "cleanfund run publishes a new one; cleanfund rank --as-of RUN asks an older one",
        )
    age = (datetime.now(UTC).timestamp() - (data / "published" / f"{run}.duckdb").stat().st_mtime) / 3600
    old = f"{age:.0f} h old" if age < 48 else f"{age / 24:.0f} days old"
    return Health("snapshot", OK, f"{run}, {old}")


def weather(_: Path) -> Health:
    home = importlib.util.find_spec("pvlib")
    places = list(home.submodule_search_locations or []) if home else []
    there = any((Path(place) / "data" / "703165TY.csv").is_file() for place in places)
    return Health(
        "weather file",
        OK if there else WRONG,
        "Sand Point, Alaska (703165TY.csv), in pvlib" if there else "703165TY.csv of pvlib is not there",
        "" if there else "pip install --force-reinstall 'pvlib>=0.16.1,<0.17'",
    )


def analytics(_: Path) -> Health:
    on = [
        name
        for name, off in (("PREFECT_SERVER_ANALYTICS_ENABLED", "false"), ("GX_ANALYTICS_ENABLED", "false"), ("DO_NOT_TRACK", "1"))
        if name in os.environ
        and os.environ[name].lower() not in (off, "0" if off == "false" else "true", "no" if off == "false" else "yes")
    ]
    if on:
        return Health("analytics", WARN, f"the environment turns on {', '.join(on)}", "Unset it: cleanfund then keeps it off.")
    return Health("analytics", OK, "off")
