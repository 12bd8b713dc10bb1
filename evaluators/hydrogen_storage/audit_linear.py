"""The linear programme of the audit: columns and rows by name, solved by HiGHS.

Hydrogen is counted in units of the mean demand, which keeps coefficients near 1; everything that leaves is in kg again.
Sizes are columns too: fixed where given, chosen where they have a price.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.hydrogen_storage.audit_integer import add_states
from evaluators.hydrogen_storage.highs import quiet_highs

if TYPE_CHECKING:
    import highspy

    from evaluators.hydrogen_storage.audit import Battery, HydrogenStore


SIZES = ("wind_mw", "solar_mw", "electrolyser_mw", "store_kg", "battery_mw", "battery_mwh")
LONG = 2000  # hours


@dataclass(frozen=True)
class Plan:
    """What HiGHS found: objective [money], flows an hour [kg/h, MW; levels kg, MWh], sizes [MW, kg, MWh], gap [1]."""

    objective: float
    flows: dict[str, np.ndarray]
    sizes: dict[str, float]
    gap: float


@dataclass
class Programme:
    """Inputs as ``audit_dispatch`` has them, arrays over the window (hours,)."""

    wind: np.ndarray
    solar: np.ndarray
    demand: np.ndarray
    values: Mapping[str, float]
    battery: Battery | None
    export_mw: float
    stores: Sequence[HydrogenStore]
    import_price: np.ndarray
    export_price: np.ndarray
    unmet_price: float | None
    minimum_load: float
    start_up_cost: float
    handling: float
    prices: Mapping[str, float]
    columns: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray, float]] = field(default_factory=dict, init=False)
    rows: list[tuple[dict[str, Any], np.ndarray, np.ndarray]] = field(default_factory=list, init=False)

    @property
    def integer(self) -> bool:
        """Whether the electrolyser has states: on, off, starting."""
        return self.minimum_load > 0 or self.start_up_cost > 0

    def column(self, name: str, high: Any = np.inf, cost: Any = 0.0, unit: float = 1.0) -> None:
        """Adds one an hour, from 0 to ``high``; ``unit`` turns it into kg, MW or MWh."""
        self.columns[name] = (np.zeros(len(self.demand)), self._hourly(high), self._hourly(cost), unit)

    def size(self, name: str, given: float, unit: float = 1.0) -> None:
        """Adds the size ``name`` (``store_kg 1`` is priced as store_kg): chosen where it has a price, else ``given``."""
        price = self.prices.get(name.split()[0])
        low, high = (given / unit, given / unit) if price is None else (0.0, np.inf)
        self.columns[name] = (np.array([low]), np.array([high]), np.array([(price or 0.0) * unit]), unit)

    def row(self, parts: dict[str, Any], low: Any = -np.inf, high: Any = 0.0) -> None:
        """Adds low <= sum of parts <= high in every hour; a part is a factor, factors an hour, or a matrix of its column."""
        self.rows.append((parts, self._hourly(low), self._hourly(high)))

    def solve(self, mip_gap: float, nodes: int) -> Plan | None:
        """The best plan, None where the demand cannot be met; ValueError where ``nodes`` do not suffice to find any."""
        import highspy

        self._build()
        low, high, cost = (np.concatenate([one[k] for one in self.columns.values()]) for k in range(3))
        scale = float(np.abs(cost).max()) or 1.0
        # On a whole year with batteries and prices the inner point, crossed over to a corner, is 6 times as fast as simplex;
        # where the store alone is sought, simplex is 8 times as fast.
        method = "ipm" if len(self.demand) > LONG and not self.integer and set(self.prices) != {"store_kg"} else "choose"
        solver = quiet_highs(solver=method, mip_rel_gap=mip_gap, mip_max_nodes=nodes)
        solver.passModel(self._model(low, high, cost / scale))
        solver.run()
        status, wanted = solver.getModelStatus(), highspy.HighsModelStatus
        if status in (wanted.kInfeasible, wanted.kUnboundedOrInfeasible):
            return None
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            said = solver.modelStatusToString(status)
            raise ValueError(f"HiGHS found no plan within {nodes:,} nodes ({said}); take fewer hours.")
        found, place, of_hours, sizes = np.asarray(solver.getSolution().col_value), 0, {}, {}
        for name, (start, _, _, unit) in self.columns.items():
            part = found[place : place + len(start)] * unit
            place += len(start)
            if name.split()[0] in SIZES:
                sizes[name] = float(part[0])
            else:
                of_hours[name] = part
        return Plan(float(cost @ found), of_hours, sizes, max(0.0, float(info.mip_gap)) if self.integer else 0.0)

    def least_shortfall(self, mip_gap: float, nodes: int) -> Plan:
        """The plan with the least unmet demand, whatever it costs."""
        free = np.zeros(len(self.demand))
        nothing = dict.fromkeys(self.prices, 0.0)
        bare = replace(
            self, unmet_price=1.0, import_price=free, export_price=free, start_up_cost=0.0, handling=0.0, prices=nothing
        )
        found = bare.solve(mip_gap, nodes)
        assert found is not None, "nothing made and all unmet is a plan"
        return found

    def _hourly(self, value: Any) -> np.ndarray:
        return np.array(np.broadcast_to(np.asarray(value, dtype=float), self.demand.shape))

    def _build(self) -> None:
        """Every column and row; ``last(x)`` is the hour before, the window being a ring."""
        from scipy import sparse

        self.columns.clear()
        self.rows.clear()
        hours, value = len(self.demand), self.values
        unit = float(self.demand.mean()) or 1.0
        power = value["production_kwh"] * unit / 1000  # MW per unit of hydrogen an hour
        same = sparse.identity(hours, format="csr")
        before = same[np.arange(-1, hours - 1)]  # the window is a ring
        self.size("wind_mw", value["wind_mw"])
        self.size("solar_mw", value["solar_mw"])
        self.size("electrolyser_mw", value["electrolyser_mw"])
        self.column("produced", unit=unit)
        self.column("unmet", np.inf if self.unmet_price is not None else 0.0, (self.unmet_price or 0.0) * unit, unit)
        self.column("import", value["grid_mw"] + value["base_mw"], self.import_price)
        self.column("export", self.export_mw, -self.export_price)
        self.column("curtailed")
        balance: dict[str, Any] = {
            "wind_mw": self.wind, "solar_mw": self.solar, "import": 1.0, "export": -1.0, "curtailed": -1.0, "produced": -power,
        }  # fmt: skip
        made: dict[str, Any] = {"produced": 1.0, "unmet": 1.0}
        for number, one in enumerate(self.stores, start=1):
            store, put, out, level = (f"{name} {number}" for name in ("store_kg", "put_in", "withdrawn", "level"))
            self.size(store, one.size_kg, unit)
            self.column(put, one.charge_limit / unit, self.handling * unit, unit)
            self.column(out, one.discharge_limit / unit, unit=unit)
            self.column(level, unit=unit)
            balance |= {put: -one.charge_kwh * unit / 1000, out: -one.discharge_kwh * unit / 1000}
            made |= {put: -1.0, out: 1.0}
            kept = same - (1 - one.boil_off) * before
            self.row({level: kept, put: -one.charge_kept, out: 1 / one.discharge_kept}, 0.0)
            self.row({level: 1.0, store: -1.0})
            for moved, share in ((put, one.charge_share), (out, one.discharge_share)):
                if share < np.inf:
                    self.row({moved: 1.0, store: -share})
        if self.battery is not None:
            way = np.sqrt(self.battery.efficiency)
            self.size("battery_mw", self.battery.power_mw)
            self.size("battery_mwh", self.battery.energy_mwh)
            for name in ("into battery", "from battery", "in battery"):
                self.column(name)
            balance |= {"into battery": -1.0, "from battery": 1.0}
            self.row({"in battery": same - before, "into battery": -way, "from battery": 1 / way}, 0.0)
            self.row({"in battery": 1.0, "battery_mwh": -1.0})
            self.row({"into battery": 1.0, "battery_mw": -1.0})
            self.row({"from battery": 1.0, "battery_mw": -1.0})
        self.row(balance, 0.0)
        self.row(made, self.demand / unit, self.demand / unit)
        self.row({"produced": power, "electrolyser_mw": -1.0})
        if self.integer:
            add_states(self, power, same - before)

    def _model(self, low: np.ndarray, high: np.ndarray, cost: np.ndarray) -> highspy.HighsLp:
        import highspy
        from scipy import sparse

        hours = len(self.demand)

        def block(name: str, factor: Any) -> Any:
            if sparse.issparse(factor):
                return factor
            factors = self._hourly(factor)
            return sparse.csr_matrix(factors.reshape(-1, 1)) if len(self.columns[name][0]) == 1 < hours else sparse.diags(factors)

        empty = {name: sparse.csr_matrix((hours, len(one[0]))) for name, one in self.columns.items()}
        matrix = sparse.vstack([
            sparse.hstack([block(name, parts[name]) if name in parts else empty[name] for name in self.columns])
            for parts, _, _ in self.rows
        ], format="csc")  # fmt: skip
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_lower_, model.col_upper_, model.col_cost_ = low, high, cost
        model.row_lower_, model.row_upper_ = (np.concatenate([one[k] for one in self.rows]) for k in (1, 2))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        if self.integer:
            whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
            model.integrality_ = [whole if name == "on" else real for name, one in self.columns.items() for _ in one[0]]
        return model
