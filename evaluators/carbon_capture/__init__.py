"""Carbon capture: air or flue, gross and net, with learning kept apart from scale."""

from __future__ import annotations

from evaluators.carbon_capture.carbon_capture import carbon_capture

__all__ = ["carbon_capture"]
