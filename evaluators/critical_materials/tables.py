"""What stands beside the code: kilograms of each material per MW, and a year of the world's production.

The source gives mean, least and most of what several studies found. Each is drawn as a PERT between least and most, whose mode
is (6 mean - least - most) / 4: it keeps the mean and both ends, leans as they do, and may begin at none. A lognormal could not
hold a least of 0, nor two sides as unlike as those of iridium (0.34, 1.22, 4.17).
"""

from __future__ import annotations

from evaluators.toolkit.row import AssumptionTable, assumption_table

# Fund-wide: the same draw of an intensity in every block, whatever its technology, and whether a proposal states it or not.
INTENSITIES = assumption_table("evaluators.critical_materials", "intensities.csv", scope="fund")
PRODUCTION = assumption_table("evaluators.critical_materials", "world_production.csv", scope="fund")
MATERIALS: tuple[str, ...] = tuple(PRODUCTION.lines["world"])


def _rows(*names: str) -> AssumptionTable:
    return AssumptionTable(INTENSITIES.file, {name: INTENSITIES.lines[name] for name in names}, INTENSITIES.scope)


DRIVE_TRAINS = _rows("direct_drive", "geared")
ELECTROLYSER_CELLS = _rows("pem", "alkaline", "solid_oxide")
