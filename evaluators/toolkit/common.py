"""What a project must answer, whatever its technology, so that all stand in one ranking.

Derived from the common streams of its blocks. Conventions: money in USD2024, real; building cost at the start of
operation; yearly flows at the end of each year; net tonnes = reference - project + removed. Every value of money runs
through ``CashFlow``, before tax, since the costs of capital are real and before tax: discounting what tax leaves over at
a rate that is asked before tax would count the tax twice (so IAS 36, paragraphs 50, 51 and 55).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from evaluators.toolkit.cash_flow import CashFlow
from evaluators.toolkit.contract import Answer, answer
from evaluators.toolkit.debt_cover import DebtTerms, debt_cover, debt_gap, largest_loan
from evaluators.toolkit.present_value import Years, first_years

COMMON: dict[str, Answer] = {
    "capex": answer("USD2024", "cost to build, the stated figure weighed against our own", least=0, better="lower"),
    "capex_independent": answer("USD2024", "cost to build by our own assumptions alone", least=0, better="lower"),
    "avoided_t_10y": answer("tonne", "CO2e avoided in the first ten years", better="higher"),
    "removed_t_10y": answer("tonne", "CO2e removed and stored in the first ten years, net", better="higher"),
    "net_t_10y": answer("tonne", "CO2e avoided and removed in the first ten years", better="higher"),
    "net_t_life": answer("tonne", "CO2e avoided and removed over life", better="higher"),
    "expected_t_10y": answer("tonne", "net tonnes of ten years times the chance of being feasible and built", better="higher"),
    "ghg_relative": answer("1", "net tonnes over reference emissions (and gross removals), ten years", most=1, better="higher"),
    "cost_per_tonne": answer(
        "USD2024/tonne", "present cost above the reference's, per present net tonne, over life", better="lower"
    ),
    "public_cost_per_tonne": answer(
        "USD2024/tonne", "all public support, credits included, per net tonne of ten years", least=0, better="lower"
    ),
    "requested_per_tonne": answer(
        "USD2024/tonne", "grant and other public grants per net tonne of ten years", least=0, better="lower"
    ),
    "npv_without_grant": answer("USD2024", "net present value at its own cost of capital, without the grant", better="higher"),
    "npv_with_grant": answer("USD2024", "net present value at its own cost of capital, with the grant", better="higher"),
    "funding_gap": answer("USD2024", "the least grant that makes it viable", least=0, better="lower"),
    "debt_cover": answer("1", "least yearly cash flow over debt service, without the grant (minimum DSCR)", better="higher"),
    "debt_gap": answer("USD2024", "the least grant at which the debt on the rest is covered", least=0, better="lower"),
    "least_grant": answer("USD2024", "the least grant that makes it viable and its debt covered", least=0, better="lower"),
    "relevant_cost": answer("USD2024", "building cost less ten years of margin and credits (EU 2019/856, Art. 5)", least=0),
    "delivery_probability": answer("1", "chance of reaching the investment decision", least=0, most=1, better="higher"),
    "feasible": answer(
        "1", "chance that nothing physical rules it out, such as the ground under a cavern", least=0, most=1, better="higher"
    ),
    "delay": answer("year", "start of operation later than stated", better="lower"),
}

NO_DEBT = DebtTerms()

# Of these an applicant can promise something. The others are the fund's own estimates or say how it reckons (chances, delay,
# value at its cost of capital, what it has to pay): a promise of them would bind nobody.
PROMISED = (
    "capex", "avoided_t_10y", "removed_t_10y", "net_t_10y", "net_t_life", "ghg_relative", "cost_per_tonne", "requested_per_tonne",
)  # fmt: skip


@dataclass
class BlockStreams:
    """The common streams of one block and the price of its product [USD2024 per unit of product]."""

    streams: Mapping[str, np.ndarray]
    price: np.ndarray | float = 0.0

    def get(self, name: str) -> np.ndarray | float:
        """The stream ``name``, 0 where the block has none."""
        return self.streams.get(name, 0.0)

    def cash_flow(self, capex: np.ndarray, rate: np.ndarray | float) -> CashFlow:
        """The block's money at ``capex`` [USD2024], before tax, at the real ``rate`` [1/year]."""
        return CashFlow(
            rate=rate, life=self.get("life"), capex=capex, product=self.get("product"), opex=self.get("opex"),
            replacements=self.get("replacements"), credits=self.get("credits"), salvage=self.get("salvage"),
        )


def common_answers(
    blocks: list[BlockStreams],
    *,
    capex: np.ndarray,
    fund_rate: np.ndarray,
    own_rate: np.ndarray | float,
    grant: float | np.ndarray,
    other_support: float | np.ndarray,
    delivery_probability: np.ndarray,
    delay: np.ndarray,
    debt: DebtTerms = NO_DEBT,
) -> dict[str, np.ndarray]:
    """Draws of every answer in ``COMMON``, each of shape (draws,).

    ``capex`` is the weighed building cost of the whole project; ``fund_rate`` and ``own_rate`` [1/year] are real; ``debt`` is
    for a share of that cost less all public grants.
    A cost per tonne is infinite where no net tonne is left.
    """
    independent = np.asarray(sum(np.asarray(block.get("capex"), dtype=float) for block in blocks))
    names = ("ref", "proj", "rem", "pv_net", "net_life", "at_own", "at_fund", "first_ten", "credits", "removed")
    totals: dict[str, np.ndarray] = {name: np.zeros(1) for name in names}
    earning: list[tuple[CashFlow, np.ndarray | float]] = []
    for block in blocks:
        life = block.get("life")
        at_fund = Years(fund_rate, life)
        ref, proj, rem = block.get("reference_t"), block.get("project_t"), block.get("removed_t")
        ten = {name: first_years(stream, life, 10) for name, stream in (("ref", ref), ("proj", proj), ("rem", rem))}
        for name, tonnes in ten.items():
            totals[name] = totals[name] + tonnes
        # A block's own emissions are taken off what it avoids and what it removes, in proportion.
        kept_here = _ratio(ten["ref"] + ten["rem"] - ten["proj"], ten["ref"] + ten["rem"], 0.0)
        totals["removed"] = totals["removed"] + ten["rem"] * kept_here
        net = _add(ref, -np.asarray(proj), rem)
        totals["pv_net"] = totals["pv_net"] + at_fund.present(net)
        totals["net_life"] = totals["net_life"] + Years(0.0, life).present(net)
        totals["credits"] = totals["credits"] + at_fund.present(block.get("credits"))
        own = block.cash_flow(capex * _ratio(block.get("capex"), independent, 1 / len(blocks)), own_rate)
        # The reference makes the same product without the public's credits; ten years end before a longer life does.
        ended = np.where(np.asarray(life) <= 10, block.get("salvage"), 0.0)
        flows = {
            "at_own": own,
            "at_fund": replace(own, rate=fund_rate, credits=0.0),
            "first_ten": replace(own, life=np.minimum(life, 10.0), salvage=ended),
        }
        for name, flow in flows.items():
            totals[name] = totals[name] + flow.net_present_value(block.price)
        earning.append((own, block.price))
    gross = totals["ref"] + totals["rem"]
    net_10 = gross - totals["proj"]
    kept = _ratio(net_10, gross, 0.0)
    without = totals["at_own"] + other_support
    gap = np.maximum(0.0, -without)
    loan = largest_loan(earning, debt)
    building = np.maximum(0.0, capex - other_support)
    of_debt = debt_gap(loan, building, debt)
    feasible = np.prod([np.broadcast_to(block.streams.get("feasible", 1.0), capex.shape) for block in blocks], axis=0)
    answers = {
        "capex": capex,
        "capex_independent": independent,
        "avoided_t_10y": net_10 - totals["removed"], "removed_t_10y": totals["removed"],
        "net_t_10y": net_10,
        "net_t_life": totals["net_life"],
        "expected_t_10y": net_10 * delivery_probability * feasible,
        "ghg_relative": kept,
        "cost_per_tonne": _per_tonne(-totals["at_fund"], totals["pv_net"]),
        "public_cost_per_tonne": _per_tonne(grant + other_support + totals["credits"], net_10),
        "requested_per_tonne": _per_tonne(grant + other_support, net_10),
        "npv_without_grant": without,
        "npv_with_grant": without + grant,
        "funding_gap": gap,
        "debt_cover": debt_cover(loan, building, debt), "debt_gap": of_debt, "least_grant": np.maximum(gap, of_debt),
        "relevant_cost": np.maximum(0.0, -totals["first_ten"]),
        "delivery_probability": delivery_probability,
        "delay": delay,
        "feasible": feasible,
    }
    draws = len(capex)
    return {name: np.ascontiguousarray(np.broadcast_to(values, (draws,)), dtype=float) for name, values in answers.items()}


def _add(*flows: np.ndarray | float) -> np.ndarray:
    """The sum of yearly flows, some per draw and some per draw and year."""
    arrays = [np.asarray(flow, dtype=float) for flow in flows]
    if any(array.ndim == 2 for array in arrays):
        arrays = [array[:, None] if array.ndim == 1 else array for array in arrays]
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return total


def _ratio(top: np.ndarray | float, bottom: np.ndarray, otherwise: float) -> np.ndarray:
    top, bottom = np.broadcast_arrays(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
    return np.divide(top, bottom, out=np.full(top.shape, otherwise), where=bottom > 0)


def _per_tonne(money: np.ndarray | float, tonnes: np.ndarray) -> np.ndarray:
    return _ratio(money, tonnes, np.inf)
