"""`cleanfund quarantine letter`: shown, written, refused in a sentence, and quick to load."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from letter_cases import reason

from flows.fund import read_fund
from scorecards.warehouse import Warehouse


@pytest.fixture(scope="module")
def folder(tmp_path_factory, sample) -> Path:
    """A fund with a proposal refused in two versions, one for its site's file, and one with more reasons than a page holds."""
    data = tmp_path_factory.mktemp("letters") / "data"
    (data / "proposals").mkdir(parents=True)
    (data / "fund.yaml").write_text("name: Sample Fund\ncontact: grants@example.org\n", encoding="utf-8")
    store = Warehouse(data)
    try:
        with store.transaction():
            sample._run(store, sample.FIRST)
            for project, version, count in (("CTIF-901", 1, 1), ("CTIF-901", 2, 1), ("CTIF-902", 1, 40)):
                content = f"content-{project}-{version}"
                sample._proposal(store, project, version, content, status="quarantined")
                finding = {key: reason()[key] for key in ("rule", "block", "found", "remedy")}
                finding |= {"content": content, "project_id": project, "version": version, "severity": "critical"}
                finding |= {"file": "akita.yaml", "place": "line 3", "run_id": sample.FIRST}
                store.insert(
                    "finding",
                    [finding | {"field": f"field_{n}", "reason": f"Reason {n}."} for n in range(count)],
                )
        store.publish(sample.FIRST, list(store.rows("SELECT status, finished, counts, stages, run_id FROM run")[0].values()))
    finally:
        store.close()
    return data


@pytest.fixture
def letter(ask, folder, monkeypatch):
    monkeypatch.setenv("CLEANFUND_DATA", str(folder))
    return lambda *words: ask("quarantine", "letter", *words)


def test_the_letter_is_shown_as_text(letter):
    code, out, err = letter("ctif-901", "--version", "1", "--date", "2026-11-23")
    assert (code, err) == (0, "")
    assert "23 November 2026" in out and "grants@example.org" in out and "as version 3." in out


def test_a_site_s_reason_names_the_site_s_file(letter, ask):
    assert "akita.yaml, line 3" in letter("CTIF-901", "--version", "2")[1]
    assert "akita.yaml, line 3" in ask("quarantine", "show", "CTIF-901")[1]


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_what_has_no_room_is_written_beside(letter, tmp_path, ending):
    out = tmp_path / f"brief.{ending}"
    code, shown, err = letter("CTIF-902", "--lang", "ja", "--out", str(out))
    beside = tmp_path / "brief-list.txt"
    assert (code, shown) == (0, "") and str(out) in err and str(beside) in err
    assert "brief-list.txt" in out.read_text(encoding="utf-8").replace("<wbr>", "").replace("\n", "")
    assert all(f"field_{n}" in beside.read_text(encoding="utf-8") for n in range(40))


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["CTIF-901"], 2, ["2 versions of CTIF-901 are refused", "--version 1 or 2"]),
        (["CTIF-901", "--version", "7"], 2, ["Version 7 of CTIF-901 is not in quarantine"]),
        (["CTIF-90"], 4, ["CTIF-901"]),
        (["CTIF-902", "--date", "23.11.2026"], 2, ["'23.11.2026' is no date", "--date 2026-11-30"]),
        (["CTIF-902", "--out", "letter.docx"], 2, [".txt or .html", "letter.docx"]),
        (["CTIF-902", "--lang", "fr"], 2, ["fr"]),
        (["CTIF-902", "--format", "json"], 2, ["no table", "quarantine show CTIF-902 --format json"]),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else "",
)
def test_what_cannot_be_written_is_said(letter, words, code, parts):
    found, out, err = letter(*words)
    assert (found, out) == (code, "")
    assert all(part in err for part in parts), err


def test_a_letter_loads_no_pipeline(shell, folder):
    script = "import json, sys\nfrom app.cli import main\ncode = main({!r})\n"
    script += 'sys.stderr.write("LOADED " + json.dumps([code, sorted(sys.modules)]))'
    words = ["quarantine", "letter", "CTIF-902", "--lang", "ja", "--data", str(folder)]
    done = shell("-c", script.format(words))
    code, names = json.loads(done.stderr.split("LOADED ")[1])
    heavy = {"prefect", "great_expectations", "pandas", "pint", "pvlib", "pyarrow", "fastapi", "jinja2"}
    assert code == 0 and not heavy & {name.split(".")[0] for name in names}
    assert "御中" in done.stdout


def test_the_fund_s_file_names_the_contact(tmp_path):
    (tmp_path / "fund.yaml").write_text("contact: Grants desk, grants@example.org\n", encoding="utf-8")
    assert read_fund(tmp_path).contact == "Grants desk, grants@example.org"
    (tmp_path / "fund.yaml").write_text("name: A fund\n", encoding="utf-8")
    assert read_fund(tmp_path).contact == ""
