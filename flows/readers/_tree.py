"""A form as a tree of text with line numbers, whatever its syntax: values as written, places to name.

YAML and JSON are both brought to it, so that what a form may hold is said in one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from flows.facts import Fact, Trouble
from flows.readers._text import shown

Syntax = Literal["yaml", "json"]


@dataclass
class Scalar:
    """A value; ``wrong`` says, where it does, why its text cannot be taken as one."""

    line: int
    text: str
    wrong: str = ""


@dataclass
class Listing:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass
class Mapping:
    line: int
    flat: list[Node] = field(default_factory=list)  # key, value, key, value, ...


Node = Scalar | Listing | Mapping


def attach(node: Node, open_nodes: list[Listing | Mapping], roots: list[Node]) -> None:
    """Hangs a new node into the innermost one that is open, or among the roots."""
    if not open_nodes:
        roots.append(node)
    elif isinstance(open_nodes[-1], Mapping):
        open_nodes[-1].flat.append(node)
    else:
        open_nodes[-1].items.append(node)


def entries(mapping: Mapping, path: str, troubles: list[Trouble], syntax: Syntax = "yaml") -> list[tuple[str, Node]]:
    """Keys and values of a mapping; of a key written twice the first stays, with a trouble."""
    first: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in zip(mapping.flat[::2], mapping.flat[1::2], strict=True):
        if not isinstance(key, Scalar) or not key.text.strip():
            troubles.append(
                Trouble(
                    f"{syntax}.key",
                    place(key.line, path),
                    "a list or a table" if not isinstance(key, Scalar) else "nothing",
                    "A name is due before the colon.",
                    f"Write {_pair('name', syntax)}.",
                )
            )
            continue
        name = key.text.strip()
        if name in first:
            troubles.append(
                Trouble(
                    f"{syntax}.duplicate_key",
                    f"lines {lines[name]} and {key.line}, {join(path, name)}",
                    f"{described(first[name])} / {described(value)}",
                    f"'{shown(name)}' is written twice; it cannot be known which one is meant.",
                    "Keep one of the two lines and take the other out.",
                )
            )
            continue
        first[name], lines[name] = value, key.line
    return list(first.items())


def mapping_or_trouble(node: Node, path: str, troubles: list[Trouble], syntax: Syntax = "yaml") -> Mapping | None:
    """The node, if it is a mapping; an empty value is none, without trouble."""
    if isinstance(node, Mapping):
        return node
    if not blank(node):
        troubles.append(
            Trouble(
                f"{syntax}.not_a_mapping",
                place(node.line, path),
                described(node),
                f"Here a group of {_pair('name', syntax)} lines is due.",
                "Write the names indented below, each with a colon and its value."
                if syntax == "yaml"
                else 'Write the names and values in braces: {"name": "value"}.',
            )
        )
    return None


def listing_or_trouble(node: Node, path: str, troubles: list[Trouble], syntax: Syntax, entry: str) -> Listing | None:
    """The node, if it is a list; an empty value is none, without trouble. ``entry`` says what its entries are."""
    if isinstance(node, Listing):
        return node
    if not blank(node):
        troubles.append(
            Trouble(
                f"{syntax}.not_a_list",
                place(node.line, path),
                "a table" if isinstance(node, Mapping) else described(node),
                f"'{path}' is a list, one entry for {entry}.",
                f"Write '- technology: ...' below '{path}:'."
                if syntax == "yaml"
                else 'Write it in square brackets: [{"technology": "..."}].',
            )
        )
    return None


def scalar_fact(
    node: Node,
    path: str,
    group: str,
    block: str,
    name: str,
    troubles: list[Trouble],
    shaped: bool = False,
    syntax: Syntax = "yaml",
) -> list[Fact]:
    """One fact, or none where nothing is written; ``shaped`` also takes a list of plain values."""
    where = place(node.line, path)
    if isinstance(node, Scalar):
        if node.wrong:
            troubles.append(Trouble(f"{syntax}.value", where, shown(node.text), node.wrong, f"Write {_pair(name, syntax)}."))
            return []
        text = node.text.strip()
        return [Fact(group, block, name, text, where=where)] if text else []
    if shaped and isinstance(node, Listing):
        texts = [item.text.strip() for item in node.items if isinstance(item, Scalar) and not item.wrong]
        if len(texts) == len(node.items) and texts and all(texts) and not any(";" in text for text in texts):
            return [Fact(group, block, name, "; ".join(texts), where=where)]
    troubles.append(
        Trouble(
            f"{syntax}.not_a_value",
            where,
            described(node),
            f"'{shown(name)}' takes one value" + (", or a list of plain values without ';'." if shaped else "."),
            f"Write {_pair(name, syntax)} on one line.",
        )
    )
    return []


def blank(node: Node) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, Scalar) and not node.text.strip()


def place(line: int, path: str) -> str:
    """The place to name: "line 12, blocks.1.given.capacity"."""
    return f"line {line}, {path}" if path else f"line {line}"


def join(path: str, name: str) -> str:
    """The path of what stands under ``name`` in ``path``."""
    return f"{path}.{name}" if path else name


def described(node: Node) -> str:
    """A node in a few words."""
    if isinstance(node, Scalar):
        return shown(node.text) or "nothing"
    return f"a list of {len(node.items)}" if isinstance(node, Listing) else f"a table of {len(node.flat) // 2}"


def _pair(name: str, syntax: Syntax) -> str:
    return f"'{shown(name)}: value'" if syntax == "yaml" else f'"{shown(name)}": "value"'
