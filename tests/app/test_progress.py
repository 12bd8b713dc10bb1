"""The displays keep the protocol of flows.progress and end cleanly."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from app.progress import Lines
from app.progress_bars import Bars


@pytest.fixture(params=["bars", "lines"])
def display(request):
    if request.param == "lines":
        return Lines()
    return Bars(Console(file=io.StringIO(), force_terminal=True, width=100))


def test_stages_follow_each_other(display, capsys):
    display.stage("Reading", None, "what is new [bold]\x1b[2J")
    display.say("one \x1b[31mline")
    display.stage("Evaluating", 3, "10,000 draws each")
    for _ in range(3):
        display.advance()
    display.stage("Publishing")
    display.done()
    display.done()
    if isinstance(display, Bars):
        text = display._bars.console.file.getvalue()
        assert "3/3" in text
    else:
        text = capsys.readouterr().err
        assert "Evaluating 3/3" in text
    for part in ("Reading", "[bold]", "one line", "10,000 draws each", "Publishing"):
        assert part in text
    assert "\x1b[2J" not in text
    assert "\x1b[31mline" not in text


def test_a_stage_without_work_is_done_and_nothing_turns_after_the_end():
    bars = Bars(Console(file=io.StringIO(), force_terminal=True, width=100))
    bars.stage("Reading", 0)
    assert bars._bars.tasks[0].finished
    bars.stage("Evaluating", 3)
    bars.advance()
    bars.done()
    reading, cut = bars._bars.tasks
    sign = bars._bars.columns[0]
    assert str(sign.render(reading)) == "✓"
    assert str(sign.render(cut)) == "–"
    assert cut.stop_time is not None


def test_it_speaks_on_stderr_alone(capsys):
    display = Lines()
    display.stage("Reading")
    display.done()
    assert capsys.readouterr().out == ""
