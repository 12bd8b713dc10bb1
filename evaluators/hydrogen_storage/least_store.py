"""The least store of the middle case, where the rule of every hour does not know it: with a battery, or a minimum load stated.

The draws have none there: nothing is pretended of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.audit import Battery, HydrogenStore, audit_dispatch
from evaluators.hydrogen_storage.sizing import minimum_store
from evaluators.hydrogen_storage.task import Task
from evaluators.hydrogen_storage.technology import Store
from evaluators.hydrogen_storage.year_flow import CLOSE, stated_limits, with_free_grid

BY_RULE = "the greedy rule of every hour"


@dataclass(frozen=True)
class LeastStore:
    """``kg`` of working gas [kg] that meets all demand of the middle case, infinite where none does, of ``proposed_kg``; a lower
    ``bound`` where the electrolyser's least load was left out; which ``engine`` spoke."""

    kg: float
    proposed_kg: float
    bound: bool
    engine: str

    @property
    def exhibits(self) -> dict[str, Any]:
        """The least store [t] and the proposed one over it, each under a name that says what it is; none where none suffices."""
        if not np.isfinite(self.kg):
            return {}
        of = "middle case, lower bound" if self.bound else "middle case"
        found = {f"least store, {of} [t]": float(f"{self.kg / 1e3:.5g}")}
        if self.kg > 0:
            most = ", at most" if self.bound else ""
            found[f"store proposed over the least, middle case{most} [1]"] = float(f"{self.proposed_kg / self.kg:.4g}")
        return found

    @property
    def note(self) -> str:
        """What is known of the least store, and why the draws have none."""
        bare = ", the electrolyser's least load left out" if self.bound else ""
        if not np.isfinite(self.kg):
            found = f"In the middle case no store, however large, meets all demand ({self.engine}{bare})."
        else:
            least = "at least" if self.bound else "exactly"
            found = (
                f"In the middle case {least} {self.kg / 1e3:,.4g} t meet all demand, rates in step with the size ({self.engine}, "
                f"the whole year{bare}); {self.proposed_kg / 1e3:,.4g} t are proposed."
            )
        return (
            f"{found} In the draws the least store and the oversize are left out: the rule knows no battery and no stop for a "
            f"full store."
        )


def least_of_middle(task: Task, store: Store, proposed_kg: float, battery: Battery | None) -> LeastStore:
    """Of one draw of ``task``, the whole year, fitted to its ``store`` of ``proposed_kg`` [kg].

    With a ``battery`` the audit chooses the size, else the kernel does. Grid power is there in every hour, for the store as
    well; the electrolyser's least load is left out, which can only make the store smaller: the size is then a lower bound.
    """
    into, out = stated_limits(store)
    free = replace(task, least_mw=0.0, charge_limit=into, discharge_limit=out)
    bound = task.number("least_mw") > 0
    if battery is None:
        need = minimum_store(with_free_grid(free), store.charge_share, store.discharge_share, close=CLOSE)
        return LeastStore(float(need.store_kg[0]), proposed_kg, bound, BY_RULE)
    own = {name: free.number(name) for name in (
        "charge_kwh", "charge_kept", "discharge_kept", "boil_off", "charge_limit", "discharge_limit",
    )}  # fmt: skip
    sized = HydrogenStore(
        proposed_kg, charge_share=float(store.charge_share), discharge_share=float(store.discharge_share), **own
    )
    plan = audit_dispatch(free, stores=[sized], battery=battery, import_price=0.0, prices={"store_kg": 1.0})
    kg = plan.sizes["store_kg 1"] if plan.feasible else np.inf
    return LeastStore(kg, proposed_kg, bound, f"{plan.engine}, battery included")
