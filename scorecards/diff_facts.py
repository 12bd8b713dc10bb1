"""What a project was evaluated from in two runs: which of it the proposal states, and which its site brings."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Blocks = Sequence[Mapping[str, Any]]
SHOWN = 6
_GIVEN = """
    SELECT DISTINCT f.project_id, f.version, f.content, f.block, f.field FROM fact AS f
    JOIN standing AS t USING (project_id, version, content)
    WHERE (t.run_id = ? OR t.run_id = ?) AND f.grp = 'given' AND trim(f.raw) <> ''
"""


@dataclass(frozen=True)
class Stored:
    """What one run evaluated a project from: canonical values by name; ``stated`` are the fields of each block that the
    proposal states itself, ``sites`` the site of each block, "" where it names none."""

    header: Mapping[str, Any]
    blocks: Blocks
    stated: Sequence[frozenset[str]]
    sites: Sequence[str]


def with_site_of(before: Stored, after: Stored) -> Blocks:
    """The blocks of ``before`` with what their sites bring in ``after``; a block at another site keeps its own, for where it
    stands is a fact."""
    mixed = []
    for number, block in enumerate(before.blocks):
        alike = (
            number < len(after.blocks)
            and after.blocks[number]["technology"] == block["technology"]
            and after.sites[number] == before.sites[number]
        )
        facts = dict(block["facts"])
        if alike:
            ours = before.stated[number] | after.stated[number]
            brought = after.blocks[number]["facts"]
            facts = {name: value for name, value in facts.items() if name in ours or name in brought}
            facts |= {name: value for name, value in brought.items() if name not in ours}
        mixed.append({"technology": block["technology"], "facts": facts})
    return mixed


def site_words(before: Blocks, after: Blocks, sites: Sequence[str]) -> str:
    """Which data changed, by site: "bering: wind_speed, temperature"."""
    told = []
    for old, new, site in zip(before, after, sites, strict=True):
        names = sorted(n for n in {*old["facts"], *new["facts"]} if old["facts"].get(n) != new["facts"].get(n))
        if names:
            told.append(f"{site or 'its site'}: {_few(names)}")
    return "; ".join(dict.fromkeys(told))


class Sources:
    """What the projects that stand in two runs were evaluated from."""

    def __init__(self, connection: DuckDBPyConnection, runs: tuple[str, str]):
        self._connection, self._runs = connection, runs

    def of(self, pair: Mapping[str, Any]) -> tuple[Stored, Stored] | None:
        """Of both runs; ``pair`` has header, blocks, inputs, version and content of each with the endings _a and _b. None where a
        run did not keep it."""
        if pair["header_a"] is None or pair["header_b"] is None:
            return None
        kept = [json.loads(pair[f"blocks_{side}"]) for side in "ab"]
        return self._stored(pair, "a", *kept), self._stored(pair, "b", *reversed(kept))

    def _stored(self, pair: Mapping[str, Any], side: str, blocks: Blocks, others: Blocks) -> Stored:
        cast = json.loads(pair[f"inputs_{side}"])
        read = cast["blocks"] if len(cast["blocks"]) == len(blocks) else [{} for _ in blocks]
        whole = []
        for number, block in enumerate(blocks):
            # What only the other run's evaluators took was stated all the same.
            taken = {*block["facts"], *(others[number]["facts"] if number < len(others) else ())}
            facts = {**read[number].get("facts", {}), **block["facts"]}
            facts = {name: value for name, value in facts.items() if name in taken}
            whole.append({"technology": block["technology"], "facts": facts})
        version = pair["project_id"], pair[f"version_{side}"], pair[f"content_{side}"]
        stated = [frozenset(self._given.get((*version, one.get("number")), ())) for one in read]
        header = {**cast["header"], **json.loads(pair[f"header_{side}"])}
        return Stored(header, whole, stated, [one.get("site") or "" for one in read])

    @cached_property
    def _given(self) -> Mapping[tuple[Any, ...], list[str]]:
        found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for row in rows(self._connection, _GIVEN, self._runs):
            found[row["project_id"], row["version"], row["content"], row["block"]].append(row["field"])
        return found


def changed_facts(connection: DuckDBPyConnection, before: Sequence[Any], after: Sequence[Any]) -> str:
    """What a version (project, version, content) states otherwise than another one, in words."""
    old, new = (
        {
            (one["block"], one["grp"], one["field"]): " ".join(filter(None, (one["raw"], one["raw_unit"])))
            for one in rows(
                connection,
                "SELECT block, grp, field, raw, raw_unit FROM fact WHERE project_id = ? AND version = ? AND content = ?",
                version,
            )
        }
        for version in (before, after)
    )
    changes = [
        f"{'.'.join(filter(None, (place[0], place[2])))} {old.get(place, 'not stated')} -> {new.get(place, 'not stated')}"
        for place in sorted({*old, *new})
        if old.get(place) != new.get(place) and place[2] != "version"
    ]
    version = "" if before[1] == after[1] else f"version {before[1]} -> {after[1]}: "
    same = "the same facts, read otherwise" if list(before) == list(after) else "the same facts in another form"
    return version + (_few(changes) if changes else same)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
