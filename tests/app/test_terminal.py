"""Terminals and pipes: hostile text, no Unicode, no colour, a reader that leaves early."""

from __future__ import annotations

import re


def test_text_of_applicants_cannot_move_the_terminal(ask):
    for words in (["rank"], ["show", "CTIF-002"], ["sql", "select title from scorecard_latest"]):
        _, out, err = ask(*words)
        assert "[bold]=HYPERLINK[/bold] red evil" in out
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out + err)
    for kind in ("json", "jsonl", "csv"):
        out = ask("rank", "--format", kind)[1]
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    code, _, err = ask("show", "\x1b[2J\x1b]0;title\x07evil")
    assert code == 4
    assert "\x1b" not in err


def test_a_reader_that_leaves_early_is_no_error(shell, data):
    script = (
        "import subprocess, sys; words = ['sql', 'select range from range(200000)', '--format', 'csv']\n"
        "p = subprocess.Popen([sys.executable, '-m', 'app', *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "p.stdout.read(10); p.stdout.close(); err = p.stderr.read(); print(p.wait(), len(err))"
    )
    done = shell("-c", script)
    assert done.stdout.split() == ["0", "0"], done.stderr


def test_a_terminal_without_unicode_gets_words(shell):
    done = shell("-m", "app", "rank", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "yes  87%" in done.stdout
    assert "36.5-39.5" in done.stdout
    assert done.stdout.isascii()


def test_colour_is_for_terminals_only(shell):
    done = shell("-m", "app", "show", "CTIF-001", FORCE_COLOR="")
    assert "\x1b" not in done.stdout + done.stderr
