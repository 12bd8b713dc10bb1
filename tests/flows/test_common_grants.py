"""Proposals in the shapes of CommonGrants: the official examples, the technical part within, and the SDK as a peer."""

from __future__ import annotations

import json
from datetime import date

import pytest
from text_forms import FORM, facts, raws, read_one

from flows import readers

# exampleProposal of ProposalBase and example of ApplicationBase: HHS/simpler-grants-protocol (CC0),
# lib/core/lib/core/models/proposal.tsp at e50db9c8 and application.tsp at 53820faa, organization.tsp at 000b2a0d, shortened.
PROPOSAL_BASE = {
    "title": "Example Project",
    "description": "Example project to serve community needs.",
    "amountRequested": {"amount": "100000", "currency": "USD"},
    "opportunity": {"id": "083b4567-e89d-42c8-a439-6c1234567890", "title": "Example Opportunity"},
    "projectTimeline": {
        "startDate": {"name": "Project Start Date", "eventType": "singleDate", "date": "2025-01-01"},
        "endDate": {"name": "Project End Date", "eventType": "singleDate", "date": "2025-12-31"},
    },
    "organizations": {
        "primary": {
            "id": "083b4567-e89d-42c8-a439-6c1234567890",
            "name": "Example Organization",
            "addresses": {
                "primary": {
                    "street1": "456 Main St",
                    "city": "Anytown",
                    "stateOrProvince": "CA",
                    "country": "US",
                    "postalCode": "12345",
                }
            },
        }
    },
    "contacts": {"primary": {"name": {"firstName": "John", "lastName": "Doe"}}},
}
APPLICATION_BASE = {
    "id": "123e4567-e89b-12d3-a456-426614174001",
    "name": "Sample Application",
    "competitionId": "223e4567-e89b-12d3-a456-426614174001",
    "opportunityId": "323e4567-e89b-12d3-a456-426614174001",
    "formResponses": {},
    "status": {"value": "submitted", "description": "Application has been submitted"},
    "submittedAt": "2025-01-01T00:00:00Z",
    "createdAt": "2025-01-01T00:00:00Z",
}
# lib/python-sdk/tests/schemas/validators/custom_examples/FormResponseBase.json and AppFormResponse.json at 333a7544
FORM_RESPONSE = {
    "id": "423e4567-e89b-12d3-a456-426614174001",
    "applicationId": "523e4567-e89b-12d3-a456-426614174001",
    "formId": "623e4567-e89b-12d3-a456-426614174001",
    "response": {"name": "John Doe", "email": "john.doe@example.com"},
    "status": {"value": "complete", "description": "Form response is complete"},
}
ANNEX = {key: FORM[key] for key in ("id", "budget", "blocks")}


def with_annex(shape: dict, annex: object = ANNEX, key: str = "cleanfund") -> str:
    field = {"name": "cleanfund", "fieldType": "object", "value": annex}
    return json.dumps(shape | {"customFields": {key: field}}, indent=1)


def test_the_official_example_of_a_proposal():
    document = read_one("cg.json", json.dumps(PROPOSAL_BASE, indent=1))
    assert document.troubles == [] and document.name == "cg"
    assert facts(document)[:7] == [
        ("form", "", "form", "CommonGrants 0.4", ""),
        ("proposal", "", "title", "Example Project", ""),
        ("proposal", "", "grant_requested", "100000", "USD"),
        ("proposal", "", "currency", "USD", ""),
        ("proposal", "", "applicant", "Example Organization", ""),
        ("proposal", "", "country", "US", ""),
        ("proposal", "", "construction_start", "2025-01-01", ""),
    ]
    kept = raws(document, "form")
    assert kept["projectTimeline.endDate.date"] == "2025-12-31" and kept["contacts.primary.name.lastName"] == "Doe"
    leaves = json.dumps(PROPOSAL_BASE).count('": "')
    assert len(document.facts) == leaves + 1  # each statement once, and the name of the form
    assert next(f for f in document.facts if f.field == "grant_requested").where == "line 5, amountRequested.amount"


def test_the_official_example_of_an_application_and_of_a_response_to_a_form():
    document = read_one("app.json", json.dumps(APPLICATION_BASE))
    assert document.troubles == [] and document.name == APPLICATION_BASE["id"]
    assert raws(document, "proposal") == {
        "id": APPLICATION_BASE["id"],
        "title": "Sample Application",
        "submitted": "2025-01-01T00:00:00Z",
    }
    assert raws(document, "form")["status.value"] == "submitted"
    response = read_one("r.json", json.dumps(FORM_RESPONSE))
    assert raws(response, "proposal") == {"id": FORM_RESPONSE["applicationId"]}
    assert raws(response, "form")["response.email"] == "john.doe@example.com"


@pytest.mark.parametrize("shape", [PROPOSAL_BASE, APPLICATION_BASE, FORM_RESPONSE], ids=["proposal", "application", "response"])
@pytest.mark.parametrize("key", ["cleanfund", "org.example.annex"])
def test_the_technical_part_is_read_from_the_custom_field(shape, key):
    document = read_one("cg.json", with_annex(shape, key=key))
    assert document.troubles == [] and document.name == "CTIF-001"
    native = read_one("a.json", json.dumps(ANNEX))
    ours = ("budget", "block", "given", "claim")
    assert [f for f in facts(document) if f[0] in ours] == [f for f in facts(native) if f[0] in ours]
    assert raws(document, "proposal")["id"] == "CTIF-001"
    capacity = next(f for f in document.facts if f.field == "capacity")
    assert capacity.where.endswith(f"customFields.{key}.value.blocks.1.given.capacity")
    if shape is not PROPOSAL_BASE:  # the portal's own number is not lost
        assert raws(document, "form")["id"] == shape["id"]


def test_a_technical_part_in_the_response_to_a_form_and_dates_of_the_project():
    field = {"cleanfund": {"name": "cleanfund", "fieldType": "object", "value": ANNEX}}
    shape = APPLICATION_BASE | {"formResponses": {"annex": FORM_RESPONSE | {"customFields": field}}}
    document = read_one("cg.json", json.dumps(shape))
    assert document.troubles == [] and raws(document, "given")["capacity"] == "500 MW"
    event = {"name": "Start of operation", "eventType": "singleDate", "date": "2031-06-01"}
    others = {"operationStart": event, "constructionStart": event | {"date": "2028-04-01"}}
    timeline = PROPOSAL_BASE["projectTimeline"] | {"otherDates": others}
    document = read_one("cg.json", json.dumps(PROPOSAL_BASE | {"projectTimeline": timeline}))
    header = raws(document, "proposal")
    assert raws(document, "form")["projectTimeline.startDate.date"] == "2025-01-01"
    assert (header["construction_start"], header["operation_start"]) == ("2028-04-01", "2031-06-01")


def test_what_the_shape_and_the_technical_part_state_differently_is_named():
    document = read_one("cg.json", with_annex(PROPOSAL_BASE, ANNEX | {"title": "Another", "country": "JP"}))
    [trouble] = document.troubles
    assert (trouble.rule, trouble.found) == ("form.stated_twice", "Another / Example Project")
    assert "customFields.cleanfund.value.title and line 2, title" in trouble.where and "one of the two places" in trouble.remedy
    assert raws(document, "proposal")["country"] == "JP"  # where it is built, not where the applicant sits
    two = json.loads(with_annex(PROPOSAL_BASE))
    two["customFields"]["again"] = two["customFields"]["cleanfund"]
    assert [t.rule for t in read_one("cg.json", json.dumps(two)).troubles] == ["form.two_annexes"]
    assert [t.rule for t in read_one("cg.json", with_annex(PROPOSAL_BASE, "see attachment")).troubles] == ["json.not_a_mapping"]


def test_an_answer_of_a_portal_is_read_for_what_it_carries():
    answer_one = {"status": 200, "message": "Success", "data": PROPOSAL_BASE}
    assert facts(read_one("a.json", json.dumps(answer_one))) == facts(read_one("a.json", json.dumps(PROPOSAL_BASE)))
    many = {"status": 200, "message": "Success", "items": [APPLICATION_BASE, PROPOSAL_BASE], "paginationInfo": {"page": 1}}
    first, second = readers.read("proposals", "a.json", json.dumps(many).encode())
    assert (first.name, second.name) == (APPLICATION_BASE["id"], "a#2")


def test_shapes_made_by_the_sdk_are_read():
    fields = pytest.importorskip(
        "common_grants_sdk.schemas.pydantic.fields",
        reason="the SDK of CommonGrants, which makes its shapes, is not installed: pip install --no-deps common-grants-sdk",
    )
    money = fields.Money(amount="2500000.50", currency="JPY")
    event = fields.SingleDateEvent(name="Operation", date=date(2031, 6, 1))
    custom = fields.CustomField(name="cleanfund", field_type="object", value=ANNEX)

    def dumped(model) -> dict:
        return json.loads(model.model_dump_json(by_alias=True, exclude_unset=True))

    shape = {
        "amountRequested": dumped(money),
        "projectTimeline": {"otherDates": {"operationStart": dumped(event)}},
        "customFields": {"cleanfund": dumped(custom)},
    }
    document = read_one("sdk.json", json.dumps(shape))
    assert document.troubles == []
    assert ("proposal", "", "grant_requested", "2500000.50", "JPY") in facts(document)
    assert raws(document, "proposal")["operation_start"] == "2031-06-01" and raws(document, "given")["capacity"] == "500 MW"


@pytest.mark.parametrize("form", [FORM, {"id": "A", "title": "b"}, {"id": "A", "blocks": [], "customFields": {}}])
def test_our_own_form_is_not_taken_for_a_shape(form):
    assert raws(read_one("a.json", json.dumps(form)), "form") == {}
