"""A capture plant that answers nothing, and proposals of it, for the rules that judge its claims."""

from __future__ import annotations

from wind_proposals import CARD, GOOD

from evaluators.carbon_capture.credits import DISPOSALS
from evaluators.carbon_capture.halving import EVIDENCE
from evaluators.carbon_capture.tables import CREDITS, PACKAGE, TECHNOLOGIES, TRANSPORT_MODES
from evaluators.toolkit.contract import answer, assumed, choice, evaluator, given
from evaluators.toolkit.row import assumption_table
from flows import readers
from flows.cast import cast_proposal
from flows.expectations.own_rules import find_rules
from flows.expectations.rules import Around, Objection
from flows.findings import CRITICAL
from flows.sites import gather_sites
from flows.validate import validate

MONEY = "USD2024/tonne"


@evaluator(
    "capture of a test", product="tonne", reference_class="carbon_capture",
    answers={
        "cost_gross": answer(MONEY, "gross", least=0), "cost_net": answer(MONEY, "net", least=0),
        "captured": answer("tonne/year", "captured", least=0), "net_share": answer("1", "net share", most=1),
        "energy_use": answer("MWh/tonne", "energy", least=0), "cost_ratio_2030": answer("1", "ratio", least=0),
    },
)
def plant(
    capacity=given("tonne/year", "nameplate", least=100, most=2e7),
    technology=choice(TECHNOLOGIES, "how it is captured"),
    transport_distance=given("km", "way", least=0, optional=True),
    transport_mode=choice(TRANSPORT_MODES, "how carried", optional=True),
    credit=choice(CREDITS, "credit", optional=True),
    present_cost=given(MONEY, "present cost", optional=True),
    present_cost_evidence=choice(EVIDENCE, "what shows it", optional=True),
    capture_rate=given("1", "share captured", least=0, optional=True),
    capture_rate_basis=choice(assumption_table(PACKAGE, "capture_rate_bases.csv"), "of which carbon", optional=True),
    claimed_learning_rate=given("1", "learning", least=0, optional=True),
    claimed_growth=given("1/year", "growth", least=0, optional=True),
    claimed_cumulative_capacity=given("tonne/year", "capacity of 2030", least=0, optional=True),
    claimed_parts=given(
        dict.fromkeys(("capital", "fixed", "variable", "energy", "transport_storage"), MONEY), "parts", optional=True
    ),
    claimed_boundary=choice(assumption_table(PACKAGE, "claim_boundaries.csv"), "boundary", optional=True),
    disposal=choice(DISPOSALS, "where it goes", optional=True),
    income_subtracted=given(MONEY, "income", optional=True),
    owner_cost_share=given("1", "share", least=0, optional=True),
    contingency_share=given("1", "share", least=0, optional=True),
    financing_share=given("1", "share", least=0, optional=True),
    storage_cost=assumed(11.7, 20.2, 28.7, MONEY, "store", shape="triangular", source="made for this test"),
):
    """A plant that answers nothing."""
    return {}


PLANT = {"plant": plant}
RULES = {
    name: rule for name, rule in find_rules("").rules.items() if type(rule).__module__.rsplit(".", 1)[-1].startswith("capture_")
}
FITTING = {"capacity": "500000 tonne/year", "technology": "dac_liquid_solvent"}
SITES = gather_sites([("bering.yaml", "a" * 64, one) for one in readers.read("sites", "bering.yaml", CARD.encode())])
BUDGET = "budget:\n  turbines: 1200 MUSD2024\n  floaters: 800 MUSD2024\n"
WHOLE_BUDGET = BUDGET.replace("turbines: 1200", "plant: 1600").replace("floaters: 800", "owners_cost: 200") + (
    "  contingencies: 150 MUSD2024\n  financing: 50 MUSD2024\n"
)


def proposal(claims: dict[str, str] | None = None, of=PLANT, budget: str = WHOLE_BUDGET, head=(), **changes: str):
    """The proposal as cast."""
    text = GOOD[: GOOD.index("    given:")].replace("floating_wind", next(iter(of))).replace(BUDGET, budget)
    for old, new in head:
        assert old in text
        text = text.replace(old, new)
    for group, lines in (("given", {**FITTING, **changes}), ("claim", claims or {})):
        text += f"    {group}:\n" + "".join(f"      {name}: {value}\n" for name, value in lines.items()) if lines else ""
    [document] = readers.read("proposals", "t.yaml", text.encode())
    return cast_proposal(document, "t.yaml", "c" * 64, of, SITES)


def said(rule: str, claims: dict[str, str] | None = None, **changes) -> list[Objection]:
    one = proposal(claims, **changes)
    assert not [found for found in one.findings if found.severity == CRITICAL], one.findings
    return list(RULES[rule].judge(one, Around({}, PLANT)))


def refused(**changes):
    """Reason and remedy of what refuses the proposal, by rule."""
    found = validate([proposal(**changes)], changes.get("of", PLANT), SITES)
    return {one.rule: one for one in found if one.severity == CRITICAL}
