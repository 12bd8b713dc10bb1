"""What a letter to an applicant says, in both languages, and no word that nobody said."""

from __future__ import annotations

import re
from datetime import date

import pytest
from letter_cases import FACTS, fact, made, reason, text_of

from app.reports.letter import cut
from app.reports.letter_text import as_text
from flows.fund import Call, Fund


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
