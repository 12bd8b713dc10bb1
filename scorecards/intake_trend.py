"""Is what comes in getting better or worse: what each run brought, how much of it was refused, and by which rules."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scorecards.warehouse import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_RUNS = 30
COMPARED = 5  # runs on either side of a comparison, at most
BY_CHANCE = 0.01  # a difference that chance alone would make more often than this is none

Rule = tuple[str, str]  # the name of a rule and its severity, critical or warning


@dataclass(frozen=True)
class IntakeRun:
    """What one run brought; ``proposals`` are the versions in its new and changed files, ``rules`` how many of them a rule
    was said of. What was ``read_again`` from known files is in no other count."""

    run_id: str
    files_new: int = 0
    files_changed: int = 0
    files_unchanged: int = 0
    files_gone: int = 0
    files_left: int = 0
    proposals: int = 0
    refused: int = 0
    warned: int = 0
    read_again: int = 0
    rules: dict[Rule, int] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """Files that came: new and changed ones."""
        return self.files_new + self.files_changed

    @property
    def share(self) -> float | None:
        """The share [1] of its proposals that was refused; None where none came."""
        return self.refused / self.proposals if self.proposals else None


@dataclass(frozen=True)
class Shift:
    """How often something was so among the proposals of the last ``runs`` runs, and of as many before them.

    ``verdict`` is "more" or "less" often than before, or "" where chance may have made the difference.
    """

    runs: int
    now: int
    of_now: int
    before: int
    of_before: int
    verdict: str


def intake_runs(connection: DuckDBPyConnection, until: str = "", most: int = MOST_RUNS) -> list[IntakeRun]:
    """The last runs in which a file came or was read again, and the run ``until`` whatever it did, oldest first.

    ``until`` is a run's id, by default the last; at most ``most`` [1] runs. None of a snapshot older than this record.
    """
    if not rows(connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'intake'"):
        return []
    found = rows(
        connection,
        "SELECT i.* FROM intake AS i JOIN run AS r USING (run_id) "
        "WHERE (? = '' OR r.started <= (SELECT started FROM run WHERE run_id = ?)) "
        "AND (files_new + files_changed + read_again > 0 OR run_id = ?) ORDER BY r.started DESC, run_id DESC LIMIT ?",
        [until, until, until, most],
    )
    said: dict[str, dict[Rule, int]] = {}
    for row in rows(
        connection,
        "SELECT * FROM intake_rule WHERE list_contains(?, run_id) ORDER BY run_id, proposals DESC, severity, rule",
        [[one["run_id"] for one in found]],
    ):
        said.setdefault(row["run_id"], {})[row["rule"], row["severity"]] = row["proposals"]
    return [IntakeRun(**row, rules=said.get(row["run_id"], {})) for row in reversed(found)]


def rules_of(runs: Sequence[IntakeRun]) -> list[Rule]:
    """All rules said in these runs: those that refuse first, of these the most frequent."""
    sums: Counter[Rule] = Counter()
    for one in runs:
        sums.update(one.rules)
    return sorted(sums, key=lambda rule: (rule[1] != "critical", -sums[rule], rule))


def shift(runs: Sequence[IntakeRun], count: Callable[[IntakeRun], int]) -> Shift | None:
    """How ``count`` of the proposals moved between the last runs and those before; None where fewer than two brought any."""
    with_proposals = [one for one in runs if one.proposals]
    size = min(COMPARED, len(with_proposals) // 2)
    if not size:
        return None
    newer, older = with_proposals[-size:], with_proposals[-2 * size : -size]
    now, before = sum(map(count, newer)), sum(map(count, older))
    of_now, of_before = (sum(one.proposals for one in part) for part in (newer, older))
    clear = chance(now, of_now, before, of_before) < BY_CHANCE
    rises = now * of_before > before * of_now
    return Shift(size, now, of_now, before, of_before, ("more" if rises else "less") if clear else "")


def chance(one: int, of_one: int, other: int, of_other: int) -> float:
    """How likely [1] two shares differ as much as ``one``/``of_one`` and ``other``/``of_other`` though nothing moved.

    Fisher's exact test, two-sided: the sum over all tables of these margins no likelier than this one.
    """

    def log_ways(n: int, k: int) -> float:
        return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

    together, of_all = one + other, of_one + of_other
    tables = range(max(0, together - of_other), min(together, of_one) + 1)
    logs = {k: log_ways(of_one, k) + log_ways(of_other, together - k) - log_ways(of_all, together) for k in tables}
    return min(1.0, sum(math.exp(value) for value in logs.values() if value <= logs[one] + 1e-7))
