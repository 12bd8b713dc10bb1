"""What a run judges by, kept once: what each evaluator supposes, what it is made of, and the rubric's text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from evaluators.toolkit.code_identity import LIBRARIES, code_files, code_identity
from evaluators.toolkit.contract import Assumed, Assumptions, Choice, Evaluator
from evaluators.toolkit.evaluate import FUND_WIDE
from evaluators.toolkit.row import Line
from scorecards.warehouse import Warehouse

FUND, SOLD_AT = "fund", "sold_at"


def keep_declared(
    warehouse: Warehouse, evaluators: Mapping[str, Evaluator], rubric: Path | Traversable | None, run_id: str
) -> None:
    """Writes what is not known yet of ``evaluators``, their companions and the text of ``rubric`` (None: the default)."""
    known = {(row["code"], row["evaluator"]) for row in warehouse.rows("SELECT code, evaluator FROM evaluator_code")}
    every = {one.name: one for found in evaluators.values() for one in (found, *found.companions)}
    codes, rows = [], {}
    for name, one in sorted(every.items()):
        code = code_identity(one)
        if (code, name) in known:
            continue
        libraries = {library: version(library) for library in LIBRARIES}
        files = {file: hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest() for file, path in code_files(one).items()}
        codes.append({
            "code": code, "evaluator": name, "version": one.version, "libraries": json.dumps(libraries),
            "files": json.dumps(files), "first_run": run_id,
        })  # fmt: skip
        for row in declared_rows(one):
            rows[code, row["evaluator"], row["input"], row["file"], row["row"], row["parameter"]] = {"code": code, **row}
    text = (rubric or resources.files("scorecards").joinpath("rubric.yaml")).read_text(encoding="utf-8")
    identity = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    with warehouse.transaction():
        warehouse.insert("evaluator_code", codes)
        # What the fund supposes for all stands once for each code, though several evaluators share one folder.
        there = {tuple(row.values()) for row in warehouse.rows("SELECT DISTINCT code, evaluator FROM assumption")}
        warehouse.insert("assumption", [row for key, row in rows.items() if key[:2] not in there])
        warehouse.execute("INSERT INTO rubric_text VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [identity, text, run_id])


def declared_rows(found: Evaluator) -> Iterator[dict[str, Any]]:
    """Rows of the table ``assumption``, without the code: the inputs supposed, the lines of its tables, the fund's own."""
    for name, declared in found.inputs.items():
        if isinstance(declared, Assumed):
            yield _row(found.name, declared, declared.scope, input=name)
        elif isinstance(declared, Assumptions | Choice):
            table = declared.table
            for row, lines in table.lines.items():
                for parameter, line in lines.items():
                    yield _row(found.name, line, table.scope, file=table.file, line=line.line, row=row, parameter=parameter)
    if found.sold_at is not None:
        yield _row(found.name, found.sold_at, found.sold_at.scope, input=SOLD_AT)
    for declared in FUND_WIDE:
        yield _row(FUND, declared, declared.scope, input=declared.name)


def _row(evaluator: str, one: Assumed | Line, scope: str, **place: Any) -> dict[str, Any]:
    return {
        "evaluator": evaluator, "input": "", "file": "", "line": 0, "row": "", "parameter": "", "low": float(one.low),
        "mode": float(one.mode), "high": float(one.high), "shape": one.shape, "unit": one.unit, "year": one.year, "scope": scope,
        "grp": one.group, "correlation": float(one.correlation), "source": one.source, **place,
    }  # fmt: skip
