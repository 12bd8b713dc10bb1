"""Warming potentials over 100 years: one set for every evaluator [kg CO2e/kg].

Source of carbon dioxide, methane and nitrous oxide: IPCC AR6 WG I (2021), chapter 7, table 7.15. Methane of fossil
origin includes the CO2 that it becomes. The report gives about +-11 for methane and +-130 for nitrous oxide, 5 to
95 % (recalled, not confirmed). Hydrogen warms indirectly: Sand et al. 2023, Communications Earth & Environment,
doi:10.1038/s43247-023-00857-8, 11.6 +- 2.8 (one standard deviation); Warwick et al. 2023, Atmos. Chem. Phys. 23:13451,
finds 12 +- 6.

EPA's eGRID adds up CO2e with the older 28 and 265; on grid factors the difference is below 0.1 %.
"""

from __future__ import annotations

CO2 = 1.0
METHANE_FOSSIL = 29.8
METHANE_BIOGENIC = 27.0
NITROUS_OXIDE = 273.0
HYDROGEN = 11.6
HYDROGEN_SD = 2.8
