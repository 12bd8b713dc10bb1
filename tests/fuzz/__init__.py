"""``make fuzz``: damaged and invented files for every reader, coverage guided; what they broke is kept under ``found/``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "flows"))  # the writers of formats, which lie with their tests
