"""Is a form of Grants.gov what its schema says? Against the XSDs where they are given, else the fields that must be there.

``CLEANFUND_SCHEMAS`` names the folder of the XSDs. What they import is looked up there by its base name and never
fetched, nor is what a file's own ``schemaLocation`` points to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from flows.facts import Trouble, Unreadable
from flows.readers._grants_gov_words import trouble_of
from flows.readers._text import shown
from flows.readers._xml_tree import Element

FOLDER = "CLEANFUND_SCHEMAS"
MOST_TROUBLES = 30
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
# What the schema of the SF-424 4.0 does not let go missing, in its order.
_NEEDED = """
    SubmissionType ApplicationType DateReceived OrganizationName EmployerTaxpayerIdentificationNumber SAMUEI Applicant
    PhoneNumber Email ApplicantTypeCode1 AgencyName FundingOpportunityNumber FundingOpportunityTitle ProjectTitle
    CongressionalDistrictApplicant CongressionalDistrictProgramProject ProjectStartDate ProjectEndDate
    FederalEstimatedFunding ApplicantEstimatedFunding StateEstimatedFunding LocalEstimatedFunding OtherEstimatedFunding
    ProgramIncomeEstimatedFunding TotalEstimatedFunding StateReview DelinquentFederalDebt CertificationAgree
    AuthorizedRepresentative AuthorizedRepresentativeTitle AuthorizedRepresentativePhoneNumber
    AuthorizedRepresentativeEmail AORSignature DateSigned
"""
_AMOUNT = re.compile(r"[+-]?(\d{1,13}(\.\d{0,2})?|\.\d{1,2})")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?")
_lock = Lock()  # a schema keeps its last errors, so that two threads would read each other's


def check(utf8: bytes, root: Element, forms: list[Element], paths: dict[int, str]) -> tuple[list[Trouble], list[str]]:
    """Troubles of the forms in ``root`` (``paths`` by the id of the element), and notes where a schema could not be used.

    ``utf8`` is the file as it was read into ``root``.
    """
    folder = os.environ.get(FOLDER, "")
    troubles: list[Trouble] = []
    notes: list[str] = []
    twins: dict[int, Any] = {}
    for form in forms:
        schema, why_not = _schema(folder, form.namespace.rsplit("/", 1)[-1]) if folder else (None, "")
        if why_not:
            notes.append(f"{form.name} was not checked against its schema: {why_not}")
        if schema is None:
            troubles += _own_checks(form, paths)
            continue
        twins = twins or _twins(utf8, root)
        troubles += _violations(schema, form, twins, paths)
    return list(dict.fromkeys(troubles)), notes


def _violations(schema: Any, form: Element, twins: dict[int, Any], paths: dict[int, str]) -> list[Trouble]:
    with _lock:
        if schema.validate(twins[id(form)]):
            return []
        errors = list(schema.error_log)
    # lxml knows an element by the line its tag ends in, people look for the line it begins in.
    ours = {(twins[id(one)].sourceline, one.name): one for one in form.walk()}
    troubles: dict[int, Trouble] = {}
    for error in errors:
        named = re.match(r"Element '(?:\{[^}]*\})?([^']*)'", error.message)
        element = ours.get((error.line, named[1] if named else ""), form)
        # The first word on an element tells what is wrong; the others follow from it.
        troubles.setdefault(id(element), trouble_of(error.type_name, error.message, element, form, paths[id(element)]))
    return list(troubles.values())[:MOST_TROUBLES]


def _twins(utf8: bytes, root: Element) -> dict[int, Any]:
    """The element of lxml for each of ours, without what could make a validator load a schema of the file's choice."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        tree = etree.fromstring(utf8, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(
            Trouble(
                "xml.syntax", f"line {error.lineno}", shown(str(error.msg)), "The file cannot be read as XML.",
                "Export the form again from the program that made it.",
            )
        ) from None
    elements = list(tree.iter("*"))
    for element in elements:
        for name in ("schemaLocation", "noNamespaceSchemaLocation"):
            element.attrib.pop(f"{_XSI}{name}", None)
    return {id(own): twin for own, twin in zip(root.walk(), elements, strict=True)}


def _schema(folder: str, base: str) -> tuple[Any, str]:
    """The compiled schema, or why there is none."""
    try:
        files = sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in os.scandir(folder))
    except OSError as error:
        return None, f"the folder of {FOLDER} cannot be opened ({error.strerror})."
    if f"{base}.xsd" not in {name for name, *_ in files}:
        return None, f"{base}.xsd is not in the folder of {FOLDER}."
    return _compiled(folder, base, tuple(files))


@lru_cache(maxsize=8)
def _compiled(folder: str, base: str, _: tuple) -> tuple[Any, str]:
    from lxml import etree

    class Beside(etree.Resolver):
        def resolve(self, url: str, public_id: str, context: Any) -> Any:
            path = Path(folder) / url.replace("\\", "/").rsplit("/", 1)[-1]
            return self.resolve_filename(str(path), context) if path.is_file() else self.resolve_empty(context)

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    parser.resolvers.add(Beside())
    try:
        return etree.XMLSchema(etree.parse(str(Path(folder) / f"{base}.xsd"), parser)), ""
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError, OSError) as error:
        return None, f"{base}.xsd cannot be used ({shown(str(error), 160)})."


def _own_checks(form: Element, paths: dict[int, str]) -> Iterator[Trouble]:
    said = {child.name for child in form.children if child.text or child.children}
    here = paths[id(form)]
    for name in _NEEDED.split() if form.name == "SF424_4_0" else ():
        if name not in said:
            child = next((one for one in form.children if one.name == name), form)
            yield Trouble(
                "form.sf424_missing", f"line {child.line}, {here}.{name}", "", f"The form asks for {name}; it is not there.",
                f"Fill in {name} and export the form again.",
            )
    for one in form.walk():
        amount = one.name.endswith(("Amount", "EstimatedFunding")) and not one.children
        day = one.name in ("DateReceived", "DateSigned", "ProjectStartDate", "ProjectEndDate")
        if one.text and ((amount and not _AMOUNT.fullmatch(one.text)) or (day and not _DATE.fullmatch(one.text))):
            what, like = ("an amount in dollars", "100000.00") if amount else ("a date", "2026-09-30")
            yield Trouble(
                "form.sf424_value", f"line {one.line}, {paths[id(one)]}", shown(one.text),
                f"'{shown(one.text)}' is not {what}.", f"Write {what} such as {like}.",
            )
