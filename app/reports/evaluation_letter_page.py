"""The letter of a call's result as a page to print: A4 in one file, without network or script."""

from __future__ import annotations

from importlib import resources

from app.reports.evaluation_letter import EvaluationLetter
from app.reports.letter_page import breakable


def evaluation_page(letter: EvaluationLetter) -> str:
    """The letter as HTML; whatever others wrote in it is text and never markup."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["breakable"] = breakable
    source = resources.files("app.reports").joinpath("evaluation_letter.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(letter=letter, words=letter.words)
