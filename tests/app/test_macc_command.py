"""``cleanfund macc``: four formats, a picture that nobody's words can break, the fund's pool, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import macc_snapshot
import pytest

from app.reports.macc_chart import FOOT, STYLE, TOP, macc_svg
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
    assert re.search(r"^ +500 +500 +500 +500$", out, re.MULTILINE) and "price [kt/year]" in out
    heads = re.split(r"  +", out.splitlines()[0].strip())
    assert len(heads) == len(set(heads)), "no two columns are called the same"
    assert heads[3:9] == ["USD/t", "p10–p90", "kt/year", "sum", "MUSD", "MUSD, sum"]
    assert re.search(r"CTIF-005 .* its evaluation failed", out)


def test_a_title_is_folded_and_never_cut(ask):
    out = ask("macc")[1]
    assert "…" not in out


@pytest.mark.parametrize(
    ("written", "millions"),
    [("100 million", "100"), ("100 million USD2024", "100"), ("1.5bn", "1,500"), ("1.5e9", "1,500"), ("2 billion JPY2024", "13")],
)
def test_a_budget_is_read_as_money_is_written(ask, written, millions):
    code, out, err = ask("macc", "--budget", written, "--format", "json")
    assert code == 0 and f"{millions} MUSD2024 reach" in err
    assert json.loads(out)["asked"]["budget"] == pytest.approx(float(millions.replace(",", "")) * 1e6, rel=0.03)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ten", "The budget 'ten' cannot be read: 'ten' does not start with a number."),
        ("100 tonne", "'tonne' is a mass, and this field wants money"),
        ("1 to 2 bn", "The budget '1 to 2 bn' is a range."),
        ("1.234.567,8", "'1.234.567,8' is ambiguous"),
    ],
)
def test_a_budget_that_cannot_be_read(ask, written, why):
    code, out, err = ask("macc", "--budget", written)
    assert (code, out) == (2, "") and why in err
    assert "write one amount: --budget 5e9, --budget '100 million', --budget '2 billion JPY2023'" in err


def drawn(ask, tmp_path, *words: str) -> ElementTree.Element:
    file = tmp_path / "curve.svg"
    code, _, err = ask("macc", "--svg", str(file), *words)
    assert code == 0 and f"The curve is drawn: {file}." in err
    assert list(tmp_path.iterdir()) == [file], "nothing half-written stays"
    return ElementTree.fromstring(file.read_text(encoding="utf-8"))


def test_the_picture_has_a_bar_a_project_and_words_as_words(ask, tmp_path):
    picture = drawn(ask, tmp_path)
    bars = [one for one in picture.iter(f"{SVG}rect") if one.find(f"{SVG}title") is not None]
    assert [one.get("class") for one in bars] == ["bar in", "bar out"]
    assert {one.tag.removeprefix(SVG) for one in picture.iter()} <= {
        "svg", "style", "rect", "line", "text", "title", "polygon", "polyline", "path", "g",
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
            "total_p10": 8.0, "total_p50": 10.0, "total_p90": 12.0, "requested": 1e6,
        }
    ]  # fmt: skip
    text = macc_svg(Table("macc/1", "R", (), rows))
    assert "<script" not in text
    picture = ElementTree.fromstring(text)
    assert '"><script>alert(1)</script>&amp;: -10' in next(picture.iter(f"{SVG}title")).text


def many(count: int, budget: float | None) -> Table:
    """A curve of ``count`` projects, wide and narrow ones by turns, with the prices of its band."""
    rows: list[dict] = []
    total = 0.0
    for place in range(count):
        tonnes, cost = (9e4, 10.0 * place) if place % 3 else (30.0, 10.0 * place)
        total += tonnes
        rows.append({
            "section": "project", "project_id": f"PROJECT-{place + 1}", "title": "A title of many words " * 4, "requested": 1e8,
            "cost_p10": cost - 5, "cost_p50": cost, "cost_p90": cost + 60, "tonnes_p50": tonnes, "total_p10": 0.8 * total,
            "total_p50": total, "total_p90": 1.2 * total, "reached": None if budget is None else (place + 1) * 1e8 <= budget,
        })  # fmt: skip
    price = [
        {"section": "price", "price": 50.0 * step}
        | {f"total_{which}": min(step / 10, 1) * total * by for which, by in (("p10", 0.8), ("p50", 1), ("p90", 1.2))}
        for step in range(40)
    ]
    return Table("macc/1", "R", (), rows + price, {} if budget is None else {"budget": budget})


def placed(picture: ElementTree.Element) -> dict[str, float]:
    """The numbers in the strip below the bars and where they stand."""
    texts = [one for one in picture.iter(f"{SVG}text") if one.get("y") == f"{FOOT + 35:.1f}"]
    return {one.text: float(one.get("x")) for one in texts}


@pytest.mark.parametrize("count", [1, 2, 30, 40])
def test_every_bar_has_a_number_of_its_own_and_a_line_in_the_table_below(count):
    picture = ElementTree.fromstring(macc_svg(many(count, 1e9)))
    numbers = placed(picture)
    assert list(numbers) == [str(place + 1) for place in range(count)], "narrow ones too"
    where = list(numbers.values())
    assert all(after - before >= 13.9 for before, after in pairwise(where)), "none on another"
    assert 84 <= min(where) and max(where) <= 1160.1
    words = [one.text for one in picture.iter(f"{SVG}text")]
    assert [word for word in words if word.startswith("PROJECT-")] == [f"PROJECT-{place + 1}" for place in range(count)]
    told = " ".join(words)
    assert told.count("A title of many words") == 4 * count and "…" not in told, "titles are whole"


def test_where_there_is_no_room_for_all_the_widest_are_numbered_and_the_rest_is_said():
    picture = ElementTree.fromstring(macc_svg(many(300, 1e9)))
    numbers = placed(picture)
    assert 20 < len(numbers) < 300 and not any(int(number) % 3 == 1 for number in numbers), "the narrow ones have none"
    said = f"{300 - len(numbers)} more, too narrow for a number: cleanfund macc --format csv"
    assert said in [one.text for one in picture.iter(f"{SVG}text")]


def test_the_band_reaches_the_top_of_the_picture():
    picture = ElementTree.fromstring(macc_svg(many(30, None)))
    (band,) = picture.iter(f"{SVG}polygon")
    heights = [float(point.split(",")[1]) for point in band.get("points").split()]
    assert min(heights) == pytest.approx(TOP) and max(heights) <= FOOT


def test_what_the_legend_shows_is_drawn_with_the_same_ink():
    text = macc_svg(many(30, 1e9))
    picture = ElementTree.fromstring(text)
    legend = {one.get("class") for group in picture.iter(f"{SVG}g") for one in group}
    outside = {one.get("class") for one in picture.iter()} - {None}
    assert legend == {"bar in", "bar out", "whisker thin", "band", "edge thin"} <= outside
    assert "opacity" not in text, "nothing shines through and changes the colour of another"


def test_in_grey_the_three_areas_differ():
    inks = [re.search(rf"\.{name}{{fill:#([0-9a-f]{{6}})", STYLE)[1] for name in ("in", "out", "band")]
    parts = [[int(ink[n : n + 2], 16) for n in (0, 2, 4)] for ink in inks]
    greys = sorted(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in parts)
    assert greys[1] - greys[0] > 80 and greys[2] - greys[1] > 15


def test_without_a_budget_nothing_is_ticked_and_no_line_is_drawn(ask, tmp_path, monkeypatch, sample):
    folder = macc_snapshot.make_snapshot(tmp_path / "data")
    monkeypatch.setenv("CLEANFUND_DATA", str(folder))
    code, out, err = ask("macc", "--svg", str(tmp_path / "curve.svg"))
    assert code == 0 and "All 2 projects together" in err
    assert "budget" not in out and "✓" not in out and "✗" not in out
    text = (tmp_path / "curve.svg").read_text(encoding="utf-8")
    assert "budget" not in text.partition("</style>")[2] and "beyond it" not in text
    whole = json.loads(ask("macc", "--format", "json")[1])
    assert {row["reached"] for row in whole["rows"]} == {None} and whole["asked"] == {}
    assert "✓" in ask("macc", "--budget", "1e9")[1]


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
