"""Is a frozen call as it was frozen, and do its scores come out again? Every hash, then every number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evaluators.toolkit.discovery import find_evaluators
from flows.call_code import changed_code, counted, machine, other_machine
from flows.call_freeze import load_rubric_text
from flows.call_replay import replayed
from flows.fund import Fund
from flows.progress import Progress
from scorecards.call_compare import WITHIN, Differences, compare_answers, compare_scores, ranks_of
from scorecards.call_folder import (
    ASSUMPTIONS,
    CALL,
    CODE,
    JOBS,
    MACHINE,
    MANIFEST,
    RUBRIC,
    check_files,
    file_hash,
    open_folder,
    read_json,
)
from scorecards.call_history import CallHistory
from scorecards.table import Table, columns, full
from scorecards.warehouse import WarehouseError

SHAPE = columns(
    ("check", "", "history, file, code, table, rubric, machine, answers, scores or ranks"),
    ("name", "", "of the file, evaluator or table"),
    ("verdict", "", "ok, differs (the call does not come out again as it was) or note"),
    ("text", "", "what was found"),
    ("largest", "1", "of answers and scores: the largest relative difference"),
)
OK, DIFFERS, NOTE = "ok", "differs", "note"


def verify(history: CallHistory, folder: Path, fund: Fund, progress: Progress) -> Table:
    """Rows: what was checked and found; ``asked`` says in ``same`` whether all is as it was."""
    rows: list[dict[str, object]] = []

    def found(check: str, name: str, verdict: str, text: str, largest: float | None = None) -> None:
        rows.append({"check": check, "name": name, "verdict": verdict, "text": text, "largest": largest})

    for text in history.troubles:
        found("history", "history.jsonl", DIFFERS, text)
    if history.entries and not history.troubles:
        found("history", "history.jsonl", OK, f"{len(history.entries)} entries, each chained to the one before")
    progress.stage("Checking", None, "the hash of every file")
    broken = check_files(folder, history.frozen_hash)
    for one in broken:
        found("file", one.name, DIFFERS, one.reason)
    if not broken:
        told = "as the history quotes it" if history.frozen_hash else "no history here quotes it: compare it with a letter"
        found("file", MANIFEST, OK, f"every file has its hash; the manifest's is {file_hash(folder / MANIFEST)}, {told}")
    code = False
    if broken:
        found("answers", "", NOTE, "nothing is replayed while files are not as they were: put them back from a backup")
    else:
        code = _replay(folder, fund, progress, found)
    progress.done()
    same = all(row["verdict"] != DIFFERS for row in rows)
    asked = {"call": history.name, "folder": str(folder), "hash": history.frozen_hash, "same": same, "other_code": code}
    return Table("call_verify/1", _run(folder), SHAPE, full(rows, SHAPE), asked)


def _replay(folder: Path, fund: Fund, progress: Progress, found: Callable[..., None]) -> bool:
    """Checks code and machine, computes all anew and compares; returns whether the code is another."""
    evaluators = find_evaluators().evaluators
    changed = changed_code(read_json(folder, CODE), counted(evaluators), folder / ASSUMPTIONS)
    for one in changed:
        table = (folder / ASSUMPTIONS / one.name).is_file()
        of = f" (used by {', '.join(one.evaluators)})"
        found("table" if table else "code", one.name, DIFFERS, f"{one.how}{of}")
    if not changed:
        found("code", "", OK, "evaluators, assumption tables, exchange rates and scoring are those that were frozen")
    if load_rubric_text(fund) != (folder / RUBRIC).read_text(encoding="utf-8"):
        found("rubric", RUBRIC, NOTE, "the fund's rubric has changed since; the call is judged by the frozen one")
    others = other_machine(read_json(folder, MACHINE), machine())
    exact = not others
    found(
        "machine",
        "",
        OK if exact else NOTE,
        "the same lock file, libraries and kind of processor" if exact else "; ".join(others),
    )
    progress.stage("Replaying", len(read_json(folder, JOBS)), "all frozen inputs through the installed evaluators")
    with replayed(folder, evaluators, progress.advance) as again, open_folder(folder) as frozen:
        progress.stage("Comparing", None, "answers, scores and ranks")
        for name, differences in (
            ("answers", compare_answers(frozen, again.connection)), ("scores", compare_scores(frozen, again.connection)),
        ):  # fmt: skip
            _judge(name, differences, exact, found)
        was, now = ranks_of(frozen), ranks_of(again.connection)
    moved = [f"{name} {was.get(name, 'without')} -> {now.get(name, 'without')}" for name in sorted(was.keys() | now.keys())
             if was.get(name) != now.get(name)]  # fmt: skip
    text = f"{len(moved)} of {len(was)} ranks move: {', '.join(moved[:5])}" if moved else f"all {len(was)} are as they were"
    found("ranks", "", DIFFERS if moved else OK, text)
    return bool(changed)


def _judge(name: str, one: Differences, exact: bool, found: Callable[..., None]) -> None:
    for text in one.told:
        found(name, "", DIFFERS, text)
    if one.bits == 0:
        found(name, "", OK, f"all {one.count:,} values come out again to the last bit", 0.0)
        return
    text = f"{one.bits:,} of {one.count:,} values differ, by {one.largest:.1e} of their size at most ({one.where})"
    if exact:
        text += "; on the same lock file and kind of processor none may"
    elif not one.far:
        text += f"; up to {WITHIN:g} another machine may"
    found(name, "", DIFFERS if exact or one.far else OK, text, one.largest)


def _run(folder: Path) -> str:
    try:
        return str(read_json(folder, CALL)["run"])
    except (WarehouseError, KeyError, TypeError):
        return ""  # what is wrong with the folder stands in the rows
