"""The letter of a call's result: whole in both languages, true to the points, silent of others, and never markup."""

from __future__ import annotations

import re
import string
from datetime import date, datetime
from html.parser import HTMLParser
from importlib import resources

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from app.locale import evaluation_words
from app.reports.evaluation_letter import CallSaid, Case, evaluation_letter, name_parts
from app.reports.evaluation_letter_page import evaluation_page
from app.reports.evaluation_letter_text import evaluation_text
from app.reports.letter_text import WIDTH
from scorecards.call_decisions import Decision
from scorecards.rubric import load_rubric
from scorecards.rubric_choice import rubric_names, rubric_place

RUBRIC = load_rubric()
DAY = date(2026, 12, 15)
HASH = "5e" * 32
PROPOSAL = {"project_id": "CTIF-042", "version": 2, "title": "岬風力", "applicant": "見本風力株式会社"}
ANSWERS = {
    ("", name): {"percentiles": [value] * 101, "strata": [value] * 200, "better": better, "unit": unit}
    for name, value, better, unit in (
        ("net_t_10y", 2.5e6, "higher", "tonne"), ("ghg_relative", 0.7, "higher", "1"), ("feasible", 1.0, "higher", "1"),
        ("requested_per_tonne", 153.4, "lower", "USD2024/tonne"),
    )
}  # fmt: skip


def reviews(comment="", **more):
    said = {"points": 3.0, "comment": comment, "round": "individual"} | more
    return [
        {"criterion": part.review, "reviewer": f"Dr. Reviewer {n}", **said}
        for criterion in RUBRIC.criteria for part in criterion.parts if part.review and not criterion.bonus for n in (1, 2)
    ]  # fmt: skip


def a_case(points=None, card=True, comment="", heard=None, overridden=(), rank=3, count=40, proposal=PROPOSAL) -> Case:
    """``points`` of each part in their order, 3 of each by default."""
    parts = [(criterion, part) for criterion in RUBRIC.criteria for part in criterion.parts]
    points = [min(3.0, part.maximum) for _, part in parts] if points is None else points
    rows = [
        {"criterion": criterion.name, "part": part.name, "points": one, "maximum": part.maximum, "minimum": part.minimum,
         "review": part.review, "answer": part.answer, "bonus": criterion.bonus}
        for (criterion, part), one in zip(parts, points, strict=True)
    ]  # fmt: skip
    gates = [
        {"title": gate.title, "passes": n > 0, "probability": n / 2, "confidence": 0.5} for n, gate in enumerate(RUBRIC.gates)
    ]
    total = sum(criterion.weight * (row["points"] or 0) for (criterion, _), row in zip(parts, rows, strict=True))
    scored = {"score": total, "score_p10": total - 1, "score_p90": total + 1, "maximum": RUBRIC.maximum} if card else None
    return Case(
        proposal, scored, rows, gates, reviews(comment) if heard is None else heard, set(overridden), ANSWERS, rank, count
    )


def decided(kind="award", grant=120e6, place=None, conditions="") -> Decision:
    at = datetime(2026, 12, 1, 9, 0)
    return Decision(
        7,
        "CTIF-042",
        kind,
        grant,
        "",
        place,
        conditions,
        "0" * 64,
        "A. Sato",
        "secret reason",
        at,
        "J. Whitfield",
        at,
        "standing",
    )


def said(**more) -> CallSaid:
    about = {
        "name": "ctif-2026",
        "hash": HASH,
        "rubric": RUBRIC,
        "fund": "見本基金",
        "contact": "grants@example.org",
        "redress_days": 30,
        "rank_band": True,
        "silent": {"Dr. Reviewer 1", "Dr. Reviewer 2", "CTIF-001", "Sample Rival KK"},
    }
    return CallSaid(**(about | more))


def text(case=None, decision=None, lang="en", **more) -> str:
    return evaluation_text(evaluation_letter(case or a_case(), decision or decided(), said(**more), lang, DAY))


def flat(*arguments, **how) -> str:
    return " ".join(text(*arguments, **how).split())


def test_an_award_says_all_that_its_applicant_must_know():
    told = flat(a_case(comment="Sound plan."), decided(conditions="Financial close before 2028."))
    for part in (
        "To: 見本風力株式会社", "Result of the call ctif-2026: your proposal CTIF-042, version 2", "up to 120 million US dollars",
        "Conditions Financial close before 2028.", "first quarter of the ranking", "within 30 days, until 14 January 2027",
        "grants@example.org", HASH, "mean of 2 reviewers", "Reviewers: Sound plan.", "2,500,000 tonne, the median of",
        "153 USD2024/tonne", "Relative avoidance of at least 75 %: not met. It holds in 0 % of our calculations; 50 % is needed.",
        "It does not meet: Innovation beyond the state of the art; Relative avoidance of at least 75 %.",
        "2019/856",
    ):  # fmt: skip
        assert part in told, part


@given(st.lists(st.integers(0, 6), min_size=13, max_size=13))
@settings(max_examples=20, deadline=None)
def test_the_points_of_the_letter_add_up_to_its_score(halves):
    parts = [part for criterion in RUBRIC.criteria for part in criterion.parts]
    halves = (halves + [0] * len(parts))[: len(parts)]
    case = a_case([min(half / 2, part.maximum) for half, part in zip(halves, parts, strict=True)])
    letter = evaluation_letter(case, decided(), said(), "en", DAY)
    assert sum(float(criterion.points) for criterion, _ in letter.criteria) == pytest.approx(case.card["score"])
    for (line, own), criterion in zip(letter.criteria, RUBRIC.criteria, strict=True):
        assert float(line.points) == pytest.approx(criterion.weight * sum(float(part.points) for part in own))


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_nothing_is_said_of_reviewers_and_of_others(lang):
    for comment in ("As Dr. reviewer 2 says.", "Better than CTIF-001.", "Sample Rival KKに劣る。", "CTIF-001に劣る。"):
        told = text(a_case(comment=comment, count=971), lang=lang)
        for word in ("Reviewer 1", "Reviewer 2", "CTIF-001", "Rival", "secret", "Sato", "Whitfield", "971"):
            assert word.lower() not in told.lower(), (comment, word)


def test_a_reviewer_is_named_by_the_surname_too_and_a_word_that_is_no_name_is_none():
    names = name_parts(["Prof. Aiko Tanaka", "Reviewer B", "佐藤 愛"])
    assert names == {"Prof. Aiko Tanaka", "Aiko", "Tanaka", "Reviewer B", "佐藤 愛"}
    silent = {"silent": names}
    assert "Tanaka" not in text(a_case(comment="I follow Tanaka here."), **silent)
    assert "a solar panel" in text(a_case(comment="Reviewers saw a solar panel."), **silent)


@pytest.mark.parametrize(("rank", "quarter"), [(1, 0), (10, 0), (11, 1), (20, 1), (21, 2), (30, 2), (31, 3), (40, 3)])
def test_the_band_of_the_rank_is_a_quarter_and_told_only_where_the_call_permits(rank, quarter):
    bands = evaluation_words("en")["band"]
    assert bands[quarter] in flat(a_case(rank=rank))
    assert not any(band in flat(a_case(rank=rank), rank_band=False) for band in bands)


def test_where_points_come_from_is_told_without_names():
    innovation = RUBRIC.criteria[0].parts[0].review
    one = reviews()[:1]
    for heard, overridden, word in (
        (one, (), "given by one reviewer"), ([one[0] | {"round": "consensus"}], (), "agreed by the reviewers"),
        ([one[0] | {"round": "panel"}], (), "set by the panel"), (one, (innovation,), "set by the panel"),
    ):  # fmt: skip
        letter = evaluation_letter(a_case(heard=heard, overridden=overridden), decided(), said(), "en", DAY)
        assert letter.criteria[0][1][0].reason == word
    waiting = a_case([None, *[3.0 if part.maximum >= 3 else 1.0 for c in RUBRIC.criteria for part in c.parts][1:]], heard=[])
    assert "not judged" in text(waiting)


# Every kind of letter, for the languages.
KINDS = {
    "award": (a_case(comment="No load takes so much power there."), decided()),
    "reserve": (a_case(heard=reviews()[:1]), decided("reserve", 66e6, 2)),
    "reserve without a grant": (a_case(overridden=("innovation",)), decided("reserve", None, 1)),
    "reject": (a_case([0.0] * 13), decided("reject", None)),
    "failed": (a_case(card=False), decided("reject", None)),
    "waits": (a_case([None] * 13, heard=[]), decided("reject", None)),
    "consensus": (a_case(heard=reviews(round="consensus")), decided()),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("contact", ["grants@example.org", ""])
def test_a_japanese_letter_holds_no_english_sentence(kind, contact):
    case, decision = KINDS[kind]
    told = text(case, decision, lang="ja", contact=contact).replace(RUBRIC.legal_base, "")
    told = re.sub(r"Commission Delegated.*?second-hand\)", "", told.replace("\n", " "))
    assert not re.findall(r"[A-Za-z]+(?:[ ,]+[A-Za-z]+){2,}", told), told
    assert len(re.findall("[\u3040-\u30ff\u4e00-\u9fff]", told)) > 200
    assert "{" not in told and "None" not in told


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_kind_of_letter_fits_the_width_of_a_page(lang):
    for case, decision in KINDS.values():
        lines = text(case, decision, lang=lang).splitlines()
        assert max(map(cell_len, lines)) <= WIDTH + 2  # a closing sign may hang over


def test_a_comment_in_japanese_is_quoted_and_one_in_english_offered():
    assert "審査員の意見：計画は妥当です。" in text(a_case(comment="計画は妥当です。"), lang="ja")
    told = text(a_case(comment="Sound plan."), lang="ja")
    assert "Sound plan" not in told and "ご希望の場合はお渡しいたします。" in told


def test_both_languages_have_the_same_phrases():
    english, japanese = evaluation_words("en"), evaluation_words("ja")
    assert english.keys() == japanese.keys()
    for key, phrase in english.items():
        if isinstance(phrase, str) and phrase:
            names = [{name for _, name, _, _ in string.Formatter().parse(one[key]) if name} for one in (english, japanese)]
            assert names[0] == names[1], key
    assert len(english["band"]) == len(japanese["band"]) == 4


def test_every_title_of_the_rubrics_that_come_along_has_its_japanese_name():
    known = evaluation_words("ja")["titles"]
    for name in rubric_names():
        place = rubric_place(name, resources.files("scorecards"))
        content = yaml.safe_load(place.read_text(encoding="utf-8"))
        titles = {one["title"] for one in (content.get("gates") or {}).values()}
        for criterion in content["criteria"].values():
            titles |= {criterion["title"], *(part["title"] for part in criterion["parts"].values())}
        assert sorted(titles - known.keys()) == [], "write them into app/locale/evaluation_ja.yaml"


class _Page(HTMLParser):
    def __init__(self, page: str):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


PLAIN = _Page(evaluation_page(evaluation_letter(a_case(comment="x"), decided(conditions="x"), said(), "en", DAY))).tags


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["<script src=https://evil.example/x.js></script>", "<img onerror=alert(1)>", "\x1b[31m\u202e"]),
       st.text(max_size=60), st.sampled_from(["en", "ja"]))  # fmt: skip
def test_what_others_wrote_is_text_and_never_markup(evil, more, lang):
    wrote = evil + more
    case = a_case(comment=f"計 {wrote}", proposal=PROPOSAL | {"title": wrote, "applicant": wrote, "project_id": wrote})
    letter = evaluation_letter(case, decided(conditions=wrote), said(name=wrote, fund=wrote, contact=wrote), lang, DAY)
    source = evaluation_page(letter)
    page = _Page(source)
    assert page.tags <= PLAIN and not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href")]
    assert "url(" not in source.partition("</style>")[0] and "\x1b" not in source and "\u202e" not in source
    assert ("lang", lang) in page.attributes and (evil not in source or evil.startswith("\x1b"))
    assert "\x1b" not in evaluation_text(letter)
