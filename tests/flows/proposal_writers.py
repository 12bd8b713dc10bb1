"""Writers of a whole project in each format of a proposal, as applicants and their programs write it: for round trips.

Each writes what the format's own makers describe (JSON RFC 8259, RFC 4180, ECMA-376, OpenDocument 1.3, CommonGrants 0.4, the
schemas of Grants.gov), not what our readers expect. The workbook is our blank form, filled in.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape

import openpyxl
import yaml
from odf import teletype
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.money import currencies
from flows.blank_form_sheets import blank_form
from flows.progress_form import write_progress_form

EVALUATORS = find_evaluators("").evaluators
Key = tuple[str, str, str]  # group, block, field


@dataclass(frozen=True)
class Said:
    """What an applicant states of one field: a text, or a number or a day that a format may keep as such."""

    value: str | int | float | date
    unit: str = ""

    @property
    def text(self) -> str:
        return repr(self.value) if isinstance(self.value, float) else str(self.value)

    @property
    def words(self) -> str:
        """In one text, as where a format has no place for a unit; nobody writes the unit 1 there."""
        return f"{self.text} {'' if self.unit == '1' else self.unit}".strip()


@dataclass
class Block:
    technology: str
    site: str = ""
    given: dict[str, Said] = field(default_factory=dict)
    claim: dict[str, Said] = field(default_factory=dict)

    def groups(self) -> dict[str, dict[str, Said]]:
        names = {"technology": Said(self.technology)} | ({"site": Said(self.site)} if self.site else {})
        return {"block": names, "given": self.given, "claim": self.claim}


@dataclass
class Project:
    """``money`` has the groups budget, cost_share and disbursement."""

    header: dict[str, Said]
    money: dict[str, dict[str, Said]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def stated(self) -> dict[Key, Said]:
        """Everything that the project states."""
        groups = {("proposal", ""): self.header} | {(group, ""): said for group, said in self.money.items()}
        for number, block in enumerate(self.blocks, 1):
            groups |= {(group, str(number)): said for group, said in block.groups().items()}
        return {(*group, name): one for group, said in groups.items() for name, one in said.items()}


# --- trees: YAML, JSON


def plainly(said: Said) -> str | int | float | date:
    """A number without unit, or a day, as what it is; all else as text."""
    return said.words if said.unit else said.value


def tree(project: Project) -> dict[str, object]:
    def group(said: Mapping[str, Said]) -> dict[str, object]:
        return {name: plainly(one) for name, one in said.items()}

    blocks = [
        {**group(block.groups()["block"]), "given": group(block.given), "claim": group(block.claim)} for block in project.blocks
    ]
    return {**group(project.header), **{name: group(said) for name, said in project.money.items()}, "blocks": blocks}


def yaml_form(projects: Sequence[Project], flow: bool | None = False, escaped: bool = False, width: int = 80) -> bytes:
    text = yaml.safe_dump_all(
        map(tree, projects), allow_unicode=not escaped, sort_keys=False, default_flow_style=flow, width=width, explicit_start=True
    )
    return text.encode()


def _json(value: object, escaped: bool, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=escaped, indent=indent, default=date.isoformat)


def json_form(projects: Sequence[Project], escaped: bool = False, indent: int | None = None) -> bytes:
    trees = [tree(project) for project in projects]
    return _json(trees if len(trees) > 1 else trees[0], escaped, indent).encode()


def json_lines(projects: Sequence[Project], escaped: bool = False) -> bytes:
    return "".join(_json(tree(project), escaped) + "\n" for project in projects).encode()


# In the shape of CommonGrants: path of each field of our header that the shape has a place for.
_SHAPE = {
    "title": ("title",),
    "applicant": ("organizations", "primary", "name"),
    "country": ("organizations", "primary", "addresses", "primary", "country"),
    "construction_start": ("projectTimeline", "otherDates", "constructionStart", "date"),
    "operation_start": ("projectTimeline", "otherDates", "operationStart", "date"),
}


def common_grants(project: Project, escaped: bool = False) -> bytes:
    """``ProposalBase`` with our form in the custom field ``cleanfund``.

    The shape has places for text, for days, and for an amount with the code of its currency; what else is stated, also such a
    field in another spelling (a day in words, an amount in millions), stands in our form alone.
    """
    shape: dict[str, object] = {"projectTimeline": {}}
    annex = dict(project.header)
    for name, path in _SHAPE.items():
        said = annex.get(name)
        if said is None or said.unit or (path[-1] == "date" and not isinstance(said.value, date)):
            continue
        inner: dict = shape
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = annex.pop(name).text
    asked = annex.get("grant_requested")
    if asked and asked.unit in currencies():
        shape["amountRequested"] = {"amount": annex.pop("grant_requested").text, "currency": asked.unit}
        annex.setdefault("currency", Said(asked.unit))
    value = tree(replace(project, header=annex))
    shape["customFields"] = {"cleanfund": {"name": "cleanfund", "fieldType": "object", "value": value}}
    return _json(shape, escaped).encode()


# --- CSV


def csv_form(
    projects: Sequence[Project],
    delimiter: str = ",",
    in_head: bool = True,
    quoting: int = csv.QUOTE_MINIMAL,
    told: bool = False,
    encoding: str = "utf-8",
    repeated: bool = True,
) -> bytes:
    """A row a block. Where all rows have one unit for a column it stands in the head (``in_head``), else in the cells.

    ``told`` writes Excel's line ``sep=``; ``repeated``, the header into each row of a project and not only into its first.
    """
    rows: list[dict[str, Said]] = []
    for project in projects:
        own = dict(project.header)
        own |= {f"{group}.{name}": said for group, of in project.money.items() for name, said in of.items()}
        for number, block in enumerate(project.blocks or [None]):
            row = own if repeated or not number else {name: own[name] for name in ("id", "version") if name in own}
            of_block = block.groups() if block else {}
            row = row | of_block.get("block", {})
            row |= {f"{group}.{name}": said for group in ("given", "claim") for name, said in of_block.get(group, {}).items()}
            rows.append(row)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    units = {name: {row[name].unit for row in rows if name in row} for name in columns}
    shared = {name: found.pop() if in_head and len(found) == 1 else "" for name, found in units.items()}
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=delimiter, quoting=quoting)
    # a name that ends like a unit gets brackets of its own behind it
    writer.writerow([f"{name} [{shared[name]}]" if shared[name] or name.endswith("]") else name for name in columns])
    for row in rows:
        cells = (row.get(name, Said("")) for name in columns)
        writer.writerow([one.text if shared[name] else one.words for name, one in zip(columns, cells, strict=True)])
    return ((f"sep={delimiter}\r\n" if told else "") + held.getvalue()).encode(encoding)


# --- workbooks


def shown(said: Said) -> tuple[object, str, str]:
    """What a cell holds, its number format and the unit beside it, where the unit is shown within the cell of the number."""
    if isinstance(said.value, (int, float)):
        if said.unit == "%":
            return said.value / 100, "0.0%", ""
        if said.unit in currencies():
            return said.value, f'#,##0.00\\ "{said.unit}"' if said.unit == "USD" else f"[${said.unit}] #,##0.00", ""
    return said.value, "General", said.unit


def stored(text: str) -> str:
    """As Excel stores a text: what XML cannot hold, and what looks like its escape, is escaped (ECMA-376, ST_Xstring)."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")


def put(cell, value: object, number_format: str = "General") -> None:
    """Fills one cell as a person does: a text that looks like a formula is a text."""
    cell.value = stored(value) if isinstance(value, str) else value
    if isinstance(value, str) and value:
        cell.data_type = "s"
    if not isinstance(value, str):
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else number_format


@lru_cache
def blank(technology: str) -> bytes:
    return blank_form(EVALUATORS[technology], "A fund", ("wind", "heat"), ("2026-autumn",))


def _fill(sheet, name: int, said: Mapping[tuple[str, ...], Said], unit_shown: bool, group: int | None = None) -> None:
    """The rows of a sheet whose names stand in column ``name``; value and unit stand right of it."""
    rows = {}
    for row in range(2, sheet.max_row + 1):
        label = sheet.cell(row, name).value
        rows[(sheet.cell(row, group).value, label) if group else (label,)] = row
    for key, one in said.items():
        value, number_format, unit = shown(one) if unit_shown else (one.value, "General", one.unit)
        put(sheet.cell(rows[key], name + 1), value, number_format)
        put(sheet.cell(rows[key], name + 2), unit or None)


def xlsx_form(project: Project, unit_shown: bool = False) -> bytes:
    """The blank form of the first block's technology, filled in; further blocks are sheets copied from their own forms."""
    first = project.blocks[0].technology
    book = openpyxl.load_workbook(io.BytesIO(blank(first)))
    _fill(book["Proposal"], 1, {(name,): said for name, said in project.header.items()}, unit_shown)
    for row, (name, said) in enumerate(project.money.get("budget", {}).items(), 2):
        put(book["Budget"].cell(row, 1), name)
        value, number_format, unit = shown(said) if unit_shown else (said.value, "General", said.unit)
        put(book["Budget"].cell(row, 2), value, number_format)
        put(book["Budget"].cell(row, 3), unit or None)
    for title, group in (("Cost share", "cost_share"), ("Disbursement", "disbursement")):
        _fill(book[title], 1, {(name,): said for name, said in project.money.get(group, {}).items()}, unit_shown)
    for number, block in enumerate(project.blocks, 1):
        if number > 1:
            _copied(openpyxl.load_workbook(io.BytesIO(blank(block.technology)))["Block 1"], book.create_sheet(f"Block {number}"))
        said = {
            (group, name): one
            for group, of in block.groups().items()
            for name, one in of.items()
            if name != "technology" or group != "block"
        }
        _fill(book[f"Block {number}"], 2, said, unit_shown, group=1)
    return saved(book)


def _copied(old, new) -> None:
    """A sheet of another workbook, as "Move or copy" takes it along."""
    for row in old.iter_rows():
        for cell in row:
            if cell.value is not None:
                made = new.cell(cell.row, cell.column, cell.value)
                made.data_type, made.number_format, made.protection = cell.data_type, cell.number_format, copy(cell.protection)
    for cells in old.merged_cells.ranges:
        new.merge_cells(cells.coord)


def saved(book: openpyxl.Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def ods_form(project: Project, unit_shown: bool = False) -> bytes:
    """The form as an office program saves it: each cell with its type, its value and the text that it shows."""
    tables = {"Proposal": [("field", "value", "unit"), *_lines(project.header, unit_shown)]}
    for title, group, head in (
        ("Budget", "budget", "line"), ("Cost share", "cost_share", "payer"), ("Disbursement", "disbursement", "year"),
    ):  # fmt: skip
        tables[title] = [(head, "amount", "unit"), *_lines(project.money.get(group, {}), unit_shown)]
    for number, block in enumerate(project.blocks, 1):
        rows = [(group, *line) for group, said in block.groups().items() for line in _lines(said, unit_shown)]
        tables[f"Block {number}"] = [("group", "field", "value", "unit"), *rows]
    book = OpenDocumentSpreadsheet()
    for title, lines in tables.items():
        table = Table(name=title)
        for line in lines:
            row = TableRow()
            for one in line:
                row.addElement(_ods_cell(one))
            table.addElement(row)
        book.spreadsheet.addElement(table)
    held = io.BytesIO()
    book.write(held)
    return held.getvalue()


def _lines(said: Mapping[str, Said], unit_shown: bool) -> list[tuple[object, ...]]:
    """Name, value and unit; a ``Said`` in place of the value has its unit within the cell."""
    inside = ("%", *currencies())
    return [
        (name, one, "")
        if unit_shown and one.unit in inside and isinstance(one.value, (int, float))
        else (name, one.value, one.unit)
        for name, one in said.items()
    ]


def _ods_cell(value: object) -> TableCell:
    if isinstance(value, Said):
        if value.unit == "%":
            made, text = TableCell(valuetype="percentage", value=repr(value.value / 100)), f"{value.value:.2f}%"
        else:
            made, text = (
                TableCell(valuetype="currency", currency=value.unit, value=repr(value.value)),
                f"{value.value:,.2f} {value.unit}",
            )
    elif isinstance(value, (int, float)):
        made, text = TableCell(valuetype="float", value=repr(value)), f"{value:.6g}"
    elif isinstance(value, date):
        made, text = TableCell(valuetype="date", datevalue=value.isoformat()), f"{value:%d/%m/%y}"
    else:
        made, text = TableCell(valuetype="string"), str(value)
    for line in text.split("\n"):
        paragraph = P()
        teletype.addTextToElement(paragraph, line)
        made.addElement(paragraph)
    return made


# --- packages


def package(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


# What an SF-424 says in elements of its own, and an SF-424A; all its money is dollars and cents.
SHARES = {
    "grant": "Federal", "applicant": "Applicant", "state": "State", "local": "Local", "other": "Other",
    "program_income": "ProgramIncome",
}  # fmt: skip
CATEGORIES = {
    "personnel": "PersonnelRequested", "fringe_benefits": "FringeBenefitsRequested", "travel": "TravelRequested",
    "equipment": "EquipmentRequested", "supplies": "SuppliesRequested", "contractual": "ContractualRequested",
    "construction": "ConstructionRequested", "other": "OtherRequested", "indirect_charges": "IndirectCharges",
}  # fmt: skip
LATER = {"year_2": "First", "year_3": "Second", "year_4": "Third", "year_5": "Fourth"}
_SF424 = """<?xml version="1.0" encoding="UTF-8"?>
<S:SF424_4_0 xmlns:S="http://apply.grants.gov/forms/SF424_4_0-V4.0" xmlns:g="http://apply.grants.gov/system/GlobalLibrary-V2.0"
 S:FormVersion="4.0"><S:SubmissionType>Application</S:SubmissionType><S:ApplicationType>New</S:ApplicationType>
<S:DateReceived>{submitted}</S:DateReceived><S:OrganizationName>{applicant}</S:OrganizationName>
<S:EmployerTaxpayerIdentificationNumber>123456789</S:EmployerTaxpayerIdentificationNumber><S:SAMUEI>TEST12345678</S:SAMUEI>
<S:Applicant><g:Street1>1 Main St</g:Street1><g:City>Washington</g:City><g:State>DC: District of Columbia</g:State>
<g:ZipPostalCode>20001</g:ZipPostalCode><g:Country>USA: UNITED STATES</g:Country></S:Applicant>
<S:PhoneNumber>555-123-4567</S:PhoneNumber><S:Email>a@example.org</S:Email>
<S:ApplicantTypeCode1>A: State Government</S:ApplicantTypeCode1><S:AgencyName>Agency</S:AgencyName>
<S:FundingOpportunityNumber>{call}</S:FundingOpportunityNumber><S:FundingOpportunityTitle>Call</S:FundingOpportunityTitle>
<S:ProjectTitle>{title}</S:ProjectTitle><S:CongressionalDistrictApplicant>DC-00</S:CongressionalDistrictApplicant>
<S:CongressionalDistrictProgramProject>DC-00</S:CongressionalDistrictProgramProject>
<S:ProjectStartDate>{construction_start}</S:ProjectStartDate><S:ProjectEndDate>2099-12-31</S:ProjectEndDate>
{shares}<S:TotalEstimatedFunding>{total_cost}</S:TotalEstimatedFunding>
<S:StateReview>c. Program is not covered by E.O. 12372.</S:StateReview>
<S:DelinquentFederalDebt>N: No</S:DelinquentFederalDebt><S:CertificationAgree>Y: Yes</S:CertificationAgree>
<S:AuthorizedRepresentative><g:FirstName>A</g:FirstName><g:LastName>B</g:LastName></S:AuthorizedRepresentative>
<S:AuthorizedRepresentativeTitle>CEO</S:AuthorizedRepresentativeTitle>
<S:AuthorizedRepresentativePhoneNumber>555-123-4567</S:AuthorizedRepresentativePhoneNumber>
<S:AuthorizedRepresentativeEmail>a@example.org</S:AuthorizedRepresentativeEmail>
<S:AORSignature>A B</S:AORSignature><S:DateSigned>2026-01-15</S:DateSigned></S:SF424_4_0>
"""
_IN_SF424 = ("title", "applicant", "call", "country", "submitted", "price_year", "construction_start", "currency", "total_cost",
             "grant_requested")  # fmt: skip


def sf424_package(project: Project, attached: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """SF-424 4.0 and SF-424A 1.0 with what they have places for, and the rest of our form beside them.

    Of ``project`` the forms take the header fields ``_IN_SF424``, the shares of cost, the budget by ``CATEGORIES`` and five years
    of disbursement. The forms say the currency and the price year by their convention alone: USD of the year of ``submitted``.
    """
    words = {name: escape(said.text, {"\r": "&#13;"}) for name, said in project.header.items()}
    shares = "".join(
        f"<S:{element}EstimatedFunding>{project.money['cost_share'][name].text}</S:{element}EstimatedFunding>\n"
        for name, element in SHARES.items()
    )
    categories = "".join(
        f"<Budget{CATEGORIES[name]}Amount>{project.money['budget'][name].text}</Budget{CATEGORIES[name]}Amount>"
        for name in CATEGORIES
        if name in project.money["budget"]
    )
    years = project.money["disbursement"]
    first = f"<BudgetFederalForecastedAmount>{years['year_1'].text}</BudgetFederalForecastedAmount>" if "year_1" in years else ""
    later = "".join(
        f"<Budget{word}YearAmount>{years[name].text}</Budget{word}YearAmount>" for name, word in LATER.items() if name in years
    )
    space = "http://apply.grants.gov/forms/SF424A-V1.0"
    sf424a = (
        f'<BudgetInformation xmlns="{space}" xmlns:S="{space}" S:programType="Non-Construction" '
        'xmlns:g="http://apply.grants.gov/system/Global-V1.0" g:coreSchemaVersion="1.0">'
        "<g:FormVersionIdentifier>1.0</g:FormVersionIdentifier>"
        f"<BudgetCategories><CategoryTotals>{categories}</CategoryTotals></BudgetCategories>"
        f"<BudgetForecastedCashNeeds><BudgetFirstYearAmounts>{first}</BudgetFirstYearAmounts></BudgetForecastedCashNeeds>"
        f"<FederalFundsNeeded><FundsTotals>{later}</FundsTotals></FederalFundsNeeded></BudgetInformation>"
    )
    annex = {name: said for name, said in project.header.items() if name not in _IN_SF424}
    members = [
        ("SF424_4_0.xml", _SF424.format(**words, shares=shares).encode()),
        ("SF424A.xml", sf424a.encode()),
        ("annex.yaml", yaml_form([Project(annex, {}, project.blocks)])),
    ]
    return package([*members, *attached])


# --- progress of awarded projects

Line = Mapping[str, Said]  # section, item, value, and due, met, note where they are stated
_SHEETS = {"financial": "Financial", "technical": "Technical", "milestone": "Milestones"}


def progress_csv(report: Mapping[str, Said], lines: Sequence[Line], in_head: bool = False) -> bytes:
    """A row a line; ``in_head``: the unit stands in the head of the column of values, which all lines then share."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    unit = lines[0]["value"].unit
    columns = ["project", "period", "reported_on", "section", "item", "value", "unit", "due", "met", "note"]
    writer.writerow([f"value [{unit}]" if in_head and name == "value" else name for name in columns])
    for line in lines:
        said = {**report, **line, "unit": Said("" if in_head else line["value"].unit)}
        writer.writerow([said[name].text if name in said else "" for name in columns])
    return held.getvalue().encode()


def progress_xlsx(report: Mapping[str, Said], lines: Sequence[Line], unit_shown: bool = False) -> bytes:
    """The blank form, filled in; milestones of the project's own stand below those that the form offers."""
    held = io.BytesIO()
    write_progress_form(held)
    book = openpyxl.load_workbook(held)
    for row in range(2, 5):
        put(book["Report"].cell(row, 2), report[book["Report"].cell(row, 1).value].value)
    for line in lines:
        sheet = book[_SHEETS[line["section"].text]]
        columns = {cell.value: cell.column for cell in sheet[1]}
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value}
        row = rows.get(line["item"].text) or max(rows.values()) + 1
        put(sheet.cell(row, 1), line["item"].text)
        one = line["value"]
        value, number_format, unit = shown(one) if unit_shown and one.unit == "%" else (one.value, "General", one.unit)
        put(sheet.cell(row, columns.get("value") or columns["status"]), value, number_format)
        if "unit" in columns:
            put(sheet.cell(row, columns["unit"]), unit or None)
        for name in ("due", "met", "note"):
            if name in line:
                put(sheet.cell(row, columns[name]), line[name].value)
    return saved(book)
