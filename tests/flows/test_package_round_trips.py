"""A whole project in a package, of any form with attachments or of Grants.gov's with our form beside, is the same project."""

from __future__ import annotations

import hashlib
import zipfile

import proposal_packages as writers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from project_strategies import DAY, PROJECT, SCHEMAS, TEXT, often
from same_project import FORMS, cast, same, without_returns
from whole_projects import Project, Said

from evaluators.toolkit.money import years
from flows import readers
from flows.cast import COST_SHARES, YEARS
from flows.facts import Document

ATTACHED = st.dictionaries(
    st.sampled_from(
        ["permit.pdf", "地図/許可.pdf", "çizim ğİ.pdf", "خريطة.pdf", "attachments/old.yaml", "=1+1.bin", "a 'b' & c.docx"]
    ),
    st.binary(max_size=40),
    max_size=3,
)


def has_attached(document: Document, attached: dict[str, bytes]) -> None:
    found = {fact.field: fact.raw for fact in document.facts if fact.group == "attachment"}
    assert found == {name: f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}" for name, data in attached.items()}


@often(25)
@given(
    project=PROJECT.filter(without_returns),
    form=st.sampled_from(sorted(FORMS)),
    folder=st.sampled_from(["", "応募/"]),
    attached=ATTACHED,
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_a_package_of_any_form_with_attachments(project, form, folder, attached, method):
    members = [(f"{folder}form.{form}", FORMS[form](project)), *attached.items()]
    [document] = readers.read("proposals", "a.zip", writers.package(members, method))
    same(document, project, alone=not attached)
    has_attached(document, attached)


@st.composite
def of_grants_gov(draw) -> Project:
    """A project in the words of an SF-424: in the United States, in whole cents of dollars of the year of its application, and
    with texts as short as the schema has them (title 200, applicant 60, number of the call 40 characters)."""
    project = draw(PROJECT.filter(without_returns))
    # Dollars of a year without a deflator are read as those of another, which a form alone may (test_sums_of_forms.py).
    submitted, start = draw(DAY.filter(lambda day: day.year <= years()[1])), draw(DAY)
    dollars = f"USD{submitted.year}"  # by the convention of the forms
    cents = st.integers(0, 10**13 - 1).map(lambda amount: Said(f"{amount // 100}.{amount % 100:02}", dollars))
    shares = {name: draw(cents) for name in COST_SHARES}
    texts = {"title": 200, "applicant": 60, "call": 40}
    header = project.header | {name: Said(draw(TEXT.filter(without_return))[:most].strip()) for name, most in texts.items()}
    header |= {"country": Said("US"), "currency": Said("USD"), "submitted": Said(submitted), "construction_start": Said(start)}
    header |= {"price_year": Said(str(submitted.year)), "grant_requested": shares["grant"], "total_cost": draw(cents)}
    money = {
        "cost_share": shares,
        "budget": draw(st.dictionaries(st.sampled_from(sorted(writers.CATEGORIES)), cents, min_size=1)),
        "disbursement": draw(st.dictionaries(st.sampled_from(YEARS[:5]), cents, min_size=1)),
    }
    return Project(header, money, project.blocks)


def without_return(text: str) -> bool:
    return "\r" not in text


@often(15)
@given(project=of_grants_gov(), attached=ATTACHED)
def test_an_sf424_and_an_sf424a_with_our_form_beside_them(project, attached):
    with pytest.MonkeyPatch.context() as patch:
        if SCHEMAS.is_dir():  # then what we write is also checked against the schemas
            patch.setenv("CLEANFUND_SCHEMAS", str(SCHEMAS))
        [document] = readers.read("proposals", "a.zip", writers.sf424_package(project, attached.items()))
    assert document.notes == []
    same(document, project, alone=False)
    has_attached(document, attached)
    assert cast(document).forms == ["SF-424 4.0", "SF-424A 1.0"]
