"""What decides how a proposal is judged beside code, contracts and sites: the fund's settings, its own rules, the schemas
of foreign forms and the rubric's maxima. Where one of them changes, all that lies in the sources is judged anew.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from flows.expectations.own_rules import rules_identity
from flows.fund import Fund
from flows.readers._grants_gov_schema import FOLDER

# Settings that say how a run goes, whom to ask and where files come from; a rule of the fund's own may look at any other.
JUDGES_NOTHING = ("name", "short_name", "contact", "seed", "draws", "sources", "connectors")


def judged_by(fund: Fund) -> list[str]:
    """One text for each thing that judges; the same texts, the same judgement."""
    settings = {name: value for name, value in fund.content.items() if name not in JUDGES_NOTHING}
    folder = os.environ.get(FOLDER, "")
    schemas = sorted(Path(folder).rglob("*.xsd")) if folder else []
    return [
        repr(settings),
        repr(fund.review_maxima),
        *rules_identity(),
        *(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in schemas),
    ]
