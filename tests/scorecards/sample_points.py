"""The projects of the sample snapshot and their points, with the names of its two runs."""

from __future__ import annotations

FIRST, SECOND = "20260101T000000-aaaa", "20260201T000000-bbbb"
HOSTILE = "[bold]=HYPERLINK[/bold] \x1b[31mred\x1b[0m \u202eevil"
INFINITE = float("inf")

TRACEBACK = """Traceback (most recent call last):
  File "/somewhere/evaluators/toolkit/evaluate.py", line 70, in evaluate
    returned = checked(found, found.function(**bound.values), draws)
  File "/somewhere/evaluators/offshore_wind/wake.py", line 3, in lost
    return power / spacing
  File "/somewhere/site-packages/numpy/core.py", line 900, in divide
    raise ZeroDivisionError("no spacing")
ZeroDivisionError: no spacing"""

# project: title, country, pillar, technologies, points by criterion (review innovation; drawn ghg; drawn cost), cost p10 p50 p90
PROJECTS = {
    "CTIF-001": (
        "Bering Sea Floating Wind Pilot with a title that is far too long for one narrow terminal line",
        "US",
        "offshore_wind",
        ["offshore_wind"],
        12.0,
        4.0,
        10.0,
        (40.0, 60.0, 95.0),
    ),
    "CTIF-002": (HOSTILE, "JP", "hydrogen", ["hydrogen_storage"], 14.5, 3.0, 6.0, (90.0, 200.0, INFINITE)),
    "CTIF-003": (
        "=cmd|'/c calc'!A1",
        "JP",
        "carbon_capture",
        ["carbon_capture", "offshore_wind"],
        9.0,
        5.0,
        2.5,
        (300.0, INFINITE, INFINITE),
    ),
}
WEIGHTS = {"innovation": 2.0, "ghg_avoidance": 1.0, "cost_efficiency": 1.0}
MAXIMUM = {"innovation": 15.0, "ghg_avoidance": 5.0, "cost_efficiency": 12.0}


def strata(middle: float, phase: int) -> list[float]:
    """200 points around ``middle``, in steps of 0.01, in another order for each ``phase``."""
    return [round(middle - 1 + ((k * (37 + 2 * phase)) % 200) / 100, 2) for k in range(200)]


def points_of(project: str) -> dict[str, float]:
    _, _, _, _, innovation, ghg, cost, _ = PROJECTS[project]
    return {"innovation": innovation, "ghg_avoidance": ghg, "cost_efficiency": cost}


def strata_of(project: str) -> dict[str, list[float]]:
    points, number = points_of(project), int(project[-1])
    return {
        "innovation": [points["innovation"]],  # judged by reviewers: one stratum for all
        "ghg_avoidance": strata(points["ghg_avoidance"], number),
        "cost_efficiency": strata(points["cost_efficiency"], number + 3),
    }
