"""Writes the application forms of the sample portfolio (XLSX, one in a ZIP with its SF-424); the same bytes each time.

The other sample proposals are text and are kept by hand. Run: ``python tests/benchmarks/make_sample_forms.py data/proposals``.
Keys in brackets in the help column are explained in ``data/README.md``.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from flows.application_form import Value, write_form
from flows.form import FORM

Field = tuple[str, Value, str, str]  # name, value, unit, help
Block = tuple[str, str, list[Field], list[Field]]  # technology, site, given, claim


def make_sample_forms(folder: Path) -> list[Path]:
    """Writes every form into ``folder`` and returns the paths; one is cut off on purpose."""
    written = []
    for name, (header, budget, blocks) in FORMS.items():
        target = io.BytesIO()
        write_form(target, form_header(header), budget, [form_block(*block) for block in blocks])
        content = target.getvalue()
        path = folder / name
        if name in SF424:
            content = package({"sf424.xml": SF424[name], "annex.xlsx": content, "attachments/letter-of-support.pdf": LETTER})
        path.write_bytes(content[: len(content) // 2] if name in CUT_OFF else content)
        written.append(path)
    return written


def form_header(header: dict[str, tuple[Value, str] | Value]) -> list[Field]:
    """The rows of the sheet "Proposal" in the order of the form; a field that is not stated stays blank."""
    rows = []
    for name, declared in FORM.items():
        stated = header.get(name)
        value, unit = stated if isinstance(stated, tuple) else (stated, "")
        rows.append((name, value, unit, declared.meaning))
    return rows


def form_block(technology: str, site: str, given: list[Field], claim: list[Field]) -> list[tuple[str, str, Value, str, str]]:
    """The rows of one sheet "Block n"."""
    return [
        ("block", "technology", technology, "", "which evaluator judges the block"),
        ("block", "site", site, "", "name of the site's file"),
        *[("given", *field) for field in given],
        *[("claim", *field) for field in claim],
    ]


def _header(
    number: str, title: str, applicant: str, country: str, pillar: str, dates: tuple[str, str, str],
    money: tuple[str, int | None], estimate_class: int, maturity: int, total: float, grant: float, *,
    unit: str, cost_of_capital: float, other: float | None = None,
) -> dict[str, tuple[Value, str] | Value]:
    submitted, construction, operation = dates
    return {
        "id": number, "version": 1, "title": title, "applicant": applicant, "country": country, "pillar": pillar,
        "submitted": submitted, "construction_start": construction, "operation_start": operation,
        "currency": money[0], "price_year": money[1], "estimate_class": estimate_class, "maturity": maturity,
        "total_cost": (total, unit), "grant_requested": (grant, unit), "other_public_support": (other, unit),
        "cost_of_capital": (cost_of_capital, "%"),
    }


def _wind(capacity: float, turbine: str, hub: float, spacing: float, foundation: str, grid: str, source: str = "") -> list[Field]:
    return [
        ("capacity", capacity, "MW", f"rated power of the farm {source}".strip()), ("turbine", turbine, "", "the machine"),
        ("hub_height", hub, "m", "height of the hub above the sea"), ("spacing", spacing, "", "in rotor diameters"),
        ("foundation", foundation, "", "floating or fixed"), ("grid", grid, "", "the grid that takes the energy"),
    ]


def _capture(
    capacity: float, technology: str, grid: str, heat: str, distance: Value, mode: str, credit: str, source: str = "",
    own_electricity: float | None = None,
) -> list[Field]:
    return [
        ("capacity", capacity, "tonne/year", f"gross capture at nameplate {source}".strip()),
        ("technology", technology, "", ""), ("grid", grid, "", ""),
        ("own_electricity_emissions", own_electricity, "tonne/MWh", "leave blank without a supply of its own"),
        ("heat_source", heat, "", ""), ("transport_distance", distance, "km", ""), ("transport_mode", mode, "", ""),
        ("credit", credit, "", ""),
    ]


FORMS: dict[str, tuple[dict, list[tuple[str, Value, str]], list[Block]]] = {
    "popof-island-wind.xlsx": (
        _header("CTIF-019", "Popof Island Floating Wind", "Sample Shumagin Power Cooperative", "US", "offshore_wind",
                ("2026-09-25", "2028-05-01", "2030-09-01"), ("USD", 2022), 5, 7, 264.0, 140.0,
                unit="MUSD", cost_of_capital=5.0, other=20.0),
        [("turbines", 58.0, "MUSD"), ("substructure_and_mooring", 84.0, "MUSD"), ("electrical", 46.0, "MUSD"),
         ("installation", 45.0, "MUSD"), ("development", 31.0, "MUSD")],
        [("offshore_wind", "sand-point", _wind(30, "nrel_5mw", 90, 8, "floating", "us_alaska_remote_diesel"),
          [("net_energy", 80.0, "GWh/year", "an honest figure: a capacity factor of 30 %")])],
    ),
    "decatur-sorbent-trial.xlsx": (
        # Direct air capture, trial 3 of 3: aims at half the cost by 2030.
        _header("CTIF-022", "Decatur Solid Sorbent Air Capture Trial", "Sample Sangamon Air Capture Inc", "US",
                "direct_air_capture", ("2026-09-30", "2027-06-01", "2028-12-01"), ("USD", 2022), 4, 7, 30.0, 15.0,
                unit="MUSD", cost_of_capital=9.0, other=2.0),
        [("contactors_and_valves", 12.4, "MUSD"), ("sorbent", 1.6, "MUSD"), ("compression", 4.6, "MUSD"),
         ("installation", 6.2, "MUSD"), ("owner_costs", 5.2, "MUSD")],
        [("carbon_capture", "decatur",
          [
              *_capture(4000, "dac_solid_sorbent", "us_average", "waste_heat", "1.9 to 5", "pipeline", "us_45q_dac",
                        "[SIEVERT24]", 0.03),
              ("present_cost", 5600.0, "USD2024/tonne", "accounts of the pilot, audited; per net tonne"),
              ("present_cost_evidence", "audited_accounts", "", ""),
              ("present_capacity", 1000.0, "tonne/year", "nameplate of the pilot"),
              ("present_delivered", 310.0, "tonne/year", "what it captured in its last year"),
              ("capacity_2030", 100_000.0, "tonne/year", "the plant meant to follow"),
          ],
          [("cost_net", 900.0, "USD2024/tonne", "first plant 1,265 USD2022/tonne net [SIEVERT24]"),
           ("cost_ratio_2030", 0.5, "", "the trial's aim"), ("captured", 3200.0, "tonne/year", "")])],
    ),
    "macon-cement.zip": (
        _header("CTIF-038", "Macon County Cement Capture", "Sample Illinois Cement LLC", "US", "industrial_capture",
                ("2026-09-17", "2028-06-01", "2031-03-01"), ("USD", 2018), 4, 7, 414.0, 120.0, unit="MUSD", cost_of_capital=8.0),
        [("capture_plant", 252.0, "MUSD"), ("compression", 64.0, "MUSD"), ("utilities", 58.0, "MUSD"),
         ("owner_costs", 40.0, "MUSD")],
        [("carbon_capture", "decatur",
          _capture(1_213_802, "cement", "us_average", "natural_gas", "30 to 50", "pipeline", "us_45q_point", "[NETL22]"),
          [("cost_gross", 95.0, "USD2024/tonne", "about 66 USD2018/tonne without transport and storage [NETL22]")])],
    ),
    "hibiki-rock-cavern.xlsx": (
        _header("CTIF-023", "Hibiki Lined Rock Cavern", "Sample Hibiki Rock Storage KK", "JP", "hydrogen_corridor",
                ("2026-09-19", "2028-04-01", "2031-10-01"), ("EUR", 2022), 5, 6, 34.0, 16.0, unit="MEUR", cost_of_capital=6.5),
        [("cavern_and_lining", 18.5, "MEUR"), ("surface_plant", 7.5, "MEUR"), ("compressors", 5.0, "MEUR"),
         ("development", 3.0, "MEUR")],
        [("hydrogen_storage", "kitakyushu", [
            ("working_gas", 500.0, "t", "64.76 USD2019/kg at 500 t [PAPADIAS21]"), ("cycles", 12, "1/year", ""),
            ("storage", "lined_rock_cavern", "", ""), ("pressure_max", 20.0, "MPa", ""), ("pressure_min", 2.0, "MPa", ""),
            ("hydrogen_source_emissions", 2.0, "kg/kg", ""), ("hydrogen_cost", "5 to 7", "USD2024/kg", ""),
            ("chain_share", 20, "%", ""), ("grid", "japan_kyushu", "", ""),
        ], [("cost_of_storage", 1.0, "USD2024/kg", "")])],
    ),
    "suttsu-bay-wind.xlsx": (
        # Broken: a grant below zero.
        _header("CTIF-049", "Suttsu Bay Fixed Wind", "Sample Suttsu Bay Wind KK", "JP", "offshore_wind",
                ("2026-09-18", "2029-05-01", "2032-05-01"), ("JPY", 2023), 4, 8, 71.0, -12.0,
                unit="billion JPY", cost_of_capital=5.5),
        [("turbines", 27.0, "billion JPY"), ("foundations", 20.0, "billion JPY"),
         ("installation_and_cables", 24.0, "billion JPY")],
        [("offshore_wind", "ishikari", _wind(100, "iea_10mw", 119, 7, "fixed", "japan_hokkaido"),
          [("net_energy", 340.0, "GWh/year", "")])],
    ),
    "iwakuni-cavern.xlsx": (
        # Broken: no price year.
        _header("CTIF-050", "Iwakuni Lined Rock Cavern", "Sample Seto Rock Storage KK", "JP", "hydrogen_corridor",
                ("2026-09-27", "2028-06-01", "2032-01-01"), ("JPY", None), 5, 5, 5.4, 2.0,
                unit="billion JPY", cost_of_capital=6.0),
        [("cavern_and_lining", 3.3, "billion JPY"), ("surface_plant", 1.4, "billion JPY"), ("development", 0.7, "billion JPY")],
        [("hydrogen_storage", "kitakyushu", [
            ("working_gas", 600.0, "t", ""), ("cycles", 10, "1/year", ""), ("storage", "lined_rock_cavern", "", ""),
            ("hydrogen_source_emissions", 1.5, "kg/kg", ""), ("hydrogen_cost", "5 to 6", "USD2024/kg", ""),
            ("chain_share", 20, "%", ""), ("grid", "japan_average", "", ""),
        ], [])],
    ),
    "beaumont-gas-capture.xlsx": (
        # Broken: it operates before it was applied for.
        _header("CTIF-051", "Beaumont Gas Plant Capture", "Sample Neches Gas Processing LLC", "US", "industrial_capture",
                ("2026-09-22", "2022-04-01", "2024-04-01"), ("USD", 2018), 2, 9, 56.8, 6.0, unit="MUSD", cost_of_capital=9.0),
        [("compression_and_drying", 42.0, "MUSD"), ("utilities", 9.0, "MUSD"), ("owner_costs", 5.8, "MUSD")],
        [("carbon_capture", "port-arthur",
          _capture(551_816, "natural_gas_processing", "us_gulf", "natural_gas", 40, "pipeline", "us_45q_point", "[NETL22]"),
          [("cost_gross", 27.0, "USD2024/tonne", "")])],
    ),
    "hitachi-port-vessels.xlsx": (
        # Broken: the upload broke off half-way.
        _header("CTIF-052", "Hitachi Port Pressure Vessels", "Sample Kashimanada Hydrogen KK", "JP", "hydrogen_corridor",
                ("2026-09-30", "2027-10-01", "2029-10-01"), ("JPY", 2023), 4, 8, 3.6, 1.1,
                unit="billion JPY", cost_of_capital=6.0),
        [("vessels", 2.5, "billion JPY"), ("compressors", 0.7, "billion JPY"), ("development", 0.4, "billion JPY")],
        [("hydrogen_storage", "kobe", [
            ("working_gas", 12.0, "t", ""), ("cycles", 120, "1/year", ""), ("storage", "vessel_350bar", "", ""),
            ("hydrogen_source_emissions", 1.5, "kg/kg", ""), ("hydrogen_cost", 6.0, "USD2024/kg", ""),
            ("chain_share", 25, "%", ""), ("grid", "japan_tokyo", "", ""),
        ], [])],
    ),
}
CUT_OFF = ("hitachi-port-vessels.xlsx",)

# What Grants.gov's own form says of the same application: who applies, for how much, who pays the rest. Its dollars are those of
# its year (2025, as long as no later deflator is known): 414 MUSD2018 are 522.0.
SF424 = {
    "macon-cement.zip": b"""\
<?xml version="1.0" encoding="UTF-8"?>
<f:SF424_4_0 xmlns:f="http://apply.grants.gov/forms/SF424_4_0-V4.0" xmlns:g="http://apply.grants.gov/system/GlobalLibrary-V2.0" \
f:FormVersion="4.0">
  <f:SubmissionType>Application</f:SubmissionType>
  <f:ApplicationType>New</f:ApplicationType>
  <f:DateReceived>2026-09-17</f:DateReceived>
  <f:OrganizationName>Sample Illinois Cement LLC</f:OrganizationName>
  <f:EmployerTaxpayerIdentificationNumber>000000000</f:EmployerTaxpayerIdentificationNumber>
  <f:SAMUEI>SAMPLE000038</f:SAMUEI>
  <f:Applicant>
    <g:Street1>1 Sample Street</g:Street1>
    <g:City>Decatur</g:City>
    <g:State>IL: Illinois</g:State>
    <g:ZipPostalCode>625210000</g:ZipPostalCode>
    <g:Country>USA: UNITED STATES</g:Country>
  </f:Applicant>
  <f:PhoneNumber>555-010-0038</f:PhoneNumber>
  <f:Email>sample@example.org</f:Email>
  <f:ApplicantTypeCode1>Q: For-Profit Organization (Other than Small Business)</f:ApplicantTypeCode1>
  <f:AgencyName>Sample Agency</f:AgencyName>
  <f:FundingOpportunityNumber>CTIF-2026</f:FundingOpportunityNumber>
  <f:FundingOpportunityTitle>Clean-Tech Innovation Fund, round of 2026</f:FundingOpportunityTitle>
  <f:ProjectTitle>Macon County Cement Capture</f:ProjectTitle>
  <f:CongressionalDistrictApplicant>IL-13</f:CongressionalDistrictApplicant>
  <f:CongressionalDistrictProgramProject>IL-13</f:CongressionalDistrictProgramProject>
  <f:ProjectStartDate>2028-06-01</f:ProjectStartDate>
  <f:ProjectEndDate>2031-02-28</f:ProjectEndDate>
  <f:FederalEstimatedFunding>151300000.00</f:FederalEstimatedFunding>
  <f:ApplicantEstimatedFunding>351800000.00</f:ApplicantEstimatedFunding>
  <f:StateEstimatedFunding>18900000.00</f:StateEstimatedFunding>
  <f:LocalEstimatedFunding>0.00</f:LocalEstimatedFunding>
  <f:OtherEstimatedFunding>0.00</f:OtherEstimatedFunding>
  <f:ProgramIncomeEstimatedFunding>0.00</f:ProgramIncomeEstimatedFunding>
  <f:TotalEstimatedFunding>522000000.00</f:TotalEstimatedFunding>
  <f:StateReview>c. Program is not covered by E.O. 12372.</f:StateReview>
  <f:DelinquentFederalDebt>N: No</f:DelinquentFederalDebt>
  <f:CertificationAgree>Y: Yes</f:CertificationAgree>
  <f:AuthorizedRepresentative>
    <g:FirstName>Sample</g:FirstName>
    <g:LastName>Person</g:LastName>
  </f:AuthorizedRepresentative>
  <f:AuthorizedRepresentativeTitle>Director</f:AuthorizedRepresentativeTitle>
  <f:AuthorizedRepresentativePhoneNumber>555-010-0038</f:AuthorizedRepresentativePhoneNumber>
  <f:AuthorizedRepresentativeEmail>sample@example.org</f:AuthorizedRepresentativeEmail>
  <f:AORSignature>Sample Person</f:AORSignature>
  <f:DateSigned>2026-09-16</f:DateSigned>
</f:SF424_4_0>
""",
}


def pdf(text: str) -> bytes:
    """A page with one line of text, as PDF 1.4."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


LETTER = pdf("Macon County supports this project. The letter is invented, as is the project.")


def package(files: dict[str, bytes]) -> bytes:
    """A ZIP of ``files``, the same bytes each time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=(2026, 9, 17, 12, 0, 0))
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return held.getvalue()


if __name__ == "__main__":
    for path in make_sample_forms(Path(sys.argv[1])):
        print(path)
