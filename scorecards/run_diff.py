"""Which scores moved between two runs, and why: facts, sites, assumptions, evaluator, rubric or reviews."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorecards.life import standing_then
from scorecards.query import run_of
from scorecards.run_list import run_named
from scorecards.table import Table, columns, full
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DIFF = columns(
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("change", "", "moved, new, withdrawn, refused, gone, failed or mended"),
    ("score_before", "points", "in the first run"),
    ("score_after", "points", "in the second run"),
    ("moved", "points", "after less before"),
    (
        "cause",
        "",
        "facts, evaluator, assumptions or code, site or libraries, rubric, reviews or warnings; as change where it came or left",
    ),
    ("why", "", "what it was, in words"),
)

_PAIRS = """
    SELECT coalesce(a.project_id, b.project_id) AS project_id,
           a.project_id IS NOT NULL AS in_a, b.project_id IS NOT NULL AS in_b,
           a.version AS version_a, b.version AS version_b, a.content AS content_a, b.content AS content_b,
           a.key AS key_a, b.key AS key_b, a.score_key AS score_key_a, b.score_key AS score_key_b,
           s.score AS score_a, t.score AS score_b, s.rubric AS rubric_a, t.rubric AS rubric_b,
           e.evaluators AS evaluators_a, f.evaluators AS evaluators_b,
           e.seed AS seed_a, f.seed AS seed_b, e.draws AS draws_a, f.draws AS draws_b,
           coalesce(q.title, p.title) AS title
    FROM (SELECT * FROM standing WHERE run_id = $a) AS a
    FULL JOIN (SELECT * FROM standing WHERE run_id = $b) AS b USING (project_id)
    LEFT JOIN scorecard AS s ON s.score_key = a.score_key
    LEFT JOIN scorecard AS t ON t.score_key = b.score_key
    LEFT JOIN evaluation AS e ON e.key = a.key
    LEFT JOIN evaluation AS f ON f.key = b.key
    LEFT JOIN proposal AS p ON p.project_id = a.project_id AND p.version = a.version AND p.content = a.content
    LEFT JOIN proposal AS q ON q.project_id = b.project_id AND q.version = b.version AND q.content = b.content
    WHERE a.project_id IS NULL OR b.project_id IS NULL OR a.score_key IS DISTINCT FROM b.score_key OR a.key <> b.key
    ORDER BY abs(coalesce(t.score, 0) - coalesce(s.score, 0)) DESC, project_id
"""

# Why a project has no score in the second run, by what its newest version was then.
_LEFT = {
    "withdrawn": ("withdrawn", "is withdrawn"),
    "quarantined": ("refused", "its newest version is in quarantine"),
    "accepted": ("gone", "is accepted, and was not evaluated in the second run"),
    "": ("gone", "is not on record in the second run"),
}


def runs_diff(connection: DuckDBPyConnection, first: str, second: str) -> Table:
    """One row a project whose score is not the same in both runs, the largest move first; NotFound where a run is unknown.

    What was computed anew and brought the same score counts as unchanged; the note says how many.
    """
    a, b = run_named(connection, first), run_named(connection, second)
    answer = connection.execute(_PAIRS, {"a": a, "b": b})
    names = [column[0] for column in answer.description]
    found, again = [], 0
    for values in answer.fetchall():
        pair = dict(zip(names, values, strict=True))
        pair["left"] = None if pair["in_b"] else _LEFT[standing_then(connection, pair["project_id"], b)]
        if _change(pair) == "same score":
            again += 1
            continue
        causes = _causes(connection, pair)
        found.append(
            {
                "project_id": pair["project_id"],
                "title": pair["title"],
                "change": _change(pair),
                "score_before": pair["score_a"],
                "score_after": pair["score_b"],
                "moved": None if pair["score_a"] is None or pair["score_b"] is None else pair["score_b"] - pair["score_a"],
                "cause": " and ".join(cause for cause, _ in causes),
                "why": "; ".join(why for _, why in causes),
            }
        )
    same = rows(connection, "SELECT count(*) AS n FROM standing WHERE run_id = ?", [b])[0]["n"] - sum(
        1 for row in found if row["change"] not in {change for change, _ in _LEFT.values()}
    )
    anew = f", {'all' if again == same else again} of them made anew with the same score" if again else ""
    note = f"Unchanged: {same}{anew}."
    return Table("runs_diff/1", run_of(connection), DIFF, full(found, DIFF), {"first": a, "second": b}, [note])


def _change(pair: Mapping[str, Any]) -> str:
    if not pair["in_a"]:
        return "new"
    if not pair["in_b"]:
        return str(pair["left"][0])
    if pair["score_b"] is None:
        return "failed"
    if pair["score_a"] is None:
        return "mended"
    return "moved" if pair["score_a"] != pair["score_b"] else "same score"


def _causes(connection: DuckDBPyConnection, pair: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not pair["in_a"]:
        return [("new", "was not in the first run, or was refused")]
    if not pair["in_b"]:
        return [pair["left"]]
    causes = []
    if (pair["version_a"], pair["content_a"]) != (pair["version_b"], pair["content_b"]):
        causes.append(("facts", _changed_facts(connection, pair)))
    if pair["key_a"] != pair["key_b"]:
        causes += _code_causes(pair)
        if not causes:
            causes.append(("site or libraries", "the site's data, a fact taken from it, or the numerical libraries changed"))
    if pair["rubric_a"] != pair["rubric_b"] and pair["rubric_a"] and pair["rubric_b"]:
        causes.append(("rubric", f"rubric {pair['rubric_a']} became {pair['rubric_b']}"))
    return causes or [("reviews or warnings", "reviews, claims or warnings changed")]


def _code_causes(pair: Mapping[str, Any]) -> list[tuple[str, str]]:
    before, after = (
        {one["name"]: one for one in json.loads(text or "[]")} for text in (pair["evaluators_a"], pair["evaluators_b"])
    )
    causes = []
    for name in sorted(set(before) & set(after)):
        if before[name]["version"] != after[name]["version"]:
            causes.append(("evaluator", f"{name} {before[name]['version']} became {after[name]['version']}"))
        elif before[name]["code"] != after[name]["code"]:
            causes.append(
                ("assumptions or code", f"a table or the code of {name} changed under the same version {after[name]['version']}")
            )
    if (pair["seed_a"], pair["draws_a"]) != (pair["seed_b"], pair["draws_b"]):
        causes.append(
            ("draws", f"seed {pair['seed_a']} and {pair['draws_a']} draws became seed {pair['seed_b']} and {pair['draws_b']}")
        )
    return causes


def _changed_facts(connection: DuckDBPyConnection, pair: Mapping[str, Any]) -> str:
    before, after = (
        {
            (one["block"], one["grp"], one["field"]): " ".join(filter(None, (one["raw"], one["raw_unit"])))
            for one in rows(
                connection,
                "SELECT block, grp, field, raw, raw_unit FROM fact WHERE project_id = ? AND version = ? AND content = ?",
                [pair["project_id"], pair[f"version_{side}"], pair[f"content_{side}"]],
            )
        }
        for side in "ab"
    )
    changes = []
    for place in sorted(set(before) | set(after)):
        if before.get(place) != after.get(place) and place[2] != "version":
            name = ".".join(filter(None, (place[0], place[2])))
            changes.append(f"{name} {before.get(place, 'not stated')} -> {after.get(place, 'not stated')}")
    shown = ", ".join(changes[:6]) + (f" and {len(changes) - 6} more" if len(changes) > 6 else "")
    version = "" if pair["version_a"] == pair["version_b"] else f"version {pair['version_a']} -> {pair['version_b']}: "
    return version + (shown or "the same facts in another form")
