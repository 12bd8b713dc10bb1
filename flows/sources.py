"""Where a fund's files lie, as ``fund.yaml`` says below ``sources``: folders, addresses or lists of them; no credentials.

    sources:
      proposals: [proposals, "s3://intake/round-2026", {address: "sftp://files.example.org/in", options: {username: fund}}]
      sites: https://data.example.org/sites/
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

KINDS = ("sites", "proposals", "reviews", "progress")
# What the pipeline itself writes into the data folder.
_OWN = ("landing", "warehouse", "published", "state", "reports", "inbox")
_KEYS = ("address", "label", "files", "options")
OPTIONS: dict[str, type] = {
    "endpoint_url": str,
    "anon": bool,
    "region": str,
    "account_name": str,
    "project": str,
    "requester_pays": bool,
    "host_keys": str,
    "port": int,
    "username": str,
    "timeout_s": int,
}
# What the driver of each kind of address understands, beside timeout_s; names as it calls them.
PASSED_ON = {
    "s3": ("endpoint_url", "anon", "requester_pays"),
    "gs": ("endpoint_url", "anon", "requester_pays", "project"),
    "abfs": ("account_name", "anon"),
    "sftp": ("port", "username"),
    "ftp": ("port", "username"),
    "smb": ("port", "username"),
}
_TRANSLATED = {"s3": ("region",), "sftp": ("host_keys",)}
# A file in a file, a copy of another source, a program's own: not where a fund's files lie.
_NO_SOURCE = ("zip", "tar", "libarchive", "filecache", "simplecache", "blockcache", "cached", "reference", "dir", "dirfs", "data")
_SECRET = re.compile(r"(?i)key|secret|token|pass|pwd|credential|auth|sig\b|signature|\bsas")
WHERE_SECRETS_BELONG = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or the file ~/.aws/credentials",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS in the environment, or 'gcloud auth application-default login'",
    "abfs": "AZURE_STORAGE_ACCOUNT_KEY in the environment, or 'az login'",
    "sftp": "your SSH agent, or a key in ~/.ssh",
    "http": "the file ~/.netrc",
    "era5": "CLEANFUND_ERA5_KEY in the environment",
}
SAME_AS = {"s3a": "s3", "gcs": "gs", "abfss": "abfs", "az": "abfs", "adl": "abfs", "ssh": "sftp", "https": "http"}


class SettingBroken(Exception):
    """A setting of ``fund.yaml`` cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Source:
    """One place that files of a kind come from.

    ``label`` stands before the names of its files, so that two sources may have files of one name; the first source of a
    kind has none. ``folder`` is set where it is a folder of this machine; ``usual`` where that is the fund's own, which
    may be missing. ``files`` names the files of an address that has no list of its own.
    """

    kind: str
    address: str
    label: str = ""
    folder: Path | None = None
    usual: bool = False
    files: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def protocol(self) -> str:
        """What the address begins with, one name for those that mean the same; "file" for a folder."""
        first = self.address.split("://")[0].lower() if "://" in self.address else "file"
        return SAME_AS.get(first, first)

    def named(self, name: str) -> str:
        """The name of one of its files among all files of the kind."""
        return f"{self.label}/{name}" if self.label else name


def sources_of(content: Mapping[str, Any], data: Path) -> list[Source]:
    """The sources that ``content`` of fund.yaml names, by default the folders beside it; raises SettingBroken."""
    said = content.get("sources") or {}
    if not isinstance(said, Mapping):
        raise SettingBroken(f"sources is '{said}'; write a line for each kind below it: {', '.join(KINDS)}.")
    for kind in said:
        if kind not in KINDS:
            raise SettingBroken(f"sources: there is no kind '{kind}'; {hint(str(kind), KINDS)}")
    found: list[Source] = []
    for kind in KINDS:
        entries = said.get(kind)
        entries = [kind] if entries is None else entries if isinstance(entries, list) else [entries]
        labels: set[str] = set()
        for count, entry in enumerate(entries):
            source = _source(kind, entry, data, first=count == 0, taken=labels)
            if any((one.kind, one.address) == (kind, source.address) for one in found):
                raise SettingBroken(f"sources, {kind}: '{source.address}' stands twice; keep one.")
            labels.add(source.label)
            found.append(source)
    return found


def hint(written: str, known: Iterable[str]) -> str:
    """What a setting may have meant."""
    near = difflib.get_close_matches(written, list(known), n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."


def _source(kind: str, entry: Any, data: Path, first: bool, taken: set[str]) -> Source:
    where = f"sources, {kind}"
    if isinstance(entry, str):
        entry = {"address": entry}
    if not isinstance(entry, Mapping) or not isinstance(entry.get("address"), str) or not entry["address"].strip():
        raise SettingBroken(f"{where}: write a folder, an address such as s3://bucket/folder, or address and options below it.")
    for key in entry:
        if key not in _KEYS:
            refuse_credentials(where, str(key), entry["address"])
            raise SettingBroken(f"{where}: there is no setting '{key}'; {hint(str(key), _KEYS)}")
    address = _checked_address(where, entry["address"].strip())
    options = _checked_options(where, entry.get("options") or {}, address)
    files = entry.get("files") or []
    if not isinstance(files, list) or not all(isinstance(one, str) and _plain_name(one) for one in files):
        raise SettingBroken(f"{where}: files is a list of names below the address, such as [one.yaml, two.yaml].")
    label = entry.get("label", "" if first else _label(address, taken))
    if not isinstance(label, str) or not re.fullmatch(r"[\w-][\w .-]{0,39}|", label) or (label in taken and label):
        raise SettingBroken(f"{where}: the label '{label}' is no short name of its own (letters, digits, - and _).")
    if "://" in address and not address.lower().startswith(("file://", "local://")):
        return Source(kind, address, label, None, False, tuple(files), options)
    return Source(kind, address, label, _checked_folder(where, address, data), address == kind, (), options)


def _checked_address(where: str, address: str) -> str:
    """The address, if it is of one place and has no credential in it, which is never repeated in the message."""
    protocol = address.split("://")[0].lower() if "://" in address else ""
    if "::" in address or protocol in _NO_SOURCE:
        found = protocol or address
        raise SettingBroken(f"{where}: '{found}' is a file in a file or a copy; name the folder that holds the files.")
    if not protocol:
        return address
    try:
        parts = urlsplit(address)
        user, host = parts.netloc.rpartition("@")[0], parts.hostname
    except ValueError as error:
        raise SettingBroken(f"{where}: the address cannot be read ({error}); write it such as s3://bucket/folder.") from None
    same = SAME_AS.get(protocol, protocol)
    secret = ":" in user or (user and same in ("s3", "gs", "http"))
    if secret or any(_SECRET.search(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise SettingBroken(
            f"{where}: the address {protocol}://...{host or ''} holds a credential. fund.yaml is read and copied by many: "
            f"take it out (and change it), and give it by {_home(protocol)}."
        )
    return address


def _checked_options(where: str, options: Any, address: str) -> dict[str, Any]:
    if not isinstance(options, Mapping):
        raise SettingBroken(f"{where}: write options as 'name: value' lines; known are {', '.join(OPTIONS)}.")
    for name, value in options.items():
        if name not in OPTIONS:
            refuse_credentials(where, str(name), address)
            raise SettingBroken(f"{where}: there is no option '{name}'; {hint(str(name), OPTIONS)}")
        protocol = address.split("://")[0].lower() if "://" in address else "file"
        protocol = SAME_AS.get(protocol, protocol)
        taken = (*PASSED_ON.get(protocol, ()), *_TRANSLATED.get(protocol, ()), "timeout_s")
        if name not in taken:
            raise SettingBroken(f"{where}: {protocol} takes no option '{name}'; it takes {', '.join(taken)}.")
        if type(value) is not OPTIONS[name]:
            raise SettingBroken(f"{where}: the option {name} is '{value}'; write {_EXAMPLES[OPTIONS[name]]}.")
    if "endpoint_url" in options:
        _checked_address(where, str(options["endpoint_url"]))
    return dict(options)


_EXAMPLES = {str: "a text", bool: "true or false", int: "a whole number"}


def refuse_credentials(where: str, name: str, address: str) -> None:
    """Raises SettingBroken where a setting's name, or the address itself, tells of a credential."""
    if _SECRET.search(name):
        raise SettingBroken(
            f"{where}: '{name}' is a credential, which does not belong into fund.yaml: take it out (and change it), "
            f"and give it by {_home(address.split('://')[0].lower())}."
        )
    _checked_address(where, address)


def _home(protocol: str) -> str:
    return WHERE_SECRETS_BELONG.get(SAME_AS.get(protocol, protocol), "the environment or the usual file of its program")


def _checked_folder(where: str, address: str, data: Path) -> Path:
    path = Path(address.split("://", 1)[-1]).expanduser()
    folder, home = (path if path.is_absolute() else data / path), data.resolve()
    real = folder.resolve()
    if real == home or real in home.parents or any(real == home / own or home / own in real.parents for own in _OWN):
        raise SettingBroken(f"{where}: '{address}' is the data folder itself or a part that the pipeline writes; name another.")
    return folder


def _plain_name(name: str) -> bool:
    return bool(name) and not name.startswith("/") and not {"", ".", ".."} & set(name.split("/")) and "\\" not in name


def _label(address: str, taken: set[str]) -> str:
    """A short name out of the address: its last part, with a number where that is taken."""
    last = PurePosixPath(address.split("://", 1)[-1].split("?")[0].rstrip("/")).name.split("@")[-1]
    stem = re.sub(r"[^\w.-]", "-", last).strip(".-")[:32] or "source"
    return next(name for name in [stem, *(f"{stem}-{count}" for count in range(2, 1000))] if name not in taken)
