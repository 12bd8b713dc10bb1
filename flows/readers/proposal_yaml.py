"""Proposals as YAML: header lines, ``budget``, ``cost_share``, ``disbursement``, and ``blocks`` of what is given and claimed."""

from __future__ import annotations

from flows.facts import Document
from flows.readers._proposal_tree import proposal
from flows.readers._text import stem
from flows.readers._yaml_tree import trees

KIND = "proposals"
FORMAT = "proposal YAML"


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def read(name: str, data: bytes) -> list[Document]:
    """One document a proposal; several proposals in a file are separated by a line ``---``."""
    roots = trees(name, data)
    label = stem(name)
    return [proposal(root, label if len(roots) == 1 else f"{label}#{n}") for n, root in enumerate(roots, 1)]
