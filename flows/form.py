"""What every proposal says about itself, whatever its technology: the header of the form."""

from __future__ import annotations

from dataclasses import dataclass

from evaluators.toolkit.money import years
from evaluators.toolkit.project import HEADER


@dataclass(frozen=True)
class FormField:
    """One field of the header; ``kind`` is text, code, integer, date or quantity (then ``unit`` is declared)."""

    kind: str
    meaning: str
    needed: bool = True
    unit: str = ""
    least: float | None = None
    most: float | None = None
    pattern: str = ""
    example: str = ""


_WORDS: dict[str, FormField] = {
    "id": FormField("text", "the fund's number of the proposal", pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", example="CTIF-001"),
    "version": FormField("integer", "1, and one more for each correction", needed=False, least=1, most=999, example="1"),
    "title": FormField("text", "what the project is called", pattern=r".{3,200}", example="Bering Sea Floating Wind Pilot"),
    "applicant": FormField("text", "who applies", pattern=r".{2,200}", example="Sample Aleutian Offshore LLC"),
    "country": FormField("code", "where it is built, ISO 3166 code of two letters", pattern=r"[A-Z]{2}", example="US"),
    "pillar": FormField("text", "the fund's programme it applies under", pattern=r".{2,60}", example="offshore_wind"),
    "submitted": FormField("date", "date of the application", example="2026-09-30"),
    "construction_start": FormField("date", "when building starts", needed=False, example="2027-05-01"),
    "operation_start": FormField("date", "when it starts to operate", example="2030-06-01"),
    "currency": FormField("code", "currency of amounts that name none, ISO 4217", pattern=r"[A-Z]{3}", example="USD"),
    "call": FormField("text", "the call it answers", needed=False, pattern=r".{1,60}", example="2026-autumn"),
    "hub": FormField(
        "text", "transport and storage hub it shares with other projects", needed=False, pattern=r".{2,60}", example="Gulf hub"
    ),
    "hub_cost": FormField(
        "quantity", "what that hub costs to build as a whole, in no project's total_cost", needed=False, unit="USD2024", least=0,
        example="250000000.0",
    ),
    "withdrawn": FormField("date", "when it was withdrawn; then nothing else is needed", needed=False, example="2026-12-01"),
    "withdrawn_reason": FormField("text", "why it was withdrawn", needed=False, pattern=r".{3,500}", example="No grid"),
    "price_year": FormField(
        "integer", "year of the prices of amounts that name none", least=years()[0], most=years()[1], example="2024"
    ),
}
FORM: dict[str, FormField] = _WORDS | {
    name: FormField("quantity", one.meaning, not one.optional, one.unit, one.least, one.most, example=str(one.example))
    for name, one in HEADER.items()
    if name not in _WORDS
}
