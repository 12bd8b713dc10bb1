"""Freeze a call: all that its scores rest on goes into one folder that is never changed, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.toolkit.contract import Evaluator
from evaluators.toolkit.discovery import find_evaluators
from flows.call_code import SCORES, code_of, counted, machine, scoring_of, tables_of
from flows.call_members import Members, members_of
from flows.fund import Fund
from flows.plan import Standing, standing_of
from flows.series_store import stored_value
from scorecards.call_folder import (
    ASSUMPTIONS,
    CALL,
    CODE,
    JOBS,
    MACHINE,
    PROPOSALS,
    RUBRIC,
    SERIES,
    TABLES,
    frozen_folder,
    write_manifest,
)
from scorecards.call_history import CallEntry, CallHistory, append, call_folder, may_follow, read_history
from scorecards.call_tables import write_parquet
from scorecards.query import run_of
from scorecards.rubric import load_rubric
from scorecards.table import QuestionError
from scorecards.warehouse import WarehouseError, has_table, open_snapshot, rows

if TYPE_CHECKING:
    from scorecards.warehouse import Connection

# What is frozen of each table, and by which of the keys of the call's proposals.
BY = {
    "evaluation": "key", "answer": "key", "driver": "key", "exhibit": "key",
    "scorecard": "score_key", "point": "score_key", "point_strata": "score_key", "gate": "score_key", "claim": "score_key",
    "proposal": "content", "fact": "content", "finding": "content", "release": "content",
    "conflict_of_interest": "project_id", "override": "project_id", "standing": "project_id", "run": "run_id",
}  # fmt: skip
# What a score is made from, beside the evaluations: a replay is given these, and no answer, point or score.
INPUTS = ("run", "proposal", "finding", "release", "review", "conflict_of_interest", "override")
WHOLE = ("review",)  # how far reviewers differ is taken from all that they have judged for the fund
SHOWN = (
    "project_id", "version", "content", "title", "applicant", "country", "pillar", "technologies", "grant_requested", "file",
    "sha256", "key", "score_key",
)  # fmt: skip


@dataclass(frozen=True)
class Frozen:
    """What was frozen, or would be: ``members``, the run, the manifest's hash ("" where nothing is written)."""

    members: Members
    run: str
    hash: str
    awaited: list[str]
    failed: list[str]


def freeze(data: Path, name: str, by: str, reason: str, fund: Fund, dry_run: bool = False) -> Frozen:
    """Freezes what stands for the call in the current snapshot, and enters it into the call's history.

    Raises QuestionError where the call cannot be frozen now or has no proposals, WarehouseError where the snapshot was made by
    other code, or under another rubric, than is installed.
    """
    may_follow(read_history(data, name), "freeze")
    with open_snapshot(data) as snapshot:
        run = run_of(snapshot)
        members = members_of(snapshot, run, fund, name)
        if not members.rows:
            raise QuestionError(f"No proposal stands for the call {name}: {' '.join(members.apart[:3]) or 'none has come in.'}")
        (settings,) = rows(snapshot, "SELECT seed, draws FROM run WHERE run_id = ?", [run])
        evaluators = find_evaluators().evaluators
        standing = [standing_of(row, evaluators, settings["seed"], settings["draws"]) for row in members.rows]
        _same_basis(snapshot, members.rows, standing, fund)
        score_keys = [row["score_key"] for row in members.rows if row["score_key"]]
        awaited = _names(snapshot, score_keys)
        failed = [row["project_id"] for row in members.rows if not row["score_key"]]
        if dry_run:
            return Frozen(members, run, "", awaited, failed)
        half = call_folder(data, name) / f".frozen.{os.getpid()}.tmp"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        try:
            head = {"call": name, "run": run}
            call = {
                **head, "fund": fund.name, "seed": settings["seed"], "draws": settings["draws"], "rule": members.rule,
                "opens": _iso(fund.calls[name].opens), "closes": _iso(fund.calls[name].closes),
            }  # fmt: skip
            _write_folder(half, data, snapshot, call, members.rows, standing, evaluators, fund)
            manifest = write_manifest(half, head)
            entry = append(
                data,
                name,
                "freeze",
                by,
                reason,
                lambda history: _put(half, data, history, {"manifest": manifest, "run": run, "proposals": len(standing)}),
            )
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return Frozen(members, run, _hash(entry), awaited, failed)


def _write_folder(
    half: Path, data: Path, snapshot: Connection, call: Mapping[str, Any], members: Sequence[Mapping[str, Any]],
    standing: Sequence[Standing], evaluators: Mapping[str, Evaluator], fund: Fund,
) -> None:  # fmt: skip
    known = counted(evaluators)
    used = [known[name] for name in sorted({code["name"] for one in standing for code in one.job["evaluators"]})]
    _write_json(half / CALL, call)
    _write_json(half / PROPOSALS, [{name: row[name] for name in SHOWN} | {"grant_requested": _number(row)} for row in members])
    _write_json(half / JOBS, [_job(one) for one in standing])
    _write_json(half / CODE, code_of(used) | {SCORES: scoring_of()})
    _write_json(half / MACHINE, machine())
    rubric = load_rubric_text(fund)
    (half / RUBRIC).write_text(rubric, encoding="utf-8", newline="")
    if (data / "fund.yaml").exists():
        shutil.copyfile(data / "fund.yaml", half / "fund.yaml")
    for name, path in tables_of(used).items():
        place = half / ASSUMPTIONS / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    _write_series(half / SERIES, data, standing)
    (half / TABLES).mkdir()
    of = {
        name: sorted({str(row[name]) for row in members if row[name]}) for name in ("project_id", "content", "key", "score_key")
    }
    of["run_id"] = [call["run"]]
    for table, column in BY.items():
        values = [of[column]]
        query = f'SELECT * FROM "{table}" WHERE list_contains(?, "{column}")'  # noqa: S608 - our own names
        if table == "standing":
            query, values = f"{query} AND list_contains(?, run_id)", [*values, of["run_id"]]
        if has_table(snapshot, table):
            write_parquet(snapshot, f"{query} ORDER BY ALL", values, half / TABLES / f"{table}.parquet")
    for table in WHOLE:
        write_parquet(snapshot, f'SELECT * FROM "{table}" ORDER BY ALL', [], half / TABLES / f"{table}.parquet")  # noqa: S608


def load_rubric_text(fund: Fund) -> str:
    """The text of the fund's rubric."""
    from scorecards.rubric_choice import rubric_place

    place = fund.rubric or rubric_place(None, Path())
    return place.read_text(encoding="utf-8")


def series_in(value: Any) -> Iterator[str]:
    """The names of the series that a job refers to."""
    if isinstance(value, Mapping):
        if set(value) == {"series"}:
            yield str(value["series"])
        else:
            for one in value.values():
                yield from series_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from series_in(one)


def _write_series(path: Path, data: Path, standing: Iterable[Standing]) -> None:
    """Every series that an evaluation consumes, by the hash of its numbers, with its shape."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = sorted({name for one in standing for name in series_in(one.job)})
    arrays = [np.asarray(stored_value(data, {"series": name}), dtype=float) for name in names]
    table = pa.table({
        "name": pa.array(names, pa.string()),
        "shape": pa.array([list(one.shape) for one in arrays], pa.list_(pa.int64())),
        "values": pa.array([one.ravel() for one in arrays], pa.list_(pa.float64())),
    })  # fmt: skip
    pq.write_table(table, path, compression="zstd")


def _same_basis(snapshot: Connection, members: Sequence[Mapping[str, Any]], standing: Sequence[Standing], fund: Fund) -> None:
    """What is installed now must be what the snapshot was made with: otherwise the freeze would name the wrong code."""
    moved = [one.project_id for row, one in zip(members, standing, strict=True) if row["key"] != one.key]
    if moved:
        raise WarehouseError(
            f"{len(moved)} of {len(members)} proposals were evaluated with other code, tables or libraries than are installed "
            f"({', '.join(moved[:3])}). Run 'cleanfund run', look at the ranking, then freeze."
        )
    rubric = load_rubric(fund.rubric)
    others = rows(snapshot, "SELECT DISTINCT rubric FROM scorecard_latest WHERE NOT contains(rubric, ?)", [rubric.identity])
    if others:
        raise WarehouseError(
            f"The snapshot is scored under {others[0]['rubric']}; fund.yaml names {rubric.name} {rubric.version} "
            f"({rubric.identity}). Run 'cleanfund run', look at the ranking, then freeze."
        )


def _put(half: Path, data: Path, history: CallHistory, content: dict[str, Any]) -> dict[str, Any]:
    """Puts the folder into its place, under the lock of the history; what a killed freeze left there was never frozen."""
    place = frozen_folder(data, history.name)
    shutil.rmtree(place, ignore_errors=True)
    for path in half.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
            with path.open("rb") as opened:
                os.fsync(opened.fileno())
    half.replace(place)
    return content


def _job(one: Standing) -> dict[str, Any]:
    return {**one.job, "version": one.version, "content": one.content, "technologies": list(one.technologies)}


def _names(snapshot: Connection, score_keys: list[str]) -> list[str]:
    query = "SELECT project_id FROM scorecard WHERE list_contains(?, score_key) AND NOT complete ORDER BY project_id"
    return [row["project_id"] for row in rows(snapshot, query, [score_keys])]


def _number(row: Mapping[str, Any]) -> float | None:
    """What is asked for [USD2024]: of a range, its middle."""
    stated = json.loads(row["grant_requested"]) if row["grant_requested"] is not None else None
    return sum(stated) / len(stated) if isinstance(stated, list) else stated


def _write_json(path: Path, body: Any) -> None:
    path.write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _hash(entry: CallEntry) -> str:
    return str(entry.content["manifest"])
