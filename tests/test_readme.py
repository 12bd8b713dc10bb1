"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli import app
from evaluators.toolkit.checks import check_name, evaluator_checks
from evaluators.toolkit.contract import ContractBroken
from evaluators.toolkit.discovery import find_evaluators

HOME = Path(__file__).parents[1]
MAKEFILE = (HOME / "Makefile").read_text(encoding="utf-8")
README = (HOME / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/cleanfund ([^#\n]*)", README, re.M) + re.findall(r"`cleanfund ([a-z][^`]*)`", README)


def test_example_evaluator_keeps_the_contract_but_for_the_published_number(tmp_path):
    [code] = re.findall(r"```python\n(.*?)```", README, re.S)
    (tmp_path / "ground_heat.py").write_text(code)
    found = find_evaluators(str(tmp_path))
    assert found.broken == {}
    mended = []
    for check in evaluator_checks(found.evaluators["ground_heat"]):
        try:
            check()
        except ContractBroken as broken:
            mended.append(check_name(check))
            assert "PUBLISHED" in str(broken)
    assert mended == ["published_example_is_reproduced"]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_in_the_readme_exists(command):
    words = command.split()
    node = app
    while words and words[0] in list(node):
        node = node[words.pop(0)]
    assert node is not app, f"there is no command '{command.split()[0]}'"


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_link_in_the_readme_leads_somewhere(target):
    assert (HOME / target).exists()


def test_every_command_has_help():
    for name in list(app):
        if not name.startswith("-"):
            assert app[name].help, name


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):", MAKEFILE, re.M))
def test_make_target_says_what_it_does(target):
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.M)
