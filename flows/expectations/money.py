"""Amounts in USD2024 said in the proposal's own money, in the spelling in which it states its own."""

from __future__ import annotations

import re

from evaluators.toolkit.money import currencies, money_factor
from evaluators.toolkit.unit_words import SCALES, plain
from flows.cast import CastProposal
from flows.expectations.facts import ends
from flows.expectations.wording import number

Ends = tuple[float, float]
_AMOUNTS = ("total_cost", "grant_requested", "other_public_support")
_PREFIXES = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
_SCALE = re.compile(rf"(?<![A-Za-z])(?:({'|'.join(SCALES)})(?![A-Za-z])|([kMGT])(?={'|'.join(currencies())}|$))")


class Money:
    """USD2024 said in the proposal's own money, where it names one that can be exchanged."""

    def __init__(self, one: CastProposal):
        self._unit, self._factor = "USD2024", 1.0
        try:
            year = int((ends(one.header.get("price_year")) or (0, 0))[0])
            self._factor = money_factor(one.text("currency"), year, "USD", 2024)[0]
            self._unit = f"{one.text('currency')}{year}"
        except (LookupError, ValueError):
            pass  # the form's own rules refuse it; USD2024 can still be read
        self._scale = _spelling(one)

    def shown(self, amount: Ends) -> str:
        """ "1.9 billion USD2024", or "1,800 to 1,900 MUSD2024"."""
        word, scale = self._scale
        low, high = (end / self._factor / scale for end in amount)
        return f"{number(low)}{'' if low == high else f' to {number(high)}'} {word}{self._unit}"

    def sum_of(self, lines: list[Ends]) -> str:
        """The sum of amounts, shown."""
        return self.shown((sum(low for low, _ in lines), sum(high for _, high in lines)))

    def apart(self, lines: list[Ends], whole: Ends) -> str:
        """ "100 MUSD2024 less": by how much the middle of the sum differs from that of the whole."""
        difference = sum(sum(line) for line in lines) / 2 - sum(whole) / 2
        return f"{self.shown((abs(difference), abs(difference)))} {'more' if difference > 0 else 'less'}"


def _spelling(one: CastProposal) -> tuple[str, float]:
    """What stands before the currency where the proposal states an amount, "billion " or "M", and what it is worth [1]."""
    stated = [one.header[name] for name in _AMOUNTS if name in one.header]
    for cast in (*stated, *one.budget.values()):
        found = _SCALE.search(plain(f"{cast.fact.raw} {cast.fact.unit}"))
        if not found:
            return "", 1.0
        return (f"{found[1]} ", SCALES[found[1]]) if found[1] else (found[2], _PREFIXES[found[2]])
    return "M", 1e6
