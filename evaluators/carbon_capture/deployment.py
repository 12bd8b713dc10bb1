"""Deployment: how much of a technology will be in operation, year by year, until it saturates.

The axis of experience is the capacity ever put into operation [tonne/year], as in Sievert et al. 2024 (Joule 8:979,
doi:10.1016/j.joule.2024.02.005) and Fasihi et al. 2019 (doi:10.1016/j.jclepro.2019.03.086), not the tonnes captured so
far: the learning rates in use were measured over plants built, a plant that stands idle was built all the same, and the
tonnes of the past are not known well enough to start from. While growth is steady both double alike.
The logistic path: Verhulst 1838, Correspondance mathematique et physique 10:113.
"""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.learning import BASE_YEAR, MOST_EXPERIENCE

Number = np.ndarray | float


def experience(
    year: Number, counted: Number, path_2025: Number, growth: Number, slip: Number = 0.0, ceiling: Number = MOST_EXPERIENCE
) -> Number:
    """Experience [tonne/year] at the start of ``year``: what is ``counted`` of 2025 and what comes on top of it.

    ``counted`` [tonne/year]: today's plants by nameplate, or only by what they deliver. How they are counted changes the start,
    not what will be built: additions are those of the path from ``path_2025`` [tonne/year]. ``growth``, ``slip``
    and ``ceiling`` as in ``deployed``. So a low count gives many doublings, which is why it decides most of what learning can do.
    """
    return counted + (deployed(year, path_2025, growth, slip, ceiling) - path_2025)


def deployed(year: Number, in_2025: Number, growth: Number, slip: Number = 0.0, ceiling: Number = MOST_EXPERIENCE) -> Number:
    """Capacity of the technology in operation [tonne/year] at the start of ``year``; years before 2025 count as 2025.

    X(t) = X0 K / (X0 + (K - X0) e^-rt), r = ln(1 + growth): growth as stated while X is small beside K, then less.

    ``year`` [year], a number or shape (years, 1) against (draws,); ``in_2025`` X0 [tonne/year] at the start of 2025;
    ``growth`` [1/year], 0 or more: what was built once is not unlearnt; ``slip`` [year], 0 or more: by how much later than
    announced the projects come, so that nothing is added before 2025 + slip; ``ceiling`` K [tonne/year], never below X0.
    Raises ValueError.
    """
    growth, slip = np.asarray(growth, dtype=float), np.asarray(slip, dtype=float)
    if np.any(growth < 0) or np.any(slip < 0):
        raise ValueError(
            f"growth is {growth.min():g} a year and slip {slip.min():g} years at the least; both may be 0 or more: what was "
            "built once is not unlearnt, and a delay is a number of years"
        )
    in_2025 = np.asarray(in_2025, dtype=float)
    most = np.maximum(ceiling, in_2025)
    years = np.maximum(np.asarray(year, dtype=float) - BASE_YEAR - slip, 0.0)
    share_left = np.exp(-np.log1p(growth) * years)
    # Nothing in operation and nothing to come: 0, not 0 / 0.
    below = np.where(in_2025 > 0, in_2025 + (most - in_2025) * share_left, 1.0)
    return (in_2025 * most / below)[()]
