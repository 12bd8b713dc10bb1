"""Between two runs, each cause's part of a move is what runs in between bring, which change one cause after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from spine_fixtures import EVALUATOR, PROPOSAL, published, run_plainly

from app.cli import main
from flows.diff_anew import Anew
from flows.progress import Silent
from scorecards.diff_chain import CAUSES
from scorecards.run_diff import MEANINGS, runs_diff
from scorecards.warehouse import open_snapshot

RUBRIC = """\
name: heat
version: "{weight}"
criteria:
  tonnes:
    title: Tonnes
    weight: {weight}
    parts: {{tonnes: {{title: Tonnes, answer: net_t_10y, at: [0, 900000], points: [0, 30], maximum: 30}}}}
  cost:
    title: Cost
    weight: 1
    parts: {{cost: {{title: Cost per tonne, answer: cost_per_tonne, at: [0, 400], points: [40, 0], maximum: 40}}}}
  plan:
    title: Plan
    weight: {weight}
    parts: {{plan: {{title: Plan, review: plan, maximum: 10}}}}
"""


@dataclass(frozen=True)
class State:
    """All that a run judges by: what each cause of a move stands for."""

    rubric: str = "1"
    reviews: float = 4
    evaluator: str = "0.02"  # yearly over building cost, in the formula
    draws: int = 2026
    assumptions: str = "1000, 1500, 2500"
    site: str = "60 degC"
    facts: str = "20 MW"


FIRST = State()
SECOND = State("2", 7, "0.03", 7, "1200, 1900, 2900", "90 degC", "45 MW")


GROUND = '    ground=measured("degC", "of the ground", least=1, most=200, example=60),\n    specific_capex='


@dataclass
class Fund:
    data: Path
    evaluators: Path

    def install(self, state: State) -> None:
        text = EVALUATOR.replace("1000, 1500, 2500", state.assumptions)
        text = text.replace('0.02 * capex, "product"', f'{state.evaluator} * capex, "product"')
        text = text.replace("evaluator, given", "evaluator, given, measured").replace("    specific_capex=", GROUND)
        (self.evaluators / "geothermal_heat.py").write_text(text.replace("capex = specific", "capex = 60 / ground * specific"))

    def run(self, state: State) -> str:
        """Three projects, of which the first hangs on ``state`` in every respect."""
        self.install(state)
        for folder in ("proposals", "sites", "reviews"):
            (self.data / folder).mkdir(parents=True, exist_ok=True)
        (self.data / "fund.yaml").write_text(f"rubric: heat.yaml\nseed: {state.draws}\n")
        (self.data / "heat.yaml").write_text(RUBRIC.format(weight=state.rubric))
        (self.data / "sites" / "hill.yaml").write_text(f"latitude: 32.68 N\nlongitude: 129.02 E\nground: {state.site}\n")
        (self.data / "reviews" / "panel.csv").write_text(
            f"proposal,reviewer,criterion,points,comment,conflict\nHEAT-1,ann,plan,{state.reviews},,no\nHEAT-3,ann,plan,5,,no\n"
        )
        self.propose(1, state.facts, "technology: geothermal_heat", "technology: geothermal_heat\n    site: hill")
        for number, capacity in ((2, "24 MW"), (3, "30 MW")):
            self.propose(number, capacity, "hours: 5000", "hours: 5000, ground: 70 degC")
        return run_plainly(self.data).run_id

    def propose(self, number: int, capacity: str, old: str, new: str) -> None:
        path = self.data / "proposals" / f"heat-{number}-{capacity}.yaml"
        if not path.exists():
            version = 1 + len(list(path.parent.glob(f"heat-{number}-*")))
            text = PROPOSAL.format(id=f"HEAT-{number}", version=version, title="Heat", capacity=capacity)
            path.write_text(text.replace(old, new))

    def score(self) -> float:
        return published(self.data, "SELECT score FROM scorecard_latest WHERE project_id = 'HEAT-1'")[0]["score"]

    def diff(self, first: str, second: str, anew: bool = True):
        with open_snapshot(self.data) as snapshot:
            return runs_diff(snapshot, first, second, Anew(self.data, Silent()) if anew else None)


@dataclass
class Chain:
    """Runs of one fund, each with one cause more as in SECOND, in the order of CAUSES: their ids, states and scores of HEAT-1."""

    fund: Fund
    causes: tuple[str, ...]
    runs: list[str]
    states: list[State]
    scores: list[float]


def chain(fund: Fund, causes: Iterable[str]) -> Chain:
    made = Chain(fund, tuple(name for name in CAUSES if name in causes), [], [FIRST], [])
    for cause in made.causes:
        made.states.append(replace(made.states[-1], **{cause: getattr(SECOND, cause)}))
    for state in made.states:
        made.runs.append(fund.run(state))
        made.scores.append(fund.score())
    return made


@pytest.fixture(scope="module")
def fund_at(tmp_path_factory):
    """Makes a fund; all share the folder of their evaluator."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)  # two texts of one length in one second have one .pyc
        folder = tmp_path_factory.mktemp("own")
        patch.setenv("CLEANFUND_EVALUATORS", str(folder))
        yield lambda name: Fund(tmp_path_factory.mktemp(name), folder)


@pytest.fixture(scope="module")
def every(fund_at):
    return chain(fund_at("every"), vars(FIRST))


def moved(table, project="HEAT-1"):
    return next(row for row in table.rows if row["project_id"] == project)


def parts(row, prefix=""):
    return {name: row[f"{prefix}{name}"] for name in MEANINGS if row[f"{prefix}{name}"] is not None}


def hundredths(values):
    return [round(100 * value) for value in values]


def expected(made: Chain, first: int, second: int) -> dict[str, float]:
    scores = hundredths(made.scores)
    found = {made.causes[n]: (scores[n + 1] - scores[n]) / 100 for n in range(first, second)}
    # Where assumptions stand in the code, its bytes are other ones too; the formula was not, so that it moves nothing.
    return ({"evaluator": 0.0} | found) if "assumptions" in found else found


def test_one_cause_alone_is_the_whole_move_and_nothing_is_evaluated(every):
    for n, cause in enumerate(every.causes):
        row = moved(every.fund.diff(every.runs[n], every.runs[n + 1], anew=False))
        assert row["moved"] != 0
        if cause == "assumptions":
            continue  # they are declared in the code, which may have changed as well
        assert (parts(row), row["cause"]) == ({cause: row["moved"]}, cause)


def test_assumptions_declared_in_the_code_are_told_from_the_code_by_an_evaluation(every):
    n = every.causes.index("assumptions")
    every.fund.install(every.states[n + 1])
    runs = every.runs[n], every.runs[n + 1]
    together, apart = (moved(every.fund.diff(*runs, anew=anew)) for anew in (False, True))
    assert (parts(together), together["cause"]) == ({"together": together["moved"]}, "evaluator + assumptions")
    assert (parts(apart), apart["cause"]) == ({"evaluator": 0, "assumptions": apart["moved"]}, "evaluator, assumptions")
    assert "specific_capex 1000/1500/2500 -> 1200/1900/2900 USD2024/kW" in apart["why"]


def test_the_parts_are_what_the_runs_in_between_brought(every):
    for first in range(len(every.causes)):
        for second in range(first + 2, len(every.runs)):
            every.fund.install(every.states[second])
            row = moved(every.fund.diff(every.runs[first], every.runs[second]))
            assert parts(row) == expected(every, first, second)
            assert sum(hundredths(parts(row).values())) == round(100 * row["moved"])
            assert sum(parts(row, "rank_").values()) + row["rank_others"] == row["rank_moved"]
            assert row["rank_moved"] == row["rank_after"] - row["rank_before"]


def test_so_are_those_of_causes_with_others_between_them(fund_at):
    made = chain(fund_at("some"), ("rubric", "facts"))
    row = moved(made.fund.diff(made.runs[0], made.runs[-1]))
    assert parts(row) == expected(made, 0, 2)
    assert row["cause"] == "rubric, facts"
    assert all(part != 0 for part in parts(row).values())


def test_what_is_not_evaluated_stays_together_and_still_adds_up(every):
    table = every.fund.diff(every.runs[0], every.runs[-1], anew=False)
    row = moved(table)
    assert row["cause"] == "rubric, reviews, evaluator + draws + assumptions + site + facts"
    assert set(parts(row)) == {"rubric", "reviews", "together"}
    assert sum(hundredths(parts(row).values())) == round(100 * row["moved"])
    for words in ("rubric heat 1", "plan 4 -> 7", "geothermal_heat.py", "seed 2026", "hill: ground", "20 MW -> 45 MW"):
        assert words in row["why"]
    assert table.notes[-1].startswith("One cause after the other, in this order: rubric, reviews,")


def test_another_code_than_both_runs_had_tells_nothing_of_them(every):
    path = every.fund.evaluators / "geothermal_heat.py"
    path.write_text(path.read_text() + "\n# changed since\n")
    row = moved(every.fund.diff(every.runs[-3], every.runs[-1]))
    assert (parts(row), row["cause"]) == ({"together": row["moved"]}, "site + facts")


def test_back_to_the_old_state_all_moves_back(every):
    there, back = (moved(every.fund.diff(*runs)) for runs in ((every.runs[0], every.runs[2]), (every.runs[2], every.runs[0])))
    assert back["moved"] == -there["moved"] == sum(hundredths(parts(back).values())) / 100
    assert set(parts(back)) == {"rubric", "reviews"}


def test_who_keeps_the_score_and_loses_the_place_is_told(every):
    table = every.fund.diff(every.runs[-2], every.runs[-1])
    risen = moved(table)
    assert (risen["rank_before"], risen["rank_after"], risen["rank_facts"], risen["rank_others"]) == (2, 1, -1, 0)
    (passed,) = (row for row in table.rows if row["change"] == "rank")
    told = ("project_id", "moved", "rank_before", "rank_after", "rank_others", "cause")
    assert tuple(passed[name] for name in told) == ("HEAT-3", 0, 1, 2, 1, "others")
    assert table.notes == ["Unchanged: 2, 1 with another rank."]


def test_the_command_evaluates_where_it_must_and_not_when_it_is_to_be_quick(every, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    every.fund.install(every.states[-1])
    command = ["runs", "diff", every.runs[-3], every.runs[-1], "--data", str(every.fund.data)]
    site, facts = (every.scores[n + 1] - every.scores[n] for n in (-3, -2))
    assert main(command) == 0
    told = capsys.readouterr()
    assert f"site {site:+.2f}, facts {facts:+.2f}" in told.out and "Rank alone: HEAT-3 1 -> 2" in told.out
    assert "Evaluating 1" in told.err
    assert main([*command, "--quick"]) == 0
    told = capsys.readouterr()
    assert f"site + facts {site + facts:+.2f}" in told.out and "Evaluating" not in told.err
