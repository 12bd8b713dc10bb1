"""Which scores and ranks moved between two runs, and how much of each move is due to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.diff_chain import ORDER, place
from scorecards.diff_parts import Anew, Parts
from scorecards.life import standing_then
from scorecards.query import run_of
from scorecards.run_list import run_named
from scorecards.table import Table, columns, full
from scorecards.warehouse import has_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TOGETHER = "together"
MEANINGS = {
    "facts": "what the proposal states, the choice of its site too",
    "site": "what the site brings, with the proposal as it was",
    "assumptions": "what the evaluators suppose",
    "evaluator": "the evaluators' code, with their tables that declare no assumption",
    "libraries": "the numerical libraries",
    "draws": "seed and number of draws",
    "rubric": "weights, scales and case, on the answers of the first run",
    "reviews": "the reviewers' points, or those set in their place",
    TOGETHER: "causes that could not be told apart; the column cause names them joined by +",
}
DIFF = columns(
    ("project_id", "", "the fund's number of the project"),
    ("title", "", "what the project is called"),
    ("change", "", "moved, new, withdrawn, refused, gone, failed, mended; rank where the rank alone moved"),
    ("score_before", "points", "in the first run"),
    ("score_after", "points", "in the second run"),
    ("moved", "points", "after less before: the sum of the nine parts that follow; empty parts did not change"),
    *((name, "points", f"part of the move: {meaning}") for name, meaning in MEANINGS.items()),
    ("rank_before", "1", "among all scorecards of the first run; equal scores share a place"),
    ("rank_after", "1", "among all scorecards of the second run"),
    ("rank_moved", "1", "after less before, below 0 is up: the sum of the ten parts that follow"),
    *((f"rank_{name}", "1", f"places by the score's part of that name, all others as in the first run: {meaning}")
      for name, meaning in MEANINGS.items()),
    ("rank_others", "1", "places by what became of the other projects"),
    ("cause", "", "the causes joined by ', '; as change where the project came or left"),
    ("why", "", "what it was, in words"),
)  # fmt: skip

_PAIRS = """
    SELECT coalesce(a.project_id, b.project_id) AS project_id,
           a.project_id IS NOT NULL AS in_a, b.project_id IS NOT NULL AS in_b,
           a.version AS version_a, b.version AS version_b, a.content AS content_a, b.content AS content_b,
           a.key AS key_a, b.key AS key_b, a.score_key AS score_key_a, b.score_key AS score_key_b,
           s.score AS score_a, t.score AS score_b, s.rubric AS rubric_a, t.rubric AS rubric_b,
           e.evaluators AS evaluators_a, f.evaluators AS evaluators_b,
           e.seed AS seed_a, f.seed AS seed_b, e.draws AS draws_a, f.draws AS draws_b,
           {kept}, coalesce(q.title, p.title) AS title
    FROM (SELECT * FROM standing WHERE run_id = $a) AS a
    FULL JOIN (SELECT * FROM standing WHERE run_id = $b) AS b USING (project_id)
    LEFT JOIN scorecard AS s ON s.score_key = a.score_key
    LEFT JOIN scorecard AS t ON t.score_key = b.score_key
    LEFT JOIN evaluation AS e ON e.key = a.key
    LEFT JOIN evaluation AS f ON f.key = b.key
    LEFT JOIN proposal AS p ON p.project_id = a.project_id AND p.version = a.version AND p.content = a.content
    LEFT JOIN proposal AS q ON q.project_id = b.project_id AND q.version = b.version AND q.content = b.content
    {joined}
    ORDER BY abs(coalesce(t.score, 0) - coalesce(s.score, 0)) DESC, project_id
"""
_KEPT = {
    "kept": "g.header AS header_a, g.blocks AS blocks_a, h.header AS header_b, h.blocks AS blocks_b, "
    "CASE WHEN a.key <> b.key THEN p.inputs END AS inputs_a, CASE WHEN a.key <> b.key THEN q.inputs END AS inputs_b",
    "joined": "LEFT JOIN evaluated_from AS g ON g.key = a.key AND a.key <> b.key "
    "LEFT JOIN evaluated_from AS h ON h.key = b.key AND a.key <> b.key",
}
_NOT_KEPT = {"kept": "NULL AS header_a, NULL AS header_b", "joined": ""}

# Why a project has no score in the second run, by what its newest version was then.
_LEFT = {
    "withdrawn": ("withdrawn", "is withdrawn"),
    "quarantined": ("refused", "its newest version is in quarantine"),
    "accepted": ("gone", "is accepted, and was not evaluated in the second run"),
    "": ("gone", "is not on record in the second run"),
}


def runs_diff(connection: DuckDBPyConnection, first: str, second: str, anew: Anew | None = None) -> Table:
    """One row a project whose score or rank is not the same in both runs, the largest move of the score first.

    ``anew`` evaluates what no run did where several causes met; without it they stay together. NotFound where a run is unknown.
    What was computed anew and brought the same score counts as unchanged; the note says how many.
    """
    a, b = run_named(connection, first), run_named(connection, second)
    pairs = _pairs(connection, a, b)
    before, after = (sorted(pair[f"score_{side}"] for pair in pairs if pair[f"score_{side}"] is not None) for side in "ab")
    parts = Parts(connection, (a, b), before, anew)
    found, same, again = [], 0, 0
    for pair in pairs:
        pair["left"] = None if pair["in_b"] else _LEFT[standing_then(connection, pair["project_id"], b)]
        for rank, side, scores in (("rank_before", "a", before), ("rank_after", "b", after)):
            score = pair[f"score_{side}"]
            pair[rank] = None if score is None else place(scores, None, score)
        change = _change(pair)
        if change in ("", "rank"):
            same += 1
            again += pair["key_a"] != pair["key_b"] or pair["score_key_a"] != pair["score_key_b"]
        if change:
            found.append(_row(pair, change, parts))
    notes = _notes(found, same, again)
    return Table("runs_diff/2", run_of(connection), DIFF, full(found, DIFF), {"first": a, "second": b}, notes)


def _pairs(connection: DuckDBPyConnection, a: str, b: str) -> list[dict[str, Any]]:
    query = _PAIRS.format(**(_KEPT if has_table(connection, "evaluated_from") else _NOT_KEPT))
    answer = connection.execute(query, {"a": a, "b": b})
    names = [column[0] for column in answer.description]
    return [dict(zip(names, values, strict=True)) for values in answer.fetchall()]


def _change(pair: Mapping[str, Any]) -> str:
    if not pair["in_a"]:
        return "new"
    if not pair["in_b"]:
        return str(pair["left"][0])
    if pair["score_a"] is None or pair["score_b"] is None:
        return "failed" if pair["score_a"] is not None else "mended" if pair["score_b"] is not None else ""
    if pair["score_a"] != pair["score_b"]:
        return "moved"
    return "rank" if pair["rank_before"] != pair["rank_after"] else ""


def _row(pair: Mapping[str, Any], change: str, parts: Parts) -> dict[str, Any]:
    row = {
        "project_id": pair["project_id"], "title": pair["title"], "change": change, "score_before": pair["score_a"],
        "score_after": pair["score_b"], "rank_before": pair["rank_before"], "rank_after": pair["rank_after"], "cause": change,
    }  # fmt: skip
    if change == "new":
        return row | {"why": "was not in the first run, or was refused"}
    if not pair["in_b"]:
        return row | {"why": pair["left"][1]}
    if change in ("failed", "mended"):
        told = parts.why(pair)
        return row | {"cause": ", ".join(told), "why": "; ".join(dict.fromkeys(told.values()))}
    ranks = row["rank_after"] - row["rank_before"]
    if change == "rank":
        why = "the same score; others passed it or fell behind it"
        return row | {"moved": 0.0, "rank_moved": ranks, "rank_others": ranks, "cause": "others", "why": why}
    chain, told = parts.of(pair)
    for link in chain:
        name = link.causes[0] if len(link.causes) == 1 else TOGETHER
        row[name] = round(row.get(name, 0.0) + link.points, 2)
        row[f"rank_{name}"] = row.get(f"rank_{name}", 0) + link.places
    return row | {
        "moved": round(pair["score_b"] - pair["score_a"], 2),
        "rank_moved": ranks,
        "rank_others": ranks - sum(link.places for link in chain),
        "cause": ", ".join(" + ".join(link.causes) for link in chain),
        "why": "; ".join(dict.fromkeys(told.values())),
    }


def _notes(found: Sequence[Mapping[str, Any]], same: int, again: int) -> list[str]:
    anew = f", {'all' if again == same else again} of them made anew with the same score" if again else ""
    ranked = sum(row["change"] == "rank" for row in found)
    notes = [f"Unchanged: {same}{anew}" + (f", {ranked} with another rank." if ranked else ".")]
    if any(", " in row["cause"] for row in found if row["change"] == "moved"):
        notes.append(ORDER)
    return notes
