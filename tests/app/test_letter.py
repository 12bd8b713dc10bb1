"""The letter to an applicant: complete in both languages, one page, safe, and no word that nobody said."""

from __future__ import annotations

import importlib.util
import json
import re
import string
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from app.locale import fields_ja, rules_ja, words
from app.reports.letter import cut, letter_of
from app.reports.letter_page import as_page
from app.reports.letter_text import LINES, WIDTH, as_text, list_of, on_one_page
from evaluators.toolkit.common import COMMON
from evaluators.toolkit.contract import Choice, Given
from evaluators.toolkit.discovery import find_evaluators
from flows.expectations.own_rules import find_rules
from flows.findings import CRITICAL
from flows.form import FORM
from flows.fund import Call, Fund, read_fund
from scorecards.warehouse import Warehouse

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 23)
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
FUND = Fund(name="Sample Fund", pillars=("heat", "wind"), contact="grants@example.org")


def collector():
    spec = importlib.util.spec_from_file_location("rules_in_code", Path(__file__).with_name("rules_in_code.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Rules


@pytest.fixture(scope="module")
def in_code():
    return collector()(ROOT / "flows")


def reason(rule="contract.bounds", field="capacity", found="500000 MW", block="1", **more) -> dict:
    said = {
        "project_id": "CTIF-042", "version": 1, "title": "Trinidad Head Wind", "file": "trinidad.yaml",
        "place": f"line 24, blocks.1.given.{field}", "block": block, "field": field, "rule": rule, "found": found,
        "reason": "capacity is 500,000 MW; it may be 1 to 5,000 MW.", "remedy": "Check the unit, then correct the value.",
    }  # fmt: skip
    return said | more


def fact(part: str, field: str, written: str, block: str = "", place: str = "") -> dict:
    place = place or f"line 24, blocks.1.given.{field}"
    return {"part": part, "block": block, "field": field, "written": written, "place": place}


FACTS = [
    fact("proposal", "applicant", "Sample Wind KK"),
    fact("proposal", "total_cost", "1180 億円"),
    fact("proposal", "country", "Japan"),
    fact("budget", "turbines", "98 MUSD"),
    fact("block", "technology", "offshore_wind", "1"),
    fact("block", "site", "akita", "1"),
    fact("given", "capacity", "500000 MW", "1"),
]


def made(reasons, lang="en", fund=FUND, facts=FACTS, newest=1):
    return letter_of(reasons, facts, fund, lang, DAY, newest)


def text_of(*reasons, **how) -> str:
    return as_text(made(list(reasons), **how))


# What can be said in Japanese is complete


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
    found = collector()(tmp_path)
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
        asked = {field for field, declared in one.inputs.items() if isinstance(declared, Given | Choice) and field not in FORM}
        assert names[name].keys() == asked | one.answers.keys(), name
    assert all(JAPANESE.search(label) for part in names.values() for label in part.values())


def test_both_languages_have_the_same_phrases():
    english, japanese = words("en"), words("ja")
    assert english.keys() - {"parts", "blocks"} == japanese.keys() - {"parts", "blocks"}
    for key in english.keys() & japanese.keys():
        if isinstance(english[key], str) and english[key]:
            fields = [{name for _, name, _, _ in string.Formatter().parse(one[key]) if name} for one in (english, japanese)]
            assert fields[0] == fields[1], key


# What a letter says


def test_a_letter_names_field_value_place_bounds_and_what_to_do():
    text = " ".join(text_of(reason(rule="unit", found="500000 MW", reason="It cannot be read.")).split())
    for part in (
        "Sample Fund", "23 November 2026", "To: Sample Wind KK", "CTIF-042, version 1", "Trinidad Head Wind",
        "capacity (rated power of the farm), block 1: offshore wind, site akita", "as written 500000 MW",
        "trinidad.yaml, line 24, blocks.1.given.capacity", "may be 1 to 5,000 MW", "to do Check the unit",
        "the same number CTIF-042 and as version 2", "Send it to: grants@example.org",
    ):  # fmt: skip
        assert part in text, part


def test_a_japanese_letter_says_the_same():
    text = re.sub(r"\s+", "", text_of(reason(), lang="ja"))
    for part in (
        "2026年11月23日", "SampleWindKK御中", "申請番号CTIF-042、第1版",
        "発電所の定格出力（capacity）、ブロック1：洋上風力、サイトakita",
        "記入された値500000MW", "trinidad.yaml、24行目", "記入できる値1～5,000MW", "単位をご確認のうえ、値を訂正してください。",
        "第2版として", "ご提出先：grants@example.org",
    ):  # fmt: skip
        assert part in text, part
    assert "may be" not in text


@pytest.mark.parametrize(
    ("one", "english", "japanese"),
    [
        (reason("form.bounds", "total_cost", "-1", ""), "0 USD2024 or more", "0 USD2024以上"),
        (reason("form.bounds", "operation_start", "1999-01-01", ""), "2020 to 2060", "2020～2060"),
        (reason("form.pillar", "pillar", "waves", ""), "heat, wind", "heat、wind"),
        (reason("unreadable", "submitted", "soon", ""), "year-month-day, such as 2026-09-30", "（例：2026-09-30）"),
        (reason("missing", "maturity", "", ""), "1 to 9", "1～9"),
        (reason("contract.choice", "foundation", "raft"), "floating", "floating"),
        (reason("missing", "version", "", ""), "a whole number, 1 to 999", "1から999までの整数"),
        (reason("unit", "turbines", "98", ""), "such as 20 million USD2024", "（例：20 million USD2024）"),
        (reason("unit", "capacity", "120"), "1 to 5,000 MW (units: MW, kW, GW)", "（単位：MW、kW、GW）"),
        (reason("form.country", "country", "Japan", ""), "JP (Japan)", "JP（日本）"),
        (reason("unknown_technology", "technology", "x"), "carbon_capture, hydrogen_storage", "carbon_capture、hydrogen_storage"),
    ],
    ids=lambda value: value["rule"] + " " + value["field"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_a_field_may_be(one, english, japanese):
    one |= {"reason": "Wrong.", "remedy": "Mend it."}
    flat = [re.sub(r"\s+", "", text_of(one, lang=lang)) for lang in ("en", "ja")]
    assert re.sub(r"\s+", "", english) in flat[0] and re.sub(r"\s+", "", japanese) in flat[1]


def test_sums_name_what_was_written_and_no_bound():
    text = re.sub(r"\s+", "", text_of(reason("budget.sum", "total_cost", "1180 億円", "", place="line 9"), lang="ja"))
    assert "総事業費（1180億円）と一致しません（turbines98MUSD）" in text and "記入できる値" not in text


def test_an_amount_may_be_in_the_money_that_the_proposal_names():
    facts = [*FACTS, fact("proposal", "currency", "JPY"), fact("proposal", "price_year", "2023")]
    one = reason("unit", "turbines", "98", "", reason="It has no unit.", remedy="Choose one.")
    for lang in ("en", "ja"):
        assert "20 million JPY2023" in " ".join(text_of(one, lang=lang, facts=facts).split())


def test_a_list_of_lines_ends_between_two_of_them_and_counts_the_rest():
    names = ["turbines", "foundations", "installation", "mooring and anchors", "electrical works"]
    facts = [*FACTS[1:2], *(fact("budget", name, "18000 million") for name in names)]
    text = re.sub(r"\s+", "", text_of(reason("budget.sum", "total_cost", "1180 億円", ""), lang="ja", facts=facts))
    assert "（turbines18000million、foundations18000million、ほか3件）" in text


def test_a_text_is_cut_between_words_where_one_ends_near():
    assert cut("installation of all the turbines, foundations and moorings near the harbour of Goto", "value").endswith("of…")
    assert cut("x" * 100, "value") == "x" * 79 + "…"


def test_the_country_s_rows_alone_are_offered():
    facts = [fact("proposal", "country", "JP"), fact("block", "technology", "offshore_wind", "1")]
    text = text_of(reason("country", "grid", "us_texas", reason="For US.", remedy="Choose."), facts=facts)
    assert "japan" in text and "us_" not in text.split("may be")[1]


def test_causes_come_first_and_one_reason_is_told_once():
    amounts = [
        reason("unit", f"line_{n}", f"{n} billion JPY", "", place=f"cell B{n}", reason="It has no price year.") for n in range(3)
    ]
    letter = made([*amounts, reason("missing", "price_year", "", "", reason="No price_year.", place="header")])
    assert [point.reason for point in letter.points] == ["No price_year.", "It has no price year."]
    text = as_text(letter)
    assert text.count("It has no price year.") == 1 and all(f"line_{n}: {n} billion JPY" in text for n in range(3))


def test_the_next_version_is_above_all_that_came_in():
    assert "as version 5." in text_of(reason(), newest=4)


def test_nothing_is_invented_where_the_fund_names_no_address():
    for lang, phrase in (("en", "in the same way as this one"), ("ja", "今回と同じです")):
        text = text_of(reason(), lang=lang, fund=Fund(name="Sample Fund"))
        assert phrase in text.replace("\n", " ") and "@" not in text and "None" not in text


def test_a_file_without_a_number_has_no_version():
    one = reason("yaml.syntax", "", "x", "", project_id="a.yaml", version=0, title=None, file="a.yaml", place="a.yaml, line 15")
    english, japanese = (text_of(one, lang=lang, facts=[]) for lang in ("en", "ja"))
    assert "Your file a.yaml" in english and "To: the applicant" in english and "version" not in english
    assert "a.yaml, line 15" in english and "a.yaml、15行目" in japanese and "版として" not in japanese


def test_an_open_call_says_until_when():
    fund = Fund(calls={"autumn": Call(None, date(2026, 12, 1))})
    facts = [*FACTS, fact("proposal", "call", "autumn")]
    assert "until 1 December 2026." in text_of(reason(), fund=fund, facts=facts)
    assert "until" not in text_of(reason("form.late", "submitted", "2027-01-01", ""), fund=fund, facts=facts)


def test_a_rule_of_the_fund_s_own_is_told_in_english_and_said_so():
    text = " ".join(text_of(reason("fund.own", reason="No pier is near.", remedy="Name one."), lang="ja").split())
    assert "英語のみ" in text and "No pier is near. Name one." in text


def test_a_field_of_an_evaluator_elsewhere_keeps_its_name():
    facts = [fact("block", "technology", "elsewhere", "1")]
    assert "項目            depth、ブロック1：elsewhere" in text_of(reason(field="depth"), lang="ja", facts=facts)


# One page


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(rules_ja())), st.text(max_size=120), st.text(max_size=400)), min_size=1, max_size=30
    ),
    st.sampled_from(["en", "ja"]),
    st.text(max_size=300),
)
def test_a_letter_is_one_page_and_counts_the_rest(drawn, lang, name):
    rows = [
        reason(rule, f"f{n}", found, "", reason=f"{n} {said}", remedy=said, title=name)
        for n, (rule, found, said) in enumerate(drawn)
    ]
    whole = made(rows, lang, Fund(name=name, contact=name))
    page = on_one_page(whole, "letter-list.txt")
    lines = as_text(page).splitlines()
    assert len(lines) <= LINES and max(map(cell_len, lines)) <= WIDTH + 2  # a closing sign may hang over
    assert page.points and len(page.points) + page.more == len(whole.points)
    if page.more:
        flat = "".join("".join(lines).split())
        assert "letter-list.txt" in flat and (page.more == 1 or str(page.more) in flat)
    assert re.findall(r"(?m)^ ?(\d+)  \S", list_of(whole)) == [str(point.number) for point in whole.points]


def test_lines_break_where_japanese_may():
    long = "御社の申請書、「風力発電（洋上）」については、第1版の、各項目を、ご確認ください。" * 8
    lines = [line.strip() for line in text_of(reason("fund.own", reason=long, remedy=""), lang="ja").splitlines()]
    assert not [line for line in lines if line and line[0] in "、。」）"]
    assert not [line for line in lines if line and line[-1] in "「（"]
    assert sum(cell_len(line) > 60 for line in lines) >= 6  # it is folded, and not line by line


# The page to print


class _Page(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def test_the_page_stands_alone_and_holds_no_foreign_markup():
    evil = "<script src=https://evil.example/x.js></script><img onerror=alert(1)>\x1b[31m\u202e&amp;"
    one = reason("unit", "capacity", evil, title=evil, file=evil, reason=evil, remedy=evil, project_id=evil)
    for lang in ("en", "ja"):
        source = as_page(made([one], lang, Fund(name=evil, contact=evil), [fact("proposal", "applicant", evil)]))
        page = _Page(source)
        assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
        assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href")]
        assert "url(" not in source and "@import" not in source and "\x1b" not in source and "\u202e" not in source
        assert ("lang", lang) in page.attributes
        assert "<script src=https://evil.example/x.js></script>" in page.text


def test_the_page_says_what_the_text_says():
    rows = [reason(), reason("form.country", "country", "UK", "", reason="'UK' is no code.", remedy="Write the code.")]
    for lang in ("en", "ja"):
        letter = made(rows, lang)
        page = as_page(letter)
        flat = [re.sub(r"\s+", "", text) for text in (_Page(page).text, as_text(letter))]
        for point in letter.points:
            for _, told in letter.rows(point):
                assert all(re.sub(r"\s+", "", told) in text for text in flat), told
        assert "blocks.<wbr>1.<wbr>given.<wbr>capacity" in page and "size: A4" in page and "line-break: strict" in page
        assert "Noto Sans JP" in page


# The command


@pytest.fixture(scope="module")
def folder(tmp_path_factory, sample) -> Path:
    """A fund with a proposal refused in two versions, one for its site's file, and one with more reasons than a page holds."""
    data = tmp_path_factory.mktemp("letters") / "data"
    (data / "proposals").mkdir(parents=True)
    (data / "fund.yaml").write_text("name: Sample Fund\ncontact: grants@example.org\n", encoding="utf-8")
    store = Warehouse(data)
    try:
        with store.transaction():
            sample._run(store, sample.FIRST)
            for project, version, count in (("CTIF-901", 1, 1), ("CTIF-901", 2, 1), ("CTIF-902", 1, 40)):
                content = f"content-{project}-{version}"
                sample._proposal(store, project, version, content, status="quarantined")
                finding = {key: reason()[key] for key in ("rule", "block", "found", "remedy")}
                finding |= {"content": content, "project_id": project, "version": version, "severity": "critical"}
                finding |= {"file": "akita.yaml", "place": "line 3", "run_id": sample.FIRST}
                store.insert(
                    "finding",
                    [finding | {"field": f"field_{n}", "reason": f"Reason {n}."} for n in range(count)],
                )
        store.publish(sample.FIRST, list(store.rows("SELECT status, finished, counts, stages, run_id FROM run")[0].values()))
    finally:
        store.close()
    return data


@pytest.fixture
def letter(ask, folder, monkeypatch):
    monkeypatch.setenv("CLEANFUND_DATA", str(folder))
    return lambda *words: ask("quarantine", "letter", *words)


def test_the_letter_is_shown_as_text(letter):
    code, out, err = letter("ctif-901", "--version", "1", "--date", "2026-11-23")
    assert (code, err) == (0, "")
    assert "23 November 2026" in out and "grants@example.org" in out and "as version 3." in out


def test_a_site_s_reason_names_the_site_s_file(letter, ask):
    assert "akita.yaml, line 3" in letter("CTIF-901", "--version", "2")[1]
    assert "akita.yaml, line 3" in ask("quarantine", "show", "CTIF-901")[1]


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_what_has_no_room_is_written_beside(letter, tmp_path, ending):
    out = tmp_path / f"brief.{ending}"
    code, shown, err = letter("CTIF-902", "--lang", "ja", "--out", str(out))
    beside = tmp_path / "brief-list.txt"
    assert (code, shown) == (0, "") and str(out) in err and str(beside) in err
    assert "brief-list.txt" in out.read_text(encoding="utf-8").replace("<wbr>", "").replace("\n", "")
    assert all(f"field_{n}" in beside.read_text(encoding="utf-8") for n in range(40))


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["CTIF-901"], 2, ["2 versions of CTIF-901 are refused", "--version 1 or 2"]),
        (["CTIF-901", "--version", "7"], 2, ["Version 7 of CTIF-901 is not in quarantine"]),
        (["CTIF-90"], 4, ["CTIF-901"]),
        (["CTIF-902", "--date", "23.11.2026"], 2, ["'23.11.2026' is no date", "--date 2026-11-30"]),
        (["CTIF-902", "--out", "letter.docx"], 2, [".txt or .html", "letter.docx"]),
        (["CTIF-902", "--lang", "fr"], 2, ["fr"]),
        (["CTIF-902", "--format", "json"], 2, ["no table", "quarantine show CTIF-902 --format json"]),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else "",
)
def test_what_cannot_be_written_is_said(letter, words, code, parts):
    found, out, err = letter(*words)
    assert (found, out) == (code, "")
    assert all(part in err for part in parts), err


def test_a_letter_loads_no_pipeline(shell, folder):
    script = "import json, sys\nfrom app.cli import main\ncode = main({!r})\n"
    script += 'sys.stderr.write("LOADED " + json.dumps([code, sorted(sys.modules)]))'
    words = ["quarantine", "letter", "CTIF-902", "--lang", "ja", "--data", str(folder)]
    done = shell("-c", script.format(words))
    code, names = json.loads(done.stderr.split("LOADED ")[1])
    heavy = {"prefect", "great_expectations", "pandas", "pint", "pvlib", "pyarrow", "fastapi", "jinja2"}
    assert code == 0 and not heavy & {name.split(".")[0] for name in names}
    assert "御中" in done.stdout


def test_the_fund_s_file_names_the_contact(tmp_path):
    (tmp_path / "fund.yaml").write_text("contact: Grants desk, grants@example.org\n", encoding="utf-8")
    assert read_fund(tmp_path).contact == "Grants desk, grants@example.org"
    (tmp_path / "fund.yaml").write_text("name: A fund\n", encoding="utf-8")
    assert read_fund(tmp_path).contact == ""
