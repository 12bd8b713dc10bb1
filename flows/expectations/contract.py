"""A suite a technology, derived from its evaluator's contract: bounds of what is given, measured and claimed, lengths of
series and tables, and choices that are rows of their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from evaluators.toolkit.common import COMMON
from evaluators.toolkit.contract import Answer, Choice, Evaluator, Given
from flows.cast import CastBlock, CastProposal
from flows.expectations.facts import ends, stated, tied
from flows.expectations.series import MONTHS
from flows.expectations.series_columns import plain
from flows.expectations.series_years import hours_due
from flows.expectations.suite import Rule, Suite, table
from flows.expectations.wording import bounds, listed, nearest, number, quantity
from flows.findings import CRITICAL, WARNING, Finding
from flows.form import FORM
from flows.sites import Site

Subject = tuple[CastProposal, CastBlock]


def contract_suites(proposals: list[CastProposal], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]) -> list[Suite]:
    """One suite for each technology that the batch names; a row is a block."""
    blocks: dict[str, list[Subject]] = {}
    for one in proposals:
        for block in one.blocks:
            blocks.setdefault(block.technology, []).append((one, block))
    return [_suite(evaluators[name], blocks[name], sites) for name in sorted(blocks)]


def _suite(found: Evaluator, subjects: list[Subject], sites: Mapping[str, Site]) -> Suite:
    # The header's own inputs are judged once, by the form.
    numbers = {name: one for name, one in found.all_inputs.items() if isinstance(one, Given) and name not in FORM}
    choices = {name: one for name, one in found.all_inputs.items() if isinstance(one, Choice)}
    answers = {**COMMON, **found.answers}
    claimed = sorted({name for _, block in subjects for name in block.claims})
    columns = {
        f"{name}__{end}": "float64" for name in (*numbers, *(f"claim__{name}" for name in claimed)) for end in ("low", "high")
    }
    columns |= dict.fromkeys(choices, "str") | {"crossed": "str", "misshapen": "str"}
    ranges = _Extremes()
    rows = [_row(block, numbers, choices, ranges) for _, block in subjects]
    frame = table(rows, columns)
    rules: list[Rule] = []
    for name, declared in numbers.items():
        rules += _bounds(name, declared, CRITICAL, "contract.bounds", _say_given(name, declared, subjects, rows, sites))
    for name in claimed:
        rules += _bounds(f"claim__{name}", answers[name], WARNING, "contract.claim", _say_claim(name, answers[name], subjects))
    for name, choice in choices.items():
        rules.append(
            Rule(
                "contract.choice",
                f"{name} is a row of {choice.table.file}",
                CRITICAL,
                "ExpectColumnValuesToBeInSet",
                {"column": name, "value_set": list(choice.options)},
                _say_choice(name, choice, subjects, sites),
            )
        )
    rules.append(
        Rule(
            "contract.range",
            "A range runs from its smaller end to its larger one",
            CRITICAL,
            "ExpectColumnValuesToBeInSet",
            {"column": "crossed", "value_set": [""]},
            _say_crossed(subjects, rows, sites, found),
        )
    )
    rules.append(
        Rule(
            "contract.shape",
            "Series and tables have the lengths that belong together",
            CRITICAL,
            "ExpectColumnValuesToBeInSet",
            {"column": "misshapen", "value_set": [""]},
            _say_misshapen(subjects, sites, numbers),
        )
    )
    # A rule over a column without any value cannot fail.
    able = tuple(rule for rule in rules if frame[rule.arguments["column"]].notna().any())
    return Suite(f"contract of {found.name}", frame, ("row_id", *columns), able)


def _row(block: CastBlock, numbers: Mapping[str, Given], choices: Iterable[str], ranges: _Extremes) -> dict[str, Any]:
    row: dict[str, Any] = {name: block.values.get(name) for name in choices}
    crossed = []
    stated_numbers = {name: block.values.get(name) for name in numbers}
    for name, value in (stated_numbers | {f"claim__{name}": cast.value for name, cast in block.claims.items()}).items():
        both = ranges.of(value) if isinstance(value, np.ndarray) else value
        if isinstance(both, tuple):
            row[f"{name}__low"], row[f"{name}__high"] = both
            if both[0] > both[1]:
                crossed.append(name)
    return row | {"crossed": ", ".join(crossed), "misshapen": ", ".join(misshapen(block, numbers))}


def misshapen(block: CastBlock, numbers: Mapping[str, Given]) -> dict[str, str]:
    """The series and tables of a block whose lengths cannot be, each with what is wrong.

    The hours and months that ``series.py`` knows are judged there, with their time axis.
    """
    wrong: dict[str, str] = {}
    axes: dict[str, tuple[int, str]] = {}
    for name, declared in numbers.items():
        values = block.values.get(name)
        if not isinstance(values, np.ndarray) or not declared.shape or declared.columns or declared.shape == "hours":
            continue
        if declared.shape in ("hour", "month"):
            known = plain(name.removesuffix("_hourly")) or f"monthly_{name.removesuffix('_monthly')}" in MONTHS
            due, told = (12, "a year has 12 months") if declared.shape == "month" else hours_due(len(values), None)
            if not known and len(values) != due:
                wrong[name] = f"{name} has {len(values):,} values, and {told}"
            continue
        names = declared.shape.split(",")
        if len(names) != values.ndim:
            wrong[name] = f"{name} is a table over {values.ndim} axes, and it should be one over {declared.shape}"
            continue
        for axis, length in zip(names, values.shape, strict=True):
            bare = axis.removesuffix("+1")
            count, first = axes.setdefault(bare, (length - (bare != axis), name))
            if count != length - (bare != axis):
                wrong[name] = f"{name} has {length - (bare != axis)} of {bare}, and {first} has {count}"
    return wrong


class _Extremes:
    """Least and greatest value of a series; many blocks share one, so each is gone through once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[np.ndarray, tuple[float, float]]] = {}

    def of(self, series: np.ndarray) -> tuple[float, float] | None:
        finite = series[np.isfinite(series)] if id(series) not in self._known else series
        if finite.size == 0:
            return None
        # The series is kept with its ends, so that its id stays its own.
        return self._known.setdefault(id(series), (series, (float(finite.min()), float(finite.max()))))[1]


def _bounds(
    column: str, declared: Given | Answer, severity: str, name: str, say: Callable[[int], list[Finding]]
) -> Iterable[Rule]:
    what = column.removeprefix("claim__")
    for end, bound, least in (("low", declared.least, True), ("high", declared.most, False)):
        if bound is not None:
            yield Rule(
                name,
                f"{what} is {'at least' if least else 'at most'} {quantity(bound, bound, declared.unit)}",
                severity,
                "ExpectColumnValuesToBeBetween",
                {"column": f"{column}__{end}", "min_value" if least else "max_value": bound},
                say,
            )


def _say_given(
    name: str, declared: Given, subjects: list[Subject], rows: list[dict], sites: Mapping[str, Site]
) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, block = subjects[row]
        found, place, file = _written(one, block, name, sites)
        value = quantity(rows[row][f"{name}__low"], rows[row][f"{name}__high"], declared.unit)
        where = f" at the site '{block.site}'" if file else ""
        finding = Finding(
            CRITICAL,
            "contract.bounds",
            found or value,
            f"{name} is {value}{where}; it may be {bounds(declared.least, declared.most, declared.unit)}.",
            "Check the unit, then correct the value.",
            block=block.number,
            field=name,
            place=place,
            file=file,
        )
        return [tied(one, finding)]

    return say


def _say_claim(name: str, declared: Answer, subjects: list[Subject]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, block = subjects[row]
        found, place = stated(one, "claim", block.number, name)
        low, high = ends(block.claims[name]) or (0.0, 0.0)
        finding = Finding(
            WARNING,
            "contract.claim",
            found,
            f"The claim {name} is {quantity(low, high, declared.unit)}; "
            f"possible is {bounds(declared.least, declared.most, declared.unit)}.",
            "Check the unit of the claim, then correct it; it does not enter our own figures.",
            block=block.number,
            field=name,
            place=place,
        )
        return [tied(one, finding)]

    return say


def _say_choice(name: str, choice: Choice, subjects: list[Subject], sites: Mapping[str, Site]) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, block = subjects[row]
        value = str(block.values[name])
        found, place, file = _written(one, block, name, sites)
        finding = Finding(
            CRITICAL,
            "contract.choice",
            found or value,
            f"{name} is '{value[:60]}', which is none of those known.",
            f"{nearest(value, choice.options)}It may be: {listed(choice.options)}.",
            block=block.number,
            field=name,
            place=place,
            file=file,
        )
        return [tied(one, finding)]

    return say


def _say_crossed(
    subjects: list[Subject], rows: list[dict], sites: Mapping[str, Site], found: Evaluator
) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, block = subjects[row]
        findings = []
        for name in rows[row]["crossed"].split(", "):
            written, place, file = _written(one, block, name.removeprefix("claim__"), sites)
            low, high = rows[row][f"{name}__low"], rows[row][f"{name}__high"]
            findings.append(
                tied(
                    one,
                    Finding(
                        CRITICAL,
                        "contract.range",
                        written,
                        f"{name.removeprefix('claim__')} runs from {number(low)} down to {number(high)}.",
                        "Write the smaller end first.",
                        block=block.number,
                        field=name.removeprefix("claim__"),
                        place=place,
                        file=file,
                    ),
                )
            )
        return findings

    return say


def _say_misshapen(
    subjects: list[Subject], sites: Mapping[str, Site], numbers: Mapping[str, Given]
) -> Callable[[int], list[Finding]]:
    def say(row: int) -> list[Finding]:
        one, block = subjects[row]
        findings = []
        for name, what in misshapen(block, numbers).items():
            written, place, file = _written(one, block, name, sites)
            remedy = "Send the whole series or table, from one file, unchanged."
            finding = Finding(CRITICAL, "contract.shape", written, f"At the site '{block.site}', {what}.", remedy,
                              block=block.number, field=name, place=place, file=file)  # fmt: skip
            findings.append(tied(one, finding))
        return findings

    return say


def _written(one: CastProposal, block: CastBlock, name: str, sites: Mapping[str, Site]) -> tuple[str, str, str]:
    """Text, place and (where it is not the proposal's) file of an input."""
    found, place = stated(one, "given", block.number, name)
    if place:
        return found, place, ""
    site = sites.get(block.site)
    if site is not None and name in site.facts:
        fact = site.facts[name]
        return f"{fact.raw.strip()} {fact.unit}".strip(), fact.where, site.file_of(name)
    if site is not None:
        return "", f"site {block.site}, {name}", site.file_of(name)
    return "", block.places.get(name, f"block {block.number}"), ""
