"""JSON as a tree of text with line numbers: numbers stay as they were written, nothing passes through floats.

The standard library's parser keeps no places, fills the stack with deep nesting and drops keys written twice; this one
walks the marks of the grammar (RFC 8259) one by one, without recursion.
"""

from __future__ import annotations

import json
import re

from flows.facts import Trouble, Unreadable
from flows.readers._text import empty, shown
from flows.readers._tree import Listing, Mapping, Node, Scalar, attach

DEEPEST = 50
MOST_NODES = 100_000

_BLANK = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'(?P<mark>[{}\[\],:])|(?P<string>"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+")|(?P<word>[^\s{}\[\],:"]+)')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NO_NUMBER = {"NaN", "Infinity", "-Infinity"}  # Python writes them, JSON has no such values
_CLOSES: dict[str, type[Listing] | type[Mapping]] = {"]": Listing, "}": Mapping}
# What may come next, in words for the person who wrote the file.
_DUE = {
    "value": "a value",
    "value or ]": "a value or ']'",
    "key": "a name in quotation marks",
    "key or }": "a name in quotation marks or '}'",
    ":": "':' after the name",
    ", or end": "',' or the bracket that closes",
    "root": "the end of the file, or another proposal on a line of its own",
}


def trees(name: str, text: str, first_line: int = 1) -> list[Node]:
    """The root values of ``text``, one after the other (one, or one a line); raises ``Unreadable``.

    ``first_line`` is the line of the file at which ``text`` begins.
    """
    roots: list[Node] = []
    open_nodes: list[Listing | Mapping] = []
    due, at, line, count, root_line = "value", 0, first_line, 0, 0
    while True:
        blank = _BLANK.match(text, at)
        passed = blank[0] if blank else ""
        line += passed.count("\n") + passed.count("\r") - passed.count("\r\n")
        at += len(passed)
        if at == len(text):
            break
        token = _TOKEN.match(text, at)
        if token is None:
            raise Unreadable(_broken(name, text, at, line, due))
        mark, at = token["mark"] or "", token.end()
        if due == "root":
            if line == root_line or mark in ("]", "}", ",", ":"):  # no proposal on a line of its own
                raise Unreadable(_broken(name, text, token.start(), line, due))
            due = "value"
        if mark in _CLOSES and mark:
            if due not in (", or end", "value or ]" if mark == "]" else "key or }") or not isinstance(
                open_nodes[-1] if open_nodes else None, _CLOSES[mark]
            ):
                raise Unreadable(_broken(name, text, token.start(), line, due))
            open_nodes.pop()
            due, root_line = (", or end", 0) if open_nodes else ("root", line)
            continue
        if mark and mark in ",:":
            if not due.startswith(mark):
                raise Unreadable(_broken(name, text, token.start(), line, due))
            due = "value" if mark == ":" or isinstance(open_nodes[-1], Listing) else "key"
            continue
        is_key = due.startswith("key")
        if not (due.startswith("value") or (is_key and token["string"])):
            raise Unreadable(_broken(name, text, token.start(), line, due))
        node: Node
        if mark:
            node = Mapping(line) if mark == "{" else Listing(line)
        else:
            node = _string(name, token["string"], line) if token["string"] else _word(token["word"], line)
        count += 1
        if len(open_nodes) >= DEEPEST or count > MOST_NODES:
            raise Unreadable(_too_big(name, line, len(open_nodes), count))
        attach(node, open_nodes, roots)
        if isinstance(node, Scalar):
            due = ":" if is_key else (", or end" if open_nodes else "root")
            root_line = line
        else:
            open_nodes.append(node)
            due = "key or }" if mark == "{" else "value or ]"
    if open_nodes:
        raise Unreadable(_cut_off(name, line, open_nodes))
    if not roots:
        raise Unreadable(empty(name))
    return roots


def _string(name: str, token: str, line: int) -> Scalar:
    if "\\" not in token:
        return Scalar(line, token[1:-1])
    try:
        return Scalar(line, json.loads(token))
    except ValueError:
        raise Unreadable(
            Trouble(
                "json.syntax",
                f"{name}, line {line}",
                shown(token),
                "A backslash in this text begins no sign that JSON knows.",
                'Write a backslash as \\\\, a quotation mark as \\", and other characters as they are.',
            )
        ) from None


def _word(word: str, line: int) -> Scalar:
    if word == "null":
        return Scalar(line, "")
    if _NUMBER.fullmatch(word) or word in ("true", "false"):
        return Scalar(line, word)
    if word in _NO_NUMBER:
        return Scalar(line, word, f"'{word}' is not a number; it was written where a value is missing or went wrong.")
    return Scalar(line, word, f"'{shown(word)}' stands without quotation marks and is no number.")


def _broken(name: str, text: str, at: int, line: int, due: str) -> Trouble:
    found = re.split("[\r\n]", text[at : at + 200], maxsplit=1)[0]
    if text[at] == '"' and not _TOKEN.match(text, at):
        reason = "A text begins here that has no closing quotation mark in its line; the file may be cut off."
        remedy = 'Close the quotation mark; write a line break inside a text as \\n, a quotation mark as \\".'
    else:
        reason = f"The file cannot be read as JSON from here on; due is {_DUE[due]}."
        remedy = "Compare the line and the one before it with the sample form: commas, quotation marks, brackets."
        if due in ("value or ]", "value", "key") and text[at] in "]}":
            remedy = "Take out the comma before the bracket, or write what is missing."
    return Trouble("json.syntax", f"{name}, line {line}", shown(found), reason, remedy)


def _cut_off(name: str, line: int, open_nodes: list[Listing | Mapping]) -> Trouble:
    begun = ", ".join(str(node.line) for node in open_nodes[-5:])
    return Trouble(
        "json.syntax",
        f"{name}, line {line}",
        "the end of the file",
        f"The file ends before what begins in line {begun} is closed; it may be cut off.",
        "Send the file again, whole; each '{' and '[' needs its '}' and ']'.",
    )


def _too_big(name: str, line: int, levels: int, count: int) -> Trouble:
    return Trouble(
        "json.too_big",
        f"{name}, line {line}",
        f"{levels} levels, {count} values",
        f"A form has at most {DEEPEST} levels and {MOST_NODES} values.",
        "Use the sample form as it is; put long tables into a site file, and proposals into several files.",
    )
