"""Gates: passed where enough of the draws pass; what lies close to enough is named for the panel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scorecards.rubric import TONNES_OF, Rubric
from scorecards.rubric_case import Answers, are_left, at_case, in_draws

CLOSE = 1e-9  # a share of draws equal to the confidence up to this passes


@dataclass
class Judged:
    """What the gates say: ``rows`` of the table ``gate`` without their key, ``reasons`` not to pass, sentences
    ``for_panel``, and in which strata all of them are ``passed``."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    for_panel: list[str] = field(default_factory=list)
    passed: np.ndarray = field(default_factory=lambda: np.ones(1, dtype=bool))


def judge_gates(rubric: Rubric, answers: Answers) -> Judged:
    """Every gate of ``rubric``; where points are given for a cost per tonne, no tonne left fails whatever the confidence."""
    judged, failed = Judged(), set()
    confidence, band = rubric.gate_confidence, rubric.gate_band
    for gate in rubric.gates:
        passed = gate.passed(in_draws(answers, gate.answer))
        share = float(np.mean(passed))
        passes = share >= confidence - CLOSE
        close = 0 < share < 1 and abs(share - confidence) <= band + CLOSE
        told = f"Gate '{gate.title}' is passed in {_percent(share)} of the draws"
        if not passes:
            failed.add(gate.answer)
            judged.reasons.append(f"{told}; {_percent(confidence)} are needed.")
        if close:
            near = f"within {band * 100:.3g} percentage points of the {_percent(confidence)}"
            judged.for_panel.append(f"{told}, {near} that are needed.")
        judged.rows.append({
            "position": len(judged.rows), "name": gate.name, "title": gate.title, "answer": gate.answer,
            "at_case": at_case(answers, gate.answer, rubric.case), "probability": share, "confidence": confidence,
            "passes": passes, "for_panel": close,
        })  # fmt: skip
        judged.passed = judged.passed & passed
    for tonnes in sorted({TONNES_OF[name] for name in rubric.scored if name in TONNES_OF}):
        value = at_case(answers, tonnes, rubric.case)
        judged.passed = judged.passed & are_left(in_draws(answers, tonnes))
        if not are_left(value) and tonnes not in failed:
            found = f"{tonnes} is {value:,.0f} tonne"
            judged.reasons.append(f"Gate 'Net tonnes' is not passed: {found}, so there is no cost per tonne.")
    return judged


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"
