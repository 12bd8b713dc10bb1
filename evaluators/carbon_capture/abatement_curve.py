"""The marginal abatement cost curve of a portfolio: expected tonnes a year as width, cost per net tonne as height, in draws.

A project's tonnes count times its chance of delivery. Its cost is ``cost_per_tonne``: present cost above the reference per
present net tonne, emissions that no longer happen and CO2 removed together, less the project's own; so avoided and removed
tonnes stand on one axis, for a tonne less in the air is the same from either. Cost per captured tonne, and a capture plant's
cost per avoided tonne, do not belong here. Projects stand in the order of their median; how many tonnes a price buys is
counted within each draw, for the sum of medians is no median of the sum. Projects on one hub for transport and storage pay
for it once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluators.carbon_capture.cost_curve import CostCurve, p10_p50_p90

Number = np.ndarray | float

BLOCK = 500  # draws that are counted at a time, to spare memory


@dataclass(frozen=True)
class Frontier:
    """What is bought along the order of a curve, its first k + 1 projects at place k.

    ``money`` [USD2024] (taken,): public money asked for by all up to there; ``tonnes`` [tonne/year] (3, taken): p10, p50, p90
    of their expected tonnes; ``reached`` [1]: how many of them the budget pays for.
    """

    money: np.ndarray
    tonnes: np.ndarray
    reached: int


@dataclass(frozen=True)
class AbatementCurve:
    """``width`` [tonne/year] and ``height`` [USD2024/tonne], each (projects, draws), as the projects were given.

    ``order``: places of the projects that have a width and a height, cheapest median first; ``widths`` and ``heights``
    (3, projects): p10, p50, p90; ``apart``: place -> why the project is not on the curve.
    """

    width: np.ndarray
    height: np.ndarray
    widths: np.ndarray
    heights: np.ndarray
    order: np.ndarray
    apart: Mapping[int, str]

    def below(self, prices: Sequence[float] | np.ndarray) -> np.ndarray:
        """Tonnes a year that cost at most each of ``prices`` [USD2024/tonne, rising]: p10, p50, p90, shape (3, prices)."""
        prices = np.asarray(prices, dtype=float)
        counted = np.empty((len(prices), self.width.shape[1]))
        for start in range(0, self.width.shape[1], BLOCK):
            block = slice(start, start + BLOCK)
            height, width = self.height[self.order, block], self.width[self.order, block]
            # The first price that pays for the project; one place more for what none pays for.
            place = np.searchsorted(prices, height) + np.arange(height.shape[1]) * (len(prices) + 1)
            size = height.shape[1] * (len(prices) + 1)
            bought = np.bincount(place.ravel(), weights=width.ravel(), minlength=size).reshape(height.shape[1], -1)
            counted[:, block] = np.cumsum(bought[:, :-1], axis=1).T
        return p10_p50_p90(counted)

    def frontier(self, public_money: np.ndarray, budget: float = np.inf) -> Frontier:
        """What ``budget`` [USD2024] buys if it is spent in the order of the curve, without leaving a project out.

        ``public_money`` [USD2024] (projects,), bound in full whatever the chance of delivery. Raises ValueError.
        """
        asked = np.asarray(public_money, dtype=float)
        if asked.shape != self.width.shape[:1] or not np.all(asked >= 0):
            raise ValueError(f"Give the public money of each of {len(self.width)} projects, 0 or more USD2024.")
        money = np.cumsum(asked[self.order])
        running, tonnes = np.zeros(self.width.shape[1]), np.empty((3, len(self.order)))
        for place, project in enumerate(self.order):
            running += self.width[project]
            tonnes[:, place] = p10_p50_p90(running)
        return Frontier(money, tonnes, int(np.searchsorted(money, budget, side="right")))

    def cost_curve(self, points: int = 60) -> CostCurve:
        """The cost of the last of x tonnes a year, the cheapest first within each draw; infinite beyond what a draw has.

        x runs from 0 to the p90 of all tonnes. Raises ValueError where no project is on the curve.
        """
        if not len(self.order):
            raise ValueError("No project is on the abatement curve: none has a net tonne at a finite cost.")
        draws = self.width.shape[1]
        x = np.linspace(0.0, float(p10_p50_p90(np.maximum(self.width[self.order].sum(axis=0), 0.0))[2]), points)
        cost = np.full((points, draws), np.inf)
        for draw in range(draws):
            height, width = self.height[self.order, draw], self.width[self.order, draw]
            cheapest = np.argsort(height)[: np.isfinite(height).sum()]
            place = np.searchsorted(np.cumsum(width[cheapest]), x)
            there = place < len(cheapest)
            cost[there, draw] = height[cheapest[place[there]]]
        return CostCurve("abatement", "net", x, cost, {})


def abatement_curve(
    tonnes: np.ndarray, cost: np.ndarray, delivers: Number = 1.0, *, hub: Sequence[str] = (),
    hub_cost: Mapping[str, Number] | None = None,
) -> AbatementCurve:
    """The curve of a portfolio.

    ``tonnes`` [tonne/year] (projects, draws), net, if the project is delivered; ``cost`` [USD2024/tonne] (projects, draws), of
    a net tonne, infinite where none is left; ``delivers`` [1] (projects,) or (projects, draws), the chance of delivery.
    ``hub``: for each project the name of the transport and storage hub it shares, "" for none; ``hub_cost`` [USD2024/year] by
    that name, a number or (draws,), in no project's own cost. Raises ValueError.
    """
    tonnes, cost = np.asarray(tonnes, dtype=float), np.asarray(cost, dtype=float)
    if tonnes.ndim != 2 or tonnes.shape != cost.shape:
        raise ValueError(f"Tonnes have the shape {tonnes.shape} and costs {cost.shape}; both must be (projects, draws).")
    chance = np.asarray(delivers, dtype=float)
    chance = np.broadcast_to(chance[:, None] if chance.ndim == 1 else chance, tonnes.shape)
    if not np.all((chance >= 0) & (chance <= 1)):
        raise ValueError("A chance of delivery lies between 0 and 1; 40 % is 0.4.")
    if np.any(np.isnan(tonnes)) or np.any(np.isnan(cost)):
        raise ValueError("A tonnage or a cost is not a number; a cost without a net tonne is +infinity.")
    width = tonnes * chance
    height = np.where(width > 0, cost, np.inf)
    if len(hub) not in (0, len(tonnes)):
        raise ValueError(f"{len(hub)} hubs are named for {len(tonnes)} projects; write '' for a project that shares none.")
    for name in sorted({*hub} - {""}):
        if name not in (hub_cost or {}):
            raise ValueError(f"The hub '{name}' has no cost; state it in USD2024/year, 0 where it costs nothing.")
        members = [place for place, one in enumerate(hub) if one == name]
        height[members] = with_hub(height[members], width[members], chance[members], (hub_cost or {})[name])
    widths, heights = p10_p50_p90(width), p10_p50_p90(height)
    reasons = [_why_apart(*one) for one in zip(tonnes, chance, height, heights[1], strict=True)]
    apart = {place: why for place, why in enumerate(reasons) if why}
    order = np.array([place for place in np.argsort(heights[1], kind="stable") if place not in apart], dtype=np.intp)
    return AbatementCurve(width, height, widths, heights, order, apart)


def with_hub(cost: np.ndarray, width: np.ndarray, delivers: np.ndarray, yearly: Number) -> np.ndarray:
    """The price [USD2024/tonne] from which on each member of a hub is among those that it pays to take, (members, draws).

    ``cost`` [USD2024/tonne] without the hub, ``width`` [tonne/year] and ``delivers`` [1], all (members, draws); ``yearly``
    [USD2024/year], a number or (draws,), what the hub costs. Whoever is taken shares it in proportion to tonnes, so the k
    cheapest are taken together from the dearest one's cost + the hub's cost / their tonnes on; who is alone pays it all. The
    hub is built if any of those taken is delivered, each by its own chance.
    """
    cheapest = np.argsort(cost, axis=0, kind="stable")
    own, tonnes, chance = (np.take_along_axis(one, cheapest, axis=0) for one in (cost, width, delivers))
    shared = np.cumsum(np.where(np.isfinite(own), tonnes, 0.0), axis=0)
    built = 1 - np.cumprod(1 - chance, axis=0)
    share = np.divide(yearly * built, shared, out=np.full(own.shape, np.inf), where=shared > 0)
    together = np.minimum.accumulate((own + share)[::-1], axis=0)[::-1]
    price = np.empty_like(together)
    np.put_along_axis(price, cheapest, np.where(np.isfinite(own), together, np.inf), axis=0)
    return price


def _why_apart(tonnes: np.ndarray, chance: np.ndarray, height: np.ndarray, median: float) -> str:
    if np.isfinite(median):
        return ""
    if np.median(tonnes) <= 0:
        return f"it saves no tonne: {np.median(tonnes):,.0f} net tonnes a year at the median"
    never = np.mean(chance == 0)
    if never >= 0.5:
        return f"no tonne is to be expected: in {never:.0%} of the draws it cannot be delivered"
    return f"it has no cost per tonne: in {np.mean(np.isinf(height)):.0%} of the draws no net tonne is left"
