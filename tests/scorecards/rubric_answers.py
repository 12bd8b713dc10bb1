"""A project's answers and reviews as the scorecard takes them."""

from __future__ import annotations

import numpy as np

HEAD = {"score_key": "s", "project_id": "P", "version": 1, "content": "c", "key": "k"}


def answer(strata, better="lower", unit="1"):
    """A row of the table ``answer``: percentiles counted among the strata."""
    strata = np.asarray(strata, dtype=float)
    percentiles = np.percentile(strata, np.arange(101), method="inverted_cdf")
    return {"unit": unit, "better": better, "percentiles": percentiles.tolist(), "strata": strata.tolist()}


def project(cost=100.0, tonnes=1000.0):
    """The answers by block and name: support per tonne and net tonnes, each one number or one a draw."""
    cost, tonnes = (np.full(201, one) if np.ndim(one) == 0 else one for one in (cost, tonnes))
    return {
        ("", "requested_per_tonne"): answer(cost, "lower", "USD2024/tonne"),
        ("", "net_t_10y"): answer(tonnes, "higher", "tonne"),
    }


def reviews(**points):
    """One review of each criterion named."""
    return [{"reviewer": "ann", "criterion": name, "points": float(one), "comment": ""} for name, one in points.items()]
