"""The sample portfolio says what its README says of it, and the generators give the same each time."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml

from evaluators.toolkit.discovery import find_evaluators
from flows import readers
from flows.facts import Document, Unreadable
from flows.findings import CRITICAL, WARNING, Finding
from flows.fund import read_fund
from flows.ingest import read_proposals, read_sites
from flows.landing import land
from flows.progress_items import SECTIONS
from flows.progress_reports import read_progress
from flows.reviews import read_reviews
from flows.validate import validate

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")
KEY = re.compile(r"\[([A-Z0-9]{3,})\]")
TECHNOLOGIES = {"offshore_wind", "hydrogen_storage", "carbon_capture"}
WIND_SITES = sorted(path.name.split(".")[0] for path in (DATA / "sites").glob("*.monthly.csv"))


def benchmark(name: str) -> ModuleType:
    """A script of ``tests/benchmarks``, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tests" / "benchmarks" / f"{name}.py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def table(heading: str) -> list[list[str]]:
    """The rows of the table below a heading of the README."""
    part = README.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return rows[2:]


class Judged:
    """A data folder read, cast and validated."""

    def __init__(self, source: Path, landing: Path):
        evaluators = find_evaluators().evaluators
        assert set(evaluators) >= TECHNOLOGIES, "an evaluator that the sample needs is missing or broken"
        for kind in ("proposals", "sites", "reviews", "progress"):
            if (source / kind).is_dir():
                shutil.copytree(source / kind, landing / kind)
        self.arrivals = land(landing)
        self.sites = read_sites(landing, [one for one in self.arrivals if one.kind == "sites"])
        sent = [one for one in self.arrivals if one.kind == "proposals"]
        self.proposals = [proposal for one in sent for proposal in read_proposals(one, evaluators, self.sites)]
        self.findings = validate(self.proposals, evaluators, self.sites)
        self.refused: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        contents = {(one.project_id, one.version, one.content): one.file for one in self.proposals}
        for finding in self.findings:
            if finding.severity == CRITICAL:
                file = contents[finding.project_id, finding.version, finding.content]
                self.refused[finding.project_id, file].append(finding)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return Judged(DATA, tmp_path_factory.mktemp("sample"))


def documents() -> list[tuple[str, Document]]:
    """Every proposal that can be read, with its file."""
    found = []
    for path in sorted((DATA / "proposals").iterdir()):
        try:
            found += [(path.name, document) for document in readers.read("proposals", path.name, path.read_bytes())]
        except Unreadable:
            continue
    return found


def stated(document: Document, name: str) -> list[str]:
    return [fact.raw for fact in document.facts if fact.field == name]


def test_every_file_has_a_reader_and_only_the_two_cut_off_ones_cannot_be_read():
    refused = {}
    for kind in ("proposals", "sites", "reviews", "progress"):
        for path in sorted((DATA / kind).iterdir()):
            try:
                assert readers.read(kind, path.name, path.read_bytes())
            except Unreadable as error:
                refused[path.name] = error.trouble.rule
    assert refused == {"yokkaichi-refinery-capture.yaml": "yaml.syntax", "hitachi-port-vessels.xlsx": "xlsx.damaged"}


def test_refused_is_what_the_readme_lists_and_for_that_reason(sample: Judged):
    listed = {(row[0], row[1].strip("`")): row[3].strip("`") for row in table("Broken, as in life")}
    assert set(sample.refused) == set(listed)
    for key, rule in listed.items():
        assert rule in {finding.rule for finding in sample.refused[key]}, key


def test_each_reason_names_the_place_and_the_remedy(sample: Judged):
    for key, findings in sample.refused.items():
        for finding in findings:
            assert finding.file and (finding.place or finding.field) and finding.reason and finding.remedy, (key, finding)


def test_the_rest_is_fit_to_be_evaluated_and_is_enough(sample: Judged):
    fit = [one for one in sample.proposals if (one.project_id, one.file) not in sample.refused]
    assert len(sample.proposals) == 48 and "48 proposals" in README
    assert len(fit) >= 30 and all(one.blocks for one in fit)
    assert {Path(one.file).suffix for one in fit} == {".yaml", ".csv", ".xlsx", ".ods", ".json", ".zip"}
    assert not [finding for finding in sample.findings if finding.rule == "unknown_field"]
    assert {block.technology for one in fit for block in one.blocks} == TECHNOLOGIES
    assert any({block.technology for block in one.blocks} == {"offshore_wind", "hydrogen_storage"} for one in fit)


def test_the_cases_of_the_fund_are_there(sample: Judged):
    of = {(one.project_id, one.version): one for one in sample.proposals}
    [bering] = of["CTIF-001", 1].blocks
    assert bering.values["capacity"] == (500.0, 500.0) and bering.values["foundation"] == "floating"
    assert bering.site == "sand-point" and len(bering.values["wind_speed_hourly"]) == 8760
    assert "proxy" in (DATA / "sites" / "sand-point.yaml").read_text().lower() and "proxy for the Bering Sea" in README
    stores = {of[f"CTIF-0{number}", 1].blocks[0].values["storage"] for number in (10, 11, 12, 13)}
    assert stores == {"lined_rock_cavern", "lohc", "salt_cavern", "vessel_700bar"}
    assert of["CTIF-012", 1].blocks[0].values["geology"] == "sediment"
    trials = [of[f"CTIF-0{number}", 1].blocks[0] for number in (20, 21, 22)]
    assert {block.values["technology"] for block in trials} == {"dac_liquid_solvent", "dac_cao_looping", "dac_solid_sorbent"}
    assert all(block.claims["cost_ratio_2030"].value[0] <= 0.5 for block in trials)
    assert of["CTIF-031", 2].blocks[0].values["transport_distance"] == (1.9, 1.9)


def test_applicants_are_called_sample():
    header = [fact for _, document in documents() for fact in document.facts if fact.group == "proposal"]
    names = [fact.raw for fact in header if fact.field == "applicant"]
    assert len(names) == 46 and all(name.startswith("Sample ") for name in names)


def test_every_source_key_is_explained_and_every_explained_one_is_used(sample: Judged):
    rows = {KEY.fullmatch(row[0])[1]: row for row in table("Figures and their sources")}
    files = [*(DATA / "proposals").glob("*.yaml"), *(DATA / "sites").glob("*.yaml"), *(DATA / "sites").glob("*.monthly.csv")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    texts.append((ROOT / "tests" / "benchmarks" / "make_sample_forms.py").read_text(encoding="utf-8"))
    assert {key for text in texts for key in KEY.findall(text)} <= set(rows)
    known = {one.project_id for one in sample.proposals} | set(sample.sites)
    for key, (_, figure, value, used, source, sure) in rows.items():
        assert figure and value and source, key
        assert set(used.split(", ")) <= known, key
        assert sure.split(" ")[0] in ("read", "second-hand", "recalled"), key


def test_a_site_sources_what_it_states():
    for path in sorted((DATA / "sites").glob("*.yaml")):
        card = yaml.safe_load(path.read_text(encoding="utf-8"))
        asked = {"water_depth", "distance_to_shore", "wave_height", "geology", "weather_height", "weather", "elevation"}
        assert set(card) & asked <= set(card["sources"]), path.name
        for note in card["sources"].values():
            assert KEY.search(note) or re.search("illustrative|invented|computed", note), (path.name, note)


@pytest.mark.parametrize("name", WIND_SITES)
def test_a_monthly_table_has_the_annual_mean_that_it_says(name: str):
    text = (DATA / "sites" / f"{name}.monthly.csv").read_text(encoding="utf-8")
    said, height = re.search(r"([\d.]+) m/s at (\d+) m", text).groups()
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    assert float(np.mean([float(row["wind_speed [m/s]"]) for row in rows])) == pytest.approx(float(said), abs=0.005)
    assert f"weather_height: {height} m" in (DATA / "sites" / f"{name}.yaml").read_text(encoding="utf-8")
    assert "llustrative" in text and (KEY.search(text) or "no published mean" in text)


def test_there_are_ten_sites_and_the_gap_is_where_the_readme_says(sample: Judged):
    assert len(list((DATA / "sites").glob("*.yaml"))) >= 10 and len(WIND_SITES) >= 6
    assert [site.site_id for site in sample.sites.values() if site.troubles] == ["unga-strait"]


def test_reviews_leave_two_proposals_out_and_one_reviewer_is_not_heard_on_one(sample: Judged):
    rows, troubles = read_reviews([one for one in sample.arrivals if one.kind == "reviews"])
    assert not troubles
    fit = {one.project_id for one in sample.proposals if (one.project_id, one.file) not in sample.refused}
    assert fit - {row["project_id"] for row in rows} == {"CTIF-018", "CTIF-023"}
    assert {row["project_id"] for row in rows} <= fit
    said = (DATA / "reviews" / "panel-2026.csv").read_text(encoding="utf-8").splitlines()
    assert len(said) - 1 - len(rows) == 9, "all that Reviewer B says of CTIF-032, for the conflict is declared in one line"
    heard = {(row["project_id"], row["reviewer"], row["criterion"]) for row in rows}
    assert {who for project, who, _ in heard if project == "CTIF-032"} == {"Reviewer A"}


def test_review_criteria_are_those_that_the_rubric_asks_for():
    with (DATA / "reviews" / "panel-2026.csv").open(encoding="utf-8") as file:
        given: dict[str, float] = {}
        for row in csv.DictReader(file):
            given[row["criterion"]] = max(given.get(row["criterion"], 0.0), float(row["points"]))
    rubric = yaml.safe_load((ROOT / "scorecards" / "rubric.yaml").read_text(encoding="utf-8"))
    asked = {
        part["review"]: part["maximum"] for criterion in rubric["criteria"].values() for part in criterion["parts"].values()
        if "review" in part
    }
    assert set(given) == set(asked) - {"bonus"} and all(points <= asked[name] for name, points in given.items())


def test_the_fund_file_can_be_used():
    fund = read_fund(DATA)
    assert fund.name == "US-Japan Clean-Tech Innovation Fund (CTIF)" and fund.seed == 2026 and fund.draws == 10_000
    assert fund.content["pool"] == "5000 MUSD2024"
    assert fund.content["ring_fences"] == {"hydrogen_corridor": "1000 MUSD2024"}
    used = {name for _, document in documents() for name in stated(document, "pillar")}
    assert used <= set(fund.content["pillars"]) and set(fund.content["ring_fences"]) <= set(fund.content["pillars"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The forms, as their script writes them now."""
    written = benchmark("make_sample_forms").make_sample_forms(tmp_path_factory.mktemp("made"))
    return {path.name: path for path in written}


def test_the_forms_are_what_their_script_writes(made: dict[str, Path]):
    lying = {path.name for path in (DATA / "proposals").iterdir() if path.suffix in (".xlsx", ".zip")}
    assert set(made) == lying | {"popof-island-wind.xlsx"} and len(made) == 8
    for name in lying:
        assert made[name].read_bytes() == (DATA / "proposals" / name).read_bytes(), name


def test_the_form_that_libreoffice_saved_says_what_the_workbook_does(made: dict[str, Path]):
    [ods] = readers.read("proposals", "popof.ods", (DATA / "proposals" / "popof-island-wind.ods").read_bytes())
    [xlsx] = readers.read("proposals", "popof.xlsx", made["popof-island-wind.xlsx"].read_bytes())
    assert [vars(fact) for fact in ods.facts] == [vars(fact) for fact in xlsx.facts] and len(ods.facts) > 25


def test_the_package_brings_two_forms_that_agree_and_an_attachment(sample: Judged):
    path = DATA / "proposals" / "macon-cement.zip"
    [document] = readers.read("proposals", path.name, path.read_bytes())
    assert document.troubles == [] and path.stat().st_size < 30_000
    assert [fact.field for fact in document.facts if fact.group == "attachment"] == ["attachments/letter-of-support.pdf"]
    shares = {fact.field: float(fact.raw) for fact in document.facts if fact.group == "cost_share"}
    total = next(fact for fact in document.facts if (fact.group, fact.field) == ("proposal", "total_cost"))
    # The form's own words, 414 MUSD2018, stand; the dollars of the SF-424, which are of its year, agree with them.
    assert (total.raw, total.unit) == ("414", "MUSD") and sum(shares.values()) == 522e6 and shares["grant"] == 151.3e6
    [told] = [one for one in sample.findings if one.project_id == "CTIF-038" and one.rule.startswith("form.")]
    assert (told.severity, told.rule) == (WARNING, "form.sf424_year")  # 2026 has no deflator yet


def test_the_progress_reports_are_of_projects_that_are_accepted_and_all_of_them_counts(sample: Judged):
    reports = [one for one in sample.arrivals if one.kind == "progress"]
    rows, troubles = read_progress(reports)
    assert not troubles and len(rows) == sum(len(one.read().decode().splitlines()) - 1 for one in reports)
    assert {row["section"] for row in rows} == set(SECTIONS)
    assert {(row["project_id"], "moss-bluff-salt-cavern.yaml") for row in rows}.isdisjoint(sample.refused)
    assert {row["project_id"] for row in rows} <= {one.project_id for one in sample.proposals}
    granted = next(row for row in rows if row["item"] == "total_federal_funds_authorized")
    assert (granted["amount"], granted["currency"]) == (12e6, "USD")
    asked = next(document for _, document in documents() if document.name == granted["project_id"])
    assert stated(asked, "grant_requested") == ["12 MUSD2019"]


def test_one_capture_trial_delivers_far_below_its_nameplate(sample: Judged):
    rows, _ = read_progress([one for one in sample.arrivals if one.kind == "progress"])
    delivered = sum(row["value"] for row in rows if (row["project_id"], row["item"]) == ("CTIF-022", "co2_captured"))
    [trial] = [block for one in sample.proposals if one.project_id == "CTIF-022" for block in one.blocks]
    assert 0 < delivered < 0.1 * trial.values["capacity"][0]


def test_the_generator_gives_the_same_for_a_seed_and_other_for_another(tmp_path: Path):
    make = benchmark("make_portfolio").make_portfolio
    one, two, other = (make(tmp_path / name, 60, seed, 0.1) for name, seed in (("one", 1), ("two", 1), ("other", 2)))
    contents = [
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
        for name in ("one", "two", "other")
    ]
    assert one == two and contents[0] == contents[1]
    assert contents[0] != contents[2] and len(one) == len(other) == 6


def test_the_generator_breaks_what_it_says_and_nothing_else(tmp_path: Path):
    make = benchmark("make_portfolio")
    broken = make.make_portfolio(tmp_path / "made", 150, 3, broken_share=0.16)
    judged = Judged(tmp_path / "made", tmp_path / "landing")
    assert len(judged.proposals) == 150
    # A file that is cut off may have lost its id; it then goes by its name, which holds it.
    assert {Path(name).stem.upper() for name, _ in judged.refused} == set(broken)
    assert len({finding.rule for findings in judged.refused.values() for finding in findings}) >= 8
    shares = [sum(block.technology == name for one in judged.proposals for block in one.blocks) / 150
              for name in ("offshore_wind", "hydrogen_storage", "carbon_capture")]
    assert shares == pytest.approx([0.4, 0.3, 0.3], abs=0.1)
    assert {Path(one.file).suffix for one in judged.proposals} == {".yaml", ".csv", ".xlsx"}
