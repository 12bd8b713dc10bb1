"""A letter as a page to print: one A4 in one file, without network or script."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from app.reports.letter import Letter

if TYPE_CHECKING:
    from markupsafe import Markup


def as_page(letter: Letter) -> str:
    """The letter as HTML; whatever others wrote in it is text and never markup."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["breakable"] = breakable
    source = resources.files("app.reports").joinpath("letter.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(letter=letter, words=letter.words)


def breakable(text: str) -> Markup:
    """The text as HTML; a long path or name in it may go on in the next line behind one of its joints."""
    import markupsafe

    return markupsafe.Markup("<wbr>").join(re.split(r"(?<=[/._\\-])(?=\w)", text))
