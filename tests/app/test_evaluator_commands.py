"""Evaluators at the terminal: listed, checked, tried, and told of when they fail."""

from __future__ import annotations

import json


def test_a_failed_evaluation_is_shown_and_not_ranked(ask):
    code, out, _ = ask("show", "CTIF-005")
    assert code == 0
    for part in ("A formula that fails", "Sample Applicant", "offshore_wind/wake.py, line 3", "ZeroDivisionError: no spacing"):
        assert part in out
    assert "Next:      cleanfund evaluator check offshore_wind" in out
    assert "Traceback" not in out
    assert "Traceback" in ask("show", "CTIF-005", "--debug")[1]
    assert "Traceback" in ask("show", "CTIF-005", "--format", "json")[1]
    _, out, err = ask("rank")
    assert "CTIF-005" not in out
    assert "CTIF-005" in err


def test_evaluators_are_listed_checked_and_tried(ask, monkeypatch, tmp_path):
    good = (
        "from evaluators.toolkit import evaluator, given, assumed, answer\n"
        "@evaluator('heat pump', answers={'heat': answer('MWh/year', 'heat made', least=0)}, reference_class='other')\n"
        "def heat_pump(power=given('MW', 'electric power', least=0.1, most=100, example=10),\n"
        "              factor=assumed(2.0, 3.0, 4.0, '1', 'heat per electricity', source='invented for this test'),\n"
        "              unused=assumed(1.0, 2.0, 3.0, '1', 'nothing', source='invented for this test')):\n"
        "    'Heat from electricity.'\n"
        "    heat = power * 4000 * factor\n"
        "    return {'capex': power * 1e6, 'opex': power * 1e4, 'life': 20.0, 'heat': heat}\n"
    )
    (tmp_path / "heat_pump.py").write_text(good)
    (tmp_path / "broken_one.py").write_text("import nothing_of_that_name\n")
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(tmp_path))
    code, out, _ = ask("evaluator", "ls", "--format", "json")
    assert code == 0
    rows = json.loads(out)["rows"]
    heat = next(row for row in rows if row["name"] == "heat_pump")
    assert (heat["given"], heat["assumed"], heat["answers"], heat["broken"]) == (1, 2, 1, "")
    assert any("broken_one.py" in row["origin"] and "nothing_of_that_name" in row["broken"] for row in rows)

    code, out, _ = ask("evaluator", "check", "heat_pump", "--format", "json")
    assert code == 3
    verdict = {row["check"]: row for row in json.loads(out)["rows"]}
    assert verdict["units can be read"]["ok"]
    assert not verdict["every input matters"]["ok"]
    assert "unused" in verdict["every input matters"]["mend"]
    code, _, err = ask("evaluator", "check", "broken_one")
    assert code == 3
    assert "nothing_of_that_name" in err

    code, out, _ = ask("evaluator", "try", "heat_pump", "--draws", "200", "--format", "json")
    assert code == 0
    rows = json.loads(out)["rows"]
    answer = next(row for row in rows if row["section"] == "answer" and row["name"] == "heat")
    # 10 MW, 4,000 h and a factor between 2 and 4.
    assert 80_000 < answer["low"] < answer["value"] < answer["high"] < 160_000
    assert {row["section"] for row in rows} >= {"given", "assumption", "answer", "driver", "time"}


RAISES = (
    "from evaluators.toolkit import evaluator, given\n"
    "@evaluator('a plant that fails', reference_class='other')\n"
    "def failing(power=given('MW', 'electric power', least=0.1, most=100, example=10.0)):\n"
    "    'It fails.'\n"
    "    return {'capex': power / 0, 'opex': 1.0, 'life': 20.0}\n"
)


def test_an_evaluator_that_raises_is_told_alike_by_try_and_check(ask, data, monkeypatch, tmp_path):
    (tmp_path / "failing.py").write_text(RAISES)
    (tmp_path / "broken_one.py").write_text("import nothing_of_that_name\n")
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(tmp_path))
    crashes = set(data.glob("state/crash-*"))
    code, out, err = ask("evaluator", "try", "failing", "--draws", "200")
    assert (code, out) == (3, "")
    assert "failing raises ZeroDivisionError: float division by zero (failing.py, line 5)." in err
    assert "Next: cleanfund evaluator check failing" in err
    assert set(data.glob("state/crash-*")) == crashes
    code, out, _ = ask("evaluator", "check", "failing", "--format", "json")
    verdict = {row["check"]: row for row in json.loads(out)["rows"]}
    assert code == 3
    assert (
        "failing raises ZeroDivisionError: float division by zero (failing.py, line 5)." in verdict["worked example runs"]["mend"]
    )
    for name in ("inputs are left alone", "answers stay in bounds", "same twice", "every input matters"):
        assert verdict[name]["ok"] is None
        assert verdict[name]["mend"].startswith("not tried")
    assert verdict["units can be read"]["ok"] is True
    code, _, err = ask("evaluator", "check", "failling")
    assert code == 4
    for part in ("Nearest: failing", "broken_one.py", "nothing_of_that_name", "CLEANFUND_EVALUATORS"):
        assert part in err
