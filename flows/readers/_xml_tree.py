"""XML as a tree of text with line numbers, from files that nobody vouches for.

The standard library's expat is driven directly: it fetches nothing by itself, and each event is checked before
anything is kept, so that a file is refused at its first DOCTYPE, processing instruction or level too many. No
entity beyond the five of XML is ever declared, for a DOCTYPE ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from flows.facts import Trouble, Unreadable
from flows.readers._text import decode, empty, shown

MOST_BYTES = 5_000_000
DEEPEST = 30
MOST_NODES = 20_000
MOST_ATTRIBUTES = 64
LONGEST_NAME = 256  # of an element, an attribute, or a namespace
LONGEST_ATTRIBUTE = 8_192
LONGEST_TEXT = 65_536
XINCLUDE = "http://www.w3.org/2001/XInclude"
# A file that declares one of these is read by it; UTF-8 and UTF-16 need no word. None of them hides a "<" from us.
_DECLARED = {"iso-8859-1": "latin-1", "iso-8859-9": "iso-8859-9", "iso-8859-15": "iso-8859-15"} | {
    name: name for name in ("windows-1252", "windows-1254", "shift_jis", "euc-jp")
}
_UNICODE = ("utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii")
_DECLARATION = re.compile(r"\A<\?xml\s[^>]{0,200}?\?>")
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml\s[^>]{0,150}?encoding\s*=\s*["']([^"'>]{1,40})["']""")


@dataclass(slots=True)
class Element:
    """An element: its namespace and local name, the line its tag begins in, attributes as (namespace, name, value)."""

    namespace: str
    name: str
    line: int
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, without that of its children."""
        return "".join(self.pieces).strip()

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


def xml_tree(name: str, data: bytes) -> tuple[Element, bytes]:
    """The root, and the same text as UTF-8 without its declaration (lines kept) for a second parser.

    Raises ``Unreadable`` for more than 5 MB, another encoding than declared, a DOCTYPE, a processing instruction,
    XInclude, more than 30 levels, 20,000 elements or a text of 65,536 characters, and for what is no XML.
    """
    if len(data) > MOST_BYTES:
        raise _refused(
            "file.too_large", name, f"{len(data) / 1e6:.1f} MB", f"A form as XML has at most {MOST_BYTES / 1e6:.0f} MB.",
            "Take out what is not part of the form; attachments go beside it, in a ZIP package.",
        )
    text = _decoded(name, data)
    builder = _Builder(name)
    try:
        builder.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _refused(
            "xml.syntax",
            f"{name}, line {error.lineno}",
            shown(expat.errors.messages.get(error.code, str(error))),
            "The file cannot be read as XML from here on; it may be cut off, or a tag is not closed.",
            "Export the form again from the program that made it; do not edit it by hand.",
        ) from None
    if builder.root is None:
        raise Unreadable(empty(name))
    return builder.root, _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text).encode()


def _decoded(name: str, data: bytes) -> str:
    declared = _ENCODING.match(data)
    encoding = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if encoding in _DECLARED:
        try:
            data = data.decode(_DECLARED[encoding]).encode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise _refused(
                "file.encoding", f"{name}, line {line}",
                repr(data[error.start : error.start + 8]), f"The file says that it is {encoding}, and here it is not.",
                "Save the file as UTF-8.",
            ) from None
    elif encoding not in _UNICODE:
        raise _refused(
            "file.encoding", f"{name}, line 1", shown(encoding), f"XML in the encoding '{shown(encoding)}' is not taken.",
            "Save the file as UTF-8.",
        )
    return decode(name, data)


def _refused(rule: str, where: str, found: str, reason: str, remedy: str) -> Unreadable:
    return Unreadable(Trouble(rule, where, found, reason, remedy))


class _Builder:
    """Takes expat's events and builds the tree without recursion; ``root`` is None until the first tag."""

    def __init__(self, name: str):
        self.name, self.root, self.count, self.size = name, None, 0, 0
        self.open: list[Element] = []
        # "}" may stand in no address, so it parts namespace and name without doubt.
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    root: Element | None

    @property
    def _here(self) -> str:
        return f"{self.name}, line {self.parser.CurrentLineNumber}"

    def _doctype(self, kind: str, *_: object) -> None:
        raise _refused(
            "xml.doctype", self._here, f"<!DOCTYPE {shown(kind, 40)}",
            "A DOCTYPE can declare entities, which make a small file a huge one or fetch other files; it is not taken.",
            "Take the DOCTYPE out; the forms of Grants.gov have none.",
        )

    def _instruction(self, target: str, _: str) -> None:
        raise _refused(
            "xml.instruction", self._here, f"<?{shown(target, 40)}",
            "Instructions to a program (<?...?>) are not taken; a form has none.", "Take the instruction out.",
        )

    def _start(self, tag: str, attributes: list[str]) -> None:
        namespace, _, local = tag.rpartition("}")
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_NODES:
            self._too_big(f"{len(self.open) + 1} levels, {self.count} elements", f"{DEEPEST} levels and {MOST_NODES} elements")
        if len(pairs) > MOST_ATTRIBUTES:
            self._too_big(f"{len(pairs)} attributes of one element", f"{MOST_ATTRIBUTES} attributes an element")
        if any(len(part) > LONGEST_NAME for key in (tag, *attributes[::2]) for part in key.split("}")):
            self._too_big("a longer name", f"{LONGEST_NAME} characters in a name")
        longest = max((len(value) for _, value in pairs), default=0)
        if longest > LONGEST_ATTRIBUTE:
            self._too_big(f"an attribute of {longest} characters", f"{LONGEST_ATTRIBUTE} characters in an attribute")
        if namespace == XINCLUDE:
            raise _refused(
                "xml.include", self._here, shown(local), "References to other files (XInclude) are not taken.",
                "Put the content in the place of the reference.",
            )
        named = [(*key.rpartition("}")[::2], value) for key, value in pairs]
        element = Element(namespace, local, self.parser.CurrentLineNumber, named)
        if self.open:
            self.open[-1].children.append(element)
            self.open[-1].pieces.append(" ")  # what stands before a child and behind it are two words
        else:
            self.root = element
        self.open.append(element)
        self.size = 0

    def _end(self, _: str) -> None:
        self.open.pop()
        self.size = 0

    def _text(self, text: str) -> None:
        self.size += len(text)
        if self.size > LONGEST_TEXT and not (text.isspace()):
            self._too_big(f"a text of {self.size} characters and more", f"{LONGEST_TEXT} characters in a field")
        self.open[-1].pieces.append(text)

    def _too_big(self, found: str, most: str) -> None:
        raise _refused(
            "xml.too_big", self._here, found, f"A form has at most {most}.",
            "Use the form as it is; long texts and tables go beside it, as attachments.",
        )
