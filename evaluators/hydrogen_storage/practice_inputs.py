"""What is supposed of every store alike: compressors, operators, hydrogen's warming, and how sure the weather's yield is."""

from __future__ import annotations

from evaluators.toolkit.contract import Assumed, assumed

ISENTROPIC_EFFICIENCY: Assumed = assumed(
    0.70, 0.82, 0.88, "1", "isentropic efficiency of the compressor", year=2014,
    source="high end: HDSAM V3.1, reciprocating, 0.88 (via NREL H2Integrate); mode and low end: engineering judgement",
)
MOTOR_EFFICIENCY: Assumed = assumed(
    0.90, 0.95, 0.97, "1", "efficiency of the compressor's motor", year=2014,
    source="HDSAM V3.1 polynomial, 0.92 to 0.96 from 100 to 5,000 kW (via NREL H2Integrate); the ends: engineering judgement",
)
SUCTION_TEMPERATURE: Assumed = assumed(
    25, 35, 45, "degC", "temperature to which the gas is cooled before each stage",
    source="HDSAM V3.1: 25; cooling to 40 is usual with air; range: engineering judgement",
)
OPERATING_SHARE: Assumed = assumed(
    0.3, 0.45, 0.6, "1", "share of the year in which a store that is not dispatched is filled, and alike emptied",
    source="unsourced: engineering judgement; half of the year would be a steady cycle",
)
COMPRESSOR_VOLUME: Assumed = assumed(
    0.55, 0.8, 1.0, "1", "cost of compressors, mass production over single orders",
    source="HDSAM V3.1, Scenario sheet: 0.55 at high volume (via NREL H2Integrate), 1 without; mode: engineering judgement",
)
COMPRESSOR_OM: Assumed = assumed(
    0.04, 0.061, 0.08, "1/year", "fixed cost of compressors, of their cost",
    source="HDSAM V3.1: upkeep 4 %, insurance, taxes, licences 2.1 % (via NREL H2Integrate); ends: engineering judgement",
)
COMPRESSOR_LIFE: Assumed = assumed(
    10, 15, 20, "year", "years that compressors last until they are replaced",
    source="mode: HDSAM, 15 years for compressors, recalled, not confirmed; the ends: unsourced: engineering judgement",
)
LABOUR_COST: Assumed = assumed(
    28, 56, 90, "USD2018/h", "an operator's hour, overhead of half included",
    source="HDSAM V4.0: 37.40 USD2018/h x 1.5 (via NREL H2Integrate); the ends: engineering judgement", year=2018,
)
HYDROGEN_WARMING: Assumed = assumed(
    4.2, 11.6, 19.0, "kg/kg", "warming potential of hydrogen over 100 years", scope="fund", name="hydrogen_gwp100", year=2023,
    source="Sand et al. 2023, doi:10.1038/s43247-023-00857-8: 11.6 +- 2.8 (one standard deviation); a shape with ends, as one "
    "without falls below 0 in some draw of 10,000",
)
WEATHER_YEAR: Assumed = assumed(
    0.0, 0.5, 1.0, "1", "place among the weather years of the site: each draw lives in one of them", shape="uniform",
    scope="project", source="no knowledge of which year comes next: every year of the record is as likely as any other",
)
WIND_OUTPUT: Assumed = assumed(
    0.85, 1.0, 1.15, "1", "wind power of a year over what the record and the losses make it", shape="normal", scope="project",
    source="9 % standard deviation: uncertainty of a preconstruction estimate 5 to 10 % (Lee & Fields 2021, Wind Energ. Sci. "
    "6:311, doi:10.5194/wes-6-311-2021, recalled, not confirmed) with losses that are not computed here: judgement",
)
SOLAR_OUTPUT: Assumed = assumed(
    0.92, 1.0, 1.08, "1", "solar power of a year over what the record and the losses make it", shape="normal", scope="project",
    source="unsourced: engineering judgement, 5 % standard deviation",
)
DISPLACING: Assumed = assumed(
    0.9, 1.0, 1.0, "1", "share of the hydrogen delivered that takes the place of hydrogen from gas", shape="pert",
    source="unsourced: engineering judgement; the rest serves new uses and avoids nothing",
)
