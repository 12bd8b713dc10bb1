"""CommonGrants 0.4: a proposal, an application or the response to a form, as public grant portals exchange them.

Shapes: ``ProposalBase``, ``ApplicationBase`` and ``FormResponseBase`` of HHS/simpler-grants-protocol, ``lib/core/lib/core/
models`` (CC0). They know nothing of technology: the custom field ``cleanfund`` holds our form (blocks, budget, header).
What the shape says itself becomes header fields; all the rest is kept as facts of the group ``form``, named by its path.
"""

from __future__ import annotations

from dataclasses import replace

from flows.facts import Document, Fact, Trouble
from flows.readers._proposal_tree import KIND, MONEY, read_into, stated_id
from flows.readers._text import shown
from flows.readers._tree import Listing, Mapping, Node, Scalar, blank, entries, join, mapping_or_trouble, place, scalar_fact

FORM = "CommonGrants 0.4"
ANNEX = "cleanfund"  # the custom field with our form
_SHAPES = (  # names that only these shapes have: any one of them tells
    {"amountRequested", "projectTimeline", "organizations", "customFields"},
    {"competitionId", "formResponses", "opportunityId", "submittedAt"},
    {"formId", "applicationId"},
)
_ANSWER = {"status", "message", "data", "items", "paginationInfo", "sortInfo", "filterInfo"}
_OURS = {"blocks", "total_cost", "grant_requested", "operation_start", "applicant", *MONEY}
# Where the shapes say what our header asks for, by path.
_HEADER = {
    "title": "title",
    "name": "title",
    "organizations.primary.name": "applicant",
    "organizations.primary.addresses.primary.country": "country",
    "amountRequested.amount": "grant_requested",
    "amountRequested.currency": "currency",
    "submittedAt": "submitted",
    "projectTimeline.startDate.date": "construction_start",  # as of SF-424, unless the other dates name the very day
    "projectTimeline.otherDates.constructionStart.date": "construction_start",
    "projectTimeline.otherDates.operationStart.date": "operation_start",
}
# A portal's own number, the applicant's seat, the currency of one amount and the start of the funding may differ from
# what our form states.
_MAY_DIFFER = {"id", "country", "currency", "construction_start"}


def recognises(root: Node) -> bool:
    """Whether a value has one of the shapes, and is none of our own form."""
    if not isinstance(root, Mapping):
        return False
    names = {key.text.strip() for key in root.flat[::2] if isinstance(key, Scalar)}
    return any(names & shape for shape in _SHAPES) and not names & _OURS


def unwrapped(root: Node) -> list[Node]:
    """What a portal's answer carries: its ``data``, or its ``items``; any other value is its own content."""
    if isinstance(root, Mapping):
        parts = {key.text: part for key, part in zip(root.flat[::2], root.flat[1::2], strict=True) if isinstance(key, Scalar)}
        if parts.keys() <= _ANSWER and {"status", "message"} <= parts.keys():
            if "data" in parts:
                return [parts["data"]]
            if isinstance(items := parts.get("items"), Listing) and items.items:
                return items.items
    return [root]


def read(root: Node, label: str) -> Document:
    """The proposal in one of the shapes; it may have no technical part, which is for others to judge."""
    document = Document(KIND, label, [Fact("form", "", "form", FORM, where=place(root.line, ""))])
    said: list[Fact] = []
    _walk(root, "", document, said)
    # the response to a form has an id of its own; the application it belongs to is named beside it
    number = "applicationId" if any(fact.field == "formId" for fact in said) else "id"
    annex = {fact.field: fact for fact in document.facts if fact.group == "proposal"}
    currency = next((fact.raw for fact in said if fact.field == "amountRequested.currency"), "")
    said.sort(key=lambda fact: fact.field == "projectTimeline.startDate.date")
    header: dict[str, Fact] = {}
    for fact in said:
        name = _HEADER.get(fact.field, "id" if fact.field == number else "")
        unit = currency if name == "grant_requested" else ""
        if not name or name in header:
            document.facts.append(fact)
        elif name not in annex:
            header[name] = replace(fact, group="proposal", field=name, unit=unit)
        else:
            document.facts.append(fact)
            if name not in _MAY_DIFFER and f"{fact.raw} {unit}".strip() != f"{annex[name].raw} {annex[name].unit}".strip():
                document.troubles.append(_stated_twice(name, annex[name], fact))
    document.facts[1:1] = header.values()
    document.name = stated_id(document) or label
    return document


def _walk(node: Node, path: str, document: Document, said: list[Fact]) -> None:
    """What the shape says, leaf by leaf; our form is read where it comes by. As deep as the file, which has its limit."""
    if isinstance(node, Mapping):
        for key, value in entries(node, path, document.troubles, "json"):
            if path.split(".")[-1] == "customFields" and _is_annex(key, value):
                _annex(value, join(path, key), document, said)
            else:
                _walk(value, join(path, key), document, said)
    elif isinstance(node, Scalar):
        said += scalar_fact(node, path, "form", "", path, document.troubles, syntax="json")
    else:
        for count, item in enumerate(node.items, 1):
            _walk(item, join(path, str(count)), document, said)


def _is_annex(key: str, value: Node) -> bool:
    if not isinstance(value, Mapping):
        return key == ANNEX
    return key == ANNEX or any(
        isinstance(name, Scalar) and isinstance(text, Scalar) and (name.text, text.text) == ("name", ANNEX)
        for name, text in zip(value.flat[::2], value.flat[1::2], strict=True)
    )


def _annex(node: Node, path: str, document: Document, said: list[Fact]) -> None:
    field = mapping_or_trouble(node, path, document.troubles, "json")
    for key, value in entries(field, path, document.troubles, "json") if field else []:
        if key != "value":  # its name, type and schema
            _walk(value, join(path, key), document, said)
        elif not blank(value):
            form = mapping_or_trouble(value, join(path, key), document.troubles, "json")
            if form and any(fact.group in ("proposal", "block", "given", "claim") for fact in document.facts):
                document.troubles.append(_two_annexes(place(value.line, join(path, key))))
            elif form:
                read_into(document, form, join(path, key), "json")


def _two_annexes(where: str) -> Trouble:
    reason = f"The custom field '{ANNEX}' stands twice; it cannot be known which one is meant."
    return Trouble("form.two_annexes", where, ANNEX, reason, "Keep one of them, best that of the proposal itself.")


def _stated_twice(name: str, annex: Fact, shape: Fact) -> Trouble:
    return Trouble(
        "form.stated_twice",
        f"{annex.where} and {shape.where}",
        f"{shown(annex.raw)} / {shown(shape.raw)}",
        f"'{name}' is stated twice, and not in the same words.",
        f"State it in one of the two places alone, or write the same into '{annex.field}' and '{shape.field}'.",
    )
