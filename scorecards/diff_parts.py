"""Why one project's score moved between two runs, and how much of it each cause moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorecards.diff_chain import CAUSES, EVALUATED, Case, Link, links
from scorecards.diff_codes import CodeChange, Codes, by_name
from scorecards.diff_facts import Sources, Stored, changed_facts, site_words, with_site_of
from scorecards.diff_points import Answers, Judged, Points, review_words, rubric_words, score_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The answers of a case by ("", name), from the evaluators installed; None where they are not those asked for, or it fails.
Anew = Callable[[Case], Answers | None]
Reviewed = Sequence[Judged] | None  # the reviewers' points of both runs


class Parts:
    """Takes the moves between two runs apart; ``anew`` evaluates what no run did, None leaves such causes together."""

    def __init__(self, connection: DuckDBPyConnection, runs: tuple[str, str], standings: Sequence[float], anew: Anew | None):
        self._connection, self._standings, self._anew = connection, standings, anew
        self._codes, self._sources, self._points = Codes(connection), Sources(connection, runs), Points(connection, runs)

    def of(self, pair: Mapping[str, Any]) -> tuple[list[Link], dict[str, str]]:
        """The parts of the move of a project that has a score in both runs, and each cause in words."""
        change, sources, points = self._compared(pair)
        why = self._causes(pair, change, sources, points)
        causes = [cause for cause in CAUSES if cause in why]
        between: list[float | None] = [None] * (len(causes) - 1)
        if len(causes) > 1 and points is not None:
            extra, between = self._between(pair, causes, change, sources, points)
            if extra:
                why = {"rubric": "the same answers earn other points under the same rubric than they did then"} | why
                causes = ["rubric", *causes]
        return links(causes, [pair["score_a"], *between, pair["score_b"]], self._standings), why

    def why(self, pair: Mapping[str, Any]) -> dict[str, str]:
        """Each cause in words, by name, of a project that has an evaluation in both runs, gone well or not."""
        return self._causes(pair, *self._compared(pair))

    def _compared(self, pair: Mapping[str, Any]) -> tuple[CodeChange, tuple[Stored, Stored] | None, Reviewed]:
        change = self._codes.between(pair["evaluators_a"], pair["evaluators_b"])
        keys = [pair[f"score_key_{side}"] for side in "ab"]
        return change, self._sources.of(pair), None if None in keys else self._points.judged(keys)

    def _causes(
        self, pair: Mapping[str, Any], change: CodeChange, sources: tuple[Stored, Stored] | None, points: Reviewed
    ) -> dict[str, str]:
        why = {}
        if pair["rubric_a"] and pair["rubric_b"] and pair["rubric_a"] != pair["rubric_b"]:
            why["rubric"] = rubric_words(pair["rubric_a"], pair["rubric_b"])
        if points is not None and points[0] != points[1]:
            why["reviews"] = review_words(*points)
        if pair["key_a"] != pair["key_b"]:
            why |= change.causes
            if (pair["seed_a"], pair["draws_a"]) != (pair["seed_b"], pair["draws_b"]):
                why["draws"] = (
                    f"seed {pair['seed_a']} and {pair['draws_a']} draws became seed {pair['seed_b']} and {pair['draws_b']}"
                )
            why |= self._inputs(pair, sources, known=bool(why.keys() & set(EVALUATED)))
        return why or {"reviews": "reviews changed, or how points are made of them"}

    def _inputs(self, pair: Mapping[str, Any], sources: tuple[Stored, Stored] | None, known: bool) -> dict[str, str]:
        versions = [[pair["project_id"], pair[f"version_{side}"], pair[f"content_{side}"]] for side in "ab"]
        if sources is None:
            if versions[0] != versions[1]:
                return {"facts": changed_facts(self._connection, *versions)}
            return {} if known else {"site": "the site's data, or a fact taken from it; the first run did not keep them"}
        before, after = sources
        mixed, why = with_site_of(before, after), {}
        if mixed != before.blocks:
            why["site"] = site_words(before.blocks, mixed, before.sites)
        if mixed != after.blocks or before.header != after.header:
            why["facts"] = changed_facts(self._connection, *versions)
        return why

    def _between(
        self, pair: Mapping[str, Any], causes: Sequence[str], change: CodeChange, sources: Any, points: Sequence[Judged]
    ) -> tuple[bool, list[float | None]]:
        """Whether points alone are made otherwise, and the score after each cause but the last; None where it is not known."""
        rubric = self._points.rubric(pair["rubric_b"])
        unknown: list[float | None] = [None] * (len(causes) - 1)
        if rubric is None:
            return False, unknown
        first, last = (self._points.answers(pair[f"key_{side}"], rubric) for side in "ab")
        # What scores today must give the second run's score; otherwise nothing made with it can be compared.
        if score_of(rubric, last, points[1]) != pair["score_b"]:
            return False, unknown
        begin = score_of(rubric, first, points[0])
        extra = "rubric" not in causes and begin is not None and begin != pair["score_a"]
        found: list[float | None] = [begin] if extra else []
        done: set[str] = set()
        for cause in causes[:-1]:
            done.add(cause)
            heard = points["reviews" not in causes or "reviews" in done]
            answers: Answers | None
            if not done & set(EVALUATED):
                answers = first
            elif set(causes) <= done | {"rubric", "reviews"}:
                answers = last
            else:
                answers = self._evaluated(pair, causes, done, change, sources)
            found.append(score_of(rubric, answers, heard))
        return extra, found

    def _evaluated(
        self, pair: Mapping[str, Any], causes: Sequence[str], done: set[str], change: CodeChange, sources: Any
    ) -> Answers | None:
        """The answers with the causes ``done`` as in the second run, the others as in the first."""
        left = set(causes) - done
        if self._anew is None or sources is None or not change.apart or left & {"libraries", "evaluator"}:
            return None
        if "assumptions" in left and not change.swappable and "evaluator" not in causes:
            return None  # a table that nothing can set back would move the score under another name
        before, after = sources
        new = {**by_name(pair["evaluators_a"]), **by_name(pair["evaluators_b"])}
        side = "b" if "draws" in done else "a"
        blocks = with_site_of(before, after) if "site" in done else before.blocks
        return self._anew(
            Case(
                pair["project_id"], before.header, blocks, pair[f"seed_{side}"], pair[f"draws_{side}"],
                {name: one["code"] for name, one in new.items()}, change.supposed if "assumptions" in left else (),
            )
        )  # fmt: skip
