"""Which commands there are, and where each lies.

No command is imported before it is called; ``--help`` loads none.
"""

from __future__ import annotations

from cyclopts import App, Group

START, OPERATE, DECIDE, PUBLISH, EXTEND = (
    Group(name, sort_key=place) for place, name in enumerate(("Start", "Operate", "Decide", "Publish", "Extend"), start=1)
)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cleanfund")
    except PackageNotFoundError:
        return "unknown: cleanfund is not installed"


EXIT_CODES = """Exit codes
   0 done                            5 something is missing on this machine
   1 done, but something is refused 70 a bug in cleanfund
   2 asked in a wrong way           75 another run is at work, try again
   3 an evaluator is to be mended  130 stopped by Ctrl-C
   4 there is no such thing"""

app = App(
    name="cleanfund",
    help_epilogue=EXIT_CODES,
    suppress_keyboard_interrupt=False,  # what Ctrl-C means is said in main
    help="From proposals to independent, uncertain, traceable scorecards. Begin with: cleanfund demo",
    help_format="plaintext",
    version=_version,
)
app["--help"].group = app["--version"].group = Group("Also", sort_key=100)

app.command("app.commands.demo:demo", name="demo", sort_key=1, group=START, help="The sample portfolio, end to end, offline.")
app.command("app.commands.init:init", name="init", sort_key=1, group=START, help="A new fund: folders, a sample, blank forms.")
app.command(
    "app.commands.doctor:doctor",
    name="doctor",
    sort_key=2,
    group=START,
    help="What is missing or wrong on this machine, and the mend.",
)
app.command(
    "app.commands.run:run", name="run", sort_key=3, group=OPERATE, help="Read what came in, judge, evaluate, score, publish."
)
app.command(
    "app.commands.validate:validate",
    name="validate",
    sort_key=4,
    group=OPERATE,
    help="Try files against the data contract: proposals, sites, reviews, progress.",
)
app.command(
    "app.commands.withdraw:withdraw",
    name="withdraw",
    sort_key=7,
    group=OPERATE,
    help="Enter that an applicant takes a proposal back.",
)
app.command(
    "app.commands.rank:rank", name="rank", sort_key=5, group=DECIDE, help="The ranking, under the rubric's weights or yours."
)
app.command(
    "app.commands.compare:compare", name="compare", sort_key=6, group=DECIDE, help="Two to four scorecards side by side."
)
app.command("app.commands.show:show", name="show", sort_key=6, group=DECIDE, help="One scorecard.")
app.command(
    "app.commands.explain:explain", name="explain", sort_key=7, group=DECIDE, help="Where a number comes from, back to the file."
)
app.command(
    "app.commands.trials:trials",
    name="trials",
    sort_key=9,
    group=DECIDE,
    help="What the capture trials teach, before and after their reports.",
)
app.command(
    "app.commands.macc:macc", name="macc", sort_key=8, group=DECIDE, help="What a tonne costs, and what the budget reaches."
)
app.command(
    "app.commands.size:size", name="size", sort_key=10, group=DECIDE, help="A hydrogen store among all others; least-cost plants."
)
app.command(
    "app.commands.materials:materials",
    name="materials",
    sort_key=10,
    group=DECIDE,
    help="Critical materials of all projects, and who supplies them.",
)
app.command(
    "app.commands.portfolio:portfolio",
    name="portfolio",
    sort_key=9,
    group=DECIDE,
    help="Which projects together fit the budget and the rules.",
)
app.command(
    "app.commands.grant:grant", name="grant", sort_key=9, group=DECIDE, help="The least grant that makes a project happen."
)
app.command("app.commands.sql:sql", name="sql", sort_key=11, group=DECIDE, help="Your own question, read-only.")

_runs = App(
    name="runs", sort_key=5, help="What each run did, and what moved between two.", group=OPERATE, help_format="plaintext"
)
_runs.command("app.commands.runs:ls", name="ls", sort_key=1, help="The runs, newest first.")
_runs.command("app.commands.runs:show", name="show", sort_key=2, help="Counts and seconds of one run.")
_runs.command("app.commands.runs:diff", name="diff", sort_key=3, help="Which scores and ranks moved between two runs, and why.")
app.command(_runs)

_quarantine = App(
    name="quarantine", sort_key=6, help="What was refused, why, and how to mend it.", group=OPERATE, help_format="plaintext"
)
_quarantine.command("app.commands.quarantine:ls", name="ls", sort_key=1, help="What is refused now.")
_quarantine.command("app.commands.quarantine:show", name="show", sort_key=2, help="Every reason, with place and remedy.")
_quarantine.command(
    "app.commands.quarantine_correct:correct", name="correct", sort_key=3, help="Mend a field on somebody's word."
)
_quarantine.command(
    "app.commands.quarantine_letter:letter", name="letter", sort_key=5, help="Return it to its applicant, as a letter."
)
_quarantine.command(
    "app.commands.quarantine:release", name="release", sort_key=4, help="Let a proposal pass one rule; the next run takes it in."
)
_quarantine.command(
    "app.commands.quarantine_entries:pending", name="pending", sort_key=6, help="What staff entered, and what became of it."
)
_quarantine.command(
    "app.commands.quarantine_entries:undo", name="undo", sort_key=7, help="Take back a correction or a release."
)
app.command(_quarantine)

_review = App(
    name="review", sort_key=7, help="Points set in the place of the reviewers'.", group=OPERATE, help_format="plaintext"
)
_review.command("app.commands.review:override", name="override", sort_key=1, help="Set points, with name and reason.")
_review.command("app.commands.review:overrides", name="overrides", sort_key=2, help="From, to, who, why, and what it moved.")
_review.command("app.commands.review:undo", name="undo", sort_key=3, help="Take an override back.")
app.command(_review)

_ledger = App(
    name="ledger", sort_key=15, help="What was pledged, committed, obligated and paid.", group=DECIDE, help_format="plaintext"
)
_ledger.command("app.commands.ledger:add", name="add", sort_key=1, help="Enter what happened to an award.")
_ledger.command("app.commands.ledger:ls", name="ls", sort_key=2, help="Awards as they stand, entries, what is flagged.")
_ledger.command("app.commands.ledger:verify", name="verify", sort_key=3, help="Whether the ledger is as it was written.")
_ledger.command("app.commands.due:due", name="due", sort_key=4, help="What falls due in the next quarter.")
_ledger.command("app.commands.outcomes:outcomes", name="outcomes", sort_key=5, help="What was measured beside what we predicted.")
app.command(_ledger)

_call = App(name="call", sort_key=12, help="Proposals judged on one frozen basis.", group=DECIDE, help_format="plaintext")
_call.command("app.commands.call:open_", name="open", sort_key=1, help="Open a call that fund.yaml names.")
_call.command("app.commands.call:freeze", name="freeze", sort_key=2, help="Freeze all that its scores rest on.")
_call.command("app.commands.call:score", name="score", sort_key=3, help="Enter the frozen scores as those of record.")
_call.command("app.commands.call:panel", name="panel", sort_key=4, help="Put it to the panel.")
_call.command("app.commands.call_decide:decide", name="decide", sort_key=5, help="Award, reserve or reject: the first signature.")
_call.command("app.commands.call_decide:approve", name="approve", sort_key=6, help="The second signature, of somebody else.")
_call.command("app.commands.call:conclude", name="conclude", sort_key=7, help="Every proposal is decided.")
_call.command("app.commands.call_letter:letter", name="letter", sort_key=8, help="The result for an applicant, or for all.")
_call.command("app.commands.call:archive", name="archive", sort_key=9, help="Enter nothing any more.")
_call.command("app.commands.call:ls", name="ls", sort_key=10, help="The calls, and how far each is.")
_call.command("app.commands.call:show", name="show", sort_key=11, help="Its history and its decisions.")
_call.command("app.commands.call:report", name="report", sort_key=12, help="Selected against scored, with reasons.")
_call.command("app.commands.call:verify", name="verify", sort_key=13, help="Check every hash, compute it anew, compare.")
app.command(_call)

_export = App(name="export", help="Files that others carry away.", group=PUBLISH, help_format="plaintext")
_export.command("app.commands.export:eya", name="eya", sort_key=1, help="Energy yield of a wind farm, EYA DEF (JSON).")
_export.command("app.commands.export:hourly", name="hourly", sort_key=2, help="Net power of a wind farm, hour by hour.")
_export.command("app.commands.export_open_data:giving_360", name="360giving", sort_key=3, help="Awards, 360Giving 1.4.")
_export.command("app.commands.export_open_data:oc4ids", name="oc4ids", sort_key=4, help="Funded projects, OC4IDS 0.9.5.")
app.command(_export)

_evaluator = App(name="evaluator", help="What we believe about technologies.", group=EXTEND, help_format="plaintext")
_evaluator.command("app.commands.evaluator:ls", name="ls", sort_key=1, help="Which evaluators there are, and which are broken.")
_evaluator.command(
    "app.commands.evaluator:check", name="check", sort_key=2, help="Does it keep the contract? If not, what to mend."
)
_evaluator.command(
    "app.commands.evaluator_try:try_", name="try", sort_key=3, help="Its worked example: inputs, answers, drivers, time."
)
app.command(_evaluator)
