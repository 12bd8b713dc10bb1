"""--help: every command, every option and every exit code is explained."""

from __future__ import annotations

import re

import pytest


def test_help_and_version(ask):
    from app.cli import app

    code, out, _ = ask("--help")
    assert code == 0
    commands = re.findall(r"│ (\w+) {2,}(\S.*?) +│", out)
    described = dict(commands)
    for name in app:
        if not name.startswith("-"):
            assert described.get(name), f"{name} has no description in --help"
    for code in (0, 1, 2, 3, 4, 5, 70, 75, 130):
        assert re.search(rf"\b{code} [a-z]", out.partition("Exit codes")[2]), f"exit code {code} is not in --help"
    for group in ("runs", "quarantine", "evaluator"):
        inner = ask(group, "--help")[1]
        assert all(re.search(rf"│ {name} +\w", inner) for name in app[group] if not name.startswith("-"))


@pytest.mark.parametrize(
    "words",
    [
        ["demo"],
        ["run"],
        ["rank"],
        ["show"],
        ["explain"],
        ["sql"],
        ["validate"],
        ["doctor"],
        ["quarantine", "ls"],
        ["quarantine", "show"],
        ["quarantine", "release"],
        ["runs", "ls"],
        ["runs", "show"],
        ["runs", "diff"],
        ["evaluator", "ls"],
        ["evaluator", "check"],
        ["evaluator", "try"],
    ],
    ids=" ".join,
)
def test_every_option_is_explained(ask, words):
    code, out, _ = ask(*words, "--help")
    assert code == 0
    boxed = [line[2:-2] for line in out.splitlines() if line.startswith("│ ")]
    options = [line for line in boxed if re.match(r"(\*? ?)(--)?[A-Za-z]", line)]
    assert "--data" in out
    for line in options:
        described = re.sub(r"\[.*", "", line.split("  ", 1)[1] if "  " in line else "").strip()
        wrapped = len(line.strip().split("  ")) < 2  # a name too long for its column: the text stands on the next line
        assert described or wrapped, line
