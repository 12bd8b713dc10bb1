"""The fund's own file: ``fund.yaml`` in the data folder. Nothing about a fund is written in code."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from evaluators.toolkit.draws import SLICE
from evaluators.toolkit.units import UnitError, read_quantity
from flows.connectors import settings_of
from flows.sources import SettingBroken, sources_of
from scorecards.export_settings import open_data
from scorecards.grant_terms import grant_terms
from scorecards.ledger_flags import GRANT_SHARE
from scorecards.portfolio_amounts import SettingWrong
from scorecards.rubric import RubricBroken, load_rubric
from scorecards.rubric_choice import rubric_place

# What a fund states and no step reads yet.
MEANT_FOR_LATER = ("schedule",)
READ = (
    "name", "short_name", "contact", "money", "seed", "draws", "pool", "applicant_share", "pillars", "calls", "sources",
    "connectors", "rubric", "ledger", "ring_fences", "portfolio", "grant", "open_data",
)  # fmt: skip
KEYS = (*READ, *MEANT_FOR_LATER)
CALL_KINDS: dict[str, type] = {"opens": date, "closes": date, "binding": bool, "rank_band": bool, "redress_days": int}


class FundFileBroken(Exception):
    """``fund.yaml`` cannot be used; the message says what to mend."""


@dataclass(frozen=True)
class Call:
    """From when until when a call takes proposals, both days included; None where the fund does not say.

    ``binding``: awards above the pool or a ring-fence are refused, not only told. ``rank_band``: letters tell in which quarter
    of the ranking a proposal stands. An applicant may ask for redress within ``redress_days`` of the letter.
    """

    opens: date | None = None
    closes: date | None = None
    binding: bool = False
    rank_band: bool = False
    redress_days: int = 30


@dataclass(frozen=True)
class Fund:
    """What a run needs to know of the fund; ``draws`` [1] a multiple of 200, ``seed`` [1], ``pool`` [USD2024].

    Above ``applicant_share`` [1] of the pool, one applicant's requests are told. ``pillars`` are the fund's programmes by
    name; ``calls`` has for each call when it opens and closes (dates, or None). ``contact`` is where applicants ask: one line
    for letters, "" where the fund names none. ``rubric`` is the file of its rubric, None for the default.
    Above ``grant_share`` [1] of a project's relevant cost, the ledger flags a commitment.
    """

    name: str = "Clean-tech fund"
    seed: int = 2026
    draws: int = 10_000
    pool: float | None = None
    applicant_share: float = 0.25
    pillars: tuple[str, ...] = ()
    calls: dict[str, Call] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)
    contact: str = ""
    rubric: Path | Traversable | None = None

    @property
    def review_maxima(self) -> dict[str, float]:
        """The highest points of each criterion that reviewers judge under the fund's rubric. Raises RubricBroken."""
        return load_rubric(self.rubric).review_maxima
    grant_share: float = GRANT_SHARE

    def call_named(self, written: str) -> str:
        """The fund's own spelling of a call, whatever the case (forms of portals write it in capitals); else as ``written``."""
        if written in self.calls:
            return written
        return next((name for name in self.calls if name.casefold() == written.strip().casefold()), written)


def read_fund(data: Path) -> Fund:
    """The fund of a data folder; the defaults where it has no file. Raises FundFileBroken."""
    path = data / "fund.yaml"
    if not path.exists():
        return Fund()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for key in content:
            if key not in KEYS:
                near = difflib.get_close_matches(str(key), KEYS, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KEYS)}."
                raise FundFileBroken(f"{path.name}: there is no setting '{key}'; {hint}")
        fund = Fund(
            str(content.get("name", Fund.name)),
            int(content.get("seed", Fund.seed)),
            int(content.get("draws", Fund.draws)),
            _amount(content, "pool", "USD2024"),
            _amount(content, "applicant_share", "1") or Fund.applicant_share,
            tuple(str(name) for name in content.get("pillars") or ()),
            {str(name): _call(str(name), one) for name, one in (content.get("calls") or {}).items()},
            content,
            str(content.get("contact") or ""),
            rubric_place(content.get("rubric"), data),
            grant_share=_grant_share(content.get("ledger")),
        )
        sources_of(content, data)
        settings_of(content)
        grant_terms(content)
        open_data(content)
    except (SettingBroken, RubricBroken, SettingWrong) as error:
        raise FundFileBroken(f"{path.name}: {error}") from None
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise FundFileBroken(f"{path.name} cannot be read: {error}. Compare it with the sample's.") from None
    return fund


def _grant_share(section: Any) -> float:
    """The ``grant_share`` of the section ``ledger``."""
    if section is not None and (not isinstance(section, dict) or set(section) - {"grant_share"}):
        raise FundFileBroken("fund.yaml: ledger may state one thing, the largest share of relevant cost: grant_share: 60 %.")
    share = _amount(section or {}, "grant_share", "1")
    if share is not None and not 0 < share <= 1:
        raise FundFileBroken(f"fund.yaml: grant_share is {share:g}; it lies above 0 and is 1 (100 %) at most.")
    return GRANT_SHARE if share is None else share


def _amount(content: dict[str, Any], key: str, unit: str) -> float | None:
    if content.get(key) is None:
        return None
    try:
        return read_quantity(str(content[key]), unit).low
    except UnitError as error:
        raise FundFileBroken(f"fund.yaml: {key} is '{content[key]}': {error.reason} {error.remedy}") from None


def _call(name: str, one: Any) -> Call:
    days = one if isinstance(one, dict) else {}
    wrong = [str(key) for key in days if key not in CALL_KINDS]
    unread = [key for key, kind in CALL_KINDS.items() if days.get(key) is not None and type(days[key]) is not kind]
    if not isinstance(one, dict) or wrong or unread or days.get("redress_days", 1) < 1:
        raise FundFileBroken(
            f"fund.yaml: the call '{name}' is not understood ({', '.join(wrong + unread) or one}). "
            f"Write opens and closes as dates below it, such as closes: 2026-10-31; it may also have binding and rank_band "
            f"(true or false) and redress_days (a whole number from 1)."
        )
    return Call(**{key: days[key] for key in CALL_KINDS if days.get(key) is not None})


def checked_draws(draws: int) -> int:
    """The number of draws, if it can be cut into 200 strata."""
    if draws < SLICE or draws % SLICE:
        raise FundFileBroken(f"draws is {draws}; it must be a multiple of {SLICE} from {SLICE}, such as 10000.")
    return draws
