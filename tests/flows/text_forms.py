"""One proposal as a tree, and what the tests of text forms ask of a reading of it."""

from __future__ import annotations

import pytest

from flows import readers
from flows.facts import Document, Trouble, Unreadable

FORM = {
    "id": "CTIF-001",
    "title": "Bering Sea Floating Wind Pilot",
    "total_cost": "200 MUSD2024",
    "budget": {"turbines": "190 MUSD2024"},
    "cost_share": {"grant": "50 MUSD2024", "applicant": "150 MUSD2024"},
    "disbursement": {"year_1": "20 MUSD2024", "year_2": "30 MUSD2024"},
    "blocks": [
        {
            "technology": "offshore_wind",
            "site": "sand-point",
            "given": {"capacity": "500 MW", "layout": ["0 m, 0 m", "1900 m, 0 m"]},
            "claim": {"net_energy": "2000 GWh/year"},
        }
    ],
}


def read_one(name: str, text: str | bytes) -> Document:
    [document] = readers.read("proposals", name, text.encode() if isinstance(text, str) else text)
    return document


def facts(document: Document) -> list[tuple[str, ...]]:
    return [(f.group, f.block, f.field, f.raw, f.unit) for f in document.facts]


def raws(document: Document, group: str) -> dict[str, str]:
    return {f.field: f.raw for f in document.facts if f.group == group}


def refused(name: str, text: str | bytes) -> Trouble:
    with pytest.raises(Unreadable) as caught:
        readers.read("proposals", name, text.encode() if isinstance(text, str) else text)
    trouble = caught.value.trouble
    assert trouble.rule != "reader.failed" and trouble.where.startswith(name)
    assert trouble.found and trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble


def one_trouble(name: str, text: str | bytes) -> Trouble:
    [trouble] = read_one(name, text).troubles
    assert trouble.found and trouble.reason.endswith(".") and trouble.remedy.endswith(".")
    return trouble
