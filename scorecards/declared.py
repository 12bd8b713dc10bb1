"""What the evaluators of one evaluation declare about an input: bounds, unit, source, from the code installed now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Declarations:
    """What the evaluators of one evaluation declare about their inputs, from the code that is installed now."""

    def __init__(self, connection: DuckDBPyConnection, key: str, technologies: Sequence[str]):
        from evaluators.toolkit.code_identity import code_identity
        from evaluators.toolkit.discovery import find_evaluators

        stored = rows(connection, "SELECT evaluators FROM evaluation WHERE key = ?", [key])
        installed = find_evaluators().all
        self.notes: list[str] = []
        self.evaluators: list[dict] = []
        self.by_block = {str(number): installed[name] for number, name in enumerate(technologies, start=1) if name in installed}
        for one in json.loads(stored[0]["evaluators"]) if stored else []:
            found = installed.get(one["name"])
            self.evaluators.append(
                {
                    "step": "evaluator",
                    "block": ", ".join(str(number) for number, name in enumerate(technologies, start=1) if name == one["name"]),
                    "name": one["name"],
                    "text": found.title if found else "not installed here",
                    "source": f"version {one['version']}",
                    "sha256": one["code"],
                }
            )
            if found is None:
                self.notes.append(f"The evaluator {one['name']} is not installed here: its assumptions cannot be shown.")
            elif code_identity(found) != one["code"]:
                self.notes.append(
                    f"The code of {one['name']} has changed since this run: the assumptions shown are today's. "
                    f"'cleanfund run' evaluates anew."
                )

    @property
    def reference_classes(self) -> list[str]:
        """The reference class of each block's evaluator, in the order of the blocks."""
        return [one.reference_class for one in self.by_block.values()]

    def assumption(self, name: str) -> dict | None:
        """The row that tells low, middle, high, unit and source of the input ``name``; None where it is a fact."""
        number, dot, rest = name.partition(".")
        if dot and number in self.by_block:
            return self._of({number: self.by_block[number]}, rest, name) or self._fund(rest, name)
        return self._delivery(name) or self._of(self.by_block, name, name) or self._fund(name, name)

    def _of(self, found: Mapping[str, Any], name: str, shown: str) -> dict | None:
        from evaluators.toolkit.contract import Assumed, Assumptions, Choice

        for number, one in found.items():
            for parameter, declared in one.all_inputs.items():
                if isinstance(declared, Assumed) and name in (parameter, declared.name):
                    return _assumption(shown, number, declared, declared.meaning, declared.source)
                if isinstance(declared, Choice | Assumptions):
                    # A table that all evaluators share gives its own name instead of the parameter's.
                    head, _, rest = name.partition(".")
                    row, _, line_name = rest.rpartition(".")
                    known = head in (parameter, PurePosixPath(declared.table.file).stem)
                    line = declared.table.lines.get(row, {}).get(line_name) if known else None
                    if line is not None:
                        return _assumption(
                            shown,
                            number,
                            line,
                            f"{row}: {line_name.replace('_', ' ')}",
                            line.source,
                            declared.table.file,
                            line.line,
                        )
            if one.sold_at is not None and one.sold_at.name == name:
                return _assumption(shown, "", one.sold_at, one.sold_at.meaning, one.sold_at.source)
        return None

    def _fund(self, name: str, shown: str) -> dict | None:
        from evaluators.toolkit import fund_wide
        from evaluators.toolkit.contract import Assumed

        for declared in vars(fund_wide).values():
            if isinstance(declared, Assumed) and declared.name == name:
                return _assumption(shown, "", declared, declared.meaning, declared.source)
        return None

    def _delivery(self, name: str) -> dict | None:
        from evaluators.toolkit.delivery import REFERENCE_CLASSES

        if name == "stated_cost_error":
            return self._stated_cost_error(name)
        if not name.startswith("delivery."):
            return None
        reference_class, _, parameter = name.removeprefix("delivery.").removesuffix(".common").rpartition(".")
        line = REFERENCE_CLASSES.lines.get(reference_class, {}).get(parameter)
        if line is None:
            return None
        return _assumption(
            name,
            "",
            line,
            f"{parameter} of the reference class {reference_class}",
            line.source,
            REFERENCE_CLASSES.file,
            line.line,
        )

    def _stated_cost_error(self, name: str) -> dict | None:
        """What the stated cost may turn out to be wrong by: counted final over stated cost of the reference class."""
        from evaluators.toolkit.delivery import REFERENCE_CLASSES

        for reference_class in self.reference_classes:
            line = REFERENCE_CLASSES.lines.get(reference_class, {}).get("overrun_mean")
            if line is not None:
                meaning = f"how far total_cost is off: final over stated cost among {reference_class} projects, mean"
                return _assumption(name, "", line, meaning, line.source, REFERENCE_CLASSES.file, line.line)
        return None


def _assumption(name: str, block: str, one: Any, meaning: str, source: str, file: str = "", line: int = 0) -> dict:
    return {
        "step": "assumption",
        "block": block,
        "name": name,
        "value": one.mode,
        "low": one.low,
        "high": one.high,
        "unit": one.unit,
        "text": f"{meaning} ({one.shape})",
        "source": source,
        "file": file,
        "place": f"line {line}" if line else "",
    }
