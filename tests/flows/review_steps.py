"""Steps of an officer of the fund, and what they leave in the warehouse."""

from __future__ import annotations

from spine_fixtures import PROPOSAL, published

from app.cli import main

BAD = PROPOSAL.replace("maturity: 7", "maturity: 70").replace("estimate_class: 4", "estimate_class: 40")
WHO = ("--by", "A. Officer", "--reason", "told by telephone")


def send(data, text, file="bad.yaml", id="BAD-1", version=1, capacity="10 MW", title="Sample heat"):
    path = data / "proposals" / file
    path.write_text(text.format(id=id, version=version, capacity=capacity, title=title))
    return path


def stands(data, project="BAD-1"):
    return bool(published(data, f"SELECT * FROM scorecard_latest WHERE project_id = '{project}'"))


def found(data, rule):
    return published(data, f"SELECT project_id, version, found, reason, remedy FROM finding WHERE rule = '{rule}' ORDER BY ALL")


def command(data, *words):
    return main([*words, "--data", str(data)])
