"""Whether the values of corrections can be read at all: told before they are entered, in the words of the intake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evaluators.toolkit.contract import Evaluator
from flows.cast import cast_proposal
from flows.corrections import Place
from flows.facts import Document, Fact
from flows.findings import CRITICAL, Finding

# What a value alone does not tell: a site is known from the fund's files.
_NOT_OF_THE_VALUE = ("missing", "unknown_site")


def misread(
    rows: Iterable[Mapping[str, Any]], values: Mapping[Place, str], evaluators: Mapping[str, Evaluator]
) -> list[Finding]:
    """What the intake would refuse in ``values``, each by itself, if they stood in the proposal that ``rows`` tell of.

    ``rows`` are those of ``quarantine_row``. Bounds and sums are judged by the next run.
    """
    written: dict[Place, str] = {(row["part"], row["block"], row["field"]): row["written"] for row in rows if row["part"]}
    written |= values
    facts = [Fact(*place, raw=text, where="/".join(place)) for place, text in written.items()]
    cast = cast_proposal(Document("proposals", "", facts), "", "", evaluators, {})
    asked = ["/".join(place) for place in values]
    return [
        one for one in cast.findings
        if one.severity == CRITICAL and one.place.partition(", row ")[0] in asked and one.rule not in _NOT_OF_THE_VALUE
    ]  # fmt: skip
