"""What can be said to an applicant is complete in Japanese as in English: rules, fields, phrases."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from rules_in_code import Rules

from app.locale import fields_ja, rules_ja, words
from evaluators.toolkit.common import COMMON
from evaluators.toolkit.contract import Choice, Given
from evaluators.toolkit.discovery import find_evaluators
from flows.expectations.own_rules import find_rules
from flows.findings import CRITICAL
from flows.form import FORM

ROOT = Path(__file__).resolve().parents[2]
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def in_code():
    return Rules(ROOT / "flows")


def test_every_rule_that_can_refuse_has_its_japanese_sentence(in_code):
    own = {name for name, rule in find_rules("").rules.items() if rule.severity == CRITICAL}
    assert in_code.unsolved == [], "a rule that cannot be read off the code: give it as a literal, or teach rules_in_code.py"
    assert len(in_code.found) > 200
    assert sorted((in_code.found | own) - rules_ja().keys()) == [], "write reason and remedy into app/locale/rules_ja.yaml"
    assert sorted(rules_ja().keys() - in_code.found - own) == [], "no code gives these rules any more"


def test_a_new_rule_cannot_be_missed(tmp_path):
    (tmp_path / "new.py").write_text(
        'WORD = "new.constant"\n'
        'def a(t, f, kind, rule):\n'
        '    Trouble("new.literal", t); Finding(CRITICAL, WORD, t); Trouble(f"{kind}.made", t); Trouble(f() + "x", t)\n'
        '    Finding(WARNING, "new.warning", t); Finding(severity, rule, t)\n'
        'def b(t): a(t, t, "epw", rule="new.handed"); a(t, t, "tmy3", "new.either" if t else "new.or")\n'
    )
    found = Rules(tmp_path)
    assert found.found == {"new.literal", "new.constant", "epw.made", "tmy3.made", "new.handed", "new.either", "new.or"}
    assert [text for _, _, text in found.unsolved] == ["f() + 'x'"]


def test_japanese_sentences_are_whole_and_polite():
    names = set(FORM) | {"found", "field", "budget", "cost_share", "disbursement"}
    for rule, one in rules_ja().items():
        assert set(one) <= {"reason", "remedy", "english"}, rule
        for part in ("reason", "remedy"):
            assert JAPANESE.search(one[part]) and one[part].endswith("。"), rule
            assert {name for _, name, _, _ in string.Formatter().parse(one[part]) if name} <= names, rule
        assert re.search("(ください|いたします)(（.*）)?。", one["remedy"]), rule


def test_every_field_has_its_japanese_name():
    names = fields_ja()
    assert names["header"].keys() == FORM.keys()
    assert names["common"].keys() == COMMON.keys()
    assert {"technology", "site", "blocks"} == names["block"].keys()
    ours = {name: one for name, one in find_evaluators("").evaluators.items() if one.module.startswith("evaluators.")}
    assert names["technologies"].keys() == ours.keys()
    for name, one in ours.items():
        stated = {field for field, declared in one.all_inputs.items() if isinstance(declared, Given | Choice)}
        assert names[name].keys() == (stated - set(FORM)) | one.answers.keys(), name
    assert all(JAPANESE.search(label) for part in names.values() for label in part.values())


def test_both_languages_have_the_same_phrases():
    english, japanese = words("en"), words("ja")
    assert english.keys() - {"parts", "blocks"} == japanese.keys() - {"parts", "blocks"}
    for key in english.keys() & japanese.keys():
        if isinstance(english[key], str) and english[key]:
            fields = [{name for _, name, _, _ in string.Formatter().parse(one[key]) if name} for one in (english, japanese)]
            assert fields[0] == fields[1], key
