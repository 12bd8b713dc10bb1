"""What an input could be instead, as the checks of an evaluator try it."""

from __future__ import annotations

import pytest

from evaluators.carbon_capture import carbon_capture
from evaluators.toolkit.contract import Choice
from evaluators.toolkit.trial import medians, others

OPTIONAL = [name for name, declared in carbon_capture.inputs.items() if isinstance(declared, Choice) and declared.optional]


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_choice_that_is_not_stated_could_be_any_row_of_its_table(name):
    stated = {key: value for key, value in carbon_capture.example().items() if key not in OPTIONAL} | {"operation_start": 2030.0}
    base = medians(carbon_capture, stated)
    assert base[name] is None
    declared = carbon_capture.inputs[name]
    assert [row.name for row in others(carbon_capture, name, base)] == list(declared.options)
    chosen = base | {name: declared.table.medians(declared.options[0])}
    assert [row.name for row in others(carbon_capture, name, chosen)] == list(declared.options[1:])
