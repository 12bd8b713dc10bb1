"""The words an evaluator is written with."""

from evaluators.toolkit.contract import answer, assumed, assumptions, choice, evaluator, given, measured
from evaluators.toolkit.row import assumption_table

__all__ = ["answer", "assumed", "assumption_table", "assumptions", "choice", "evaluator", "given", "measured"]
