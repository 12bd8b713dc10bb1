"""Density, work and cushion of hydrogen, judged by CoolProp, and numbers outside the equation refused."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from bought_stores import GASEOUS, at_face_value, store  # noqa: F401 - a fixture
from CoolProp.CoolProp import PropsSI

from evaluators.hydrogen_storage.compression import filling_work, isothermal_work, staged_work, stages
from evaluators.hydrogen_storage.cushion import cushion_gas
from evaluators.hydrogen_storage.density import density

# --- judged by CoolProp -------------------------------------------------------------------------------------------


def test_density_agrees_with_coolprop():
    pressures, temperatures = (grid.ravel() for grid in np.meshgrid(np.linspace(5, 950, 25), np.linspace(255, 360, 12)))
    peer = PropsSI("D", "T", temperatures, "P", pressures * 1e5, "Hydrogen")
    np.testing.assert_allclose(density(pressures, temperatures), peer, rtol=1e-4)


@pytest.mark.parametrize(("inlet", "outlet"), [(20, 100), (20, 200), (30, 180), (20, 350), (20, 700)])
@pytest.mark.parametrize("temperature", [298.15, 313.15])
def test_staged_work_agrees_with_the_enthalpies_of_coolprop(inlet, outlet, temperature):
    steps = int(stages(inlet, outlet))
    ends = inlet * (outlet / inlet) ** (np.arange(steps + 1) / steps) * 1e5
    peer = sum(
        PropsSI("H", "S", PropsSI("S", "T", temperature, "P", low, "Hydrogen"), "P", high, "Hydrogen")
        - PropsSI("H", "T", temperature, "P", low, "Hydrogen")
        for low, high in pairwise(ends)
    )
    assert staged_work(inlet, outlet, temperature, 0.88) == pytest.approx(peer / 0.88 / 3.6e6, rel=0.015)


# --- density and compression --------------------------------------------------------------------------------------


def test_denser_with_pressure_and_with_cold():
    pressures = np.linspace(1, 1500, 400)
    assert np.all(np.diff(density(pressures, 300.0)) > 0)
    assert np.all(np.diff(density(350.0, np.linspace(220, 400, 100))) < 0)


def test_thin_gas_is_ideal():
    assert density(0.01, 300.0) == pytest.approx(0.01e5 * 2.01588e-3 / (8.314472 * 300), rel=1e-5)


def test_isothermal_work_is_the_integral_of_volume_over_pressure():
    edges = np.geomspace(20, 350, 20001)
    middle = np.sqrt(edges[1:] * edges[:-1])
    steps = np.sum(np.diff(edges) * 1e5 / density(middle, 298.15)) / 3.6e6
    assert isothermal_work(20.0, 350.0, 298.15) == pytest.approx(steps, rel=1e-7)


def test_staged_work_lies_above_the_least_work_and_falls_with_stages():
    least = isothermal_work(20.0, 350.0, 298.15)
    assert staged_work(20.0, 350.0, 298.15, 1.0) > least
    assert staged_work(20.0, 350.0, 298.15, 0.5) == pytest.approx(2 * staged_work(20.0, 350.0, 298.15, 1.0), rel=1e-12)


def test_a_ratio_that_is_a_power_of_the_stage_ratio_needs_no_further_stage():
    assert [float(stages(20.0, 20.0 * 2.1**n)) for n in (1, 2, 3, 4, 5)] == [1, 2, 3, 4, 5]
    assert stages(50.0, 20.0) == 1


def test_filling_costs_less_than_going_to_full_pressure_always_and_nothing_downhill():
    mean = filling_work(20.0, 40.0, 170.0, 308.15, 0.85, 311.0)
    assert staged_work(20.0, 40.0, 308.15, 0.85) < mean < staged_work(20.0, 170.0, 308.15, 0.85)
    assert filling_work(150.0, 20.0, 100.0, 308.15, 0.85, 311.0) == 0


def test_cushion_gas_grows_with_the_least_pressure():
    cushion = cushion_gas(500.0, 170.0, np.linspace(5, 160, 50), 311.0)
    assert np.all(np.diff(cushion) > 0)


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [
    lambda: density(-5.0, 300.0), lambda: density(0.0, 300.0), lambda: density(3000.0, 300.0), lambda: density(np.nan, 300.0),
])
def test_a_pressure_outside_the_equation_is_refused(call):
    with pytest.raises(ValueError, match=r"pressure of hydrogen runs .* above 0 and up to 2000 bar\. State an absolute"):
        call()


@pytest.mark.parametrize("temperature", [20.0, 150.0, 1200.0])
def test_a_temperature_outside_the_equation_is_refused(temperature):
    with pytest.raises(ValueError, match=r"temperature of hydrogen .* 200 to 1000 K\. Check degC against K"):
        density(100.0, temperature)


@pytest.mark.parametrize("technology", GASEOUS)
def test_a_least_pressure_above_the_highest_is_refused(technology):
    with pytest.raises(ValueError, match=r"\(120 bar\) is not below the highest \(80 bar\).*State pressure_min below"):
        store(technology, pressure_max=80.0, pressure_min=120.0)


@pytest.mark.parametrize("efficiency", [0.0, 1.2, 85.0])
def test_an_efficiency_that_cannot_be_is_refused(efficiency):
    with pytest.raises(ValueError, match=r"isentropic efficiency .* State a share, such as 0\.8"):
        staged_work(20.0, 100.0, 300.0, efficiency)
