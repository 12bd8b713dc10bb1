"""What the fields of a proposal are called for its applicant, and what they may be: the form's and the contracts' own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from app.locale import fields_ja, words
from evaluators.toolkit.common import COMMON
from evaluators.toolkit.contract import Answer, Choice, Given
from evaluators.toolkit.discovery import find_evaluators
from evaluators.toolkit.money import currencies
from evaluators.toolkit.project import HEADER
from evaluators.toolkit.unit_worth import usual_unit
from flows.cast_country import rows_for
from flows.expectations.countries import code_of, country_names
from flows.expectations.wording import number
from flows.form import FORM, FormField
from flows.fund import Fund

MONEY = ("budget", "cost_share", "disbursement")
# Where a value is not what its field may be; elsewhere (a sum, two dates, a place) the field alone tells nothing.
BOUNDED = ("form.bounds", "contract.bounds")
ASKED = {*BOUNDED, "contract.choice", "country", "form.pillar", "form.call", "form.currency", "form.country"} | {
    "missing", "unit", "unreadable", "unknown_technology",
}  # fmt: skip
MOST_LISTED = 12
LONGEST_LIST = 70  # letters of lines of money that a sentence names; the others are counted


class Fields:
    """The fields of one refused proposal; ``facts`` are the rows of ``quarantine_row``."""

    def __init__(self, facts: Sequence[Mapping[str, Any]], fund: Fund, lang: str):
        self.facts, self.fund, self.lang, self.words = facts, fund, lang, words(lang)
        self.evaluators = find_evaluators().evaluators
        self.header = {row["field"]: row["written"] for row in facts if row["part"] == "proposal" and row["written"]}

    def said(self, block: str, field: str) -> set[str]:
        """All that the proposal says under this name."""
        return {row["written"] for row in self.facts if (row["block"], row["field"]) == (block, field)}

    def written(self) -> dict[str, str]:
        """Each field of the header as written, and the lines of money as one text each."""
        lines = {
            part: self._fitting([f"{row['field']} {row['written']}" for row in self.facts if row["part"] == part])
            for part in MONEY
        }
        known = dict.fromkeys(FORM, "") | self.header | lines
        return {name: text or self.words["not_stated"] for name, text in known.items()}

    def label(self, block: str, field: str, place: str) -> str:
        """The field as the form calls it, its name, and of a block also technology and site; "" for a whole file."""
        if not field:
            return ""
        part, technology = self._part(block, field, place), self._of_block(block, "technology")
        meaning = (self._japanese if self.lang == "ja" else self._english)(part, technology, field)
        name = self.words["field"].format(label=meaning, name=field) if meaning else field
        return self.words["join"].join(filter(None, (name, self._block(block, technology))))

    def may_be(self, rule: str, block: str, field: str, place: str) -> str:
        """What the form or the contract takes for the field, with units; "" where that is not what the rule is about."""
        if rule not in ASKED:
            return ""
        if self._part(block, field, place) in MONEY:
            return self._amount()
        if not block:
            return self._of_header(rule, field)
        found = self.evaluators.get(self._of_block(block, "technology"))
        if field == "technology" and rule == "unknown_technology":
            return self._listed(sorted(self.evaluators))
        declared = found and (found.all_inputs.get(field) or {**COMMON, **found.answers}.get(field))
        if isinstance(declared, Choice):
            return self._listed(rows_for(declared, self.header.get("country", "") if rule == "country" else ""))
        if isinstance(declared, Given | Answer) and not getattr(declared, "shape", ""):
            return self._in_units(rule, declared, getattr(declared, "example", None))
        return ""

    def _of_header(self, rule: str, field: str) -> str:
        declared, lists = FORM.get(field), {"pillar": self.fund.pillars, "call": tuple(self.fund.calls), "currency": currencies()}
        if declared is None:
            return ""
        if lists.get(field):
            return self._listed(lists[field], 40)
        if rule in BOUNDED and declared.kind in ("integer", "date"):
            limits: Any = HEADER.get(field, declared)
            return self.words["year_between"].format(low=f"{limits.least:.0f}", high=f"{limits.most:.0f}")
        if declared.kind == "quantity":
            if declared.unit.startswith("USD") and rule not in BOUNDED:
                return self._amount()
            return self._in_units(rule, declared, declared.example)
        code = code_of(self.header.get("country", "")) if field == "country" else ""
        if code:
            return self.words["country"].format(code=code, name=country_names()[code][self.lang == "ja"])
        return self._form(declared)

    def _amount(self) -> str:
        """An amount in the proposal's own money, where it names one."""
        currency, year = self.header.get("currency", ""), self.header.get("price_year", "")
        own = f"{currency}{year}" if currency in currencies() and re.fullmatch("[0-9]{4}", year) else "USD2024"
        return self.words["amount"].format(own=own)

    def _in_units(self, rule: str, declared: FormField | Given | Answer, example: Any) -> str:
        """The bounds; where the unit is what is wrong, also the units that fit."""
        bounds, usual = self._bounds(declared.least, declared.most, declared.unit, example), usual_unit(declared.unit)
        if rule != "unit" or usual == declared.unit:
            return bounds
        return self.words["units"].format(bounds=bounds, units=self.words["join"].join(re.split(", | or ", usual)))

    def _form(self, declared: FormField) -> str:
        if declared.kind == "integer":
            return self.words["whole"].format(low=f"{declared.least:.0f}", high=f"{declared.most:.0f}")
        phrase = {"date": "date_form", "code": "code"}.get(declared.kind, "text")
        return self.words[phrase].format(example=declared.example)

    def _bounds(self, least: float | None, most: float | None, unit: str, example: Any) -> str:
        tail = "" if unit in ("", "1") else self.words["unit"].format(unit=unit)
        low, high = ("" if one is None else number(one) for one in (least, most))
        if low or high:
            return self.words["between" if low and high else "least" if low else "most"].format(low=low, high=high, unit=tail)
        if example is None or not tail:
            return self.words["number"] if not tail else self.words["quantity"].format(example=f"1{tail}")
        return self.words["quantity"].format(example=f"{number(float(example))}{tail}")

    def _fitting(self, texts: Sequence[str]) -> str:
        """As many of the texts as fit into a sentence, the first always, and how many more there are."""
        lengths = accumulate(len(text) + 2 for text in texts)
        return self._listed(texts, max(1, sum(length <= LONGEST_LIST for length in lengths)))

    def _listed(self, names: Iterable[str], most: int = MOST_LISTED) -> str:
        names = list(names)
        more = [self.words["also"].format(count=len(names) - most)] if len(names) > most else []
        return self.words["join"].join([*names[:most], *more])

    def _part(self, block: str, field: str, place: str) -> str:
        """The part of the form it stands in; two parts may have a field of one name, which the place tells apart."""
        mine = [row for row in self.facts if (row["block"], row["field"]) == (block, field)]
        return next((row["part"] for row in mine if row["place"] == place), mine[0]["part"] if mine else "")

    def _of_block(self, block: str, field: str) -> str:
        stated = {row["field"]: row["written"] for row in self.facts if (row["part"], row["block"]) == ("block", block)}
        return stated.get(field, "")

    def _block(self, block: str, technology: str) -> str:
        if not block:
            return ""
        title = self.evaluators[technology].title if technology in self.evaluators else technology
        if self.lang == "ja":
            title = fields_ja()["technologies"].get(technology, title)
        head = self.words["block_of" if technology else "block"].format(number=block, technology=title)
        site = self._of_block(block, "site")
        return self.words["join"].join(filter(None, (head, self.words["at_site"].format(site=site) if site else "")))

    def _english(self, part: str, technology: str, field: str) -> str:
        if part in MONEY:
            return self.words["parts"][part]
        if field == "blocks":
            return self.words["blocks"]
        found = self.evaluators.get(technology)
        declared: Any = found and part != "block" and (found.all_inputs.get(field) or {**COMMON, **found.answers}.get(field))
        declared = declared or (FORM.get(field) if not technology else None)
        return declared.meaning if declared else ""

    def _japanese(self, part: str, technology: str, field: str) -> str:
        names = fields_ja()
        if part in MONEY:
            return names.get(part, {}).get(field, names["parts"][part])
        if not technology:
            return names["header"].get(field) or names["block"].get(field, "")
        if part == "block":
            return names["block"].get(field, "")
        own = names.get(technology, {}) | names["common"] if technology in self.evaluators else {}
        return own.get(field) or names["block"].get(field) or names["site"].get(field, "")
