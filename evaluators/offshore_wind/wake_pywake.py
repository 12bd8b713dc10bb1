"""Any wake model of PyWake (DTU, MIT licence) behind our interface: an optional extra, ``pip install 'cleanfund[pywake]'``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evaluators.offshore_wind.layout import Layout
from evaluators.offshore_wind.turbine import Turbine

INSTALL = "pip install 'cleanfund[pywake]'"
CHUNK = 60  # directions at once: PyWake holds about ten arrays of turbines^2 x directions x speeds


class PyWakeError(RuntimeError):
    """PyWake is not installed, or has no such model or parameter; the message says what to do."""


def pywake_model(deficit: str, turbulence: float = 0.06, **parameters: Any) -> PyWakeModel:
    """PyWake's deficit model ``deficit``, such as "NiayifarGaussianDeficit", or its whole farm model, such as
    "Nygaard_2022", with its own ``parameters``; ambient ``turbulence`` intensity [1].

    Raises PyWakeError.
    """
    for name, value in parameters.items():
        if not isinstance(value, (bool, int, float, str)):
            raise PyWakeError(f"The parameter {name} of {deficit} must be a number or a word: farms are kept by what they say.")
    model = PyWakeModel(deficit, turbulence, tuple(sorted(parameters.items())))
    model.kind()
    return model


@dataclass(frozen=True)
class PyWakeModel:
    """A model of PyWake by the name of its class; squares of deficits added, unless it is a whole farm model."""

    deficit: str
    turbulence: float = 0.06
    parameters: tuple[tuple[str, Any], ...] = ()
    source: str = field(default="PyWake, DTU Wind Energy, https://gitlab.windenergy.dtu.dk/TOPFARM/PyWake", repr=False)

    @property
    def name(self) -> str:
        """Of the model in PyWake."""
        return f"pywake_{self.deficit}"

    @property
    def version(self) -> str:
        """Of PyWake."""
        from importlib.metadata import version

        self.kind()
        return version("py_wake")

    def kind(self) -> type:
        """The class in PyWake. Raises PyWakeError."""
        try:
            from py_wake import deficit_models, literature
            from py_wake.deficit_models.deficit_model import WakeDeficitModel
            from py_wake.wind_farm_models.engineering_models import EngineeringWindFarmModel
        except ImportError as missing:
            raise PyWakeError(f"The wake model {self.deficit} needs PyWake, which is not installed: {INSTALL}") from missing
        known = {
            name: found
            for module in (deficit_models, literature)
            for name, found in vars(module).items()
            if isinstance(found, type) and issubclass(found, (WakeDeficitModel, EngineeringWindFarmModel))
        }
        if self.deficit not in known:
            raise PyWakeError(
                f"PyWake has no wake model {self.deficit!r}; it has {', '.join(sorted(known))}."
            )
        return known[self.deficit]

    def farm_power(self, layout: Layout, machine: Turbine, directions: np.ndarray, speeds: np.ndarray) -> np.ndarray:
        """Power of the farm [kW], shape (directions, speeds). Raises PyWakeError."""
        farm = self._farm(machine)
        directions, speeds = np.asarray(directions, dtype=float), np.asarray(speeds, dtype=float)
        parts = [
            farm(layout.east, layout.north, wd=part, ws=speeds, verbose=False, return_simulationResult=False)[2]
            for part in np.array_split(directions, -(-len(directions) // CHUNK))
        ]
        return np.concatenate([np.sum(part, axis=0) for part in parts]) / 1000

    def _farm(self, machine: Turbine) -> Any:
        kind, parameters = self.kind(), dict(self.parameters)
        from py_wake.site import UniformSite
        from py_wake.superposition_models import SquaredSum
        from py_wake.turbulence_models.crespo import CrespoHernandez
        from py_wake.wind_farm_models.engineering_models import EngineeringWindFarmModel, PropagateDownwind
        from py_wake.wind_turbines import WindTurbine
        from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

        curve = PowerCtTabular(
            machine.speed, machine.power, "kW", machine.thrust, ws_cutin=machine.speed[0], ws_cutout=machine.cut_out
        )
        site = UniformSite([1.0], ti=self.turbulence)
        rotor = WindTurbine(machine.name, machine.diameter, machine.hub_height, curve)
        if issubclass(kind, EngineeringWindFarmModel):
            return kind(site, rotor, **parameters)
        deficit = kind(**parameters)
        added = CrespoHernandez() if "TI_eff_ilk" in deficit.args4deficit else None
        return PropagateDownwind(site, rotor, deficit, superpositionModel=SquaredSum(), turbulenceModel=added)
