"""Tax credits for offshore wind as the law stands: none by default, once to who is entitled, public money."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.offshore_wind import offshore_wind
from evaluators.offshore_wind.gates import LEASES
from evaluators.offshore_wind.tax_credits import TAX_CREDITS, tax_credit
from evaluators.toolkit.common import BlockStreams, common_answers

CREDIT = TAX_CREDITS.medians("us_48e")
SHOWN = {"lease": LEASES.medians("held"), "evidence": 1.0}


@pytest.mark.parametrize("country,begun,start,words", [
    ("US", None, 2031.0, "no start of construction is stated"),
    ("US", 2028.25, 2031.4, "construction in 2028"),
    ("US", 2026.51, 2029.0, "ask for a start by 4 July 2026"),
    ("US", 2025.9, 2030.2, r"counts as continuous to 2029 (IRS Notice 2025-42)"),
    ("US", 2024.3, 2035.0, r"counts as continuous to 2034 (IRS Notice 2021-05)"),
    ("JP", 2025.0, 2027.0, "Japan grants none"),
    ("GB", 2025.0, 2027.0, "none is known for GB"),
    ("", None, 2027.0, "none is known for this country"),
])
def test_no_credit_is_counted_by_default(country, begun, start, words):
    found = tax_credit(CREDIT, 3e9, country, begun, start, 35, **SHOWN)
    assert found.stream == 0.0 and words in found.note and found.note.startswith("No credit is counted")


@pytest.mark.parametrize("begun,start", [
    (2026.50, 2030.9), (2024.3, 2028.9), (2024.3, 2034.9), (2025.6, 2035.9), (None, 2027.9), (2027.0, 2027.99),
])
def test_who_is_entitled_gets_thirty_percent_once(begun, start):
    found = tax_credit(CREDIT, np.full(4, 3e9), "US", begun, start, 35, **SHOWN)
    assert found.stream.shape == (4, 35) and not found.stream[:, 1:].any()
    assert np.all((found.stream[:, 0] > 0.24 * 3e9) & (found.stream[:, 0] <= 0.3 * 3e9))
    assert "100% of the draws" in found.note and "must show" in found.note
    assert ("foreign entities" in found.note) == (begun is None or begun >= 2026)
    assert ("26 U.S.C. 48, by its start before 2025" in found.note) == (begun == 2024.3)
    assert ("is not confirmed" in found.note) == (begun == 2025.6), "ten years under 48E rest on no text that was read"


@pytest.mark.parametrize("lease,evidence,words", [
    ("applied", 1.0, "the lease is 'applied' and has to be held"), ("withdrawn", 1.0, "the lease is 'withdrawn'"),
    (None, 1.0, "the lease is not stated and has to be held"), ("held", None, "credit_evidence does not state"),
    ("held", 0.0, "credit_evidence does not state"), ("held", np.array([0.5, 1.0]), "credit_evidence does not state"),
])
def test_a_bare_date_earns_no_credit(lease, evidence, words):
    row = None if lease is None else LEASES.medians(lease)
    found = tax_credit(CREDIT, 3e9, "US", 2026.2, 2030.0, 35, lease=row, evidence=evidence)
    assert found.stream == 0.0 and words in found.note and "by its dates the farm may be entitled" in found.note


def test_operation_before_its_construction_earns_none_and_is_said():
    for begun, start in ((2027.0, 2026.5), (2026.0, 2025.5), (2026.2, 2026.2)):
        found = tax_credit(CREDIT, 3e9, "US", begun, start, 35, **SHOWN)
        assert found.stream == 0.0 and "is stated before construction begins" in found.note
    some = tax_credit(CREDIT, 3e9, "US", 2026.2, np.array([2026.0, 2029.0, 2031.0]), 35, **SHOWN)
    assert (some.stream[:, 0] > 0).tolist() == [False, True, False]


def test_a_farm_that_comes_late_loses_its_credit_draw_by_draw():
    starts = np.array([2027.5, 2027.99, 2028.0, 2031.0])
    found = tax_credit(CREDIT, np.full(4, 1e9), "US", None, starts, 35, **SHOWN)
    assert (found.stream[:, 0] > 0).tolist() == [True, True, False, False] and "50% of the draws" in found.note


def test_a_credit_closes_the_gap_by_its_present_value_and_counts_as_public_money():
    streams = {"capex": np.full(2, 1e9), "opex": 1e7, "product": np.full(2, 1e6), "life": np.full(2, 30.0), "reference_t": 4e5}

    def answers(credits):
        block = BlockStreams(streams | {"credits": credits}, price=50.0)
        return common_answers(
            [block], capex=streams["capex"], fund_rate=np.full(2, 0.035), own_rate=0.06, grant=0.0, other_support=0.0,
            delivery_probability=np.ones(2), delay=np.zeros(2),
        )

    credit = tax_credit(CREDIT, streams["capex"], "US", 2026.2, 2030.0, 35, **SHOWN).stream
    without, withit = answers(0.0), answers(credit)
    gain = withit["npv_without_grant"] - without["npv_without_grant"]
    assert gain == pytest.approx(credit[:, 0] / 1.06, rel=1e-9), "the margin of all years stays beside a credit of one"
    assert np.all(withit["public_cost_per_tonne"] > without["public_cost_per_tonne"])
    assert withit["cost_per_tonne"] == pytest.approx(without["cost_per_tonne"]), "a transfer makes nothing cheaper"


def test_avoided_tonnes_are_of_delivered_energy_alone():
    facts = {name: value for name, value in offshore_wind.example().items() if not name.endswith("_hourly")}
    full, half = (offshore_wind(**(facts | {"own_use": own})) for own in (0.0, 5e5))
    assert np.all((full["product"] > half["product"]) & (half["product"] > 0))
    ratio = half["reference_t"] / full["reference_t"]
    np.testing.assert_allclose(ratio, half["product"] / full["product"])
    assert half["project_t"] == pytest.approx(full["project_t"]), "what building it emitted stays"
