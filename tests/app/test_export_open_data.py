"""``cleanfund export 360giving`` and ``export oc4ids``: documents on stdout or in a file, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest
from awarded_snapshot import THIRD, faults, judge_360giving, judge_oc4ids, make_awarded, needs_schemas
from ledger_entries import HISTORY, contents, wanted
from sample_points import SECOND

from scorecards.ledger_entry import entry_of

SETTINGS = """
name: Sample Fund
short_name: SF
pillars: {offshore_wind: Offshore Wind}
open_data:
  licence: https://creativecommons.org/licenses/by/4.0/
  prefix_360giving: 360G-sample
  prefix_oc4ids: oc4ids-bu3kcz
"""


@pytest.fixture(scope="module")
def fund(tmp_path_factory):
    """A fund with one award, to a project whose title is a formula, and one pledge."""
    data = tmp_path_factory.mktemp("awarded") / "fund"
    data.mkdir()
    asked = [*HISTORY, wanted("pledge", "A-2", "5 MUSD")]
    made = contents(asked)
    names = {"P-1": "CTIF-001", "P-2": "CTIF-002"}
    entries = [entry_of(one | {"project_id": names[one["project_id"]]}, line) for line, one in enumerate(made, 1)]
    make_awarded(data, entries)
    (data / "fund.yaml").write_text(SETTINGS, encoding="utf-8")
    return data


@pytest.fixture
def export(ask, fund, monkeypatch):
    """(code, out, err) of ``cleanfund export WORDS`` of that fund."""
    monkeypatch.setenv("CLEANFUND_DATA", str(fund))
    return lambda *words: ask("export", *words)


@needs_schemas
def test_the_documents_are_valid_and_the_same_each_time(export):
    for kind, judge in (("360giving", judge_360giving()), ("oc4ids", judge_oc4ids())):
        code, out, err = export(kind)
        assert code == 0 and faults(judge, json.loads(out)) == [] and export(kind)[1] == out
        assert err == "1 pledge is left out: it binds nobody.\n"


def test_a_file_holds_the_same_bytes(export, tmp_path):
    for kind in ("360giving", "oc4ids"):
        code, out, err = export(kind, "--out", str(tmp_path / "open.json"))
        assert (code, out) == (0, "") and "as run 20261010T020000-cccc saw it: " in err
        assert (tmp_path / "open.json").read_bytes().decode() == export(kind)[1]
    assert [path.name for path in tmp_path.iterdir()] == ["open.json"]


def test_the_sheet_has_a_row_for_each_grant(export, tmp_path):
    sheet = export("360giving", "--csv")[1]
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["Identifier"], row["Amount Awarded"], row["Amount Disbursed"]) == ("360G-sample-A-1", "10000000", "2500000")
    assert export("360giving", "--format", "csv")[1] == sheet
    assert export("360giving", "--out", str(tmp_path / "grants.csv"))[0] == 0
    assert (tmp_path / "grants.csv").read_text(encoding="utf-8") == sheet


def test_an_applicants_formula_is_a_text_in_the_sheet(ask, monkeypatch, fund, tmp_path):
    from scorecards.warehouse import Warehouse

    data = tmp_path / "fund"
    shutil.copytree(fund, data)
    store = Warehouse(data)
    hostile = ["=HYPERLINK(1)", "@サンプル\x1b[31m"]
    store.execute("UPDATE proposal SET title = ?, applicant = ? WHERE project_id = 'CTIF-001'", hostile)
    store.execute("INSERT INTO run SELECT 'z' || run_id, * EXCLUDE (run_id) FROM run WHERE run_id = ?", [THIRD])
    (ended,) = store.rows("SELECT status, finished, counts, stages, run_id FROM run WHERE run_id = ?", [f"z{THIRD}"])
    store.publish(f"z{THIRD}", [*ended.values()])
    store.close()
    monkeypatch.setenv("CLEANFUND_DATA", str(data))
    (row,) = csv.DictReader(io.StringIO(ask("export", "360giving", "--csv")[1]))
    assert (row["Title"], row["Recipient Org:Name"]) == ("'=HYPERLINK(1)", "'@サンプル[31m")
    (grant,) = json.loads(ask("export", "360giving")[1])["grants"]
    assert grant["title"] == "=HYPERLINK(1)"  # JSON has no formulas
    assert grant["recipientOrganization"] == [{"id": "360G-sample-サンプル-31m", "name": "@サンプル[31m", "addressCountry": "US"}]


def test_where_nothing_is_awarded_it_says_so_and_writes_nothing(export, tmp_path):
    """Neither standard knows an empty package."""
    for kind in ("360giving", "oc4ids"):
        code, out, err = export(kind, "--as-of", SECOND, "--out", str(tmp_path / "open.json"))
        assert (code, out) == (4, "") and f"Nothing is awarded in run {SECOND}" in err and "cleanfund ledger add" in err
    assert not [*tmp_path.iterdir()]


def test_what_is_missing_before_publishing_is_said(export, fund, monkeypatch, tmp_path):
    data = tmp_path / "fund"
    shutil.copytree(fund, data)
    (data / "fund.yaml").write_text("short_name: SF\n", encoding="utf-8")
    monkeypatch.setenv("CLEANFUND_DATA", str(data))
    code, _, err = export("oc4ids")
    assert code == 0 and "begin with oc4ids-sf, which nobody has registered" in err and "No licence is stated" in err
    (data / "fund.yaml").write_text("open_data: {licence: CC BY}\n", encoding="utf-8")
    code, out, err = export("oc4ids")
    assert (code, out) == (5, "") and "fund.yaml: open_data: licence is 'CC BY'; write an address" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("360giving", "--out", "grants.xlsx"), "As JSON it is written to a file .json, not to 'grants.xlsx'."),
        (("360giving", "--csv", "--out", "grants.json"), "As CSV it is written to a file .csv, not to 'grants.json'."),
        (("oc4ids", "--out", "projects.csv"), "It is written to a file .json, not to 'projects.csv'."),
    ],
)
def test_a_file_of_another_kind_is_refused(export, words, told):
    code, out, err = export(*words)
    assert (code, out) == (2, "") and told in err


def test_a_help_line_says_what_is_published(export):
    code, out, _ = export("360giving", "--help")
    assert code == 0 and "what is only pledged is left out" in " ".join(out.split())
