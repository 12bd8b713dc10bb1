"""Critical materials: what a project takes of the world's supply, and how few countries hold that supply.

A companion: it stands beside every block of wind, hydrogen and sun, which state what it needs already.
"""

from __future__ import annotations

import numpy as np

from evaluators.critical_materials.concentration import supply
from evaluators.critical_materials.mass import masses, supply_points, supply_risk, supply_shares
from evaluators.critical_materials.published import PUBLISHED
from evaluators.critical_materials.tables import DRIVE_TRAINS, ELECTROLYSER_CELLS, INTENSITIES, MATERIALS, PRODUCTION
from evaluators.toolkit import answer, assumed, assumptions, choice, evaluator, given

__all__ = ["PUBLISHED", "critical_materials"]


def _capacity(of: str, example: float):
    return given("MW", of, least=0, most=20_000, optional=True, example=example)


@evaluator(
    "critical materials",
    one_of=(("wind_capacity", "electrolyser_capacity", "solar_capacity"),),
    beside={
        "offshore_wind": {"wind_capacity": "capacity", "drive_train": "drive_train"},
        "hydrogen_storage": {
            "wind_capacity": "wind_capacity", "drive_train": "drive_train", "electrolyser": "electrolyser",
            "electrolyser_capacity": "electrolyser_capacity", "solar_capacity": "solar_capacity",
        },
    },
    answers={
        **{
            f"{name}_mass": answer("tonne", f"{name} in the machines, cables and foundations left out", least=0, optional=True)
            for name in MATERIALS
        },
        "supply_risk": answer(
            "1", "sum over materials of share of a year's world production times HHI by country / 10,000", least=0, better="lower"
        ),
        "supply_points": answer(
            "1", "0 to 5, 5 where nothing critical is taken, 0 from a supply_risk of 0.1", least=0, most=5, better="higher"
        ),
    },
)  # fmt: skip
def critical_materials(
    wind_capacity=_capacity("rated power of the wind turbines", 500.0),
    drive_train=choice(
        DRIVE_TRAINS, "whether the turbines have a gearbox, or none and a generator of permanent magnets", optional=True
    ),
    electrolyser_capacity=_capacity("rated power of the electrolyser", 100.0),
    electrolyser=choice(ELECTROLYSER_CELLS, "kind of electrolyser; polymer membrane where none is stated", optional=True),
    solar_capacity=_capacity("rated power of the photovoltaics", 60.0),
    direct_drive=assumptions(INTENSITIES, "direct_drive", "turbines without a gearbox"),
    geared=assumptions(INTENSITIES, "geared", "turbines with a gearbox"),
    pem=assumptions(INTENSITIES, "pem", "electrolyser of a polymer membrane"),
    crystalline_silicon=assumptions(INTENSITIES, "crystalline_silicon", "photovoltaics"),
    production=assumptions(PRODUCTION, "world", "a year of the world's production"),
    direct_drive_chance=assumed(
        0.2, 0.5, 0.8, "1", "chance that turbines not described have no gearbox",
        source="recalled, not confirmed: about three quarters at sea in Europe in 2018, a fifth to a third on land (Carrara et "
        "al. 2020, JRC119941), and newer machines at sea with one gear stage: engineering judgement",
    ),
    drive_train_luck=assumed(
        0, 0.5, 1, "1", "which it is, where no drive train is stated: without a gearbox below the chance", shape="uniform",
        scope="project", source="no knowledge of what is not stated: a project has the one or the other, not the mean of both",
    ),
):
    """Tonnes of critical materials, their share of a year's world supply, and its concentration by country.

    Machines alone: cables, foundations and grids are left out, and so is what is recycled at the end. A drive train that is not
    stated is drawn, one for each project and draw.
    """
    parts = []
    unknown = {}
    if wind_capacity is not None:
        parts.append((wind_capacity, drive_train or _either(direct_drive, geared, drive_train_luck < direct_drive_chance)))
        if drive_train is None:
            magnets = {one.name: masses([(wind_capacity, {"neodymium": one.neodymium})]) for one in (direct_drive, geared)}
            unknown["neodymium_by_drive_train"] = {name: float(np.mean(one["neodymium"])) for name, one in magnets.items()}
    if electrolyser_capacity is not None:
        parts.append((electrolyser_capacity, electrolyser or pem))
    if solar_capacity is not None:
        parts.append((solar_capacity, crystalline_silicon))
    if not parts:
        raise ValueError("the block states no capacity: give wind_capacity, electrolyser_capacity or solar_capacity in MW")
    tonnes = masses(parts)
    shares = supply_shares(tonnes, production)
    risk = supply_risk(shares)
    return {
        **{f"{name}_mass": mass for name, mass in tonnes.items()},
        "supply_risk": risk,
        "supply_points": supply_points(risk),
        "exhibits": {"critical_materials": _shown(shares), **unknown},
    }


def _either(one, other, is_one) -> dict:
    """The intensities [kg/MW] of the one row or the other, draw by draw; none of what a row does not name."""
    names = (*one, *(name for name in other if name not in one))
    return {name: np.where(is_one, one.get(name, 0.0), other.get(name, 0.0)) for name in names}


def _shown(shares) -> dict[str, str]:
    """In a sentence for each material: its mean share of a year's world production, and who supplies it."""
    known = supply()
    return {
        name: f"{np.mean(share):.2g} of a year's world production; HHI {known[name].index:,.0f}, {known[name].band}; "
        f"{known[name].top_share:.0%} from {known[name].top_country}"
        for name, share in shares.items()
    }
