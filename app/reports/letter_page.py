"""A letter as a page to print: one A4 in one file, without network or script."""

from __future__ import annotations

import re
from importlib import resources

from app.reports.letter import Letter


def as_page(letter: Letter) -> str:
    """The letter as HTML; whatever others wrote in it is text and never markup."""
    import jinja2
    import markupsafe

    def breakable(text: str) -> markupsafe.Markup:
        # A long path or name may go on in the next line behind one of its joints.
        pieces = re.split(r"(?<=[/._\\-])(?=\w)", text)
        return markupsafe.Markup("<wbr>").join(pieces)

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["breakable"] = breakable
    source = resources.files("app.reports").joinpath("letter.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(letter=letter, words=letter.words)
