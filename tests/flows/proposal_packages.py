"""Writers of a whole project as a package, with Grants.gov's forms or without, and of its progress."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

import openpyxl
from proposal_workbooks import put, saved, shown
from proposal_writers import yaml_form
from whole_projects import Project, Said

from flows.progress_form import write_progress_form

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
