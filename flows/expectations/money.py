"""Amounts in USD2024 said in the proposal's own money."""

from __future__ import annotations

from evaluators.toolkit.money import money_factor
from flows.cast import CastProposal
from flows.expectations.wording import number

Ends = tuple[float, float]


class Money:
    """USD2024 said in the proposal's own money, where it names one that can be exchanged."""

    def __init__(self, one: CastProposal):
        self._unit, self._factor = "USD2024", 1.0
        try:
            year = int(one.text("price_year"))
            self._factor = money_factor(one.text("currency"), year, "USD", 2024)[0]
            self._unit = f"{one.text('currency')}{year}"
        except (LookupError, ValueError):
            pass  # the form's own rules refuse it; USD2024 can still be read

    def shown(self, amount: Ends) -> str:
        """ "1,900 MUSD2024", or "1,800 to 1,900 MUSD2024"."""
        low, high = (end / self._factor / 1e6 for end in amount)
        return f"{number(low)}{'' if low == high else f' to {number(high)}'} M{self._unit}"

    def sum_of(self, lines: list[Ends]) -> str:
        """The sum of amounts, shown."""
        return self.shown((sum(low for low, _ in lines), sum(high for _, high in lines)))

    def apart(self, lines: list[Ends], whole: Ends) -> str:
        """ "100 MUSD2024 less": by how much the middle of the sum differs from that of the whole."""
        difference = sum(sum(line) for line in lines) / 2 - sum(whole) / 2
        return f"{self.shown((abs(difference), abs(difference)))} {'more' if difference > 0 else 'less'}"
