"""A proposal from the tree of its form: header fields, groups of money and ``blocks`` of what is given and claimed."""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble
from flows.readers._tables import is_table, tree_table
from flows.readers._text import shown
from flows.readers._tree import (
    Listing,
    Mapping,
    Node,
    Syntax,
    entries,
    join,
    listing_or_trouble,
    mapping_or_trouble,
    scalar_fact,
)

KIND = "proposals"
MONEY = ("budget", "cost_share", "disbursement")
_BEGINNING = {
    "yaml": "Begin with 'id: ...'; separate several proposals in one file by a line '---'.",
    "json": 'Begin with {"id": "..."}; write several proposals as a list in square brackets, or one a line.',
}


def proposal(root: Node, fallback: str, syntax: Syntax = "yaml") -> Document:
    """One proposal as its form states it; named by its id, or ``fallback`` where it states none."""
    document = Document(KIND, fallback)
    if not isinstance(root, Mapping):
        document.troubles.append(
            Trouble(
                f"{syntax}.not_a_mapping",
                f"line {root.line}",
                "a list" if isinstance(root, Listing) else shown(root.text) or "nothing",
                "A proposal is a group of 'name: value' lines.",
                _BEGINNING[syntax],
            )
        )
        return document
    read_into(document, root, "", syntax)
    document.name = stated_id(document) or fallback
    return document


def read_into(document: Document, root: Mapping, path: str, syntax: Syntax) -> None:
    """The facts of the form that stands at ``path`` of a file: "" where it is the whole file."""
    for key, node in entries(root, path, document.troubles, syntax):
        at = join(path, key)
        if key in MONEY:
            document.facts += _group(node, at, key, "", document.troubles, syntax)
        elif key == "blocks":
            listing = listing_or_trouble(node, at, document.troubles, syntax, "each technology at a site")
            for count, item in enumerate(listing.items if listing else [], 1):
                _block(item, f"{at}.{count}", str(count), document, syntax)
        else:
            document.facts += scalar_fact(node, at, "proposal", "", key, document.troubles, syntax=syntax)


def stated_id(document: Document) -> str:
    """The id in the header, "" where there is none."""
    return next((f.raw for f in document.facts if (f.group, f.field) == ("proposal", "id")), "")


def _block(node: Node, path: str, block: str, document: Document, syntax: Syntax) -> None:
    troubles = document.troubles
    mapping = mapping_or_trouble(node, path, troubles, syntax)
    for key, value in entries(mapping, path, troubles, syntax) if mapping else []:
        if key in ("given", "claim"):
            document.facts += _group(value, f"{path}.{key}", key, block, troubles, syntax)
        else:
            document.facts += scalar_fact(value, f"{path}.{key}", "block", block, key, troubles, syntax=syntax)


def _group(node: Node, path: str, group: str, block: str, troubles: list[Trouble], syntax: Syntax) -> list[Fact]:
    mapping = mapping_or_trouble(node, path, troubles, syntax)
    facts: list[Fact] = []
    for key, value in entries(mapping, path, troubles, syntax) if mapping else []:
        if group == "given" and is_table(value):
            facts += tree_table(value, f"{path}.{key}", key, block, troubles, syntax)
            continue
        facts += scalar_fact(
            value, f"{path}.{key}", group, block, key, troubles, shaped=group == "given", syntax=syntax
        )
    return facts
