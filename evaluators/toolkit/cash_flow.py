"""Discounted cash flow of a project in draws: tax, debt, depreciation, replacements, and the price that pays for it all.

Time 0 is the start of operation; building is paid before it or at it, yearly flows fall at the end of each year, the last
year in part (as in ``present_value``). Inputs are in the money of time 0 and grow with ``inflation``; depreciation and debt
do not, since they are agreed in money of their day. With nominal inputs leave ``inflation`` 0 and give a nominal rate.
Layout: Short, Packey & Holt 1995, NREL/TP-462-5173, and the H2A Production Model, version 3.2018.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evaluators.toolkit.debt import Debt
from evaluators.toolkit.depreciation import depreciation_charges, straight_line
from evaluators.toolkit.discounting import Number
from evaluators.toolkit.income_tax import LOSSES, price_with_losses_carried, taxed_income
from evaluators.toolkit.timeline import PAID, Timeline, beside, column

# Names of ``breakdown``, which no part of the opex may take.
PARTS = (
    "capital", "grant", "investment credit", "replacements", "production credits", "salvage", "decommissioning",
    "working capital", "debt", "tax",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class CashFlow:
    """What a project pays and earns, and on what terms: numbers or (draws,), and what is yearly also (draws or 1, years).

    * ``rate`` [1/year], real where ``inflation`` [1/year] is given: of equity where there is ``debt``, else of the whole
      capital; after tax where there is ``tax``, else before it.
    * ``life`` [year]; ``capex`` [money] before interest, depreciated by yearly ``depreciation`` shares [1];
      ``non_depreciable`` [money], such as land, never borrowed for; both spent by ``spending`` [1] shares over
      ``construction_years`` [year], any fraction, in equal periods, each paid at its ``paid`` "end" or "middle".
    * ``product`` [unit/year], whose price rises by ``escalation`` [1/year] above inflation from the second year on; ``opex``
      [money/year], a mapping where its parts are to be told apart, by-products negative; ``credits`` [money/year], not
      taxed; ``replacements`` [money/year], depreciated (see ``replacement_flows``).
    * ``salvage`` and ``decommissioning`` [money] at the end of life, taxed.
    * ``grant`` [money], paid as the building is, and ``investment_credit`` [1] of capex, paid with the last spending: neither
      is taxed; the grant, and ``credited_base`` [1] of the credit, are not depreciated (half in the US: 26 USC 50(c)(3)).
    * ``tax`` [1] on income, ``losses`` "carried forward" or "used at once" (see ``taxed_income``).
    * ``working_capital`` [1]: the share of each year's rise in opex that is bound, and released in the last year.

    Results are (draws,), or (1,) where all is numbers. Raises ValueError.
    """

    rate: Number
    life: Number
    capex: Number = 0.0
    product: Number = 0.0
    opex: Number | Mapping[str, Number] = 0.0
    replacements: Number = 0.0
    credits: Number = 0.0
    salvage: Number = 0.0
    decommissioning: Number = 0.0
    grant: Number = 0.0
    non_depreciable: Number = 0.0
    construction_years: Number = 0.0
    spending: tuple[float, ...] = (1.0,)
    paid: str = "end"
    inflation: Number = 0.0
    escalation: Number = 0.0
    tax: Number = 0.0
    losses: str = "carried forward"
    depreciation: tuple[float, ...] = straight_line(20)
    investment_credit: Number = 0.0
    credited_base: float = 0.5
    working_capital: Number = 0.0
    debt: Debt | None = None

    def __post_init__(self) -> None:
        for name, known in (("losses", LOSSES), ("paid", PAID)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} '{getattr(self, name)}' is not known; it may be '{known[0]}' or '{known[1]}'")
        for name in ("rate", "inflation"):
            if np.min(getattr(self, name)) <= -1:
                raise ValueError(f"{name} {np.min(getattr(self, name)):g} a year leaves nothing; give a share such as 0.07")
        if np.min(self.life) <= 0:
            raise ValueError(f"a life of {np.min(self.life):g} years earns nothing; give the years in operation, such as 25")
        if np.min(self.construction_years) < 0:
            raise ValueError(f"building for {np.min(self.construction_years):g} years; give 0 or more")
        if abs(sum(self.spending) - 1) > 1e-9:
            raise ValueError(f"the spending shares add up to {sum(self.spending):g}; they must add up to 1")
        taken = sorted(set(PARTS) & set(self.opex)) if isinstance(self.opex, Mapping) else []
        if taken:
            raise ValueError(f"a part of the opex is called '{taken[0]}', which means something else here; rename it")
        if np.min(self.tax) < 0 or np.max(self.tax) >= 1:
            raise ValueError(f"a tax of {np.min(self.tax):g} to {np.max(self.tax):g} of income; give 0 or more and below 1")

    def without_debt(self, rate: Number) -> CashFlow:
        """The same project seen from its whole capital, at its ``rate`` [1/year]."""
        return replace(self, debt=None, rate=rate)

    def net_present_value(self, price: Number = 0.0) -> np.ndarray:
        """Net present value [money] at time 0 with the product sold at ``price`` [money/unit, of time 0]."""
        value = self._value + price * self._product_value
        return value - self._tax_value(price) if self._is_taxed else value

    def levelised_price(self) -> np.ndarray:
        """The price [money/unit, of time 0] at which the net present value is nil; infinite where nothing is produced.

        Without a search: the value is a straight line in the price, or with losses carried forward a line of straight
        pieces, which Newton's steps climb to the root (see ``price_with_losses_carried``).
        """
        tax = np.asarray(self.tax, dtype=float)
        discount = self._time.discount
        # Losses used at once: the tax takes its share of every income and gives it back of every cost.
        value = self._value - tax * (self._income[0] * discount).sum(axis=1) if self._is_taxed else self._value
        with np.errstate(divide="ignore", invalid="ignore"):
            price = np.where(self._product_value > 0, -value / ((1 - tax) * self._product_value), np.inf)
        if not self._is_taxed or self.losses == "used at once":
            return price
        return price_with_losses_carried(price, self._value, self._product_value, *self._income, discount, tax)

    def breakdown(self) -> dict[str, np.ndarray]:
        """Parts of the levelised price [money/unit] by name, costs positive: their present value over the product's."""
        parts = {name: -value / self._product_value for name, value in self._values.items() if np.any(value != 0)}
        return parts | ({"tax": self._tax_value(self.levelised_price()) / self._product_value} if self._is_taxed else {})

    def flows(self, price: Number = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Times [year] and flows after tax and debt service [money of their day], (draws or 1, periods).

        First the spendings, then the years of operation; a last year in part, salvage and decommissioning fall at the end
        of life. For ``internal_rate_of_return`` and what stands beside it.
        """
        time = self._time
        yearly = sum(time.yearly(flow) for flow, _ in self._yearly.values()) + self._ending + self._working_capital
        spent = np.asarray(self.capex, dtype=float) + self.non_depreciable - self.grant
        building = -time.building(spent, self.spending)
        if self.debt is not None:
            drawn, while_building, interest, principal = self._loan
            building, yearly = building + drawn - while_building, yearly - interest - principal
        is_last = np.arange(time.spendings) == time.spendings - 1
        credited = column(self.investment_credit) * column(self.capex) * is_last
        total = beside(building + credited, yearly + column(price) * self._unit)
        if self._is_taxed:
            total = total - column(self.tax) * self._taxed_income(price)
        return np.broadcast_to(time.times, total.shape), total

    @cached_property
    def _time(self) -> Timeline:
        return Timeline(
            rate=self.rate, life=self.life, inflation=self.inflation, construction_years=self.construction_years,
            spendings=len(self.spending), paid=self.paid,
        )

    @property
    def _is_taxed(self) -> bool:
        return bool(np.any(np.asarray(self.tax) != 0))

    @cached_property
    def _priced(self) -> Number:
        """Product in units that are worth the price of the first year."""
        if not np.any(np.asarray(self.escalation) != 0):
            return self.product
        return self._time.table(self.product) * (1 + column(self.escalation)) ** np.arange(self._time.running.shape[1])

    @cached_property
    def _unit(self) -> np.ndarray:
        """What a price of 1 earns in each year of operation, in money of its day."""
        return self._time.yearly(self._priced)

    @cached_property
    def _product_value(self) -> np.ndarray:
        return self._time.years.present(self._priced)

    @cached_property
    def _yearly(self) -> dict[str, tuple[Number, bool]]:
        """Yearly flows but the sales, what comes in positive, and whether each is income to tax."""
        opex = self.opex if isinstance(self.opex, Mapping) else {"running costs": self.opex}
        given = {name: (-np.asarray(cost, dtype=float), True) for name, cost in opex.items()}
        replaced = -np.asarray(self.replacements, dtype=float)
        flows = given | {"replacements": (replaced, False), "production credits": (np.asarray(self.credits, dtype=float), False)}
        return {name: (flow, taxed) for name, (flow, taxed) in flows.items() if np.any(flow != 0)}

    @cached_property
    def _value(self) -> np.ndarray:
        return sum(self._values.values(), np.zeros(1))

    @cached_property
    def _values(self) -> dict[str, np.ndarray]:
        """Present value of every part but sales and tax, what comes in positive."""
        time = self._time
        built = (np.exp(-time.spent_at * np.log1p(column(self.rate))) * self.spending).sum(axis=1)
        values = {
            "capital": -built * (np.asarray(self.capex, dtype=float) + self.non_depreciable),
            "grant": built * self.grant,
            **{name: time.years.present(flow) for name, (flow, _) in self._yearly.items()},
            "salvage": time.end * self.salvage,
            "decommissioning": -time.end * self.decommissioning,
        }
        if np.any(np.asarray(self.investment_credit) != 0):
            values["investment credit"] = self.investment_credit * self.capex * time.discount[:, time.spendings - 1]
        if np.any(np.asarray(self.working_capital) != 0):
            values["working capital"] = (self._working_capital * time.of_years(time.discount)).sum(axis=1)
        if self.debt is not None:
            drawn, while_building, interest, principal = self._loan
            values["debt"] = (beside(drawn - while_building, -interest - principal) * time.discount).sum(axis=1)
        return values

    @cached_property
    def _working_capital(self) -> np.ndarray:
        """What is released less what is bound in each year of operation."""
        cost = -sum((self._time.yearly(flow) for flow, taxed in self._yearly.values() if taxed), np.zeros((1, 1)))
        before_last = np.arange(self._time.running.shape[1]) < self._time.last[:, None]
        bound = np.where(before_last, column(self.working_capital) * cost, 0.0)
        return -np.diff(bound, axis=1, prepend=0.0)

    @cached_property
    def _loan(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Drawn and interest by spending, interest and principal by year of operation."""
        assert self.debt is not None
        time = self._time
        length = np.atleast_1d(np.asarray(self.construction_years, dtype=float)) / time.spendings
        spent = time.building(np.asarray(self.capex, dtype=float) - self.grant, self.spending)
        drawn, interest, owed = self.debt.while_building(spent, length, 1.0 if self.paid == "end" else 0.5)
        return drawn, interest, *self.debt.service(owed, time.running, time.last)

    @cached_property
    def _charges(self) -> np.ndarray:
        """Depreciation in each year of operation."""
        time = self._time
        base = time.building(np.asarray(self.capex, dtype=float) - self.grant, self.spending).sum(axis=1)
        base = base - self.credited_base * np.asarray(self.investment_credit) * self.capex
        if self.debt is not None:
            drawn, _, _, principal = self._loan
            base = base + principal.sum(axis=1) - drawn.sum(axis=1)  # interest that was capitalised
        put = beside(base[:, None], np.zeros((1, time.running.shape[1] - 1))) + time.yearly(self.replacements)
        return depreciation_charges(put, self.depreciation, time.last)

    @cached_property
    def _ending(self) -> np.ndarray:
        """Salvage less decommissioning, in the last year of operation; in money that is worth as much as at the end of life."""
        time = self._time
        worth = column(time.end * (np.asarray(self.salvage, dtype=float) - self.decommissioning))
        discount = time.of_years(time.discount)
        out = np.zeros(np.broadcast_shapes(worth.shape, discount.shape, time.is_last.shape))
        return np.divide(worth, discount, out=out, where=time.is_last)

    @cached_property
    def _income(self) -> tuple[np.ndarray, np.ndarray]:
        """Income to tax in each period: whatever the price, and for a price of 1."""
        yearly = sum((self._time.yearly(flow) for flow, taxed in self._yearly.values() if taxed), np.zeros((1, 1)))
        yearly, building = yearly + self._ending - self._charges, np.zeros((1, self._time.spendings))
        if self.debt is not None:
            _, while_building, interest, _ = self._loan
            yearly, building = yearly - interest, -while_building
        return beside(building, yearly), beside(np.zeros((1, self._time.spendings)), self._unit)

    def _taxed_income(self, price: Number) -> np.ndarray:
        fixed, unit = self._income
        return taxed_income(fixed + column(price) * unit, self.losses)

    def _tax_value(self, price: Number) -> np.ndarray:
        return np.asarray(self.tax) * (self._taxed_income(price) * self._time.discount).sum(axis=1)
