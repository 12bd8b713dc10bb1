"""What may be written into a field, as an example: a number and a range that lie within the bounds of the field itself."""

from __future__ import annotations

from typing import Any, Protocol

from evaluators.toolkit.money import currencies
from evaluators.toolkit.units import EXAMPLES


class Bounded(Protocol):
    """A field of the form, an input or an answer of an evaluator: what is declared of a quantity."""

    @property
    def unit(self) -> str: ...
    @property
    def least(self) -> float | None: ...
    @property
    def most(self) -> float | None: ...


def examples(asked: Bounded) -> tuple[str, str]:
    """A value of the field and a range of values, with their unit: ("7", "6 to 8"), ("1000 MUSD2024", "800 to 1200 MUSD2024")."""
    usual = float(EXAMPLES[asked.unit == "1"][0])
    middle = _within(float(_example(asked) or 0) or usual, asked)
    ends = sorted(_within(_rounded(middle * share, middle), asked) for share in (0.8, 1.2))
    million = middle >= 1e6 and asked.unit[:3] in currencies()
    unit = "" if asked.unit == "1" else f" {'M' if million else ''}{asked.unit}"
    value, low, high = (f"{number / (1e6 if million else 1):.12g}" for number in (middle, *ends))
    return f"{value}{unit}", f"{low} to {high}{unit}"


def _example(asked: Bounded) -> Any:
    """The declared example, None where there is none: answers have none, and that of a table is no number."""
    example = getattr(asked, "example", None)
    return example if isinstance(example, int | float | str) else None


def _within(value: float, asked: Bounded) -> float:
    value = value if asked.most is None else min(value, asked.most)
    return value if asked.least is None else max(value, asked.least)


def _rounded(value: float, like: float) -> float:
    """As round as its example: whole beside a small whole number, else to two digits."""
    return float(round(value)) if float(like).is_integer() and abs(like) < 100 else float(f"{value:.2g}")
