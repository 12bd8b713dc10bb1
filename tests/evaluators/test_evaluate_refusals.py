"""What an evaluator may not return: the contract is enforced in a sentence, and what it raises goes through."""

from __future__ import annotations

import numpy as np
import pytest
from toy_plants import DRAWS, plain, run

from evaluators.toolkit import answer, evaluator
from evaluators.toolkit.contract import ContractBroken
from evaluators.toolkit.evaluate import Block


def refusal(function, answers=None, draws=DRAWS) -> str:
    with pytest.raises(ContractBroken) as caught:
        run(Block("x", {}), evaluators={"x": evaluator("x", answers=answers)(function)}, draws=draws)
    return str(caught.value)


def test_what_an_evaluator_raises_goes_through():
    class Odd(RuntimeError):
        pass

    def bad():
        raise Odd("the mill burnt down")

    with pytest.raises(Odd, match="the mill burnt down"):
        run(Block("bad", {}), evaluators={"bad": evaluator("bad")(bad)})


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (3.0, "must return a dict of streams and answers, not float"),
        ({"capex": 1.0, "opex": 1.0}, "does not return life. Add them to the dict it returns"),
        (plain(profit=1.0), "returns profit, which is neither a common stream nor a declared answer. Declare it in answers"),
        (plain(capex=np.zeros(3)), "returns 'capex' of shape (3,); it may be a number or (draws,), with 400 draws"),
        (plain(capex=np.zeros((DRAWS, 20))), "returns 'capex' of shape (400, 20); it may be a number or (draws,)"),
        (plain(opex=np.zeros((2, 20))), "returns 'opex' of shape (2, 20); it may be a number, (draws,) or (draws, years)"),
        (plain(opex=np.zeros((DRAWS, 2, 1))), "returns 'opex' of shape (400, 2, 1)"),
        (plain(reference_t=np.r_[np.nan, np.zeros(DRAWS - 1)]), "returns 'reference_t' with 1 draws that are not a number"),
    ],
)
def test_what_breaks_the_contract_says_what_to_mend(returned, said):
    assert said in (message := refusal(lambda: returned)) and "<lambda>" in message


@pytest.mark.parametrize(("value", "said"), [(-0.1, "from -0.1 to 0.5"), (1.1, "from 0.5 to 1.1"), (np.inf, "from 0.5 to inf")])
def test_an_answer_out_of_its_bounds(value, said):
    share = {"share": answer("1", "share", least=0, most=1)}
    returned = plain(share=np.r_[np.full(DRAWS - 1, 0.5), value])
    assert f"returns 'share' {said} 1; it declares bounds 0 to 1" in refusal(lambda: returned, share)


def test_an_answer_that_is_declared_and_not_returned():
    assert "does not return share" in refusal(lambda: plain(), {"share": answer("1", "share")})


def test_a_year_too_few_is_refused_rather_than_left_out():
    said = refusal(lambda: plain(life=25.5, reference_t=np.full((1, 25), 100.0)))
    assert "'reference_t'" in said and "25" in said


@pytest.mark.parametrize("name", ["capex", "opex", "reference_t", "life"])
def test_an_infinite_stream_is_refused(name):
    assert f"'{name}'" in refusal(lambda: plain(**{name: np.inf}))


@pytest.mark.parametrize("life", [0.0, -1.0])
def test_a_life_of_nothing_is_refused(life):
    assert "'life'" in refusal(lambda: plain(life=life))
