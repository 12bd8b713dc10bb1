"""The files at an address, through fsspec: which there are, how big, and by what to tell that one has changed."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flows.landing import MOST_FILES
from flows.patience import pauses, within
from flows.sources import PASSED_ON, Source

TRIES = 3
TIMEOUT_S, LIST_S = 20.0, 120.0
DEEPEST = 12  # folders below the address
AT_ONCE = 8
EXTRAS = {"s3": "s3", "gs": "gcs", "abfs": "abfs", "sftp": "sftp", "http": "http"}
_FINAL = (FileNotFoundError, PermissionError, NotADirectoryError, ImportError, ValueError)
_TAGS = ("ETag", "etag", "generation", "Content-MD5")
_TIMES = ("LastModified", "Last-Modified", "last_modified", "mtime", "updated", "modified", "created")


class Unreached(Exception):
    """A source cannot be asked; the message says why and what to do."""


@dataclass(frozen=True)
class Far:
    """A file at its server: ``signature`` changes when it does ("" where the server gives nothing to tell by)."""

    name: str
    path: str
    size: int | None
    signature: str
    changed: float | None


def list_files(
    source: Source, sleep: Callable[[float], None] = time.sleep, seconds: float | None = None
) -> tuple[Any, list[Far]]:
    """The driver of a source and the files there, by name; raises ``Unreached``. One try where ``seconds`` [s] limits it."""
    try:
        return tried(lambda: within(seconds or LIST_S, lambda: _list(source)), source.address, sleep, 1 if seconds else TRIES)
    except Unreached:
        raise
    except ImportError as error:
        extra = EXTRAS.get(source.protocol)
        remedy = f"pip install 'cleanfund[{extra}]'" if extra else f"install it ({error.name or error})"
        raise Unreached(f"its driver is not installed: {remedy}") from None
    except ValueError as error:
        raise Unreached(f"the address is not understood: {said_by(error)}") from None
    except Exception as error:  # noqa: BLE001 - every driver raises errors of its own
        raise Unreached(said_by(error)) from None


def reach(source: Source, seconds: float) -> tuple[bool, str]:
    """Whether a source answers within ``seconds`` [s], and one line about it."""
    try:
        if source.folder is None:
            return True, f"{source.address}: {len(list_files(source, seconds=seconds)[1]):,} files"
        if not source.folder.is_dir():
            raise Unreached("there is no such folder")
    except Unreached as error:
        return False, f"{source.address} cannot be reached: {error}"
    return True, f"{source.address}: a folder that is there"


def _list(source: Source) -> tuple[Any, list[Far]]:
    from fsspec.core import url_to_fs

    with _sftp_knows_its_hosts(source):
        system, root = url_to_fs(source.address, **_driver_options(source))
    if source.protocol == "s3":
        system.retries = 1  # we try again ourselves
    root = root.rstrip("/")
    if source.files:
        return system, [far_file(name, system.info(f"{root}/{name}")) for name in source.files]
    deepest = {"maxdepth": DEEPEST} if source.protocol in ("http", "sftp", "ftp", "smb") else {}
    found: dict[str, dict[str, Any]] = system.find(root, detail=True, **deepest)
    if not found and not system.exists(root) and source.protocol not in ("s3", "gs", "abfs"):
        raise FileNotFoundError(root)
    files = []
    for path, info in found.items():
        alone = path == root
        if not alone and not path.startswith(f"{root}/"):
            continue  # a page may link to anywhere
        name = (path.rsplit("/", 1)[-1] if alone else path[len(root) + 1 :]) if root else path
        if source.protocol == "http":
            if "?" in name or "#" in name or not name:
                continue
            name, info = unquote(name), {"name": path}
        if {"", ".", ".."} & set(name.split("/")) or info.get("type") == "directory":
            continue
        files.append((name, path, info))
        if len(files) > MOST_FILES:
            raise Unreached(f"it holds more than {MOST_FILES:,} files; name a folder below it")
    if source.protocol == "http":  # a page of links tells neither size nor time
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = list(pool.map(system.info, [path for _, path, _ in files]))
        files = [(name, path, info) for (name, path, _), info in zip(files, told, strict=True)]
    described = [far_file(name, info | {"name": path}) for name, path, info in files]
    return system, sorted(described, key=lambda one: one.name.split("/"))


def far_file(name: str, info: dict[str, Any]) -> Far:
    """A file as its driver describes it."""
    size = info.get("size")
    tag = next((str(info[key]) for key in _TAGS if info.get(key)), "")
    times = [info[key] for key in _TIMES if info.get(key)]
    changed = _moment(times[0]) if times else None
    signature = f"tag {tag} {size}" if tag else f"time {changed!r} {size}" if changed is not None else ""
    return Far(name, str(info["name"]), int(size) if size is not None else None, signature, changed)


def _moment(written: Any) -> float | None:
    """A time as a driver gives it, in seconds since 1970."""
    if isinstance(written, datetime):
        return (written if written.tzinfo else written.replace(tzinfo=UTC)).timestamp()
    if isinstance(written, int | float):
        return float(written)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _moment(read(str(written)))
        except (ValueError, TypeError):
            continue
    return None


def _driver_options(source: Source) -> dict[str, Any]:
    """What the driver of the address calls the options of fund.yaml, and ends to its waiting."""
    said, seconds = source.options, timeout(source)
    options: dict[str, Any] = {"skip_instance_cache": True}
    if source.protocol != "sftp":  # hands all it is given on to paramiko
        options["use_listings_cache"] = False
    options |= {name: said[name] for name in PASSED_ON.get(source.protocol, ()) if name in said}
    if source.protocol == "s3":
        options["config_kwargs"] = {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 1}}
        if "region" in said:
            options["client_kwargs"] = {"region_name": said["region"]}
    elif source.protocol == "gs" and options.pop("anon", False):
        options["token"] = "anon"  # noqa: S105 - gcsfs calls "nobody" so
    elif source.protocol == "http":
        import aiohttp

        limits = aiohttp.ClientTimeout(total=None, sock_connect=seconds, sock_read=seconds)
        options |= {"simple_links": False, "client_kwargs": {"timeout": limits, "trust_env": True}}
    elif source.protocol == "sftp":
        options |= {"timeout": seconds, "banner_timeout": seconds, "auth_timeout": seconds}
    return options


@contextlib.contextmanager
def _sftp_knows_its_hosts(source: Source) -> Any:
    """fsspec's driver would take any server for the right one; ours asks the file of known hosts."""
    if source.protocol != "sftp":
        yield
        return
    import fsspec
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    class KnownHosts(SFTPFileSystem):
        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            if "host_keys" in source.options:
                self.client.load_host_keys(str(Path(source.options["host_keys"]).expanduser()))
            else:
                self.client.load_system_host_keys()
            self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()

    for protocol in ("sftp", "ssh"):
        fsspec.register_implementation(protocol, KnownHosts, clobber=True)
    yield


def timeout(source: Source) -> float:
    """How long one answer of the source's server is waited for [s]."""
    return float(source.options.get("timeout_s", TIMEOUT_S))


def tried(call: Callable[[], Any], seed: str, sleep: Callable[[float], None], tries: int = TRIES) -> Any:
    """What ``call`` answers, tried again after growing pauses where that may help."""
    for count, pause in zip(range(1, tries + 1), pauses(seed), strict=False):
        try:
            return call()
        except (*_FINAL, Unreached):
            raise
        except Exception:  # every driver raises errors of its own
            if count == tries:
                raise
            sleep(pause)
    raise AssertionError("unreachable")


def said_by(error: BaseException) -> str:
    """What a driver complains of, on one line, without anything that looks like a secret."""
    text = " ".join((str(getattr(error, "strerror", "") or error) or type(error).__name__).split())
    return re.sub(r"(?i)([\w-]*(?:key|secret|token|signature|password)[\w-]*)=[^\s&]+", r"\1=...", text)[:200]
