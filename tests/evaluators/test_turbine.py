"""The machine: official numbers of the reference turbines, and a proposal's own curve."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest

from evaluators.offshore_wind.curve_checks import BETZ, CurveError, check_curve
from evaluators.offshore_wind.turbine import OWN, TURBINES, power, stated_turbine, thrust, turbine

# IEAWindTask37/IEA-15-240-RWT, commit 6b3fd8a, Documentation/IEA-15-240-RWT_tabular.xlsx, sheet "Rotor Performance":
# speed [m/s], electrical power [MW], thrust coefficient [1] where it is quoted.
OFFICIAL = [
    (6.965, 4.1781, 0.7857), (8.4221, 7.4625, None), (9.0273, 9.1675, 0.77885), (9.7800, 11.6166, None), (12.2589, 15.0, 0.3890),
    (15.4707, 15.0, 0.1802), (25.0, 15.0, 0.0443),
]  # fmt: skip


@pytest.mark.parametrize("speed,megawatts,coefficient", OFFICIAL)
def test_iea_15mw_is_the_official_tabular(speed, megawatts, coefficient):
    # FLORIS 4.7, from which the table is, has 0.005 to 0.013 % more power below rated, and up to 0.0006 less thrust.
    assert power("iea_15mw", speed) == pytest.approx(megawatts, rel=1.5e-4)
    if coefficient:
        assert thrust("iea_15mw", speed) == pytest.approx(coefficient, abs=1e-3)


def test_iea_15mw_at_its_ends_and_between():
    machine = turbine("iea_15mw")
    # 42.7 kW against 42.5 at cut-in; rated power at 10.673 m/s, where the workbook has 10.658.
    assert machine.power_at(3.0) == pytest.approx(42.5, abs=0.3)
    assert machine.power_at([8.0, 9.0, 10.0]) == pytest.approx([6388, 9089, 12424], abs=1.5)
    assert machine.speed[np.argmax(machine.power)] == pytest.approx(10.6584, abs=0.02)
    # The curve of the OpenFAST model of 2020, also in circulation, makes 9229 kW at 9 m/s with a thrust coefficient of 0.804.
    assert machine.power_at(9.0) < 9150 and machine.thrust_at(9.0) == pytest.approx(0.779, abs=1e-3)
    assert (machine.title, machine.version.split(",")[0]) == ("IEA-15-240-RWT", "official tabular v1.1")


@pytest.mark.parametrize("name,rating,diameter,hub", [
    ("iea_22mw", 22, 284, 170), ("iea_10mw", 10, 198, 119), ("dtu_10mw", 10, 178.3, 119), ("leanwind_8mw", 8, 164, 110),
    ("nrel_5mw", 5, 126, 90),
])  # fmt: skip
def test_reference_turbines_are_those_of_their_reports(name, rating, diameter, hub):
    machine = turbine(name)
    assert (machine.rating, machine.diameter, machine.hub_height) == (rating * 1000, diameter, hub)
    assert machine.power.max() == pytest.approx(rating * 1000, rel=1e-3)
    assert machine.title and machine.version and len(machine.source) > 20


def test_every_turbine_has_name_version_and_a_free_licence():
    text = resources.files("evaluators.offshore_wind").joinpath("turbine_versions.csv").read_text(encoding="utf-8")
    told = {line["turbine"]: line for line in csv.DictReader(text.splitlines())}
    assert set(told) == set(TURBINES.rows) and len(told) >= 6
    assert all("BSD" in line["licence"] or "Apache" in line["licence"] for line in told.values())


def test_the_curve_of_pywake_for_the_dtu_10mw_is_ours():
    from py_wake.examples.data.dtu10mw import DTU10MW

    judge = DTU10MW()
    speeds = np.arange(5.0, 25.0, 0.5)
    ours = turbine("dtu_10mw")
    assert ours.power_at(speeds) * 1000 == pytest.approx(judge.power(speeds), rel=0.01)
    assert ours.thrust_at(speeds) == pytest.approx(judge.ct(speeds), abs=0.02)


CURVE = np.array([[0, 0, 0], [3, 100, 0.8], [8, 5000, 0.8], [11, 10000, 0.7], [25, 10000, 0.05]])


def test_an_own_machine_is_computed_with_as_it_is_stated():
    own = stated_turbine("iea_15mw", CURVE, 200.0, 10.0)
    assert (own.name, own.rating, own.diameter, own.hub_height) == (OWN, 10000, 200, 150)
    assert own.power_at(9.5) == pytest.approx(7500) and own.thrust_at(9.5) == pytest.approx(0.75) and own.cut_out == 25
    assert own.title == "10 MW, rotor 200 m, as proposed" and own.version.startswith("5 points, ")
    assert not own.power.flags.writeable
    other = CURVE.copy()
    other[2, 1] += 1
    assert stated_turbine("iea_15mw", other, 200.0, 10.0).version != own.version
    assert stated_turbine("iea_15mw") is turbine("iea_15mw")


@pytest.mark.parametrize("diameter,rating,lacking", [(None, 10.0, "rotor_diameter"), (200.0, None, "rated_power")])
def test_a_curve_without_its_machine_is_refused(diameter, rating, lacking):
    with pytest.raises(CurveError, match=f"has no {lacking}; state {lacking} beside the curve"):
        stated_turbine("iea_15mw", CURVE, diameter, rating)


def test_a_refusal_names_reason_and_remedy_apart():
    with pytest.raises(CurveError) as refused:
        check_curve("power_curve", CURVE[:, 0], CURVE[:, 1] * 1000, CURVE[:, 2], 10000)
    assert refused.value.reason == "1e+07 kW at a rating of 10000 kW"
    assert refused.value.remedy == "the curve seems to be in W, divide by 1000"
    assert str(refused.value) == "power_curve: 1e+07 kW at a rating of 10000 kW; the curve seems to be in W, divide by 1000."


@pytest.mark.parametrize("value,column,words", [
    (np.nan, 0, "the speed of point 3 is not a number"), (np.inf, 1, "the power of point 3 is not a number"),
    (np.nan, 2, "the thrust coefficient of point 3 is not a number"), (-0.1, 2, "-0.1 at 8 m/s"), (1.0, 2, "is 1 at 8 m/s"),
])  # fmt: skip
def test_a_wrong_point_is_named(value, column, words):
    bad = CURVE.copy()
    bad[2, column] = value
    with pytest.raises(CurveError, match=words):
        check_curve("mine", *bad.T, 10000)


def test_more_than_the_wind_holds_is_refused_and_the_limit_itself_is_not():
    speed = np.array([4.0, 8.0, 10.0, 25.0])
    wind = 0.5 * 1.225 * np.pi / 4 * 150**2 * speed**3 / 1000
    full = np.minimum(BETZ * wind, BETZ * wind[2])
    rating = full.max()
    check_curve("mine", speed, full * 0.9999, np.full(4, 0.8), rating, 150.0)
    with pytest.raises(CurveError, match="no rotor takes more than 16/27"):
        check_curve("mine", speed, full, np.full(4, 0.8), rating, 149.0)
