"""All that the scorecard shows of one store beside its answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from evaluators.hydrogen_storage import exhibits
from evaluators.hydrogen_storage.answers import USUAL_RECONVERSION
from evaluators.hydrogen_storage.dispatch import level_of_year
from evaluators.hydrogen_storage.own_case import kind_of
from evaluators.hydrogen_storage.proposal_gates import proposal_gates
from evaluators.hydrogen_storage.rank_stores import store_ranking
from evaluators.hydrogen_storage.ranking import HEAD
from evaluators.hydrogen_storage.reconversion import RECONVERSIONS, plant_present
from evaluators.hydrogen_storage.stated_claims import claim_notes, claims, price_notes, production_energy
from evaluators.hydrogen_storage.storage_cost import cost_per_mwh
from evaluators.hydrogen_storage.tables import TECHNOLOGIES
from evaluators.hydrogen_storage.thresholds import in_japan, yen_per_nm3
from evaluators.hydrogen_storage.year_flow import fitted

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.evaluation import Chain

Number = np.ndarray | float


def shown(
    stated: SimpleNamespace, given: SimpleNamespace, chain: Chain, share: Number, for_targets: Number
) -> dict[str, Any]:
    """Tables, figures and sentences; medians of draws in plain numbers. The inputs as ``stated``, and as they are taken; the cost
    ``for_targets`` in yen [USD2024/kg]."""
    hydrogen, store = chain.hydrogen, chain.store
    flow = hydrogen.flow
    claimed = 1.0 if given.chain_share is None else given.chain_share
    found: dict[str, Any] = {
        "year": exhibits.flow_table(flow, chain.received),
        "cost to build [USD2024]": exhibits.parts_table(
            median={**chain.built, **({} if hydrogen.made is None else hydrogen.made.capex)}
        ),
        "cost of storage [USD2024/kg]": exhibits.parts_table(median=chain.cost.parts),
        **exhibits.boundary_tables(chain.gate, chain.delivered),
        "share of the chain claimed [1]": exhibits.middle(claimed), "share of the chain counted [1]": exhibits.middle(share),
        "store volume [m3]": exhibits.middle(store.volume_m3(given.working_gas)),
        **exhibits.nine_in_ten(flow.least_kg, given.working_gas),
        HEAD: store_ranking(given, chain),
    }
    where = "delivered" if in_japan(given) else "delivered, not in Japan,"
    found[f"cost of hydrogen {where} in yen [JPY/Nm3]"] = exhibits.middle(yen_per_nm3(chain.delivered.cost, given.yen_per_dollar))
    low_rate = exhibits.rate_note(chain.rate, chain.delivered.cost, for_targets)
    if low_rate:
        found[exhibits.AT_LEAST] = exhibits.middle(yen_per_nm3(for_targets, given.yen_per_dollar))
    if np.any(np.asarray(flow.from_store) > 0):
        name = f"cost of electricity out of the store, by {reconversion(given).name} [USD2024/MWh]"
        found[name] = exhibits.middle(per_mwh(given, chain))
    if hydrogen.task is not None:
        task, draw = fitted(hydrogen.task, store, given.working_gas), ordinary_draw(flow.from_store)
        level = level_of_year(task, np.asarray(given.working_gas) * 1e3, draw)
        found["store through the year"] = exhibits.level_by_day(level)
    if hydrogen.least is not None:
        found |= hydrogen.least.exhibits
    if hydrogen.audit:
        found["rule and plan"] = hydrogen.audit
    makes = hydrogen.made is not None
    energy = production_energy(given, kind_of(given)) if makes and given.production_energy is not None else 0.0
    if unchecked := claims(stated, given, energy):
        found["stated, not checked"] = unchecked
    found["notes"] = exhibits.unequal([
        *price_notes(stated), *proposal_gates(given, store)[2], *exhibits.dispatch_notes(flow), *hydrogen.notes,
        *claim_notes(unchecked), *exhibits.share_note(claimed, share, makes), "" if makes else exhibits.UNEVEN, *low_rate,
        exhibits.ASK,
        "" if in_japan(given) else exhibits.ABROAD, *exhibits.source_note(TECHNOLOGIES.lines[given.storage.name]),
    ])
    return found


def reconversion(given: SimpleNamespace) -> Any:
    """What turns the hydrogen back: as stated, else the usual one."""
    return RECONVERSIONS.medians(USUAL_RECONVERSION) if given.reconversion is None else given.reconversion


def per_mwh(given: SimpleNamespace, chain: Chain) -> Number:
    """Cost of electricity made of all stored hydrogen [USD2024/MWh], the stored gas included, by a plant of the store's rate."""
    row, flow, life = reconversion(given), chain.hydrogen.flow, chain.store.life
    power = np.asarray(chain.hydrogen.discharge_rate) * 33.322 / 1e3 * row.efficiency
    plant = plant_present(row, power, chain.rate, life, given.benchmark_error)
    return cost_per_mwh(chain.cost.with_gas, np.maximum(flow.from_store, 1e-6), plant, row.efficiency, chain.rate, life)


def ordinary_draw(values: Number) -> int:
    """The draw that lies nearest to the median of ``values``, the first of equals."""
    values = np.atleast_1d(np.asarray(values, dtype=float))
    return int(np.argmin(np.abs(values - np.median(values))))
