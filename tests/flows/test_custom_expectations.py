"""Rules of the fund's own: dropped beside, found, judged, and harmless when they break; and the physics of claims."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from wind_proposals import CARD, EVALUATORS, GOOD, proposals, site, with_lines

from evaluators.toolkit.contract import answer, choice, evaluator, given, measured
from evaluators.toolkit.row import AssumptionTable, Line
from flows import readers
from flows.cast import cast_proposal
from flows.expectations import own_rules
from flows.expectations.own_rules import find_rules
from flows.expectations.rules.capture_claims import LEAST_WORK_AIR
from flows.expectations.rules.hydrogen_claims import HEATING, ISOTHERMAL
from flows.expectations.rules.wind_claims import BETZ
from flows.findings import CRITICAL, WARNING
from flows.validate import validated

DOCUMENTED = '''
from flows.expectations.rules import Expectation, Objection, header

class LargeNeedsStudy(Expectation):
    rule = "fund.large_needs_study"
    meaning = "From 1,000 MUSD on, the cost estimate is of class 4 or better"
    severity = "{severity}"

    def judge(self, proposal, around):
        cost, study = header(proposal, "total_cost"), header(proposal, "estimate_class")
        if cost and study and cost[0] >= 1e9 and study[1] > 3:
            yield Objection(
                "A project of this size rests on a concept alone.",
                "Send the study that the estimate comes from.",
                field="estimate_class",
            )
'''
MILD = DOCUMENTED.format(severity="warning")
RAISES = '''
from flows.expectations.rules import Expectation

class Typo(Expectation):
    rule = "fund.typo"
    meaning = "Never judged"
    severity = "critical"

    def judge(self, proposal, around):
        return [proposal.heder]
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(own_rules.FOLDERS, str(tmp_path))
    return tmp_path


def told(text: str = GOOD, sites=None):
    sites = sites or site()
    return validated(proposals(text, sites=sites), EVALUATORS, sites)


@pytest.mark.parametrize("severity", [CRITICAL, WARNING])
def test_a_class_in_a_folder_is_found_and_judged_with_its_severity(folder, severity):
    (folder / "my_rules.py").write_text(DOCUMENTED.format(severity=severity), encoding="utf-8")
    whole = told()
    [one] = whole.findings
    assert (one.severity, one.rule, one.field, one.found) == (severity, "fund.large_needs_study", "estimate_class", "4")
    assert one.place == "line 12, estimate_class" and one.file == "t1.yaml" and one.project_id == "T-1"
    assert one.reason == "A project of this size rests on a concept alone."
    [rules] = [judgement for judgement in whole.judgements if judgement.suite == "rules"]
    [tally] = [tally for tally in rules.tallies if tally.rule == "fund.large_needs_study"]
    assert tally.failed == 1 and tally.meaning.startswith("From 1,000 MUSD")


def test_a_class_that_finds_nothing_says_nothing(folder):
    (folder / "my_rules.py").write_text(DOCUMENTED.format(severity="critical"), encoding="utf-8")
    assert told(with_lines(("estimate_class: 4", "estimate_class: 2"))).findings == []


def test_a_class_that_raises_warns_refuses_nobody_and_lets_the_others_judge(folder):
    (folder / "a_typo.py").write_text(RAISES, encoding="utf-8")
    (folder / "my_rules.py").write_text(DOCUMENTED.format(severity="critical"), encoding="utf-8")
    good, broken = told().findings
    assert good.rule == "fund.large_needs_study"
    assert (broken.severity, broken.rule, broken.found) == (WARNING, "rules.broken", "fund.typo")
    assert "rule 'fund.typo' could not judge this proposal: AttributeError" in broken.reason
    assert "(a_typo.py, line 10)" in broken.reason and "have the rule mended" in broken.remedy


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def judge(:", "SyntaxError"),
        ("import no_such_module", "ModuleNotFoundError"),
        (DOCUMENTED.format(severity="fatal"), "severity is 'fatal'; it may be 'critical' or 'warning'."),
        (MILD.replace("fund.large_needs_study", "claim.betz"), "'claim.betz' is taken by Betz"),
        (MILD.replace("fund.large_needs_study", "Large"), "rule is 'Large'; it must be two words"),
        (MILD.replace("def judge(", "def judges("), "LargeNeedsStudy is not judged: judge(self, proposal, around) is missing"),
    ],
)
def test_a_class_that_cannot_be_loaded_is_told_to_whoever_runs(folder, code, why):
    (folder / "mine.py").write_text(code, encoding="utf-8")
    whole = told()
    assert whole.findings == []
    [sentence] = whole.not_judged
    assert "mine.py" in sentence and why in sentence


def test_nothing_in_a_data_folder_is_run(folder):
    (folder / "fund.yaml").write_text("name: Somebody's fund\n", encoding="utf-8")
    inside = folder / "proposals"
    inside.mkdir()
    (inside / "sent.py").write_text("raise SystemExit('run')", encoding="utf-8")
    found = find_rules(str(inside))
    [why] = found.broken.values()
    assert why == "It lies in a fund's data folder, where applicants' files come in; nothing there is run."


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "names a folder that is not there" in find_rules(str(tmp_path / "gone")).broken[str(tmp_path / "gone")]


def test_a_package_brings_its_rules_by_an_entry_point(folder, monkeypatch):
    (folder / "_packed.py").write_text(DOCUMENTED.format(severity="warning"), encoding="utf-8")

    class Point:
        name, value = "mine", "somebody.rules"

        def load(self):
            return own_rules._from_file(folder / "_packed.py")

    monkeypatch.setattr(own_rules, "entry_points", lambda group: [Point()] if group == "cleanfund.expectations" else [])
    assert "fund.large_needs_study" in find_rules("").rules


def test_the_worked_example_in_the_docstring_runs(folder):
    from flows.expectations import rules

    lines = rules.__doc__.split("    from flows", 1)[1].split("\n\nPut the file", 1)[0].splitlines()
    code = "\n".join(["from flows" + lines[0], *(line[4:] for line in lines[1:])])
    (folder / "mine.py").write_text(code, encoding="utf-8")
    concept = told(with_lines(("estimate_class: 4", "estimate_class: 5")))
    assert [one.rule for one in concept.findings] == ["fund.large_needs_study"]


# --- the physics of claims

FIXED = {name: Line(value, value, value, "fixed", unit, None, "made for this test") for name, value, unit in
         (("rating", 15.0, "MW"), ("rotor_diameter", 240.0, "m"))}  # fmt: skip
TURBINES = AssumptionTable("wind/turbines.csv", {"iea_15mw": FIXED})


@evaluator(
    "sea wind",
    reference_class="offshore_wind",
    answers={
        "net_energy": answer("MWh/year", "net energy", least=0),
        "gross_energy": answer("MWh/year", "gross energy", least=0),
        "capacity_factor": answer("1", "capacity factor", least=0, most=1),
        "power_coefficient": answer("1", "of the rotor", least=0),
    },
)
def sea_wind(
    capacity=given("MW", "power", least=1, most=5000, example=500.0),
    turbine=choice(TURBINES, "the turbine"),
    hub_height=given("m", "hub", least=50, most=250, optional=True),
    weather_height=measured("m", "height of the wind", least=2, most=250, optional=True),
    wind_speed_hourly=measured("m/s", "wind", least=0, most=75, optional=True, shape="hour"),
    water_depth=measured("m", "depth", least=3, most=3000),
    distance_to_shore=measured("km", "distance", least=0, most=400),
):
    return {}


@evaluator(
    "gas store",
    answers={
        "delivered_hydrogen": answer("kg/year", "delivered", least=0),
        "compression_energy": answer("kWh/kg", "electricity", least=0),
        "round_trip": answer("1", "round trip", least=0, most=1),
        "electrolyser_efficiency": answer("1", "efficiency without a bound"),
        "storage_cost": answer("USD2024/kg", "cost without a bound"),
    },
)
def gas_store(
    working_gas=given("tonne", "gas", least=1, most=1e6, example=100.0),
    cycles=given("1/year", "cycles", least=1, most=365, example=10.0),
    pressure_min=given("bar", "least", least=1, most=160, optional=True),
    inlet_pressure=given("bar", "inlet", least=1, most=150, optional=True),
    motor_efficiency=given("1", "efficiency without a bound", optional=True),
):
    return {}


@evaluator(
    "air capture",
    answers={"captured": answer("tonne/year", "captured", least=0), "energy_use": answer("MWh/tonne", "energy", least=0)},
)
def air_capture(
    capacity=given("tonne/year", "nameplate", least=100, most=1e7, example=1000.0),
    technology=choice(AssumptionTable("capture.csv", {"dac_solid": FIXED, "cement": FIXED}), "technology"),
):
    return {}


PHYSICS = {"sea_wind": sea_wind, "gas_store": gas_store, "air_capture": air_capture}
HEAD = GOOD.split("blocks:")[0]
GIVEN = {
    "sea_wind": "capacity: 150 MW\n      turbine: iea_15mw\n      hub_height: 150 m",
    "gas_store": "working_gas: 100 t\n      cycles: 10 1/year\n      pressure_min: 60 bar\n      inlet_pressure: 30 bar",
    "air_capture": "capacity: 1000 t/year\n      technology: dac_solid",
}
STEADY = 6.0 + 0.5 * np.sin(np.arange(8760) * 0.37)
AT_150 = site(CARD + "weather_height: 150 m\n", {"wind_speed": STEADY})


def claimed(technology: str, claim: str, given_lines: str = "", sites=AT_150):
    block = f"blocks:\n  - technology: {technology}\n    site: bering\n    given:\n      {given_lines or GIVEN[technology]}\n"
    text = HEAD + block
    text += f"    claim:\n      {claim}\n" if claim else ""
    read = [
        cast_proposal(one, "t.yaml", "c" * 64, PHYSICS, sites) for one in readers.read("proposals", "t.yaml", text.encode())
    ]
    return [one for one in validated(read, PHYSICS, sites).findings if one.rule.startswith(("claim.", "given.", "unit"))]


FULL = 150 * 8760  # [MWh/year]
# Wind through ten rotors of 240 m at the site's mean cube, air at 1.35 kg/m3 [MWh/year], by hand.
THROUGH = 0.5 * 1.35 * 10 * math.pi / 4 * 240**2 * float((STEADY**3).mean()) * 8760 / 1e6
IMPOSSIBLE = {
    "more than full power": ("sea_wind", f"net_energy: {1.1 * FULL:.0f} MWh/year", "claim.full_power", "110% of full power"),
    "above every farm": ("sea_wind", "capacity_factor: 75 %", "claim.capacity_factor", "the best offshore farm had 57 %"),
    "more than Betz": (
        "sea_wind", f"net_energy: {BETZ * THROUGH * 1.02:.0f} MWh/year", "claim.betz", "a power coefficient of 0.60, and 16/27"),
    "a coefficient": ("sea_wind", "power_coefficient: 0.62", "claim.betz", "A power coefficient of 0.62 is claimed"),
    "more than was put in": (
        "gas_store", "delivered_hydrogen: 1100000 kg/year", "claim.delivered_hydrogen", "cycles a year are 1,000,000 kg/year"),
    "compression for nothing": ("gas_store", "compression_energy: 0.1 kWh/kg", "claim.compression", "less than 0.217 kWh/kg"),
    "two claims": (
        "gas_store", "compression_energy: 3 kWh/kg\n      round_trip: 95 %", "claim.round_trip", "with that it is 91.7% at most"),
    "an efficiency": ("gas_store", "electrolyser_efficiency: 110 %", "claim.share", "more comes out than goes in"),
    "a negative cost": ("gas_store", "storage_cost: -2 USD2024/kg", "claim.negative_cost", "a cost below nothing"),
    "above nameplate": ("air_capture", "captured: 1200 t/year", "claim.captured", "1,000 tonne/year at nameplate"),
    "below the least work": ("air_capture", "energy_use: 0.1 MWh/t", "claim.separation_work", "takes 0.126 MWh/tonne at least"),
}  # fmt: skip
POSSIBLE = {
    "full power": ("sea_wind", "capacity_factor: 57 %"),
    "Betz itself": ("sea_wind", f"net_energy: {BETZ * THROUGH * 0.98:.0f} MWh/year"),
    "a coefficient": ("sea_wind", "power_coefficient: 0.48"),
    "all that was put in": ("gas_store", "delivered_hydrogen: 1000000 kg/year"),
    "compression": ("gas_store", "compression_energy: 1.5 kWh/kg\n      round_trip: 95 %"),
    "an efficiency": ("gas_store", "electrolyser_efficiency: 70 %"),
    "a cost": ("gas_store", "storage_cost: 0.5 USD2024/kg"),
    "nameplate": ("air_capture", "captured: 1000 t/year"),
    "work": ("air_capture", "energy_use: 1.5 MWh/t"),
    "a range that reaches what can be": ("air_capture", "captured: 900 to 1100 t/year"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_a_claim_that_cannot_be_is_told_as_a_warning(case):
    technology, claim, rule, reason = IMPOSSIBLE[case]
    found = [one for one in claimed(technology, claim) if one.rule == rule]
    assert [one.severity for one in found] == [WARNING] and found[0].place.startswith("line ") and found[0].found
    assert reason in found[0].reason and found[0].remedy


@pytest.mark.parametrize("case", POSSIBLE)
def test_a_claim_that_can_be_is_let_pass(case):
    assert claimed(*POSSIBLE[case]) == []


def test_an_efficiency_above_one_that_enters_our_figures_refuses():
    [one] = claimed("gas_store", "", GIVEN["gas_store"] + "\n      motor_efficiency: 98")
    assert (one.severity, one.rule) == (CRITICAL, "given.share") and "write for instance 92 %" in one.remedy


def test_the_constants_are_the_published_ones():
    assert pytest.approx(0.5926, abs=1e-4) == BETZ
    assert pytest.approx(119.96 / 3.6, rel=1e-3) == HEATING  # NIST, MJ/kg
    assert pytest.approx(0.3129, rel=1e-3) == ISOTHERMAL  # R T / M by hand
    assert pytest.approx(0.126, rel=5e-3) == LEAST_WORK_AIR
