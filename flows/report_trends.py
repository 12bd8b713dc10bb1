"""The trends of the intake as small charts: geometry and words here, markup in ``templates/validation_trends.html.jinja``.

Each chart is an SVG of its own, told apart by filling and not by colour alone, with the same numbers in a table below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scorecards.intake_trend import IntakeRun, Rule, Shift, rules_of, shift

WIDTH, HEIGHT = 340, 150  # [px] of a chart; a phone shows one beside none
LEFT, TOP, BOTTOM = 40, 22, 20
WIDEST = 40.0  # [px] a run
REFUSING, WARNING_RULES = 6, 3  # charts of rules, at most
NO_MEANINGS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Part:
    """One rectangle; ``kind`` (refused, warned, plain) says how it is filled."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Column:
    """What is drawn for one run, and the words for it."""

    says: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Dot:
    """One point of a line; ``label`` is written beside the last of them."""

    x: float
    y: float
    says: str
    label: str = ""


@dataclass
class Chart:
    """One chart: its ``legend`` names the kinds of filling, ``ticks`` are (y, text), ``lines`` are unbroken runs of dots;
    ``meaning`` is what the rule it shows asks for."""

    anchor: str
    title: str
    says: str
    legend: tuple[tuple[str, str], ...] = ()
    ticks: list[tuple[float, str]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    lines: list[list[Dot]] = field(default_factory=list)
    verdict: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Trends:
    """All that the report tells of runs: ``verdicts`` in words, charts, and the rules that have a column of the table."""

    runs: list[IntakeRun]
    verdicts: list[tuple[str, str]]
    charts: list[Chart]
    rules: list[Rule]
    span: str

    @property
    def newest_first(self) -> list[IntakeRun]:
        """As tables show them."""
        return self.runs[::-1]


def trends(runs: Sequence[IntakeRun], meanings: Mapping[str, str] = NO_MEANINGS) -> Trends | None:
    """Charts and words for ``runs``, oldest first; None where there are fewer than two: nothing to compare.

    ``meanings`` says of a rule, by its name, what it asks for.
    """
    if len(runs) < 2:
        return None
    shifts = {rule: shift(runs, lambda one, rule=rule: one.rules.get(rule, 0)) for rule in rules_of(runs)}  # type: ignore[misc]
    # A rule that rises is shown, however rare it is over all runs.
    order = sorted(shifts, key=lambda rule: (rule[1] != "critical", (found := shifts[rule]) is None or found.verdict != "more"))
    shown = [rule for rule in order if rule[1] == "critical"][:REFUSING]
    shown += [rule for rule in order if rule[1] != "critical"][:WARNING_RULES]
    highest = max([one.rules.get(rule, 0) for one in runs for rule in shown], default=0)
    charts = [_proposals(runs), _share(runs), _files(runs)]
    charts += [_rule(runs, number, rule, highest, shifts[rule], meanings.get(rule[0], "")) for number, rule in enumerate(shown)]
    return Trends(
        list(runs), _verdicts(runs, shifts), charts, shown, f"{moment(runs[0].run_id)} to {moment(runs[-1].run_id)}, oldest left"
    )


def moment(run_id: str) -> str:
    """When a run began [UTC], out of its id; the id itself where it is of another form."""
    day, _, clock = run_id.split("-")[0].partition("T")
    if len(day) == 8 and len(clock) == 6 and (day + clock).isascii() and (day + clock).isdigit():
        return f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}"
    return run_id[:20]


def percent(share: float | None) -> str:
    """A share as people read it; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.0f}\u00a0%"


def _verdicts(runs: Sequence[IntakeRun], shifts: dict[Rule, Shift | None]) -> list[tuple[str, str]]:
    """(kind, sentence): whether the intake gets better, then each rule that clearly moved; kind is bad, good or ""."""
    found = shift(runs, lambda one: one.refused)
    if found is None:
        return [("", "Only one of these runs brought proposals: there is nothing to compare yet.")]
    word, kind = {
        "more": ("The intake is getting worse", "bad"),
        "less": ("The intake is getting better", "good"),
        "": ("The intake is neither clearly better nor worse", ""),
    }[found.verdict]
    sentences = [(kind, f"{word}: {_compared(found, 'refused')}.")]
    for (rule, severity), moved in shifts.items():
        if moved is not None and moved.verdict:
            rises = moved.verdict == "more"
            effect = "refused" if severity == "critical" else "warned"
            sentences.append(
                ("bad" if rises else "good", f"{rule} {'rises' if rises else 'falls'}: {_compared(moved, effect + ' for it')}.")
            )
    if len(sentences) == 1:
        sentences.append(("", "No rule clearly rises or falls."))
    return sentences


def _compared(one: Shift, word: str) -> str:
    last, them = ("the last run", "the one") if one.runs == 1 else (f"the last {one.runs} runs", f"the {one.runs}")
    return (
        f"{one.now:,} of {_count(one.of_now)} ({percent(one.now / one.of_now)}) {word} in {last} that brought any, "
        f"{one.before:,} of {one.of_before:,} ({percent(one.before / one.of_before)}) in {them} before"
    )


def _proposals(runs: Sequence[IntakeRun]) -> Chart:
    last = runs[-1]
    says = f"In this run {last.proposals:,} came: {last.refused:,} refused, {last.warned:,} with warnings."
    legend = (("refused", "refused"), ("warned", "with warnings"), ("plain", "without remarks"))
    return _stacked(
        Chart("trend-proposals", "Proposals that came", says, legend),
        runs,
        lambda one: [("refused", one.refused), ("warned", one.warned), ("plain", one.proposals - one.refused - one.warned)],
        lambda one: f"{_count(one.proposals)}, {one.refused:,} refused, {one.warned:,} with warnings",
    )


def _files(runs: Sequence[IntakeRun]) -> Chart:
    last = runs[-1]
    says = f"In this run {last.files:,} came: {last.files_new:,} new, {last.files_changed:,} changed."
    return _stacked(
        Chart("trend-files", "Files that came", says, (("warned", "changed"), ("plain", "new"))),
        runs,
        lambda one: [("warned", one.files_changed), ("plain", one.files_new)],
        lambda one: f"{one.files_new:,} new files, {one.files_changed:,} changed",
    )


def _rule(runs: Sequence[IntakeRun], number: int, rule: Rule, highest: int, moved: Shift | None, meaning: str) -> Chart:
    name, severity = rule
    effect = "refuses" if severity == "critical" else "warns"
    in_all, in_this = sum(one.rules.get(rule, 0) for one in runs), runs[-1].rules.get(rule, 0)
    says = f"It {effect}. {_count(in_all)} in all, {in_this:,} in this run."
    verdict = {"more": "rises", "less": "falls"}.get(moved.verdict, "") if moved else ""
    kind = "refused" if severity == "critical" else "warned"
    return _stacked(
        Chart(f"trend-rule-{number + 1}", name, says, verdict=verdict, meaning=meaning),
        runs,
        lambda one: [(kind, one.rules.get(rule, 0))],
        lambda one: f"{one.rules.get(rule, 0):,} of {_count(one.proposals)}",
        highest,
    )


def _stacked(
    chart: Chart,
    runs: Sequence[IntakeRun],
    parts: Callable[[IntakeRun], list[tuple[str, int]]],
    says: Callable[[IntakeRun], str],
    highest: int = 0,
) -> Chart:
    """Bars from the bottom up, one a run; charts that are given the same ``highest`` can be compared."""
    top = _round_up(highest or max(sum(count for _, count in parts(one)) for one in runs))
    chart.ticks = [(_y(value, top), f"{value:,}") for value in (0, top // 2, top)]
    slot = _slot(runs)
    for number, one in enumerate(runs):
        drawn, below = [], 0
        for kind, count in parts(one):
            if count:
                high, low = _y(below + count, top), _y(below, top)
                left, width = round(LEFT + (number + 0.12) * slot, 2), round(slot * 0.76, 2)
                drawn.append(Part(kind, left, high, width, round(low - high, 2)))
            below += count
        chart.columns.append(Column(f"{moment(one.run_id)}: {says(one)}", tuple(drawn)))
    return chart


def _share(runs: Sequence[IntakeRun]) -> Chart:
    known = [one.share for one in runs if one.share is not None]
    top = next(limit for limit in (0.1, 0.2, 0.5, 1.0) if max(known, default=0.0) <= limit)
    last = next((one for one in reversed(runs) if one.proposals), None)
    says = (
        "No proposal came in these runs."
        if last is None
        else f"{percent(last.share)} in {'this run' if last is runs[-1] else 'the last run that brought any'}; "
        f"{percent(min(known))} to {percent(max(known))} in all."
    )
    ticks = [(_y(part * top, top), percent(part * top)) for part in (0, 0.5, 1)]
    chart = Chart("trend-share", "Share refused", says, ticks=ticks)
    slot, line = _slot(runs), list[Dot]()
    for number, one in enumerate(runs):
        if one.share is None:  # a gap: nothing came, so nothing can be said
            chart.lines, line = chart.lines + [line] * bool(line), []
            continue
        words = f"{moment(one.run_id)}: {one.refused:,} of {_count(one.proposals)} refused, {percent(one.share)}"
        x = round(LEFT + (number + 0.5) * slot, 2)
        line.append(Dot(x, _y(one.share, top), words, percent(one.share) if one is last else ""))
    chart.lines += [line] * bool(line)
    return chart


def _slot(runs: Sequence[IntakeRun]) -> float:
    return min(WIDEST, (WIDTH - LEFT - 6) / len(runs))


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 2)


def _count(number: int) -> str:
    return f"{number:,} proposal{'' if number == 1 else 's'}"


def _round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 ...: halves of it are whole."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * size:
                return step * size
        size *= 10
