"""Half the cost by 2030: the ratio from the audited present cost, in three versions, and what would have to be true.

The audited cost holds at the experience of 2025, of the plant that runs now (``present_capacity``); learning starts there.
Per net tonne, transport and storage in. Learning alone, at the same size and use, is the answer of record: a larger plant
(``capacity_2030``) and a plant that at last runs as designed are the applicant's to choose, and stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from evaluators.carbon_capture.components import components
from evaluators.carbon_capture.halving import (
    VERSIONS,
    by_starting_capacity,
    chance_of,
    contradicted,
    cost_ratio,
    counted_once,
    required_growth,
    required_learning_rate,
    reverse_words,
)
from evaluators.carbon_capture.learnt_state import (
    RATES_CORRELATION,
    capacity_in,
    error_in,
    factors_for,
    rates_of,
)
from evaluators.carbon_capture.net import parts_per_net_tonne
from evaluators.carbon_capture.once import factors_in
from evaluators.carbon_capture.plant import RUNNING, Plant, design

Number = np.ndarray | float

BOUNDARY = "net tonnes, capture, transport and storage in, USD2024, no credit"


@dataclass(frozen=True)
class Present:
    """The plant that runs now, at learning's state of 2025; ``share`` [1] net of a captured tonne."""

    plant: Plant
    running: Number
    capacity: float
    use: Number
    share: Number
    given: SimpleNamespace

    def later(self, growth: Number, error: Number, rates: dict[str, Number] | None = None) -> dict[str, Number]:
        """Parts [USD2024] per net tonne of the same plant once ``growth`` [1] times as much is in operation."""
        return self._net(self._learnt(factors_for(growth, self.given, error, rates)))

    def larger(self, growth: Number, error: Number, capacity: float) -> dict[str, Number]:
        """The same of a plant of ``capacity`` [tonne/year]; a step of growth is credited to scale or to learning, not to both."""
        learnt = factors_for(growth, self.given, error)
        relative = counted_once_by_class(growth, error, self.capacity, capacity, self.given)
        parts = self._learnt(learnt | relative)
        grown = design(self.given, _capped(growth, self.capacity, capacity), self.use).tonne(self.running * learnt["running"])
        return self._net(parts | {"transport": grown.parts["transport"]})

    def base(self) -> dict[str, Number]:
        """Parts [USD2024] per net tonne now, before they are scaled to the audited cost."""
        return self._net(self.plant.parts)

    def _learnt(self, factors: Mapping[str, Number]) -> dict[str, Number]:
        charged = {name: part * factors.get(name.partition("/")[2], 1.0) for name, part in self.plant.parts.items()
                   if name.startswith("capital/")}  # fmt: skip
        now = sum(part for name, part in self.plant.parts.items() if name.startswith("capital/"))
        tonne = design(self.given, self.capacity, self.use).tonne(self.running * factors["running"])
        return charged | {"fixed": self.plant.parts["fixed"] * sum(charged.values()) / now} | tonne.parts

    def _net(self, parts: dict[str, Number]) -> dict[str, Number]:
        return parts_per_net_tonne(parts, self.share)


def _capped(growth: Number, size: float, larger: float) -> Number:
    """A plant of 2030 [tonne/year] no further above today's than the technology grows."""
    return np.minimum(larger, size * np.maximum(growth, 1.0)) if larger > size else larger


def counted_once_by_class(
    growth: Number, error: Number, size: float, larger: float, given: SimpleNamespace
) -> dict[str, Number]:
    """Factor [1] of each class, from its components' own exponents, weighed by their cost now."""
    technology, rates = given.technology, rates_of(given)
    step = min(larger, technology.largest_train) / min(size, technology.largest_train)
    paid: dict[str, Number] = {}
    whole: dict[str, Number] = {}
    for name, (kind, cost) in components(technology).items():
        exponent = technology[f"exponent/{name}"]
        factor = counted_once(growth, step, exponent, rates[kind], given.floor_share)
        # A smaller plant is dearer, whatever is learnt.
        factor = factor * np.minimum(step, 1.0) ** (np.asarray(exponent) - 1.0)
        paid[kind] = paid.get(kind, 0.0) + cost * factor
        whole[kind] = whole.get(kind, 0.0) + cost
    # The error of forecast as learning alone has it: not on the floor.
    with_error, without = (factors_for(growth, given, one, rates) for one in (error, 1.0))
    return {kind: paid[kind] / whole[kind] * with_error[kind] / without[kind] for kind in paid}


def ratios(given: SimpleNamespace, electricity_now: Number, electricity_2030: Number, use: Number) -> dict[str, Any]:
    """``ratio`` by version of ``VERSIONS``, shape (draws,), and the tables and sentences that go with them.

    ``electricity_now`` and ``electricity_2030`` [tonne CO2e/MWh] of a plant that starts now or is decided in 2030, means of
    its life; ``use`` [1] of nameplate, the years' levelised mean of a plant of this kind.
    """
    present = _present(given, electricity_now, use)
    in_2030 = capacity_in(2030.0, given)
    growth = in_2030 / capacity_in(2025.0, given)
    error = error_in(2030.0, given)
    size = present.capacity if given.capacity_2030 is None else float(np.median(given.capacity_2030))
    log_error = given.present_cost_evidence.log_error
    base, audited = present.base(), given.present_cost

    def ratio_of(parts: dict[str, Number]) -> Number:
        return cost_ratio(base, parts, audited, log_error)

    larger = present.larger(growth, error, size)
    later = design(given, present.capacity, use)
    share = later.learned(factors_in(2030.0, later)).net_share(electricity_2030)
    # Net tonnes of the later grid; capital and what is fixed spread over the use that we suppose of such a plant.
    with np.errstate(divide="ignore"):
        cleaner = np.where(share > 0, present.share, np.inf) / np.where(share > 0, share, 1.0)
    fuller = present.use / use
    as_designed = {name: part if name in RUNNING else part * fuller for name, part in base.items()}
    with np.errstate(invalid="ignore"):  # where nothing net is left, a part that is not there stays nought
        all_in: dict[str, Number] = {
            name: np.where(part == 0, 0.0, np.asarray(part) * (cleaner if name in RUNNING else cleaner * fuller))
            for name, part in larger.items()
        }
    found = dict(zip(VERSIONS, (ratio_of(one) for one in (present.later(growth, error), larger, all_in)), strict=True))
    needed = required_growth(lambda times: ratio_of(present.later(times, 1.0)))
    rate = required_learning_rate(
        lambda one: ratio_of(present.later(growth, 1.0, dict.fromkeys(rates_of(given), one)))
    )
    added = in_2030 - given.technology.experience_2025
    starts = _starts(given)
    charged, other = (present.plant.gross - present.plant.running) / present.share, present.plant.running / present.share
    return {
        "ratio": found,
        "table": [
            *(_version(name, found[name]) for name in VERSIONS),
            _version("of it, the present plant run as we suppose of its kind", ratio_of(as_designed)),
        ],
        "scale_on_capital": float(np.median((np.asarray(audited) - other) / charged)),
        "starts": by_starting_capacity(
            lambda start: ratio_of(present.later((start + added) / start, error)), starts
        ),
        "rests_on": _rests_on(given, growth, sum(base.values())),
        "words": reverse_words(needed, rate),
        "contradicted": contradicted(base, audited, log_error),
    }


def _present(given: SimpleNamespace, electricity: Number, use: Number) -> Present:
    capacity = float(np.median(given.capacity if given.present_capacity is None else given.present_capacity))
    if given.present_capacity is not None and given.present_delivered is not None:
        use = np.clip(given.present_delivered / np.asarray(given.present_capacity), 1e-4, 1.0)
    plan = design(given, capacity, use)
    factors = factors_in(2025.0, plan)
    plant = plan.learned(factors)
    return Present(plant, factors["running"], capacity, use, plant.net_share(electricity), given)


def _starts(given: SimpleNamespace) -> dict[str, float]:
    stated = {
        "delivered by the present plant": given.present_delivered,
        "nameplate of the present plant": given.present_capacity,
    }
    supposed = np.asarray(given.technology.experience_2025)
    low, middle, high = np.percentile(supposed, [10, 50, 90])
    found = {name: float(np.median(value)) for name, value in stated.items() if value is not None and np.median(value) > 0}
    return found | {"supposed, p10": float(low), "supposed, p50": float(middle), "supposed, p90": float(high)}


def _version(name: str, ratio: Number) -> dict[str, Any]:
    chance = chance_of(ratio)
    low, middle, high = (float(one) for one in np.percentile(np.atleast_1d(ratio), [10, 50, 90], method="inverted_cdf"))
    return {
        "version": name, "p10": low, "p50": middle, "p90": high, "chance of half": chance.share,
        "Monte-Carlo error": chance.error,
    }


def _rests_on(given: SimpleNamespace, growth: Number, ours: Number) -> list[dict[str, Any]]:
    shown: dict[str, tuple[Number, str]] = {
        "audited present cost": (given.present_cost, "USD2024/tonne"),
        "our own estimate of the present plant": (ours, "USD2024/tonne"),
        "capacity of the technology in 2025": (given.technology.experience_2025, "tonne/year"),
        "capacity of the technology in 2030": (capacity_in(2030.0, given), "tonne/year"),
        "growth from 2025 to 2030": (growth, "times"),
        "share of component cost that does not learn": (given.floor_share, "1"),
        **{f"learning rate, {name.replace('_', ' ')}": (rate, "1") for name, rate in rates_of(given).items()},
    }
    rows = [
        {"what": name, "unit": unit,
         **{f"p{share}": _finite(np.percentile(value, share, method="inverted_cdf")) for share in (10, 50, 90)}}
        for name, (value, unit) in shown.items()
    ]
    correlation = {"what": "correlation of the learning rates", "p50": RATES_CORRELATION, "unit": "1"}
    return [*rows, correlation, {"what": "boundary", "unit": BOUNDARY}]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
