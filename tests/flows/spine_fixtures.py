"""Small portfolios for the tests of the whole way, and what two runs must have in common."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flows.nightly import RunSummary, run
from flows.progress import Silent
from scorecards.warehouse import open_snapshot, rows

DRAWS = 400
# Ids, times, timings and the names of parts are left out of comparisons bit for bit.
COMPARED = {
    "scorecard_latest": "* EXCLUDE (content)",
    "answer_latest": "*",
    "point_latest": "*",
    "claim_latest": "*",
    "quarantine_latest": "project_id, version, severity, rule, block, field, found, reason, remedy, place",
    "failure_latest": "project_id, key",
}

PROPOSAL = """\
id: {id}
version: {version}
title: {title}
applicant: Sample Heat Company
country: JP
pillar: heat
submitted: 2026-09-30
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
cost_of_capital: 7.5 %
grant_requested: 5 MUSD
total_cost: 30 MUSD
blocks:
  - technology: geothermal_heat
    given: {{capacity: {capacity}, hours: 5000}}
    claim: {{heat_cost: 20 USD/MWh}}
"""

EVALUATOR = '''\
"""Heat from the ground, invented for a test."""
from evaluators.toolkit import answer, assumed, evaluator, given


@evaluator(
    "geothermal heat", product="MWh",
    answers={"heat_cost": answer("USD2024/MWh", "cost of heat", least=0, better="lower")},
)
def geothermal_heat(
    capacity=given("MW", "heat delivered at full load", least=0.1, most=500, example=20),
    hours=given("1", "full-load hours a year", least=100, most=8760, example=5000),
    specific_capex=assumed(1000, 1500, 2500, "USD2024/kW", "wells and plant", source="invented for a test"),
    boiler=assumed(0.2, 0.22, 0.26, "tonne/MWh", "emissions of the boiler replaced", source="invented for a test"),
):
    """Cost and tonnes of heat from the ground."""
    if 66 < capacity < 67:
        raise RuntimeError("the drill broke")
    heat = capacity * hours
    capex = specific_capex * capacity * 1000
    return {
        "capex": capex, "opex": 0.02 * capex, "product": heat, "reference_t": heat * boiler, "project_t": 0.01 * heat,
        "life": 30, "heat_cost": (capex * 0.06 + 0.02 * capex) / heat,
    }


PUBLISHED = [
    dict(source="by hand: 1500 x 20000 x 0.08 / 100000", inputs=dict(capacity=20, hours=5000, specific_capex=1500),
         answer="heat_cost", expected=24.0, tolerance=1e-9),
]
'''


def write_proposal(
    data: Path, file: str, *, id: str, version: int = 1, title: str = "Sample heat", capacity: str = "20 MW"
) -> Path:
    """One proposal of the test's own technology."""
    path = data / "proposals" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROPOSAL.format(id=id, version=version, title=title, capacity=capacity), encoding="utf-8")
    return path


def run_plainly(data: Path, **options) -> RunSummary:
    """A run without Prefect and with few draws."""
    return run(data, prefect=False, **{"draws": DRAWS, **options})


def published(data: Path, query: str) -> list[dict]:
    """The answer of the current snapshot."""
    connection = open_snapshot(data)
    try:
        return rows(connection, query)
    finally:
        connection.close()


def fingerprint(data: Path) -> dict[str, str]:
    """What the current snapshot says, hashed table by table to the last bit."""
    found = {}
    for table, columns in COMPARED.items():
        answer = published(data, f"SELECT {columns} FROM {table}")
        lines = sorted(json.dumps({name: _exact(value) for name, value in row.items()}, sort_keys=True) for row in answer)
        found[table] = f"{len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"
    return found


def _exact(value):
    return value.hex() if isinstance(value, float) else value if isinstance(value, str | int | bool | None) else json.dumps(value)


class Telling(Silent):
    """Keeps what a run says."""

    def __init__(self, said: list[str]):
        self._said = said

    def say(self, text: str) -> None:
        self._said.append(text)
