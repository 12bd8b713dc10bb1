"""Proposals as JSON say what those in YAML and CSV say; what cannot be read is named with its line."""

from __future__ import annotations

import json
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from text_forms import FORM, facts, one_trouble, raws, read_one, refused

from flows import readers
from flows.facts import Unreadable
from flows.readers._json_tree import trees
from flows.readers._text import visible
from flows.readers._tree import Listing, Node, Scalar


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
