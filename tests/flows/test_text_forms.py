"""Proposals as text: JSON, CommonGrants, YAML and CSV say the same; what cannot be read is named with place and remedy."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluators.toolkit.contract import answer, evaluator
from evaluators.toolkit.contract import given as stated
from flows import readers
from flows.cast import CastProposal, cast_proposal
from flows.cast_dates import DateError, read_date
from flows.facts import Document, Trouble, Unreadable
from flows.readers._json_tree import trees
from flows.readers._text import visible
from flows.readers._tree import Listing, Node, Scalar

FORM = {
    "id": "CTIF-001",
    "title": "Bering Sea Floating Wind Pilot",
    "total_cost": "200 MUSD2024",
    "budget": {"turbines": "190 MUSD2024"},
    "cost_share": {"grant": "50 MUSD2024", "applicant": "150 MUSD2024"},
    "disbursement": {"year_1": "20 MUSD2024", "year_2": "30 MUSD2024"},
    "blocks": [
        {
            "technology": "offshore_wind",
            "site": "sand-point",
            "given": {"capacity": "500 MW", "layout": ["0 m, 0 m", "1900 m, 0 m"]},
            "claim": {"net_energy": "2000 GWh/year"},
        }
    ],
}


def read_one(name: str, text: str | bytes) -> Document:
    [document] = readers.read("proposals", name, text.encode() if isinstance(text, str) else text)
    return document


def facts(document: Document) -> list[tuple[str, ...]]:
    return [(f.group, f.block, f.field, f.raw, f.unit) for f in document.facts]


def raws(document: Document, group: str) -> dict[str, str]:
    return {f.field: f.raw for f in document.facts if f.group == group}


def refused(name: str, text: str | bytes) -> Trouble:
    with pytest.raises(Unreadable) as caught:
        readers.read("proposals", name, text.encode() if isinstance(text, str) else text)
    trouble = caught.value.trouble
    assert trouble.rule != "reader.failed" and trouble.where.startswith(name)
    assert trouble.found and trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble


def one_trouble(name: str, text: str | bytes) -> Trouble:
    [trouble] = read_one(name, text).troubles
    assert trouble.found and trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble


# --- JSON: the same tree as YAML


def test_a_json_proposal_says_what_the_yaml_one_says_with_lines_of_its_own():
    from_json = read_one("a.json", json.dumps(FORM, indent=1))
    assert (from_json.name, from_json.troubles, from_json.format) == ("CTIF-001", [], "proposal JSON")
    assert facts(from_json) == facts(read_one("a.yaml", yaml.safe_dump(FORM, sort_keys=False)))
    lines = json.dumps(FORM, indent=1).splitlines()
    capacity = next(f for f in from_json.facts if f.field == "capacity")
    assert capacity.where == f"line {1 + next(i for i, line in enumerate(lines) if 'capacity' in line)}, blocks.1.given.capacity"
    assert raws(from_json, "cost_share") == FORM["cost_share"] and raws(from_json, "disbursement") == FORM["disbursement"]


def test_the_csv_form_has_columns_for_shares_and_years():
    text = "id,cost_share.grant [MUSD2024],disbursement.year_1 [MUSD2024],technology\nA,50,20,offshore_wind\nA,,,pumped_hydro\n"
    document = read_one("a.csv", text)
    assert document.troubles == []
    assert ("cost_share", "", "grant", "50", "MUSD2024") in facts(document)
    assert ("disbursement", "", "year_1", "20", "MUSD2024") in facts(document)
    trouble = one_trouble("a.csv", "id,share.grant\nA,5\n")
    assert "'cost_share.', 'disbursement.'" in trouble.remedy and "group of columns 'share'" in trouble.reason


NUMBERS = ["0.1000", "1e308", "1E+400", "-0", "123456789012345678901234567890", "9" * 5000, "1.0", "2030"]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:12])
def test_a_number_is_kept_as_it_was_written(number):
    document = read_one("a.json", f'{{"x": {number}, "blocks": [{{"given": {{"y": [{number}, 2]}}}}]}}')
    assert (raws(document, "proposal"), raws(document, "given")) == ({"x": number}, {"y": f"{number}; 2"})


def test_nothing_written_is_no_fact_and_truth_is_text():
    document = read_one("a.json", '{"id": "A", "title": null, "consortium": true, "blocks": null, "budget": null, "x": " "}')
    assert (facts(document), document.troubles) == (
        [("proposal", "", "id", "A", ""), ("proposal", "", "consortium", "true", "")],
        [],
    )


@pytest.mark.parametrize("text", ['[{"id": "A"}, {"id": "B"}]', '{"id": "A"}\n{"id": "B"}\n', '{"id":\n"A"}\r\n\r\n{"id": "B"}'])
def test_several_proposals_in_a_json_file(text):
    assert [d.name for d in readers.read("proposals", "x.json", text.encode())] == ["A", "B"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_broken_line_of_json_lines_leaves_the_others(ending):
    text = ending.join(['{"id": "A"}', "", '{"id": "B"', '["C"]', '{"id": "D", "title": "d"}'])
    a, b, c, d = readers.read("proposals", "x.jsonl", text.encode())
    assert [a.name, d.name] == ["A", "D"] and a.troubles == d.troubles == []
    assert (b.name, b.troubles[0].rule, b.troubles[0].where) == ("x-line-3", "json.syntax", "x.jsonl, line 3")
    assert (c.troubles[0].rule, c.troubles[0].where) == ("json.not_a_mapping", "line 4")
    assert d.facts[1].where == "line 5, title"


BROKEN = {
    "truncated": ('{"id": "A",\n"blocks": [{"given": {"capacity": "500 MW"', 2, "cut off", "Send the file again"),
    "truncated in a text": ('{"id": "A",\n"title": "Ber', 2, "no closing quotation mark", "Close the quotation mark"),
    "line break in a text": ('{"id": "A",\n"title": "Ber\ning"}', 2, "no closing quotation mark", "line break inside a text"),
    "garbage behind": ('{"id": "A"}\n}', 2, "due is the end of the file", "commas"),
    "second value in the line": ('{"id": "A"} {"id": "B"}', 1, "the end of the file", "sample form"),
    "no comma": ('{"id": "A"\n"title": "b"}', 2, "due is ','", "commas"),
    "comma at the end": ('{"id": "A",\n}', 2, "a name in quotation marks", "Take out the comma"),
    "comma at the end of a list": ('{"blocks": [1,\n]}', 2, "a value", "Take out the comma"),
    "key without quotation marks": ('{\nid: "A"}', 2, "a name in quotation marks", "quotation marks"),
    "single quotation marks": ("{'id': 'A'}", 1, "a name in quotation marks", "quotation marks"),
    "comment": ('{"id": "A", // first\n"x": 1}', 1, "a name in quotation marks", "sample form"),
    "wrong bracket": ('{"id": "A"]', 1, "due is ','", "brackets"),
    "unquoted quantity": ('{"id": "A", "x": 500 MW}', 1, "due is ','", "sample form"),
    "bad escape": ('{"id": "A",\n"x": "C:\\data"}', 2, "backslash", "Write a backslash as \\\\"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_json_that_is_none_is_refused_with_its_line(case):
    text, line, reason, remedy = BROKEN[case]
    trouble = refused("bad.json", text)
    assert (trouble.rule, trouble.where) == ("json.syntax", f"bad.json, line {line}")
    assert reason in trouble.reason and remedy in trouble.remedy


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"id": ' + "[" * 51, "json.too_big"),
        ("[" * 1_000_000, "json.too_big"),
        ('{"a":' * 1_000_000, "json.too_big"),
        ('{"id": [' + "1," * 100_001 + "1]}", "json.too_big"),
        ('{"id": "' + "\\u0041" * 100_000, "json.syntax"),
        ('{"id": "' + "a" * 5_000_000, "json.syntax"),
        ("", "file.empty"),
        (" \n ", "file.empty"),
        ("{}\x00", "file.binary"),
    ],
    ids=["51 deep", "million lists", "million tables", "values", "open escapes", "open text", "empty", "blank", "NUL"],
)
def test_hostile_json_is_refused_at_once(text, rule):
    begun = time.perf_counter()
    assert refused("bad.json", text).rule == rule
    assert time.perf_counter() - begun < 10


def test_fifty_levels_are_read():
    text = '{"id": "A", "x": ' + "[" * 49 + "]" * 49 + "}"
    assert [t.rule for t in read_one("a.json", text).troubles] == ["json.not_a_value"]


TROUBLED = {
    "key twice": ('{"id": "A",\n"x": "1 MW",\n"x": "9 MW"}', "json.duplicate_key", "lines 2 and 3, x", "1 MW / 9 MW", "Keep one"),
    "NaN": ('{"id": "A",\n"x": NaN}', "json.value", "line 2, x", "NaN", 'Write "x": "value"'),
    "-Infinity": ('{"id": "A",\n"x": -Infinity}', "json.value", "line 2, x", "-Infinity", 'Write "x": "value"'),
    "no quotation marks": ('{"id": "A",\n"x": yes}', "json.value", "line 2, x", "yes", 'Write "x": "value"'),
    "leading zero": ('{"id": "A",\n"x": 007}', "json.value", "line 2, x", "007", 'Write "x": "value"'),
    "list for a value": ('{"id": "A",\n"title": ["a"]}', "json.not_a_value", "line 2, title", "a list of 1", 'Write "title"'),
    "value for a group": ('{"id": "A",\n"budget": 5}', "json.not_a_mapping", "line 2, budget", "5", "in braces"),
    "value for blocks": ('{"id": "A",\n"blocks": {}}', "json.not_a_list", "line 2, blocks", "a table", "square brackets"),
    "a number for a block": ('{"blocks": [\n5]}', "json.not_a_mapping", "line 2, blocks.1", "5", "in braces"),
    "empty key": ('{"id": "A",\n" ": 5}', "json.key", "line 2", "nothing", 'Write "name": "value"'),
    "half a surrogate": ('{"id": "A",\n"title": "a\\ud800b"}', "text.hidden", "line 2, title", "a\\ud800b", "\\ud800"),
    "escaped NUL": ('{"id": "A",\n"title": "a\\u0000b"}', "text.hidden", "line 2, title", "a\\u0000b", "\\u0000"),
    "number": ("5", "json.not_a_mapping", "line 1", "5", 'Begin with {"id"'),
    "null": ("null", "json.not_a_mapping", "line 1", "nothing", 'Begin with {"id"'),
    "empty list": ("[]", "json.not_a_mapping", "line 1", "a list", 'Begin with {"id"'),
}


@pytest.mark.parametrize("case", TROUBLED)
def test_what_is_wrong_in_one_place_is_named_there(case):
    text, rule, where, found, remedy = TROUBLED[case]
    trouble = one_trouble("a.json", text)
    assert (trouble.rule, trouble.where, trouble.found) == (rule, where, found) and remedy in trouble.remedy


def plain_value(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain_value(item) for item in node.items]
    return dict(zip((key.text for key in node.flat[::2]), map(plain_value, node.flat[1::2]), strict=True))


def as_written(value: object) -> object:
    """The standard library's answer with literals as text, as ours has them."""
    if isinstance(value, dict):
        return {key: as_written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_written(inner) for inner in value]
    return {None: "", True: "true", False: "false"}.get(value, value) if value is None or isinstance(value, bool) else value


def standard(text: str) -> object:
    def no_constant(word: str) -> str:
        raise ValueError(word)

    return as_written(json.loads(text, parse_int=str, parse_float=str, parse_constant=no_constant))


def any_wrong(node: Node) -> bool:
    if isinstance(node, Scalar):
        return bool(node.wrong)
    return any(any_wrong(part) for part in (node.items if isinstance(node, Listing) else node.flat))


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(value=JSON, indent=st.sampled_from([None, 1, "\t"]), plain=st.booleans())
def test_whole_json_is_the_same_to_us_and_to_the_standard_library(value, indent, plain):
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    [root] = trees("x", text)
    assert plain_value(root) == standard(text)


@settings(max_examples=400, deadline=None)
@given(value=JSON, at=st.floats(0, 1), drop=st.integers(0, 3), insert=st.text('{}[],:"\\ 01.eE+-nulNaI/\n', max_size=3))
def test_damaged_json_is_taken_where_the_standard_library_takes_it_and_nowhere_else(value, at, drop, insert):
    text = json.dumps(value)
    start = int(at * len(text))
    text = text[:start] + insert + text[start + drop :]
    try:
        expected = standard(text)
    except ValueError:
        try:
            roots = trees("x", text)
        except Unreadable:
            return
        assert len(roots) > 1 or any_wrong(roots[0])
    else:
        [root] = trees("x", text)
        keys = json.loads(text, object_pairs_hook=lambda pairs: len(pairs) - len(dict(pairs)) or None)
        assert plain_value(root) == expected or keys is not None


VALUE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() == visible(text) and ";" not in text
)
FIELDS = st.dictionaries(VALUE.filter(lambda text: text not in FORM), VALUE, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    header=FIELDS,
    groups=st.dictionaries(st.sampled_from(["budget", "cost_share", "disbursement"]), FIELDS),
    blocks=st.lists(st.fixed_dictionaries({"technology": VALUE, "given": FIELDS, "claim": FIELDS}), max_size=2),
)
def test_one_proposal_written_as_json_and_as_yaml_is_one(header, groups, blocks):
    form = header | groups | {"blocks": blocks}
    from_yaml = read_one("x.yaml", yaml.safe_dump(form, allow_unicode=True, sort_keys=False))
    from_json = read_one("x.json", json.dumps(form, ensure_ascii=False))
    assert from_json.troubles == from_yaml.troubles == []
    assert facts(from_json) == facts(from_yaml)
    assert raws(from_json, "proposal") == header


# --- CommonGrants 0.4

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


# --- encodings and characters

TITLES = {
    "Japanese": "秋田県沖 浮体式洋上風力発電 ㈱葛\U000e0100城",
    "Turkish": "Çanakkale Açık Deniz Rüzgâr Santrali İğneada ışığı",
    "Arabic": "محطة طاقة الرياح\u200f (MW) البحرية",
    "Hebrew": "פרויקט מימן ירוק\u200e ABC",
    "Persian with a joiner": "نیروگاه بادی می\u200cشود",
    "decomposed": "Su\u0308d-Windkraft e\u0301",
    "composed": "Süd-Windkraft é",
    "no-break space": "Nord\u00a0Stream\u202f2",
    "emoji": "Family 👩\u200d🔬 wind",
    "formula": "=cmd|' /C calc'!A0",
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("script", TITLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["a.yaml", "a.json", "a.csv"])
def test_a_title_in_any_script_is_read_as_it_was_written(script, encoding, form):
    title = TITLES[script]
    text = {
        "a.yaml": f"id: A\ntitle: '{title.replace(chr(39), 2 * chr(39))}'\n",
        "a.json": json.dumps({"id": "A", "title": title}, ensure_ascii=False),
        "a.csv": f'id;title\nA;"{title}"\n',
    }[form]
    document = read_one(form, text.encode(encoding))
    assert (raws(document, "proposal"), document.troubles) == ({"id": "A", "title": title}, [])


HIDDEN = {
    "override": ("CTIF\u202e100", "CTIF\\u202e100", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    "zero-width space": ("CTIF\u200b-001", "CTIF\\u200b-001", "U+200B ZERO WIDTH SPACE"),
    "isolate": ("\u2066CTIF", "\\u2066CTIF", "U+2066 LEFT-TO-RIGHT ISOLATE"),
    "mark without a script for it": ("CTIF\u200f-1", "CTIF\\u200f-1", "U+200F RIGHT-TO-LEFT MARK"),
    "joiner in Latin": ("CT\u200dIF", "CT\\u200dIF", "U+200D ZERO WIDTH JOINER"),
    "byte order mark inside": ("CT\ufeffIF", "CT\\ufeffIF", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    "soft hyphen": ("CT\u00adIF", "CT\\u00adIF", "U+00AD SOFT HYPHEN"),
    "tag": ("CT\U000e0041IF", "CT\\U000e0041IF", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    "Hangul filler": ("CT\u3164IF", "CT\\u3164IF", "U+3164 HANGUL FILLER"),
    "override in Hebrew": ("שלום\u202eabc", "שלום\\u202eabc", "U+202E RIGHT-TO-LEFT OVERRIDE"),
}


@pytest.mark.parametrize("case", HIDDEN)
@pytest.mark.parametrize("field", ["id", "title", "capacity"])
@pytest.mark.parametrize("form", ["a.yaml", "a.json", "a.csv"])
def test_what_nobody_can_see_is_shown_and_refused(case, field, form):
    text, seen, named = HIDDEN[case]
    values = {"id": "A", "title": "b"} | {field: text}
    document = read_one(
        form,
        {
            "a.yaml": "".join(f'{name}: "{value}"\n' for name, value in values.items()),
            "a.json": json.dumps(values),
            "a.csv": f"{','.join(values)}\n{','.join(values.values())}\n",
        }[form],
    )
    [trouble] = document.troubles
    assert (trouble.rule, trouble.found) == ("text.hidden", seen) and named in trouble.reason and trouble.where.endswith(field)
    assert "Type it anew" in trouble.remedy
    assert raws(document, "proposal")[field] == seen  # nothing behind the reader meets the hidden character
    assert document.name == (seen if field == "id" else "A")


def test_a_hidden_character_in_a_name_is_shown_too():
    trouble = one_trouble("a.yaml", "id: A\nbudget:\n  tur\u200bbines: 5 MUSD\n")
    assert (trouble.where, trouble.found) == ("line 3, budget.tur\\u200bbines", "tur\\u200bbines")
    assert refused("a.csv", "id,given.capa\u200bcity [MW]\nA,5\n").found == "given.capa\\u200bcity [MW]"
    assert refused("a.csv", "id\u200b,title\nA,b\n").where == "a.csv, line 1, column 1"


def test_a_value_as_long_as_a_book_is_refused_and_not_carried_on():
    document = read_one("a.json", json.dumps({"id": "A", "title": "x" * 200_000}))
    [trouble] = document.troubles
    assert (trouble.rule, trouble.where, trouble.found) == ("text.too_long", "line 1, title", "200000 characters")
    assert len(raws(document, "proposal")["title"]) == 80


JAPANESE = "id: A\ntitle: 秋田県沖の浮体式洋上風力発電\n"


@pytest.mark.parametrize(
    ("data", "looks", "line"),
    [
        (JAPANESE.encode("cp932"), "Shift-JIS", 2),
        (JAPANESE.encode("euc_jp"), "EUC-JP", 2),
        (JAPANESE.encode("utf-16-le"), "UTF-16 without a byte order mark", 1),
        (JAPANESE.encode("utf-16-be"), "UTF-16 without a byte order mark", 1),
        ("id: A\ntitle: Société Générale à Nîmes\n".encode("latin-1"), "Latin-1", 2),
        ("id: A\rtitle: Kraftwerk Süd\r".encode("latin-1"), "Latin-1", 2),
        ("id: A\ntitle: İğneada ışığı\n".encode("cp1254"), "one byte a letter", 2),
        ("id: A\ntitle: “Wind – Sea”, 5 €, café\n".encode("cp1252"), "one byte a letter", 2),
        (JAPANESE.encode("utf-16")[:-1], "damaged or cut off", 1),
    ],
    ids=["CP932", "EUC-JP", "UTF-16-LE", "UTF-16-BE", "Latin-1", "CR only", "Turkish", "CP1252", "cut off"],
)
@pytest.mark.parametrize("form", ["a.yaml", "a.json", "a.csv"])
def test_an_encoding_is_named_and_never_guessed(form, data, looks, line):
    trouble = refused(form, data)
    assert (trouble.rule, looks in trouble.reason) == ("file.encoding", True), trouble.reason
    assert trouble.where.startswith(f"{form}, line ") and "Save the file as UTF-8" in trouble.remedy
    assert line == 1 or trouble.where == f"{form}, line {line}"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(ending):
    yaml_text = ending.join(["id: A", "title: b", "budget:", "  turbines: 5 MUSD", ""])
    assert read_one("a.yaml", yaml_text).facts[-1].where == "line 4, budget.turbines"
    json_text = ending.join(["{", '"id": "A",', '"title": "b"', "}"])
    assert read_one("a.json", json_text).facts[-1].where == "line 3, title"
    csv_text = ending.join(["id;title", "A;b", "B;c", ""])
    assert readers.read("proposals", "a.csv", csv_text.encode())[1].facts[-1].where == "line 3, column title"
    assert refused("a.yaml", ending.join(["id: A", "x: \x00"])).where == "a.yaml, line 2"
    assert refused("a.yaml", ending.join(["id: A", "title: ä", "x: \x9f"])).where == "a.yaml, line 3"


def test_the_line_in_which_excel_tells_the_delimiter():
    for told, text in ((";", "sep=;\r\nid;title\r\nA;a,b,c,d\r\n"), (",", '"sep=,"\nid,title\nA,"a,b,c,d"\n')):
        document = read_one("a.csv", text)
        assert raws(document, "proposal") == {"id": "A", "title": "a,b,c,d"}, told
        assert document.facts[-1].where == "line 3, column title"


def test_decimal_commas_in_a_comma_table_shift_no_cell():
    trouble = one_trouble("a.csv", "id,given.capacity [MW],given.hub_height [m]\nA,1,5,150\n")
    assert trouble.where == "line 2" and "has 3 columns, this row 4 cells" in trouble.reason


# --- numbers and dates, as far as the cast


@evaluator("farm", answers={"net_energy": answer("GWh/year", "energy a year", least=0)})
def farm(capacity=stated("MW", "power", least=1, most=5000, example=100.0)):
    return {}


def cast(form: dict) -> CastProposal:
    return cast_proposal(read_one("a.json", json.dumps(form)), "a.json", "c" * 64, {"farm": farm}, {})


def capacity_of(text: str) -> CastProposal:
    return cast({"id": "A", "blocks": [{"technology": "farm", "given": {"capacity": text}}]})


@pytest.mark.parametrize(
    ("text", "megawatts"),
    [
        ("５００ＭＷ", 500),
        ("500\u00a0MW", 500),
        ("1\u202f234 MW", 1234),
        ("1,234.5 MW", 1234.5),
        ("٥٠٠ MW", 500),
        ("500 ㎿", 500),
        ("0.1000 GW", 100),
    ],
)
def test_numbers_as_keyboards_of_the_world_write_them(text, megawatts):
    assert capacity_of(text).blocks[0].values["capacity"] == (megawatts, megawatts)


@pytest.mark.parametrize(
    "text",
    [f"{number} MW" for number in ("1,5", "1.234,5", "1.234.567", "1 234,5", "1'234.5", "nan", "Infinity", "1e309", "5OO")]
    + ["１，５ MW", "inf", ".nan"],
)
def test_numbers_with_two_readings_or_none_are_refused_with_field_and_place(text):
    [finding] = [one for one in capacity_of(text).findings if one.field == "capacity"]
    assert (finding.severity, finding.rule, finding.found) == ("critical", "unit", text)
    assert finding.place == "line 1, blocks.1.given.capacity" and finding.remedy.startswith("Write ")


@pytest.mark.parametrize(
    "hostile", ["../x", "=cmd|' /C calc'!A0", "a/b", "CTIF 1", "ＣＴＩＦ", "CTIF\u202e1", "", "-rf", "x" * 41]
)
def test_an_id_is_no_path_no_formula_and_nothing_hidden(hostile):
    one = cast({"id": hostile, "title": "A wind farm"})
    assert any(f.severity == "critical" and f.field == "id" and "CTIF-001" in f.remedy for f in one.findings)
    assert "\u202e" not in one.project_id and not any("\u202e" in f.found + f.reason for f in one.findings)


READ = {
    "2030-06-01": date(2030, 6, 1),
    "2030-6-1": date(2030, 6, 1),
    "2030/06/01": date(2030, 6, 1),
    "2030.6.1": date(2030, 6, 1),
    "20300601": date(2030, 6, 1),
    "1 June 2030": date(2030, 6, 1),
    "1st of June 2030": date(2030, 6, 1),
    "01-Jun-2030": date(2030, 6, 1),
    "June 1, 2030": date(2030, 6, 1),
    "JUN 1 2030": date(2030, 6, 1),
    "Sept. 30, 2030": date(2030, 9, 30),
    "2030年6月1日": date(2030, 6, 1),
    "２０３０年６月１日": date(2030, 6, 1),
    "令和12年6月1日": date(2030, 6, 1),
    "2030년 6월 1일": date(2030, 6, 1),
    "31/12/2030": date(2030, 12, 31),
    "12/31/2030": date(2030, 12, 31),
    "31.12.2030": date(2030, 12, 31),
    "05/05/2030": date(2030, 5, 5),
    "2030-06-01T00:00:00Z": date(2030, 6, 1),
    "2030-06-01 23:59:59.123+09:00": date(2030, 6, 1),
    "29 February 2028": date(2028, 2, 29),
}


@pytest.mark.parametrize("text", READ)
def test_a_date_with_one_reading_is_read_and_how_is_said(text):
    one = cast({"id": "A", "operation_start": text})
    day = READ[text]
    value = day.year + (day - date(day.year, 1, 1)).days / 365.25
    written = one.header["operation_start"]
    assert written.value == pytest.approx((value, value)) and written.unit == "year"
    conversion = "" if text == day.isoformat() else f"'{text}' read as {day}"
    assert written.how.startswith(conversion) and written.how.endswith("date as year and part of the year")
    assert ("the time of day is left aside" in written.how) == (":" in text)


NOT_READ = {
    "03/04/2030": ("may be 3 April 2030 (day first) or 4 March 2030 (month first).", "Write 2030-04-03 or 2030-03-04"),
    "03.04.2030": ("may be 3 April 2030", "Write 2030-04-03 or 2030-03-04"),
    "47635": ("a spreadsheet's count of days", "Write 2030-06-01 if"),
    "47635.0": ("a spreadsheet's count of days", "Write 2030-06-01 if"),
    "46173": ("a spreadsheet's count of days", "(2030-06-01 in its count from 1904)"),
    "30 February 2030": ("February 2030 has 28 days.", "2030-06-01"),
    "2029-02-29": ("February 2029 has 28 days.", "2030-06-01"),
    "2030-13-01": ("there is no month 13.", "2030-06-01"),
    "32/13/2030": ("there is no month", "2030-06-01"),
    "00/05/2030": ("not a date", "2030-06-01"),
    "01/06/30": ("its year has two digits.", "2030-06-01"),
    "06012030": ("not a date of year, month and day in this order.", "2030-06-01"),
    "2030": ("a year or a month.", "such as 2030-06-01"),
    "2030-06": ("a year or a month.", "such as 2030-06-01"),
    "Q2 2030": ("is not a date.", "2030-06-01"),
    "2030-06-01T25:99": ("is not a date.", "2030-06-01"),
    "9" * 5000: ("too long", "2030-06-01"),
}


@pytest.mark.parametrize("text", NOT_READ, ids=lambda text: text[:20])
def test_a_date_with_two_readings_or_none_is_refused(text):
    reason, remedy = NOT_READ[text]
    [finding] = [one for one in cast({"id": "A", "operation_start": text}).findings if one.field == "operation_start"]
    assert (finding.severity, finding.rule, finding.place) == ("critical", "unreadable", "line 1, operation_start")
    assert reason in finding.reason and remedy in finding.remedy


def test_a_spreadsheets_count_of_days_is_that_of_openpyxl():
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

    for serial in (20000, 46173, 47635, 80000):
        with pytest.raises(DateError) as caught:
            read_date(str(serial))
        usual, mac = from_excel(serial).date(), from_excel(serial, CALENDAR_MAC_1904).date()
        assert f"Write {usual} if" in caught.value.remedy and f"({mac} in its count" in caught.value.remedy


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_each_day_is_read_from_each_spelling(day):
    spellings = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y-%m-%dT%H:%M:%SZ", "%Y年%m月%d日"]
    assert {read_date(day.strftime(spelling))[0] for spelling in spellings} == {day}
    for text in (day.strftime("%d/%m/%Y"), day.strftime("%m/%d/%Y")):
        try:
            assert read_date(text)[0] == day
        except DateError as error:
            assert day.day <= 12 and str(day) in error.remedy


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=70))
def test_no_text_breaks_a_date(text):
    try:
        assert isinstance(read_date(text)[0] + timedelta(0), date)
    except DateError as error:
        assert error.reason.endswith(".") and error.remedy.endswith(".")
