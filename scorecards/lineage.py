"""The way back from a score to the papers: points, answer, drivers, assumptions, facts, code, draws.

Facts, draws and keys come from the snapshot; the bounds and the source of an assumption from the evaluator's own
declaration, which is loaded for this question alone. Where the code has changed since, the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.card import NOISE, chances_of, top_drivers
from scorecards.declared import Declarations
from scorecards.header_facts import fact_row, header_rows, rule_rows
from scorecards.history import history
from scorecards.query import project_named, run_of, without_scorecard
from scorecards.site_rows import site_rows
from scorecards.table import NotFound, Table, columns, full, not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXPLAIN = columns(
    (
        "step",
        "",
        "version, life, change, points, review, answer, rule, driver, assumption, header fact, fact, money fact, form fact, "
        "attachment, site fact, site series, site note, evaluator or evaluation: the way back",
    ),
    ("block", "", "block of the project, empty for the project's own"),
    ("name", "", "of the criterion, answer, input, fact or evaluator"),
    ("value", "unit", "points, median, share of the spread, or the middle of an assumption"),
    ("low", "unit", "p10 of points and answers, lower end of assumptions and facts"),
    ("high", "unit", "p90 of points and answers, upper end of assumptions and facts"),
    ("unit", "", "of value, low and high"),
    ("probability", "1", "of an answer that is 0 or 1 in every draw, the share of draws of 1"),
    ("text", "", "reason, comment, meaning, rule, shape, what became of it, or the raw text as the applicant wrote it"),
    ("conversion", "", "how the raw text became a value"),
    ("source", "", "document of an assumption; reviewer; version, code hash, seed and draws of an evaluation"),
    ("file", "", "file of a fact or a review, table of a rule; Parquet part of an evaluation"),
    ("place", "", "line and key path, sheet and cell, or line and column"),
    ("sha256", "", "hash of the file; code hash of an evaluator; key of an evaluation"),
)


# What is no statement on a block: the step of each group of facts.
FACT_STEPS = {
    "budget": "money fact",
    "cost_share": "money fact",
    "disbursement": "money fact",
    "form": "form fact",
    "attachment": "attachment",
}


def explain(connection: DuckDBPyConnection, project: str, answer: str | None = None, drivers: int = 5) -> Table:
    """Where the numbers of ``project`` come from; with ``answer``, an answer's or a criterion's alone.

    NotFound names the nearest project or answer.
    """
    without = without_scorecard(connection, project)
    if without is not None and answer is None:
        found = history(connection, without)
        return Table("explain/1", run_of(connection), EXPLAIN, full(found, EXPLAIN), {"project": without}, _why_none(found))
    project = project_named(connection, project)
    cards = rows(connection, "SELECT * FROM scorecard_latest WHERE project_id = ?", [project])
    if not cards:
        raise NotFound(f"There is nothing to explain of {project}: its evaluation failed. See: cleanfund show {project}")
    card = cards[0]
    points = rows(connection, "SELECT * FROM point_latest WHERE project_id = ? ORDER BY position", [project])
    answers = rows(connection, "SELECT * FROM answer_latest WHERE project_id = ? ORDER BY block, name", [project])
    reviewed = _reviewed(points)
    points, answers = _asked(project, points, answers, reviewed, answer)
    found = [
        {
            "step": "points",
            "name": _line_of(one),
            "value": one["points"],
            "low": one["p10"],
            "high": one["p90"],
            "unit": "points",
            "text": one["reason"],
            "source": f"rubric {card['rubric']}",
        }
        for one in points
    ]
    asked = {"project": project} | ({"answer": answer} if answer else {})
    if answer is not None:
        judged = [name for one in points if (name := reviewed.get(_line_of(one)))]
        heard = _reviews(connection, project, judged)
        found += heard
        if not answers:  # what reviewers alone judge comes from no draw and no weather
            missing = [name for name in judged if name not in {one["name"] for one in heard}]
            notes = [f"No review of {', '.join(missing)} has come in yet."] if missing else []
            notes += _versions(connection, card)
            return Table("explain/1", run_of(connection), EXPLAIN, full(found, EXPLAIN), asked, notes)
    else:
        lived = history(connection, project, card["content"])
        found = (lived if len(lived) > 1 else []) + found
    declared = Declarations(connection, card["key"], card["technologies"])
    of_project = any(one["block"] == "" for one in answers)
    header = header_rows(connection, card, answers if answer is not None else []) if of_project else []
    inputs: dict[str, None] = {}
    chances = chances_of(connection, card["key"])
    for one in answers:
        found.append(
            {
                "step": "answer",
                "block": one["block"],
                "name": one["name"],
                "value": one["p50"],
                "low": one["p10"],
                "high": one["p90"],
                "unit": one["unit"],
                "probability": chances.get((one["block"], one["name"])),
                "text": one["meaning"],
            }
        )
        if answer is not None and one["block"] == "":
            found += rule_rows(one["name"], declared.reference_classes, header)
        if answer is None and not (one["block"] == "" and one["name"] == "cost_per_tonne"):
            continue  # drivers of all answers would be a book
        moving = top_drivers(connection, card["key"], one["block"], one["name"], drivers)
        for driver in moving:
            inputs[driver["input"]] = None
            found.append(
                {
                    "step": "driver",
                    "block": one["block"],
                    "name": driver["input"],
                    "value": driver["share"],
                    "unit": "1",
                    "text": f"moves {one['name']} {'up' if driver['direction'] > 0 else 'down'} "
                    f"(rank correlation {driver['direction']:+.2f}){_swing(driver, one['unit'])}",
                }
            )
        found += _others(connection, card["key"], one, len(moving))
    found += [row for name in inputs if (row := declared.assumption(name))]
    found += header
    blocks = {one["block"] for one in answers} - {""} if answer is not None else set()
    stated = _facts(connection, project, card, set(inputs) if answer is not None else None)
    told = {(one.get("file"), one.get("place")) for one in header if one.get("file")}
    stated = [one for one in stated if (one["file"], one.get("place")) not in told]
    found += [one for one in stated if not blocks or one.get("block", "") in blocks | {""}]
    found += declared.evaluators + _evaluation(connection, card["key"])
    return Table(
        "explain/1",
        run_of(connection),
        EXPLAIN,
        full(found, EXPLAIN),
        asked,
        declared.notes + (_versions(connection, card) if answer is not None else []),
    )


def _why_none(lived: Sequence[Mapping[str, Any]]) -> list[str]:
    last = next(one["text"] for one in reversed(lived) if one["step"] == "version")
    return [f"There is no scorecard: the last version is {last}."]


def _versions(connection: DuckDBPyConnection, card: Mapping[str, Any]) -> list[str]:
    """A line on what else came in under this number; none where nothing did."""
    query = "SELECT DISTINCT version, content FROM proposal WHERE project_id = ?"
    came = rows(connection, query, [card["project_id"]])
    if len(came) < 2:
        return []
    count = len({one["version"] for one in came})
    which = f"Version {card['version']} of {count}" if count > 1 else f"One of {len(came)} contents of version {card['version']}"
    return [f"{which}; cleanfund explain {card['project_id']} shows {'both' if len(came) == 2 else 'all'}."]


def _asked(
    project: str, points: list[dict], answers: list[dict], reviewed: Mapping[str, str], wanted: str | None
) -> tuple[list[dict], list[dict]]:
    """The points and answers that ``wanted`` names: an answer, a block's answer as "1.net_energy", or a criterion."""
    if wanted is None:
        return points, [one for one in answers if one["block"] == ""]
    named = [one for one in answers if wanted in (one["name"], f"{one['block']}.{one['name']}")]
    scored = [one for one in points if wanted in (one["criterion"], _line_of(one), reviewed.get(_line_of(one)))]
    if not named and not scored:
        known = [one["name"] for one in answers] + [name for one in points for name in (one["criterion"], _line_of(one))]
        error = not_found("answer or criterion", wanted, known)
        raise NotFound(f"{error} All of them: cleanfund show {project}")
    if named:
        return [one for one in points if _answer_of(one) in {other["name"] for other in named if other["block"] == ""}], named
    behind = {_answer_of(one) for one in scored}
    return scored, [one for one in answers if one["block"] == "" and one["name"] in behind]


def _swing(driver: Mapping[str, Any], unit: str) -> str:
    """Where the answer goes with the input: ", from 484 to 904 USD2024/tonne between its p10 and its p90"."""
    if driver["low"] is None or driver["high"] is None:
        return ""
    return f", from {driver['low']:.3g} to {driver['high']:.3g}{'' if unit == '1' else f' {unit}'} between its p10 and its p90"


def _others(connection: DuckDBPyConnection, key: str, answer: Mapping[str, Any], told: int) -> list[dict]:
    """A row on the inputs after the ``told`` first: the most that each of them moves; none where nothing moves the answer."""
    query = "SELECT share FROM driver WHERE key = ? AND block = ? AND answer = ? ORDER BY share DESC, input"
    shares = [row["share"] for row in rows(connection, query, [key, answer["block"], answer["name"]])]
    if not shares:
        return []
    most = max([0.0, *shares[told:]])
    noise = f"each below {NOISE * 100:g} %, which is the noise of the draws"
    said = noise if most < NOISE else f"each {most * 100:.0f} % or less"
    return [{"step": "driver", "block": answer["block"], "name": "all others" if told else "every input", "text": said}]


def _line_of(point: Mapping[str, Any]) -> str:
    """The line of the rubric: "maturity.technical", or "innovation" where criterion and part are called the same."""
    return point["criterion"] if point["part"] in ("", point["criterion"]) else f"{point['criterion']}.{point['part']}"


def _reviewed(points: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """For each line of the rubric that reviewers judge, what they call it: "maturity.technical": "maturity_technical"."""
    return {_line_of(one): one["review"] for one in points if one.get("review")}


def _reviews(connection: DuckDBPyConnection, project: str, judged: Sequence[str]) -> list[dict]:
    return [
        {
            "step": "review",
            "name": one["criterion"],
            "value": one["points"],
            "unit": "points",
            "text": one["comment"],
            "source": one["reviewer"],
            "file": one["file"],
            "place": one["place"],
            "sha256": one["sha256"],
        }
        for one in rows(
            connection,
            "SELECT * FROM review WHERE project_id = ? AND list_contains(?, criterion) "
            "ORDER BY list_position(?, criterion), reviewer",
            [project, list(judged), list(judged)],
        )
    ]


def _answer_of(point: Mapping[str, Any]) -> str:
    """A reason begins with the answer that its points come from (``scorecard._part_row``)."""
    return point["reason"].partition(" ")[0]


def _facts(connection: DuckDBPyConnection, project: str, card: Mapping[str, Any], inputs: set[str] | None) -> list[dict]:
    """The facts that this version states; with ``inputs``, those first that are asked about, then the rest."""
    stated = rows(
        connection,
        "SELECT DISTINCT grp, block, field, raw, raw_unit, low, high, unit, conversion, file, place, sha256 FROM fact "
        "WHERE project_id = ? AND version = ? AND content = ? ORDER BY block, grp, field, file, place",
        [project, card["version"], card["content"]],
    )
    found = [
        {**fact_row(one, _fact_name(one), FACT_STEPS.get(one["grp"], "fact")), "block": one["block"]}
        for one in stated
        if inputs is None or one["grp"] == "given" or one["field"] in inputs
    ]
    return found + site_rows(connection, project, card["version"], card["content"])


def _fact_name(one: dict) -> str:
    """Who pays and when has names such as "other" and "year_1" that say little alone."""
    return f"{one['grp']}.{one['field']}" if one["grp"] in ("cost_share", "disbursement") else one["field"]


def _evaluation(connection: DuckDBPyConnection, key: str) -> list[dict]:
    return [
        {
            "step": "evaluation",
            "name": "draws",
            "value": one["draws"],
            "unit": "1",
            "source": f"seed {one['seed']}, {one['draws']} draws",
            "text": "all draws lie in this Parquet part",
            "file": one["part"],
            "sha256": one["key"],
        }
        for one in rows(connection, "SELECT key, seed, draws, part FROM evaluation WHERE key = ?", [key])
    ]
