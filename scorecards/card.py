"""One project's scorecard as flat rows: what it scored and why, what we found, what it claimed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scorecards.decision import decision_rows
from scorecards.exhibit_rows import exhibit_rows
from scorecards.failure import failure_of
from scorecards.overrides import panel_rows
from scorecards.progress_query import progress_rows
from scorecards.query import project_named, run_of
from scorecards.reported_against import reported_against
from scorecards.rubric_rows import claim_rows, gate_rows, score_notes
from scorecards.table import Table, columns, full
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOW = columns(
    (
        "section",
        "",
        "project, score, points, gates, reviews, panel, answers, two costs, claims, drivers, tornado, decision, ask next, "
        "progress, warnings, exhibits, notes or failure",
    ),
    ("block", "", "block of the project, empty for the project's own"),
    ("name", "", "of the criterion, answer, claim, input, exhibit or header field"),
    ("part", "", "part of the criterion; in drivers and tornado, the answer that is driven; in exhibits, row and column"),
    ("text", "", "header value, reason, comment, meaning or verdict; of an exhibit, what is no number"),
    ("value", "unit", "points; median of an answer; lower end of a claim; share of the spread for a driver"),
    ("low", "unit", "p10: 10 % of draws lie below; lower end of a claim; in tornado, the answer where the input is at its p10"),
    ("high", "unit", "p90: 90 % of draws lie below; upper end of a claim; in tornado, the answer where the input is at its p90"),
    ("unit", "", "of value, low and high"),
    ("maximum", "points", "most that can be reached"),
    ("minimum", "points", "least that must be reached; of a gate, the share of draws"),
    ("weight", "1", "of the criterion"),
    (
        "probability",
        "1",
        "chance to pass; of an answer of 0 and 1, the share of draws of 1; of a claim, the share of our draws below it; of a "
        "driver, the rank correlation",
    ),
    ("place", "", "file and place, of reviews, claims and warnings"),
    ("flag", "", "of a claim: credible, optimistic or outside what we find possible"),
    ("score_if_true", "points", "of a claim: the score with it in the place of our answer; empty where it drives no points"),
)
HEADER = ("title", "applicant", "country", "pillar", "technologies", "version", "rubric")
DRIVEN = ("cost_per_tonne", "expected_t_10y", "npv_with_grant")
NOISE = 0.02  # share of a spread [1] below which the draws cannot tell an input from one that moves nothing
TWO_COSTS = (
    "cost_per_tonne and cost_net are two figures. cost_per_tonne is the same for every technology: the cost to build weighed "
    "with the stated one (capex), less what the product sells for, at the fund-wide discount rate, per present tonne avoided or "
    "removed over life. cost_net is the plant's: our own cost to build (capex_independent) at the project's own cost of "
    "capital, per tonne left net over life. No credit is taken off either."
)
# Who declares an answer of 0 and 1 says "1 where"; one that happens to be 0, or 1, in every draw is none.
CHANCES = """
    SELECT block, name, mean FROM answer
    WHERE key = ? AND unit = '1' AND len(list_filter(percentiles, lambda x: x NOT IN (0, 1))) = 0
      AND (len(list_distinct(percentiles)) = 2 OR meaning LIKE '1 where %')
"""


def show(connection: DuckDBPyConnection, project: str, drivers: int = 5) -> Table:
    """The scorecard of ``project``, with the ``drivers`` inputs that move each main answer most; NotFound otherwise."""
    project = project_named(connection, project)
    cards = rows(connection, "SELECT * FROM scorecard_latest WHERE project_id = ?", [project])
    found = _card(connection, cards[0], drivers) if cards else _failure(connection, project)
    return Table("show/1", run_of(connection), SHOW, full(found, SHOW), {"project": project})


def _card(connection: DuckDBPyConnection, card: dict[str, Any], drivers: int) -> list[dict[str, Any]]:
    project = [card["project_id"]]
    header = dict(card, technologies=" + ".join(card["technologies"]))
    found = [{"section": "project", "name": "project_id", "text": card["project_id"]}]
    found += [{"section": "project", "name": name, "text": str(header[name] or "")} for name in HEADER]
    found.append(
        {
            "section": "score",
            "name": "score",
            "value": card["score"],
            "low": card["score_p10"],
            "high": card["score_p90"],
            "unit": "points",
            "maximum": card["maximum"],
            "probability": card["pass_probability"],
            "text": ("passes" if card["passes"] else "does not pass") + ("" if card["complete"] else ", a review is awaited"),
        }
    )
    found += [{"section": "score", "name": "reason", "text": reason} for reason in card["reasons"] if reason]
    found += score_notes(card)
    for row in rows(connection, "SELECT * FROM point_latest WHERE project_id = ? ORDER BY position", project):
        found.append(
            {
                "section": "points",
                "name": row["criterion"],
                "part": row["part"],
                "text": row["reason"],
                "value": row["points"],
                "low": row["p10"],
                "high": row["p90"],
                "unit": "points",
                "maximum": row["maximum"],
                "minimum": row["minimum"],
                "weight": row["weight"],
                "probability": row["pass_probability"],
            }
        )
    found += gate_rows(connection, card["project_id"])
    found += _comments(connection, card["project_id"]) + panel_rows(connection, card["project_id"])
    chances = chances_of(connection, card["key"])
    for row in rows(connection, "SELECT * FROM answer_latest WHERE project_id = ? ORDER BY block, name", project):
        found.append(
            {
                "section": "answers",
                "block": row["block"],
                "name": row["name"],
                "text": row["meaning"],
                "value": row["p50"],
                "low": row["p10"],
                "high": row["p90"],
                "unit": row["unit"],
                "probability": chances.get((row["block"], row["name"])),
            }
        )
    if any(row["name"] == "cost_net" for row in found if row["section"] == "answers"):
        found.append({"section": "two costs", "name": "cost_net", "text": TWO_COSTS})
    found += claim_rows(connection, card["project_id"])
    units = {row["name"]: row["unit"] for row in found if row["section"] == "answers" and not row["block"]}
    for answer in DRIVEN:
        for row in top_drivers(connection, card["key"], "", answer, drivers):
            drives = {"name": row["input"], "part": answer}
            found.append(
                {**drives, "section": "drivers", "value": row["share"], "unit": "1", "probability": row["direction"]}
            )
            if row["low"] is not None and row["high"] is not None:
                ends = {"low": row["low"], "high": row["high"], "unit": units.get(answer)}
                found.append({**drives, "section": "tornado", **ends})
    found += decision_rows(connection, card["key"], DRIVEN)
    found += progress_rows(connection, card["project_id"], card["version"], card["content"])
    found += reported_against(connection, card["project_id"], [row for row in found if row["section"] == "answers"])
    found += released_rows(connection, card["project_id"], card["version"], card["content"])
    found += _warnings(connection, card["project_id"], card["version"], card["content"])
    found += exhibit_rows(connection, card["key"])
    return found + [{"section": "notes", "name": "note", "text": note} for note in card["notes"] or []]


def _failure(connection: DuckDBPyConnection, project: str) -> list[dict[str, Any]]:
    failed = rows(
        connection,
        "SELECT f.*, p.title, p.applicant, p.country, p.pillar, p.technologies FROM failure_latest AS f "
        "LEFT JOIN standing AS t ON t.project_id = f.project_id AND t.run_id = (SELECT run_id FROM snapshot) "
        "LEFT JOIN proposal AS p ON p.project_id = t.project_id AND p.version = t.version AND p.content = t.content "
        "WHERE f.project_id = ?",
        [project],
    )[0]
    header = dict(failed, technologies=" + ".join(failed["technologies"] or []))
    names = [one["name"] for one in json.loads(failed["evaluators"] or "[]")]
    said = failure_of(failed["failure"] or "", names)
    found = [{"section": "project", "name": "project_id", "text": project}]
    found += [{"section": "project", "name": name, "text": str(header.get(name) or "")} for name in HEADER]
    found += [
        {"section": "failure", "name": "evaluator", "text": said.evaluator},
        {"section": "failure", "name": "where", "text": said.place, "place": said.place},
        {"section": "failure", "name": "reason", "text": said.error},
        {"section": "failure", "name": "traceback", "text": (failed["failure"] or "").strip()},
    ]
    return found


def _comments(connection: DuckDBPyConnection, project: str) -> list[dict[str, Any]]:
    """What reviewers wrote beside their points; ``part`` is the reviewer."""
    return [
        {
            "section": "reviews",
            "name": row["criterion"],
            "part": row["reviewer"],
            "text": row["comment"],
            "value": row["points"],
            "unit": "points",
            "place": f"{row['file']}, {row['place']}",
        }
        for row in rows(
            connection,
            "SELECT * FROM review WHERE project_id = ? AND trim(comment) <> '' ORDER BY criterion, reviewer",
            [project],
        )
    ]


def released_rows(connection: DuckDBPyConnection, project: str, version: int, content: str) -> list[dict[str, Any]]:
    """Rows of the section ``warnings``: each finding that refused the proposal until somebody released it."""
    return [
        {
            "section": "warnings",
            "block": row["block"],
            "name": row["field"],
            "part": row["rule"],
            "text": f"Released by {row['by_whom']} on {row['released_at']:%Y-%m-%d}: {row['why']} — {row['reason']}",
            "place": f"{row['file']}, {row['place']}",
        }
        for row in rows(
            connection,
            "SELECT DISTINCT f.block, f.field, f.rule, f.reason, f.file, f.place, r.by_whom, r.reason AS why, r.released_at "
            "FROM finding AS f JOIN release AS r USING (content, rule, block, field, found) "
            "WHERE f.project_id = ? AND f.version = ? AND f.content = ? AND f.severity = 'critical' "
            "ORDER BY f.block, f.field, f.rule, f.file, f.place",
            [project, version, content],
        )
    ]


def _warnings(connection: DuckDBPyConnection, project: str, version: int, content: str) -> list[dict[str, Any]]:
    # One proposal may be read again by later runs; the same warning is shown once.
    return [
        {
            "section": "warnings",
            "block": row["block"],
            "name": row["field"],
            "part": row["rule"],
            "text": f"{row['reason']} {row['remedy']}".strip(),
            "place": f"{row['file']}, {row['place']}",
        }
        for row in rows(
            connection,
            "SELECT DISTINCT block, field, rule, reason, remedy, file, place FROM finding "
            "WHERE project_id = ? AND version = ? AND content = ? AND severity = 'warning' "
            "ORDER BY block, field, rule, file, place",
            [project, version, content],
        )
    ]


def top_drivers(connection: DuckDBPyConnection, key: str, block: str, answer: str, most: int) -> list[dict[str, Any]]:
    """The inputs that move ``answer`` most: input, share of the variance of ranks [1], direction [-1..1], and ``low`` and
    ``high``: the answer at the input's 10th and 90th percentile, in its own unit. None below ``NOISE``."""
    return rows(
        connection,
        "SELECT input, share, direction, low, high FROM driver WHERE key = ? AND block = ? AND answer = ? AND share >= ? "
        "ORDER BY share DESC, input LIMIT ?",
        [key, block, answer, NOISE, most],
    )


def chances_of(connection: DuckDBPyConnection, key: str) -> dict[tuple[str, str], float]:
    """Of each answer, (block, name), that is 0 or 1 in every draw of the evaluation ``key``: the share of draws of 1 [1]."""
    return {(row["block"], row["name"]): row["mean"] for row in rows(connection, CHANCES, [key])}
