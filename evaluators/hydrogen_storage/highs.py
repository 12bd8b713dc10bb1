"""HiGHS, quiet and repeatable: one thread, one seed, no time limit, nothing on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import highspy


def quiet_highs(**options: Any) -> highspy.Highs:
    """A solver with ``options`` of HiGHS set; ValueError for one it does not know."""
    import highspy

    class Quiet(highspy.Highs):
        """The constructor announces itself when it enables callbacks, before an option can be set from outside."""

        def enableCallbacks(self) -> None:
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    solver = Quiet()
    for name, value in {"output_flag": False, "threads": 1, "random_seed": 0, **options}.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS has no option '{name}' that takes {value!r}.")
    return solver


def version() -> str:
    """Version of HiGHS as the scorecard names it."""
    from importlib.metadata import version as of

    return of("highspy")
