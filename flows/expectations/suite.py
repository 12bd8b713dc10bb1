"""One suite over one frame: rules, what each says of a row that fails it, and Great Expectations as the judge.

Great Expectations is imported inside ``judge`` (5 to 8 s), and each call makes an ephemeral context of its own:
with a shared one, threads receive the results of each other's frames (fivetran/great_expectations issue 12209).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flows.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

WHOLE = -1
_OURS = "Report it as a fault of the cast or of a reader."
_AGAIN = "Run it again, and report it as a fault of cleanfund."
_PLAIN = {"result_format": "BOOLEAN_ONLY"}
_BY_ROW = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row_id"]}


class ValidationBroken(Exception):
    """A suite could not judge: our fault or a reader's, never an applicant's. The message says which and what to do."""


@dataclass(frozen=True)
class Rule:
    """One expectation: its class in Great Expectations, its arguments, and the findings for a row that fails it.

    ``say`` receives the row_id, or ``WHOLE`` where the expectation is about the frame as a whole; with ``once`` only the
    first of the rows that fail is said (a series that fails in a thousand hours is one finding).
    """

    name: str
    meaning: str
    severity: str
    expectation: str
    arguments: Mapping[str, Any]
    say: Callable[[int], Iterable[Finding]]
    once: bool = False


@dataclass(frozen=True)
class Suite:
    """A frame with the columns it must have (``row_id`` among them) and the rules for its rows."""

    name: str
    frame: pd.DataFrame
    columns: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Tally:
    """How one rule went: how many rows it saw and how many failed it."""

    rule: str
    meaning: str
    severity: str
    expectation: str
    rows: int
    failed: int


@dataclass
class Judgement:
    """The findings of a suite, and the tally of each of its rules in their order."""

    suite: str
    findings: list[Finding] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)


def table(rows: list[dict[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """A frame of the declared columns and types ("float64", "str", "bool", "int64"), with ``row_id`` in front.

    What a row does not say is missing. Great Expectations judges after this, never types.
    """
    import pandas as pd

    frame = pd.DataFrame({"row_id": pd.array(range(len(rows)), dtype="int64")})
    said = {name: pd.Series([row.get(name) for row in rows], dtype=kind) for name, kind in columns.items()}
    return pd.concat([frame, pd.DataFrame(said, index=frame.index)], axis=1)


def judge(suite: Suite) -> Judgement:
    """Runs the suite once over its frame: all rules as yes or no, then those that failed row by row.

    Raises ValidationBroken for a frame without rows, without a declared column or with another, for a rule that
    could not be run, and where the judge saw another frame than ours.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    import great_expectations.expectations as library
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

    # No docs site: it would make a temporary folder for each call, and nothing is built there.
    settings = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=settings)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": suite.frame})

    def run(rules: Mapping[Any, Rule], how: Mapping[str, Any]) -> dict[Any, Any]:
        expectations = [
            getattr(library, rule.expectation)(**rule.arguments, severity=rule.severity, meta={"number": number})
            for number, rule in rules.items()
        ]
        result = batch.validate(gx.ExpectationSuite(name=suite.name, expectations=expectations), result_format=dict(how))
        # Results come in an order of their own, so each carries its number.
        found = {
            one.expectation_config.meta["number"]: one
            for one in result.results
            if one.expectation_config and one.expectation_config.meta
        }
        if found.keys() != rules.keys():
            raise ValidationBroken(
                f"The suite '{suite.name}' ran {len(found)} of {len(rules)} rules. Report it as a fault of cleanfund."
            )
        return found

    _check_frame(suite, run(dict(enumerate(_frame_rules(suite))), {"result_format": "BASIC"}))
    rules = dict(enumerate(suite.rules))
    plain = run(rules, _PLAIN) if rules else {}
    for number, one in plain.items():
        _check_ran(suite, rules[number], one)
    failed = {number: rules[number] for number, one in plain.items() if not one.success}
    detailed = run(failed, _BY_ROW) if failed else {}
    judgement = Judgement(suite.name)
    for number, rule in rules.items():
        rows = _failing_rows(suite, rule, detailed[number]) if number in failed else []
        judgement.tallies.append(Tally(rule.name, rule.meaning, rule.severity, rule.expectation, len(suite.frame), len(rows)))
        for row in rows[:1] if rule.once else rows:
            judgement.findings += rule.say(row)
    return judgement


def _frame_rules(suite: Suite) -> list[Rule]:
    def unsaid(_: int) -> list[Finding]:
        return []

    rules = [
        Rule(
            "columns",
            "",
            "critical",
            "ExpectTableColumnsToMatchSet",
            {"column_set": list(suite.columns), "exact_match": True},
            unsaid,
        ),
        Rule("rows", "", "critical", "ExpectTableRowCountToBeBetween", {"min_value": 1}, unsaid),
        Rule("own frame", "", "critical", "ExpectTableRowCountToEqual", {"value": len(suite.frame)}, unsaid),
    ]
    return rules


def _check_frame(suite: Suite, found: Mapping[int, Any]) -> None:
    columns, rows, own = (found[number] for number in range(3))
    if not columns.success:
        here = set(suite.frame.columns)
        missing, extra = sorted(set(suite.columns) - here), sorted(here - set(suite.columns))
        what = "; ".join(
            f"{word} {', '.join(map(repr, names))}"
            for word, names in (("lacks the column", missing), ("has the unknown column", extra))
            if names
        )
        raise ValidationBroken(f"The frame of the suite '{suite.name}' {what or 'has a column twice'}. {_OURS}")
    if not rows.success:
        raise ValidationBroken(f"The frame of the suite '{suite.name}' is empty: nothing was judged. {_OURS}")
    if not own.success:
        raise ValidationBroken(f"The suite '{suite.name}' was run over another frame than its own. {_AGAIN}")


def _check_ran(suite: Suite, rule: Rule, one: Any) -> None:
    # One message where the rule itself failed, a mapping by metric where a metric did.
    info = one.exception_info or {}
    raised = [info] if "raised_exception" in info else list(info.values())
    for what in raised:
        if what.get("raised_exception"):
            raise ValidationBroken(
                f"The suite '{suite.name}' could not run the rule '{rule.name}' ({rule.expectation}): "
                f"{str(what.get('exception_message'))[:300]} Report it as a fault of cleanfund."
            )


def _failing_rows(suite: Suite, rule: Rule, one: Any) -> list[int]:
    _check_ran(suite, rule, one)
    listed = one.result.get("unexpected_index_list")
    if listed is None:
        if "observed_value" in one.result:
            return [WHOLE]
        raise ValidationBroken(f"The rule '{rule.name}' of the suite '{suite.name}' failed without naming a row. {_AGAIN}")
    seen = one.result["element_count"]
    if "row_condition" not in rule.arguments and seen != len(suite.frame):
        raise ValidationBroken(
            f"The rule '{rule.name}' of the suite '{suite.name}' saw {seen:,} rows, and its frame has {len(suite.frame):,}. "
            f"{_AGAIN}"
        )
    return sorted(int(entry["row_id"]) for entry in listed)
