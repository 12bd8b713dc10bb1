"""Proposals as JSON: the tree of the YAML form (one object, a list of objects, or an object a line), or CommonGrants 0.4."""

from __future__ import annotations

import io
from itertools import islice

from flows import readers
from flows.facts import Document, Unreadable
from flows.readers import _common_grants as common_grants
from flows.readers._json_tree import trees
from flows.readers._proposal_tree import proposal
from flows.readers._text import decode, stem
from flows.readers._tree import Listing, Node

KIND = "proposals"
FORMAT = "proposal JSON"
_BY_LINE = (".jsonl", ".ndjson")


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".json", *_BY_LINE))


def read(name: str, data: bytes) -> list[Document]:
    """One document a proposal; in a file of JSON lines a broken line troubles its own proposal alone."""
    text, label = decode(name, data), stem(name)
    if name.lower().endswith(_BY_LINE):
        told = enumerate(io.StringIO(text, newline=None), 1)
        lines = ((number, line.rstrip("\n"), f"{label}-line-{number}") for number, line in told if line.strip())
        # One line more than a file may have is enough to refuse it.
        return [_line(name, line, number, own) for number, line, own in islice(lines, readers.MOST_PROPOSALS + 1)]
    roots = trees(name, text)
    if len(roots) == 1 and isinstance(roots[0], Listing) and roots[0].items:
        roots = roots[0].items
    roots = [content for root in roots for content in common_grants.unwrapped(root)]
    return [_proposal(root, label if len(roots) == 1 else f"{label}#{n}") for n, root in enumerate(roots, 1)]


def _line(name: str, line: str, number: int, label: str) -> Document:
    try:
        return _proposal(trees(name, line, number)[0], label)
    except Unreadable as error:
        return Document(KIND, label, troubles=[error.trouble])


def _proposal(root: Node, label: str) -> Document:
    if common_grants.recognises(root):
        return common_grants.read(root, label)
    return proposal(root, label, "json")
