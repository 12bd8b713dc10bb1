"""Readers: one module a file format, found by being in this folder.

To take in a new format, add one module here with four names, and nothing else:

* ``KIND``: the folder its files come in, "proposals", "sites", "reviews" or "progress";
* ``FORMAT``: a plain label that is shown to people, such as "proposal YAML";
* ``recognises(name, head)``: is this file ours? ``head`` holds its first bytes;
* ``read(name, data)``: the documents in it; raises ``Unreadable`` when there are none to be had.

Modules whose name starts with an underscore are no formats, but what several formats share.
Large libraries are imported inside ``read``, so that asking who reads a file costs nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from flows.facts import Document, Trouble, Unreadable
from flows.readers._text import make_visible, shown, trouble_shown

HEAD_BYTES = 8192
# A reader holds the whole file in memory; a bigger file is a mistake or an attack.
LARGEST_BYTES = {"proposals": 20_000_000, "sites": 100_000_000, "reviews": 20_000_000, "progress": 20_000_000}
LARGEST_PACKAGE = 150_000_000  # a ZIP package brings its attachments along
# What is judged grows with these, not with the bytes: 100,000 rows of ",x" would be 100,000 proposals.
MOST_PROPOSALS = 1000  # of one file
MOST_VALUES, MOST_VALUES_OF_FILE = 2000, 40_000  # of one proposal, its attachments among them


def most_bytes(kind: str, name: str) -> int:
    """How big a file of this kind and name may be [bytes]; a bigger one is not even loaded."""
    package = kind == "proposals" and name.lower().endswith(".zip")
    return LARGEST_PACKAGE if package else LARGEST_BYTES.get(kind, 0)


def too_large(kind: str, name: str, size: int) -> Trouble:
    """What to say of a file of ``size`` [bytes] that is above the limit of its kind."""
    return Trouble(
        "file.too_large",
        name,
        f"{size / 1e6:.1f} MB",
        f"This file in {kind} may have at most {most_bytes(kind, name) / 1e6:.0f} MB.",
        "Split the file, or take out what is not part of the form (pictures, scans).",
    )


def read(kind: str, name: str, data: bytes) -> list[Document]:
    """Read one file as it came: ``kind`` is its folder, ``name`` its file name.

    Raises ``Unreadable``, and nothing else, when no document can be read from it.
    """
    if kind not in LARGEST_BYTES:
        raise Unreadable(
            Trouble(
                "file.kind",
                name,
                kind,
                f"There is no folder of the kind '{kind}'.",
                f"Put the file into one of: {', '.join(LARGEST_BYTES)}.",
            )
        )
    if len(data) > most_bytes(kind, name):
        raise Unreadable(too_large(kind, name, len(data)))
    reader = reader_for(kind, name, data[:HEAD_BYTES])
    try:
        documents: list[Document] = reader.read(name, data)
    except Unreadable as refused:
        raise Unreadable(trouble_shown(refused.trouble)) from refused.__cause__
    except Exception as error:  # whatever a file does to a reader, it must not stop the run
        raise Unreadable(
            Trouble(
                "reader.failed",
                name,
                shown(f"{type(error).__name__}: {error}", 200),
                f"The reader for {reader.FORMAT} broke on this file.",
                "Open the file and save it anew; if it fails again, report it as a fault of the reader.",
            )
        ) from error
    if kind == "proposals":
        _refuse_endless(name, documents)
    for document in documents:
        document.format = document.format or reader.FORMAT
        make_visible(document)
    return documents


def _refuse_endless(name: str, documents: list[Document]) -> None:
    """Refuses what would hold up the judging of all others."""
    counts = [len(document.facts) + len(document.troubles) for document in documents]
    if len(documents) > MOST_PROPOSALS or sum(counts) > MOST_VALUES_OF_FILE:
        found = f"{len(documents)} proposals, {sum(counts)} values"
        reason = f"A file has at most {MOST_PROPOSALS} proposals and {MOST_VALUES_OF_FILE} values."
        remedy = "Split it into several files; in a table, see that each row has an id."
        raise Unreadable(Trouble("file.too_many_proposals", name, found, reason, remedy))
    if max(counts, default=0) > MOST_VALUES:
        document = documents[counts.index(max(counts))]
        reason = f"A proposal has at most {MOST_VALUES} values, and no form asks for a tenth of them."
        remedy = "Keep to the fields of the form; put long tables into an attachment, or into a file of the site."
        found = f"{max(counts)} values in {document.name[:40]}"
        raise Unreadable(Trouble("file.too_many_values", name, found, reason, remedy))


def reader_for(kind: str, name: str, head: bytes) -> ModuleType:
    """The one module that reads this file; raises ``Unreadable`` when there is none, or more than one."""
    formats, takers, broken = [], [], []
    for module_name in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        if module_name.startswith("_"):
            continue
        try:
            module = importlib.import_module(f"{__name__}.{module_name}")
            if module.KIND != kind:
                continue
            formats.append(module.FORMAT)
            if module.recognises(name, head):
                takers.append(module)
        except Exception as error:  # noqa: BLE001  one broken module must not take the others down
            broken.append(f"{module_name}.py ({type(error).__name__}: {error})")
    if len(takers) > 1:  # what a file begins with tells more than its name
        takers = [module for module in takers if module.recognises("", head)] or takers
    if len(takers) == 1:
        return takers[0]
    if takers:
        labels = " and ".join(module.FORMAT for module in takers)
        raise Unreadable(
            Trouble(
                "file.two_formats",
                name,
                labels,
                f"The file looks like more than one format: {labels}.",
                "Give it a file name that tells the format, or make recognises() of one reader stricter.",
            )
        )
    reason = f"No reader knows this file. The folder {kind} accepts: {', '.join(formats) or 'nothing yet'}."
    remedy = "Save the file in one of these formats, with the usual ending of its name."
    if broken:
        reason += f" These readers could not be loaded, one may be the right one: {'; '.join(broken)}."
        remedy += " Or have the reader that could not be loaded mended, then run again."
    raise Unreadable(Trouble("file.unknown_format", name, repr(head[:16]), reason, remedy))
