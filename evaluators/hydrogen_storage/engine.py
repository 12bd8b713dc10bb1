"""Which engine may speak: the rule of every draw where it is exact, else the audit by linear or mixed-integer programme."""

from __future__ import annotations


def exact_by_rule(
    battery: bool = False, hourly_price: bool = False, minimum_load: bool = False, start_up: bool = False, stores: int = 1,
    grid: bool = False, priced_unmet: bool = False,
) -> tuple[bool, str]:  # fmt: skip
    """Whether the hour-by-hour rule is as good as any plan, and why, in words for the scorecard.

    ``battery``: one is run with the store; ``hourly_price``: the grid is bought from or sold to at prices that change;
    ``minimum_load``, ``start_up``: the electrolyser has them; ``stores``: how many; ``grid``: firm power stands in;
    ``priced_unmet``: demand may be dropped at a price below what serving it costs.
    """
    reasons = [
        why
        for there, why in (
            (battery, "a battery and the store compete for the same surplus, and which to fill depends on later hours"),
            (hourly_price, "with prices that change by the hour it pays to wait, to store bought power or to sell surplus"),
            (minimum_load, "below its minimum load the electrolyser must stop, so a little stored now can lose a lot later"),
            (start_up, "each start costs something, so running on can be better than following the wind"),
            (stores > 1, f"{stores} stores lose differently, and which to fill first depends on how long the gas stays"),
            (priced_unmet, "demand dropped at a price is dropped where that is cheapest, not where the store is empty"),
            (grid, "firm grid power could spare the store for a worse hour, which a rule of the hour does not foresee"),
        )
        if there
    ]  # fmt: skip
    if not reasons:
        return True, "One store, fed by free surplus that may be curtailed: filling and emptying it at once is as good as any."
    return False, f"The rule is not exact here: {'; '.join(reasons)}. The audit by HiGHS decides."
