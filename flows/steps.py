"""The steps in a row, as plain functions: ingest, validate, write down, assess, load, score, publish.

Each takes a ``Run``; ``step(function, *arguments, name=...)`` runs one, as a Prefect task or plainly.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluators.toolkit.contract import Evaluator
from flows.assess import assess_batch
from flows.call_intake import take_in_calls
from flows.changes import changes, portrait
from flows.engine import map_batches
from flows.findings import CRITICAL, Finding
from flows.fund import Fund
from flows.gone import standing_counts, told_of_gone
from flows.ingest import Intake, ingest
from flows.ledger_in import take_in_ledger
from flows.load import finished_parts, load_parts
from flows.plan import Standing, batches, plan, standings, write_batches
from flows.progress import Progress
from flows.report_run import ToReport, gather, report
from flows.review_findings import waiting_reviews
from flows.score import score
from flows.settle import settle, utc_now
from flows.write_down import write_intake
from scorecards.rubric import Rubric
from scorecards.warehouse import END_OF_RUN, Warehouse, WarehouseError

if TYPE_CHECKING:
    from flows.validate import Validation


@dataclass
class RunSummary:
    """What a run did: ``counts`` by name, ``stages`` with wall and CPU seconds, what was newly refused or failed, and
    ``changes``: what became of each proposal that is not as it was."""

    run_id: str
    status: str
    counts: dict[str, int] = field(default_factory=dict)
    stages: list[dict[str, Any]] = field(default_factory=list)
    newly_refused: list[dict[str, Any]] = field(default_factory=list)
    report: Path | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    unfinished: set[str] = field(default_factory=set)


@dataclass
class Run:
    """One run on its way: what the steps share."""

    data: Path
    warehouse: Warehouse
    evaluators: dict[str, Evaluator]
    rubric: Rubric
    seed: int
    draws: int
    workers: int
    progress: Progress
    summary: RunSummary
    fund: Fund = field(default_factory=Fund)
    to_report: ToReport = field(default_factory=ToReport)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measures wall and CPU seconds of a part of the run."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.summary.stages.append(
                {"name": name, "seconds": round(time.perf_counter() - wall, 3), "cpu": round(time.process_time() - cpu, 3)}
            )


def called(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Runs a step plainly."""
    options.pop("name", None)
    options.pop("retries", None)
    return function(*arguments)


def all_steps(one: Run, only: str | None, step: Callable[..., Any]) -> None:
    """The steps themselves; ``step(function, *arguments, name=...)`` runs one, as a task or plainly."""
    if only in (None, "ingest"):
        intake = step(_ingest, one, name="ingest", retries=1)
        judged = step(_validate, one, intake, name="validate")
        step(settle_step, one, intake, judged.findings if judged else [], name="write down")
        step(_report, one, judged, name="report")
    standing: list[Standing] = []
    if only in (None, "assess", "publish"):
        standing = standings(one.warehouse, one.evaluators, one.seed, one.draws)
    if only in (None, "assess"):
        _assess(one, standing, step)
    if only in (None, "publish"):
        step(score_step, one, standing, name="score")
    _finish(one, step if only in (None, "publish") else None)


def _ingest(one: Run) -> Intake:
    with one.stage("ingest"):
        one.progress.stage("Reading", None, "what is new in the fund's folders")
        return ingest(one.data, one.warehouse, one.evaluators, one.progress)


def _validate(one: Run, intake: Intake) -> Validation | None:
    if not intake.proposals:
        return None
    from flows.validate import validated

    with one.stage("validate"):
        count = len(intake.proposals)
        one.progress.stage("Judging", None, f"{count} proposal{'' if count == 1 else 's'}, with Great Expectations")
        judged = validated(intake.proposals, one.evaluators, intake.sites, fund=one.fund)
        for text in judged.not_judged:
            one.progress.say(text)
    return judged


def _report(one: Run, judged: Validation | None) -> None:
    with one.stage("report"):
        one.summary.report = report(one.data, one.warehouse, one.summary.run_id, judged, one.to_report)


def settle_step(one: Run, intake: Intake, findings: list[Finding]) -> None:
    with one.stage("write down"):
        before = portrait(one.warehouse)
        write_intake(one.warehouse.data, one.warehouse, intake, findings, one.summary.run_id)
        broken = settle(one.data, one.warehouse, one.summary.run_id, one.fund)
        one.summary.changes = changes(before, portrait(one.warehouse), one.warehouse)
        one.to_report = gather(one.warehouse, one.summary.run_id, intake, findings, before, one.summary.changes)
        one.summary.newly_refused += one.warehouse.rows(
            "SELECT project_id, version, f.file, place, block, field, rule, found, reason, remedy FROM finding AS f "
            "JOIN proposal AS p USING (project_id, version, content) WHERE p.status = 'quarantined' AND severity = ? "
            "AND (project_id, version, content) NOT IN (SELECT project_id, version, content FROM announced) ORDER BY ALL",
            [CRITICAL],
        )
        waiting = waiting_reviews(one.warehouse)
    for text in intake.said + broken + told_of_gone(one.warehouse, one.to_report.came.gone):
        one.progress.say(text)
    if waiting:
        one.progress.say(waiting)
    for kind, name, why in intake.left:
        one.progress.say(f"left for the next run: {kind}/{name} ({why})")
    for kind, name, why in intake.unreached:
        one.progress.say(f"{kind}: {name} cannot be reached ({why}); what came from it before stands.")
    for kind, name, why in intake.unopened:
        one.progress.say(f"{kind}/{name} cannot be opened ({why}); the next run tries again.")
    if not intake.arrivals:
        one.progress.say(f"There is nothing in {one.data / 'proposals'}. Put proposals there, or see the sample: cleanfund demo.")


def _assess(one: Run, standing: list[Standing], step: Callable[..., Any]) -> None:
    with one.stage("load"):
        load_parts(one.warehouse, finished_parts(one.data, one.warehouse), one.summary.run_id)
    with one.stage("plan"):
        unknown = plan(one.warehouse, standing)
        planned = batches(one.warehouse, unknown, one.workers) if unknown else []
        paths = write_batches(one.data, one.summary.run_id, planned) if planned else []
    one.summary.counts |= {"standing": len(standing), "known": len(standing) - len(unknown), "evaluated": len(unknown)}
    parts: list[Path] = []
    if paths:
        with one.stage("assess"):
            one.progress.stage("Evaluating", len(unknown), f"{one.draws:,} draws each, {one.workers} at a time")
            parts = _computed(one, paths, planned, step)
        with one.stage("load"):
            step(load_parts, one.warehouse, parts, one.summary.run_id, name="load")
        for path in paths:
            path.unlink(missing_ok=True)
        paths[0].parent.rmdir()
        done = {row["key"] for row in one.warehouse.rows("SELECT key FROM evaluation")}
        for item in unknown:
            if item.key not in done:
                one.summary.unfinished.add(item.project_id)
                one.summary.newly_refused.append(
                    _told(
                        item.project_id,
                        item.version,
                        "The machine ran out of memory or disk.",
                        "Make room; the next run evaluates it.",
                    )
                )


def _computed(one: Run, paths: list[Path], planned: list[list[Standing]], step: Callable[..., Any]) -> list[Path]:
    def compute(path: Path) -> Path:
        return assess_batch(one.data, path, one.evaluators, one.seed, one.draws, one.progress.advance)

    if step is called:
        return [compute(path) for path in paths]
    results = map_batches(compute, paths, one.workers, "assess", retries=1)
    for result, batch in zip(results, planned, strict=True):
        if isinstance(result, BaseException):
            names = ", ".join(item.project_id for item in batch[:3])
            raise RuntimeError(f"A batch of {len(batch)} projects ({names} ...) could not be written: {result}") from result
    return results


def score_step(one: Run, standing: list[Standing]) -> None:
    evaluated = {row["key"] for row in one.warehouse.rows("SELECT key FROM evaluation")}
    missing = [
        item.project_id for item in standing if item.key not in evaluated and item.project_id not in one.summary.unfinished
    ]
    if missing:
        raise WarehouseError(
            f"{len(missing)} projects are not evaluated as they stand now ({', '.join(missing[:3])} ...): "
            f"a ranking would lose them. "
            f"Run 'cleanfund run' without --only."
        )
    with one.stage("score"):
        one.progress.stage("Scoring", None, one.rubric.name)
        one.summary.counts |= score(one.warehouse, standing, one.rubric, one.summary.run_id)
        for text in take_in_ledger(one.data, one.warehouse, one.summary.run_id, one.fund):
            one.progress.say(text)
        for text in take_in_calls(one.data, one.warehouse, one.summary.run_id, one.fund):
            one.progress.say(text)
        failed = one.warehouse.rows(
            "SELECT t.project_id, t.version, e.failure FROM standing AS t JOIN evaluation AS e USING (key) WHERE t.run_id = ? "
            "AND e.status = 'failed' AND t.key NOT IN (SELECT key FROM standing JOIN run USING (run_id) WHERE run_id <> ? "
            "AND run.status IN ('done', 'refused')) ORDER BY t.project_id",
            [one.summary.run_id, one.summary.run_id],
        )
        for row in failed:
            last = (row["failure"] or "").strip().splitlines()[-1:]
            reason, remedy = last[0] if last else "", "cleanfund show tells the whole failure."
            one.summary.newly_refused.append(_told(row["project_id"], row["version"], reason, remedy))


def _told(project: str, version: int, reason: str, remedy: str) -> dict[str, Any]:
    """What is said of a project whose evaluation came to nothing, in the shape of a finding."""
    empty = dict.fromkeys(("file", "place", "block", "field", "found"), "")
    return {"project_id": project, "version": version, **empty, "rule": "evaluation_failed", "reason": reason, "remedy": remedy}


def _finish(one: Run, step: Callable[..., Any] | None) -> None:
    """Counts, publishes and closes the run; without ``step`` nothing is published."""
    _count(one)
    one.summary.status = "refused" if one.summary.newly_refused else "done"
    ended = [one.summary.status, utc_now(), json.dumps(one.summary.counts), json.dumps(one.summary.stages), one.summary.run_id]
    if step is not None:
        with one.stage("publish"):
            one.progress.stage("Publishing", None, "an immutable snapshot")
            step(one.warehouse.publish, one.summary.run_id, ended, name="publish")
    # Only now: a run that is killed while it publishes is not done, and what it refused is still news.
    with one.warehouse.transaction():
        one.warehouse.execute(END_OF_RUN, ended)
        one.warehouse.execute(
            "INSERT INTO announced SELECT project_id, version, content FROM proposal WHERE status = 'quarantined' "
            "ON CONFLICT DO NOTHING"
        )
    if step is not None:
        _artifacts(one, step)


def _count(one: Run) -> None:
    one.summary.counts |= standing_counts(one.warehouse)


def _artifacts(one: Run, step: Callable[..., Any]) -> None:
    if step is called:
        return
    from flows.artifacts import table_artifact

    best = one.warehouse.rows(
        "SELECT s.project_id, p.title, s.score, s.score_p10, s.score_p90, s.passes "
        "FROM standing AS t JOIN scorecard AS s USING (score_key) "
        "JOIN proposal AS p ON p.project_id = s.project_id AND p.version = s.version AND p.content = s.content "
        "WHERE t.run_id = ? ORDER BY s.score DESC, s.project_id LIMIT 50",
        [one.summary.run_id],
    )
    with one.stage("artifacts"):
        table_artifact("ranking", "The fifty highest scores", best)
        table_artifact("refused", "Newly refused or failed", one.summary.newly_refused)
        table_artifact("stages", "Seconds of each stage", one.summary.stages)


def rehearse(one: Run) -> RunSummary:
    """What a run would do, told without keeping anything: the warehouse is a copy of the fund's (``rehearsal_folder``)."""
    with one.warehouse.rehearsal():
        intake = _ingest(one)
        findings: list[Finding] = []
        if intake.proposals:
            from flows.validate import validate

            findings = validate(intake.proposals, one.evaluators, intake.sites, fund=one.fund)
        settle_step(one, intake, findings)
        standing = standings(one.warehouse, one.evaluators, one.seed, one.draws)
        unknown = plan(one.warehouse, standing)
        one.summary.counts |= {"read": len(intake.proposals), "standing": len(standing), "evaluated": len(unknown)}
        _count(one)
    one.summary.status = "dry run"
    return one.summary
