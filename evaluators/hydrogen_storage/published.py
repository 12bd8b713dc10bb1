"""Published cases that the evaluator reproduces through its own front door; further ones are in tests/published."""

from __future__ import annotations

from typing import Any

from evaluators.toolkit.fund_wide import GRIDS

_TABLE_3: dict[str, Any] = {
    "working_gas": 500.0, "cycles": 6.0, "storage": "salt_cavern", "geology": "salt", "pressure_max": 101.325,
    "pressure_min": 29.384, "storage_temperature": 37.85, "hydrogen_source_emissions": 1.0, "hydrogen_cost": 4.0,
    "chain_share": 0.3, "grid": GRIDS.rows[0], "operation_start": 2030.0,
}
PUBLISHED: list[dict[str, Any]] = [
    {
        "source": "Papadias & Ahluwalia 2021, table 3 (via LDES-Survey): 500 t, 100/29 atm, cushion 31.1 % of all gas",
        "inputs": _TABLE_3, "answer": "cushion_gas", "expected": 500 * 0.311 / 0.689, "tolerance": 17.0,
    },
    {
        "source": "the same: 36.0 USD2019/kg in all, in USD2024 by the deflator; compressor and cushion gas are ours, so +- 15 %",
        "inputs": _TABLE_3, "answer": "specific_capex", "expected": 36.0 * 1.206271, "tolerance": 6.5,
    },
    {
        "source": "HDSAM V3.1 (via LLNL systems2atoms): a liquefier of 100 tonne/day needs 8.443 kWh/kg; our range reaches up to "
        "what DOE record 9013 found in practice, so its median lies above, by 6 % at most",
        "inputs": {
            **{name: _TABLE_3[name] for name in _TABLE_3 if not name.startswith(("pressure", "storage_t"))},
            "storage": "liquid", "geology": "none", "working_gas": 1000.0, "cycles": 18.25, "operating_share": 0.5,
        },
        "answer": "compression_energy", "expected": 8.443, "tolerance": 0.5,
    },
]
