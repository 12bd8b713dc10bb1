"""What makes the audit a mixed-integer programme: an electrolyser that is on or off, and starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluators.hydrogen_storage.audit_linear import Programme


def add_states(programme: Programme, power: float, change: Any) -> None:
    """Adds to ``programme`` that the electrolyser, ``power`` [MW] for a unit of hydrogen an hour, makes nothing while off and
    at least its minimum load while on, and that each hour on after one off is a start. ``change``: this hour less the last.

    An hour's ``start`` needs no whole numbers of its own: it costs, and is held up by those of ``on`` alone.
    """
    rated = programme.values["electrolyser_mw"]
    programme.column("on", 1.0)
    programme.column("start", 1.0, programme.start_up_cost)
    programme.row({"produced": power, "on": -rated})
    programme.row({"produced": -power, "on": programme.minimum_load * rated})
    programme.row({"on": change, "start": -1.0})
