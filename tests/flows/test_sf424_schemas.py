"""The schemas of Grants.gov: what they forbid is said in plain words with its line, and no file brings its own."""

from __future__ import annotations

import re

import pytest
from sf424_forms import (
    FORMS,
    NS,
    SAMPLES,
    body,
    cast,
    envelope,
    kept,
    needs_samples,
    no_network,  # noqa: F401 - a fixture
    read,
    said,
    sample,
    schemas,  # noqa: F401 - a fixture
    walked,
)

from flows.findings import CRITICAL


@needs_samples
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.usefixtures("schemas")
def test_the_samples_are_valid_alone_and_in_an_envelope(name):
    assert read(sample(name)).troubles == [] and read(envelope(body(name))).troubles == []
    assert read(sample(name)).notes == []


MUTATED = [  # old, new, rule, line, words of reason and remedy
    ("<S:AgencyName>Test Agency</S:AgencyName>\n", "", "missing", 19,
     "AgencyName is missing: it is due before FundingOpportunityNumber"),
    ("Application</S:SubmissionType>", "Appl</S:SubmissionType>", "value", 3, "It may be: Preapplication, Application"),
    ("Application</S:SubmissionType>", "application</S:SubmissionType>", "value", 3, "Did you mean 'Application'?"),
    ("USA: UNITED STATES", "USA", "value", 14, "is not one of the"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>100,000.00", "value", 27, "without commas, such as 100000.00"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>-1.00", "value", 27,
     "less than the form takes. Write 0.00 or more"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>1.005", "value", 27, "at most 2 digits after the point"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>NaN", "value", 27, "'NaN' is not an amount in dollars"),
    ("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>1e3", "value", 27, "'1e3' is not an amount in dollars"),
    ("2024-04-01", "04/01/2024", "value", 25, "'04/01/2024' is not a date. Write a date such as 2026-09-30"),
    ("2024-04-01", "2024-02-30", "value", 25, "is not a date"),
    ("TEST12345678", "TEST", "value", 8, "SAMUEI has 4 characters; it has 12"),
    ("<S:PhoneNumber>555-123-4567", "<S:PhoneNumber>", "missing", 16, "PhoneNumber is empty"),
    ("Test Project Title", "x" * 201, "value", 22, "at most 200"),
    ("</S:SF424_4_0>", "<S:Extra>1</S:Extra></S:SF424_4_0>", "unknown", 46, "Extra is not due here"),
    ('FormVersion="4.0"', 'FormVersion="3.0"', "value", 2, "'3.0'; in this form it is '4.0'"),
    (' S:FormVersion="4.0"', "", "missing", 2, "SF424_4_0 lacks the attribute FormVersion"),
    (' S:FormVersion="4.0"', ' S:FormVersion="4.0" more="1"', "unknown", 2, "the attribute more, which the form does not have"),
    ("<S:DateSigned>2025-01-15</S:DateSigned>\n", "", "missing", 2, "SF424_4_0 lacks DateSigned"),
    ("<S:AgencyName>Test Agency</S:AgencyName>", "<S:AgencyName>A</S:AgencyName><S:AgencyName>B</S:AgencyName>", "order", 19,
     "AgencyName stands 2 times"),
    ("<g:City>Washington</g:City>", "", "missing", 12, "City is missing: it is due before State"),
]  # fmt: skip


def mutated(old: str, new: str) -> str:
    """The valid sample with shorter prefixes and without indents, its lines kept, and one change."""
    text = sample(FORMS[1]).decode().replace("SF424_4_0:", "S:").replace("xmlns:SF424_4_0", "xmlns:S").replace("globLib:", "g:")
    text = re.sub(r"\n +", "\n", text.replace("xmlns:globLib", "xmlns:g"))
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


@needs_samples
@pytest.mark.parametrize(("old", "new", "rule", "line", "words"), MUTATED)
@pytest.mark.usefixtures("schemas")
def test_what_the_schema_forbids_is_said_in_plain_words_with_its_line(old, new, rule, line, words):
    assert read(mutated("Test Agency", "Test Agency")).troubles == []
    document = read(mutated(old, new))
    trouble = document.troubles[0]
    assert (trouble.rule, trouble.where.split(",")[0]) == (f"form.sf424_{rule}", f"line {line}")
    assert words in f"{trouble.reason} {trouble.remedy}" and "{http" not in trouble.reason + trouble.remedy
    assert any(finding.severity == CRITICAL and finding.place == trouble.where for finding in cast(document).findings)
    assert kept(document) == walked(mutated(old, new).encode())  # refused, and still read to the last field


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_two_elements_in_the_wrong_order_are_said_to_be():
    text = mutated("Test Agency", "Test Agency")
    agency = "<S:AgencyName>Test Agency</S:AgencyName>\n"
    title = "<S:ProjectTitle>Test Project Title</S:ProjectTitle>\n"
    trouble = read(text.replace(agency, "").replace(title, title + agency)).troubles[0]
    assert (trouble.rule, trouble.where) == ("form.sf424_order", "line 19, SF424_4_0.FundingOpportunityNumber")
    assert "stands where AgencyName is due" in trouble.reason


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_the_line_is_where_the_element_begins_also_in_an_envelope_with_other_prefixes():
    form = mutated("S:SubmissionType>Application<", "S:SubmissionType\n\n>Appl<").split("?>", 1)[1].encode()
    form = form.replace(b"</S:SubmissionType\n\n>", b"</S:SubmissionType>").replace(b"<S:", b"<X:").replace(b"</S:", b"</X:")
    data = envelope(form.replace(b"xmlns:S=", b"xmlns:X=").replace(b" S:Form", b" X:Form"))
    (trouble,) = read(data).troubles
    line = 1 + data[: data.index(b"<X:SubmissionType")].count(b"\n")
    assert trouble.where == f"line {line}, SF424_4_0.SubmissionType" and "'Appl'" in trouble.reason


@needs_samples
@pytest.mark.usefixtures("schemas")
def test_a_file_cannot_bring_its_own_schema(tmp_path):
    lax = tmp_path / "lax.xsd"
    lax.write_text(f'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{NS}"><element name="Extra"/></schema>')
    hint = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{NS} {lax.as_uri()} http://a http://b.invalid/x"'
    document = read(mutated("<S:SF424_4_0 ", f"<S:SF424_4_0 {hint} "))
    assert document.troubles == []  # the hint is kept as a fact, and nothing looks at it
    assert said(document, "form")["SF424_4_0.@schemaLocation"].startswith(NS)
    assert read(mutated("</S:SF424_4_0>", "<S:Extra/></S:SF424_4_0>")).troubles != []


@needs_samples
def test_schemas_are_found_in_any_folder_and_one_that_cannot_be_used_is_said(tmp_path, monkeypatch):
    for file in SAMPLES.glob("*.xsd"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(tmp_path))
    assert read(mutated("2024-04-01", "soon")).troubles[0].rule == "form.sf424_value"
    (tmp_path / "GlobalLibrary-V2.0.xsd").unlink()
    document = read(sample(FORMS[1]))
    assert document.troubles == [] and "SF424_4_0-V4.0.xsd cannot be used" in document.notes[0]
    (tmp_path / "SF424_4_0-V4.0.xsd").unlink()
    document = read(mutated("2024-04-01", "soon"))
    assert "SF424_4_0-V4.0.xsd is not in the folder" in document.notes[0] and document.troubles[0].where.startswith("line 25,")
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(tmp_path / "none"))
    assert "cannot be opened" in read(sample(FORMS[1])).notes[0]


@needs_samples
def test_without_schemas_what_must_be_there_is_looked_for_all_the_same():
    for name in FORMS:
        assert read(sample(name)).troubles == []
    troubles = read(mutated("<S:ProjectTitle>Test Project Title</S:ProjectTitle>\n", "")).troubles
    assert [(one.rule, one.where) for one in troubles] == [("form.sf424_missing", "line 2, SF424_4_0.ProjectTitle")]
    troubles = read(mutated("<S:ProjectTitle>Test Project Title", "<S:ProjectTitle>  ")).troubles
    assert [(one.rule, one.where) for one in troubles] == [("form.sf424_missing", "line 22, SF424_4_0.ProjectTitle")]
    (trouble,) = read(mutated("FederalEstimatedFunding>100000.00", "FederalEstimatedFunding>100.000,00")).troubles
    assert trouble.reason == "'100.000,00' is not an amount in dollars." and trouble.where.startswith("line 27, ")
    # The list of what must be there is that of the schema.
    text = (SAMPLES / "SF424_4_0-V4.0.xsd").read_text(encoding="utf-8")
    needed = re.findall(r'\n\t{4}<xs:element name="(\w+)"(?![^>]*minOccurs="0")', text)
    from flows.readers._grants_gov_schema import _NEEDED

    assert needed == _NEEDED.split() and len(needed) > 30
