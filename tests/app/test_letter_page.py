"""A letter is one page, as text and as a page to print that holds no foreign markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from letter_cases import fact, made, reason, text_of
from rich.cells import cell_len

from app.locale import rules_ja
from app.reports.letter_page import as_page
from app.reports.letter_text import LINES, WIDTH, as_text, list_of, on_one_page
from flows.fund import Fund

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
