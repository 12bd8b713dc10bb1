"""One question, parsed once, answered the same in the command, the pages and the exports.

Every function takes a read-only connection from ``warehouse.open_snapshot`` and returns a ``Table`` of flat rows.
``show`` and ``explain`` lie in ``scorecards/card.py`` and ``scorecards/lineage.py``, what moved between two runs in
``scorecards/run_diff.py``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorecards.table import NotFound, QuestionError, Table, columns, full, not_found
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from scorecards.rank_softness import Softness

RANK = columns(
    ("rank", "1", "place among all scorecards of the run; equal scores share a place"),
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("applicant", "", "who applies"),
    ("pillar", "", "the fund's programme"),
    ("country", "", "where it is built, ISO 3166"),
    ("technologies", "", "one for each block, joined by ' + '"),
    ("score", "points", "sum of weight times points"),
    ("score_p10", "points", "10 % of draws lie below"),
    ("score_p90", "points", "90 % of draws lie below"),
    ("maximum", "points", "the most that can be reached under these weights"),
    ("passes", "", "every minimum and gate of the rubric is met"),
    ("pass_probability", "1", "share of draws in which every minimum and gate is met"),
    ("complete", "", "no criterion waits for a review"),
    ("fails_at", "", "in a word, the first minimum or gate that is not met; review where one is awaited"),
    ("released", "1", "findings that somebody released from quarantine"),
    ("cost_per_tonne", "USD2024/tonne", "median; empty where no net tonne is left"),
    ("expected_t_10y", "tonne", "median of CO2e of ten years times the chance of being built"),
    ("version", "1", "version of the proposal"),
)


@dataclass(frozen=True)
class RankQuestion:
    """Which projects, under which weights. ``weights`` names criteria; those not named keep the rubric's weight.

    ``softness`` asks for the columns of ``rank_softness.py`` beside the place.
    """

    weights: Mapping[str, float] | None = None
    pillar: str | None = None
    country: str | None = None
    technology: str | None = None
    top: int | None = None
    softness: Softness | None = None

    @classmethod
    def parse(
        cls,
        *,
        weights: str | None = None,
        pillar: str | None = None,
        country: str | None = None,
        technology: str | None = None,
        top: int | None = None,
        softness: Softness | None = None,
    ) -> RankQuestion:
        """From the words of a command line or a URL; QuestionError says what cannot be read."""
        if top is not None and top < 1:
            raise QuestionError(f"--top is {top}; it must be 1 or more.")
        return cls(parse_weights(weights) if weights is not None else None, pillar, country, technology, top, softness)


def parse_weights(text: str) -> dict[str, float]:
    """ "innovation=2,cost_efficiency=1" as numbers; QuestionError names the part that cannot be read."""
    weights: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or not name or not math.isfinite(value) or value < 0:
            raise QuestionError(
                f"'{part}' is not a weight. Write criterion=number, 0 or more: --weights innovation=2,cost_efficiency=1"
            )
        if name in weights:
            raise QuestionError(f"The weight of '{name}' is given twice. Give it once.")
        weights[name] = value
    if not weights:
        raise QuestionError(
            "No weight is given. Write criterion=number, parted by commas: --weights innovation=2,cost_efficiency=1"
        )
    return weights


def rank(connection: DuckDBPyConnection, question: RankQuestion = RankQuestion()) -> Table:
    """The scorecards of the run, best first; filters leave the place among all untouched."""
    run = run_of(connection)
    asked: dict[str, Any] = {}
    notes = []
    if question.weights is None:
        scores, values = "SELECT project_id, score, score_p10, score_p90, maximum FROM scorecard_latest", list[Any]()
    else:
        weights = all_weights(connection, question.weights)
        asked["weights"] = weights
        scores, values = _weighted(weights)
        notes.append("Weights: " + ", ".join(f"{name}={value:g}" for name, value in weights.items()) + ".")
        notes.append("Minimums and gates are those of the rubric, whatever the weights.")
    where, filters = _filters(connection, question)
    asked |= {name: value for name, value in vars(question).items() if name not in ("weights", "softness") and value is not None}
    found = rows(
        connection,  # the f-string holds our own words alone; every value of the user is a parameter
        f"""
        WITH scores AS ({scores}),
        placed AS (SELECT *, rank() OVER (ORDER BY score DESC) AS rank FROM scores)
        SELECT p.rank, s.project_id, s.title, s.applicant, s.pillar, s.country,
               array_to_string(s.technologies, ' + ') AS technologies,
               p.score, p.score_p10, p.score_p90, p.maximum, s.passes, s.pass_probability, s.complete, s.reasons,
               c.p50 AS cost_per_tonne, t.p50 AS expected_t_10y, s.version,
               (SELECT count(DISTINCT (r.rule, r.block, r.field, r.found))
                FROM release AS r JOIN finding AS f USING (content, rule, block, field, found)
                WHERE f.content = s.content AND f.project_id = s.project_id AND f.version = s.version
                  AND f.severity = 'critical') AS released
        FROM placed AS p
        JOIN scorecard_latest AS s USING (project_id)
        LEFT JOIN answer_latest AS c ON c.project_id = s.project_id AND c.block = '' AND c.name = 'cost_per_tonne'
        LEFT JOIN answer_latest AS t ON t.project_id = s.project_id AND t.block = '' AND t.name = 'expected_t_10y'
        {where}
        ORDER BY p.rank, s.project_id
        """,  # noqa: S608
        [*values, *filters],
    )
    for row in found:
        row["fails_at"] = "" if row["passes"] else fails_at(row["reasons"])
    shown = found[: question.top] if question.top else found
    if len(shown) < len(found):
        notes.append(f"{len(shown)} of {len(found)} shown; all: leave out --top.")
    failed = [row["project_id"] for row in rows(connection, "SELECT project_id FROM failure_latest ORDER BY project_id")]
    if failed:
        notes.append(f"Not ranked, for the evaluation failed: {', '.join(failed)}. See: cleanfund show {failed[0]}")
    shape = list(RANK)
    if question.softness is not None:
        from scorecards.rank_softness import soften  # NumPy, which the plain ranking does without

        more, soft, asked["softness"], told = soften(connection, question.softness, asked.get("weights"))
        shown = [row | soft[row["project_id"]] for row in shown]
        shape, notes = [*RANK, *more], [*notes, *told]
    return Table("rank/1", run, shape, full(shown, shape), asked, notes)


def all_weights(connection: DuckDBPyConnection, given: Mapping[str, float]) -> dict[str, float]:
    """The weight of every criterion: as given, otherwise the rubric's; QuestionError for a name that is not there."""
    rubric = {
        row["criterion"]: row["weight"]
        for row in rows(
            connection, "SELECT criterion, max(weight) AS weight FROM criterion_latest GROUP BY criterion ORDER BY criterion"
        )
    }
    unknown = sorted(set(given) - set(rubric))
    if unknown:
        try:
            raise not_found("criterion", unknown[0], rubric)
        except NotFound as error:
            raise QuestionError(f"{error} The rubric has: {', '.join(rubric) or 'none'}.") from None
    weights = {name: given.get(name, weight) for name, weight in rubric.items()}
    if not any(weights.values()):
        raise QuestionError("All weights are 0, so nothing would be ranked. Leave at least one criterion a weight above 0.")
    return weights


def fails_at(reasons: Iterable[str]) -> str:
    """The first of the reasons not to pass, in a word: the telling one of its title's first three, or "review".

    A reason is written by ``scorecard.py``: "Title: 2 of 5 points; ...", "Gate 'Title' is passed in ..." or
    "Title waits for a review."
    """
    stated = [reason for reason in reasons if reason]
    failing = [reason for reason in stated if not reason.endswith("waits for a review.")]
    if not failing:
        return "review" if stated else ""
    gate = re.match(r"Gate '(.*?)' ", failing[0])
    title = gate[1] if gate else failing[0].partition(":")[0]
    return max(title.lower().split()[:3], key=len, default="")


def _weighted(weights: Mapping[str, float]) -> tuple[str, list[Any]]:
    """SQL for score and range under ``weights``: points are added stratum by stratum, never percentile by percentile."""
    points = ", ".join(f"any_value(s.points) FILTER (s.criterion = ?) AS c{i}" for i in range(len(weights)))
    # A criterion that only reviewers judge has one stratum for all. Points are stored as FLOAT: four decimals bring back
    # what was rounded to steps of 0.01.
    total = " + ".join(f"? * coalesce(round(c{n}[least(i, len(c{n}))]::DOUBLE, 4), 0)" for n in range(len(weights)))
    query = f"""
        WITH weight AS (SELECT unnest(?::VARCHAR[]) AS criterion, unnest(?::DOUBLE[]) AS weight),
        central AS (
            SELECT c.project_id, sum(w.weight * c.points) AS score FROM criterion_latest AS c JOIN weight AS w USING (criterion)
            GROUP BY c.project_id
        ),
        most AS (
            -- a bonus comes on top; snapshots of old know of none
            SELECT p.project_id, sum(w.weight * p.maximum) AS maximum
            FROM (SELECT false AS bonus WHERE false UNION ALL BY NAME FROM point_latest) AS p JOIN weight AS w USING (criterion)
            WHERE p.bonus IS NOT TRUE
            GROUP BY p.project_id
        ),
        columns AS (
            SELECT l.project_id, max(len(s.points)) AS strata, {points}
            FROM scorecard_latest AS l JOIN point_strata AS s USING (score_key) GROUP BY l.project_id
        ),
        totals AS (
            SELECT project_id, list_transform(range(1, strata + 1), lambda i: {total}) AS total FROM columns
        )
        -- half up to 0.01, as scorecard.py rounds the score of record
        SELECT l.project_id, floor(coalesce(central.score, 0) * 100 + 0.5 + 1e-9) / 100 AS score,
               round(list_aggregate(totals.total, 'quantile_cont', 0.1), 6) AS score_p10,
               round(list_aggregate(totals.total, 'quantile_cont', 0.9), 6) AS score_p90,
               coalesce(most.maximum, 0) AS maximum
        FROM scorecard_latest AS l
        LEFT JOIN central USING (project_id) LEFT JOIN most USING (project_id) LEFT JOIN totals USING (project_id)
    """  # noqa: S608 - names and weights are parameters
    names, numbers = list(weights), [float(value) for value in weights.values()]
    return query, [names, numbers, *names, *numbers]


def _filters(connection: DuckDBPyConnection, question: RankQuestion) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[str] = []
    for kind, wanted, known, test in (
        ("pillar", question.pillar, "SELECT DISTINCT pillar AS name FROM scorecard_latest", "lower(s.pillar) = lower(?)"),
        ("country", question.country, "SELECT DISTINCT country AS name FROM scorecard_latest", "lower(s.country) = lower(?)"),
        (
            "technology",
            question.technology,
            "SELECT DISTINCT unnest(technologies) AS name FROM scorecard_latest",
            "list_contains(list_transform(s.technologies, lambda t: lower(t)), lower(?))",
        ),
    ):
        if wanted is None:
            continue
        names = [row["name"] for row in rows(connection, known) if row["name"]]
        if wanted.lower() not in {name.lower() for name in names}:
            raise not_found(kind, wanted, names)
        parts.append(test)
        values.append(wanted)
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


def run_of(connection: DuckDBPyConnection) -> str:
    """The id of the run that this snapshot is named after."""
    return rows(connection, "SELECT run_id FROM snapshot")[0]["run_id"]


def project_named(connection: DuckDBPyConnection, project: str) -> str:
    """The project's id as it is written in the snapshot, whatever the case; NotFound names the nearest."""
    known = [
        row["project_id"]
        for row in rows(connection, "SELECT project_id FROM scorecard_latest UNION SELECT project_id FROM failure_latest")
    ]
    for name in known:
        if name.lower() == project.lower():
            return name
    gone = without_scorecard(connection, project)
    if gone is not None:
        query = "SELECT status FROM proposal WHERE project_id = ? ORDER BY version DESC, status DESC LIMIT 1"
        (last,) = rows(connection, query, [gone])
        if last["status"] == "withdrawn":
            raise NotFound(f"{gone} has no scorecard: it is withdrawn. Its life: cleanfund explain {gone}")
        raise NotFound(f"{gone} has no scorecard: it is in quarantine. See: cleanfund quarantine show {gone}")
    raise not_found("project", project, known)


def without_scorecard(connection: DuckDBPyConnection, project: str) -> str | None:
    """The id, as it is written, of a project that came in and has no scorecard; None for any other name."""
    found = rows(
        connection,
        "SELECT project_id FROM proposal WHERE lower(project_id) = lower(?) AND project_id NOT IN "
        "(SELECT project_id FROM scorecard_latest UNION SELECT project_id FROM failure_latest) LIMIT 1",
        [project],
    )
    return found[0]["project_id"] if found else None
