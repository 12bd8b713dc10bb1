"""A fund with one site, and a proposal for it, for ``cleanfund validate PATH...``."""

from __future__ import annotations

from pathlib import Path

from evaluators.toolkit.contract import evaluator, given, measured


@evaluator("farm")
def farm(
    capacity=given("MW", "power", least=1, most=5000, example=100.0), water_depth=measured("m", "depth", least=3, most=3000)
):
    return {}


EVALUATORS = {"farm": farm}
PROPOSAL = """\
id: T-1
title: Test farm
applicant: Sample Applicant
country: US
pillar: wind
submitted: 2026-09-30
operation_start: 2030-06-01
currency: USD
price_year: 2024
estimate_class: 4
maturity: 7
total_cost: 200 MUSD
grant_requested: 50 MUSD
blocks:
  - technology: farm
    site: bering
    given: {capacity: 500 MW}
"""
CARD = "latitude: 55.0 N\nlongitude: 160.0 W\nwater_depth: 100 m\n"


def with_a_site(folder: Path) -> Path:
    """A fund's folder, made with one site in it."""
    (folder / "sites").mkdir(parents=True)
    (folder / "sites" / "bering.yaml").write_text(CARD)
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
