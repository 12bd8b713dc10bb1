"""What the applicant promised against what we found: its percentile, a flag, and what the score would be if it were true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scorecards.rubric import ClaimLimits, Rubric
from scorecards.rubric_case import Answers, are_left, in_draws, score_at

USUAL = ClaimLimits()
BOLD, CAUTIOUS = 0.10, 0.65  # shares of our draws that are at least as good
# What is asked for is fixed: with other tonnes it comes to another amount a tonne.
SUPPORT, TONNES = "requested_per_tonne", "net_t_10y"


def percentile_of(claimed: float, percentiles: Sequence[float]) -> float:
    """The share of our draws below ``claimed`` [1], from the percentiles 0..100 of the answer."""
    grid = np.asarray(percentiles, dtype=float)
    finite = grid[np.isfinite(grid)]  # a cost is infinite where no tonne is left: always at the upper end
    if len(finite) == 0:
        return 0.0
    if finite[0] == finite[-1]:
        return 0.5 if claimed == finite[0] else float(claimed > finite[0]) * (len(finite) - 1) / 100
    with np.errstate(all="ignore"):
        share = float(np.interp(claimed, finite, np.arange(len(finite)) / 100))
    # Two percentiles may lie too close for a slope between them to be a number.
    return share if np.isfinite(share) else (int(np.searchsorted(finite, claimed, side="right")) - 1) / 100


def judge_claim(
    claim: Mapping[str, Any], answer: Mapping[str, Any] | None, limits: ClaimLimits = USUAL
) -> dict[str, Any]:
    """One claim as a row of the table ``claim`` (without its key): percentile, verdict in words, and the flag, one of
    credible, optimistic and outside.

    ``answer`` is the row of the answer of the same name, None where there is none. A range is judged by its middle. Where no
    direction is better, the flag is that of the claim's nearer end of our distribution, which counts twice.
    """
    row = {
        "block": claim["block"], "name": claim["name"], "claimed_low": claim["low"], "claimed_high": claim["high"],
        "unit": claim["unit"], "raw": claim["raw"], "place": claim["place"], "percentile": None, "flag": None,
    }  # fmt: skip
    if answer is None:
        return {**row, "verdict": "not judged: this project has no such answer"}
    middle = _middle(claim)
    share = percentile_of(middle, answer["percentiles"])
    # How many of our draws are at least as good as what was promised; those that equal it are.
    equal = [place / 100 for place, value in enumerate(answer["percentiles"]) if value == middle]
    below, up_to = (min(equal), max(equal)) if len(equal) > 1 else (share, share)
    if not answer["better"]:
        flag = _flag(2 * min(up_to, 1 - below), limits)
        return {**row, "percentile": share, "flag": flag, "verdict": "no direction is better"}
    as_good = up_to if answer["better"] == "lower" else 1 - below
    return {**row, "percentile": share, "flag": _flag(as_good, limits), "verdict": _verdict(as_good, limits)}


def judge_claims(
    claims: Sequence[Mapping[str, Any]],
    answers: Answers,
    rubric: Rubric,
    values: Mapping[str, float],
    judged: Mapping[str, float],
) -> tuple[list[dict[str, Any]], float | None]:
    """Every claim as a row, with ``score_if_true`` [points], and the score if all of them were true.

    ``values`` are the rubric's answers at its case and ``judged`` the reviewers' points, as ``score_at`` takes them.
    ``score_if_true`` is None, and ``score_note`` says why, where the claim drives no points; so is the score of all claims
    where none does. Claims of one answer in two blocks are taken together at the less good of them.
    """
    rows, together = [], dict[str, float]()
    for claim in claims:
        name, better = claim["name"], (answers.get(("", claim["name"])) or {}).get("better")
        row = judge_claim(claim, answers.get((claim["block"], name)) or answers.get(("", name)), rubric.claims)
        row["score_note"] = _drives_nothing(claim, answers, rubric)
        row["score_if_true"] = None
        if not row["score_note"]:
            middle = _middle(claim)
            row["score_if_true"] = score_at(rubric, _with(values, {name: middle}, answers), judged)
            less_good = max if better == "lower" else min
            together[name] = less_good(together.get(name, middle), middle)
        rows.append(row)
    return rows, score_at(rubric, _with(values, together, answers), judged) if together else None


def _drives_nothing(claim: Mapping[str, Any], answers: Answers, rubric: Rubric) -> str:
    """Why the points would not move if the claim were true; "" where they may."""
    name = claim["name"]
    if claim["block"] and (claim["block"], name) in answers:
        return "an answer of one block: no points are given for it directly"
    if ("", name) not in answers:
        return "this project has no such answer"
    if name in rubric.scored or (name == TONNES and SUPPORT in rubric.scored):
        return ""
    return f"the rubric gives no points for {name}"


def _with(values: Mapping[str, float], claimed: Mapping[str, float], answers: Answers) -> dict[str, float]:
    """``values`` with the claims in their place, and the support per tonne that the claimed tonnes make."""
    found = {**values, **claimed}
    if TONNES in claimed and SUPPORT in values and SUPPORT not in claimed:
        tonnes, per_tonne = in_draws(answers, TONNES), in_draws(answers, SUPPORT)
        asked = (tonnes * per_tonne)[are_left(tonnes) & np.isfinite(per_tonne)]
        if len(asked):
            found[SUPPORT] = float(np.median(asked)) / claimed[TONNES] if are_left(claimed[TONNES]) else np.inf
    if SUPPORT in claimed and not are_left(found.get(TONNES, 1.0)):
        found[SUPPORT] = np.inf
    return found


def _middle(claim: Mapping[str, Any]) -> float:
    return (claim["low"] + claim["high"]) / 2


def _flag(as_good: float, limits: ClaimLimits) -> str:
    if as_good < limits.outside:
        return "outside"
    return "optimistic" if as_good < limits.optimistic else "credible"


def _verdict(as_good: float, limits: ClaimLimits) -> str:
    if as_good < limits.outside:
        return "beyond what we find possible"
    if as_good < min(BOLD, limits.optimistic):
        return "bold: fewer than one in ten of our draws is as good"
    if as_good < limits.optimistic:
        return "optimistic"
    return "in line with our estimate" if as_good <= max(CAUTIOUS, limits.optimistic) else "cautious"
