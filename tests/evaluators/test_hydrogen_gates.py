"""Gates of a hydrogen store: each opens, shuts, and says why in the words that a reader needs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from gate_stores import FULL, TECHNOLOGIES, store

from evaluators.hydrogen_storage import hydrogen_storage
from evaluators.hydrogen_storage.electrolyser import ELECTROLYSERS
from evaluators.hydrogen_storage.gates import (
    EVIDENCE,
    balance_gate,
    electricity_gate,
    gates,
    geology_gate,
    mass_gate,
    range_gate,
    rate_gate,
)
from evaluators.hydrogen_storage.pressure_gate import pressure_gate
from evaluators.hydrogen_storage.proposal_gates import production_gate
from evaluators.hydrogen_storage.stated_claims import production_energy
from evaluators.hydrogen_storage.technology import Practice, Stated, store_of
from evaluators.toolkit.row import assumption_table

GEOLOGY = assumption_table("evaluators.hydrogen_storage", "geology.csv")


def geology(kind: str, ground: str, evidence: str | None):
    """The geology gate on medians."""
    shown = None if evidence is None else EVIDENCE.medians(evidence)
    return geology_gate(TECHNOLOGIES.medians(kind), GEOLOGY.medians(ground), shown)


# --- geology ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TECHNOLOGIES.rows)
@pytest.mark.parametrize("ground", GEOLOGY.rows)
def test_only_the_right_rock_holds_a_cavern(kind, ground):
    fits = {"salt_cavern": ground == "salt", "lined_rock_cavern": ground == "hard_rock"}.get(kind, True)
    feasible, notes = geology(kind, ground, None)
    assert feasible == float(fits)
    assert any("not passed" in note for note in notes) is not fits


@pytest.mark.parametrize(("evidence", "overrides"), [
    (None, False), ("none", False), ("desk_study", False), ("seismic", False), ("borehole", True), ("operating_store", True),
])
def test_only_rock_brought_up_or_a_store_at_work_overrides_the_site_card(evidence, overrides):
    feasible, (note,) = geology("salt_cavern", "sediment", evidence)
    assert feasible == float(overrides)
    if overrides:
        assert f"overridden by the evidence '{evidence.replace('_', ' ')}', which has to be attached" in note
    else:
        assert "a salt cavern store needs salt; the site card says 'sediment'" in note
        assert "Bring the log of a borehole or an operating store" in note


def test_a_store_that_needs_no_rock_is_not_spoken_of():
    assert geology("liquid", "none", None) == (1.0, [])


# --- pressures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "highest", "fits"), [
    ("salt_cavern", 1000.0, False), ("salt_cavern", 192.5, True), ("buried_pipe", 1000.0, False), ("buried_pipe", 100.0, True),
    ("lined_rock_cavern", 250.0, True), ("lined_rock_cavern", 700.0, False), ("vessel_350bar", 437.5, True),
    ("vessel_350bar", 700.0, False), ("vessel_700bar", 875.0, True),
])
def test_no_kind_is_filled_beyond_what_it_bears(kind, highest, fits):
    """Papadias & Ahluwalia 2021: salt to 190 atm, pipe of 100 bar; HYBRIT: rock at 250 bar; SAE J2601: 1.25 times nominal."""
    feasible, notes = pressure_gate(store(kind, pressure_max=highest))
    assert feasible == float(fits)
    assert any("Gate, pressure: not passed" in note and "choose a kind that bears them" in note for note in notes) is not fits


def test_a_cavern_is_not_emptied_beyond_what_it_bears_and_each_draw_is_judged():
    feasible, (note,) = pressure_gate(store("salt_cavern", pressure_max=120.0, pressure_min=3.0))
    assert feasible == 0 and "3 bar at the least is stated; a salt cavern store works between 10 and 270 bar" in note
    feasible, (note,) = pressure_gate(store("salt_cavern", pressure_max=np.array([120.0, 500.0])))
    assert feasible.tolist() == [1, 0] and "passed in 50% of the draws" in note
    assert pressure_gate(store("liquid", pressure_max=900.0)) == (1.0, []) == pressure_gate(store("salt_cavern"))


def test_where_no_compression_counts_it_is_said():
    one = store("buried_pipe", pressure_max=60.0, inlet_pressure=150.0)
    feasible, (note, rests) = pressure_gate(one)
    assert feasible == 1 and one.charge_kwh == 0
    assert "as stated and not checked (25 is usual): what lifts the hydrogen there must stand in hydrogen_cost" in rests
    assert "comes in at 150 bar, not below the 60 bar of the full store, so none is counted" in note
    own = store_of(TECHNOLOGIES.medians("buried_pipe"), 1000.0, Stated(inlet_pressure=80.0), Practice(feed_pressure=16.0))
    feasible, (note,) = pressure_gate(own)
    assert feasible == 1 and "inlet_pressure is 80 bar, and the project's kind of electrolyser gives its hydrogen at 16" in note


# --- all gates of a proposal --------------------------------------------------------------------------------------

BOUGHT = {
    "working_gas": 500.0, "storage": "salt_cavern", "geology": "salt", "cycles": 6.0, "hydrogen_cost": 4.0,
    "hydrogen_source_emissions": 1.0, "grid": "us_gulf", "operation_start": 2030.0,
}


def judged(**facts) -> tuple[float, list[str]]:
    """Whether a proposal is feasible, and its notes, every assumption at its median."""
    found = hydrogen_storage(**{**BOUGHT, **facts})
    return float(found["feasible"]), found["exhibits"]["notes"]


@pytest.mark.parametrize(("facts", "feasible", "words"), [
    ({}, 1, "Gate, mass balance: hydrogen put in and delivered are not both stated"),
    ({"stated_volume": 1000.0, "pressure_max": 120.0, "pressure_min": 35.0}, 0, "32 degC, not stated and so taken in its favour"),
    ({"stated_volume": 1000.0}, 0, "121.6 bar at the highest, 35.5 bar at the least, 32 degC"),
    ({"stated_volume": 90_000.0}, 1, "Gate, mass in the store: passed"),
    ({"stated_put_in": 3e6, "stated_taken_out": 3.2e6}, 0, "more leaves than enters, 6.7%"),
    ({"stated_put_in": 3e6, "stated_taken_out": 2.97e6, "stated_lost": 3e4}, 1, "Gate, mass balance: passed"),
    ({"stated_electricity": 0.1}, 0, "Gate, electricity: not passed: 0.1 kWh/kg are stated"),
    ({"stated_electricity": 0.6}, 1, "Gate, mass balance"),
    ({"pressure_max": 1000.0}, 0, "Gate, pressure: not passed: 1,000 bar at the highest"),
    ({"release": 0.0}, 1, "nothing here binds the hydrogen to a carrier"),
    ({"storage": "ammonia", "release": 0.0}, 1, "0.84 kg CO2e/kg NH3, which is 4.73 per kg of hydrogen in it"),
    ({"carrier": "ammonia_ship", "carrier_distance": 6000.0, "release": 0.25}, 1, "Product: 75% of what arrives is sold in its"),
])
def test_every_gate_is_asked_of_a_proposal(facts, feasible, words):
    found, notes = judged(**facts)
    assert found == feasible and any(words in note for note in notes)


def test_an_electrolyser_better_than_water_allows_is_not_feasible_and_one_for_steam_is():
    for kind, energy, fits in (("pem", 34.0, 0), ("alkaline", 39.3, 0), ("solid_oxide", 34.0, 1), ("alkaline", 39.5, 1)):
        row = ELECTROLYSERS.medians(kind)
        given = SimpleNamespace(production_energy=energy, electrolyser_capacity=100.0, electrolyser=row)
        feasible, (note,) = production_gate(given)
        assert feasible == fits and ("Gate, electrolyser: not passed" in note) is not bool(fits)
        given = SimpleNamespace(**vars(given), production_error=1.0)
        assert production_energy(given, row) >= row.least_energy
    unstated = {"electrolyser": None, "left_open": 0.5}
    given = SimpleNamespace(production_energy=np.array([34.0, 52.0]), electrolyser_capacity=100.0, **unstated)
    feasible, (note,) = production_gate(given)
    assert feasible.tolist() == [0, 1] and "passed in 50% of the draws" in note
    assert "a kilogram takes at least 39.39 kWh: the higher heating value, as it is fed with water" in note


def test_an_electrolyser_better_than_any_on_sale_is_spoken_of():
    given = SimpleNamespace(production_energy=42.0, electrolyser_capacity=100.0, electrolyser=None, left_open=0.5)
    feasible, (note,) = production_gate(given)
    assert feasible == 1.0 and "42 kWh/kg is stated; below 45 no pem plant" in note and "Bring the warranty" in note
    for energy, kind in ((52.0, None), (None, None), (40.0, "solid_oxide")):
        row = None if kind is None else ELECTROLYSERS.medians(kind)
        given = SimpleNamespace(production_energy=energy, electrolyser_capacity=9.0, electrolyser=row, left_open=0.5)
        assert production_gate(given) == (1.0, [])


# --- balance, electricity, range, rates ---------------------------------------------------------------------------


@pytest.mark.parametrize(("masses", "feasible", "words"), [
    ((100e3, 98e3, 2e3), 1, "passed: 100,000 kg/year put in, 98,000 delivered, 2,000 lost."),
    ((100e3, 98e3, 1.01e3), 1, "passed"), ((100e3, 98e3, 0.9e3), 0, "hydrogen is missing, 1.1% of what is put in"),
    ((100e3, 98e3, 3.1e3), 0, "more leaves than enters, 1.1%"),
    ((100e3, 70e3), 1, "the rest, 30.0%, is taken as lost"), ((100e3, 100.9e3), 1, "passed"),
    ((100e3, 101.1e3), 0, "more leaves than enters, 1.1% of what is put in (1 % may be left open). State masses of one"),
    ((None, 98e3), 1, "not both stated"), ((100e3, None), 1, "not both stated"),
])
def test_a_balance_closes_within_one_percent(masses, feasible, words):
    found, (note,) = balance_gate(*masses)
    assert found == feasible and words in note


@pytest.mark.parametrize("call", [
    lambda: balance_gate(0.0, 5.0), lambda: balance_gate(-3.0, 5.0), lambda: balance_gate(np.array([1.0, np.nan]), 1.0),
    lambda: mass_gate(store(**FULL), 1.0, 0.0), lambda: mass_gate(store(**FULL), 1.0, -10.0),
])
def test_nothing_put_in_or_no_room_is_refused(call):
    with pytest.raises(ValueError, match=r"it must lie above 0\."):
        call()


def test_less_electricity_than_thermodynamics_needs_is_shut():
    one = store("liquid")
    feasible, (note,) = electricity_gate(one, 2.0)
    assert feasible == 0
    assert "no liquid store can be filled with less than 2.17, and ours takes" in note
    assert electricity_gate(one, 7.0) == (1.0, []) and electricity_gate(one, None) == (1.0, [])
    feasible, (note,) = electricity_gate(store(**FULL), np.array([0.1, 1.2]))
    assert feasible.tolist() == [0, 1] and "passed in 50% of the draws" in note


@pytest.mark.parametrize(("kind", "tonnes", "words"), [
    ("salt_cavern", 50.0, "50 t of working gas; the law of the salt cavern store is sourced for 100 to 3,000 t; below 100 t"),
    ("salt_cavern", 5000.0, "above 3,000 t it costs no more than several of the best size, so the cost is less sure"),
    ("salt_cavern", np.array([50.0, 9000.0]), "50 to 9,000 t of working gas"), ("vessel_350bar", 500.0, "above 100 t"),
])
def test_a_size_outside_the_law_is_said_and_not_forbidden(kind, tonnes, words):
    feasible, (note,) = range_gate(TECHNOLOGIES.medians(kind), tonnes)
    assert feasible == 1.0 and words in note


@pytest.mark.parametrize("kind", TECHNOLOGIES.rows)
def test_a_size_inside_the_law_is_not_spoken_of(kind):
    row = TECHNOLOGIES.medians(kind)
    assert range_gate(row, np.array([row.valid_from, row.valid_to])) == (1.0, [])


def test_a_rate_in_kilograms_a_second_is_suspected():
    feasible, (note,) = rate_gate(store("salt_cavern", charge_limit=1.5), 500.0)
    assert feasible == 1.0
    assert "Gate, charge rate: at 1.5 kg/h a full charge takes 38.1 years. If 1.5 is in kg/s, state 5,400 kg/h." in note


def test_a_rate_above_what_the_kind_bears_is_said():
    feasible, (note,) = rate_gate(store("salt_cavern", discharge_limit=50_000.0), 500.0)
    assert feasible == 1.0
    assert "50,000 kg/h is stated; the salt cavern store bears 2,216 kg/h (11% of its working gas a day), which counts" in note
    assert rate_gate(store("salt_cavern", charge_limit=1000.0, discharge_limit=2000.0), 500.0) == (1.0, [])
    assert rate_gate(store("liquid", charge_limit=1e6), 500.0) == (1.0, [])


def test_one_shut_gate_shuts_all_and_all_speak():
    feasible, notes = gates((1.0, ["a"]), (np.array([1.0, 0.0]), ["b"]), (1.0, []))
    assert feasible.tolist() == [1, 0] and notes == ["a", "b"]
    assert gates() == (1.0, [])
