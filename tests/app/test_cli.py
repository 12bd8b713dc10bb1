"""The command as people and scripts meet it: order, shapes, exit codes, messages, hostile text."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from pathlib import Path

import pytest

LISTING = [
    ("rank/1", ["rank"]),
    ("show/1", ["show", "CTIF-001"]),
    ("explain/1", ["explain", "CTIF-001"]),
    ("quarantine/1", ["quarantine", "ls"]),
    ("quarantine_reasons/1", ["quarantine", "show"]),
    ("runs/1", ["runs", "ls"]),
    ("run/1", ["runs", "show"]),
    ("runs_diff/1", ["runs", "diff", "202602"]),
    ("sql/1", ["sql", "select * from scorecard_latest order by all"]),
]
NAMES = [" ".join(words[:2]) for _, words in LISTING]


@pytest.mark.parametrize(("schema", "words"), LISTING, ids=NAMES)
def test_the_four_formats_tell_the_same(ask, sample, schema, words):
    code, out, _ = ask(*words, "--format", "json")
    whole = json.loads(out)
    assert code == 0
    assert (whole["schema"], whole["run"]) == (schema, sample.SECOND)
    names = [column["name"] for column in whole["columns"]]
    assert whole["rows"]
    assert all(list(row) == names for row in whole["rows"])

    _, out, _ = ask(*words, "--format", "jsonl")
    assert [json.loads(line) for line in out.splitlines()] == whole["rows"]

    _, out, _ = ask(*words, "--format", "csv")
    table = list(csv.reader(io.StringIO(out)))
    assert table[0] == names
    assert len(table) == len(whole["rows"]) + 1
    for line, row in zip(table[1:], whole["rows"], strict=True):
        for cell, value in zip(line, row.values(), strict=True):
            if isinstance(value, float):
                assert float(cell) == value
            if value is None:
                assert cell == ""

    code, out, _ = ask(*words)
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= 100


def test_an_infinite_cost_is_null_in_json_and_words_in_a_table(ask):
    rows = {row["project_id"]: row for row in json.loads(ask("rank", "--format", "json")[1])["rows"]}
    assert rows["CTIF-003"]["cost_per_tonne"] is None
    assert rows["CTIF-001"]["cost_per_tonne"] == 60.0
    table = ask("rank")[1]
    assert re.search(r"CTIF-003 .* none left", table)
    assert "inf" not in table


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
@pytest.mark.parametrize(
    "words", [words for _, words in LISTING if words[0] != "sql"], ids=[name for name in NAMES if not name.startswith("sql")]
)
def test_tables_fit_the_terminal(ask, monkeypatch, width, words):
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = ask(*words)
    assert max(len(line) for line in out.splitlines()) <= int(width)


@pytest.mark.parametrize("width", range(20, 101, 8))
def test_ids_and_numbers_are_whole_at_any_width(ask, sample, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    out = ask("rank")[1]
    for word in ("CTIF-001", "CTIF-002", "CTIF-003", "38.0", "25.5"):
        assert word in out
    out = ask("runs", "ls")[1]
    assert sample.FIRST in out or width < len(sample.FIRST) + 2
    assert "done" in out
    out = ask("sql", "select 'CTIF-001' as id, 1234567.5::double as amount, 'some words that may be folded' as text")[1]
    assert "CTIF-001" in out
    assert "1.23457e+06" in out or "more column" in re.sub(r"\s+", " ", out)


def test_what_has_no_room_is_left_out_whole_and_said(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    out = ask("rank")[1]
    assert "USD/tonne  " not in out
    assert re.search(r"\(\d more columns: widen the terminal", out)
    monkeypatch.setenv("COLUMNS", "22")
    statement = "select repeat('a', 30) as long, 'b' as short"
    assert ask("sql", statement)[1].split() == ["long", "a" * 20, "a" * 10, "short", "b"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("some words", 6, ["some", "words"]),
        ("delivery.wind.delay", 12, ["delivery.", "wind.delay"]),
        ("a/path/to/file.csv", 8, ["a/path/", "to/file.", "csv"]),
        ("see a/path/to", 10, ["see", "a/path/to"]),
        ("20260101T000000-aaaa", 10, ["20260101T0", "00000-aaaa"]),
        ("風力発電", 4, ["風力", "発電"]),
        ("", 5, [""]),
    ],
)
def test_texts_are_folded_between_words(text, width, lines):
    from app.grid import folded

    assert folded(text, width) == lines


def test_long_titles_are_cut_and_numbers_are_not(ask, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = ask("rank")
    first = next(line for line in out.splitlines() if "CTIF-001" in line)
    assert "…" in first
    assert "38.0" in first
    assert "36.5–39.5" in first


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["rnak"], 2, ['Did you mean "rank"?', "Next: cleanfund --help"]),
        (["rank", "--weigths", "a=1"], 2, ["Did you mean --weights?", "cleanfund rank --help"]),
        (["runs", "shwo"], 2, ["ls, show, diff", "cleanfund runs --help"]),
        (["rank", "--format", "xml"], 2, ["json"]),
        (["rank", "--top", "0"], 2, ["1 or more"]),
        (["rank", "--weights", "innovation"], 2, ["'innovation' is not a weight", "innovation=2"]),
        (["rank", "--weights", "innovation=-1"], 2, ["0 or more"]),
        (["rank", "--weights", "innovation=nan"], 2, ["is not a weight"]),
        (["rank", "--weights", "inovation=2"], 2, ["Nearest: innovation", "cost_efficiency, ghg_avoidance, innovation"]),
        (["rank", "--weights", "innovation=1,innovation=2"], 2, ["given twice"]),
        (["rank", "--pillar", "hydrogn"], 4, ["Nearest: hydrogen"]),
        (["rank", "--technology", "fusion"], 4, ["carbon_capture, hydrogen_storage, offshore_wind"]),
        (["rank", "--as-of", "20200101"], 4, ["There is no snapshot '20200101'", "20260201T000000-bbbb"]),
        (["show", "CTIF-01"], 4, ["There is no project 'CTIF-01'", "CTIF-001"]),
        (["show", "CTIF-900"], 4, ["quarantine show CTIF-900"]),
        (["explain", "CTIF-001", "cost_per_ton"], 4, ["Nearest: cost_per_tonne"]),
        (["explain", "CTIF-005"], 4, ["its evaluation failed", "cleanfund show CTIF-005"]),
        (["quarantine", "show", "CTIF-90"], 4, ["Nearest: CTIF-900"]),
        (["runs", "show", "2031"], 4, ["There is no run '2031'"]),
        (["runs", "diff", "2026"], 4, ["begins 2 runs"]),
        (["runs", "diff", "202601"], 4, ["no run brought scorecards"]),
        (["rank", "--weights", "innovation=0,ghg_avoidance=0,cost_efficiency=0"], 2, ["All weights are 0"]),
        (["explain", "CTIF-001", "nothing"], 4, ["All of them: cleanfund show CTIF-001"]),
        (["evaluator", "check", "nothing"], 4, ["There is no evaluator 'nothing'", "CLEANFUND_EVALUATORS"]),
        (["evaluator", "check", "offshore_wnd"], 4, ["Nearest: offshore_wind"]),
        (["sql", "selec 1"], 2, ["syntax error", "show tables"]),
        (["sql", " ; "], 2, ["empty"]),
        (["sql", "select nothing from scorecard_latest"], 2, ["nothing"]),
        (["validate", "no-such-file.yaml"], 4, ["There is no file 'no-such-file.yaml'"]),
        (["run", "--data", "no-such-folder"], 4, ["There is no folder", "cleanfund demo"]),
        (["run", "--draws", "150"], 2, ["--draws"]),
        (
            ["quarantine", "release", "CTIF-900", "--rule", "unit", "--by", "A. Person", "--reason", "checked by phone"],
            2,
            ["'unit' cannot be released: it would leave nothing to evaluate", "cleanfund quarantine correct"],
        ),
        (
            ["quarantine", "release", "CTIF-900", "--rule", "units", "--by", "A. Person", "--reason", "checked by phone"],
            4,
            ["Nearest: unit"],
        ),
        (
            ["quarantine", "release", "CTIF-900", "--rule", "bounds", "--by", " ", "--reason", "checked by phone"],
            2,
            ["--by is empty", "the scorecard shows both"],
        ),
    ],
    ids=lambda value: " ".join(value)[:45] if isinstance(value, list) and len(value) > 1 else None,
)
def test_an_error_says_what_and_what_next(ask, words, code, said):
    got, out, err = ask(*words)
    assert got == code
    assert out == ""
    assert err.startswith("error: ")
    assert "Traceback" not in err
    for part in said:
        assert part in err


@pytest.mark.parametrize(
    "words", [["rank"], ["show", "CTIF-001"], ["sql", "select 1"], ["runs", "ls"], ["quarantine", "ls"]], ids=" ".join
)
def test_before_the_first_run(ask, tmp_path, words):
    code, out, err = ask(*words, "--data", str(tmp_path))
    assert (code, out) == (4, "")
    assert "Nothing is published" in err
    assert "cleanfund demo" in err


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (i int)",
        "delete from scorecard",
        "update scorecard_latest set score = 100",
        "drop table scorecard_latest",
        "select * from read_text('{other}')",
        "select * from read_csv('{other}')",
        "select * from '{other}'",
        "select * from glob('/*')",
        "copy scorecard_latest to '{new}'",
        "attach '{new}'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "export database '{new}'",
        "select 1; copy (select 1) to '{new}'",
    ],
)
def test_sql_can_change_nothing_and_read_no_file(ask, tmp_path, statement):
    other, new = tmp_path / "other.csv", tmp_path / "new.csv"
    other.write_text("secret\n42\n")
    code, out, err = ask("sql", statement.format(other=other, new=new))
    assert code == 2
    assert "DuckDB refuses" in err
    assert "secret" not in out + err
    assert not new.exists()
    assert ask("sql", "select count(*) from scorecard_latest", "--format", "csv")[1] == "count_star()\n3\n"


def test_values_that_json_does_not_know(ask):
    statement = "select 'inf'::double a, 1.50::decimal(5,2) a, date '2024-02-29' d, [1, null] l, {'x': 1} s, true b, null n"
    row = json.loads(ask("sql", statement, "--format", "jsonl")[1])
    assert row == {"a": None, "a_2": 1.5, "d": "2024-02-29", "l": [1, None], "s": {"x": 1}, "b": True, "n": None}


def test_text_of_applicants_cannot_move_the_terminal(ask):
    for words in (["rank"], ["show", "CTIF-002"], ["sql", "select title from scorecard_latest"]):
        _, out, err = ask(*words)
        assert "[bold]=HYPERLINK[/bold] red evil" in out
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out + err)
    for kind in ("json", "jsonl", "csv"):
        out = ask("rank", "--format", kind)[1]
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    code, _, err = ask("show", "\x1b[2J\x1b]0;title\x07evil")
    assert code == 4
    assert "\x1b" not in err


def test_no_cell_is_a_formula_in_a_spreadsheet(ask):
    table = list(csv.DictReader(io.StringIO(ask("rank", "--format", "csv")[1])))
    assert {row["project_id"]: row["title"] for row in table}["CTIF-003"] == "'=cmd|'/c calc'!A1"
    words = "select * from (values ('=1+1'), ('+1'), ('-1'), ('@SUM(1)'), (chr(9) || '=1'), ('  =1'), ('plain')) as t(\"=head\")"
    cells = [row[0] for row in csv.reader(io.StringIO(ask("sql", words, "--format", "csv")[1]))]
    assert cells == ["'=head", "'=1+1", "'+1", "'-1", "'@SUM(1)", "'\t=1", "'  =1", "plain"]
    numbers = ask("sql", "select -1.5 as negative, -2::int as whole", "--format", "csv")[1]
    assert numbers.splitlines()[1] == "-1.5,-2"


def test_a_failed_evaluation_is_shown_and_not_ranked(ask):
    code, out, _ = ask("show", "CTIF-005")
    assert code == 0
    for part in ("A formula that fails", "Sample Applicant", "offshore_wind/wake.py, line 3", "ZeroDivisionError: no spacing"):
        assert part in out
    assert "Next:      cleanfund evaluator check offshore_wind" in out
    assert "Traceback" not in out
    assert "Traceback" in ask("show", "CTIF-005", "--debug")[1]
    assert "Traceback" in ask("show", "CTIF-005", "--format", "json")[1]
    _, out, err = ask("rank")
    assert "CTIF-005" not in out
    assert "CTIF-005" in err


def test_quarantine_says_where_and_what_to_do(ask):
    _, out, _ = ask("quarantine", "show", "ctif-900")
    for part in (
        "CTIF-900.yaml, line 12, blocks.1.given.capacity",
        "Write 500 MW or 0.5 GW.",
        "A bare number: which unit?",
        "found: 500",
    ):
        assert part in out


def test_a_release_goes_to_the_inbox(ask, data):
    words = [
        "quarantine",
        "release",
        "ctif-900",
        "--rule",
        "bounds",
        "--field",
        "turbines",
        "--by",
        "A. Person",
        "--reason",
        "checked by phone",
    ]
    code, out, err = ask(*words)
    assert (code, out) == (0, "")
    assert "next 'cleanfund run'" in err
    line = json.loads((data / "inbox" / "releases.jsonl").read_text().splitlines()[-1])
    told = [line[name] for name in ("content", "rule", "block", "field", "found", "by")]
    assert told == ["content-CTIF-900", "bounds", "1", "turbines", "-3", "A. Person"]


def test_a_rule_that_refuses_in_two_ways_is_released_where_the_field_says_which(ask, monkeypatch):
    import app.commands.quarantine as module
    from scorecards.table import Table

    reason = {"project_id": "CTIF-900", "version": 1, "content": "c", "rule": "bounds", "block": "1", "found": "60", "reason": ""}
    reasons = [{**reason, "field": field} for field in ("capacity", "depth")]
    monkeypatch.setattr(module, "quarantine_show", lambda *_: Table("", "", (), reasons))
    code, _, err = ask("quarantine", "release", "CTIF-900", "--rule", "bounds", "--by", "A. Person", "--reason", "by telephone")
    assert code == 2
    for part in ("'bounds' refuses CTIF-900 in 2 ways", "--field 1.capacity", "--field 1.depth"):
        assert part in err


def test_two_contents_of_one_version_cannot_be_released(ask, data, monkeypatch):
    import app.commands.quarantine as module
    from flows.between_proposals import SAME_VERSION
    from scorecards.table import Table

    reason = {"project_id": "CTIF-900", "version": 1, "rule": SAME_VERSION, "reason": "Sent twice: a.yaml, b.yaml."}
    monkeypatch.setattr(module, "quarantine_show", lambda *_: Table("", "", (), [reason]))
    inbox = data / "inbox" / "releases.jsonl"
    before = inbox.read_bytes() if inbox.exists() else b""
    words = ["quarantine", "release", "CTIF-900", "--rule", SAME_VERSION, "--by", "A. Person", "--reason", "checked by phone"]
    code, _, err = ask(*words)
    assert code == 2
    for part in ("cannot be released", "a.yaml, b.yaml", "withdraw one of the files", "next version"):
        assert part in err
    assert (inbox.read_bytes() if inbox.exists() else b"") == before


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


def test_a_bug_is_told_shortly_and_kept_in_a_file(ask, data, monkeypatch, tmp_path):
    import app.commands.rank as module

    def fail(*_):
        raise RuntimeError("the inner wheel broke")

    monkeypatch.setattr(module, "ranked", fail)
    code, out, err = ask("rank")
    assert (code, out) == (70, "")
    assert "This is a bug in cleanfund (RuntimeError: the inner wheel broke)" in err
    assert "Traceback" not in err
    kept = Path(re.search(r"Where: (.*)", err)[1])
    assert kept.parent == data / "state"
    assert "the inner wheel broke" in kept.read_text()
    kept.unlink()
    code, _, err = ask("rank", "--debug")
    assert code == 70
    assert "Traceback" in err
    monkeypatch.setattr(module, "ranked", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert ask("rank") == (130, "", "Stopped.\n")


def test_a_run_that_is_stopped_says_what_is_kept(ask, monkeypatch):
    import flows.nightly

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(flows.nightly, "run", stopped)
    assert ask("run") == (130, "", "Stopped. What is finished is kept; cleanfund run goes on from there.\n")


def test_busy_is_75_and_a_broken_warehouse_5(ask, monkeypatch):
    import app.commands.rank as module
    from scorecards.warehouse import Busy, WarehouseError

    for error, code in ((Busy("Another run is writing."), 75), (WarehouseError("It cannot be opened."), 5)):
        monkeypatch.setattr(module, "ranked", lambda *_, error=error: (_ for _ in ()).throw(error))
        got, _, err = ask("rank")
        assert got == code
        assert str(error) in err


def test_a_reader_that_leaves_early_is_no_error(shell, data):
    script = (
        "import subprocess, sys; words = ['sql', 'select range from range(200000)', '--format', 'csv']\n"
        "p = subprocess.Popen([sys.executable, '-m', 'app', *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "p.stdout.read(10); p.stdout.close(); err = p.stderr.read(); print(p.wait(), len(err))"
    )
    done = shell("-c", script)
    assert done.stdout.split() == ["0", "0"], done.stderr


def test_a_terminal_without_unicode_gets_words(shell):
    done = shell("-m", "app", "rank", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "yes  87%" in done.stdout
    assert "36.5-39.5" in done.stdout
    assert done.stdout.isascii()


def test_colour_is_for_terminals_only(shell):
    done = shell("-m", "app", "show", "CTIF-001", FORCE_COLOR="")
    assert "\x1b" not in done.stdout + done.stderr


def test_eight_readers_ask_at_once(data, sample):
    from scorecards.query import rank
    from scorecards.warehouse import open_snapshot

    answers, errors = [], []

    def read() -> None:
        try:
            for _ in range(5):
                with open_snapshot(data) as snapshot:
                    answers.append(tuple((row["rank"], row["project_id"], row["score"]) for row in rank(snapshot).rows))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(answers) == 40
    assert len(set(answers)) == 1


def test_evaluators_are_listed_checked_and_tried(ask, monkeypatch, tmp_path):
    good = (
        "from evaluators.toolkit import evaluator, given, assumed, answer\n"
        "@evaluator('heat pump', answers={'heat': answer('MWh/year', 'heat made', least=0)}, reference_class='other')\n"
        "def heat_pump(power=given('MW', 'electric power', least=0.1, most=100, example=10),\n"
        "              factor=assumed(2.0, 3.0, 4.0, '1', 'heat per electricity', source='invented for this test'),\n"
        "              unused=assumed(1.0, 2.0, 3.0, '1', 'nothing', source='invented for this test')):\n"
        "    'Heat from electricity.'\n"
        "    heat = power * 4000 * factor\n"
        "    return {'capex': power * 1e6, 'opex': power * 1e4, 'life': 20.0, 'heat': heat}\n"
    )
    (tmp_path / "heat_pump.py").write_text(good)
    (tmp_path / "broken_one.py").write_text("import nothing_of_that_name\n")
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(tmp_path))
    code, out, _ = ask("evaluator", "ls", "--format", "json")
    assert code == 0
    rows = json.loads(out)["rows"]
    heat = next(row for row in rows if row["name"] == "heat_pump")
    assert (heat["given"], heat["assumed"], heat["answers"], heat["broken"]) == (1, 2, 1, "")
    assert any("broken_one.py" in row["origin"] and "nothing_of_that_name" in row["broken"] for row in rows)

    code, out, _ = ask("evaluator", "check", "heat_pump", "--format", "json")
    assert code == 3
    verdict = {row["check"]: row for row in json.loads(out)["rows"]}
    assert verdict["units can be read"]["ok"]
    assert not verdict["every input matters"]["ok"]
    assert "unused" in verdict["every input matters"]["mend"]
    code, _, err = ask("evaluator", "check", "broken_one")
    assert code == 3
    assert "nothing_of_that_name" in err

    code, out, _ = ask("evaluator", "try", "heat_pump", "--draws", "200", "--format", "json")
    assert code == 0
    rows = json.loads(out)["rows"]
    answer = next(row for row in rows if row["section"] == "answer" and row["name"] == "heat")
    # 10 MW, 4,000 h and a factor between 2 and 4.
    assert 80_000 < answer["low"] < answer["value"] < answer["high"] < 160_000
    assert {row["section"] for row in rows} >= {"given", "assumption", "answer", "driver", "time"}


RAISES = (
    "from evaluators.toolkit import evaluator, given\n"
    "@evaluator('a plant that fails', reference_class='other')\n"
    "def failing(power=given('MW', 'electric power', least=0.1, most=100, example=10.0)):\n"
    "    'It fails.'\n"
    "    return {'capex': power / 0, 'opex': 1.0, 'life': 20.0}\n"
)


def test_an_evaluator_that_raises_is_told_alike_by_try_and_check(ask, data, monkeypatch, tmp_path):
    (tmp_path / "failing.py").write_text(RAISES)
    (tmp_path / "broken_one.py").write_text("import nothing_of_that_name\n")
    monkeypatch.setenv("CLEANFUND_EVALUATORS", str(tmp_path))
    crashes = set(data.glob("state/crash-*"))
    code, out, err = ask("evaluator", "try", "failing", "--draws", "200")
    assert (code, out) == (3, "")
    assert "failing raises ZeroDivisionError: float division by zero (failing.py, line 5)." in err
    assert "Next: cleanfund evaluator check failing" in err
    assert set(data.glob("state/crash-*")) == crashes
    code, out, _ = ask("evaluator", "check", "failing", "--format", "json")
    verdict = {row["check"]: row for row in json.loads(out)["rows"]}
    assert code == 3
    assert (
        "failing raises ZeroDivisionError: float division by zero (failing.py, line 5)." in verdict["worked example runs"]["mend"]
    )
    for name in ("inputs are left alone", "answers stay in bounds", "same twice", "every input matters"):
        assert verdict[name]["ok"] is None
        assert verdict[name]["mend"].startswith("not tried")
    assert verdict["units can be read"]["ok"] is True
    code, _, err = ask("evaluator", "check", "failling")
    assert code == 4
    for part in ("Nearest: failing", "broken_one.py", "nothing_of_that_name", "CLEANFUND_EVALUATORS"):
        assert part in err


def test_doctor_reads_the_funds_file(ask, tmp_path):
    (tmp_path / "proposals").mkdir()

    def found() -> dict:
        code, out, _ = ask("doctor", "--data", str(tmp_path), "--format", "json")
        return {"code": code} | next(row for row in json.loads(out)["rows"] if row["name"] == "fund.yaml")

    assert found()["state"] == "warn"
    (tmp_path / "fund.yaml").write_text("name: A fund\nseed: 7\ndraws: 2000\n")
    assert (found()["state"], found()["text"]) == ("ok", "A fund, 2,000 draws")
    (tmp_path / "fund.yaml").write_text("name: [A fund\n")
    broken = found()
    assert (broken["code"], broken["state"]) == (5, "wrong")
    assert "fund.yaml cannot be read" in broken["text"]
    assert "Mend" in broken["mend"]


def test_doctor_finds_and_mends(ask, data):
    import os

    state = data / "state"
    state.mkdir(exist_ok=True)
    half, dead, fresh = (
        data / "published" / ".old.duckdb.tmp",
        state / "prefect-server.pid",
        data / "published" / ".new.duckdb.tmp",
    )
    half.write_text("half")
    fresh.write_text("being written")
    os.utime(half, (1, 1))
    dead.write_text(json.dumps({"pid": 2**22 + 1, "port": 1, "started": "1", "owner": 2**22 + 2, "owner_started": "1"}))
    code, out, _ = ask("doctor", "--format", "json")
    rows = json.loads(out)["rows"]
    left = [row["text"] for row in rows if row["name"] == "left over"]
    assert any(".old.duckdb.tmp" in text for text in left)
    assert any("prefect-server.pid" in text for text in left)
    assert code == (5 if any(row["state"] == "wrong" for row in rows) else 0)
    ask("doctor", "--mend")
    assert not half.exists()
    assert not dead.exists()
    assert fresh.exists()
    fresh.unlink()


def test_doctor_calls_a_snapshot_that_does_not_open_wrong(ask, tmp_path):
    (tmp_path / "proposals").mkdir()
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "CURRENT").write_text("20260101T000000-dead\n")
    (tmp_path / "published" / "20260101T000000-dead.duckdb").write_text("no database")
    code, out, _ = ask("doctor", "--data", str(tmp_path), "--format", "json")
    assert code == 5
    assert next(row for row in json.loads(out)["rows"] if row["name"] == "snapshot")["state"] == "wrong"


def test_doctor_and_the_project_agree_on_versions():
    import tomllib

    from packaging.requirements import Requirement

    from app.machine import VERSIONS

    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    wanted = {need.name: str(need.specifier) for need in map(Requirement, tomllib.loads(text)["project"]["dependencies"])}
    from packaging.specifiers import SpecifierSet

    for name, (specifier, _) in VERSIONS.items():
        assert SpecifierSet(specifier) == SpecifierSet(wanted[name]), name


def test_the_sample_is_brought_once_and_nothing_is_overwritten(tmp_path):
    from app.commands.demo import bring_sample, sample
    from app.errors import UserError

    target = tmp_path / "new" / "data"
    assert bring_sample(target)
    assert sorted(path.name for path in (target / "proposals").iterdir()) == sorted(
        path.name for path in (sample() / "proposals").iterdir()
    )
    assert not (target / "warehouse").exists()
    assert not bring_sample(target)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(UserError, match="not a fund's folder"):
        bring_sample(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    (tmp_path / "empty").mkdir()
    assert bring_sample(tmp_path / "empty")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
