"""Tables that a form names: "layout: layout.csv" is the file of that name in the same package, and nothing else.

A name with a folder in it is none: what an applicant writes is never a path.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePosixPath

from flows.facts import Document, Fact, Trouble, Unreadable
from flows.readers._archive import Member, Package
from flows.readers._tables import file_table
from flows.readers._text import shown

LARGEST_TABLE = 2_000_000  # [bytes], unpacked
_NAME = re.compile(r"[^/\\:;,\s][^/\\:;,]{0,99}\.(?:csv|tsv|txt)", re.IGNORECASE)


def named_beside(forms: list[tuple[str, Document]], members: list[Member]) -> dict[str, Member]:
    """The members that a form names as a table, by their paths: those of that name in its own folder, or alone of that name."""
    named = {}
    for path, document in forms:
        for fact in document.facts:
            if (found := _found(path, fact, members)) and found.path != path:
                named[found.path] = found
    return named


def take_tables(package: Package, forms: list[tuple[str, Document]], members: list[Member]) -> None:
    """Puts the rows of each named member in the place of its name; a trouble of the form where it is no table."""
    for path, document in forms:
        for number, fact in enumerate(document.facts):
            member = _found(path, fact, members)
            if member is None or member.path == path:
                continue
            try:
                document.facts[number] = _told(package, member, fact)
            except Unreadable as refused:
                document.troubles.append(dataclasses.replace(refused.trouble, where=f"{refused.trouble.where} ({fact.where})"))


def table_name(fact: Fact) -> str:
    """The plain name of a file that a given states instead of a value, "" where it does not."""
    name = fact.raw.strip()
    return name if fact.group == "given" and _NAME.fullmatch(name) else ""


def _found(path: str, fact: Fact, members: list[Member]) -> Member | None:
    name = table_name(fact)
    same = [member for member in members if name and PurePosixPath(member.path).name == name]
    near = [member for member in same if PurePosixPath(member.path).parent == PurePosixPath(path).parent]
    return near[0] if near else same[0] if len(same) == 1 else None


def _told(package: Package, member: Member, fact: Fact) -> Fact:
    if member.size > LARGEST_TABLE:
        reason = f"A table that a form names has at most {LARGEST_TABLE / 1e6:.0f} MB."
        found = f"{member.size / 1e6:.1f} MB"
        raise Unreadable(Trouble("package.table_too_large", member.path, found, reason, "Send the rows alone, as CSV."))
    text, lines = file_table(member.path, package.content(member))
    return dataclasses.replace(fact, raw=text, where=f"{lines} ({shown(fact.where)})")
