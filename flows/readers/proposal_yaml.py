"""Proposals as YAML: header lines, a ``budget``, and ``blocks`` of what is given and claimed."""

from __future__ import annotations

from flows.facts import Document, Fact, Trouble
from flows.readers._text import shown, stem
from flows.readers._yaml_tree import Listing, Mapping, Node, entries, mapping_or_trouble, scalar_fact, trees

KIND = "proposals"
FORMAT = "proposal YAML"


def recognises(name: str, head: bytes) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def read(name: str, data: bytes) -> list[Document]:
    """One document a proposal; several proposals in a file are separated by a line ``---``."""
    roots = trees(name, data)
    label = stem(name)
    return [_proposal(root, label if len(roots) == 1 else f"{label}#{n}") for n, root in enumerate(roots, 1)]


def _proposal(root: Node, fallback: str) -> Document:
    document = Document(KIND, fallback)
    if not isinstance(root, Mapping):
        document.troubles.append(
            Trouble(
                "yaml.not_a_mapping",
                f"line {root.line}",
                "a list" if isinstance(root, Listing) else shown(root.text),
                "A proposal is a group of 'name: value' lines.",
                "Begin with 'id: ...'; separate several proposals in one file by a line '---'.",
            )
        )
        return document
    for key, node in entries(root, "", document.troubles):
        if key == "budget":
            document.facts += _group(node, "budget", "budget", "", document.troubles)
        elif key == "blocks":
            _blocks(node, document)
        else:
            document.facts += scalar_fact(node, key, "proposal", "", key, document.troubles)
    document.name = next(
        (f.raw for f in document.facts if (f.group, f.field) == ("proposal", "id")), fallback
    )
    return document


def _blocks(node: Node, document: Document) -> None:
    if not isinstance(node, Listing):
        if not isinstance(node, Mapping) and not node.text.strip():
            return
        document.troubles.append(
            Trouble(
                "yaml.not_a_list",
                f"line {node.line}, blocks",
                "a table" if isinstance(node, Mapping) else shown(node.text),
                "'blocks' is a list, one entry for each technology at a site.",
                "Write '- technology: ...' below 'blocks:'.",
            )
        )
        return
    for count, item in enumerate(node.items, 1):
        _block(item, str(count), document)


def _block(node: Node, block: str, document: Document) -> None:
    path, troubles = f"blocks.{block}", document.troubles
    mapping = mapping_or_trouble(node, path, troubles)
    for key, value in entries(mapping, path, troubles) if mapping else []:
        if key in ("given", "claim"):
            document.facts += _group(value, f"{path}.{key}", key, block, troubles)
        else:
            document.facts += scalar_fact(value, f"{path}.{key}", "block", block, key, troubles)


def _group(node: Node, path: str, group: str, block: str, troubles: list[Trouble]) -> list[Fact]:
    mapping = mapping_or_trouble(node, path, troubles)
    facts: list[Fact] = []
    for key, value in entries(mapping, path, troubles) if mapping else []:
        facts += scalar_fact(value, f"{path}.{key}", group, block, key, troubles, shaped=group == "given")
    return facts
