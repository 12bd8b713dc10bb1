"""``cleanfund grant``: four formats, one project and all, a picture that nobody's words can break, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import grant_snapshot
import pytest

from app.reports.grant_chart import LEFT, RIGHT, WIDTH, grant_svg
from scorecards.table import Table

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return grant_snapshot.make_snapshot(tmp_path_factory.mktemp("grant") / "data")


def declare(data, text: str) -> None:
    (data / "fund.yaml").write_text(f"name: Test\n{text}", encoding="utf-8")


@pytest.fixture(autouse=True)
def undeclared(data):
    yield
    (data / "fund.yaml").unlink(missing_ok=True)


def test_the_four_formats_tell_the_same(ask):
    code, out, err = ask("grant", "--format", "json")
    whole = json.loads(out)
    assert (code, whole["schema"], whole["run"]) == (0, "grant/1", grant_snapshot.RUN)
    assert whole["asked"] == {"confidence": 0.8, "most_share_of_relevant_cost": 0.6}
    assert {row["section"] for row in whole["rows"]} == {"project", "pool", "apart"}
    assert "2 of 3 projects clear their hurdle with a grant that may be given" in err
    assert [json.loads(line) for line in ask("grant", "--format", "jsonl")[1].splitlines()] == whole["rows"]
    table = list(csv.DictReader(io.StringIO(ask("grant", "--format", "csv")[1])))
    assert list(table[0]) == [column["name"] for column in whole["columns"]]
    assert [line["least"] for line in table if line["section"] == "project"] == [
        repr(row["least"]) for row in whole["rows"] if row["section"] == "project"
    ]


def test_the_pool_on_a_terminal(ask):
    code, out, _ = ask("grant")
    assert code == 0 and "\x1b" not in out and "\u202e" not in out
    assert max(len(line) for line in out.splitlines()) <= 100
    assert re.search(r"^CTIF-001 .* 798\.5 +900\.0 +101\.5 .* asks enough$", out, re.MULTILINE)
    assert re.search(r"^CTIF-003 .* 3,798\.5 +200\.0 +-3,598\.5 .* no grant is enough$", out, re.MULTILINE)
    assert re.search(r"^in all +3 +4,597\.0 +1,600\.0 +-2,997\.0", out, re.MULTILINE)
    assert re.search(r"^CTIF-005 +its evaluation failed$", out, re.MULTILINE)


def test_a_project_on_a_terminal(ask):
    code, out, err = ask("grant", "ctif-001")
    assert (code, err) == (0, "") and max(len(line) for line in out.splitlines()) <= 100
    assert re.search(r"^ +798\.5 +80 % +█{16} +80 % +100 % +least grant at 80 %$", out, re.MULTILINE)
    assert re.search(r"^ +0\.0 +0 % +0 % +0 % +no grant$", out, re.MULTILINE)
    assert "For its value alone it takes 798.5 MUSD, for its debt alone 600.0; without a grant the poorest year" in out
    assert "Asked less what it turns out to need: 300.0 MUSD (median; p10" in " ".join(out.split())


def test_a_project_whose_evaluation_failed(ask, tmp_path):
    code, out, _ = ask("grant", "CTIF-005")
    assert code == 0 and "its evaluation failed" in out
    code, _, err = ask("grant", "CTIF-005", "--svg", str(tmp_path / "grant.svg"))
    assert code == 4 and "CTIF-005 has no curve to draw." in err and not list(tmp_path.iterdir())


def test_the_confidence_is_the_funds_and_then_the_askers(ask, data):
    def confidence(*words: str) -> float:
        return json.loads(ask("grant", "CTIF-001", "--format", "json", *words)[1])["asked"]["confidence"]

    assert confidence() == 0.8
    declare(data, "grant:\n  confidence: 70 %\n  most_share_of_relevant_cost: 30 %\n")
    assert confidence() == 0.7 and confidence("--confidence", "90 %") == 0.9 and confidence("--confidence", "0.95") == 0.95
    (row,) = [row for row in json.loads(ask("grant", "CTIF-001", "--format", "json")[1])["rows"] if row["section"] == "project"]
    assert (row["limit"], row["status"]) == (6e8, "needs more than allowed")
    declare(data, "ledger:\n  grant_share: 50 %\n")
    asked = json.loads(ask("grant", "--format", "json")[1])["asked"]
    assert asked["most_share_of_relevant_cost"] == 0.5, "the fund's one share, where the section states none of its own"


def test_what_cannot_be_asked(ask, data, tmp_path):
    for words, code, said in (
        (("--confidence", "much"), 2, "--confidence is 'much'; write a share from 0 % to 100 %"),
        (("--confidence", "0"), 2, "--confidence is '0'; write a share above 0 %"),
        (("CTIF-01",), 4, "Nearest: CTIF-001"),
        (("--svg", str(tmp_path / "a.svg")), 2, "The picture is of one project's curve."),
        (("CTIF-001", "--svg", str(tmp_path / "a.png")), 2, "is written to a file .svg, not to 'a.png'"),
    ):
        got, out, err = ask("grant", *words)
        assert (got, out) == (code, "") and said in err, words
    assert not list(tmp_path.iterdir())
    declare(data, "grant:\n  confidence: 180 %\n")
    code, out, err = ask("grant")
    assert (code, out) == (5, "") and "fund.yaml: grant: confidence is '180 %'; write a share from 0 % to 100 %" in err


def drawn(ask, tmp_path, *words: str) -> ElementTree.Element:
    file = tmp_path / "grant.svg"
    code, _, err = ask("grant", *words, "--svg", str(file))
    assert code == 0 and f"The curve is drawn: {file}." in err
    assert list(tmp_path.iterdir()) == [file], "nothing half-written stays"
    return ElementTree.fromstring(file.read_text(encoding="utf-8"))


def test_the_picture_has_the_curve_and_the_least_grant_stands_on_it(ask, tmp_path):
    picture = drawn(ask, tmp_path, "CTIF-001", "--confidence", "0.9")
    curves = {one.get("class"): one for one in picture.iter(f"{SVG}polyline")}
    assert set(curves) == {"curve all", "curve value", "curve debt"}
    points = [tuple(map(float, point.split(","))) for point in curves["curve all"].get("points").split()]
    assert points[0][0] == LEFT and points[-1][0] == WIDTH - RIGHT
    assert all(after[1] <= before[1] + 0.05 for before, after in pairwise(points)), "it never falls"
    (dot,) = picture.iter(f"{SVG}circle")
    place = (float(dot.get("cx")), float(dot.get("cy")))
    assert place in points, "on the curve"
    (sure,) = [one for one in picture.iter(f"{SVG}line") if one.get("class") == "sure"]
    assert float(sure.get("y1")) == pytest.approx(place[1], abs=0.1), "and on the confidence"
    told = "".join(picture.itertext())
    assert "least grant at 90 %: 898.0 MUSD, enough in 90 %" in told and "2.0 MUSD asked for and not needed" in told


def test_markup_in_a_name_stays_text(ask, tmp_path):
    picture = drawn(ask, tmp_path, "CTIF-002")
    heads = [one.text for one in picture.iter(f"{SVG}text") if one.get("class") == "head"]
    assert "[bold]=HYPERLINK[/bold]" in heads[0] and not re.search("[\x00-\x1f\u202e]", "".join(heads))
    point = {"section": "curve", "grant": 0.0, "chance": 0.0, "chance_npv": 0.0, "chance_debt": None, "text": "no grant"}
    row = {
        "section": "project", "project_id": "<script>", "title": '"><script>alert(1)</script>&amp; ' * 9, "text": "<b>",
        "least": 0.0, "asked": 0.0, "confidence": 0.8,
    }  # fmt: skip
    text = grant_svg(Table("grant/1", "R", (), [row, point]))
    assert "<script" not in text and "<b>" not in text
    heads = [one.text for one in ElementTree.fromstring(text).iter(f"{SVG}text") if one.get("class") == "head"]
    assert len(heads) > 1 and " ".join(heads).count("alert(1)") == 9, "a long title is whole"


def test_nothing_to_draw():
    assert grant_svg(Table("grant/1", "R", (), [{"section": "apart"}])) == ""


def test_asking_loads_no_pipeline(shell):
    done = shell(
        "-c",
        "import sys; from app.cli import main; main(['grant', 'CTIF-001', '--format', 'csv']); "
        "sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))",
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert {"app", "numpy", "duckdb"} <= loaded
    assert not loaded & {"prefect", "great_expectations", "pandas", "pint", "pvlib", "pyarrow", "rich", "highspy"}
