"""Proposals, findings and pages for tests of the report."""

from __future__ import annotations

from html.parser import HTMLParser

from flows.cast import CastFact, CastProposal
from flows.facts import Fact
from flows.validation_report import write_report
from scorecards.intake_trend import IntakeRun


def proposal(name: str, title: str = "A farm") -> CastProposal:
    one = CastProposal(name, 1, f"content of {name}", f"{name}.yaml", "a" * 64)
    one.header["title"] = CastFact(Fact("proposal", "", "title", title), title)
    return one


class _Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def written(tmp_path, *arguments, **options) -> tuple[str, _Page]:
    text = write_report(tmp_path / "deep" / "report.html", *arguments, **options).read_text(encoding="utf-8")
    return text, _Page(text)


def run_of(number: int, proposals: int, refused: int = 0, warned: int = 0, **more) -> IntakeRun:
    return IntakeRun(f"202610{number:02}T021500-ab12", proposals, proposals=proposals, refused=refused, warned=warned, **more)


def section(page_text: str, start: str, end: str) -> str:
    return page_text.split(start, 1)[1].split(end, 1)[0]
