"""One store, whatever its kind: what it takes in, keeps, gives back and costs, from a row of technologies.csv.

The proposed store and all others that are ranked beside it are made here, so that they are judged alike. Gas stores get
volume, cushion gas and filling work from the real density of hydrogen; liquid and carriers from their plants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluators.hydrogen_storage.capex import OVERSIZE, compressor_cost, compressor_units, conversion_cost, store_cost
from evaluators.hydrogen_storage.compression import checked_efficiency, filling_work, least_filling_work, staged_work, stages
from evaluators.hydrogen_storage.conversion import conversion_energy, liquefaction_minimum
from evaluators.hydrogen_storage.cushion import cushion_gas, store_volume
from evaluators.hydrogen_storage.density import Number
from evaluators.hydrogen_storage.replacements import present_capital
from evaluators.toolkit.row import Row

KELVIN = 273.15
USD2007, USD2018 = 1.452551, 1.226165  # to USD2024, US GDP deflator (toolkit/deflators.csv)
HOURS = 8760.0
TONNE_DAY = 0.024  # tonne/day in a kg/h
UNLIMITED = np.inf
COLDEST_COOLING = 273.15  # K, for the least work that any machine needs
DENSEST_FEED = 30.0  # bar, PEM electrolysers (H2A), for the least work of a liquefier


@dataclass(frozen=True)
class Stated:
    """What a proposal states of its store; None where it states nothing, so that the usual value of the row counts.

    Pressures [bar], absolute; ``temperature`` of the gas in the store [K]; limits [kg/h] put in and delivered; ``release`` [1],
    the share that is got out of its carrier for the user: 0 where ammonia is sold as ammonia.
    """

    pressure_max: Number | None = None
    pressure_min: Number | None = None
    inlet_pressure: Number | None = None
    temperature: Number | None = None
    charge_limit: Number | None = None
    discharge_limit: Number | None = None
    release: Number | None = None


@dataclass(frozen=True)
class Practice:
    """What all stores have in common: their compressors, operators and the gas that fills them.

    ``isentropic_efficiency``, ``motor_efficiency`` [1]; ``suction_temperature`` [K] before each stage; ``compressor_volume``
    cost of mass production over single orders [1]; ``compressor_om`` [1/year] of a compressor's cost; ``labour_cost``
    [USD2024/h]; ``hydrogen_cost`` of the cushion gas [USD2024/kg]; ``feed_pressure`` [bar] at which the electrolyser gives the
    hydrogen, None where it is not known; ``compressor_life`` [year]. The defaults are the middles of the evaluator's assumptions.
    """

    isentropic_efficiency: Number = 0.82
    motor_efficiency: Number = 0.95
    suction_temperature: Number = 308.15
    compressor_volume: Number = 0.8
    compressor_om: Number = 0.061
    labour_cost: Number = 56 * USD2018
    hydrogen_cost: Number = 4.0
    feed_pressure: Number | None = None
    compressor_life: Number = 15.0


@dataclass(frozen=True)
class Store:
    """A store of a kind, before its size is known; numbers or draws.

    ``charge_kwh`` electricity for a kg put in, never below ``least_kwh``, and ``discharge_kwh`` for a kg delivered [kWh/kg];
    ``charge_kept`` share of a kg put in that arrives, ``discharge_kept`` share of a kg taken out that is delivered [1];
    ``boil_off_per_hour`` of the content [1/h]; ``vented_share`` of what is lost that reaches the air as hydrogen [1];
    ``charge_share`` and ``discharge_share`` of the working gas in an hour at most [1/h], infinite where only the plants limit
    it; ``cushion`` what must stay, over working gas [1]; ``volume`` [m**3/tonne of working gas]; ``motor`` of the compressor
    [kW per kg/h put in], its ``compressor_stages`` [1]; ``variable_om`` [USD2024/kg put in]; ``life`` [year].
    """

    row: Row
    stated: Stated
    practice: Practice
    charge_kwh: Number
    least_kwh: Number
    discharge_kwh: Number
    charge_kept: Number
    discharge_kept: Number
    boil_off_per_hour: Number
    vented_share: Number
    charge_share: Number
    discharge_share: Number
    cushion: Number
    volume: Number
    motor: Number
    compressor_stages: Number
    variable_om: Number
    life: Number

    @property
    def name(self) -> str:
        """The row of technologies.csv."""
        return self.row.name

    def cushion_tonne(self, working_gas: Number) -> Number:
        """Hydrogen that stays in the store for good [tonne], for ``working_gas`` [tonne]."""
        return self.cushion * working_gas

    def volume_m3(self, working_gas: Number) -> Number:
        """Room inside the store [m**3], for ``working_gas`` [tonne]."""
        return self.volume * working_gas

    def charge_limit(self, working_gas: Number) -> Number:
        """Hydrogen that may be put in [kg/h], for ``working_gas`` [tonne]; infinite where only the plants limit it."""
        return _limit(self.charge_share, working_gas, self.stated.charge_limit)

    def discharge_limit(self, working_gas: Number) -> Number:
        """Hydrogen that may be delivered [kg/h], for ``working_gas`` [tonne]; infinite where only the plants limit it."""
        return _limit(self.discharge_share, working_gas, self.stated.discharge_limit)

    def capex(self, working_gas: Number, charge_rate: Number, discharge_rate: Number) -> dict[str, Number]:
        """Cost to build in parts: "store", "conversion", "compressor", "cushion gas" [USD2024].

        ``working_gas`` [tonne]; ``charge_rate`` and ``discharge_rate`` the plants are built for [kg/h put in, delivered].
        """
        cushion = self.cushion_tonne(working_gas)
        put_in, delivered = np.asarray(charge_rate) * TONNE_DAY, np.asarray(discharge_rate) * TONNE_DAY
        compressor: Number = 0.0
        if np.any(np.asarray(self.motor) > 0):
            compressor = compressor_cost(
                self.motor * charge_rate, self.compressor_stages, compressor_units(put_in),
                volume_factor=self.practice.compressor_volume, price_level=USD2007,
            )
        return {
            "store": store_cost(self.row, working_gas, working_gas + cushion) * self.row.capex_spread,
            "conversion": conversion_cost(self.row, put_in, delivered * _released(self.stated)) * self.row.capex_spread,
            "compressor": compressor,
            "cushion gas": cushion * 1e3 * self.practice.hydrogen_cost,
        }

    def capital(self, parts: Mapping[str, Number]) -> dict[str, tuple[Number, Number]]:
        """The ``parts`` of capex, each with the years it lasts [year]: compressors wear out before a cavern does."""
        lasts = {"compressor": self.practice.compressor_life}
        return {name: (cost, lasts.get(name, self.life)) for name, cost in parts.items()}

    def present_parts(self, parts: Mapping[str, Number], rate: Number) -> dict[str, Number]:
        """Present value of the ``parts`` of capex over the store's life, replacements and salvage in it [USD2024]; ``rate`` real
        [1/year]."""
        return {name: present_capital(cost, lasts, rate, self.life) for name, (cost, lasts) in self.capital(parts).items()}

    def fixed_om(self, parts: dict[str, Number], throughput: Number) -> Number:
        """Upkeep, insurance, taxes and operators [USD2024/year], for the ``parts`` of capex and ``throughput`` [kg/year put in].

        Operators: one day and night for 100 tonne/day, as its power 0.25 (HDSAM V4.0, second-hand via NREL H2Integrate).
        """
        hours = HOURS * (np.asarray(throughput) / 365e5) ** 0.25
        return (
            self.row.fixed_om * (parts["store"] + parts["conversion"])
            + self.practice.compressor_om * parts["compressor"] + hours * self.practice.labour_cost
        )


def store_of(
    row: Row, charge_rate: Number, stated: Stated | None = None, practice: Practice | None = None
) -> Store:
    """The store of a ``row`` of technologies.csv, medians or draws.

    ``charge_rate`` [kg/h put in] sizes the liquefier, whose electricity falls with size. Raises ValueError in a sentence
    where pressures, temperature or efficiency cannot be.
    """
    stated, practice = stated or Stated(), practice or Practice()
    found = (_gas if row.gaseous else _carrier)(row, charge_rate, stated, practice)
    return Store(
        row=row, stated=stated, practice=practice,
        charge_kept=1 - row.charge_loss, discharge_kept=1 - row.discharge_loss * _released(stated),
        # A share a day, taken hour by hour.
        boil_off_per_hour=1 - (1 - row.get("boil_off_per_day", 0.0)) ** (1 / 24), vented_share=row.vented_share,
        charge_share=row.get("charge_share_per_day", UNLIMITED) / 24,
        discharge_share=row.get("discharge_share_per_day", UNLIMITED) / 24,
        variable_om=row.variable_om, life=row.life, **found,
    )


def pressures(row: Row, stated: Stated) -> tuple[Number, Number]:
    """Highest and least pressure of a gas store [bar]. Where only the highest is stated, the least keeps its share of it."""
    highest = row.usual_pressure_max if stated.pressure_max is None else stated.pressure_max
    if stated.pressure_min is not None:
        return highest, stated.pressure_min
    return highest, row.usual_pressure_min / row.usual_pressure_max * highest


def inlet_of(row: Row, stated: Stated, practice: Practice) -> Number:
    """Pressure at which the hydrogen comes to the store [bar]: as stated, but no higher than the project's own electrolyser
    gives it, else the electrolyser's, else the usual one."""
    told, feed = stated.inlet_pressure, practice.feed_pressure
    if told is not None:
        return told if feed is None else np.minimum(told, feed)
    if feed is not None:
        return feed
    return row.usual_inlet_pressure if row.gaseous else DENSEST_FEED


def _gas(row: Row, charge_rate: Number, stated: Stated, practice: Practice) -> dict[str, Any]:
    highest, lowest = pressures(row, stated)
    inlet = inlet_of(row, stated, practice)
    warmth = row.usual_temperature + KELVIN if stated.temperature is None else stated.temperature
    suction, efficiency = practice.suction_temperature, practice.isentropic_efficiency
    motor = checked_efficiency("motor's", practice.motor_efficiency)
    # First, as it refuses pressures that leave no room for working gas.
    volume = store_volume(1.0, highest, lowest, warmth)
    shaft = filling_work(inlet, lowest, highest, suction, efficiency, warmth)
    # The machine is sized for the last hour of filling, against the full pressure.
    full = staged_work(inlet, highest, suction, efficiency)
    return {
        "charge_kwh": shaft / motor, "discharge_kwh": 0.0,
        "least_kwh": least_filling_work(inlet, lowest, highest, COLDEST_COOLING),
        "cushion": cushion_gas(1.0, highest, lowest, warmth), "volume": volume,
        "motor": full / motor * OVERSIZE, "compressor_stages": stages(inlet, highest),
    }


def _carrier(row: Row, charge_rate: Number, stated: Stated, practice: Practice) -> dict[str, Any]:
    energy = conversion_energy(
        np.asarray(charge_rate) * TONNE_DAY, row.energy, row.energy_exponent, row.energy_smallest, row.energy_largest
    )
    # What comes in below the pressure that the plant is fed with is brought up to it first.
    inlet = inlet_of(row, stated, practice)
    feed = np.maximum(inlet, row.feed_pressure)
    lift = staged_work(inlet, feed, practice.suction_temperature, practice.isentropic_efficiency)
    shaft = lift / checked_efficiency("motor's", practice.motor_efficiency)
    return {
        "charge_kwh": energy + shaft, "discharge_kwh": row.release_energy * _released(stated), "cushion": row.heel,
        "least_kwh": liquefaction_minimum(inlet) if row.liquefied else 0.0,
        "volume": (1 + row.heel) * 1e3 / row.carrier_density, "motor": shaft * OVERSIZE, "compressor_stages": stages(inlet, feed),
    }


def _released(stated: Stated) -> Number:
    if stated.release is None:
        return 1.0
    share = np.asarray(stated.release, dtype=float)
    if not np.all((share >= 0) & (share <= 1)):
        raise ValueError(
            f"the share released from its carrier runs from {share.min():g} to {share.max():g}; state a share from 0, such as "
            f"for ammonia sold as ammonia, to 1"
        )
    return share


def _limit(share: Number, working_gas: Number, stated: Number | None) -> Number:
    usual = np.asarray(share) * np.asarray(working_gas) * 1e3
    return (usual if stated is None else np.minimum(usual, stated))[()]
