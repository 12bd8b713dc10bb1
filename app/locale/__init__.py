"""The words of letters to applicants, in the languages they are written in: data files beside this one."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


@cache
def words(lang: str) -> dict[str, Any]:
    """The letter's own phrases in ``lang``, "en" or "ja"."""
    return _read(f"letter_{lang}.yaml")


@cache
def evaluation_words(lang: str) -> dict[str, Any]:
    """The phrases of the letter that tells an applicant the result of a call, in ``lang``, "en" or "ja"."""
    return _read(f"evaluation_{lang}.yaml")


@cache
def rules_ja() -> dict[str, dict[str, Any]]:
    """For each rule that can refuse: ``reason`` and ``remedy`` in Japanese, and whether the English ``english`` adds to it."""
    return {rule.strip(): one for names, one in _read("rules_ja.yaml").items() for rule in names.split(",")}


@cache
def fields_ja() -> dict[str, dict[str, str]]:
    """Names of fields in Japanese by part: header, block, site, cost_share, parts, common, or a technology."""
    return _read("fields_ja.yaml")


def _read(name: str) -> dict[str, Any]:
    import yaml

    return yaml.safe_load(resources.files("app.locale").joinpath(name).read_text(encoding="utf-8"))
