"""What a council asks first: is it viable, what grant makes it happen, and what to ask the applicant next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorecards.grant_curve import CONFIDENCE as CONFIDENCE
from scorecards.grant_curve import grant_for
from scorecards.grant_needs import DEBT, HURDLE, answers_of
from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORTH_ASKING = 0.05
# Errors have no name that an applicant could answer to: what would narrow them.
ASKED = {
    "benchmark_error": "a firm offer for the plant (benchmark_error: its cost over what our benchmark says)",
    "stated_cost_error": "a firmer estimate of the cost to build (stated_cost_error: final over stated cost)",
}
VIABLE = """
    SELECT name, len(list_filter(strata, lambda x: x >= 0)) / len(strata) AS share FROM answer
    WHERE key = ? AND block = '' AND name IN ('npv_without_grant', 'npv_with_grant') ORDER BY name DESC
"""
# What is fund-wide, or the fate of projects of the same kind, no applicant can state better.
ASKABLE = """
    SELECT answer, input, share FROM driver
    WHERE key = ? AND block = '' AND list_contains(?, answer) AND share >= ? AND whose = 'project'
    QUALIFY row_number() OVER (PARTITION BY answer ORDER BY share DESC, input) = 1 ORDER BY answer
"""


def decision_rows(connection: DuckDBPyConnection, key: str, driven: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of the sections ``decision`` and ``ask next`` of one evaluation.

    Chances [1] are counted over the 200 kept strata; the least grant [USD2024] is that at 80 % confidence, as
    ``cleanfund grant`` tells it; ``driven`` names the answers whose widest uncertainty is worth a question.
    """
    found: list[dict[str, Any]] = []
    words = {"npv_without_grant": "without the grant", "npv_with_grant": "with the grant asked for"}
    found += [
        {"section": "decision", "name": "chance_viable", "part": row["name"], "value": row["share"], "unit": "1",
         "text": f"chance to earn its own cost of capital {words[row['name']]}"}
        for row in rows(connection, VIABLE, [key])
    ]  # fmt: skip
    answers = answers_of(connection, [key]).get(key, {})
    if HURDLE in answers and "capex" in answers:
        amount = grant_for(answers[HURDLE]["percentiles"], CONFIDENCE / 100)
        debt = " and its debt covered" if DEBT in answers else ""
        never = amount > answers["capex"]["percentiles"][50]
        too_much = ": more than it costs to build, so no grant for building does" if never else ""
        found.append({
            "section": "decision", "name": "least_grant", "part": f"{CONFIDENCE} %", "value": amount, "unit": "USD2024",
            "text": f"grant that makes it viable{debt} in {CONFIDENCE} % of the draws{too_much}",
        })  # fmt: skip
    return found + [
        {"section": "ask next", "name": row["input"], "part": row["answer"], "value": row["share"], "unit": "1",
         "text": f"{ASKED.get(row['input'], row['input'])}: it makes up {row['share']:.0%} of the variance of {row['answer']} "
         "(by ranks)"}
        for row in rows(connection, ASKABLE, [key, list(driven), WORTH_ASKING])
    ]  # fmt: skip
