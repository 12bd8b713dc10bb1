"""YAML as a tree of text with line numbers: no value is interpreted and no object is ever made.

PyYAML's events are used, not its constructors: ``no`` stays "no", ``2026-09-30`` stays as written.
The tree is built without recursion, so that deep nesting is refused instead of filling the stack.
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from flows.facts import Trouble, Unreadable
from flows.readers._text import decode, empty, line_at, shown
from flows.readers._tree import Listing, Mapping, Node, Scalar, attach, blank, entries, mapping_or_trouble, scalar_fact

__all__ = ["Listing", "Mapping", "Node", "Scalar", "entries", "mapping_or_trouble", "scalar_fact", "trees"]

DEEPEST = 10
MOST_NODES = 100_000


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
    # the end of a file that is cut off may be marked one line below its last one
    line = min(mark.line + 1, len(text.splitlines())) if mark else 0
    if isinstance(error, yaml.reader.ReaderError):  # has no line, and counts bytes or characters
        line = line_at(text, max(text.find(chr(int(error.character))), 0))
        found = f"character U+{int(error.character):04X}"
    return Trouble(
        "yaml.syntax",
        f"{name}, line {line}" if line else name,
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
        attach(node, open_nodes, roots)
        if not isinstance(node, Scalar):
            open_nodes.append(node)
    # "---" with nothing after it is an empty scalar, not a document
    return [root for root in roots if not blank(root)]
