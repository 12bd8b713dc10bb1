"""Proposals as ZIP packages: forms in any format that we read, and attachments, which are hashed and never opened, unless a
form names one as its table (``_tables_beside.py``).

A form is a file that another reader of proposals knows; what lies in a folder ``attachments`` is none, nor is a ZIP, nor
a spreadsheet or table that is not laid out as a form. Several forms of one package tell of one proposal (``_merge.py``),
unless several of them are whole proposals with numbers of their own: then each is one, with the files of its own folder.
"""

from __future__ import annotations

import dataclasses
import time
from pathlib import PurePosixPath

from flows import readers
from flows.facts import Document, Fact, Trouble, Unreadable
from flows.form import FORM
from flows.readers._archive import Member, Package, open_package
from flows.readers._merge import merged
from flows.readers._tables_beside import named_beside, take_tables
from flows.readers._text import shown, stem

KIND = "proposals"
FORMAT = "proposal ZIP package"

LARGEST_FORM, LARGEST_FORMS = 20_000_000, 60_000_000  # [bytes], unpacked: of one form, and of all
LARGEST_ATTACHMENTS = 400_000_000  # [bytes], unpacked, all together
MOST_FORMS = 200
READING_SECONDS = 6.0  # of this thread's own work; a package of real proposals takes a hundredth
_ATTACHED = "attachments"
# How readers say that a file is of their format but no form of ours.
_NO_FORM = ("file.unknown_format", "form.no_proposal", "csv.missing_column", "form.sf424_no_form")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith(".zip")


def read(name: str, data: bytes) -> list[Document]:
    """One document, or one for each whole proposal in the package; raises ``Unreadable`` where there is no form."""
    package = open_package(name, data)
    troubles = list(package.troubles)
    forms, attached, told = _forms(name, package, troubles)
    if not forms:
        if troubles:
            raise Unreadable(dataclasses.replace(troubles[0], where=f"{name}, {troubles[0].where}"))
        raise Unreadable(_no_form(name, told))
    documents, homes = _proposals(stem(name), forms)
    for document in documents:
        document.troubles += troubles  # what is broken in a package is known to every proposal in it
    for member, fact in _attachments(name, package, attached, documents[0].troubles):
        for document, home in zip(documents, homes, strict=True):
            if home in _owning(member.path, homes):
                document.facts.append(fact)
    return documents


def _forms(name: str, package: Package, troubles: list[Trouble]) -> tuple[list[tuple[str, Document]], list[Member], list[str]]:
    """What the forms say, by path; the other members; and why files that look like forms are none."""
    forms: list[tuple[str, Document]] = []
    attached: list[Member] = []
    told: list[str] = []
    unpacked = count = 0
    begun = time.thread_time()
    for member in package.members:
        if not _may_be_form(package, member, troubles):
            attached.append(member)
            continue
        unpacked, count = unpacked + member.size, count + 1
        if unpacked > LARGEST_FORMS or count > MOST_FORMS or time.thread_time() - begun > READING_SECONDS:
            raise Unreadable(_too_much(name, member, unpacked, count))
        if member.size > LARGEST_FORM:
            troubles.append(_large_form(member))
            continue
        try:
            found = readers.read(KIND, member.path, package.content(member))
        except Unreadable as refused:
            if refused.trouble.rule in _NO_FORM:
                attached.append(member)
                told.append(f"{member.path}: {refused.trouble.reason}")
            else:
                troubles.append(dataclasses.replace(refused.trouble, where=_placed(member.path, refused.trouble.where)))
            continue
        if not any(map(_is_ours, found)):  # settings, a map, a table: the format is known, the content is not
            attached.append(member)
            told.append(f"{member.path}: It states no field of the form.")
            continue
        forms += [(member.path, _within(member.path, document)) for document in found]
    tables = named_beside(forms, package.members)
    attached += [table for table in tables.values() if table not in attached]
    forms = [(path, document) for path, document in forms if path not in tables]
    troubles[:] = [one for one in troubles if one.where.split(",")[0] not in tables]
    take_tables(package, forms, package.members)
    return forms, attached, told


def _may_be_form(package: Package, member: Member, troubles: list[Trouble]) -> bool:
    folders = [part.lower() for part in member.path.split("/")[:-1]]
    if _ATTACHED in folders or recognises(member.path, b""):
        return False
    try:
        readers.reader_for(KIND, member.path, package.content(member, readers.HEAD_BYTES))
    except Unreadable as refused:
        if refused.trouble.rule not in _NO_FORM:  # a damaged member is told of when it is hashed
            return refused.trouble.rule == "file.two_formats"
        return False
    return True


def _is_ours(document: Document) -> bool:
    return any(fact.group != "proposal" or fact.field in FORM for fact in document.facts)


def _within(path: str, document: Document) -> Document:
    """The document with the name of its file before each place."""
    document.facts = [dataclasses.replace(fact, where=_placed(path, fact.where)) for fact in document.facts]
    document.troubles = [dataclasses.replace(one, where=_placed(path, one.where)) for one in document.troubles]
    return document


def _placed(path: str, where: str) -> str:
    return where if where.startswith(path) else f"{path}, {where}" if where else path


def _proposals(label: str, forms: list[tuple[str, Document]]) -> tuple[list[Document], list[str]]:
    """The proposals of the package, and the folder in which the files of each lie ("" for the package itself)."""
    whole = [(path, document) for path, document in forms if _is_whole(document)]
    if len({_number(document) for _, document in whole}) < 2:
        return [merged(label, forms)], [""]
    kept = [(_folder(path), [(path, document)]) for path, document in whole]
    for path, document in forms:
        if _is_whole(document):
            continue
        owners = _owning(path, [home for home, _ in kept])
        near = [together for home, together in kept if home in owners]
        if len(near) == 1:
            near[0].append((path, document))
        else:  # nobody can know whose it is: it stands alone
            kept.append((_folder(path), [(path, document)]))
    return [merged(together[0][1].name, together) for _, together in kept], [home for home, _ in kept]


def _is_whole(document: Document) -> bool:
    groups = {fact.group for fact in document.facts}
    return bool(_number(document)[0]) and not groups.isdisjoint(("block", "given", "claim"))


def _number(document: Document) -> tuple[str, str]:
    words = {fact.field: fact.raw.strip() for fact in document.facts if fact.group == "proposal"}
    return words.get("id", ""), words.get("version", "1")


def _folder(path: str) -> str:
    return "/".join(PurePosixPath(path).parts[:-1])


def _owning(path: str, homes: list[str]) -> set[str]:
    """The folders nearest above the file among those in which proposals lie."""
    above = [home for home in homes if not home or path.startswith(f"{home}/")]
    return {home for home in above if len(home) == max(map(len, above))}


def _attachments(name: str, package: Package, attached: list[Member], troubles: list[Trouble]) -> list[tuple[Member, Fact]]:
    size = sum(member.size for member in attached)
    if size > LARGEST_ATTACHMENTS:
        found, most = f"{size / 1e6:.0f} MB", f"{LARGEST_ATTACHMENTS / 1e6:.0f} MB"
        reason = f"The attachments of a package have at most {most} unpacked."
        remedy = "Leave out raw data and films, or send several packages."
        raise Unreadable(Trouble("package.attachments", name, found, reason, remedy))
    facts = []
    for member in attached:
        try:
            raw = f"{member.size} bytes, sha256 {package.sha256(member)}"
        except Unreadable as damaged:
            troubles.append(damaged.trouble)
            continue
        facts.append((member, Fact("attachment", "", member.path, raw, "", member.path)))
    return facts


def _no_form(name: str, told: list[str]) -> Trouble:
    reason = "The package holds no application form."
    if told:
        reason += f" {shown(told[0], 160)}" + (f" ({len(told) - 1} more files are no forms either.)" if len(told) > 1 else "")
    remedy = "Put the filled-in form (YAML, JSON, XLSX, ODS, CSV or SF-424 XML) into the package, outside 'attachments'."
    return Trouble("package.no_form", name, "attachments only", reason, remedy)


def _large_form(member: Member) -> Trouble:
    found, most = f"{member.size / 1e6:.1f} MB", f"{LARGEST_FORM / 1e6:.0f} MB"
    reason = f"A form in a package has at most {most} unpacked."
    remedy = "If it is no form, put it into a folder 'attachments' of the package; otherwise take pictures out of it."
    return Trouble("package.form_too_large", member.path, found, reason, remedy)


def _too_much(name: str, member: Member, unpacked: int, count: int) -> Trouble:
    found = f"{count} forms, {unpacked / 1e6:.1f} MB unpacked, up to {shown(member.path)}"
    reason = f"A package has at most {MOST_FORMS} forms of {LARGEST_FORMS / 1e6:.0f} MB, read in {READING_SECONDS:g} seconds."
    remedy = "Send one package for each proposal, and put data tables into a folder 'attachments' of it."
    return Trouble("package.too_much", name, found, reason, remedy)
