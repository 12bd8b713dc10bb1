"""One block of a project as a run stored it: which is meant, and whether its evaluator is still that of the run."""

from __future__ import annotations

from app.commands.evaluator import named
from app.errors import NOT_FOUND, UserError
from app.options import Options
from app.output import say
from scorecards.stored_inputs import StoredInputs


def block_number(stored: StoredInputs, technology: str, block: int | None, one: str, several: str) -> int:
    """The number of the block of ``technology`` that is meant by ``block``; UserError where it is none, or one of several.

    ``one`` and ``several`` are what such a block is called to people.
    """
    known = [number for number, found in enumerate(stored.blocks, start=1) if found["technology"] == technology]
    if block is None and len(known) > 1:
        raise UserError(f"{stored.project} has {len(known)} {several}.", then=f"--block {' or '.join(map(str, known))}")
    number = known[0] if block is None and known else block
    if number not in known:
        told = f"block {block} of {stored.project}" if block else stored.project
        said = f"blocks {', '.join(map(str, known))}" if known else "it has none"
        raise UserError(f"{told} is no {one} ({said}).", then=f"cleanfund show {stored.project}", code=NOT_FOUND)
    return number


def tell_other_code(stored: StoredInputs, technology: str, options: Options) -> None:
    """Says so where the evaluator is not the one that the scorecard was made with."""
    from evaluators.toolkit.code_identity import code_identity

    if code_identity(named(technology)) != stored.code.get(technology):
        say(f"The evaluator is not the one of run {stored.run}: figures may part from its scorecard. Run: cleanfund run", options)
