"""Capture at a power plant: its steam and power come out of its own output, so a MWh sent out takes more fuel.

Definitions as in Rubin et al. 2013 (Int. J. Greenhouse Gas Control 17:488, doi:10.1016/j.ijggc.2013.06.004). Per MWh sent
out, captured = generated x capture rate and emitted = generated x (1 - capture rate), so less is avoided than captured.
With the lost output made up for at the plant's own rate, cost and avoided share per captured tonne are those of an
industrial plant that takes that electricity at the rate of the plant without capture, whatever share is captured: the
evaluator's rows gas_power and coal_power count it so, at their ``own_power_factor``.
"""

from __future__ import annotations

import numpy as np

from evaluators.carbon_capture.avoided import cost_avoided, cost_captured

Number = np.ndarray | float


def generated_per_mwh(reference: Number, capture_rate: Number, lost_output: Number) -> Number:
    """CO2 generated per MWh sent out with capture [tonne/MWh].

    ``reference`` [tonne/MWh] of the plant without capture; ``capture_rate`` [1] of its CO2; ``lost_output`` [MWh per
    captured tonne]. Raises ValueError where capture takes the whole output or the rate is not a share.
    """
    reference, capture_rate = np.asarray(reference, dtype=float), np.asarray(capture_rate, dtype=float)
    if np.any((capture_rate < 0) | (capture_rate > 1)):
        raise ValueError("a capture rate is a share of the CO2 generated; give a number from 0 to 1, such as 0.9")
    left = 1 - np.asarray(lost_output) * capture_rate * reference
    if np.any(left <= 0):
        raise ValueError("capture takes more electricity than the plant makes; look at lost_output, in MWh per captured tonne")
    return reference / left


def power_costs(
    cost_with: Number, cost_without: Number, reference: Number, capture_rate: Number, lost_output: Number,
    transport_and_storage: Number = 0.0,
) -> dict[str, Number]:
    """Costs of CO2 "captured" (without transport and storage) and "avoided" (with them) [money/tonne].

    ``cost_with`` and ``cost_without`` capture [money/MWh sent out], no transport and storage in; ``transport_and_storage``
    [money/tonne captured]; the others as in ``generated_per_mwh``.
    """
    generated = generated_per_mwh(reference, capture_rate, lost_output)
    captured = generated * capture_rate
    dearer = np.asarray(cost_with) - cost_without
    return {
        "captured": cost_captured(dearer, captured),
        "avoided": cost_avoided(dearer + transport_and_storage * captured, reference, generated - captured),
    }
