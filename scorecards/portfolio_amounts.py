"""How a fund writes the amounts of its portfolio: money, shares, tonnes, and which of several words is meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class SettingWrong(ValueError):
    """A setting of the portfolio that cannot be used; the message says where it stands and what to write instead."""


@dataclass(frozen=True)
class Amount:
    """Money [USD2024], or a share of the pool [1] where ``share``."""

    value: float
    share: bool = False

    def of(self, pool: float) -> float:
        """In USD2024, for a ``pool`` [USD2024]."""
        return self.value * pool if self.share else self.value


def money(stated: Any, where: str) -> float:
    """An amount [USD2024], as "5e9", "5bn", "100 million" or "2 billion JPY2023"; USD2024 where no currency is named."""
    from evaluators.toolkit.number_words import read_number
    from evaluators.toolkit.units import UnitError, read_quantity

    text = str(stated).strip()
    try:
        value = read_number(text)
    except UnitError:
        try:
            read = read_quantity(text, "USD2024", currency="USD", price_year=2024)
        except UnitError as error:
            raise SettingWrong(f"{where} is '{text}': {error.reason}; {error.remedy}.") from None
        if read.low != read.high:
            raise SettingWrong(f"{where} is '{text}', which is a range; give one amount.") from None
        value = read.low
    if not 0 <= value < float("inf"):
        raise SettingWrong(f"{where} is '{text}'; it must be 0 or more.")
    return value


def amount(stated: Any, where: str) -> Amount:
    """Money or a share of the pool: "1000 MUSD2024" or "20 %". A bare number is refused: it could be either."""
    text = str(stated).strip()
    if text.endswith("%"):
        return Amount(share(text, where), share=True)
    if isinstance(stated, int | float) or re.fullmatch(r"[\d.,eE+ ]*", text):
        raise SettingWrong(f"{where} is '{text}', which may be money or a share; write '500 MUSD2024', or '20 %' of the pool.")
    return Amount(money(text, where))


def share(stated: Any, where: str) -> float:
    """A part of the whole [1], 0 to 1: "20 %" or 0.2."""
    from evaluators.toolkit.units import UnitError, read_quantity

    text = str(stated).strip()
    try:
        value = float(text) if not text.endswith("%") else read_quantity(text, "1").low
    except (UnitError, ValueError):
        value = -1.0
    if not 0 <= value <= 1:
        raise SettingWrong(f"{where} is '{text}'; write a share from 0 % to 100 %, such as 20 %.")
    return value


def tonnes(stated: Any, where: str) -> float:
    """Tonnes of CO2e, 0 or more: "5 Mt", "200 kt"."""
    from evaluators.toolkit.units import UnitError, read_quantity

    try:
        value = read_quantity(str(stated), "tonne").low
    except UnitError as error:
        raise SettingWrong(f"{where} is '{stated}': {error.reason}; write tonnes, such as 5 Mt or 200 kt.") from None
    if value < 0:
        raise SettingWrong(f"{where} is '{stated}'; it must be 0 or more.")
    return value


def plain_number(stated: Any, where: str) -> float:
    """A number, 0 or more."""
    if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated < float("inf"):
        raise SettingWrong(f"{where} is '{stated}'; write a number, 0 or more.")
    return float(stated)


def one_of(stated: Any, known: Iterable[str], where: str) -> str:
    """``stated``, if it is a word of ``known``."""
    names = list(known)
    if stated in names:
        return str(stated)
    raise SettingWrong(f"{where} is '{stated}'; {nearest(str(stated), names)}")


def section(stated: Any, known: Iterable[str], where: str) -> Mapping[str, Any]:
    """``stated`` as a mapping whose keys are all ``known``; an empty one for None."""
    names = list(known)
    if stated is None:
        return {}
    if not isinstance(stated, Mapping):
        raise SettingWrong(f"{where} is '{stated}'; write settings below it: {', '.join(names)}.")
    for key in stated:
        if key not in names:
            raise SettingWrong(f"{where} has no setting '{key}'; {nearest(str(key), names)}")
    return stated


def named(stated: Any, where: str, example: str) -> Mapping[str, Any]:
    """``stated`` as a mapping with names of the fund's own; an empty one for None."""
    if stated is None:
        return {}
    if not isinstance(stated, Mapping):
        raise SettingWrong(f"{where} is '{stated}'; write a line for each below it, such as {example}")
    return {str(name): one for name, one in stated.items()}


def nearest(name: str, known: Iterable[str]) -> str:
    """ "did you mean X?", or all that is known where nothing is near."""
    names = [one for one in known if one]
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names) or 'none'}."
