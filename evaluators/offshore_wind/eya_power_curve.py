"""A machine's power and thrust curve as an IEC 61400-16 power-curve document, which EYA DEF takes up whole.

The format (github.com/octue/power-curve-schema, a draft) also asks for rotor speeds, blades, tilt, thermal limits and
design basis, which no table of reference machines holds: they are left out, and the document says so.
"""

from __future__ import annotations

from typing import Any

from evaluators.offshore_wind.density import STANDARD_DENSITY
from evaluators.offshore_wind.turbine import Turbine

LEFT_OUT = "Rotor speeds, blades, tilt, drive type, thermal limits and design basis are not known of it and left out."


def power_curve(machine: Turbine, issue_date: str) -> dict[str, Any]:
    """The document of ``machine``; power in W, speeds in m/s, air at 1.225 kg/m3."""
    facts = {
        "Type": "Dataset", "Format": "IEC61400-16", "Identifier": machine.name, "Creator": "cleanfund", "Date": issue_date,
        "Description": f"Power and thrust curve of {machine.title or machine.name}, version {machine.version or '-'}. {LEFT_OUT}",
        "Source": machine.source or "as proposed", "Language": "en",
    }  # fmt: skip
    speeds = [float(one) for one in machine.speed]
    return {
        "document": {"metadata": [{"term": term, "value": value} for term, value in facts.items()]},
        "turbine": {
            "model_name": machine.name[:40], "manufacturer_name": "not stated", "manufacturer_display_name": "not stated",
            "model_description": LEFT_OUT, "rated_power": machine.rating * 1000, "rotor_diameter": machine.diameter,
            "available_hub_heights": [machine.hub_height], "regulation_type": "pitch",
        },
        "design_bases": [],
        "power_curves": {
            "default_operating_mode": "standard",
            "operating_modes": [
                {
                    "label": "standard", "name": "Standard", "description": "The only mode", "design_bases": [],
                    "cuts": [
                        {"kind": "low_cut_in", "period": 600.0, "wind_speed": speeds[0]},
                        {"kind": "high_cut_out", "period": 600.0, "wind_speed": machine.cut_out},
                    ],
                    "overrides": {},
                    "parameters": [
                        {"label": "air-density", "dimension": 0, "values": [STANDARD_DENSITY]},
                        {"label": "wind-speed", "dimension": 1, "values": speeds},
                    ],
                    "power": [[float(one) * 1000 for one in machine.power]], "power_is_coefficient": False,
                    "thrust": [[float(one) for one in machine.thrust]], "thrust_is_coefficient": True,
                }
            ],
        },
    }
