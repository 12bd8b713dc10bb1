"""The reviewers' points, from the files of the folder ``reviews``: one judgement a proposal, reviewer, criterion and round.

All files are read as one heap of lines, so neither their order nor a repeated upload makes a difference. A conflict of
interest that is declared anywhere takes out all that the reviewer says of the proposal. A line that cannot count goes into
quarantine under the name of its file; the other lines count, and how many is said. Of a file that cannot be read, a torn one
among them, nothing counts until it is mended.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows import readers
from flows.facts import Trouble, Unreadable
from flows.landing import Arrival
from flows.lines_told import most_telling
from flows.review_lines import Cells, Line, LineBroken, declaration, read_line
from scorecards.reviews import INDIVIDUAL
from scorecards.rubric import load_rubric

MOST_SAID = 20
Told = list[tuple[str, str, Trouble]]


@dataclass
class Panel:
    """Rows of the tables ``review`` and ``conflict_of_interest``, and what cannot count, with file name and hash."""

    reviews: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    told: Told = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        """A sentence for each reviewer who is not heard on a proposal, the first of many."""
        told = [
            f"{row['reviewer']} is not heard on {row['project_id']}: a conflict of interest is declared in {row['file']}, "
            f"{row['place'].partition(', ')[0]}. {row['left_out']} of the points given do not count."
            for row in self.conflicts[:MOST_SAID]
        ]
        more = len(self.conflicts) - MOST_SAID
        return [*told, f"{more} more conflicts of interest are declared; cleanfund show names them."] if more > 0 else told


@dataclass
class _Heap:
    """All lines of all files that can be read, and what cannot count: file, number of the line, trouble, lines that it costs."""

    lines: list[Cells] = field(default_factory=list)
    readable: set[Arrival] = field(default_factory=set)
    troubles: list[tuple[Arrival, int, Trouble, int]] = field(default_factory=list)

    def refuse(self, line: Cells, trouble: Trouble, costs: int = 1) -> None:
        self.troubles.append((line.arrival, line.number, trouble, costs))


def read_reviews(arrivals: list[Arrival], most: Mapping[str, float] | None = None) -> tuple[list[dict[str, Any]], Told]:
    """The reviews that count, and what does not; see ``read_panel``."""
    panel = read_panel(arrivals, most)
    return panel.reviews, panel.told


def read_panel(arrivals: list[Arrival], most: Mapping[str, float] | None = None) -> Panel:
    """All review files together.

    ``most`` has the highest points of each criterion that reviewers judge, by default those of the rubric.
    """
    most = load_rubric().review_maxima if most is None else most
    heap = _heap(arrivals)
    conflicts, cleared = _declarations(heap)
    lines: list[Line] = []
    for cells in heap.lines:
        if cells.pair not in conflicts:
            try:
                lines.append(read_line(cells, most))
            except LineBroken as broken:
                heap.refuse(cells, broken.trouble)
    lines = _resolved(heap, _declared(heap, lines, cleared))
    return Panel([_row(line) for line in lines], _conflict_rows(heap, conflicts), _told(arrivals, heap, conflicts))


def _heap(arrivals: list[Arrival]) -> _Heap:
    heap = _Heap()
    for arrival in arrivals:
        try:
            documents = readers.read("reviews", arrival.name, arrival.read())
        except Unreadable as refused:
            heap.troubles.append((arrival, -1, refused.trouble, 0))
            continue
        heap.readable.add(arrival)
        for document in documents:
            heap.troubles += [(arrival, -1, trouble, 0) for trouble in document.troubles]
            found: dict[str, Cells] = {}
            for fact in document.facts:
                if fact.block not in found:
                    found[fact.block] = Cells(arrival, len(found), fact.where)
                found[fact.block].cells[fact.field] = fact.raw.strip()
            heap.lines += found.values()
    return heap


def _declarations(heap: _Heap) -> tuple[dict[tuple[str, str], Cells], set[tuple[str, str]]]:
    """By proposal and reviewer: the first line that declares a conflict, and who declares that there is none."""
    conflicts: dict[tuple[str, str], Cells] = {}
    cleared: set[tuple[str, str]] = set()
    for line in heap.lines:
        said = declaration(line)
        if said and all(line.pair):
            first = conflicts.get(line.pair, line)
            conflicts[line.pair] = min(first, line, key=lambda one: one.at)
        elif said is False:
            cleared.add(line.pair)
    return conflicts, cleared


def _declared(heap: _Heap, lines: Iterable[Line], cleared: set[tuple[str, str]]) -> list[Line]:
    """The lines of those who declare that there is no conflict, in any of their lines on the proposal."""
    silent: dict[tuple[Arrival, tuple[str, str]], list[Line]] = defaultdict(list)
    heard = []
    for line in lines:
        if line.cells.pair in cleared:
            heard.append(line)
        else:
            silent[line.cells.arrival, line.cells.pair].append(line)
    for those in silent.values():
        first = those[0]
        reason = f"{first.reviewer} does not say whether a conflict of interest stands against judging {first.project}."
        remedy = f"Write yes or no under conflict; until then the points ({len(those)}) do not count."
        heap.refuse(first.cells, Trouble("review", first.cells.place, "", reason, remedy), len(those))
    return heard


def _resolved(heap: _Heap, lines: Iterable[Line]) -> list[Line]:
    """Of each key the highest version, one line a reviewer; where two of one version disagree, neither counts.

    In the individual round the key is of one reviewer; a consensus, and a panel, has but one opinion, whoever writes it.
    """
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.project, line.criterion, line.round, line.who if line.round == INDIVIDUAL else ""].append(line)
    kept: dict[tuple[str, ...], Line] = {}
    for group in groups.values():
        last = max(line.version for line in group)
        # Of equal lines the one with the longest comment stands, in whatever order the files came.
        standing = sorted((line for line in group if line.version == last), key=lambda one: one.rank)
        others = {line.points: line for line in reversed(standing)}
        if len(others) == 1:
            for line in standing:
                kept.setdefault((line.project, line.criterion, line.round, line.who), line)
            continue
        for line in standing:
            other = next(one for points, one in others.items() if points != line.points)
            reason = (
                f"{line.reviewer} gives {line.project} {line.points:g} points for {line.criterion} here and {other.points:g} in "
                f"{other.cells.arrival.name}, {other.cells.line}{_by_another(line, other)}."
            )
            remedy = f"Keep one of the two lines, or give the right one version {last + 1}; until then neither counts."
            heap.refuse(line.cells, Trouble("review", line.cells.place, f"{line.points:g}", reason, remedy))
    return [kept[key] for key in sorted(kept)]


def _by_another(line: Line, other: Line) -> str:
    return f", as {other.reviewer} writes" if other.who != line.who else ""


def _row(line: Line) -> dict[str, Any]:
    return {
        "project_id": line.project, "reviewer": line.reviewer, "criterion": line.criterion, "points": line.points,
        "comment": line.comment, "file": line.cells.arrival.name, "sha256": line.cells.arrival.sha256,
        "place": line.cells.place, "round": line.round, "version": line.version, "proposal_version": line.proposal_version,
        "decided_on": line.decided_on,
    }  # fmt: skip


def _conflict_rows(heap: _Heap, conflicts: Mapping[tuple[str, str], Cells]) -> list[dict[str, Any]]:
    left_out: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for line in heap.lines:
        if line.pair in conflicts and line.of("criterion"):
            left_out[line.pair].add((line.of("criterion"), line.of("round").lower() or INDIVIDUAL))
    return [
        {
            "project_id": pair[0], "reviewer": " ".join(line.of("reviewer").split()), "file": line.arrival.name,
            "sha256": line.arrival.sha256, "place": line.place, "left_out": len(left_out[pair]),
        }
        for pair, line in sorted(conflicts.items(), key=lambda one: one[0])
    ]  # fmt: skip


def _told(arrivals: Iterable[Arrival], heap: _Heap, conflicts: Mapping[tuple[str, str], Cells]) -> Told:
    """What cannot count, file by file, each with what becomes of the other lines meanwhile."""
    left = Counter(line.arrival for line in heap.lines if line.pair not in conflicts)
    for arrival, _, _, costs in heap.troubles:
        left[arrival] -= costs
    place = {arrival: n for n, arrival in enumerate(arrivals)}
    ordered = sorted(heap.troubles, key=lambda one: (place[one[0]], one[1]))
    told = [(arrival, _with_others(one, left[arrival]) if arrival in heap.readable else one) for arrival, _, one, _ in ordered]
    return most_telling(told, "review.more")


def _with_others(trouble: Trouble, others: int) -> Trouble:
    """The trouble of one line, and what becomes of the other lines meanwhile."""
    what = f"The other {others} lines of the file are" if others > 1 else f"{'The' if others else 'No'} other line of the file is"
    return replace(trouble, remedy=f"{trouble.remedy} {what} taken in meanwhile.")
