"""A look at the sources of a fund."""

from __future__ import annotations

from pathlib import Path

from spine_fixtures import PROPOSAL

from flows.sources import sources_of


def sources(data: Path, **said):
    return sources_of({"sources": said}, data)


def proposal(number: int, capacity: str = "20 MW", version: int = 1) -> bytes:
    return PROPOSAL.format(id=f"FAR-{number}", version=version, title="From afar", capacity=capacity).encode()
