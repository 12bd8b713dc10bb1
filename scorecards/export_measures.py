"""What a funded project was measured to do: what it reported by period, and what the fund entered into its ledger."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from scorecards.export_awards import MEASURED, Award
from scorecards.export_words import moment, number

# Units in words, and their common codes of UN/CEFACT Recommendation 20.
UNITS = {
    "tonne": ("tonne", "TNE"), "kg": ("kilogram", "KGM"), "MWh": ("megawatt hour", "MWH"), "kWh": ("kilowatt hour", "KWH"),
    "MW": ("megawatt", "MAW"), "%": ("percent", "P1"),
}  # fmt: skip
NAMES = {"physical_progress": "physicalProgress"}  # codes of metricID


def metrics(awards: Sequence[Award]) -> list[dict[str, Any]]:
    """Metrics of one project: those that it reported, then the outcomes that the fund entered."""
    reports, outcomes = defaultdict(list), defaultdict(list)
    for report in awards[0].project.reports:
        if report["section"] == "technical" and _counts(report["value"]):
            period = {"startDate": moment(report["period_start"]), "endDate": moment(report["period_end"])}
            reports[report["item"]].append(_observed(f"{report['period_start']}/{report['period_end']}", report, period))
    for line in (line for award in awards for line in award.of("outcome")):
        if line["measure"] in MEASURED and _counts(line["value"]):
            outcomes[line["measure"]].append(_observed(str(line["sequence"]), line, {"endDate": moment(line["as_of"])}))
    return [
        {"id": NAMES.get(name, name) + end, "title": f"{MEASURED[name]}, {words}", "observations": found[name]}
        for found, end, words in (
            (reports, "", "as reported by the recipient"), (outcomes, "-outcome", "as entered by the fund"),
        )
        for name in MEASURED if name in found
    ]  # fmt: skip


def _counts(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _observed(name: str, measured: Any, period: dict[str, str]) -> dict[str, Any]:
    share = measured["unit"] == "1"
    unit = "%" if share else measured["unit"]
    words, code = UNITS.get(unit, (unit, None))
    value = round(measured["value"] * 100, 9) if share else measured["value"]
    return {
        "id": name, "period": period, "measure": number(value),
        "unit": {"name": words, "scheme": "UNCEFACT" if code else None, "id": code},
    }  # fmt: skip
