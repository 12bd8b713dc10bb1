"""What a fund declares about its least grants: the section ``grant`` of ``fund.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scorecards.grant_curve import CONFIDENCE
from scorecards.ledger_flags import GRANT_SHARE
from scorecards.portfolio_amounts import SettingWrong, section, share

MOST_SHARE = GRANT_SHARE  # of relevant cost [1], EU 2019/856


@dataclass(frozen=True)
class GrantTerms:
    """``confidence`` [1] with which a project must clear its hurdle; ``most_share`` [1] of relevant cost that a grant may be."""

    confidence: float = CONFIDENCE / 100
    most_share: float = MOST_SHARE


def grant_terms(content: Mapping[str, Any], most_share: float = MOST_SHARE) -> GrantTerms:
    """The terms in a fund's file; ``most_share`` [1] where it states none there. Raises SettingWrong."""
    stated = section(content.get("grant"), ("confidence", "most_share_of_relevant_cost"), "grant")
    return GrantTerms(
        above_nothing(stated.get("confidence", CONFIDENCE / 100), "grant: confidence"),
        above_nothing(stated.get("most_share_of_relevant_cost", most_share), "grant: most_share_of_relevant_cost"),
    )


def above_nothing(stated: Any, where: str) -> float:
    """A share [1] above 0, as "80 %" or 0.8. Raises SettingWrong."""
    value = share(stated, where)
    if value <= 0:
        raise SettingWrong(f"{where} is '{stated}'; write a share above 0 %, such as {CONFIDENCE} %.")
    return round(value, 12)  # 70 % is read as 0.7000000000000001
