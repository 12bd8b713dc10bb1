"""A small fund with one call, frozen: three cheap projects of the test's own technology, one of them reviewed."""

from __future__ import annotations

import shutil
from pathlib import Path

from spine_fixtures import EVALUATOR, run_plainly, write_proposal

from flows.call_freeze import freeze
from flows.fund import read_fund
from scorecards.call_history import append

CALL = "heat-2026"
FUND = """\
name: Sample Heat Fund
contact: grants@example.org
pool: 100 MUSD2024
draws: 400
pillars: {heat: Heat}
ring_fences: {heat: 8 MUSD2024}
calls:
  heat-2026: {opens: 2026-09-01, closes: 2026-10-31, rank_band: true, redress_days: 20}
"""
JUDGED = {
    "innovation": 12, "ghg_quality": 4, "maturity_technical": 4, "maturity_financial": 4, "maturity_operational": 4,
    "replicability_efficiency": 3, "replicability_deployment": 3, "replicability_leadership": 3, "cost_quality": 2,
}  # fmt: skip


def write_evaluator(folder: Path, text: str = EVALUATOR) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "geothermal_heat.py").write_text(text)
    return folder


def published_fund(data: Path) -> Path:
    """The fund, run once; CLEANFUND_EVALUATORS names the folder of the technology."""
    for number in (1, 2, 3):
        write_proposal(
            data, f"heat-{number}.yaml", id=f"HEAT-{number}", capacity=f"{10 * number} MW", title=f"Heat of field {number}"
        )
    (data / "fund.yaml").write_text(FUND, encoding="utf-8")
    (data / "reviews").mkdir()
    lines = [
        f"HEAT-{number},{reviewer},{criterion},{points - (number == 3) * 0.5},{comment},no"
        for number in (2, 3)
        for reviewer, comment in (("Prof. Aiko Tanaka", "Well argued."), ("Reviewer B", "As Prof. Aiko Tanaka says of HEAT-1."))
        for criterion, points in JUDGED.items()
    ]
    (data / "reviews" / "panel.csv").write_text("\n".join(["proposal,reviewer,criterion,points,comment,conflict", *lines]) + "\n")
    run_plainly(data)
    return data


def open_and_freeze(data: Path) -> None:
    append(data, CALL, "open", "A. Sato", "The call is opened.", lambda history: {})
    freeze(data, CALL, "A. Sato", "All proposals are in.", read_fund(data))


def copied(data: Path, place: Path) -> Path:
    """A copy that a test may spoil; frozen files are writable in it."""
    shutil.copytree(data, place)
    for path in (place / "calls").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    return place
