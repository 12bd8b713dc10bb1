"""YAML as a tree of text with line numbers: no value is interpreted and no object is ever made.

PyYAML's events are used, not its constructors: ``no`` stays "no", ``2026-09-30`` stays as written.
The tree is built without recursion, so that deep nesting is refused instead of filling the stack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from flows.facts import Fact, Trouble, Unreadable
from flows.readers._text import decode, empty, shown

DEEPEST = 10
MOST_NODES = 100_000


@dataclass
class Scalar:
    line: int
    text: str


@dataclass
class Listing:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass
class Mapping:
    line: int
    flat: list[Node] = field(default_factory=list)  # key, value, key, value, ...


Node = Scalar | Listing | Mapping


def trees(name: str, data: bytes) -> list[Node]:
    """The root nodes of a file, one for each document in it; raises ``Unreadable``."""
    text = decode(name, data)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where there is one: ten times faster
    try:
        roots = _build(name, yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise Unreadable(_syntax(name, text, error)) from None
    if not roots:
        raise Unreadable(empty(name))
    return roots


def _syntax(name: str, text: str, error: yaml.YAMLError) -> Trouble:
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    found = shown(getattr(error, "problem", None) or str(error))
    if mark and begun and begun.line != mark.line:
        found += f" (in what begins in line {begun.line + 1})"
    return Trouble(
        "yaml.syntax",
        # the end of a file that is cut off may be marked one line below its last one
        f"{name}, line {min(mark.line + 1, len(text.splitlines()))}" if mark else name,
        found,
        "The file cannot be read as YAML from here on; it may be cut off or wrongly indented.",
        "Compare the line and the one before it with the sample form: brackets, quotes, indentation.",
    )


def _build(name: str, events: Iterable[yaml.Event]) -> list[Node]:
    roots: list[Node] = []
    open_nodes: list[Listing | Mapping] = []
    count = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            open_nodes.pop()
            continue
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(
                Trouble(
                    "yaml.alias",
                    f"{name}, line {line}",
                    f"*{shown(str(event.anchor))}",
                    "References to other parts of the file (*name) are not taken.",
                    "Write the value out where it is needed.",
                )
            )
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(line, event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Listing(line)
        elif isinstance(event, yaml.MappingStartEvent):
            node = Mapping(line)
        else:
            continue
        if event.tag:
            raise Unreadable(
                Trouble(
                    "yaml.tag",
                    f"{name}, line {line}",
                    shown(event.tag),
                    "Type tags (!...) are not taken; values are read as the text that stands there.",
                    "Take the tag out and leave the value.",
                )
            )
        count += 1
        if len(open_nodes) >= DEEPEST or count > MOST_NODES:
            raise Unreadable(
                Trouble(
                    "yaml.too_big",
                    f"{name}, line {line}",
                    f"{len(open_nodes)} levels, {count} values",
                    f"A form has at most {DEEPEST} levels and {MOST_NODES} values.",
                    "Use the sample form as it is; put long tables into a site file.",
                )
            )
        _attach(node, open_nodes, roots)
        if not isinstance(node, Scalar):
            open_nodes.append(node)
    # "---" with nothing after it is an empty scalar, not a document
    return [root for root in roots if not (isinstance(root, Scalar) and not root.text.strip())]


def _attach(node: Node, open_nodes: list[Listing | Mapping], roots: list[Node]) -> None:
    if not open_nodes:
        roots.append(node)
    elif isinstance(open_nodes[-1], Mapping):
        open_nodes[-1].flat.append(node)
    else:
        open_nodes[-1].items.append(node)


def entries(mapping: Mapping, path: str, troubles: list[Trouble]) -> list[tuple[str, Node]]:
    """Keys and values of a mapping; of a key written twice the first stays, with a trouble."""
    first: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in zip(mapping.flat[::2], mapping.flat[1::2], strict=True):
        if not isinstance(key, Scalar) or not key.text.strip():
            troubles.append(
                Trouble(
                    "yaml.key",
                    _place(key.line, path),
                    "a list or a table" if not isinstance(key, Scalar) else "nothing",
                    "A name is due before the colon.",
                    "Write 'name: value'.",
                )
            )
            continue
        name = key.text.strip()
        if name in first:
            troubles.append(
                Trouble(
                    "yaml.duplicate_key",
                    f"lines {lines[name]} and {key.line}, {_join(path, name)}",
                    f"{_shown_node(first[name])} / {_shown_node(value)}",
                    f"'{shown(name)}' is written twice; it cannot be known which one is meant.",
                    "Keep one of the two lines and take the other out.",
                )
            )
            continue
        first[name], lines[name] = value, key.line
    return list(first.items())


def mapping_or_trouble(node: Node, path: str, troubles: list[Trouble]) -> Mapping | None:
    """The node, if it is a mapping; an empty value is none, without trouble."""
    if isinstance(node, Mapping):
        return node
    if not (isinstance(node, Scalar) and not node.text.strip()):
        troubles.append(
            Trouble(
                "yaml.not_a_mapping",
                _place(node.line, path),
                _shown_node(node),
                "Here a group of 'name: value' lines is due.",
                "Write the names indented below, each with a colon and its value.",
            )
        )
    return None


def scalar_fact(
    node: Node, path: str, group: str, block: str, name: str, troubles: list[Trouble], shaped: bool = False
) -> list[Fact]:
    """One fact, or none where nothing is written; ``shaped`` also takes a list of plain values."""
    where = _place(node.line, path)
    if isinstance(node, Scalar):
        text = node.text.strip()
        return [Fact(group, block, name, text, where=where)] if text else []
    if shaped and isinstance(node, Listing):
        texts = [item.text.strip() for item in node.items if isinstance(item, Scalar)]
        if len(texts) == len(node.items) and texts and all(texts) and not any(";" in text for text in texts):
            return [Fact(group, block, name, "; ".join(texts), where=where)]
    troubles.append(
        Trouble(
            "yaml.not_a_value",
            where,
            _shown_node(node),
            f"'{shown(name)}' takes one value"
            + (", or a list of plain values without ';'." if shaped else "."),
            f"Write '{shown(name)}: value' on one line.",
        )
    )
    return []


def _place(line: int, path: str) -> str:
    return f"line {line}, {path}" if path else f"line {line}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown_node(node: Node) -> str:
    if isinstance(node, Scalar):
        return shown(node.text) or "nothing"
    return (
        f"a list of {len(node.items)}" if isinstance(node, Listing) else f"a table of {len(node.flat) // 2}"
    )
