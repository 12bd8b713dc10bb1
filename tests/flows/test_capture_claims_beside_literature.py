"""A claimed cost beside the nearest published plant."""

from __future__ import annotations

from capture_proposals import MONEY, said

from evaluators.carbon_capture.tables import TRANSPORT_MODES


def test_the_absurd_claim_of_the_sample_is_far_from_the_nearest_plant():
    [one] = said("claim.literature", {"cost_net": f"28 {MONEY}"}, technology="dac_cao_looping", capacity="1000 tonne/year",
                 head=[("total_cost: 2000 MUSD2024", "total_cost: 20 MUSD2024")],
                 budget="")  # fmt: skip
    assert "standard deviations (of a spread of 0.54 in logarithms) below the nearest published plant, sievert_2024" in one.reason
    assert "2,418 USD2022" in one.reason and "second-hand" in one.reason and one.field == "cost_net"


def test_a_capital_cost_far_from_the_literature_is_told_at_the_total():
    [one] = said("claim.literature", head=[("total_cost: 2000 MUSD2024", "total_cost: 200 MUSD2024")], budget="")
    assert one.field == "total_cost" and "400 USD2024 per tonne/year is " in one.reason and "below" in one.reason


def test_a_cheap_source_is_compared_with_transport_and_storage_in():
    """Natural gas processing: 16.1 USD2018 at the gate; 40 with transport and storage is no wonder, 3 is."""
    source = {"technology": "natural_gas_processing", "capacity": "551816 tonne/year", "budget": "",
              "head": [("total_cost: 2000 MUSD2024", "total_cost: 70 MUSD2024")]}  # fmt: skip
    assert said("claim.literature", {"cost_gross": f"40 {MONEY}"}, **source) == []
    [one] = said("claim.literature", {"cost_gross": f"3 {MONEY}"}, **source)
    assert "of which 20 our own transport and storage" in one.reason
    # A pipe of a fifth of the flow is dearer by the mode's own saving.
    small = source | {"capacity": "100000 tonne/year", "transport_mode": "pipeline", "transport_distance": "200 km"}
    row = TRANSPORT_MODES.medians("pipeline")
    pipe = (1e5 / row.reference_flow) ** -row.flow_saving * (row.fixed_cost + 200 * row.cost_per_km)
    [one, *_] = said("claim.literature", {"cost_gross": f"3 {MONEY}"}, **small)
    assert f"of which {pipe + 20.2:,.0f} our own transport and storage" in one.reason


def test_a_plant_of_another_order_of_size_has_no_neighbour_and_hears_what_the_nearest_says():
    [one, total] = said(
        "claim.literature", {"cost_net": f"28 {MONEY}"}, technology="dac_cao_looping", capacity="1 Mt/year", budget=""
    )
    assert total.field == "total_cost" and total.reason.startswith("No plant within 10 times this size")
    assert one.reason.startswith(
        "No plant within 10 times this size is published, so this claim has no neighbour. The nearest says: 28 USD2024/tonne is "
    )
    assert one.remedy.startswith("A note, not a fault") and one.field == "cost_net"


def test_cheapness_is_told_sooner_than_dearness():
    """Sievert 2024, looping: 2,570 USD2024, spread 0.54; half and twice are 1.28 standard deviations, 2.96 times is two."""
    of = {"technology": "dac_cao_looping", "capacity": "1000 tonne/year", "budget": "",
          "head": [("total_cost: 2000 MUSD2024", "total_cost: 20 MUSD2024")]}  # fmt: skip
    for cost, told in ((1250, 1), (1350, 0), (5200, 0), (7300, 0), (7800, 1)):
        assert len(said("claim.literature", {"cost_net": f"{cost} {MONEY}"}, **of)) == told, cost
