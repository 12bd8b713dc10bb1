"""Ways of making a cost of capture look small, as checks: each says what was found and what to ask, or nothing.

The list follows Rubin 2012, International Journal of Greenhouse Gas Control 10:181, doi:10.1016/j.ijggc.2012.06.004, and his
"ways to reduce the cost of CCS" (recalled, not confirmed): short tons, cost items left out, the capture rate of
something smaller, income taken off. They judge what an applicant says; none of it enters our own figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluators.carbon_capture.learning import wright_exponent
from evaluators.toolkit.finance import capital_recovery_factor

# A short ton in tonnes: 2,000 pounds of 0.45359237 kg (NIST Special Publication 811, exact).
SHORT_TON = 0.90718474
# So near to it that it is no accident, and what a sum may be off by rounding.
SLIP, ROUNDING = 0.004, 0.005
# Above these an applicant is asked for reasons. Component classes may learn faster: mass production 21.67 +- 5.16 %, sorbent up
# to 37 % (Malhotra & Schmidt 2020, Sievert et al. 2024).
FASTEST_LEARNING, FASTEST_GROWTH = 0.25, 2.2
# Cost items that a total needs, what names them in a budget, and their usual share of plant cost. Sources, all second-hand:
# owner's cost 20.2 % (NETL QGESS), project contingency (AACE 16R-90; Sievert et al. 2024), interest over three years (NETL: total
# as-spent over overnight cost 1.047 to 1.093).
ITEMS = {
    "owner's cost": (
        ("owners?", "land", "permit(s|ting)?", "start[ _-]?up", "commission(ing)?", "development", "pre[ _-]?production",
         "施主", "用地", "試運転", "開発"),
        "20 %",
    ),
    "contingency": (
        ("contingenc(y|ies)", "reserves?", "allowances?", "予備"),
        "15 to 35 %",
    ),
    "interest during construction": (
        ("interest", "financ(e|ing)", "financial[ _-]+(costs?|charges?|expenses?)", "idc", "afudc", "金利", "建中"),
        "5 to 9 %",
    ),
}
# A line that says what it does not hold names nothing; "unit no. 2" does not.
LEFT_OUT = re.compile(
    r"(?<![a-z])(excl\w*|without|w/o|no(?=[ _-]+[a-z])|not|non|ex|exempt|less|minus|nil|none|zero|w_o)(?![a-z])"
    "|除[くき外]|含ま[なず]|なし|無し|抜[きい]"
)
# Years from 2025 to 2030, between which a claimed capacity has to grow.
TO_2030 = 5
# Where one stack holds only a part of the works' carbon. In an energy model 85 % of it was 55 % of the feed (MESSAGE issue 28).
PART_OF_FEED = ("hydrogen_smr", "steel", "ammonia", "pulp_and_paper")


@dataclass(frozen=True)
class Doubt:
    """What was found and what to ask for, each a sentence."""

    reason: str
    remedy: str


def short_tons(stated: float, implied: float, what: str, unit: str, cost: bool = False) -> Doubt | None:
    """``stated`` against what the proposal's other figures imply, both in ``unit``: a ratio of 1.102, or for a ``cost``
    of 0.907, is a count in short tons (907.18474 kg) written as tonnes."""
    if stated <= 0 or implied <= 0:
        return None
    ratio, slip = stated / implied, SHORT_TON if cost else 1 / SHORT_TON
    if abs(ratio / slip - 1) > SLIP:
        return None
    return Doubt(
        f"{what} is {stated:,.6g} {unit}, {ratio:.3f} times the {implied:,.6g} {unit} that the other figures give: "
        "the ratio of a short ton (907 kg) to a tonne.",
        "Say whether short tons were counted; write short_ton where they are meant, and it is converted.",
    )


def items_left_out(lines: Iterable[str], shares: dict[str, float | None]) -> Doubt | None:
    """Owner's cost, contingency and interest that no budget line names, or that are stated as nothing.

    ``lines``: names of the budget lines; ``shares`` [1] of the total by the names of ``ITEMS``, None where not stated.
    """
    names = [line.casefold().replace("'", "").replace("’", "") for line in lines]
    names = [name for name in names if not LEFT_OUT.search(name)]
    unnamed: list[str] = []
    nothing: list[str] = []
    for item, (words, usual) in ITEMS.items():
        share = shares.get(item)
        # Whole words: an island is no land, a financial model no interest.
        named = any(re.search(rf"(?<![a-z]){word}(?![a-z])", name) for name in names for word in words)
        if share == 0 or (share is None and not named):
            (nothing if share == 0 else unnamed).append(f"{item} (usually {usual})")
    if not unnamed and not nothing:
        return None
    told = [f"no budget line names {', '.join(unnamed)}"] if unnamed else []
    told += [f"stated as nothing: {', '.join(nothing)}"] if nothing else []
    reason = f"The total may leave out part of the plant's cost; {'; '.join(told)}."
    return Doubt(reason, "Say which lines hold it, or that none does.")


def rate_of_which_carbon(rate: float, of_stack: bool, technology: str) -> Doubt | None:
    """A capture rate of the stack where the stack is not all of the works' carbon; ``rate`` [1]."""
    if not of_stack or technology not in PART_OF_FEED:
        return None
    return Doubt(
        f"{rate:.0%} is captured of one stack; a works of the kind {technology} has others. Of all the carbon it takes in it is "
        "less: 85 % of a stack has been 55 % of the feed.",
        "State the rate of the feed's carbon too, or the CO2 of the stacks that are not treated.",
    )


def income_taken_off(income: float | None, used: bool, cost: float | None) -> Doubt | None:
    """Income (oil, product, credits) subtracted from a claimed ``cost``, both [USD2024/tonne]; ``used``: the CO2 is sold or
    brings up oil."""
    if income is not None and income > 0:
        without = "" if cost is None else f" Without that the claim is {cost + income:,.6g} USD2024/tonne."
        return Doubt(
            f"{income:,.6g} USD2024/tonne of income is taken off the claimed cost.{without} Income is no lower cost: it goes "
            "with the price of oil or of a credit.",
            "State the cost without income, and the income beside it.",
        )
    if used and income is None and cost is not None:
        return Doubt(
            "The CO2 is sold or brings up oil, and it is not said whether that income is taken off the claimed cost.",
            "State income_subtracted, 0 USD2024/tonne where none is.",
        )
    return None


def oil_brought_up(barrels: float) -> Doubt | None:
    """Oil brought up by a stored tonne [barrel/tonne] and its CO2, at 0.43 tonne a barrel burnt (US EPA greenhouse gas
    equivalencies; recalled, not confirmed)."""
    if barrels <= 0:
        return None
    return Doubt(
        f"Each tonne stored brings up about {barrels:.2g} barrels of oil, whose burning emits {barrels * 0.43:.2g} tonne of CO2; "
        "the net tonnes here do not take that off.",
        "Send a life-cycle balance that says how much oil is displaced elsewhere.",
    )


def boundary_too_near(
    claim: float, transport: bool, storage: bool, transport_cost: float, storage_cost: float
) -> Doubt | None:
    """A claimed cost that ends before the store; ``claim`` and our adders [USD2024/tonne], ``transport`` and ``storage``: is it
    in the claim?"""
    lacking = [name for name, held in (("transport", transport), ("storage", storage)) if not held]
    if not lacking:
        return None
    more = (0.0 if transport else transport_cost) + (0.0 if storage else storage_cost)
    return Doubt(
        f"The claimed cost, {claim:,.6g} USD2024/tonne, is without {' and '.join(lacking)}: with our own figures for them it is "
        f"about {claim + more:,.0f}.",
        "State the cost with transport and storage.",
    )


def gross_as_net(cost_gross: float, cost_net: float) -> Doubt | None:
    """Two claimed costs [USD2024/tonne]: a net tonne costs more than a captured one, for something is emitted to capture it."""
    if cost_net > cost_gross * (1 + ROUNDING):
        return None
    same = abs(cost_net / cost_gross - 1) <= ROUNDING if cost_gross > 0 else True
    return Doubt(
        f"cost_net is claimed as {cost_net:,.6g} USD2024/tonne and cost_gross as {cost_gross:,.6g}: "
        f"{'the same figure stands for both' if same else 'a net tonne would be cheaper than a captured one'}. What capturing "
        "emits has to be taken off the tonnes, so a net tonne costs more.",
        "Divide the gross cost by the share that is left after the plant's own emissions, its energy's among them.",
    )


def below_its_capital(cost: float, total_cost: float, capacity: float, rate: float, life: float = 30.0) -> Doubt | None:
    """A claimed ``cost`` [USD2024/tonne] that does not even pay for building: ``total_cost`` [USD2024] over ``life`` [year] at
    ``rate`` [1/year], ``capacity`` [tonne/year] full all the time, nothing for energy or running."""
    least = total_cost * float(capital_recovery_factor(rate, life)) / capacity if capacity > 0 else 0.0
    if cost >= least:
        return None
    return Doubt(
        f"{cost:,.6g} USD2024/tonne is claimed; building alone, spread over {life:.0f} years at {rate:.1%} and full load, is "
        f"{least:,.0f} USD2024/tonne.",
        "Check the units of the claim, of total_cost and of capacity, or say what the claimed cost leaves out.",
    )


def parts_and_whole(parts: Sequence[float], total: float) -> Doubt | None:
    """Claimed parts of a cost against the claimed ``total``, all [USD2024/tonne]."""
    together = float(sum(parts))
    if total <= 0 or abs(together / total - 1) <= ROUNDING:
        return None
    return Doubt(
        f"The parts of the claimed cost add up to {together:,.6g} USD2024/tonne; the whole is claimed as {total:,.6g}, "
        f"{abs(together - total):,.6g} {'more' if total > together else 'less'}.",
        "Correct a part or the whole; owner's cost, transport and storage are often left out of one of them.",
    )


def fast_learning(rate: float) -> Doubt | None:
    """A learning rate [1] of a whole plant above 25 % a doubling."""
    if rate <= FASTEST_LEARNING:
        return None
    return Doubt(
        f"A learning rate of {rate:.0%} a doubling is claimed for the whole plant; the fund asks for reasons above "
        f"{FASTEST_LEARNING:.0%}. Single components may learn faster, a plant is made of slow ones too.",
        "Give the capacities and costs it was fitted to, or the rate of each component.",
    )


def fast_growth(growth: float) -> Doubt | None:
    """Growth [1/year] of a technology's capacity above 2.2, that is 3.2 times a year."""
    if growth <= FASTEST_GROWTH:
        return None
    return Doubt(
        f"Capacity is claimed to grow {1 + growth:,.3g}-fold a year; the fund asks for reasons above "
        f"{1 + FASTEST_GROWTH:g}-fold, which is {(1 + FASTEST_GROWTH) ** 4:,.0f}-fold in four years.",
        "Name the plants and their years; and check that it is growth (2 is threefold), not the factor.",
    )


def fast_capacity(capacity_2030: float, capacity_2025: float) -> Doubt | None:
    """A capacity of the technology claimed for 2030 that takes more than 3.2-fold a year from ours of 2025 [tonne/year]."""
    yearly = (capacity_2030 / capacity_2025) ** (1 / TO_2030)
    if yearly - 1 <= FASTEST_GROWTH:
        return None
    return Doubt(
        f"{capacity_2030:,.6g} tonne/year of the technology are counted on in 2030; from the {capacity_2025:,.3g} that we "
        f"suppose for 2025 that is {yearly:,.3g}-fold a year; the fund asks for reasons above {1 + FASTEST_GROWTH:g}-fold.",
        "Name the plants and their years, or the capacity in operation that the count begins with.",
    )


def nothing_shown() -> Doubt:
    """A total of which neither a budget nor shares say what it holds."""
    return Doubt(
        f"There are no budget lines and no shares of the total, so nothing shows whether {', '.join(ITEMS)} are in it.",
        "Send the budget by lines, or state owner_cost_share, contingency_share and financing_share.",
    )


def claimed_ratio(learning_rate: float, growth_factor: float) -> float:
    """What the applicant's own figures make of cost by 2030 [1]: Wright's law with nothing that does not learn.

    ``learning_rate`` [1]; ``growth_factor`` [1]: capacity of the technology in 2030 over that of today, not below 1.
    """
    return float(max(growth_factor, 1.0) ** -wright_exponent(learning_rate))


def halving_unfounded(ratio: float, learning_rate: float, growth_factor: float) -> Doubt | None:
    """A claimed cost ``ratio`` [1] by 2030 below what the claimed learning and growth give, arguments as of ``claimed_ratio``."""
    given = claimed_ratio(learning_rate, growth_factor)
    if ratio >= given * (1 - ROUNDING):
        return None
    return Doubt(
        f"A cost ratio of {ratio:.3g} by 2030 is claimed; a learning rate of {learning_rate:.1%} and {growth_factor:,.3g} times "
        f"the capacity give {given:.3g}, even if all of the cost learns.",
        "Say what else lowers the cost, or correct one of the three.",
    )
