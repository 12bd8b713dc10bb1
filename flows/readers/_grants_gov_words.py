"""What a schema's validator says, in plain words: what is missing, out of order, or not one of the values it may be."""

from __future__ import annotations

import re

from flows.expectations.wording import listed, nearest
from flows.facts import Trouble
from flows.readers._text import shown
from flows.readers._xml_tree import Element

# Types of the schemas: what a value is, and how to write it.
_SIMPLE = {"date": ("a date", "such as 2026-09-30")} | dict.fromkeys(
    ("BudgetAmountDataType", "BudgetTotalAmountDataType", "DecimalMin1Max14Places2Type", "decimal"),
    ("an amount in dollars", "without commas, such as 100000.00"),
)


def trouble_of(kind: str, message: str, element: Element, form: Element, path: str) -> Trouble:
    """The trouble for one error of libxml2 (``kind`` is its type name) on ``element`` of ``form``."""
    message = re.sub(r"\{[^{}']*\}(?=[\w.])", "", message)  # namespaces help nobody
    where, name, text = f"line {element.line}, {path}", element.name, shown(element.text)
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return _order(message, element, form, where)
    if kind in ("SCHEMAV_CVC_COMPLEX_TYPE_4", "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "SCHEMAV_CVC_AU"):
        return _attribute(kind, message, name, where)
    if not element.text and not element.children:
        return Trouble("form.sf424_missing", where, "", f"{name} is empty.", f"Fill in {name}.")
    remedy = f"Correct {name} and export the form again."
    reason = f"'{text}' is not what the form takes for {name}."
    if kind == "SCHEMAV_CVC_ENUMERATION_VALID":
        choices = re.findall(r"'((?:[^']|'(?![,}]))*)'(?=[,}])", message.partition(" set {")[2])
        remedy = f"{nearest(element.text, choices)}It may be: {listed(choices)}."
        reason = f"'{text}' is not one of the {len(choices)} values that {name} may have."
    elif kind == "SCHEMAV_CVC_PATTERN_VALID":
        pattern = message.partition("accepted by the pattern '")[2].rstrip("'.")
        remedy = f"Write {name} in the form of the pattern {shown(pattern, 120)}."
    elif bound := re.search(r"(minimum|maximum) value allowed \('([^']*)'\)", message):
        remedy = f"Write {bound[2]} or {'more' if bound[1] == 'minimum' else 'less'}."
        reason = f"{name} is {text}, {'less than the form takes' if bound[1] == 'minimum' else 'more than the form takes'}."
    elif length := re.search(r"length of '(\d+)'; this (exceeds|underruns|differs).*'(\d+)'", message):
        limit = {"exceeds": "at most ", "underruns": "at least ", "differs": ""}[length[2]] + length[3]
        reason = f"{name} has {length[1]} characters; it has {limit}."
        remedy = f"Write {name} in {limit} characters."
    elif digits := re.search(r"more digits than are allowed \('(\d+)'\)|fractional digits than are allowed \('(\d+)'\)", message):
        remedy = f"Write the amount with at most {digits[1] or digits[2]} digits{'' if digits[1] else ' after the point'}."
    elif kind == "SCHEMAV_CVC_DATATYPE_VALID_1_2_1":
        type_name = (re.findall(r"type '(?:xs:)?([^']*)'", message) or [""])[-1]
        what, like = _SIMPLE.get(type_name, ("", ""))
        reason = f"'{text}' is not {what}." if what else reason
        remedy = f"Write {what} {like}." if what else remedy
    else:
        reason = f"{reason} The schema says: {shown(message, 160)}"
    return Trouble("form.sf424_value", where, text, reason, remedy)


def _order(message: str, element: Element, form: Element, where: str) -> Trouble:
    """An element that is not due here: another is missing, it stands twice or elsewhere, or the form has none such."""
    name, found = element.name, shown(element.text)
    due = re.findall(r"[\w.:-]+", (re.findall(r"Expected is (?:one of )?\(([^)]*)\)", message) or [""])[0])
    if "Missing child element" in message:
        return Trouble("form.sf424_missing", where, "", f"{name} lacks {' or '.join(due)}.", f"Add {' or '.join(due)} to {name}.")
    parent = next((one for one in form.walk() if element in one.children), form)
    names = [child.name for child in parent.children]
    # Those named before the last may be left out; the last is the one that may not.
    wanted = due[-1] if due else ""
    if names.count(name) > 1 and name not in due and parent.children[names.index(name)] is not element:
        reason = f"{name} stands {names.count(name)} times in {parent.name}, more often than the form has it."
        return Trouble("form.sf424_order", where, found, reason, "Keep the one that counts and take the others out.")
    if wanted and wanted not in names:
        reason = f"{wanted} is missing: it is due before {name}."
        return Trouble("form.sf424_missing", where, "", reason, f"Add {wanted} before {name}.")
    if wanted:
        reason = f"{name} stands where {wanted} is due: the elements are not in the order of the form."
        remedy = f"Put {wanted} before {name}, or export the form again."
        return Trouble("form.sf424_order", where, found, reason, remedy)
    reason = f"{name} is not due here; the form has it elsewhere, or not at all."
    return Trouble("form.sf424_unknown", where, found, reason, f"Take {name} out, or send the form as Grants.gov exports it.")


def _attribute(kind: str, message: str, name: str, where: str) -> Trouble:
    attribute = (re.findall(r"[Tt]he attribute '([^']*)'", message) or re.findall(r"attribute '([^']*)'", message) or ["?"])[0]
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return Trouble("form.sf424_missing", where, "", f"{name} lacks the attribute {attribute}.", f"Add {attribute} to {name}.")
    if kind == "SCHEMAV_CVC_AU":
        value, due = [*re.findall(r"'([^']*)'", message.partition("The value")[2]), "", ""][:2]
        reason = f"The attribute {attribute} of {name} is '{shown(value)}'; in this form it is '{due}'."
        remedy = f"Write {attribute} as '{due}', or send that version of the form."
        return Trouble("form.sf424_value", where, shown(value), reason, remedy)
    reason = f"{name} has the attribute {shown(attribute)}, which the form does not have."
    remedy = f"Take the attribute {shown(attribute)} out, or give it the namespace that the form has for it."
    return Trouble("form.sf424_unknown", where, shown(attribute), reason, remedy)
