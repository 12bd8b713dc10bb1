"""``cleanfund macc``: four formats, a picture that nobody's words can break, the fund's pool, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import macc_snapshot
import pytest

from app.reports.macc_chart import macc_svg
from flows.cast import cast_proposal
from flows.facts import Document, Fact
from scorecards.table import Table

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A fund with a pool that pays for the first project alone."""
    folder = macc_snapshot.make_snapshot(tmp_path_factory.mktemp("macc") / "data", hub=True)
    (folder / "fund.yaml").write_text("name: Test\npool: 1200 MUSD2024\n", encoding="utf-8")
    return folder


def test_the_four_formats_tell_the_same(ask):
    code, out, err = ask("macc", "--format", "json")
    whole = json.loads(out)
    assert (code, whole["schema"], whole["run"], whole["asked"]) == (0, "macc/1", macc_snapshot.RUN, {"budget": 1.2e9})
    assert {row["section"] for row in whole["rows"]} == {"project", "price", "apart"}
    assert "1,200 MUSD2024 reach 1 of 2 projects" in err, "the pool of the fund, where no budget is named"
    assert [json.loads(line) for line in ask("macc", "--format", "jsonl")[1].splitlines()] == whole["rows"]
    table = list(csv.DictReader(io.StringIO(ask("macc", "--format", "csv")[1])))
    assert list(table[0]) == [column["name"] for column in whole["columns"]]
    for line, row in zip(table, whole["rows"], strict=True):
        assert [float(line[name]) for name, value in row.items() if isinstance(value, float)] == [
            value for value in row.values() if isinstance(value, float)
        ]


def test_on_a_terminal(ask):
    code, out, _ = ask("macc", "--budget", "1e9")
    assert code == 0 and "\x1b" not in out and "\u202e" not in out
    assert max(len(line) for line in out.splitlines()) <= 100
    assert re.search(r"1 +CTIF-001 .* ✓", out) and re.search(r"2 +CTIF-002 .* ✗", out)
    assert re.search(r"^ +100 +0 +0 +0$", out, re.MULTILINE), "with its hub the cheapest costs more than 100"
    assert re.search(r"^ +500 +500,000 +500,000 +500,000$", out, re.MULTILINE)
    assert re.search(r"CTIF-005 .* its evaluation failed", out)


def drawn(ask, tmp_path, *words: str) -> ElementTree.Element:
    file = tmp_path / "curve.svg"
    code, _, err = ask("macc", "--svg", str(file), *words)
    assert code == 0 and f"The curve is drawn: {file}." in err
    assert list(tmp_path.iterdir()) == [file], "nothing half-written stays"
    return ElementTree.fromstring(file.read_text(encoding="utf-8"))


def test_the_picture_has_a_bar_a_project_and_words_as_words(ask, tmp_path):
    picture = drawn(ask, tmp_path)
    bars = [one for one in picture.iter(f"{SVG}rect") if "bar" in one.get("class", "")]
    assert [one.get("class") for one in bars] == ["bar in", "bar out"]
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {
        "svg", "style", "rect", "line", "text", "title", "polygon", "polyline", "path",
    }  # fmt: skip
    titles = [one.text for one in picture.iter(f"{SVG}title")]
    assert "[bold]=HYPERLINK[/bold]" in titles[1] and not re.search("[\x00-\x1f\u202e]", "".join(titles))
    # Side by side from the axis on, and as high as their cost: the second is 228/105 of the first.
    left, width, height = ([float(one.get(name)) for one in bars] for name in ("x", "width", "height"))
    assert left[1] == pytest.approx(left[0] + width[0], abs=0.1)
    whole = json.loads(ask("macc", "--format", "json")[1])
    cost = [row["cost_p50"] for row in whole["rows"] if row["section"] == "project"]
    assert height[1] / height[0] == pytest.approx(cost[1] / cost[0], rel=1e-3)
    assert "a budget of 1,200 MUSD2024 ends here" in "".join(picture.itertext())


def test_markup_in_a_name_stays_text():
    rows = [
        {
            "section": "project", "project_id": "<script>", "title": '"><script>alert(1)</script>&amp;', "reached": True,
            "cost_p10": -30.0, "cost_p50": -10.0, "cost_p90": float("inf"), "tonnes_p50": 10.0,
            "total_p50": 10.0, "total_p90": 12.0,
        }
    ]  # fmt: skip
    text = macc_svg(Table("macc/1", "R", (), rows))
    assert "<script" not in text
    picture = ElementTree.fromstring(text)
    assert '"><script>alert(1)</script>&amp;: -10' in next(picture.iter(f"{SVG}title")).text


def test_nothing_to_draw():
    assert macc_svg(Table("macc/1", "R", (), [{"section": "apart"}])) == ""


def test_what_cannot_be_asked(ask, tmp_path):
    code, _, err = ask("macc", "--svg", str(tmp_path / "curve.png"))
    assert code == 2 and "is written to a file .svg, not to 'curve.png'" in err and not list(tmp_path.iterdir())
    code, _, err = ask("macc", "--budget", "-5")
    assert code == 2 and "The budget is -5; give USD2024, 0 or more: --budget 5e9" in err
    code, _, err = ask("macc", "--pillar", "hydrogn")
    assert code == 4 and "Nearest: hydrogen." in err
    code, _, err = ask("macc", "--pillar", "carbon_capture", "--svg", str(tmp_path / "curve.svg"))
    assert code == 4 and "No project is on the curve, so there is nothing to draw." in err and not list(tmp_path.iterdir())


def test_asking_loads_no_pipeline(shell):
    done = shell(
        "-c",
        "import sys; from app.cli import main; main(['macc', '--format', 'csv']); "
        "sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))",
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert {"app", "numpy", "duckdb"} <= loaded
    assert not loaded & {"prefect", "great_expectations", "pandas", "pint", "pvlib", "pyarrow", "rich"}


def test_a_proposal_states_its_hub_in_the_header():
    def cast(amount: str):
        stated = {"id": "T-1", "currency": "USD", "price_year": "2024", "hub": "Gulf hub", "hub_cost": amount}
        facts = [Fact("proposal", "", name, raw, where=f"line {place}") for place, (name, raw) in enumerate(stated.items(), 1)]
        return cast_proposal(Document("proposals", "T-1", facts), "T-1.yaml", "c" * 64, {}, {})

    read = cast("0.4 billion USD2024")
    assert read.text("hub") == "Gulf hub" and read.header["hub_cost"].value == (4e8, 4e8)
    (wrong,) = [one for one in cast("400 tonne").findings if one.field == "hub_cost"]
    assert (wrong.found, wrong.place) == ("400 tonne", "line 5")
